"""`python -m qa "question"`: an answer with its sources, or one JSON object."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import console
from errors import QuestionError, SourceError
from index.store import Narrow, Store
from qa.answer import ask
from qa.as_json import answer_json
from qa.current import current_store
from qa.records import Answer, Hit
from qa.retrieval import LEGS
from qa.wording import checked

_WIDTH = 100
"""Characters of a passage that are shown; --json gives all."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = _parser()
    given = parser.parse_args(arguments)
    if (given.question is None) == (given.questions is None):
        parser.error("give one question, or --questions FILE.jsonl")
    narrow = Narrow(given.column, given.author, given.since, given.until)
    if given.questions is None:
        checked(given.question)  # before an index is opened, or built
    store = current_store(given.index)
    if given.questions is None:
        answer = ask(given.question, given.k, store, leg=given.leg, narrow=narrow)
        print(_json(answer_json(answer)) if given.json else _shown(answer))
        return 0
    return _all(given, store, narrow)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m qa",
        description="Asks the indexed articles; every sentence of the answer has its source.",
    )
    parser.add_argument("question", nargs="?")
    parser.add_argument("--questions", metavar="FILE.jsonl", help='rows {"id", "question"}')
    parser.add_argument("--index", metavar="DIR", help="default: $WENBAO_INDEX, else var/index")
    parser.add_argument("-k", type=int, default=5, help="how many passages (default: 5)")
    parser.add_argument("--json", action="store_true", help="one JSON object a question")
    parser.add_argument("--leg", choices=LEGS, default="hybrid")
    parser.add_argument("--column", help="only articles of this column")
    parser.add_argument("--author", help="only articles of this author")
    parser.add_argument("--since", metavar="DATE", help="published then or later: 2024, 2024-11-20")
    parser.add_argument("--until", metavar="DATE", help="published then or earlier")
    return parser


def _all(given: argparse.Namespace, store: Store, narrow: Narrow) -> int:
    """One result a line, in the file's order; a question that is refused has an "error" instead,
    and the exit status is then 1."""
    code = 0
    for row in _questions(Path(given.questions)):
        result: dict[str, Any] = {"id": row["id"]}
        try:
            if "error" in row:
                raise QuestionError(row["error"])
            answer = ask(row["question"], given.k, store, leg=given.leg, narrow=narrow)
        except QuestionError as error:
            code = 1
            print(f"error: question {row['id']}: {error}", file=sys.stderr)
            result |= {"question": row.get("question"), "answered": False, "confidence": 0.0}
            result |= {"answer": [], "hits": [], "error": str(error)}
        else:
            result |= answer_json(answer)
        print(_json(result))
    return code


def _questions(path: Path) -> Iterator[dict[str, Any]]:
    """{"id", "question"} of each row, or {"id", "error"} of one that is none: a broken row must not
    cost the rest their answers."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path} cannot be read as UTF-8 text: {error}") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield {"id": None, "error": f"line {number} is not JSON ({error})"}
            continue
        if isinstance(row, dict) and isinstance(row.get("question"), str):
            yield {"id": row.get("id"), "question": row["question"]}
        else:
            name = row.get("id") if isinstance(row, dict) else None
            yield {"id": name, "error": f'line {number} has no text under "question"'}


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _shown(answer: Answer) -> str:
    """The answer for people: its sentences with [rank], then the passages with their sources."""
    lines = []
    if answer.answered:
        lines += [f"{sentence.text} [{sentence.hit}]" for sentence in answer.sentences]
        lines.append(f"(confidence {answer.confidence:.2f})")
    elif answer.hits:
        lines.append(
            "The articles do not answer this. "
            f"The nearest passages (confidence {answer.confidence:.2f}):"
        )
    else:
        lines.append("The articles do not answer this, and no passage is near it.")
    for hit in answer.hits:
        lines += [
            "",
            f"[{hit.rank}] {_source(hit)}",
            f"    {_cut(hit.text)}",
            f"    {_path(hit.path)}",
        ]
    return "\n".join(lines)


def _source(hit: Hit) -> str:
    parts = (hit.title, hit.heading, hit.author, hit.office, hit.column, hit.published)
    place = f"paragraph {hit.paragraph}"
    return " · ".join([*(part for part in parts if part), place, f"score {hit.score:.2f}"])


def _path(path: str) -> str:
    """As short as it is true: relative, where the file lies below this folder."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "…"


if __name__ == "__main__":
    sys.exit(console.run(main))
