"""Pages named in the text of a newspaper: turn-to markers (下转第4版), folios, page numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from corpus.lines import Run
from corpus.records import Span
from language.fold import fold
from language.numerals import value_of

_PAGE_HEAD = re.compile(
    r"^(?:第?\s*[A-Z]?[0-9]{1,3}\s*版.{0,12}|(?:19|20)[0-9]{2}\s*年.{0,24}(?:星期|周)[一二三四五六日天].{0,20}"
    r"|[A-Z]?[0-9]{1,3})$"
)
_MARKER = re.compile(
    r"(?P<open>[(（【\[〔])?\s{0,4}[▶►→⇒☞]{0,4}\s{0,4}(?P<way>下转|紧转|转至|上接|紧接|承接)\s{0,4}"
    r"(?:本报)?\s{0,4}第?\s{0,4}(?P<page>[A-Za-z]?\s{0,4}[0-9０-９〇一二三四五六七八九十]{1,3})\s{0,4}版\s{0,4}"
    r"(?P<rest>[^()（）。，,]{0,16}?)\s{0,4}(?(open)[)）】\]〕]|(?![\w]))"
)
_BESIDE_TURN = 2  # characters, such as brackets, that may stand before or behind a marker


class Way(Enum):
    """Where a marker sends its reader."""

    TO = "下转"
    FROM = "上接"


@dataclass(frozen=True, slots=True)
class Marker:
    """A turn-to marker at [start, end) of a text."""

    way: Way
    page: str
    start: int
    end: int


def is_page_head(text: str) -> bool:
    """Whether the block is a folio: a page number, or the date with its weekday."""
    return len(text) <= 40 and bool(_PAGE_HEAD.match(" ".join(text.split())))


def markers(text: str) -> list[Marker]:
    """All turn-to markers in the text."""
    if "版" not in text:
        return []
    matches = _MARKER.finditer(text)
    pairs = ((Way.TO if "转" in match["way"] else Way.FROM, match) for match in matches)
    return [Marker(way, page_number(match["page"]), *match.span()) for way, match in pairs]


def without_turns(run: Run) -> tuple[Run, list[tuple[Marker, str]]]:
    """The run without the markers that it begins or ends with, and these as they stand."""
    text, turns = run.text, markers(run.text)
    turn_texts: list[tuple[Marker, str]] = []
    places: list[Span] = []  # behind `end`, the last first: `after` is what there is to see of it
    end, after = len(text), ""
    while turns and turns[-1].way is Way.TO:
        after = (text[turns[-1].end : end] + after).rstrip()
        if len(after.lstrip()) > _BESIDE_TURN:
            break
        marker = turns.pop()
        turn_texts.append((marker, text[marker.start : min(marker.end, end)]))
        places.append((marker.end, end))
        after, end = after[-2 * _BESIDE_TURN - 1 :], marker.start
        while not after and text[max(0, end - 1) : end].isspace():
            end -= 1
    places.append((0, end))
    if turns and turns[0].way is Way.FROM and len(text[: turns[0].start].strip()) <= _BESIDE_TURN:
        marker = turns[0]
        turn_texts.append((marker, text[marker.start : min(marker.end, end)]))
        places[-1:] = [(marker.end, end), (0, marker.start)]
    return (run.parts(places[::-1]).strip() if turn_texts else run), turn_texts


def page_number(text: str) -> str:
    """The name of a page in one form: "四", "４" and "4" are "4", "a2" is "A2"."""
    text = fold("".join(text.split())).upper()
    if not text or text.strip("〇一二三四五六七八九十"):
        return text
    return str(value_of(text)) if "十" in text else "".join(str(value_of(c)) for c in text)
