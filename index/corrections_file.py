"""Corrections file: JSON beside the index, laid over the articles that are read into it.

It survives a rebuild, and an index that is deleted.  It has the corrections in the order in which
they were made and, of each corrected article of the index, how it was read, by the digest of the
article as it stands there: so a correction can be undone without its file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

from corpus.article_data import article_data, article_of
from corpus.builder import content_of
from corpus.corrections import Correction, Kind, corrected
from corpus.files import reason
from corpus.records import Article
from errors import StoreError
from index.engines import file_beside
from index.local.files import replace_bytes, writing_to
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
    """The corrections of one index.  A writer reads it while it holds the lock of the index, and
    saves it before the generation is current: what is then said of it is found at the next change,
    should the process die between the two."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.corrections: list[Correction] = []
        self._as_read: dict[str, dict[str, Any]] = {}
        self._new: set[str] = set()
        self._changed = False
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            return
        except OSError as error:
            raise StoreError("bad_corrections", path=file, reason=reason(error)) from error
        try:
            self.corrections, self._as_read = _content(data)
        except ValueError as error:
            raise StoreError("bad_corrections", path=file, reason=str(error)) from None

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

    @contextmanager
    def saving(self, draft: IndexDraft) -> Iterator[None]:
        """Saves what was changed; as it was, should what is done meanwhile fail."""
        if not self._changed:
            yield
            return
        old = {entry.digest for entry in draft.entries("digest", self._as_read)}
        digests = old | self._new
        as_read = {key: fields for key, fields in self._as_read.items() if key in digests}
        old_bytes = self.file.read_bytes() if self.file.exists() else None
        data = {
            "format": _FORMAT,
            "corrections": [asdict(correction) for correction in self.corrections],
            "as_read": as_read,
        }
        self._write(json.dumps(data, ensure_ascii=False, indent=1).encode())
        try:
            yield
        except BaseException:
            if draft.published:
                raise
            if old_bytes is None:
                self.file.unlink(missing_ok=True)
            else:
                self._write(old_bytes)
            raise

    def _write(self, data: bytes) -> None:
        with writing_to(self.file, "cannot_write_index"):
            self.file.parent.mkdir(parents=True, exist_ok=True)
            replace_bytes(self.file, data)


def _content(data: bytes) -> tuple[list[Correction], dict[str, dict[str, Any]]]:
    """What the file has: the corrections, and the articles as they were read.

    Raises ValueError, whose text says what is wrong with it: someone may have edited it.
    """
    try:
        content = json.loads(data)
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise ValueError(message_text("not_json_at", **place)) from None
    except (ValueError, RecursionError):
        raise ValueError(message_text("not_json")) from None
    if not isinstance(content, dict) or "format" not in content:
        raise ValueError(message_text("no_corrections"))
    if content["format"] != _FORMAT:
        found = repr(content["format"])[:40]
        raise ValueError(message_text("corrections_format", found=found, expected=_FORMAT))
    rows, as_read = content.get("corrections"), content.get("as_read")
    if not isinstance(rows, list) or not isinstance(as_read, dict):
        raise ValueError(message_text("no_corrections"))
    return [_correction(row, number) for number, row in enumerate(rows, 1)], as_read


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
