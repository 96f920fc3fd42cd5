"""Ask tab: questions, filters, follow-ups, and the history of a visit."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from errors import WenbaoError
from index.filters import SEVERAL
from qa.conversation import follow_up, source_of
from qa.llm.client import Reply, endpoint, tell
from qa.records import Answer
from qa.request import LEGS, Request
from qa.whole_question import points_back
from web import logs
from web.metrics import Metrics
from web.query_service import Core
from web.ui.addresses import source_names
from web.ui.browser_state import (
    FORM,
    KEPT,
    ORDERS,
    BrowserState,
    narrow_of,
    query_of,
    request_of,
)
from web.ui.examples import Examples
from web.ui.html_answer import (
    Asked,
    answer_html,
    chips_html,
    message_html,
    reply_html,
    result_html,
)
from web.ui.html_library import empty_html
from web.ui.overview import overview_html, years_html
from web.ui.strings import Words

COUNTS = (5, 10, 20, 50)
"""How many passages may be asked for in the page."""
SEEN = 50
"""Passages that are counted by year, paper, author and column."""
DEFAULT = {"leg": "hybrid", "k": 5, "order": "score"}
LISTED = (*SEVERAL, "source")
"""The fields of the form that offer what is in the library."""


class Asking:
    """The handlers behind the first tab; one for all visits, so it keeps nothing of them."""

    def __init__(self, core: Core, metrics: Metrics) -> None:
        self.core = core
        self.metrics = metrics
        self._examples = Examples(core)

    def choices(self, words: Words) -> list[Any]:
        """Fresh lists for the filters column, author, paper and source file."""
        import gradio as gr

        return [gr.Dropdown(choices=options) for options in self._lists(words).values()]

    def restore(self, words: Words, saved: object) -> tuple[Any, ...]:
        """The form as the address or the browser has it, its lists fresh, and the history.

        What names nothing stays in the form, since the answer then says so; a filter or an option
        that is dropped would bring passages that were not asked for.

        saved: JSON of the browser, {"form": its values by the names of FORM, "visit": …}.
        """
        import gradio as gr

        try:
            row = json.loads(str(saved or "{}"))
            visit = BrowserState.read(json.dumps(row.get("visit")))
            form = {name: row["form"].get(name) for name in FORM} if row.get("form") else {}
        except (ValueError, TypeError, AttributeError, RecursionError):
            visit, form = BrowserState(), {}
        history = chips_html(visit.questions[::-1], words("history"), "history")
        if not form:
            lists = dict(zip(LISTED, self.choices(words), strict=True))
            return *(lists.get(name, gr.skip()) for name in FORM), history
        offered = self._lists(words)
        for name in LISTED:
            sent = form[name] if isinstance(form[name], list) else [form[name]]
            chosen = [choice for choice in sent if choice and isinstance(choice, str)]
            several = name in SEVERAL
            value = chosen if several else "".join(chosen[:1])
            choices = _with_sent(offered[name], chosen)
            form[name] = gr.Dropdown(choices=choices, value=value, multiselect=several)
        for name in ("question", "since", "until"):
            form[name] = _string(form[name])
        for name in ("leg", "k"):
            if not isinstance(value := form[name], (str, int)) or value == DEFAULT[name]:
                form[name] = DEFAULT[name]
                continue
            usual: Iterable[Any] = LEGS if name == "leg" else COUNTS
            choices = _with_sent([(str(one), one) for one in usual], [value])
            form[name] = gr.Dropdown(choices=choices, value=value)
        form["order"] = form["order"] if form["order"] in ORDERS else DEFAULT["order"]
        form["follow"] = form["follow"] is not False
        return *(form[name] for name in FORM), history

    def _lists(self, words: Words) -> dict[str, list[tuple[str, str]]]:
        """What the filters of LISTED offer: names with how many articles have them, and values."""
        try:
            lines = self.core.store().articles()
        except WenbaoError:
            lines = []
        lists = {
            name: [
                (f"{value} ({count})", value)
                for value, count in sorted(
                    Counter(filter(None, (getattr(line, name) for line in lines))).items(),
                    key=lambda pair: (-pair[1], pair[0]),
                )
            ]
            for name in SEVERAL
        }
        return {**lists, "source": [(words("any"), ""), *source_names(lines)]}

    def ask(
        self, words: Words, form: dict[str, Any], visit: BrowserState, judged: bool = True
    ) -> tuple[Any, ...]:
        """(result, history, visit) for the page; every error becomes a sentence in the result.

        form: what the browser sent, of any type, by the names of FORM.  judged: whether the reader
        may judge.
        """
        import gradio as gr

        start = time.perf_counter()
        try:
            store = self.core.store()
            narrow = narrow_of(form, store)
            request = Request(form["question"], form["k"], form["leg"], narrow).checked()
            whole_request = request
            if visit.whole:
                whole_request = replace(request, question=Request(visit.whole).checked().question)
            elif form["follow"] and visit.understood:
                whole_request = follow_up(request, visit.understood, store, visit.said)
            whole = whole_request.question
            answer = self.core.ask(whole_request, store)
        except WenbaoError as error:
            self.metrics.failed("page")
            html = message_html(error_text(error, words))
            visit = replace(visit, asked=None)  # nothing is counted or drawn for it
            html = result_html(html, _string(form["question"]), sent=visit.sent, visit=visit.json())
            return html, gr.skip(), visit
        seconds = time.perf_counter() - start
        self.metrics.asked("page", answer, seconds)
        logs.asked("page", request.question, seconds, k=request.k, leg=request.leg)
        # A list of articles has no passages to download, to count or to write from.
        query = None if answer.library else query_of(replace(request, question=whole), words)
        order = form["order"] if form["order"] in ORDERS else "score"
        lost = bool(form["follow"] and visit.understood and points_back(whole))
        asked = Asked(request.narrow, whole, lost, judged, order, query, empty=not len(store))
        html = answer_html(replace(answer, question=request.question), words, asked)
        earlier = [q for q in visit.questions if q != request.question]
        understood = visit.understood
        if not answer.library or answer.library.article:  # a list is followed up by nothing
            earlier_understood = understood[:-1] if understood[-1:] == (whole,) else understood
            understood = (*earlier_understood, whole)[-KEPT:]
        visit = BrowserState(
            tuple([*earlier, request.question][-KEPT:]), understood, query,
            visit.sent, source_of(answer),
        )  # fmt: skip
        html = result_html(html, request.question, sent=visit.sent, visit=visit.json(), whole=whole)
        return html, chips_html(earlier[::-1], words("history"), "history"), visit

    def examples(self, words: Words, saved: object, read_only: bool) -> str:
        """Questions that the library answers well; how to begin where it is empty.

        saved: as of `restore`; who comes with a question needs no example, and is not kept waiting.
        """
        try:
            store = self.core.store()
            if not len(store):
                return empty_html(words, read_only)
            if '"question"' in str(saved):
                return ""
            return chips_html(self._examples.of(store, words.lang), words("examples"), "examples")
        except WenbaoError:
            return ""  # asking tells what is wrong

    def years(self, words: Words) -> str:
        """The years of the library, beside the filters."""
        try:
            return years_html(self.core.store().articles(), words)
        except WenbaoError:
            return ""  # asking tells what is wrong

    def last_answer(self, visit: BrowserState) -> Answer | None:
        """The visit's last answer, asked for anew: that costs less than to keep it."""
        if visit.asked is None:
            return None
        store = self.core.store()
        return self.core.ask(request_of(visit.asked, store), store)

    def overview(self, words: Words, visit: BrowserState) -> str:
        """When and where the best passages for the visit's last question were published."""
        try:
            if visit.asked is None:
                return ""
            store = self.core.store()
            request = request_of(visit.asked, store)
            return overview_html(self.core.retrieve(replace(request, k=SEEN), store), words)
        except WenbaoError:  # the answer itself says what is wrong
            return ""

    def has_model(self) -> bool:
        """Whether the user has named a language model (see `qa/llm/client.py`)."""
        return endpoint() is not None

    def model_answer(self, words: Words, visit: BrowserState) -> Iterator[str]:
        """What the model makes of the visit's last hits, as it writes; checked at the end."""
        model = endpoint()
        try:
            answer = self.last_answer(visit)
        except WenbaoError:  # the answer itself says what is wrong
            answer = None
        if model is None or answer is None or not answer.hits:
            yield ""
            return
        shown_at = 0.0
        yield reply_html(Reply(), answer, words)
        for reply in tell(answer.question, answer.hits, model):
            if reply.done or time.monotonic() - shown_at > 0.15:
                shown_at = time.monotonic()
                yield reply_html(reply, answer, words)


def _with_sent(offered: list[tuple[str, Any]], sent: list[Any]) -> list[tuple[str, Any]]:
    """What a list offers, and what an address chose besides."""
    values = [value for _, value in offered]
    return offered + [(str(value), value) for value in sent if value not in values]


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def error_text(error: WenbaoError, words: Words) -> str:
    """An error as a reader may see it: the sentence that the tree's errors carry."""
    if error.code == "empty_question":
        return words("empty_question")
    field = error.message.fields.get("filter")
    if error.code == "bad_date" and field in FORM:  # by its name in the form
        return words("bad_date", name=words(str(field)), value=error.message.fields["value"])
    return words.sentence(error)
