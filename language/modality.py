"""What is only meant to be: a target, a plan, a demand is not what came of it; and what was, is not
what is now."""

from __future__ import annotations

import re

from language.sentences import CLAUSE, Span, clause_of

_MEANT = re.compile(
    r"目标|计划|规划|[预估]计|打算|准备|要求|索赔|追偿|争取|力争|有望|申请|建议|提[出议]|承诺|答应"
    r"|原定|拟(?!人)|预[算定]|表示[要将会]|将(?=[以从于在对向把由被会要于]|[\d一二两三四五六七八九十])|逾期|希望|提案"
    r"|\b(?:plan\w*|target\w*|expect\w*|aim\w*|propos\w*|demand\w*|will)\b"
)
_DONE = re.compile(
    r"实际|最[终后]|结果|完成了|已[经于]?|其实|达到|推迟到|提前到|改[到为成]|终[审于]|落实|兑现|如期|[没未]能?"
    r"|\b(?:actual\w*|finally|in fact|turned out)\b"
)
_ASKS_OUTCOME = re.compile(
    r"实际|最[终后](?!一[班趟名个])|到底(?=.{0,9}[了没])|真[正的]|究竟|结果(?=.{0,9}(?:怎|如何|咋|[多几]))|后来"
    r"|到账|兑现|[成办赢输落实]{1,2}了[吗没么]|了(?:多少|几|没)"
    r"|\b(?:actual\w*|finally|in the end|eventually)\b"
)

_HOW_MUCH, _FIGURE = re.compile("多少|几"), re.compile("[0-9零〇一二三四五六七八九十百千万亿两]")


def is_only_meant(question: str, text: str) -> bool:
    """Whether a folded question asks what came of something, and a folded text tells alone what
    was planned, demanded or expected: asked how much it was, in each clause that has a figure."""
    if not _ASKS_OUTCOME.search(question) or _MEANT.search(question) or _DONE.search(text):
        return False
    if not _MEANT.search(text):
        return False
    figures = [one for one in CLAUSE.findall(text) if _FIGURE.search(one)]
    return not _HOW_MUCH.search(question) or all(_MEANT.search(one) for one in figures)


_PLANNED = re.compile("原[定计拟本]|[计规]划|预[计定]|拟(?!人)|打算|准备")
_UNDONE = re.compile(
    "改[为到在期至]|推迟|延[期迟后]|顺延|提前|取消|停[工建办]|搁置|作罢|落空|未果|中止|叫停|[没未]能"
)
_THEN = re.compile("以前|从前|过去|往[年日]|原[来先]")
_NOW = re.compile("现在|如今|眼下|目前|今年|这几年")


def is_before_change(question: str, text: str, place: Span) -> bool:
    """Whether a place in a folded text is told of a plan of which the text says that it came
    otherwise, and a folded question does not ask for the plan; or of what was before, and the
    question has a word of what is now (以前走老桥…,现在过大桥…)."""
    behind = text[place[1] :]
    planned = _PLANNED.search(clause_of(text[: place[0]], (place[0] - 1, place[0])))
    if planned and not _PLANNED.search(question) and _UNDONE.search(behind):
        return True
    now = _NOW.search(behind)
    if not now or not _THEN.search(text[: place[0]]) or _NOW.search(text[: place[0]]):
        return False
    before, after = text[: place[1]], behind[now.start() :]
    pairs = {question[at : at + 2] for at in range(len(question) - 1)}
    return any(pair in after and pair not in before for pair in pairs)
