"""Exception hierarchy: every error that Wenbao raises on purpose.

A message says what was found, what was expected, and what to do next.  Its text has a key in
`messages/messages.json`: `raise SourceError("row_not_json", error=error)`; an extension may give a
text in place of a key.  `message` has the key and the fields, for translations.  `code` names the
kind of error for programs; a QuestionError has its key as code.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from messages import Message
from messages.tables import ENGLISH


class WenbaoError(Exception):
    """The root of them all: catches every one.  key, fields: a row of `messages/messages.json`."""

    code: str = "error"

    def __init__(self, key: str, /, **fields: object) -> None:
        self.message = Message(key, fields)
        super().__init__(str(self.message))


class SourceError(WenbaoError):
    """A file, row or upload that cannot be read as articles.

    skipped: of several files, each with its reason (`corpus.records.Skipped`)."""

    code = "source"

    def __init__(self, key: str, /, skipped: Sequence[Any] = (), **fields: object) -> None:
        super().__init__(key, **fields)
        self.skipped = tuple(skipped)


class EncodingError(SourceError):
    """Bytes that are not text, or text whose encoding cannot be told."""

    code = "encoding"


class LimitError(SourceError):
    """A size, count, depth or time limit was hit; the message names the limit."""

    code = "limit"


class StoreError(WenbaoError):
    """An index folder that cannot be opened or written."""

    code = "store"


class IndexMissing(StoreError):
    """There is no index at that place; the message has the build command."""

    code = "index_missing"


class IndexDamaged(StoreError):
    """A count, hash or row of the index does not agree with its manifest."""

    code = "index_damaged"


class IndexMismatch(StoreError):
    """The index was made by another encoder, tokenizer or format version."""

    code = "index_mismatch"


class IndexBusy(StoreError):
    """Another process is writing this index; the message says which."""

    code = "index_busy"


class StoreUnavailable(StoreError):
    """The engine that keeps the index cannot be reached; the message says where it should be."""

    code = "store_unavailable"


class StoreTimeout(StoreError):
    """The engine that keeps the index did not answer in time; the message says how long that is."""

    code = "store_timeout"


class ModelMissing(WenbaoError):
    """An encoder that is not on this machine; the message says how to get it."""

    code = "model_missing"


class DependencyMissing(WenbaoError):
    """An optional library is not installed; the message carries the pip line."""

    code = "dependency_missing"


class QuestionError(WenbaoError):
    """An empty question, or an option out of its range."""

    code = "question"

    def __init__(self, key: str, /, **fields: object) -> None:
        super().__init__(key, **fields)
        self.code = key if key in ENGLISH else self.code
