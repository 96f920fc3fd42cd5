"""Pages of PDFs and scans as they look, with the places of the paragraphs on them."""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

import index
from corpus.metadata import Metadata
from corpus.readers import picture
from corpus.readers.picture import Picture, page_picture
from corpus.records import Article, Paragraph, Place, Source
from web.pictures import KEPT, LINE, Pictures
from web.query_service import Core
from web.server import Settings, create_app
from web.ui.addresses import Passage
from web.ui.html_page_image import Sheet, pages_of, sheets_html
from web.ui.html_source_view import origin_html
from web.ui.strings import Words

ZH = Words("zh")
LINES = ["The ferry leaves the island six times a day.", "Nobody sails when there is fog."]


def pdf(pages: int = 1, turned: int = 0) -> bytes:
    """Each page has the two paragraphs, far apart."""
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    page = canvas.Canvas(target, pagesize=(400, 600))
    for _ in range(pages):
        page.setPageRotation(turned)
        page.setFont("Helvetica", 12)
        for number, line in enumerate(LINES):
            page.drawString(40, (300 if turned else 500) - 200 * number, line)
        page.showPage()
    page.save()
    return target.getvalue()


def boxes_of(found: Picture) -> dict[str, Place]:
    return {text.strip(): place for text, place in found.runs}


def test_a_page_of_a_pdf_is_drawn_and_its_text_has_places(tmp_path: Path) -> None:
    from PIL import Image

    (tmp_path / "a.pdf").write_bytes(pdf(2))
    found = page_picture(tmp_path / "a.pdf", 2)
    assert found is not None
    drawn = Image.open(io.BytesIO(found.jpeg))
    assert drawn.size == (found.width, found.height) and max(drawn.size) == picture.SIDE
    places = boxes_of(found)
    assert list(places) == LINES
    for line, baseline in zip(LINES, (500, 300), strict=True):
        left, top, right, bottom = places[line]
        assert left == pytest.approx(0.1, abs=0.01) and right < 1
        assert top < 1 - baseline / 600 < bottom + 0.01
        ink = drawn.convert("L").crop(
            tuple(round(x) for x in (left * drawn.width, top * drawn.height,
                                     right * drawn.width, bottom * drawn.height))
        )  # fmt: skip
        assert ink.getextrema()[0] < 100, "the letters are where the box is"
    assert page_picture(tmp_path / "a.pdf", 3) is None


def test_of_a_turned_page_the_places_turn_too(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(turned=90))
    found = page_picture(tmp_path / "a.pdf", 1)
    assert found is not None
    left, top, right, bottom = boxes_of(found)[LINES[0]]
    assert right - left < bottom - top
    assert min(left, top) >= 0 and max(right, bottom) <= 1


@pytest.mark.slow
def test_a_scan_is_drawn_and_what_is_neither_is_not(tmp_path: Path) -> None:
    from PIL import Image

    scan = Image.new("RGB", (3200, 1600), "white")
    scan.save(tmp_path / "a.png")
    found = page_picture(tmp_path / "a.png", 1)
    assert found is not None and (found.width, found.height, found.runs) == (1600, 800, ())
    scan.save(tmp_path / "a.tif", save_all=True, append_images=[Image.new("L", (100, 200))])
    second = page_picture(tmp_path / "a.tif", 2)
    assert second is not None and (second.width, second.height) == (100, 200)
    (tmp_path / "broken.png").write_bytes((tmp_path / "a.png").read_bytes()[:60])
    (tmp_path / "secret.txt").write_text("秘密", "utf-8")
    (tmp_path / "none.pdf").write_bytes(b"%PDF-1.4 nothing")
    for name in ("broken.png", "secret.txt", "none.pdf", "gone.pdf", "bad\0name"):
        assert page_picture(tmp_path / name, 1) is None, name


def test_the_last_pictures_are_kept_and_a_changed_file_is_drawn_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(b"1")
    drawn: list[int] = []

    def draw(path: Path, page: int) -> Picture:
        drawn.append(page)
        return Picture(1, 1, path.read_bytes(), ())

    monkeypatch.setattr("web.pictures.page_picture", draw)
    pictures = Pictures()
    for page in (1, 2, 1):
        pictures.of(str(file), page)
    assert drawn == [1, 2]
    file.write_bytes(b"22")
    assert pictures.of(str(file), 1).jpeg == b"22"  # type: ignore[union-attr]
    for page in range(10, 10 + KEPT):
        pictures.of(str(file), page)
    pictures.of(str(file), 1)
    assert drawn[-1] == 1
    assert pictures.of(str(tmp_path / "none"), 1) is None


def test_readers_of_a_page_that_is_slow_to_draw_do_not_all_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each that waits holds a thread; above the bound they have no picture, at once."""
    file = tmp_path / "a.pdf"
    file.write_bytes(b"1")
    go_on, drawing = threading.Event(), threading.Event()

    def draw(path: Path, page: int) -> Picture:
        drawing.set()
        go_on.wait(60)
        return Picture(1, 1, b"", ())

    monkeypatch.setattr("web.pictures.page_picture", draw)
    pictures = Pictures()
    monkeypatch.setattr("web.pictures.PATIENCE", 60)
    found: list[Picture | None] = []
    readers = [
        threading.Thread(target=lambda: found.append(pictures.of(str(file), 1)))
        for _ in range(LINE + 5)
    ]
    for one in readers:
        one.start()
    assert drawing.wait(60)
    until = time.monotonic() + 60
    while len(found) < 5 and time.monotonic() < until:
        time.sleep(0.01)
    assert found == [None] * 5
    go_on.set()
    for one in readers:
        one.join(60)
    assert len(found) == LINE + 5 and all(found[5:])
    assert pictures.of(str(file), 2)


SHIP = Article(
    "ship", Source("/in/a.png", "船\n雾"), Metadata(title="渡口的船"),
    (
        Paragraph(None, "船", ((0, 1),), (), 1, ((0.1, 0.1, 0.4, 0.2),)),
        Paragraph(None, "雾", ((2, 3),), (), 2, ((0.1, 0.5, 0.4, 0.6), (0.5, 0.5, 0.9, 0.6))),
    ),
)  # fmt: skip


def test_the_cited_paragraph_is_lit_on_its_page() -> None:
    assert pages_of(Passage(SHIP)) == [1, 2] and pages_of(Passage(SHIP, 2)) == [2, 1]
    html = sheets_html([Sheet(2, None), Sheet(3, None)], Passage(SHIP, 2), [SHIP], ZH)
    assert html.count("<figure") == 1, "nothing is known of page 3"
    [frame] = re.findall(r"<a id=\"lit\" class=\"wb-frame wb-lit\".*?</a>", html)
    assert re.findall(r'x="([\d.]+)" y="([\d.]+)"', frame) == [
        ("100.0", "707.0"),
        ("500.0", "707.0"),
    ]
    assert "第 2 页 · 原文件不在，只有位置" in html and "<img" not in html
    whole = origin_html(Passage(SHIP, 2), [SHIP], ZH, [Sheet(2, Picture(100, 50, b"", ()))])
    assert whole.count('id="lit"') == 1
    assert (
        '<img src="/source/ship/page/2.jpg" width="100" height="50" alt="第 2 页的图像">' in whole
    )


def test_a_run_of_a_text_layer_is_of_the_paragraph_that_has_it_and_no_title() -> None:
    paragraphs = (
        Paragraph(None, "渡口的船每天来回六趟。", ((0, 11),), (), 1),
        Paragraph(None, "雾天不开。", ((12, 17),), (), 1),
        Paragraph(None, "雾天不开。", ((18, 23),), (), 2),
    )
    text = "渡口的船每天来回六趟。\n雾天不开。\n雾天不开。"
    article = Article("a", Source("a.pdf", text), Metadata(title="渡口的船"), paragraphs)
    boxes = [(0.1, n / 10, 0.5, n / 10 + 0.05) for n in range(4)]
    texts = ("渡口的船", "渡口的船每天", "来回六趟。", "雾天不开。")
    runs = tuple(zip(texts, boxes, strict=True))
    html = sheets_html([Sheet(1, Picture(100, 100, b"", runs))], Passage(article), [article], ZH)
    frames = re.findall("<a .*?</a>", html)
    tops = [re.findall(r' y="([\d.]+)"', frame) for frame in frames]
    assert tops == [["100.0", "200.0"], ["300.0"]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("sheets")
    (folder / "a.pdf").write_bytes(pdf())
    (folder / "b.md").write_text("# 夜校\n\n夜校每周三开课。\n", "utf-8")
    index.build([folder / "a.pdf", folder / "b.md"], folder / "index")
    app = create_app(Core(folder / "index"), Settings(data=folder))
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def test_a_page_is_served_to_look_at(site: TestClient) -> None:
    lines: list[dict[str, Any]] = site.get("/api/articles").json()["articles"]
    at = {one["path"]: one["id"] for one in lines}
    html = site.get(f"/source/{at['a.pdf']}?p=1").text
    assert html.count('class="wb-frame') >= 1 and 'id="lit"' in html
    [address] = re.findall(r'<img src="([^"]+)"', html)
    reply = site.get(address)
    assert reply.status_code == 200 and reply.content.startswith(b"\xff\xd8")
    assert reply.headers["content-type"] == "image/jpeg"
    assert site.get(f"/source/{at['a.pdf']}/page/2.jpg").status_code == 404
    assert site.get(f"/source/{at['b.md']}/page/1.jpg").status_code == 404
    assert "wb-sheet" not in site.get(f"/source/{at['b.md']}").text


def test_a_row_of_a_table_has_one_frame_around_its_cells() -> None:
    """Its cells are short, and the same stands in other rows."""
    rows = ("江口一中 286 邵文斌 是", "石滩小学 31 殷红 否", "平山 9 苗青山 否")
    heading = "学校 | 学生 | 校长 | 寄宿"
    runs, paragraphs = [], []
    for at, row in enumerate(rows):
        high = 0.1 * at + 0.1
        for column, cell in enumerate(row.split()):
            runs.append((cell, (0.2 * column, high, 0.2 * column + 0.1, high + 0.05)))
        paragraphs.append(Paragraph(heading, row, ((0, len(row)),), page=1))
    article = Article("a", Source("a.pdf", ""), Metadata(title="学校"), tuple(paragraphs))
    sheet = Sheet(1, Picture(100, 100, b"", tuple(runs)))
    html = sheets_html([sheet], Passage(article, 2), [article], ZH)
    found = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', html)
    assert [tuple(map(float, one)) for one in found] == [
        (0, 100, 700, 50), (0, 200, 700, 50), (0, 300, 700, 50)
    ]  # fmt: skip
