"""PDF: the text layer, and clear reasons where there is none."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from corpus import limits
from corpus.readers import ocr, pdf
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError

FONT = "STSong-Light"  # one that every PDF reader has; nothing is embedded
BODY = [
    "河边的磨坊早已停了，水轮还在。村里把它修成了",
    "展馆，一楼放农具，二楼讲旧事，周末常有学生来。",
    "讲解的是两位退休教师，一位姓江，一位姓罗。",
]


def made(draw: Callable[[Any], None], **options: Any) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = io.BytesIO()
    page = canvas.Canvas(target, **options)
    draw(page)
    page.save()
    return target.getvalue()


def simple(page: Any) -> None:
    page.setFont(FONT, 20)
    page.drawString(90, 760, "磨坊成了展馆")
    page.setFont(FONT, 11)
    for number, line in enumerate(BODY):
        page.drawString(90, 700 - 16 * number, line)
    page.showPage()


def read(data: bytes) -> list[Article]:
    found = list(pdf.read(io.BytesIO(data), "a.pdf", lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found


def test_lines_are_made_whole() -> None:
    (one,) = read(made(simple))
    assert one.title == "磨坊成了展馆"
    assert "".join(part.text for part in one.paragraphs) == "".join(BODY)


def test_page_numbers_and_running_heads_are_left_out() -> None:
    def draw(page: Any) -> None:
        for number in range(1, 5):
            page.setFont(FONT, 9)
            page.drawString(90, 800, "柳溪月刊")
            page.drawString(290, 30, f"— {number} —")
            page.setFont(FONT, 11)
            for i, line in enumerate(BODY):
                page.drawString(90, 700 - 16 * i, f"{line[:-1]}{number}。")
            page.showPage()

    text = "".join(part.text for one in read(made(draw)) for part in one.paragraphs)
    assert "柳溪月刊" not in text
    assert "—" not in text
    assert text.count("磨坊") == 4


PARAGRAPHS = [
    "磨坊停了三十年，今年春天又转了起来。修磨的是村里的木匠江师傅，他带着两个徒弟，用了四个月，"
    "把水轮、石磨和木槽一件件修好，没有花村里一分钱。",
    "边上新砌了石凳，老人们爱坐在那里看水。孩子们放学路过，总要停下来数水轮转了几圈才肯回家。",
    "合作社打算用它磨面，一天能磨三百斤，够附近四个村子吃。面比机器磨的粗一些，可是很香。",
]
PARAGRAPHS = [first + second for first in PARAGRAPHS for second in PARAGRAPHS]


@pytest.mark.parametrize("columns", [1, 2, 3, 4])
@pytest.mark.parametrize("pages", [1, 2])
def test_columns_and_pages_are_read_in_order(columns: int, pages: int) -> None:
    width = (500 - 20 * (columns - 1)) / columns
    fit = int(width // 10)
    lines = [
        ("　　" + text)[i : i + fit]
        for text in PARAGRAPHS
        for i in range(0, len(text) + 2, fit)
    ]  # fmt: skip
    rows = -(-len(lines) // (columns * pages))

    def draw(page: Any) -> None:
        page.setFont(FONT, 20)
        page.drawString(120, 790, "磨坊成了展馆")
        page.setFont(FONT, 12)
        page.drawString(180, 765, "□柳溪镇文化站 罗小满")
        for number in range(pages):
            page.setFont(FONT, 10)
            for i, line in enumerate(
                lines[number * rows * columns : (number + 1) * rows * columns]
            ):
                indent = 20 * line.startswith("　　")
                x = 50 + (i // rows) * (width + 20) + indent
                page.drawString(x, 730 - 15 * (i % rows), line.strip("　"))
            page.showPage()

    (one,) = read(made(draw))
    assert (one.title, one.author, one.office) == ("磨坊成了展馆", "罗小满", "柳溪镇文化站")
    assert [part.text for part in one.paragraphs] == PARAGRAPHS


def missing(kind: str, data: bytes, only: Sequence[int] = ()) -> Any:
    raise SourceError("no_ocr")


def picture(page: Any, text: str = "") -> None:
    """A page that is a picture, perhaps with a stamp on it."""
    from PIL import Image

    page.drawInlineImage(Image.new("RGB", (9, 9), "white"), 0, 0, 590, 840)
    page.setFont(FONT, 9)
    page.drawString(290, 30, text)
    page.showPage()


def test_pages_that_are_pictures_among_pages_with_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "pages", missing)

    def draw(page: Any) -> None:
        simple(page)
        picture(page)
        picture(page, "影印 2")
        page.showPage()  # an empty page is no picture
        simple(page)

    found = read(made(draw))
    notes = [note for one in found for note in one.notes]
    assert any(note.startswith("pages that are pictures (2–3) were not read") for note in notes)
    assert any("pip install '.[ocr]'" in note for note in notes)
    text = "".join(part.text for one in found for part in one.paragraphs)
    assert text.count("水轮还在") == 2


def test_pages_that_are_pictures_are_read_with_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[int]] = []

    def given(kind: str, data: bytes, only: Sequence[int] = ()) -> Any:
        asked.append(only)
        boxes = [
            ["渡口添了一艘新船，船身漆成", 120, 100, 430, 120, 20, 0.9],
            ["白色，能载三十人。", 80, 130, 300, 150, 20, 0.9],
        ]
        yield {"width": 800, "height": 1000, "boxes": boxes}

    monkeypatch.setattr(ocr, "pages", given)

    def draw(page: Any) -> None:
        simple(page)
        picture(page, "影印 2")

    (one,) = read(made(draw))
    assert asked == [[2]]
    assert [part.page for part in one.paragraphs] == [1, 2]
    assert one.paragraphs[0].boxes is None
    assert one.paragraphs[1].text == "渡口添了一艘新船，船身漆成白色，能载三十人。"
    assert one.paragraphs[1].boxes == ((0.15, 0.1, 0.5375, 0.12), (0.1, 0.13, 0.375, 0.15))
    assert "the text of some pages (2) was recognised in pictures (OCR)" in one.notes


def test_a_short_text_over_pictures_only_is_kept_without_ocr(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ocr, "pages", missing)
    (one,) = read(made(lambda page: picture(page, "磨坊成了展馆，水轮还在。")))
    assert one.paragraphs[0].text == "磨坊成了展馆，水轮还在。"
    assert any("that are pictures (1)" in note for note in one.notes)


def test_a_page_that_is_damaged_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = {"width": 99, "height": 99, "boxes": [], "lines": [], "pictures": 0, "paths": 0}
    box = ["磨坊成了展馆，水轮还在。", 10, 10, 90, 20, 10]
    rows = [page | {"error": "x"}, page | {"boxes": [box]}, {"pages": 2}]
    worker = tmp_path / "worker.py"
    worker.write_text(f"import json\nfor row in {rows!a}: print(json.dumps(row))", "utf-8")
    monkeypatch.setattr(pdf, "WORKER", worker)
    refused: list[str] = []
    (one,) = pdf.read(io.BytesIO(b"%PDF-"), "a.pdf", lambda path, reason: refused.append(reason))
    assert one.paragraphs[0].page == 2
    assert refused == ["page 1 was not read: the page is damaged"]


def test_no_text_layer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "pages", missing)

    def draw(page: Any) -> None:
        page.rect(100, 100, 300, 300, fill=1)
        page.showPage()

    with pytest.raises(SourceError, match=r"no text layer.*OCR"):
        read(made(draw))


def test_encrypted() -> None:
    from reportlab.lib.pdfencrypt import StandardEncryption

    locked = StandardEncryption("secret", canPrint=0)
    with pytest.raises(SourceError, match="encrypted"):
        read(made(simple, encrypt=locked))


def test_what_is_no_pdf_or_a_damaged_one() -> None:
    with pytest.raises(SourceError, match="not a PDF, but a PNG"):
        read(b"\x89PNG\r\n\x1a\n" + bytes(50))
    with pytest.raises(SourceError, match="damaged"):
        read(b"%PDF-1.7\n" + bytes(2000))


@pytest.mark.slow
def test_too_many_pages() -> None:
    def draw(page: Any) -> None:
        for _ in range(limits.PDF_PAGES.value + 1):
            page.showPage()

    with pytest.raises(LimitError, match="pages"):
        read(made(draw))


def test_pages_that_loop_do_not_hang() -> None:
    """A page tree whose node is its own child, and a form that draws itself."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 999999>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
        b"/Resources<</XObject<</X 5 0 R>>>>>>",
        b"<</Length 5>>stream\n/X Do\nendstream",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 5"
        b"/Resources<</XObject<</X 5 0 R>>>>>>stream\n/X Do\nendstream",
    ]
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(data)
    data += b"xref\n0 6\n0000000000 65535 f \n" + table + tail
    with pytest.raises(SourceError) as caught:
        read(data)
    assert "seconds" not in str(caught.value), "it ends of itself"


def test_a_reader_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setattr(pdf, "WORKER", slow)
    monkeypatch.setattr(limits, "PDF_SECONDS", limits.PDF_SECONDS._replace(value=1))
    with pytest.raises(LimitError, match="1 seconds"):
        read(made(simple))


def test_a_reader_that_crashes_is_an_error_of_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    crash = tmp_path / "crash.py"
    crash.write_text("import os; os.kill(os.getpid(), 11)", encoding="utf-8")
    monkeypatch.setattr(pdf, "WORKER", crash)
    with pytest.raises(SourceError, match="crashed"):
        read(made(simple))


ECHO = ["水轮还在转，", "孩子们数着圈。", "水轮还在转，", "孩子们数着圈。"]


def echo(page: Any) -> None:
    page.setFont(FONT, 11)
    for number, line in enumerate([*ECHO, "一", "，", "磨", "“"]):
        page.drawString(90, 700 - 40 * number, line)
    page.showPage()


def test_a_font_that_is_not_embedded_is_not_looked_for_on_the_machine() -> None:
    """Each character has the same box, as no real font draws it, and no line is lost for having
    been printed before."""
    (page,) = pdf._pages(made(echo))
    texts = [box[0] for box in page["boxes"]]
    assert texts == [*ECHO, "一", "，", "磨", "“"]
    sizes = {
        (round((right - left) / len(text), 1), round(bottom - top, 1))
        for text, left, top, right, bottom, _ in page["boxes"]
    }
    assert len(sizes) == 1, sizes
    assert sizes.pop()[0] == 11


FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("unshare"), reason="needs unshare to hide the fonts")
@pytest.mark.parametrize("draw", [simple, echo])
def test_the_same_is_read_with_and_without_fonts(
    draw: Callable[[Any], None], tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(made(draw))
    read_it = (
        "import sys, json; from corpus.readers import pdf; "
        "print(json.dumps(list(pdf._pages(open(sys.argv[1], 'rb').read()))))"
    )
    command = [sys.executable, "-c", read_it, str(tmp_path / "a.pdf")]
    hide = "".join(
        f'[ ! -d "{folder}" ] || mount -t tmpfs none "{folder}" || exit 77; '
        for folder in (Path(name).expanduser() for name in FONTS)
    )
    bare = ["unshare", "-m", "sh", "-c", hide + 'exec "$@"', "sh", *command]
    root = Path(__file__).resolve().parents[3]
    found = [
        subprocess.run(run, cwd=root, capture_output=True, text=True, check=False)
        for run in (command, bare)
    ]
    if found[1].returncode == 77 or "unshare" in found[1].stderr:
        pytest.skip(f"the fonts cannot be hidden here: {found[1].stderr.strip()}")
    assert found[0].stdout == found[1].stdout
    assert ECHO[0] in json.loads(found[0].stdout)[0]["boxes"][0][0] or draw is simple


def test_a_page_that_cannot_be_read_is_named_and_the_others_are_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    worker = pdf.WORKER.read_text(encoding="utf-8")
    broken = (
        "        try:\n            if number == 1:\n                raise pdfium.PdfiumError('x')\n"
    )
    assert worker.count("        try:\n            page = _page_row(") == 1
    changed = worker.replace(
        "        try:\n            page = _page_row(", f"{broken}            page = _page_row("
    )
    path = tmp_path / "worker.py"
    path.write_text(changed, encoding="utf-8")
    monkeypatch.setattr(pdf, "WORKER", path)

    def three(page: Any) -> None:
        for line in BODY:
            page.setFont(FONT, 11)
            page.drawString(90, 700, line)
            page.showPage()

    refused: list[tuple[str, str]] = []
    found = list(
        pdf.read(io.BytesIO(made(three)), "a.pdf", lambda path, why: refused.append((path, why)))
    )
    text = "".join(part.text for one in found for part in one.paragraphs)
    assert text == BODY[0] + BODY[2]
    ((path_of, why),) = refused
    assert path_of == "a.pdf" and why.startswith("page 2 was not read")


PRINTED = ["老码头在清明前重新开了，", "船票还是两元。"]
MISREAD = ["老码头在清朋前重新开子，", "船票还是丙元。"]
FOLIO = "另有一行在别处，只有软件看得见。"


def laid_over(page: Any, printed: Sequence[str], hidden: Sequence[str], by: int = 0) -> None:
    """The printed lines, and the layer that a recogniser put over them, not drawn."""
    for mode, lines, down in ((0, printed, 0), (3, hidden, by)):
        text = page.beginText(72, 700 - down)
        text.setFont("STSong-Light", 12)
        text.setLeading(18)
        text.setTextRenderMode(mode)
        for line in lines:
            text.textLine(line)
        page.drawText(text)
    page.showPage()


def test_a_hidden_layer_over_printed_text_is_not_read_again() -> None:
    (article,) = read(made(lambda page: laid_over(page, PRINTED, MISREAD)))
    assert "".join(one.text for one in article.paragraphs) == "".join(PRINTED)


def test_a_hidden_layer_that_is_all_there_is_or_stands_elsewhere_is_read() -> None:
    (article,) = read(made(lambda page: laid_over(page, [], MISREAD)))
    assert "".join(one.text for one in article.paragraphs) == "".join(MISREAD)
    (article,) = read(made(lambda page: laid_over(page, PRINTED, [FOLIO], by=200)))
    assert "".join(one.text for one in article.paragraphs) == "".join([*PRINTED, FOLIO])


@pytest.mark.parametrize("quarter", [0, 1, 2, 3])
@pytest.mark.parametrize("said", [0, 90, 180, 270])
def test_a_page_that_is_turned_is_read_as_it_is_meant(quarter: int, said: int) -> None:
    """Turned by what the page says of itself, by how it is drawn, or by both."""
    width, height = 595, 842
    lies = quarter % 2 != said // 90 % 2  # reportlab turns the sheet, too, where it says so
    size = (height, width) if lies else (width, height)

    def draw(page: Any) -> None:
        page.translate(*((0, 0), (height, 0), (width, height), (0, width))[quarter])
        page.rotate(90 * quarter)
        page.setPageRotation(said)
        simple(page)

    (one,) = read(made(draw, pagesize=size))
    assert (one.title, "".join(part.text for part in one.paragraphs)) == (
        "磨坊成了展馆",
        "".join(BODY),
    )


def test_the_size_of_text_is_that_at_which_it_is_drawn() -> None:
    """Browsers draw a font of 40 at a quarter of its size: columns ten points apart are columns."""

    def draw(page: Any) -> None:
        page.scale(0.25, 0.25)
        page.setFont(FONT, 40)
        for column in (0, 1):
            for i, line in enumerate(["江水从桥下流过", "老人在桥头下棋", "孩子们追着风筝"]):
                page.drawString(200 + 320 * column, 2800 - 60 * i, line)
        page.showPage()

    assert "".join(read(made(draw))[0].source.text.split()) == 2 * "".join(
        ["江水从桥下流过", "老人在桥头下棋", "孩子们追着风筝"]
    )


def test_a_page_is_read_from_the_corner_of_what_it_shows() -> None:
    def draw(page: Any) -> None:
        page.setCropBox((0, 2000, 595, 2842))
        page.translate(0, 2000)
        simple(page)

    (one,) = read(made(draw, pagesize=(595, 3000)))
    assert "".join(part.text for part in one.paragraphs) == "".join(BODY)


TITLES = ("磨坊成了展馆", "桥头的修表铺", "粮站改作夜校", "砖窑熄了火")


def with_heads(*heads: str) -> bytes:
    """A page with an article for each of the running heads."""

    def draw(page: Any) -> None:
        for number, (head, title) in enumerate(zip(heads, TITLES, strict=False), 40):
            for size, height, text in (
                (8, 800, head), (20, 760, title), (10.5, 730, "文/罗小满"), (8, 30, str(number)),
            ):  # fmt: skip
                page.setFont(FONT, size)
                page.drawString(90, height, text)
            page.setFont(FONT, 11)
            for i, line in enumerate(BODY):
                page.drawString(90, 690 - 16 * i, line)
            page.showPage()

    return made(draw)


@pytest.mark.parametrize("count", [1, 2, 4])
def test_small_lines_at_the_top_of_few_pages_are_noted_and_no_text(count: int) -> None:
    found = read(with_heads(*["柳溪旧影 秋季号"] * count))
    assert [(one.title, one.author) for one in found] == [(t, "罗小满") for t in TITLES[:count]]
    assert all("".join(p.text for p in one.paragraphs) == "".join(BODY) for one in found)
    assert "left out: 柳溪旧影 秋季号" in found[0].notes


def test_left_and_right_pages_have_running_heads_of_their_own() -> None:
    found = read(with_heads(*["柳溪旧影 秋季号", "人物 PEOPLE"] * 2))
    assert [one.title for one in found] == list(TITLES)
    assert [one.column for one in found] == [None, "人物", None, "人物"]
    assert all("".join(p.text for p in one.paragraphs) == "".join(BODY) for one in found)
    assert "left out: 柳溪旧影 秋季号" in found[0].notes


def test_a_running_head_with_the_column_of_each_page_is_no_text() -> None:
    heads = [
        f"柳溪旧影 2023年 ·{column}· {n}" for n, column in enumerate(("人物", "人物", "考据"), 5)
    ]
    found = read(with_heads(*heads))
    assert [one.title for one in found] == list(TITLES[:3])
    assert all("".join(p.text for p in one.paragraphs) == "".join(BODY) for one in found)
    notes = [note for one in found for note in one.notes]
    assert {f"left out: {heads[0]}", f"left out: {heads[2]}"} <= set(notes)


LAST = [f"后来又说到{title}。" for title in TITLES]


def titled_pages(title: str, heads: tuple[tuple[float, str], ...], *below: str) -> bytes:
    """A page for each head, and its size; the first has the title and lines below it."""

    def draw(page: Any) -> None:
        for number, (size, head) in enumerate(heads):
            page.setFont(FONT, size)
            page.drawString(200, 805, head)
            if not number:
                page.setFont(FONT, 20)
                page.drawString(90, 765, title)
            page.setFont(FONT, 11)
            for i, line in enumerate(() if number else below):
                page.drawString(250, 740 - 16 * i, line)
            for i, line in enumerate((*BODY, LAST[number])):
                page.drawString(90, 680 - 16 * i, line)
            page.showPage()

    return made(draw)


def body_of(article: Article) -> str:
    return "".join(part.text for part in article.paragraphs)


@pytest.mark.parametrize("first", ["柳溪旧影 秋季号", TITLES[0]])
@pytest.mark.parametrize("count", [1, 3])
def test_a_running_head_that_repeats_the_title_begins_no_article(first: str, count: int) -> None:
    heads = ((8.0, first), *[(8.0, TITLES[0])] * count)
    (one,) = read(titled_pages(TITLES[0], heads))
    assert (one.title, one.author, one.paper, one.column) == (TITLES[0], None, None, None)
    assert body_of(one) == "".join("".join(BODY) + last for last in LAST[: count + 1])
    assert {f"left out: {first}", f"left out: {TITLES[0]}"} <= set(one.notes)


def test_a_report_whose_name_ends_as_a_papers_does_is_no_paper() -> None:
    title, office = "石桥遗址第二次发掘简报", "柳溪县文化馆"
    data = titled_pages(title, ((8.0, "柳溪旧影 秋季号"), (8.0, title)), office, "执笔：罗小满")
    (one,) = read(data)
    assert (one.title, one.author, one.paper, one.column) == (title, "罗小满", None, None)
    assert f"head: {office}" in one.notes
    assert body_of(one) == "".join("".join(BODY) + last for last in LAST[:2])


def test_a_line_that_repeats_the_title_in_the_size_of_the_text_stays() -> None:
    found = read(titled_pages(TITLES[0], ((8.0, "柳溪旧影 秋季号"), (11.0, TITLES[0]))))
    assert found[0].source.text.count(TITLES[0]) == 3  # also in the last sentence of a page
    assert f"left out: {TITLES[0]}" not in [note for one in found for note in one.notes]


def test_a_byline_above_a_title_is_no_running_head() -> None:
    (one, *_) = read(titled_pages(TITLES[0], ((8.0, "文/罗小满"),)))
    assert "left out: 文/罗小满" not in one.notes


def test_a_title_that_is_the_running_head_of_the_next_pages_stays() -> None:
    def draw(page: Any) -> None:
        for number in range(2):
            page.setFont(FONT, 8 if number else 20)
            page.drawString(90, 800, TITLES[0])
            page.setFont(FONT, 11)
            for i, line in enumerate(BODY):
                page.drawString(90, 700 - 16 * i, line)
            page.showPage()

    (one,) = read(made(draw))
    assert one.title == TITLES[0]
    assert body_of(one) == "".join(BODY) * 2
