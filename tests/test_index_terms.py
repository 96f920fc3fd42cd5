from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from index.terms import letters, occurrences, term_keys
from language.fold import fold
from language.words import HAN, search_words, spans

TEXTS = st.text("职业技能等级認定工人 AI2024,。\n川维化工abc", max_size=30)


def spelled(texts: list[str]) -> list[list[str]]:
    """The terms of each text, by the second, plain way."""
    found = []
    for text in texts:
        folded = fold(text)
        terms = search_words(folded)
        for run in re.findall(f"[{HAN}]+", folded):
            terms += list(run)
            terms += [run[i : i + 2] for i in range(len(run) - 1)]
        found.append(terms)
    return found


@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_the_terms_are_words_bigrams_and_characters(texts: list[str]) -> None:
    found = occurrences(texts)
    terms: list[list[str]] = [[] for _ in texts]
    for key, text, place in zip(
        found.keys.tolist(), found.texts.tolist(), found.places.tolist(), strict=True
    ):
        term = letters(key) or found.long[key]
        assert fold(texts[text])[place : place + len(term)] == term
        terms[text].append(term)
    assert [Counter(part) for part in terms] == [Counter(part) for part in spelled(texts)]


@given(st.sets(st.text(min_size=1, max_size=8), max_size=30))
def test_keys_tell_terms_apart(terms: set[str]) -> None:
    folded = sorted({fold(term) for term in terms} - {"\0"})
    keys = term_keys(folded).tolist()
    short = [(key, term) for key, term in zip(keys, folded, strict=True) if len(term) <= 3]
    assert len(set(keys)) == len(folded)
    for key, term in short:
        if "\0" not in term:
            assert letters(key) == term


def test_traditional_and_wide_forms_have_the_same_keys() -> None:
    one, other = occurrences(["職業技能ＡＩ"]), occurrences(["职业技能ai"])
    assert sorted(one.keys.tolist()) == sorted(other.keys.tolist())


def test_a_known_text() -> None:
    found = occurrences(["职业技能"])
    terms = Counter(letters(key) or found.long[key] for key in found.keys.tolist())
    assert terms == Counter(["职", "业", "技", "能", "业技", *["职业", "技能"] * 2, "职业技能"])
    assert spans("职业技能") == [(0, 4)]
