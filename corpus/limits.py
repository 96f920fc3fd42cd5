"""Every limit of the readers, in one table; whoever hits one is told which, and what to do.

The limits bound time and memory on hostile input; honest newspapers, books and archives stay far
below them.  `docs/` and the tests print this table with `table()`.
"""

from __future__ import annotations

from typing import NamedTuple

from errors import LimitError


class Limit(NamedTuple):
    """The most that is read of something: `value` in `unit`, and what its owner can do."""

    value: int
    unit: str
    of: str
    advice: str


MB = 1 << 20

FILE_BYTES = Limit(64 * MB, "bytes", "a file (JSON Lines apart)", "split the file")
JSONL_BYTES = Limit(4096 * MB, "bytes", "a JSON Lines file", "split the file")
ROW_BYTES = Limit(8 * MB, "bytes", "a row of JSON Lines", "one article a row: split the row")
TEXT_CHARS = Limit(20_000_000, "characters", "the text of a file", "split the file")
TEXT_LINES = Limit(300_000, "lines", "a text", "split the file")
LINE_CHARS = Limit(1_000_000, "characters", "a line", "put line breaks between paragraphs")
PARAGRAPH_CHARS = Limit(4_000, "characters", "a paragraph", "it is split at a sentence end")
ARTICLE_PARAGRAPHS = Limit(100_000, "paragraphs", "an article", "split the file")
FIELD_CHARS = Limit(500, "characters", "a title, name or other field", "shorten the field")
PAGE_CHARS = Limit(200_000, "characters", "a text of several articles", "a file a page, please")
PAGE_BLOCKS = Limit(1_500, "blocks", "a text of several articles", "a file a page, please")
HTML_TAGS = Limit(400_000, "tags", "an HTML page", "save the article alone, or as text")
HTML_DEPTH = Limit(1_000, "levels", "the nesting of HTML elements", "save the page as text")
DOCX_XML_BYTES = Limit(48 * MB, "bytes", "the XML of a Word document", "split the document")
DOCX_PARAGRAPHS = Limit(200_000, "paragraphs", "a Word document", "split the document")
PDF_PAGES = Limit(2_000, "pages", "a PDF", "split the PDF")
PDF_SECONDS = Limit(60, "seconds", "reading a PDF", "split the PDF or save it anew")
PDF_MEMORY = Limit(1536 * MB, "bytes", "the memory for reading a PDF", "save the PDF anew")
ARCHIVE_MEMBERS = Limit(10_000, "members", "an archive", "split the archive")
ARCHIVE_BYTES = Limit(512 * MB, "bytes", "an unpacked archive", "split the archive")
ARCHIVE_RATIO = Limit(200, "times", "the growth of an archive member on unpacking", "repack it")
FOLDER_FILES = Limit(1_000_000, "files", "a folder", "read it part by part")
FOLDER_DEPTH = Limit(64, "levels", "the nesting of folders", "read the inner folder")

TABLE: dict[str, Limit] = {k: v for k, v in globals().items() if isinstance(v, Limit)}


def check(limit: Limit, found: int) -> None:
    """Raise LimitError if `found` is more than the limit."""
    if found > limit.value:
        raise exceeded(limit, f"{found:,}")


def check_text(text: str) -> None:
    """Raise LimitError for a text or a line of it that is too long."""
    lines = text.splitlines()
    check(LINE_CHARS, max(map(len, lines), default=0))
    check(TEXT_CHARS, len(text))
    check(TEXT_LINES, len(lines))


def exceeded(limit: Limit, found: str | None = None) -> LimitError:
    """The error for a limit that was hit; `found` is None where counting on would be unsafe."""
    what = f"{found} {limit.unit}, " if found else ""
    return LimitError(
        f"{what}more than the limit of {limit.value:,} {limit.unit} for {limit.of}; {limit.advice}"
    )


def table() -> str:
    """The limits as a Markdown table."""
    rows = [f"| {one.of} | {one.value:,} {one.unit} | {one.advice} |" for one in TABLE.values()]
    return "\n".join(["| what | limit | when it is hit |", "|---|---|---|", *rows])
