"""Downloads: they read back as they were, and no cell runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.metadata import METADATA, Metadata
from index.store import ArticleFacts, Filters
from qa.records import Answer, AnswerSentence, Hit
from web.api.export import COLUMNS, Export, as_csv, as_markdown, guarded
from web.redaction import file_name
from web.ui.addresses import path_of, source_key
from web.ui.citations import citation
from web.ui.strings import Lang


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
        "paper": None,
        "edition": None,
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
    values |= changes
    metadata = Metadata(**{name: values.pop(name) for name in METADATA})  # type: ignore[arg-type]
    return Hit(metadata=metadata, **values)  # type: ignore[arg-type]


def export(
    *hits: Hit, narrow: Filters | None = None, lang: Lang = "zh", **changes: object
) -> Export:
    values: dict[str, object] = {
        "question": "问", "answered": False, "confidence": 0.125, "sentences": (), "hits": hits,
        **changes,
    }  # fmt: skip
    answer = Answer(**values)  # type: ignore[arg-type]
    return Export(answer, narrow or Filters(), lang, "2026-11-01 08:30 UTC")


def rows(text: str) -> list[dict[str, str]]:
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_a_hit_reads_back_from_csv() -> None:
    [row] = rows(as_csv(export(hit())))
    assert list(row) == list(COLUMNS)
    assert row["text"] == "两行\n文字"
    assert row["rank"] == "1"
    assert row["score"] == "0.5"
    assert row["lexical_rank"] == ""
    assert row["matched"] == "文字"
    assert row["path"] == "a.md"
    assert row["citation"] == "林一《车间里的新事》（一线），2024年11月20日，第2段。"


@pytest.mark.parametrize("start", [*"=+-@\t\r", "＝", "＋", "－", "＠", "  =", "\u3000="])
def test_a_formula_becomes_text(start: str) -> None:
    formula = start + 'HYPERLINK("http://x","y")'
    made = export(hit(title=formula, text=formula, matched=(formula,)), question=formula)
    [row] = rows(as_csv(made))
    for name in ("title", "text", "matched", "question"):
        assert row[name].startswith("'"), name
        assert row[name][1:] == formula


@pytest.mark.parametrize("separator", [";", "\t", ",", "\n"])
@pytest.mark.parametrize("between", ["", " ", '"', "\u3000"])
@pytest.mark.parametrize("sign", "=+-@＝")
def test_no_cell_is_a_formula_whatever_parts_the_cells(
    separator: str, between: str, sign: str
) -> None:
    """Read as by a spreadsheet set to another separator, which does not know our quotes."""
    text = f"先;后\t里{separator}{between}{sign}1+1"
    csv_text = as_csv(export(hit(title=text, text=text, notes=(text,))))[1:]
    for other in ";\t":
        for line in csv_text.splitlines():
            for cell in line.split(other):
                assert not cell.lstrip(' \u3000"').startswith(tuple("=+-@＝")), (other, cell)


def test_numbers_and_plain_text_are_left_alone() -> None:
    assert guarded(-1.5) == "-1.5"
    assert guarded("安全第一") == "安全第一"
    assert guarded(None) == ""
    assert guarded(("一", "二")) == "一 | 二"


def test_markdown_shows_signs_as_signs_and_cites() -> None:
    sentence = AnswerSentence("答案*不是*粗体。", 1, ((3, 7),))
    text = as_markdown(
        export(hit(text="<b>一</b>\n二"), question="什么[事]", answered=True, sentences=(sentence,))
    )
    assert "# 什么\\[事\\]" in text
    assert "答案\\*不是\\*粗体。 \\[1\\]" in text
    assert "> \\<b\\>一\\</b\\> 二" in text
    assert "林一《车间里的新事》" in text


def test_markdown_says_when_there_is_no_answer() -> None:
    text = as_markdown(export(hit(), lang="en"))
    assert "do not answer" in text
    assert "## Nearest passages" in text


HOSTILE = (
    "x`\n\n<img src=x onerror=alert(1)>\n\n# 大标题\n\n", "``` 围栏", "</code><script>1</script>",
    "a\r\r<b>粗</b>", "\u2028\u2028# 题", "- 一\n- 二", "1. 一", "12) 十二", "---", "===", "> 引",
    "[链](javascript:alert(1))", "![图](http://x/y.png)", "<http://x>", "http://x.example/y",
    "&lt;img src=x&gt;", "    缩进", "\t缩进", "| a | b |", "~~~", "\\", "\\`", "`", "``", "a``b`c",
    "[r]: http://x", "*强* _调_", "<!-- 注", "+ 加", "\x1c\x1c# 题", "\x85\x85- 项", "$$x$$",
)  # fmt: skip


@pytest.mark.parametrize("evil", HOSTILE)
def test_no_field_breaks_out_of_the_markdown(evil: str) -> None:
    """The parsed export has the blocks of a harmless one, no HTML, no link, and its own words."""
    markdown_it = pytest.importorskip("markdown_it")
    parser = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False})

    def parsed(word: str) -> tuple[list[str], list[list[str]], str]:
        sentence = AnswerSentence(word, 10, ((3, 7),))
        hits = [
            hit(rank=rank, id=word, title=word, author=word, column=word, published=word,
                path=f"/a/{word}", text=word, url=word)
            for rank in (1, 10)
        ]  # fmt: skip
        narrow = Filters(author=word, path=word)
        for answered in (True, False):
            text = as_markdown(
                export(*hits, question=word, answered=answered, sentences=(sentence,) * answered,
                       narrow=narrow)
            )  # fmt: skip
        tokens = parser.parse(text)
        inside = [[one.type for one in token.children or ()] for token in tokens]
        shown = "".join(one.content for token in tokens for one in token.children or ())
        return [token.type for token in tokens], inside, shown

    blocks, inside, shown = parsed(evil)
    plain_blocks, _, _ = parsed("词")
    assert blocks == plain_blocks
    assert {kind for kinds in inside for kind in kinds} <= {"text", "text_special", "code_inline"}
    words = re.sub(r"\s", "", re.sub(r"[\x00-\x1f\x85\u2028]", "", evil))
    assert re.sub(r"\s", "", shown).count(words) >= 10, "what it says is still there"


def test_the_export_names_filters_date_and_confidence() -> None:
    narrow = Filters(author="林一", since="2024", path="/home/somebody/第1版.txt")
    text = as_markdown(export(hit(), narrow=narrow))
    for told in ("作者：林一", "起始日期：2024", "来源文件：第1版.txt", "2026-11-01 08:30", "12%"):
        assert told in text, told
    assert "文库里的文章没有回答" not in text, "only the filtered ones were looked at"
    assert "筛选出的文章" in text
    assert "somebody" not in text
    [row] = rows(as_csv(export(hit(), narrow=narrow)))
    assert row["filters"] == "作者：林一 | 来源文件：第1版.txt | 起始日期：2024"
    assert row["asked_at"].startswith("2026-11-01")
    assert row["confidence"] == "0.125"
    assert "somebody" not in as_csv(export(hit(), narrow=narrow))


def test_a_source_file_has_a_key_that_tells_no_folder() -> None:
    lines = [_line("/srv/a/第1版.txt"), _line("/srv/b/第1版.txt")]
    keys = {source_key(line.path) for line in lines}
    assert len(keys) == 2 and all(re.fullmatch(r"[0-9a-f]{16}", key) for key in keys)
    store: Any = SimpleNamespace(articles=lambda: lines)
    assert {path_of(key, store) for key in keys} == {line.path for line in lines}
    assert path_of("0" * 16, store) == "?", "an unknown file is no article's"


def test_without_a_source_the_articles_are_not_listed() -> None:
    assert path_of(None, SimpleNamespace()) is None  # type: ignore[arg-type]


def _line(path: str) -> ArticleFacts:
    return ArticleFacts(id=path, path=path, metadata=Metadata(), notes=(), paragraphs=1)


def test_a_citation_leaves_out_what_is_not_known() -> None:
    assert citation(hit(author=None, column=None, published=None)) == "《车间里的新事》，第2段。"
    assert citation(hit(title=None, author=None), "en") == "a.md, 一线, 2024-11-20, para. 2."


@pytest.mark.parametrize("path", ["/a/b/c.md", "b/c.md", "C:\\x\\c.md", "c.md"])
def test_no_folder_of_this_machine_is_told(path: str) -> None:
    assert file_name(path) == "c.md"
