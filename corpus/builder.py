"""Article builder: `finish` validates a draft, computes its id, and splits long paragraphs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from corpus import limits
from corpus.lines import Run
from corpus.metadata import Described, Metadata, values_of
from corpus.person_names import in_one_form
from corpus.records import Article, Paragraph, Source, Span
from corpus.spans import blank, split
from errors import SourceError
from language.sentences import sentences
from messages import message_text


@dataclass
class Draft(Described):
    """What a format's reader found; every field but the source text may be unknown."""

    text: str
    paragraphs: list[Paragraph] = field(default_factory=list)
    metadata: Metadata = field(default_factory=Metadata)
    notes: list[str] = field(default_factory=list)
    id: str | None = None

    def set(self, **values: str | None) -> None:
        """Replace fields of the metadata, by name."""
        self.metadata = replace(self.metadata, **values)

    def fill(self, **values: str | None) -> None:
        """Set those of the fields that are not known yet."""
        self.set(**{key: value for key, value in values.items() if not getattr(self, key)})

    def take(self, line: str, **values: str | None) -> None:
        """Set the fields that a line tells; a note keeps the line."""
        self.set(**values)
        self.notes.append(message_text("head", text=line))


def content_id(title: str | None, author: str | None, texts: Iterable[str]) -> str:
    """16 hex digits of SHA-256 over title, author and texts: the same on every machine."""
    content = json.dumps([title, author, list(texts)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode("utf-8")).hexdigest()[:16]


def content_of(article: Article) -> str:
    """The id of an article by its content alone, whatever id it has."""
    texts = (paragraph.text for paragraph in article.paragraphs)
    return content_id(article.title, article.author, texts)


def finish(draft: Draft, path: str, source: Source | None = None) -> Article:
    """The article of a draft.  Raises SourceError if it has no paragraph, LimitError if too many.

    `source` is given where several articles share one (a newspaper page)."""
    _check_characters(draft)
    visible = (paragraph for paragraph in draft.paragraphs if not blank(paragraph.text))
    unbroken = map(_without_break_marks, visible)
    paragraphs = [part for paragraph in unbroken for part in _cut_to_limit(paragraph)]
    draft.notes += _odd_character_notes(draft.text)
    if not paragraphs:
        raise SourceError("no_text")
    limits.check(limits.ARTICLE_PARAGRAPHS, len(paragraphs))
    fields = values_of(draft.metadata)
    metadata = Metadata(**{name: _visible_value(text) for name, text in fields.items()})
    if metadata.title and _SET_WIDE.fullmatch(metadata.title):
        metadata = replace(metadata, title=metadata.title.replace(" ", ""))
    metadata = replace(metadata, author=in_one_form(metadata.author))
    texts = (paragraph.text for paragraph in paragraphs)
    return Article(
        id=draft.id or content_id(metadata.title, metadata.author, texts),
        source=source or Source(path, draft.text),
        metadata=metadata,
        paragraphs=tuple(paragraphs),
        notes=tuple(dict.fromkeys(draft.notes)),
    )


def _check_characters(draft: Draft) -> None:
    """Refuse halves of surrogate pairs (JSON can write them): no encoding can store them."""
    fields = (draft.id, *values_of(draft.metadata).values())
    headings = (paragraph.heading for paragraph in draft.paragraphs)
    try:
        _check_encodable(draft.text)
        for text in (*fields, *headings):
            (text or "").encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError("half_character") from None


@lru_cache(maxsize=1)
def _check_encodable(text: str) -> None:
    """Raises UnicodeEncodeError; the last text is remembered, as by `_odd_character_notes`."""
    text.encode("utf-8")


_SET_WIDE = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff]){1,9}")
"""A title with a space between all its characters, which nobody searches for: 通 知."""
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BREAK_MARKS = re.compile("[\u00ad\u200b\u2060]+")
_BETWEEN_MARKS = re.compile("[^\u00ad\u200b\u2060]+")
_LOST = re.compile("\ufffd")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


@lru_cache(maxsize=1)
def _odd_character_notes(text: str) -> tuple[str, ...]:
    """What a reader cannot see and should know; it stays in the text, as the source has it.

    The last text is remembered: a file of a thousand articles is looked at once."""
    kinds = (
        (_DIRECTION, "marks that turn the direction of writing"),
        (_CONTROL, "control characters"),
        (_LOST, "characters that were lost before (\ufffd)"),
    )
    return tuple(
        message_text("odd_characters", count=str(count), marks=marks)
        for pattern, marks in kinds
        if (count := len(pattern.findall(text)))
    )


def _visible_value(value: str | None) -> str | None:
    """A field on one line; None if nothing of it can be seen."""
    if value is None:
        return None
    value = " ".join(_BREAK_MARKS.sub("", value).split())
    limits.check(limits.FIELD_CHARS, len(value))
    return None if blank(value) else value


def _without_break_marks(paragraph: Paragraph) -> Paragraph:
    """A paragraph without the marks at which a line may break: within a word they would hide it
    from every search.  Its spans leave them out; the source keeps them."""
    heading = paragraph.heading and _BREAK_MARKS.sub("", paragraph.heading)
    if not _BREAK_MARKS.search(paragraph.text):
        return paragraph if heading == paragraph.heading else replace(paragraph, heading=heading)
    places = [match.span() for match in _BETWEEN_MARKS.finditer(paragraph.text)]
    run = Run(paragraph.text, paragraph.spans).parts(places)
    return replace(paragraph, heading=heading, text=run.text, spans=run.spans)


def _cut_to_limit(paragraph: Paragraph) -> Sequence[Paragraph]:
    """A paragraph over the limit in parts that end with a sentence, so that nothing is lost; its
    notes go to the first one, as there may be as many of them as parts."""
    most = limits.PARAGRAPH_CHARS.value
    if len(paragraph.text) <= most:
        return (paragraph,)
    note = message_text("paragraph_split")
    parts = _sentence_runs(paragraph.text, most)
    return [
        replace(
            paragraph,
            text=paragraph.text[start:end],
            spans=spans,
            notes=(note,) if start else (*paragraph.notes, note),
        )
        for (start, end), spans in zip(parts, split(paragraph.spans, parts), strict=True)
    ]


def _sentence_runs(text: str, most: int) -> list[Span]:
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
