"""Follow-up questions made whole: “那出口呢” after a question on 川维化工 becomes “川维化工的出口”.

A question that stands by itself is left as it is.  Otherwise it is made whole from the question
before it and the answer to that; what cannot be made whole stays as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from language import lexicon
from language.fold import fold
from language.lexicon import either
from language.parallels import is_other_holiday
from language.sentences import asks
from language.words import frequency, may_name, spans, words
from qa.library_questions import WHOLE, library_question
from qa.query import Question, content
from qa.question_type import Kind

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
_WHO_IS = re.compile(r"^(.+?)(?:[是叫]谁|叫什么)|谁是(.+)|^who(?:'s| is| was) (.+)", re.I)
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
_SINCE = ("以前", "以后", "之前", "之后")
_NOW = re.compile(rf"(?<=.)(?:{_YEAR.pattern}|现在?|目前)$")
_ADVERB = re.compile("[怎何]|为什么|时候|哪(?:$|里|儿|一?[年天月])")
"""Asks for how, why, when or where: one such word may stand in another's place."""
_BEFORE = re.compile(
    rf"^(?:(?:{either('asking_leads')}|(?:19|20)\d\d年(?:\d{{1,2}}月)?)[ ,，]*)+(?=.)"
)
_SUBJECT_ENDS = re.compile(rf"{either('subject_ends')}|多(?=[大高长久远])")
_AUXILIARY = frozenset(lexicon.words("english_auxiliaries"))
_RARE = 20  # times in jieba's counts: under it stand names, hardly any common noun
_JOINS = 70_000  # so frequent a word (了, 和, 年) is no part that another may be put for
_LONGEST = 40  # characters of a topic, or of what may take its place, that are looked up
_CAPITALS = re.compile(r"\b[A-Z][\w&.\-]*(?:\s+(?:of\s+)?[A-Z][\w&.\-]*)*")


@dataclass(frozen=True, slots=True)
class Said:
    """The answer before: its short answer, and the text, title and file of its article."""

    short: str = ""
    text: str = ""
    title: str = ""
    path: str = ""


NOTHING = Said()


def of_that_article(question: str) -> bool:
    """Whether the source line of the article before is asked for (这篇是谁写的)."""
    about = library_question(question.strip())
    return bool(about and about.kind == "source" and not about.name)


def points_back(question: str) -> bool:
    """Whether it has a word for something that was said before: 它, 他, 前者, it."""
    folded = fold(question)
    return any(pattern.search(folded) for pattern in (_ONE_OF_TWO, _CHINESE_IT, _ENGLISH_IT))


def understand(question: str, history: Sequence[str], last: Said = NOTHING) -> str:
    """The question as it is to be asked.

    history: the questions before it as they were understood, oldest first.
    last: what the answer to the last of them said.
    """
    text = question.strip()
    about = library_question(text)
    if not history or not history[-1] or not text or (about and about.kind in WHOLE):
        return text
    before = history[-1]
    if last.title and of_that_article(text):
        return f"《{last.title}》这篇{_THIS.sub('', _LEAD.sub('', text))}"
    topic = known_part(topic_of(before), last)
    rest = _TAIL.sub("", _ABOUT.sub("", _LEAD.sub("", text))).strip(" ,，、")
    if not rest or _MORE.fullmatch(rest):
        return before
    if not _follows(text, rest):
        return _omitted(text, topic, last) or text
    if match := _ONE_OF_TWO.search(rest):
        return _one_of_two(rest, match, history) or text
    if _HE.search(fold(rest)):
        topic = _person(before, topic, last) or ""
        if not topic:
            return text
    if whole := _question_word(rest, before) or _pronoun(rest, topic):
        return whole
    bare = re.sub(r"^(?:在|in\b)\s*", "", rest, flags=re.I)
    if _YEAR.fullmatch(bare) or (len(bare) > 3 and bare.endswith(_SINCE)):
        return _other_time(bare, before)
    return _with_part_exchanged(bare, history, last) or _aspect(rest, before, topic)


def _follows(text: str, rest: str) -> bool:
    """Whether the question leans on the one before: it leads in, it points back, it is a scrap."""
    form, bare = Question(rest).asked, _besides_question_word(rest)
    if points_back(rest) or (form.word and not bare):  # a bare question word: 为什么?  when?
        return True
    if _ABOUT.match(_LEAD.sub("", text)) or text.rstrip("?!. ？").endswith("呢"):
        return len(words(rest)) <= 8
    if rest.endswith("的") and len(words(bare)) <= 2:
        return True  # 谁提出的?  What was proposed stands in the question before.
    # A scrap has no question word and almost no words: 出口额?
    scrap = not form.word and len(words(rest)) <= 1 and asks(text)
    return scrap or bool(_LEAD.match(text) and len(words(rest)) <= 3)


def _other_time(time: str, before: str) -> str:
    """“那2024年呢”, “修订以后呢”: the time alone, put where the other one was, or in front."""
    if year := _YEAR.search(before):
        return before[: year.start()] + time + before[year.end() :]
    return f"{before.rstrip('?. ')} in {time}?" if before.isascii() else time + before


def _question_word(rest: str, before: str) -> str | None:
    """“为什么？”: the question before with another question word, in the same place if that is of
    the same kind."""
    new, old = Question(rest).asked, Question(before).asked
    if not new.word or _besides_question_word(rest):
        return None
    first, last = before[: old.slot[0]], before[old.slot[1] :]
    if before.isascii():
        return f"{rest.rstrip('? ')}: {_content_words(first + last)}?"
    adverb = bool(_ADVERB.search(new.word))
    if adverb is bool(_ADVERB.search(old.word)) and (adverb or old.kind is new.kind):
        return first + rest + last
    statement = (first.rstrip("是在") + last).rstrip("?？。 吗")
    if new.kind is Kind.REASON:
        return rest + statement
    return statement.rstrip("的") + "是" * (rest[0] not in "是在有几多") + rest


def _besides_question_word(text: str) -> str:
    """What a question says besides its question word."""
    form = Question(text).asked
    return (form.before + form.after).strip(" 是的了在?,")


def _pronoun(rest: str, topic: str) -> str | None:
    """“它成立于哪一年”: the topic for the word that points back."""
    if not topic:
        return None
    if pronoun := _CHINESE_IT.search(fold(rest)):
        after = rest[pronoun.end() :]
        owned = pronoun.group() == "其" and after and not after.startswith("的")
        return rest[: pronoun.start()] + topic + ("的" if owned else "") + after
    pronoun = _ENGLISH_IT.search(rest)
    if not pronoun:
        return None
    word, more = pronoun.group().lower(), rest[pronoun.end() :].strip()
    owner = word in ("its", "their", "his") or bool(word == "her" and more)
    return rest[: pronoun.start()] + topic + "'s" * owner + rest[pronoun.end() :] + "?"


def _person(before: str, topic: str, last: Said) -> str | None:
    """Whom 他 or she means: the answer to 谁, or else the office asked for; the topic, unless it is
    no person."""
    who = _WHO_IS.search(before.rstrip("?？。 "))
    if who or Question(before).asked.kind is Kind.PERSON:
        return last.short or (who and next(filter(None, who.groups())))
    return None if _NOBODY.search(fold(topic)) else topic


def _one_of_two(rest: str, which: re.Match[str], history: Sequence[str]) -> str | None:
    """“前者的电话”, “那后者呢”: the first or second of two names that a question before joined."""
    pair = next(filter(None, map(_pair, reversed(history))), None)
    if pair is None:
        return None
    name, rival = pair if which["first"] else pair[::-1]
    if _besides_question_word(rest[: which.start()] + rest[which.end() :]):
        return rest[: which.start()] + name + rest[which.end() :] + "?" * rest.isascii()
    start, _, after = history[-1].partition(pair[0])
    joint, second, end = after.partition(pair[1])
    if second and 0 < len(joint) <= 5:  # 甲厂和乙厂: the joined names give way to one
        return start + name + end
    return history[-1].replace(rival, name)


def _pair(question: str) -> tuple[str, str] | None:
    """The two that a question joins: 甲厂和乙厂哪个大."""
    if question.isascii():
        names = [name for name in _CAPITALS.findall(question) if name.lower() not in _AUXILIARY]
        return (names[0], names[1]) if len(names) == 2 else None
    parts = _JOINED.split(question.strip(" ?？。!！"))
    if len(parts) != 2:
        return None
    first = _BEFORE.sub("", re.split("[,，:：]", parts[0])[-1])
    names = [_subject(part) for part in (first, parts[1])]
    return (names[0], names[1]) if min(map(len, names)) > 1 else None


def _omitted(text: str, topic: str, last: Said) -> str | None:
    """“销售额是多少”: the topic before it, where all that is asked for stands in the article that
    answered last, which is about that topic."""
    form = Question(text).asked
    parts = [part.strip(" 的是有了在,") for part in (form.before, form.after)]
    if not topic or topic in text or fold(topic) not in last.text or not any(parts):
        return None
    if not form.word or text.isascii() or (form.word == "谁" and not form.before):  # 谁是严红
        return None
    known = (len(part) <= 4 and part in last.text and not _is_name(part) for part in parts if part)
    return f"{topic}{text}" if all(known) else None


def known_part(topic: str, last: Said) -> str:
    """The topic without what does not belong to it: 甲厂 of 甲厂现, if the article has it so."""
    folded = fold(topic)
    for end in range(min(len(topic), _LONGEST), 1, -1):
        if folded[:end] in last.text:
            return topic[:end] if may_name(folded[:end]) else topic
    return topic


def _without_asking(question: Question) -> str:
    """The folded question with blanks for the words that ask or join."""
    first, last = question.asked.slot
    text = content(question.folded[:first] + " " * (last - first) + question.folded[last:])
    shown = list(text)
    for start, end in spans(text):
        if _SUBJECT_ENDS.match(text, start) or frequency(text[start:end]) > _JOINS:
            shown[start:end] = " " * (end - start)
    return "".join(shown)


def _with_part_exchanged(replacement: str, history: Sequence[str], last: Said) -> str | None:
    """“第二名呢” after 男子组第一名是谁: the last question with a part of the same kind, which
    gives way.  Such a part ends alike, has most of its characters, or stands likewise in
    the article: between the same characters, before a figure."""
    folded = fold(replacement)
    if folded.isascii() or len(folded) > _LONGEST or Question(replacement).asked.word:
        return None
    around = _surroundings(folded, last.text)
    tails = folded[-1:] + (folded[-2:-1] if frequency(folded[:-1]) else "")
    for text in (earlier for earlier in history[:-4:-1] if len(earlier) < 5 * _LONGEST):
        shown, best, at = _without_asking(Question(text)), 0.0, (0, 0)
        cuts = spans(shown)
        ends = {end for _, end in cuts}
        for start, size in product((start for start, _ in cuts), range(1, len(folded) + 4)):
            part, end = shown[start : start + size], start + size
            shared = len(set(part) & set(folded)) - abs(len(part) - len(folded)) / 10
            alike = max(0.0, shared / max(len(part), len(folded)))
            known = end in ends or (size > 1 and frequency(part))
            if is_other_holiday(part, folded):
                alike = 1.0
            if " " in part or not known or alike < best:
                continue
            same_kind = alike > 0.5 or part[-1] in tails
            if same_kind or (around and size > 1 and around & _surroundings(part, last.text)):
                best, at = max(alike, 0.01), (start, end)
        if best > (0 if text is history[-1] else 0.5):
            return text[: at[0]] + replacement + text[at[1] :]
    return None


def _surroundings(part: str, text: str) -> set[str]:
    """The characters before and after each place of a part, or that a figure is after it."""
    places = ((left[-1:], right[:1]) for left, right in pairwise(text.split(part)))
    return {"figure" if after.isnumeric() else before + after for before, after in places}


def _aspect(rest: str, before: str, topic: str) -> str:
    """“那出口呢”: another side of the topic; a name of its own takes the topic's place, and what
    ends on 的 (豆沙的呢) stands before the word that tells what is asked of."""
    if not topic or topic in rest:
        return rest
    asks_itself = Question(rest).asked.word or rest.endswith("吗")
    if not asks_itself and _is_name(rest) and topic in before:
        return before.replace(topic, rest, 1)
    if before.isascii() and rest.isascii():
        return f"{topic} {rest}?"
    shown = _without_asking(Question(before))[: Question(before).asked.slot[0]]
    if not asks_itself and rest.endswith("的") and (nouns := re.findall(r"\S{2,}", shown)):
        at = shown.rindex(nouns[-1]) + len(nouns[-1])
        return before[: at - len(nouns[-1])] + rest + words(nouns[-1])[-1] + before[at:]
    year = _YEAR.search(before)
    same_year = year.group() if year and year.group() not in topic + rest else ""
    return f"{topic}{same_year}{'' if asks_itself else '的'}{rest}"


def _is_name(text: str) -> bool:
    """A topic of its own: a Chinese word that is rare, as names are, and no common noun (which 限速
    and 票价 are), or capitals."""
    own = [word for word in words(text) if len(word) > 1]
    if re.fullmatch(r"[A-Z][\w&.\-]*(?:\s+[A-Z][\w&.\-]*)*", text):
        return True
    rare = all(map(may_name, own)) and frequency(text) < _RARE
    return rare and bool(re.fullmatch("[\u4e00-\u9fff]{2,8}", fold(text)))


def topic_of(question: str) -> str:
    """What a question is about: its quoted name, or its subject; or ""."""
    if quoted := re.search(r"《[^》]{1,100}》|“[^”]{1,100}”|「[^」]{1,100}」", question):
        return quoted.group()
    if question.isascii():
        return _english_topic(question)
    subject = _NOW.sub("", _subject(_BEFORE.sub("", question.strip(" ?？。!！"))))
    return subject if len(subject) > 1 else ""


def _subject(text: str) -> str:
    """What stands before the first word that ends a subject (用, but not within 试用期)."""
    starts = {start for start, _ in spans(text)}
    ends = (match.start() for match in _SUBJECT_ENDS.finditer(text))
    return text[: next((end for end in ends if end in starts), None)].strip(" ,，、")


def _english_topic(question: str) -> str:
    """The capitalised names after the first word, or else the content words."""
    first = question.split(" ", 1)[0]
    names: list[str] = [n for n in _CAPITALS.findall(question) if n.lower() not in _AUXILIARY]
    names = [n.removeprefix(first + " ") if first.lower() in _AUXILIARY else n for n in names]
    return max(names, key=len) if names else _content_words(question)


def _content_words(text: str) -> str:
    return " ".join(w for w in re.findall(r"[\w&.'\-]+", text) if w.lower() not in _AUXILIARY)
