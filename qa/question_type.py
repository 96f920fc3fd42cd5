"""Question classification: what kind of answer is asked for, by which word.

Read from tables of patterns over the folded question (traditional as simplified, full width as
half width), so that offsets into the question hold.  Chinese and English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from corpus.records import Span
from language.lexicon import either


class Kind(Enum):
    """What the answer is."""

    FACT = "fact"  # a figure, a time, a place, a body (company, school, party, team)
    PERSON = "person"
    REASON = "reason"
    THING = "thing"  # what, which, how
    OPEN = "open"  # a topic, a yes-or-no question, a command


@dataclass(frozen=True, slots=True)
class QuestionType:
    """What a question asks for.

    `slot` is the span in `folded` of the question word, with its counter, and with the noun of a
    fact or person (多少分钟, 哪个国家, which company); empty, at the end, if there is none.
    """

    folded: str
    kind: Kind
    slot: Span

    @property
    def word(self) -> str:
        """The question word."""
        return self.folded[slice(*self.slot)]

    @property
    def before(self) -> str:
        """The folded question before the question word."""
        return self.folded[: self.slot[0]]

    @property
    def after(self) -> str:
        """The folded question after the question word, without the mark."""
        return self.folded[self.slot[1] :].rstrip(" ?!.。,;:、…~")


_WHAT = "(?:什么|甚么|哪些)"
_ANY = "(?:哪|(?<![任如几])何)"
_WHICH = f"(?:{_WHAT}|{_ANY}一?(?:个|些|座|处|片|家|间|所|支|名|位)?)"
_KIND = "[个种类些部本条首款座项支场届门句份只台颗样]|方面"
_HE = (
    rf"(?<![任如几])(?:何[一几两三]?(?:{_KIND})"
    "|(?<=[有是为与作又从因受于由以在系属])何|何(?=[为谓以从去在处故]))"
)
"""何 that asks, and is no surname: 何大河做了什么 asks by its other word."""
_UNIT = f"(?:{either('counters')})?"

# Kind and pattern, in the order tried.
_TABLE = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            Kind.REASON,
            r"(?<=是)为什么|^为什么|为(?:了)?什么(?!\W*$)|为何(?!\W*$)|为啥|因何|缘何|"
            rf"(?:是|有)?(?:{_WHAT}|何)的?(?:主要)?(?:原因|理由|缘故)|"
            r"(?:怎么|咋)(?:会|就|又|还|没|不(?!同))|"
            r"(?:怎么|咋)(?=[^样办走去弄用做写说讲看回][^吗呢?]{1,14}了\W*$)",
        ),
        (
            Kind.FACT,
            rf"(?:{_WHAT}|何|哪个|哪段)(?:时候|时间|时期|时刻|日期|年代|年份|年|日子|月份)|何时|几时|"
            rf"{_ANY}[一几两]?个?(?:{either('asked_times')})|"
            r"(?<!十)几(?:月|日|号|点|时|世纪|年代)(?!后|内)|星期几|[是在于]几年|"
            rf"百分之(?:几|多少)|(?:第几|多少|几){_UNIT}|"
            r"有?多么?[大高长远深重宽快久厚贵热冷小]|有多(?=\w)",
        ),
        (
            Kind.PERSON,
            rf"谁|(?<![任如几])何人|{_WHICH}(?:人(?![口类种工民])|人物|{either('asked_people')})|哪一?位",
        ),
        (
            Kind.FACT,
            rf"哪里|哪儿|何[处地方]|{_ANY}[一几两]?[家所间]|"
            rf"{_WHICH}(?:{either('asked_places')}|国(?!王)|区(?![别域])|{either('asked_bodies')})",
        ),
        (
            Kind.THING,
            rf"如何|怎么样|怎样|怎么|咋|{_WHAT}|啥|"
            rf"哪[一几两三]?(?:{_KIND})?|{_HE}",
        ),
        (Kind.REASON, r"\bwhy\b|\bwhat (?:is|are|was|were )?(?:the )?(?:reasons?|causes?)\b"),
        (
            Kind.FACT,
            r"\bwhen\b|\b(?:what|which) (?:years?|dates?|days?|months?|century|centuries|decades?|"
            r"time|era|period)\b|"
            r"\bhow (?:many|much|old|tall|long|far|deep|high|big|large|fast|wide|often|heavy)\b|"
            r"\bwhat (?:percentage|percent|number|proportion|amount|population|age)\b",
        ),
        (
            Kind.PERSON,
            r"\bwho(?:m|se)?\b|\b(?:what|which) (?:person|man|woman|king|queen|president|author|"
            r"leader|scientist|emperor|player|actor|singer|director)\b",
        ),
        (
            Kind.FACT,
            r"\bwhere\b|\b(?:what|which) (?:country|city|state|place|province|region|continent|"
            r"area|town|location|river|island|company|university|school|organi[sz]ation|team|bank|"
            r"party|band|agency|department|firm|institution)\b",
        ),
        (Kind.THING, r"\b(?:how|what|which)\b"),
    )
)

TYPED = frozenset((Kind.FACT, Kind.PERSON))
"""What is answered by a figure, a time or a name."""


def read(folded: str) -> QuestionType:
    """The type of a folded question; what fits no pattern is OPEN, with an empty slot."""
    for kind, pattern in _TABLE:
        if match := pattern.search(folded):
            return QuestionType(folded, kind, match.span())
    return QuestionType(folded, Kind.OPEN, (len(folded), len(folded)))
