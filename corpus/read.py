"""Paths in, articles out: files by their suffix, folders in sorted order, nothing lost silently."""

from __future__ import annotations

import io
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from corpus import archive, docx, html, jsonl, markdown, pdf, text
from corpus.folder import FORMATS, files, ignored, reason, shown
from corpus.headers import markers
from corpus.page import link_pages
from corpus.reader import Reader, Refuse, whole
from corpus.records import Article, Skipped
from errors import SourceError

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".html": html.read,
    ".htm": html.read,
    ".jsonl": jsonl.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
}
"""Suffix to reader: the one place to add a format."""

FAULT = "the reader failed on this file"
PAGED = frozenset((".txt", ".pdf", ".docx"))

OnSkip = Callable[[Skipped], None]


def read_articles(
    paths: Iterable[Path | str], *, on_skip: OnSkip | None = None
) -> Iterator[Article]:
    """The articles of files and folders (recursive, sorted), one at a time.

    What cannot be read goes to `on_skip` with its reason and never stops the rest; without
    `on_skip` it is logged as a warning.  A file that is reached twice is read once.
    """
    report = on_skip or _warn

    def refuse(path: str, reason: str) -> None:
        report(Skipped(path, reason))

    held: list[Article] = []  # articles of pages, which 下转 and 上接 may connect
    seen: set[str] = set()
    for path in paths:
        for file in files(Path(path), refuse):
            real = os.path.realpath(file)
            if real in seen:
                continue
            seen.add(real)
            for article in read_file(file, refuse):
                if _goes_on_elsewhere(article):
                    held.append(article)
                else:
                    yield article
    yield from link_pages(held)


def _goes_on_elsewhere(article: Article) -> bool:
    """Whether it is of a page that sends its readers to another one (下转, 上接)."""
    return PurePath(article.path).suffix.lower() in PAGED and bool(markers(article.source.text))


def read_file(path: Path, refuse: Refuse) -> Iterator[Article]:
    """The articles of one file; a file that fails is refused as a whole from there on."""
    name = shown(path)
    try:
        with path.open("rb") as stream:
            if stream.peek(1):
                yield from _by_suffix(stream, name, refuse)
            else:
                refuse(name, "the file is empty")
    except OSError as error:
        refuse(name, reason(error))


def _by_suffix(stream: BinaryIO, name: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a stream by the suffix of its name; what goes wrong is refused."""
    suffix = PurePath(name).suffix.lower()
    reader = READERS.get(suffix) or (_archive if suffix == ".zip" else None)
    try:
        if reader is None:
            raise SourceError(f"not a format that is read here; expected {FORMATS}")
        yield from reader(stream, name, refuse)
    except SourceError as error:
        refuse(name, str(error))
    except MemoryError:
        refuse(name, "reading it needs more memory than there is; split the file")
    except Exception as error:  # a fault of ours must not stop the other files
        logging.getLogger("wenbao.corpus").exception("%s", name)
        refuse(name, f"{FAULT} ({type(error).__name__}: {error}); please report it")


def _archive(stream: BinaryIO, name: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a ZIP archive's members; an archive in an archive is not opened."""
    found = False

    def refused(inner: str, error: SourceError) -> None:
        nonlocal found
        found = True
        refuse(f"{name}/{inner}", str(error))

    for inner, content in archive.members(whole(stream), refused):
        found = True
        if ignored(inner):
            continue
        if inner.lower().endswith(".zip"):
            refuse(f"{name}/{inner}", "an archive within an archive; unpack it first")
        elif not content:
            refuse(f"{name}/{inner}", "the file is empty")
        else:
            yield from _by_suffix(io.BytesIO(content), f"{name}/{inner}", refuse)
    if not found:
        raise SourceError(f"no file in this archive; expected {FORMATS}")


def _warn(skipped: Skipped) -> None:
    logging.getLogger("wenbao.corpus").warning("%s: %s", skipped.path, skipped.reason)


def article_json(article: Article) -> dict[str, Any]:
    """The article as the contract's object, keys in the contract's order.  An article's `notes`
    are its own and those of its paragraphs, each once."""
    notes = [*article.notes, *(note for one in article.paragraphs for note in one.notes)]
    return {
        "id": article.id,
        "path": article.path,
        "title": article.title,
        "author": article.author,
        "office": article.office,
        "column": article.column,
        "published": article.published,
        "url": article.url,
        "paragraphs": [
            {"heading": one.heading, "text": one.text, "spans": [list(s) for s in one.spans]}
            for one in article.paragraphs
        ],
        "notes": list(dict.fromkeys(notes)),
    }
