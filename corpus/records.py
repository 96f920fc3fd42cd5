"""Records of the corpus: source, paragraph, article, skipped file.  Frozen, no logic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

Span = tuple[int, int]
"""[start, end) in characters (code points) of a source's text."""

Place = tuple[float, float, float, float]
"""Left, top, right, bottom of a box on a page, in parts of the page's width and height."""


@dataclass(frozen=True, slots=True)
class Source:
    """What articles were read from.

    `text` is the decoded text (TXT, Markdown), the extracted text (all formats of documents and
    sheets) or, for a row of JSON Lines, its `text` (its `paragraphs`, joined by a blank line).
    Every span points here.  `path` can be shown and kept; `file` is the path of the file as the
    system has it, whatever its bytes, while it is read (""; not kept).
    """

    path: str
    text: str
    file: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article besides its text; a field that is not known is None.

    `published` is ISO 8601, as exact as known ("2024-11", "2024-11-20").  To add a field: one line
    here, a field in `Described`, the readers that can tell it, and, if people shall see it, a
    word in `source_parts`.  JSON, index and digest take their keys from here, in this order.
    """

    title: str | None = None
    author: str | None = None
    office: str | None = None
    column: str | None = None
    published: str | None = None
    paper: str | None = None
    edition: str | None = None
    url: str | None = None


METADATA = tuple(attribute.name for attribute in fields(Metadata))


def values_of(metadata: Metadata) -> dict[str, str | None]:
    """The fields by name: several times as fast as `asdict`, which copies what cannot change."""
    return {name: getattr(metadata, name) for name in METADATA}


class _Field:
    """A field of the metadata, as an attribute of the record that carries it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, record: Described, owner: type | None = None) -> str | None:
        value: str | None = getattr(record.metadata, self.name)
        return value

    def __set__(self, record: Described, value: object) -> None:
        raise AttributeError(f"{self.name} is set in the metadata")


class Described:
    """The fields of the metadata as read-only attributes."""

    __slots__ = ()
    metadata: Metadata
    title, author, office, column = _Field(), _Field(), _Field(), _Field()
    published, paper, edition, url = _Field(), _Field(), _Field(), _Field()


def author_names(author: str | None) -> tuple[str, ...]:
    """The authors, whose names are parted by spaces; a Latin name has spaces of its own."""
    return tuple(re.split(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", author)) if author else ()


def joined_authors(names: Sequence[str]) -> str | None:
    """The authors of a list as one value: parted so that `author_names` tells them apart, where
    a name does not have spaces of its own."""
    parts = [name.strip() for name in names if name.strip()]
    sign = " " if all(re.fullmatch("[\u4e00-\u9fff·]{1,20}", part) for part in parts) else "、"
    return sign.join(parts) or None


def source_parts(metadata: Metadata) -> list[str]:
    """The known parts of the source line after the title, in the order that people are shown."""
    order = ("author", "office", "column", "paper", "edition", "published")
    return [part for name in order if (part := getattr(metadata, name))]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it is searched, shown and cited.

    `spans` prove it: the slices of the source's text, joined and with line breaks removed, are
    `text`, character by character.  `notes` say what was inferred about this paragraph.
    `page` is the page of a PDF or scan, from 1; None if the source has none or it is not known.
    `boxes` are its places on that page, where it was recognised in a picture.
    """

    heading: str | None
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()
    page: int | None = None
    boxes: tuple[Place, ...] | None = None


@dataclass(frozen=True, slots=True)
class Article(Described):
    """An article with its paragraphs in reading order.

    `id` depends on the content alone: the same on every machine and after every rebuild.
    """

    id: str
    source: Source
    metadata: Metadata
    paragraphs: tuple[Paragraph, ...]
    notes: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.source.path


def notes_of(article: Article) -> list[str]:
    """What was noted of the article and of its paragraphs, each once."""
    notes = (note for paragraph in article.paragraphs for note in paragraph.notes)
    return list(dict.fromkeys((*article.notes, *notes)))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or row that was not read, and the reason, in words for its owner."""

    path: str
    reason: str
