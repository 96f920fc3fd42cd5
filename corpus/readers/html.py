"""HTML reader: the article's text without navigation; spans point into the extracted text."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from email.message import Message
from html import unescape
from typing import Any, BinaryIO

from corpus import limits, metadata_lines
from corpus.builder import Draft, finish
from corpus.bylines import parse_byline
from corpus.encodings import decode, with_losses
from corpus.lines import is_ended
from corpus.mastheads import masthead
from corpus.readers import formulas
from corpus.readers.base import Refuse, whole
from corpus.readers.extracted_text import Extract
from corpus.readers.html_tables import table_of
from corpus.readers.web_data import (
    besides,
    is_incomplete,
    lacks,
    linked_text_notes,
    says_incomplete,
)
from corpus.readers.web_fields import (
    PARTS,
    Lines,
    credit,
    fields,
    furniture,
    led_by,
    linked_article,
)
from corpus.readers.web_page import choose
from corpus.readers.web_record import Record, document_record
from corpus.readers.web_sizes import NO_TEXT, is_shown
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank
from corpus.splitting.head_and_foot import take_foot
from errors import EncodingError, SourceError
from messages import message_text

BLOCKS = frozenset((
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "header", "hgroup", "hr", "html",
    "legend", "li", "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*(?:[\"']\s*)?([A-Za-z0-9_.:-]{2,40})", re.I)
_XML_CHARSET = re.compile(
    rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,40})", re.I
)
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60"
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]{{0,99}}\r?\n[ \t]{{0,99}}(?=[{_WIDE}])")
"""A line break of the source between two Chinese characters, which is no white space."""
_MARKUP = re.compile(r"<(?:p|br|div)\b", re.I)
_FRAMES = re.compile(rb"<frameset[\s>]", re.I)
_HEAD_BYTES = 4096
_EDGES = 5, 12
"""So many paragraphs at the beginning and the end of the choice may be none of the article's."""


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The article of a saved web page: HTML, or HTML with its pictures in one file (MHTML)."""
    data, url = _page_and_address(whole(stream))
    yield from articles(decoded(data), path, url)


def page_of(data: bytes) -> str:
    """The markup of a file that is a page, also one with its pictures (MHTML)."""
    return decoded(_page_and_address(data)[0])


def _page_and_address(data: bytes) -> tuple[bytes, str | None]:
    return _page_of_mail(data) if _is_mail(data) else (data, None)


def _is_mail(data: bytes) -> bool:
    head = data[:4096].lower()
    return b"mime-version:" in head and b"content-type:" in head and head.lstrip()[:1] != b"<"


_WRITTEN = re.compile(rb"text/plain|multipart/(?:mixed|alternative)", re.I)
"""The types of a mail that somebody wrote; a page with its pictures is multipart/related."""


def _page_of_mail(data: bytes) -> tuple[bytes, str | None]:
    """The page of an MHTML file, and its address.  Raises SourceError if it has none."""
    try:
        parts = [
            part
            for part in email.message_from_bytes(data).walk()
            if part.get_content_type() in ("text/html", "application/xhtml+xml")
        ]
        parts = _main_frame(parts)
        content = parts[0].get_payload(decode=True) if parts else None
    except (ValueError, LookupError, RecursionError):
        content = None
    if not isinstance(content, bytes) or not content:
        if _WRITTEN.search(data[:_HEAD_BYTES]):
            raise SourceError("mail")
        raise SourceError("empty_mhtml")
    mail_charset = parts[0].get_content_charset()
    declared = _CHARSET.search(content[:_HEAD_BYTES]) or content.startswith(b"\xef\xbb")
    if mail_charset and not declared:
        content = b"<meta charset=" + mail_charset.encode("ascii", "replace") + b">" + content
    url = str(parts[0].get("Content-Location") or "")
    return content, url if url.startswith(("http:", "https:")) else None


def _main_frame(parts: list[Message]) -> list[Message]:
    """Of a page of frames the frame with the most text instead of the page, which has none."""
    contents = [bytes(part.get_payload(decode=True) or b"") for part in parts]
    if len(parts) < 2 or not _FRAMES.search(contents[0]):
        return parts
    texts = [decoded(content) for content in contents[1:]]
    ends = [sum(text.count(mark) for mark in "。！？") for text in texts]
    return [parts[1 + ends.index(max(ends))]]


def decoded(data: bytes) -> str:
    """The text; a page keeps what can be read of it if a few bytes are damaged: what is pasted
    into pages is not always in their encoding."""
    match = _CHARSET.search(data[:_HEAD_BYTES]) or _XML_CHARSET.match(data)
    declared = match[1].decode("ascii") if match else None
    try:
        return decode(data, declared)
    except EncodingError:
        text = with_losses(data, declared) if declared else None
        if text is None:
            raise
        return text


def articles(page: str, path: str, url: str | None = None) -> Iterator[Article]:
    """The articles of a page's markup.  Raises LimitError over HTML_DEPTH levels or LINE_CHARS."""
    root = _html_root(page)
    extract = Extract()
    if root is None:
        yield finish(extract.draft(), path)
        return
    for block in root.iter(*BLOCKS):  # before every step looks for words in what will be refused
        limits.check(limits.LINE_CHARS, len(block.text or ""))
    record = document_record(root)
    choice = choose(root, record and record.element)
    for top in choice.tops:
        _walk(top, extract, choice.dropped)
    page_lines = Lines()
    _walk(choice.body, page_lines, choice.unseen)
    begin = next((text for text in extract.texts if len(text) >= 40), "")
    metadata, inferred = fields(root, page_lines, begin, url)
    extract, notes = _with_linked_text(root, extract, page_lines, metadata["title"])
    metadata["author"] = choice.author or metadata["author"]
    titled = bool(page_lines.headings) and not extract.has_headings  # its headline stands outside
    drafts = ([] if titled else _several_drafts(extract, metadata)) or [
        _one_draft(extract, metadata)
    ]
    if record:
        _add_record(drafts[0], extract, record)
    source = Source(path, extract.text)
    for draft in drafts:
        draft.notes += [*inferred, *choice.notes, *notes]
        yield finish(draft, path, source)


def _add_record(draft: Draft, extract: Extract, record: Record) -> None:
    """Put the record of a document below its text, and what it tells into the draft."""
    extract.under(None)
    before = len(extract.paragraphs)
    for line in record.lines:
        extract.paragraph(line)
    draft.paragraphs += extract.paragraphs[before:]
    draft.text = extract.text
    fields = record.fields
    draft.fill(published=fields["published"] or None)
    if draft.author is None:
        draft.fill(office=fields["office"] or None)


def _with_linked_text(
    root: Any, extract: Extract, page_lines: Lines, title: str | None
) -> tuple[Extract, tuple[str, ...]]:
    """The text that the page's data for machines has, with the page's own tables, if the page's own
    text lacks it, else that; and notes on what was left out."""
    article = linked_article(root, root.findtext(".//title") or "", page_lines.texts)
    body = article.get("articleBody")
    linked = _linked_paragraphs(body if isinstance(body, str) else "")
    if lacks(extract.texts, extract.table_texts, linked.texts):
        own = [x for x in besides(extract.texts, linked.texts) if x != title]
        tables = linked.add_tables(extract, set(own))
        return linked, linked_text_notes([x for x in own if x not in tables])
    if is_incomplete(root, article, extract.texts, page_lines.texts):
        return extract, (message_text("incomplete_page"),)
    return extract, ()


def _linked_paragraphs(body: str) -> Extract:
    """The paragraphs of an articleBody, which is plain text or markup."""
    extract = Extract()
    if _MARKUP.search(body):
        walk(body, extract)
    else:
        for line in unescape(body).splitlines():
            extract.paragraph(line)
    return extract


def walk(page: str, extract: Extract) -> None:
    """All text of a page that is a text as a whole, as a chapter of a book is."""
    root = _html_root(page)
    body = None if root is None else root.find("body")
    if body is not None:
        unseen = {node for node in body.iter() if _has_no_text(node)}
        _walk(body, extract, unseen)


def _has_no_text(node: Any) -> bool:
    """Whether a node is a comment, or an element whose text is not shown."""
    return not isinstance(node.tag, str) or (node.tag in NO_TEXT and not is_shown(node))


def _html_root(page: str) -> Any:
    """The root of the page's tree; None for a page without any element."""
    from lxml import etree
    from lxml.html import HTMLParser

    limits.check(limits.TEXT_CHARS, len(page))
    limits.check(limits.HTML_TAGS, page.count("<"))
    data = page.encode("utf-8", "replace")
    etree.fromstring(data, etree.HTMLParser(encoding="utf-8", huge_tree=True, target=_Counted()))
    root = etree.fromstring(data, HTMLParser(encoding="utf-8", huge_tree=True))
    if root is not None:
        _check_depth(root)
    return root


def _one_draft(extract: Extract, metadata: Mapping[str, str | None]) -> Draft:
    """The one article with what the page says of it, without the lines around it that are no
    text."""
    draft = extract.draft(metadata.items())
    first, last = _EDGES
    paragraphs: list[Paragraph] = []
    first_below = len(draft.paragraphs) - last
    first_credit = _credits_start(draft.paragraphs, max(first_below, 1))
    for number, paragraph in enumerate(draft.paragraphs):
        edge = number < first or number >= first_below
        text = paragraph.text
        is_known = " ".join(text.split()) in (draft.title, draft.author)
        head = not paragraphs and (is_known or _is_field_line(text))
        if head or (edge and _is_edge(text)) or number >= first_credit:
            byline = parse_byline(text)
            told = masthead(text, loose=number >= first_credit)
            draft.fill(**({"author": byline.author} if byline else {}) | told)
            draft.notes.append(message_text("left_out", text=text))
        else:
            paragraphs.append(paragraph)
    if 0 < len(paragraphs) < len(draft.paragraphs):
        draft.paragraphs = paragraphs
        take_foot(draft, extract.fixed)
    draft.set(author=draft.author or led_by(draft.paragraphs[0].text if draft.paragraphs else ""))
    metadata_lines.from_dateline(draft)
    extract.keep_empty_headings(draft, _is_edge)
    return draft


def _several_drafts(extract: Extract, metadata: Mapping[str, str | None]) -> list[Draft]:
    """The articles, if there are several: what stands above the only heading is none if it tells
    the place in the site alone."""
    drafts = extract.several_drafts(metadata.items())
    first = drafts[0].paragraphs if drafts and drafts[0].title is None else []
    is_place = bool(first) and all(furniture(paragraph.text) for paragraph in first)
    if not is_place:
        return drafts
    if len(drafts) == 2:
        return []
    drafts[1].notes += [message_text("left_out", text=paragraph.text) for paragraph in first]
    return drafts[1:]


def _is_edge(text: str) -> bool:
    return furniture(text) or says_incomplete(text) or bool(masthead(text))


def _credits_start(paragraphs: Sequence[Paragraph], least: int) -> int:
    """Where the credits begin, behind which there is no text."""
    at = len(paragraphs)
    while at > least and (_is_edge(paragraphs[at - 1].text) or credit(paragraphs[at - 1].text)):
        at -= 1
    return at


def _is_field_line(text: str) -> bool:
    """Whether a line above the text is one that `fields` has read: a byline, a date, a source."""
    is_short = len(text) <= 80 and not is_ended(text)
    return bool(metadata_lines.fields_of(text) or (is_short and masthead(text, loose=True)))


class _Counted:
    """The parser's own view of the page, before a tree is made of it, which takes time with the
    square of a tag's attributes."""

    def __init__(self) -> None:
        self._tags = 0

    def start(self, tag: str, attributes: Any) -> None:
        self._tags += 1
        limits.check(limits.HTML_TAGS, self._tags)
        limits.check(limits.HTML_ATTRIBUTES, len(attributes))

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...


def _check_depth(root: Any) -> None:
    """The parser stops at 2,048 levels, which would lose text in silence; our limit is lower."""
    from lxml import etree

    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        limits.check(limits.HTML_DEPTH, depth)


def _walk(root: Any, extract: Extract | Lines, dropped: Set[Any]) -> None:
    """All text below the root, block by block, without recursion."""
    block = _Block(extract)
    stack = [(root, False)]
    while stack:
        element, closing = stack.pop()
        if closing:
            block.end(element)
        elif (
            element.tag == "table"
            and element not in dropped
            and (table := table_of(element, dropped)) is not None
        ):
            block.flush()
            extract.table(table.rows, table.caption)
            for inner in table.inner:
                _walk(inner, extract, dropped)
        elif element.tag == "math" and element not in dropped:
            block.text(formulas.formula_text(element))
        elif element not in dropped:
            block.start(element)
            block.text(element.text)
            stack.append((element, True))
            for child in reversed(element):
                stack.append((child, False))
            continue
        elif block.is_empty and _says_something(element):
            extract.left_out()
        if element is not root:
            block.text(element.tail)
    block.flush()


def _says_something(element: Any) -> bool:
    """Whether an element that is not read has text: a list of links, and no script."""
    return (
        isinstance(element.tag, str)
        and element.tag not in NO_TEXT
        and not blank("".join(element.itertext()))
    )


def _heading_level(element: Any) -> int:
    """The level of a heading, also of a title as Word writes it into a page; 0 for others."""
    if element.tag == "p" and element.get("class") == "MsoTitle":
        return 1
    return HEADINGS.get(element.tag, 0)


class _Block:
    """The text of the block that is open; <br> is a line break, two make paragraphs."""

    def __init__(self, extract: Extract | Lines) -> None:
        self.extract = extract
        self.mark = PARTS if isinstance(extract, Lines) else ""
        self.parts: list[str] = []
        self.level: int | None = None
        self.begins = False  # whether an <article> begins here

    @property
    def is_empty(self) -> bool:
        return self.level is None and all(map(blank, self.parts))

    def start(self, element: Any) -> None:
        tag = element.tag
        self.begins = self.begins or tag == "article"
        if level := _heading_level(element):
            self.flush()
            self.level = level
        elif tag == "br":
            self.parts.append("\n")
        elif tag in BLOCKS:
            self.flush()
        elif self.mark and self.level is None:
            self.parts.append(self.mark)

    def end(self, element: Any) -> None:
        tag = element.tag
        if level := _heading_level(element):
            text = " ".join("".join(self.parts).split())
            self.extract.heading(text, level, self.begins)
            self.parts, self.level = [], None
            self.begins = self.begins and not text
        elif tag in BLOCKS:
            self.flush()
        elif self.mark and self.level is None:
            self.parts.append(self.mark)

    def text(self, text: str | None) -> None:
        if text:
            text = _WRAPPED.sub("", text)
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
