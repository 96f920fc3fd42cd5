"""OCR: the pages of a picture or PDF as boxes of recognised text, from a process of its own."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpus import limits
from corpus.readers.base import INTERPRETER
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
    bounds = (limits.OCR_PAGES, limits.OCR_PIXELS, limits.OCR_MEMORY)
    command = [*INTERPRETER, str(WORKER), kind, *(str(limit.value) for limit in bounds)]
    command.append(",".join(map(str, only)))
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    late = threading.Event()

    def stop() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(limits.OCR_SECONDS.value, stop)
    timer.daemon = True
    timer.start()
    assert process.stdout
    feeder = threading.Thread(target=_feed, args=(process, data), daemon=True)
    feeder.start()
    try:
        for line in process.stdout:
            row = json.loads(line) if line.endswith(b"}\n") else {}
            if row.get("error") in _REASONS:
                raise SourceError(_REASONS[row["error"]])
            if "pages" in row:
                return
            yield row
            if row.get("error") == "pages":
                return
        if not late.is_set():
            raise SourceError("ocr_crashed")
        yield {"error": "seconds"}
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        feeder.join()
        process.stdout.close()


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    """Hands the file over; a process that has ended says itself why."""
    assert process.stdin
    with contextlib.suppress(OSError):
        process.stdin.write(data)
    with contextlib.suppress(OSError):
        process.stdin.close()
