"""Names that differ in one character, and are not the same mistyped: 永宁路 and 永宁街, 红星村 and
红旗村."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from language.lexicon import either
from language.sentences import Span
from language.sounds import sounds_alike
from language.words import frequency, lattice, may_name

_LABELS = tuple(
    re.compile(rf"(?=(?P<name>[\u4e00-\u9fff]{{{size}}})(?P<kind>{either('place_kinds')}))")
    for size in (2, 3)
)
_KINDS = ("路街巷", "河江湖溪", "村乡镇")
"""Kinds of places of which one may have the name of another."""
_NO_NAME = re.compile(
    "[的了着过是有在被把和与及从到由于向对为就也都还不没很要能会可那哪这谁何几多每各第等时版型款"
    r"零〇一二三四五六七八九十百千万两\d年月日我你他她上下省市县区镇乡村家所座个条间某该本此全]"
)
_AROUND = 8
"""Characters around a name by which its borders are found."""
WORD = 5
"""What the dictionary has counted so often is a word (石板路), if it is not there as a name."""
MOST = 8
"""Names of a question that are looked at."""

Cuts = frozenset[Span]


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a place: its own part, and the kind of place."""

    name: str
    kind: str

    def __str__(self) -> str:
        return self.name + self.kind


def labels(question: str) -> list[Label]:
    """The names of places in a folded question that may have a sibling."""
    cuts = _cuts(question)
    matches = [match for pattern in _LABELS for match in pattern.finditer(question)]
    found = [(match.start(), Label(match["name"], match["kind"])) for match in matches]
    return [
        label
        for at, label in found
        if not _NO_NAME.search(label.name) and _stands(at, label, cuts) and _is_name(str(label))
    ][:MOST]


def sibling(label: Label, text: str) -> str:
    """The name in a folded text that differs from a label in one character, which does not sound
    alike; "" if there is none."""
    word, size = str(label), len(label.name)
    kinds = next((kinds for kinds in _KINDS if label.kind in kinds), "")
    for hole in range(size + bool(kinds)):
        before, behind = word[:hole], word[hole + 1 :]
        for place in places(before or behind, text):
            start = place if before else place - 1
            run = text[max(0, start) : start + len(word)]
            if len(run) < len(word) or not run.startswith(before) or not run.endswith(behind):
                continue
            if hole == size and run[hole] not in kinds:
                continue
            if sounds_alike(word[hole], run[hole]) or _NO_NAME.search(run[hole]):
                continue
            begin = max(0, start - _AROUND)
            cuts = _cuts(text[begin : start + len(word) + _AROUND])
            if _stands(start - begin, label, cuts) and _is_name(run):
                return run
    return ""


def places(piece: str, text: str) -> Iterator[int]:
    """Where a piece begins in a text."""
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def is_sibling(name: str, other: str) -> bool:
    """Whether two names of one length differ in one character, which does not sound alike."""
    pairs = [(a, b) for a, b in zip(name, other, strict=True) if a != b]
    return len(pairs) == 1 and not sounds_alike(*pairs[0])


@lru_cache(maxsize=64)
def _cuts(text: str) -> Cuts:
    return frozenset(lattice(text).spans)


def _stands(start: int, label: Label, cuts: Cuts) -> bool:
    """Whether a name begins and ends with words, the kind by itself or as the end of one word with
    the name: 永宁 | 路, but not 沿 | 铁路; one of three characters is a word."""
    middle = start + len(label.name)
    end = middle + len(label.kind)
    if (start, end) in cuts:
        return True
    starts, ends = {a for a, _ in cuts}, {b for _, b in cuts}
    is_cut = start in starts and middle in ends and end in ends
    return is_cut and (len(label.name) == 2 or (start, middle) in cuts)


def _is_name(word: str) -> bool:
    return frequency(word) < WORD or may_name(word)
