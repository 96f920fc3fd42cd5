"""Lines of a table of contents."""

from __future__ import annotations

import pytest

from language.contents import is_contents
from language.fold import fold


@pytest.mark.parametrize(
    ("text", "over", "found"),
    [
        ("渡口的三个船工……………………罗三木　21", "", True),
        ("第一节　渡口……87", "", True),
        ("渡口的三个船工　罗三木　21", "渡口旧事\n目　录", True),
        ("渡口的三个船工　罗三木　21", "渡口旧事", False),
        ("渡口的三个船工　罗三木", "目录", False),
        ("他数着船，一……二……一直数到21。", "", False),
        ("渡口有船……大约21条吧。", "", False),
        ("渡口有船…21", "", False),
        ("鲫鱼 310 298", "目录", False),
        ("目录编好了，共收信21", "渡口旧事\n目录学的人", False),
    ],
)
def test_a_line_of_contents(text: str, over: str, found: bool) -> None:
    assert is_contents(fold(text), fold(over)) is found
