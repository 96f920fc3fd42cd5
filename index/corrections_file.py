"""Corrections file: JSON beside the index, laid over the articles that are read into it.

It survives a rebuild, and an index that is deleted.  It has the corrections in the order in which
they were made and, of each corrected article of the index, how it was read, by the digest of the
article as it stands there: so a correction can be undone without its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from corpus.article_data import article_data, article_of
from corpus.builder import content_of
from corpus.corrections import Correction, Kind, corrected
from corpus.files import reason
from corpus.records import Article
from errors import StoreError
from index.engines import engine_of, file_beside
from index.local.files import part_of, replace_bytes, writing_to
from index.store import IndexDraft
from messages import message_text

_FORMAT = 1
_MALFORMED = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What Python says of data that is not of the form it should be."""


def corrections_path(index: Path | str | None) -> Path:
    """Where the corrections of an index are.  However its address is written, they are the same:
    else what is corrected through a link would be undone by a change through the folder."""
    return file_beside(index, "corrections")


class CorrectionsFile:
    """The corrections of one index.

    A file and a generation cannot change in one step.  So what a change makes of the corrections
    is saved beside what they were, as `next`, with the generation that was current `after` which it
    comes: as long as that one is current, the change was never made, and once another is, it was.
    Whoever reads the file sees what the index has, wherever the process died.
    """

    def __init__(self, index: Path | str | None) -> None:
        self.file = corrections_path(index)
        self._index = index
        self._new: set[str] = set()
        self._changed = False
        try:
            self._content = _read(self.file)
            pending = self._content.pop("next", None)
            self._unsettled = pending is not None
            if pending is not None and pending.pop("after") != self._current():
                self._content = pending
        except OSError as error:
            raise StoreError("bad_corrections", path=self.file, reason=reason(error)) from error
        except ValueError as error:
            raise StoreError("bad_corrections", path=self.file, reason=str(error)) from None
        rows = enumerate(self._content["corrections"], 1)
        self.corrections = [_correction(row, number) for number, row in rows]
        self._as_read: dict[str, dict[str, Any]] = dict(self._content["as_read"])

    def _current(self) -> list[str] | None:
        """Name and check of the current generation; None if there is none that can be told."""
        try:
            return list(engine_of(self._index).current())
        except StoreError:
            return None

    def for_article(self, own_id: str, content: str) -> list[Correction]:
        """The corrections of an article, in the order in which they were made."""
        return [row for row in self.corrections if (row.own_id, row.content) == (own_id, content)]

    def apply(self, article: Article) -> Article:
        """An article as it is read, with its corrections."""
        if not any(correction.own_id == article.id for correction in self.corrections):
            return article
        return corrected(article, self.for_article(article.id, content_of(article)))

    def add(self, corrections: Iterable[Correction]) -> None:
        for correction in corrections:
            if correction.kind == "field" and correction.value == correction.was:
                # Back to what the file says: the others of the field are undone by it.
                of_article = self.for_article(correction.own_id, correction.content)
                of_field = [old for old in of_article if old.field == correction.field]
                self.corrections = [old for old in self.corrections if old not in of_field]
            else:
                self.corrections.append(correction)
            self._changed = True

    def pop(self, name: str) -> Correction | None:
        """Takes a correction out; None if there is none of this id."""
        correction = next((entry for entry in self.corrections if entry.id == name), None)
        if correction:
            self.corrections.remove(correction)
            self._changed = True
        return correction

    def remember(self, digest: str, article: Article) -> None:
        """Remembers how an article was read that stands corrected in the index."""
        self._as_read[digest] = article_data(article)
        self._new.add(digest)
        self._changed = True

    def as_read(self, digest: str, article: Article) -> Article | None:
        """How an article of the index was read; None if it is not known."""
        fields = self._as_read.get(digest)
        try:
            return article_of(fields, article.source) if fields else None
        except _MALFORMED:
            why = message_text("bad_as_read")
            raise StoreError("bad_corrections", path=self.file, reason=why) from None

    def settle(self) -> None:
        """Saves what a change that died came to.  Only who holds the lock of the index may call
        this, and must before another generation is the current one, by which it could not be told
        any more."""
        if self._unsettled:
            self._write(self._content)
            self._unsettled = False
        with suppress(OSError):
            part_of(self.file).unlink(missing_ok=True)

    def save(self, draft: IndexDraft) -> None:
        """Saves what was changed, where no generation comes with it."""
        if self._changed:
            self._write(self._revised(draft))

    @contextmanager
    def saving(self, draft: IndexDraft) -> Iterator[None]:
        """Saves what was changed, as soon as a generation is made meanwhile, and not before."""
        if not self._changed:
            yield
            return
        existed, revised = self.file.exists(), self._revised(draft)
        self._write({**self._content, "next": {"after": self._current(), **revised}})
        try:
            yield
        except BaseException:
            if draft.published:  # or it may be: the next one who reads the file can tell
                raise
            if existed:
                self._write(self._content)
            else:
                self.file.unlink(missing_ok=True)
            raise
        with suppress(StoreError):  # a full disk: the change stands, and the file says so as it is
            self._write(revised)

    def _revised(self, draft: IndexDraft) -> dict[str, Any]:
        old = {entry.digest for entry in draft.entries("digest", self._as_read)}
        digests = old | self._new
        return {
            "format": _FORMAT,
            "corrections": [asdict(correction) for correction in self.corrections],
            "as_read": {key: fields for key, fields in self._as_read.items() if key in digests},
        }

    def _write(self, content: dict[str, Any]) -> None:
        with writing_to(self.file, "cannot_write_index"):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            replace_bytes(self.file, json.dumps(content, ensure_ascii=False, indent=1).encode())


def _read(file: Path) -> dict[str, Any]:
    """What the file has: the corrections, and the articles as they were read.

    Raises ValueError, whose text says what is wrong with it: someone may have edited it.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return {"format": _FORMAT, "corrections": [], "as_read": {}}
    try:
        content = json.loads(data)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise ValueError(message_text("not_json_at", **place)) from None
    except (ValueError, RecursionError):
        raise ValueError(message_text("not_json")) from None
    content = _checked(content)
    if "next" in content:
        if not isinstance(content["next"], dict) or "after" not in content["next"]:
            raise ValueError(message_text("no_corrections"))
        _checked(content["next"])
    return content


def _checked(content: Any) -> dict[str, Any]:
    """Raises ValueError for what are no corrections."""
    if not isinstance(content, dict) or "format" not in content:
        raise ValueError(message_text("no_corrections"))
    if content["format"] != _FORMAT:
        found = repr(content["format"])[:40]
        raise ValueError(message_text("corrections_format", found=found, expected=_FORMAT))
    rows, as_read = content.get("corrections"), content.get("as_read")
    if not isinstance(rows, list) or not isinstance(as_read, dict):
        raise ValueError(message_text("no_corrections"))
    for number, row in enumerate(rows, 1):
        _correction(row, number)
    return content


_PAIRS = ("piece", "before")
_TEXTS = ("id", "article", "own_id", "content", "made")


def _correction(row: Any, number: int) -> Correction:
    """Raises ValueError for a row that is no correction; number: of the row, to tell of it."""
    try:
        pairs = {name: row[name] and tuple(row[name]) for name in _PAIRS}
        correction = Correction(**{**row, **pairs})
        known = correction.kind in get_args(Kind)
        if known and all(isinstance(row[name], str) for name in _TEXTS) and _are_pieces(pairs):
            return correction
    except _MALFORMED:
        pass
    raise ValueError(message_text("bad_correction", number=number))


def _are_pieces(pairs: dict[str, Any]) -> bool:
    return all(
        pair is None or (len(pair) == 2 and all(isinstance(n, int) for n in pair))
        for pair in pairs.values()
    )
