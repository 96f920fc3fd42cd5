"""Files of questions, a JSON object a line: to be asked (`python -m qa --questions`), or, with what
is right, to be measured by (`qa/evaluate.py`)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import QuestionError, SourceError
from messages import message_text


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question and the ids of articles or hits that are right; none: nothing answers it."""

    question: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file of questions.  question: of any type, to be checked as everywhere.  error:
    why the line is no row at all; then it has no id."""

    line: int
    id: Any = None
    question: Any = None
    error: QuestionError | None = None


def read_questions(path: Path) -> Iterator[Row]:
    """The rows in their order, broken ones too: they must not cost the rest their answers.  Raises
    SourceError for a file that cannot be read."""
    for number, line in _lines(path):
        try:
            row = json.loads(line)
            json.dumps(row, allow_nan=False)  # what is no JSON could not be sent back either
        except (ValueError, RecursionError) as error:
            yield Row(number, error=QuestionError("line_not_json", error=error))
            continue
        if isinstance(row, dict):
            yield Row(number, row.get("id"), row.get("question"))
        else:
            yield Row(number, error=QuestionError("line_no_object"))


def read_queries(path: Path) -> list[JudgedQuestion]:
    """The rows of a file of queries, or of feedback with its judgements joined by question.

    Raises:
        SourceError: the file cannot be read, or a row is neither.
    """
    queries: list[JudgedQuestion] = []
    liked: dict[str, set[str]] = {}
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise SourceError("judgement_not_json", path=path, line=number, error=error) from None
        if not isinstance(row, dict):
            raise SourceError("judgement_no_object", path=path, line=number, value=repr(line[:40]))
        question = row.get("question")
        if isinstance(question, str) and isinstance(row.get("gold"), list):
            queries.append(JudgedQuestion(question, frozenset(map(str, row["gold"]))))
        elif isinstance(question, str) and "judgement" in row:
            if row["judgement"] == 1:
                liked.setdefault(question, set()).add(str(row.get("hit")))
        else:
            raise SourceError("judgement_keys", path=path, line=number, keys=", ".join(row))
    return queries + [JudgedQuestion(question, frozenset(hits)) for question, hits in liked.items()]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Each line that is not blank, with its number."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        missing = isinstance(error, FileNotFoundError)
        reason = message_text("no_such_file") if missing else error
        raise SourceError("unread_questions", path=path, error=reason) from error
    return ((at, line) for at, line in enumerate(text.split("\n"), 1) if line.strip())
