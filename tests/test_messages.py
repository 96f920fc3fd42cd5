"""Messages: two tables that agree, and every error of the product is a row of both."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from sources import ROOT, files, nodes
from timing import within

import errors
from corpus import file_types, limits
from errors import IndexBusy, QuestionError, SourceError, WenbaoError
from messages import Message, Reasons, message_text, parse, values
from messages.tables import CHINESE, ENGLISH, WORDS
from messages.translate import INNER, in_chinese
from web.ui.strings import Words

TABLES = {"messages/tables.py", "messages/translate.py", "errors.py"}
ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
MAKERS = (ERRORS - {"Message", "Any"}) | {"message_text", "values", "_Failed"}


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@dataclass(frozen=True)
class Use:
    """A place where a message is made.  key: None where it is not written out there."""

    place: str
    maker: str
    key: str | None
    names: frozenset[str] | None


@cache
def uses() -> list[Use]:
    found = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if name in TABLES or name == "messages/__init__.py":
            continue
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id not in MAKERS or not node.args:
                    continue
                first = node.args[0]
                key = first.value if isinstance(first, ast.Constant) else None
                named = frozenset(one.arg for one in node.keywords if one.arg)
                whole = all(one.arg for one in node.keywords) and node.func.id != "values"
                place = f"{name}:{node.lineno}"
                found.append(Use(place, node.func.id, key, named - {"skipped"} if whole else None))
    return found


def test_both_tables_have_the_same_keys_and_fields() -> None:
    assert list(CHINESE) == list(ENGLISH)
    for key, template in ENGLISH.items():
        assert fields(template) == fields(CHINESE[key]), key
    assert all(
        re.search("[\u4e00-\u9fff]", text) for key, text in CHINESE.items() if text != "{reason}"
    )


def test_every_message_that_is_made_is_in_the_tables_with_its_fields() -> None:
    found = uses()
    assert len(found) > 120
    assert [one for one in found if one.key is not None and one.key not in ENGLISH] == []
    wrong = [
        one
        for one in found
        if one.key is not None and one.names is not None and one.names != fields(ENGLISH[one.key])
    ]
    assert wrong == []


def test_keys_that_are_not_written_where_the_message_is_made() -> None:
    """Few, each looked at: a key of a small table, or a text of the page itself."""
    open_places = sorted({one.place.split(":")[0] for one in uses() if one.key is None})
    assert open_places == [
        "corpus/corrections.py", "corpus/encodings.py", "corpus/newspaper/continued_pages.py",
        "corpus/readers/ocr.py",
        "corpus/readers/office_package.py", "corpus/readers/pdf.py", "index/local/files.py",
        "index/partial_reads.py",
        "qa/llm/citation_check.py", "qa/llm/client.py", "qa/request.py",
        "web/api/responses.py",
    ]  # fmt: skip


def test_no_message_is_unused() -> None:
    written = {
        node.value
        for path in files()
        if path.relative_to(ROOT).as_posix() not in TABLES
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(ENGLISH) - written == set()


def test_a_text_is_read_back_as_what_it_was_made_from() -> None:
    for key, template in ENGLISH.items():
        given: dict[str, object] = {name: f"<{name}>" for name in fields(template)}
        assert parse(message_text(key, **given)) == Message(key, given)


def test_what_is_no_message_is_none() -> None:
    assert parse("") is None and parse("丰收") is None
    assert values("head", "head: ") is None  # a field is never empty
    assert values("no_index", "there is no index in a; build one: python -m index build PATH… "
                  "--index b  (without PATH: the bundled articles)") is None  # fmt: skip
    assert values("head", "head: 本报记者")["text"] == "本报记者"  # type: ignore[index]


def test_a_hostile_text_is_read_at_once() -> None:
    with within(5):
        for template in ENGLISH.values():
            for literal, _, _, _ in Formatter().parse(template):
                if literal.strip():
                    parse(literal * (50_000 // len(literal)))


def test_every_value_of_a_field_with_few_is_translated() -> None:
    for name in ("unit", "of", "advice"):
        assert {
            getattr(one, name) for one in vars(limits).values() if isinstance(one, limits.Limit)
        } == set(WORDS[name])
    assert {name for _, _, name in file_types._SIGNS} | {file_types.OTHER} == set(WORDS["kind"])
    every = set().union(*map(fields, ENGLISH.values()))
    assert set(WORDS) | INNER <= every


def test_an_error_carries_its_key_and_fields() -> None:
    error = SourceError("row_not_utf8", skipped=["a"], byte=12_345)
    assert str(error) == "not UTF-8 at byte 12,345 of the row"
    assert (error.message, error.code) == (Message("row_not_utf8", {"byte": 12_345}), "source")
    assert error.skipped == ("a",)
    asked = QuestionError("bad_range", since="2024", until="2023")
    assert asked.code == "bad_range"
    own = WenbaoError("a text of {somebody} else")
    assert str(own) == "a text of {somebody} else" and own.code == "error"
    assert Words("zh").message(own) == str(own)


def test_the_page_tells_an_error_and_its_text_alike() -> None:
    inner = message_text("names_near", names='"周平"')
    error = QuestionError("unknown_author", value='"周坪"', instead=inner)
    assert Words("zh").message(error) == '没有作者为 "周坪" 的文章；是不是 "周平"？'
    assert Words("zh").message(str(error)) == Words("zh").message(error)
    busy = IndexBusy("being_written", path="/srv/秘/index", holder="process 7 on h since 2026")
    assert Words("zh").message(busy) == "另一个程序正在改索引（index），请稍后再试"


def test_the_reasons_of_several_files_are_told_one_by_one() -> None:
    reasons = Reasons(
        [("/秘/a; b: c.txt", message_text("empty_file")), ("/秘/d.txt", "foreign: text")]
    )
    error = SourceError("nothing_found", paths="/秘", reasons=reasons)
    assert "(/秘/a; b: c.txt: the file is empty; /秘/d.txt: foreign: text)" in str(error)
    assert "（/秘/a; b: c.txt：文件是空的；/秘/d.txt：foreign: text）" in in_chinese(error)
    assert "（a; b: c.txt：文件是空的；d.txt：foreign: text）" in Words("zh").message(error)
    none = SourceError("nothing_found", paths="a", reasons=message_text("nothing_there"))
    assert "（什么都没有）" in in_chinese(none)
    assert in_chinese(str(none)) == in_chinese(none)
