"""Every error that Wenbao raises on purpose, as one tree.

::

    WenbaoError                   catch this to catch them all
    ├── SourceError               a file, row or upload that cannot be read as articles
    │   ├── EncodingError         bytes that are not text, or whose encoding is unclear
    │   └── LimitError            a size, count, depth or time limit was hit
    ├── StoreError                an index folder that cannot be opened or written
    │   ├── IndexMissing          there is no index at that place
    │   ├── IndexDamaged          a count, hash or row does not agree
    │   ├── IndexMismatch         made by another encoder, tokenizer or format version
    │   └── IndexBusy             another process is writing
    ├── ModelMissing              an encoder or model folder that is not on this machine
    ├── DependencyMissing         an optional library; carries the pip line
    └── QuestionError             an empty question, or an option out of range

A message says what was found, what was expected, and what to do next.
"""

from __future__ import annotations


class WenbaoError(Exception):
    """The root of the tree above."""


class SourceError(WenbaoError):
    """A file, row or upload that cannot be read as articles."""


class EncodingError(SourceError):
    """Bytes that are not text, or text whose encoding cannot be told."""


class LimitError(SourceError):
    """A size, count, depth or time limit was hit; the message names the limit."""


class StoreError(WenbaoError):
    """An index folder that cannot be opened or written."""


class IndexMissing(StoreError):
    """There is no index at that place; the message has the build command."""


class IndexDamaged(StoreError):
    """A count, hash or row of the index does not agree with its manifest."""


class IndexMismatch(StoreError):
    """The index was made by another encoder, tokenizer or format version."""


class IndexBusy(StoreError):
    """Another process is writing this index; the message says which."""


class ModelMissing(WenbaoError):
    """An encoder that is not on this machine; the message says how to get it."""


class DependencyMissing(WenbaoError):
    """An optional library is not installed; the message carries the pip line."""


class QuestionError(WenbaoError):
    """An empty question, or an option out of its range."""
