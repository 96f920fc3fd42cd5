"""The bundled corpus: whole, in our own words, and right to the article and the number."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from checks.bundled_articles import (
    FOLDER,
    GUIDES,
    RETOLD,
    Guide,
    all_faults,
    arabic,
    body,
    copied,
    guide_faults,
    law_articles,
    law_rows,
    paragraphs,
    quantities,
    shared_runs,
)

FILES = sorted(FOLDER.glob("*.md"))
LAW = {
    3: "第三条 学徒期不超过三个月，师傅每周带徒弟二十四小时以上。",
    5: "第五条 违反第三条规定的，处二千元以上1万元以下的罚款，加收百分之十五。",
}
MADE_UP = Guide("学徒法", "2020年1月2日公布")


def front_matter(path: Path) -> dict[str, str]:
    opening, header, _ = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == ""
    return dict(line.split(": ", 1) for line in header.splitlines())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_front_matter_is_complete(path: Path) -> None:
    fields = front_matter(path)
    if path.stem in RETOLD:
        assert set(fields) == {"title", "author", "office", "column"}
        assert fields["column"] == "“产改”大家谈"
    else:
        assert set(fields) == {"title", "author", "column", "published"}
        assert fields["title"].startswith(GUIDES[path.stem].law)
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", fields["published"])
    assert all(value == value.strip() and value for value in fields.values())


def test_every_file_is_known_and_named_in_ascii() -> None:
    assert {path.stem for path in FILES} == {*GUIDES, *RETOLD}
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", path.stem) for path in FILES)


def test_titles_authors_and_offices_of_the_page() -> None:
    known = [front_matter(FOLDER / f"{name}.md") for name in RETOLD]
    assert [fields["author"] for fields in known] == ["尹国喜", "严红", "卢跃富", "张伟"]
    assert known[0]["title"].endswith("赋能重庆区域中心城市建设")
    assert known[1]["title"].endswith("助力保障企业高质量转型发展")
    assert known[2]["office"].endswith("喷粉班班长")
    assert known[3]["office"] == "重庆电子科技职业学院党委书记"


def test_paragraphs_are_enough_and_of_a_good_length() -> None:
    every = [text for path in FILES for text in paragraphs(path)]
    assert len(every) >= 150
    assert len(set(every)) == len(every)
    assert [text for text in every if not 30 <= len(text) <= 300] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_plain_paragraphs_only(path: Path) -> None:
    lines = body(path).splitlines()
    blocks = [block for block in body(path).split("\n\n") if block.strip()]
    assert all("\n" not in block.strip() for block in blocks)
    assert [line for line in lines if re.match(r"([-*+>|]|\d+[.)]|#(?!# ))", line)] == []
    assert "](" not in body(path)
    assert blocks[0].strip().startswith("## ")


def test_the_question_of_the_house_is_answered_by_one_paragraph() -> None:
    """川维化工如何激发创新: one paragraph speaks of it, in the company's own article."""
    answers = [
        (path.stem, text)
        for path in FILES
        for text in paragraphs(path)
        if "激发" in text and "创新" in text
    ]
    assert [name for name, _ in answers] == ["chan-gai-yan-hong"]
    assert "劳动技能竞赛" in answers[0][1]
    assert "揭榜挂帅" in answers[0][1]


@pytest.mark.parametrize("name", GUIDES)
def test_every_guide_paragraph_names_an_article(name: str) -> None:
    texts = paragraphs(FOLDER / f"{name}.md")
    assert [text for text in texts if not re.search(r"第\d+条", text)] == []
    assert GUIDES[name].edition in texts[0]


@pytest.mark.parametrize(
    ("numeral", "number"),
    [("十", 10), ("十五", 15), ("二十", 20), ("三十六", 36), ("一百零七", 107), ("二千", 2000)],
)
def test_numerals(numeral: str, number: int) -> None:
    assert arabic(numeral) == str(number)


def test_quantities_of_both_writings_meet() -> None:
    law = quantities("三十日内，二倍，百分之八十，一万元，万分之五，十二个月，半个月", True)
    ours = quantities("30天内，2倍，80%，1万元，每日万分之五，12个月，半个月")
    assert ours == law
    assert ours == {
        ("30", "日"),
        ("2", "倍"),
        ("80", "%"),
        ("10000", "元"),
        ("5", "‱"),
        ("12", "月"),
        ("半", "月"),
    }
    assert quantities("一般统一，第三十条第一项，第42条") == set()


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("第3条说学徒期最多3个月，每周至少24小时。", 0),
        ("第3条说学徒期最多三个月。", 0),
        ("第5条罚2000元以上1万元以下，加收15%。", 0),
        ("第3条说学徒期最多4个月。", 1),
        ("第3条说学徒期最多3年。", 1),  # the number is right, the unit is not
        ("第3条说学徒期最多四个月。", 1),
        ("第3条说罚2000元。", 1),  # it stands in the law, not in the article cited
        ("第4条说学徒期最多3个月。", 2),  # no such article, so no such number
        ("学徒期长短由人定。", 1),  # no article at all
    ],
)
def test_the_proof_sees_a_wrong_number(tmp_path: Path, line: str, wrong: int) -> None:
    path = tmp_path / "guide.md"
    path.write_text(
        f"---\ntitle: 甲\n---\n\n本文依据2020年1月2日公布的第3条。\n\n{line}\n", encoding="utf-8"
    )
    assert len(guide_faults(path, MADE_UP, LAW)) == wrong


def test_of_two_editions_the_later_one_counts() -> None:
    rows = [
        ("学徒法", "第一条 旧的。"),
        ("学徒法", "第九条 只在旧版里。"),
        ("别的法", "第三条 别的。"),
        ("学徒法", "第一条 新的。"),
        ("学徒法", "第十二条 新增的。"),
    ]
    assert law_articles(rows, "学徒法") == {1: "第一条 新的。", 12: "第十二条 新增的。"}


def test_a_copied_run_is_seen_and_a_shorter_one_is_not() -> None:
    source = "师傅带着两名年轻徒弟连夜修好了三号车间的旧机床，大家都很高兴。"
    ours = "听说年轻徒弟连夜修好了三号车间的旧机床；大家都很高兴。"
    assert copied(ours, shared_runs([ours], [source])) == ["年轻徒弟连夜修好了三号车间的旧机床"]
    short = "年轻徒弟连夜修好了三号车间"
    assert len(short) == 13
    assert copied(short, shared_runs([short], [source])) == []


def test_the_bench_questions_have_one_gold_paragraph_each() -> None:
    lines = (FOLDER.parents[1] / "bench" / "questions.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in lines.splitlines()]
    texts = {front_matter(path)["title"]: paragraphs(path) for path in FILES}
    questions = [row["question"] for row in rows]
    answered = [row for row in rows if row.get("answered", True)]
    assert (len(set(questions)), len(answered)) == (60, 45)
    assert [
        row
        for row in answered
        if sum(row["must_contain"] in text for text in texts[row["title"]]) != 1
    ] == []


@pytest.mark.shared
def test_nothing_is_copied_invented_or_lost(shared: Path) -> None:
    assert all_faults(shared) == []


@pytest.mark.slow
@pytest.mark.shared
def test_a_number_changed_in_any_guide_is_caught(shared: Path, tmp_path: Path) -> None:
    """The proof above is worth something: 7 more in any quantity of any paragraph fails it."""
    rows = law_rows(shared)
    missed = []
    changed = 0
    for name, guide in GUIDES.items():
        articles = law_articles(rows, guide.law)
        path = FOLDER / f"{name}.md"
        head = paragraphs(path)[0]
        for text in paragraphs(path)[1:]:
            for match in re.finditer(r"(?<![第\d])\d+(?![\d条项])", text):
                wrong = f"{text[: match.start()]}{int(match[0]) + 7}{text[match.end() :]}"
                copy = tmp_path / f"{name}.md"
                copy.write_text(f"---\ntitle: 甲\n---\n\n{head}\n\n{wrong}\n", encoding="utf-8")
                changed += 1
                if not guide_faults(copy, guide, articles):
                    missed.append(wrong)
    assert changed > 150
    assert len(missed) <= changed // 50  # a few land on another number of the same article
