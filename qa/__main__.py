"""`python -m qa "question"`: prints an answer with its sources, or one JSON object."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import console

if __name__ == "__main__":
    console.interruptible()

from corpus.metadata import source_parts
from corpus.tables import BETWEEN_NAMES
from errors import QuestionError
from index import INDEX_HELP
from index.current import current_store
from index.store import Filters, Store
from messages.tables import TIME_FORM
from qa.asking import answer_request, whole
from qa.conversation import with_reading
from qa.question_files import read_questions
from qa.records import Answer, Hit, LibraryAnswer, answer_json, refused_json
from qa.request import FILTERS, LEGS, MOST, Request, refuse_unknown

_WIDTH = 100
"""Characters of a passage that are shown; --json gives all."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    args = parser.parse_args(arguments)
    if (args.question is None) == (args.questions is None):
        parser.error(console.text("one_question"))
    if args.questions is not None and args.follow is not None:
        parser.error(console.text("follow_one"))
    narrow = Filters(**{name: getattr(args, name) for name in FILTERS})
    # The options of a file of questions are wrong or right for all of them.
    several = args.question is None
    request = Request("?" if several else args.question, args.k, args.leg, narrow, args.follow)
    request = request.checked()  # before an index is opened, or built
    store = current_store(args.index)
    if several:
        return _answer_all(args, store, request)
    whole_request = whole(request, store)
    answer = answer_request(whole_request, store)
    if args.json:
        print(console.to_json(with_reading(request, answer_json(answer))))
    else:
        console.say(*_understood_lines(request, whole_request), *_shown(answer))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = console.Parser(
        prog=console.program("python -m qa"),
        description="Asks the indexed articles; every sentence of the answer has its source.",
    )
    parser.add_argument("question", nargs="?")
    parser.add_argument("--questions", metavar="FILE.jsonl", help='rows {"id", "question"}')
    parser.add_argument("--follow", metavar="QUESTION", help="the question before, to follow up")
    parser.add_argument("--index", metavar="DIR", help=INDEX_HELP)
    parser.add_argument(
        "-k", type=_number, default=5,
        help=f"how many passages, 1 to {MOST} (default: 5); those of a longer list come besides",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="one JSON object a question")
    parser.add_argument("--leg", default="hybrid", help=f"what searches: {', '.join(LEGS)}")
    parser.add_argument("--column", help="only articles of this column")
    parser.add_argument("--author", help="only articles of this author")
    parser.add_argument("--paper", help="only articles of this newspaper")
    parser.add_argument("--since", metavar="DATE", help=f"published then or later: {TIME_FORM}")
    parser.add_argument("--until", metavar="DATE", help="published then or earlier")
    return parser


def _number(text: str) -> float | str:
    """A number; anything else is left to the validation that all interfaces share."""
    if re.fullmatch(r"-?[0-9]{1,30}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]{1,30}\.[0-9]{1,30}", text) else text


def _answer_all(args: argparse.Namespace, store: Store, request: Request) -> int:
    """One result a line, in the file's order; a question that is refused has an "error" instead,
    and the exit status is then 1."""
    code = 0
    refuse_unknown(request.narrow, store)
    for row in read_questions(Path(args.questions)):
        result: dict[str, Any] = {"id": row.id}
        try:
            if row.error:
                raise row.error
            answer = answer_request(replace(request, question=row.question).checked(), store)
        except QuestionError as error:
            code = 1
            reason = console.told(error)
            if row.id is None:
                reason = console.text("question_row", line=row.line, reason=reason)
            else:
                reason = console.text("question_line", id=row.id, reason=reason)
            console.warn(console.text("error_line", error=reason))
            result |= refused_json(row.question, error)
        else:
            result |= answer_json(answer)
        print(console.to_json(result))
    return code


def _understood_lines(request: Request, whole_request: Request) -> list[str]:
    """How a follow-up was read."""
    if request.follow is None:
        return []
    if whole_request.question == request.question:
        return [console.text("asked_as_typed")]
    return [console.text("understood_as", question=whole_request.question)]


def _shown(answer: Answer) -> list[str]:
    """The answer for people: its sentences with [rank], then the passages with their sources."""
    lines, sure = [], f"{answer.confidence:.2f}"
    if answer.undated:
        lines.append(console.text("left_undated", count=answer.undated))
    if answer.library:
        return [*lines, answer.library.text, *_library_lines(answer.library)]
    if answer.answered:
        if short := answer.sentences[0].short:
            lines.append(console.text("said_short", text=short.text))
        for sentence in answer.sentences:
            lines += [BETWEEN_NAMES.join(sentence.columns)] if sentence.columns else []
            lines.append(f"{sentence.text} [{sentence.hit}]")
        lines += [console.text("list_goes_on", count=answer.more)] if answer.more else []
        lines.append(console.text("said_surely", confidence=sure))
    elif answer.hits:
        lines.append(console.text("said_nearest", confidence=sure))
    else:
        lines.append(console.text("said_nothing"))
    for hit in answer.hits:
        lines += [
            "",
            f"[{hit.rank}] {_source_line(hit)}",
            f"    {_excerpt(hit.text)}",
            f"    {hit.id}  {_short_path(hit.path)}",
        ]
    return lines


def _library_lines(library: LibraryAnswer) -> Iterator[str]:
    """The names or articles of an answer from the list of articles."""
    for name, count in library.names:
        yield f"    {name} ({count})"
    for entry in library.articles:
        line = " · ".join([entry.title or console.text("no_title"), *source_parts(entry.metadata)])
        yield f"    {entry.id}  {line}"


def _source_line(hit: Hit) -> str:
    heads = (part for part in (hit.title, hit.heading) if part)
    place = console.text("said_place", number=hit.paragraph, score=f"{hit.score:.2f}")
    return " · ".join([*heads, *source_parts(hit.metadata), place])


def _short_path(path: str) -> str:
    """As short as it is true: relative, where the file lies below this folder."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


def _excerpt(text: str) -> str:
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


if __name__ == "__main__":
    sys.exit(console.run(main))
