"""Article data: articles and paragraphs as JSON keeps them, without their words, which stand in the
source; between the processes that read and on the disk alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.records import METADATA, Article, Metadata, Paragraph, Source, values_of
from corpus.spans import BREAK


def paragraph_data(paragraph: Paragraph) -> list[Any]:
    """What `paragraph_of` reads, but for the text."""
    return [
        paragraph.heading, paragraph.spans, paragraph.notes, paragraph.page, paragraph.boxes,
    ]  # fmt: skip


def paragraph_of(
    text: str, heading: str | None, spans: Any, notes: Any, page: int | None = None,
    boxes: Any = None,
) -> Paragraph:  # fmt: skip
    """A paragraph from its text and its data: JSON has lists for tuples, and older data no page."""
    places = None if boxes is None else tuple(map(tuple, boxes))
    return Paragraph(heading, text, tuple(map(tuple, spans)), tuple(notes), page, places)


def article_data(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "metadata": values_of(article.metadata),
        "notes": article.notes,
        "paragraphs": [paragraph_data(one) for one in article.paragraphs],
    }


def article_of(
    data: Mapping[str, Any], source: Source, texts: Iterable[str] | None = None
) -> Article:
    """texts: of the paragraphs; None: they are cut out of the source."""
    rows = data["paragraphs"]
    if texts is None:
        texts = (
            "".join(BREAK.sub("", source.text[start:end]) for start, end in spans)
            for _, spans, *_ in rows
        )
    paragraphs = tuple(paragraph_of(text, *row) for text, row in zip(texts, rows, strict=True))
    return Article(
        data["id"], source, metadata_of(data["metadata"]), paragraphs, tuple(data["notes"])
    )


def metadata_of(data: Mapping[str, Any]) -> Metadata:
    """Of what has the fields by name, as far as it has them: older data lacks some."""
    return Metadata(**{name: data.get(name) for name in METADATA})
