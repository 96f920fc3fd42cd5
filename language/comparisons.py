"""Questions of two things, which one passage seldom answers: 甲桥和乙桥哪座长, 各有多少人."""

from __future__ import annotations

import re

_TWO = re.compile(r"[和与跟同及、,]|还是|\b(?:and|or|than|versus|vs)\b")
_COMPARES = re.compile(
    r"哪.{0,6}?(?:更|先|比较|(?:[多少大小高低长短早晚远近重轻贵快慢久]|便宜)(?=[些点的了?,]|一[些点]|$))"
    r"|各(?:自|是|有|为|设|要|需|得|占|用|花|多少|几)|分别|谁.{0,4}?(?:更|先|多|早)|相比|相差|差多少"
    r"|[和与跟同].{1,24}?(?:不同|区别|差别|一样|异同)"
    r"|\b(?:than|versus|vs|compared|differ\w*|which .{0,40}(?:more|first))\b"
)


_NO_NAME = re.compile(r"[\W\d_的了是在和与跟同及还哪各有多少几更先谁什么个座家]")


def pairs(question: str) -> list[str]:
    """The pairs of letters side by side in a folded question that may be of a name."""
    both = (question[at : at + 2] for at in range(len(question) - 1))
    return [pair for pair in both if not _NO_NAME.search(pair)]


def compares(question: str) -> bool:
    """Whether a folded question asks of two things or more, each."""
    return bool(_TWO.search(question) and _COMPARES.search(question))
