"""What happens when a question is asked in the page: filters, follow-ups, this visit's history."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from errors import QuestionError, WenbaoError
from index.store import Narrow
from qa.followup import understand
from qa.llm import Reply, endpoint, tell
from qa.records import Answer
from web import logs
from web.cite import file_name
from web.core import DATE, Asked, Core
from web.metrics import Metrics
from web.render import answer_html, chips_html, downloads_html, message_html
from web.render_model import reply_html
from web.strings import Words

NAMED = 5_000
"""Articles whose titles and authors are known to a follow-up question."""

KEPT = 20
"""Questions of a visit that are remembered."""


@dataclass(slots=True)
class Visit:
    """One reader's visit: what was asked, newest last, and the last answer."""

    questions: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    answer: Answer | None = None


def date(text: str | None, words: Words, label: str) -> str | None:
    """A date as far as it was typed, "2024", "2024-11" or "2024-11-20"; QuestionError else."""
    clean = (text or "").strip().replace("/", "-").replace(".", "-")
    if not clean:
        return None
    clean = "-".join(part.zfill(2) for part in clean.split("-"))
    if not DATE.fullmatch(clean):
        raise QuestionError(f"{words(label)}: {text!r}; {words('date_hint')}")
    return clean


class Asking:
    """The handlers behind the first tab; one for all visits, so it keeps nothing of them."""

    def __init__(self, core: Core, metrics: Metrics) -> None:
        self.core = core
        self.metrics = metrics
        self._named: tuple[str, tuple[str, ...]] = ("", ())

    def choices(self, words: Words) -> list[Any]:
        """Fresh lists for the filters column, author and source file."""
        import gradio as gr

        try:
            lines = self.core.store().articles()
        except WenbaoError:
            lines = []
        names = (
            sorted({line.column for line in lines if line.column}),
            sorted({line.author for line in lines if line.author}),
            sorted({(file_name(line.path), line.path) for line in lines}),
        )
        return [gr.Dropdown(choices=[words("any"), *some]) for some in names]

    def ask(
        self, words: Words, question: str, column: str, author: str, source: str,
        since: str, until: str, leg: str, k: int, follow: bool, visit: Visit,
    ) -> tuple[Any, ...]:  # fmt: skip
        """(result, history, visit) for the page; every error becomes a sentence in the result."""
        import gradio as gr

        began = time.perf_counter()

        def chosen(value: str | None) -> str | None:
            return None if value in (None, "", words("any")) else value

        try:
            narrow = Narrow(
                column=chosen(column), author=chosen(author), path=chosen(source),
                since=date(since, words, "since"), until=date(until, words, "until"),
            )  # fmt: skip
            asked = Asked(question or "", int(k), leg, narrow).checked()
            whole = self.understand(asked.question, visit) if follow else asked.question
            answer = self.core.ask(replace(asked, question=whole), self.core.store())
        except WenbaoError as error:
            self.metrics.failed("page")
            return message_html(error_text(error, words)), gr.skip(), gr.skip()
        seconds = time.perf_counter() - began
        self.metrics.asked("page", answer, seconds)
        logs.asked("page", asked.question, seconds, k=asked.k, leg=asked.leg)
        html = answer_html(replace(answer, question=asked.question), words, understood=whole)
        if answer.hits:
            html += downloads_html(query_of(replace(asked, question=whole), words), words)
        earlier = [q for q in visit.questions if q != asked.question]
        visit = Visit(
            [*earlier, asked.question][-KEPT:], [*visit.understood, whole][-KEPT:], answer
        )
        return html, chips_html(earlier[::-1], words("history"), "history"), visit

    def understand(self, question: str, visit: Visit) -> str:
        """The question with what it leaves out, from the questions before it."""
        return understand(question, visit.understood, self._names())

    def has_model(self) -> bool:
        """Whether the user has named a language model (see `qa/llm.py`)."""
        return endpoint() is not None

    def model_answer(self, words: Words, visit: Visit) -> Iterator[str]:
        """What the model makes of the visit's last hits, as it writes; checked at the end."""
        model = endpoint()
        if model is None or visit.answer is None or not visit.answer.hits:
            yield ""
            return
        shown = 0.0
        yield reply_html(Reply(), visit.answer, words)
        for reply in tell(visit.answer.question, visit.answer.hits, model):
            if reply.done or time.monotonic() - shown > 0.15:
                shown = time.monotonic()
                yield reply_html(reply, visit.answer, words)

    def _names(self) -> tuple[str, ...]:
        """The titles and authors of the library: topics that a follow-up may turn to."""
        store = self.core.store()
        if self._named[0] != store.generation:
            some = store.articles()[:NAMED]
            names = {name for one in some for name in (one.title, one.author) if name}
            self._named = (store.generation, tuple(names))
        return self._named[1]


def error_text(error: WenbaoError, words: Words) -> str:
    """An error as a reader may see it: the sentence that the tree's errors carry."""
    if isinstance(error, QuestionError) and "empty" in str(error):
        return words("empty_question")
    return words.told(error)


def query_of(asked: Asked, words: Words) -> dict[str, str]:
    """The question as the parameters of a download's address."""
    narrow = asked.narrow
    values = {
        "question": asked.question, "k": str(asked.k), "leg": asked.leg, "lang": words.lang,
        "column": narrow.column, "author": narrow.author, "since": narrow.since,
        "until": narrow.until, "path": narrow.path,
    }  # fmt: skip
    return {key: value for key, value in values.items() if value}
