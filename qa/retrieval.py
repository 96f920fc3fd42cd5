"""Retrieval: `retrieve`, called by every interface and by the evaluation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from index.current import Index, current_store
from index.store import EITHER, Floats, Narrow, Search, Store
from language.laws import law_articles, names_article
from language.sentences import asks
from qa.conversation import follow_up
from qa.highlight import matched
from qa.query import Query, parse
from qa.ranking.base import Candidates, DenseRanker, LexicalRanker, Ranker
from qa.ranking.cascade import CascadeRanker
from qa.ranking.features import NAMES, features
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

RANKERS: Mapping[str, Callable[[], Ranker]] = {
    "hybrid": CascadeRanker,
    "dense": DenseRanker,
    "lexical": LexicalRanker,
}
"""What ranks the candidates of each of `qa.request.LEGS`."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """All that a search knows.

    hits: the k best.  candidates: all ranked passages, best first.
    """

    query: Query
    hits: tuple[Hit, ...]
    candidates: Candidates


def retrieve(
    question: str,
    k: int = 5,
    index: Index | None = None,
    *,
    leg: str = "hybrid",
    narrow: Narrow | None = None,
    column: str | None = None,
    author: str | None = None,
    since: str | None = None,
    until: str | None = None,
    path: str | None = None,
    paper: str | None = None,
    follow: str | None = None,
) -> list[Hit]:
    """The k passages that answer the question best, best first; fewer if no more are found.

    index: an opened index (`index.open_index`), its folder, or None for the default one.  leg:
    "hybrid", "dense" or "lexical".  column, author, since, until, path, paper: filters, as in
    `index.store.Narrow`; narrow: the same as one object.  follow: the question before, which this
    one follows up.

    Raises:
        QuestionError: the question is empty or too long, an option is out of range, a date cannot
            be read, no article has the author, column, paper or path.
        StoreError: the index cannot be read.
    """
    filters = Narrow(column=column, author=author, since=since, until=until, path=path, paper=paper)
    return list(search(*prepared(question, k, index, leg, narrow, filters, follow)).hits)


def prepared(
    question: str,
    k: int,
    index: Index | None,
    leg: str,
    narrow: Narrow | None,
    filters: Narrow,
    follow: str | None,
) -> tuple[Request, Store]:
    """What `retrieve` and `ask` are given, checked: the request, a follow-up question in it made
    whole, and the open index.  What `filters` has stands in the place of what `narrow` has."""
    given = {name: value for name, value in asdict(filters).items() if value is not None}
    narrow = replace(narrow or Narrow(), **given)
    request, store = Request(question, k, leg, narrow, follow).checked(), current_store(index)
    return follow_up(request, store), store


def search(request: Request, store: Store, ranker: Ranker | None = None) -> Retrieved:
    """As `retrieve`, for a checked request, with the workings.  ranker: in place of the leg's."""
    query = parse(request.question, store)
    depth = max(request.k, PHRASE_DEPTH) if query.exact else request.k
    candidates = gather(query, depth, store, request.leg, request.narrow)
    several = EITHER in f"{request.narrow.column}{request.narrow.author}{request.narrow.paper}"
    if several or not candidates.rows:
        refuse_unknown(request.narrow, store)
    scores = (ranker or RANKERS[request.leg]()).scores(query, candidates)
    if query.phrases:  # which its title, heading or text may have
        texts = [f"{row.title or ''}\n{row.heading or ''}\n{row.text}" for row in candidates.rows]
        holds = np.array([query.has_phrases(text) for text in texts], bool)
        # “…” is how names are written too: in a longer question those that have it come first.
        scores = np.where(holds, scores, scores / 2).astype(np.float32)
    scores = _named_first(query, candidates, scores)
    order = np.argsort(-scores, kind="stable")
    if query.exact:
        order = order[holds[order]]
    candidates, scores = candidates.ordered(order), scores[order]
    hits = _hits(query, candidates, scores[: request.k].tolist())
    if not query.exact:
        hits = _with_replies(query, hits, store)[: request.k]
    return Retrieved(query, hits, candidates)


def _with_replies(query: Query, hits: Sequence[Hit], store: Store) -> tuple[Hit, ...]:
    """The hits, behind one that ends with a question the paragraph after it: of an interview the
    reporter's paragraph has the words that are asked, and the next one the reply."""
    placed: dict[str, Hit] = {}
    for hit in hits:
        placed.setdefault(hit.id, hit)
        article = store.article(hit.article_id) if asks(hit.text) else None
        for part in article.paragraphs[hit.paragraph :][:1] if article else ():
            reply = replace(
                hit, id=f"{hit.article_id}#{hit.paragraph + 1}", paragraph=hit.paragraph + 1,
                heading=part.heading, text=part.text, spans=part.spans, notes=part.notes,
                page=part.page, dense_rank=None, lexical_rank=None,
                matched=matched(query, [part.text])[0],
            )  # fmt: skip
            placed.setdefault(reply.id, reply)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(placed.values(), 1))


def _named_first(query: Query, candidates: Candidates, scores: Floats) -> Floats:
    """The scores, those of the articles of a law that the question names by number before all
    others: nobody who writes 第三十六条 wants another one."""
    asked = law_articles(query.text)
    if not asked:
        return scores
    named = [
        names_article(asked, f"{row.heading or ''}\n{row.text[:HEAD]}") for row in candidates.rows
    ]
    return np.where(named, 1 - (1 - scores) / 10, scores / 2).astype(np.float32)


def gather(query: Query, k: int, store: Store, leg: str, narrow: Narrow) -> Candidates:
    """Ask the legs, and describe what they list; of one leg alone, in its order."""
    hybrid = leg == "hybrid"
    lexical = leg != "dense"
    matches = store.search(
        Search(
            vector=query.vector if leg != "lexical" and query.vector.any() else None,
            keys=query.terms if lexical else query.terms[:0],
            weights=query.lexical_weights if lexical else query.lexical_weights[:0],
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


def _hits(query: Query, candidates: Candidates, scores: list[float]) -> tuple[Hit, ...]:
    """The first candidates, one for each score."""
    dense, lexical = candidates.dense.ranks.tolist(), candidates.lexical.ranks.tolist()
    rows = candidates.rows[: len(scores)]
    marks = matched(query, [row.text for row in rows])
    return tuple(
        Hit(
            rank=rank,
            score=score,
            id=row.id,
            article_id=row.article_id,
            metadata=row.metadata,
            path=row.path,
            heading=row.heading,
            paragraph=row.paragraph,
            text=row.text,
            spans=row.spans,
            dense_rank=dense[rank - 1] or None,
            lexical_rank=lexical[rank - 1] or None,
            matched=mark,
            notes=row.notes,
            page=row.page,
        )
        for rank, (row, score, mark) in enumerate(zip(rows, scores, marks, strict=True), 1)
    )
