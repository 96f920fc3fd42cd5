"""Things that are like another but for one word: the first bus and the last, father and mother."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.lexicon import either
from language.sentences import Span, clause_of

Pair = tuple[re.Pattern[str], re.Pattern[str]]

_PAIRS: tuple[Pair, ...] = tuple(
    (re.compile(own), re.compile(other))
    for own, other in (
        ("[首头]班", "末班"), ("父亲", "母亲"), ("左", "右"), ("停水", "停电"),
        ("男[子单双]", "女[子单双]"), ("半程", "全程"), ("一审", "二审|终审"),
        ("(?<![比较同])上半年", "(?<![比较同])下半年"),  # 比上半年多: of the second half
        ("出口[了额量]", "进口[了额量]"), ("单打", "双打"), ("预赛|初赛", "决赛"),
        ("批发", "零售"), ("进价", "售价"), ("出发", "到达"),
        ("出生|生于|诞生", "去世|逝世|病逝|过世|牺牲|亡故|卒(?=[于年])"),
        ("成立|创办|创立|创建", "倒闭|解散|停业|破产"),
    )
)  # fmt: skip
_TURNED = tuple(
    (re.compile(asked), re.compile(own), re.compile(other))
    for asked, own, other in (
        (
            "开始(?![不停关闭休])|开[通办业播航馆学刊]|启用|创[办立刊]",
            "[开始起自从由创设建首初新启办]|第一|成立",
            "停(?!车|靠|留)|结束|关闭|终止|撤[销并]|取消|拆",
        ),
        (
            "停[止办业播航刊产用运渡馆]|(?<!未)结束|关闭|撤[销并]|取消",
            "[停止休撤拆倒废至到]|结束|关|取消|最[后末]|完|不再|没|终|解散|为期",
            "开始|开[通办业播航刊]|启用|创[办立刊]",
        ),
        (
            "[哪何几][一个]?(?:年|时|时候|年代)?[修兴始]?[建盖造]|什么时候[修兴始]?[建盖造]",
            "[建造创盖筑始]|[新兴重]修|修[于成起]|立于|起于|落成|[竣完]工",
            "[拆毁塌倒烧]|废弃",
        ),
        (
            "[哪何几][一个]?(?:年|时|时候|年代)?被?[拆毁烧]|什么时候被?[拆毁烧]",
            "[拆毁塌倒烧除废]|没了",
            "[建修造盖筑]于|[修兴始]建|落成|建成",
        ),
        (
            "(?<![至最不])[少丢缺短]了?(?:多少|几(?!乎))", "[少丢缺短失损减亏差空没]|不[见足]",
            "[剩余]|还有|仅存|留存|现存",
        ),
        (
            "(?:[剩余]|还有)下?了?(?:多少|几)", "[剩余存留]|还有|还在|只有|现有",
            "[少丢缺]了|丢失|损失|遗失",
        ),
    )
)  # fmt: skip
"""What is asked for in its own words only, and told in many: how a question asks for one of two,
what a text has of it, and of the other."""
_ASKS_WHAT_IS_NOT = re.compile(
    "(?:什么|哪些|哪几?[个种类样]|谁|哪一?[位天]).{0,8}?不(?:[收准许能让予得办卖算给借可]|受理|接受|包括|属于|参加|需要)"
)
_NOT = "(?<!差)不(?:再|能够?|可以?|准|许|让|予|得|会|给|用|需?要)?"
_ASKS_WHO_DOES_NOT = re.compile(
    rf"(?:(?<!为)什么|谁|哪)[^,;。]{{0,8}}?{_NOT}(?P<done>[\u4e00-\u9fff]{{1,4}}?)(?:的|了)?\W*$"
    rf"|{_NOT}(?P<this>[\u4e00-\u9fff]{{1,4}}?)(?:的是)?(?:什么|谁|哪)[^,;。]{{0,4}}$"
)
"""What is not done, at the end of a question: 哪天不开门, 不收什么, 不能报名的是哪些人."""
_IS_NOT = re.compile("[不无没非未勿莫别免禁除拒退闭停休缺只仅]|以外|例外|反对|谢绝|放弃|请假|缺席")
_OFFICE = either("office_titles")
_DEPUTY = (re.compile(rf"副(?:{_OFFICE})"), re.compile(rf"(?<!副)(?:{_OFFICE})"))
"""Not of a clause: 由原副站长罗大河接任 tells who the new 站长 is."""


def tells_the_opposite(question: str, text: str) -> bool:
    """Whether a folded question asks for one of two (末班车), and a folded text tells of the other
    alone (头班车)."""
    return _tells_the_other(question, text, (*_PAIRS, _DEPUTY)) or _is_turned(question, text)


def _is_turned(question: str, text: str) -> bool:
    """Whether the end is told alone where the beginning is asked for, what is left for what is
    gone, and so on; or what is taken, where it is asked what is not."""
    if _ASKS_WHAT_IS_NOT.search(question) and not _IS_NOT.search(text):
        return True
    return _is_done(question, text) or any(
        asked.search(question)
        and other.search(text)
        and not own.search(text)
        and not other.search(question)
        for asked, own, other in _TURNED
    )


def _is_done(question: str, text: str) -> bool:
    """Whether a text has done what a question asks for who or when does not, and no negation."""
    asked = _ASKS_WHO_DOES_NOT.search(question)
    done = asked and (asked["done"] or asked["this"])
    return bool(done and done in text and not _IS_NOT.search(text))


def in_clause_of_the_opposite(question: str, text: str, place: Span) -> bool:
    """Whether the clause of a text in which a place lies tells of the other alone."""
    clause = clause_of(text, place)
    return _tells_the_other(question, clause, _PAIRS) or _is_done(question, clause)


def _tells_the_other(question: str, text: str, pairs: Sequence[Pair]) -> bool:
    return any(
        asked.search(question)
        and other.search(text)
        and not other.search(question)
        and not asked.search(text)
        for pair in pairs
        for asked, other in (pair, pair[::-1])
    )
