"""ALTO reader: recognised text with its places in XML, a page a file; METS puts files in order.

A METS file names the pages of a book or newspaper, and what it is; its pages are read as one
document from an archive that holds them all.  Where it names the articles and the blocks of each,
these are the articles, and what is in none of them is read as a document of its own.  Nothing
outside of the archive is opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from corpus import limits
from corpus.builder import finish
from corpus.files import ignored
from corpus.metadata_lines import with_known
from corpus.readers import zip
from corpus.readers.base import Refuse, whole
from corpus.readers.mets import divisions, members, told_by
from corpus.readers.office_package import Package, elements, local_name, outermost
from corpus.readers.printed_pages import articles
from corpus.readers.scan import ScanPage, given_page
from corpus.readers.text import single
from corpus.readers.vertical_text import Box
from corpus.readers.word_boxes import evened, line_boxes, mean_score, spaced, word
from corpus.records import Article
from errors import SourceError
from messages import message_text

SUFFIXES = (".xml", ".alto")
PACKED = ".mets"
"""What an archive of ALTO files with a METS file is called."""

_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,300}>\s*|<!--[^>]{0,2000}-->\s*){0,9}"
    rb"<(?:[\w.-]{1,20}:)?(?P<name>alto|mets)[\s>]",
    re.I,
)


def kind(head: bytes) -> str:
    """ "alto" or "mets" by the first bytes of a file; "" for any other."""
    match = _ROOT.match(head)
    return match["name"].decode("ascii").lower() if match else ""


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an ALTO file."""
    yield from articles(pages(whole(stream), path), path, (message_text("by_ocr"),))


def pages(data: bytes, name: str = "alto") -> list[ScanPage]:
    """The pages of an ALTO file with their boxes."""
    root = _xml_root(name, data)
    if local_name(root) == "mets":
        raise SourceError("mets_alone")
    if local_name(root) != "alto":
        raise SourceError("not_alto", root=local_name(root))
    scan_pages = [page.scan_page() for page in _pages_in(root, 1)]
    _check_text(scan_pages)
    return scan_pages


def find_mets(data: bytes) -> str:
    """The name of the METS file of an archive that has one and ALTO files; "" for others."""
    names = [name for name in zip.names(data) if name.lower().endswith(".xml")]
    likely = sorted(names, key=lambda name: ("mets" not in name.lower(), name.count("/"), name))
    for name in likely[:3]:
        if kind(zip.member(data, name)) == "mets":
            return name
    return ""


def read_packed(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an archive of ALTO files in the order of its METS file; a file of it that is
    neither one of these nor named by METS (a picture of a page) is refused."""
    data = whole(stream)
    parts = dict(zip.members(data, lambda name, error: refuse(f"{path}/{name}", str(error))))
    mets = find_mets(data)
    if mets not in parts:
        raise SourceError("no_part", part=mets or "mets.xml")
    root = _xml_root(mets, parts[mets])
    in_order = _members_in_order(root, posixpath.dirname(mets), parts)
    pages_by_file: dict[str, list[_Page]] = {}
    count = 0
    for name in in_order:
        if kind(parts[name]) != "alto":
            continue
        try:
            pages_by_file[name] = list(_pages_in(_xml_root(name, parts[name]), count + 1))
        except SourceError as error:
            refuse(f"{path}/{name}", str(error))
        count += len(pages_by_file.get(name, ()))
    for name in parts:
        if name != mets and name not in in_order and not ignored(name):
            refuse(f"{path}/{name}", message_text("not_in_mets"))
    notes = (message_text("by_ocr"),)
    blocks = _Blocks(pages_by_file)
    _check_text([page.scan_page() for page in blocks.pages()])
    for division in divisions(root, members(root, posixpath.dirname(mets), parts)):
        for article in articles(blocks.take(division.blocks), path, notes, _single_article):
            yield with_known(article, division.told)
    fields = told_by(root)
    for article in articles(blocks.take(None), path, notes):
        yield with_known(article, fields)


def _single_article(text: str, path: str) -> Iterator[Article]:
    """A text that is known to be one article."""
    yield finish(single(text), path)


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of text on a page: what the file calls it, and its boxes."""

    ident: str
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class _Page:
    """A page before its lines are put in order."""

    number: int
    width: float
    height: float
    blocks: list[_Block]

    def scan_page(self, subset: Sequence[_Block] | None = None) -> ScanPage:
        """The page, of only some of its blocks if they are given."""
        blocks = self.blocks if subset is None else subset
        boxes = [box for block in blocks for box in block.boxes]
        return given_page(self.number, boxes, self.width, self.height)


class _Blocks:
    """The blocks of all pages, by the names that METS has for them, while articles take them."""

    def __init__(self, pages_by_file: Mapping[str, list[_Page]]) -> None:
        self._pages_by_file = pages_by_file
        self._untaken = {id(block) for page in self.pages() for block in page.blocks}
        self._places: dict[tuple[str, str], list[tuple[_Page, int]]] = {}
        for name, pages in pages_by_file.items():
            for page in pages:
                for number, block in enumerate(page.blocks):
                    self._places.setdefault((name, block.ident), []).append((page, number))

    def pages(self) -> Iterator[_Page]:
        return (page for pages in self._pages_by_file.values() for page in pages)

    def take(self, names: Sequence[tuple[str, str]] | None) -> list[ScanPage]:
        """The pages with these blocks alone, or with those that are left; each is taken once."""
        if names is None:
            remaining = [
                page.scan_page([block for block in page.blocks if id(block) in self._untaken])
                for page in self.pages()
            ]
            return [page for page in remaining if page.lines]
        numbers_by_page: dict[int, tuple[_Page, list[int]]] = {}
        for name in dict.fromkeys(names):
            for page, number in self._places.get(name, ()):
                numbers_by_page.setdefault(id(page), (page, []))[1].append(number)
        scan_pages = []
        for page, numbers in numbers_by_page.values():
            blocks = [page.blocks[number] for number in sorted(numbers)]
            untaken = [block for block in blocks if id(block) in self._untaken]
            self._untaken -= set(map(id, untaken))
            scan_page = page.scan_page(untaken)
            scan_pages += [scan_page] if scan_page.lines else []
        return scan_pages


def _check_text(pages: list[ScanPage]) -> None:
    if not any(page.lines for page in pages):
        raise SourceError("no_text_in_picture")


def _xml_root(name: str, data: bytes) -> Element:
    return Package({name: data}).parsed(name)


def _pages_in(root: Element, first: int) -> Iterator[_Page]:
    number = first - 1
    for page in outermost(root, "Page"):
        image_number = _measure(page, "PHYSICAL_IMG_NR")
        number = max(number + 1, int(min(image_number, limits.PDF_PAGES.value)))
        limits.check(limits.PDF_PAGES, number)
        blocks: list[_Block] = []
        in_blocks: set[Element] = set()
        for block in outermost(page, "TextBlock"):
            lines = [line for line in elements(block, "TextLine") if line not in in_blocks]
            in_blocks.update(lines)
            boxes = evened([box for line in lines for box in _boxes_of(line)])
            blocks.append(_Block(block.get("ID", ""), boxes))
        loose = [_boxes_of(line) for line in elements(page, "TextLine") if line not in in_blocks]
        blocks += [_Block("", boxes) for boxes in loose]
        yield _Page(number, _measure(page, "WIDTH"), _measure(page, "HEIGHT"), blocks)


def _boxes_of(line: Element) -> list[Box]:
    """The boxes of a line; words without a place have that of the line."""
    words = [node for node in line if local_name(node) in ("String", "HYP") and _content(node)]
    boxes = [_box(node) for node in words]
    if all(box.right > box.left and box.bottom > box.top for box in boxes):
        return line_boxes(boxes)
    if not boxes:
        return []
    whole_line = replace(_box(line), score=mean_score(boxes))
    return [replace(whole_line, text=spaced(box.text for box in boxes))]


def _box(element: Element) -> Box:
    left, top = _measure(element, "HPOS"), _measure(element, "VPOS")
    right, bottom = left + _measure(element, "WIDTH"), top + _measure(element, "HEIGHT")
    score = _measure(element, "WC", 1.0)
    return word(_content(element) or "?", left, top, right, bottom, min(1.0, max(0.0, score)))


def _content(element: Element) -> str:
    return " ".join(element.get("CONTENT", "").split())


def _measure(element: Element, name: str, missing: float = 0.0) -> float:
    try:
        value = float(element.get(name, missing))
    except ValueError:
        return missing
    return value if -1e9 < value < 1e9 else missing


def _members_in_order(root: Element, folder: str, parts: Mapping[str, bytes]) -> list[str]:
    """The members that METS names, in the order of its pages, else in that of its list."""
    files = members(root, folder, parts)
    ordered: dict[str, None] = {}
    for chart in elements(root, "structMap"):
        if chart.get("TYPE", "").lower() == "physical":
            for pointer in chart.iter():
                if (ident := pointer.get("FILEID")) in files:
                    ordered.setdefault(files[ident])
    return list(ordered | dict.fromkeys(files.values()))
