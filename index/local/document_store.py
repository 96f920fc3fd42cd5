"""Document store: sources, articles and paragraphs in SQLite; the only file that imports sqlite3.

Every row carries the CRC-32 of its content and key, compared each time it is read: a bit that
flips on the disk can make a row unreadable, but never another text or another source.

Texts are UTF-8 bytes.  A file is that of one segment and never changed: its paragraph of the key
r + 1 is row r of the segment's arrays.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from errno import ENOENT
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

from corpus.article_data import metadata_of, paragraph_data, paragraph_of
from corpus.metadata import values_of
from corpus.records import Paragraph, Source
from errors import IndexDamaged, StoreError
from index.store import Entry
from messages import message_text

_SCHEMA = """
CREATE TABLE sources (
    key INTEGER PRIMARY KEY, path BLOB NOT NULL, text BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, source INTEGER NOT NULL, id BLOB NOT NULL, own_id BLOB NOT NULL,
    digest BLOB NOT NULL, real BLOB NOT NULL, facts BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL, place INTEGER NOT NULL, text BLOB NOT NULL,
    facts BLOB NOT NULL, crc INTEGER NOT NULL);
"""

_COLUMNS = ("id", "own_id", "digest", "real")
_INDEXES = "".join(
    f"CREATE INDEX articles_{column} ON articles ({column});\n" for column in _COLUMNS
)
"""Made last: of many articles that is cheaper than to keep them while they are written."""

_FACTS_CACHED = 50_000  # articles whose facts are kept in memory
_CHUNK = 500  # values in one IN (...)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article without its text.  key: its number in the segment, from 1.  source: its source's
    key."""

    key: int
    source: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class StoredParagraph:
    """A paragraph with the key of its article and its number there, from 1."""

    article: int
    number: int
    paragraph: Paragraph


class RowFile:
    """Reads one file; safe to use from many threads, also after the file was deleted."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._facts: dict[int, StoredArticle] = {}
        try:
            with _read_errors():
                self._db = sqlite3.connect(
                    f"{path.resolve().as_uri()}?mode=ro&immutable=1",
                    uri=True,
                    check_same_thread=False,
                )
                self._db.execute("PRAGMA mmap_size=268435456")
                self._db.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # opens it now
        except IndexDamaged:
            if path.exists():
                raise
            raise FileNotFoundError(ENOENT, "no such file", str(path)) from None

    def close(self) -> None:
        self._db.close()

    def __del__(self) -> None:
        if hasattr(self, "_db"):  # not if it could not be opened
            self._db.close()

    def counts(self, how: str = "ifnull(max(key), 0)") -> tuple[int, int, int]:
        """The number of sources, articles and paragraphs; keys count from 1 without a gap."""
        counts = [self._rows(f"SELECT {how} FROM {table}")[0][0] for table in TABLES]
        return counts[0], counts[1], counts[2]

    def paragraphs(self, keys: Sequence[int]) -> list[StoredParagraph]:
        """The paragraphs of these keys, in the order asked for."""
        sql = f"{_SELECT_PARAGRAPHS} WHERE key IN ({{}})"
        by_key = {row[0]: _stored_paragraph(row) for row in self._rows_in(sql, keys)}
        return [by_key[key] if key in by_key else _raise_missing("paragraph", key) for key in keys]

    def all_paragraphs(self) -> Iterator[StoredParagraph]:
        """Every paragraph, in order."""
        yield from map(_stored_paragraph, self._each_row(f"{_SELECT_PARAGRAPHS} ORDER BY key"))

    def all_facts(self) -> Iterator[StoredArticle]:
        """Every article, in order."""
        yield from map(_stored_article, self._each_row(f"{_SELECT_ARTICLES} ORDER BY key"))

    def find(self, column: str, values: Iterable[str]) -> list[StoredArticle]:
        """The articles with one of these values in an indexed column."""
        sql = f"{_SELECT_ARTICLES} WHERE {column} IN ({{}})"
        encoded = [_encoded(value) for value in values]
        return [_stored_article(row) for row in self._rows_in(sql, encoded)]

    def beginning(self, column: str, start: str) -> Iterator[StoredArticle]:
        """The articles whose value in an indexed column begins so."""
        first = _encoded(start)
        sql = f"{_SELECT_ARTICLES} WHERE {column} >= ? AND {column} < ?"
        yield from map(_stored_article, self._each_row(sql, (first, first + b"\xff\xff")))

    def facts(self, keys: Iterable[int]) -> dict[int, StoredArticle]:
        """The articles of these keys."""
        unique = set(keys)
        cache = self._facts  # read once: another thread may put an empty one there
        facts = {key: cache[key] for key in unique if key in cache}
        missing = [key for key in unique if key not in facts]
        if missing:
            sql = f"{_SELECT_ARTICLES} WHERE key IN ({{}})"
            new_facts = {row[0]: _stored_article(row) for row in self._rows_in(sql, missing)}
            for key in missing:
                if key not in new_facts:
                    _raise_missing("article", key)
            if len(cache) + len(new_facts) > _FACTS_CACHED:
                cache = self._facts = {}
            cache.update(new_facts)
            facts |= new_facts
        return facts

    def of_article(self, facts: StoredArticle, first: int) -> list[Paragraph]:
        """The paragraphs of an article, of which the first has the key `first`."""
        count = facts.entry.paragraphs
        paragraphs = self.paragraphs(range(first, first + count))
        if [(stored.article, stored.number) for stored in paragraphs] != [
            (facts.key, number) for number in range(1, count + 1)
        ]:
            _raise_missing("a paragraph of article", facts.key)
        return [stored.paragraph for stored in paragraphs]

    def source(self, key: int) -> Source:
        """The whole text of a source."""
        rows = self._rows("SELECT key, path, text, crc FROM sources WHERE key = ?", (key,))
        return _source(rows[0]) if rows else _raise_missing("source", key)

    def verify(self) -> list[str]:
        """What is wrong, in words: damaged pages, rows, or references; nothing if all is well."""
        try:
            if self.counts() != self.counts("count(*)"):
                return [message_text("row_gaps")]
            wrong = [str(row[0]) for row in self._rows("PRAGMA integrity_check") if row[0] != "ok"]
            sources = map(_source, self._each_row("SELECT key, path, text, crc FROM sources"))
            for _ in chain(sources, self.all_facts(), self.all_paragraphs()):
                pass  # each compares its check sum
        except IndexDamaged as error:
            return [str(error)]
        return wrong

    def _rows(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock, _read_errors():
            return self._db.execute(sql, values).fetchall()

    def _each_row(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        with _read_errors(), closing(self._db.cursor()) as cursor:
            yield from cursor.execute(sql, values)

    def _rows_in(self, sql: str, keys: Sequence[int] | Sequence[bytes]) -> Iterator[Any]:
        for at in range(0, len(keys), _CHUNK):
            chunk = list(keys[at : at + _CHUNK])
            yield from self._rows(sql.format(",".join("?" * len(chunk))), chunk)


class RowWriter:
    """Writes one file that nobody reads yet: articles and paragraphs get the next keys."""

    def __init__(self, path: Path) -> None:
        with _write_errors(path):
            self._db = sqlite3.connect(path)
            self._path = path
            # Nobody sees the file before it is whole and synced, so no journal is needed.
            self._db.execute("PRAGMA journal_mode=OFF")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.executescript(_SCHEMA)
        self.sources = self.articles = self.paragraphs = 0
        self._last: tuple[str, str, int] = ("", "", 0)  # path, text and key of the last source
        self._ids: dict[str, tuple[int, str]] = {}  # key and digest

    def add(self, entry: Entry, source: Source, paragraphs: Sequence[Paragraph]) -> None:
        """Writes an article with its source and paragraphs."""
        with _write_errors(self._path):
            key = self.articles = self.articles + 1
            article = _article_row(StoredArticle(key, self._source(source), entry))
            self._db.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", article)
            rows = []
            for number, paragraph in enumerate(paragraphs, 1):
                row_key = self.paragraphs = self.paragraphs + 1
                data = paragraph_data(paragraph)
                fields = _json(data if paragraph.boxes is not None else data[:-1])
                text = _encoded(paragraph.text)
                row = (row_key, key, number, text, fields)
                rows.append((*row, _crc(*row)))
            self._db.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?)", rows)
        self._ids[entry.id] = key, entry.digest

    def rename(self, renamed: Sequence[tuple[Entry, str, tuple[str, ...]]]) -> None:
        """Gives articles that were written here another id and other notes, all at once."""
        keys = [self._ids[entry.id][0] for entry, _, _ in renamed]
        with _write_errors(self._path):
            for key, (entry, name, notes) in zip(keys, renamed, strict=True):
                sql = "SELECT source FROM articles WHERE key = ?"
                source = self._db.execute(sql, (key,)).fetchone()[0]
                row = _article_row(StoredArticle(key, source, replace(entry, id=name, notes=notes)))
                self._db.execute("REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for entry, _, _ in renamed:
            del self._ids[entry.id]
        for key, (entry, name, _) in zip(keys, renamed, strict=True):
            self._ids[name] = key, entry.digest

    def has(self, entry: Entry) -> bool:
        """Whether it was written here: one of the generation before may have the same id."""
        return self._ids.get(entry.id, (0, ""))[1] == entry.digest

    def close(self) -> None:
        """Commits."""
        with _write_errors(self._path):
            self._db.executescript(_INDEXES)
            self._db.commit()
            self._db.close()

    def abandon(self) -> None:
        """Closes the file as it is."""
        self._db.close()

    def _source(self, source: Source) -> int:
        """The key of the source; articles of one file that share their text share the row."""
        path, text, key = self._last
        if key and path == source.path and (text is source.text or text == source.text):
            return key
        key = self.sources = self.sources + 1
        name, data = _encoded(source.path), _encoded(source.text)
        self._db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?)", (key, name, data, _crc(key, name, data))
        )
        self._last = (source.path, source.text, key)
        return key


TABLES = ("sources", "articles", "paragraphs")

_SELECT_ARTICLES = "SELECT key, source, id, own_id, digest, real, facts, crc FROM articles"

_SELECT_PARAGRAPHS = "SELECT key, article, place, text, facts, crc FROM paragraphs"

_ENTRY_FIELDS = ("content", "path", "place", "paragraphs", "notes")
"""What else of an entry is kept, besides its metadata."""


def _article_row(facts: StoredArticle) -> tuple[int | bytes, ...]:
    entry = facts.entry
    fields = {name: getattr(entry, name) for name in _ENTRY_FIELDS}
    names = [_encoded(getattr(entry, name)) for name in _COLUMNS]
    packed = _json({**fields, **values_of(entry.metadata)})
    values: list[int | bytes] = [facts.key, facts.source, *names, packed]
    return *values, _crc(*values)


def _stored_paragraph(row: Any) -> StoredParagraph:
    key, article, number, text, facts, crc = row
    _check("paragraph", crc, key, article, number, text, facts)
    paragraph = paragraph_of(_decoded(text), *json.loads(_decoded(facts)))
    return StoredParagraph(article, number, paragraph)


def _stored_article(row: Any) -> StoredArticle:
    key, source, *names, data, crc = row
    _check("article", crc, key, source, *names, data)
    facts = json.loads(_decoded(data))
    fields = {name: facts[name] for name in _ENTRY_FIELDS} | {"notes": tuple(facts["notes"])}
    fields |= zip(_COLUMNS, map(_decoded, names), strict=True)
    return StoredArticle(key, source, Entry(metadata=metadata_of(facts), **fields))


def _source(row: Any) -> Source:
    key, path, text, crc = row
    _check("source", crc, key, path, text)
    return Source(_decoded(path), _decoded(text))


def _crc(*values: int | bytes) -> int:
    """Of the numbers, of the length of each text, and of the texts."""
    texts = [value for value in values if isinstance(value, bytes)]
    numbers = [value if isinstance(value, int) else len(value) for value in values]
    return zlib.crc32(b"".join([struct.pack(f"<{len(numbers)}q", *numbers), *texts]))


def _check(record: str, crc: Any, *values: Any) -> None:
    try:
        good = _crc(*values) == crc
    except (TypeError, struct.error):
        good = False  # not even of the right type
    if not good:
        raise IndexDamaged("bad_row", record=record, number=str(values[0]))


def _raise_missing(record: str, key: int) -> NoReturn:
    raise IndexDamaged("missing_row", record=record, number=str(key))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


@contextmanager
def _read_errors() -> Iterator[None]:
    """SQLite's complaints about a file, as ours."""
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:
        raise IndexDamaged("unread_rows", error=error) from None


@contextmanager
def _write_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError("cannot_write_index", path=path, error=error) from None
