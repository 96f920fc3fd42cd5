"""The rows: sources, articles and paragraphs in SQLite; the only file that knows sqlite3.

Every row carries the CRC-32 of its content and key, compared each time it is read: a bit that
flips on the disk can make a row unreadable, but never another text or another source.

Texts are UTF-8 bytes.  The keys of paragraphs are the file's own and stay when rows are added or
removed, which renumbers the rows of the index (`keys.npy` has the key of each row number).
"""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from errno import ENOENT
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Paragraph, Source, Span
from errors import IndexDamaged, StoreError
from index.arrays import ranges

_SCHEMA = """
CREATE TABLE sources (
    key INTEGER PRIMARY KEY, path BLOB NOT NULL, text BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE TABLE articles (
    key INTEGER PRIMARY KEY, source INTEGER NOT NULL, place INTEGER NOT NULL, facts BLOB NOT NULL,
    crc INTEGER NOT NULL);
CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY, article INTEGER NOT NULL, place INTEGER NOT NULL, text BLOB NOT NULL,
    facts BLOB NOT NULL, crc INTEGER NOT NULL);
CREATE INDEX paragraphs_of ON paragraphs (article, place);
CREATE INDEX articles_of ON articles (source, place);
"""

_CHUNK = 500  # values in one IN (...)


@dataclass(frozen=True, slots=True)
class Facts:
    """An article without its text.

    key: its row here.  place: its number within its source file, from 1.  own_id: the id by its
    content alone; `id` differs from it where an earlier source has the very same article.
    digest: a hash of all that was read; the article of an equal digest need not be read again.
    real: the path as the system resolved it when it was read; what comes from it again replaces it.
    """

    key: int
    source: int
    place: int
    id: str
    own_id: str
    digest: str
    path: str
    real: str
    title: str | None
    author: str | None
    office: str | None
    column: str | None
    published: str | None
    url: str | None
    notes: tuple[str, ...]
    paragraphs: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A paragraph as stored; `article` is the key of its article, `place` its number from 1."""

    key: int
    article: int
    place: int
    heading: str | None
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...]


class RowFile:
    """Reads one file; safe to use from many threads, also after the file was deleted."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._facts: dict[int, Facts] = {}
        try:
            with _damage():
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

    def counts(self) -> tuple[int, int, int]:
        """The number of sources, articles and paragraphs."""
        found = [self._all(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]
        return found[0], found[1], found[2]

    def paragraphs(self, keys: Sequence[int]) -> list[Stored]:
        """The paragraphs of these keys, in the order asked for."""
        sql = "SELECT key, article, place, text, facts, crc FROM paragraphs WHERE key IN ({})"
        found = {row[0]: _stored(row) for row in self._some(sql, keys)}
        return [found[key] if key in found else _gone("paragraph", key) for key in keys]

    def all_paragraphs(self) -> Iterator[Stored]:
        """Every paragraph, by article and place."""
        sql = "SELECT key, article, place, text, facts, crc FROM paragraphs ORDER BY article, place"
        with _damage(), closing(self._db.execute(sql)) as cursor:
            yield from map(_stored, cursor)

    def keys(self) -> list[tuple[int, int]]:
        """(article, paragraph) keys of every paragraph, by article and place."""
        return self._all("SELECT article, key FROM paragraphs ORDER BY article, place")

    def facts(self, keys: Iterable[int]) -> dict[int, Facts]:
        """The articles of these keys."""
        wanted = set(keys)
        missing = [key for key in wanted if key not in self._facts]
        if missing:
            sql = f"{_FACTS} WHERE key IN ({{}})"
            found = {row[0]: _facts(row) for row in self._some(sql, missing)}
            for key in missing:
                if key not in found:
                    _gone("article", key)
            self._facts.update(found)
        return {key: self._facts[key] for key in wanted}

    def all_facts(self) -> list[Facts]:
        """Every article, in the order of the index: by path, then by place in the file."""
        found = [_facts(row) for row in self._all(_FACTS)]
        self._facts.update({facts.key: facts for facts in found})
        return sorted(found, key=lambda facts: (facts.path, facts.place))

    def of_article(self, facts: Facts) -> list[Stored]:
        """The paragraphs of an article, in order."""
        sql = "SELECT key FROM paragraphs WHERE article = ? ORDER BY place"
        found = self.paragraphs([row[0] for row in self._all(sql, (facts.key,))])
        places = [(one.article, one.place) for one in found]
        if places != [(facts.key, number) for number in range(1, facts.paragraphs + 1)]:
            _gone("a paragraph of article", facts.key)
        return found

    def source(self, key: int) -> Source:
        """The whole text of a source."""
        rows = self._all("SELECT key, path, text, crc FROM sources WHERE key = ?", (key,))
        return _source(rows[0]) if rows else _gone("source", key)

    def verify(self) -> list[str]:
        """What is wrong, in words: damaged pages, rows, or references; nothing if all is well."""
        try:
            wrong = [str(row[0]) for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
            with _damage():
                for row in self._db.execute("SELECT key, path, text, crc FROM sources"):
                    _source(row)
                for row in self._db.execute(_FACTS):
                    _facts(row)
            for _ in self.all_paragraphs():
                pass
        except IndexDamaged as error:
            return [str(error)]
        return wrong

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self._lock, _damage():
            return self._db.execute(sql, values).fetchall()

    def _some(self, sql: str, keys: Sequence[int]) -> Iterator[Any]:
        for at in range(0, len(keys), _CHUNK):
            part = list(keys[at : at + _CHUNK])
            yield from self._all(sql.format(",".join("?" * len(part))), part)


class RowWriter:
    """Writes one file that nobody reads yet."""

    def __init__(self, path: Path) -> None:
        with _full(path):
            self._db = sqlite3.connect(path)
            self._path = path
            # Nobody sees the file before it is whole and synced, so no journal is needed.
            self._db.execute("PRAGMA journal_mode=OFF")
            self._db.execute("PRAGMA synchronous=OFF")
            self._db.execute("PRAGMA secure_delete=ON")  # what is removed is gone from the bytes
            if not self._db.execute("SELECT 1 FROM sqlite_schema").fetchone():
                self._db.executescript(_SCHEMA)
            self._next = {
                table: self._db.execute(f"SELECT ifnull(max(key), 0) + 1 FROM {table}").fetchone()[
                    0
                ]
                for table in TABLES
            }
            self._sources: dict[str, tuple[str, int]] = {}  # the last source of each path

    def add(self, article: Article, place: int, digest: str) -> Facts:
        """Writes an article with its source and paragraphs."""
        with _full(self._path):
            key = self._take("articles")
            source = self._source(article.source)
            names = ("title", "author", "office", "column", "published", "url", "notes", "path")
            facts = Facts(
                key=key,
                source=source,
                place=place,
                id=article.id,
                own_id=article.id,
                digest=digest,
                real=os.path.realpath(article.path),
                paragraphs=len(article.paragraphs),
                **{name: getattr(article, name) for name in names},
            )
            data = _article_data(facts)
            self._db.execute(
                "INSERT INTO articles VALUES (?, ?, ?, ?, ?)",
                (key, source, place, data, _crc(key, source, place, data)),
            )
            rows = []
            for number, paragraph in enumerate(article.paragraphs, 1):
                own = self._take("paragraphs")
                text, more = _bytes(paragraph.text), _paragraph_data(paragraph)
                rows.append((own, key, number, text, more, _crc(own, key, number, text, more)))
            self._db.executemany("INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?)", rows)
        return facts

    def remove(self, articles: Iterable[Facts]) -> None:
        """Takes out articles, their paragraphs, and sources that no article needs any more."""
        with _full(self._path):
            gone = list(articles)
            keys = [(facts.key,) for facts in gone]
            self._db.executemany("DELETE FROM paragraphs WHERE article = ?", keys)
            self._db.executemany("DELETE FROM articles WHERE key = ?", keys)
            self._db.executemany(
                "DELETE FROM sources WHERE key = ?1"
                " AND NOT EXISTS (SELECT 1 FROM articles WHERE source = ?1)",
                [(source,) for source in {facts.source for facts in gone}],
            )

    def rename(self, facts: Facts, name: str) -> None:
        """Gives an article another id."""
        with _full(self._path):
            new = _article_data(replace(facts, id=name))
            self._db.execute(
                "UPDATE articles SET facts = ?, crc = ? WHERE key = ?",
                (new, _crc(facts.key, facts.source, facts.place, new), facts.key),
            )

    def order(self, articles: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(n,) the keys of all paragraphs, article by article as given, and (n,) their articles."""
        with _full(self._path):
            found = self._db.execute(
                "SELECT article, key FROM paragraphs ORDER BY article, place"
            ).fetchall()
        pairs = np.array(found, np.int64).reshape(-1, 2)
        wanted = np.array(articles, np.int64)
        starts = pairs[:, 0].searchsorted(wanted)
        sizes = pairs[:, 0].searchsorted(wanted, "right") - starts
        ordered = pairs[ranges(starts, sizes)]
        return ordered[:, 1], ordered[:, 0]

    def close(self) -> None:
        """Commits; gives space that removed rows left back if it is a quarter of the file."""
        with _full(self._path):
            self._db.commit()
            free, pages = (
                self._db.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("freelist_count", "page_count")
            )
            if free * 4 > pages:
                self._db.execute("VACUUM")
            self.sources: int = self._db.execute("SELECT count(*) FROM sources").fetchone()[0]
            self._db.close()

    def _take(self, table: str) -> int:
        key: int = self._next[table]
        self._next[table] += 1
        return key

    def _source(self, source: Source) -> int:
        """The key of the source; articles of one file that share their text share the row."""
        text, key = self._sources.get(source.path, ("", 0))
        if key and (text is source.text or text == source.text):
            return key
        key = self._take("sources")
        path, data = _bytes(source.path), _bytes(source.text)
        self._db.execute(
            "INSERT INTO sources VALUES (?, ?, ?, ?)", (key, path, data, _crc(key, path, data))
        )
        self._sources = {source.path: (source.text, key)}
        return key


TABLES = ("sources", "articles", "paragraphs")

_FACTS = "SELECT key, source, place, facts, crc FROM articles"


def _article_data(facts: Facts) -> bytes:
    data = asdict(facts)
    return _json({name: data[name] for name in data if name not in ("key", "source", "place")})


def _paragraph_data(paragraph: Paragraph) -> bytes:
    return _json([paragraph.heading, paragraph.spans, paragraph.notes])


def _stored(row: Any) -> Stored:
    key, article, place, text, facts, crc = row
    _check("paragraph", crc, key, article, place, text, facts)
    heading, spans, notes = json.loads(_text(facts))
    return Stored(key, article, place, heading, _text(text), tuple(map(tuple, spans)), tuple(notes))


def _facts(row: Any) -> Facts:
    key, source, place, data, crc = row
    _check("article", crc, key, source, place, data)
    facts = json.loads(_text(data))
    facts["notes"] = tuple(facts["notes"])
    return Facts(key=key, source=source, place=place, **facts)


def _source(row: Any) -> Source:
    key, path, text, crc = row
    _check("source", crc, key, path, text)
    return Source(_text(path), _text(text))


def _crc(*values: int | bytes) -> int:
    """Of the numbers, of the length of each text, and of the texts."""
    texts = [value for value in values if isinstance(value, bytes)]
    numbers = [value if isinstance(value, int) else len(value) for value in values]
    return zlib.crc32(b"".join([struct.pack(f"<{len(numbers)}q", *numbers), *texts]))


def _check(what: str, crc: Any, *values: Any) -> None:
    try:
        good = _crc(*values) == crc
    except (TypeError, struct.error):
        good = False  # not even of the right type
    if not good:
        raise IndexDamaged(
            f"{what} {values[0]} of the index is damaged on the disk; "
            "build the index anew (python -m index build) or go back (python -m index rollback)"
        )


def _gone(what: str, key: int) -> Any:
    raise IndexDamaged(f"{what} {key} is missing from the index; build it anew")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogatepass")


@contextmanager
def _damage() -> Iterator[None]:
    """SQLite's complaints about a file, as ours."""
    try:
        yield
    except (sqlite3.Error, OverflowError) as error:
        raise IndexDamaged(
            f"the rows of the index cannot be read ({error}); "
            "build the index anew (python -m index build) or go back (python -m index rollback)"
        ) from None


@contextmanager
def _full(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be written: {error}; the old index stays") from None
