"""Limits of the readers, in one table; an error names the limit and what to do.

The limits bound time and memory on hostile input; honest newspapers, books and archives stay far
below them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from errors import LimitError


class Limit(NamedTuple):
    """The most that is read of something: `value` in `unit`, and what its owner can do."""

    value: int
    unit: str
    of: str
    advice: str


MB = 1 << 20

FILE_BYTES = Limit(64 * MB, "bytes", "a file (JSON Lines apart)", "split the file")
ROW_BYTES = Limit(8 * MB, "bytes", "a row of JSON Lines", "one article a row: split the row")
TEXT_CHARS = Limit(20_000_000, "characters", "the text of a file", "split the file")
TEXT_LINES = Limit(300_000, "lines", "a text", "split the file")
LINE_CHARS = Limit(1_000_000, "characters", "a line", "put line breaks between paragraphs")
PARAGRAPH_CHARS = Limit(4_000, "characters", "a paragraph", "it is split at a sentence end")
ARTICLE_PARAGRAPHS = Limit(100_000, "paragraphs", "an article", "split the file")
FIELD_CHARS = Limit(500, "characters", "a title, name or other field", "shorten the field")
ID_CHARS = Limit(200, "characters", "the id of a row", "it gets one of its content")
PAGE_CHARS = Limit(200_000, "characters", "a text of several articles", "a file a page, please")
PAGE_BLOCKS = Limit(1_500, "blocks", "a text of several articles", "a file a page, please")
HTML_TAGS = Limit(400_000, "tags", "an HTML page", "save the article alone, or as text")
HTML_ATTRIBUTES = Limit(1_000, "attributes", "an HTML tag", "save the article alone, or as text")
HTML_DEPTH = Limit(1_000, "levels", "the nesting of HTML elements", "save the page as text")
MAIL_LINES = Limit(1_000_000, "lines", "a mail", "save it as text")
MAIL_PARTS = Limit(10_000, "parts", "a mail", "save it as text")
MAIL_DEPTH = Limit(50, "parts of parts", "a mail", "save it as text")
OFFICE_XML_BYTES = Limit(48 * MB, "bytes", "the XML of an Office document", "split the document")
OFFICE_ELEMENTS = Limit(2_000_000, "elements", "an Office document", "split the document")
OFFICE_DEPTH = Limit(256, "levels", "the nesting in an Office document", "save it as text")
OFFICE_PARAGRAPHS = Limit(200_000, "paragraphs", "an Office document", "split the document")
TABLE_CELLS = Limit(2_000_000, "cells", "the tables of a file", "split the file")
TABLE_CHARS = Limit(50_000_000, "characters", "tables with the names over rows", "split the file")
PDF_PAGES = Limit(2_000, "pages", "a PDF", "split the PDF")
PDF_SECONDS = Limit(60, "seconds", "reading a PDF", "split the PDF or save it anew")
PDF_MEMORY = Limit(1536 * MB, "bytes", "the memory for reading a PDF", "save the PDF anew")
OCR_PAGES = Limit(500, "pages", "a scan", "split the file")
OCR_PIXELS = Limit(100_000_000, "pixels", "a scanned page", "scan it with fewer dots an inch")
OCR_SECONDS = Limit(240, "seconds", "recognising the text of a scan", "split the file")
OCR_MEMORY = Limit(3000 * MB, "bytes", "the memory for recognising text", "scan it smaller")
ARCHIVE_MEMBERS = Limit(10_000, "members", "an archive", "split the archive")
ARCHIVE_BYTES = Limit(512 * MB, "bytes", "an unpacked archive", "split the archive")
ARCHIVE_RATIO = Limit(200, "times", "the growth of an archive member on unpacking", "repack it")
READ_SECONDS = Limit(60, "seconds", "reading a file or archive member", "split the file")
FILE_SECONDS = Limit(300, "seconds", "reading a file in all (and one a MB)", "split the file")
READ_MEMORY = Limit(3072 * MB, "bytes", "the memory for reading a file", "split the file")
FOLDER_DEPTH = Limit(64, "levels", "the nesting of folders", "read the inner folder")


def check(limit: Limit, amount: int) -> None:
    """Raise LimitError if the amount is more than the limit."""
    if amount > limit.value:
        raise exceeded(limit, amount)


def check_text(text: str) -> None:
    """Raise LimitError for a text or a line of it that is too long."""
    lines = text.splitlines()
    check(LINE_CHARS, max(map(len, lines), default=0))
    check(TEXT_CHARS, len(text))
    check(TEXT_LINES, len(lines))


def exceeded(limit: Limit, amount: int | None = None) -> LimitError:
    """The error for a limit that was hit; `amount` is None where counting on would be unsafe."""
    fields: dict[str, Any] = limit._asdict()
    fields["limit"] = fields.pop("value")
    if amount is None:
        return LimitError("over_limit", **fields)
    return LimitError("over_limit_by", count=amount, **fields)
