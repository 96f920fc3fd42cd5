"""What a correction quotes as wrong, or takes out: “三十九块”应为“九十三块”, 删去“有效期五年”; and
what a sentence denies: 不是老太太，是小伙子."""

from __future__ import annotations

import re

from language.sentences import Span

_CORRECTED = re.compile(  # what was wrong, where it is quoted before what is right
    r"[“\"]([^“”\"]{1,60})[”\"](?:一?[处词句]?)?[,，]?(?:应为|应是|应作|更正为|改为|修改为|调整为|变更为|更改为|改成)"
    r"[“\"]([^“”\"]{1,60})[”\"]"
)
_CORRECTED_BARE = re.compile(  # “住院九天”应为七天
    r"[“\"]([^“”\"]{1,60})[”\"][,，]?(?:应为|应是|更正为)([^“”\"，,。；;]{1,24})"
)
_MISWRITTEN = re.compile(  # 把“佟晓岚”误写为“佟晓兰”
    r"[“\"]([^“”\"]{1,60})[”\"][误错]?[写印排登植][为成作]?[“\"]([^“”\"]{1,60})[”\"](?![,，]?应)"
)
_DELETED = re.compile(r"删[去除][^。；“”]{0,24}“([^“”]{1,60})”")

_PART = "[^,;:。!?是]{1,30}"
_NO = "(?<![是要])(?:不是|并非|绝非|而非)"
_IS_NOT = re.compile(
    rf"{_NO}{_PART}(?![^,;:。!?])(?!,(?:就|便)是)(?:,[也更并]?不是{_PART}){{0,3}}"
    "(?:[,;]?[而却]?是([^,;:。!?]{1,24})(?![^,;:。!?]))?"
    rf"|{_NO}{_PART}(?<!就)是([^,;:。!?]{{1,24}})(?![^,;:。!?])"
)
"""不是老太太,是小伙子; without a comma."""
_NOT_BUT = re.compile(rf"(?<!不)是({_PART}?),?[而并]?(?:不是|并非|而非)[^,;:。!?]+")
_PHRASE = '[^，,；;。：:“”"（(]{1,24}'
_MISSTATED = re.compile(  # 年龄误为七十八岁，实为七十六岁; 误将人数写成六人，应为九人
    rf"误(?:[将把]{_PHRASE}?)?(?:[写印排登植记作算报称标][为成作]|为)({_PHRASE})[，,；;]"
    rf"(?:[其事]?实际?|正确的?|应当?|当)(?:上?[为是])({_PHRASE})"
)
_ASKS_WHAT_IS_NOT = re.compile(r"[不非没误错]|\bnot\b|n't")


def corrections(text: str) -> list[tuple[str, str]]:
    """What a correction quotes as wrong, and what it puts for it; nothing for what it takes out."""
    misread = [(wrong, right) for right, wrong in _MISWRITTEN.findall(text)]
    deleted = [(wrong, "") for wrong in _DELETED.findall(text)]
    return _CORRECTED.findall(text) + _CORRECTED_BARE.findall(text) + misread + deleted


def misstated(text: str) -> list[tuple[str, str]]:
    """The same without quotes, which a few words are too little to find another text by."""
    return _MISSTATED.findall(text)


def put_right(part: str, old: str, new: str) -> str:
    """What stands for a part of a text, once the old words in it are the new ones: the same, if
    they do not change it; nothing, if they do not say."""
    if part not in old and old not in part:
        return part
    before, _, after = old.partition(part) if part in old else ("", "", "")
    if new.startswith(before) and new.endswith(after) and len(new) >= len(before + after):
        return new[len(before) : len(new) - len(after)]
    return part if part in new else ""


def said_instead(question: str, text: str, place: Span) -> Span:
    """What a folded text says instead of what it denies at a place (不是老太太,是小伙子), empty if
    it does not say; the place itself where nothing is denied, or the question asks for that."""
    if _ASKS_WHAT_IS_NOT.search(question):
        return place
    for error in _MISSTATED.finditer(text):
        if error.start(1) <= place[0] < error.end(1):
            return error.span(2)
    for match in (*_NOT_BUT.finditer(text), *_IS_NOT.finditer(text)):
        instead = next((match.span(n) for n, part in enumerate(match.groups(), 1) if part), None)
        is_denied = match.start() <= place[0] < place[1] <= match.end()
        if is_denied and not (instead and instead[0] <= place[0] < instead[1]):
            return instead or (place[0], place[0])
    return place
