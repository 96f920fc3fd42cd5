"""What is a person's name: by its form, its surname, its ending, and the dictionary.

| function | form | surname | no ending of places and bodies | no word of the language |
|---|---|---|---|---|
| `has_name_form` | ✓ | | | |
| `has_surname` | | ✓ | | |
| `may_be_pen_name` | ✓ | | ✓ | |
| `is_pen_name` | ✓, 2 to 4 characters | | ✓ | ✓, nor ends with one |
| `is_full_name` | ✓ | ✓ | ✓ | |
| `may_be_name` | ✓ | ✓ | ✓ | ✓, but rare ones; no remark |
| `are_names` | | | | of each of several: as `may_be_name` |
| `is_no_name` | | | | the contrary: the dictionary has it, and not as a name |

Who is named in a field or on a line: `persons`, `in_one_form`, `name_tokens`, `closed_up`.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.byline_words import GENRES, HAN, LABELS, MARKS, PLACE, REPORTERS, ROLE
from corpus.issuers import is_body
from language.fold import fold
from language.lexicon import words
from language.words import frequency, may_name

_SURNAMES = frozenset(words("surnames"))
_COMPOUND = words("compound_surnames")
_NOT_A_NAME_END = frozenset(words("not_name_ends"))
_GIVEN_NAME = re.compile("[小晓][站村镇乡店长理任]|[理任]")
_MAY_BE_GIVEN_NAME = re.compile(rf"(?![家庄])[{HAN}][站社会院校店厂团理任记]")
"""Given names although they end as places and offices do: 程小站, 陈理; 建社 where a name has to
stand."""
_ROLE_PREFIX = re.compile(rf"{REPORTERS}\s*[:：/／]?\s*")
_NOBODY = re.compile(
    r"admin\w*|administrator|root|editors?|user|test|name|author|system|anonymous|unknown|null|none|undefined"
    r"|guest|web|news|default|reporter|staff|佚名|匿名|未知|不详|无名氏?|小编|本站|本报|本网|网络|原创|管理员|编辑部?|记者|通讯员"
    r"|作者|系统|网友|转载|综合|官方|暂无|无|阅读量?|浏览量?|点击量?|评论|字体|字号|分享|收藏|来源|时间|日期|发布",
    re.I,
)
"""What programs and editors write where they have no author's name."""
_ORGANISATION = re.compile(
    r"(?:报|报社|网|網|社|刊|台|新闻|资讯|消息|财经|频道|中心|客户端|工作室|公司|集团|在线|发布|融媒|团队|编辑部|时报|界|卫视|观察"
    r"|日报|晚报|传媒|平台|官微|论坛|協會|协会|学会|大学|学院|研究院|整合|编译|综合)$"
)
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z'’.-]{1,30}(?: [A-Za-z][A-Za-z'’.-]{0,30}){0,3}")
_PEN_NAME = re.compile(rf"(?!.*[一二三四五六七八九十两几][题首则章篇]$)[{HAN}]{{2,4}}")
_BETWEEN_AUTHORS = re.compile(r"[\s、,，;；/／&|｜]+")
_HAN_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,8}}){{1,4}}")
COMMON = 300  # a word that the dictionary counts more often is taken for no name
_REMARK = re.compile("删节|连载|待续|续完|转载|节选|摘[录编自]|选[载编]|单位|万元|附[表图]")
_SIGNS_OFF = re.compile("[敬谨謹泣哀叩拜][告启啟白叩上挽]")
"""Behind a name that signs a notice: 桂小满 敬告."""
_SET_WIDE = re.compile(rf"(?<![{HAN}])[{HAN}](?:\s+[{HAN}](?![{HAN}])){{1,40}}")
"""Characters with spaces between: 桂 小 满."""
_BETWEEN_NAMES = re.compile(r"[\s、,，;；/／&]+|(?<=.{2})[和与及](?=.{2})")


def has_name_form(token: str) -> bool:
    """Whether the token may be a name by its form: 桂小满, 阿·卡尔, Smith."""
    if re.fullmatch(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}(?:[·•・][{HAN}]{{1,8}})+", token):
        is_label = token in LABELS or token in GENRES
        return not (is_label or ROLE.fullmatch(token) or _SIGNS_OFF.fullmatch(token))
    return bool(re.fullmatch(r"[A-Z][\w.'’-]*", token))


def has_surname(name: str) -> bool:
    """Whether the name begins with a surname, and is no longer than such names are."""
    if re.search("[·•・]", name):
        return True
    name = fold(name)
    if name.startswith(_COMPOUND):
        return len(name) <= 4
    return name[0] in _SURNAMES and 2 <= len(name) <= 3


def ends_as_no_name(token: str, expected: bool = False) -> bool:
    """Whether a word ends as places, bodies and offices do, and is no name in spite of it.
    expected: whether a name has to stand there, so that 王建社 is one, but neither 农技站 nor
    于家店."""
    if not token.endswith(words("not_name_ends")):
        return False
    may_be = expected and _MAY_BE_GIVEN_NAME.fullmatch(token[1:]) and not frequency(token[:2])
    if not (may_be or _GIVEN_NAME.fullmatch(token[1:])) or not has_surname(token):
        return True
    return is_no_name(token) or is_body(token) or token.endswith(words("office_titles"))


def may_be_pen_name(token: str) -> bool:
    """Whether a word behind a role may be a name by its form."""
    return has_name_form(token) and not ends_as_no_name(token)


def is_pen_name(text: str) -> bool:
    """Whether a word without a surname may be a name by its form, and is none of the language nor
    ends with one; where it stands has to show that it is."""
    if not _PEN_NAME.fullmatch(text) or not may_be_pen_name(text) or frequency(text):
        return False
    return len(text) == 2 or not is_no_name(text[-2:])


def is_full_name(token: str, expected: bool = False) -> bool:
    return has_name_form(token) and has_surname(token) and not ends_as_no_name(token, expected)


def may_be_name(token: str, expected: bool = False) -> bool:
    """Whether a word can hardly be anything but a person's name.  expected: whether one has to
    stand there."""
    return is_full_name(token, expected) and are_names(token)


def are_names(names: str) -> bool:
    """Whether names without a label, parted by spaces, can be nothing else: no word of the language
    (方法), no remark on the text (有删节)."""
    return not any(_REMARK.search(name) or frequency(name) > COMMON for name in names.split())


def is_no_name(word: str) -> bool:
    """Whether the dictionary has the word, and not as a name."""
    return frequency(word) > 0 and not may_name(word)  # most names are not in it: cheaper


def persons(text: str, labelled: bool = False, but: Collection[str] = ()) -> str | None:
    """The names of people in a field that should hold some, parted by a space; None if there are
    none: many programs put a site, an address or an account there.

    `labelled`: it was said to be a name, so that a pen name without a surname is one as well.
    `but`: what is no person's name here, in lower case."""
    names = []
    plain = PLACE.sub(" ", text[:200])
    plain = closed_up(plain) if len(plain.split()) < 4 else plain  # 江 口 日 报
    for part in re.split(r"[、,，;；/／&|｜]|\s(?=[^A-Za-z])|(?<=[\u4e00-\u9fff])\s", plain):
        name = _ROLE_PREFIX.sub("", part.strip(), count=1).strip(MARKS + " :：()（）【】[]")
        if name.lower() in but or not _is_person(name, labelled):
            continue
        names.append(name)
    return " ".join(dict.fromkeys(names)) or None


def _is_person(name: str, labelled: bool) -> bool:
    if re.search(r"[@\d]|\.\w|://", name) or _NOBODY.fullmatch(name) or len(name) < 2:
        return False
    if _LATIN_NAME.fullmatch(name):
        return True
    if not has_name_form(name) or ends_as_no_name(name, expected=True):
        return False
    if _ORGANISATION.search(name) and not (labelled and name[-1] in _NOT_A_NAME_END):
        return False
    return labelled or has_surname(name)


def in_one_form(authors: str | None) -> str | None:
    """Several authors as a byline has them, parted by a space: 桂小满、何田, 桂小满;何田.  What may
    be no list of names (Low, Tom) stays as it is."""
    names = list(filter(None, _BETWEEN_AUTHORS.split(authors or "")))
    parted = len(names) > 1 and all(map(_HAN_NAME.fullmatch, names))
    return " ".join(dict.fromkeys(names)) if parted else authors


def name_tokens(text: str, spaces_only: bool = False) -> list[str]:
    """The text's parts; a name that is set wide (张　伟) is one."""
    text = closed_up(text.strip())
    parts = text.split() if spaces_only else _BETWEEN_NAMES.split(text)
    return [part for part in parts if part]


def closed_up(text: str) -> str:
    """The text with each name that is set wide (张　伟) as one word."""
    return _SET_WIDE.sub(_closed_up, text)


def _closed_up(wide: re.Match[str]) -> str:
    """One name of two to four characters, or two of two, without spaces; else the characters as
    they stand, as those of who translated (何 田 译)."""
    parts = wide[0].split()
    if len(parts) > 2 and parts[-1] in "译譯":
        return wide[0]
    name = "".join(parts)
    if len(parts) == 2 or (has_surname(name) and frequency(name) <= COMMON):
        return name
    return f"{name[:2]} {name[2:]}" if len(parts) == 4 else wide[0]
