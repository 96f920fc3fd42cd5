"""Questions that a passage nearly answers, beside those that it answers.

Two kinds: twins that people wrote (`pair` in `training/data/questions`), and questions with one
number, name or word exchanged for another of its kind, so that the sentence that answered answers
no longer.  Both give groups in which the same window is right for one question and wrong for the
other, which is all that tells them apart.

Rajpurkar et al., "Know What You Don't Know", ACL 2018 (the kinds: another entity, negation,
antonym, impossible condition); Zhu et al., "Learning to Ask Unanswerable Questions", ACL 2019.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.store import Store
from qa.reading.windows import windows
from training.people import about, with_sentences
from training.questions import Question
from training.reader_data import (
    Group,
    Judged,
    holds_answer,
    labels,
    named_passages,
    unanswering,
)

_FILE = Path(__file__).resolve().parent / "data" / "antonyms.txt"
ANTONYMS = tuple(
    (first, second)
    for line in _FILE.read_text("utf-8").splitlines()
    if not line.startswith("#")
    for first, second in [line.split()]
)
_OPPOSITE = dict(ANTONYMS) | {second: first for first, second in ANTONYMS}
_ANTONYM = re.compile(
    "|".join(sorted((re.escape(w) for w in _OPPOSITE if not w.isascii()), key=len, reverse=True))
    + "|" + r"\b(?:" + "|".join(w for w in _OPPOSITE if w.isascii()) + r")\b"
)  # fmt: skip
_BOTH_WAYS = re.compile(
    r"吗|嗎|能不能|是否|有没有|有沒有|可不可以|是不是|会不会|要不要|^(?:Is|Are|Do|Does|Did|Can|Was|Were)\b"
)
"""A question that a sentence answers either way."""
_AFFIRMED = re.compile(
    r"(哪些|哪个|哪個|哪种|哪種|什么|什麼|谁|誰)(\S{0,10}?)(可以|能|需要|会|會|应当|應|属于|屬於|参加|參加|获|獲|有)"
)
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_ORDINAL = re.compile(r"第([一二三四五六七八九十]{1,2}|\d{1,3})")
NAMES = ("nr", "ns", "nt", "nz", "nrt")
"""Parts of speech of persons, places, bodies and other names in jieba."""


def names(text: str, table: dict[int, str]) -> list[tuple[str, str]]:
    """The names of a text and their parts of speech.  table: to simplified characters, one for one,
    which are what jieba knows."""
    import jieba.posseg

    tagged, at = [], 0
    for word in jieba.posseg.cut(text.translate(table)):
        end = at + len(word.word)
        if word.flag in NAMES and len(word.word) > 1:
            tagged.append((text[at:end], word.flag))
        at = end
    return tagged


class Exchanger:
    """Exchanges one thing of a question; remembers the names that it has seen, as a stock."""

    def __init__(self, chance: random.Random, table: dict[int, str]) -> None:
        self.chance, self.table = chance, table
        self.stock: dict[str, list[str]] = defaultdict(list)

    def exchanged(self, question: str, text: str, answering: str, above: str) -> str | None:
        """The question with one thing exchanged, or None.

        text: of the passage.  answering: its sentences that answer, which do not have what comes
        in.  above: what stands over the passage, which does not either.
        """
        ways: list[Callable[[str, str, str], str | None]] = [
            self._number, self._name, self._name, self._word
        ]  # fmt: skip
        self.chance.shuffle(ways)
        for way in ways:
            changed = way(question, text, answering + above)
            if changed and changed != question:
                return changed
        return None

    def _number(self, question: str, text: str, closed: str) -> str | None:
        places = [match for match in _NUMBER.finditer(question) if match[0] in text + closed]
        ordinals = list(_ORDINAL.finditer(question))
        if not places and not ordinals:
            return None
        match = self.chance.choice(places or ordinals)
        number = match[0] if places else match[1]
        unit = question[match.end() : match.end() + 1]
        if places:
            replacements = {
                m[0] for m in _NUMBER.finditer(text)
                if text[m.end() : m.end() + 1] == unit and len(m[0]) == len(number)
            }  # fmt: skip
        else:
            replacements = set("一二三四五六七八九十")
        replacements = {
            figure for figure in replacements
            if figure != number and not re.search(rf"(?<!\d){re.escape(figure)}(?!\d)", closed)
        }  # fmt: skip
        if (
            not replacements
            and number.isdigit()
            and (len(number) == 4 or unit in "年月日号號届屆期次条條章岁歲")
        ):
            replacements = {str(int(number) + d) for d in (-2, -1, 1, 2) if int(number) + d > 0}
            replacements = {figure for figure in replacements if figure not in closed}
        if not replacements:
            return None
        start, end = (match.start(), match.end()) if places else match.span(1)
        return question[:start] + self.chance.choice(sorted(replacements)) + question[end:]

    def _name(self, question: str, text: str, closed: str) -> str | None:
        in_passage = [n for n in names(question, self.table) if n[0] in text + closed]
        around = names(text, self.table)
        for word, flag in around[:8]:
            if len(self.stock[flag]) < 4000:
                self.stock[flag].append(word)
        if not in_passage:
            return None
        word, flag = self.chance.choice(in_passage)

        def fits(name: str) -> bool:
            return (
                name not in closed
                and name not in question
                and word not in name
                and name not in word
            )

        near = sorted({w for w, f in around if f == flag and fits(w)})
        far = [w for w in self.stock[flag] if fits(w) and w not in text]
        if not near and not far:
            return None
        if near and (self.chance.random() < 0.8 or not far):
            name = self.chance.choice(near)
        else:
            name = self.chance.choice(far)
            if self.chance.random() < 0.4 and len(name) > 1:  # a name like it
                at = self.chance.randrange(len(word))
                name = word[:at] + self.chance.choice(name) + word[at + 1 :]
                if name == word or name in text:
                    return None
        return question.replace(word, name)

    def _word(self, question: str, text: str, closed: str) -> str | None:
        if _BOTH_WAYS.search(question):
            return None
        matches = list(_ANTONYM.finditer(question))
        if matches and self.chance.random() < 0.85:
            match = self.chance.choice(matches)
            opposite = _OPPOSITE[match[0]]
            changed = question[: match.start()] + opposite + question[match.end() :]
            return None if opposite in closed else changed
        affirmed = _AFFIRMED.search(question)
        if affirmed and "不" not in question and "没" not in question:
            verb, at = affirmed[3], affirmed.start(3)
            deny = "没" if verb == "有" else "没有" if verb in "获獲参加參加" else "不"
            return question[:at] + deny + question[at:]
        return None


def exchanged_groups(
    questions: Iterable[Judged],
    store: Store,
    tokenizer: Any,
    table: dict[int, str],
    chance: random.Random,
    read: Callable[[Sequence[Sequence[int]]], Sequence[Any]],
) -> Iterator[Group]:
    """Groups of a question and the same with one thing exchanged, over the same windows.

    read: the reader's scores of some sequences of tokens, by which those are kept whose best unit
    is still the one that answered the question: another unit may answer the new one.
    """
    exchanger = Exchanger(chance, table)
    for question in questions:
        rows = list(named_passages(question.gold, question.paragraphs, store))[:4]
        labelled = [labels(question, rows, w) for w in windows(tokenizer, question.text, rows)]
        right = [example for example in labelled if any(example.answers)][:2]
        if not right:
            continue
        row = rows[right[0].window.hit]
        spans = [
            (example.window.hit, unit)
            for example in right
            for unit, answers in zip(example.window.units, example.answers, strict=True)
            if answers
        ]
        answering = "".join(rows[hit].text[slice(*unit)] for hit, unit in spans)
        changed = exchanger.exchanged(
            question.text, row.text, answering, " ".join((row.title or "", row.heading or ""))
        )
        if changed is None or holds_answer(question, changed):
            continue
        hits = {hit for hit, _ in spans}
        changed_windows = [w for w in windows(tokenizer, changed, rows) if w.hit in hits]
        if _best(changed_windows, read([w.ids for w in changed_windows])) not in spans:
            continue
        chosen = [w for w in changed_windows if any((w.hit, unit) in spans for unit in w.units)][:2]
        yield Group(f"{question.id}-x", "exchanged", (right[0], *map(unanswering, chosen)))


def _best(candidates: Sequence[Any], scores: Sequence[Any]) -> tuple[int, Any] | None:
    """The hit and the unit that the reader takes for the best."""
    values = [
        (float(np.mean(token_scores[a:b, 0])), (window.hit, unit))
        for window, token_scores in zip(candidates, scores, strict=True)
        for unit, (a, b) in zip(window.units, window.tokens, strict=True)
    ]
    return max(values)[1] if values else None


def twin_groups(
    pairs: Iterable[tuple[Question, Question]], store: Store, tokenizer: Any
) -> Iterator[Group]:
    """Groups of two questions over the same passage, which answers the first alone."""
    for first, second in pairs:
        (question,) = with_sentences([first], {})
        rows = list(named_passages(question.gold, question.paragraphs, store))
        labelled = [labels(question, rows, w) for w in windows(tokenizer, question.text, rows)]
        right = next((example for example in labelled if any(example.answers)), None)
        if right is None:
            continue
        twin_windows = windows(tokenizer, second.text, rows)
        if len(twin_windows) > 2:
            twin_windows = [w for w in twin_windows if w.hit == right.window.hit][:2]
        yield Group(f"{question.id}-twin", "twin", (right, *map(unanswering, twin_windows)))


def paired(questions: Iterable[Question]) -> list[tuple[Question, Question]]:
    """The answered question and its twin of each pair that has both."""
    by_pair: dict[tuple[str, int], dict[bool, Question]] = defaultdict(dict)
    for question in questions:
        if question.pair is not None:
            by_pair[about(question), question.pair][bool(question.gold)] = question
    return [(halves[True], halves[False]) for halves in by_pair.values() if len(halves) == 2]
