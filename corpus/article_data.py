"""Article data: articles and paragraphs as JSON keeps them, without their words, which stand in the
source; between the processes that read and on the disk alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.metadata import METADATA, Metadata, values_of
from corpus.records import Article, Paragraph, Source
from corpus.spans import text_of


def paragraph_data(paragraph: Paragraph) -> list[Any]:
    """What `paragraph_of` reads, but for the text."""
    return [paragraph.heading, paragraph.spans, paragraph.notes, paragraph.page, paragraph.boxes]


def paragraph_of(
    text: str, heading: str | None, spans: Any, notes: Any, page: int | None = None,
    boxes: Any = None,
) -> Paragraph:  # fmt: skip
    """A paragraph from its text and its data: JSON has lists for tuples, and older data no page."""
    page_boxes = None if boxes is None else tuple(map(tuple, boxes))
    return Paragraph(heading, text, tuple(map(tuple, spans)), tuple(notes), page, page_boxes)


def article_data(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "metadata": values_of(article.metadata),
        "notes": article.notes,
        "paragraphs": [paragraph_data(paragraph) for paragraph in article.paragraphs],
    }


def article_of(data: Mapping[str, Any], source: Source) -> Article:
    rows = data["paragraphs"]
    paragraphs = tuple(paragraph_of(text_of(source.text, row[1]), *row) for row in rows)
    metadata, notes = metadata_of(data["metadata"]), tuple(data["notes"])
    return Article(data["id"], source, metadata, paragraphs, notes)


def metadata_of(data: Mapping[str, Any]) -> Metadata:
    """Of what has the fields by name, as far as it has them: older data lacks some."""
    return Metadata(**{name: data.get(name) for name in METADATA})
