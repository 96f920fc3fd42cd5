"""Search for the likeliest arrangement of a page: which pieces form which article, in which order.

A page's own order is the first guess.  Two things may have happened to an article: its later part
stands after another article's text, and the parts of its body stand in another order.  All such
moves are scored with the evidence on the pieces; what has the most for it is taken, if that is
more than what a move costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise, permutations
from math import log

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.link_scores import MOVE, STAY, TURN, Evidence
from corpus.newspaper.topics import Topics

Part = tuple[int, int]
"""Pieces from the first number up to the second one."""

NOBODY = -1  # the owner of a part that belongs to no article of the page

# Log odds, before one looks at the text.
DISPLACED = -1.5  # a part stands in another article
AGAIN = -0.7  # a second one does
NEXT, ELSEWHERE = -0.3, -2.4  # it stands after the next article, or anywhere else
ROTATED = (0.0, -2.2, -5.0)  # the one, two, three parts of a body stand in another order
EVEN = -1.2  # for each piece by which these differ from equal ones: columns are equally high
NOBODY_COST = -1.0  # a part that a marker sends here from another page has no owner

SURE = 0.35  # a part whose likeliest article is less likely than that stays by itself
KEPT = 24  # so many single moves are looked at in pairs
LONG = 30
"""In parts of more pieces only so many places are looked at.  Bodies of more are not read in three
parts, of four times as many not in two: their number grows with the square."""


@dataclass(frozen=True, slots=True)
class Move:
    """The part from piece `start` to the end of a stretch belongs to the article `owner`; to none
    of the page's where that is NOBODY."""

    host: int
    start: int
    owner: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """orders: for each article its pieces' numbers in reading order; moves: what was moved;
    joined: the pieces that are the rest of the paragraph of the piece before them."""

    orders: tuple[tuple[int, ...], ...]
    moves: tuple[Move, ...]
    joined: frozenset[int]
    score: float
    unplaced: tuple[Part, ...] = ()


class Search:
    """The arrangements of the articles whose stretches have these bounds, and their scores.  Out of
    a `nameless` one a part is moved only if it begins inside a paragraph: what it speaks of alone
    brings no text under a name."""

    def __init__(
        self, bounds: Sequence[Part], evidence: Evidence, topics: Topics, nameless: frozenset[int]
    ) -> None:
        self.bounds = bounds
        self.nameless = nameless
        self.topics = topics
        self.evidence = evidence
        self.move_links = evidence.links(MOVE).tolist()
        self.turn_links = evidence.links(TURN)
        self.begins = evidence.begins
        self.ends = evidence.ends.tolist()
        stay = np.diagonal(evidence.links(STAY), 1)
        self.within_sums = np.concatenate([[0.0], np.cumsum(stay)]).tolist()
        self.bodies = lru_cache(maxsize=None)(self._bodies)
        self.best_order = lru_cache(maxsize=None)(self._best_order)
        self.own_scores = [
            self.best_order(part, ())[0] if part[0] < part[1] else 0.0 for part in bounds
        ]
        self.page_score = sum(self.own_scores)

    def best(self) -> Arrangement:
        """The arrangement with the highest score."""
        base = self.total(())
        likely = sorted(self._moves(), key=lambda move: base - self.total((move,)))[:KEPT]
        choices: list[tuple[Move, ...]] = [(), *((move,) for move in likely)]
        choices += [
            (a, b) if a.start < b.start else (b, a)
            for a, b in combinations(likely, 2)
            if a.owner != b.owner and a.start != b.start
        ]
        moves = max(choices, key=self.total)
        return self.arranged(self._with_unsure_unplaced(moves))

    def arranged(self, moves: tuple[Move, ...]) -> Arrangement:
        """The best arrangement with these moves."""
        owns, strays = self.parts(moves)
        orders = []
        joined: set[int] = set()
        for part, parts in zip(owns, strays[:NOBODY], strict=True):
            chain = self.best_order(part, tuple(parts))[1] if part[0] < part[1] else ()
            order = tuple(i for part in chain for i in range(*part))
            orders.append(order)
            joined |= self._joined_pieces(order, {part[0] for part in parts})
        rest = strays[NOBODY]
        return Arrangement(tuple(orders), moves, frozenset(joined), self.total(moves), tuple(rest))

    def _with_unsure_unplaced(self, moves: tuple[Move, ...]) -> tuple[Move, ...]:
        """The moves, with nobody as the owner where no article is likely enough."""
        for i, move in enumerate(moves):
            if move.owner == NOBODY:
                continue
            rest = moves[:i] + moves[i + 1 :]
            scores = [self.total(rest)]
            for owner, (low, high) in enumerate(self.bounds):
                if owner != move.host and low < high and all(owner != m.owner for m in rest):
                    alternative = Move(move.host, move.start, owner)
                    scores.append(self.total((*moves[:i], alternative, *moves[i + 1 :])))
            best = self.total(moves)
            if 1 / sum(np.exp(score - best) for score in scores) < SURE:
                moves = (*moves[:i], Move(move.host, move.start, NOBODY), *moves[i + 1 :])
        return moves

    def parts(self, moves: Sequence[Move]) -> tuple[list[Part], list[list[Part]]]:
        """For each article its own part and the parts that are moved into it."""
        owns = list(self.bounds)
        strays: list[list[Part]] = [[] for _ in (*owns, NOBODY)]
        for i, move in enumerate(moves):
            low, high = owns[move.host]
            end = min(
                (m.start for m in moves[i + 1 :] if m.host == move.host),
                default=self.bounds[move.host][1],
            )
            strays[move.owner].append((move.start, end))
            owns[move.host] = (low, min(high, move.start))
        return owns, strays

    def total(self, moves: tuple[Move, ...]) -> float:
        """The score of the best arrangement with these moves; log odds.  The other articles are
        read as they stand."""
        owns, strays = self.parts(moves)
        total = self.page_score
        for i in {i for move in moves for i in (move.host, move.owner) if i != NOBODY}:
            total -= self.own_scores[i]
            if owns[i][0] < owns[i][1]:
                total += self.best_order(owns[i], tuple(strays[i]))[0]
        for move in moves:
            if move.owner == NOBODY:
                total += DISPLACED + NOBODY_COST + max(0.0, float(self.evidence.opens[move.start]))
                total += self._score_within(next(p for p in strays[NOBODY] if p[0] == move.start))
                continue
            part = next(part for part in strays[move.owner] if part[0] == move.start)
            total += self.topics.belongs(part, owns[move.owner], owns[move.host])
            total += DISPLACED + self._place_odds(move)
        return total + AGAIN * max(0, len(moves) - 1)

    def _place_odds(self, move: Move) -> float:
        """How likely it is that an article's rest stands just there; log of the chance."""
        if move.owner + 1 == len(self.bounds):  # there is no next column: it may be anywhere
            return -log(max(1, len(self.bounds) - 1))
        return NEXT if move.host == move.owner + 1 else ELSEWHERE

    def _moves(self) -> Iterator[Move]:
        articles = [i for i, (low, high) in enumerate(self.bounds) if low < high]
        for host in articles:
            low, high = self.bounds[host]
            for start in self._cuts((low, high)):  # the first piece is the host's own
                if host in self.nameless and self.evidence.opens[start] <= 0:
                    continue
                yield from (Move(host, start, owner) for owner in articles if owner != host)
                if self.evidence.sent[start]:
                    yield Move(host, start, NOBODY)

    def _best_order(self, body: Part, strays: tuple[Part, ...]) -> tuple[float, tuple[Part, ...]]:
        """The best order of an article's own pieces and of what is moved into it."""
        best: tuple[float, tuple[Part, ...]] = (-np.inf, ())
        for order in permutations(strays):
            tail = sum(self._score_within(part) for part in order)
            tail += sum(self.move_links[a[1] - 1][b[0]] for a, b in pairwise(order))
            last = order[-1][1] - 1 if order else -1
            for end, (score, parts) in self.bodies(body).items():
                total = score + tail
                total += (
                    self.move_links[end][order[0][0]] + self.ends[last] if order else self.ends[end]
                )
                if total > best[0]:
                    best = (total, (*parts, *order))
        return best

    def _bodies(self, body: Part) -> dict[int, tuple[float, tuple[Part, ...]]]:
        """The best order of an article's own pieces for each piece that it may end with."""
        best_by_end: dict[int, tuple[float, int, NDArray[np.intp]]] = {}
        low, high = body
        within = np.array(self.within_sums[low:high])
        cuts = tuple(place - low for place in self._cuts(body))
        for rotated, (parts, uneven) in zip(ROTATED, _rotations(high - low, cuts), strict=False):
            first, last = parts[..., 0], parts[..., 1] - 1
            scores = rotated + self.begins[low + first[:, 0]]
            scores += (within[last] - within[first]).cumsum(axis=1)[:, -1]
            scores += self.turn_links[low + last[:, :-1], low + first[:, 1:]].sum(axis=1)
            scores += EVEN * uneven
            ends = (low + last[:, -1]).tolist()
            for number, (end, score) in enumerate(zip(ends, scores.tolist(), strict=True)):
                if end not in best_by_end or score > best_by_end[end][0]:
                    best_by_end[end] = (score, number, parts)
        return {
            end: (score, tuple((low + a, low + b) for a, b in parts[number].tolist()))
            for end, (score, number, parts) in best_by_end.items()
        }

    def _cuts(self, part: Part) -> list[int]:
        """Where the part may be cut: anywhere, or in a long one where the text says so."""
        places = range(part[0] + 1, part[1])
        if len(places) <= LONG:
            return list(places)
        opens, broken = self.evidence.opens, self.evidence.broken
        likely = sorted(places, key=lambda i: -(float(opens[i]) + 4.0 * bool(broken[i - 1])))
        return sorted(likely[:LONG])

    def _score_within(self, part: Part) -> float:
        inner: float = self.within_sums[part[1] - 1] - self.within_sums[part[0]]
        return inner

    def _joined_pieces(self, order: Sequence[int], moved: set[int]) -> set[int]:
        seats = {
            b: STAY if b == a + 1 else MOVE if b in moved else TURN for a, b in pairwise(order)
        }
        tables = {seat: self.evidence.joined(seat) for seat in set(seats.values())}
        return {b for a, b in pairwise(order) if tables[seats[b]][a, b]}


def _unevenness(parts: Sequence[Part]) -> float:
    """By how many pieces the parts' edges lie off those of equal parts, on the average."""
    if len(parts) == 1:
        return 0.0
    low, high = min(part[0] for part in parts), max(part[1] for part in parts)
    edges = sorted(part[0] for part in parts)[1:]
    even = [low + (high - low) * i / len(parts) - 0.25 for i in range(1, len(parts))]
    return sum(abs(a - b) for a, b in zip(edges, even, strict=True)) / len(even)


@lru_cache(maxsize=256)
def _rotations(
    size: int, places: tuple[int, ...]
) -> list[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """The ways to read a body of so many pieces: as it stands, or in two or three parts, another
    one first.  For each number of parts (ways, parts, 2), and how uneven each way's are."""
    ways_by_count: list[list[tuple[Part, ...]]] = [[((0, size),)]]
    cuts_at_most = 0 if size < 3 else 2 if size <= LONG else 1 if size <= 4 * LONG else 0
    for count in range(1, cuts_at_most + 1):
        ways_by_count.append([])
        for cuts in combinations(places, count):
            parts = tuple(pairwise((0, *cuts, size)))
            for order in permutations(parts):
                if order[0] != parts[0] and all(a[1] != b[0] for a, b in pairwise(order)):
                    ways_by_count[-1].append(order)
    return [(np.array(ways), np.array([*map(_unevenness, ways)])) for ways in ways_by_count if ways]
