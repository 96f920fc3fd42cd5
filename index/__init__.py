"""The index: built from articles, changed, opened.  Importing this loads no heavy library."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

# As in `qa`: small products, where waiting threads cost more than they do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from index.generations import current_name
    from index.local import LocalStore, open_index
    from index.place import default_index
    from index.upkeep import rollback, verify
    from index.writer import FileReport, Report, add, build, remove

_HOMES = {
    "FileReport": "index.writer",
    "LocalStore": "index.local",
    "Report": "index.writer",
    "add": "index.writer",
    "build": "index.writer",
    "current_name": "index.generations",
    "default_index": "index.place",
    "open_index": "index.local",
    "remove": "index.writer",
    "rollback": "index.upkeep",
    "verify": "index.upkeep",
}

__all__ = [
    "FileReport",
    "LocalStore",
    "Report",
    "add",
    "build",
    "current_name",
    "default_index",
    "open_index",
    "remove",
    "rollback",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
