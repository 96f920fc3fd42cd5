"""The name of somebody whom a question calls otherwise: 老卞, 葛大爷, 老卞的儿子."""

from __future__ import annotations

import re

from language.lexicon import either, words
from language.siblings import places

_TITLE = (
    "大爷|大妈|大娘|大叔|大哥|大姐|师[傅父]|老师|老[板汉师总伯]|先生|女士|小姐|太太|奶奶|爷爷|阿姨|[叔伯婶婆公姐哥嫂总工某]|"
    f"{either('office_titles')}"
)
_KIN = (
    "儿子|女儿|儿媳|女婿|孙[子女]|丈夫|老公|妻子|老婆|老伴|爱人|媳妇|父亲|母亲|爸爸?|妈妈?|爷爷|奶奶"
    "|外[公婆]|哥哥|弟弟|姐姐|妹妹"
)
_TITLES, _LETTER = re.compile(_TITLE), re.compile("[\u4e00-\u9fff]")
_SURNAMES = "".join(words("surnames"))
_ASKS_NAME = re.compile(
    rf"^(?P<who>\w{{1,8}}?(?P<kin>{_KIN})|[老小阿](?P<by>[{_SURNAMES}])|(?P<of>[{_SURNAMES}])(?:{_TITLE}))"
    r"的?(?:全名|大名|真名|本名|姓名|名字|叫什么|叫啥)"
)
_NAMES_A_THING = re.compile("[把给将][^,;。!?]{0,30}?[取起命]名\\w?\\W?\\w*")
_CALLS_KIN = re.compile(
    rf"(?:{_KIN})(?:[是:(]|[{_SURNAMES}]|\w{{0,8}}[叫名姓])|[叫为][{_SURNAMES}]"
    rf"|是\w{{0,6}}(?:{_KIN})(?!的)"
)
_HIS_NAME = re.compile("的(?:全名|大名|真名|本名|原名|学名|姓名|名字)")


def lacks_name(question: str, text: str) -> bool:
    """Whether the name of somebody is asked for (老卞叫什么名字), and a folded text has none of his
    family, or has him only as whose son somebody is; of a relative, whether it calls nobody."""
    asked = _ASKS_NAME.search(question)
    if not asked:
        return False
    text = _NAMES_A_THING.sub("", text)
    if asked["kin"]:
        return not _CALLS_KIN.search(text)
    ends = [at + len(asked["who"]) for at in places(asked["who"], text)]
    if ends and all(text[end : end + 1] == "的" and not _HIS_NAME.match(text, end) for end in ends):
        return True
    return not any(_is_family(at, text) for at in places(asked["by"] or asked["of"], text))


def _is_family(at: int, text: str) -> bool:
    """Whether a name begins at a family name in a text: 卞海, but neither 老卞 nor 卞师傅."""
    is_called = text[at - 1 : at] in ("老", "小", "阿") or _TITLES.match(text, at + 1)
    return not is_called and bool(_LETTER.match(text, at + 1))
