"""Records of the corpus: source, paragraph, article, skipped file.  Frozen, no logic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.metadata import Described, Metadata

Span = tuple[int, int]
"""[start, end) in characters (code points) of a source's text."""

Place = tuple[float, float, float, float]
"""Left, top, right, bottom of a box on a page, in parts of the page's width and height."""


@dataclass(frozen=True, slots=True)
class Source:
    """What articles were read from.

    `text` is the decoded text (TXT, Markdown), the extracted text (all formats of documents and
    sheets) or, for a row of JSON Lines, its `text` (its `paragraphs`, and the
    texts beside the text, joined by a blank line; of markup, what was extracted from it).  Every
    span points here.  `path` can be shown and kept;
    `file` is the path of the file as the system has it, whatever its bytes, while it is read ("";
    not kept).
    """

    path: str
    text: str
    file: str = field(default="", compare=False, repr=False)


def author_names(author: str | None) -> tuple[str, ...]:
    """The authors, whose names are parted by spaces; a Latin name has spaces of its own."""
    return tuple(re.split(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", author)) if author else ()


def joined_authors(names: Sequence[str]) -> str | None:
    """The authors of a list as one value: parted so that `author_names` tells them apart, where
    a name does not have spaces of its own."""
    parts = [name.strip() for name in names if name.strip()]
    sign = " " if all(re.fullmatch("[\u4e00-\u9fff·]{1,20}", part) for part in parts) else "、"
    return sign.join(parts) or None


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
