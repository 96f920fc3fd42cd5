"""Index: build, change and open a searchable store.  Importing this loads no heavy library."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from state import state_folder

# As in `qa`: small products, where waiting threads cost more than they do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from index.article_corrections import Corrected, correct, corrections, undo
    from index.engines import open_index, verify
    from index.file_changes import FileChanges
    from index.writer import FileReport, Report, add, build, remove, rollback, sync

__all__ = [
    "Corrected", "FileChanges", "FileReport", "Report", "add", "build", "correct",
    "corrections", "default_index", "open_index", "remove", "rollback", "sync",
    "undo", "verify",
]  # fmt: skip

_EXPORTS = {
    "index.article_corrections": ("Corrected", "correct", "corrections", "undo"),
    "index.engines": ("open_index", "verify"),
    "index.file_changes": ("FileChanges",),
    "index.writer": ("FileReport", "Report", "add", "build", "remove", "rollback", "sync"),
}
_HOMES = {name: module for module, names in _EXPORTS.items() for name in names}

INDEX_HELP = "default: $WENBAO_INDEX, else var/index; once installed, in this user's data folder"
"""For the `--index` of commands."""


def default_index() -> Path:
    """The folder of the index when none is named: `$WENBAO_INDEX`, else `index` in the state
    folder."""
    folder = os.environ.get("WENBAO_INDEX")
    return Path(folder) if folder else state_folder() / "index"


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
