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
    folder: Path | str, entries: Iterable[Entry], read: Container[tuple[str, str]]
) -> Iterator[Entry]:
    """Those of the entries that are of the folder though their real path is not in it now; each
    with the real path at which it would lie now.

    read: path and digest of all articles that were read now."""
    root = os.path.join(os.path.realpath(folder), "")  # noqa: PTH118
    given = _as_prefix(folder)
    trees: dict[str, list[Entry]] = {}
    linked: list[Entry] = []
    for one in entries:
        tail = _tail(one, given)
        if not tail or one.real.startswith(root) or os.path.realpath(root + tail) == one.real:
            continue
        if one.real.endswith(os.sep + tail):
            trees.setdefault(one.real.removesuffix(tail), []).append(one)
        else:
            linked.append(one)  # itself a link, to another file of its tree
    for before, found in trees.items():
        if _led_to(before, folder, root, given, found, read):
            found += (one for one in linked if one.real.startswith(before))
            for one in found:
                yield replace(one, real=root + one.real.removeprefix(before))


def _as_prefix(folder: Path | str) -> str:
    """How the paths of its files begin."""
    path = Path(folder)
    return "" if path == Path() else os.path.join(shown(path), "")  # noqa: PTH118


def _tail(one: Entry, given: str) -> str:
    """The path within the folder; nothing if it is not the folder's."""
    if not one.path.startswith(given) or (not given and Path(one.path).is_absolute()):
        return ""
    return os.path.normpath(one.path[len(given) :])


def _led_to(
    before: str, folder: Path | str, root: str, given: str,
    found: list[Entry], read: Container[tuple[str, str]],
) -> bool:  # fmt: skip
    """Whether the folder's path led to the tree `before`, which had the entries `found`.

    An absolute path leads to one place at a time, and so does a relative one that goes through a
    link to a place of another name.  Else the working directory may have been another one: then it
    is the same tree, moved, only if the old place is gone and half of it is found at the new."""
    through_link = os.path.join(os.path.abspath(folder), "") != root  # noqa: PTH100, PTH118
    if Path(folder).is_absolute() or (through_link and not before.endswith(os.sep + given)):
        return True
    again = sum((one.path, one.digest) in read for one in found)
    return not Path(before).is_dir() and 2 * again >= len(found)
