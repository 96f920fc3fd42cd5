"""Follow-up questions: “那出口呢” after a question on 川维化工 becomes “川维化工的出口”.

A question that stands by itself is left as it is.  Otherwise it is made whole from the question
before it and the answer to that; what cannot be made whole is asked as it was typed.  Every face
shows the question as it was understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from weakref import WeakKeyDictionary

from index.store import Store, every_article
from language import lexicon
from language.fold import fold
from language.lexicon import either
from language.sentences import asks
from language.words import frequency, may_name, words
from qa.asking import ask
from qa.library_questions import WHOLE, library_question
from qa.query import Question, content
from qa.question_type import Kind
from qa.records import Answer
from qa.request import Request

_LEAD = re.compile(
    r"^(?:那么|那(?![里儿个家些位座种部项年时天边次么])|然后|还有|另外|再问一下|请问|"
    r"(?:and then|and|then|so|but|ok|okay)\b)[\s,，、]*(?=\S)",
    re.I,
)
_ABOUT = re.compile(r"^(?:关于|说到|至于|what about|how about)\s*", re.I)
_TAIL = re.compile(  # marks are read from the first of a run alone, for linear time
    r"(?:又?如何呢|怎么样呢|呢|(?<![\s?？!！。.]))[\s?？!！。.]*$"
)
_CHINESE_IT = re.compile(
    rf"(?:这|那|该)(?:家|个|位|座|部|项|所)?(?:{either('referred_nouns')})"
    r"|(?:它们|他们|她们|它|(?<![其吉])他|她|那里|那儿|这里|该企业|其)(?!他|它|中|实|余|次)"
)
_ENGLISH_IT = re.compile(
    r"\b(?:its|their|his|it|they|them|he|him|she|her|"
    r"(?:this|that|the) (?:company|city|law|author|school|place|article))\b",
    re.I,
)
_THIS = re.compile("^(?:这|那|该|此|本)一?[篇封首则条]?(?:文章|报道|稿子|稿件|新闻|[文信诗稿])?")
_HE = re.compile(
    r"(?:(?<![其吉])他|她)(?!们)|(?:这|那|该)(?:个|位)?(?:人|作者)|\b(?:he|him|his|she|her)\b", re.I
)
_ONE_OF_TWO = re.compile(
    r"(?P<first>前者|前一[个家]|\bthe former\b)|后者|后一[个家]|\bthe latter\b", re.I
)
_MORE = re.compile(
    r"(?:请|能不能|能否|能|可以)?(?:再|更)?(?:说|讲|介绍|解释)?[得的]?(?:再|更)?(?:详细|具体|仔细|清楚)"
    r"一?[点些下]?(?:说说|讲讲|介绍|说|讲)?[吗吧]?"
    r"|(?:please )?(?:tell me more|more details?|in more detail|elaborate)(?: please)?",
    re.I,
)
_WHO_IS = re.compile(
    r"^(?P<of>.+?)(?:是|叫)谁|谁是(?P<is>.+)|^who(?:'s| is| was) (?P<who>.+)", re.I
)
_NOBODY = re.compile(
    rf"(?:[》”」]|化工|机床|纺织|钢铁|股份|计划|工程|项目|法|条例|规定|报|网"
    rf"|{either('body_ends')})$"
)
"""Ends the name of what is no person."""
_JOINED = re.compile(r"和|与|跟|以及|还是|、|\b(?:and|or)\b", re.I)
_PART_OF_YEAR = r"[上下]半年|第?[一二三四]季度"
_YEAR = re.compile(
    rf"(?:(?:19|20)\d\d年?|[去今前明]年)(?:{_PART_OF_YEAR}|(?<=年)\d{{1,2}}月)?|{_PART_OF_YEAR}"
)
_BEFORE = re.compile(rf"^(?:{either('asking_leads')})|^(?:19|20)\d\d年(?:\d{{1,2}}月)?")
_SUBJECT_ENDS = re.compile(rf"{either('subject_ends')}|多(?=[大高长久远])")
_AUXILIARY = frozenset(lexicon.words("english_auxiliaries"))
_RARE = 20  # times in jieba's counts: under it stand names, hardly any common noun
_SELDOM, _SAYS_LITTLE = 200, 10_000
"""Under the first a word may name a matter of its own (产假), from the second on it says too little
to (有人, 负责)."""
_LEANING = 9
"""Characters of a question that may lean on the one before without a word that says so."""
_CAPITALS = re.compile(r"\b[A-Z][\w&.\-]*(?:\s+(?:of\s+)?[A-Z][\w&.\-]*)*")

NAMED = 5_000
"""Articles whose titles and authors are known to a follow-up question."""
_NAMES: WeakKeyDictionary[Store, tuple[str, ...]] = WeakKeyDictionary()
_READ = 20_000
"""Characters of the answer's article that are read."""


@dataclass(frozen=True, slots=True)
class Said:
    """The answer before: its short answer, and the title and text of the article that it is
    from."""

    short: str = ""
    text: str = ""
    title: str = ""


NOTHING = Said()


@dataclass(frozen=True, slots=True)
class _Before:
    """The question before, as understood, and what it is about."""

    question: Question
    topic: str


def follow_up(
    asked: Request, before: Sequence[str], store: Store, source: tuple[str, str] | None = None
) -> Request:
    """The request with its question made whole from the questions before it.

    before: those questions as they were understood, oldest first.  source: of the answer to the
    last of them, see `source_of`; it is asked anew where nobody kept it.
    """
    if source is None:
        source = source_of(ask(before[-1], index=store, leg=asked.leg, narrow=asked.narrow))
    last, names = _said(*source, store), names_of(store)
    whole = understand(asked.question, before, names, last)
    if whole != asked.question:
        return replace(asked, question=whole)
    return _leaning(asked, _known_part(_topic(before[-1]), last), names, last, store)


def _leaning(asked: Request, topic: str, names: Sequence[str], last: Said, store: Store) -> Request:
    """The request, or the same about the topic of the question before: 有人受伤吗 after 东郊仓库
    火灾损失多少 has no word that leans on it, and of the whole library it would be answered by any
    other accident.  So where the topic is known, both are asked; with the topic only if that is
    answered from a passage or title that names it.

    names: titles, of which one that has a word of the question is a matter of its own.  last: what
    was said to the question before, if it was answered.
    """
    unsaid = last.text and fold(topic) not in last.text
    if not topic or unsaid or not _may_lean(asked.question, topic, names):
        return asked
    question = f"{topic}{asked.question}"
    answer = ask(question, index=store, leg=asked.leg, narrow=asked.narrow)
    if not answer.sentences:
        return asked
    hit = answer.hits[answer.sentences[0].hit - 1]
    text = fold(f"{hit.title or ''}\n{hit.text}")
    known = _known_part(topic, Said(text=text))
    named = fold(known) in text and len(known) > len(topic) / 2
    return replace(asked, question=question) if named else asked


def _may_lean(question: str, topic: str, names: Sequence[str]) -> bool:
    """Whether a question is short, points at nothing and names nothing of its own: one word at
    most, a common one, that stands in no title."""
    folded = fold(question).strip(" ?!。")
    if len(folded) > _LEANING or folded.isascii() or topic in question or points_back(question):
        return False
    own = [word for word in words(content(folded)) if len(word) > 1]
    own = [word for word in own if frequency(word) < _SAYS_LITTLE]
    if any(word in fold(name) for word in own for name in names):
        return False
    return len(own) <= 1 and all(frequency(word) > _SELDOM for word in own)


def with_reading(asked: Request, result: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an answer to `follow_up(asked)`: the question as it was typed, and how it was
    read, which is the same where it was asked as typed."""
    if asked.follow is None:
        return result
    return {**result, "question": asked.question, "understood": result["question"]}


def source_of(answer: Answer) -> tuple[str, str]:
    """The short answer, and the id of the article that it is from; of no answer, nothing."""
    if answer.library and answer.library.article:
        return answer.library.article.author or "", answer.library.article.id
    if not answer.sentences:
        return "", ""
    first = answer.sentences[0]
    short = first.short.text if first.short else ""
    return short, answer.hits[first.hit - 1].article_id


def _said(short: str, article_id: str, store: Store) -> Said:
    """What `source_of` names, with the article's text."""
    article = store.article(article_id) if article_id else None
    if article is None:
        return NOTHING
    text = "\n".join([article.title or "", *(one.text for one in article.paragraphs)])
    return Said(short, fold(text[:_READ]), article.title or "")


def names_of(store: Store) -> tuple[str, ...]:
    """The titles and authors of an index: topics that a follow-up may turn to.  They are kept as
    long as the store is open."""
    if (names := _NAMES.get(store)) is None:
        some = islice(every_article(store), NAMED)
        names = tuple(name for one in some for name in (one.title, one.author) if name)
        _NAMES[store] = names
    return names


def points_back(question: str) -> bool:
    """Whether it has a word for something that was said before: 它, 他, 前者, it."""
    return bool(_ONE_OF_TWO.search(fold(question))) or _it_stands_in(question)


def understand(
    question: str, history: Sequence[str], names: Sequence[str] = (), last: Said = NOTHING
) -> str:
    """The question as it is to be asked.

    history: the questions before it as they were understood, oldest first.
    names: words that are topics of their own (titles, companies, places): with 綦江 among them
    “那綦江呢” asks the whole question before it about 綦江.
    last: what the answer to the last of them said.
    """
    text = question.strip()
    asked = library_question(text)
    if not history or not history[-1] or not text or (asked and asked.kind in WHOLE):
        return text
    before = history[-1]
    if last.title and asked and asked.kind == "source" and not asked.name:
        return f"《{last.title}》{_THIS.sub('', _LEAD.sub('', text))}"
    earlier = _Before(Question(before), _known_part(_topic(before), last))
    led = _ABOUT.sub("", _LEAD.sub("", text))
    rest = _TAIL.sub("", led).strip(" ,，、")
    if not rest or _MORE.fullmatch(rest):
        return before
    if not _follows(text, rest):
        return _omitted(text, earlier, last) or text
    if found := _ONE_OF_TWO.search(rest):
        return _one_of_two(rest, found, history) or text
    if _HE.search(fold(rest)):
        person = _person(earlier, last)
        if not person:
            return text
        earlier = replace(earlier, topic=person)
    for way in (_other_year, _question_word, _pronoun):
        if made := way(rest, earlier):
            return made
    return _aspect(rest, earlier, names)


def _follows(text: str, rest: str) -> bool:
    """Whether the question leans on the one before: it leads in, it points back, it is a scrap."""
    folded = fold(text)
    if points_back(rest):
        return True
    if _ABOUT.match(_LEAD.sub("", text)) or folded.rstrip("?!. ？").endswith("呢"):
        return len(words(rest)) <= 8
    asked = Question(rest).asked
    bare = (asked.before + asked.after).strip(" 是的了?,")
    if asked.word and not bare:
        return True  # a bare question word: 为什么?  when?
    if _LEAD.match(text) and len(words(rest)) <= 3:
        return True
    if rest.endswith("的") and len(words(bare)) <= 2:
        return True  # 谁提出的?  What was proposed stands in the question before.
    # A scrap has no question word and almost no words: 出口额?
    return not asked.word and len(words(rest)) <= 1 and asks(text)


def _it_stands_in(text: str) -> bool:
    return bool(_CHINESE_IT.search(fold(text)) or _ENGLISH_IT.search(text))


def _other_year(rest: str, before: _Before) -> str | None:
    """“那2024年呢”: the year alone, put where the other year was, or in front."""
    year = re.sub(r"^(?:在|in)\s*", "", rest, flags=re.I)
    if not _YEAR.fullmatch(year):
        return None
    text = before.question.text
    if found := _YEAR.search(text):
        return text[: found.start()] + year + text[found.end() :]
    if text.isascii():
        return f"{text.rstrip('?. ')} in {year}?"
    return year + text


def _question_word(rest: str, before: _Before) -> str | None:
    """“为什么？”: the question before with another question word."""
    asked = Question(rest).asked
    if not asked.word or (asked.before + asked.after).strip(" 是的了?,"):
        return None
    first, last = before.question.asked.slot
    text = before.question.text
    if text.isascii():
        return f"{rest.rstrip('? ')}: {_content(text[:first] + text[last:])}?"
    if first == last:
        return f"{before.topic or text.rstrip('?？。 ')}{rest}"
    return text[:first] + rest + text[last:]


def _pronoun(rest: str, before: _Before) -> str | None:
    """“它成立于哪一年”: the topic for the word that points back."""
    if not before.topic or not _it_stands_in(rest):
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
    return rest[: found.start()] + topic + rest[found.end() :] + "?"


def _person(before: _Before, last: Said) -> str | None:
    """Whom 他 or she means: the answer to 谁, or else the office asked for; the topic, unless it is
    no person."""
    if before.question.asked.kind is Kind.PERSON:
        if last.short:
            return last.short
        if found := _WHO_IS.search(before.question.text.rstrip("?？。 ")):
            return str(next(filter(None, found.groups())))
        return None
    return None if _NOBODY.search(fold(before.topic)) else before.topic


def _one_of_two(rest: str, which: re.Match[str], history: Sequence[str]) -> str | None:
    """“前者的电话”, “那后者呢”: the first or second of two names that a question before joined."""
    pair = next(filter(None, map(_pair, reversed(history))), None)
    if pair is None:
        return None
    name, other = pair if which["first"] else pair[::-1]
    if which.group() != rest:
        return rest[: which.start()] + name + rest[which.end() :] + "?" * rest.isascii()
    before = history[-1]
    start = before.find(pair[0])
    end = before.find(pair[1], start + len(pair[0]) + 1) if start >= 0 else -1
    if 0 < end - start - len(pair[0]) <= 5:  # 甲厂和乙厂: the joined names give way to one
        return before[:start] + name + before[end + len(pair[1]) :]
    return before.replace(other, name)


def _pair(question: str) -> tuple[str, str] | None:
    """The two that a question joins: 甲厂和乙厂哪个大."""
    if question.isascii():
        names = [one for one in _CAPITALS.findall(question) if one.lower() not in _AUXILIARY]
        return (names[0], names[1]) if len(names) == 2 else None
    parts = _JOINED.split(question.strip(" ?？。!！"))
    if len(parts) != 2:
        return None
    first, second = re.split("[,，:：]", parts[0])[-1], parts[1]
    while (found := _BEFORE.match(first)) and found.end() < len(first):
        first = first[found.end() :]
    names = [_SUBJECT_ENDS.split(part, maxsplit=1)[0].strip() for part in (first, second)]
    return (names[0], names[1]) if min(map(len, names)) > 1 else None


def _omitted(text: str, before: _Before, last: Said) -> str | None:
    """“销售额是多少”: the topic before it, where all that is asked for stands in the article that
    answered last, which is about that topic."""
    topic = before.topic
    asked = Question(text).asked
    parts = [one.strip(" 的是有了在,") for one in (asked.before, asked.after)]
    parts = [one for one in parts if one]
    if not topic or topic in text or fold(topic) not in last.text or not parts:
        return None
    if not asked.word or text.isascii():
        return None
    if asked.word == "谁" and not asked.before:
        return None  # 谁是严红
    if any(len(one) > 4 or one not in last.text or _is_name(one, ()) for one in parts):
        return None
    return f"{topic}{text}"


def _known_part(topic: str, last: Said) -> str:
    """The topic without what does not belong to it: 甲厂 of 甲厂现, if the article has it so."""
    folded = fold(topic)
    known, beyond = 0, len(topic) + 1
    while beyond - known > 1:  # by halves: what has a longer beginning has every shorter one
        middle = (known + beyond) // 2
        known, beyond = (middle, beyond) if folded[:middle] in last.text else (known, middle)
    return topic[:known] if known > 1 else topic


def _aspect(rest: str, before: _Before, names: Sequence[str]) -> str:
    """“那出口呢”: another side of the topic; a name of its own takes the topic's place."""
    text, topic = before.question.text, before.topic
    if not topic or topic in rest:
        return rest
    if _is_name(rest, names) and topic in text:
        return text.replace(topic, rest, 1)
    if text.isascii() and rest.isascii():
        return f"{topic} {rest}?"
    asked = Question(rest).asked
    return f"{topic}{rest}" if asked.word else f"{topic}的{rest}"


def _is_name(text: str, names: Sequence[str]) -> bool:
    """A topic of its own: one of the names, or a Chinese word that is rare, as names are."""
    folded = fold(text)
    own = [word for word in words(folded) if len(word) > 1]
    proper = all(map(may_name, own))  # which 限速 and 票价 are not, in whatever title they stand
    if any(one.startswith(folded) or (proper and folded in one) for one in map(fold, names)):
        return len(folded) > 1
    return bool(re.fullmatch(r"[A-Z][\w&.\-]*(?:\s+[A-Z][\w&.\-]*)*", text)) or (
        bool(re.fullmatch("[\u4e00-\u9fff]{2,8}", folded))
        and proper
        and all(frequency(word) < _RARE for word in own)
    )


def _topic(question: str) -> str:
    """What a question is about: its quoted name, its subject, or its rarest word; or ""."""
    if quoted := re.search(r"《[^》]{1,100}》|“[^”]{1,100}”|「[^」]{1,100}」", question):
        return quoted.group()
    if question.isascii():
        return _english_topic(question)
    text = question.strip(" ?？。!！")
    while (found := _BEFORE.match(text)) and found.end() < len(text):
        text = text[found.end() :].lstrip(" ,，")
    subject = _SUBJECT_ENDS.split(text, maxsplit=1)[0].strip(" ,，、")
    if len(subject) > 1:
        return subject
    asked = Question(text).asked
    own = [word for word in words(f"{asked.before} {asked.after}") if len(word) > 1]
    return min(own, key=lambda word: (frequency(word), -len(word)), default="")


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
