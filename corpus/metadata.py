"""Metadata: what is known of an article besides its text."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of an article besides its text; a field that is not known is None.

    `published` is ISO 8601, as exact as known ("2024-11", "2024-11-20").  To add a field: one line
    here, a field in `Described`, the readers that can tell it, and, if people shall see it, a
    word in `source_parts`.  JSON, index and digest take their keys from here, in this order.
    """

    title: str | None = None
    author: str | None = None
    office: str | None = None
    column: str | None = None
    published: str | None = None
    paper: str | None = None
    edition: str | None = None
    url: str | None = None


METADATA = tuple(attribute.name for attribute in fields(Metadata))


def values_of(metadata: Metadata) -> dict[str, str | None]:
    """The fields by name: several times as fast as `asdict`, which copies what cannot change."""
    return {name: getattr(metadata, name) for name in METADATA}


class _Field:
    """A field of the metadata, as an attribute of the record that carries it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, record: Described, owner: type | None = None) -> str | None:
        value: str | None = getattr(record.metadata, self.name)
        return value

    def __set__(self, record: Described, value: object) -> None:
        raise AttributeError(f"{self.name} is set in the metadata")


class Described:
    """The fields of the metadata as read-only attributes."""

    __slots__ = ()
    metadata: Metadata
    title, author, office, column = _Field(), _Field(), _Field(), _Field()
    published, paper, edition, url = _Field(), _Field(), _Field(), _Field()


def source_parts(metadata: Metadata) -> list[str]:
    """The known parts of the source line after the title, in the order that people are shown."""
    order = ("author", "office", "column", "paper", "edition", "published")
    return [part for name in order if (part := getattr(metadata, name))]
