"""Question answering: `ask`, `retrieve`, and their result records.

Names are loaded when first used, so that `import qa` costs nothing.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# Ranking multiplies small matrices, where waiting threads cost more than they do: on two busy cores
# one thread answers five times sooner.  It counts if numpy is not loaded yet.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from index.store import Filters
    from qa.asking import ask, retrieve
    from qa.records import Answer, AnswerSentence, Hit, answer_json, hit_json

__all__ = [
    "Answer",
    "AnswerSentence",
    "Filters",
    "Hit",
    "answer_json",
    "ask",
    "hit_json",
    "retrieve",
]

_HOMES = {
    "Answer": "qa.records",
    "AnswerSentence": "qa.records",
    "Filters": "index.store",
    "Hit": "qa.records",
    "Narrow": "index.store",  # the name that it had
    "answer_json": "qa.records",
    "ask": "qa.asking",
    "hit_json": "qa.records",
    "retrieve": "qa.asking",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}; it has {', '.join(__all__)}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
