"""PDF extraction process: `python pdf_worker.py PAGES CHARS MEMORY < file.pdf`.

A hostile PDF may loop, crash or eat memory, so it is opened apart from everything else, with a
limit on memory; `pdf.py` kills it when its time is up.  It imports nothing of the project.
Output: a JSON object a page, {"width","height","boxes":[[text, left, top, right, bottom, size]],
"lines":[[left, top, right, bottom]],"pictures": share,"paths": n}, points from the corner of what
is shown, y downwards, on the page turned so that most of its text stands upright; a box is a
run of characters on one line without a wide gap, the lines are those that are drawn, pictures the
share of the page that its largest picture covers, paths the number of shapes.  The last line is
{"pages": n} or {"error": "password" | "format" | "pages" | ...}.
"""

from __future__ import annotations

import base64
import contextlib
import ctypes
import json
import math
import sys
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

GAP = 0.6  # a wider gap than that part of the character's size begins a new box
ASKED = 1000  # characters that tell how a page is turned
SEGMENTS = 20_000  # pieces of drawn lines on a page that are looked at
STRAIGHT, THIN, SHORT = 1.0, 3.0, 4.0
"""Points: a line is straight if it strays by less, a filled rectangle a line if it is thinner; a
shorter line is a mark."""
SPACE = 0.2  # a wider gap within a box is a space where none is written, between Latin words

BOXES = zlib.decompress(
    base64.b64decode(
        b"eNpjYGRgYGBncGBgYjBIzk0sYFBkMAGK1ACxRnpOZRpPJE8YkL0EiF0yUhNTkv443wWyXwCxWQZQgD2KuYiBgVEB"
        b"yFfJyC2pYAbJMDC6AAm2nPzkRAYlBkEg3wfEz02sKGBgYWAF8kOAfJAeRgZmBi4gzcPAC9LHIMMAAYxgUuD/fzAb"
        b"yPvfwfyCuQComoERCBgYQPb8kfjfAWERpwJqKkM8v81XqCgagJrBwMABDA+4S5gL4KaASEY0TYxIJgkC/Quxhwno"
        b"U0YkvyABABblMSk="
    )
)
"""A TrueType font of 372 bytes: for every code point a square as large as its size, from 0.12 of
that below the base line.  It stands in for every font that a PDF names and does not bring."""


def main(most_pages: int, most_chars: int, memory: int) -> int:
    """Write the pages of the PDF on standard input; 0 even where an error is reported."""
    data = sys.stdin.buffer.read()
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import pypdfium2 as pdfium

    fonts = _fonts()
    pdfium.raw.FPDF_SetSystemFontInfo(fonts)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = "password" in str(error).lower()
        return _write_row({"error": "password" if locked else "format"})
    except MemoryError:
        return _write_row({"error": "memory"})
    count = len(document)
    if count > most_pages:
        return _write_row({"error": "pages", "pages": count})
    chars = 0
    for number in range(count):
        try:
            page = _page_row(document[number])
            chars += sum(len(box[0]) for box in page["boxes"])
            if chars > most_chars:
                return _write_row({"error": "chars"})
            _write_row(page)
        except pdfium.PdfiumError as error:
            empty: dict[str, Any] = {"boxes": [], "lines": [], "pictures": 0, "paths": 0}
            _write_row({"width": 0, "height": 0, **empty, "error": str(error)})
        except MemoryError:
            return _write_row({"error": "memory"})
    return _write_row({"pages": count})


def _fonts() -> Any:
    """PDFium's view of this machine: it has the font of squares, and no other.

    With the machine's own, the ink would differ from one to the next; and text without ink, in a
    font that the machine lacks, is taken for a second print of a line before it, and dropped."""
    import pypdfium2.raw as raw

    def data(_info: Any, _font: Any, table: int, buffer: Any, size: int) -> int:
        if table:  # single tables are not asked for where the whole font is given
            return 0
        if buffer and size >= len(BOXES):
            ctypes.memmove(buffer, BOXES, len(BOXES))
        return len(BOXES)

    answers = {
        "MapFont": lambda *_: 1,  # any handle but null
        "GetFont": lambda *_: 1,
        "GetFontData": data,
        "GetFaceName": lambda *_: 0,
        "GetFontCharset": lambda *_: 1,
        "Release": lambda *_: None,
        "EnumFonts": lambda *_: None,
        "DeleteFont": lambda *_: None,
    }
    kinds = dict(raw.FPDF_SYSFONTINFO._fields_)
    return raw.FPDF_SYSFONTINFO(1, **{name: kinds[name](call) for name, call in answers.items()})


def _write_row(row: dict[str, Any]) -> int:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()
    return 0


Turn = Callable[[float, float], tuple[float, float]]
"""A point of the file's page as one of the page that is read."""


def _page_row(page: Any) -> dict[str, Any]:
    text = page.get_textpage()
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    quarter = _quarter_turns(text)
    turn: Turn = (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )[quarter]
    lines = _lines(page, turn)
    boxes = _boxes(text, turn, lines, _hidden(page, text))
    text.close()
    pictures, paths = _pictures_and_paths(page, width * height)
    page.close()
    width, height = (height, width) if quarter % 2 else (width, height)
    return {
        "width": width, "height": height, "boxes": boxes, "lines": lines,
        "pictures": pictures, "paths": paths,
    }  # fmt: skip


def _quarter_turns(text: Any) -> int:
    """By how many quarters most of the text is turned to the left, whatever the page says."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()
    counts = [0, 0, 0, 0]
    count = text.count_chars()
    for i in range(0, count, 1 + count // ASKED):
        if raw.FPDFText_GetMatrix(text, i, ctypes.byref(matrix)):
            counts[round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4] += 1
    return counts.index(max(counts))


def _pictures_and_paths(page: Any, area: float) -> tuple[float, int]:
    """The share of the page that its largest picture covers, and how many shapes it has."""
    import pypdfium2.raw as raw

    largest, paths = 0.0, 0
    kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH]
    for count, shape in enumerate(page.get_objects(filter=kinds, max_depth=3)):
        if count == SEGMENTS:
            break
        if shape.type == raw.FPDF_PAGEOBJ_PATH:
            paths += 1
            continue
        left, bottom, right, top = shape.get_bounds()
        largest = max(largest, (right - left) * (top - bottom))
    return round(largest / max(area, 1.0), 3), paths


def _lines(page: Any, turn: Turn) -> list[list[float]]:
    """The upright and level lines that are drawn on the page: [left, top, right, bottom]."""
    import pypdfium2.raw as raw

    x, y, fill, stroke = (
        ctypes.c_float(), ctypes.c_float(), ctypes.c_int(), ctypes.c_int(),
    )  # fmt: skip
    lines: list[list[float]] = []
    segments_left = SEGMENTS
    for path in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=1):
        count = raw.FPDFPath_CountSegments(path)
        segments_left -= max(1, count)
        if segments_left < 0:
            break
        raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        matrix = path.get_matrix()
        points: list[tuple[float, float]] = []
        pieces: list[list[float]] = []
        begin = (0.0, 0.0)
        for i in range(count):
            segment = raw.FPDFPath_GetPathSegment(path, i)
            raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
            point = turn(*matrix.on_point(x.value, y.value))
            kind = raw.FPDFPathSegment_GetType(segment)
            if kind == raw.FPDF_SEGMENT_LINETO and points:
                pieces.append([*points[-1], *point])
            elif kind == raw.FPDF_SEGMENT_MOVETO:
                begin = point
            points.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                pieces.append([*point, *begin])
        if not points or not (fill.value or stroke.value):
            continue
        sides = [(max(axis) - min(axis)) for axis in zip(*points, strict=True)]
        if stroke.value or min(sides) < THIN:
            lines += [_ordered(*piece) for piece in pieces]
    return [
        [round(value, 2) for value in line]
        for line in lines
        if min(line[2] - line[0], line[3] - line[1]) < STRAIGHT
        and max(line[2] - line[0], line[3] - line[1]) > SHORT
    ]


def _ordered(left: float, top: float, right: float, bottom: float) -> list[float]:
    return [min(left, right), min(top, bottom), max(left, right), max(top, bottom)]


class _Rules:
    """The upright lines: characters on both sides of one are not of one cell."""

    def __init__(self, lines: list[list[float]]) -> None:
        self._lines = sorted(line for line in lines if line[2] - line[0] < STRAIGHT)
        self._places = [line[0] for line in self._lines]

    def between(self, left: float, right: float, top: float, bottom: float) -> bool:
        middle = (top + bottom) / 2
        for i in range(bisect_left(self._places, left), bisect_left(self._places, right)):
            if self._lines[i][1] < middle < self._lines[i][3]:
                return True
        return False


def _hidden(page: Any, text: Any) -> Callable[[int], bool]:
    """Which characters are not drawn: those of the text that an OCR program lays over a picture."""
    import pypdfium2.raw as raw

    unseen = raw.FPDF_TEXTRENDERMODE_INVISIBLE
    texts = page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=3)
    modes = {raw.FPDFTextObj_GetTextRenderMode(text_object) == unseen for text_object in texts}
    if len(modes) < 2:  # all is seen, or the layer is all there is
        return lambda _: False
    return lambda at: (
        raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, at)) == unseen
    )


@dataclass(eq=False, slots=True)
class _Run:
    """Characters on one line without a wide gap, and their box.  hidden: they are not drawn."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    hidden: bool

    def goes_on_with(self, char: _Run, rules: _Rules) -> bool:
        """Whether the character is the next of the run."""
        size, gap = char.size, char.left - self.right
        level = char.top < self.bottom + 0.3 * size and char.bottom > self.top - 0.3 * size
        widest = GAP * max(size, self.size) + 0.5 * size * self.text.endswith(" ")
        border = self.right - 0.2 * size, char.left + 0.2 * size
        is_next = char.hidden == self.hidden and level and -size < gap < widest
        return is_next and not rules.between(*border, char.top, char.bottom)

    def add(self, char: _Run) -> None:
        if char.left - self.right > SPACE * char.size and all(
            letter.isascii() and letter.isalnum() for letter in (self.text[-1], char.text)
        ):
            self.text += " "
        self.text += char.text
        self.top, self.right = min(self.top, char.top), max(self.right, char.right)
        self.bottom, self.size = max(self.bottom, char.bottom), max(self.size, char.size)

    def row(self) -> list[Any]:
        places = self.left, self.top, self.right, self.bottom, self.size
        return [self.text.rstrip(), *(round(place, 2) for place in places)]


def _without_repeats(runs: list[_Run]) -> list[_Run]:
    """The runs without those hidden ones that say a second time what is printed there."""
    printed = sorted((run for run in runs if not run.hidden), key=lambda run: run.top)
    tops = [run.top for run in printed]
    tallest = max((run.bottom - run.top for run in printed), default=0.0)

    def repeats(run: _Run) -> bool:
        x, y = (run.left + run.right) / 2, (run.top + run.bottom) / 2
        nearby = printed[bisect_left(tops, y - tallest) : bisect_left(tops, y)]
        return any(ink.left < x < ink.right and y < ink.bottom for ink in nearby)

    return [run for run in runs if not (run.hidden and repeats(run))]


def _boxes(
    text: Any, turn: Turn, lines: list[list[float]], is_hidden: Callable[[int], bool]
) -> list[list[Any]]:
    """The characters of the page, grouped into boxes in the order of the file."""
    rules = _Rules(lines)
    runs: list[_Run] = []
    run: _Run | None = None
    for at, char in _characters(text):
        if char == "\n":
            run = None
        elif char.isspace():
            if run:
                run.text += " "
        else:
            placed = _placed(text, at, char, turn, is_hidden(at))
            if run and run.goes_on_with(placed, rules):
                run.add(placed)
            else:
                run = placed
                runs.append(run)
    return [run.row() for run in _without_repeats(runs) if run.text.strip()]


def _characters(text: Any) -> Iterator[tuple[int, str]]:
    """The characters with their numbers in the file; a line end for what ends a run."""
    import pypdfium2.raw as raw

    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 10, 13):
            yield at, "\n"
        elif 0xD800 <= code < 0xDC00:  # the first half of a pair
            low = raw.FPDFText_GetUnicode(text, at + 1)
            yield at, chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
        elif code != 0xFFFE and not 0xDC00 <= code < 0xE000:  # a hyphen that PDFium adds; a half
            yield at, chr(code) if code < 0x110000 else "\ufffd"


def _placed(text: Any, at: int, char: str, turn: Turn, hidden: bool) -> _Run:
    """A run of this character alone."""
    import pypdfium2.raw as raw

    matrix = raw.FS_MATRIX()  # the size that the font is drawn at is its own, by this
    box = raw.FS_RECTF()  # the loose box: the whole width of ， too, not only its ink
    raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box))
    raw.FPDFText_GetMatrix(text, at, ctypes.byref(matrix))
    corners = turn(box.left, box.top), turn(box.right, box.bottom)
    (left, right), (top, bottom) = (sorted(axis) for axis in zip(*corners, strict=True))
    size = raw.FPDFText_GetFontSize(text, at) * math.hypot(matrix.c, matrix.d) or 1.0
    tall = max(bottom - top, right - left, 1.0)
    size = size if 0.3 * tall < size < 4 * tall else tall
    return _Run(char, left, top, right, bottom, size, hidden)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:4])))
