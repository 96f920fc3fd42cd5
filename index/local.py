"""The store on this machine: one generation folder, opened for reading."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Paragraph, Source
from errors import IndexDamaged, IndexMissing, StoreError
from index import dense, generations, lexical, manifest, names, parts
from index.agreement import agree
from index.encoder import Encoder
from index.files import CURE
from index.manifest import status_of
from index.place import default_index
from index.rows import Facts, RowFile, Stored
from index.sentences import restored
from index.store import ArticleFacts, Narrow, Ranking, Row, Sentences, Status
from language.fold import fold

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 5  # generations that may be replaced and cleared away while one is being opened


def open_index(path: Path | str | None = None, *, encoder: Encoder | None = None) -> LocalStore:
    """Opens the current generation of an index folder (None: the default one) for reading.

    encoder: what to ask with, if not the encoder that the index names.

    Raises:
        IndexMissing: there is no index; the message has the build command.
        IndexDamaged: a count, size or hash is not what the manifest says.
        IndexMismatch: made by another encoder, other terms or another format.
        ModelMissing: the encoder is not on this machine.
    """
    root = default_index() if path is None else Path(path)
    for attempt in range(_TRIES):
        folder = generations.current(root)
        try:
            return LocalStore(root, folder, encoder)
        except FileNotFoundError as error:
            if generations.current(root) == folder or attempt == _TRIES - 1:
                raise IndexDamaged(f"{error.filename} is missing; {CURE}") from None
    raise IndexMissing(f"{root} changes faster than it can be opened; try again")


def _guarded(method: Callable[P, T]) -> Callable[P, T]:
    """What goes wrong with numbers that changed on the disk after they were checked, as damage."""

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return method(*args, **kwargs)
        except (IndexError, ValueError, KeyError, OverflowError, MemoryError) as error:
            raise IndexDamaged(f"the index is damaged on the disk ({error!r}); {CURE}") from error

    return guarded


class LocalStore:
    """`Store` (see `index/store.py`) over the files of one generation.

    It keeps its files open, so it answers alike while the folder is replaced or removed.
    """

    def __init__(self, root: Path, folder: Path, encoder: Encoder | None = None) -> None:
        found = manifest.read(folder)
        if encoder is None:
            from index.encoder import open_encoder

            encoder = open_encoder(found.encoder.name)
        agree(found, encoder)
        self._root = root
        self._folder = folder
        self._manifest = found
        self._encoder = encoder
        self._lock = threading.Lock()
        self._postings = parts.load_postings(folder, found)
        self._sentences = parts.load_sentences(folder, found)
        self._keys = parts.load_array(folder, found, "keys.npy")
        self._owners = parts.load_array(folder, found, "owners.npy")
        self._long = parts.load_long(folder, found, self._postings)
        self._names = names.gathered(parts.load_names(folder, found).values())
        self._vectors = parts.load_index(folder, found)
        self._rows = RowFile(folder / parts.ROWS)
        self._compare_counts()

    def _compare_counts(self) -> None:
        counts = self._manifest.counts
        expected = (counts.sources, counts.articles, counts.paragraphs)
        found = self._rows.counts()
        vectors, postings = self._vectors.ntotal, len(self._postings.lengths)
        if found != expected or not vectors == postings == counts.paragraphs:
            raise IndexDamaged(
                f"sources, articles, paragraphs: found {found}, expected {expected}; {vectors} "
                f"vectors, {postings} lexical rows; {CURE}"
            )

    def close(self) -> None:
        """Optional: files are closed when nobody holds the store any more."""
        self._rows.close()

    @property
    def encoder(self) -> Encoder:
        return self._encoder

    @property
    def generation(self) -> str:
        return self._manifest.generation

    @property
    def status(self) -> Status:
        return status_of(self._root, self._manifest)

    def __len__(self) -> int:
        return self._manifest.counts.paragraphs

    @_guarded
    def ids(self) -> set[str]:
        return {
            f"{facts.id}#{number}"
            for facts in self._articles
            for number in range(1, facts.paragraphs + 1)
        }

    @_guarded
    def rows(self, numbers: Sequence[int]) -> list[Row]:
        at = self._checked(numbers)
        stored = self._rows.paragraphs(self._keys[at].tolist())
        if [one.article for one in stored] != self._owners[at].tolist():
            raise IndexDamaged(f"a row and its article do not agree; {CURE}")
        facts = self._rows.facts({one.article for one in stored})
        return [
            _row(number, one, facts[one.article])
            for number, one in zip(numbers, stored, strict=True)
        ]

    @_guarded
    def within(self, narrow: Narrow) -> NDArray[np.int64] | None:
        if narrow == Narrow():
            return None
        keys = [facts.key for facts in self._articles if _passes(facts, narrow)]
        return np.flatnonzero(np.isin(self._owners, np.array(keys, np.int64)))

    @_guarded
    def dense(
        self, vector: NDArray[np.float32], k: int, within: NDArray[np.int64] | None = None
    ) -> Ranking:
        return dense.search(self._vectors, vector, k, within)

    @_guarded
    def lexical(self, question: str, k: int, within: NDArray[np.int64] | None = None) -> Ranking:
        keys = lexical.keys_of(question)
        known = names.inside(question, self._names)
        if known:
            keys = np.concatenate([keys, names.keys(known)])
        return lexical.search(self._postings, keys, k, within)

    @_guarded
    def terms(self, text: str) -> NDArray[np.int32]:
        return lexical.question_terms(self._postings, lexical.keys_of(text))[0].astype(np.int32)

    @_guarded
    def idf(self, terms: NDArray[np.int32]) -> NDArray[np.float32]:
        return self._postings.idf(terms)

    @_guarded
    def term_text(self, terms: NDArray[np.int32]) -> list[str]:
        return lexical.spelled(self._postings, self._long, terms)

    @_guarded
    def sentences(self, numbers: Sequence[int]) -> list[Sentences]:
        held, known = self._sentences, len(self._postings.keys)
        rows = self._checked(numbers)
        starts, stops = held.starts[rows].tolist(), held.starts[rows + 1].tolist()
        firsts, lasts = held.term_starts[rows].tolist(), held.term_starts[rows + 1].tolist()
        places = list(zip(starts, stops, firsts, lasts, strict=True))
        if not places:
            return []
        vectors = None
        if held.vectors.shape[1]:
            vectors = restored(np.concatenate([held.vectors[a:b] for a, b, _, _ in places]))
        terms = np.concatenate([held.terms[a:b] for _, _, a, b in places])
        if len(terms) and not 0 <= terms.min() <= terms.max() < known:
            raise IndexDamaged(f"a sentence has term {terms.max()} of {known}; {CURE}")
        found = []
        sentence = term = 0
        for start, stop, _, _ in places:
            inside = []
            for size in held.sizes[start:stop].tolist():
                inside.append(terms[term : term + size])
                term += size
            spans = tuple(map(tuple, held.spans[start:stop].tolist()))
            own = None if vectors is None else vectors[sentence : sentence + len(spans)]
            sentence += len(spans)
            found.append(Sentences(spans, own, tuple(inside)))
        return found

    @_guarded
    def vectors(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        return dense.pick(self._vectors, self._checked(numbers))

    @_guarded
    def articles(self) -> list[ArticleFacts]:
        return [_listed(facts) for facts in self._articles]

    @_guarded
    def article(self, article_id: str) -> Article | None:
        facts = self._by_id.get(article_id)
        if facts is None:
            return None
        paragraphs = tuple(
            Paragraph(one.heading, one.text, one.spans, one.notes)
            for one in self._rows.of_article(facts)
        )
        return Article(
            facts.id,
            Source(facts.path, self._rows.source(facts.source).text),
            facts.title,
            facts.author,
            facts.office,
            facts.column,
            facts.published,
            facts.url,
            paragraphs,
            facts.notes,
        )

    def _checked(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """Row numbers as an array.  Raises StoreError for one that is not a row."""
        rows = np.asarray(numbers, np.int64)
        if len(rows) and not 0 <= rows.min() <= rows.max() < len(self):
            raise StoreError(
                f"rows {rows.min()} to {rows.max()} were asked for; 0 to {len(self) - 1} are there"
            )
        return rows

    @cached_property
    def _articles(self) -> list[Facts]:
        found = self._rows.all_facts()
        if len(found) != self._manifest.counts.articles:
            raise IndexDamaged(
                f"found {len(found)} articles, expected {self._manifest.counts.articles}; {CURE}"
            )
        return found

    @cached_property
    def _by_id(self) -> dict[str, Facts]:
        return {facts.id: facts for facts in self._articles}


def _row(number: int, one: Stored, facts: Facts) -> Row:
    return Row(
        int(number),
        f"{facts.id}#{one.place}",
        facts.id,
        facts.path,
        facts.title,
        facts.author,
        facts.office,
        facts.column,
        facts.published,
        facts.url,
        one.heading,
        one.place,
        one.text,
        one.spans,
        one.notes,
    )


def _listed(facts: Facts) -> ArticleFacts:
    return ArticleFacts(
        facts.id,
        facts.path,
        facts.title,
        facts.author,
        facts.office,
        facts.column,
        facts.published,
        facts.url,
        facts.notes,
        facts.paragraphs,
    )


def _passes(facts: Facts, narrow: Narrow) -> bool:
    """Names pass if they hold the filter, folded; dates if they may lie within the range."""
    for wanted, found in ((narrow.column, facts.column), (narrow.author, facts.author)):
        if wanted is not None and fold(wanted) not in fold(found or ""):
            return False
    if narrow.path is not None and narrow.path != facts.path:
        return False
    date = facts.published or ""
    for limit, late in ((narrow.since, False), (narrow.until, True)):
        if limit is not None:
            # "2024" may be any day of 2024: compare as far as both are known.
            one, other = date[: len(limit)], limit[: len(date)]
            if not date or (one > other if late else one < other):
                return False
    return True
