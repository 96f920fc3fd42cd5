"""Address of an index in Milvus."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from errors import StoreError

_SERVER = re.compile(r"([\w.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/([A-Za-z_][A-Za-z0-9_]{0,99})/?")
_FILE = re.compile(
    r"((?:.+/)?[A-Za-z0-9._-]{1,33}\.db)(?:/([A-Za-z_][A-Za-z0-9_]{0,99}))?/?", re.DOTALL
)
"""Milvus Lite opens files of such names only."""
_PORT = ":19530"
_NAME = "wenbao"
_SCHEMES = {"http": "milvus", "https": "milvus+tls"}


@dataclass(frozen=True, slots=True)
class Address:
    """uri: as pymilvus takes it, of a server or a file.  name: how the names of the index's
    collections begin."""

    uri: str
    name: str

    @property
    def lite(self) -> bool:
        """Whether it is a file, which Milvus Lite opens."""
        return self.uri.startswith("/")

    @property
    def canonical(self) -> str:
        """Of all the ways to write it one: with the port and the name, the host in small letters,
        the real path of a file."""
        if self.lite:
            return f"milvus://{os.path.realpath(self.uri)}/{self.name}"
        protocol, _, host = self.uri.lower().partition("://")
        return f"{_SCHEMES[protocol]}://{host}/{self.name}"


def parsed(place: str) -> Address:
    """`milvus://host:19530/name`, `milvus+tls://host/name`, or `milvus:///folder/file.db`, to
    which a name can be added too: several indexes in a file.

    With one slash after the scheme too: what went through a path was normalised.

    Raises StoreError for anything else.
    """
    scheme, _, location = place.partition(":")
    location = location.lstrip("/")
    file, server = _FILE.fullmatch(location), _SERVER.fullmatch(location)
    if scheme == "milvus" and file:
        return Address(f"/{file[1]}", file[2] or _NAME)
    if not server or place.startswith(f"{scheme}:///"):
        raise StoreError("milvus_address", place=place)
    protocol = "https" if scheme == "milvus+tls" else "http"
    return Address(f"{protocol}://{server[1]}{server[2] or _PORT}", server[3])
