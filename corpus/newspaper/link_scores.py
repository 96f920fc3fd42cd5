"""Log odds that one piece of text follows another.

The reference is the plain case: one paragraph ends, another begins.  Two pieces may also be one
paragraph that was cut, or text between them may be lost; the prior of each depends on where the
two stand (`Seat`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.lines import is_ended
from corpus.newspaper.continuity import Seams
from corpus.newspaper.enumerations import ordinals
from corpus.newspaper.records import Piece

HEADED = -9.0  # below a heading no piece begins in the middle of a paragraph
MARKED = 6.0  # a marker says that text goes on here
NARROW, WIDE = 2.0, -0.5  # the lead of an article is often set narrow, other paragraphs seldom
IN_TURN, OUT_OF_TURN, UNCOUNTED = 1.5, -2.0, -0.5  # an ordinal after the one before, another, none
CLOSED = -2.0  # after lost text a paragraph may begin as if nothing had happened
MOST_SEAMS = 20_000  # pairs of ends that are looked at, the likeliest first


@dataclass(frozen=True, slots=True)
class Seat:
    """Prior log odds that two adjacent pieces are two paragraphs (clean), one paragraph that was
    cut (joined), or separated by lost text (lost); it depends on where they meet."""

    clean: float
    joined: float
    lost: float


STAY = Seat(0.0, -2.0, -4.0)  # one below the other on the page
MOVE = Seat(-1.6, -0.8, -0.9)  # the second is a part of the article that stands elsewhere
TURN = Seat(-1.6, -0.3, -5.0)  # parts of one article's body that stand in another order
START, END = -2.0, -3.0  # an article's first words are lost, or its last


@dataclass(frozen=True)
class Evidence:
    """What is known of n pieces.

    opens: (n,) log odds that a piece begins inside a paragraph.  broken: (n,) it has no end.
    joins: (n, n) log odds that piece j is the rest of piece i's last paragraph; -inf if piece i
    ends, or j stands below a heading.  leads: (n,) log odds that a piece is an article's first.
    counted: (n, n) log odds by ordinals that piece j is read next after piece i.
    sent: (n,) whether a marker says that the piece comes from another page.
    """

    opens: NDArray[np.float64]
    broken: NDArray[np.bool_]
    joins: NDArray[np.float64]
    leads: NDArray[np.float64]
    counted: NDArray[np.float64]
    sent: NDArray[np.bool_]

    def links(self, seat: Seat) -> NDArray[np.float64]:
        """(n, n): log odds that piece j is read after piece i, where they meet in this way."""
        return np.maximum(self._two_paragraphs(seat), seat.joined + self.joins) + self.counted

    def joined(self, seat: Seat) -> NDArray[np.bool_]:
        """(n, n): whether the two are one paragraph, if one is read after the other."""
        return seat.joined + self.joins > self._two_paragraphs(seat)

    def _two_paragraphs(self, seat: Seat) -> NDArray[np.float64]:
        lost_between = seat.lost + np.maximum(self.opens, CLOSED)[None, :]
        clean = np.where(self.broken, -np.inf, seat.clean)[:, None]
        return np.maximum(lost_between, clean)

    @property
    def begins(self) -> NDArray[np.float64]:
        """(n,): log odds that an article begins with this piece."""
        return np.maximum(0.0, START + self.opens) + self.leads

    @property
    def ends(self) -> NDArray[np.float64]:
        """(n,): log odds that an article ends with this piece."""
        return np.where(self.broken, END, 0.0)


def gather(pieces: Sequence[Piece], seams: Seams) -> Evidence:
    """The evidence on the pieces of a page, numbered from 0."""
    size = len(pieces)
    headed = np.array([piece.heading is not None for piece in pieces], bool)
    opens = np.where(headed, HEADED, seams.openness([piece.text for piece in pieces]))
    sent = np.array([piece.turn_from is not None for piece in pieces], bool)
    opens = opens + MARKED * sent
    broken = np.array([not is_ended(piece.text) for piece in pieces], bool)
    joins = np.full((size, size), -np.inf)
    lefts, rights = np.flatnonzero(broken).tolist(), np.flatnonzero(~headed).tolist()
    if len(lefts) * len(rights) > MOST_SEAMS:
        rights = sorted(rights, key=lambda i: -float(opens[i]))[: max(1, MOST_SEAMS // len(lefts))]
    if lefts and rights:
        fits = seams.fits([pieces[i].text for i in lefts], [pieces[i].text for i in rights])
        joins[np.ix_(lefts, rights)] = fits + opens[rights]
    leads = np.array([NARROW if piece.narrow else WIDE for piece in pieces])
    return Evidence(opens, broken, joins, leads, _counted(pieces), sent)


def _counted(pieces: Sequence[Piece]) -> NDArray[np.float64]:
    """二是 follows 一是: for the first ordinal of a piece and the last one of the piece before."""
    odds = np.zeros((len(pieces), len(pieces)))
    ordinals_of = [ordinals(piece.text) for piece in pieces]
    lasts = [dict(pairs) for pairs in ordinals_of]
    for j, pairs in enumerate(ordinals_of):
        form, value = pairs[0] if pairs else ("", 1)
        for i, last in enumerate(lasts):
            if i == j or value == 1:
                continue
            if form in last:
                odds[i, j] = IN_TURN if last[form] + 1 == value else OUT_OF_TURN
            else:
                odds[i, j] = UNCOUNTED
    return odds
