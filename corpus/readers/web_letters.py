"""Pages of an office that print a letter and the answer to it: both are the text.

Their parts are called reply, comment or feedback, as readers' comments are elsewhere, and the
letter may stand in one row of a table, the answer in another one.  The labels tell such a page:
来信内容, 答复单位.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.readers.web_sizes import Sizes, class_and_id
from language.fold import fold

_LETTER = "(?:来信|来件|信件)(?:内容|标题|主题|编号|时间|日期|人|者|类型|类别|状态)"
_ASKED = (
    "(?:留言|咨询|投诉|诉求|提问|问题|反映|问政)(?:内容|标题|主题|编号)"
    "|(?:网民|网友|群众)(?:留言|来信|提问|诉求)"
)
_ANSWERED = (
    "(?:回复|答复|办理|处理|反馈|回应|办复)(?:内容|结果|情况|意见|时间|日期)"
    "|(?:官方|部门|政府|单位)(?:回复|答复|回应)"
)
_LABEL = re.compile(
    r"[【\[]?(?:(?P<office>(?:回复|答复|回应|办复)(?:单位|部门|机构))"
    rf"|(?P<letter>{_LETTER})|(?P<asked>{_ASKED})|(?P<answered>{_ANSWERED}))(?=$|[:】\]])"
)
"""In folded text without white space."""
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:(?P<named>reply|answer|huifu|dafu|feedback)|comments?)(?=$|[\s_-]|\d)", re.I
)
"""What the answer is called."""
_PAIRS = ({"letter", "answered"}, {"asked", "answered"}, {"letter", "named"})
"""Either of them tells a page of letters; 答复单位 alone does, too."""
_TITLED = re.compile(
    r"[【\[]?(?:来信|来件|信件|留言|咨询|投诉|诉求|提问|问题)(?:标题|主题)"
    r"(?:[】\]]?\s?:\s{0,3}|\s{1,3})(?P<title>[^\s:].{2,80})"
)
_SAID = re.compile(
    r"[【\[]?(?:来信|来件|信件|留言|咨询|投诉|回复|答复|办理|处理)(?:内容|结果|意见)"
)
"""Beside the title, what was written or answered: the page is a letter's."""
_LONGEST_TITLE = 100  # characters of a line
_LONGEST = 60  # characters of a text that begins with a label, and of its value


def letter_part(body: Any, sizes: dict[Any, Sizes]) -> Any:
    """The smallest element that holds the letter and the answer; None if the page has no letter.
    sizes: those of what can be seen."""
    parts: list[Any] = []
    kinds: set[str | None] = set()
    for element in body.iter():
        size = sizes.get(element)
        if size is None or element.tag == "a":
            continue
        labels = [label for text in _texts(element) if (label := _LABEL.match(text))]
        kinds.update(label.lastgroup for label in labels)
        name = _NAMED.search(class_and_id(element)) if size.sentences else None
        kinds.update([name.lastgroup] if name else [])
        if labels or name:
            parts.append(element)
    if "office" in kinds or any(pair <= kinds for pair in _PAIRS):
        return common_part(parts[0], parts[-1])  # in order: what holds both holds all
    return None


def _texts(element: Any) -> Iterator[str]:
    """The short texts that stand right in an element."""
    for text in (element.text, *(child.tail for child in element)):
        if text and len(text) <= _LONGEST:
            yield fold("".join(text.split()))


def common_part(element: Any, other: Any) -> Any:
    """The smallest element in which both stand."""
    around = {element, *element.iterancestors()}
    return next(x for x in (other, *other.iterancestors()) if x in around)


def title_of_letter(lines: Sequence[str]) -> str | None:
    """What a letter is about, by the only line that says so, 信件标题 路灯坏了两个月, if another
    one begins what was written or answered."""
    folded = [(line, fold(line[:_LONGEST_TITLE])) for line in lines]
    found = [(line, match) for line, told in folded if (match := _TITLED.fullmatch(told))]
    if len(found) != 1 or not any(_SAID.match(told) for _, told in folded):
        return None
    ((line, match),) = found
    return line[match.start("title") :]
