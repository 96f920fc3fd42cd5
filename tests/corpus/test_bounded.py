"""What a file says once and would have repeated many times is bounded: the name of a column over
each row, a heading over each paragraph, a box of a page in each part of a long line.

Work is counted here where it can be, so that a busy machine is no failure and sizes stay small.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from statistics import median_low
from typing import Any

import pytest
from made_documents import LINE, alto_page, open_document, packed, web, word

from corpus import limits, tables
from corpus.builder import Draft, finish
from corpus.readers import alto, csv, docx, hocr, html, known_parts, markdown, mets, odf, pdf_layout
from corpus.readers import text as plain
from corpus.readers.extracted_text import Extract
from corpus.readers.known_parts import Part
from corpus.readers.running_heads import joined
from corpus.readers.vertical_text import Box
from corpus.records import Article, Paragraph
from corpus.splitting.by_print import _usual_size
from corpus.tables import Cell, Row
from errors import LimitError

LONG = limits.FIELD_CHARS.value + 1


def read(reader: Any, data: bytes) -> list[Article]:
    return list(reader(io.BytesIO(data), "a", lambda path, reason: None))


def lower(monkeypatch: pytest.MonkeyPatch, name: str, value: int) -> None:
    monkeypatch.setattr(limits, name, getattr(limits, name)._replace(value=value))


def test_a_row_is_not_copied_for_each_of_its_cells() -> None:
    copied = 0

    class Watched(list[Any]):
        def __getitem__(self, at: Any) -> Any:
            nonlocal copied
            cells = super().__getitem__(at)
            copied += len(cells) if isinstance(at, slice) else 0
            return cells

    line = Watched(Cell(str(number)) for number in range(200))
    names = [f"n{number}" for number in range(200)]
    assert [tables._column_name(x, line, names) for x in range(200)] == names
    assert copied == 0


def test_a_cell_over_some_columns_has_their_names() -> None:
    wide, last = Cell("x", columns=2), Cell("y")
    line: tables.Line = [wide, wide, last]
    names = ["a", "b", "c"]
    assert [tables._column_name(x, line, names) for x in (0, 2)] == ["a、b", "c"]
    assert tables._column_name(0, [wide, wide], names) == ""  # it reaches over all


@pytest.mark.parametrize(("length", "again"), [(400, True), (600, False)])
def test_a_long_first_cell_stands_in_its_row_once(length: int, again: bool) -> None:
    names = ",".join(f"所在的城市之{number}" for number in range(100))
    row = "字" * length + ",1" * 99
    (article,) = read(csv.read, f"{names}\n{row}\n{row}\n".encode())
    parts = [
        paragraph for paragraph in article.paragraphs if paragraph.text.startswith("字" * length)
    ]
    assert (len(parts) > 2) == again
    assert (
        sum(
            paragraph.text.count("1")
            for paragraph in article.paragraphs
            if "名" not in paragraph.text
        )
        == 198
    )


@pytest.mark.parametrize(
    "rows",
    [
        "<tr><th>a<th>b" + f"<tr><td rowspan=90>{'字' * 900}<td>b" + "<tr><td>1" * 90,
        f"<tr><th>{'字' * 900}<th>b" + "<tr><td>1<td>2" * 90,
        f"<tr><th colspan=90>{'字' * 900}<th>c<tr>" + "<th>b" * 91 + "<tr><td>1<td>2" * 3,
        "".join(f"<tr><td colspan=2>组{n}" for n in range(300)) + "<tr><td>1<td>2" * 300,
    ],
    ids=["a cell over rows", "a name", "a name over columns", "titles"],
)
def test_what_a_table_repeats_is_bounded(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    page = web(f"<p>{LINE}</p><table>{rows}</table>")
    assert read(html.read, page)
    lower(monkeypatch, "TABLE_CHARS", 70_000)
    with pytest.raises(LimitError, match="names over rows"):
        read(html.read, page)


def test_small_tables_are_bounded_together(monkeypatch: pytest.MonkeyPatch) -> None:
    lower(monkeypatch, "TABLE_CHARS", 1_000)
    table = "<table><tr><th>" + "字" * 90 + "<th>b<tr><td>1<td>2</table>"
    assert read(html.read, web(f"<p>{LINE}</p>" + table * 5))
    with pytest.raises(LimitError):
        read(html.read, web(f"<p>{LINE}</p>" + table * 20))


def test_a_deep_head_is_not_made_for_all_its_rows() -> None:
    heads = tables._head_texts(["a/" * 2000, *["b"] * 2000])
    assert len(heads) <= tables._ONCE_MORE
    assert ("a", "b") in heads


def test_titles_of_groups_stand_over_their_rows() -> None:
    cells = [
        [Cell("甲", columns=2)], [Cell("乙", columns=2)], [Cell("1"), Cell("2")],
        [Cell("丙", columns=2)], [Cell("3"), Cell("4")], [Cell("5"), Cell("6")],
    ]  # fmt: skip
    source, placed = tables.written([[Cell("x"), Cell("y")], *cells])
    rows = tables.rows_of(placed, source)
    assert [row.context for row in rows] == ["", "甲 · 乙", "丙", "丙"]


def test_a_heading_as_long_as_a_text_is_one() -> None:
    extract = Extract()
    extract.heading("题", 1)
    extract.heading("字" * LONG, 2)
    extract.paragraph(LINE)
    first, second = extract.draft().paragraphs
    assert (first.heading, first.text, second.heading) == (None, "字" * LONG, None)
    (article,) = read(markdown.read, f"# 题\n\n## {'字' * LONG}\n\n{LINE}\n".encode())
    assert [(paragraph.heading, len(paragraph.text)) for paragraph in article.paragraphs] == [
        (None, LONG), (None, len(LINE)),
    ]  # fmt: skip


def test_lines_that_all_look_like_subheads_are_no_endless_one() -> None:
    lines = "\n\n".join(f"{number}. 渡口的船" for number in range(1, 300))
    (article,) = read(
        plain.read, f"题目\n\n作者：江春来\n\n{LINE}\n\n{lines}\n\n{LINE * 3}".encode()
    )
    assert max(len(paragraph.heading or "") for paragraph in article.paragraphs) <= LONG
    shown = "".join(
        f"{paragraph.heading or ''}{paragraph.text}" for paragraph in article.paragraphs
    )
    assert all(f"{number}. 渡口的船" in shown for number in range(1, 300))


def test_a_paragraph_whose_ends_were_deleted_is_joined_once() -> None:
    joins = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>船</w:t></w:r></w:p>" * 9
    (article,) = read(docx.read, word(f"{joins}<w:p><w:r><w:t>到了。</w:t></w:r></w:p>"))
    assert [paragraph.text for paragraph in article.paragraphs] == ["船" * 9 + "到了。"]


def test_notes_of_a_paragraph_are_not_those_of_each_part_of_it() -> None:
    text = LINE * 1000
    notes = tuple(f"注{number}" for number in range(50))
    article = finish(Draft(text, [Paragraph(None, text, ((0, len(text)),), notes)]), "a")
    assert len(article.paragraphs) > 5
    assert article.paragraphs[0].notes[:-1] == notes
    assert {len(paragraph.notes) for paragraph in article.paragraphs[1:]} == {1}


def test_parts_without_a_sentence_go_behind_the_text_before_them() -> None:
    def paragraph(at: int) -> Paragraph:
        return Paragraph(f"h{at}", f"p{at}", ((at, at + 1),))

    drafts = [Draft("", [paragraph(10), paragraph(20)]), Draft("", [paragraph(30)])]
    parts = [Part(at, at + 1, (Row("", f"r{at}", ((at, at + 1),)),)) for at in (5, 15, 17, 25, 40)]
    known_parts._put(drafts, parts)
    assert [[(part.heading, part.text) for part in draft.paragraphs] for draft in drafts] == [
        [
            (None, "r5"), ("h10", "p10"), ("h10", "r15"), ("h10", "r17"), ("h20", "p20"),
            ("h20", "r25"),
        ],
        [("h30", "p30"), ("h30", "r40")],
    ]  # fmt: skip


def test_a_formula_that_is_repeated_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    objects = '<d:object xmlns:x="http://www.w3.org/1999/xlink" x:href="F"/>' * 40
    formula = f'<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>{"x" * 99}</mi></math>'
    import zipfile

    with zipfile.ZipFile(io.BytesIO(open_document("text", f"<t:p>{objects}</t:p>"))) as whole:
        content = whole.read("content.xml").decode()
    data = packed({"content.xml": content, "F/content.xml": formula})
    assert read(odf.read, data)
    lower(monkeypatch, "TEXT_CHARS", 3_000)
    with pytest.raises(LimitError, match="the text of a file"):
        read(odf.read, data)


def test_a_text_that_each_row_repeats_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "船到了。" * 50
    row = (
        f"<b:table-cell><t:p>船</t:p></b:table-cell><b:table-cell><t:p>{text}</t:p></b:table-cell>"
    )
    head = row.replace("船", "标题", 1).replace(text, "正文")
    data = open_document(
        "spreadsheet",
        f'<b:table b:name="a"><b:table-row>{head}</b:table-row>'
        f'<b:table-row b:number-rows-repeated="90">{row}</b:table-row></b:table>',
    )
    assert len(read(odf.read, data)) == 90
    lower(monkeypatch, "TABLE_CHARS", 10_000)
    articles = []
    with pytest.raises(LimitError):
        articles.extend(odf.read(io.BytesIO(data), "a", lambda path, reason: None))


def test_a_description_is_read_once_for_all_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    from defusedxml.ElementTree import fromstring

    about = "<dmdSec ID='d'><title>江口日报</title><namePart>江春来</namePart></dmdSec>"
    article = (
        "<div TYPE='ARTICLE' DMDID='d' LABEL='{}'><fptr><area FILEID='f' BEGIN='b{}'/></fptr></div>"
    )
    articles = "".join(article.format(f"船{n}", n) for n in range(9))
    charts = f"<structMap><div>{articles}</div></structMap>" * 9
    calls: Counter[int] = Counter()
    told_by = mets.told_by

    def counted(root: Any) -> dict[str, str]:
        calls[id(root)] += 1
        return told_by(root)

    monkeypatch.setattr(mets, "told_by", counted)
    divisions = list(mets.divisions(fromstring(f"<mets>{about}{charts}</mets>"), {"f": "a.xml"}))
    assert [division.told for division in divisions[:2]] == [
        {"paper": "江口日报", "title": f"船{n}", "author": "江春来"} for n in range(2)
    ]
    assert len(divisions) == 81
    assert set(calls.values()) == {1}


def test_pages_and_blocks_within_each_other_are_read_once() -> None:
    page = alto_page(3)
    begin, end = page.index("<Page"), page.index("</Layout>")
    block = page.index("<TextBlock"), page.index("</Page>")
    opening = page[begin : block[0]]
    deep = (
        f"{opening * 9}{'<TextBlock>' * 9}{page[slice(*block)]}{'</TextBlock>' * 9}{'</Page>' * 9}"
    )
    whole, nested = (
        read(alto.read, data.encode()) for data in (page, page[:begin] + deep + page[end:])
    )
    texts = [
        [paragraph.text for article in articles for paragraph in article.paragraphs]
        for articles in (whole, nested)
    ]
    assert texts[0] == texts[1]


def test_a_line_of_many_boxes_is_no_place_of_each_paragraph_in_it() -> None:
    size = 1200
    lines = '<span class="ocr_line" title="bbox 1 1 90 15">渡口添了船到了没有</span>' * size
    page = f'<div class="ocr_page" title="bbox 0 0 100 100">{lines}</div>'
    (article,) = read(hocr.read, f"<html><body>{page}</body></html>".encode())
    assert len(article.paragraphs) > 2
    boxes = [len(paragraph.boxes or ()) for paragraph in article.paragraphs]
    assert size <= sum(boxes) <= size + 100 * len(boxes)
    assert min(boxes) > 0


@pytest.mark.parametrize(
    "sizes",
    [[(9.0, 3)], [(9.0, 3), (8.0, 3)], [(7.0, 1), (9.5, 2), (8.0, 4), (8.0, 4)], [(5.0, 0)], []],
)
def test_the_usual_size_is_that_of_most_characters(sizes: list[tuple[float, int]]) -> None:
    every = [size for size, length in sizes for _ in range(length)]
    assert _usual_size(Counter(size for size in sizes if size[1])) == median_low(every or [1])


def test_pages_are_joined_where_a_sentence_goes_on() -> None:
    pages = [
        "",
        "船到了渡口的时候还",
        "早，天没亮。",
        "　　第二天到了城里的人",
        "　　说。",
        "",
        "完",
    ]
    text, starts = joined(pages)
    assert text == "\n\n".join(pages[1:2]) + "\n" + "\n\n".join([*pages[2:5], pages[6]])
    assert [text[at : at + len(page)] for at, page in zip(starts, pages, strict=True)] == pages


def heads(size: int) -> Iterator[Box]:
    for number in range(size):
        top = 60.0 * number
        yield Box("渡口", 1, top, 90, top + 30, 28.5)
        for line in (35, 47):
            for left in (1, 60):
                yield Box("船到了", left, top + line, left + 39, top + line + 10, 9.5)


def alone(size: int) -> Iterator[Box]:
    """A large headline, and lines as short as a byline below it, above columns."""
    yield Box("渡口", 1, 0, 90, 30, 28.5)
    for number in range(size + 9):
        top = 35.0 + 12 * number
        yield Box("船到了", 1, top, 60, top + 10, 9.5)
        if number >= size:
            yield Box("船到了", 90, top, 149, top + 10, 9.5)


@pytest.mark.parametrize("make", [heads, alone])
def test_a_page_is_not_measured_anew_for_each_headline(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = 0
    parted = pdf_layout._parted

    def watched(boxes: Any, ranges: Any, gap: float) -> Any:
        nonlocal counted
        counted += len(boxes)
        return parted(boxes, ranges, gap)

    monkeypatch.setattr(pdf_layout, "_parted", watched)
    work = []
    for size in (30, 120):
        boxes = list(make(size))
        counted = 0
        size_of_text = 9.5
        rows = parted(boxes, [(box.top, box.bottom) for box in boxes], 0.0)
        pdf_layout._headlined(rows, size_of_text, True)
        work.append(counted / len(boxes))
    assert work[1] <= 1.5 * work[0]
