"""What happens in the library view: adding by upload and paste, removing, listing, the map."""

from __future__ import annotations

import json
import os
import queue
import re
import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.records import Skipped
from errors import WenbaoError
from index.writer import FileReport, Report
from web.asking import Asking, Visit
from web.core import Core
from web.corpus_map import map_html
from web.render import message_html
from web.render_library import added_html, articles_html, fitting, progress_html, state_html
from web.strings import Words

MB = 1 << 20

OUTPUTS = 7
"""Outcome, state, listing, three lists of filters, the upload box."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may bring."""

    files: int = 200
    megabytes: int = 64


def safe_name(name: str) -> str:
    """A file name that names a file and nothing else: no folder, no control or leading dot."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]', "_", last).strip(". ")
    stem, dot, suffix = clean.rpartition(".")
    stem, suffix = (stem, dot + suffix[:16]) if dot else (clean, "")
    while len((stem + suffix).encode()) > 200:
        stem = stem[:-1]
    return (stem or "unnamed") + suffix


class Library:
    """The handlers behind the second tab.

    Uploads are kept in `folder` under their own names, since a rebuild reads them again; a file
    of the same name takes the place of the earlier one, in the folder as in the index.
    """

    def __init__(self, core: Core, asking: Asking, folder: Path, limits: Limits) -> None:
        self.core = core
        self.asking = asking
        self.folder = folder
        self.limits = limits

    def show(self, words: Words, find: str = "", page: str = "0", *, write: bool = True) -> Any:
        """(state, listing)."""
        try:
            store = self.core.store()
            lines = fitting(store.articles(), find or "")
            number = int(page) if (page or "").isdecimal() else 0
            return (
                state_html(store.status, words),
                articles_html(lines, words, page=number, removable=write),
            )
        except WenbaoError as error:
            return message_html(words.told(error)), ""

    def after(self, words: Words, outcome: str) -> tuple[Any, ...]:
        """What the page shows once the index has changed: OUTPUTS values, the last of which
        empties the upload box for the next files."""
        return outcome, *self.show(words), *self.asking.choices(words), None

    def add(self, words: Words, files: Sequence[str] | None) -> Iterator[tuple[Any, ...]]:
        """Uploaded files into the index, with progress; then a row for each."""
        paths = [Path(file) for file in files or ()]
        if len(paths) > self.limits.files:
            text = words("too_many", limit=self.limits.files, n=len(paths))
            yield self.after(words, message_html(text))
            return
        kept, refused = [], []
        for path in paths:
            size = path.stat().st_size
            if size > self.limits.megabytes * MB:
                reason = words("too_large", size=size // MB, limit=self.limits.megabytes)
                refused.append(Skipped(safe_name(path.name), reason))
            else:
                kept.append(self._keep(path))
            path.unlink(missing_ok=True)
        yield from self._index(words, kept, refused)

    def paste(
        self, words: Words, title: str, author: str, column: str, published: str, text: str
    ) -> Iterator[tuple[Any, ...]]:
        """A pasted article into the index."""
        if not (text or "").strip():
            yield self.after(words, message_html(words("paste_empty")))
            return
        values = {"title": title, "author": author, "column": column, "published": published}
        row = {key: value.strip() for key, value in values.items() if (value or "").strip()}
        row["text"] = text.replace("\r\n", "\n")
        self.folder.mkdir(parents=True, exist_ok=True)
        first = row.get("title") or text.strip().splitlines()[0]
        path = self._free(safe_name(first[:40].replace(".", "_") + ".jsonl"))
        path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
        yield from self._index(words, [path], [])

    def remove(self, words: Words, article_id: str) -> tuple[Any, ...]:
        """An article out of the index."""
        try:
            lines = self.core.store().articles()
            title = next((line.title for line in lines if line.id == article_id), None)
            self.core.remove(article_id)
            text = words("removed", title=title or words("untitled"))
            return self.after(words, message_html(text, "status"))
        except WenbaoError as error:
            return self.after(words, message_html(words.told(error)))

    def map(self, words: Words, visit: Visit) -> str:
        """The plane of paragraphs, with the visit's last question."""
        try:
            return map_html(self.core.store(), visit.answer, words)
        except WenbaoError as error:
            return message_html(words.told(error))

    def _keep(self, path: Path) -> Path:
        """Puts an upload into the folder; what had its name is set aside until it is indexed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.folder / safe_name(path.name)
        if target.exists():
            target.replace(_aside(target))
        shutil.copyfile(path, target)
        return target

    def _free(self, name: str) -> Path:
        """A path of that name in the folder which no file has yet."""
        path = self.folder / name
        number = 2
        while path.exists():
            path = self.folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            number += 1
        return path

    def _settle(self, paths: Sequence[Path], read: set[str]) -> None:
        """Files that gave no article leave the folder, and what they set aside comes back."""
        for path in paths:
            aside = _aside(path)
            if any(name == str(path) or name.startswith(f"{path}{os.sep}") for name in read):
                aside.unlink(missing_ok=True)
            elif aside.exists():
                aside.replace(path)
            else:
                path.unlink(missing_ok=True)

    def _index(
        self, words: Words, paths: Sequence[Path], refused: Sequence[Skipped]
    ) -> Iterator[tuple[Any, ...]]:
        """Runs the writer in a thread, so that its progress can be shown while it works."""
        told: queue.Queue[tuple[int, int | None, str] | None] = queue.Queue()
        result: list[Report | WenbaoError] = []

        def work() -> None:
            try:
                result.append(self.core.add(paths, lambda *step: told.put(step)))
            except WenbaoError as error:
                result.append(error)
            finally:
                told.put(None)

        report: Report | WenbaoError | None = None
        if paths:
            yield self._busy(progress_html(words("indexing"), None))
            thread = threading.Thread(target=work, name="wenbao-add", daemon=True)
            thread.start()
            shown = 0.0
            while (step := told.get()) is not None:
                done, total, _ = step
                if time.monotonic() - shown > 0.2:
                    shown = time.monotonic()
                    share = done / total if total else None
                    yield self._busy(progress_html(words("indexing"), share))
            thread.join()
            report = result[0] if result else WenbaoError(words("failed"))
        files: tuple[FileReport, ...] = ()
        skipped = tuple(refused)
        if isinstance(report, Report):
            files, skipped = report.files, (*skipped, *report.skipped)
        self._settle(paths, {one.path for one in files})
        if isinstance(report, WenbaoError) and not skipped:
            yield self.after(words, message_html(words.told(report)))
            return
        yield self.after(words, added_html(files, skipped, words))

    def _busy(self, html: str) -> tuple[Any, ...]:
        import gradio as gr

        return html, *(gr.skip() for _ in range(OUTPUTS - 1))


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.before")
