"""ALTO reader: recognised text with its places in XML, a page a file; METS puts files in order.

A METS file names the pages of a book or newspaper, and what it is; its pages are read as one
document from an archive that holds them all.  Nothing outside of the archive is opened.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO
from xml.etree.ElementTree import Element

from corpus import limits
from corpus.dates import iso_date
from corpus.files import ignored
from corpus.mastheads import is_paper
from corpus.metadata import with_known
from corpus.readers import zip
from corpus.readers.base import Refuse, whole
from corpus.readers.office_package import Package
from corpus.readers.scan import ScanPage, articles, given_page
from corpus.readers.upright import Box
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
_HREF = "{http://www.w3.org/1999/xlink}href"


def kind(head: bytes) -> str:
    """ "alto" or "mets" by the first bytes of a file; "" for any other."""
    found = _ROOT.match(head)
    return found["name"].decode("ascii").lower() if found else ""


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an ALTO file."""
    root = _parsed(path, whole(stream))
    if _name(root) == "mets":
        raise SourceError("mets_alone")
    if _name(root) != "alto":
        raise SourceError("not_alto", root=_name(root))
    found = list(_pages(root, 1))
    _check(found)
    yield from articles(found, path, (message_text("by_ocr"),))


def pages(data: bytes) -> list[ScanPage]:
    """The pages of an ALTO file with their boxes."""
    found = list(_pages(_parsed("alto", data), 1))
    _check(found)
    return found


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
    root = _parsed(mets, parts[mets])
    listed = _listed(root, posixpath.dirname(mets), parts)
    found: list[ScanPage] = []
    for name in listed:
        if kind(parts[name]) != "alto":
            continue
        try:
            found += _pages(_parsed(name, parts[name]), len(found) + 1)
        except SourceError as error:
            refuse(f"{path}/{name}", str(error))
    for name in parts:
        if name != mets and name not in listed and not ignored(name):
            refuse(f"{path}/{name}", message_text("not_in_mets"))
    _check(found)
    told = _told(root)
    for article in articles(found, path, (message_text("by_ocr"),)):
        yield with_known(article, told)


def _check(found: list[ScanPage]) -> None:
    if not any(page.lines for page in found):
        raise SourceError("no_text_in_picture")


def _parsed(name: str, data: bytes) -> Element:
    return Package.of({name: data}).parsed(name)


def _name(element: Element) -> str:
    """The tag without its namespace, of which each version of ALTO has another."""
    return element.tag.rpartition("}")[2]


def _named(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element.iter() if _name(one) == name)


def _pages(root: Element, first: int) -> Iterator[ScanPage]:
    number = first - 1
    for page in _named(root, "Page"):
        told = _number(page, "PHYSICAL_IMG_NR")
        number = max(number + 1, int(min(told, limits.PDF_PAGES.value)))
        limits.check(limits.PDF_PAGES, number)
        boxes: list[Box] = []
        placed: set[Element] = set()
        for block in _named(page, "TextBlock"):
            lines = [line for line in _named(block, "TextLine") if line not in placed]
            placed.update(lines)
            boxes += evened([box for line in lines for box in _line(line)])
        for line in _named(page, "TextLine"):
            boxes += _line(line) if line not in placed else ()
        yield given_page(number, boxes, _number(page, "WIDTH"), _number(page, "HEIGHT"))


def _line(line: Element) -> list[Box]:
    """The boxes of a line; words without a place have that of the line."""
    words = [one for one in line if _name(one) in ("String", "HYP") and _text(one)]
    made = [_box(one) for one in words]
    if all(box.right > box.left and box.bottom > box.top for box in made):
        return line_boxes(made)
    if not made:
        return []
    whole_line = replace(_box(line), score=mean_score(made))
    return [replace(whole_line, text=spaced(box.text for box in made))]


def _box(element: Element) -> Box:
    left, top = _number(element, "HPOS"), _number(element, "VPOS")
    right, bottom = left + _number(element, "WIDTH"), top + _number(element, "HEIGHT")
    sure = _number(element, "WC", 1.0)
    return word(_text(element) or "?", left, top, right, bottom, min(1.0, max(0.0, sure)))


def _text(element: Element) -> str:
    return " ".join(element.get("CONTENT", "").split())


def _number(element: Element, name: str, missing: float = 0.0) -> float:
    try:
        value = float(element.get(name, missing))
    except ValueError:
        return missing
    return value if -1e9 < value < 1e9 else missing


def _listed(root: Element, folder: str, parts: Mapping[str, bytes]) -> list[str]:
    """The members that METS names, in the order of its pages, else in that of its list."""
    files: dict[str, str] = {}
    for file in _named(root, "file"):
        for place in _named(file, "FLocat"):
            target = place.get(_HREF, "").removeprefix("file://").replace("\\", "/").lstrip("/")
            name = posixpath.normpath(posixpath.join(folder, target))
            if name in parts:
                files.setdefault(file.get("ID", ""), name)
    ordered: dict[str, None] = {}
    for chart in _named(root, "structMap"):
        if chart.get("TYPE", "").lower() == "physical":
            for pointer in chart.iter():
                if (ident := pointer.get("FILEID")) in files:
                    ordered.setdefault(files[ident])
    return list(ordered | dict.fromkeys(files.values()))


def _told(root: Element) -> dict[str, str]:
    """The date and the paper, as the description of the whole tells them."""
    found: dict[str, str] = {}
    for element in root.iter():
        name, text = _name(element), " ".join((element.text or "").split())
        if name in ("dateIssued", "date", "issued") and (date := iso_date(text)):
            found.setdefault("published", date)
        elif name == "title" and is_paper(text):
            found.setdefault("paper", text)
    return found
