"""Picture process: `python picture_worker.py pdf|image PAGE SIDE PIXELS MEMORY < file`.

Files of hostile make are drawn apart from everything else, with a limit on memory; `picture.py`
stops it when its time is up.  It imports nothing of the project.
Output: a JSON object on a line, {"width", "height", "boxes": [[text, left, top, right, bottom]]},
pixels and parts of the page, and the page as a JPEG of at most SIDE pixels; or {"error": …} alone.
Only a PDF has boxes: the runs of its text layer.
"""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import sys
from typing import Any

RUNS = 6_000  # of text on a page; a page with more has the first of them
UNITS = 100_000  # the page's width and height while places are turned and moved with it


def main(kind: str, page: int, side: int, pixels: int, memory: int) -> int:
    data = sys.stdin.buffer.read()
    output = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        picture, boxes = (_of_pdf if kind == "pdf" else _of_image)(data, page, side, pixels)
        jpeg = io.BytesIO()
        picture.save(jpeg, "JPEG", quality=82)
        head = {"width": picture.width, "height": picture.height, "boxes": boxes}
        body = jpeg.getvalue()
    except Exception as error:  # whatever a damaged file makes a library raise
        head, body = {"error": type(error).__name__}, b""
    output.write(json.dumps(head).encode() + b"\n" + body)
    output.flush()
    return 0


def _of_pdf(data: bytes, number: int, side: int, pixels: int) -> tuple[Any, list[list[Any]]]:
    import pypdfium2 as pdfium

    page = pdfium.PdfDocument(data)[number - 1]
    scale = side / max(*page.get_size(), 1)
    if page.get_size()[0] * page.get_size()[1] * scale * scale > pixels:
        raise ValueError("too large")
    picture = page.render(scale=scale).to_pil().convert("RGB")
    return picture, _runs(page)


def _runs(page: Any) -> list[list[Any]]:
    import pypdfium2.raw as raw

    text = page.get_textpage()
    x, y = ctypes.c_int(), ctypes.c_int()

    def place(across: float, up: float) -> tuple[float, float]:
        """On the page as it is seen: turned and cut."""
        raw.FPDF_PageToDevice(
            page, 0, 0, UNITS, UNITS, 0, across, up, ctypes.byref(x), ctypes.byref(y)
        )
        return x.value / UNITS, y.value / UNITS

    runs = []
    for i in range(min(RUNS, text.count_rects())):
        left, bottom, right, top = text.get_rect(i)
        run = text.get_text_bounded(left, bottom, right, top)
        sides = sorted((place(left, bottom)[0], place(right, top)[0]))
        ends = sorted((place(left, bottom)[1], place(right, top)[1]))
        if run.strip():
            runs.append([run, sides[0], ends[0], sides[1], ends[1]])
    return runs


def _of_image(data: bytes, number: int, side: int, pixels: int) -> tuple[Any, list[list[Any]]]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # counted here
    with Image.open(io.BytesIO(data)) as picture:
        picture.seek(number - 1)
        if picture.width * picture.height > pixels:
            raise ValueError("too large")
        upright = ImageOps.exif_transpose(picture)
        layers = upright.convert("RGBA")  # transparent parts are paper
        paper = Image.new("RGB", layers.size, "white")
        paper.paste(layers, mask=layers.getchannel("A"))
        paper.thumbnail((side, side))
        return paper, []


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:6])))
