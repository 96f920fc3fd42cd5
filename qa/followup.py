"""Follow-up questions: “那出口呢” after a question on 川维化工 becomes “川维化工的出口”.

A question that stands by itself is left as it is.  Otherwise it is made whole from the question
before it, by one of four ways; the page shows the question as it was understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.fold import fold
from language.words import frequency, words
from qa.asks import Question, read

_LEAD = re.compile(
    r"^(?:那么|那(?![里儿个家些位座种部项年时天边次么])|然后|还有|另外|再问一下|请问|"
    r"(?:and then|and|then|so|but|ok|okay)\b)[\s,，、]*(?=\S)",
    re.I,
)
_ABOUT = re.compile(r"^(?:关于|说到|至于|what about|how about)\s*", re.I)
_TAIL = re.compile(r"(?:呢|又?如何呢|怎么样呢)?[\s?？!！。.]*$")
_CHINESE_IT = re.compile(
    r"(?:这|那|该)(?:家|个|位|座|部|项|所)?(?:公司|企业|单位|地方|地区|区县|人|城市|学校|作者|法律|法|条例|文章)"
    r"|(?:它们|他们|她们|它|(?<![其吉])他|她|那里|那儿|这里|该企业|其)(?!他|它|中|实|余|次)"
)
_ENGLISH_IT = re.compile(
    r"\b(?:its|their|his|it|they|them|he|him|she|her|there|"
    r"(?:this|that|the) (?:company|city|law|author|school|place|article))\b",
    re.I,
)
_THERE_IS = re.compile(r"\b(?:is|are|was|were) there\b|\bthere (?:is|are|was|were)\b", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?:\d{1,2}月)?)?|去年|今年|前年|明年")
_BEFORE = re.compile(
    r"^(?:请问|关于|在|对于|介绍一下|谈谈|说说|你知道|我想知道|想问)|^(?:19|20)\d\d年(?:\d{1,2}月)?"
)
_SUBJECT_ENDS = re.compile(
    r"的|如何|怎么|怎样|为什么|为何|何时|什么|哪|多少|多(?=[大高长久远])|几|谁|是|有|在|于|会|能|应|需|"
    r"可以|要|最|从|对|把|被|将|已|用|靠|成立|推出|提出"
)
_AUXILIARY = frozenset(
    re.findall(
        "[a-z]+",
        "how why when where what which who whose whom is are was were do does did has have had can "
        "could will would should many much the a an of in on at to for by with from and or its "
        "tell me about long old",
    )
)
_RARE = 20  # times in jieba's counts: under it stand names, hardly any common noun
_CAPITALS = re.compile(r"\b[A-Z][\w&.\-]*(?:\s+(?:of\s+)?[A-Z][\w&.\-]*)*")


@dataclass(frozen=True, slots=True)
class _Before:
    """The question before: as understood, what it is about, and how it asks."""

    read: Question
    topic: str


def understand(question: str, history: Sequence[str], names: Sequence[str] = ()) -> str:
    """The question as it is to be asked.

    history: the questions before it, oldest first, as they were typed or as understood.
    names: words that are topics of their own (titles, companies, places): with 綦江 among them
    “那綦江呢” asks the whole question before it about 綦江.
    """
    before: str | None = None
    for earlier in history:
        before = _whole(earlier, before, names)
    return _whole(question, before, names)


def _whole(question: str, before: str | None, names: Sequence[str]) -> str:
    text = question.strip()
    if not before or not text:
        return text
    earlier = _Before(read(before), _topic(before))
    led = _ABOUT.sub("", _LEAD.sub("", text))
    rest = _TAIL.sub("", led).strip(" ,，、")
    if not rest:
        return before
    if not _follows(text, rest):
        return text
    for way in (_other_year, _question_word, _pronoun):
        if made := way(rest, earlier):
            return made
    return _aspect(rest, earlier, names)


def _follows(text: str, rest: str) -> bool:
    """Whether the question leans on the one before: it leads in, it points back, it is a scrap."""
    folded = fold(text)
    if _points_back(rest):
        return True
    if _ABOUT.match(_LEAD.sub("", text)) or folded.rstrip("?!. ？").endswith("呢"):
        return len(words(rest)) <= 8
    asked = read(rest)
    bare = (asked.before + asked.after).strip(" 是的了?,")
    if asked.slot[0] != asked.slot[1] and not bare:
        return True  # a bare question word: 为什么?  when?
    if _LEAD.match(text) and len(words(rest)) <= 3:
        return True
    if rest.endswith("的") and len(words(bare)) <= 2:
        return True  # 谁提出的?  What was proposed stands in the question before.
    # A scrap has no question word and almost no words: 出口额?
    return asked.slot[0] == asked.slot[1] and len(words(rest)) <= 1 and text.endswith(("?", "？"))


def _points_back(text: str) -> bool:
    if _CHINESE_IT.search(fold(text)):
        return True
    return bool(_ENGLISH_IT.search(text)) and not (
        _THERE_IS.search(text) and not _ENGLISH_IT.search(_THERE_IS.sub("", text))
    )


def _other_year(rest: str, before: _Before) -> str | None:
    """“那2024年呢”: the year alone, put where the other year was, or in front."""
    year = re.sub(r"^(?:在|in)\s*", "", rest, flags=re.I)
    if not _YEAR.fullmatch(year):
        return None
    text = before.read.text
    if found := _YEAR.search(text):
        return text[: found.start()] + year + text[found.end() :]
    if text.isascii():
        return f"{text.rstrip('?. ')} in {year}?"
    return year + text


def _question_word(rest: str, before: _Before) -> str | None:
    """“为什么？”: the question before with another question word."""
    asked = read(rest)
    start, end = asked.slot
    if start == end or (asked.before + asked.after).strip(" 是的了?,"):
        return None
    first, last = before.read.slot
    text = before.read.text
    if text.isascii():
        return f"{rest.rstrip('? ')}: {_content(text[:first] + text[last:])}?"
    if first == last:
        return f"{before.topic or text.rstrip('?？。 ')}{rest}"
    return text[:first] + rest + text[last:]


def _pronoun(rest: str, before: _Before) -> str | None:
    """“它成立于哪一年”: the topic for the word that points back."""
    if not before.topic or not _points_back(rest):
        return None
    if found := _CHINESE_IT.search(fold(rest)):
        after = rest[found.end() :]
        owned = found.group() == "其" and after and not after.startswith("的")
        return rest[: found.start()] + before.topic + ("的" if owned else "") + after
    found = _ENGLISH_IT.search(rest)
    if not found:
        return None
    owner = found.group().lower() in ("its", "their", "his")
    owner = owner or (found.group().lower() == "her" and rest[found.end() :].strip() != "")
    topic = before.topic + ("'s" if owner else "")
    if found.group().lower() == "there":
        topic = f"in {before.topic}"
    return rest[: found.start()] + topic + rest[found.end() :] + "?"


def _aspect(rest: str, before: _Before, names: Sequence[str]) -> str:
    """“那出口呢”: another side of the topic; a name of its own takes the topic's place."""
    text, topic = before.read.text, before.topic
    if not topic or topic in rest:
        return rest
    if _is_name(rest, names) and topic in text:
        return text.replace(topic, rest, 1)
    if text.isascii() and rest.isascii():
        return f"{topic} {rest}?"
    asked = read(rest)
    return f"{topic}{rest}" if asked.slot[0] != asked.slot[1] else f"{topic}的{rest}"


def _is_name(text: str, names: Sequence[str]) -> bool:
    """A topic of its own: one of the names, or a Chinese word that is rare as names are."""
    folded = fold(text)
    if any(folded in fold(name) for name in names):
        return len(folded) > 1
    return bool(re.fullmatch(r"[A-Z][\w&.\-]*(?:\s+[A-Z][\w&.\-]*)*", text)) or (
        bool(re.fullmatch("[\u4e00-\u9fff]{2,8}", folded))
        and all(len(word) == 1 or frequency(word) < _RARE for word in words(folded))
    )


def _topic(question: str) -> str:
    """What a question is about: its quoted name, its subject, or its rarest words; or ""."""
    if quoted := re.search(r"《[^》]+》|“[^”]+”|「[^」]+」", question):
        return quoted.group()
    if question.isascii():
        return _english_topic(question)
    text = question.strip(" ?？。!！")
    while (found := _BEFORE.match(text)) and found.end() < len(text):
        text = text[found.end() :].lstrip(" ,，")
    subject = _SUBJECT_ENDS.split(text, maxsplit=1)[0].strip(" ,，、")
    if len(subject) > 1:
        return subject
    return _rarest(text)


def _english_topic(question: str) -> str:
    """The capitalised names after the first word, or else the content words."""
    first = question.split(" ", 1)[0]
    names = [n for n in _CAPITALS.findall(question) if n.lower() not in _AUXILIARY]
    names = [n.removeprefix(first + " ") if first.lower() in _AUXILIARY else n for n in names]
    if names:
        return str(max(names, key=len))
    return _content(question)


def _content(text: str) -> str:
    kept = [w for w in re.findall(r"[\w&.'\-]+", text) if w.lower() not in _AUXILIARY]
    return " ".join(kept)


def _rarest(text: str) -> str:
    """The longest run of words that the dictionary has seldom or never seen, and its owner."""
    asked = read(text)
    bare = asked.before + " " + asked.after
    runs = [w for w in words(bare) if len(w) > 1]
    if not runs:
        return ""
    if "的" in asked.after:
        owner = asked.after.split("的", 1)[0]
        inner = words(owner)
        return "".join(inner[1:]).lstrip("了过着") if len(inner) > 1 else owner
    return min(runs, key=lambda word: (frequency(word), -len(word)))
