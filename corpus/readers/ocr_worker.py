"""OCR process: `python ocr_worker.py image|pdf PAGES PIXELS MEMORY [N,N…] < file`.

Pictures of hostile make, and the network that reads them, are kept apart from everything else, with
a limit on memory; `ocr.py` stops it when its time is up.  It imports nothing of the project.
Output: a JSON object a page, as it is read, {"width","height","boxes":[[text, left, top, right,
bottom, size, score]]}, pixels, y downwards; a box is a line of print or a column of upright
writing.  Instead of the boxes a page may have {"error": "pixels" | "damaged"}.  The last line is
{"pages": n} or {"error": "missing" | "password" | "format" | "pages" | "memory"}.

Of a PDF only the pages with the numbers N are read, if there are some.

The models are in the package rapidocr; nothing is loaded over a network, which is shut off.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import socket
import sys
from collections.abc import Iterator
from typing import Any

LONGEST = 4000  # pixels of the longer side that is read; larger pictures are made smaller
DOTS = 200 / 72  # a PDF's page is drawn with 200 dots an inch
FULL = 0.8  # of a box's height: the size of its characters


def main(kind: str, most_pages: int, most_pixels: int, memory: int, only: str = "") -> int:
    """Write the pages of the file on standard input; 0 even where an error is reported."""
    data = sys.stdin.buffer.read()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints is no answer

    def write(row: dict[str, Any]) -> int:
        output.write(json.dumps(row) + "\n")
        output.flush()
        return 0

    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        read = _reader()
    except ImportError:
        return write({"error": "missing"})
    try:
        count = 0
        for count, page in enumerate(_page_pictures(kind, data, most_pixels, only), 1):
            if count > most_pages:
                return write({"error": "pages"})
            write(page if isinstance(page, dict) else _page_row(read, page))
    except _RefusedError as error:
        return write({"error": str(error)})
    except MemoryError:
        return write({"error": "memory"})
    return write({"pages": count})


class _RefusedError(Exception):
    """A file that cannot be opened; the word for it."""


def _reader() -> Any:
    def refused(*_: Any, **__: Any) -> Any:
        raise OSError("no network here")

    socket.socket.connect = socket.socket.connect_ex = refused  # type: ignore[method-assign]
    socket.getaddrinfo = refused
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime's own, which Python cannot refuse
    from rapidocr import RapidOCR

    engine = "EngineConfig.onnxruntime"
    threads = min(4, os.cpu_count() or 1)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": LONGEST,
            f"{engine}.intra_op_num_threads": threads,
            f"{engine}.inter_op_num_threads": 1,
        }
    )


def _page_pictures(kind: str, data: bytes, most_pixels: int, only: str) -> Iterator[Any]:
    """The pages as pictures, or as the row that says why one is not read."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # counted here, page by page
    try:
        pages = _pdf_pages(data, most_pixels, only) if kind == "pdf" else _frames(data, most_pixels)
        yield from pages
    except (UnidentifiedImageError, SyntaxError):
        raise _RefusedError("format") from None


def _frames(data: bytes, most_pixels: int) -> Iterator[Any]:
    from PIL import Image, ImageOps, ImageSequence

    with Image.open(io.BytesIO(data)) as picture:
        for frame in ImageSequence.Iterator(picture):
            width, height = frame.size
            if width * height > most_pixels:
                yield {"width": width, "height": height, "error": "pixels"}
                continue
            try:
                upright = ImageOps.exif_transpose(frame)
                yield _on_white(upright)
            except (OSError, ValueError, SyntaxError):  # what Pillow raises for damaged pixels
                yield {"width": width, "height": height, "error": "damaged"}


def _on_white(picture: Any) -> Any:
    """The picture in RGB on white: transparent parts are paper."""
    from PIL import Image

    if picture.mode not in ("RGBA", "LA", "PA", "P"):
        return picture.convert("RGB")
    layers = picture.convert("RGBA")
    paper = Image.new("RGB", layers.size, "white")
    paper.paste(layers, mask=layers.getchannel("A"))
    return paper


def _pdf_pages(data: bytes, most_pixels: int, only: str) -> Iterator[Any]:
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _RefusedError("password" if "password" in str(error).lower() else "format") from None
    numbers = [int(number) - 1 for number in only.split(",")] if only else range(len(document))
    for number in numbers:
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS, LONGEST / max(width, height, 1))
        if width * height * scale * scale > most_pixels:
            yield {"width": width, "height": height, "error": "pixels"}
            continue
        yield page.render(scale=scale).to_pil().convert("RGB")
        page.close()


def _page_row(read: Any, picture: Any) -> dict[str, Any]:
    import numpy as np

    result = read(np.asarray(picture)[:, :, ::-1])  # blue first, as the library wants it
    boxes = []
    scores = result.scores if result.scores is not None else ()
    corners = result.boxes if result.boxes is not None else ()
    for corner, text, score in zip(corners, result.txts or (), scores, strict=True):
        left, top = corner.min(axis=0).tolist()
        right, bottom = corner.max(axis=0).tolist()
        thick = min(right - left, bottom - top) if len(text) > 1 else bottom - top
        places = [round(x, 1) for x in (left, top, right, bottom, FULL * thick)]
        boxes.append([text, *places, round(float(score), 4)])
    return {"width": picture.width, "height": picture.height, "boxes": boxes}


if __name__ == "__main__":
    pages, pixels, memory = map(int, sys.argv[2:5])
    sys.exit(main(sys.argv[1], pages, pixels, memory, "".join(sys.argv[5:6])))
