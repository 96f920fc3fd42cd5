"""What every framework is given of a hit, and how a retriever of any of them asks."""

from __future__ import annotations

from typing import Any

from errors import DependencyMissing
from qa.records import Hit

KEYS = (
    "id", "article_id", "title", "author", "office", "column", "published", "paper", "edition",
    "page", "url", "path", "heading", "paragraph", "rank", "score",
)  # fmt: skip


def facts(hit: Hit) -> dict[str, Any]:
    """What is known of the passage, for a document's metadata: frameworks keep plain values alone,
    so what is not known is not there."""
    found = {key: getattr(hit, key) for key in KEYS}
    found["spans"] = [list(span) for span in hit.spans]
    return {key: value for key, value in found.items() if value is not None}


def missing(package: str, extra: str) -> DependencyMissing:
    """The error of a framework that is not installed."""
    return DependencyMissing("no_framework", package=package, extra=extra)
