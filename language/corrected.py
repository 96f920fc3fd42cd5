"""What a correction quotes as wrong, or takes out: “三十九块”应为“九十三块”, 删去“有效期五年”."""

from __future__ import annotations

import re

_CORRECTED = re.compile(  # what was wrong, where it is quoted before what is right
    r"[“\"]([^“”\"]{1,60})[”\"](?:一?[处词句]?)?[,，]?(?:应为|应是|应作|更正为|改为|修改为)"
    r"[“\"]([^“”\"]{1,60})[”\"]"
)
_MISWRITTEN = re.compile(  # 把“佟晓岚”误写为“佟晓兰”
    r"[“\"]([^“”\"]{1,60})[”\"][误错]?[写印排登植][为成作]?[“\"]([^“”\"]{1,60})[”\"](?![,，]?应)"
)
_DELETED = re.compile(r"删[去除][^。；“”]{0,24}“([^“”]{1,60})”")


def corrections(text: str) -> list[tuple[str, str]]:
    """What a correction quotes as wrong, and what it puts for it; nothing for what it takes out."""
    misread = [(wrong, right) for right, wrong in _MISWRITTEN.findall(text)]
    deleted = [(wrong, "") for wrong in _DELETED.findall(text)]
    return _CORRECTED.findall(text) + misread + deleted


def put_right(part: str, old: str, new: str) -> str:
    """What stands for a part of a text, once the old words in it are the new ones: the same, if
    they do not change it; nothing, if they do not say."""
    if part not in old and old not in part:
        return part
    before, _, after = old.partition(part) if part in old else ("", "", "")
    if new.startswith(before) and new.endswith(after) and len(new) >= len(before + after):
        return new[len(before) : len(new) - len(after)]
    return part if part in new else ""
