"""Reader input: the hits of a question as windows of tokens, each token at home in a unit.

A unit is what an answer shows: a sentence, or a clause of a long one.  A window is a run of units
of one hit that the network reads at once, behind the question and what stands over the passage
(title, heading, author, office, column, date).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.records import Span
from index import search_text
from index.store import Row
from language.fold import in_simplified, is_traditional, without_radicals
from language.numerals import years_in_digits
from language.sentences import leads_on, sentences
from models.builtin.contextual_model import FIRST, LAST
from qa.records import Hit

LONG = 100
"""Characters of a sentence from which on its clauses are units of their own."""
CLAUSE = 24
"""A clause of fewer characters goes together with the next."""
_YEAR = re.compile(r"[12]\d{3}")
QUESTION_TOKENS, CONTEXT_TOKENS, WINDOW_TOKENS = 48, 40, 192


@dataclass(frozen=True, slots=True)
class Window:
    """Part of a hit as the network reads it.

    hit: its place among the hits, from 0.  ids: the whole sequence of token numbers.  units: the
    [start, end) of each unit in the hit's text.  tokens: for each unit the [first, last) places of
    its tokens in `ids`, none empty.  places: for each token from the first unit's on, its
    [start, end) in the hit's text.
    """

    hit: int
    ids: tuple[int, ...]
    units: tuple[Span, ...]
    tokens: tuple[Span, ...]
    places: tuple[Span, ...]

    @property
    def begin(self) -> int:
        """The place in `ids` of the first token of the text."""
        return self.tokens[0][0]


def units(text: str) -> list[Span]:
    """[start, end) of the units, in order, together covering all of the text but white space."""
    spans: list[Span] = []
    for start, end in sentences(text):
        if end - start <= LONG:
            spans.append((start, end))
        else:
            spans += _clauses(text, start, end)
    return spans


def _clauses(text: str, start: int, end: int) -> list[Span]:
    """A long sentence cut after ；and ，: pieces of CLAUSE characters or more."""
    clauses: list[Span] = []
    begin = start
    for at in range(start, end):
        enough = at + 1 - begin >= CLAUSE and end - at > CLAUSE // 2
        if enough and text[at] in "；;，,、" and not _within_number(text, at):
            clauses.append((begin, at + 1))
            begin = at + 1
    if begin < end:
        clauses.append((begin, end))
    return clauses


def _within_number(text: str, at: int) -> bool:
    """The comma of 3,014."""
    return text[at] == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


def windows(
    tokenizer: Any, question: str, hits: Sequence[Hit | Row], size: int = WINDOW_TOKENS
) -> list[Window]:
    """All windows of all hits, in their order; a hit without text gives none.

    Question and passage are read in the same characters: as they are where both are traditional,
    else both simplified; years in digits, if the question has one so.  The network is surer of a
    word that it sees twice.
    """

    has_year = bool(_YEAR.search(question))

    def encodings(texts: Iterable[str]) -> list[Any]:
        all_encodings: list[Any] = tokenizer.encode_batch(
            [
                years_in_digits(plain) if has_year else plain
                for plain in map(without_radicals, texts)
            ],
            add_special_tokens=False,
        )
        return all_encodings

    as_typed, as_simplified = encodings([question, in_simplified(question)])
    in_old = is_traditional(question)
    kept = [in_old and is_traditional(hit.text) for hit in hits]

    def of_hits(texts: Iterable[str]) -> list[Any]:
        pairs = zip(texts, kept, strict=True)
        return encodings(text if as_is else in_simplified(text) for text, as_is in pairs)

    texts = of_hits(hit.text for hit in hits)
    before = {
        f"{hit.article_id}#{hit.paragraph + 1}": hit.text for hit in hits if leads_on(hit.text)
    }
    above = of_hits(context(hit, before.get(hit.id, hit.heading)) for hit in hits)
    all_windows: list[Window] = []
    for number, (hit, tokens, over) in enumerate(zip(hits, texts, above, strict=True)):
        asked = as_typed if kept[number] else as_simplified
        head = (FIRST, *asked.ids[:QUESTION_TOKENS], LAST, *over.ids[:CONTEXT_TOKENS], LAST)
        all_windows += _hit_windows(number, head, units(hit.text), tokens.ids, tokens.offsets, size)
    return all_windows


def context(hit: Hit | Row, heading: str | None) -> str:
    """What stands over the passage, as one line; heading: of a reply its question, of what stands
    under a title that title."""
    parts = search_text.context(hit, heading)
    return " · ".join([*parts, hit.published] if hit.published else parts)


def _hit_windows(
    number: int,
    head: tuple[int, ...],
    parts: Sequence[Span],
    ids: Sequence[int],
    offsets: Sequence[Span],
    size: int,
) -> list[Window]:
    owned = _tokens_of_units(parts, offsets)
    windows: list[Window] = []
    first = 0
    while first < len(owned):
        last = first + 1
        while last < len(owned) and owned[last][1][1] - owned[first][1][0] <= size:
            last += 1
        begin, stop = owned[first][1][0], min(owned[last - 1][1][1], owned[first][1][0] + size)
        shift = len(head) - begin
        group = [(unit, span) for unit, span in owned[first:last] if span[0] < stop]
        windows.append(
            Window(
                hit=number,
                ids=(*head, *ids[begin:stop], LAST),
                units=tuple(unit for unit, _ in group),
                tokens=tuple((a + shift, min(b, stop) + shift) for _, (a, b) in group),
                places=tuple((a, b) for a, b in offsets[begin:stop]),
            )
        )
        first = last
    return windows


def _tokens_of_units(parts: Sequence[Span], offsets: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Each unit that has tokens, with their [first, last) numbers; a token is of the unit in which
    its last character stands."""
    owned: list[tuple[Span, Span]] = []
    token = 0
    for start, end in parts:
        first = token
        while token < len(offsets) and offsets[token][1] <= end:
            token += 1
        if token > first:
            owned.append(((start, end), (first, token)))
    return owned
