"""The words are held against jieba itself, run on our folded copy of its dictionary."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language import words as module
from language.fold import fold
from language.words import frequency, may_name, search_words, spans, words

SENTENCES = [
    "川维化工把技能竞赛和创新工作室连在一起,一线工人有了自己的课题。",
    "綦江区的产业工人队伍建设改革试点已满三年",
    "职业技能等级认定由用人单位自主开展,政府只定标准",
    "研究生命的起源,需要几代人的耐心",
    "二〇二四年全市新增技师一千二百人,增长百分之八",
    "中华人民共和国职业教育法自五月一日起施行",
    "他说的确实在理,结婚的和尚未结婚的都要登记",
]


@pytest.fixture(scope="session")
def jieba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A jieba tokenizer without its word cache in a shared folder, and without pkg_resources."""
    sys.modules.setdefault("pkg_resources", ModuleType("pkg_resources"))
    hidden = sys.modules["pkg_resources"]
    hidden.resource_stream = lambda *parts: None  # type: ignore[attr-defined]
    import jieba as library

    library.setLogLevel(logging.ERROR)
    folder = tmp_path_factory.mktemp("jieba")
    counts: dict[str, int] = {}
    for line in module._source().read_text("utf-8").splitlines():
        word, count, _ = line.split(" ", 2)
        counts[fold(word)] = counts.get(fold(word), 0) + int(count)
    lines = "\n".join(f"{word} {count}" for word, count in counts.items())
    (folder / "dict.txt").write_text(lines, "utf-8")
    tokenizer = library.Tokenizer(str(folder / "dict.txt"))
    tokenizer.tmp_dir = str(folder)
    yield tokenizer


def wordlike(parts: list[str]) -> list[str]:
    return [part for part in parts if part.isalnum()]


@pytest.mark.slow
@pytest.mark.parametrize("sentence", SENTENCES)
def test_as_jieba_cuts(jieba: Any, sentence: str) -> None:
    assert words(sentence) == wordlike(jieba.lcut(fold(sentence), HMM=False))
    search = wordlike(jieba.lcut_for_search(fold(sentence), HMM=False))
    assert sorted(search_words(sentence)) == sorted(search)


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(
    st.text(
        "中华人民共和国职业技能工会法产业工人队伍建设改革研究生命的起源确实在理和尚未", max_size=40
    )
)
def test_as_jieba_cuts_any_text(jieba: Any, text: str) -> None:
    assert words(text) == jieba.lcut(text, HMM=False)
    assert sorted(search_words(text)) == sorted(jieba.lcut_for_search(text, HMM=False))


@given(st.text(max_size=60))
def test_spans_cover_all_letters_and_digits(text: str) -> None:
    cuts = spans(text)
    covered = {i for start, end in cuts for i in range(start, end)}
    assert sum(end - start for start, end in cuts) == len(covered)
    assert cuts == sorted(cuts)
    assert all(i in covered for i, char in enumerate(fold(text)) if char.isalnum())


@given(st.lists(st.text("职业技能 abc,", max_size=12), max_size=8))
def test_many_joined_as_one_by_one(texts: list[str]) -> None:
    assert words("\n".join(texts)) == [word for text in texts for word in words(text)]


def test_search_words_stand_before_the_word_they_are_in() -> None:
    found = search_words("中华人民共和国万岁")
    assert found[-2:] == ["中华人民共和国", "万岁"]
    assert set(found[:-2]) == {"中华", "华人", "人民", "共和", "共和国"}


def test_traditional_and_wide_text_has_the_same_words() -> None:
    assert words("職業技能ＡＩ２０２４") == words("职业技能ai2024") == ["职业技能", "ai2024"]


@pytest.mark.slow
def test_frequency(jieba: Any) -> None:
    jieba.initialize()
    for word in ("职业", "創新", "的", "IP地址"):
        assert frequency(word) == jieba.FREQ[fold(word)] > 0
    for text in ("", "綦江产改", "揭榜挂"):
        assert frequency(text) == 0


def test_a_damaged_cache_is_not_read(tmp_path: Path) -> None:
    table = module._make("职业 5 n\n职业技能 3 n\n".encode())
    assert module._save(tmp_path / "words.bin", table)
    loaded = module._load(tmp_path / "words.bin")
    assert loaded is not None
    assert np.array_equal(loaded, table)
    data = bytearray((tmp_path / "words.bin").read_bytes())
    for place in (0, 30, len(data) - 1):
        torn = data.copy()
        torn[place] ^= 1
        (tmp_path / "torn.bin").write_bytes(torn)
        assert module._load(tmp_path / "torn.bin") is None
    (tmp_path / "short.bin").write_bytes(data[:-9])
    assert module._load(tmp_path / "short.bin") is None
    assert module._load(tmp_path / "none.bin") is None


@pytest.mark.parametrize(
    ("word", "expected"),
    [("綦江", True), ("涪陵", True), ("比亚迪", True), ("chuanwei", True), ("限速", False),
     ("票价", False), ("票價", False), ("出口", False), ("柳坝", True)],
)  # fmt: skip
def test_what_the_dictionary_has_as_a_name_or_not_at_all(word: str, expected: bool) -> None:
    assert may_name(word) is expected
