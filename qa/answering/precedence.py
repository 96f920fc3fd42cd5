"""What stands before what: a correction or an amendment before what it replaces; and behind what is
only reported, what came of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.metadata import Described
from index.store import Floats
from language.corrected import corrections, misstated
from language.fold import fold
from language.laws import is_another_article, law_articles
from language.reported import is_open, settles
from language.sentences import sentences
from language.words import search_words
from qa.reading.cross_encoder import Unit
from qa.records import Hit

NOTE = re.compile(r"更正|勘误|订正|致歉|误(?:写|植|排|为)")
_CHANGE = re.compile(rf"{NOTE.pattern}|废止|失效|修改|修正|修订")
TITLE = re.compile(r"《([^《》]{2,80})》")
_FORM = re.compile(r"^关于|的?(?:通知|公告|通告|启事|公示|预告)$")
MOVED = re.compile(  # 原定于5月1日…顺延至5月3日
    r"原(?:定|计划|拟定?)于?(?:\d{4}年)?(\d{1,2}月\d{1,2}日)[^。]{0,60}?"
    r"(?:顺延|延期|推迟|提前|调整|改)[至到为在]"
)


def in_order(
    picked: Sequence[int], units: Sequence[Unit], scores: Floats, hits: Sequence[Hit]
) -> list[int]:
    """The numbers of the units picked, the best one first, each with those that stand before it or
    settle it, which come along."""
    order = list(picked)
    for old_hit, new_hit in superseded(hits):
        old = [n for n in order if units[n].hit == old_hit]
        new = [n for n in range(len(units)) if units[n].hit == new_hit]
        if old and new:
            shown = [n for n in order if n in new] or [max(new, key=lambda n: float(scores[n]))]
            at = order.index(old[0])
            rest = [n for n in order if n not in old and n not in shown]
            order = [*rest[:at], *shown, *old, *rest[at:]]
    return [n for number in order for n in _settled(number, units, hits)]


def _settled(number: int, units: Sequence[Unit], hits: Sequence[Hit]) -> list[int]:
    """The unit; of one that only reports (听说, 提出) the next one too, if it says what came of
    it."""
    unit = units[number]
    text = hits[unit.hit].text
    whole = fold(text[slice(*unit.span)])
    same = [n for n, other in enumerate(units) if other.hit == unit.hit]
    if is_open(whole) and number + 1 in same:
        after = fold(text[slice(*units[number + 1].span)])
        return [number, number + 1] if settles(after) else [number]
    return [number]


def superseded(passages: Sequence[Hit]) -> list[tuple[int, int]]:
    """(old, new), places in the passages of one question, in order: the old one no longer holds
    alone, because the new one corrects it (更正), amends it (修改决定) or repeals it (废止)."""
    return [
        (old, new)
        for old, passage in enumerate(passages)
        for new, note in enumerate(passages)
        if passage.article_id != note.article_id
        and not earlier(note, passage)
        and _corrects(note, passage)
    ]


def earlier(first: Described, second: Described) -> bool:
    """Whether the first is known to be published before the second."""
    if not first.published or not second.published:
        return False
    size = min(len(first.published), len(second.published))
    return first.published[:size] < second.published[:size]


def _corrects(note: Hit, passage: Hit) -> bool:
    """Whether the note speaks of the passage: by its title, or by the words that were wrong."""
    note_text = f"{note.title or ''}。{note.text}"
    folded = fold(passage.text)
    wrong = [quote for quote, right in corrections(note.text) if right]
    quotes = any(fold(quote) in folded for quote in wrong)
    if quotes and NOTE.search(note_text):  # 本报8日2版 … without a title: the words must do
        return True
    title = plain(passage.title or "")
    told = [error for error, _ in misstated(note.text)]
    if moves(note.text, note, passage.text, passage):
        return True
    if not title:
        return False
    parts = [note_text[start:end] for start, end in sentences(note_text)]
    # A sentence with the next one: 《…》一文有误。“A”应为“B”。
    clauses = [clause + after for clause, after in zip(parts, [*parts[1:], ""], strict=True)]
    naming = [clause for clause in clauses if title in map(plain, TITLE.findall(clause))]
    if quotes or any(fold(error) in folded for error in told):
        return bool(naming) or title in map(plain, TITLE.findall(note.title or ""))
    # What quotes the words that were wrong says nothing of a passage without them.
    changes = not wrong and not told and any(map(_CHANGE.search, naming))
    return changes and not is_another_article(law_articles(note.text), passage.text)


def moves(part: str, note: Described, text: str, passage: Described) -> bool:
    """Whether a part of a note puts off what a text of a passage sets for a day, of the same place
    or matter."""
    days = MOVED.findall(part)
    if not any(day in text and not MOVED.search(text) for day in days):
        return False
    titles = (_FORM.sub("", fold(of.title or "")) for of in (passage, note))
    old, new = (set(search_words(title)) for title in titles)
    return 2 * len(old & new) >= len(old) > 0


def plain(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
