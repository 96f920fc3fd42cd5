"""Generations: an index folder holds `gen-000001/`, `gen-000002/`, ... and a one-line `CURRENT`.

A generation is written beside the others, its manifest last, and then `CURRENT` is replaced in one
step: a reader sees the old index or the new one, whole.  Whoever opened a generation keeps it,
also when its folder is removed.  The last two are kept.

Only folders that were made here are ever removed: each gets a `MARK` with its own name before
anything else (those of version 0.1 have a manifest with it).  Any other folder, and any link, is
left alone, whatever it is called: an index may be put into a folder that holds other things.
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from corpus.files import ignored
from errors import IndexDamaged, IndexMissing, StoreError
from index.local import manifest as manifest_file
from index.local.files import READ_WHOLE, facts_of, reading, sync_folder, write_bytes, writing_to
from messages import message_text

POINTER = "CURRENT"
MARK = "made-by-wenbao"
"""A file of a generation: the name of its folder."""

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
        manifest = manifest_file.read(folder)
    except FileNotFoundError:
        if pointer(root) != (name, check):  # replaced just now, and the old one cleared away
            return current(root)
        raise IndexDamaged("pointer_to_nothing", path=root / POINTER, name=name) from None
    if manifest.check != check or manifest.generation != name:
        raise IndexDamaged(
            "other_check", path=root / POINTER, check=check[:12], name=name,
            found=manifest.check[:12],
        )  # fmt: skip
    return folder


def pointer(root: Path) -> tuple[str, str]:
    """Name and manifest check of the current generation, as `CURRENT` has them."""
    try:
        text = (root / POINTER).read_bytes().decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        if any(whole(root)):
            raise IndexDamaged("no_pointer", path=root, name=POINTER) from None
        raise IndexMissing("no_index", path=root) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged("unread_pointer", path=root / POINTER, error=error) from None
    parts = text.removesuffix("\n").split(" ")
    if len(parts) != 2 or not _NAME.fullmatch(parts[0]) or not text.endswith("\n"):
        raise IndexDamaged("bad_pointer", path=root / POINTER, value=repr(text[:40]))
    return parts[0], parts[1]


def is_current(root: Path, folder: Path) -> bool:
    """Whether the pointer names this folder, or may: one that cannot be read (too many open files,
    a network folder) may name any."""
    try:
        return pointer(root)[0] == folder.name
    except IndexMissing:
        return False
    except StoreError:
        return True


def begin(root: Path) -> Path:
    """An empty folder for the next generation; what dead writers left behind is removed.

    Only the writer that holds the lock may call this.

    Raises StoreError if the folder cannot be written, or has a CURRENT of another program.
    """
    with writing_to(root, "cannot_write"):
        root.mkdir(parents=True, exist_ok=True)
        ours = [folder for folder in _folders(root) if is_ours(folder)]
        current_name = _check_pointer(root, bool(ours))  # kept even if this program cannot read it
        numbers = [number_of(folder) for folder in ours]
        clear(root, {current_name, *(folder.name for folder in whole(root))})
        (root / f"{POINTER}.new").unlink(missing_ok=True)
        number = max(numbers, default=0) + 1
        while os.path.lexists(root / _folder_name(number)):  # somebody else's
            number += 1
        folder = root / _folder_name(number)
        make(folder)
    return folder


def make(folder: Path) -> None:
    """An empty folder that is known as ours before anything else is in it."""
    folder.mkdir()
    try:
        write_bytes(folder / MARK, _mark(folder))
    except OSError:  # a full disk: without the mark nobody would remove it
        shutil.rmtree(folder, ignore_errors=True)
        raise


def is_ours(folder: Path) -> bool:
    """Whether this program made the folder (see `MARK`)."""
    if folder.is_symlink():
        return False
    with suppress(OSError):
        if (folder / MARK).read_bytes() == _mark(folder):
            return True
    return manifest_file.generation_of(folder) == folder.name


def _mark(folder: Path) -> bytes:
    return f"{folder.name}\n".encode()


def _folder_name(number: int) -> str:
    return f"gen-{number:06d}"


def _check_pointer(root: Path, has_generations: bool) -> str | None:
    """The generation that is named now.  Raises StoreError for a CURRENT that is not one, where no
    generation says that the folder is an index: another program's would be overwritten."""
    try:
        return pointer(root)[0]
    except IndexMissing:
        return None
    except IndexDamaged:
        if has_generations:
            return None
        raise StoreError("not_an_index", path=root, name=POINTER) from None


def publish(root: Path, manifest: manifest_file.Manifest) -> None:
    """Writes the manifest, which makes the generation whole, and makes it the current one."""
    folder = root / manifest.generation
    manifest_file.write(folder, manifest)
    sync_folder(folder)
    sync_folder(root)
    point(root, manifest)


def point(root: Path, manifest: manifest_file.Manifest) -> None:
    """Makes a whole generation the current one, in one step."""
    write_bytes(root / f"{POINTER}.new", f"{manifest.generation} {manifest.check}\n".encode())
    os.replace(root / f"{POINTER}.new", root / POINTER)  # noqa: PTH105 (the step it all rests on)
    with suppress(OSError):  # it is done, whether a power cut may undo it or not
        sync_folder(root)


def clear(root: Path, keep: set[str | None]) -> None:
    """Removes all other generations; one that a reader holds open on Windows goes next time."""
    for folder in _folders(root):
        if folder.name not in keep and is_ours(folder):
            discard(folder)


def discard(folder: Path) -> None:
    """Removes a generation: its manifest first, so that no half of it is whole, and its mark last,
    so that what a dead process left of it is still known as ours."""
    with suppress(OSError):
        (folder / MARK).write_bytes(_mark(folder))  # version 0.1 wrote none
        (folder / manifest_file.NAME).unlink(missing_ok=True)
        for path in folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            elif path.name != MARK:
                path.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def wrong_files(folder: Path, manifest: manifest_file.Manifest, *, whole: bool = True) -> list[str]:
    """What is wrong with the files of a generation, in words: every size compared, and every hash,
    and files that are not its own, but for those that systems leave in any folder (.DS_Store);
    unless `whole`, the hashes of small files only, and nothing that is more."""
    wrong = []
    for name, expected in manifest.every_file.items():
        try:
            size = (folder / name).stat().st_size
            if not whole and size == expected.bytes and size > READ_WHOLE:
                continue
            facts = facts_of(folder / name)
        except OSError as error:
            wrong.append(f"{folder / name}: {error.strerror or error}")
            continue
        if facts != expected:
            wrong.append(
                message_text("wrong_file", path=folder / name, found=facts, expected=expected)
            )
    with suppress(FileNotFoundError), reading(folder):
        if (folder / MARK).read_bytes() != _mark(folder):
            wrong.append(message_text("wrong_mark", path=folder / MARK, name=folder.name))
    if not whole:
        return wrong
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    extra = sorted(names - set(manifest.every_file) - {manifest_file.NAME, MARK})
    return wrong + [
        message_text("extra_file", path=folder / name) for name in extra if not ignored(name)
    ]


def whole(root: Path) -> list[Path]:
    """The generations with a good manifest, oldest first."""
    return [folder for folder in _folders(root) if _is_whole(folder)]


def finished(root: Path) -> list[Path]:
    """The generations with a manifest, good or not, oldest first."""
    return [folder for folder in _folders(root) if (folder / manifest_file.NAME).exists()]


def any_of_ours(root: Path) -> bool:
    """Whether there is a generation, finished or not, that this program made."""
    return any(map(is_ours, _folders(root)))


def _is_whole(folder: Path) -> bool:
    """Whether it has a good manifest of its own; the manifest of a copy has another's name."""
    try:
        return manifest_file.read(folder).generation == folder.name
    except (OSError, StoreError):
        return False


def _folders(root: Path) -> list[Path]:
    with reading(root):
        if not root.is_dir():
            return []
        folders = [path for path in root.iterdir() if _NAME.fullmatch(path.name) and path.is_dir()]
    return sorted(folders, key=number_of)


def number_of(folder: Path) -> int:
    """The number in its name: gen-1000000 comes after gen-999999."""
    return int(folder.name.removeprefix("gen-"))
