"""PDF: the text layer in reading order, then as plain text; spans into the extracted text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from corpus import limits, magic
from corpus.lines import is_ended
from corpus.reader import Refuse, whole
from corpus.records import Article
from corpus.spans import blank
from corpus.text import from_text
from errors import SourceError

WORKER = Path(__file__).with_name("pdf_worker.py")
REASONS = {
    "password": "the PDF is encrypted; save it without a password",
    "format": "a damaged PDF, or none at all; open it and save it anew",
    "memory": "the PDF needs more memory than the limit; save it anew or split it",
}
UNREADABLE = 0.3  # the share of characters without a Unicode value that makes a text layer useless


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .pdf file."""
    data = whole(stream)
    if b"%PDF-" not in data[:1024]:
        raise SourceError(f"not a PDF, but {magic.kind(data) or 'something else'}")
    pages = [_page_text(page) for page in _pages(data)]
    text = _joined(_without_running_heads(pages))
    if blank(text):
        raise SourceError("the PDF has no text layer (a scan?); it needs OCR first")
    if text.count("\ufffd") > UNREADABLE * len(text):
        raise SourceError("the PDF's fonts do not say which characters they show; it needs OCR")
    yield from from_text(text, path)


def _pages(data: bytes) -> Iterator[dict[str, Any]]:
    """The pages as the worker gives them.  Raises LimitError when its time or memory is up."""
    command = [sys.executable, "-I", str(WORKER)]
    bounds = (limits.PDF_PAGES, limits.TEXT_CHARS, limits.PDF_MEMORY)
    command += [str(limit.value) for limit in bounds]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=limits.PDF_SECONDS.value, check=False
        )
    except subprocess.TimeoutExpired:
        raise limits.exceeded(limits.PDF_SECONDS) from None
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.endswith(b"}")]
    last = rows[-1] if rows else {}
    if last.get("error") == "pages":
        limits.check(limits.PDF_PAGES, last["pages"])
    if last.get("error") == "chars":
        raise limits.exceeded(limits.TEXT_CHARS)
    if last.get("error") in REASONS:
        raise SourceError(REASONS[last["error"]])
    if "pages" not in last:
        raise SourceError("the PDF crashed its reader; open it and save it anew")
    yield from rows[:-1]


def _page_text(page: dict[str, Any]) -> str:
    from corpus.columns import Box, page_text

    return page_text([Box(*box) for box in page["boxes"]], page["width"], page["height"])


def _joined(pages: list[str]) -> str:
    """The pages in one; no blank line where a sentence goes on over the page."""
    text = ""
    for page in filter(None, pages):
        last = text.rpartition("\n")[2]
        goes_on = len(last) > 8 and not is_ended(last) and page[0] != "\u3000"
        text += (("\n" if goes_on else "\n\n") if text else "") + page
    return text


def _without_running_heads(pages: list[str]) -> list[str]:
    """The pages without page numbers and the lines that most pages begin or end with."""
    edges: dict[str, int] = {}
    split = [page.strip("\n").split("\n") for page in pages]
    for lines in split:
        for line in {lines[0], lines[-1]}:
            edges[_unnumbered(line)] = edges.get(_unnumbered(line), 0) + 1
    repeated = {line for line, count in edges.items() if count >= 3 and 2 * count > len(pages)}
    if len(pages) < 3:
        repeated = {""}
    for lines in split:
        for at in (0, -1):
            if len(lines) > 1 and lines[at].strip() and _unnumbered(lines[at]) in repeated:
                del lines[at]
    return ["\n".join(lines) for lines in split]


def _unnumbered(line: str) -> str:
    return re.sub(r"[\s\d·—–\-/|第页頁共]+", "", line)
