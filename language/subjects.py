"""Of whom a passage tells: of who stands at its head (沈维嵩，沈维岳之弟), not of who is named
in it as his kin or teacher alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from language.lexicon import either, words
from language.words import frequency

NAME = "\x01"
"""What stands in a text for the one named, so that the patterns are known beforehand."""
NAMES_COUNTED = 50
"""What the dictionary has counted more often is no name, but a word."""
_KIN = either("kin_words")
_AS_KIN = re.compile(
    rf"{NAME}(?:[的之]?(?:{_KIN})(?!们)|之[子女弟兄妹姐姊妻夫父母孙侄甥婿徒师]"
    "|[子女弟兄妻父母徒孙侄婿](?=[,;。)]))"
    rf"|(?:师从|师承|拜|从师[傅父]|受业于|就学于){NAME}(?=[,;。]|学|为师|门下)"
)
"""One is named as somebody's kin or teacher."""
_HEAD = re.compile(f"\\W*(?P<who>[\u4e00-\u9fff]{{2,4}}?)(?:[,(]|是(?={NAME}))(?P<told>[^。]*。?)")
_IS_HE = re.compile(
    "(?:又[名称]|原名|本名|学名|小名|乳名|艺名|[字号]|[男女](?=[,。])|\\w{1,3}族(?=[,。]))"
    "|[^,。!?\\d]{1,8}(?<![责持言法事商工名病证客本个等何每])人(?=[,。])"
    "|(?:约?[12]\\d{3}|公元|民国|光绪)[^,。]{0,24}(?:生|[—–-])|(?:出?生于)"
)
"""What stands behind the name at the head of a life."""
_LIFE = re.compile(
    "\\W*(?P<who>[\u4e00-\u9fff]{2,4})\\W{0,2}[(](?:约?[12]\\d{3}|公元)[^()]*[)]\\W*"
)
"""The heading of a life: 沈维嵩(1885—1949)."""
_NO_NAME = re.compile("[的了着过是有在被把和与及从由于对为就也都还不没可那哪这谁何几每各第等]")
_MAY_BE_HIS = re.compile(
    rf"{_KIN}|[“「我父母兄弟妻徒]|说|讲述|忆|告诉|认为|评价|谈[到起]|先生|[他她]们|[二两俩三]人|一[起同]|共同"
)
"""In such a sentence of one person it may be told of another."""
_ASKS_FOR_OTHERS = re.compile(
    rf"{_KIN}|[父母爸妈爹娘哥弟姐妹妻徒侄婿谁]|孙[子女]|师[父傅]|教[过出了]|[得生]子|亲[戚属]|家[人里族]|后[代人]|传人|关系"
    "|哪个人|哪一?位|哪些人|什么人"
)
_COMPOUND = tuple(words("compound_surnames"))
_SURNAMES = tuple(words("surnames"))
_ENDS = (*words("not_name_ends"), *"志史录谱事表党军国桥路街巷庙寺")


def is_of_another_person(
    question: str, names: Sequence[str], text: str, passage: str, over: str
) -> bool:
    """Whether a text and its folded passage tell of another person than those whom a folded
    question names, each of them in it, if at all, as kin or teacher alone; not where the question
    asks for kin itself, or for people.  over: the title and the heading, each a line."""
    if not names or _ASKS_FOR_OTHERS.search(_blanked(question, names)):
        return False
    told_of = _head(passage, over, tuple(names))
    if not told_of or told_of in question:
        return False
    return not _MAY_BE_HIS.search(_AS_KIN.sub("", _blanked(text, names)))


@lru_cache(maxsize=64)
def _head(passage: str, over: str, names: tuple[str, ...]) -> str:
    """Who stands at the head of a passage in which none of the names stands otherwise than as kin,
    or with his years over it; "" if there is nobody."""
    marked = _blanked(passage, names)
    bare = _AS_KIN.sub("", marked)
    if NAME in bare or any(name[1:] in bare for name in names):
        return ""
    head = _HEAD.match(marked)
    if head and _is_name(head["who"]) and _AS_KIN.search(head["told"]):
        return head["who"]
    if any(name in over for name in names):
        return ""
    if head and _is_name(head["who"]) and _IS_HE.match(head["told"]):
        return head["who"]
    lines = [part for line in over.splitlines() for part in (line, line.rpartition(" ")[2])]
    lives = (_LIFE.fullmatch(line) for line in lines)  # alone, or behind its chapter
    return next((life["who"] for life in lives if life and _is_name(life["who"])), "")


def _blanked(text: str, names: Sequence[str]) -> str:
    for name in names:
        text = text.replace(name, NAME)
    return text


def _is_name(word: str) -> bool:
    """Whether a word may be the name of a person."""
    is_long = word.startswith(_COMPOUND)
    if not is_long and (len(word) > 3 or not word.startswith(_SURNAMES)):
        return False
    if _NO_NAME.search(word.removeprefix("何")) or word.endswith(_ENDS):
        return False
    return frequency(word) <= NAMES_COUNTED
