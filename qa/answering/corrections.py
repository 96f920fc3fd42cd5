"""Passages that other passages correct, amend, repeal or bring up to date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from language.fold import fold
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


@dataclass(frozen=True, slots=True)
class Correction:
    """The passage `old` (a place in the passages given) no longer holds alone: `new` corrects it.

    kind: "corrected" (更正), "amended" (修改决定), "repealed" (废止) or "later": the same sentence
    with another figure and a later date.  replaced: what was wrong and what is right, where both
    are quoted and the wrong stands in the old passage, in the letters of the note.
    """

    old: int
    new: int
    kind: str
    replaced: tuple[tuple[str, str], ...] = ()


_SIGNS = (
    ("corrected", re.compile(r"更正|勘误|订正|致歉|误(?:写|植|排|为)")),
    ("repealed", re.compile(r"废止|失效")),
    ("amended", re.compile(r"修改|修正|修订")),
)
_TITLE = re.compile(r"《([^《》]{2,80})》")
_PAIR = re.compile(
    r"[“\"]([^“”\"]{1,60})[”\"](?:一?[处词句]?)?(?:应为|应是|应作|更正为|改为|修改为)[“\"]([^“”\"]{1,60})[”\"]"
)
_FRAME = 6  # letters of a sentence, besides its figures, that make it the same statement


def corrections(passages: Sequence[Passage]) -> list[Correction]:
    """What corrects what among the passages of one question, in the order of the passages."""
    found = []
    for new, note in enumerate(passages):
        for old, passage in enumerate(passages):
            if passage.article_id == note.article_id or _before(note, passage):
                continue
            if made := _corrects(note, passage):
                found.append(Correction(old, new, *made))
            elif _says_anew(note, passage):
                found.append(Correction(old, new, "later"))
    return sorted(found, key=lambda one: (one.old, one.new))


def _before(one: Passage, other: Passage) -> bool:
    """Whether the first is known to be the earlier one."""
    if not one.published or not other.published:
        return False
    size = min(len(one.published), len(other.published))
    return one.published[:size] < other.published[:size]


def _corrects(note: Passage, passage: Passage) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The kind of correction, and what is replaced, if the note speaks of the passage."""
    whole = f"{note.title or ''}。{note.text}"
    folded = fold(passage.text)
    pairs = tuple(pair for pair in _PAIR.findall(note.text) if fold(pair[0]) in folded)
    title = _plain(passage.title or "")
    for clause in _clauses(whole):
        named = bool(title) and any(_plain(name) == title for name in _TITLE.findall(clause))
        kind = next((kind for kind, sign in _SIGNS if sign.search(clause)), None)
        if named and (kind or pairs):
            return kind or "corrected", pairs
    if pairs and _SIGNS[0][1].search(whole):  # 本报8日2版 … without a title: the words must do
        return "corrected", pairs
    about = _TITLE.findall(note.title or "")
    if pairs and title and any(_plain(name) == title for name in about):
        return "amended", pairs
    return None


def _says_anew(new: Passage, old: Passage) -> bool:
    """Whether one says a sentence of the other with another figure, later, of the same year."""
    if not new.published or not old.published or not _before(old, new):
        return False
    before = dict(_frames(old))
    for frame, (values, years) in _frames(new):
        told = before.get(frame)
        if told and told[0] != values and (not (told[1] or years) or told[1] & years):
            return True
    return False


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


def _clauses(text: str) -> list[str]:
    """The sentences of a text, with the next one: 《…》一文有误。“A”应为“B”。"""
    cut = [text[start:end] for start, end in sentences(text)]
    return [one + after for one, after in zip(cut, [*cut[1:], ""], strict=True)]


def _plain(text: str) -> str:
    return "".join(letter for letter in fold(text) if letter.isalnum() or letter == "#")
