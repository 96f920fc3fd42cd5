"""Question classification: answer type, question word, and focus noun.

Read from tables of patterns over the folded question (traditional as simplified, full width as
half width), so that offsets into the question hold.  Chinese and English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from corpus.records import Span
from language import lexicon
from language.lexicon import either
from language.words import words


class Kind(Enum):
    """What the answer is.  The first six have a short answer that can be marked."""

    NUMBER = "number"
    TIME = "time"
    PERSON = "person"
    PLACE = "place"
    BODY = "body"  # a company, school, party, team
    THING = "thing"  # what, which
    REASON = "reason"
    MANNER = "manner"  # how
    OPEN = "open"  # a topic, a yes-or-no question, a command


@dataclass(frozen=True, slots=True)
class QuestionType:
    """What a question asks for.

    `slot` is the span of the question word in `folded` (empty, at the end, if there is none);
    `focus` the folded noun or unit that the answer should have ("分钟" of 多少分钟, "国家" of
    哪个国家, "company" of which company), "" if none is named.
    """

    folded: str
    kind: Kind
    slot: Span
    focus: str

    @property
    def word(self) -> str:
        """The question word, with its focus."""
        return self.folded[slice(*self.slot)]

    @property
    def before(self) -> str:
        """The folded question before the question word."""
        return self.folded[: self.slot[0]]

    @property
    def after(self) -> str:
        """The folded question after the question word and its focus, without the mark."""
        return self.folded[self.slot[1] :].rstrip(" ?!.。,;:、…~")


_WHAT = "(?:什么|甚么|哪些)"
_WHICH = "(?:什么|甚么|哪些|(?:哪|(?<![任如几])何)一?(?:个|些|座|处|片|家|间|所|支|名|位)?)"
_UNIT = f"(?:{either('counters')})"
_PLACES = f"{either('asked_places')}|国(?!王)|区(?![别域])"
_TIMES = either("asked_times")
_HAN = "[\u4e00-\u9fff]"

# Kind and pattern, in the order tried.  A group, where one matched, is the focus.
_CHINESE = (
    (
        Kind.REASON,
        r"(?<=是)为什么|^为什么|为(?:了)?什么(?!\W*$)|为何(?!\W*$)|为啥|因何|缘何|"
        rf"(?:是|有)?(?:{_WHAT}|何)的?(?:主要)?(?:原因|理由|缘故)|怎么会",
    ),
    (
        Kind.TIME,
        rf"(?:{_WHAT}|何|哪个|哪段)(?:时候|时间|时期|时刻|日期|年代|年份|年|日子|月份)|何时|几时|"
        rf"(?:哪|(?<![任如几])何)(?:一|几|两)?个?({_TIMES})|"
        r"(?<!十)几(月|日|号|点|时|世纪|年代)(?!后|内)|星期几|(?:是|在|于)几年",
    ),
    (
        Kind.NUMBER,
        rf"百分之(?:几|多少)|第几({_UNIT}?)|(?:多少|几)({_UNIT}?)|"
        r"有?多么?(?:大|高|长|远|深|重|宽|快|久|厚|贵|热|冷|小)|有多(?=\w)",
    ),
    (
        Kind.PERSON,
        rf"谁|(?<![任如几])何人|{_WHICH}(人(?![口类种工民])|人物|{either('asked_people')})|哪一?位({_HAN}{{0,3}})",
    ),
    (Kind.PLACE, rf"哪里|哪儿|何处|何地|何方|{_WHICH}({_PLACES})"),
    (
        Kind.BODY,
        rf"{_WHICH}({either('asked_bodies')})|(?:哪|(?<![任如几])何)(?:一|几|两)?(?:家|所|间)({_HAN}{{0,3}})",
    ),
    (Kind.MANNER, r"如何|怎么样|怎样|怎么|咋"),
    (
        Kind.THING,
        r"(?:哪|(?<![任如几])何)(?:一|几|两|三)(?:个|种|类|些|部|本|条|首|款|座|项|支|场|届|门|句|份|只|台|颗|方面|样)?"
        rf"({_HAN}{{0,3}})|"
        rf"(?:哪|何)(?:个|种|类|些|部|本|条|首|款|座|项|支|场|届|门|句|份|只|台|颗|方面|样)({_HAN}{{0,3}})|"
        rf"(?:什么|甚么|啥|何种|何物|何事)(?:样的)?({_HAN}{{0,3}})|"
        rf"(?<=[为是叫])何|(?<![任如几])何({_HAN}{{0,3}})|哪({_HAN}{{0,3}})",
    ),
)
_ENGLISH = (
    (Kind.REASON, r"\bwhy\b|\bwhat (?:is|are|was|were )?(?:the )?(?:reasons?|causes?)\b"),
    (
        Kind.TIME,
        r"\bwhen\b|\b(?:what|which) (years?|dates?|days?|months?|century|centuries|decades?|"
        r"time|era|period)\b",
    ),
    (
        Kind.NUMBER,
        r"\bhow (?:many|much)\b(?: (?!(?:is|was|were|are|do|does|did|of|has|have|can)\b)([a-z]+))?|"
        r"\bhow (?:old|tall|long|far|deep|high|big|large|fast|wide|often|heavy)\b|"
        r"\bwhat (percentage|percent|number|proportion|amount|population|age)\b",
    ),
    (
        Kind.PERSON,
        r"\bwho(?:m|se)?\b|\b(?:what|which) (person|man|woman|king|queen|president|author|leader|"
        r"scientist|emperor|player|actor|singer|director)\b",
    ),
    (
        Kind.PLACE,
        r"\bwhere\b|\b(?:what|which) (country|city|state|place|province|region|continent|area|town|"
        r"location|river|island)\b",
    ),
    (
        Kind.BODY,
        r"\b(?:what|which) (company|university|school|organi[sz]ation|team|bank|party|band|agency|"
        r"department|firm|institution)\b",
    ),
    (Kind.MANNER, r"\bhow\b"),
    (
        Kind.THING,
        r"\b(?:what|which)\b(?: (?!(?:is|are|was|were|does|do|did|has|have|had|can|could|would|"
        r"will|kind|type|two|three)\b)([a-z]+))?",
    ),
)
_TABLE = tuple((kind, re.compile(pattern)) for kind, pattern in (*_CHINESE, *_ENGLISH))
_NOT_NOUNS = frozenset(lexicon.words("not_nouns"))


TYPED = frozenset((Kind.NUMBER, Kind.TIME, Kind.PERSON, Kind.PLACE, Kind.BODY))
"""What is answered by a figure, a time or a name."""


def read(folded: str) -> QuestionType:
    """The type of a folded question; what fits no pattern is OPEN, with an empty slot."""
    for kind, pattern in _TABLE:
        if match := pattern.search(folded):
            raw = next((group for group in match.groups() if group), "")
            focus = raw if raw.isascii() else _noun(raw)
            slot = (match.start(), match.end() - len(raw) + len(focus))
            return QuestionType(folded, kind, slot, focus)
    return QuestionType(folded, Kind.OPEN, (len(folded), len(folded)), "")


def _noun(following: str) -> str:
    """The first word of what follows the question word, if it may be a noun: 杂志连 gives 杂志."""
    first = next(iter(words(following)), "")
    return "" if first in _NOT_NOUNS else first
