"""Units beside the point: of a neighbour of what the question names (the second bridge for the
third, a near name, her husband for his wife), or the question's own words for the reason asked for.

A name counts as said wherever it stands in the article, which says 他 later.  The candidates of a
question, of whose words one is the name, have the paragraph where it stands.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index import fields
from index.store import Row
from language.fold import fold
from language.lexicon import words
from language.numerals import value_of
from language.words import frequency, lattice
from qa.answer_types import TABLE
from qa.question_type import Kind, QuestionType
from qa.reading.reader import Unit
from qa.records import Hit

MOST_NEW = 5
"""Letters besides those of a why-question that are too few to give a reason."""
NAMES_COUNTED, GIVEN_COUNTED = 50, 1500
"""What the dictionary has counted more often is no name, or no given name, but a word."""
_ORDINAL = r"(?<![\d〇零一二三四五六七八九十百])(\d{1,4}|[〇零一二三四五六七八九十百]{1,4})"
_COUNTERS = (
    re.compile(rf"(?<![上下每同近这那]){_ORDINAL}期(?![间限待货])"),
    re.compile(rf"{_ORDINAL}号(?:线|楼|馆|桥|井|炉|机|船|门|厅)"),
    re.compile(rf"第{_ORDINAL}届"),
    re.compile(rf"第{_ORDINAL}轮"),
    re.compile(rf"第{_ORDINAL}批"),
    re.compile(rf"{_ORDINAL}中(?:学|(?!全会|[院国间心央共型级等小]|.?法院))"),
    re.compile(rf"{_ORDINAL}小(?![时组队区型部块片段步])"),
    re.compile(rf"{_ORDINAL}大?桥"),
    re.compile(rf"{_ORDINAL}(?:车间|分厂)"),
)
"""What comes one after another, each a thing of its own; the group is its number."""
_SURNAMES = "".join(words("surnames"))
_NO_NAME = re.compile(
    "[的了着过是有在被把和与及从到由于向对为就也都还不没很要能会可那哪这谁何几多每各第等时]"
)
_OWNER = re.compile(f"^[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=的)")
_SPOUSE = re.compile(r"([\u4e00-\u9fff]{2})的(?:(丈夫|老公)|妻子|太太|老婆)")
_HUSBAND, _WIFE = re.compile("丈夫|老公"), re.compile("妻子|太太|老婆")
_HOUSES = tuple(
    (re.compile(rf"^([\u4e00-\u9fff]{{2,6}}?)(?:{end})"), re.compile(f"{end}{short}"))
    for end, short in (
        ("小学", "|(?<=[一二三四五六七八九十])小(?![时组队])"),
        ("中学", "|(?<=[一二三四五六七八九十])中(?![院国])"),
        ("大学|学院", ""),
        ("医院", ""),
        ("公司|集团", ""),
    )
)
"""Of each kind of house how a question begins with one, the group is its name; and how a title
tells of one."""
_STEP = re.compile(r"([上下])一?([届轮期季批])")
"""What comes before or after the one that an article is of."""
_TOKEN = re.compile(r"[a-z]+|[^\W\d_a-z]")


def beside_the_point(
    asked: QuestionType, units: Sequence[Unit], hits: Sequence[Hit], rows: Sequence[Row]
) -> NDArray[np.bool_]:
    """(n,) whether a unit is.  rows: the candidates of the question."""
    names, numbers = _names(asked.folded), _numbers(asked.folded)
    articles: dict[str, str] = defaultdict(str)
    known: list[Hit | Row] = [*hits, *rows] if names or any(numbers) else []
    for row in known:
        articles[row.article_id] += _whole(row)
    names = [name for name in names if any(name in text for text in articles.values())]
    other = [
        any(_is_another(name, asked.folded, articles[hit.article_id]) for name in names)
        or _is_another_number(numbers, [_whole(hit), articles[hit.article_id]])
        or _is_of_another_house(asked.folded, fold(hit.title or ""), _whole(hit))
        for hit in hits
    ]
    texts = [fold(hits[unit.hit].text[slice(*unit.span)]) for unit in units]
    steps = set(_STEP.findall(asked.folded))
    told = [bool(steps & set(_STEP.findall(text))) for text in texts]
    stepping = {hits[u.hit].article_id for u, one in zip(units, told, strict=True) if one}
    found = [
        other[unit.hit]
        or (hits[unit.hit].article_id in stepping and not one)
        or _of_the_other_spouse(asked.folded, text)
        or (asked.kind is Kind.REASON and _echoes(asked.folded, text))
        for unit, text, one in zip(units, texts, told, strict=True)
    ]
    return np.array(found, bool)


def _whole(row: Hit | Row) -> str:
    """A passage with what stands over it, folded."""
    return fold("\n".join([*fields.context(row, row.heading), row.text, ""]))


def _names(asked: str) -> list[str]:
    """What may be the name of a person in a question: a surname that is a word by itself and a
    given name that is hardly one; or whoever owns what is asked for."""
    spans = lattice(asked).spans
    ends = {end for _, end in spans}
    found = _OWNER.findall(asked) + [
        asked[start : start + 3]
        for start, stop in spans
        if asked[start] in _SURNAMES and start + 3 in ends and stop - start in (1, 3)
    ]
    return [
        name
        for name in found
        if name.isalpha()
        and not _NO_NAME.search(name)
        and frequency(name) <= NAMES_COUNTED
        and (len(name) == 2 or frequency(name[1:]) <= GIVEN_COUNTED)
    ]


def _is_another(name: str, asked: str, article: str) -> bool:
    """Whether an article does not have a name, but a near one; or whatever it has, if the question
    is what is of the name's bearer."""
    if name in article or (len(name) > 2 and name[1:] in article):
        return False
    runs = (article[at : at + 3] for at, letter in enumerate(article) if letter == name[0])
    near = (run.isalpha() and sum(map(str.__eq__, name, run)) == 2 for run in runs)
    return asked.startswith(f"{name}的") or any(near)


def _numbers(folded: str) -> list[frozenset[int]]:
    """For each of the counters the numbers that a text has of it."""
    return [
        frozenset(int(one) if one.isdecimal() else value_of(one) for one in counter.findall(folded))
        for counter in _COUNTERS
    ]


def _is_another_number(asked: Sequence[frozenset[int]], scopes: Sequence[str]) -> bool:
    """Whether the question is of the second stage (line, session, round) and the first of the texts
    that tells of any stage, of other ones alone."""
    if not any(asked):
        return False
    told = [_numbers(text) for text in scopes]
    for want, *have in zip(asked, *told, strict=True):
        first: frozenset[int] = next(filter(None, have), frozenset())
        if want and first and not want & first:
            return True
    return False


def _is_of_another_house(asked: str, title: str, passage: str) -> bool:
    """Whether the title is of another school, hospital or firm, and the passage not of it."""
    for kind, titled in _HOUSES:
        found = kind.search(asked)
        if found and titled.search(title):
            return found[1][:2] not in passage and found[1][-2:] not in passage
    return False


def _of_the_other_spouse(asked: str, text: str) -> bool:
    """Whether the wife of one is asked for, and the text, without naming him, tells of a husband
    alone; or the other way round."""
    found = _SPOUSE.search(asked)
    if not found or found[1] in text:
        return False
    own, other = (_HUSBAND, _WIFE) if found[2] else (_WIFE, _HUSBAND)
    return bool(other.search(text)) and not own.search(text)


def _echoes(asked: str, text: str) -> bool:
    """Whether a text gives no reason, and hardly a letter that a why-question does not have."""
    if TABLE[Kind.REASON].search(text):
        return False
    new = set(_TOKEN.findall(text)) - set(_TOKEN.findall(asked))
    return sum(map(len, new)) <= MOST_NEW
