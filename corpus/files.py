"""File discovery: a file, or a folder's files in sorted order; links that lead out are refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath

from corpus import limits
from corpus.readers.base import Refuse
from messages import message_text

IGNORED = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))


def shown(path: Path | str) -> str:
    """The path as text that any file and screen can hold, also if its bytes are not UTF-8."""
    name = str(path)
    if not any("\ud800" <= char <= "\udfff" for char in name):
        return name
    raw = os.fsencode(name)
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


def ignored(name: str) -> bool:
    """Files that systems and editors leave behind: hidden ones, ~$lock.docx, Thumbs.db."""
    parts = PurePosixPath(name).parts
    return any(part in IGNORED or part.startswith((".", "~$")) for part in parts)


LeaveOut = Callable[[Path], bool]
"""Whether a file or folder within a folder is passed over."""


def files(
    path: Path, refuse: Refuse, expected: str, leave_out: LeaveOut = lambda path: False
) -> Iterator[Path]:
    """The path itself if it is a file; of a folder all files that are not `ignored`, sorted.

    In a folder, links to folders are not followed, nor links to files outside of it; these,
    devices, pipes and what cannot be opened are refused by name, an empty folder with what is
    `expected` there.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        refuse(shown(path), reason(error))
        return
    if not stat.S_ISDIR(mode):
        if not stat.S_ISREG(mode):
            refuse(shown(path), _special(mode))
        else:
            yield path
        return
    has_files = False
    for file in _walk(path, os.path.realpath(path), refuse, 0, leave_out):
        has_files = True
        yield file
    if not has_files:
        refuse(shown(path), message_text("empty_folder", formats=expected))


def _walk(
    folder: Path, root: str, refuse: Refuse, depth: int, leave_out: LeaveOut
) -> Iterator[Path]:
    if depth > limits.FOLDER_DEPTH.value:
        refuse(shown(folder), str(limits.exceeded(limits.FOLDER_DEPTH)))
        return
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not ignored(entry.name))
    except OSError as error:
        refuse(shown(folder), reason(error))
        return
    for name in names:
        path = folder / name
        if leave_out(path):
            continue
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            refuse(shown(path), reason(error))
            continue
        if path.is_symlink():
            real = os.path.realpath(path)
            if stat.S_ISDIR(mode):
                refuse(shown(path), message_text("folder_link"))
                continue
            if os.path.commonpath((real, root)) != root:
                refuse(shown(path), message_text("outer_link"))
                continue
        if stat.S_ISDIR(mode):
            yield from _walk(path, root, refuse, depth + 1, leave_out)
        elif stat.S_ISREG(mode):
            yield path
        else:
            refuse(shown(path), _special(mode))


def _special(mode: int) -> str:
    kinds = (
        (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
        (stat.S_ISCHR, "a device"), (stat.S_ISBLK, "a device"),
    )  # fmt: skip
    special = next((name for test, name in kinds if test(mode)), "a special file")
    return message_text("special_file", special=special)


def reason(error: Exception) -> str:
    """Why the system does not give the file, in words."""
    if isinstance(error, FileNotFoundError):
        return message_text("no_such_file")
    if isinstance(error, PermissionError):
        return message_text("no_permission")
    why = error.strerror if isinstance(error, OSError) else None
    return message_text("cannot_open", error=why.lower() if why else error)
