"""JSON Lines: rows as the contract says; a broken row is named, the rest is read."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import limits
from corpus.readers import jsonl
from corpus.records import Article, author_names
from corpus.spans import verify
from messages import message_text


def read(data: bytes) -> tuple[list[Article], list[tuple[str, str]]]:
    refused: list[tuple[str, str]] = []
    found = list(jsonl.read(io.BytesIO(data), "a.jsonl", lambda *what: refused.append(what)))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found, refused


def rows(*parts: Any) -> bytes:
    return "\n".join(json.dumps(part, ensure_ascii=False) for part in parts).encode("utf-8")


def texts(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def test_a_row_with_text() -> None:
    row = {
        "id": "a-1", "title": "甲", "author": "乙", "office": "丙", "column": "丁",
        "published": "2024年3月5日", "url": "u", "text": "第一段\n还是第一段。\n\n第二段。",
    }  # fmt: skip
    (one,), refused = read(rows(row))
    assert not refused
    assert (one.id, one.title, one.author, one.office, one.column) == (
        "a-1",
        "甲",
        "乙",
        "丙",
        "丁",
    )
    assert (one.published, one.url, one.path) == ("2024-03-05", "u", "a.jsonl")
    assert one.source.text == row["text"]
    assert texts(one) == ["第一段还是第一段。", "第二段。"]


def test_a_row_with_paragraphs() -> None:
    (one,), _ = read(
        rows({"paragraphs": ["一\n二", {"heading": "小标题", "text": "三\n\n四"}, " "]})
    )
    assert one.source.text == "一\n二\n\n三\n\n四\n\n "
    assert texts(one) == ["一二", "三四"]
    assert [part.heading for part in one.paragraphs] == [None, "小标题"]


def test_ids_are_kept_as_strings_or_made_of_the_content() -> None:
    found, _ = read(rows({"id": 7, "text": "甲"}, {"id": None, "text": "乙"}, {"text": "丙"}))
    again, _ = read(rows({"text": "丙"}, {"text": "乙"}))
    assert found[0].id == "7"
    assert {one.id for one in again} == {one.id for one in found[1:]}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (b"{broken", "not JSON"),
        (b"[1, 2]", "object"),
        (b'"text"', "object"),
        (b'{"id": "x"}', 'neither "text" nor "paragraphs"'),
        (b'{"text": 5}', '"text" must be a string'),
        (b'{"text": ' + b"5" * 5000 + b"}", '"text" must be a string'),
        (b'{"text": " "}', "no text"),
        (b'{"paragraphs": {}}', "must be a list"),
        (b'{"paragraphs": [5]}', "paragraph 1"),
        (b'{"text": "\xff"}', "not UTF-8"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b"[" * 100_000, "JSON"),
        (b'{"text": "' + b"a" * limits.ROW_BYTES.value + b'"}', "limit"),
    ],
)
def test_a_broken_row_is_named_and_the_rest_is_read(row: bytes, reason: str) -> None:
    good = [json.dumps({"text": text}, ensure_ascii=False).encode() for text in ("前", "后")]
    found, refused = read(b"\n".join([good[0], b"", row, good[1]]))
    assert [texts(one) for one in found] == [["前"], ["后"]]
    ((path, why),) = refused
    assert path == "a.jsonl:3"
    assert reason in why


def test_a_number_of_any_length_beside_the_text_hinders_nothing() -> None:
    found, refused = read(b'{"views": -' + b"7" * 5000 + '00, "text": "甲乙"}'.encode())
    assert ([texts(one) for one in found], refused) == ([["甲乙"]], [])


def test_the_same_id_twice() -> None:
    same = {"id": "x", "text": "甲"}
    found, refused = read(rows(same, same, {"id": "x", "text": "乙"}))
    assert not refused
    assert [(one.id, texts(one)) for one in found] == [("x", ["甲"]), ("x", ["乙"])]
    assert found[1].notes == (message_text("shared_id"),)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("a" * 201, "201 characters"),
        ("a\n\n# b", "line break"),
        ("a\x1b[31m", "cannot be seen"),
        ("a\u2028b", "line break"),
        ("a\u202eb", "cannot be seen"),
        ("\ud800", "cannot be seen"),
        ("a\\b", "path"),
        ("a/../b", "path"),
        ("./a", "path"),
        ("..", "path"),
        (".", "path"),
        (["x"], "list"),
        (1.5, "float"),
        (True, "bool"),
    ],
)
def test_an_id_that_cannot_be_an_address_is_noted_and_the_article_kept(
    value: Any, why: str
) -> None:
    (one,), refused = read(json.dumps({"id": value, "text": "甲"}).encode())
    (plain,), _ = read(rows({"text": "甲"}))
    assert not refused
    assert one.id == plain.id
    assert why in one.notes[0]


@pytest.mark.parametrize(
    "value",
    [
        "a" * 200,
        "文章 7：甲",
        "a.b",
        "...",
        "x?y#z%2F",
        "２",
        "a/b",
        "/a//b/",
        "http://x.cn/第1号.html?a=b#c",
    ],
)
def test_any_other_id_is_kept(value: str) -> None:
    (one,), _ = read(rows({"id": value, "text": "甲"}))
    assert (one.id, one.notes) == (value, ())


def test_a_reprint_under_another_column_is_an_article_of_its_own() -> None:
    found, refused = read(rows({"text": "甲", "column": "一"}, {"text": "甲", "column": "二"}))
    assert not refused
    assert len({one.id for one in found}) == 2


def test_paper_and_edition_are_kept_and_tell_reprints_apart() -> None:
    row = {"title": "甲", "text": "乙", "paper": "青石日报", "edition": "第6版"}
    found, refused = read(rows(row, {**row, "edition": "第7版"}, row))
    assert not refused
    assert [(one.paper, one.edition) for one in found] == [
        ("青石日报", "第6版"), ("青石日报", "第7版"),
    ]  # fmt: skip
    assert len({one.id for one in found}) == 2
    (plain,), _ = read(rows({"title": "甲", "text": "乙"}))
    assert plain.id == found[0].id, "the id is of the content alone"


def test_other_encodings_of_the_whole_file() -> None:
    data = rows({"text": "社区图书室每周六下午开放。"}, {"text": "借书不用押金，读完放回原处。"})
    for name in ("utf-8-sig", "utf-16", "gb18030"):
        found, refused = read(data.decode("utf-8").encode(name))
        assert not refused
        assert [texts(one)[0][:2] for one in found] == ["社区", "借书"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=8,
)
ROW = st.dictionaries(
    st.sampled_from(["id", "title", "text", "paragraphs", "author", "published", "heading", "url"]),
    JSON | st.lists(st.text() | st.fixed_dictionaries({"text": st.text(), "heading": st.text()})),
)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(st.lists(ROW | JSON, max_size=4))
def test_any_json_is_read_or_named(parts: list[Any]) -> None:
    data = "\n".join(json.dumps(part) for part in parts).encode("utf-8")
    found, refused = read(data)
    assert len(found) + len(refused) <= len(parts)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(max_size=20), min_size=1, max_size=5))
def test_any_text_row_keeps_the_rule_of_spans(parts: list[str]) -> None:
    data = json.dumps({"paragraphs": parts}).encode("utf-8")
    read(data)
    read(json.dumps({"text": "\n\n".join(parts)}).encode("utf-8"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("船修好了。\n明天开船。", ["船修好了。", "明天开船。"]),
        ("船修好了，明天\n开船。\n后天停。", ["船修好了，明天开船。后天停。"]),
        ("船修好了。\n明天开船。\n\n后天停。", ["船修好了。明天开船。", "后天停。"]),
    ],
)
def test_lines_that_end_as_text_does_are_paragraphs_where_nothing_else_parts_them(
    text: str, parts: list[str]
) -> None:
    (one,), _ = read(rows({"text": text}))
    assert [part.text for part in one.paragraphs] == parts


def test_keys_that_others_give_to_the_text() -> None:
    found, refused = read(
        rows(
            {"title": "渡口", "author": "罗小满", "content": "船修好了。"},
            {"标题": "老桥", "作者": ["丁秋生", "范小青"], "正文": ["桥旧了。", "要修。"]},
            {"title": "渡口", "body": "<p>船修好了。</p>"},
            {"text": "船开了。", "content": "别的话。"},
        )
    )
    assert [(one.title, one.author) for one in found] == [
        ("渡口", "罗小满"), ("老桥", "丁秋生 范小青"), ("渡口", None), (None, None),
    ]  # fmt: skip
    assert [[part.text for part in one.paragraphs] for one in found] == [
        ["船修好了。"], ["桥旧了。", "要修。"], ["船修好了。"], ["船开了。"],
    ]  # fmt: skip
    assert not refused
    assert found[3].notes == (message_text("keys_not_read", keys="content"),)


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("date 日期 time 时间 发表日期 publish_date 见报日期", "published", "2021-04-06"),
        ("create_time createdAt created 创建时间", "published", "2021-04-06"),
        ("byline authors 作者 记者 署名 Author_Name", "author", "丁秋生"),
        ("section 栏目 频道", "column", "河讯"),
        ("来源 source newspaper 报刊 source_name mediaName copyfrom", "paper", "青石日报"),
        ("标题 headline 新闻标题 post-title", "title", "船期改了"),
    ],
)
def test_keys_that_others_give_to_what_is_known_of_an_article(
    keys: str, field: str, value: str
) -> None:
    """With our own keys for the text beside them, too."""
    found, _ = read(rows(*({key: value, "text": f"{key}：船期。"} for key in keys.split())))
    assert [getattr(one, field) for one in found] == [value] * len(keys.split())
    assert not any(one.notes for one in found)


def test_our_own_key_counts_before_those_of_others_and_a_date_may_be_a_number() -> None:
    found, refused = read(
        rows(
            {"date": "2020-01-01", "published": "2021-04-06", "text": "船停一天。"},
            {"日期": 20210406, "full_text": "船停两天。"},
            {"published": None, "date": "2021-04-06", "text": "", "正文": "船停三天。"},
        )
    )
    assert [one.published for one in found] == ["2021-04-06"] * 3 and not refused
    assert found[0].notes == (message_text("keys_not_read", keys="date"),)


def test_a_key_that_has_no_place_is_noted() -> None:
    row = {"text": "船停一天。", "更新时间": "2021-04-06", "by": {"id": 3}, "memo": ""}
    (one,), _ = read(rows(row))
    assert one.notes == (message_text("keys_not_read", keys="更新时间, by"),)
    (one,), _ = read(rows({"text": "船停一天。", **{f"k{i}" * 30: 1 for i in range(99)}}))
    assert all(len(note) < 500 for note in one.notes)


def test_a_text_beside_the_paragraphs_is_noted_if_it_says_more() -> None:
    note = message_text("keys_not_read", keys="text")
    found, _ = read(
        rows(
            {"text": "船停一天。", "paragraphs": ["船停两天。"]},
            {"text": "船停三天。\n夜里不开。", "paragraphs": ["船停三天。", "夜里不开。"]},
        )
    )
    assert [texts(one) for one in found] == [["船停两天。"], ["船停三天。", "夜里不开。"]]
    assert [one.notes for one in found] == [(note,), ()]


def test_a_key_that_stands_twice_is_noted_if_it_says_two_things() -> None:
    pairs = (("船停一天。", "船停两天。"), ("船开。", "船开。"))
    lines = (f'{{"text": "{one}", "text": "{other}"}}' for one, other in pairs)
    found, _ = read("\n".join(lines).encode())
    assert [texts(one) for one in found] == [["船停两天。"], ["船开。"]]
    assert [one.notes for one in found] == [(message_text("keys_repeated", keys="text"),), ()]


def test_a_list_of_authors_is_joined_as_authors_are() -> None:
    names = (["丁秋生", "范小青"], ["Ada Lo", "丁秋生"], [])
    found, _ = read(rows(*({"author": list_, "text": f"船停{list_}。"} for list_ in names)))
    assert [one.author for one in found] == ["丁秋生 范小青", "Ada Lo、丁秋生", None]
    assert author_names(found[0].author) == ("丁秋生", "范小青")
    (one,), _ = read(rows({"author": ["丁秋生", 1], "text": "船停。"}))
    assert one.author is None and any("author" in note for note in one.notes)


SAID = ["渡口的船修好了，昨天下水试航。", "船工说下个月就能载客。"]


@pytest.mark.parametrize("key", ["text", "content", "body_html", "正文"])
@pytest.mark.parametrize(
    "markup",
    [
        "<p>{}</p>\n<p>{}</p>",
        "&nbsp;&nbsp;{}<br/>&nbsp;&nbsp;{}",
        "<!-- wp:paragraph -->\n<p>{}</p>\n<!-- /wp:paragraph -->\n\n<p>{}</p>",
        '{}\n\n<a href="http://a.cn/1">{}</a>',
        "&lt;p&gt;{}&lt;/p&gt;&lt;p&gt;{}&lt;/p&gt;",
        "{}\u3000&#12288;\n\n{}",
    ],
)
def test_markup_in_a_row_is_read_as_a_page_is(key: str, markup: str) -> None:
    (one,), refused = read(rows({"title": "船&amp;桥", key: markup.format(*SAID)}))
    assert [text.strip() for text in texts(one)] == SAID and not refused
    assert one.title == "船&桥" and not one.notes
    assert "<" not in one.source.text and "&" not in one.source.text


def test_paragraphs_that_are_markup() -> None:
    parts = [{"heading": "试航", "text": f"<p>{SAID[0]}</p>"}, f"{SAID[1]}&nbsp;", "<b>完</b>"]
    (one,), _ = read(rows({"paragraphs": parts}))
    assert texts(one) == [*SAID, "完"]
    assert [part.heading for part in one.paragraphs] == ["试航", None, None]


def test_a_text_that_tells_of_tags_is_no_markup() -> None:
    for text in ("用 <p> 标签分段，用 <br> 换行。", "a < b 且 c > d。", "```\n<p>船</p>\n```"):
        (one,), _ = read(rows({"text": text}))
        assert one.source.text == text


def test_half_a_character_within_markup_is_named() -> None:
    found, refused = read(b'{"text": "<p>a\\ud800</p>"}')
    assert not found and "surrogate" in refused[0][1]


def test_rows_as_wordpress_gives_them() -> None:
    row = {
        "id": 7, "date": "2023-04-18T08:00:00", "title": {"rendered": "船修好了"}, "author": 3,
        "content": {"rendered": f"<p>{SAID[0]}</p>", "protected": False}, "link": "https://a.cn/7",
    }  # fmt: skip
    (one,), _ = read(rows(row))
    assert (one.title, one.published, one.url) == ("船修好了", "2023-04-18", "https://a.cn/7")
    assert texts(one) == SAID[:1] and one.notes == (message_text("keys_not_read", keys="author"),)


@pytest.mark.parametrize(
    ("value", "author"),
    [
        ({"name": "丁秋生", "email": "a@b.cn"}, "丁秋生"),
        ([{"name": "丁秋生"}, {"name": "范小青"}], "丁秋生 范小青"),
        ("文/丁秋生", "丁秋生"),
        ("记者 丁秋生 通讯员 范小青", "丁秋生 范小青"),
    ],
)
def test_authors_as_objects_and_bylines(value: Any, author: str) -> None:
    for key in ("author", "作者"):
        (one,), _ = read(rows({"text": "船停一天。", key: value}))
        assert one.author == author


def test_a_text_in_parts_and_one_in_markdown() -> None:
    (one,), _ = read(rows({"标题": "船修好了", "正文1": SAID[0], "正文2": SAID[1]}))
    assert texts(one) == SAID and not one.notes
    (one,), _ = read(rows({"title": "船修好了", "body_markdown": f"## 试航\n\n**{SAID[0]}**"}))
    assert [(part.heading, part.text) for part in one.paragraphs] == [("试航", SAID[0])]


@pytest.mark.parametrize(
    "key", ["summary", "abstract", "摘要", "副标题", "回复", "答复", "回复内容"]
)
@pytest.mark.parametrize("value", ["夜里停航。", ["夜里停航。"], "<p>夜里停航。</p>"])
def test_a_text_beside_the_text_is_a_paragraph_under_its_key(key: str, value: Any) -> None:
    found, refused = read(
        rows(
            {"title": "船修好了", key: value, "content": "\n\n".join(SAID)},
            {"title": "船修好了", "text": "\n\n".join(SAID), key: value},
            {"title": "船期", key: value, "paragraphs": SAID},
        )
    )
    beside, text = (key, "夜里停航。"), [(None, said) for said in SAID]
    assert [[(part.heading, part.text) for part in one.paragraphs] for one in found] == [
        [beside, *text], [*text, beside], [beside, *text],
    ]  # fmt: skip
    assert not refused and not any(one.notes for one in found)


@pytest.mark.parametrize("summary", [SAID[0], f"{SAID[0][:-1]}……", SAID[0][:9] + "...", "船修好了"])
def test_a_summary_that_the_row_says_elsewhere_is_not_said_twice(summary: str) -> None:
    row = {"title": "船修好了", "summary": summary, "text": "\n\n".join(SAID)}
    (one,), _ = read(rows(row))
    assert texts(one) == SAID and one.source.text == row["text"]


def test_a_letter_and_its_reply_make_an_article_without_a_text() -> None:
    found, refused = read(
        rows(
            {"标题": "船何时修好", "来信人": "何田", "来信": SAID[0], "答复": SAID[1]},
            {"title": "船何时修好", "来信内容": SAID[0], "回复内容": SAID[1]},
            {"title": "船", "summary": "船"},
        )
    )
    assert [[(part.heading, part.text) for part in one.paragraphs] for one in found] == [
        [("来信", SAID[0]), ("答复", SAID[1])], [(None, SAID[0]), ("回复内容", SAID[1])],
    ]  # fmt: skip
    assert found[0].author == "何田" and "text" in refused[0][1]


def test_when_the_entry_was_made_counts_only_where_no_other_date_is() -> None:
    dates = {"create_time": "2023-04-20", "publish_time": 1681783200}
    found, _ = read(
        rows({**dates, "text": "船开。"}, {"createTime": "18-Apr-23", "text": "船停。"})
    )
    assert [one.published for one in found] == ["2023-04-18"] * 2
    assert found[0].notes == (message_text("keys_not_read", keys="create_time"),)


def test_a_field_of_another_type_does_not_cost_the_text() -> None:
    """A number or a list of texts is read as under other names; the rest is left out and noted."""
    found, refused = read(
        rows(
            {"title": 5, "text": "渡船一天八班。", "column": ["水运", "地方"]},
            {"title": "渡口", "text": "渡船一天九班。", "published": 20240501, "paper": {"a": 1}},
            {"title": True, "text": "渡船一天十班。", "author": ["甲", 5], "url": 1.5},
        )
    )
    assert not refused and [texts(one) for one in found] == [
        ["渡船一天八班。"], ["渡船一天九班。"], ["渡船一天十班。"]
    ]  # fmt: skip
    first, second, third = found
    assert (first.title, first.column, first.notes) == ("5", "水运、地方", ())
    assert second.paper is None and second.published in (None, "2024-05-01")
    assert any("paper" in note for note in second.notes)
    assert second.published or any("20240501" in note for note in second.notes)
    assert (third.title, third.author, third.url) == (None, None, None)
    for key in ("title", "author", "url"):
        assert any(key in note for note in third.notes)


def test_a_text_of_another_type_is_still_refused() -> None:
    found, refused = read(rows({"title": "渡口", "text": 5}))
    assert not found and "text" in refused[0][1]
