"""hOCR and ALTO: what other programs recognised is read as a scan is, with its places."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus import Article, Skipped, read_articles
from corpus.__main__ import main
from corpus.readers import alto, hocr, ocr, scan
from corpus.spans import verify
from errors import SourceError

Line = tuple[str, int, int, int]
"""Text, left, top, size of the characters."""

WIDTH, HEIGHT = 400, 600
TITLE = ("渡口添了新船", 60, 40, 30)
BYLINE = ("本报记者江春来", 90, 90, 14)
LEFT = [
    ("昨天渡口添了一艘新船船身", 34, 140, 10), ("漆成白色能载三十人。", 20, 155, 10),
    ("老船工说开了四十年船头一", 34, 170, 10), ("回不用摇橹了心里高兴得", 20, 185, 10),
]  # fmt: skip
RIGHT = [
    ("很一夜没有睡着觉。", 220, 140, 10), ("镇上的人说明年还要添一艘", 234, 155, 10),
    ("大船专门运河对岸的菜。", 220, 170, 10), ("菜农们都等着那一天。", 234, 185, 10),
]  # fmt: skip
PAGE = [TITLE, BYLINE, *(line for pair in zip(LEFT, RIGHT, strict=True) for line in pair)]
TEXTS = [
    "昨天渡口添了一艘新船船身漆成白色能载三十人。",
    "老船工说开了四十年船头一回不用摇橹了心里高兴得很一夜没有睡着觉。",
    "镇上的人说明年还要添一艘大船专门运河对岸的菜。",
    "菜农们都等着那一天。",
]


def hocr_page(lines: Sequence[Line], sure: int = 96, number: int = 0) -> str:
    parts = [f'<div class="ocr_page" title="image x; bbox 0 0 {WIDTH} {HEIGHT}; ppageno {number}">']
    for text, left, top, size in lines:
        box = f"bbox {left} {top} {left + size * len(text)} {top + size}"
        parts.append(f"<p class='ocr_par'><span class='ocr_line' title='{box}; x_size {size}'>")
        for i, char in enumerate(text):
            place = f"bbox {left + i * size} {top} {left + (i + 1) * size} {top + size}"
            title = f"{place}; x_wconf {sure}"
            parts.append(f"<span class='ocrx_word' title='{title}'><strong>{char}</strong></span> ")
        parts.append("</span></p>")
    return "\n".join([*parts, "</div>"])


def hocr_file(*pages: str) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0">'
        '<html><head><title></title><meta name="ocr-system" content="drawn"/></head><body>'
    )
    return (head + "".join(pages) + "</body></html>").encode()


def alto_file(lines: Sequence[Line], sure: str = "0.96", space: str = "ns-v4#") -> bytes:
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<alto xmlns="http://www.loc.gov/standards/alto/'
        f'{space}"><Layout><Page ID="p" PHYSICAL_IMG_NR="1" WIDTH="{WIDTH}" HEIGHT="{HEIGHT}">'
        "<PrintSpace>"
    ]
    for text, left, top, size in lines:
        parts.append("<TextBlock><TextLine>")
        half = len(text) // 2
        for word, at in ((text[:half], left), (text[half:], left + half * size)):
            parts.append(
                f'<String CONTENT="{word}" HPOS="{at}" VPOS="{top}" WIDTH="{len(word) * size}" '
                f'HEIGHT="{size}" WC="{sure}"/><SP/>'
            )
        parts.append("</TextLine></TextBlock>")
    return "".join([*parts, "</PrintSpace></Page></Layout></alto>"]).encode()


def read(tmp_path: Path, name: str, data: bytes) -> tuple[list[Article], list[str]]:
    path = tmp_path / name
    path.write_bytes(data)
    skipped: list[Skipped] = []
    found = list(read_articles([path], on_skip=skipped.append, apart=False))
    for one in found:
        assert all(verify(one.source.text, p.text, p.spans) for p in one.paragraphs)
    return found, [one.reason for one in skipped]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.hocr", hocr_file(hocr_page(PAGE))),
        ("a.html", hocr_file(hocr_page(PAGE))),
        ("a.xml", alto_file(PAGE)),
        ("a.alto", alto_file(PAGE, space="ns-v2#")),
        ("a.txt", alto_file(PAGE)),
    ],
)
def test_columns_of_words_are_one_article_with_places(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (one,), reasons = read(tmp_path, name, data)
    assert (one.title, one.author, reasons) == ("渡口添了新船", "江春来", [])
    assert [p.text for p in one.paragraphs] == TEXTS
    assert "the text was recognised in a picture (OCR)" in one.notes
    assert all(p.page == 1 and not p.notes for p in one.paragraphs)
    assert one.paragraphs[0].boxes == (
        (34 / WIDTH, 0.2333, 154 / WIDTH, 0.25),
        (20 / WIDTH, 0.2583, 120 / WIDTH, 0.275),
    )


def test_pages_of_hocr_are_one_document(tmp_path: Path) -> None:
    first = hocr_page([TITLE, BYLINE, *LEFT])
    second = hocr_page([(text, left, top + 20, size) for text, left, top, size in RIGHT])
    (one,), _ = read(tmp_path, "a.hocr", hocr_file(first, second))
    assert [p.text for p in one.paragraphs] == TEXTS
    assert [p.page for p in one.paragraphs] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.hocr", hocr_file(hocr_page(PAGE, sure=40))), ("a.xml", alto_file(PAGE, sure="0.4"))],
)
def test_low_confidence_is_said_and_nothing_left_out(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (one,), _ = read(tmp_path, name, data)
    assert [p.text for p in one.paragraphs] == TEXTS
    assert {p.notes for p in one.paragraphs} == {("recognised with low confidence (40 %)",)}


def test_latin_words_are_parted_and_chinese_ones_are_not() -> None:
    text = "".join(
        f'<span class="ocrx_word" title="bbox {left} 10 {right} 30">{word}</span>'
        for word, left, right in (
            ("渡口", 10, 50), ("The", 56, 90), ("ferry", 96, 150), ("20", 170, 190),
            ("24", 190, 210),
        )
    )  # fmt: skip
    line = f'<span class="ocr_line" title="bbox 10 10 210 30">{text}</span>'
    (page,) = hocr.pages(f'<div class="ocr_page" title="bbox 0 0 300 100">{line}</div>'.encode())
    assert page.lines == ["渡口The ferry 2024"]


def test_words_without_places_have_that_of_their_line() -> None:
    line = (
        "<span class='ocr_line' title='bbox 10 10 90 30'><span class='ocrx_word'>渡口</span></span>"
    )
    (page,) = hocr.pages(f"<div class='ocr_page' title='bbox 0 0 100 50'>{line}</div>".encode())
    assert [(box.text, box.left, box.right) for box in page.boxes[0]] == [("渡口", 10, 90)]
    place = 'HPOS="10" VPOS="10" WIDTH="80" HEIGHT="20"'
    given = f'<alto><Layout><Page WIDTH="100" HEIGHT="50"><TextLine {place}>'.encode()
    given += '<String CONTENT="渡口"/></TextLine></Page></Layout></alto>'.encode()
    (other,) = alto.pages(given)
    assert [(box.text, box.left, box.right) for box in other.boxes[0]] == [("渡口", 10, 90)]


def test_what_lies_outside_a_page_of_wrong_size_is_read() -> None:
    (page,) = hocr.pages(
        "<div class=ocr_page title='bbox 0 0 5 5'><span class=ocr_line title='bbox 10 10 90 30'>"
        "渡口</span><p>没有收尾".encode()
    )
    assert page.lines == ["渡口"]
    assert page.place(page.boxes[0][0])[2] == 1.0


# METS

METS = """<?xml version="1.0"?><mets:mets xmlns:mets="http://www.loc.gov/METS/"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mods="http://www.loc.gov/mods/v3">
<mets:dmdSec ID="d"><mets:mdWrap><mets:xmlData><mods:mods><mods:titleInfo><mods:title>江口日报
</mods:title></mods:titleInfo><mods:originInfo><mods:dateIssued>1987-03-05</mods:dateIssued>
</mods:originInfo></mods:mods></mets:xmlData></mets:mdWrap></mets:dmdSec>
<mets:fileSec><mets:fileGrp>
<mets:file ID="i1"><mets:FLocat xlink:href="file://./img/1.jpg"/></mets:file>
<mets:file ID="a2"><mets:FLocat xlink:href="file://./alto/a.xml"/></mets:file>
<mets:file ID="a1"><mets:FLocat xlink:href="alto/b.xml"/></mets:file>
<mets:file ID="gone"><mets:FLocat xlink:href="../../etc/passwd"/></mets:file>
</mets:fileGrp></mets:fileSec>
<mets:structMap TYPE="PHYSICAL"><mets:div><mets:div><mets:fptr FILEID="i1"/>
<mets:fptr><mets:area FILEID="a1"/></mets:fptr></mets:div>
<mets:div><mets:fptr FILEID="a2"/></mets:div></mets:div></mets:structMap></mets:mets>"""


def packed(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


PARTS: dict[str, str | bytes] = {
    "期/alto/a.xml": alto_file([(text, left, top + 20, size) for text, left, top, size in RIGHT]),
    "期/alto/b.xml": alto_file([TITLE, BYLINE, *LEFT]),
    "期/img/1.jpg": b"\xff\xd8\xff no picture",
    "期/mets.xml": METS,
}


def test_mets_puts_the_pages_in_order_and_tells_paper_and_date(tmp_path: Path) -> None:
    (one,), reasons = read(tmp_path, "a.zip", packed(PARTS))
    assert [p.text for p in one.paragraphs] == TEXTS and not reasons
    assert [p.page for p in one.paragraphs] == [1, 1, 2, 2]
    assert (one.paper, one.published) == ("江口日报", "1987-03-05")


def test_what_mets_does_not_name_is_said(tmp_path: Path) -> None:
    _, reasons = read(tmp_path, "a.zip", packed({**PARTS, "期/说明.txt": "渡口。"}))
    assert reasons == ["not read: the METS file of its archive does not name it"]


def divided(*divisions: str) -> str:
    """The METS file with a logical chart: articles of blocks, and an issue of its own."""
    names = "".join(
        f'<mets:dmdSec ID="{ident}"><mets:mdWrap><mods:mods>{content}</mods:mods></mets:mdWrap>'
        "</mets:dmdSec>"
        for ident, content in {
            "issue": "<mods:dateIssued>1987-03-06</mods:dateIssued>",
            "one": "<mods:title>水磨坊的夜校</mods:title><mods:namePart>罗小满</mods:namePart>",
        }.items()
    )
    chart = f'<mets:structMap TYPE="LOGICAL"><mets:div>{"".join(divisions)}</mets:div>'
    return METS.replace("<mets:fileSec>", names + "<mets:fileSec>").replace(
        "</mets:mets>", f"{chart}</mets:structMap></mets:mets>"
    )


def area(file: str, block: str) -> str:
    return f'<mets:fptr><mets:area FILEID="{file}" BEGIN="{block}" BETYPE="IDREF"/></mets:fptr>'


def blocks(*texts: str) -> bytes:
    """A page of blocks b0, b1 …, one below the other."""
    data = alto_file([(text, 20, 20 + 30 * i, 10) for i, text in enumerate(texts)]).decode()
    for i in range(len(texts)):
        data = data.replace("<TextBlock>", f'<TextBlock ID="b{i}">', 1)
    return data.encode()


def test_the_articles_that_mets_names_are_the_articles(tmp_path: Path) -> None:
    ferry, school = "渡船今天添了一条新的。", "夜校头一个月来了六十个人。"
    more, weather = "学费三十元，教室在楼上。", "明天有雨。"
    parts = {
        **PARTS,
        "期/alto/b.xml": blocks("渡口添了新船", ferry, school),
        "期/alto/a.xml": blocks(more, weather),
        "期/mets.xml": divided(
            f'<mets:div TYPE="ARTICLE">{area("a1", "b0")}{area("a1", "b1")}</mets:div>',
            '<mets:div TYPE="ISSUE" DMDID="issue"><mets:div TYPE="article" DMDID="one">'
            f'<mets:div TYPE="BODY">{area("a1", "b2")}{area("a2", "b0")}</mets:div></mets:div>'
            "</mets:div>",
            f'<mets:div TYPE="ARTICLE">{area("gone", "b0")}{area("a1", "b9")}</mets:div>',
        ),
    }
    found, _ = read(tmp_path, "a.zip", packed(parts))
    told = [(one.title, one.author, one.published) for one in found]
    assert told == [
        ("渡口添了新船", None, "1987-03-05"), ("水磨坊的夜校", "罗小满", "1987-03-06"),
        (None, None, "1987-03-05"),
    ]  # fmt: skip
    texts = [[(p.page, p.text) for p in one.paragraphs] for one in found]
    assert texts == [[(1, ferry)], [(1, school), (2, more)], [(2, weather)]]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.xml", b"<rss><channel/></rss>", "neither ALTO nor METS"),
        ("a.xml", METS.encode(), "ZIP archive with its ALTO files"),
        ("a.xml", b"<alto><Layout/></alto>", "no text was recognised"),
        ("a.xml", b"<alto><Layout>", "damaged"),
        ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><alto>&b;</alto>', "entities"),
    ],
)
def test_what_is_neither(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    found, reasons = read(tmp_path, name, data)
    assert not found and reason in reasons[0]


def test_xhtml_named_xml_is_a_web_page(tmp_path: Path) -> None:
    page = "<html><body><h1>渡口</h1><p>渡口的船每小时一班，风大时停开。</p></body></html>"
    (one,), _ = read(tmp_path, "a.xml", page.encode())
    assert one.title == "渡口"


def test_text_without_a_place_is_said(tmp_path: Path) -> None:
    page = hocr_page(PAGE).replace("</div>", "<p>没有位置的字</p></div>")
    (one,), _ = read(tmp_path, "a.hocr", hocr_file(page))
    assert "left out: 没有位置的字" in one.notes


def test_hocr_without_pages_or_text() -> None:
    with pytest.raises(SourceError, match="without a page"):
        hocr.pages("没有一页".encode())
    with pytest.raises(SourceError, match="no text was recognised"):
        hocr.pages(b"<div class=ocr_page title='bbox 0 0 9 9'></div>")


# what is written


@pytest.mark.parametrize(("form", "suffix"), [("hocr", ".hocr"), ("alto", ".xml")])
def test_what_is_written_of_a_scan_is_read_as_the_scan_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, suffix: str
) -> None:
    missing = {"width": WIDTH, "height": HEIGHT, "error": "damaged"}
    rows = [
        missing,
        {
            "width": WIDTH,
            "height": HEIGHT,
            "boxes": [
                [text, left, top, left + size * len(text), top + size, size, 0.7]
                for text, left, top, size in [*PAGE, ("<渡&口>", 100, 300, 10)]
            ],
        },
    ]
    monkeypatch.setattr(ocr, "pages", lambda kind, data, only: iter(rows))
    (tmp_path / "刊").mkdir()
    picture = tmp_path / "刊" / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    out = tmp_path / "out"
    assert main([str(tmp_path / "刊"), f"--{form}", str(out)]) == 1
    (first,) = scan.read(io.BytesIO(picture.read_bytes()), "a.png", lambda *_: None)
    (second,), reasons = read(out, f"a.png{suffix}", (out / f"a.png{suffix}").read_bytes())
    assert not reasons and second.metadata == first.metadata
    assert {p.page for p in first.paragraphs} == {2}
    assert [(p.text, p.page, p.boxes, p.notes) for p in second.paragraphs] == [
        (p.text, p.page, p.boxes, p.notes) for p in first.paragraphs
    ]


def test_what_is_no_scan_and_what_would_replace_a_file_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "a.xml"
    page.write_bytes(alto_file(PAGE))
    text = tmp_path / "b.txt"
    text.write_text("渡口的船每小时一班，风大时停开。", "utf-8")
    out = tmp_path / "out"
    assert main([str(page), "--hocr", str(out)]) == 0
    assert main([str(page), str(text), "--hocr", str(out)]) == 1
    told = capsys.readouterr().err
    assert "a.xml.hocr cannot be written: File exists" in told
    assert "b.txt: not a scan" in told
