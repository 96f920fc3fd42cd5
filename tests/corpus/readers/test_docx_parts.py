"""What Word keeps apart from the words: numbers, footnotes, headers, changes, merged cells."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.readers import docx
from corpus.readers.docx_numbering import chinese, form_of
from corpus.records import Article
from corpus.spans import verify
from language.numerals import value_of

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(body: str, namespace: str = MAIN, **parts: str) -> bytes:
    """A document of this body; the other parts by their kind."""

    def relations(kinds: dict[str, str]) -> str:
        rows = "".join(
            f'<Relationship Id="r{i}" Type="{OFFICE}/{kind.rstrip("0123456789")}" Target="{name}"/>'
            for i, (kind, name) in enumerate(kinds.items())
        )
        return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'

    names = {kind: f"{kind}.xml" for kind in parts}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("_rels/.rels", relations({"officeDocument": "word/d.xml"}))
        archive.writestr("word/_rels/d.xml.rels", relations(names))
        whole = f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>'
        archive.writestr("word/d.xml", whole)
        for kind, content in parts.items():
            archive.writestr(
                f"word/{kind}.xml", f'<w:{kind} xmlns:w="{namespace}">{content}</w:{kind}>'
            )
    return target.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def read(data: bytes) -> list[Article]:
    found = list(docx.read(io.BytesIO(data), "a.docx", lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found


def told(data: bytes) -> list[tuple[str | None, str]]:
    return [(part.heading, part.text) for one in read(data) for part in one.paragraphs]


def level(i: int, form: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(levels: str, *more: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{"".join(more)}'
    )


def item(text: str, depth: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_are_counted_by_level() -> None:
    levels = (
        level(0, "chineseCountingThousand", "第%1章")
        + level(1, "decimal", "%1.%2", "<w:isLgl/>")
        + level(2, "decimalEnclosedCircle", "%3", '<w:suff w:val="nothing"/>')
    )
    steps = [0, 1, 1, 2, 2, 0, 1, 2]
    body = "".join(item(f"渡口{i}。", depth) for i, depth in enumerate(steps))
    assert [text for _, text in told(packed(body, numbering=lists(levels)))] == [
        "第一章 渡口0。", "1.1 渡口1。", "1.2 渡口2。", "①渡口3。", "②渡口4。",
        "第二章 渡口5。", "2.1 渡口6。", "①渡口7。",
    ]  # fmt: skip


def test_articles_go_on_over_the_chapters_and_a_list_can_begin_anew() -> None:
    levels = level(0, "chineseCountingThousand", "第%1章") + level(
        1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'
    )
    anew = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="1">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    body = item("总则。", 0) + item("甲。", 1) + item("罚则。", 0) + item("乙。", 1)
    body += item("丙。", 1, 2) + item("丁。", 1, 2)
    assert [text for _, text in told(packed(body, numbering=lists(levels, anew)))] == [
        "第一章 总则。", "第一条 甲。",
        "第二章 罚则。", "第二条 乙。", "第五条 丙。", "第六条 丁。",
    ]  # fmt: skip


def test_a_style_can_be_numbered_and_be_based_on_a_heading() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 2"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="own"/><w:basedOn w:val="A"/>'
        "</w:style>"
    )
    levels = level(0, "decimal", "%1.") + level(
        1, "chineseCounting", "（%2）", '<w:pStyle w:val="A"/>'
    )
    body = p("船期", '<w:pStyle w:val="B"/>') + p("每日四班。") + p("票价", '<w:pStyle w:val="A"/>')
    body += p("成人两元。")
    assert told(packed(body, numbering=lists(levels), styles=styles)) == [
        ("（一）船期", "每日四班。"), ("（二）票价", "成人两元。"),
    ]  # fmt: skip


def test_a_column_of_automatic_numbers() -> None:
    cell = "<w:tc>{}</w:tc>".format
    rows = "".join(
        f"<w:tr>{cell(item('', 0))}{cell(p(name))}{cell(p(count))}</w:tr>"
        for name, count in (("柳湾", "120"), ("石桥", "95"))
    )
    data = packed(f"<w:tbl>{rows}</w:tbl>", numbering=lists(level(0, "decimal", "%1")))
    assert [text for _, text in told(data)] == ["1 柳湾 120", "2 石桥 95"]


@pytest.mark.parametrize("number", [1, 10, 11, 20, 21, 100, 101, 110, 111, 1005, 1050, 20300])
def test_chinese_numbers_are_those_that_are_read_back(number: int) -> None:
    assert value_of(chinese(number)) == number


def test_other_forms() -> None:
    forms = ("upperRoman", "lowerLetter", "ideographTraditional", "decimalZero", "unknown")
    assert [form_of(4, form) for form in forms] == ["IV", "d", "丁", "04", "4"]
    assert [form_of(28, form) for form in forms] == ["XXVIII", "bb", "28", "28", "28"]
    assert form_of(11, "ideographDigital") == "一一" and form_of(0, "upperRoman") == "0"


FOOTNOTES = (
    '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    f'<w:footnote w:id="3">{p("船票价格见一九八二年县志。")}</w:footnote>'
)


def test_a_footnote_stands_behind_its_paragraph_and_in_its_notes() -> None:
    mark = '<w:r><w:footnoteReference w:id="3"/></w:r>'
    body = p("渡口开了百年。") + f"<w:p>{run('船票两分')}{mark}{run('，老人免费。')}</w:p>"
    body += p("如今有了桥。")
    (one,) = read(packed(body, footnotes=FOOTNOTES))
    assert [(part.heading, part.text) for part in one.paragraphs] == [
        (None, "渡口开了百年。"),
        (None, "船票两分，老人免费。"),
        ("脚注 1", "船票价格见一九八二年县志。"),
        (None, "如今有了桥。"),
    ]
    styled = packed(body.replace("<w:pPr></w:pPr>", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>', 1),
                    footnotes=FOOTNOTES)  # fmt: skip
    (one,) = read(styled)
    assert one.title == "渡口开了百年。"
    assert one.paragraphs[0].notes == ("footnote: 船票价格见一九八二年县志。",)


def test_headers_tell_paper_and_page_and_are_no_text() -> None:
    body = p("渡口修桥", '<w:outlineLvl w:val="0"/>') + p("桥长九十米。")
    (one,) = read(packed(body, header1=p("江口日报 2024年3月5日 第3版"), footer1=p("12")))
    assert (one.paper, one.published, one.edition) == ("江口日报", "2024-03-05", "第3版")
    assert [part.text for part in one.paragraphs] == ["桥长九十米。"]
    assert "left out: 江口日报 2024年3月5日 第3版" in one.notes


def test_what_was_deleted_is_no_text_and_numbers_count_without_it() -> None:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:pPr>{number}<w:rPr><w:del/></w:rPr></w:pPr>"
    old = "<w:del><w:r><w:delText>旧条文。</w:delText></w:r></w:del>"
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format
    table = row("", p("东门"), p("开")) + row("<w:trPr><w:del/></w:trPr>", p("西门"), p("关"))
    body = item("甲。", 0) + f"<w:p>{gone}{old}</w:p>" + item("乙。", 0)
    body += f"<w:p>{gone.replace('<w:numPr>', '<x/><w:numPr>')}{run('半句')}</w:p>".replace(
        "<x/>", ""
    )
    body += p("接着说。") + f"<w:tbl>{table}</w:tbl>"
    texts = [text for _, text in told(packed(body, numbering=lists(level(0, "decimal", "%1."))))]
    assert texts == ["1. 甲。", "2. 乙。", "半句接着说。", "东门 开"]


def test_a_date_and_a_name_below_the_title_are_no_text() -> None:
    body = (
        p("渡口修桥", '<w:outlineLvl w:val="0"/>') + p("2024年3月5日 记者 江心") + p("桥长九十米。")
    )
    (one,) = read(packed(body))
    assert (one.author, one.published) == ("江心", "2024-03-05")
    assert [part.text for part in one.paragraphs] == ["桥长九十米。"]
    assert "head: 2024年3月5日 记者 江心" in one.notes


def test_a_paragraph_whose_end_was_deleted_stays_before_a_table() -> None:
    gone = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    cells = "".join(f"<w:tc>{p(text)}</w:tc>" for text in ("东门", "开"))
    table = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    body = f"<w:p>{gone}{run('船期如下，')}</w:p><w:proofErr/>{table}" + p("票价不变。")
    assert [text for _, text in told(packed(body))] == ["船期如下，", "东门 开", "票价不变。"]


def test_merged_cells_in_rows_with_a_gap_before_them() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"

    begin, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [
        cell("线路", begin) + cell("班次", '<w:gridSpan w:val="2"/>'),
        cell("", on) + cell("首班") + cell("末班"),
        cell("一路", begin) + cell("6:00") + cell("21:00"),
        cell("", on) + cell("6:30") + cell("21:30"),
        cell("二路") + cell("7:00") + cell("20:00"),
    ]
    body = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    names = "线路 | 班次/首班 | 班次/末班"
    assert told(packed(p("船期表。") + body))[1:] == [
        (names, "一路 6:00 21:00"), (names, "一路 6:30 21:30"), (names, "二路 7:00 20:00"),
    ]  # fmt: skip


def test_the_rows_of_a_document_without_headings_stay_rows() -> None:
    """Plain text would take short rows for titles, and a row of names for a byline."""
    row = "<w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>".format
    table = row(p("姓名"), p("单位")) + row(p("罗小满"), p("果园")) + row(p("江春来"), p("渡口"))
    body = p("得奖名单") + p("作者：贾朴") + p("评审会昨天开了一整天，名单如下，奖金另发。")
    (one,) = read(packed(f"{body}<w:tbl>{table}</w:tbl>{p('奖金月底发放，到会计室领取。')}"))
    assert (one.title, one.author) == ("得奖名单", "贾朴")
    assert [(part.heading, part.text) for part in one.paragraphs] == [
        (None, "评审会昨天开了一整天，名单如下，奖金另发。"),
        ("姓名 | 单位", "罗小满 果园"),
        ("姓名 | 单位", "江春来 渡口"),
        (None, "奖金月底发放，到会计室领取。"),
    ]


def test_a_document_of_the_strict_kind() -> None:
    assert told(packed(p("桥长九十米。"), STRICT)) == [(None, "桥长九十米。")]
