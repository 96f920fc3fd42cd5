"""Who did what to whom: whether a text has a name in another role than a question does, or tells of
no such role at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.lexicon import either, words
from language.sentences import Span

NAME, WORD, DEPUTY = "\x01", "\x02", "\x03"
"""What stands in a text for the one named, for the verb or the word for kin, and for the deputy of
who is named by his office, so that the patterns are known beforehand."""
_OFFICE = re.compile(rf"(?<!副)(?:{either('office_titles')})")
_ASKS_WHO_IS = re.compile(
    rf"({either('office_titles')})(?:现在)?(?:是谁|是哪位|叫什么)|谁是.{{0,12}}?({either('office_titles')})\W*$"
    rf"|(?:哪一?年|什么时候|何时|几时)[^,。]{{0,6}}?(?:当|(?<![卸离])任|做)[上了]?\w{{0,6}}?({either('office_titles')})"
)
OF_EITHER = re.compile(r"(\w)\((\w)\)(\w)")
"""The head of a column for two offices: 镇(乡)长."""
_KIN = re.compile(r"(?<!\w)(\w{2,8}?)的(\w{1,4}?)(?:是谁|是哪|叫什么|叫啥|姓什么|名字)")
"""陈的父亲是谁: of whom, and what he is to him."""
_HIS = re.compile(rf"(?:{NAME}[的之]?|[其他她]的?){WORD}")
_IS_ONE = re.compile(rf"{WORD}(?:[:叫]|名叫)?{NAME}")
_IS_NOT = re.compile(rf"(?:不是|并非|非){NAME}?[其他她的之]*{WORD}")
_IS_HE = re.compile(rf"{WORD}是\w{{0,8}}{NAME}(?!\w)")
_CONVERSE = tuple(
    (re.compile(own), re.compile(rf"{NAME}[的之]?(?:{other})"))
    for pair in (
        ("父亲|母亲|爸|妈|爹|娘|[父母]", "儿子|女儿|孩子|[长次幼三独养]子|[长次幼养]女"),
        ("师[父傅]|老师", "徒弟|弟子|学生"),
        ("祖父|祖母|爷爷|奶奶|外公|外婆|姥", "孙"),
    )
    for own, other in (pair, pair[::-1])
)
"""Of two so called, each is the one to the other."""
_MARRIED = "妻|太太|老婆|媳|夫|老公|先生|爱人|老伴|配偶|嫁|娶|婚|wife|husband|married"
_CHILD = "儿子|女儿|儿女|子女|孩子|闺女|之[子女]|[长次幼三独养][子女]|son\\b|daughter"
_PARENT = "父|爸|爹|母|妈|娘|father|mother"
_OF = "(?<=[的她他它我])"
_ASKED = (
    "的?(?:名字|姓名|工作|职业)?(?:现在|当时|生前|原来)?"
    "(?:[叫姓做干]|是(?:谁|哪位|哪里?人|什么|做|干))"
)
_RELATIVES = tuple(
    (re.compile(rf"(?:{asked}){_ASKED}|谁是.{{1,12}}(?:{asked})(?!\w)"), re.compile(told))
    for asked, told in (
        ("妻子|(?<!老)太太|老婆|媳妇|夫人|丈夫|老公|爱人|老伴|配偶", _MARRIED),
        (f"{_OF}对象", f"{_MARRIED}|对象|恋|[男女]友"),
        (f"父亲|爸爸|爹|母亲|妈妈|{_OF}[爸妈娘]", f"{_PARENT}|{_CHILD}"),
        ("儿子|女儿|闺女", f"{_PARENT}|{_CHILD}"),
        (f"哥哥|弟弟|{_OF}[大二三小]?[哥弟]", "哥|弟|兄|brother"),
        (f"姐姐|妹妹|{_OF}[大二三小]?[姐妹]", "姐|妹|sister"),
        ("孙女|孙子|爷爷|奶奶|祖[父母]|外[公婆]|姥[姥爷]", "孙|外[公婆]|爷|奶奶|祖[父母]|姥|grand"),
    )
)
"""A question for a relative, and the words for kin of which a text that names him has one."""
_IS_OF_ANOTHER = re.compile(rf"{NAME}是\w{{2,8}}的{WORD}")
_WHOSE = re.compile(rf"(?:^|[^\w]|[是和与])(\w{{3}})的{WORD}")
_SURNAMES = frozenset(words("surnames"))
_BEATS = re.compile(r"(?<!\w)(\w{2,}?)(\w\w)[了过]?谁")
_LOST = frozenset(("输给", "负于", "不敌", "败给"))
_WON = frozenset(("战胜", "击败", "打败", "大胜", "险胜", "赢了"))
"""石桥队输给了谁: how the question begins, and its verb; that verb in other words."""
_BEATEN = re.compile(rf"{WORD}[了过]?(\w{{2,}})")
_NAME_FIRST = re.compile(rf"{NAME}[^,;。!?{WORD}{NAME}]{{0,12}}{WORD}")
_HE_DOES = re.compile(rf"{NAME}(\w{{1,3}}?)[了过]?(?:谁|什么|几|多少|哪)")
_DONE_TO_HIM = re.compile(rf"谁(\w{{1,3}}?)[了过]?{NAME}(?!的)")
_NO_VERB = re.compile("[的和与跟同对像是叫姓名在有]|.*[的和与]")
_PASSIVE = re.compile("被|遭|接受|受到|由(?!于)")
_OBJECT = re.compile(rf"[了过]?(?:{NAME}|\w{{0,14}}{NAME}(?!\w))")
_DOES = re.compile(
    rf"{NAME}(?:[^,;被由让受遭把将接{NAME}]*,)?"
    r"[\d年月日春夏秋冬天初底末时后前中为了曾还也又再去来到在于]*"  # what stands before a verb
    rf"{WORD}[了过]?(?![了过他她其自时中后前])\w"
)
_DOES_TO_HIM = re.compile(rf"{WORD}\w*{NAME}")
_CLAUSE = re.compile("[^,;:。!?]+")


def lacks_kin(question: str, text: str) -> bool:
    """Whether a relative is asked for (韦的妻子叫什么), and a folded text tells of no such kin; or
    who has an office (镇长是谁), or when one got it, and it names no such office."""
    office = _ASKS_WHO_IS.search(question)
    if office and not _has_office(question, text, next(filter(None, office.groups()))):
        return True
    return any(asked.search(question) and not told.search(text) for asked, told in _RELATIVES)


def _has_office(question: str, text: str, office: str) -> bool:
    """Whether a text has an office otherwise than of a deputy, or of who is only spoken for; the
    former deputy (原副厂长罗大河接任) may have it now."""
    text = OF_EITHER.sub(r"\1\3\n\2\3", text)
    if f"副{office}" not in question:
        text = text.replace(f"原副{office}", office)
        text = text.replace(f"副{office}", "").replace(f"代表{office}", "")
    return office in text


def is_of_deputy(question: str, text: str, place: Span) -> bool:
    """Whether a place in a folded text stands right behind the deputy's office (副厂长罗大河), and
    who has the office is asked for."""
    asked = _ASKS_WHO_IS.search(question)
    deputy = asked and f"副{next(filter(None, asked.groups()))}"
    if not deputy or deputy in question:
        return False
    return text.endswith(deputy, 0, place[0]) and not text.endswith(f"原{deputy}", 0, place[0])


def swapped(question: str, text: str, names: Sequence[str]) -> bool:
    """Whether a folded text has one that a folded question names, but on the other side of the
    verb, or of the word for kin, alone: 潘采访祝 does not say whom 祝采访."""
    heads = [head for head in _OFFICE.findall(question) if f"副{head}" in text]
    return (
        _of_another(question, text, names)
        or _is_beaten(question, text)
        or any(name in text and _turned(question, text, name) for name in names)
        or any(_turned(question, text, head) for head in heads)
    )


def _of_another(question: str, text: str, names: Sequence[str]) -> bool:
    """Whether the one named is the father of another, where his own is asked for; or is said to
    have a father, where his son is; or the father told is that of another person alone."""
    kin = _KIN.search(question)
    if not kin:
        return False
    marked = text.replace(kin[1], NAME).replace(kin[2], WORD)
    if kin[1] not in text:
        return kin[1] in names and any(owner[0] in _SURNAMES for owner in _WHOSE.findall(marked))
    if _IS_NOT.search(marked):
        return True
    if _HIS.search(marked):
        return False
    if _IS_ONE.search(marked) or _IS_OF_ANOTHER.search(marked):
        return True
    if kin[1] in names and _IS_HE.search(marked):
        return True
    return any(
        own.fullmatch(kin[2]) and other.search(marked) and not own.search(text)
        for own, other in _CONVERSE
    )


def _is_beaten(question: str, text: str) -> bool:
    """Whether what the question begins with stands right after its verb, each time; or is said to
    have won, where the question is whom it lost to, or the reverse."""
    beats = _BEATS.search(question)
    if not beats:
        return False
    own, converse = next(
        (pair for pair in ((_LOST, _WON), (_WON, _LOST)) if beats[2] in pair[0]),
        (frozenset((beats[2],)), frozenset[str]()),
    )
    for verb in own:
        text = text.replace(verb, WORD)
    others = _BEATEN.findall(text)
    if others or not converse:
        return bool(others) and all(map(beats[1].startswith, others))
    ends = range(len(beats[1]), 1, -1)
    name = next((beats[1][:end] for end in ends if beats[1][:end] in text), "")
    for verb in converse:
        text = text.replace(verb, WORD)
    return bool(name) and bool(_NAME_FIRST.search(text.replace(name, NAME)))


def _turned(question: str, text: str, name: str) -> bool:
    """Whether one does it in the question, and it is done to him in the text, or the reverse."""
    question = question.replace(name, NAME)
    text = text.replace(name, NAME).replace(f"副{NAME}", DEPUTY)
    does = _HE_DOES.search(question)
    verb = does or _DONE_TO_HIM.search(question)
    if not verb or _NO_VERB.fullmatch(verb[1]):
        return False
    marked = text.replace(verb[1], WORD)
    if not does:
        return bool(_DOES.search(marked)) and not _DOES_TO_HIM.search(marked)
    clauses = [clause for clause in _CLAUSE.findall(marked) if WORD in clause]
    return bool(clauses) and all(map(_is_done_to, clauses))


def _is_done_to(clause: str) -> bool:
    """Whether in a clause it is done to the one named (接替…韦大河), or by his deputy."""
    before, _, behind = clause.partition(WORD)
    if NAME in before:
        return bool(_PASSIVE.search(before.rpartition(NAME)[2]))
    return DEPUTY in before or bool(_OBJECT.match(behind))
