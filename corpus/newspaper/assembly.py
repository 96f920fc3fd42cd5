"""Assembly of a page: gathers the evidence, arranges the pieces, and notes each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.newspaper.arrangement import Move, Part, arrange
from corpus.newspaper.continuations import mend
from corpus.newspaper.continuity import Seams
from corpus.newspaper.link_scores import Evidence, gather
from corpus.newspaper.records import Chain, Page, Piece
from corpus.newspaper.topics import Likeness, Topics
from messages import message_text


@dataclass(frozen=True)
class Torn:
    """The pieces of a page in its own order, and which of them stand under which title."""

    pieces: tuple[Piece, ...]
    bounds: tuple[Part, ...]
    evidence: Evidence
    topics: Topics
    nameless: frozenset[int] = frozenset()


def torn_page(page: Page, likeness: Likeness | None = None) -> Torn:
    """The page's pieces with the evidence on them."""
    seams = Seams([piece.text for stretch in page.stretches for piece in stretch.pieces])
    pieces: list[Piece] = []
    bounds: list[Part] = []
    for stretch in page.stretches:
        low = len(pieces)
        pieces += mend(stretch.pieces, seams)
        bounds.append((low, len(pieces)))
    titles = [
        (bound, stretch.title.text if stretch.title else "")
        for bound, stretch in zip(bounds, page.stretches, strict=True)
    ]
    offices = [
        (stretch.byline.office or "") if stretch.byline else "" for stretch in page.stretches
    ]
    topics = Topics(pieces, titles, offices, likeness)
    nameless = frozenset(i for i, one in enumerate(page.stretches) if one.nameless)
    return Torn(tuple(pieces), tuple(bounds), gather(pieces, seams), topics, nameless)


def put_together(torn: Torn) -> list[Chain]:
    """The articles in the order of their titles, then what could not be placed."""
    best = arrange(torn.bounds, torn.evidence, torn.topics, torn.nameless)
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
        chains.append(Chain(None, numbers, notes=_turns(torn, numbers)))
    return chains


def _reason(torn: Torn, move: Move, joined: frozenset[int]) -> tuple[str, ...]:
    """Why a part was moved into an article."""
    reasons = []
    if move.start in joined:
        reasons.append(message_text("breaks_off"))
    part = (move.start, torn.bounds[move.host][1])
    own = torn.bounds[move.owner]
    others = [bound for i, bound in enumerate(torn.bounds) if i not in (move.owner, move.host)]
    others.append((torn.bounds[move.host][0], move.start))
    shared = torn.topics.shared(part, own, others)
    if shared:
        reasons.append(message_text("shares_words", words="、".join(shared)))
    return tuple(reasons or [message_text("nearest_topic")])


def _order_notes(torn: Torn, order: Sequence[int], joined: frozenset[int]) -> tuple[str, ...]:
    """Why the pieces stand in another order than on the page, and where they are to go on."""
    notes = []
    turned = [(a, b) for a, b in pairwise(order) if b < a]
    for a, b in turned:
        pieces = torn.pieces
        if b in joined:
            notes.append(message_text("order_paragraph"))
        elif torn.evidence.counted[a, b] > 0:
            notes.append(message_text("order_ordinals"))
        elif pieces[order[0]].narrow:
            notes.append(message_text("order_lead"))
        else:
            notes.append(message_text("order_begins_inside"))
    return tuple(dict.fromkeys(notes)) + _turns(torn, order)


def _turns(torn: Torn, order: Sequence[int]) -> tuple[str, ...]:
    """The markers that nothing on this page answers."""
    pieces = [torn.pieces[number] for number in order]
    notes = []
    if pieces and pieces[0].turn_from:
        notes.append(message_text("continued_from", page=pieces[0].turn_from))
    if pieces and pieces[-1].turn_to:
        notes.append(message_text("continues_on", page=pieces[-1].turn_to))
    return tuple(notes)
