"""What every framework is given of a hit."""

from __future__ import annotations

from typing import Any

from corpus.metadata import METADATA
from qa.records import Hit

KEYS = (
    "id", "article_id", *(name for name in METADATA if name != "url"), "page", "url", "path",
    "heading", "paragraph", "rank", "score",
)  # fmt: skip


def facts(hit: Hit) -> dict[str, Any]:
    """What is known of the passage, for a document's metadata: frameworks keep plain values alone,
    so what is not known is not there."""
    fields = {key: getattr(hit, key) for key in KEYS}
    fields["spans"] = [list(span) for span in hit.spans]
    return {key: value for key, value in fields.items() if value is not None}
