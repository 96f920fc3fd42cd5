"""What a change does to the articles: which stay, which are new, which go, and their ids."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import read_articles
from corpus.records import Article, Skipped, Source
from errors import SourceError
from index.fresh import Fresh
from index.rows import Facts, RowWriter

Progress = Callable[[int, "int | None", str], None]
"""progress(done, total or None, of what): called now and then."""


@dataclass(slots=True)
class Plan:
    """Which articles the new generation has: those kept, and those written anew."""

    kept: dict[int, Facts]
    new: list[Facts]
    skipped: list[Skipped]

    def articles(self) -> list[Facts]:
        """All, in the order of the index: by path, then by place in the file."""
        return sorted([*self.kept.values(), *self.new], key=lambda one: (one.path, one.place))


def planned(
    before: list[Facts],
    paths: Sequence[Path | str],
    gone: tuple[str, ...] | None,
    rows: RowWriter,
    fresh: Fresh,
    progress: Progress | None,
) -> Plan:
    """Reads the paths; writes what is new to `rows` and `fresh`, takes what is gone from `rows`.

    Args:
        before: the articles of the old generation.
        gone: None if only what is read stays; else the ids of articles to remove, and all others
            stay but those that are replaced.

    Raises:
        SourceError: nothing was read, or an id is unknown.
    """
    waiting = {facts.digest: facts for facts in before}
    places: dict[str, int] = {}
    plan = Plan({}, [], [])
    digest_of = _Digests()
    for article in read_articles(paths, on_skip=plan.skipped.append):
        place = places[article.path] = places.get(article.path, 0) + 1
        digest = digest_of(article, place)
        facts = waiting.pop(digest, None)
        if facts:
            plan.kept[facts.key] = facts
        else:
            facts = rows.add(article, place, digest)
            plan.new.append(facts)
            fresh.add(article, facts.key)
        if progress:
            progress(len(plan.kept) + len(plan.new), None, "articles")
    if paths and not places:
        reasons = "; ".join(f"{one.path}: {one.reason}" for one in plan.skipped[:5])
        raise SourceError(
            f"no article was found in {', '.join(map(str, paths))} ({reasons or 'nothing there'});"
            " the index stays as it was"
        )
    if gone is not None:
        removed, replaced = _named(before, gone), _replaced(plan, paths)
        for facts in before:
            if facts.key not in removed and not replaced(facts):
                plan.kept[facts.key] = facts
    rows.remove(facts for facts in before if facts.key not in plan.kept)
    return plan


def _replaced(plan: Plan, paths: Sequence[Path | str]) -> Callable[[Facts], bool]:
    """Whether an old article comes from a file that was read anew, or from its archive."""
    read = {facts.real for facts in plan.articles()}
    archives = tuple(os.path.realpath(path) + os.sep for path in paths if Path(path).is_file())
    again = tuple(one for one in archives if any(real.startswith(one) for real in read))
    return lambda facts: facts.real in read or facts.real.startswith(again)


def _named(before: list[Facts], ids: Iterable[str]) -> set[int]:
    """The keys of the articles with these ids."""
    by_id = {facts.id: facts.key for facts in before}
    unknown = [name for name in ids if name not in by_id]
    if unknown:
        raise SourceError(
            f"no article with the id {', '.join(unknown)} is in the index, so nothing was removed; "
            "the ids are those that search results show before the #"
        )
    return {by_id[name] for name in ids}


def name_articles(articles: list[Facts], rows: RowWriter) -> None:
    """Gives each article its id: that of its content, or, where an article before it in the index
    has that, the same with a suffix from its path.  Hash to save work, never to lose a source."""
    owned = {one.own_id for one in articles}
    taken: set[str] = set()
    for one in articles:
        name, again = one.own_id, 0
        while name in taken or (again and name in owned):
            again += 1
            mark = hashlib.sha256(f"{one.path}\n{again}".encode("utf-8", "surrogatepass"))
            name = f"{one.own_id}-{mark.hexdigest()[:8]}"
        taken.add(name)
        if name != one.id:
            rows.rename(one, name)


class _Digests:
    """A hash of all that was read of an article: if it is equal, so are all its rows."""

    def __init__(self) -> None:
        self._source: Source | None = None
        self._hash = ""

    def __call__(self, article: Article, place: int) -> str:
        source = article.source
        if source is not self._source:  # articles of one file share it
            self._source = source
            self._hash = hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()
        names = ("id", "path", "title", "author", "office", "column", "published", "url", "notes")
        body = [[one.heading, one.text, one.spans, one.notes] for one in article.paragraphs]
        facts = [place, self._hash, *(getattr(article, name) for name in names), body]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
