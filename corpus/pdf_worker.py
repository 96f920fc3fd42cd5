"""The process that opens a PDF: `python pdf_worker.py PAGES CHARS MEMORY < file.pdf`.

A hostile PDF may loop, crash or eat memory, so it is opened apart from everything else, with a
limit on memory; `pdf.py` kills it when its time is up.  It imports nothing of the project.
Output: a JSON object a page, {"width","height","boxes":[[text, left, top, right, bottom, size]]},
points, y downwards; a box is a run of characters on one line without a wide gap.  The last line is
{"pages": n, "title": ...} or {"error": "password" | "format" | "pages" | ...}.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import sys
from typing import Any

GAP = 0.6  # a wider gap than that part of the character's size begins a new box
SPACE = 0.2  # a wider gap within a box is a space where none is written, between Latin words


def main(most_pages: int, most_chars: int, memory: int) -> int:
    """Write the pages of the PDF on standard input; 0 even where an error is reported."""
    data = sys.stdin.buffer.read()
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        return _write({"error": _reason(str(error))})
    except MemoryError:
        return _write({"error": "memory"})
    count = len(document)
    if count > most_pages:
        return _write({"error": "pages", "pages": count})
    chars = 0
    for number in range(count):
        try:
            page = _page(document[number])
            chars += sum(len(box[0]) for box in page["boxes"])
            if chars > most_chars:
                return _write({"error": "chars"})
            _write(page)
        except pdfium.PdfiumError as error:
            _write({"width": 0, "height": 0, "boxes": [], "error": str(error)})
        except MemoryError:
            return _write({"error": "memory"})
    title = ""
    with contextlib.suppress(Exception):
        title = document.get_metadata_value("Title")
    return _write({"pages": count, "title": title})


def _reason(message: str) -> str:
    return "password" if "password" in message.lower() else "format"


def _write(row: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()
    return 0


def _page(page: Any) -> dict[str, Any]:
    width, height = page.get_size()
    text = page.get_textpage()
    boxes = _boxes(text, height)
    text.close()
    page.close()
    return {"width": width, "height": height, "boxes": boxes}


def _boxes(text: Any, height: float) -> list[list[Any]]:
    """The characters of the page, grouped into boxes in the order of the file."""
    import pypdfium2.raw as raw

    box = raw.FS_RECTF()  # the loose box: the whole width of ， too, not only its ink
    found: list[list[Any]] = []
    run: list[Any] | None = None
    for i in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, i)
        raw.FPDFText_GetLooseCharBox(text, i, ctypes.byref(box))
        left, right, top, bottom = box.left, box.right, height - box.top, height - box.bottom
        char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
        if 0xD800 <= code < 0xDC00:  # the first half of a pair
            low = raw.FPDFText_GetUnicode(text, i + 1)
            char = chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
        elif 0xDC00 <= code < 0xE000:
            continue
        if code in (0, 10, 13, 0xFFFE):  # line ends and hyphens that PDFium adds itself
            if code != 0xFFFE:
                run = None
            continue
        if char.isspace():
            if run:
                run[0] += " "
            continue
        size = raw.FPDFText_GetFontSize(text, i) or 1.0
        tall = max(bottom - top, right - left, 1.0)
        size = size if 0.3 * tall < size < 4 * tall else tall
        if run is not None:
            same = top < run[4] + 0.3 * size and bottom > run[2] - 0.3 * size
            gap = left - run[3]
            same = same and -size < gap < GAP * max(size, run[5]) + 0.5 * size * run[0].endswith(
                " "
            )
            if not same:
                run = None
        if run is None:
            run = [char, left, top, right, bottom, size]
            found.append(run)
            continue
        latin = char.isascii() and char.isalnum() and run[0][-1].isascii() and run[0][-1].isalnum()
        if latin and left - run[3] > SPACE * size:
            run[0] += " "
        run[0] += char
        run[2], run[3] = min(run[2], top), max(run[3], right)
        run[4], run[5] = max(run[4], bottom), max(run[5], size)
    return [[box[0].rstrip(), *(round(x, 2) for x in box[1:])] for box in found if box[0].strip()]


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
