"""Assembly of a page: gathers the evidence, arranges the pieces, and notes each step.

A paragraph that a column's end cut after a comma is rejoined first: the rest stands just below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.lines import glue
from corpus.newspaper.arrangement import Move, Part, Search
from corpus.newspaper.continuity import Seams
from corpus.newspaper.link_scores import Evidence, gather
from corpus.newspaper.records import Chain, Page, Piece
from corpus.newspaper.topics import Likeness, Topics
from messages import message_text

_GOES_ON = re.compile(r"[，,、；;：:（(“‘《—][”’]?$")


@dataclass(frozen=True)
class Torn:
    """The pieces of a page in its own order, and which of them stand under which title."""

    pieces: tuple[Piece, ...]
    bounds: tuple[Part, ...]
    evidence: Evidence
    topics: Topics
    nameless: frozenset[int] = frozenset()


def torn_page(page: Page, likeness: Likeness | None) -> Torn:
    """The page's pieces with the evidence on them."""
    seams = Seams([piece.text for stretch in page.stretches for piece in stretch.pieces])
    pieces: list[Piece] = []
    bounds: list[Part] = []
    for stretch in page.stretches:
        low = len(pieces)
        pieces += mend(stretch.pieces)
        bounds.append((low, len(pieces)))
    titles = (stretch.title.text if stretch.title else "" for stretch in page.stretches)
    offices = [(stretch.byline and stretch.byline.office) or "" for stretch in page.stretches]
    topics = Topics(pieces, list(zip(bounds, titles, strict=True)), offices, likeness)
    nameless = frozenset(i for i, stretch in enumerate(page.stretches) if stretch.nameless)
    return Torn(tuple(pieces), tuple(bounds), gather(pieces, seams), topics, nameless)


def mend(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces of one stretch, those that a comma breaks off joined with the one below."""
    mended: list[Piece] = []
    for piece in pieces:
        if mended and _is_continued(mended[-1], piece):
            run = glue([mended[-1].run, piece.run])
            mended[-1] = replace(mended[-1], run=run, mended=True, turn_to=piece.turn_to)
        else:
            mended.append(piece)
    return mended


def _is_continued(above: Piece, below: Piece) -> bool:
    marked = above.turn_to or below.turn_from
    return below.heading is None and not marked and bool(_GOES_ON.search(above.text))


def put_together(torn: Torn) -> list[Chain]:
    """The articles in the order of their titles, then what could not be placed."""
    best = Search(torn.bounds, torn.evidence, torn.topics, torn.nameless).best()
    chains = []
    for number, order in enumerate(best.orders):
        joined = best.joined.intersection(order)
        why = {
            piece: _reason(torn, move, joined)
            for move in best.moves
            if move.owner == number
            for piece in order
            if move.start <= piece < torn.bounds[move.host][1]
        }
        gaps = frozenset(
            b
            for a, b in pairwise(order)
            if b != a + 1 and b not in joined and torn.evidence.opens[b] > 0
        )
        chains.append(Chain(number, order, joined, gaps, why, _order_notes(torn, order, joined)))
    for low, high in best.unplaced:
        numbers = tuple(range(low, high))
        chains.append(Chain(None, numbers, notes=_open_turns(torn, numbers)))
    return chains


def _reason(torn: Torn, move: Move, joined: frozenset[int]) -> tuple[str, ...]:
    """Why a part was moved into an article."""
    reasons = []
    if move.start in joined:
        reasons.append(message_text("breaks_off"))
    low, high = torn.bounds[move.host]
    other_bounds = [part for i, part in enumerate(torn.bounds) if i not in (move.owner, move.host)]
    other_bounds.append((low, move.start))
    if shared := torn.topics.shared((move.start, high), torn.bounds[move.owner], other_bounds):
        reasons.append(message_text("shares_words", words="、".join(shared)))
    return tuple(reasons or [message_text("nearest_topic")])


def _order_notes(torn: Torn, order: Sequence[int], joined: frozenset[int]) -> tuple[str, ...]:
    """Why the pieces stand in another order than on the page, and where they are to go on."""
    keys = []
    for a, b in ((a, b) for a, b in pairwise(order) if b < a):
        if b in joined:
            keys.append("order_paragraph")
        elif torn.evidence.counted[a, b] > 0:
            keys.append("order_ordinals")
        else:
            lead = torn.pieces[order[0]].narrow
            keys.append("order_lead" if lead else "order_begins_inside")
    return tuple(map(message_text, dict.fromkeys(keys))) + _open_turns(torn, order)


def _open_turns(torn: Torn, order: Sequence[int]) -> tuple[str, ...]:
    """The markers that nothing on this page answers."""
    notes = []
    if order and (page := torn.pieces[order[0]].turn_from):
        notes.append(message_text("continued_from", page=page))
    if order and (page := torn.pieces[order[-1]].turn_to):
        notes.append(message_text("continues_on", page=page))
    return tuple(notes)
