"""The short answer inside a sentence: the span of words that the question word stands for.

Every run of up to ten words within a clause is a candidate, described by named features and
ranked by a linear model (`models/answers.json`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import Span
from language.fold import fold
from language.words import spans as word_spans
from qa.amounts import amount
from qa.asks import Kind, Question
from qa.kinds import places
from qa.weights import linear

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

FEATURES = (
    "length",  # log2 of the characters over 4
    "length_typed",  # the same, for a kind with a pattern
    "length_squared",
    "one_character",
    "overlap",  # share of characters that stand in the question's words
    "touch_before",  # the words before it end as those before the question word do, in sixths
    "touch_after",
    "dense_before",  # share of the eight characters before that the question has
    "dense_after",
    "is_kind",  # exactly what the kind's pattern finds
    "within_kind",
    "holds_kind",
    "no_kind",  # a kind with a pattern, and the span has nothing of it
    "ends_focus",
    "holds_focus",
    "before_focus",  # the focus follows the span
    "bracketed",
    "bracket_inside",
    "clause_start",
    "clause_end",
    "after_copula",
    "starts_empty",
    "ends_empty",
    "inner_empty",
    "digits_asked",
    "digits_unasked",
    "latin",
)
MARKED = frozenset(Kind) - {Kind.REASON, Kind.MANNER, Kind.OPEN}
_LONGEST = 10
_STOP = re.compile(r"[,，。;；:：!?！？、()（）\"“”‘’「」『』《》〈〉【】\[\]\s·—…]")
_BREAK = frozenset("，,。；;：:！!？?\n")
_OPENS, _CLOSES = frozenset('《「『“"‘〈(（'), frozenset('》」』”"’〉)）')
_EMPTY = frozenset(
    "的了是在于由为被有和与及或以而并也就都从到对向将把其该此这那他她它之等所但因又则"
) | frozenset(
    re.findall(
        "[^ ]+",
        "他们 她们 它们 以及 并且 而且 但是 因为 由于 其中 这个 一个 一些 成为 称为 包括 进行 "
        "the a an of in on at to and or is was are were by for with from that which it its as",
    )
)
_DENIED = re.compile(r"[不未没非无](?:会|得|能|超过?|满|足|到|[少低多高大小][于过])?$")
# Question words, and what a run of words must have to answer them.
_COUNTED = (
    (
        re.compile("多久|多长时间|how long"),
        re.compile(r"[\d一二两三四五六七八九十半几].*(?:年|月|日|天|周|小?时|分钟?|秒)"),
    ),
    (re.compile("最(?:长|多|高|大|晚)"), re.compile("不(?:得|能)?超过|最|至多")),
    (re.compile("多少钱|多少元"), re.compile("元|美金|英镑")),
    (re.compile("百分之[几多]|多大比例"), re.compile("%|百分之|成")),
    (
        re.compile("多少|几(?!条)"),
        re.compile(r"^(?!第[\d一二三四五六七八九十百]+[条款章])"),
    ),
)
# “最长多久”, “最多可以申请几次”: of several figures of one unit, the most; “最低多少元”: the least.
_MOST = re.compile(r"最[长多高大久远重晚][^的是]{0,6}$|上限[^的]{0,4}$")
_LEAST = re.compile(r"最[短少低小近轻早][^的是]{0,6}$|下限[^的]{0,4}$")
_COPULA = re.compile(
    r"(?:是|为|叫|称|即|名|有|于|由|被|以|给|向|达|约|包括|成|到|在|与|和|用|:|,)$"
)


def candidates(sentence: str, folded: str) -> list[Span]:
    """Runs of one to ten words within a clause; brackets and 、 may lie inside a run."""
    words = word_spans(sentence)
    breaks = [not _BREAK.isdisjoint(folded[end:start]) for (_, end), (start, _) in pairwise(words)]
    found: list[Span] = []
    for first, (start, end) in enumerate(words):
        found.append((start, end))
        for last in range(first + 1, min(first + _LONGEST, len(words))):
            if breaks[last - 1]:
                break
            found.append((start, words[last][1]))
    return found


def features(question: Question, sentence: str, found: list[Span]) -> Floats:
    """(n, len(FEATURES)) for the n candidate spans of the sentence."""
    folded = fold(sentence)
    span = np.array(found)
    start, end = span[:, 0], span[:, 1]
    size = (end - start).astype(np.float32)
    typed = question.kind not in (Kind.THING, Kind.OPEN, Kind.REASON, Kind.MANNER)
    length = np.log2(size / 4)
    numeric = question.kind in (Kind.NUMBER, Kind.TIME)
    digits = _any_of([c.isdigit() for c in folded], start, end)
    texts = [folded[s:e] for s, e in found]
    columns = {
        "length": length,
        "length_typed": length * typed,
        "length_squared": length**2,
        "one_character": size == 1,
        **_shared(question, folded, start, end),
        **_kinds(question, folded, found, typed),
        **_focus(question.focus, folded, found, texts),
        "bracketed": [
            s > 0 and e < len(folded) and folded[s - 1] in _OPENS and folded[e] in _CLOSES
            for s, e in found
        ],
        "bracket_inside": _any_of([c in _OPENS or c in _CLOSES for c in folded], start, end),
        **_borders(question, folded, word_spans(sentence), start, end),
        "digits_asked": digits & numeric,
        "digits_unasked": digits & (not numeric),
        "latin": [text.isascii() for text in texts],
    }
    return np.column_stack([np.asarray(columns[name], np.float32) for name in FEATURES])


def _any_of(flags: list[bool], start: Ints, end: Ints) -> NDArray[np.bool_]:
    """Whether a flag is set in each [start, end)."""
    total = np.cumsum([False, *flags])
    inside: NDArray[np.bool_] = total[end] > total[start]
    return inside


def _shared(question: Question, folded: str, start: Ints, end: Ints) -> dict[str, Any]:
    """How much of each span, and of what is near it, stands in the question's words."""
    asked = question.folded[: question.slot[0]] + "\n" + question.folded[question.slot[1] :]
    pairs = [False, *(folded[i : i + 2] in asked for i in range(len(folded) - 1)), False]
    shared = np.zeros(len(folded) + 1, np.float32)
    for i, character in enumerate(folded):
        shared[i + 1] = character.isalnum() and (pairs[i] or pairs[i + 1])
    total = np.cumsum(shared)
    return {
        "overlap": (total[end] - total[start]) / (end - start).astype(np.float32),
        "dense_before": (total[start] - total[np.maximum(start - 8, 0)]) / 8,
        "dense_after": (total[np.minimum(end + 8, len(folded))] - total[end]) / 8,
    }


def _kinds(question: Question, folded: str, found: list[Span], typed: bool) -> dict[str, Any]:
    """How each span lies to what could answer a question of this kind."""
    kinds = places(question.kind, folded) if typed else []
    span, kind = np.array(found), np.array(kinds, np.int64).reshape(-1, 2)
    start, end = span[:, :1], span[:, 1:]
    exact = set(kinds)
    is_kind = np.array([pair in exact for pair in found])
    within = ((kind[:, 0] <= start) & (end <= kind[:, 1])).any(axis=1)
    holds = ((start <= kind[:, 0]) & (kind[:, 1] <= end)).any(axis=1)
    return {
        "is_kind": is_kind,
        "within_kind": within & ~is_kind,
        "holds_kind": holds & ~is_kind,
        "no_kind": ~(within | holds) & bool(typed),
    }


def _focus(focus: str, folded: str, found: list[Span], texts: list[str]) -> dict[str, Any]:
    if not focus:
        nothing = [False] * len(found)
        return {"ends_focus": nothing, "holds_focus": nothing, "before_focus": nothing}
    return {
        "ends_focus": [text.endswith(focus) for text in texts],
        "holds_focus": [focus in text for text in texts],
        "before_focus": [folded.startswith(focus, e) for _, e in found],
    }


def _borders(
    question: Question, folded: str, words: list[Span], start: Ints, end: Ints
) -> dict[str, Any]:
    """What depends on one end of a span alone: found once a word, for many spans share it."""
    starts, ends = [s for s, _ in words], [e for _, e in words]
    empty = [folded[s:e] in _EMPTY for s, e in words]
    before, after = question.before, question.after

    def placed(at: list[int], values: Sequence[float]) -> Floats:
        out = np.zeros(len(folded) + 1, np.float32)
        out[at] = values
        return out

    emptied = np.cumsum(placed([s + 1 for s in starts], empty))
    clause_start = [s == 0 or _STOP.match(folded[s - 1]) is not None for s in starts]
    clause_end = [e == len(folded) or _STOP.match(folded[e]) is not None for e in ends]
    copula = [
        _COPULA.search(folded[max(0, s - 4) : s].rstrip('“"「《 ')) is not None for s in starts
    ]
    return {
        "touch_before": placed(starts, [_before(before, folded, s) for s in starts])[start],
        "touch_after": placed(ends, [_after(after, folded, e) for e in ends])[end],
        "clause_start": placed(starts, clause_start)[start],
        "clause_end": placed(ends, clause_end)[end],
        "after_copula": placed(starts, copula)[start],
        "starts_empty": placed(starts, empty)[start],
        "ends_empty": placed(ends, empty)[end],
        "inner_empty": emptied[end] - emptied[start],
    }


def _before(asked: str, folded: str, at: int) -> float:
    """How much of the end of `asked` stands right before `at`, in sixths."""
    size = 0
    while size < min(6, len(asked), at) and asked[-1 - size] == folded[at - 1 - size]:
        size += 1
    return size / 6


def _after(asked: str, folded: str, at: int) -> float:
    size = 0
    while size < min(6, len(asked), len(folded) - at) and asked[size] == folded[at + size]:
        size += 1
    return size / 6


def best(question: Question, sentence: str) -> str | None:
    """The short answer within the sentence; None where the question does not ask for one."""
    if question.kind not in MARKED:
        return None
    found = runs(question, sentence, fold(sentence))
    if not found:
        return None
    scores = linear("short", FEATURES)(features(question, sentence, found))
    start, end = found[int(np.argmax(scores))]
    return sentence[start:end]


def runs(question: Question, sentence: str, folded: str) -> list[Span]:
    """The candidates that may answer the question."""
    return _whole(question, folded, candidates(sentence, folded))


def _whole(question: Question, folded: str, found: list[Span]) -> list[Span]:
    """Without runs that say the opposite (超过1个月 of 不超过1个月), cut a number in two, or count
    something else (第19条 for 多久)."""
    kept = [run for run in found if not _DENIED.search(folded[max(0, run[0] - 4) : run[0]])]
    if question.kind in (Kind.NUMBER, Kind.TIME):
        uncut = places(question.kind, folded)
        kept = [
            (start, end)
            for start, end in kept
            if not any(a < start < b or a < end < b for a, b in uncut)
        ]
    for word, unit in _COUNTED:
        if word.search(question.folded):
            fit = [run for run in kept if unit.search(folded[run[0] : run[1]])]
            kept = fit or kept
    return _outermost(question, folded, kept)


def _outermost(question: Question, folded: str, found: list[Span]) -> list[Span]:
    """Only the runs of the largest (smallest) figure, where the question asks for the most (least)
    and all figures are of one unit."""
    sign = 1 if _MOST.search(question.before) else -1 if _LEAST.search(question.before) else 0
    if question.kind is not Kind.NUMBER or not sign:
        return found
    told = [
        (start, end, value)
        for start, end in places(question.kind, folded)
        if (value := amount(folded[start:end]))
        and folded[start:end] not in question.folded
        and any(a <= start and end <= b for a, b in found)
    ]
    if len({value[1] for *_, value in told}) != 1:
        return found
    start, end, _ = max(told, key=lambda one: sign * one[2][0])
    return [(a, b) for a, b in found if a <= start and end <= b]
