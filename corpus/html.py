"""HTML: the article's text without the page around it; spans point into the extracted text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from corpus import limits
from corpus.dates import iso_date
from corpus.draft import finish
from corpus.encodings import decode
from corpus.extract import Extract
from corpus.lines import is_ended
from corpus.reader import Refuse, whole
from corpus.records import Article
from corpus.spans import blank

DROPPED = frozenset((
    "script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button",
    "select", "option", "input", "textarea", "iframe", "object", "embed", "svg", "math",
    "canvas", "audio", "video", "map", "dialog", "head", "title", "menu",
))  # fmt: skip
BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot",
    "thead", "tr", "ul",
))  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog",
    "alert",
))  # fmt: skip

_META = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "author": ("author", "article:author", "dc.creator", "byl"),
    "column": ("article:section", "section", "column"),
    "published": (
        "article:published_time",
        "published_time",
        "publishdate",
        "pubdate",
        "publication_date",
        "dc.date",
        "dc.date.issued",
        "date",
    ),
    "url": ("og:url",),
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SITE = re.compile(r"\s*[-_|–—]\s*[^-_|–—]{1,30}$")


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The article of an .html file."""
    data = whole(stream)
    declared = _CHARSET.search(data[:4096])
    yield parse(decode(data, declared[1].decode("ascii") if declared else None), path)


def parse(page: str, path: str) -> Article:
    """The article of a page's markup.  Raises LimitError over HTML_DEPTH levels."""
    from lxml import etree

    limits.check(limits.TEXT_CHARS, len(page))
    limits.check(limits.HTML_TAGS, page.count("<"))
    root = etree.fromstring(
        page.encode("utf-8", "replace"), etree.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    extract = Extract()
    if root is not None:
        _check_depth(root)
        _walk(_main(root), extract)
    return finish(extract.draft(_fields(root) if root is not None else ()), path)


def _check_depth(root: Any) -> None:
    """The parser stops at 2,048 levels, which would lose text in silence; our limit is lower."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        limits.check(limits.HTML_DEPTH, depth)


def _main(root: Any) -> Any:
    """The one <main> or <article> if it holds most of the page's text, else the body."""
    body = root.find("body")
    body = root if body is None else body
    size = _size(body)
    for tag in ("article", "main"):
        found = body.findall(f".//{tag}")
        if len(found) == 1 and 2 * _size(found[0]) > size:
            return found[0]
    return body


def _size(element: Any) -> int:
    """The characters of its paragraphs."""
    return sum(len(text) for p in element.iter("p") for text in p.itertext())


def _dropped(element: Any) -> bool:
    if not isinstance(element.tag, str):  # a comment or processing instruction
        return True
    get = element.attrib.get
    return (
        element.tag in DROPPED
        or "hidden" in element.attrib
        or get("aria-hidden") == "true"
        or get("role") in ROLES
        or bool(_HIDDEN.search(get("style", "")))
    )


def _walk(root: Any, extract: Extract) -> None:
    """All text below the root, block by block, without recursion."""
    from lxml import etree

    block = _Block(extract)
    skip: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in ("comment", "pi"):
            if skip is None:
                block.text(element.tail)
            continue
        if skip is not None:
            if event == "end" and element is skip:
                skip = None
                block.text(element.tail)
            continue
        if event == "start":
            if element is not root and _dropped(element):
                skip = element
                continue
            block.start(element.tag)
            block.text(element.text)
        else:
            block.end(element.tag)
            if element is not root:
                block.text(element.tail)
    block.flush()


class _Block:
    """The text of the block that is open; <br> is a line break, two make paragraphs."""

    def __init__(self, extract: Extract) -> None:
        self.extract = extract
        self.parts: list[str] = []
        self.level: int | None = None
        self.row = 0

    def start(self, tag: str) -> None:
        if tag in HEADINGS:
            self.flush()
            self.level = HEADINGS[tag]
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "tr":
            self.flush()
            self.row += 1
        elif tag in ("td", "th"):
            self.parts.append(" ")
        elif tag in BLOCKS:
            self.parts.append(" ") if self.row and tag != "table" else self.flush()

    def end(self, tag: str) -> None:
        if tag in HEADINGS:
            self.extract.heading(" ".join("".join(self.parts).split()), HEADINGS[tag])
            self.parts, self.level = [], None
        elif tag == "tr":
            self.row -= 1
            self.flush()
        elif tag in BLOCKS:
            self.parts.append(" ") if self.row and tag != "table" else self.flush()

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append(re.sub(r"[ \t\r\n\f\v\x1c-\x1e\x85\u2028\u2029\xa0]+", " ", text))

    def flush(self) -> None:
        lines = [line.strip(" ") for line in "".join(self.parts).split("\n")]
        self.parts = []
        open_lines: list[str] = []
        for line in lines:
            if open_lines and (blank(line) or line[0] == "\u3000" or is_ended(open_lines[-1])):
                self.extract.paragraph("\n".join(open_lines))
                open_lines = []
            if not blank(line):
                open_lines.append(line)
        self.extract.paragraph("\n".join(open_lines))


def _fields(root: Any) -> list[tuple[str, str | None]]:
    """What the page's head says; <title> without the name of the site."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        meta.setdefault(name.strip().lower(), (element.get("content") or "").strip())
    found: list[tuple[str, str | None]] = []
    for field, names in _META.items():
        value = next((meta[name] for name in names if meta.get(name)), None)
        if field == "published" and value is None:
            value = next((x.get("datetime") for x in root.iter("time") if x.get("datetime")), None)
        found.append((field, iso_date(value) if field == "published" and value else value))
    for link in root.iter("link"):
        if link.get("rel") == "canonical":
            found.append(("url", link.get("href")))
    title = root.find(".//title")
    if title is not None and title.text:
        whole_title = " ".join(title.text.split())
        found.append(("title", _SITE.sub("", whole_title) or whole_title))
    return found
