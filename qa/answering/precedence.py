"""What stands before what: a correction, an amendment, a later edition or figure before what it
replaces; what came of a plan, what an office says to an opinion, and who denies a rumour, before
these.  Alone, a plan or a reader's letter reads as the fact and a rumour as the truth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.store import Floats
from language.fold import fold
from language.lexicon import either
from language.numerals import figures, placed_figures
from language.sentences import sentences
from language.years import told_years
from qa.answer_types import TABLE
from qa.query import Question
from qa.question_type import TYPED
from qa.reading.reader import Unit
from qa.records import Hit

_NOTE = re.compile(r"更正|勘误|订正|致歉|误(?:写|植|排|为)")
_CHANGE = re.compile(rf"{_NOTE.pattern}|废止|失效|修改|修正|修订")
_TITLE = re.compile(r"《([^《》]{2,80})》")
_WRONG = re.compile(  # what was wrong, where it is quoted before what is right
    r"[“\"]([^“”\"]{1,60})[”\"](?:一?[处词句]?)?(?:应为|应是|应作|更正为|改为|修改为)[“\"][^“”\"]{1,60}[”\"]"
)
_EDITION = re.compile(r"\([^()]{0,20}(?:年|修订|修正)[^()]{0,9}\)$")
_LAW = re.compile(rf"(?:{either('law_ends')})$")
_ARTICLE = re.compile(r"第[\d〇零一二三四五六七八九十百千]+条")
_FRAME = 6  # letters of a sentence, besides its figures, that make it the same statement

BEHIND = 4.0
"""An outcome or announcement may be so far behind, in log-odds, or farther if it is likelier than
not to answer: the plan has more of the question's words (计划三月通车), the outcome fewer."""
_PLAN = re.compile(either("plan_signs"))
_OUTCOME = re.compile(either("outcome_signs"))
_OPINION = re.compile(either("opinion_signs"))
_OFFICIAL = re.compile(either("official_signs"))
_COMPARED = re.compile(r"比[^,。;]*")  # 比原计划提前九天: the plan is only compared with
_RUMOUR = re.compile(either("rumour_signs"))
_DENIAL = re.compile(either("denial_signs"))


def in_order(
    question: Question,
    picked: Sequence[int],
    units: Sequence[Unit],
    scores: Floats,
    hits: Sequence[Hit],
) -> list[int]:
    """The numbers of the units picked, each behind those that stand before it, which come along."""
    order = list(picked)
    for old_hit, new_hit in [*superseded(hits), *later_figures(picked, units, hits)]:
        old = [n for n in order if units[n].hit == old_hit]
        new = [n for n in range(len(units)) if units[n].hit == new_hit]
        if old and new:
            shown = [n for n in order if n in new] or [max(new, key=lambda n: float(scores[n]))]
            at = order.index(old[0])
            rest = [n for n in order if n not in old and n not in shown]
            order = [*rest[:at], *shown, *old, *rest[at:]]
    for number, other in counterparts(question, order, units, scores, hits):
        if other not in order[: order.index(number)]:
            rest = [n for n in order if n != other]
            at = rest.index(number)
            order = [*rest[:at], other, *rest[at:]]
    return order


def superseded(passages: Sequence[Hit]) -> list[tuple[int, int]]:
    """(old, new), places in the passages of one question, in order: the old one no longer holds
    alone, because the new one corrects it (更正), amends it (修改决定), repeals it (废止), is the
    same article of a later edition of the law, or says the same with another figure at a later
    date."""
    return [
        (old, new)
        for old, passage in enumerate(passages)
        for new, note in enumerate(passages)
        if passage.article_id != note.article_id
        and not earlier(note, passage)
        and any(holds(note, passage) for holds in (_corrects, _says_anew, _is_of_a_later_edition))
    ]


def earlier(one: Hit, other: Hit) -> bool:
    """Whether the first is known to be the earlier one."""
    if not one.published or not other.published:
        return False
    size = min(len(one.published), len(other.published))
    return one.published[:size] < other.published[:size]


def _corrects(note: Hit, passage: Hit) -> bool:
    """Whether the note speaks of the passage: by its title, or by the words that were wrong."""
    whole = f"{note.title or ''}。{note.text}"
    folded = fold(passage.text)
    wrong = _WRONG.findall(note.text)
    quotes = any(fold(one) in folded for one in wrong)
    if quotes and _NOTE.search(whole):  # 本报8日2版 … without a title: the words must do
        return True
    title = _plain(passage.title or "")
    if not title:
        return False
    cut = [whole[start:end] for start, end in sentences(whole)]
    # A sentence with the next one: 《…》一文有误。“A”应为“B”。
    clauses = [one + after for one, after in zip(cut, [*cut[1:], ""], strict=True)]
    naming = [one for one in clauses if title in map(_plain, _TITLE.findall(one))]
    if quotes:
        return bool(naming) or title in map(_plain, _TITLE.findall(note.title or ""))
    # What quotes the words that were wrong says nothing of a passage without them.
    return not wrong and any(map(_CHANGE.search, naming))


def _says_anew(new: Hit, old: Hit) -> bool:
    """Whether one says a sentence of the other with another figure, later, of the same year."""
    if not earlier(old, new):
        return False
    before = dict(_frames(old))
    for frame, (values, years) in _frames(new):
        if frame in before:
            old_values, old_years = before[frame]
            if old_values != values and (old_years & years or not old_years | years):
                return True
    return False


def _is_of_a_later_edition(new: Hit, old: Hit) -> bool:
    """Whether one is the other's article of a law, in a later edition: of the same number, and with
    the same words after it, as the numbers of others move."""
    if not earlier(old, new):
        return False
    was, now = (_EDITION.sub("", fold(one.title or "")).strip() for one in (old, new))
    number = _ARTICLE.match(_plain(old.text))
    if was != now or not number or not _LAW.search(now):
        return False
    return _plain(new.text).startswith(_plain(old.text)[: number.end() + _FRAME])


def _frames(passage: Hit) -> Iterator[tuple[str, tuple[tuple[float, ...], frozenset[int]]]]:
    """Each sentence with a figure: its letters without figures, the figures, the years told."""
    for start, end in sentences(passage.text):
        sentence = passage.text[start:end]
        frame, values = fold(sentence), []
        for written, (value, _) in figures(frame):
            frame = frame.replace(written, "#", 1)
            values.append(value)
        if values and sum(map(str.isalpha, frame)) >= _FRAME:
            yield _plain(frame), (tuple(values), told_years(sentence, passage.published))


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum() or letter == "#")


def later_figures(
    picked: Sequence[int], units: Sequence[Unit], hits: Sequence[Hit]
) -> list[tuple[int, int]]:
    """(old, new) hits of the units picked whose short answers are another figure of the same thing
    counted: 186米 in 2015, 212米 in 2021."""
    told = [(units[n].hit, _figure(units[n], hits)) for n in picked]
    return [
        (old, new)
        for old, (value, unit) in told
        for new, (other, its_unit) in told
        if unit and unit == its_unit and value != other and earlier(hits[old], hits[new])
    ]


def _figure(unit: Unit, hits: Sequence[Hit]) -> tuple[float, str]:
    """The one figure of a short answer and the letter after it; no letter if there is not one."""
    if unit.short is None:
        return 0.0, ""
    start, end = unit.short
    text = fold(hits[unit.hit].text[start : end + 1])
    found = placed_figures(text)
    if len(found) != 1:
        return 0.0, ""
    (_, stop), (value, percent) = found[0]
    return value, "%" if percent else text[stop : stop + 1]


def counterparts(
    question: Question,
    picked: Sequence[int],
    units: Sequence[Unit],
    scores: Floats,
    hits: Sequence[Hit],
) -> Iterator[tuple[int, int]]:
    """(picked, other): the numbers of units of which the other one, the best of its kind, stands
    before the one picked."""
    kind = question.asked.kind
    sign = TABLE[kind] if kind in TYPED else None
    whole = [fold(f"{hit.title}\n{hit.heading}\n{hit.column}\n{hit.text}") for hit in hits]
    place = {n: unit.hit for n, unit in enumerate(units) if unit.hit < len(hits)}
    texts = {n: fold(hits[hit].text[slice(*units[n].span)]) for n, hit in place.items()}

    def answers(one: int, other: int) -> bool:
        likely = scores[other] > min(0, scores[one] - BEHIND)
        return bool(likely and (sign is None or sign.search(texts[other])))

    def outcome(plan: str, text: str) -> bool:
        """Of a plan or a first estimate."""
        planned = _PLAN.search(question.folded) or _PLAN.search(_COMPARED.sub("", text))
        return bool(sign and not planned and (_PLAN.search(plan) or _OUTCOME.search(text)))

    def official(claim: str, word: str) -> bool:
        claimed = _OPINION.search(claim) and not _OFFICIAL.search(claim)
        return bool(claimed and _OFFICIAL.search(word) and not _OPINION.search(word))

    def denied(rumour: str, text: str) -> bool:
        told = _RUMOUR.search(rumour) and not _DENIAL.search(rumour)
        return bool(told and _DENIAL.search(text))

    for one in picked:
        old = place[one]
        better = [
            n
            for n, new in place.items()
            if (earlier(hits[old], hits[new]) and outcome(texts[one], texts[n]) and answers(one, n))
            or (official(whole[old], whole[new]) and answers(one, n))
            or (hits[old].article_id == hits[new].article_id and denied(texts[one], texts[n]))
        ]
        if better:
            yield one, max(better, key=lambda n: float(scores[n]))
