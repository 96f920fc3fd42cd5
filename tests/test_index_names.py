from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Article, Paragraph, Source
from index import lexical, names
from index.terms import occurrences


def article(*texts: str, title: str | None = None, author: str | None = None) -> Article:
    paragraphs = tuple(Paragraph(None, text, ()) for text in texts)
    source = Source("x.txt", "\n".join(texts))
    return Article("x", source, title, author, None, None, None, None, paragraphs)


def proposed(one: Article) -> set[str]:
    found = occurrences([part.text for part in one.paragraphs])
    return set(names.proposed(one, found.joined, list(map(tuple, found.cuts.tolist()))))


def test_what_is_quoted_is_a_name_unless_it_is_a_word() -> None:
    assert proposed(article("厂里办起“灯塔课堂”,也办“夜校”。", title="《双向门》开播")) == {
        "灯塔课堂",
        "双向门",
    }


def test_authors_are_names() -> None:
    assert {"林小满", "周一鸣"} <= proposed(article("他们写了这一篇。", author="林小满 周一鳴"))


def test_what_is_repeated_is_a_name() -> None:
    text = "这一年璟泰化工添了设备。客人说璟泰化工守信用,而璟泰化工只是照章办事。"
    assert proposed(article(text)) == {"璟泰化工"}
    assert proposed(article(text[:14])) == set()


def test_a_company_is_also_called_without_its_kind() -> None:
    text = "去年璟泰化工公司招了人。听说璟泰化工公司又招了人。"
    assert proposed(article(text)) == {"璟泰化工公司", "璟泰化工"}


def test_phrases_of_known_words_and_loose_ones_are_no_names() -> None:
    text = "技能竞赛办得好。技能竞赛要常办,技能竞赛人人能来。我的车。他的车,你的车。"
    assert proposed(article(text)) == set()


def test_traditional_names_are_the_same() -> None:
    assert proposed(article("廠裏辦起「燈塔課堂」。")) == {"灯塔课堂"}


TEXTS = st.lists(st.text("灯塔课堂产改革,", max_size=14), max_size=6)
NAMES = st.sets(st.text("灯塔课堂产改", min_size=2, max_size=5), max_size=5)


@given(TEXTS, NAMES)
def test_counting_is_finding_each(texts: list[str], known: set[str]) -> None:
    found = names.counted(texts, np.arange(len(texts)) * 3, sorted(known))
    spelled = dict(zip(names.keys(sorted(known)).tolist(), sorted(known), strict=True))
    counted = Counter(
        {
            (row, spelled[key]): times
            for row, key, times in zip(
                found.rows.tolist(), found.keys.tolist(), found.counts.tolist(), strict=True
            )
        }
    )
    expected: Counter[tuple[int, str]] = Counter()
    for number, text in enumerate(texts):
        for name in known:
            for start in range(len(text)):
                expected[number * 3, name] += text.startswith(name, start)
        assert Counter(names.inside(text, frozenset(known))) == Counter(
            {name: times for (row, name), times in expected.items() if row == number * 3 and times}
        )
    assert counted == +expected


@given(TEXTS.filter(bool), NAMES)
def test_candidates_miss_no_row(texts: list[str], known: set[str]) -> None:
    found = occurrences(texts)
    counts = lexical.count(found.texts, found.keys)
    lengths = np.bincount(counts.rows, counts.counts, len(texts)).astype(np.int32)
    postings = lexical.merge(lexical.empty(), np.zeros(0, np.int64), counts, lengths)
    for name in known:
        rows = set(names.candidates(postings, name).tolist())
        assert {number for number, text in enumerate(texts) if name in text} <= rows


def test_a_name_has_a_key_of_its_own() -> None:
    assert set(names.keys(["产改", "灯塔课堂"]).tolist()).isdisjoint(
        occurrences(["产改灯塔课堂"]).keys.tolist()
    )


def test_an_article_proposes_no_more_than_it_may() -> None:
    text = "".join(f"“灯塔{chr(0x4E00 + n)}号”" for n in range(100))
    assert len(proposed(article(text))) == names.MOST


@pytest.mark.shared
def test_the_newspaper_page_teaches_its_names(shared: object) -> None:
    from pathlib import Path

    from corpus import read_articles

    page = Path(str(shared)) / "data" / "seed_page.txt"
    found = {name for one in read_articles([page]) for name in proposed(one)}
    assert {"川维化工", "产改", "揭榜挂帅", "严红", "张伟", "尹国喜", "卢跃富"} <= found
