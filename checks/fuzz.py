"""Fuzz the readers: `python -m checks.fuzz [--seconds 600] [--seed 1] [--case SEED] [--no-write]`.

Each case is a document of one of the formats, made by hand-written samples of ours and broken by
random mutations (bytes flipped, cut, doubled, spliced, re-encoded, renamed, tokens put in).  It is
read in a child process, with a bound on time and memory.  A finding is a case that raises, hangs,
grows without bound, gives neither an article nor a reason, or breaks the rule of spans.  A case
depends on its seed alone: `--case SEED` runs it again and shows the traceback.

What was found so far is kept as tests in tests/corpus/test_fuzzed.py.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing as mp
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from corpus import Skipped, article_json, read_articles
from corpus.spans import verify
from messages import values
from training.report import save

CASE_SECONDS = 60.0  # of the clock, so that a busy machine is no finding
CASE_MEMORY = 512 << 20  # bytes that the child may grow by in one case
CHILD_MEMORY = 6 << 30

SENTENCES = [
    "河湾村的水磨修好了，磨出来的面又细又香。",
    "合作社去年收了三万二千斤稻谷，比前年多两成。",
    "她问：“明天还开船吗？”船工摇了摇头……",
    "The ferry runs at 8.30 a.m., and Dr. Lin takes it every day.",
    "新來的老師會說三種話，孩子們都喜歡聽她講故事。",
    "（一）修路；（二）架桥；（三）通水。",
]
TOKENS = [
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\n\n", b"\r\n", b"\x85", b"\x1c",
    "\u2028".encode(), "\u202e".encode(), "\u200b".encode(), "\ufffd".encode(), "　".encode(),
    "□".encode(), "本报记者 ".encode(), "（下转第4版）".encode(), "（上接第1版）".encode(),
    "作者：".encode(), "2024年2月30日".encode(), b"---\n", b"```", b"# ", b"|", b"[", b"](",
    b"<!--", b"-->", b"<div>", b"</div>", b"<script>", b"<![CDATA[", b"&#xD800;", b"&lt;",
    b'{"text":', b'"paragraphs":[', b"\\ud800", b"1e999", b"null",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06",
    b"%PDF-", b"endobj", b"stream",
    b"<</Length -1>>", b"<w:p>", b"<w:tbl>", b"</w:t>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
    b'<w:numId w:val="1"/>', b'<w:vMerge/>', b'rowspan="9999"', b'colspan="0"', b"<table><tr><td>",
    b"\\trowd", b"\\cell", b"\\row", b"\\u-10179?", b"\\'", b"\\bin9", b"{\\*\\x ", b"{\\footnote ",
    b'","', b'"', b";", b"\t", b'<mergeCell ref="A1:XFD1048576"/>',
    b'<c r="ZZZ9999999" t="s"><v>7</v></c>', b'table:number-columns-repeated="16384"',
    b'[DBNum1]yyyy"', b"0;0;0;", b"1e308",
    b"../", b"/etc/passwd", b"A" * 5000, "字".encode() * 3000, b"(" * 500, b"*" * 500, b"{" * 2000,
]  # fmt: skip
TEXTUAL = (".txt", ".md", ".html", ".jsonl", ".csv", ".rtf")
SUFFIXES = [
    ".txt", ".md", ".html", ".jsonl", ".docx", ".pdf", ".csv", ".xlsx", ".rtf", ".odt", ".epub",
    ".zip",
]  # fmt: skip
PACKED = {
    ".docx": "word/document.xml", ".xlsx": "xl/sheet.xml", ".odt": "content.xml",
    ".epub": "1.xhtml",
}  # fmt: skip
"""The formats of parts in an archive, and the part that holds the text."""


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
    return _zipped({name: part.encode() for name, part in parts.items()}, zipfile.ZIP_STORED)


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
        one = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{one}{more}</Relationships>'

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
    return _zipped({name: part.encode() for name, part in parts.items()}, zipfile.ZIP_STORED)


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
    return _zipped({"mimetype": kind, "content.xml": content.encode()}, zipfile.ZIP_STORED)


def _epub(rng: random.Random) -> bytes:
    item = '<item id="a" href="1.xhtml" media-type="application/xhtml+xml"/>'
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfile full-path="book.opf"/></container>',
        "book.opf": f"<package><title>书</title><creator>罗小满</creator>{item}"
        '<itemref idref="a"/></package>'.encode(),
        "1.xhtml": _html(rng),
    }
    return _zipped(parts, zipfile.ZIP_STORED)


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


def _zip(rng: random.Random) -> bytes:
    inner = {f"甲/{i}{suffix}": MAKERS[suffix](rng) for i, suffix in enumerate(SUFFIXES[:5])}
    return _zipped(inner, rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))


def _zipped(parts: dict[str, bytes], how: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    ".txt": _txt, ".md": _md, ".html": _html, ".jsonl": _jsonl, ".docx": _docx, ".pdf": _pdf,
    ".csv": _csv, ".xlsx": _xlsx, ".rtf": _rtf, ".odt": _odt, ".epub": _epub, ".zip": _zip,
}  # fmt: skip


def case(seed: int) -> tuple[str, bytes]:
    """The suffix and the bytes of a case."""
    rng = random.Random(seed)
    kind = rng.choice(SUFFIXES)
    data = MAKERS[kind](rng)
    times = rng.choice([0, 1, 1, 2, 3, 5, 10, 30])
    if kind in PACKED and rng.random() < 0.7:
        data = _mutated_parts(data, PACKED[kind], times, rng)
    elif kind in TEXTUAL and rng.random() < 0.7:
        data = _mutated_text(data, times, rng)
    else:
        for _ in range(times):
            data = _mutated(data, rng)
    if rng.random() < 0.03:
        kind = rng.choice(SUFFIXES)
    return kind, data[: 4 << 20]


def _mutated_parts(data: bytes, main: str, times: int, rng: random.Random) -> bytes:
    """A sound archive with unsound parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(times):
        name = rng.choice([*parts, main, main])
        parts[name] = _mutated_text(parts[name], 1, rng)
    return _zipped(parts, zipfile.ZIP_DEFLATED)


def _mutated_text(data: bytes, times: int, rng: random.Random) -> bytes:
    """Mutations between characters, so that the text stays text and reaches the parsers."""
    text = data.decode("utf-8", "replace")
    tags = [text[i : i + 12] for i in range(0, len(text), 12)] or [""]
    for _ in range(times):
        at, size = rng.randrange(len(text) + 1), rng.choice([1, 2, 8, 64])
        new = rng.choice(
            [
                "",
                text[at : at + size] * rng.choice([2, 5, 50, 2000]),
                rng.choice(TOKENS).decode("utf-8", "replace") * rng.choice([1, 1, 1, 50]),
                rng.choice(tags),
                "".join(chr(rng.randrange(1, 0xD800)) for _ in range(size)),
                chr(rng.choice([0, 7, 0x85, 0x2029, 0x202E, 0xFEFF, 0x1F600, 0x10FFFF])),
            ]
        )
        text = text[:at] + new + text[at + rng.choice([0, 0, size]) :]
    return text[: 1 << 20].encode("utf-8", "replace")


def _mutated(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    size = rng.choice([1, 1, 2, 3, 8, 64, 1024])
    how = rng.randrange(9)
    if how == 0:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if how == 1:
        return data[:at] + data[at + size :]
    if how == 2:
        return data[:at] + data[at : at + size] * rng.choice([2, 5, 50]) + data[at + size :]
    if how in (3, 4, 5):
        return data[:at] + rng.choice(TOKENS) * rng.choice([1, 1, 1, 3, 200]) + data[at:]
    if how == 6:
        other = MAKERS[rng.choice(SUFFIXES[:6])](rng)
        start = rng.randrange(len(other))
        return data[:at] + other[start : start + size * 4] + data[at:]
    if how == 7:
        return data[:at] + rng.randbytes(size) + data[at + size :]
    return data[:at]


def run_case(seed: int, folder: Path) -> str:
    """Read the case; what came of it.  Raises AssertionError for a broken promise."""
    suffix, data = case(seed)
    path = folder / f"case{suffix}"
    path.write_bytes(data)
    skipped: list[Skipped] = []
    found = 0
    for article in read_articles([path], on_skip=skipped.append, apart=False):
        found += 1
        assert article.paragraphs, "an article without paragraphs"
        for part in article.paragraphs:
            assert verify(article.source.text, part.text, part.spans), "spans do not give the text"
        json.dumps(article_json(article), ensure_ascii=False).encode("utf-8")
    assert found or skipped, "neither an article nor a reason"
    assert all(one.reason for one in skipped), "an empty reason"
    faults = [one.reason for one in skipped if values("reader_fault", one.reason)]
    assert not faults, faults[0]
    return f"{suffix} {'read' if found else 'refused'}"


def _child(pipe: Connection) -> None:
    """Seeds in, (seed, outcome, traceback, bytes grown) out."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    with tempfile.TemporaryDirectory() as name:
        while (seed := pipe.recv()) is not None:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            try:
                outcome, trace = run_case(seed, Path(name)), ""
            except Exception:
                outcome, trace = "raised", traceback.format_exc()
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
            pipe.send((seed, outcome, trace, grown))


def fuzz(seconds: float, first: int) -> dict[str, Any]:
    """Run cases for some seconds; counts of outcomes and the findings."""
    context = mp.get_context("spawn")
    outcomes: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    slowest = (0.0, first)
    grown_most = 0
    seed, cases, end = first, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        ours, theirs = context.Pipe()
        child = context.Process(target=_child, args=(theirs,), daemon=True)
        child.start()
        theirs.close()
        warm = False
        while time.monotonic() < end:
            ours.send(seed)
            begin = time.monotonic()
            if not ours.poll(CASE_SECONDS + (30 if not warm else 0)):
                findings.append({"seed": seed, "what": "hangs"})
                seed, cases = seed + 1, cases + 1
                break
            try:
                _, outcome, trace, grown = ours.recv()
            except EOFError:
                findings.append({"seed": seed, "what": "the process died"})
                seed, cases = seed + 1, cases + 1
                break
            taken = time.monotonic() - begin
            slowest = max(slowest, (taken, seed)) if warm else slowest
            grown_most = max(grown_most, grown) if warm else grown_most
            outcomes[outcome] += 1
            if trace:
                findings.append({"seed": seed, "what": trace.strip().splitlines()[-1]})
            elif warm and grown > CASE_MEMORY:
                findings.append({"seed": seed, "what": f"grew by {grown >> 20} MB"})
            warm, seed, cases = True, seed + 1, cases + 1
        child.kill()
        child.join()
    return {
        "seconds": round(seconds), "cases": cases, "first_seed": first,
        "findings": len(findings), "found": findings[:50],
        "slowest_case_s": round(slowest[0], 2), "slowest_seed": slowest[1],
        "grown_most_mb": grown_most >> 20, "outcomes": dict(sorted(outcomes.items())),
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """0 if nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600, help="how long (default 600)")
    parser.add_argument("--seed", type=int, default=1, help="the first case's seed (default 1)")
    parser.add_argument("--case", type=int, help="run this one case here and show what happens")
    parser.add_argument(
        "--no-write", action="store_true", help="leave docs/research/results/fuzz.json alone"
    )
    options = parser.parse_args(arguments)
    if options.case is not None:
        with tempfile.TemporaryDirectory() as name:
            print(run_case(options.case, Path(name)))
        return 0
    figures = fuzz(options.seconds, options.seed)
    if options.no_write:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        command = f"python -m checks.fuzz --seconds {options.seconds:g} --seed {options.seed}"
        save("fuzz", command, figures)
    return 1 if figures["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
