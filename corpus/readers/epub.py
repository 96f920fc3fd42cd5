"""EPUB reader: the chapters of a book in reading order, each an article of the book's author, or of
its own one: the book's is the editor of an anthology."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import BinaryIO
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from corpus import metadata_lines
from corpus.dates import iso_date
from corpus.encodings import decode
from corpus.person_names import persons
from corpus.readers import html
from corpus.readers.base import Refuse, left_out_notes, whole, with_notes
from corpus.readers.extracted_text import Extract
from corpus.readers.office_package import Package, elements, part_name
from corpus.records import Article
from corpus.spans import blank
from errors import SourceError, WenbaoError
from language.lexicon import either

_CONTAINER = "META-INF/container.xml"
_UNTOLD = "?"
_HEAD = 2_000  # characters of a page that are searched for an imprint
_OWN = 3  # of so many chapters one has an author of its own: an anthology
_EDITS = re.compile(r"[主选]编|[\s(（\[【,，/]编(?:者)?[)）\]】]?$|^编者?[:：]")
_LINK = re.compile(rb"""\b(?:href|src)\s?=\s?["']([^"'#]{1,500})""")
_OTHER_LISTS = re.compile(rb"page-list|<pageList|landmarks")
_CONTENTS = "application/x-dtbncx+xml"
_IMPRINT = re.compile("ISBN|CIP|版权所有|定价")
"""What the last page of a book holds, which goes on with no chapter."""
_IMPRINT_LINE = re.compile(rf"({either('imprint_labels')})\s?[:：]\s?\S")
_PRINTED = frozenset(("印次", "版次", "印数", "印张", "开本", "定价", "书号", "ISBN", "准印证号"))
_LABELLED = 3  # lines of an imprint page, at least
_COVER = 20  # characters of a cover or title page beside the book's title and author
_LISTED = 3  # pages that a table of contents leads to, at least
_ENDED = re.compile("[。！？!?]")
_FRONT = 3  # pages of a book before its first chapter, at most, that are no chapter
_PAGES = frozenset(("application/xhtml+xml", "text/html", "text/x-oeb1-document"))


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an .epub file; a chapter that cannot be read is refused, the rest is read."""
    package = Package.of(whole(stream), "not_epub")
    if _CONTAINER not in package:
        raise SourceError("no_part", part=_CONTAINER)
    roots = (node.get("full-path", "") for node in elements(package.parsed(_CONTAINER), "rootfile"))
    main = next((name for name in roots if name in package), "")
    if not main:
        raise SourceError("no_part", part="OPF")
    book = package.parsed(main)
    fields = _book_fields(book)
    in_contents = _in_contents(package, book, main)
    chapters: list[tuple[str, Extract]] = []
    book_articles: list[Article] = []
    failed = False

    def failed_at(name: str, error: WenbaoError) -> None:
        nonlocal failed
        failed = True
        refuse(f"{path}/{name}", str(error))

    begun = None
    front: list[tuple[str, Extract]] = []
    pages = dict.fromkeys(_chapters(book, main))  # a page is read once, however often it is named
    names = {name for name, _ in pages}
    for name, kind in pages:
        try:
            if kind not in _PAGES:
                raise SourceError("not_a_chapter", kind=kind)
            if name not in package:
                raise SourceError("no_part", part=name)
            page = decode(package.content(name), "utf-8")
            extract = _chapter(page)
            if blank(extract.text):  # pictures alone
                continue
            if not chapters and len(front) < _FRONT and _is_front(extract, fields):
                front.append((name, extract))
                continue
            if _is_imprint(extract):
                front.append((name, extract))
                begun = None
                continue
            if _is_contents(package, name, extract, names):
                continue
            if begun and name not in in_contents and _has_no_head(extract):
                html.walk(page, begun)
                continue
            chapters.append((name, extract))
            begun = (
                extract if name in in_contents or (in_contents and extract.has_headings) else None
            )
        except WenbaoError as error:
            begun = None
            failed_at(name, error)
    notes = left_out_notes(" ".join(extract.text.split()) for _, extract in front if chapters)
    for name, extract in chapters or front:
        try:
            book_articles += extract.articles(path)
        except WenbaoError as error:
            failed_at(name, error)
    if not book_articles and not failed:
        raise SourceError("no_text")
    if _is_anthology(book_articles, fields["author"]):
        fields["author"] = ""
    for article in with_notes(book_articles, notes):
        key = "title" if article.title in (None, fields["title"]) else "column"
        chapter_fields = {**fields, "title": "", key: fields["title"]}
        yield metadata_lines.with_known(article, {k: v for k, v in chapter_fields.items() if v})


def _chapter(page: str) -> Extract:
    """The text of a page.  Where all its headings stand below its first one, that is its title,
    of whatever level: the book's own title may be of the first."""
    extract = Extract()
    html.walk(page, extract)
    if (level := extract.level_of_title) > 1:
        extract = Extract(level)
        html.walk(page, extract)
    return extract


def _is_imprint(page: Extract) -> bool:
    """Whether most lines of a page tell of a book who made it, each another thing, and one how it
    was printed."""
    labels = [match[1] for text in page.texts if (match := _IMPRINT_LINE.match(text))]
    told = set(labels)
    if len(told) < max(_LABELLED, len(labels)) or 2 * len(labels) < len(page.texts):
        return False
    return not told.isdisjoint(_PRINTED)


def _is_front(page: Extract, fields: Mapping[str, str]) -> bool:
    """Whether a page before all chapters is a cover or a title page: it says whose book it is."""
    text = "".join(page.text.split())
    for name in filter(None, ("".join(fields[key].split()) for key in ("title", "author"))):
        text = text.replace(name, "")
    return len(text) <= _COVER and not _ENDED.search(text)


def _is_contents(package: Package, name: str, page: Extract, pages: Set[str]) -> bool:
    """Whether a page without a sentence leads to several others, as the nav does, which is not
    read, either."""
    links = (
        unquote(link.decode("utf-8", "replace")) for link in _LINK.findall(package.content(name))
    )
    to = {part_name(posixpath.dirname(name), link) for link in links}
    return len(to & pages - {name}) >= _LISTED and not _ENDED.search(page.text)


def _has_no_head(page: Extract) -> bool:
    """Whether a page that the table of contents does not name goes on with the chapter before."""
    return not page.has_headings and not _IMPRINT.search(page.text[:_HEAD])


def _in_contents(package: Package, book: Element, main: str) -> set[str]:
    """The names of the pages that the book's table of contents leads to."""
    tables = {
        part_name(posixpath.dirname(main), unquote(item.get("href", "")))
        for item in elements(book, "item")
        if item.get("media-type") == _CONTENTS or _is_nav(item)
    }
    names: set[str] = set()
    for name in (name for name in tables if name in package):
        links = _LINK.findall(_OTHER_LISTS.split(package.content(name), 1)[0])
        targets = (unquote(link.decode("utf-8", "replace")) for link in links)
        names.update(part_name(posixpath.dirname(name), target) for target in targets)
    return names


def _is_nav(item: Element) -> bool:
    return "nav" in item.get("properties", "").split()


def _is_anthology(chapters: Sequence[Article], author: str) -> bool:
    """Whether a good part of the chapters, more than a foreword, name their own authors: then the
    others are nobody's."""
    with_author = sum(chapter.author not in (None, author) for chapter in chapters)
    return with_author > 1 and with_author * _OWN >= len(chapters)


def _book_fields(book: Element) -> dict[str, str]:
    """What the book says of itself."""

    def first(name: str) -> str:
        texts = (" ".join((node.text or "").split()) for node in elements(book, name))
        return next((text for text in texts if text), "")

    return {
        "title": first("title"),
        "author": _book_author(book),
        "published": iso_date(first("date")) or "",
    }


def _book_author(book: Element) -> str:
    """Who wrote the book: the first whom it names as its maker and not as its editor."""
    roles_of: dict[str | None, set[str]] = {}  # in EPUB 3, the roles by the id of their maker
    for meta in elements(book, "meta"):
        if meta.get("property") == "role":
            roles_of.setdefault(meta.get("refines"), set()).add((meta.text or "").strip())
    for creator in elements(book, "creator"):
        roles = {value for key, value in creator.attrib.items() if key.rpartition("}")[2] == "role"}
        roles |= roles_of.get(f"#{creator.get('id')}", set())
        name = " ".join((creator.text or "").split())
        if roles <= {"aut", ""} and not _EDITS.search(name) and name:
            return persons(name, labelled=True) or ""
    return ""


def _chapters(book: Element, main: str) -> Iterator[tuple[str, str]]:
    """The names and types of the pages in the order in which they are read, without the table of
    contents."""
    folder = posixpath.dirname(main)
    items = {node.get("id", ""): node for node in elements(book, "item")}
    seen: set[str] = set()
    for itemref in elements(book, "itemref"):
        item = items.get(itemref.get("idref", ""))
        if item is None:
            yield itemref.get("idref", ""), _UNTOLD
            continue
        name = part_name(folder, unquote(item.get("href", "")).partition("#")[0])
        if not _is_nav(item) and name not in seen:
            seen.add(name)
            yield name, item.get("media-type", _UNTOLD)
