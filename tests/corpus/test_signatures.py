"""Bylines below a text or in brackets."""

from __future__ import annotations

import pytest

from corpus.bylines import Byline
from corpus.issuers import issuer
from corpus.signatures import (
    about_author,
    compiled,
    of_unit,
    office_note,
    quoted_work,
    signature,
)


def test_an_agency_and_an_office_without_a_name() -> None:
    assert [issuer(text) for text in ("据新华社电", "据新华社石桥3月4日电", "据说来电")] == [
        "新华社", "新华社", None,
    ]  # fmt: skip
    assert about_author("（作者系县农科所所长）") == "县农科所所长"
    assert about_author("作者系县农科所所长") is about_author("（县农科所所长）") is None


@pytest.mark.parametrize("remark", ["，本文有删节", "；有删改", "，略有改动"])
def test_a_remark_on_the_text_is_no_part_of_the_signature(remark: str) -> None:
    signed = signature(f"（作者罗小满系柳溪镇文化站站长{remark}）")
    assert signed == Byline("罗小满", "柳溪镇文化站站长")


@pytest.mark.parametrize(
    ("text", "author", "office"),
    [
        ("农技站　桂小满", "桂小满", "农技站"),
        ("董事会秘书 桂小满", "桂小满", "董事会秘书"),
        ("高一（3）班 桂小满", "桂小满", "高一（3）班"),
        ("（市民 何大妈）", "何大妈", "市民"),
        ("高一(3)班　桂小满　　指导老师：何  田", "桂小满", "高一(3)班"),
        ("农技站　桂  小  满", "桂小满", "农技站"),
        ("12路司机 桂小满", "桂小满", "12路司机"),
        ("花坊街居民：桂小满", "桂小满", "花坊街居民"),
        ("读者 鄢小满", "鄢小满", "读者"),
        ("指导老师：桂小满", None, None),
        ("居民：早该修", None, None),
        ("审判员 桂小满", None, None),
        ("联系人 桂小满", None, None),
        ("一等奖 桂小满", None, None),
        ("裁判员 桂小满", None, None),
        ("桂小满 何田田", None, None),
        ("农技站 育苗法", None, None),
        ("农技站桂小满", None, None),
    ],
)
def test_a_place_and_a_name(text: str, author: str | None, office: str | None) -> None:
    assert of_unit(text) == (Byline(author, office) if author else None)


def test_who_signs_a_preface_or_compiles_a_book() -> None:
    assert signature("二十世孙　桂小满　谨序") == Byline("桂小满", "二十世孙")
    assert signature("桂小满敬撰") == Byline("桂小满")
    assert issuer("青溪镇志编纂办公室 编") == "青溪镇志编纂办公室"
    assert issuer("柳树又发芽 编") is None


def test_an_office_behind_a_text() -> None:
    assert office_note("手册很厚。（作者系江州大学教授）") == (5, "江州大学教授")
    assert office_note("手册很厚。") is None


@pytest.mark.parametrize("sign", ["　敬告", " 谨启", "谨告", "　启", " 谨白"])
def test_how_a_notice_is_signed_is_no_name(sign: str) -> None:
    assert signature(f"桂小满{sign}") == Byline("桂小满")


@pytest.mark.parametrize("text", ["孝男　何田　泣告", "桂小满启", "敬告", "特此 敬告", "渡口 启"])
def test_what_else_ends_so_is_nobody(text: str) -> None:
    assert signature(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("——何田田《河湾志》", True),
        ("—— 李时珍《本草纲目》", True),
        ("——读何田《河湾志》", False),
        ("——《河湾志》", False),
        ("——何田《河湾志》序", False),
        ("何田《河湾志》", False),
        ("——方法《河湾志》", False),
    ],
)
def test_from_what_words_are_quoted(text: str, expected: bool) -> None:
    assert quoted_work(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("桂小满编", True),
        ("桂小满　编纂", True),
        ("光绪二年　邑人桂小满編", True),
        ("河湾县文化馆编", True),
        ("文史选编", False),
        ("史料汇编", False),
        ("马政编", False),
        ("常用字编", False),
        ("第二编", False),
        ("方言词编", False),
        ("桂小满", False),
    ],
)
def test_who_put_a_book_together(text: str, expected: bool) -> None:
    assert compiled(text) is expected
