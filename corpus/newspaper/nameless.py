"""Titles without a byline: where the text of another article begins that names nobody.

Set as plain text, the title of an article without a byline looks like a subhead of the article
above, and all below it would be cited under that article's author.  A judge says how likely a
short line is such a title: by the text below it (how much, what it speaks of), by how it is set,
and by the other short lines of the article.  What is a title for it begins an article without an
author; a subhead that it takes for a title costs its text the author's name, which is the lesser
harm.

On a page that has such a title for sure, others are likelier.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray

from corpus.lines import is_ended
from corpus.newspaper.continuity import Seams
from corpus.newspaper.headings import LONGEST, NUMBERED
from corpus.newspaper.records import Page, Piece, Stretch
from corpus.newspaper.topics import Likeness, rarity, terms, whole

SURE, WHOLE, LIKELY, EVEN = 3.0, 2.0, -3.0, 0.0
"""Log odds from which a short line is a title: on a torn page, on a whole one, on one that lacks
bylines elsewhere, or a lone one of an article on a whole page, and below another such title.  A
lone one on a whole page that lacks bylines elsewhere is a title whatever its odds."""

PROOF = 4.0
"""A title of such odds, or text without any byline at the top, shows that a page lacks bylines."""

BROKEN = 4.0
"""Log odds that a short line breaks off, from which it is no title."""

_SENTENCE = re.compile(r"[。；;！!？?…].|[。；;，,、：:]$")
_MANY_PIECES, _MANY_HEADS = 6, 5

# Log odds, fitted by logistic regression to made pages on which a third of the bylines were gone.
_WEIGHTS: dict[str, float] = {
    "lines": 1.5,  # it stands on two lines or more
    "comma": 1.6,
    "pieces": 6.1,  # the paragraphs below it, of _MANY_PIECES
    "alone": 1.5,  # it is the only short line of an article of a page that is not torn
    "first": 1.7,
    "heads": 1.35,  # the short lines of the article, of _MANY_HEADS
    "below": 8.4,  # cosine of the line and the text below it
    "title": -8.2,  # of the text below and the article's title
    "above": -2.3,  # of the text below and the text above
    "shared": 5.6,  # the part of its words that stand above, rare ones for more
    "named": 1.4,  # the part of the title's words that stand below
    "narrow": 1.8,  # the text below begins with a narrow column, as leads do
    "ended": -1.3,
    "torn": -0.75,
}
_BIAS = -7.8


def with_nameless(page: Page, likeness: Likeness | None) -> Page:
    """The page with articles of their own for the titles that have no byline."""
    pieces = [piece for stretch in page.stretches for piece in stretch.pieces]
    torn = any(not is_ended(piece.text) for piece in pieces)
    judged = [_odds(stretch, torn, likeness) for stretch in page.stretches]
    least = SURE if torn else WHOLE
    lone = [not torn and len(odds) == 1 for odds in judged]  # subheads come in twos and more
    alone = any(
        odds[at] > LIKELY for odds, one in zip(judged, lone, strict=True) if one for at in odds
    )
    lacks = any(s.byline is None and s.pieces for s in page.stretches)
    if lacks or any(odds > PROOF for found in judged for odds in found.values()):
        least = LIKELY
    stretches: list[Stretch] = []
    for stretch, odds, one in zip(page.stretches, judged, lone, strict=True):
        enough = least if not one else -inf if alone or least == LIKELY else LIKELY
        likely = [at for at in odds if odds[at] > enough]
        first, more = (likely[-1:], likely[:-1]) if stretch.foot else (likely[:1], likely[1:])
        stretches += _cut(stretch, sorted({*first, *(at for at in more if odds[at] > EVEN)}))
    return replace(page, stretches=tuple(stretches))


def _cut(stretch: Stretch, cuts: Sequence[int]) -> list[Stretch]:
    """The stretch parted at the pieces that are titles, or stand below one; the byline stays with
    the first part, or with the last one if it stands below the text."""
    if not cuts:
        return [stretch]
    parts: list[Stretch] = []
    for low, high in pairwise([0, *cuts, len(stretch.pieces)]):
        pieces = stretch.pieces[low:high]
        if not low:
            parts.append(replace(stretch, pieces=pieces))
            continue
        title = pieces[0].heading or pieces[0].run
        rest = (replace(pieces[0], heading=None),) if pieces[0].heading else ()
        parts.append(Stretch(title, None, (*rest, *pieces[1:]), (), True, nameless=True))
    if stretch.foot:
        byline, furniture = stretch.byline, stretch.furniture
        parts[0] = replace(parts[0], byline=None, furniture=(), foot=False, nameless=True)
        parts[-1] = replace(
            parts[-1], byline=byline, furniture=furniture, foot=True, nameless=False
        )
    return parts


def _odds(stretch: Stretch, torn: bool, likeness: Likeness | None) -> dict[int, float]:
    """For each piece below a heading, but the first piece: log odds that it is a title."""
    if stretch.byline is None or likeness is None:
        return {}
    pieces = stretch.pieces
    rows = [piece.text for piece in pieces]
    short = _short(rows, pieces)
    heads = [i for i, piece in enumerate(pieces) if piece.heading or i in short]
    if not any(heads):
        return {}
    title = stretch.title.text if stretch.title else ""
    vectors = likeness([*rows, title or rows[0], *(_heading(pieces[i]) for i in heads)])
    mean = _Means(vectors[: len(rows)] * np.sqrt([len(text) for text in rows])[:, None])
    found: dict[int, float] = {}
    for number, at in enumerate(heads):
        begin = at + (at in short)
        end = next((i for i in heads if i > begin), len(pieces))
        heading = _heading(pieces[at])
        if not at or begin == end or NUMBERED.match(heading):
            continue
        own, here = vectors[len(rows) + 1 + number], mean(begin, end)
        words = {word: rarity(word) for one in pieces[at:end] for word in terms(whole(one))}
        of_title = {word: rarity(word) for word in terms(title)}
        before = {word for one in pieces[:at] for word in terms(whole(one))} | set(of_title)
        signs = {
            "lines": _lines(pieces[at]) > 1,
            "comma": any(mark in heading for mark in "，, "),
            "pieces": min(end - begin, _MANY_PIECES) / _MANY_PIECES,
            "alone": len(heads) == 1 and not torn,
            "first": not number,
            "heads": min(len(heads), _MANY_HEADS) / _MANY_HEADS,
            "below": float(own @ here),
            "title": float(here @ vectors[len(rows)]) if title else 0.0,
            "above": float(here @ mean(0, at)),
            "shared": _share(words, before),
            "named": _share(of_title, set(words)),
            "narrow": pieces[begin].narrow,
            "ended": is_ended(rows[at - 1]),
            "torn": torn,
        }
        found[at] = _BIAS + sum(_WEIGHTS[name] * float(value) for name, value in signs.items())
    return found


def _short(rows: Sequence[str], pieces: Sequence[Piece]) -> frozenset[int]:
    """Pieces that may be titles, though they were not taken for headings: one line or few, no
    sentence, a whole one above, a subhead or the start of a paragraph below."""
    found = [
        i
        for i in range(1, len(rows) - 1)
        if pieces[i].heading is None
        and len(rows[i]) <= LONGEST
        and not _SENTENCE.search(rows[i])
        and is_ended(rows[i - 1])
    ]
    if not found:
        return frozenset()
    seams = Seams(rows)
    broken = seams.brokenness([rows[i] for i in found]).tolist()
    opens = seams.openness([rows[i + 1] for i in found]).tolist()
    return frozenset(
        i
        for i, breaks, opened in zip(found, broken, opens, strict=True)
        if breaks < BROKEN and (opened < 0 or pieces[i + 1].heading)
    )


class _Means:
    """Directions of the sum of some rows of vectors that follow each other."""

    def __init__(self, rows: NDArray[np.floating]) -> None:
        self._sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])

    def __call__(self, low: int, high: int) -> NDArray[np.floating]:
        vector: NDArray[np.floating] = self._sums[high] - self._sums[low]
        return vector / (np.linalg.norm(vector) or 1.0)


def _heading(piece: Piece) -> str:
    return (piece.heading or piece.run).text


def _lines(piece: Piece) -> int:
    return len((piece.heading or piece.run).spans)


def _share(words: Mapping[str, float], known: Collection[str]) -> float:
    """The part of the words' weight that known ones have."""
    return sum(weight for word, weight in words.items() if word in known) / (
        sum(words.values()) or 1.0
    )
