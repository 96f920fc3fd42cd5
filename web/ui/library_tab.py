"""Library tab: adding by upload and paste, removing, listing, the map."""

from __future__ import annotations

import io
import json
import os
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from corpus.records import Skipped
from errors import IndexMissing, SourceError, WenbaoError
from index.change_plan import Progress
from index.writer import Report
from web.changes import Changes
from web.jobs import Job
from web.security.incoming import inside
from web.security.upload_limits import MB
from web.ui.ask_tab import Asking
from web.ui.browse import browse_html, fitting, ordered
from web.ui.browser_state import BrowserState
from web.ui.escape import plain
from web.ui.html_answer import message_html
from web.ui.html_library import (
    Added,
    added_html,
    articles_html,
    empty_html,
    progress_html,
    removed_html,
    state_html,
)
from web.ui.map_tab import map_html
from web.ui.strings import Words
from web.upload_store import lies_in, safe_name

SHOWN = 12
"""New articles of a file that are named with what was done to them."""
STEPS = ("articles", "paragraphs")
"""What progress counts, each with a text of its name."""


class Outputs(NamedTuple):
    """What the page shows once the index has changed: values, or the components that take them.
    column to source: the lists of filters, as `ask_tab.LISTED` has them; upload: its box."""

    outcome: Any
    state: Any
    listing: Any
    column: Any
    author: Any
    paper: Any
    source: Any
    years: Any
    upload: Any


@dataclass(frozen=True, slots=True)
class ListView:
    """What of the library is listed: what was looked for, and the order."""

    find: str = ""
    order: str = "index"


WHOLE_LIST = ListView()


class Library:
    """The handlers behind the second tab.  incoming: the folder in which files arrive."""

    def __init__(self, changes: Changes, asking: Asking, incoming: Path) -> None:
        self.core, self.jobs, self.uploads = changes.core, changes.jobs, changes.uploads
        self.changes = changes
        self.asking = asking
        self.limits = changes.arrivals.limits
        self.incoming = incoming

    def show(
        self, words: Words, find: str = "", page: str = "0", order: str = "index", *,
        write: bool = True,
    ) -> tuple[str, str]:  # fmt: skip
        """(state, listing with what can be chosen next)."""
        try:
            find = find or ""
            store = self.core.store()
            all_lines = store.articles()
            lines = ordered(fitting(all_lines, find), order)
            number = int(page) if (page or "").isdecimal() and len(page) < 10 else 0
            if all_lines:
                listing = browse_html(all_lines, find, words)
                listing += articles_html(lines, words, page=number, removable=write)
            else:
                listing = empty_html(words, read_only=True)
            # The script tells by it what this is the list of.
            listing = f'<div data-listed="{plain(find.strip())}">{listing}</div>'
            return state_html(store.status, words), listing
        except WenbaoError as error:
            return message_html(words.sentence(error)), ""

    def after(self, words: Words, outcome: str, view: ListView = WHOLE_LIST) -> Outputs:
        """What the page shows once the index has changed; the upload box is empty for more."""
        state, listing = self.show(words, view.find, order=view.order)
        filters = *self.asking.choices(words), self.asking.years(words)
        return Outputs._make((outcome, state, listing, *filters, None))

    def add(
        self, words: Words, files: Sequence[str] | None, view: ListView = WHOLE_LIST
    ) -> Iterator[Outputs]:
        """Uploaded files into the index, with progress; then a row for each."""
        paths = [Path(file) for file in files or ()]
        if not all(inside(self.incoming, path) for path in paths):
            yield self.after(words, message_html(words("not_uploaded")), view)
            return
        if len(paths) > self.limits.files:
            _remove_uploads(paths)
            text = words("too_many", limit=self.limits.files, n=len(paths))
            yield self.after(words, message_html(text), view)
            return
        accepted, refused = [], []
        for path in paths:
            size = path.stat().st_size
            if size > self.limits.largest_file:
                reason = words("too_large", size=size // MB, limit=self.limits.megabytes)
                refused.append(Skipped(safe_name(path.name), reason))
            else:
                accepted.append(path)

        if accepted:
            yield from self._index(words, view, _opened(accepted), refused, paths)
        else:
            _remove_uploads(paths)
            yield self.after(words, added_html([], refused, words) if refused else "", view)

    def paste(
        self, words: Words, title: str, author: str, column: str, published: str, text: str,
        view: ListView = WHOLE_LIST,
    ) -> Generator[Outputs, None, bool]:  # fmt: skip
        """A pasted article into the index; whether it is in."""
        if not (text or "").strip():
            yield self.after(words, message_html(words("paste_empty")), view)
            return False
        values = {"title": title, "author": author, "column": column, "published": published}
        row = {key: value.strip() for key, value in values.items() if (value or "").strip()}
        row["text"] = text.replace("\r\n", "\n")
        try:
            line = (json.dumps(row, ensure_ascii=False) + "\n").encode()
        except UnicodeEncodeError:
            yield self.after(words, message_html(words("paste_halved")), view)
            return False
        first = row.get("title") or text.strip().splitlines()[0]
        name = first[:40].replace(".", "_") + ".jsonl"
        return (yield from self._index(words, view, [(name, io.BytesIO(line))]))

    def remove(self, words: Words, article_id: str, view: ListView = WHOLE_LIST) -> Outputs:
        """An article out of the index, as soon as the jobs before it are done."""
        try:
            article = self.core.store().article(article_id)
        except WenbaoError as error:
            return self.after(words, message_html(words.sentence(error)), view)
        job = _ended(self.changes.start("remove", lambda _: self.changes.remove(article_id)))
        text = words("removed", title=(article and article.title) or words("untitled"))
        html = _failure_html(job, words)
        if job and not html:
            html = removed_html(text, job.report["generation"], article_id, words)
        return self.after(words, html, view)

    def restore(self, words: Words, removal: str, view: ListView = WHOLE_LIST) -> Outputs:
        """A removal taken back, unless the index has changed since.  removal: the generation that
        it made, and the id of the article, as `removed_html` names them."""
        generation, _, article_id = removal.partition(" ")
        job = _ended(self.changes.start("undo", lambda _: self.changes.restore(generation)))
        html = _failure_html(job, words)
        if not html:
            article = self.core.store().article(article_id)
            path = Path(article.path if article else "")
            there = any(file.is_file() for file in (path, *path.parents))  # of an archive, itself
            title = (article and article.title) or words("untitled")
            text = words("restored" if there else "restored_alone", title=title)
            html = message_html(text, "status")
        return self.after(words, html, view)

    def map(self, words: Words, visit: BrowserState) -> str:
        """The plane of paragraphs, with the visit's last question."""
        try:
            return map_html(self.core.store(), self.asking.last_answer(visit), words)
        except WenbaoError as error:
            return message_html(words.sentence(error))

    def _index(
        self,
        words: Words,
        view: ListView,
        files: Iterable[tuple[str, BinaryIO]],
        refused: Sequence[Skipped] = (),
        incoming: Sequence[Path] = (),
    ) -> Generator[Outputs, None, bool]:
        """Files, by name, indexed; whether anything is.  It is a job, so that progress can be
        shown, and it comes to its end whether or not somebody still looks on.  incoming: goes as
        soon as the files are accepted."""
        added: list[Added] = []
        skipped = list(refused)

        def add(paths: Sequence[Path], progress: Progress) -> Report:
            report, came = self._add(paths, progress)
            added.extend(came)
            skipped.extend(report.skipped)
            return report

        try:
            arrival = self.changes.arrivals.put(files)
        except WenbaoError as error:
            yield self.after(words, message_html(words.sentence(error)), view)
            return False
        finally:
            _remove_uploads(incoming)
        if arrival is None:
            text = words.sentence(WenbaoError("too_many_uploads"))
            yield self.after(words, message_html(text), view)
            return False
        job = self.changes.add(arrival, add)
        yield self._busy(progress_html(words("indexing") + words("ellipsis"), None))
        shown_at = 0.0
        while job and not job.finished:
            time.sleep(0.02)
            if job.step and time.monotonic() - shown_at > 0.2:
                shown_at = time.monotonic()
                share = job.done / job.total if job.total else None
                text = _progress_text(words, job.done, job.total, job.step)
                yield self._busy(progress_html(text, share))
        failed = ""
        if job and isinstance(job.error, SourceError) and job.error.skipped:
            skipped.extend(job.error.skipped)
        else:
            failed = _failure_html(job, words)
        table = added_html(added, skipped, words) if added or skipped else ""
        yield self.after(words, failed + table, view)
        return bool(added)

    def _add(self, paths: Sequence[Path], progress: Progress) -> tuple[Report, list[Added]]:
        """Indexes kept files; what was done, and what became of each."""
        try:
            ids_before = {(line.path, line.id) for line in self.core.store().articles()}
        except IndexMissing:
            ids_before = set()
        report = self.core.add(paths, progress)
        reports = {file.path: file for file in report.files}
        names = {path.name for path in paths}
        store = self.core.store()
        lines = [
            line
            for line in store.articles()
            if not names.isdisjoint(line.path.replace(os.sep, "/").split("/"))
        ]
        added = []
        for path in paths:
            tail = f"{path.parent.name}/{path.name}"
            own_lines = [line for line in lines if lies_in(line.path, tail)]
            namesakes = [
                line for line in lines if lies_in(line.path, path.name) and line not in own_lines
            ]
            for name in dict.fromkeys(line.path for line in own_lines):
                of_file = [line for line in own_lines if line.path == name]
                present = [
                    line for line in of_file if name not in reports or (name, line.id) in ids_before
                ]
                new_lines = [line for line in of_file if line not in present]
                articles = filter(None, (store.article(line.id) for line in new_lines[:SHOWN]))
                added.append(Added(name, reports.get(name), present, namesakes, tuple(articles)))
                namesakes = []
        return report, added

    def _busy(self, html: str) -> Outputs:
        import gradio as gr

        return Outputs(html, *(gr.skip() for _ in Outputs._fields[1:]))


def _progress_text(words: Words, done: int, total: int | None, step: str) -> str:
    """What is being done, and how far it is."""
    if step not in STEPS:
        return words("indexing") + words("ellipsis")
    of = f"{done:,} / {total:,}" if total else f"{done:,}"
    return f"{words('indexing')}{words('colon')}{words(step)} {of}"


def _ended(job: Job | None) -> Job | None:
    """The job, once it has come to its end."""
    while job and not job.finished:
        time.sleep(0.02)
    return job


def _failure_html(job: Job | None, words: Words) -> str:
    """Why a change did not happen: its job failed, or too many wait; "" if it did."""
    error = job.error if job else WenbaoError("too_many_jobs")
    if error is None:
        return ""
    return message_html(words("failed") if error.code == "job_fault" else words.sentence(error))


def _opened(paths: Iterable[Path]) -> Iterator[tuple[str, BinaryIO]]:
    """Files by their names, each open until the next is asked for."""
    for path in paths:
        with path.open("rb") as stream:
            yield path.name, stream


def _remove_uploads(paths: Sequence[Path]) -> None:
    """Removes files as they came in, each with the folder that was made for it alone."""
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)
            path.parent.rmdir()
