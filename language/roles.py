"""Who did what to whom: whether a text has a name in another role than a question does."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONVERSE = tuple(
    (re.compile(one), re.compile(other))
    for pair in (
        ("父亲|母亲|爸|妈|爹|娘|[父母]", "儿子|女儿|孩子|[长次幼三独养]子|[长次幼养]女"),
        ("师[父傅]|老师", "徒弟|弟子|学生"),
        ("祖父|祖母|爷爷|奶奶|外公|外婆|姥", "孙"),
    )
    for one, other in (pair, pair[::-1])
)
"""Of two so called, each is the one to the other."""
_KIN = re.compile(r"(?<!\w)(\w{2,8}?)的(\w{1,4}?)(?:是谁|是哪|叫什么|叫啥|姓什么|名字)")
"""陈的父亲是谁: of whom, and what he is to him."""
_BEATS = re.compile(r"(?<!\w)(\w{2,}?)(\w\w)[了过]?谁")
_LOST = "输给|负于|不敌|败给"
"""石桥队输给了谁: how the question begins, and its verb; that verb in other words."""
_WHAT = "(?:谁|什么|几|多少|哪)"
_NO_VERB = re.compile("[的和与跟同对像是叫姓名在有]|.*[的和与]")
_PASSIVE = "(?:被|遭|接受|受到|由(?!于))"
_LEADS = r"[\d年月日春夏秋冬天初底末时后前中为了曾还也又再去来到在于]*"
"""What may stand before a verb without its subject."""


def swapped(asked: str, text: str, names: Sequence[str]) -> bool:
    """Whether a folded text has one that a folded question names, but on the other side of the
    verb, or of the word for kin, alone: 潘采访祝 does not say whom 祝采访."""
    return (
        _of_another(asked, text, names)
        or _is_beaten(asked, text)
        or any(name in text and _turned(asked, text, name) for name in names)
    )


def _of_another(asked: str, text: str, names: Sequence[str]) -> bool:
    """Whether the one named is the father of another, where his own is asked for; or is said to
    have a father, where his son is."""
    kin = _KIN.search(asked)
    if not kin or re.search(rf"(?:{kin[1]}[的之]?|[其他她]的?){kin[2]}", text):
        return False
    name, role = kin.groups()
    is_he = rf"|{role}是\w{{0,8}}{name}(?!\w)" if name in names else ""
    return bool(re.search(rf"{role}(?:[:叫]|名叫)?{name}{is_he}", text)) or any(
        own.fullmatch(role)
        and re.search(rf"{name}[的之]?(?:{other.pattern})", text)
        and not own.search(text)
        for own, other in _CONVERSE
    )


def _is_beaten(asked: str, text: str) -> bool:
    """Whether what the question begins with stands right after its verb, each time."""
    beats = _BEATS.search(asked)
    if not beats:
        return False
    begins, verb = beats.groups()
    others = re.findall(rf"(?:{_LOST if verb in _LOST else verb})[了过]?(\w{{2,}})", text)
    return bool(others) and all(map(begins.startswith, others))


def _turned(asked: str, text: str, name: str) -> bool:
    """Whether one does it in the question, and it is done to him in the text, or the reverse."""
    if does := re.search(rf"{name}(\w{{1,3}}?)[了过]?{_WHAT}", asked):
        return not _NO_VERB.fullmatch(does[1]) and _is_done_to(does[1], text, name)
    done = re.search(rf"谁(\w{{1,3}}?)[了过]?{name}(?!的)", asked)
    return bool(done and not _NO_VERB.fullmatch(done[1]) and _does(done[1], text, name))


def _is_done_to(verb: str, text: str, name: str) -> bool:
    """Whether in all clauses with the verb it is done to the one named: 接受…采访, 接替…关振邦."""
    done = re.compile(
        rf"{name}\w*{_PASSIVE}\w*{verb}|{verb}[了过]?(?:{name}|\w{{0,14}}{name}(?!\w))"
    )
    told = [clause for clause in re.split("[,;:。!?]", text) if verb in clause]
    return bool(told) and all(map(done.search, told))


def _does(verb: str, text: str, name: str) -> bool:
    """Whether the one named does it, to another."""
    does = re.compile(
        rf"{name}(?:[^,;被由让受遭把将接]*,)?{_LEADS}{verb}[了过]?(?![了过他她其自时中后前]|{name})\w"
    )
    return bool(does.search(text)) and not re.search(rf"{verb}\w*{name}", text)
