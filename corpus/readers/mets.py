"""What a METS file says: its files, what the whole is, which blocks of text are an article."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from xml.etree.ElementTree import Element

from corpus.dates import iso_date
from corpus.mastheads import is_paper
from corpus.person_names import persons
from corpus.readers.office_package import elements, local_name

_MOST_NAMES = 200  # parts of names of a description that are looked at, and characters of each
_HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass(frozen=True, slots=True)
class Division:
    """An article: its blocks, each by the name of its file and its own, and what is said of it."""

    blocks: tuple[tuple[str, str], ...]
    told: dict[str, str]


def members(root: Element, folder: str, parts: Collection[str]) -> dict[str, str]:
    """The members of the archive that METS names, by its ids."""
    files: dict[str, str] = {}
    for file in elements(root, "file"):
        for place in elements(file, "FLocat"):
            target = place.get(_HREF, "").removeprefix("file://").replace("\\", "/").lstrip("/")
            name = posixpath.normpath(posixpath.join(folder, target))
            if name in parts:
                files.setdefault(file.get("ID", ""), name)
    return files


@dataclass(frozen=True, slots=True)
class _Description:
    """What a section of METS that describes something says of it: read once, though every article
    may refer to it."""

    fields: dict[str, str]
    title: str
    names: list[str]

    @classmethod
    def of(cls, section: Element) -> _Description:
        titles = (" ".join((node.text or "").split()) for node in elements(section, "title"))
        names = islice(elements(section, "namePart"), _MOST_NAMES)
        return cls(
            told_by(section),
            next(filter(None, titles), ""),
            [(node.text or "")[:_MOST_NAMES] for node in names],
        )


def divisions(root: Element, files: dict[str, str]) -> Iterator[Division]:
    """The articles that METS names with their blocks."""
    sections = {node.get("ID", ""): node for node in elements(root, "dmdSec")}

    @cache
    def read_description(ident: str) -> _Description:
        return _Description.of(sections[ident])

    common_fields = told_by(root)
    for chart in elements(root, "structMap"):
        if chart.get("TYPE", "").lower() == "physical":
            continue
        stack: list[tuple[Element, dict[str, str]]] = [(chart, common_fields)]
        while stack:
            element, fields = stack.pop()
            idents = [ident for ident in element.get("DMDID", "").split() if ident in sections]
            described = [read_description(ident) for ident in dict.fromkeys(idents)]
            for description in described:
                fields = fields | description.fields
            if "article" in element.get("TYPE", "").lower():
                if blocks := tuple(_article_blocks(element, files)):
                    yield Division(blocks, {**fields, **_title_and_author(element, described)})
            else:
                stack += [(div, fields) for div in reversed(element) if local_name(div) == "div"]


def told_by(root: Element) -> dict[str, str]:
    """The date and the paper, as a description tells them."""
    fields: dict[str, str] = {}
    for element in root.iter():
        name, text = local_name(element), " ".join((element.text or "").split())
        if name in ("dateIssued", "date", "issued") and (date := iso_date(text)):
            fields.setdefault("published", date)
        elif name == "title" and is_paper(text):
            fields.setdefault("paper", text)
    return fields


def _article_blocks(article: Element, files: dict[str, str]) -> Iterator[tuple[str, str]]:
    for area in elements(article, "area"):
        if (name := files.get(area.get("FILEID", ""))) and area.get("BEGIN"):
            yield name, area.get("BEGIN", "")


def _title_and_author(article: Element, sections: list[_Description]) -> dict[str, str]:
    """The title and the authors of an article, as its label and its own description tell them."""
    titles = (" ".join(article.get("LABEL", "").split()), *(section.title for section in sections))
    title = next(filter(None, titles), "")
    names = islice((name for section in sections for name in section.names), _MOST_NAMES)
    author = persons("、".join(names), labelled=True)
    return ({"title": title} if title else {}) | ({"author": author} if author else {})
