"""Sound documents of each format that is read, for `checks/fuzz.py` to break; texts of ours."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

SENTENCES = [
    "河湾村的水磨修好了，磨出来的面又细又香。",
    "合作社去年收了三万二千斤稻谷，比前年多两成。",
    "她问：“明天还开船吗？”船工摇了摇头……",
    "The ferry runs at 8.30 a.m., and Dr. Lin takes it every day.",
    "新來的老師會說三種話，孩子們都喜歡聽她講故事。",
    "（一）修路；（二）架桥；（三）通水。",
]
SUFFIXES = [
    ".txt", ".md", ".html", ".jsonl", ".docx", ".pdf", ".csv", ".xlsx", ".rtf", ".odt", ".epub",
    ".zip", ".hocr", ".xml", ".mets", ".mhtml", ".ods", ".png", ".eml",
]  # fmt: skip


def _page(rng: random.Random) -> str:
    parts = ["街坊故事"]
    for title, author in (("水磨又转起来了", "罗小满"), ("渡口改了班次", "江春来")):
        parts += [title, f"□河湾村文书 {author}"]
        parts += ["".join(rng.choices(SENTENCES, k=3)) for _ in range(3)]
    return "\n\n".join(parts)


def _txt(rng: random.Random) -> bytes:
    if rng.random() < 0.4:
        text = _page(rng)
    else:
        body = "".join(rng.choices(SENTENCES, k=8))
        width = rng.choice([14, 20, 40, 400])
        lines = [body[i : i + width] for i in range(0, len(body), width)]
        text = "\n".join(["水磨又转起来了", "", "作者：罗小满", "2024年3月5日", "", *lines])
    name = rng.choice(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030", "big5"])
    return text.encode(name, "ignore")


def _md(rng: random.Random) -> bytes:
    body = "\n\n".join(f"## {s[:6]}\n\n- **{s}**\n- [{s}](u)\n\n> {s}" for s in SENTENCES)
    front = "---\ntitle: 水磨\nauthor: 罗小满\npublished: 2024-03-05\n---\n\n"
    return f"{front}{body}\n\n|a|b|\n|-|-|\n|1|2|".encode()


def _html(rng: random.Random) -> bytes:
    body = "".join(f"<h2>{s[:6]}</h2><p>{s}<br>{s}</p><ul><li>{s}</ul>" for s in SENTENCES)
    table = "<table><tr><td>甲<td>乙</table><!-- 注 --><script>x</script>"
    head = "<head><meta charset=utf-8><title>水磨</title></head>"
    return f"<html>{head}<body>{body}{table}</body></html>".encode()


def _jsonl(rng: random.Random) -> bytes:
    bodies: list[dict[str, Any]] = [
        {"text": s + "\n\n" + s} if i % 2 else {"paragraphs": [s, {"heading": "小标题", "text": s}]}
        for i, s in enumerate(SENTENCES)
    ]
    rows = [{"id": str(i), "published": "2024-03-05", **body} for i, body in enumerate(bodies)]
    return "\n".join(json.dumps(row, ensure_ascii=rng.random() < 0.5) for row in rows).encode()


def _docx(rng: random.Random) -> bytes:
    """A document of the fewest parts, packed without compression so that mutations reach it."""
    number = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    paragraphs = "".join(
        f"<w:p>{number}<w:r><w:t>{s}</w:t><w:br/></w:r>{note}</w:p>" for s in SENTENCES
    )
    merge = '<w:tcPr><w:vMerge w:val="restart"/><w:gridSpan w:val="2"/></w:tcPr>'
    cell = f"<w:tc>{merge}<w:p><w:r><w:t>格</w:t></w:r></w:p></w:tc>"
    heading = '<w:p><w:pPr><w:pStyle w:val="H"/></w:pPr><w:r><w:t>题</w:t></w:r></w:p>'
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'{head}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r2" Type="{office}/numbering" Target="numbering.xml"/>'
        f'<Relationship Id="r3" Type="{office}/footnotes" Target="footnotes.xml"/>'
        "</Relationships>",
        "word/numbering.xml": f'{head}<w:numbering xmlns:w="{main}"><w:abstractNum '
        'w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="1"/></w:num></w:numbering>',
        "word/footnotes.xml": f'{head}<w:footnotes xmlns:w="{main}"><w:footnote w:id="2"><w:p>'
        "<w:r><w:t>注。</w:t></w:r></w:p></w:footnote></w:footnotes>",
        "word/styles.xml": f'{head}<w:styles xmlns:w="{main}"><w:style w:type="paragraph"'
        ' w:styleId="H"><w:name w:val="heading 1"/></w:style></w:styles>',
        "word/document.xml": f'{head}<w:document xmlns:w="{main}"><w:body>{heading}{paragraphs}'
        f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl></w:body></w:document>",
    }
    return zipped({name: part.encode() for name, part in parts.items()}, zipfile.ZIP_STORED)


def _csv(rng: random.Random) -> bytes:
    mark = rng.choice(",;\t|")
    rows = [
        ["姓名", "村", "稻谷（斤）"],
        *([s[:5], f'"{s}{mark}"', str(i)] for i, s in enumerate(SENTENCES)),
    ]
    text = "\n".join(mark.join(row) for row in rows)
    return text.encode(rng.choice(["utf-8", "utf-8-sig", "gb18030"]), "ignore")


def _xlsx(rng: random.Random) -> bytes:
    """A workbook of the fewest parts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="s"><v>0</v></c>'
        f'<c r="B{i}" s="1"><v>{45000 + i}.5</v></c></row>'
        for i in range(1, 9)
    )

    def relations(kind: str, target: str, more: str = "") -> str:
        relation = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{relation}{more}</Relationships>'

    more = f'<Relationship Id="r2" Type="{office}/sharedStrings" Target="strings.xml"/>'
    more += f'<Relationship Id="r3" Type="{office}/styles" Target="styles.xml"/>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Override '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"'
        ' PartName="/xl/book.xml"/></Types>',
        "_rels/.rels": relations("officeDocument", "xl/book.xml"),
        "xl/_rels/book.xml.rels": relations("worksheet", "sheet.xml", more),
        "xl/book.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="一" '
        'r:id="r1"/></sheets></workbook>',
        "xl/sheet.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData><mergeCells>'
        '<mergeCell ref="A1:A3"/></mergeCells></worksheet>',
        "xl/strings.xml": f'<sst xmlns="{main}"><si><t>{SENTENCES[0]}</t></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="170" '
        'formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/>'
        '<xf numFmtId="170"/></cellXfs></styleSheet>',
    }
    return zipped({name: part.encode() for name, part in parts.items()}, zipfile.ZIP_STORED)


def _rtf(rng: random.Random) -> bytes:
    coded = ["".join(f"\\'{byte:02x}" for byte in s.encode("gb18030")) for s in SENTENCES]
    rows = "".join(f"\\trowd\\cellx1\\cellx2\\intbl {s}\\cell 1\\cell\\row\n" for s in coded)
    paragraphs = "".join(f"\\pard {s}{{\\footnote {s}}}\\par\n" for s in coded)
    fonts = "{\\fonttbl{\\f0\\fcharset134 A;}}"
    return f"{{\\rtf1\\ansi\\ansicpg936{fonts}\\f0 {paragraphs}{rows}\\u28193?\\par}}".encode()


def _odt(rng: random.Random) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "text", "table"))
    paragraphs = "".join(f"<text:p>{s}<text:s/></text:p>" for s in SENTENCES)
    cell = '<table:table-cell table:number-rows-spanned="2"><text:p>格</text:p></table:table-cell>'
    table = f"<table:table><table:table-row>{cell * 2}</table:table-row></table:table>"
    heading = '<text:h text:outline-level="1">题</text:h>'
    content = f"<office:document-content {names}><office:body><office:text>{heading}{paragraphs}"
    content += f"{table}</office:text></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.text"
    return zipped({"mimetype": kind, "content.xml": content.encode()}, zipfile.ZIP_STORED)


def _epub(rng: random.Random) -> bytes:
    item = '<item id="a" href="1.xhtml" media-type="application/xhtml+xml"/>'
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfile full-path="book.opf"/></container>',
        "book.opf": f"<package><title>书</title><creator>罗小满</creator>{item}"
        '<itemref idref="a"/></package>'.encode(),
        "1.xhtml": _html(rng),
    }
    return zipped(parts, zipfile.ZIP_STORED)


def _pdf(rng: random.Random) -> bytes:
    """A page with a few lines and a table in a font without an embedded program."""
    text = "".join(
        f"BT /F 12 Tf 72 {700 - 20 * i} Td (Line {i} of the mill.) Tj ET\n" for i in range(5)
    )
    text += "".join(
        f"BT /F 12 Tf {74 + 100 * x} {500 - 20 * y} Td (Cell {x}{y}) Tj ET\n"
        for x in range(3)
        for y in range(3)
    )
    text += "".join(f"70 {515 - 20 * i} m 370 {515 - 20 * i} l S\n" for i in range(4))
    text += "".join(f"{70 + 100 * i} 515 m {70 + 100 * i} 455 l S\n" for i in range(4))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        f"<</Length {len(text)}>>stream\n{text}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data = "%PDF-1.4\n" + "".join(f"{i} 0 obj\n{o}\nendobj\n" for i, o in enumerate(objects, 1))
    return (data + "trailer<</Size 6/Root 1 0 R>>\n%%EOF").encode()


def _hocr(rng: random.Random) -> bytes:
    parts = ["<html><head><meta name='ocr-system' content='x'/></head><body>"]
    for number in range(2):
        parts.append(f"<div class='ocr_page' title='bbox 0 0 600 800; ppageno {number}'>")
        for i, sentence in enumerate(SENTENCES):
            title = f"bbox 20 {20 + 30 * i} {20 + 20 * len(sentence)} {40 + 30 * i}"
            words = "".join(
                f"<span class='ocrx_word' title='bbox {20 + 20 * x} {20 + 30 * i} {40 + 20 * x} "
                f"{40 + 30 * i}; x_wconf {rng.randrange(100)}'>{char}</span>"
                for x, char in enumerate(sentence)
            )
            parts.append(
                f"<p class='ocr_par'><span class='ocr_line' title='{title}'>{words}</span></p>"
            )
        parts.append("</div>")
    return "".join([*parts, "</body></html>"]).encode()


def _alto(rng: random.Random) -> bytes:
    lines = "".join(
        f'<TextBlock><TextLine HPOS="20" VPOS="{20 + 30 * i}" WIDTH="500" HEIGHT="20"><String '
        f'CONTENT="{sentence[:9]}" HPOS="20" VPOS="{20 + 30 * i}" WIDTH="180" HEIGHT="20" '
        f'WC="0.{rng.randrange(10)}"/><SP/><String CONTENT="{sentence[9:]}" HPOS="210" '
        f'VPOS="{20 + 30 * i}" WIDTH="290" HEIGHT="20"/></TextLine></TextBlock>'
        for i, sentence in enumerate(SENTENCES)
    )
    page = f'<Page WIDTH="600" HEIGHT="800"><PrintSpace>{lines}</PrintSpace></Page>'
    space = "http://www.loc.gov/standards/alto/ns-v4#"
    return f'<?xml version="1.0"?><alto xmlns="{space}"><Layout>{page}</Layout></alto>'.encode()


def _mets(rng: random.Random) -> bytes:
    space = 'xmlns="http://www.loc.gov/METS/" xmlns:x="http://www.w3.org/1999/xlink"'
    files = "".join(f'<file ID="a{i}"><FLocat x:href="file://./{i}.xml"/></file>' for i in (1, 2))
    chart = "".join(f'<div><fptr FILEID="a{i}"/></div>' for i in (2, 1))
    described = "<dmdSec><title>江口日报</title><dateIssued>2024-03-05</dateIssued></dmdSec>"
    mets = f'<mets {space}>{described}<fileSec>{files}</fileSec><structMap TYPE="PHYSICAL">{chart}'
    parts = {"mets.xml": f"{mets}</structMap></mets>".encode()}
    return zipped(parts | {f"{i}.xml": _alto(rng) for i in (1, 2)}, zipfile.ZIP_STORED)


def _mhtml(rng: random.Random) -> bytes:
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
    part = "Content-Type: text/html; charset=utf-8\r\nContent-Location: http://a.cn/b\r\n\r\n"
    return (head + part).encode() + _html(rng) + b"\r\n--b--\r\n"


def _eml(rng: random.Random) -> bytes:
    head = "From: =?utf-8?b?572X5bCP5ruh?= <a@b.cn>\r\nTo: c@d.cn\r\nSubject: Re: mill\r\n"
    head += "Date: Tue, 05 Mar 2024 08:00:00 +0800\r\nMIME-Version: 1.0\r\n"
    head += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
    text = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n\r\n".join(SENTENCES)
    page = "\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    file = '\r\n--b\r\nContent-Type: image/png; name="a.png"\r\n\r\nAAAA\r\n--b--\r\n'
    return (head + text + page).encode() + _html(rng) + file.encode()


def _ods(rng: random.Random) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "text", "table"))
    cells = "".join(
        f"<table:table-row><table:table-cell><text:p>{s}</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="7" '
        'table:number-columns-repeated="2"/></table:table-row>'
        for s in SENTENCES
    )
    table = f'<table:table table:name="一">{cells}</table:table>'
    content = f"<office:document-content {names}><office:body><office:spreadsheet>{table}"
    content += "</office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return zipped({"mimetype": kind, "content.xml": content.encode()}, zipfile.ZIP_STORED)


def _png(rng: random.Random) -> bytes:
    """A small picture of noise; without OCR it is refused, broken or not."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    width, height = 40, 30
    rows = b"".join(b"\0" + rng.randbytes(width) for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _zip(rng: random.Random) -> bytes:
    inner = {f"甲/{i}{suffix}": MAKERS[suffix](rng) for i, suffix in enumerate(SUFFIXES[:5])}
    return zipped(inner, rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


def zipped(parts: dict[str, bytes], how: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": _txt, ".md": _md, ".html": _html, ".jsonl": _jsonl, ".docx": _docx, ".pdf": _pdf,
    ".csv": _csv, ".xlsx": _xlsx, ".rtf": _rtf, ".odt": _odt, ".epub": _epub, ".zip": _zip,
    ".hocr": _hocr, ".xml": _alto, ".mets": _mets, ".mhtml": _mhtml, ".ods": _ods, ".png": _png,
    ".eml": _eml,
}  # fmt: skip
