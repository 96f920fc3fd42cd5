"""Every reader takes time in proportion to its input, also to input made to slow it down.

Each case is read at a size and at four times that size; the larger may take little more than four
times as long.  It is the processor's time that counts, of this process and those of readers, at
best of some runs after a first one, so that other work on the machine is no failure.
"""

from __future__ import annotations

import base64
import io
import json
import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from made_documents import (
    LINE,
    OFFICE,
    alto_page,
    open_document,
    packed,
    paragraph,
    relations,
    web,
    word,
)  # fmt: skip

from corpus.read import READERS
from corpus.readers import (
    alto,
    csv,
    docx,
    eml,
    epub,
    hocr,
    html,
    jsonl,
    markdown,
    odf,
    pdf,
    rtf,
    text,
)
from corpus.readers import xlsx as excel
from corpus.readers.base import Read
from errors import SourceError

TIMES = 4
GROWTH = 1.7  # so much more than in proportion is still not the square, which is 4
LEAST = 0.08  # seconds that do not count: what every file costs
RUNS = 4
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

Make = Callable[[int], bytes]


@dataclass(frozen=True)
class Case:
    """A hostile input of a size, the reader that gets it, and the smaller size."""

    read: Read
    make: Make
    size: int


def word_rows(size: int) -> bytes:
    cell = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('船')}</w:tc>"
    return word(f"<w:tbl>{f'<w:tr>{cell * 3}</w:tr>' * size}</w:tbl>")


def word_names(size: int) -> bytes:
    lines = (paragraph("渡口的船") + paragraph("江春来") + paragraph(LINE)) * size
    return word(lines)


def word_deleted(size: int) -> bytes:
    end = "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"
    return word(f"<w:p>{end}<w:r><w:t>船</w:t></w:r></w:p>" * size)


def word_formulas(size: int) -> bytes:
    return word("<w:p>" + "<m:oMath><m:r><m:t>x</m:t></m:r></m:oMath>" * size + "</w:p>")


def book(rows: str) -> bytes:
    return packed({
        "_rels/.rels": relations(officeDocument="b.xml"),
        "_rels/b.xml.rels": relations(worksheet="s.xml"),
        "b.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name="a" '
        'r:id="worksheet"/></sheets></workbook>',
        "s.xml": f'<worksheet xmlns="{SHEET}">{rows}</worksheet>',
    })  # fmt: skip


def excel_rows(size: int) -> bytes:
    rows = "".join(f'<row><c r="A{3 * i}"><v>{i}</v></c></row>' for i in range(1, size))
    merged = "".join(f'<mergeCell ref="A{3 * i}:B{3 * i + 1}"/>' for i in range(1, size))
    return book(f"<sheetData>{rows}</sheetData><mergeCells>{merged}</mergeCells>")


def excel_hidden(size: int) -> bytes:
    columns = "".join(f'<col min="{i}" max="{i}" hidden="1"/>' for i in range(2, size))
    return book(
        f"<cols>{columns}</cols><sheetData>{'<row><c><v>1</v></c></row>' * size}</sheetData>"
    )


def open_text(size: int) -> bytes:
    note = "<t:note><t:note-body><t:p>注</t:p></t:note-body></t:note>"
    return open_document("text", f"<t:p>船{note * size}</t:p>")


def open_levels(size: int) -> bytes:
    heads = (f'<t:h t:outline-level="{size - i}">船{i}</t:h><t:p>{LINE}</t:p>' for i in range(size))
    return open_document("text", "".join(heads))


def open_sheet(size: int) -> bytes:
    box = "<d:frame><d:text-box><t:p>船</t:p></d:text-box></d:frame>"
    row = f"<b:table-row><b:table-cell><t:p>船</t:p>{box}</b:table-cell></b:table-row>"
    return open_document("spreadsheet", f'<b:table b:name="a">{row * size}</b:table>')


def mail(size: int) -> bytes:
    frame = base64.b64encode(web(f"<p>{LINE}</p>" * 20)).decode()
    part = f"--b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n\n{frame}\n"
    first = "--b\nContent-Type: text/html\n\n<html><frameset></frameset></html>\n"
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    return (head + first + part * size + "--b--\n").encode()


def letter(size: int) -> bytes:
    head = "From: a@example.org\nTo: b@example.org\nSubject: =?utf-8?b?6Ii5?=\n"
    head += 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
    part = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{LINE}\n> {LINE}\n"
    return (head + part * size + "--b--\n").encode()


def linked_data(size: int) -> bytes:
    script = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"船%d"}</script>'
    return web("".join(script % i for i in range(size)) + f"<p>{LINE}</p>" * 9)


TEASER = f'<div class="item"><a href="/"><h4>城东菜场的菜价降了</h4></a><p>{LINE}</p></div>'
NESTED = "<div class='recommend'>"
NAMES = "".join(f"<p>渡口的船</p><p>（江春来）</p><p>{LINE}</p>" for _ in range(1))


def scanned(size: int) -> bytes:
    lines = "".join(
        f'<span class="ocr_line" title="bbox 1 {20 * i} 90 {20 * i + 15}">渡口添了船</span>'
        for i in range(size)
    )
    page = f'<div class="ocr_page" title="bbox 0 0 100 {20 * size}">{lines}</div>'
    return f"<html><body>{page}</body></html>".encode()


def headed(size: int) -> bytes:
    """A page of large titles with a line of text below each."""
    lines = "".join(
        f'<span class="ocr_line" title="bbox 1 {60 * i} 90 {60 * i + 30}">渡口</span>'
        f'<span class="ocr_line" title="bbox 1 {60 * i + 40} 90 {60 * i + 50}">添了船。</span>'
        for i in range(size)
    )
    page = f'<div class="ocr_page" title="bbox 0 0 100 {60 * size}">{lines}</div>'
    return f"<html><body>{page}</body></html>".encode()


def archive(size: int) -> bytes:
    areas = "".join(
        f'<div TYPE="ARTICLE"><fptr><area FILEID="f" BEGIN="b{i}"/></fptr></div>'
        for i in range(size)
    )
    files = '<file ID="f"><FLocat xmlns:x="http://www.w3.org/1999/xlink" x:href="a.xml"/></file>'
    chart = f'<mets>{files}<structMap TYPE="LOGICAL"><div>{areas}</div></structMap></mets>'
    return packed({"mets.xml": chart, "a.xml": alto_page(size)})


def chapters(size: int) -> bytes:
    listed = "".join(f'<item id="i{i}" href="{i}.xhtml"/>' for i in range(size))
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(size))
    place = '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>'
    page = f"<html><body><h1>渡口</h1><p>{LINE}</p></body></html>"
    parts = {f"{i}.xhtml": page for i in range(size)}
    book = f"<package><manifest>{listed}</manifest><spine>{spine}</spine></package>"
    return packed({"META-INF/container.xml": place, "o.opf": book, **parts})


def edited(size: int) -> bytes:
    """A book with an editor, and a remark on another one, many times."""
    place = '<container><rootfiles><rootfile full-path="o.opf"/></rootfiles></container>'
    creators = "<creator role='edt'>江春来</creator><meta/>" * size
    book = f"<package><metadata>{creators}</metadata></package>"
    return packed({"META-INF/container.xml": place, "o.opf": book})


def printed(size: int) -> bytes:
    from reportlab.pdfgen import canvas

    target = io.BytesIO()
    page = canvas.Canvas(target)
    for number in range(size):
        page.drawString(90 + number % 7, 700 - number % 600, f"ferry {number}")
        if number % 60 == 59:
            page.showPage()
    page.save()
    return target.getvalue()


def repeated(before: str, unit: str, after: str = "") -> Make:
    return lambda size: (before + unit * size + after).encode()


def coded(unit: str) -> Make:
    return repeated("{\\rtf1\\ansi ", unit, "}")


CASES: dict[str, Case] = {
    "txt brackets": Case(text.read, repeated("渡口\n\n", "（江春来"), 6000),
    "txt names": Case(text.read, repeated("", f"渡口的船\n江春来\n{LINE}\n"), 250),
    "txt names between texts": Case(text.read, repeated("", "船到了。\n江春来\n"), 1500),
    "txt markers": Case(text.read, repeated("渡口\n\n", "（下转第4版）\n"), 500),
    "txt turns": Case(text.read, repeated("", f"{LINE}\n（下转第2版）\n（上接第1版）\n"), 1000),
    "txt short lines": Case(text.read, repeated("", "渡口的船\n"), 4000),
    "md stars": Case(markdown.read, repeated("# 渡口\n\n", "**船 "), 8000),
    "md links": Case(markdown.read, repeated("# 渡口\n\n", "[船]("), 8000),
    "md headings": Case(markdown.read, repeated("", f"# 渡口\n\n作者：江春来\n\n{LINE}\n\n"), 250),
    "html teasers": Case(html.read, lambda n: web(f"<p>{LINE}</p>" * 9 + TEASER * n), 400),
    "html named groups": Case(
        html.read, lambda n: web((NESTED * 200 + f"<p>{LINE}</p>" + "</div>" * 200) * n), 6
    ),
    "html labels": Case(html.read, lambda n: web(f"<p>相关阅读</p><p>{LINE}</p>" * n), 300),
    "html lines": Case(html.read, lambda n: web("<p>" + "<span>船</span>" * n + "</p>"), 3000),
    "html names": Case(html.read, lambda n: web(NAMES * n), 200),
    "html linked data": Case(html.read, linked_data, 600),
    "html formulas": Case(
        html.read, lambda n: web(f"<p>{LINE}</p>" * 9 + "<math><mi>x</mi></math>" * n), 1500
    ),
    "html comments": Case(html.read, lambda n: web("<!--enpproperty <date>x-->" * n + LINE), 4000),
    "mht frames": Case(html.read, mail, 60),
    "eml parts": Case(eml.read, letter, 60),
    "jsonl deep": Case(jsonl.read, repeated("", '{"text": "' + LINE + '"}\n'), 700),
    "jsonl brackets": Case(
        jsonl.read, lambda n: (json.dumps({"text": "（" * n}) + "\n").encode(), 30000
    ),
    "csv quotes": Case(csv.read, repeated("姓名,内容\n", '"船"",",1\n'), 3000),
    "csv columns": Case(csv.read, lambda n: f"{'a,' * n}\n{'1,' * n}\n{'2,' * n}".encode(), 1500),
    "rtf groups": Case(rtf.read, coded("{\\b \\u33337?}\\par "), 2500),
    "rtf open groups": Case(rtf.read, coded("{\\footnote x"), 3000),
    "rtf rows": Case(rtf.read, coded("\\trowd\\cellx9 x\\cell\\row "), 1200),
    "docx merged rows": Case(docx.read, word_rows, 400),
    "docx names": Case(docx.read, word_names, 250),
    "docx deleted ends": Case(docx.read, word_deleted, 2000),
    "docx formulas": Case(docx.read, word_formulas, 3000),
    "xlsx merged": Case(excel.read, excel_rows, 1200),
    "odt notes": Case(odf.read, open_text, 1500),
    "xlsx hidden columns": Case(excel.read, excel_hidden, 1500),
    "odt levels": Case(odf.read, open_levels, 2500),
    "ods boxes": Case(odf.read, open_sheet, 1000),
    "epub chapters": Case(epub.read, chapters, 60),
    "epub editors": Case(epub.read, edited, 700),
    "hocr titles": Case(hocr.read, headed, 200),
    "hocr lines": Case(hocr.read, scanned, 400),
    "alto blocks": Case(alto.read, lambda n: alto_page(n).encode(), 400),
    "mets divisions": Case(alto.read_packed, archive, 150),
    "pdf places": Case(pdf.read, printed, 900),
}


LONG = {
    "txt names between texts", "rtf groups", "rtf rows", "odt notes", "odt levels", "pdf places",
    "html named groups", "html lines", "html formulas", "html teasers", "html names",
    "txt short lines", "txt turns", "csv quotes", "xlsx hidden columns", "docx names",
}  # fmt: skip
"""Those that take more than half a second at a size at which the square would be seen."""


def seconds(case: Case, data: bytes) -> float:
    """The processor's time for reading; an error of the input is an answer as well."""
    begin = processor()
    try:
        for _ in case.read(io.BytesIO(data), "a", lambda path, reason: None):
            pass
    except SourceError:
        pass
    return processor() - begin


def processor() -> float:
    spent = (
        resource.getrusage(scope) for scope in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def grows(case: Case) -> str:
    """What was measured, if the time grows faster than the input; "" if not."""
    small, large = case.make(case.size), case.make(TIMES * case.size)
    seconds(case, case.make(max(1, case.size // 8)))  # loads what is loaded once
    least = most = float("inf")
    for _ in range(RUNS):
        least, most = min(least, seconds(case, small)), min(most, seconds(case, large))
        if most <= TIMES * GROWTH * least + LEAST:
            return ""
    return f"{least:.3f} s, and {most:.3f} s for {TIMES} times as much"


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in CASES]
)
def test_time_grows_in_proportion(name: str) -> None:
    assert grows(CASES[name]) == ""


def test_each_reader_of_text_has_a_case() -> None:
    tested: set[Any] = {case.read for case in CASES.values()}
    pictures = {".png"}
    assert set(CASES) >= LONG
    assert {reader.suffixes[0] for reader in READERS if reader.read not in tested} == pictures


@pytest.mark.slow
def test_what_takes_the_square_is_found() -> None:
    def slow(stream: Any, path: str, refuse: Any) -> Any:
        size = len(stream.read())
        yield sum(1 for _ in range(size) for _ in range(size))

    assert grows(Case(slow, repeated("", "a"), 1000))
