"""An article while it is read; `finish` gives it its id, splits what is too long, freezes it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from corpus import limits
from corpus.records import Article, Paragraph, Source, Span
from corpus.spans import blank, split
from errors import SourceError
from language.sentences import sentences


@dataclass
class Draft:
    """What a format's reader found; every field but the source text may be unknown."""

    text: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    title: str | None = None
    author: str | None = None
    office: str | None = None
    column: str | None = None
    published: str | None = None
    url: str | None = None
    notes: list[str] = field(default_factory=list)
    id: str | None = None


def content_id(title: str | None, author: str | None, texts: Iterable[str]) -> str:
    """16 hex digits of SHA-256 over title, author and texts: the same on every machine."""
    content = json.dumps([title, author, list(texts)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:16]


def finish(draft: Draft, path: str, source: Source | None = None) -> Article:
    """The article of a draft.  Raises SourceError if it has no paragraph, LimitError if too many.

    `source` is given where several articles share one (a newspaper page)."""
    _check_characters(draft)
    visible = [one for one in draft.paragraphs if not blank(one.text)]
    draft.notes += _oddities(draft.text)
    paragraphs = [part for one in visible for part in _shorter(one)]
    if not paragraphs:
        raise SourceError("no text found in it; an article needs at least one paragraph")
    limits.check(limits.ARTICLE_PARAGRAPHS, len(paragraphs))
    title, author = _field(draft.title), _field(draft.author)
    return Article(
        id=draft.id or content_id(title, author, (one.text for one in paragraphs)),
        source=source or Source(path, draft.text),
        title=title,
        author=author,
        office=_field(draft.office),
        column=_field(draft.column),
        published=_field(draft.published),
        url=_field(draft.url),
        paragraphs=tuple(paragraphs),
        notes=tuple(dict.fromkeys(draft.notes)),
    )


def _check_characters(draft: Draft) -> None:
    """Refuse halves of surrogate pairs (JSON can write them): no encoding can store them."""
    fields = (draft.id, draft.title, draft.author, draft.office, draft.column, draft.url)
    headings = (one.heading for one in draft.paragraphs)
    try:
        for text in (draft.text, *fields, *headings):
            (text or "").encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError("half of a character (a lone surrogate) stands in it") from None


_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def _oddities(text: str) -> list[str]:
    """What a reader cannot see and should know; it stays in the text, as the source has it."""
    kinds = (
        (_DIRECTION, "marks that turn the direction of writing"),
        (_CONTROL, "control characters"),
        (re.compile("\ufffd"), "characters that were lost before (\ufffd)"),
    )
    found = ((len(pattern.findall(text)), what) for pattern, what in kinds)
    return [f"the text holds {count} {what}" for count, what in found if count]


def _field(value: str | None) -> str | None:
    """A field on one line; None if nothing of it can be seen."""
    if value is None:
        return None
    value = " ".join(value.split())
    limits.check(limits.FIELD_CHARS, len(value))
    return None if blank(value) else value


def _shorter(one: Paragraph) -> Sequence[Paragraph]:
    """A paragraph over the limit in parts that end with a sentence, so that nothing is lost."""
    most = limits.PARAGRAPH_CHARS.value
    if len(one.text) <= most:
        return (one,)
    note = "long paragraph split at a sentence end"
    parts = _parts(one.text, most)
    return [
        Paragraph(one.heading, one.text[start:end], spans, (*one.notes, note))
        for (start, end), spans in zip(parts, split(one.spans, parts), strict=True)
    ]


def _parts(text: str, most: int) -> list[Span]:
    """Runs of whole sentences of at most `most` characters; a longer sentence is cut hard."""
    parts: list[Span] = []
    for start, end in sentences(text):
        while end - start > most:
            parts.append((start, start + most))
            start += most
        if parts and end - parts[-1][0] <= most:
            parts[-1] = (parts[-1][0], end)
        elif start < end:
            parts.append((start, end))
    return parts
