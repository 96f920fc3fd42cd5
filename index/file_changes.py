"""File changes: what a reading of files and folders found new, changed, renamed, or gone."""

from __future__ import annotations

import os
import stat
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

from index.store import Entry


@dataclass(frozen=True, slots=True)
class Stayed:
    """A file that was not read this time, or not to its end, because it is gone or cannot be read,
    and the ids of the articles that the index still has of it without having read them."""

    path: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileChanges:
    """The files of a change by their paths; `renamed` are pairs (from, to), `unchanged` is how many
    there are."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    deleted: tuple[str, ...]
    unchanged: int
    stayed: tuple[Stayed, ...]


def folders(paths: Iterable[Path | str]) -> list[str]:
    """Those of some paths that are folders: real paths with a separator at the end."""
    return [os.path.join(os.path.realpath(path), "") for path in paths if Path(path).is_dir()]  # noqa: PTH118


def is_there(real: str, read: Iterable[str]) -> bool:
    """Whether the file that an article came from may still be there: only what is known to be gone
    is gone.  A member of an archive is gone if others of the archive were read now and it was not.

    read: the real paths of all that was read."""
    for path in (real, *map(str, Path(real).parents)):
        try:
            if not stat.S_ISREG(Path(path).stat().st_mode):
                return False
            return path == real or not any(one.startswith(path + os.sep) for one in read)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            return True
    return False


def compared(
    before: Iterable[Entry], read: Iterable[Entry], removed: Container[str]
) -> FileChanges:
    """before: the articles that the files and folders had.  read: those that they have now.
    removed: the ids of all that the index goes on without."""
    now = _by_file(read)
    known = {one.id for found in now.values() for one in found}
    before = list(before)
    stayed = _by_file(one for one in before if one.id not in removed and one.id not in known)
    old = _by_file(one for one in before if one.real in now or one.real not in stayed)
    missing = {real: found for real, found in old.items() if real not in now}
    gone = {_content(found): real for real, found in missing.items()}
    deleted = set(missing)
    new, changed, renamed = [], [], []
    for real, found in now.items():
        path = found[0].path
        if real not in old:
            earlier = gone.pop(_content(found), None)
            if earlier is None:
                new.append(path)
            else:
                renamed.append((old[earlier][0].path, path))
                deleted.discard(earlier)
        elif not _same([one for one in old[real] if one not in stayed.get(real, ())], found):
            changed.append(path)
    return FileChanges(
        tuple(new),
        tuple(changed),
        tuple(renamed),
        tuple(found[0].path for real, found in missing.items() if real in deleted),
        len(now) - len(new) - len(changed) - len(renamed),
        tuple(Stayed(found[0].path, tuple(one.id for one in found)) for found in stayed.values()),
    )


def _by_file(articles: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for one in sorted(articles, key=lambda one: (one.path, one.place)):
        found.setdefault(one.real, []).append(one)
    return found


def _content(articles: list[Entry]) -> tuple[str, ...]:
    return tuple(one.content or one.own_id for one in articles)


def _same(old: list[Entry], new: list[Entry]) -> bool:
    """Whether a file says what it said, also if it was named by another path or spaced anew."""
    facts = [[(one.own_id, one.content, one.metadata) for one in some] for some in (old, new)]
    return facts[0] == facts[1]
