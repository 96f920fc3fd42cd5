"""Packages of XML parts in a ZIP archive: Word, Excel, OpenDocument, EPUB.

A document is what its relations say, whatever its parts are called.  Only parts that are needed are
parsed, by one parser that counts what it reads of the whole package.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from corpus import file_types, limits
from corpus.readers import zip
from errors import SourceError

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "{http://purl.oclc.org/ooxml/"
_USUAL = "{http://schemas.openxmlformats.org/"
"""Begins of the names of the strict and of the usual kind of Office documents."""


class Package:
    """The parts of a package, and what was parsed of them so far, in bytes and elements.
    counted: the tags of paragraphs, cells and the like, which have a limit of their own."""

    def __init__(self, parts: Mapping[str, bytes], counted: frozenset[str] = frozenset()) -> None:
        self._parts = parts
        self._counted = counted
        self._bytes = self._elements = self._paragraphs = 0

    @classmethod
    def of(cls, data: bytes, unlike: str, counted: frozenset[str] = frozenset()) -> Package:
        """The package of a file.  Raises SourceError `unlike` for what is no archive."""
        if not data.startswith(b"PK\x03\x04"):
            raise SourceError(unlike, kind=file_types.kind(data) or file_types.OTHER)
        return cls(dict(zip.members(data)), counted)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def content(self, name: str) -> bytes:
        return self._parts[name]

    def parsed(self, name: str) -> Element:
        """The root of a part.  Raises SourceError for XML that is broken or declares entities."""
        from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
        from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

        self._bytes += len(self._parts[name])
        limits.check(limits.OFFICE_XML_BYTES, self._bytes)
        parser = DefusedXMLParser(target=_Counted(self), forbid_dtd=True)
        try:
            parser.feed(self._parts[name])
            root: Element = parser.close()
        except DefusedXmlException:
            raise SourceError("xml_entities") from None
        except (ParseError, ValueError, LookupError) as error:
            raise SourceError("damaged_part", part=name, error=error) from None
        return root

    def count(self, tag: str, depth: int) -> None:
        self._elements += 1
        self._paragraphs += tag in self._counted
        limits.check(limits.OFFICE_ELEMENTS, self._elements)
        limits.check(limits.OFFICE_PARAGRAPHS, self._paragraphs)
        limits.check(limits.OFFICE_DEPTH, depth)

    def relations(self, source: str) -> Iterator[tuple[str, str, str]]:
        """(id, kind, name) of the parts within the package that stand in a relation to a part."""
        folder, name = posixpath.split(source)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self._parts:
            return
        for relation in self.parsed(relations).iter(RELATION):
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                yield relation.get("Id", ""), kind, part_name(folder, relation.get("Target", ""))

    def related(self, source: str, kind: str) -> str:
        """The name of the part that stands in this relation to `source`; "" for none."""
        return next((name for _, role, name in self.relations(source) if role == kind), "")

    def part(self, source: str, kind: str) -> Element | None:
        """The root of the part that stands in this relation to `source`; None if it has none."""
        name = self.related(source, kind)
        return self.parsed(name) if name in self else None


def part_name(folder: str, target: str) -> str:
    """The name of a part, as another one in `folder` refers to it."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


class _Counted(TreeBuilder):
    """Builds the tree, and counts its elements while they come."""

    def __init__(self, package: Package) -> None:
        super().__init__()
        self._package = package
        self._depth = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self._depth += 1
        tag = _usual(tag)
        self._package.count(tag, self._depth)
        if any(name.startswith(_STRICT) for name in attrs):
            attrs = {_usual(name): value for name, value in attrs.items()}
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_usual(tag))


def _usual(name: str) -> str:
    """A name of the strict kind as the usual kind has it: with the year of the standard."""
    if not name.startswith(_STRICT):
        return name
    family, _, part = name.removeprefix(_STRICT).rpartition("/")
    return f"{_USUAL}{family}/2006/{part}"


def local_name(element: Element) -> str:
    """The name of an element without its namespace, of which each version may have another."""
    return element.tag.rpartition("}")[2]


def elements(root: Element, name: str) -> Iterator[Element]:
    """The elements of this name, in whatever namespace."""
    return (node for node in root.iter() if local_name(node) == name)


def outermost(root: Element, name: str) -> Iterator[Element]:
    """The elements of this name that stand in no other one of it: what is in each is read once,
    however deep they stand within each other."""
    stack = [root]
    while stack:
        element = stack.pop()
        if local_name(element) == name:
            yield element
        else:
            stack.extend(reversed(element))
