"""OpenDocument: headings, lists, tables, footnotes, sheets."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.readers import odf
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError

SPACE = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{short}="{SPACE}:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
    )
)  # fmt: skip


def packed(kind: str, body: str) -> bytes:
    target = io.BytesIO()
    content = f"<office:{kind}>{body}</office:{kind}>"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:body>{content}</office:body>"
            "</office:document-content>",
        )
    return target.getvalue()


def read(data: bytes, path: str = "年报.odt") -> list[Article]:
    found = list(odf.read(io.BytesIO(data), path, lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found


def told(found: list[Article]) -> list[tuple[str | None, str]]:
    return [(part.heading, part.text) for one in found for part in one.paragraphs]


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


def row(*cells: str) -> str:
    inner = "".join(
        cell if cell.startswith("<table:") else f"<table:table-cell>{p(cell)}</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{inner}</table:table-row>"


def test_headings_lists_spaces_footnotes_and_boxes() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    note += f"<text:note-body>{p('见县志。')}</text:note-body></text:note>"
    box = f"<draw:frame><draw:text-box>{p('图：老渡口。')}</draw:text-box></draw:frame>"
    body = "<text:tracked-changes><text:p>删去的话。</text:p></text:tracked-changes>"
    body += '<text:h text:outline-level="1">渡口百年</text:h>' + p("作者：罗小满")
    body += p(f"渡口<text:span>开了</text:span><text:s/>百年{note}，老人<text:tab/>免费。{box}")
    body += f"<text:list><text:list-item>{p('船票两元。')}</text:list-item></text:list>"
    (one,) = read(packed("text", body))
    assert (one.title, one.author) == ("渡口百年", "罗小满")
    assert told([one]) == [
        (None, "渡口开了 百年，老人 免费。"), ("脚注 1", "见县志。"), (None, "图：老渡口。"),
        (None, "船票两元。"),
    ]  # fmt: skip
    assert one.paragraphs[0].notes == ("footnote: 见县志。",)


def test_tables_with_merged_and_repeated_cells() -> None:
    merged = '<table:table-cell table:number-rows-spanned="2">' + p("河东") + "</table:table-cell>"
    same = '<table:table-cell table:number-columns-repeated="2">' + p("5") + "</table:table-cell>"
    table = f"<table:table-header-rows>{row('乡', '村', '稻', '麦')}</table:table-header-rows>"
    table += row(merged, "柳湾", same) + row("<table:covered-table-cell/>", "石桥", "7", "8")
    names = "乡 | 村 | 稻 | 麦"
    assert told(read(packed("text", f"<table:table>{table}</table:table>" + p("完。")))) == [
        (names, "河东 柳湾 5 5"), (names, "河东 石桥 7 8"), (None, "完。"),
    ]  # fmt: skip


def test_sheets_show_what_people_see() -> None:
    rest = '<table:table-cell table:number-columns-repeated="16000"/>'
    value = f'<table:table-cell office:value="0.035">{p("3.5%")}</table:table-cell>'
    empty = f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row>'
    table = (
        row("村名", "比上年", rest) + row("柳湾", value, rest) + row("石桥", value, rest) + empty
    )
    found = read(packed("spreadsheet", f'<table:table table:name="一">{table}</table:table>'))
    assert found[0].title == "年报"
    assert told(found) == [
        ("村名 | 比上年", "柳湾 3.5%"), ("村名 | 比上年", "石桥 3.5%"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_rows_and_cells_that_repeat_are_all_kept(kind: str) -> None:
    same = f'<table:table-cell table:number-columns-repeated="1500">{p("稻")}</table:table-cell>'
    rows = row("村名", "收成").replace("-row>", '-row table:number-rows-repeated="2500">', 1)
    table = f"<table:table>{rows}<table:table-row>{same}</table:table-row></table:table>"
    found = read(packed(kind, table))
    text = " ".join(part.text for one in found for part in one.paragraphs)
    assert (text.count("收成"), text.count("稻")) == (2_500, 1_500)


def test_a_table_larger_than_a_text_may_have_lines_is_read() -> None:
    long = "字" * 400
    rows = row("村名", long).replace("-row>", '-row table:number-rows-repeated="900">', 1)
    (one,) = read(packed("text", f"<table:table>{rows}</table:table>{p('完。')}"))
    assert sum(part.text == f"村名 {long}" for part in one.paragraphs) == 900


def test_what_repeats_beyond_the_limits_is_refused_before_it_is_made() -> None:
    rows = row("村名", "字" * 900).replace("-row>", '-row table:number-rows-repeated="{}">', 1)
    for times, unit in (("90000", "characters"), ("999999999999", "cells"), ("9" * 5_000, "cells")):
        with pytest.raises(LimitError, match=unit):
            read(packed("text", f"<table:table>{rows.format(times)}</table:table>"))


def test_repeated_rows_of_text_are_bounded_and_other_files_named() -> None:
    cell = f'<table:table-cell table:number-columns-repeated="1000">{p("一")}</table:table-cell>'
    bomb = f'<table:table-row table:number-rows-repeated="1000">{cell}</table:table-row>' * 3
    with pytest.raises(LimitError, match="cells"):
        read(packed("text", f"<table:table>{bomb}</table:table>"))
    with pytest.raises(SourceError, match="not an OpenDocument"):
        read(packed("drawing", p("图")))
    with pytest.raises(SourceError, match="not an OpenDocument"):
        read(b"%PDF-1.4")


def test_boxes_over_a_sheet_are_read_behind_it() -> None:
    box = f"<draw:frame><draw:text-box>{p('单价三元，十张起售。')}</draw:text-box></draw:frame>"
    cell = f"<table:table-cell>{p('江春来')}{box}</table:table-cell>"
    shapes = (
        f"<table:shapes><draw:custom-shape>{p('票价见右。')}</draw:custom-shape></table:shapes>"
    )
    rows = row("姓名", "张数") + row(cell, "9") + row("罗小满", "8")
    sheet = f'<table:table table:name="表">{shapes}{rows}</table:table>'
    assert told(read(packed("spreadsheet", sheet), "a.ods")) == [
        ("姓名 | 张数", "江春来 9"), ("姓名 | 张数", "罗小满 8"),
        (None, "票价见右。"), (None, "单价三元，十张起售。"),
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["math", "chart"])
def test_a_formula_is_read_where_it_stands_and_another_object_is_counted(part: str) -> None:
    place = '<draw:object xmlns:l="http://www.w3.org/1999/xlink" l:href="./Object 1"/>'
    data = packed("text", p(f"水位是<draw:frame>{place}</draw:frame>，一天一算。"))
    inner = f'<m:{part} xmlns:m="x"><m:msup><m:mi>h</m:mi><m:mn>2</m:mn></m:msup></m:{part}>'
    target = io.BytesIO(data)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("Object 1/content.xml", inner)
    (one,) = read(target.getvalue())
    noted = any("1 charts or embedded objects" in note for note in one.notes)
    assert (one.paragraphs[0].text, noted) == {
        "math": ("水位是h^2，一天一算。", False), "chart": ("水位是，一天一算。", True),
    }[part]  # fmt: skip
