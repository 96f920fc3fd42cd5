"""OCR: the pages of a picture or PDF as boxes of recognised text, from a process of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import limits
from corpus.readers.base import worker_rows
from errors import SourceError

WORKER = Path(__file__).with_name("ocr_worker.py")
_REASONS = {
    "missing": "no_ocr",
    "password": "encrypted_pdf",
    "format": "damaged_picture",
    "memory": "large_picture",
}


def pages(kind: str, data: bytes, only: Sequence[int] = ()) -> Iterator[dict[str, Any]]:
    """The pages, one by one, as `ocr_worker.py` gives them; `kind` is "image" or "pdf".
    only: the numbers of the pages of a PDF that are read; none: all of them.

    Where time or pages are up, the last one is {"error": "seconds" | "pages"}.  Raises SourceError
    if the file cannot be read or nothing is installed that reads it."""
    bounds = (limit.value for limit in (limits.OCR_PAGES, limits.OCR_PIXELS, limits.OCR_MEMORY))
    arguments = (kind, *bounds, ",".join(map(str, only)))
    rows, late = worker_rows(WORKER, arguments, data, limits.OCR_SECONDS.value)
    for row in rows:
        if row.get("error") in _REASONS:
            raise SourceError(_REASONS[row["error"]])
        if "pages" in row:
            return
        yield row
        if row.get("error") == "pages":
            return
    if not late:
        raise SourceError("ocr_crashed")
    yield {"error": "seconds"}
