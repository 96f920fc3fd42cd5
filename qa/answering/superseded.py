"""Passages that other passages correct, amend, repeal or bring up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from language.fold import fold
from language.lexicon import either
from language.numerals import figures
from language.sentences import sentences
from qa.answering.years import told_years


class Passage(Protocol):
    """What is read of a hit or a row."""

    @property
    def article_id(self) -> str: ...
    @property
    def title(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def text(self) -> str: ...


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


def superseded(passages: Sequence[Passage]) -> list[tuple[int, int]]:
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


def earlier(one: Passage, other: Passage) -> bool:
    """Whether the first is known to be the earlier one."""
    if not one.published or not other.published:
        return False
    size = min(len(one.published), len(other.published))
    return one.published[:size] < other.published[:size]


def _corrects(note: Passage, passage: Passage) -> bool:
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


def _says_anew(new: Passage, old: Passage) -> bool:
    """Whether one says a sentence of the other with another figure, later, of the same year."""
    if not new.published or not old.published or not earlier(old, new):
        return False
    before = dict(_frames(old))
    for frame, (values, years) in _frames(new):
        told = before.get(frame)
        if told and told[0] != values and (not (told[1] or years) or told[1] & years):
            return True
    return False


def _is_of_a_later_edition(new: Passage, old: Passage) -> bool:
    """Whether one is the other's article of a law, in a later edition: of the same number, and with
    the same words after it, as the numbers of others move."""
    if not earlier(old, new):
        return False
    was, now = (_EDITION.sub("", fold(one.title or "")).strip() for one in (old, new))
    number = _ARTICLE.match(_plain(old.text))
    if was != now or not number or not _LAW.search(now):
        return False
    return _plain(new.text).startswith(_plain(old.text)[: number.end() + _FRAME])


def _frames(passage: Passage) -> Iterator[tuple[str, tuple[tuple[float, ...], frozenset[int]]]]:
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
