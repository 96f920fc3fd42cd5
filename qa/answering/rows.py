"""Rows of tables: a cell is what stands where a row and a column meet.

A question names a row by a value that stands in it (料酒) or by its place (冠军: 1 under 名次),
and its column by the name of that (2022年收入).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.records import Span
from corpus.tables import columns_in, named_cells
from index.store import Row
from language.fold import fold
from language.measures import place_of
from qa.query import Question
from qa.reading.reader import Unit
from qa.records import Hit

_IN_BRACKETS = re.compile(r"\([^()]*\)|\s")
_PLACE = re.compile("名次|排名|位次|rank|place")
_YEAR = re.compile("(?:19|20)[0-9]{2}年?")
_COMPARES = re.compile(
    r"(?<!评)比(?![赛例分重率])|除|其[他余它]|前[二两三四五六七八九十0-9几]|\b(?:than|except|other)\b"
)

Named = Mapping[tuple[str, str], set[str]]
"""Of the column of a table, by its article and its name, the values that a question names."""


def with_columns(hit: Hit, text: str) -> str:
    """A text of a hit, before it the names of its columns if that is a row."""
    return "\n".join((*columns_in(hit.heading)[1], text))


def named(question: Question, rows: Sequence[Hit | Row]) -> Named:
    """What the question names of the values in the rows among the passages."""
    found = defaultdict[tuple[str, str], set[str]](set)
    if _COMPARES.search(question.folded):
        return found
    asked = f"{question.asked.before} {question.asked.after}"  # in 哪个学校, 学校 names nothing
    for row in rows:
        for name, value in _cells(row):
            if _names(asked, name, value):
                found[row.article_id, name].add(value)
    for values in found.values():  # 酱油 is not named by 生抽酱油
        longer = [one for one in values for other in values if one != other and one in other]
        values.difference_update(longer)
    return found


def is_another_row(hit: Hit, asked: Named) -> bool:
    """Whether a hit is a row with another value in a column than those that are named."""
    return any(
        value not in asked.get((hit.article_id, name), {value}) for name, value in _cells(hit)
    )


def read_alike(units: Sequence[Unit], hits: Sequence[Hit], asked: Named) -> Sequence[Unit]:
    """The units, a row that is named as likely to answer as the likeliest row of its table: to the
    reader its neighbours answer as well, since it knows no row by its place."""
    other = [is_another_row(hit, asked) for hit in hits]
    tables = [(hit.article_id, hit.heading) for hit in hits]
    torn = {table for table, is_other in zip(tables, other, strict=True) if is_other}
    best = dict[tuple[str, str | None], Unit]()
    for unit in sorted(units, key=lambda unit: unit.score):
        if tables[unit.hit] in torn:
            best[tables[unit.hit]] = unit
    return [
        replace(unit, score=one.score, nothing=one.nothing)
        if (one := best.get(tables[unit.hit])) and not other[unit.hit]
        else unit
        for unit in units
    ]


def cell_asked(question: Question, hit: Hit, asked: Named) -> Span | None:
    """The place of the cell where a row that is named meets the one column that is."""
    cells = named_cells(hit.heading, hit.text)
    keys = {name: asked.get((hit.article_id, name), set()) for name, _ in cells}
    text = question.folded
    for value in set().union(*keys.values()):
        text = text.replace(value, "")
    bare = [(_IN_BRACKETS.sub("", fold(name)), place) for name, place in cells if not keys[name]]
    places = [place for name, place in bare if len(name) > 1 and name in text]
    return places[0] if len(places) == 1 and any(keys.values()) else None


def _cells(row: Hit | Row) -> list[tuple[str, str]]:
    """The name and the folded value of each column."""
    return [
        (name, fold(row.text[slice(*place)])) for name, place in named_cells(row.heading, row.text)
    ]


def _names(asked: str, column: str, value: str) -> bool:
    """Whether a question has the value of a cell, or asks for the place that it is."""
    if _PLACE.search(fold(column)):
        place = int(value) if value.isdecimal() else place_of(value)
        return place is not None and place == place_of(asked)
    if any(map(str.isdigit, value)) and not _YEAR.fullmatch(value):
        return False
    return len(value) > 1 and value in asked
