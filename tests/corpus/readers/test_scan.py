"""Scans: from places of recognised text to articles, with the place of each paragraph."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.readers import ocr, pdf, scan
from corpus.readers.pdf_layout import page_rows
from corpus.readers.vertical_text import Box, columns, turned
from corpus.records import Article
from corpus.spans import verify
from errors import SourceError

PNG = b"\x89PNG\r\n\x1a\n"
Row = dict[str, Any]


def line(text: str, left: float, top: float, size: float = 10, score: float = 0.99) -> list[Any]:
    return [text, left, top, left + size * len(text), top + size, size, score]


def page(*boxes: list[Any], width: float = 200, height: float = 400) -> Row:
    return {"width": width, "height": height, "boxes": list(boxes)}


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[list[Article], list[str]]]:
    """Reads a picture of which OCR gives these rows."""

    def read(*rows: Row) -> tuple[list[Article], list[str]]:
        monkeypatch.setattr(ocr, "pages", lambda kind, data, only: iter(rows))
        refused: list[str] = []
        found = list(scan.read(io.BytesIO(PNG), "a.png", lambda _, reason: refused.append(reason)))
        for one in found:
            assert all(verify(one.source.text, p.text, p.spans) for p in one.paragraphs)
        return found, refused

    return read


TITLE = line("渡口添了新船", 40, 20, 20)
BYLINE = line("本报记者江春来", 60, 60)
FIRST = [line("昨天渡口添了一艘新船船身漆成", 20, 100), line("白色能载三十人。", 20, 115)]
SECOND = [line("老船工说再也不用摇橹了。", 40, 130)]


def test_a_paragraph_keeps_its_page_and_the_places_on_it(given: Any) -> None:
    (one,), refused = given(page(TITLE, BYLINE, *FIRST, *SECOND))
    assert (one.title, one.author, refused) == ("渡口添了新船", "江春来", [])
    assert [p.text for p in one.paragraphs] == [
        "昨天渡口添了一艘新船船身漆成白色能载三十人。",
        "老船工说再也不用摇橹了。",
    ]
    assert [p.page for p in one.paragraphs] == [1, 1]
    assert one.paragraphs[0].boxes == ((0.1, 0.25, 0.8, 0.275), (0.1, 0.2875, 0.5, 0.3125))
    assert one.paragraphs[1].boxes == ((0.2, 0.325, 0.8, 0.35),)
    assert "the text was recognised in a picture (OCR)" in one.notes


def test_running_heads_leave_the_text_and_say_what_they_say(given: Any) -> None:
    heads = [line(f"江口日报 2024年11月20日 第{n}版", 20, 5, 6) for n in (1, 2)]
    other = line("山上的茶园今年添了水渠，茶农不用再挑水上山了。", 2, 100, 8)
    found, _ = given(page(heads[0], *FIRST), page(heads[1], other))
    assert [(a.paper, a.published, a.edition) for a in found] == [
        ("江口日报", "2024-11-20", "第1版"),
        ("江口日报", "2024-11-20", "第2版"),
    ]
    assert [p.page for a in found for p in a.paragraphs] == [1, 2]
    assert all("日报" not in a.source.text for a in found)


def test_what_is_not_sure_is_said(given: Any) -> None:
    low = [[*box[:6], 0.7] for box in SECOND]
    noise = line("？？", 20, 200, score=0.2)
    (one,), _ = given(page(TITLE, BYLINE, *FIRST, *low, noise))
    assert [p.notes for p in one.paragraphs] == [(), ("recognised with low confidence (70 %)",)]
    assert "left out: 1 places that could not be recognised" in one.notes
    assert "？？" not in one.source.text


def test_pages_that_were_not_read_are_refused_and_the_others_kept(given: Any) -> None:
    large = {"width": 20_000, "height": 10_000, "error": "pixels"}
    (one,), refused = given(page(*FIRST), large, {"error": "seconds"})
    assert len(one.paragraphs) == 1
    assert "page 2 was not read" in refused[0]
    assert "200,000,000 pixels" in refused[0]
    assert refused[1].startswith("the text of 1 pages was recognised, of no more:")


def test_a_picture_without_text(given: Any) -> None:
    with pytest.raises(SourceError, match="no text was recognised"):
        given(page())


def test_without_ocr_the_error_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "missing.py"
    worker.write_text('print(\'{"error": "missing"}\')', "utf-8")
    monkeypatch.setattr(ocr, "WORKER", worker)
    with pytest.raises(SourceError, match=r"pip install '\.\[ocr\]'"):
        list(scan.read(io.BytesIO(PNG), "a.png", lambda *_: None))


def test_what_is_no_picture() -> None:
    with pytest.raises(SourceError, match="not a picture, but a PDF"):
        list(scan.read(io.BytesIO(b"%PDF-1.4"), "a.png", lambda *_: None))


def test_a_worker_that_crashes_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    worker = tmp_path / "worker.py"
    monkeypatch.setattr(ocr, "WORKER", worker)
    worker.write_text("import os; os.kill(os.getpid(), 9)", "utf-8")
    with pytest.raises(SourceError, match="crashed"):
        list(ocr.pages("image", PNG))
    worker.write_text("print('{}', flush=True); import time; time.sleep(60)", "utf-8")
    seconds = ocr.limits.OCR_SECONDS._replace(value=1)
    monkeypatch.setattr(ocr.limits, "OCR_SECONDS", seconds)
    assert list(ocr.pages("image", PNG))[-1] == {"error": "seconds"}


# upright writing

UPRIGHT = ["西门渡船停航记", "昭和桥落成之后渡船", "生意日减。船主撑船"]


def column(text: str, right: float, top: float, size: float = 10) -> list[Box]:
    """A column, a box for each character, as a PDF has it."""
    return [
        Box(char, right - size, top + i * size, right, top + (i + 1) * size, size)
        for i, char in enumerate(text)
    ]


def test_columns_are_read_from_the_right() -> None:
    boxes = [box for i, text in enumerate(UPRIGHT) for box in column(text, 190 - 15 * i, 20)]
    assert [text for text, row in page_rows(boxes, 200, 300) if row] == UPRIGHT


def test_bands_of_columns_are_read_from_the_top() -> None:
    upper = [box for i in range(4) for box in column(f"上栏第{i}行的文字", 190 - 15 * i, 20)]
    lower = [box for i in range(4) for box in column(f"下栏第{i}行的文字", 190 - 15 * i, 140)]
    rows = page_rows([*lower, *upper], 200, 300)
    assert [text for text, boxes in rows if boxes] == [
        f"{band}栏第{i}行的文字" for band in "上下" for i in range(4)
    ]
    assert rows[0][1][0].left == 180  # the places are those of the page, not of the turned one


def test_columns_in_one_piece_as_ocr_gives_them() -> None:
    boxes = [Box(text, 170 - 20 * i, 20, 180 - 20 * i, 110, 10) for i, text in enumerate(UPRIGHT)]
    assert [text for text, row in page_rows(boxes, 200, 300) if row] == UPRIGHT


def test_a_page_of_lines_is_not_turned() -> None:
    lines = [Box("渡口添了一艘新船", 20, 20 + 15 * i, 100, 30 + 15 * i, 10) for i in range(5)]
    digits = [box for i in range(3) for box in column("123", 150 + 20 * i, 20)]
    assert columns([*lines, *digits]) is None


def test_turning_keeps_places_in_order() -> None:
    right, left = Box("甲", 90, 0, 100, 10, 10), Box("乙", 10, 0, 20, 10, 10)
    assert turned(right, 100).top == 0 < turned(left, 100).top == 80


def test_an_upright_pdf() -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    cid = pytest.importorskip("reportlab.pdfbase.cidfonts")
    metrics = pytest.importorskip("reportlab.pdfbase.pdfmetrics")
    metrics.registerFont(cid.UnicodeCIDFont("STSong-Light"))
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=(300, 400))
    for i, text in enumerate(UPRIGHT):
        sheet.setFont("STSong-Light", 16 if i == 0 else 11)
        for j, char in enumerate(text):
            sheet.drawString(250 - 30 * i, 360 - (18 if i == 0 else 12) * j, char)
    sheet.save()
    (one,) = list(pdf.read(io.BytesIO(target.getvalue()), "a.pdf", lambda *_: None))
    assert one.title == UPRIGHT[0]
    assert "".join(p.text for p in one.paragraphs) == "".join(UPRIGHT[1:])


# with the network that reads

FONTS = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)


@pytest.fixture(scope="module")
def font() -> str:
    pytest.importorskip("rapidocr", reason="rapidocr is not installed")
    found = next((name for name in FONTS if Path(name).is_file()), None)
    return found or pytest.skip("no Chinese font here to draw a page with")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["png", "tiff", "pdf"])
def test_a_drawn_page_is_read(font: str, suffix: str) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (900, 700), "white")
    pen = ImageDraw.Draw(picture)
    for text, size, top in (("渡口添了新船", 56, 40), ("本报记者 江春来", 26, 130)):
        pen.text((100, top), text, font=ImageFont.truetype(font, size), fill="black")
    body = "昨天渡口添了一艘新船，船身漆成白色，能载三十人。老船工说开了四十年船，头一回不用摇橹。"
    for number in range(3):
        words = body[number * 18 : (number + 1) * 18]
        place = (100, 200 + 44 * number)
        pen.text(place, words, font=ImageFont.truetype(font, 26), fill="black")
    target = io.BytesIO()
    picture.save(target, suffix.upper())
    reader = pdf if suffix == "pdf" else scan
    (one,) = list(reader.read(io.BytesIO(target.getvalue()), f"a.{suffix}", lambda *_: None))
    assert (one.title, one.author) == ("渡口添了新船", "江春来")
    read = "".join(p.text for p in one.paragraphs)
    assert sum(a == b for a, b in zip(read, body, strict=False)) >= 0.95 * len(body)
    assert all(p.page == 1 and p.boxes for p in one.paragraphs)
    left, top, _, _ = one.paragraphs[0].boxes[0]
    assert abs(left - 100 / 900) < 0.02
    assert abs(top - 200 / 700) < 0.02


@pytest.mark.slow
def test_ocr_never_goes_to_the_network(font: str) -> None:
    """Its process can open no connection, and its models are files of the package."""
    code = (
        "import sys, socket; sys.argv = ['x']; from corpus.readers import ocr_worker as w; "
        "w._reader()\n"
        "try: socket.create_connection(('127.0.0.1', 9))\n"
        "except OSError as error: print(error)"
    )
    done = subprocess.run(
        [ocr.INTERPRETER[0], "-c", code], capture_output=True, text=True, check=False,
        cwd=Path(__file__).resolve().parents[3],
    )  # fmt: skip
    assert done.stdout.strip() == "no network here", done.stderr
