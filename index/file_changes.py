"""File changes: what a reading of files and folders found new, changed, renamed, or gone."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Container, Iterable
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
            return path == real or not any(member.startswith(path + os.sep) for member in read)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError):
            return True
    return False


def compared(
    old_entries: Collection[Entry], new_entries: Collection[Entry], removed: Container[str]
) -> FileChanges:
    """old_entries: the articles that the files and folders had.  new_entries: those that they have
    now.  removed: the ids of all that the index goes on without."""
    files = _by_file(new_entries)
    read_ids = {entry.id for entry in new_entries}
    not_removed = [entry for entry in old_entries if entry.id not in removed]
    stayed = _by_file(entry for entry in not_removed if entry.id not in read_ids)
    old_files = _by_file(old for old in old_entries if old.real in files or old.real not in stayed)
    missing = {real: entries for real, entries in old_files.items() if real not in files}
    missing_by_content = {_content(entries): real for real, entries in missing.items()}
    deleted = set(missing)
    new, changed, renamed = [], [], []
    for real, entries in files.items():
        path = entries[0].path
        if real not in old_files:
            old_real = missing_by_content.pop(_content(entries), None)
            if old_real is None:
                new.append(path)
            else:
                renamed.append((old_files[old_real][0].path, path))
                deleted.discard(old_real)
        else:
            replaced = [entry for entry in old_files[real] if entry not in stayed.get(real, ())]
            if _facts(replaced) != _facts(entries):
                changed.append(path)
    return FileChanges(
        tuple(new),
        tuple(changed),
        tuple(renamed),
        tuple(entries[0].path for real, entries in missing.items() if real in deleted),
        len(files) - len(new) - len(changed) - len(renamed),
        tuple(
            Stayed(entries[0].path, tuple(entry.id for entry in entries))
            for entries in stayed.values()
        ),
    )


def _by_file(articles: Iterable[Entry]) -> dict[str, list[Entry]]:
    files: dict[str, list[Entry]] = {}
    for entry in sorted(articles, key=lambda entry: (entry.path, entry.place)):
        files.setdefault(entry.real, []).append(entry)
    return files


def _content(articles: list[Entry]) -> tuple[str, ...]:
    return tuple(entry.content or entry.own_id for entry in articles)


def _facts(entries: list[Entry]) -> list[tuple[object, ...]]:
    """What a file says: the same if it is named by another path or spaced anew."""
    return [(entry.own_id, entry.content, entry.metadata) for entry in entries]
