"""Cells of tables: what stands where a row and a column meet, and which of them words name.

A row is named by a value that stands in it (料酒) or by its place (冠军: 1 under 名次), a column by
its own name (2022年收入).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Protocol

from corpus.records import Span
from corpus.tables import columns_in, named_cells
from language.fold import fold
from language.measures import place_of
from language.roles import OF_EITHER
from language.words import search_words

_IN_BRACKETS = re.compile(r"\([^()]*\)|\s")
_PLACE = re.compile("名次|排名|位次|rank|place")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?")
_YEARS = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_MONTHS = re.compile("(?<![0-9])(1[0-2]|[1-9])月")
_TIME = re.compile("[0-9]{1,4}[年月][0-9年月日]{0,8}[份底末]?")
_OF_MONEY = re.compile("[价费钱元款账]|收[入支]|支出|工资|产值|金额|利润")
_MEASURE = re.compile("(?:次数|人数|总数|数量|金额|总额|[数量额率值价费])$")
_WROTE = re.compile("(?:是|由)?(?:谁|哪一?位|哪个人)(?:写|作|著|撰写)的")
"""Asks for the column 作者."""
_WHERE = re.compile(
    "在?(?:哪里|哪儿|哪个地方|什么地方|何[处地])(\\w{2})的?|(\\w{2})[于在](?:哪|什么地方|何[处地])"
)
_WHEN = re.compile(
    "在?(?:哪一?[年天月]|什么时候|何[时年])(\\w{2})的?|(\\w{2})[于在](?:哪一?[年天]|什么时候|何)"
)
"""Ask for the columns 牺牲地点 and 牺牲时间."""
_COMPARES = re.compile(
    r"(?<!评)比(?![赛例分重率])|除|其[他余它]|前[二两三四五六七八九十0-9几]|\b(?:than|except|other)\b"
)


class Passage(Protocol):
    """What may be a row of a table."""

    @property
    def article_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def heading(self) -> str | None: ...
    @property
    def text(self) -> str: ...


Named = Mapping[tuple[str, str], set[str]]
"""Of the column of a table, by its article and its name, the values that are named."""


def with_columns(heading: str | None, text: str) -> str:
    """A text under a heading, before it the names of its columns if it is of a row."""
    return "\n".join((*columns_in(heading)[1], text))


def named(words: str, passages: Iterable[Passage]) -> Named:
    """The values in the rows among the passages that folded words name; none if they compare."""
    named_values = defaultdict[tuple[str, str], set[str]](set)
    if _COMPARES.search(words):
        return named_values
    for row in passages:
        for name, value in _folded_cells(row):
            if _is_named(words, name, value):
                named_values[row.article_id, name].add(value)
    for values in named_values.values():  # 酱油 is not named by 生抽酱油
        shorter = [value for value, longer in permutations(values, 2) if value in longer]
        values.difference_update(shorter)
    return named_values


def is_another_row(row: Passage, rows: Named) -> bool:
    """Whether a passage is a row with another value in a column than those that are named; not if
    it has one of them in another column, as who won one race and came third in another."""
    cells = _folded_cells(row)
    values = {value for _, value in cells}
    return any(
        value not in wanted and not wanted & values
        for name, value in cells
        if (wanted := rows.get((row.article_id, name)))
    )


def cell_named(words: str, row: Passage, rows: Named) -> Span | None:
    """The place of the cell where a row that is named meets the one column that is, if the values
    that name the row stand before it: what stands behind it, the second of a race, has it not."""
    cells = named_cells(row.heading, row.text)
    keys = {name: rows.get((row.article_id, name), set()) for name, _ in cells}
    if is_of_another_years_table(words, row):
        return None
    for value in set().union(*keys.values()):
        words = words.replace(value, "")
    words = _WROTE.sub("作者", words)
    for asks, parts in ((_WHERE, ("地点", "地方")), (_WHEN, ("时间", "日期", "年月", "年份"))):
        if asked := asks.search(words):
            done = asked[1] or asked[2]
            words = " ".join((words, *(done + part for part in parts)))
    heads = [(fold(name), place) for name, place in cells if not keys[name]]
    for either in filter(None, (OF_EITHER.search(name) for name, _ in heads)):
        words = words.replace(either[2] + either[3], either[1] + either[3])
    place = _column_named(words, heads, row.title or "")
    last = max((place[0] for name, place in cells if keys[name]), default=len(row.text))
    return place if place and last < place[0] else None


def is_of_another_years_table(words: str, row: Passage) -> bool:
    """Whether a passage is a row of a table whose title tells of other years than the words, and
    the row and its columns of none of them."""
    years = set(_YEARS.findall(words))
    if not years or not columns_in(row.heading)[1]:
        return False
    of_title = set(_YEARS.findall(fold(row.title or "")))
    own = _YEARS.findall(fold(f"{row.heading}\n{row.text}"))
    return bool(of_title) and not years & {*of_title, *own}


def is_by_time(row: Passage) -> bool:
    """Whether a passage is a row with a column for each of some years or months: what its figures
    measure is said by no column, if at all by its title."""
    names = columns_in(row.heading)[1]
    return len(names) > 1 and all(map(_TIME.fullmatch, map(fold, names[1:])))


def may_be_money(row: Passage) -> bool:
    """Whether the bare figures of such a row may be money: what stands over the table says so."""
    above = fold(f"{row.title}\n{columns_in(row.heading)[0]}")
    return is_by_time(row) and bool(_OF_MONEY.search(above))


def cell_of_time(words: str, row: Passage) -> Span | None:
    """The place of the one cell of such a row that stands under the time that words tell."""
    if not is_by_time(row):
        return None
    cells = named_cells(row.heading, row.text)
    told = [place for name, place in cells if _same_times(words, fold(name)) == {True}]
    return told[0] if len(told) == 1 else None


def is_of_another_time(words: str, row: Passage, place: Span) -> bool:
    """Whether a place in a row stands under another year or month than the words tell, as what is
    read for a cell that is empty."""
    cells = named_cells(row.heading, row.text)
    over = fold("".join(name for name, cell in cells if cell[0] < place[1] and place[0] < cell[1]))
    return False in _same_times(words, over)


def _same_times(words: str, column: str) -> set[bool]:
    """Of the years, and of the months, whether words have one of a column's name, where both tell
    any."""
    times = ((set(time.findall(words)), set(time.findall(column))) for time in (_YEARS, _MONTHS))
    return {bool(wanted & told) for wanted, told in times if wanted and told}


def _column_named(words: str, heads: Sequence[tuple[str, Span]], title: str) -> Span | None:
    """The place under the one name of a column that words have, whole or without the measure that
    it ends with (困人次数), of the year that they tell; or under that year alone, where one of the
    words is of the table's title."""
    years = set(_YEARS.findall(words))
    of_year = [
        (name, place, bool(years & own))
        for name, place in heads
        if not (own := set(_YEARS.findall(name))) or not years or years & own
    ]
    for shortened in (str, _without_measure):
        plain = [(shortened(_plain(name)), place, has) for name, place, has in of_year]
        matches = [match for match in plain if len(match[0]) > 1 and match[0] in words]
        matches = [match for match in matches if match[2]] or matches
        longest = max(matches, key=lambda match: len(match[0]), default=None)
        if longest and all(name in longest[0] for name, _, _ in matches):
            return longest[1] if [name for name, _, _ in matches].count(longest[0]) == 1 else None
    dated = [place for _, place, has in of_year if has]
    is_of_table = any(len(word) > 1 and word in fold(title) for word in search_words(words))
    return dated[0] if len(dated) == 1 and is_of_table else None


def _plain(name: str) -> str:
    """A column's name without its year and what stands in brackets."""
    return _YEAR.sub("", _IN_BRACKETS.sub("", name))


def _without_measure(name: str) -> str:
    return _MEASURE.sub("", name)


def _folded_cells(row: Passage) -> list[tuple[str, str]]:
    """The name and the folded value of each column."""
    return [
        (name, fold(row.text[slice(*place)])) for name, place in named_cells(row.heading, row.text)
    ]


def _is_named(words: str, column: str, value: str) -> bool:
    """Whether words have the value of a cell, or tell the place that it is."""
    if _PLACE.search(fold(column)):
        place = int(value) if value.isdecimal() else place_of(value)
        return place is not None and place == place_of(words)
    if value.isdecimal() and not _YEAR.fullmatch(value):
        return False
    at = words.find(value) if len(value) > 1 else -1
    return at >= 0 and not (value[0].isdecimal() and words[at - 1 : at].isdecimal())
