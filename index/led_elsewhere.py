"""Led elsewhere: articles of a folder from the time when its path led to another place.

A link may be switched (`current` to the next release), a tree moved and named by the same relative
path.  Then all is read from another real place, and what the old one had would stay for good.  But
the same relative path in another working directory is another tree, whose articles are not this
folder's: what is not known to be of the folder stays.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.files import shown
from index.store import Entry


def led_elsewhere(
    folder: Path | str, entries: Iterable[Entry], read_digests: Container[tuple[str, str]]
) -> Iterator[Entry]:
    """Those of the entries that are of the folder though their real path is not in it now; each
    with the real path at which it would lie now.

    read_digests: path and digest of all articles that were read now."""
    root = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118
    prefix = _as_prefix(folder)
    trees: dict[str, list[Entry]] = {}
    linked: list[Entry] = []
    for entry in entries:
        tail = _tail(entry, prefix)
        if not tail or entry.real.startswith(root) or os.path.realpath(root + tail) == entry.real:
            continue
        if entry.real.endswith(os.sep + tail):
            trees.setdefault(entry.real.removesuffix(tail), []).append(entry)
        else:
            linked.append(entry)  # itself a link, to another file of its tree
    for old_root, members in trees.items():
        if _led_to(old_root, folder, root, prefix, members, read_digests):
            members += (entry for entry in linked if entry.real.startswith(old_root))
            for entry in members:
                yield replace(entry, real=root + entry.real.removeprefix(old_root))


def _as_prefix(folder: Path | str) -> str:
    """How the paths of its files begin."""
    path = Path(folder)
    return "" if path == Path() else os.path.join(shown(path), "")  # noqa: PTH118


def _tail(entry: Entry, prefix: str) -> str:
    """The path within the folder; nothing if it is not the folder's."""
    if not entry.path.startswith(prefix) or (not prefix and Path(entry.path).is_absolute()):
        return ""
    return os.path.normpath(entry.path[len(prefix) :])


def _led_to(
    old_root: str, folder: Path | str, root: str, prefix: str,
    members: list[Entry], read_digests: Container[tuple[str, str]],
) -> bool:  # fmt: skip
    """Whether the folder's path led to the tree `old_root`, which had the entries `members`.

    An absolute path leads to one place at a time, and so does a relative one that goes through a
    link to a place of another name.  Else the working directory may have been another one: then it
    is the same tree, moved, only if the old place is gone and half of it is found at the new."""
    through_link = os.path.join(os.path.abspath(folder), "") != root  # noqa: PTH100, PTH118
    if Path(folder).is_absolute() or (through_link and not old_root.endswith(os.sep + prefix)):
        return True
    count = sum((entry.path, entry.digest) in read_digests for entry in members)
    return not Path(old_root).is_dir() and 2 * count >= len(members)
