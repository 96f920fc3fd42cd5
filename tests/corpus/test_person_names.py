"""What is a person's name, and what is none."""

from __future__ import annotations

import pytest

from corpus.bylines import Byline
from corpus.dated_heads import dated_head
from corpus.person_names import in_one_form, persons
from corpus.signatures import of_unit


@pytest.mark.parametrize("word", ["阅读", "浏览", "点击量", "评论", "来源"])
def test_a_word_of_a_sites_tools_is_nobodys_name(word: str) -> None:
    assert persons(f"admin | {word}", labelled=True) is None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("桂小满、何田", "桂小满 何田"),
        ("桂小满,何田", "桂小满 何田"),
        ("桂小满 / 何田", "桂小满 何田"),
        ("桂小满；何田;温良", "桂小满 何田 温良"),
        ("桂小满|何田", "桂小满 何田"),
        ("桂小满　何田", "桂小满 何田"),
        ("让·莫雷、桂小满", "让·莫雷 桂小满"),
        ("桂小满、桂小满", "桂小满"),
        ("桂小满", "桂小满"),
        ("Low, Tom", "Low, Tom"),  # one name, its family name first
        ("Tom Low / Ann Reed", "Tom Low / Ann Reed"),
        ("桂小满、青溪县水利局办公室", "桂小满、青溪县水利局办公室"),  # no list of names alone
        (None, None),
        ("、", "、"),
    ],
)
def test_several_authors_have_one_form(written: str | None, stored: str | None) -> None:
    assert in_one_form(written) == stored


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("何  田", "何田"),
        ("桂 小 满", "桂小满"),
        ("桂小满 何田", "桂小满 何田"),
        ("江 口 日 报", None),
    ],
)
def test_a_name_set_wide_in_a_field_is_one(value: str, names: str | None) -> None:
    assert persons(value) == names


@pytest.mark.parametrize("name", ["程小站", "王建社", "孙国会", "张国理"])
def test_a_name_that_ends_as_a_body_does(name: str) -> None:
    assert of_unit(f"农技站　{name}") == Byline(name, "农技站")
    assert persons(name, labelled=True) == name
    assert dated_head(f"本报记者 {name} 2023年4月18日") == {
        "author": name, "office": "本报记者", "published": "2023-04-18",
    }  # fmt: skip


@pytest.mark.parametrize("body", ["农技站", "于家店", "高水站", "柳溪村", "城关站", "宣传科"])
def test_a_body_behind_a_role_is_no_name(body: str) -> None:
    fields = dated_head(f"本报记者 {body} 2023年4月18日")
    assert not fields or not fields["author"]
    assert persons(body, labelled=True) is None and of_unit(f"县政府　{body}") is None
