"""Finding in the library by its fields, “报纸:江城日报 日期:2024-11 夜校”, and what to choose next.

A field's names are parted by "|", so that several can be chosen at once; a name with a space stands
in quotes.  The choices come with how many articles they would give.
"""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from index.store import EITHER, ArticleFacts
from web.redaction import file_name
from web.ui.escape import bdi, plain
from web.ui.html_chips import chip, pressed, row
from web.ui.strings import Words

T = TypeVar("T")

FIELDS = ("paper", "date", "edition", "column", "author")
"""What can be browsed by; the text of each is its name in what is typed."""
_NAMES = {
    "报纸": "paper", "paper": "paper", "newspaper": "paper", "日期": "date", "date": "date",
    "版次": "edition", "版": "edition", "edition": "edition", "page": "edition", "栏目": "column",
    "column": "column", "作者": "author", "author": "author",
}  # fmt: skip
_TOKEN = re.compile(r'(?:(?P<name>[^\s:："]{1,9})[:：])?(?P<value>"[^"]*"|\S+)')
MOST = 12
"""Names of a field that are offered."""
_ID = 8
"""Letters of an id with which it is found."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: names by field, any of which may be it, and words that must all occur."""

    fields: tuple[tuple[str, tuple[str, ...]], ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Search:
        fields: dict[str, tuple[str, ...]] = {}
        words = []
        for token in _TOKEN.finditer(text[:2000]):
            field = _NAMES.get((token["name"] or "").casefold())
            value = token["value"].strip('"')
            if field and value:
                fields[field] = tuple(name for name in value.split(EITHER) if name)
            else:
                words.append(token[0].strip('"').casefold())
        return cls(tuple(fields.items()), tuple(words))

    def write(self, words: Words) -> str:
        """As it may be typed."""
        tokens = [f"{words(name)}:{_quoted(EITHER.join(names))}" for name, names in self.fields]
        return " ".join([*tokens, *map(_quoted, self.words)])

    def names(self, field: str) -> tuple[str, ...]:
        return dict(self.fields).get(field, ())

    def having(self, field: str, names: Sequence[str]) -> Search:
        """The same with other names of a field; none: without it."""
        rest = tuple(pair for pair in self.fields if pair[0] != field)
        return replace(self, fields=(*rest, (field, tuple(names))) if names else rest)

    def fits(self, line: ArticleFacts) -> bool:
        for field, names in self.fields:
            if field == "date":
                if not any((line.published or "").startswith(prefix) for prefix in names):
                    return False
            elif (getattr(line, field) or "") not in names:
                return False
        if not self.words:
            return True
        texts = (
            line.title, line.author, line.office, line.column, line.paper, line.edition,
            line.published, file_name(line.path),
        )  # fmt: skip
        text = "\n".join(part for part in texts if part).casefold()
        return all(
            word in text or (len(word) >= _ID and line.id.startswith(word)) for word in self.words
        )


def _quoted(text: str) -> str:
    return f'"{text}"' if re.search(r"\s", text) else text


ORDERS = {"index": "as_added", "newest": "newest", "oldest": "oldest", "title": "by_title"}
"""How the list may stand, and the text of each."""


def ordered(lines: Sequence[ArticleFacts], order: str) -> list[ArticleFacts]:
    """The lines in one of ORDERS; those without a date last."""
    if order == "title":
        return sorted(lines, key=lambda line: line.title or "")
    if order not in ("newest", "oldest"):
        return list(lines)
    return by_date(lines, lambda line: line.published, order)


def by_date(entries: Sequence[T], date: Callable[[T], str | None], order: str) -> list[T]:
    """The newest or the oldest first; those without a date last."""
    dated = [entry for entry in entries if date(entry)]
    dated.sort(key=lambda entry: date(entry) or "", reverse=order == "newest")
    return dated + [entry for entry in entries if not date(entry)]


def browse_html(lines: Sequence[ArticleFacts], find: str, words: Words) -> str:
    """The fields with what may be chosen of each."""
    search = Search.read(find)
    rows = "".join(_row(field, lines, search, words) for field in FIELDS)
    if not rows:
        return ""
    return f'<section class="wb-browse" aria-label="{words("browse")}">{rows}</section>'


def _row(field: str, lines: Sequence[ArticleFacts], search: Search, words: Words) -> str:
    chosen = search.names(field)
    # Counted without the field's own choice, so that another can be chosen beside it.
    without = search.having(field, ())
    open_lines = [line for line in lines if without.fits(line)]
    if field == "date":
        return _dates(open_lines, search, words)
    counts = Counter(name for line in open_lines if (name := getattr(line, field)))
    if len(counts) < 2 and not chosen:
        return ""
    offered = dict(counts.most_common(MOST)) | {name: counts[name] for name in chosen}
    if field == "edition":  # as they lie in the paper
        offered = dict(sorted(offered.items(), key=lambda pair: _natural(pair[0])))

    def press(name: str) -> str:
        on = name in chosen
        names = [choice for choice in chosen if choice != name] if on else [*chosen, name]
        find = search.having(field, names).write(words)
        return chip(bdi(f"{name} ({offered[name]})"), "find", find, pressed(on))

    more = f"<li>… +{len(counts) - len(offered)}</li>" if len(counts) > len(offered) else ""
    return row(words(field), "".join(map(press, offered)) + more)


def _natural(name: str) -> list[tuple[int, str]]:
    """By which 第2版 stands before 第10版."""
    parts = re.split(r"(\d+)", name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _dates(lines: Sequence[ArticleFacts], search: Search, words: Words) -> str:
    """Years; of a chosen year its months; of a chosen month its days, as a calendar."""
    dates = [line.published for line in lines if line.published]
    chosen = search.names("date")
    chosen_date = chosen[0] if len(chosen) == 1 else ""
    years = Counter(date[:4] for date in dates)
    if not years or (len(years) < 2 and not chosen_date and len(set(dates)) < 2):
        return ""

    def press(date: str, count: int) -> str:
        on = date in chosen
        find = search.having("date", () if on else [date]).write(words)
        return chip(bdi(f"{date} ({count})"), "find", find, pressed(on))

    def level(counts: Counter[str]) -> str:
        return "".join(press(*pair) for pair in sorted(counts.items()))

    html = row(words("date"), level(years))
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", chosen_date):
        months = Counter(d[:7] for d in dates if d.startswith(chosen_date[:4]) and len(d) > 4)
        html += row(chosen_date[:4], level(months)) if months else ""
    if re.fullmatch(r"\d{4}-\d\d(-\d\d)?", chosen_date):
        days = Counter(d for d in dates if d.startswith(chosen_date[:7]) and len(d) > 7)
        html += _calendar(chosen_date[:7], days, search, words) if days else ""
    return html


def _calendar(month: str, days: Counter[str], search: Search, words: Words) -> str:
    year, number = map(int, month.split("-"))
    if not (1 <= year <= 9999 and 1 <= number <= 12):
        return ""
    chosen = search.names("date")

    def cell(day: int) -> str:
        date = f"{month}-{day:02}"
        if not day or date not in days:
            return f"<td>{day or ''}</td>"
        on = date in chosen
        find = search.having("date", [month] if on else [date]).write(words)
        return (
            f'<td><button type="button" data-find="{plain(find)}"{pressed(on)} '
            f'aria-label="{date} ({days[date]})">{day}<sub>{days[date]}</sub></button></td>'
        )

    head = "".join(f'<th scope="col">{name}</th>' for name in words("weekdays").split())
    weeks = "".join(
        f"<tr>{''.join(map(cell, week))}</tr>"
        for week in calendar.Calendar().monthdayscalendar(year, number)
    )
    return (
        f'<table class="wb-calendar"><caption>{month}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{weeks}</tbody></table>"
    )


def fitting(lines: Iterable[ArticleFacts], find: str) -> list[ArticleFacts]:
    """The lines that fit what was typed."""
    search = Search.read(find)
    return [line for line in lines if search.fits(line)]
