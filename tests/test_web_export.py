"""Downloads: they read back as they were, and no cell runs in a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest

from qa.records import Answer, AnswerSentence, Hit
from web.cite import citation, file_name
from web.export import COLUMNS, as_csv, as_markdown, guarded


def hit(**changes: object) -> Hit:
    values: dict[str, object] = {
        "rank": 1,
        "score": 0.5,
        "id": "a#2",
        "article_id": "a",
        "title": "车间里的新事",
        "author": "林一",
        "office": None,
        "column": "一线",
        "published": "2024-11-20",
        "url": None,
        "path": "/home/somebody/articles/a.md",
        "heading": None,
        "paragraph": 2,
        "text": "两行\n文字",
        "spans": ((3, 7),),
        "dense_rank": 1,
        "lexical_rank": None,
        "matched": ("文字",),
        "notes": (),
    }
    return Hit(**{**values, **changes})  # type: ignore[arg-type]


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_hit_reads_back_from_csv() -> None:
    [row] = rows(as_csv([hit()]))
    assert list(row) == list(COLUMNS)
    assert row["text"] == "两行\n文字"
    assert row["rank"] == "1"
    assert row["score"] == "0.5"
    assert row["lexical_rank"] == ""
    assert row["matched"] == "文字"
    assert row["citation"] == "林一:《车间里的新事》,一线,2024-11-20,第2段。"


@pytest.mark.parametrize("start", [*"=+-@\t\r", "＝", "＋", "－", "＠", "  =", "\u3000="])
def test_a_formula_becomes_text(start: str) -> None:
    formula = start + 'HYPERLINK("http://x","y")'
    [row] = rows(as_csv([hit(title=formula, text=formula, matched=(formula,))]))
    for name in ("title", "text", "matched"):
        assert row[name].startswith("'"), name
        assert row[name][1:] == formula


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert guarded(-1.5) == "-1.5"
    assert guarded("安全第一") == "安全第一"
    assert guarded(None) == ""
    assert guarded(("一", "二")) == "一 | 二"


def test_markdown_shows_signs_as_signs_and_cites() -> None:
    sentence = AnswerSentence("答案*不是*粗体。", 1, ((3, 7),))
    text = as_markdown(Answer("什么[事]", True, 0.9, (sentence,), (hit(text="<b>一</b>\n二"),)))
    assert "# 什么\\[事\\]" in text
    assert "答案\\*不是\\*粗体。 \\[1\\]" in text
    assert "> \\<b\\>一\\</b\\> 二" in text
    assert "林一:《车间里的新事》" in text


def test_markdown_says_when_there_is_no_answer() -> None:
    text = as_markdown(Answer("问", False, 0.1, (), (hit(),)), "en")
    assert "do not answer" in text
    assert "## Nearest passages" in text


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert citation(hit(author=None, column=None, published=None)) == "《车间里的新事》,第2段。"
    assert citation(hit(title=None, author=None), "en") == "a.md, 一线, 2024-11-20, para. 2."


@pytest.mark.parametrize("path", ["/a/b/c.md", "b/c.md", "C:\\x\\c.md", "c.md"])
def test_no_folder_of_this_machine_is_told(path: str) -> None:
    assert file_name(path) == "c.md"
