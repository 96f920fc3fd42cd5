"""Packages of XML parts in a ZIP archive: Word, Excel, OpenDocument, EPUB.

A document is what its relations say, whatever its parts are called.  Only parts that are needed are
parsed, by one parser that counts what it reads of the whole package.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from corpus import limits
from corpus.readers import zip
from errors import SourceError

RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = "{http://purl.oclc.org/ooxml/"
_SAME = {
    f"{_STRICT}wordprocessingml/main}}": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    f"{_STRICT}spreadsheetml/main}}": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    f"{_STRICT}officeDocument/relationships}}": (
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    **{
        f"{_STRICT}drawingml/{kind}}}": f"http://schemas.openxmlformats.org/drawingml/2006/{kind}"
        for kind in ("main", "chart", "diagram")
    },
}
"""The namespaces of the strict kind of Office documents, as the usual kind calls them."""


class Package:
    """The parts of a package, and what was parsed of them so far, in bytes and elements."""

    def __init__(self, data: bytes, counted: frozenset[str] = frozenset()) -> None:
        """counted: the tags of paragraphs, cells and the like, which have a limit of their own."""
        self._begin(dict(zip.members(data)), counted)

    @classmethod
    def of(cls, parts: dict[str, bytes]) -> Package:
        """Parts that come from no archive of their own."""
        package = cls.__new__(cls)
        package._begin(parts, frozenset())
        return package

    def _begin(self, parts: dict[str, bytes], counted: frozenset[str]) -> None:
        self._parts = parts
        self._counted = counted
        self._bytes = self._elements = self._paragraphs = 0

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
        for one in self.parsed(relations).iter(RELATION):
            if one.get("TargetMode") != "External":
                kind = one.get("Type", "").rpartition("/")[2]
                yield one.get("Id", ""), kind, resolved(folder, one.get("Target", ""))

    def related(self, source: str, kind: str) -> str:
        """The name of the part that stands in this relation to `source`; "" for none."""
        return next((name for _, found, name in self.relations(source) if found == kind), "")

    def part(self, source: str, kind: str) -> Element | None:
        """The root of the part that stands in this relation to `source`; None if it has none."""
        name = self.related(source, kind)
        return self.parsed(name) if name in self else None


def resolved(folder: str, target: str) -> str:
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
        if tag.startswith(_STRICT):
            tag = _usual(tag)
        self._package.count(tag, self._depth)
        if any(name.startswith(_STRICT) for name in attrs):
            attrs = {_usual(name): value for name, value in attrs.items()}
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self._depth -= 1
        return super().end(_usual(tag) if tag.startswith(_STRICT) else tag)


def _usual(name: str) -> str:
    space, _, local = name.rpartition("}")
    return f"{{{_SAME[space + '}']}}}{local}" if space + "}" in _SAME else name
