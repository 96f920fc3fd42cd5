"""Citations: each style as its own rules have it, whatever the metadata hold."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from corpus.citations import STYLES, citation
from corpus.metadata import Metadata
from errors import QuestionError

NEWS = Metadata(
    title="夜校里的灯光", author="苏禾 罗小满", column="车间故事", published="2023-03-08",
    paper="青石工人报", edition="第6版", url="https://paper.example/2023/0308.html",
)  # fmt: skip
PAGE = Metadata(title="食堂改了新菜单", published="2024-11", url="https://a.example/b_c?d=1&e=2")
BARE = Metadata(title="无名的旧稿")
QUOTED = "夜校的“灯”每晚亮到十点。"


def test_gbt7714_as_the_standard_orders_the_parts() -> None:
    reference = citation(NEWS, QUOTED, "gbt7714")
    assert reference == (
        "苏禾，罗小满. 夜校里的灯光（车间故事）[N/OL]. 青石工人报，2023-03-08（6）. "
        "https://paper.example/2023/0308.html."
    )
    printed = replace(NEWS, url=None, column=None)
    assert citation(printed, None) == (
        "苏禾，罗小满. 夜校里的灯光[N]. 青石工人报，2023-03-08（6）."
    )


def test_gbt7714_of_a_web_page_and_of_what_is_neither() -> None:
    assert citation(PAGE, None, accessed="2026-01-02") == (
        "食堂改了新菜单[EB/OL]. （2024-11）[2026-01-02]. https://a.example/b_c?d=1&e=2."
    )
    assert citation(BARE, None) == "无名的旧稿[Z]."


@pytest.mark.parametrize(
    ("author", "listed"),
    [
        ("甲一", "甲一"),
        ("甲一 乙二 丙三", "甲一，乙二，丙三"),
        ("甲一 乙二 丙三 丁四", "甲一，乙二，丙三，等"),
        ("阿里木·买买提 乙二", "阿里木·买买提，乙二"),
        ("Anna Lee", "Anna Lee"),
    ],
)
def test_gbt7714_names_three_authors_at_most(author: str, listed: str) -> None:
    assert citation(Metadata(title="稿", author=author), None) == f"{listed}. 稿[Z]."


def test_plain_text_takes_quotation_source_and_link_in_one_go() -> None:
    assert citation(NEWS, QUOTED, "plain", link="https://w.example/article/a1?p=2") == (
        "“夜校的“灯”每晚亮到十点。”——苏禾 罗小满《夜校里的灯光》（车间故事），"
        "《青石工人报》2023年3月8日第6版。https://w.example/article/a1?p=2"
    )
    assert citation(BARE, None, "plain") == "《无名的旧稿》。"


def test_bibtex_escapes_what_tex_reads_as_signs() -> None:
    odd = replace(NEWS, title=r"50%_的{工资}\& #1 $2 ~ ^", url="https://a.example/{b}%20_c")
    reference = citation(odd, QUOTED, "bibtex", key="a1b2")
    head, *lines, tail = reference.split("\n")
    assert (head, tail) == ("@article{wenbao-a1b2,", "}")
    fields = dict(re.fullmatch(r"  (\w+) = \{(.*)\},?", line).groups() for line in lines)  # type: ignore[union-attr]
    assert fields["author"] == "{苏禾} and {罗小满}"
    assert fields["title"] == (
        r"{50\%\_的\{工资\}\textbackslash{}\& \#1 \$2 \textasciitilde{} \textasciicircum{}}"
    )
    assert fields["journal"] == "青石工人报"
    assert (fields["year"], fields["date"], fields["pages"]) == ("2023", "2023-03-08", "6")
    assert fields["url"] == "https://a.example/%7Bb%7D%20_c"
    assert fields["note"] == QUOTED


def test_bibtex_keeps_its_braces_whatever_stands_in_the_fields() -> None:
    for title in ("}} @string{a", "{{{", "\\}", "a\n}\n@misc{b,"):
        reference = citation(Metadata(title=title), None, "bibtex")
        bare = reference.replace("\\{", "").replace("\\}", "")
        assert bare.count("{") == bare.count("}") and reference.count("\n@") == 0


def test_ris_is_lines_of_tags_that_end_the_record() -> None:
    rows = citation(NEWS, QUOTED, "ris", accessed="2026-01-02").split("\r\n")
    assert rows == [
        "TY  - NEWS", "AU  - 苏禾", "AU  - 罗小满", "TI  - 夜校里的灯光", "T2  - 青石工人报",
        "PY  - 2023", "DA  - 2023/03/08/", "SP  - 6", "SE  - 车间故事",
        "UR  - https://paper.example/2023/0308.html", "Y2  - 2026/01/02/",
        "N1  - 夜校的“灯”每晚亮到十点。", "LA  - zh", "ER  - ", "",
    ]  # fmt: skip
    smuggled = citation(Metadata(title="一\nER  - \nTY  - BOOK"), None, "ris")
    assert smuggled.count("\r\nER  - \r\n") == 1 and "\nTY" not in smuggled


def test_csl_json_is_a_list_of_one_item() -> None:
    (item,) = json.loads(citation(NEWS, QUOTED, "csl-json", key="a1"))
    assert item == {
        "id": "wenbao-a1",
        "type": "article-newspaper",
        "author": [{"literal": "苏禾"}, {"literal": "罗小满"}],
        "title": "夜校里的灯光",
        "container-title": "青石工人报",
        "issued": {"date-parts": [[2023, 3, 8]]},
        "page": "6",
        "section": "车间故事",
        "URL": "https://paper.example/2023/0308.html",
        "note": QUOTED,
        "language": "zh-CN",
    }
    (page,) = json.loads(citation(PAGE, None, "csl-json", accessed="2026-01-02"))
    assert (page["type"], page["issued"], page["accessed"]) == (
        "webpage", {"date-parts": [[2024, 11]]}, {"date-parts": [[2026, 1, 2]]},
    )  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    "metadata", [Metadata(), BARE, PAGE, NEWS, Metadata(author="甲", column="乙")]
)
def test_what_is_not_known_is_not_there(style: str, metadata: Metadata) -> None:
    reference = citation(metadata, None, style)
    assert reference and not re.search(r"None|\(\)|（）|《》|\[\]|“”|\{\}(?!,)|\. \.", reference)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(QuestionError) as caught:
        citation(NEWS, None, "apa")
    assert caught.value.code == "bad_style" and "gbt7714" in str(caught.value)
