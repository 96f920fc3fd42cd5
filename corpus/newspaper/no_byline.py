"""Titles without a byline: where the text of another article begins that names nobody.

Set as plain text, the title of an article without a byline looks like a subhead of the article
above, and all below it would be cited under that article's author.  A judge says how likely a
short line is such a title: by the text below it (how much, what it speaks of), by how it is set,
and by the other short lines of the article.  What is a title for it begins an article without an
author; a subhead that it takes for a title costs its text the author's name, which is the lesser
harm.

Papers that leave out one byline leave out others: how likely the page as a whole lacks some is
weighed first, by all its short lines.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import exp, log

import numpy as np

from corpus.lines import is_ended
from corpus.newspaper.continuity import Seams
from corpus.newspaper.headings import LONGEST, NUMBERED
from corpus.newspaper.records import Page, Piece, Stretch
from corpus.newspaper.title_judge import judge
from corpus.newspaper.topics import Directions, Likeness, headed_text, rarity, terms

LACKING = 0.8  # how likely a page may lack bylines, before one looks at its lines
TITLES = 0.15  # the share of titles among the short lines of such a page
SHARPNESS, MOST = 0.8, 3.0  # weight of the judge's odds, as a page's lines are alike; and the most
ENOUGH = 0.25  # a line that is likelier a title than this is taken for one
BROKEN = 4.0  # log odds that a short line breaks off, from which it is no title
SERIES, SAME = 4.0, 0.8
"""Log odds, added to the judge's, of a line as long as a title, with that share of its characters
in their places."""

_SENTENCE = re.compile(r"[。；;！!？?…].|[。；;，,、：:]$")


def with_nameless(page: Page, likeness: Likeness | None) -> Page:
    """The page with articles of their own for the titles that have no byline."""
    odds_by_line = [
        {at: max(-MOST, min(MOST, odds)) for at, odds in odds_of.items()}
        for odds_of in title_odds(page, likeness)
    ]
    lacks = any(s.byline is None and s.pieces for s in page.stretches)
    chance = _lacking_chance([odds for odds_of in odds_by_line for odds in odds_of.values()], lacks)
    stretches: list[Stretch] = []
    for stretch, odds in zip(page.stretches, odds_by_line, strict=True):
        cuts = [at for at in odds if chance * _title_chance(odds[at]) > ENOUGH]
        stretches += _parted_stretch(stretch, cuts)
    return replace(page, stretches=tuple(stretches))


def title_odds(page: Page, likeness: Likeness | None) -> list[dict[int, float]]:
    """Of each article of the page, log odds that a short line is such a title, by its piece."""
    torn = is_torn(page)
    signs_by_line = [signs(stretch, torn, likeness) for stretch in page.stretches]
    titles = [s.title.text for s in page.stretches if s.title]
    return [
        {
            at: SHARPNESS * judge()(line_signs) + _series_odds(stretch.pieces[at], titles)
            for at, line_signs in by_line.items()
        }
        for stretch, by_line in zip(page.stretches, signs_by_line, strict=True)
    ]


def _lacking_chance(odds: Sequence[float], has_nameless_text: bool) -> float:
    """How likely the page lacks bylines; `has_nameless_text` shows that it does."""
    if has_nameless_text:
        return 1.0
    prior = log(LACKING / (1 - LACKING))
    all_lines = prior + sum(log(1 - TITLES + TITLES * exp(line_odds)) for line_odds in odds)
    return 1 / (1 + exp(-max(-50.0, min(all_lines, 50.0))))


def _title_chance(odds: float) -> float:
    """How likely a line of a page that lacks bylines is a title."""
    return TITLES * exp(odds) / (1 - TITLES + TITLES * exp(odds))


def _parted_stretch(stretch: Stretch, cuts: Sequence[int]) -> list[Stretch]:
    """The stretch parted at the pieces that are titles, or stand below one; the byline stays with
    the first part, or with the last one if it stands below the text."""
    if not cuts:
        return [stretch]
    parts = [replace(stretch, pieces=stretch.pieces[: cuts[0]])]
    for low, high in pairwise([*cuts, len(stretch.pieces)]):
        first, *later = stretch.pieces[low:high]
        lead = (replace(first, heading=None),) if first.heading else ()
        title = first.heading or first.run
        parts.append(Stretch(title, None, (*lead, *later), (), True, nameless=True))
    if stretch.foot:
        byline, furniture, line = stretch.byline, stretch.furniture, stretch.signed
        parts[0] = replace(
            parts[0], byline=None, furniture=(), foot=False, nameless=True, signed=""
        )
        parts[-1] = replace(
            parts[-1], byline=byline, furniture=furniture, foot=True, nameless=False, signed=line
        )
    return parts


def is_torn(page: Page) -> bool:
    """Whether a piece of the page breaks off."""
    return any(not is_ended(piece.text) for stretch in page.stretches for piece in stretch.pieces)


def _series_odds(piece: Piece, titles: Sequence[str]) -> float:
    """How much more a line is a title that has the form of one of the page."""
    line = _heading_text(piece)
    as_long = (zip(line, title, strict=True) for title in titles if len(title) == len(line))
    matches = (sum(a == b for a, b in pairs) for pairs in as_long)
    return SERIES if any(count > SAME * len(line) for count in matches) else 0.0


def signs(stretch: Stretch, torn: bool, likeness: Likeness | None) -> dict[int, dict[str, float]]:
    """What is known of each short line of an article but the first piece, by its piece's number."""
    if stretch.byline is None or likeness is None:
        return {}
    pieces = stretch.pieces
    rows = [piece.text for piece in pieces]
    short = _short_lines(rows, pieces)
    heads = [i for i, piece in enumerate(pieces) if piece.heading or i in short]
    if not any(heads):
        return {}
    title = stretch.title.text if stretch.title else ""
    vectors = likeness([*rows, title or rows[0], *(_heading_text(pieces[i]) for i in heads)])
    texts, of_title, of_heads = np.split(vectors, [len(rows), len(rows) + 1])
    mean = Directions(texts * np.sqrt([len(text) for text in rows])[:, None])
    seams = Seams(rows)
    opens, broken = seams.openness(rows), seams.brokenness(rows)
    bags = [set(terms(headed_text(piece))) for piece in pieces]
    words_above, seen = set(terms(title)), 0  # the words above, of so many pieces
    by_piece: dict[int, dict[str, float]] = {}
    for number, at in enumerate(heads):
        begin = at + (at in short)
        end = next((i for i in heads if i > begin), len(pieces))
        heading = _heading_text(pieces[at])
        if not at or begin == end or NUMBERED.match(heading):
            continue
        words = {word: rarity(word) for bag in bags[at:end] for word in bag}
        words_above.update(*bags[seen:at])
        seen = at
        by_piece[at] = {
            "lines": len((pieces[at].heading or pieces[at].run).spans) > 1,
            "comma": any(mark in heading for mark in "，, "),
            "length": len(heading),
            "first": not number,
            "short lines": len(heads),
            "torn": torn,
            "pieces": end - begin,
            "pieces above": at,
            "pieces left": len(pieces) - begin,
            "characters": log(1 + sum(map(len, rows[begin:end]))),
            "characters above": log(1 + sum(map(len, rows[:at]))),
            "subhead next": at in short and pieces[begin].heading is not None,
            "narrow": pieces[begin].narrow,
            "ended": is_ended(rows[at - 1]),
            "broken": float(broken[at - 1]),
            "opens": float(opens[begin]),
            "shared": _known_share(words, words_above),
            "like its text": float(of_heads[number] @ mean(begin, end)),
            "like the text above": float(of_heads[number] @ mean(0, at)),
            "like the title": float(of_heads[number] @ of_title[0]) if title else 0.0,
            "text like the title": float(mean(begin, end) @ of_title[0]) if title else 0.0,
            "likest two": float((texts[begin:end] @ texts[:at].T).max()),
        }
    return by_piece


def _short_lines(rows: Sequence[str], pieces: Sequence[Piece]) -> frozenset[int]:
    """Pieces that may be titles, though they were not taken for headings: one line or few, no
    sentence, a whole one above, a subhead or the start of a paragraph below."""
    candidates = [
        i
        for i in range(1, len(rows) - 1)
        if pieces[i].heading is None
        and len(rows[i]) <= LONGEST
        and not _SENTENCE.search(rows[i])
        and is_ended(rows[i - 1])
    ]
    if not candidates:
        return frozenset()
    seams = Seams(rows)
    broken = seams.brokenness([rows[i] for i in candidates]) < BROKEN
    begins = seams.openness([rows[i + 1] for i in candidates]) < 0
    below = [pieces[i + 1].heading is not None for i in candidates]
    return frozenset(np.array(candidates)[broken & (begins | below)].tolist())


def _heading_text(piece: Piece) -> str:
    return (piece.heading or piece.run).text


def _known_share(words: Mapping[str, float], known_words: Collection[str]) -> float:
    """The part of the words' weight that known ones have."""
    shared = sum(weight for word, weight in words.items() if word in known_words)
    return shared / (sum(words.values()) or 1.0)
