"""Addresses: of articles, their passages and sources, and the names of source files in them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from corpus.records import Article, Span
from index.store import ArticleFacts, Store
from web.redaction import file_name


@dataclass(frozen=True, slots=True)
class Passage:
    """An article, the paragraph (from 1) that is looked at, and the marks in its text,
    [start, end) each; no paragraph: the article as a whole."""

    article: Article
    paragraph: int | None = None
    marks: Sequence[Span] = ()


def place_query(paragraph: int | None, marks: Sequence[Span]) -> dict[str, str]:
    """How addresses name a paragraph and its marks: p=3, m=12-20,31-40."""
    query = {"p": str(paragraph)} if paragraph else {}
    if marks:
        query["m"] = ",".join(f"{start}-{end}" for start, end in marks)
    return query


def parse_marks(text: str | None) -> list[Span]:
    """ "3-9,12-20" as spans; what is not such a thing is left out."""
    spans = []
    for part in (text or "")[:2000].split(","):
        start, _, end = part.partition("-")
        if start.isdecimal() and end.isdecimal() and len(part) < 16:
            spans.append((int(start), int(end)))
    return spans


def article_address(
    article_id: str, paragraph: int | None = None, marks: Sequence[Span] = ()
) -> str:
    """Where an article can be read; "#p3" after it leads to the paragraph."""
    return _address("/article/", article_id, paragraph, marks)


def source_address(
    article_id: str, paragraph: int | None = None, marks: Sequence[Span] = ()
) -> str:
    """Where the source of an article is shown beside it, at the passage if there is one."""
    return _address("/source/", article_id, paragraph, marks) + ("#lit" if paragraph else "")


def _address(route: str, article_id: str, paragraph: int | None, marks: Sequence[Span]) -> str:
    query = urlencode(place_query(paragraph, marks))
    return route + quote(article_id, safe="") + (f"?{query}" if query else "")


def source_names(lines: Iterable[ArticleFacts]) -> list[tuple[str, str]]:
    """(shown name, key) of each source file; of those with one name, also the first title."""
    first = {line.path: line for line in reversed(list(lines))}
    count = Counter(map(file_name, first))

    def shown_name(path: str) -> str:
        name = file_name(path)
        return f"{name} · {first[path].title or first[path].id}" if count[name] > 1 else name

    return sorted((shown_name(path), source_key(path)) for path in first)


def source_key(path: str) -> str:
    """A source file's name in addresses and forms: it tells one from another, and no folder."""
    return hashlib.blake2s(path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def path_of(key: str | None, store: Store) -> str | None:
    """The path behind a key; "?", the path of nothing, if no article comes from such a file."""
    if key is None:
        return None
    paths = {line.path for line in store.articles()}
    return next((path for path in paths if source_key(path) == key), "?")
