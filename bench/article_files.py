"""Articles of our own words, drawn in each format that is read: what `bench.articles` reads.

The text of each is known, so that what is read can be held against it.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from corpus.readers import ocr_output
from corpus.readers.scan import given_page
from corpus.readers.word_boxes import word

PLACES = (
    "渡口", "水磨坊", "茶园", "粮站", "船厂", "小学", "夜校", "集市", "桥头", "果园", "山塘",
    "祠堂", "码头", "邮局", "鱼塘", "砖窑",
)  # fmt: skip
PEOPLE = (
    "老船工", "木匠", "会计", "校长", "茶农", "渔民", "裁缝", "司机", "护林员", "学徒", "村医",
)  # fmt: skip
DEEDS = (
    "修好了一段旧路", "添了新的机器", "教会了邻居", "把账目贴在墙上", "请来了县里的师傅",
    "量过了水位", "收下了第一批货", "开了一整天的会", "换掉了漏雨的瓦", "种下了一片树",
)  # fmt: skip
REASONS = (
    "因为雨季快到了", "按照大家的意思", "趁着农闲", "为了孩子上学方便", "照着去年的办法",
)  # fmt: skip
NAMES = ("江春来", "罗小满", "桂长青", "何田田", "严守一", "贾朴", "邢小楼", "纪明月", "闵青山")
FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842


@dataclass(frozen=True)
class Gold:
    """An article as it was written."""

    title: str
    author: str
    published: str
    paragraphs: tuple[str, ...]


def written(count: int, seed: int = 1) -> list[Gold]:
    """So many articles, no two alike."""
    rng = random.Random(seed)
    return [_article(rng, number) for number in range(count)]


def _article(rng: random.Random, number: int) -> Gold:
    place = rng.choice(PLACES)
    title = f"{place}的第{number + 1}个春天"
    paragraphs = tuple(
        "".join(_sentence(rng, place) for _ in range(rng.randrange(2, 5))) for _ in range(5)
    )
    day = f"2024-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
    return Gold(title, rng.choice(NAMES), day, paragraphs)


def _sentence(rng: random.Random, place: str) -> str:
    count, share = rng.randrange(3, 990), rng.randrange(2, 98)
    return (
        f"{place}边上的{rng.choice(PEOPLE)}{rng.choice(REASONS)}，{rng.choice(DEEDS)}，"
        f"前后用了{count}天，{rng.choice(PLACES)}的{rng.choice(PEOPLE)}也来帮忙，省下百分之{share}。"
    )


File = tuple[str, bytes]


def txt(golds: Sequence[Gold]) -> list[File]:
    return [
        (
            f"{i}.txt",
            "\n".join(
                [g.title, "", f"本报记者 {g.author}", g.published, ""]
                + [f"　　{text}" for text in g.paragraphs]
            ).encode("gb18030" if i % 3 == 0 else "utf-8"),
        )
        for i, g in enumerate(golds)
    ]


def markdown(golds: Sequence[Gold]) -> list[File]:
    files = []
    for i, g in enumerate(golds):
        parts = [f"# {g.title}", f"作者：{g.author}", g.published, *g.paragraphs]
        files.append((f"{i}.md", "\n\n".join(parts).encode()))
    return files


def html(golds: Sequence[Gold]) -> list[File]:
    """Pages as a site has them: navigation, a ranking, related links and a notice around them."""
    files = []
    for i, g in enumerate(golds):
        links = "".join(f"<li><a href='/{j}'>{escape(golds[j % len(golds)].title)}</a></li>"
                        for j in range(i + 1, i + 9))  # fmt: skip
        body = "".join(f"<p>　　{text}</p>" for text in g.paragraphs)
        page = (
            f"<html><head><meta charset=utf-8><title>{g.title}_江口新闻网</title></head><body>"
            f"<ul class=nav>{links}</ul><div class=main><h1>{g.title}</h1><div class=info>"
            f"{g.published} 09:12 来源：江口日报 作者：{g.author}</div>"
            f"<div class=content>{body}</div></div><div class=rank><h3>点击排行</h3>"
            f"<ul>{links}</ul></div><div class=footer>版权所有 江口新闻网 未经许可不得转载</div>"
            "</body></html>"
        )
        files.append((f"{i}.html", page.encode()))
    return files


def jsonl(golds: Sequence[Gold]) -> list[File]:
    rows = (
        {"title": g.title, "author": g.author, "published": g.published, "paragraphs": g.paragraphs}
        for g in golds
    )
    return [("a.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode())]


def csv(golds: Sequence[Gold]) -> list[File]:
    rows = ["标题,作者,日期,正文"]
    rows += [f'{g.title},{g.author},{g.published},"' + "\n".join(g.paragraphs) + '"' for g in golds]
    return [("a.csv", "\n".join(rows).encode("utf-8-sig"))]


def docx(golds: Sequence[Gold]) -> list[File]:
    from docx import Document

    files = []
    for i, g in enumerate(golds):
        document = Document()
        document.add_heading(g.title, 1)
        document.add_paragraph(f"{g.published} 记者 {g.author}")
        for text in g.paragraphs:
            document.add_paragraph(text)
        target = io.BytesIO()
        document.save(target)
        files.append((f"{i}.docx", target.getvalue()))
    return files


def xlsx(golds: Sequence[Gold]) -> list[File]:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    rows = [["标题", "作者", "日期", "正文"]]
    rows += [[g.title, g.author, g.published, "\n".join(g.paragraphs)] for g in golds]
    cells = "".join(
        f'<row r="{y}">'
        + "".join(
            f'<c r="{x}{y}" t="inlineStr"><is><t>{text}</t></is></c>'
            for x, text in zip("ABCD", row, strict=True)
        )
        + "</row>"
        for y, row in enumerate(rows, 1)
    )

    def relation(kind: str, target: str) -> str:
        item = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{package}/relationships">{item}</Relationships>'

    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    parts = {
        "[Content_Types].xml": f'<Types><Override ContentType="{kind}" PartName="/b.xml"/></Types>',
        "_rels/.rels": relation("officeDocument", "b.xml"),
        "_rels/b.xml.rels": relation("worksheet", "s.xml"),
        "b.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="稿件" '
        'r:id="r1"/></sheets></workbook>',
        "s.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    return [("a.xlsx", _zipped(parts))]


def odt(golds: Sequence[Gold]) -> list[File]:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{space}:{name}:1.0"' for name in ("office", "text"))
    kind = "application/vnd.oasis.opendocument.text"
    files = []
    for i, g in enumerate(golds):
        body = f'<text:h text:outline-level="1">{g.title}</text:h>' + "".join(
            f"<text:p>{text}</text:p>" for text in (f"作者：{g.author}", g.published, *g.paragraphs)
        )
        content = f"<office:document-content {names}><office:body><office:text>{body}"
        content += "</office:text></office:body></office:document-content>"
        files.append((f"{i}.odt", _zipped({"mimetype": kind, "content.xml": content})))
    return files


def rtf(golds: Sequence[Gold]) -> list[File]:
    def coded(text: str) -> str:
        return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))

    files = []
    for i, g in enumerate(golds):
        lines = (g.title, f"本报记者 {g.author}", g.published, *g.paragraphs)
        body = "".join(f"\\pard {coded(line)}\\par\n" for line in lines)
        head = "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 A;}}\\f0 "
        files.append((f"{i}.rtf", f"{head}{body}}}".encode()))
    return files


def epub(golds: Sequence[Gold]) -> list[File]:
    items = "".join(
        f'<item id="c{i}" href="{i}.xhtml" media-type="application/xhtml+xml"/>'
        for i in range(len(golds))
    )
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(golds)))
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfile full-path="b.opf"/></container>',
        "b.opf": f"<package><title>渡口集</title>{items}{spine}</package>",
    }
    for i, g in enumerate(golds):
        head = (f"作者：{g.author}", g.published)
        body = "".join(f"<p>{text}</p>" for text in head + g.paragraphs)
        parts[f"{i}.xhtml"] = f"<html><body><h1>{g.title}</h1>{body}</body></html>"
    return [("a.epub", _zipped(parts))]


# pages


Line = tuple[str, float, float, float]
"""Text, left, top and size of the characters, in points from the top of the page."""


def laid(g: Gold, columns: int) -> list[Line]:
    """The article on a page, in so many columns under its title, below a running head."""
    width = (500 - 20 * (columns - 1)) / columns
    fit = int(width // 10)
    text = ["　　" + text for text in g.paragraphs]
    lines = [paragraph[i : i + fit] for paragraph in text for i in range(0, len(paragraph), fit)]
    rows = -(-len(lines) // columns)
    head = f"江口日报 {g.published} 星期一 第{columns}版"
    page: list[Line] = [(head, 50, 20, 8), (g.title, 120, 45, 20)]
    page.append((f"本报记者 {g.author}", 180, 80, 12))
    for i, line in enumerate(lines):
        left = 50 + (i // rows) * (width + 20) + 20 * line.startswith("　　")
        page.append((line.strip("　"), left, 110 + 15 * (i % rows), 10))
    return page


def pdf(golds: Sequence[Gold]) -> list[File]:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    files = []
    for i, g in enumerate(golds):
        target = io.BytesIO()
        page = Canvas(target, pagesize=(WIDTH, HEIGHT))
        for text, left, top, size in laid(g, 1 + i % 5):
            page.setFont(FONT, size)
            page.drawString(left, HEIGHT - top - 0.88 * size, text)
        page.save()
        files.append((f"{i}.pdf", target.getvalue()))
    return files


def _page_files(golds: Sequence[Gold], form: Callable[[Any], str], suffix: str) -> list[File]:
    files = []
    for i, g in enumerate(golds):
        boxes = [
            word(text, left, top, left + size * len(text), top + size, 0.96)
            for text, left, top, size in laid(g, 1 + i % 5)
        ]
        files.append((f"{i}{suffix}", form([given_page(1, boxes, WIDTH, HEIGHT)]).encode()))
    return files


def hocr(golds: Sequence[Gold]) -> list[File]:
    return _page_files(golds, ocr_output.hocr, ".hocr")


def alto(golds: Sequence[Gold]) -> list[File]:
    return _page_files(golds, ocr_output.alto, ".xml")


def png(golds: Sequence[Gold], font: str) -> list[File]:
    """The pages as pictures of 200 dots an inch."""
    from PIL import Image, ImageDraw, ImageFont

    scale = 200 / 72
    files = []
    for i, g in enumerate(golds):
        picture = Image.new("L", (round(WIDTH * scale), round(HEIGHT * scale)), "white")
        pen = ImageDraw.Draw(picture)
        for text, left, top, size in laid(g, 1 + i % 5):
            face = ImageFont.truetype(font, round(size * scale))
            pen.text((left * scale, top * scale), text, font=face, fill="black")
        target = io.BytesIO()
        picture.save(target, "PNG")
        files.append((f"{i}.png", target.getvalue()))
    return files


def _zipped(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


FORMATS: dict[str, Callable[[Sequence[Gold]], list[File]]] = {
    "text": txt, "Markdown": markdown, "web page": html, "JSON Lines": jsonl, "CSV": csv,
    "Word": docx, "Excel": xlsx, "OpenDocument": odt, "RTF": rtf, "EPUB": epub,
    "PDF": pdf, "hOCR": hocr, "ALTO": alto,
}  # fmt: skip
ON_PAGES = frozenset(("PDF", "hOCR", "ALTO", "scan"))
"""Formats of which a file is a page with columns."""
