"""What a METS file says: its files, what the whole is, which blocks of text are an article."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from corpus.bylines import persons
from corpus.dates import iso_date
from corpus.mastheads import is_paper
from corpus.readers.office_package import local, named

_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Division:
    """An article: its blocks, each by the name of its file and its own, and what is said of it."""

    blocks: tuple[tuple[str, str], ...]
    told: dict[str, str]


def members(root: Element, folder: str, parts: Collection[str]) -> dict[str, str]:
    """The members of the archive that METS names, by its ids."""
    files: dict[str, str] = {}
    for file in named(root, "file"):
        for place in named(file, "FLocat"):
            target = place.get(_HREF, "").removeprefix("file://").replace("\\", "/").lstrip("/")
            name = posixpath.normpath(posixpath.join(folder, target))
            if name in parts:
                files.setdefault(file.get("ID", ""), name)
    return files


def divisions(root: Element, files: dict[str, str]) -> Iterator[Division]:
    """The articles that METS names with their blocks."""
    described = {one.get("ID", ""): one for one in named(root, "dmdSec")}
    for chart in named(root, "structMap"):
        if chart.get("TYPE", "").lower() == "physical":
            continue
        stack: list[tuple[Element, dict[str, str]]] = [(chart, told_by(root))]
        while stack:
            element, told = stack.pop()
            about = [described[one] for one in element.get("DMDID", "").split() if one in described]
            for one in about:
                told = told | told_by(one)
            if "article" in element.get("TYPE", "").lower():
                if blocks := tuple(_blocks(element, files)):
                    yield Division(blocks, {**told, **_own(element, about)})
            else:
                stack += [(one, told) for one in reversed(element) if local(one) == "div"]


def told_by(root: Element) -> dict[str, str]:
    """The date and the paper, as a description tells them."""
    found: dict[str, str] = {}
    for element in root.iter():
        name, text = local(element), " ".join((element.text or "").split())
        if name in ("dateIssued", "date", "issued") and (date := iso_date(text)):
            found.setdefault("published", date)
        elif name == "title" and is_paper(text):
            found.setdefault("paper", text)
    return found


def _blocks(article: Element, files: dict[str, str]) -> Iterator[tuple[str, str]]:
    for area in named(article, "area"):
        if (name := files.get(area.get("FILEID", ""))) and area.get("BEGIN"):
            yield name, area.get("BEGIN", "")


def _own(article: Element, about: list[Element]) -> dict[str, str]:
    """The title and the authors of an article, as its label and its own description tell them."""
    titles = [article.get("LABEL", "")]
    titles += [one.text or "" for part in about for one in named(part, "title")]
    names = [one.text or "" for part in about for one in named(part, "namePart")]
    title = next((text for one in titles if (text := " ".join(one.split()))), "")
    author = persons("、".join(names), labelled=True)
    return ({"title": title} if title else {}) | ({"author": author} if author else {})
