"""Metrics of the running server, in the Prometheus text format (version 0.0.4)."""

from __future__ import annotations

import threading
from collections import defaultdict

from index.store import Status
from qa.records import Answer

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the latency histogram, in seconds."""
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH")
OTHER = "other"

METRICS = {
    "questions_total": ("counter", "Questions by door and outcome."),
    "question_seconds": ("histogram", "Time to answer a question."),
    "http_requests_total": ("counter", "HTTP requests by method and status."),
    "judgements_total": ("counter", "Thumbs given to passages."),
    "index_up": ("gauge", "1 if the index can be opened."),
    "index_articles": ("gauge", "Articles in the index."),
    "index_paragraphs": ("gauge", "Paragraphs in the index."),
    "index_generation_info": ("gauge", "The generation that is served."),
}
"""The kind of each, and what it counts."""


def method_label(method: str) -> str:
    """The method if it is one of HTTP's; whoever asks may make up as many others as he likes."""
    return method if method in METHODS else OTHER


class Metrics:
    """Safe to use from many threads; nothing of a question's text is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._questions: dict[tuple[str, str], int] = defaultdict(int)
        self._buckets = [0] * len(BUCKETS)
        self._seconds = 0.0
        self._requests: dict[tuple[str, int], int] = defaultdict(int)
        self._judged: dict[str, int] = defaultdict(int)

    def asked(self, door: str, answer: Answer, seconds: float) -> None:
        """A question was answered, or the articles did not say."""
        self._count(door, "answered" if answer.answered else "abstained", seconds)

    def retrieved(self, door: str, seconds: float) -> None:
        self._count(door, "retrieved", seconds)

    def failed(self, door: str) -> None:
        """A question was refused or went wrong."""
        with self._lock:
            self._questions[door, "failed"] += 1

    def request(self, method: str, status: int) -> None:
        with self._lock:
            self._requests[method_label(method), status] += 1

    def judged(self, value: int) -> None:
        with self._lock:
            self._judged["up" if value > 0 else "down"] += 1

    def _count(self, door: str, outcome: str, seconds: float) -> None:
        with self._lock:
            self._questions[door, outcome] += 1
            self._seconds += seconds
            for i, bound in enumerate(BUCKETS):
                self._buckets[i] += seconds <= bound

    def text(self, state: Status | None) -> str:
        """All of it as text; `state` None when the index cannot be opened."""
        with self._lock:
            questions = sorted(self._questions.items())
            buckets, seconds = list(self._buckets), self._seconds
            requests, judged = sorted(self._requests.items()), sorted(self._judged.items())
        timed = sum(n for (_, outcome), n in questions if outcome != "failed")
        bounded = zip([*map(str, BUCKETS), "+Inf"], [*buckets, timed], strict=True)
        values: dict[str, list[tuple[str, object]]] = {
            "questions_total": [
                (f'{{door="{door}",outcome="{outcome}"}}', n) for (door, outcome), n in questions
            ],
            "question_seconds": [
                *((f'_bucket{{le="{bound}"}}', n) for bound, n in bounded),
                ("_sum", f"{seconds:.6f}"), ("_count", timed),
            ],
            "http_requests_total": [
                (f'{{method="{method}",status="{status}"}}', n) for (method, status), n in requests
            ],
            "judgements_total": [(f'{{value="{value}"}}', n) for value, n in judged],
            "index_up": [("", int(state is not None))],
        }  # fmt: skip
        if state is not None:
            values["index_articles"] = [("", state.articles)]
            values["index_paragraphs"] = [("", state.paragraphs)]
            generation = f'{{generation="{_label(state.generation)}"}}'
            values["index_generation_info"] = [(generation, 1)]
        lines = []
        for name, rows in values.items():
            kind, about = METRICS[name]
            lines += [f"# HELP wenbao_{name} {about}", f"# TYPE wenbao_{name} {kind}"]
            lines += [f"wenbao_{name}{labels} {value}" for labels, value in rows]
        return "\n".join(lines) + "\n"


def _label(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
