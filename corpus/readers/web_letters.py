"""Pages of an office that print a letter and the answer to it: both are the text.

Their parts are called reply, comment or feedback, as readers' comments are elsewhere, and the
letter may stand in one row of a table, the answer in another one.  The labels tell such a page:
来信内容, 答复单位.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from corpus.readers.web_sizes import Sizes, class_and_id
from language.fold import fold

_SURE = re.compile(
    r"(?:来信|来件|信件)(?:内容|标题|主题|编号|时间|日期|人|者|类型|类别|状态)|(?:回复|答复|回应|办复)(?:单位|部门|机构|意见|结果)"
    r"|答复(?:内容|时间|日期)|(?:官方|部门|政府|单位)(?:回复|答复|回应)"
)
_ASKED = re.compile(
    r"(?:留言|咨询|投诉|诉求|提问|问题|反映|网民留言|网友留言|问政)(?:内容|标题|主题|编号)|(?:网民|网友|群众)(?:留言|来信|提问|诉求)"
)
_ANSWERED = re.compile("(?:回复|答复|办理|处理|反馈|回应)(?:内容|结果|情况|意见|时间|日期)")
_VALUE = r"(?=\s{0,4}(?:$|[:】\]]))"
_LABEL = re.compile(
    rf"[【\[]?(?:(?P<sure>{_SURE.pattern})|(?P<asked>{_ASKED.pattern})"
    rf"|(?P<answered>{_ANSWERED.pattern})){_VALUE}"
)
_ANSWER = re.compile(
    r"(?:^|[\s_-])(?:comments?|reply|answer|huifu|dafu|feedback)(?=$|[\s_-]|\d)", re.I
)
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
        if labels or (size.sentences and _ANSWER.search(class_and_id(element))):
            parts.append(element)
    if "sure" in kinds or {"asked", "answered"} <= kinds:
        return common_part(parts[0], parts[-1])  # in order: what holds both holds all
    return None


def _texts(element: Any) -> Iterator[str]:
    """The short texts that stand right in an element."""
    for text in (element.text, *(child.tail for child in element)):
        if text and len(text) <= _LONGEST:
            yield fold(text.strip())


def common_part(element: Any, other: Any) -> Any:
    """The smallest element in which both stand."""
    around = {element, *element.iterancestors()}
    return next(x for x in (other, *other.iterancestors()) if x in around)
