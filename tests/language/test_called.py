"""Whether a text has the name that is asked for."""

from __future__ import annotations

import pytest

from language.called import lacks_name


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("老覃叫什么名字", "老覃的女儿叫覃小满。", True),
        ("老覃的女儿叫什么名字", "老覃的女儿叫覃小满。", False),
        ("老覃叫什么名字", "老覃的本名叫覃满仓。", False),
        ("老覃的全名", "老覃没有上船。", True),
        ("老覃的全名", "船工覃满仓没有上船。", False),
        ("韦师傅的大名是什么", "大家都叫他韦师傅,他姓韦。", True),
        ("韦师傅的大名是什么", "韦大河师傅修了二十年船。", False),
        ("韦师傅的孙子叫什么", "韦师傅的孙子把茶取名“云水间”。", True),
        ("韦师傅的孙子叫什么", "韦师傅的孙子韦小舟把茶取名“云水间”。", False),
        ("韦师傅孙子叫什么名字", "大家叫他韦师傅。韦师傅的孙子把茶取名“云水间”。", True),
        ("韦师傅的老伴叫什么", "老伴的菜园在河边。", True),
        ("韦师傅的妻子叫什么", "老伴罗三妹在河边种菜。", False),
        ("新茶叫什么名字", "韦师傅的孙子把茶取名“云水间”。", False),
        ("韦师傅几点开船", "大家都叫他韦师傅。", False),
    ],
)
def test_a_name_is_lacking(question: str, text: str, found: bool) -> None:
    assert lacks_name(question, text) is found
