"""Known faults: what a sync of a folder could not read the last time, so that a new one stands out.

JSON beside the index: of each folder, by its real path, the files and rows with their reasons.  It
may be deleted: then all count as new.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.records import Skipped
from index.engines import file_beside
from index.local.files import replace_bytes


def known_faults(
    index: Path | str | None, folder: Path, skipped: Sequence[Skipped]
) -> tuple[Skipped, ...]:
    """Those of a sync that the sync of this folder before was told too, for the same reason; what
    it is told now is remembered for the next.  A fault that was mended and comes again is new."""
    file, name = file_beside(index, "skipped"), os.path.realpath(folder)
    by_folder = _read(file)
    # By the place in the folder, which may be written in another way the next time.
    here = [asdict(skip) | {"path": skip.path.removeprefix(str(folder))} for skip in skipped]
    before = by_folder.pop(name, [])
    known = {(row.get("path"), row.get("reason")) for row in before if isinstance(row, dict)}
    if here != before:
        with suppress(OSError):  # a full disk: then it is told as new once more
            _write(file, by_folder | ({name: here} if here else {}))
    is_known = ((row["path"], row["reason"]) in known for row in here)
    return tuple(skip for skip, old in zip(skipped, is_known, strict=True) if old)


def _read(file: Path) -> dict[str, list[Any]]:
    """None where there is no such file, or it is not as it was written: then every fault is new."""
    try:
        folders = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    known = isinstance(folders, dict) and all(isinstance(rows, list) for rows in folders.values())
    return folders if known else {}


def _write(file: Path, folders: dict[str, list[Any]]) -> None:
    if not folders:
        file.unlink(missing_ok=True)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    replace_bytes(file, json.dumps(folders, indent=1).encode())
