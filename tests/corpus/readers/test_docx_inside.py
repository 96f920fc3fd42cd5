"""What Word keeps inside a document beside its paragraphs: formulas, parts of other formats, hidden
text, diagrams, objects of other programs, large initials."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.readers import docx
from corpus.records import Article
from corpus.spans import verify

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "m": f"{OFFICE}/math", "r": f"{OFFICE}/relationships",
        "c": f"{DRAWING}/chart", "d": f"{DRAWING}/diagram", "a": f"{DRAWING}/main",
    }.items()
)  # fmt: skip
NEW_CHART = "http://schemas.microsoft.com/office/drawing/2014/chartex"
BEFORE, AFTER = "渡口的水位牌今天换了新的。", "看牌子的人说，字大了一倍。"


def packed(body: str, kind: str = "", name: str = "part.bin", part: str | bytes = b"") -> bytes:
    """A document, and a part in a relation to it whose id is x."""

    def relations(ident: str, kind: str, target: str) -> str:
        row = f'<Relationship Id="{ident}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{PACKAGE}">{row}</Relationships>'

    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{TYPE}"/></Types>')
        archive.writestr("_rels/.rels", relations("y", "officeDocument", "w/d.xml"))
        archive.writestr("w/d.xml", f"<w:document {NAMES}><w:body>{body}</w:body></w:document>")
        if kind:
            archive.writestr("w/_rels/d.xml.rels", relations("x", kind, name))
            archive.writestr(f"w/{name}", part)
    return target.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def read(data: bytes) -> Article:
    (one,) = docx.read(io.BytesIO(data), "a.docx", lambda path, reason: None)
    assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return one


def texts(one: Article) -> list[str]:
    return [part.text for part in one.paragraphs]


def test_a_formula_is_read_where_it_stands() -> None:
    part = "<m:oMath><m:f><m:fPr/><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t>"
    part += "</m:r></m:den></m:f></m:oMath>"
    body = f"<w:p><w:r><w:t>水位取</w:t></w:r>{part}<w:r><w:t>，早晚各量一次。</w:t></w:r></w:p>"
    assert texts(read(packed(p(BEFORE) + body))) == [BEFORE, "水位取(a+b)/2，早晚各量一次。"]


MAIL = "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
INSIDE = "牌子是石匠闵青山刻的，刻了九天。"
PAGE = f"<html><body><p>{INSIDE}</p></body></html>"


RTF = "{\\rtf1\\ansi\\uc0 " + "".join(f"\\u{ord(sign)} " for sign in INSIDE) + "\\par}"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("a.html", PAGE),
        ("a.mht", MAIL + PAGE),
        ("a.txt", INSIDE),
        ("a.docx", packed(p(INSIDE))),
        ("a.rtf", RTF),
    ],
)
def test_a_part_of_another_format_is_read_in_its_place(name: str, part: str | bytes) -> None:
    body = p(BEFORE) + '<w:altChunk r:id="x"/>' + p(AFTER) + '<w:altChunk r:id="x"/>'
    one = read(packed(body, "aFChunk", name, part))
    assert texts(one) == [BEFORE, INSIDE, AFTER]


@pytest.mark.parametrize(
    "part",
    [b"%PDF-1.4", packed('<w:altChunk r:id="x"/>' + p(INSIDE), "aFChunk", "b.txt", "一。")],
)
def test_a_part_that_is_not_read_is_named(part: bytes) -> None:
    one = read(packed(p(BEFORE) + '<w:altChunk r:id="x"/>' + p(AFTER), "aFChunk", "a.bin", part))
    assert [text for text in texts(one) if text != INSIDE] == [BEFORE, AFTER]
    assert any("a part within it" in note for note in one.notes)


def test_hidden_text_is_not_read_and_said() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>待核实</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>今天</w:t></w:r>'
    one = read(packed(f"<w:p>{shown}{hidden}<w:r><w:t>换了牌子。</w:t></w:r></w:p>" + p(AFTER)))
    assert texts(one) == ["今天换了牌子。", AFTER]
    assert "left out: 待核实" in one.notes


def test_a_diagrams_words_are_read() -> None:
    part = f"<d:dataModel {NAMES}><a:p><a:r><a:t>先量水位，再记账。</a:t></a:r></a:p></d:dataModel>"
    body = p(BEFORE) + '<w:p><w:r><w:drawing><d:relIds r:dm="x"/></w:drawing></w:r></w:p>'
    assert texts(read(packed(body, "diagramData", "g.xml", part))) == [BEFORE, "先量水位，再记账。"]


def points(kind: str, *values: str) -> str:
    inner = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values))
    return f"<c:{kind}><c:strRef><c:strCache>{inner}</c:strCache></c:strRef></c:{kind}>"


def test_the_figures_of_a_chart_are_read_as_rows() -> None:
    series = "".join(
        f"<c:ser>{points('tx', name)}{points('cat', '渡口', '码头')}{points('val', *known)}</c:ser>"
        for name, known in (("去年", ("12", "30")), ("今年", ("15", "28")))
    )
    title = (
        "<c:title><c:tx><c:rich><a:p><a:r><a:t>各处的船</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )
    drawn = (
        f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main"><c:chart>{title}'
        f"<c:plotArea><c:barChart>{series}</c:barChart></c:plotArea></c:chart></c:chartSpace>"
    )
    anchor = '<w:p><w:r><w:drawing><c:chart r:id="x"/></w:drawing></w:r></w:p>'
    one = read(packed(p(BEFORE) + anchor + p(AFTER), "chart", "charts/chart1.xml", drawn))
    assert texts(one) == [BEFORE, "渡口 12 15", "码头 30 28", AFTER]
    assert one.paragraphs[1].heading == "各处的船 · 去年 | 今年"
    assert not any("charts" in note for note in one.notes)


def test_charts_and_objects_are_counted() -> None:
    objects = (
        '<w:p><w:r><w:object/></w:r><w:r><w:drawing><c:chart r:id="x"/></w:drawing></w:r></w:p>'
    )
    new = f'<w:p><w:r><w:drawing><x:chart xmlns:x="{NEW_CHART}" r:id="z"/></w:drawing></w:r></w:p>'
    one = read(packed(p(BEFORE) + objects + new + p(AFTER)))
    assert any("3 charts or embedded objects" in note for note in one.notes)


def test_a_large_initial_belongs_to_its_paragraph() -> None:
    initial = p(BEFORE[0], '<w:framePr w:dropCap="drop" w:lines="3"/>')
    assert texts(read(packed(initial + p(BEFORE[1:]) + p(AFTER)))) == [BEFORE, AFTER]
