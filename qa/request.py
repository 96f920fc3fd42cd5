"""Validation of a question and its options, for all interfaces.

`Request.checked` is the one place where they are checked, so that limits and errors agree.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from console import printable, to_json
from corpus.dates import is_date, iso_date
from corpus.spans import blank
from errors import QuestionError
from index.store import EITHER, Filters, Store
from language.filter_dates import relative_date
from language.fold import fold
from messages import message_text
from messages.tables import TIME_FORM

LONGEST = 2_000
"""Characters that a question may have."""
MOST = 100
"""Hits that may be asked for."""
LEGS = ("hybrid", "dense", "lexical")
LONGEST_FILTER = 200
"""Characters that a filter may have; no name is as long."""

EVERYTHING = Filters()
FILTERS = ("column", "author", "paper", "since", "until")
FIELDS = ("question", "k", "leg", *FILTERS, "follow")
"""What REST and MCP take."""

_LONGEST_DATE = 40
_YEAR = re.compile(r"[0-9]{4}")
_COMPARED, _LONGEST_NAME = 2_000, 30
"""Names, at most, that an unknown one is compared with, and their characters: comparing takes time
with the product of both lengths, and the names are the articles' own."""
_UNKNOWN = {
    "author": "unknown_author", "column": "unknown_column", "paper": "unknown_paper",
    "path": "unknown_path",
}  # fmt: skip


class FilterValues(TypedDict, total=False):
    """The values of `Filters` by their names."""

    column: str | None
    author: str | None
    since: str | None
    until: str | None
    path: str | None
    paper: str | None


@dataclass(frozen=True, slots=True)
class Request:
    """A question and its options, as given; `follow` is the question that it follows up."""

    question: str
    k: int = 5
    leg: str = "hybrid"
    narrow: Filters = EVERYTHING
    follow: str | None = None

    def checked(self) -> Request:
        """Itself in plain form: no outer white space, dates in ISO 8601, blank filters left out.

        Raises:
            QuestionError: with a `code` for each thing that may be wrong.
        """
        question = _checked_question(self.question)
        if type(self.k) is not int or not 1 <= self.k <= MOST:
            raise QuestionError("bad_k", value=_quoted(self.k), limit=MOST)
        if self.leg not in LEGS:
            expected = f"{', '.join(LEGS[:-1])} or {LEGS[-1]}"
            raise QuestionError("bad_leg", value=_quoted(self.leg), expected=expected)
        follow = _checked_filter("follow", self.follow, LONGEST)
        return Request(question, self.k, self.leg, _checked_filters(self.narrow), follow)


def read_fields(values: Mapping[str, Any]) -> Request:
    """The checked request of a JSON object with FIELDS.

    Raises:
        QuestionError: as `Request.checked`; and for a field that is not known.
    """
    unknown = [name for name in values if name not in FIELDS]
    if unknown:
        raise QuestionError("unknown_field", value=_quoted(unknown[0]), expected=", ".join(FIELDS))
    request = Request(
        values.get("question", ""),
        values.get("k", 5),
        values.get("leg", "hybrid"),
        Filters(**{name: values.get(name) for name in FILTERS}),
        values.get("follow"),
    )
    return request.checked()


def refuse_unknown(narrow: Filters, store: Store) -> None:
    """For filters that nothing passes: an author, column, paper or file that no article has is an
    error that names the nearest, not an answer that there is nothing.

    Raises:
        QuestionError: unknown_author, unknown_column, unknown_paper or unknown_path.
    """
    if not any(getattr(narrow, field) for field in _UNKNOWN):
        return
    articles = store.articles()
    for field, key in _UNKNOWN.items():
        names = sorted({value for article in articles if (value := getattr(article, field))})
        if field == "path":
            if narrow.path is None or narrow.path in names:
                continue
            # A folder is nobody's business.
            wanted = Path(narrow.path).name
            names = sorted({Path(path).name for path in names} - {wanted})
            raise QuestionError(key, value=_quoted(wanted), instead=_suggestion(wanted, names))
        folded = [fold(name) for name in names]
        for wanted in narrow.names(field):
            sought = fold(wanted)
            if not any(sought in name for name in folded):
                raise QuestionError(key, value=_quoted(wanted), instead=_suggestion(wanted, names))


def with_whole_path(narrow: Filters, store: Store) -> Filters:
    """The filters, in which the bare name of one source file alone stands for its path: the name is
    what messages and services show."""
    if narrow.path is None or Path(narrow.path).name != narrow.path:
        return narrow
    paths = {article.path for article in store.articles()}
    named = [path for path in paths if Path(path).name == narrow.path]
    return replace(narrow, path=named[0]) if len(named) == 1 else narrow


def read_date(text: str, today: date | None = None, *, late: bool = False) -> str | None:
    """A date in ISO 8601 as exact as it is given: 2024年11月, 2024/11/20, 昨天, 上周, 去年; None
    for what is none, or for a day that there is not.  today: where days are counted from.  late:
    of a week its last day is meant, not its first."""
    text = text.strip()
    if len(text) > _LONGEST_DATE:
        return None
    if relative := relative_date(text, today or date.today(), late=late):
        return relative
    whole = is_date(text) or _YEAR.fullmatch(fold(text))
    return iso_date(text) if whole else None


def _checked_question(question: object) -> str:
    if question is None:
        question = ""
    if not isinstance(question, str):
        raise QuestionError("question_not_text", value=_quoted(question))
    text = question.strip()
    if blank(text):
        raise QuestionError("empty_question")
    if len(text) > LONGEST:
        raise QuestionError("long_question", count=len(text), limit=LONGEST)
    if has_half_character(text):
        raise QuestionError("halved_question")
    return text


def _checked_filters(narrow: Filters) -> Filters:
    values = {f.name: _checked_filter(f.name, getattr(narrow, f.name)) for f in fields(Filters)}
    for name in ("since", "until"):
        if (text := values[name]) is not None:
            values[name] = read_date(text, late=name == "until")
            if values[name] is None:
                raise QuestionError("bad_date", filter=name, value=_quoted(text), form=TIME_FORM)
    since, until = values["since"], values["until"]
    if since and until and since[: len(until)] > until[: len(since)]:
        raise QuestionError("bad_range", since=since, until=until)
    return Filters(**values)


def _checked_filter(name: str, value: object, limit: int = LONGEST_FILTER) -> str | None:
    """The filter, or the question before, without outer white space; None where there is none."""
    if value is None:
        return None
    if not isinstance(value, str) or has_half_character(value):
        raise QuestionError("bad_filter", filter=name, value=_quoted(value))
    limit = 10 * limit if name == "path" else limit
    if len(value) > limit:
        raise QuestionError("long_filter", filter=name, count=len(value), limit=limit)
    is_name = name not in ("path", "follow")
    if value.strip() and not value.replace(EITHER, "").strip() and is_name:
        raise QuestionError("empty_filter", filter=name, value=_quoted(value))
    return None if blank(value) and not is_name else value.strip() or None


def has_half_character(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _quoted(value: object) -> str:
    """A value as JSON writes it, no longer than fits a message."""
    try:
        text = to_json(value)
    except (TypeError, ValueError, RecursionError):
        text = printable(type(value).__name__)
    return text if len(text) <= 60 else text[:59] + "…"


def _suggestion(wanted: str, names: list[str]) -> str:
    """What may have been meant, of the names there are."""
    if not names:
        return message_text("names_none")
    short = [name for name in names if len(name) <= _LONGEST_NAME][:_COMPARED]
    folded = {fold(name): name for name in short}
    near = difflib.get_close_matches(fold(wanted[:_LONGEST_NAME]), folded, 3, 0.5)
    if near:
        return message_text("names_near", names=", ".join(_quoted(folded[name]) for name in near))
    return message_text("names_some", count=len(names), names=", ".join(map(_quoted, names[:3])))
