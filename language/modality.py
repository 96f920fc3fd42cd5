"""What is only meant to be: a target, a plan, a demand is not what came of it."""

from __future__ import annotations

import re

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


def is_only_meant(question: str, text: str) -> bool:
    """Whether a folded question asks what came of something, and a folded text tells alone what
    was planned, demanded or expected."""
    return bool(
        _ASKS_OUTCOME.search(question)
        and not _MEANT.search(question)
        and _MEANT.search(text)
        and not _DONE.search(text)
    )
