"""Upload staging folder: Gradio keeps uploads there until an event takes them; bounded in size."""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from contextlib import suppress
from pathlib import Path

MADE = re.compile(r"[0-9a-f]{64}|tmp\w{8}")
"""Names that Gradio and its parser make; whatever else lies in the folder is somebody's own."""

WAIT = 3600.0
"""Seconds that a file may wait for its event; a long line of other uploads may be before it."""

_chosen: list[Path] = []


def chosen(data: Path) -> Path:
    """The folder for uploads under `data`, made known to Gradio.

    Gradio has one for the whole process, so the first server's stays.  What the environment
    names is not taken: files of other programs may lie there.
    """
    if not _chosen:
        _chosen.append((data / "incoming").resolve())
    os.environ["GRADIO_TEMP_DIR"] = str(_chosen[0])
    return _chosen[0]


def inside(folder: Path, path: Path) -> bool:
    """Whether the path is a plain file somewhere in the folder: no link, no '..', no device."""
    try:
        if ".." in path.parts or not path.is_absolute() or not stat.S_ISREG(path.lstat().st_mode):
            return False
        return path.resolve(strict=True).is_relative_to(folder.resolve(strict=True))
    except (OSError, ValueError, RuntimeError):
        return False


def waiting(folder: Path) -> int:
    """The bytes of all files in the folder."""
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += Path(parent, name).lstat().st_size
    return total


def sweep(folder: Path, older: float = WAIT) -> int:
    """Removes uploads that nobody took for so many seconds; how many entries went."""
    gone, limit = 0, time.time() - older
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return 0
    for entry in entries:
        with suppress(OSError):  # taken by its event meanwhile
            if not MADE.fullmatch(entry.name) or entry.stat(follow_symlinks=False).st_mtime > limit:
                continue
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                Path(entry.path).unlink()
            gone += 1
    return gone
