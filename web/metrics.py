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
        lines = _head("questions_total", "counter", "Questions by door and outcome.")
        lines += [
            f'wenbao_questions_total{{door="{door}",outcome="{outcome}"}} {n}'
            for (door, outcome), n in questions
        ]
        lines += _head("question_seconds", "histogram", "Time to answer a question.")
        lines += [
            f'wenbao_question_seconds_bucket{{le="{bound}"}} {n}'
            for bound, n in zip(BUCKETS, buckets, strict=True)
        ]
        lines += [
            f'wenbao_question_seconds_bucket{{le="+Inf"}} {timed}',
            f"wenbao_question_seconds_sum {seconds:.6f}",
            f"wenbao_question_seconds_count {timed}",
        ]
        lines += _head("http_requests_total", "counter", "HTTP requests by method and status.")
        lines += [
            f'wenbao_http_requests_total{{method="{method}",status="{status}"}} {n}'
            for (method, status), n in requests
        ]
        lines += _head("judgements_total", "counter", "Thumbs given to passages.")
        lines += [f'wenbao_judgements_total{{value="{value}"}} {n}' for value, n in judged]
        lines += _head("index_up", "gauge", "1 if the index can be opened.")
        lines += [f"wenbao_index_up {int(state is not None)}"]
        if state is not None:
            lines += _head("index_articles", "gauge", "Articles in the index.")
            lines += [f"wenbao_index_articles {state.articles}"]
            lines += _head("index_paragraphs", "gauge", "Paragraphs in the index.")
            lines += [f"wenbao_index_paragraphs {state.paragraphs}"]
            lines += _head("index_generation_info", "gauge", "The generation that is served.")
            lines += [f'wenbao_index_generation_info{{generation="{_label(state.generation)}"}} 1']
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str, about: str) -> list[str]:
    return [f"# HELP wenbao_{name} {about}", f"# TYPE wenbao_{name} {kind}"]


def _label(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
