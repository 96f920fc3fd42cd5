"""Figures of a file that are far too long, in every place where a reader takes a number."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from corpus import Skipped, read_articles
from language.digits import integer

LONG = "9" * 5_000  # int() raises for more than 4,300 digits
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
TEXT = "渡口的船修好了，昨天下水试航。"


def packed(**parts: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def relations(**targets: str) -> str:
    rows = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        for kind, name in targets.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def word() -> bytes:
    spanned = "<w:tcPr><w:gridSpan w:val='N'/></w:tcPr>"
    cell = f"<w:tc>{spanned}<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p></w:tc>"
    numbered = "<w:numPr><w:ilvl w:val='N'/><w:numId w:val='1'/></w:numPr><w:outlineLvl w:val='N'/>"
    level = (
        "<w:lvl w:ilvl='0'><w:start w:val='N'/><w:lvlRestart w:val='N'/><w:lvlText w:val='%1.'/>"
        "</w:lvl><w:lvl w:ilvl='N'/>"
    )
    body = f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{TEXT}</w:t></w:r></w:p>"
    body += f"<w:p><w:pPr>{numbered.replace('N', '0', 1)}</w:pPr><w:r><w:t>{TEXT}</w:t></w:r></w:p>"
    body += f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>"
    lists = f"<w:abstractNum w:abstractNumId='1'>{level}</w:abstractNum><w:num w:numId='1'>"
    lists += "<w:abstractNumId w:val='1'/><w:lvlOverride w:ilvl='N'><w:startOverride w:val='N'/>"
    return packed(**{
        "[Content_Types].xml": "<Types ContentType='wordprocessingml.document.main+xml'/>",
        "_rels/.rels": relations(officeDocument="w/d.xml"),
        "w/_rels/d.xml.rels": relations(numbering="n.xml"),
        "w/d.xml": f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        "w/n.xml": f'<w:numbering xmlns:w="{W}">{lists}</w:lvlOverride></w:num></w:numbering>',
    })  # fmt: skip


def excel() -> bytes:
    cells = "<c r='AN' s='N' t='n'><v>N</v></c><c t='s'><v>N</v></c><c s='1'><v>N</v></c>"
    cells += f"<c t='inlineStr'><is><t>{TEXT}_x00N_</t></is></c>"
    sheet = f"<sheetData><row r='N'>{cells}</row></sheetData>"
    styles = "<numFmts><numFmt numFmtId='9' formatCode='0.0N'/></numFmts>"
    styles += "<cellXfs><xf numFmtId='N'/><xf numFmtId='9'/></cellXfs>"
    return packed(**{
        "[Content_Types].xml": "<Types ContentType='spreadsheetml.sheet.main+xml'/>",
        "_rels/.rels": relations(officeDocument="x/b.xml"),
        "x/_rels/b.xml.rels": relations(worksheet="s.xml", styles="t.xml"),
        "x/b.xml": f'<workbook xmlns="{S}" xmlns:r="{OFFICE}"><sheets><sheet name="一" sheetId="N" '
        'r:id="worksheet"/></sheets></workbook>',
        "x/s.xml": f'<worksheet xmlns="{S}">{sheet}'
        "<mergeCells><mergeCell ref='AN:BN'/></mergeCells></worksheet>",
        "x/t.xml": f'<styleSheet xmlns="{S}">{styles}</styleSheet>',
    })  # fmt: skip


def opened(kind: str) -> bytes:
    spans = "table:number-rows-spanned='N' table:number-columns-spanned='N'"
    cell = f"<table:table-cell {spans}><text:p>{TEXT}</text:p></table:table-cell>"
    body = (
        f"<text:h text:outline-level='N'>{TEXT}</text:h><text:p>一<text:s text:c='N'/>二</text:p>"
    )
    body += f"<table:table><table:table-row>{cell}{cell}</table:table-row></table:table>"
    names = " ".join(
        f'xmlns:{prefix}="{ODF}:{prefix}:1.0"' for prefix in ("office", "text", "table")
    )
    content = f"<office:document-content {names}><office:body><office:{kind}>{body}"
    return packed(**{
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"{content}</office:{kind}></office:body></office:document-content>",
    })  # fmt: skip


PAGE = f"""<html><head><title>N</title><meta name="publishdate" content="N">
<script type="application/ld+json">{{"datePublished": N, "headline": "N"}}</script></head><body>
<h1>渡口</h1><p>N年N月N日 第N版</p><p>{TEXT}</p><ol start="N"><li value="N">{TEXT}</ol>
<table><tr><th colspan="N">甲<th>乙<tr><td rowspan="N">{TEXT}<td>N</table></body></html>"""
LINES = f"渡口\n\nN年N月N日 第N版 民国N年\n\n作者：N\n\n第N条 {TEXT}\n\nN、{TEXT}\n\nN月N日\n"
FILES = {
    "a.docx": word(),
    "a.xlsx": excel(),
    "a.odt": opened("text"),
    "a.ods": opened("spreadsheet"),
    "a.html": PAGE.encode(),
    "a.txt": LINES.encode(),
    "a.md": f"---\ndate: N\ntitle: N\n---\n# N\n\nN. {TEXT}\nN) {TEXT}\n\n{LINES}".encode(),
    "a.csv": f"序号,年份,说明\nN,N,{TEXT}\n1,N,{TEXT}\n标题,日期,正文\n".encode(),
    "b.csv": f"标题,日期,正文\n船,N,{TEXT * 3}\n桥,20N,{TEXT * 3}\n".encode(),
    "a.rtf": (
        rb"{\rtf1\ansi\ansicpgN\ucN{\fonttbl{\fN\fcharsetN a;}}\fN\outlinelevelN \uN?"
        rb"\trowd\cellxN\cellxN\intbl a\cell b\cell\row\pard text \binN and more.\par}"
    ),
    "a.jsonl": f'{{"title": "N", "published": "N", "text": "{TEXT}", "id": "N"}}\n'.encode(),
    "b.jsonl": f'{{"title": "一", "text": "{TEXT}", "id": N, "page": N}}\n'.encode(),
}


def changed(data: bytes) -> bytes:
    """The file with LONG in the place of each N."""
    if not data.startswith(b"PK"):
        return re.sub(rb"(?<![A-Za-z])N|(?<=[a-z])N", LONG.encode(), data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    return packed(**{name: re.sub(r"N(?=['\"<:_ ])", LONG, text) for name, text in parts.items()})


@pytest.mark.parametrize("name", FILES)
def test_no_figure_of_a_file_is_a_fault_of_its_reader(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(changed(FILES[name]))
    skipped: list[Skipped] = []
    articles = list(read_articles([tmp_path / name], on_skip=skipped.append, apart=False))
    assert not [skip.reason for skip in skipped if "fault" in skip.reason or "rror" in skip.reason]
    assert articles or skipped


def test_numbers_of_digits() -> None:
    assert integer("007", None) == 7
    assert integer(LONG, 1) == 10**9
    assert integer("12", 0, most=10) == 10
    for text in (None, "", "-1", "1_0", " 1", "１", "²", "1.0"):
        assert integer(text, None) is None
