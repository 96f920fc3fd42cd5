"""CSV and spreadsheets: rows under the names of their columns, values as people see them."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from corpus import limits
from corpus.readers import csv, xlsx
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError

ROWS = "站名,首班,票价\n东门,6:00,2\n“北”桥,6:20,3\n"


def told(found: list[Article]) -> list[tuple[str | None, str]]:
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return [(part.heading, part.text) for one in found for part in one.paragraphs]


def read_csv(data: bytes, path: str = "班次.csv") -> list[Article]:
    return list(csv.read(io.BytesIO(data), path, lambda path, reason: None))


STOPS = [("站名 | 首班 | 票价", "东门 6:00 2"), ("站名 | 首班 | 票价", "“北”桥 6:20 3")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    found = read_csv(ROWS.replace(",", delimiter).encode(encoding))
    assert told(found) == STOPS
    assert found[0].title == "班次" and "title inferred from the file's name" in found[0].notes


def test_quotes_line_breaks_commas_and_a_line_that_names_the_delimiter() -> None:
    text = 'sep=;\r\n村名;收成（斤）;备注\r\n"柳湾";"1,200";"水足，\r\n收得早"\r\n'
    text += '石桥;950;"叫""石拱桥"""\r\n'
    names = "村名 | 收成（斤） | 备注"
    assert told(read_csv(text.encode("gb18030"))) == [
        (names, "柳湾 1,200 水足， 收得早"), (names, '石桥 950 叫"石拱桥"'),
    ]  # fmt: skip


def test_a_title_above_the_names_and_rows_too_short() -> None:
    text = "二〇二四年船期,,\n船名,班次,备注\n江风,4,\n浪花,6\n"
    over = "二〇二四年船期 · 船名 | 班次"
    assert told(read_csv(text.encode())) == [(over, "江风 4"), (over, "浪花 6")]


def test_rows_that_are_articles() -> None:
    body = "渡口的船修好了，昨天下水试航，来回三趟都很稳，船工说下个月就能载客。"
    rows = [
        ["标题", "作者", "日期", "正文", "编辑意见"],
        ["船修好了", "罗小满", "2024-03-05", f"{body}\n船票不变。", "可用"],
        ["桥开工", "", "去年吧", body, ""],
        ["没有正文", "江春来", "", "", ""],
    ]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    refused: list[str] = []
    found = list(
        csv.read(io.BytesIO(text.encode()), "稿.csv", lambda path, _: refused.append(path))
    )
    assert [(one.title, one.author, one.published) for one in found] == [
        ("船修好了", "罗小满", "2024-03-05"), ("桥开工", None, None),
    ]  # fmt: skip
    assert told(found) == [(None, body), (None, "船票不变。"), (None, body)]
    assert (
        "left out: 编辑意见：可用" in found[0].notes
        and "date not understood: 去年吧" in found[1].notes
    )
    assert refused == ["稿.csv:4"]


S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="170"/></cellXfs>'
)


def cell(place: str, value: str | float, style: int = 0) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def book(*sheets: tuple[str, str, str], strings: str = "") -> bytes:
    """A workbook of (name, attributes, content) of its sheets."""
    listed = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="s{i}" {more}/>'
        for i, (name, more, _) in enumerate(sheets)
    )
    parts = [(f"s{i}", "worksheet", f"{i}.xml") for i in range(len(sheets))]
    parts += [("t", "styles", "styles.xml"), ("u", "sharedStrings", "strings.xml")]
    relations = "".join(
        f'<Relationship Id="{ident}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        for ident, kind, name in parts
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/b.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>')
        archive.writestr(
            "xl/_rels/b.xml.rels", f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
        )
        archive.writestr(
            "xl/b.xml",
            f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr("xl/styles.xml", f'<styleSheet xmlns="{S}">{STYLES}</styleSheet>')
        archive.writestr("xl/strings.xml", f'<sst xmlns="{S}">{strings}</sst>')
        for i, (_, _, content) in enumerate(sheets):
            archive.writestr(f"xl/{i}.xml", f'<worksheet xmlns="{S}">{content}</worksheet>')
    return target.getvalue()


DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
WORDS = "<a:p><a:r><a:t>单价三元，</a:t></a:r><a:r><a:t>十张起售。</a:t></a:r></a:p><a:p/>"
BOX = f'<d xmlns:a="{DRAWING}/main">{WORDS}</d>'
TICKETS: list[list[str | float]] = [["姓名", "张数"], ["江春来", 9], ["罗小满", 8]]
OF_TICKETS = [("姓名 | 张数", "江春来 9"), ("姓名 | 张数", "罗小满 8")]


def overlaid(rows: Sequence[Sequence[str | float]], *over: tuple[str, str, str, str]) -> bytes:
    """A workbook of one sheet; over: (part, kind, name, content) of what a part refers to."""
    written = "".join(
        "<row>" + "".join(cell(f"{'ABC'[x]}{y}", value) for x, value in enumerate(row)) + "</row>"
        for y, row in enumerate(rows, 1)
    )
    target = io.BytesIO(book(("票", "", f"<sheetData>{written}</sheetData>")))
    with zipfile.ZipFile(target, "a") as archive:
        for part in dict.fromkeys(part for part, *_ in over):
            links = "".join(
                f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}"/>'
                for source, kind, name, _ in over
                if source == part
            )
            archive.writestr(
                f"xl/_rels/{part}.rels", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
            )
        for _, _, name, content in over:
            archive.writestr(f"xl/{name}", content)
    return target.getvalue()


def test_boxes_over_a_sheet_are_read_behind_it() -> None:
    found = read(overlaid(TICKETS, ("0.xml", "drawing", "d.xml", BOX)))
    assert told(found) == [*OF_TICKETS, (None, "单价三元，十张起售。")]


def points(kind: str, *values: str) -> str:
    inner = "".join(f'<c:pt idx="{i}"><c:v>{value}</c:v></c:pt>' for i, value in enumerate(values))
    return f"<c:{kind}><c:strRef><c:strCache>{inner}</c:strCache></c:strRef></c:{kind}>"


def chart(*series: str) -> str:
    """A chart of two axes, whose title was typed and whose axes are called as cells are."""
    title = (
        "<c:title><c:tx><c:rich><a:p><a:r><a:t>各处的船</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    )
    axes = "".join(f"<c:title>{points('tx', name)}</c:title>" for name in ("地点", "条数"))
    return (
        f'<c:chartSpace xmlns:c="{DRAWING}/chart" xmlns:a="{DRAWING}/main"><c:chart>{title}'
        f"<c:plotArea>{''.join(series)}{axes}</c:plotArea></c:chart></c:chartSpace>"
    )


FIGURES = points("tx", "今年") + points("cat", "渡口", "码头") + points("val", "15", "28")
SERIES = f"<c:ser>{FIGURES}</c:ser>"
CHARTED = "各处的船 · 地点 · 条数 · 今年"


@pytest.mark.parametrize("names", [DRAWING, "http://purl.oclc.org/ooxml/drawingml"])
def test_charts_over_a_sheet_are_read_behind_it(names: str) -> None:
    box, drawn = (part.replace(DRAWING, names) for part in (BOX, chart(SERIES)))
    over = ("0.xml", "drawing", "d.xml", box), ("d.xml", "chart", "c.xml", drawn)
    (one,) = read(overlaid(TICKETS, *over))
    assert told([one]) == [
        *OF_TICKETS, (None, "单价三元，十张起售。"), (CHARTED, "渡口 15"), (CHARTED, "码头 28"),
    ]  # fmt: skip
    assert not any("not read" in note for note in one.notes)


def test_what_lies_over_rows_that_are_articles_is_an_article() -> None:
    body = "船修好了，明天开航，票价和去年一样，老人不收钱，孩子只收半价。"
    drawn = ("0.xml", "drawing", "d.xml", BOX), ("d.xml", "chart", "c.xml", chart(SERIES))
    found = read(overlaid([["标题", "正文"], ["船修好了", body]], *drawn))
    assert told(found) == [
        (None, body), (None, "单价三元，十张起售。"), (CHARTED, "渡口 15"), (CHARTED, "码头 28"),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", [TICKETS, [["标题", "正文"], ["船修好了", "船明天开航。" * 6]]])
def test_charts_without_figures_and_objects_are_counted(
    rows: Sequence[Sequence[str | float]],
) -> None:
    over = [
        ("0.xml", "drawing", "d.xml", "<d/>"),
        ("0.xml", "oleObject", "o.bin", ""),
        ("0.xml", "package", "w.docx", ""),
        ("d.xml", "chart", "c.xml", chart()),
        ("d.xml", "chartEx", "x.xml", "<x/>"),
    ]
    one, *_ = read(overlaid(rows, *over))
    assert any("4 charts or embedded objects" in note for note in one.notes)


def read(data: bytes, path: str = "年报.xlsx") -> list[Article]:
    return list(xlsx.read(io.BytesIO(data), path, lambda path, reason: None))


def test_values_as_they_are_shown_and_merged_cells() -> None:
    rows = (
        f"<row r='1'>{cell('B1', '各村收成')}</row>"
        f"<row r='3'>{cell('B3', '乡')}<c r='C3' t='s'><v>0</v></c>{cell('D3', '比上年')}"
        f"{cell('E3', '登记')}</row>"
        f"<row r='4'>{cell('B4', '河东')}{cell('C4', '柳湾')}{cell('D4', 0.035, 1)}"
        f"{cell('E4', 45292, 2)}</row>"
        f"<row r='5'>{cell('C5', '石桥')}{cell('D5', -0.02, 1)}{cell('E5', 45324, 2)}</row>"
    )
    merges = '<mergeCell ref="B1:E1"/><mergeCell ref="B4:B5"/>'
    sheet = f"<sheetData>{rows}</sheetData><mergeCells>{merges}</mergeCells>"
    strings = "<si><r><t>村</t></r><r><t>名</t></r><rPh><t>cun</t></rPh></si>"
    (one,) = read(book(("Sheet1", "", sheet), strings=strings))
    names = "各村收成 · 乡 | 村名 | 比上年 | 登记"
    assert one.title == "年报"
    assert told([one]) == [
        (names, "河东 柳湾 3.50% 2024年1月"), (names, "河东 石桥 -2.00% 2024年2月"),
    ]  # fmt: skip


def test_a_sheet_is_an_article_hidden_ones_and_lost_values_are_noted() -> None:
    def sheet(name: str, more: str = "") -> tuple[str, str, str]:
        cells = f"<row>{cell('A1', f'{name}的说明文字。')}<c r='B1'><f>A1*2</f></c></row>"
        return name, more, f"<sheetData>{cells}</sheetData>"

    found = read(book(sheet("春"), sheet("草稿", 'state="hidden"'), sheet("秋")))
    assert [one.title for one in found] == ["年报 春", "年报 秋"]
    assert "left out: 草稿" in found[0].notes
    assert any(note.startswith("2 cells have a formula") for note in found[0].notes)
    assert len({one.id for one in found}) == 2


def test_what_spans_or_stands_far_away_is_bounded() -> None:
    far = f"<row r='1048576'>{cell('XFD1048576', '远')}</row>"
    sheet = f"<sheetData><row r='1'>{cell('A1', '近')}</row>{far}</sheetData>"
    merges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    assert [text for _, text in told(read(book(("一", "", sheet + merges))))] == ["近"]
    rows = "".join(
        f"<row r='{i + 1}'>{cell(f'{column(i)}{i + 1}', '一')}</row>" for i in range(1500)
    )
    assert limits.TABLE_CELLS.value < 1500 * 1500
    with pytest.raises(LimitError, match="cells"):
        read(book(("一", "", f"<sheetData>{rows}</sheetData>")))


def column(number: int) -> str:
    letters = ""
    while number >= 0:
        letters, number = chr(65 + number % 26) + letters, number // 26 - 1
    return letters


def test_what_is_no_workbook_is_named() -> None:
    with pytest.raises(SourceError, match="not an Excel workbook"):
        read(b"%PDF-1.4")
    with pytest.raises(SourceError, match="no text"):
        read(book(("空", "", "<sheetData/>")))


def test_what_a_damaged_workbook_lacks_is_noted_and_what_it_has_twice_is_kept() -> None:
    cells = f"{cell('A1', '村名')}{cell('A1', '又名')}<c r='B1' t='s'><v>7</v></c>"
    data = book(("春", "", f"<sheetData><row r='1'>{cells}</row></sheetData>"), ("秋", "", ""))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/b.xml"] = parts["xl/b.xml"].replace(b'r:id="s1"', b'r:id="s0"')
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (one,) = read(target.getvalue())
    assert [part.text for part in one.paragraphs] == ["村名 又名"]
    assert "left out: 秋" in one.notes
    assert any(note.startswith("the text of 1 cells is missing") for note in one.notes)


def _articles_of(rows: list[list[str]]) -> list[Article]:
    return read_csv("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode())


BODY = "堤上的灯换成了太阳能的，巡堤的人说晚上走路不用再打手电，孩子们也敢出门。"


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (["新闻标题", "记者", "见报日期", "新闻内容"], []),
        (["稿件题目", "投稿人", "投稿时间", "内容全文"], []),
        (["文章标题", "署名", "发布时间", "文章正文"], [["二月来稿", "", "", ""]]),
        (["篇名", "著者", "刊载日期", "全文"], []),
        (["题名", "责任者", "登报日期", "正文"], []),
    ],
)
def test_names_of_columns_as_papers_call_them(head: list[str], above: list[list[str]]) -> None:
    (one,) = _articles_of([*above, head, ["堤上的灯", "丁秋生", "2024-02-03", BODY]])
    assert (one.title, one.author, one.published) == ("堤上的灯", "丁秋生", "2024-02-03")
    assert told([one]) == [(None, BODY)]
    assert [note for note in one.notes if "来稿" in note] == [
        f"left out: {row[0]}" for row in above
    ]


@pytest.mark.parametrize(
    ("head", "values", "edition", "column"),
    [
        (["版面", "报刊名"], ["第2版", "A03"], "第2版", None),
        (["版面", "报刊名"], ["2", "要闻"], None, "2"),
        (["版面", "版次"], ["3", "4"], "江口报", "3"),
    ],
)
def test_a_column_of_page_numbers_is_the_page(
    head: list[str], values: list[str], edition: str | None, column: str | None
) -> None:
    rows = [["标题", "正文", *head], *(["堤上的灯", BODY, value, "江口报"] for value in values)]
    one = _articles_of(rows)[0]
    assert (one.edition, one.column) == (edition, column)


def test_rows_with_a_title_and_a_text_are_articles_however_short() -> None:
    rows = [["标题", "日期", "正文"], ["停渡", "2024-02-03", "大风。"], ["复渡", "", "风停了。"]]
    found = _articles_of(rows)
    assert [(one.title, one.published) for one in found] == [
        ("停渡", "2024-02-03"), ("复渡", None),
    ]  # fmt: skip
    assert told(found) == [(None, "大风。"), (None, "风停了。")]


def test_a_table_with_one_of_the_two_columns_is_no_list_of_articles() -> None:
    for head in (["标题", "日期", "票价"], ["船名", "日期", "正文"]):
        (one,) = _articles_of([head, ["江风", "1", "2"], ["浪花", "3", "4"]])
        assert told([one]) == [(" | ".join(head), row) for row in ("江风 1 2", "浪花 3 4")]


@pytest.mark.parametrize("nobody", ["nan", "NULL", "None", "-", "无", "admin", "佚名"])
def test_what_stands_for_nobody_is_no_author(nobody: str) -> None:
    (one,) = _articles_of([["标题", "作者", "正文"], ["堤上的灯", nobody, BODY]])
    assert one.author is None


@pytest.mark.parametrize("column", ["留言人", "提问者"])
def test_who_wrote_a_message_is_its_author(column: str) -> None:
    (one,) = _articles_of([["标题", column, "内容"], ["堤上的灯", "丁秋生", BODY]])
    assert one.author == "丁秋生"
    (one,) = _articles_of([["标题", "答复人", "内容"], ["堤上的灯", "丁秋生", BODY]])
    assert one.author is None and "left out: 答复人：丁秋生" in one.notes


def test_a_title_may_be_a_word_that_stands_for_nothing() -> None:
    (one,) = _articles_of([["标题", "作者", "正文"], ["无", "丁秋生", BODY]])
    assert (one.title, one.author) == ("无", "丁秋生")


def test_hidden_rows_and_columns_stand_in_a_note_and_nowhere_else() -> None:
    rows = (("村名", "底价", "报价"), ("柳湾", "3", "4"), ("石桥", "5", "6"), ("沙洲", "7", "8"))
    data = "".join(
        f'<row r="{y}"{more}>{"".join(map(cell, (f"A{y}", f"B{y}", f"C{y}"), row))}</row>'
        for y, (row, more) in enumerate(zip(rows, ("", "", ' hidden="1"', ""), strict=True), 1)
    )
    columns = '<cols><col min="2" max="2" hidden="1"/><col min="3" max="3"/></cols>'
    workbook = book(("报价", "", f"{columns}<sheetData>{data}</sheetData>"))
    (one,) = xlsx.read(io.BytesIO(workbook), "a.xlsx", lambda path, reason: None)
    assert told([one]) == [("村名 | 报价", "柳湾 4"), ("村名 | 报价", "沙洲 8")]
    assert "left out: 6 cells in hidden rows and columns" in one.notes


def test_two_lines_of_names_are_one_head() -> None:
    text = "各渡口船票\n渡口,单程,,往返,\n,大人,孩子,大人,孩子\n"
    text += "东渡,4,2,7,3\n西渡,5,,8,4\n合计,9,2,15,7\n"
    names = "渡口 | 单程/大人 | 单程/孩子 | 往返/大人 | 往返/孩子"
    less = "渡口 | 单程/大人 | 往返/大人 | 往返/孩子"
    assert told(read_csv(text.encode())) == [
        (f"各渡口船票 · {names}", "东渡 4 2 7 3"),
        (f"各渡口船票 · {less}", "西渡 5 8 4"),
        (f"各渡口船票 · {names}", "合计 9 2 15 7"),
    ]


def test_rows_are_not_made_wider_than_a_table_may_be() -> None:
    data = ("船" + "," * 20_000 + "\n" + "甲,乙\n" * 2_000).encode()
    tracemalloc.start()
    try:
        with pytest.raises(LimitError, match="cells"):
            read_csv(data)
        assert tracemalloc.get_traced_memory()[1] < 50 * limits.MB  # as wide as the first: 320
    finally:
        tracemalloc.stop()


def test_columns_are_hidden_by_stretches_that_overlap() -> None:
    columns = ((4, 4), (2, 6), (3, 3), (9, 8))
    elements = [ElementTree.Element("col", min=str(a), max=str(b)) for a, b in columns]
    hidden = xlsx._Columns(elements)
    assert [x for x in range(12) if x in hidden] == [2, 3, 4, 5, 6]
    assert 1 not in xlsx._Columns([])


ROWED = ["标题", "作者", "日期", "正文"]
SAID = ("渡口的船修好了，昨天下水试航。", "船工说下个月就能载客。")


def refusals_of(data: bytes) -> tuple[list[Article], list[str]]:
    refused: list[str] = []
    found = list(csv.read(io.BytesIO(data), "a.csv", lambda path, _: refused.append(path)))
    told(found)
    return found, refused


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p><p>{}</p>",
        "<!-- wp:paragraph --><p>{}</p><!-- /wp:paragraph -->\n<!-- wp:paragraph --><p>{}</p>",
        "&nbsp;&nbsp;{}<br/>&nbsp;&nbsp;{}",
        "<div class='c'><div>{}</div><div>{}</div></div>",
        "&lt;p&gt;{}&lt;/p&gt;&lt;p&gt;{}&lt;/p&gt;",
        "<strong>{}</strong>\n\n{}",
        "<p>{}<p>{}</p><script>船</script>",
        "<span style='a'>{}</span><br><br>{}",
        "{}<br>{}",
        "&ldquo;{}\n{}&rdquo;",
    ],
)
def test_markup_in_a_cell_is_read_as_a_page_is(markup: str) -> None:
    (one,) = _articles_of([ROWED, ["船修好了", "罗小满", "2024-03-05", markup.format(*SAID)]])
    assert [text.strip("“”") for _, text in told([one])] == [*SAID]
    assert (one.title, one.author, one.notes) == ("船修好了", "罗小满", ())
    assert "<" not in one.source.text and "&" not in one.source.text


@pytest.mark.parametrize(
    "text",
    [
        "a<b 而且 c>d，两头都不等。",
        "网页里用 <p> 标签分段，用 <br> 换行。",
        "见《<活着>读后》一文，作者<某>。",
        "函数 f<T>(x) 没有写完。",
        "AT&T 和 R&D; 照原样。",
    ],
)
def test_signs_that_are_no_markup_stay(text: str) -> None:
    assert told(_articles_of([ROWED, ["题", "罗小满", "2024", text]])) == [(None, text)]


def test_markup_has_headings_tables_and_a_title_of_its_own() -> None:
    rows = "<table><tr><th>村名</th><th>张数</th></tr><tr><td>柳湾</td><td>3</td></tr></table>"
    markup = f"<h1>船修好了</h1><h2>试航</h2><p>{SAID[0]}</p>{rows}<h2>票价</h2>"
    (one,) = _articles_of([ROWED, ["<b>船修好了</b> &amp; 附记", "罗小满", "2024", markup]])
    assert one.title == "船修好了 & 附记"
    below = [("试航", SAID[0]), ("试航 · 村名 | 张数", "柳湾 3")]
    assert told([one]) == [(None, "船修好了"), *below, ("船修好了", "票价")]
    (other,) = _articles_of([ROWED, ["船修好了", "罗小满", "2024", markup]])
    assert told([other]) == [*below, (None, "票价")]


@pytest.mark.parametrize(
    ("cell_text", "author", "office"),
    [
        ("文/温知夏", "温知夏", None),
        ("记者 柳青禾 通讯员 杜若兰", "柳青禾 杜若兰", "记者、通讯员"),
        ("梅见秋/文 郑秋生/图", "梅见秋", None),
        ("罗小满（县文化馆）", "罗小满", "县文化馆"),
        ("□罗小满", "罗小满", None),
        ("海若", "海若", None),
        ("丁秋生;罗小满", "丁秋生 罗小满", None),
        ("青石日报编辑部", "青石日报编辑部", None),
    ],
)
def test_a_byline_in_a_cell_is_read_as_one(cell_text: str, author: str, office: str | None) -> None:
    (one,) = _articles_of([ROWED, ["船修好了", cell_text, "2024-03-05", BODY]])
    assert (one.author, one.office) == (author, office)
    names_only = cell_text.replace(";", " ") == author
    assert one.notes == (() if names_only else (f"head: {cell_text}",))


def test_several_columns_of_text_and_those_beside_the_text() -> None:
    head = ["标题", "摘要", "正文1", "正文2", "回复", "编辑意见", "审读"]
    said = ["船修好了", "讲船。", *SAID, "已办结。", "可用", "这一篇写得扎实，照发。"]
    (one,) = _articles_of([head, said])
    assert told([one]) == [
        ("摘要", "讲船。"), (None, SAID[0]), (None, SAID[1]), ("回复", "已办结。"),
        ("审读", "这一篇写得扎实，照发。"),
    ]  # fmt: skip
    assert one.notes == ("left out: 编辑意见：可用",)


def test_parts_of_a_text_that_brackets_tell_apart() -> None:
    (one,) = _articles_of([["标题", "正文（上）", "正文（下）"], ["船修好了", *SAID]])
    assert told([one]) == [(None, SAID[0]), (None, SAID[1])]


def test_when_the_entry_was_made_counts_only_where_no_other_date_is() -> None:
    head = ["标题", "create_time", "发布日期", "正文"]
    (one,) = _articles_of([head, ["船修好了", "2023-04-20", "18-Apr-23", BODY]])
    assert (one.published, one.notes) == ("2023-04-18", ("left out: create_time：2023-04-20",))
    (one,) = _articles_of([["标题", "create_time", "正文"], ["船修好了", "2023-04-20", BODY]])
    assert one.published == "2023-04-20"


@pytest.mark.parametrize("name", ["body_markdown", "content_md", "正文Markdown"])
def test_a_column_of_markdown(name: str) -> None:
    (one,) = _articles_of([["title", name], ["船修好了", f"## 试航\n\n**{SAID[0]}**\n\n{SAID[1]}"]])
    assert told([one]) == [("试航", SAID[0]), ("试航", SAID[1])]


@pytest.mark.parametrize("head", [["题名", "摘要"], ["标题", "来信内容"], ["篇名", "abstract"]])
def test_a_title_and_a_summary_make_an_article(head: list[str]) -> None:
    found = _articles_of([head, ["船修好了", BODY], ["桥开工", BODY + BODY]])
    assert [one.title for one in found] == ["船修好了", "桥开工"]


@pytest.mark.parametrize("summary", [SAID[0], f"{SAID[0][:-1]}……", SAID[0][:9] + "..."])
def test_a_summary_that_the_text_begins_with_is_not_said_twice(summary: str) -> None:
    (one,) = _articles_of([["标题", "摘要", "正文"], ["船修好了", summary, "".join(SAID)]])
    assert told([one]) == [(None, "".join(SAID))]


def merged_book(rows: Sequence[Sequence[str]], *merges: str) -> bytes:
    cells = "".join(
        f"<row r='{y}'>" + "".join(cell(f"{'ABCD'[x]}{y}", v) for x, v in enumerate(row) if v)
        + "</row>"
        for y, row in enumerate(rows, 1)
    )  # fmt: skip
    stretches = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    return book(("稿", "", f"<sheetData>{cells}</sheetData><mergeCells>{stretches}</mergeCells>"))


def test_a_cell_merged_over_articles_counts_in_each() -> None:
    head = ["栏目", "标题", "作者", "正文"]
    rows = [head, ["河讯", "船修好了", "罗小满", SAID[0]], ["", "桥开工", "丁秋生", SAID[1]]]
    found = read(merged_book(rows, "A2:A3"))
    assert [(one.column, one.title, one.author) for one in found] == [
        ("河讯", "船修好了", "罗小满"), ("河讯", "桥开工", "丁秋生"),
    ]  # fmt: skip
    by_one = [head, ["", "船修好了", "罗小满", SAID[0]], ["", "桥开工", "", SAID[1]]]
    assert [one.author for one in read(merged_book(by_one, "C2:C3"))] == ["罗小满", "罗小满"]


def test_a_title_merged_over_rows_is_of_one_article() -> None:
    rows = [["标题", "作者", "正文"], ["船修好了", "罗小满", SAID[0]], ["", "", SAID[1]]]
    (one,) = read(merged_book(rows, "A2:A3", "B2:B3"))
    assert told([one]) == [(None, SAID[0]), (None, SAID[1])]
    series = [*rows[:2], ["", "丁秋生", SAID[1]]]
    found = read(merged_book(series, "A2:A3"))
    assert [(one.title, one.author) for one in found] == [
        ("船修好了", "罗小满"), ("船修好了", "丁秋生"),
    ]  # fmt: skip


OPEN = '船修好了,罗小满,2024,"渡口的船修好了。\n'


@pytest.mark.parametrize(
    "below",
    [
        '桥开工,丁秋生,2023,"桥墩浇好了。"\n',
        "桥开工,丁秋生,2023,桥墩浇好了。\n",
        '"桥开工","丁秋生","2023","桥墩浇好了。"\n',
        '桥开工,丁秋生,2023,"桥墩浇好了。\n',
        '桥开工,"丁秋生",2023,"桥墩\n浇好了。"\n',
    ],
)
def test_a_quote_that_is_not_closed_puts_no_article_into_another(below: str) -> None:
    found, refused = refusals_of(f"标题,作者,日期,正文\n{OPEN}{below}".encode())
    assert [(one.title, one.author) for one in found] == [
        ("船修好了", "罗小满"),
        ("桥开工", "丁秋生"),
    ]
    assert "".join(text for _, text in told(found)) == "渡口的船修好了。桥墩浇好了。"
    assert not refused and any("quotation mark" in note and "2" in note for note in found[0].notes)


@pytest.mark.parametrize(
    ("row", "below"),
    [
        ('"船修好了,罗小满,{}', "桥开工,丁秋生,{}"),
        ('船修好了,"罗小满,{}', '桥开工,丁秋生,"{}"'),
        ('船修好了,"罗小满,"{}"', "桥开工,丁秋生,{}"),
        ('船修好了,罗小满,"{}', '桥开工,丁秋生,{}"是"'),
    ],
)
def test_a_quote_that_is_not_closed_in_any_column(row: str, below: str) -> None:
    lines = ("标题,作者,正文", row.format(SAID[0]), below.format(SAID[1]))
    found, refused = refusals_of("\n".join(lines).encode())
    assert [(one.title, one.author) for one in found] == [
        ("船修好了", "罗小满"),
        ("桥开工", "丁秋生"),
    ]
    assert [text.removesuffix('"是"') for _, text in told(found)] == [*SAID]
    assert not refused and "quotation mark" in found[0].notes[0]


@pytest.mark.parametrize("said", ['他说"好"，就走了。', '他说\\"好\\"，就走了。', '他说"好'])
def test_quotes_that_are_not_doubled_end_no_cell(said: str) -> None:
    text = f'标题,正文\n船修好了,"船下水。\n{said}\n都很稳。"\n桥开工,"桥墩""稳""了。"\n'
    found, _ = refusals_of(text.encode())
    said = said.replace("\\", "")
    assert [text for _, text in told(found)] == ["船下水。", said, "都很稳。", '桥墩"稳"了。']
    assert any("rows 2:" in note for note in found[0].notes)


def test_lines_without_fields_are_the_rest_of_the_text_above() -> None:
    text = f"标题,作者,日期,正文\n船修好了,罗小满,2024,{SAID[0]}\n{SAID[1]}\n桥开工,,,{SAID[0]}\n"
    found, refused = refusals_of(text.encode())
    assert told(found) == [(None, SAID[0]), (None, SAID[1]), (None, SAID[0])]
    assert not refused and any("1 lines" in note for note in found[0].notes)


def test_the_names_that_programs_of_editors_give_the_columns() -> None:
    head = ["标题", "通讯员", "见刊日期", "所属栏目", "刊期", "正文内容"]
    (one,) = _articles_of([head, ["船修好了", "罗小满", "2024-03-11", "渡口", "第3期", BODY]])
    assert (one.title, one.author, one.published) == ("船修好了", "罗小满", "2024-03-11")
    assert one.column == "渡口" and one.notes == ("left out: 刊期：第3期",)
    assert told([one]) == [(None, BODY)]
