"""Generations: an index folder holds `gen-000001/`, `gen-000002/`, ... and a one-line `CURRENT`.

A generation is written beside the others, its manifest last, and then `CURRENT` is replaced in one
step: a reader sees the old index or the new one, whole.  Whoever opened a generation keeps it,
also when its folder is removed.  The last two are kept.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from errors import IndexDamaged, IndexMissing, StoreError
from index import manifest
from index.files import CURE, facts_of, sync_folder, write_bytes
from index.place import default_index

POINTER = "CURRENT"

_NAME = re.compile(r"gen-(\d{6,12})")


def current(root: Path) -> Path:
    """The folder of the current generation.

    Raises:
        IndexMissing: no index was ever finished here.
        IndexDamaged: the pointer is not one, or leads nowhere.
    """
    name, check = pointer(root)
    folder = root / name
    try:
        found = manifest.read(folder)
    except FileNotFoundError:
        if pointer(root) != (name, check):  # replaced just now, and the old one cleared away
            return current(root)
        raise IndexDamaged(
            f"{root / POINTER} points to {name}, which is not there; {CURE}"
        ) from None
    if found.check != check or found.generation != name:
        raise IndexDamaged(
            f"{root / POINTER} has check {check[:12]}…, {name} has {found.check[:12]}…; {CURE}"
        )
    return folder


def pointer(root: Path) -> tuple[str, str]:
    """Name and manifest check of the current generation, as `CURRENT` has them."""
    try:
        text = (root / POINTER).read_bytes().decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        if any(whole(root)):
            raise IndexDamaged(f"{root} has generations but no {POINTER}; {CURE}") from None
        raise IndexMissing(
            f"there is no index in {root}; build one: "
            f"python -m index build PATH… --index {root}  (without PATH: the bundled articles)"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{root / POINTER} cannot be read ({error}); {CURE}") from None
    parts = text.removesuffix("\n").split(" ")
    if len(parts) != 2 or not _NAME.fullmatch(parts[0]) or not text.endswith("\n"):
        raise IndexDamaged(f"{root / POINTER} has {text[:40]!r}, expected a generation; {CURE}")
    return parts[0], parts[1]


def is_current(root: Path, folder: Path) -> bool:
    """Whether the pointer names this folder."""
    try:
        return pointer(root)[0] == folder.name
    except StoreError:
        return False


def begin(root: Path) -> Path:
    """An empty folder for the next generation; what dead writers left behind is removed.

    Only the writer that holds the lock may call this.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        numbers = [_number(folder) for folder in _folders(root)]
        good = {folder.name for folder in whole(root)}
        for folder in _folders(root):
            if folder.name not in good:
                shutil.rmtree(folder, ignore_errors=True)
        (root / f"{POINTER}.new").unlink(missing_ok=True)
        folder = root / f"gen-{max(numbers, default=0) + 1:06d}"
        folder.mkdir()
    except OSError as error:
        raise StoreError(f"{root} cannot be written: {error.strerror or error}") from error
    return folder


def publish(root: Path, made: manifest.Manifest) -> None:
    """Writes the manifest, which makes the generation whole, and makes it the current one."""
    folder = root / made.generation
    manifest.write(folder, made)
    sync_folder(folder)
    sync_folder(root)
    point(root, made)


def point(root: Path, made: manifest.Manifest) -> None:
    """Makes a whole generation the current one, in one step."""
    write_bytes(root / f"{POINTER}.new", f"{made.generation} {made.check}\n".encode())
    os.replace(root / f"{POINTER}.new", root / POINTER)  # noqa: PTH105 (the step it all rests on)
    sync_folder(root)


def clear(root: Path, keep: set[str]) -> None:
    """Removes all other generations; one that a reader holds open on Windows goes next time."""
    for folder in _folders(root):
        if folder.name not in keep:
            (folder / manifest.NAME).unlink(missing_ok=True)  # first, so that no half is whole
            shutil.rmtree(folder, ignore_errors=True)


def wrong_files(folder: Path, made: manifest.Manifest) -> list[str]:
    """What is wrong with the files of a generation, in words: every size and hash compared."""
    wrong = []
    for name, expected in made.files.items():
        try:
            found = facts_of(folder / name)
        except OSError as error:
            wrong.append(f"{folder / name}: {error.strerror or error}")
            continue
        if found != expected:
            wrong.append(f"{folder / name}: found {found}, expected {expected}; {CURE}")
    extra = {path.name for path in folder.iterdir()} - set(made.files) - {manifest.NAME}
    return wrong + [f"{folder / name}: not in the manifest" for name in sorted(extra)]


def whole(root: Path) -> list[Path]:
    """The generations with a good manifest, oldest first."""
    found = []
    for folder in _folders(root):
        try:
            manifest.read(folder)
        except (OSError, StoreError):
            continue
        found.append(folder)
    return found


def _folders(root: Path) -> list[Path]:
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()]
    return sorted(found, key=_number)


def _number(folder: Path) -> int:
    return int(folder.name.removeprefix("gen-"))


def current_name(path: Path | str | None = None) -> str:
    """The name of the current generation of an index folder; cheap: it reads one line.

    Raises IndexMissing, IndexDamaged.
    """
    return pointer(default_index() if path is None else Path(path))[0]
