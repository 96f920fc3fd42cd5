from __future__ import annotations

import re
from collections import Counter

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from index.analyzer import letters, occurrences, stretch_keys
from language.arrays import code_points, offsets
from language.fold import fold
from language.words import HAN, search_words, spans

TEXTS = st.text("职业技能等级認定工人 AI2024,。\n川维化工abc\0\x1f\x7f\x9f", max_size=30)


def spelled(texts: list[str]) -> list[list[str]]:
    """The terms of each text, by the second, plain way."""
    spellings = []
    for text in texts:
        folded = fold(text)
        terms = search_words(folded)
        for run in re.findall(f"[{HAN}]+", folded):
            terms += list(run)
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
        spellings.append(terms)
    return spellings


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_the_terms_are_words_bigrams_and_characters(texts: list[str]) -> None:
    terms_found = occurrences(texts)
    terms: list[list[str]] = [[] for _ in texts]
    for key, text, place in zip(
        terms_found.keys.tolist(),
        terms_found.texts.tolist(),
        terms_found.places.tolist(),
        strict=True,
    ):
        term = letters(key) or terms_found.long[key]
        assert fold(texts[text])[place : place + len(term)] == term
        terms[text].append(term)
    assert [Counter(part) for part in terms] == [Counter(part) for part in spelled(texts)]


CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def keys_of(terms: list[str]) -> list[int]:
    points = code_points("".join(terms)).astype(np.uint64)
    sizes = np.array([len(term) for term in terms], np.int64)
    return stretch_keys(points, offsets(sizes)[:-1], sizes).tolist()


@example({"ab", "abc", "abcd", "abcdabcd", "b", "bcd", "bcda"})
@given(st.sets(st.text(st.characters(exclude_categories=["Cc"]), min_size=1, max_size=8)))
def test_keys_tell_terms_apart(terms: set[str]) -> None:
    keys = dict(zip(terms, keys_of(list(terms)), strict=True))
    assert len(set(keys.values())) == len(terms)
    for term, key in keys.items():
        assert key == keys_of([term])[0]
        assert letters(key) == (term if len(term) <= 3 else None)


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_no_term_holds_a_control_character(texts: list[str]) -> None:
    terms = occurrences(texts)
    for key in set(terms.keys.tolist()):
        term = letters(key) or terms.long[key]
        assert term
        assert not CONTROLS.search(term)


def test_traditional_and_wide_forms_have_the_same_keys() -> None:
    traditional, simplified = occurrences(["職業技能ＡＩ"]), occurrences(["职业技能ai"])
    assert sorted(traditional.keys.tolist()) == sorted(simplified.keys.tolist())


def test_a_known_text() -> None:
    words = occurrences(["职业技能"])
    terms = Counter(letters(key) or words.long[key] for key in words.keys.tolist())
    assert terms == Counter(["职", "业", "技", "能", "业技", *["职业", "技能"] * 2, "职业技能"])
    assert spans("职业技能") == [(0, 4)]


def shared(left: str, right: str) -> set[str]:
    """The terms that two texts have in common."""
    both = occurrences([left, right])
    terms: list[set[str]] = [set(), set()]
    for key, text in zip(both.keys.tolist(), both.texts.tolist(), strict=True):
        terms[text].add(letters(key) or both.long[key])
    return terms[0] & terms[1]


def test_numerals_in_both_writings_are_one_term() -> None:
    assert "2024" in shared("二〇二四年度", "2024年度")
    assert "450" in shared("四百五十套", "450套")
    assert "第36条" in shared("第三十六条", "第 36 條")
    assert "第36条" not in shared("第三百六十条", "第36条")
    assert "34" not in shared("三四天", "34天")
