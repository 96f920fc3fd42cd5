"""Reads files and folders into articles, and reports everything that is skipped."""

from __future__ import annotations

import contextlib
import io
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from corpus.file_names import told_by
from corpus.files import LeaveOut, files, ignored, reason, shown
from corpus.formats import HEAD, OLD_OFFICE, SLIDES, WHOLE, by_content, is_encrypted, may_be_text
from corpus.metadata import values_of
from corpus.metadata_lines import with_known
from corpus.newspaper.continued_pages import follow
from corpus.page_turns import markers
from corpus.reader_process import Worker
from corpus.readers import (
    alto,
    csv,
    docx,
    eml,
    epub,
    hocr,
    html,
    jsonl,
    markdown,
    odf,
    pdf,
    rtf,
    scan,
    text,
    xlsx,
    zip,
)
from corpus.readers.base import Reader, Refuse, whole
from corpus.records import Article, Skipped, Source, notes_of
from errors import SourceError
from messages import message_text

PLAIN = Reader((".txt",), text.read, paged=True)
TABLE = Reader((".csv", ".tsv"), csv.read)
XML = Reader(alto.SUFFIXES, alto.read, paged=True)
READERS = [
    PLAIN,
    Reader((".md", ".markdown"), markdown.read),
    Reader((".html", ".htm", ".shtml", ".shtm", ".xhtml", ".xht", ".mhtml", ".mht"), html.read),
    Reader((".jsonl",), jsonl.read, one_day=False),
    Reader((".pdf",), pdf.read, paged=True, signed=True),
    Reader((".docx",), docx.read, paged=True, signed=True),
    Reader((".xlsx",), xlsx.read, signed=True),
    TABLE,
    Reader((".odt", ".ods"), odf.read, signed=True),
    Reader((".rtf",), rtf.read, signed=True),
    Reader((".epub",), epub.read, signed=True),
    Reader((".eml",), eml.read),
    Reader(scan.SUFFIXES, scan.read, paged=True, signed=True),
    Reader(hocr.SUFFIXES, hocr.read, paged=True, signed=True),
    XML,
    Reader((alto.PACKED,), alto.read_packed, paged=True, signed=True),
]
"""The formats that are read: the one place to add one.  Of two with a suffix the first counts."""

MOST_REFUSED = 200
"""Rows or parts of one file that are refused by name; of more only the number is told.  Each is
kept, shown and written down, and a file may have millions."""

ARCHIVE = ".zip"
_OFFICE_NAMES = frozenset((".doc", ".dot", ".wps", ".wpt", ".xls", ".et", ".docm", ".xlsm"))
"""What such a name says is so often wrong that text in such a file is read as text."""
_DRAWN = frozenset((".pdf", *scan.SUFFIXES))
"""What no program saves as text under such a name: without its sign it is a broken file."""

OnSkip = Callable[[Skipped], None]
OnFile = Callable[[Path], None]
Begin = Callable[[str], None]


def read_articles(
    paths: Iterable[Path | str], *,
    on_skip: OnSkip | None = None, on_file: OnFile | None = None,
    leave_out: LeaveOut = lambda path: False, apart: bool = True,
) -> Iterator[Article]:  # fmt: skip
    """The articles of files and folders (recursive, sorted), one at a time.

    What cannot be read goes to `on_skip` with its reason and never stops the rest; without
    `on_skip` it is logged as a warning.  A file that is reached twice is read once.  `on_file` is
    told of each file before it is read; of a folder, what is to `leave_out` is passed over.

    The files are read in a separate process (`corpus/reader_process.py`).  `apart` False reads
    them in this one, without limits of time and memory: for callers who are such a process
    themselves.
    """
    report = on_skip or _log_skipped

    def refuse(path: str, reason: str) -> None:
        report(Skipped(path, reason))

    with contextlib.closing(Worker()) as worker:
        read = worker.read if apart else _read_here
        yield from _articles_of(paths, refuse, on_file or (lambda file: None), leave_out, read)


def reader_of(path: str) -> Reader | None:
    """The reader of the suffix of a path; None for an archive or a format that is not read."""
    suffix = PurePath(path).suffix.lower()
    return next((reader for reader in READERS if suffix in reader.suffixes), None)


def formats() -> str:
    """What can be read, for messages."""
    return f"{' '.join(reader.suffixes[0] for reader in READERS)}, or a {ARCHIVE} of these"


def _read_here(path: Path, refuse: Refuse) -> Iterator[tuple[Article, bool]]:
    for article in read_file(path, refuse):
        yield article, goes_on_elsewhere(article)


def _articles_of(
    paths: Iterable[Path | str],
    refuse: Refuse,
    on_file: OnFile,
    leave_out: LeaveOut,
    read: Callable[[Path, Refuse], Iterator[tuple[Article, bool]]],
) -> Iterator[Article]:
    """Each file once; the articles that other pages go on with come last, linked."""
    paged: list[Article] = []  # articles of pages, which 下转 and 上接 may connect
    real_paths: set[str] = set()
    for path in paths:
        for file in files(Path(path), refuse, formats(), leave_out):
            real = os.path.realpath(file)
            if real in real_paths:
                continue
            real_paths.add(real)
            on_file(file)
            source = shared = Source("", "")
            for article, goes_on in read(file, refuse):
                if article.source is not source:  # articles of one text share it
                    source = article.source
                    shared = replace(source, file=str(file))
                article = replace(article, source=shared)
                if goes_on:
                    paged.append(article)
                else:
                    yield article
    yield from follow(paged)


def goes_on_elsewhere(article: Article) -> bool:
    """Whether it is of a page that sends its readers to another one (下转, 上接)."""
    reader = reader_of(article.path)
    return reader is not None and reader.paged and bool(markers(article.source.text))


def read_file(path: Path, refuse: Refuse, begin: Begin = lambda name: None) -> Iterator[Article]:
    """The articles of one file; a file that fails is refused as a whole from there on.

    `begin` is called with the name of each file and archive member before it is read."""
    name = shown(path)
    try:
        with path.open("rb") as stream:
            if stream.peek(1):
                yield from _from_stream(stream, name, refuse, begin)
            else:
                refuse(name, message_text("empty_file"))
    except OSError as error:
        refuse(name, reason(error))


def _from_stream(
    stream: BinaryIO, name: str, refuse: Refuse, begin: Begin, inside: bool = False
) -> Iterator[Article]:
    """The articles of a stream by what it holds; what goes wrong is refused.

    inside: it is of an archive, in which no other is opened."""
    begin(name)
    try:
        reader, suffix = _reader_and_suffix(stream, name)
        if reader is None and inside:
            raise SourceError("archive_inside")
        if reader is None:
            yield from _from_archive(stream, name, refuse, begin)
            return
        fields = told_by(name) if reader.one_day else {}
        is_misnamed = PurePath(name).suffix.lower() not in reader.suffixes
        notes = (message_text("by_content", format=suffix),) if is_misnamed else ()
        few = _Few(refuse)
        try:
            for article in reader.read(stream, name, few):
                article = replace(article, notes=(*article.notes, *notes)) if notes else article
                yield with_known(article, fields, by_name=True)
        finally:
            if few.count > MOST_REFUSED:
                refuse(name, message_text("more_refused", count=few.count - MOST_REFUSED))
    except SourceError as error:
        refuse(name, str(error))
    except MemoryError:
        refuse(name, message_text("no_memory"))
    except Exception as error:  # a fault of ours must not stop the other files
        logging.getLogger("wenbao.corpus").exception("%s", name)
        refuse(name, message_text("reader_fault", error=f"{type(error).__name__}: {error}"))


class _Few:
    """Refuses what comes first, and counts all."""

    def __init__(self, refuse: Refuse) -> None:
        self.count = 0
        self._refuse = refuse

    def __call__(self, path: str, reason: str) -> None:
        self.count += 1
        if self.count <= MOST_REFUSED:
            self._refuse(path, reason)


def _reader_and_suffix(stream: BinaryIO, name: str) -> tuple[Reader | None, str]:
    """The reader for a stream, by its content, else by its name, and the suffix of its format;
    None for an archive.  Raises SourceError for a format that is not read."""
    suffix = PurePath(name).suffix.lower()
    by_name = reader_of(name)
    head = stream.read(HEAD)
    if head.startswith(WHOLE):
        stream.seek(0)
        head = whole(stream)
    stream.seek(0)
    content_suffix = by_content(head)
    if content_suffix == OLD_OFFICE and is_encrypted(head):
        raise SourceError("encrypted_office")
    if content_suffix == OLD_OFFICE:
        raise SourceError("old_office")
    if content_suffix == SLIDES:
        raise SourceError("slides")
    signed = by_name is not None and by_name.signed
    by_sign = reader_of(f"a{content_suffix}") if content_suffix else None
    if (content_suffix == ARCHIVE and not signed) or (suffix == ARCHIVE and by_sign is None):
        return None, ARCHIVE
    if by_sign is not None and (by_sign.signed or signed or by_name in (None, PLAIN, TABLE, XML)):
        return by_sign, content_suffix
    may_be = signed and suffix not in _DRAWN and may_be_text(head)
    if not content_suffix and (suffix in _OFFICE_NAMES or may_be):
        return PLAIN, PLAIN.suffixes[0]
    if by_name is None:
        raise SourceError("unknown_format", formats=formats())
    return by_name, suffix


def _from_archive(stream: BinaryIO, name: str, refuse: Refuse, begin: Begin) -> Iterator[Article]:
    """The articles of a ZIP archive's members; an archive in an archive is not opened."""
    has_members = False

    def refuse_member(inner: str, error: SourceError) -> None:
        nonlocal has_members
        has_members = True
        refuse(f"{name}/{inner}", str(error))

    for inner, content in zip.members(whole(stream), refuse_member):
        has_members = True
        if ignored(inner):
            continue
        if not content:
            refuse(f"{name}/{inner}", message_text("empty_file"))
        else:
            yield from _from_stream(io.BytesIO(content), f"{name}/{inner}", refuse, begin, True)
    if not has_members:
        raise SourceError("empty_archive", formats=formats())


def _log_skipped(skipped: Skipped) -> None:
    logging.getLogger("wenbao.corpus").warning("%s: %s", skipped.path, skipped.reason)


def article_json(article: Article) -> dict[str, Any]:
    """The article as the contract's object, keys in the contract's order.  An article's `notes`
    are its own and those of its paragraphs, each once."""
    return {
        "id": article.id,
        "path": article.path,
        **values_of(article.metadata),
        "paragraphs": [
            {
                "heading": paragraph.heading,
                "text": paragraph.text,
                "spans": list(map(list, paragraph.spans)),
                "page": paragraph.page,
                "boxes": None if paragraph.boxes is None else list(map(list, paragraph.boxes)),
            }
            for paragraph in article.paragraphs
        ],
        "notes": notes_of(article),
    }
