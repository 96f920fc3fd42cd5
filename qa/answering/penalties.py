"""What is held against a unit that reads like an answer: it is of another year than the question's,
of a neighbour of what it names (the second line for the third, a near name, her husband for his
wife), has only the question's own words, or asks itself.

A name counts as said wherever it stands in the article, which says 他 later.  The candidates of a
question, of whose words one is the name, have the paragraph where it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from corpus.cells import (
    is_another_row,
    is_of_another_years_table,
    may_be_money,
    named,
    with_columns,
)
from corpus.tables import columns_in
from index import search_text
from index.store import Row
from language.asked_years import bears, of_another_year, recorded_time
from language.called import lacks_name
from language.contents import is_contents
from language.events import tells_another, untold
from language.fold import fold
from language.grades import is_another_grade
from language.jurisdictions import hold_elsewhere
from language.laws import is_another_article
from language.lexicon import words
from language.measures import measured, tells_only_given
from language.modality import is_only_meant
from language.opposites import tells_the_opposite
from language.parallels import holidays, is_of_another, tells_alike
from language.reasons import gives_reason
from language.roles import lacks_kin, swapped
from language.romanised import named_by_sound, opens_with_a_name, tells_of
from language.sentences import ends_asking
from language.series import Numbers, asked_months, months, numbers, rounds
from language.siblings import Label, is_sibling, labels, places, sibling
from language.subjects import is_of_another_person
from language.words import frequency, lattice
from qa.query import Question
from qa.question_type import TYPED, Kind
from qa.reading.cross_encoder import Unit
from qa.records import Hit

Flags = NDArray[np.bool_]

MOST_NEW = 5
"""Letters besides those of a why-question that are too few to give a reason."""
BESIDE = 200
"""Characters around a unit in which the thing that is asked for may stand beside another."""
AROUND, SAID, MOST_OF_ECHO = 60, 0.6, 25
"""Characters around a unit in which a reason, or a word for kin, may stand; the share of a
question's words, and the letters besides, of what only says it again."""
NAMES_COUNTED, GIVEN_COUNTED = 50, 1500
"""What the dictionary has counted more often is no name, or no given name, but a word."""
_SURNAMES = frozenset("".join(words("surnames"))) - frozenset(
    "后年应家国水车商满全查元司席师扶景班支池红养益籍空居须项双公山干宫"
)
"""Those that are words of another kind more often."""
_NO_NAME = re.compile(
    "[的了着过是有在被把和与及从到由于向对为就也都还不没很要能会可那哪这谁何几多每各第等时版型款]"
)
_BEFORE_NAME = re.compile(
    r"(?:^|[\W_]|[的和与跟及或对给被让由问叫是找向为在把替比请有]|[长员师授记生士人者任席理官手童叔伯姨爷奶姐哥弟"
    r"妹婆公娘嫂妈爸])$"
)
_ENDS_NO_NAME = frozenset(
    "局部区镇乡县市省路街巷庵寺庙宫奖费税法码锅族展港校庄楼院组会科室处所站厂店病药钱款证卡票车船机器语箱盖署府团队报社台网"
)
"""Letters before a name, and with which things end (水利局, 高压锅) and hardly a name."""
_SPOUSE = re.compile(r"([\u4e00-\u9fff]{2})的(?:(丈夫|老公)|妻子|太太|老婆)")
_HUSBAND, _WIFE = re.compile("丈夫|老公"), re.compile("妻子|太太|老婆")
_I = re.compile("我(?![国省市县区镇乡村校院厂司方军党])")
_HE = re.compile("[他她我]|\\bs?he\\b")
_TOKEN = re.compile(r"[a-z]+|[^\W\d_a-z]")


@dataclass(frozen=True, slots=True)
class Penalties:
    """Both are (n,).  marked_down: what answers something else than was asked.  doubtful: what may
    be shown, but never with confidence."""

    marked_down: Flags
    doubtful: Flags

    def of(self, chosen: Flags) -> Penalties:
        """Those of some of the units."""
        return Penalties(self.marked_down[chosen], self.doubtful[chosen])


def penalties(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], rows: Sequence[Row]
) -> Penalties:
    """All that is held against the units.  rows: the candidates of the question."""
    folded, texts = question.folded, [fold(_unit_text(unit, hits)) for unit in units]
    misses = of_other_years(question, units, hits, rows)
    misses |= of_other_months(question, units, texts, hits)
    misses |= beside_the_point(question, units, texts, hits, rows)
    down = misses | without_measure(question, units, texts, hits)
    down |= without_reason(question, units, texts, hits)
    down |= of_things_beside(question, units, hits)
    down |= of_nobody_named(question, units, hits, rows)
    asking = np.array([ends_asking(hits[u.hit].text, u.span[1]) for u in units], bool)
    around = [fold(_around(unit, hits)) for unit in units]
    no_kin = np.array(
        [lacks_kin(folded, text) or lacks_name(folded, text) for text in around], bool
    )
    untold_events = of_untold_events(question, units, around, hits)
    return Penalties(down, down | asking | no_kin | untold_events)


def of_other_years(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], rows: Sequence[Row] = ()
) -> Flags:
    """Whether a unit tells of another year than the question asks for, or of none where the
    question has it in figures and no hit of its article tells of it.  A yearbook tells of the time
    that it says it records, not of its title's."""
    years = question.years
    if not years:
        return np.zeros(len(units), bool)
    years_of_hits = [years.of(hit.published) for hit in hits]
    articles: dict[str, list[str]] = {}
    passages: list[Hit | Row] = [*hits, *rows]
    recorded = {
        passage.article_id: time
        for passage in passages
        if (time := recorded_time(passage.title, passage.text))
    }
    for hit in hits:
        # Of what is undated the name of its file counts: 巡山日记-2013冬.txt.
        beside = "" if hit.published else PurePath(hit.path).stem
        own = recorded.get(hit.article_id)
        over = [own] if own else [hit.title or "", beside]
        articles.setdefault(hit.article_id, over).append(with_columns(hit.heading, hit.text))
    for row in rows:
        if row.article_id in articles:
            articles[row.article_id].append(with_columns(row.heading, row.text))

    @cache  # an article is read once, not for each unit
    def bears_year(article_id: str, published: str | None) -> bool:
        return bears("\n".join(articles[article_id]), published, years)

    @cache
    def is_of_another(number: int, sentence: str) -> bool:
        hit = hits[number]
        title = recorded.get(hit.article_id) or hit.title
        heading = None if columns_in(hit.heading)[1] else hit.heading
        wanted, day = years_of_hits[number], hit.published
        if of_another_year(wanted, sentence, hit.text, title, day, heading):
            return True
        return bool(years.written) and not bears_year(hit.article_id, hit.published)

    return np.array([is_of_another(unit.hit, _unit_text(unit, hits)) for unit in units], bool)


def of_other_months(
    question: Question, units: Sequence[Unit], texts: Sequence[str], hits: Sequence[Hit]
) -> Flags:
    """Whether something is asked of a month, of no year in figures, and a unit tells of other ones
    alone, as does what stands over it, which no such date has."""
    asked = asked_months(question.folded)
    if not asked or question.years.written:
        return np.zeros(len(units), bool)
    over = [
        months(fold(f"{hit.title}\n{hit.heading}")) | {int((hit.published or "")[5:7] or 0)}
        for hit in hits
    ]
    told = [months(text) for text in texts]
    return np.array(
        [
            bool(own) and not asked & (own | over[unit.hit])
            for unit, own in zip(units, told, strict=True)
        ],
        bool,
    )


def _unit_text(unit: Unit, hits: Sequence[Hit]) -> str:
    """The text of a unit, of a row with the names of its columns."""
    hit = hits[unit.hit]
    return with_columns(hit.heading, hit.text[slice(*unit.span)])


def _around(unit: Unit, hits: Sequence[Hit]) -> str:
    """The text of a unit, with what stands beside it in its passage, and the columns over it."""
    hit, (start, end) = hits[unit.hit], unit.span
    return with_columns(hit.heading, hit.text[max(0, start - AROUND) : end + AROUND])


def without_measure(
    question: Question, units: Sequence[Unit], texts: Sequence[str], hits: Sequence[Hit]
) -> Flags:
    """Whether a measure is asked for and a unit has none of it, or only what the question says
    itself.  A row with a column for each year has bare figures, of money where a table of prices
    has them."""
    return np.array(
        [
            (not measured(question.folded, text) and not may_be_money(hits[unit.hit]))
            or tells_only_given(question.folded, text)
            for unit, text in zip(units, texts, strict=True)
        ],
        bool,
    )


def without_reason(
    question: Question, units: Sequence[Unit], texts: Sequence[str], hits: Sequence[Hit]
) -> Flags:
    """Whether a why-question is told what it says itself, and neither the unit nor what stands
    around it gives a reason."""
    asked_words = {word for word in question.search_words if len(word) > 1}
    if question.asked.kind is not Kind.REASON or not asked_words:
        return np.zeros(len(units), bool)
    tokens = set(_TOKEN.findall(question.folded))

    def has_none(unit: Unit, text: str) -> bool:
        new = set(_TOKEN.findall(text)) - tokens
        said = sum(word in text for word in asked_words) / len(asked_words)
        around = fold(_around(unit, hits))
        is_echo = said >= SAID and sum(map(len, new)) <= MOST_OF_ECHO
        return is_echo and not gives_reason(around)

    return np.array([has_none(*pair) for pair in zip(units, texts, strict=True)], bool)


def of_things_beside(question: Question, units: Sequence[Unit], hits: Sequence[Hit]) -> Flags:
    """Whether a value is asked for, and the short answer of a unit is told of another thing of the
    kind, beside the one that the question names."""
    if question.asked.kind not in TYPED:
        return np.zeros(len(units), bool)

    def is_beside(unit: Unit) -> bool:
        if not unit.short:
            return False
        first = max(0, unit.span[0] - BESIDE)
        text = fold(hits[unit.hit].text[first : unit.span[1] + BESIDE])
        at = (unit.short[0] - first, unit.short[1] - first)
        of_another = is_of_another(question.folded, text, at)
        return of_another and not tells_alike(question.folded, text, at)

    return np.array([is_beside(unit) for unit in units], bool)


def of_nobody_named(
    question: Question, units: Sequence[Unit], hits: Sequence[Hit], rows: Sequence[Row]
) -> Flags:
    """Whether an English question names somebody by sound of whom no candidate tells, or not the
    passage, which begins with another's name."""
    asked = named_by_sound(question.text)
    if not asked:
        return np.zeros(len(units), bool)
    passages: list[Hit | Row] = [*hits, *rows]
    told = {row.id: all(tells_of(name, _whole(row)) for name in asked) for row in passages}
    is_untold = not any(told.values())
    return np.array(
        [
            is_untold or (not told[hit.id] and opens_with_a_name(fold(hit.text)))
            for hit in (hits[unit.hit] for unit in units)
        ],
        bool,
    )


def of_untold_events(
    question: Question, units: Sequence[Unit], around: Sequence[str], hits: Sequence[Hit]
) -> Flags:
    """Whether the day of an event is asked for of which neither a unit, nor what stands around it,
    nor the title or heading says anything."""
    over = [fold(f"{hit.title or ''}\n{hit.heading or ''}") for hit in hits]
    told = [f"{over[unit.hit]}\n{text}" for unit, text in zip(units, around, strict=True)]
    return np.array([untold(question.folded, text) for text in told], bool)


def beside_the_point(
    question: Question,
    units: Sequence[Unit],
    texts: Sequence[str],
    hits: Sequence[Hit],
    rows: Sequence[Row],
) -> Flags:
    """Whether a unit is of a neighbour of what the question names, or says nothing new."""
    folded = question.folded
    names, asked, sites = _names(folded), numbers(folded), labels(folded)
    parts = defaultdict[str, list[str]](list)
    passages: list[Hit | Row] = [*hits, *rows] if names or asked or sites else []
    for row in passages:
        parts[row.article_id].append(_whole(row))
    articles = {article_id: "".join(texts) for article_id, texts in parts.items()}
    known = [name for name in names if any(name in text for text in articles.values())]
    unknown = [name for name in names if name not in known]
    of_another_name = {key for key, text in articles.items() if _names_a_near_one(known, text)}

    in_turn, days_off = rounds(folded), holidays(folded)
    numbers_of = cache(numbers)  # an article is read once, not for each of its hits
    told = [(fold(hit.text), fold(f"{hit.title or ''}\n{hit.heading or ''}")) for hit in hits]
    rows_named = named(question.named, [*hits, *rows])
    hit_is_beside = [
        hit.article_id in of_another_name
        or is_another_row(hit, rows_named)
        or is_of_another_years_table(folded, hit)
        or is_another_article(question.law_articles, hit.text)
        or hold_elsewhere(folded, fold(hit.title or ""), text)
        or _is_another_number(asked, (text, articles.get(hit.article_id, "")), numbers_of)
        or _is_of_sibling(sites, text, articles.get(hit.article_id, ""))
        or (days_off and bool(off := holidays(text)) and not days_off & off)
        or ("页" not in folded and is_contents(*own))
        for hit, text, own in zip(hits, map(_whole, hits), told, strict=True)
    ]
    is_beside = [
        hit_is_beside[unit.hit]
        or _is_another_number(asked, (text,), numbers_of)
        or (in_turn and _is_another_number(in_turn, (text,), rounds))
        or _is_of_sibling(sites, text, _whole(hits[unit.hit]))
        or _names_a_near_one(known, text)
        or _names_another(unknown, folded, text)
        or _speaks_for_another(known, hits[unit.hit], text, articles)
        or is_of_another_person(folded, known, text, *told[unit.hit])
        or (
            question.person in known
            and not _HE.search(text)
            and question.person not in _whole(hits[unit.hit])
        )
        or tells_the_opposite(folded, text)
        or tells_another(folded, text)
        or is_another_grade(folded, text)
        or _of_the_other_spouse(folded, text)
        or swapped(folded, text, names)
        or (not columns_in(hits[unit.hit].heading)[1] and is_only_meant(folded, text))
        or (question.asked.kind is Kind.REASON and _echoes(folded, text))
        for unit, text in zip(units, texts, strict=True)
    ]
    return np.array(is_beside, bool)


def _whole(row: Hit | Row) -> str:
    """A passage with what stands over it, folded."""
    return fold("\n".join([*search_text.context(row, row.heading), row.text, ""]))


def _names(question: str) -> list[str]:
    """What may be the name of a person in a question: a surname that is a word by itself and a
    given name that is hardly one."""
    spans = lattice(question).spans
    ends = {end for _, end in spans}
    candidates = [
        question[start : start + 3]
        for start, stop in spans
        if question[start] in _SURNAMES
        and start + 3 in ends
        and stop - start in (1, 3)
        and not question.endswith(("哪", "几"), 0, start)
    ]
    return [
        name
        for name in candidates
        if name.isalpha()
        and not _NO_NAME.search(name)
        and frequency(name) <= NAMES_COUNTED
        and frequency(name[1:]) <= GIVEN_COUNTED
        and name[-1] not in _ENDS_NO_NAME
        and _BEFORE_NAME.search(question[: question.find(name)])
    ]


def _names_a_near_one(names: Sequence[str], text: str) -> bool:
    """Whether a text has none of a few names, but one that differs from one of them in a letter."""
    # Collected in one walk for all names: a question may have hundreds of them.
    surnames = {name[0] for name in names}
    runs = {text[at : at + 3] for at, letter in enumerate(text) if letter in surnames}
    runs = {run for run in runs if run.isalpha() and not _NO_NAME.search(run)}
    starts, ends = {run[:2] for run in runs}, {run[::2] for run in runs}
    near = [name for name in names if name[:2] in starts or name[::2] in ends]
    return any(name not in text and name[1:] not in text for name in near)


def _names_another(names: Sequence[str], question: str, text: str) -> bool:
    """Whether a text has none of a few names, but before the same two letters as in the question
    one of that family that differs in a letter (王建国获得 for 王建军获得), and no such name
    mistyped."""
    for name in names:
        behind = question.partition(name)[2][:2]
        if len(behind) < 2 or not behind.isalpha() or name[1:] in text:
            continue
        same = (at for at in places(name[0], text) if text.startswith(behind, at + len(name)))
        if any(is_sibling(name, text[at : at + len(name)]) for at in same):
            return True
    return False


def _speaks_for_another(
    names: Sequence[str], hit: Hit, text: str, articles: Mapping[str, str]
) -> bool:
    """Whether a text says 我, and neither it nor its article has any of the names."""
    if not names or not _I.search(text) or any(name[1:] in text for name in names):
        return False
    article = articles.get(hit.article_id, "")
    return not any(name in article for name in names)


def _is_another_number(
    asked_numbers: Numbers, scopes: Sequence[str], numbers_of: Callable[[str], Numbers]
) -> bool:
    """Whether the question is of the second stage (line, school) and the first of the texts that
    tells of any stage, of other ones alone."""
    return any(
        not want & next((have[thing] for have in map(numbers_of, scopes) if thing in have), want)
        for thing, want in asked_numbers.items()
    )


def _is_of_sibling(sites: Sequence[Label], text: str, around: str) -> bool:
    """Whether a text names another place than one that is asked for, but for a character, and
    nothing around it the place itself."""
    return any(str(site) not in around and sibling(site, text) for site in sites)


def _of_the_other_spouse(question: str, text: str) -> bool:
    """Whether the wife of one is asked for, and the text, without naming him, tells of a husband
    alone; or the other way round."""
    spouse = _SPOUSE.search(question)
    if not spouse or spouse[1] in text:
        return False
    own, other = (_HUSBAND, _WIFE) if spouse[2] else (_WIFE, _HUSBAND)
    return bool(other.search(text)) and not own.search(text)


def _echoes(question: str, text: str) -> bool:
    """Whether a text gives no reason, and hardly a letter that a why-question does not have."""
    if gives_reason(text):
        return False
    new = set(_TOKEN.findall(text)) - set(_TOKEN.findall(question))
    return sum(map(len, new)) <= MOST_NEW
