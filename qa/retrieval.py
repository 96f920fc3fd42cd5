"""Retrieval: a question to its candidates, ranked, and of these the hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from corpus.records import author_names
from index.store import EITHER, Filters, Floats, Row, Search, Store
from language.fold import fold
from language.introduced import introduces
from language.laws import names_article
from language.sentences import leads_on
from qa.matched_words import matched
from qa.query import Query, Question, parse
from qa.ranking.base import Candidates, Ranker
from qa.ranking.features import NAMES, features
from qa.ranking.rankers import RANKERS
from qa.records import Hit
from qa.request import Request, refuse_unknown

HEAD = 24
"""Characters of a passage in which an article of a law has its number."""
DEPTH = 30
"""How many of each leg's best rows the ranker sees, or k if that is more."""
PHRASE_DEPTH = 200
"""The same for a question that is a phrase in quotes: those that have it are kept."""
CROSSING_DEPTH = 100
"""The same for a question in other words than the index has: its legs are less to be trusted."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """All that a search knows.

    hits: the k best.  candidates: all ranked passages, best first.  narrow: what it was kept to.
    """

    query: Query
    hits: tuple[Hit, ...]
    candidates: Candidates
    narrow: Filters


def search(request: Request, store: Store, ranker: Ranker | None = None) -> Retrieved:
    """What is found for a checked request.  ranker: in place of the leg's."""
    query = parse(request.question, store)
    question = query.question
    depth = max(request.k, PHRASE_DEPTH) if question.exact else request.k
    candidates = gather(query, depth, store, request.leg, request.narrow)
    several = EITHER in f"{request.narrow.column}{request.narrow.author}{request.narrow.paper}"
    if several or not candidates.rows:
        refuse_unknown(request.narrow, store)
    scores = (ranker or RANKERS[request.leg])(query, candidates)
    if question.phrases:  # which its title, heading or text may have
        texts = [f"{row.title or ''}\n{row.heading or ''}\n{row.text}" for row in candidates.rows]
        holds = np.array([question.has_phrases(text) for text in texts], bool)
        # “…” is how names are written too: in a longer question those that have it come first.
        scores = np.where(holds, scores, scores / 2).astype(np.float32)
    scores = _named_first(question, candidates, scores)
    order = np.argsort(-scores, kind="stable")
    if question.exact:
        order = order[holds[order]]
    candidates, scores = candidates.ordered(order), scores[order]
    hits = _hits_of(question, candidates, scores[: request.k].tolist())
    if not question.exact:
        hits = _with_replies(question, hits, store)[: request.k]
    return Retrieved(query, hits, candidates, request.narrow)


def _with_replies(question: Question, hits: Sequence[Hit], store: Store) -> tuple[Hit, ...]:
    """The hits, behind one that ends with a question, or is a title alone, the paragraph after it:
    of an interview the reporter's paragraph has the words that are asked, and the next one the
    reply; so of a list of books."""
    asking = [hit.id for hit in hits if leads_on(hit.text)]
    after = dict(zip(asking, store.paragraphs_after(asking), strict=True)) if asking else {}
    placed: dict[str, Hit] = {}
    for hit in hits:
        placed.setdefault(hit.id, hit)
        if row := after.get(hit.id):
            matches = matched(question, [row.text])[0]
            placed.setdefault(row.id, hit_of(row, hit.rank, hit.score, matches))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(placed.values(), 1))


def _named_first(question: Question, candidates: Candidates, scores: Floats) -> Floats:
    """The scores, those of the articles of a law that the question names by number before all
    others: nobody who writes 第三十六条 wants another one; those of what has the office of him who
    is asked for nearly so."""
    articles = question.law_articles
    if name := question.person:
        texts = [(fold(row.text), author_names(row.author)) for row in candidates.rows]
        tells = [introduces(text, name, authors) for text, authors in texts]
        return np.where(tells, 1 - (1 - scores) / 10, scores).astype(np.float32)
    if not articles:
        return scores
    heads = [f"{row.heading or ''}\n{row.text[:HEAD]}" for row in candidates.rows]
    named = [names_article(articles, head) for head in heads]
    return np.where(named, 1 - (1 - scores) / 10, scores / 2).astype(np.float32)


def gather(query: Query, k: int, store: Store, leg: str, narrow: Filters) -> Candidates:
    """Ask the legs, and describe what they list; of one leg alone, in its order."""
    hybrid = leg == "hybrid"
    lexical = leg != "dense"
    matches = store.search(
        Search(
            vector=query.vector if leg != "lexical" and query.vector.any() else None,
            keys=query.terms.keys if lexical else query.terms.keys[:0],
            weights=query.terms.weights if lexical else query.terms.weights[:0],
            depth=max(k, CROSSING_DEPTH if query.crossing else DEPTH),
            narrow=narrow,
            vectors=hybrid,
        )
    )
    count = len(matches.rows)
    values = np.zeros((count, len(NAMES) if hybrid else 0), np.float32)
    if hybrid and count:
        values = features(query, matches)
    candidates = Candidates(matches.rows, values, matches.dense, matches.lexical)
    if hybrid:
        return candidates
    return candidates.ordered((matches.dense if leg == "dense" else matches.lexical).places())


def _hits_of(question: Question, candidates: Candidates, scores: list[float]) -> tuple[Hit, ...]:
    """The first candidates, one for each score."""
    dense, lexical = candidates.dense.ranks.tolist(), candidates.lexical.ranks.tolist()
    rows = candidates.rows[: len(scores)]
    marks = matched(question, [row.text for row in rows])
    return tuple(
        hit_of(row, n + 1, scores[n], marks[n], dense[n] or None, lexical[n] or None)
        for n, row in enumerate(rows)
    )


def hit_of(
    row: Row, rank: int, score: float, marks: tuple[str, ...],
    dense_rank: int | None = None, lexical_rank: int | None = None,
) -> Hit:  # fmt: skip
    """The hit of a row; without ranks, one that comes along with another."""
    return Hit(
        rank=rank, score=score, id=row.id, article_id=row.article_id, metadata=row.metadata,
        path=row.path, heading=row.heading, paragraph=row.paragraph, text=row.text, spans=row.spans,
        dense_rank=dense_rank, lexical_rank=lexical_rank, matched=marks, notes=row.notes,
        page=row.page,
    )  # fmt: skip
