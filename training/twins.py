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
from training.people import about
from training.questions import Question
from training.reader_data import Group, Judged, Labelled, _gold, _row, flat, labels

_FILE = Path(__file__).resolve().parent / "data" / "antonyms.txt"
ANTONYMS = tuple(
    (first, second)
    for line in _FILE.read_text("utf-8").splitlines()
    if not line.startswith("#")
    for first, second in [line.split()]
)
_OTHER: dict[str, str] = {a: b for one in ANTONYMS for a, b in (one, one[::-1])}
_ANTONYM = re.compile(
    "|".join(sorted((re.escape(w) for w in _OTHER if not w.isascii()), key=len, reverse=True))
    + "|" + r"\b(?:" + "|".join(w for w in _OTHER if w.isascii()) + r")\b"
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
TRIES = 3


def names(text: str, table: dict[int, str]) -> list[tuple[str, str]]:
    """The names of a text and their parts of speech.  table: to simplified characters, one for one,
    which are what jieba knows."""
    import jieba.posseg

    found, at = [], 0
    for word in jieba.posseg.cut(text.translate(table)):
        end = at + len(word.word)
        if word.flag in NAMES and len(word.word) > 1:
            found.append((text[at:end], word.flag))
        at = end
    return found


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
            found = way(question, text, answering + above)
            if found and found != question:
                return found
        return None

    def _number(self, question: str, text: str, closed: str) -> str | None:
        places = [m for m in _NUMBER.finditer(question) if m[0] in text + closed]
        ordinals = list(_ORDINAL.finditer(question))
        if not places and not ordinals:
            return None
        m = self.chance.choice(places or ordinals)
        own = m[0] if places else m[1]
        unit = question[m.end() : m.end() + 1]
        if places:
            others = {o[0] for o in _NUMBER.finditer(text)
                      if text[o.end() : o.end() + 1] == unit and len(o[0]) == len(own)}  # fmt: skip
        else:
            others = set("一二三四五六七八九十")
        others = {
            o for o in others if o != own and not re.search(rf"(?<!\d){re.escape(o)}(?!\d)", closed)
        }
        if (
            not others
            and own.isdigit()
            and (len(own) == 4 or unit in "年月日号號届屆期次条條章岁歲")
        ):
            others = {str(int(own) + d) for d in (-2, -1, 1, 2) if int(own) + d > 0}
            others = {o for o in others if o not in closed}
        if not others:
            return None
        start, end = (m.start(), m.end()) if places else m.span(1)
        return question[:start] + self.chance.choice(sorted(others)) + question[end:]

    def _name(self, question: str, text: str, closed: str) -> str | None:
        own = [one for one in names(question, self.table) if one[0] in text + closed]
        around = names(text, self.table)
        for word, flag in around[:8]:
            if len(self.stock[flag]) < 4000:
                self.stock[flag].append(word)
        if not own:
            return None
        word, flag = self.chance.choice(own)

        def fits(other: str) -> bool:
            return (
                other not in closed
                and other not in question
                and word not in other
                and other not in word
            )

        near = sorted({w for w, f in around if f == flag and fits(w)})
        far = [w for w in self.stock[flag] if fits(w) and w not in text]
        if not near and not far:
            return None
        if near and (self.chance.random() < 0.8 or not far):
            other = self.chance.choice(near)
        else:
            other = self.chance.choice(far)
            if self.chance.random() < 0.4 and len(other) > 1:  # a name like it
                at = self.chance.randrange(len(word))
                other = word[:at] + self.chance.choice(other) + word[at + 1 :]
                if other == word or other in text:
                    return None
        return question.replace(word, other)

    def _word(self, question: str, text: str, closed: str) -> str | None:
        if _BOTH_WAYS.search(question):
            return None
        found = list(_ANTONYM.finditer(question))
        if found and self.chance.random() < 0.85:
            m = self.chance.choice(found)
            other = _OTHER[m[0]]
            return None if other in closed else question[: m.start()] + other + question[m.end() :]
        m2 = _AFFIRMED.search(question)
        if m2 and "不" not in question and "没" not in question:
            deny = "没" if m2[3] == "有" else "没有" if m2[3] in "获獲参加參加" else "不"
            return question[: m2.start(3)] + deny + question[m2.start(3) :]
        return None


def _holds_number(text: str, number: str) -> bool:
    return bool(re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text))


def exchanged_groups(
    questions: Iterable[Judged | Question],
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
    for one in questions:
        judged = one if isinstance(one, Judged) else _judged(one)
        rows = [_row(found) for found in _gold(judged.gold, judged.paragraphs, store)][:4]
        right = [labels(judged, rows, w) for w in windows(tokenizer, judged.text, rows)]
        right = [one for one in right if any(one.answers)][:2]
        if not right:
            continue
        row = rows[right[0].window.hit]
        answering = "".join(
            rows[one.window.hit].text[slice(*unit)]
            for one in right for unit, yes in zip(one.window.units, one.answers, strict=True) if yes
        )  # fmt: skip
        other = exchanger.exchanged(
            judged.text, row.text, answering, " ".join((row.title or "", row.heading or ""))
        )
        if other is None or any(flat(a) in flat(other) for a in judged.answers):
            continue
        spans = {(one.window.hit, unit) for one in right for unit, yes
                 in zip(one.window.units, one.answers, strict=True) if yes}  # fmt: skip
        again = [w for w in windows(tokenizer, other, rows) if w.hit in {h for h, _ in spans}]
        best = _best(again, read([w.ids for w in again]))
        if best not in spans:
            continue
        kept = [w for w in again if any((w.hit, unit) in spans for unit in w.units)][:2]
        wrong = tuple(Labelled(w, (False,) * len(w.units), (), ()) for w in kept)
        yield Group(f"{judged.id}-x", "exchanged", (*right[:1], *wrong))


def _best(found: Sequence[Any], scores: Sequence[Any]) -> tuple[int, Any] | None:
    """The hit and the unit that the reader takes for the best."""
    values = [
        (float(np.mean(one[a:b, 0])), (w.hit, unit))
        for w, one in zip(found, scores, strict=True)
        for unit, (a, b) in zip(w.units, w.tokens, strict=True)
    ]
    return max(values)[1] if values else None


def _judged(one: Question) -> Judged:
    return Judged(one.id, one.kind, one.text, one.gold, one.paragraphs, one.answers, "", one.near)


def twin_groups(
    pairs: Iterable[tuple[Judged | Question, Judged | Question]], store: Store, tokenizer: Any
) -> Iterator[Group]:
    """Groups of two questions over the same passage, which answers the first alone."""
    for first, second in pairs:
        judged = first if isinstance(first, Judged) else _judged(first)
        rows = [_row(found) for found in _gold(judged.gold, judged.paragraphs, store)]
        found = [labels(judged, rows, w) for w in windows(tokenizer, judged.text, rows)]
        at = [n for n, one in enumerate(found) if any(one.answers)]
        if not at:
            continue
        again = windows(tokenizer, second.text, rows)
        chosen = (
            [w for w in again if w.hit == found[at[0]].window.hit][:2] if len(again) > 2 else again
        )
        wrong = tuple(Labelled(w, (False,) * len(w.units), (), ()) for w in chosen)
        yield Group(f"{judged.id}-twin", "twin", (found[at[0]], *wrong))


def paired(questions: Iterable[Question]) -> list[tuple[Question, Question]]:
    """The answered question and its twin of each pair that has both."""
    found: dict[tuple[str, int], dict[bool, Question]] = defaultdict(dict)
    for one in questions:
        if one.pair is not None:
            found[about(one), one.pair][bool(one.gold)] = one
    return [(both[True], both[False]) for both in found.values() if len(both) == 2]
