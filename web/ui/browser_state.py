"""Browser state: the search form and what was asked in a visit, as the browser keeps them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from index.filters import SEVERAL
from index.store import EITHER, Filters, Store
from qa.request import LONGEST, Request
from web.redaction import file_name
from web.ui.addresses import path_of, source_key
from web.ui.strings import Words

KEPT = 20
"""Questions of a visit that are remembered."""

FORM = (
    "question", "column", "author", "paper", "source", "since", "until", "leg", "k", "order",
    "follow",
)  # fmt: skip
"""The fields of the form, in the order in which the page hands them over; `static/address.js` has
the same names and writes them into the address."""

ORDERS = {"score": "best_first", "newest": "newest", "oldest": "oldest"}
"""How the sources of an answer may stand, and the text of each."""


@dataclass(frozen=True, slots=True)
class BrowserState:
    """One reader's visit: what was asked, newest last, and how the last answer was asked for.

    It lives in the browser (`static/visit.js`), which sends it with each question: nothing of a
    visit stays on the server, and a server that was started anew has lost nothing.
    sent: the number that the browser gave the question, by which it knows its answer.
    said: the last answer's short answer, and the id of the article that it is from.
    whole: the question as it was understood before, where an address brings it along.
    """

    questions: tuple[str, ...] = ()
    understood: tuple[str, ...] = ()
    asked: dict[str, str] | None = None
    sent: int = 0
    said: tuple[str, str] = ("", "")
    whole: str | None = None

    @classmethod
    def read(cls, text: object) -> BrowserState:
        """A visit that a browser sent; what is none is an empty one."""
        try:
            row = json.loads(str(text or "{}"))
            query = {str(key): str(value) for key, value in (row.get("asked") or {}).items()}
            short, article = map(_question_text, row.get("said") or ("", ""))
            return cls(
                tuple(filter(None, map(_question_text, row.get("questions", ())[-KEPT:]))),
                tuple(filter(None, map(_question_text, row.get("understood", ())[-KEPT:]))),
                query or None,
                int(row.get("sent", 0)),
                (short, article),
                _question_text(row.get("whole") or "") or None,
            )
        except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
            return cls()

    def json(self) -> str:
        row = {
            "questions": self.questions, "understood": self.understood, "asked": self.asked,
            "said": self.said,
        }  # fmt: skip
        return json.dumps(row, ensure_ascii=False)


def _question_text(value: object) -> str:
    """A text of a visit; nothing of one that is longer than a question may be: to understand a
    follow-up takes time with what it follows, and whoever sends a visit can write anything."""
    text = str(value)
    return text if len(text) <= LONGEST else ""


def narrow_of(form: dict[str, Any], store: Store) -> Filters:
    """The filters of a form, whose values may be of any type."""

    def text_of(name: str) -> str | None:
        value = form.get(name)
        if isinstance(value, list):
            value = EITHER.join(map(str, value))
        return None if value in (None, "") else str(value)

    return Filters(
        column=text_of("column"), author=text_of("author"), paper=text_of("paper"),
        since=form.get("since"), until=form.get("until"),
        path=path_of(text_of("source"), store),
    )  # fmt: skip


def query_of(request: Request, words: Words) -> dict[str, str]:
    """The question as the parameters of a download's address."""
    narrow = request.narrow
    values = {
        "question": request.question, "k": str(request.k), "leg": request.leg, "lang": words.lang,
        "column": narrow.column, "author": narrow.author, "paper": narrow.paper,
        "since": narrow.since, "until": narrow.until,
        "source": None if narrow.path is None else source_key(narrow.path),
    }  # fmt: skip
    return {key: value for key, value in values.items() if value}


def request_of(query: dict[str, str], store: Store) -> Request:
    """What `query_of` wrote; raises QuestionError where it is none of ours."""
    k = query.get("k", "5")
    number = int(k) if k.isdecimal() and len(k) < 9 else 0
    narrow = narrow_of({name: query.get(name) for name in FORM}, store)
    return Request(query.get("question", ""), number, query.get("leg", "hybrid"), narrow).checked()


def filters(narrow: Filters, words: Words) -> list[tuple[str, str]]:
    """(name of the field, "author: so-and-so") for each filter that is on."""
    comma = words("list_comma")
    several = {name: comma.join(narrow.names(name)) or None for name in SEVERAL}
    values = {
        **several,
        "source": None if narrow.path is None else file_name(narrow.path),
        "since": narrow.since, "until": narrow.until,
    }  # fmt: skip
    return [
        (key, words("filter_is", name=words(key), value=value))
        for key, value in values.items()
        if value is not None
    ]
