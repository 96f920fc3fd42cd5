"""Whatever is corrected: every word stays, each paragraph is proved, and taking all back is all."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.corrections import Correction, Wanted, checked_fields, corrected, made_of
from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from corpus.spans import verify
from errors import LimitError, QuestionError, WenbaoError

TEXT = "甲乙丙。\n丁戊。\n\n己庚\n辛壬。癸子丑寅卯。\n辰巳午未。"
BOUNDS = [0, 4, 8, 12, 15, 20, 25]
"""Where the pieces may begin; between them stand line breaks, or nothing."""


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """An article of some paragraphs, each of some pieces, in any order."""
    pieces = draw(st.permutations([*pairwise(BOUNDS)]))
    cuts = draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    groups: list[list[tuple[int, int]]] = [[]]
    for piece, cut in zip(pieces, cuts, strict=True):
        if cut and groups[-1]:
            groups.append([])
        groups[-1].append(piece)
    paragraphs = tuple(
        Paragraph(None, "".join(TEXT[a:b].replace("\n", "") for a, b in group), tuple(group))
        for group in groups
    )
    return Article(
        "a", Source("a.txt", TEXT), Metadata(title="旧题", author="旧人"), paragraphs, ("note",)
    )


number = st.integers(1, 7)
wanted = st.one_of(
    st.builds(lambda p, n: Wanted("split", paragraph=p, piece=n), number, number),
    st.builds(lambda p: Wanted("join", paragraph=p), number),
    st.builds(lambda p, q: Wanted("move", paragraph=p, before=q), number, st.none() | number),
    st.builds(lambda t: Wanted("field", field="author", value=t), st.sampled_from(["新人", None])),
)


def letters(article: Article) -> list[str]:
    return sorted("".join(paragraph.text for paragraph in article.paragraphs))


@given(articles(), st.lists(wanted, max_size=8), st.data())
def test_any_corrections_keep_the_words_and_their_proof(
    article: Article, requests: list[Wanted], data: st.DataObject
) -> None:
    corrections: list[Correction] = []
    for at, request in enumerate(requests):
        base = Correction(str(at), "a", "a", "a", None, "", request.kind)
        before = corrected(article, corrections)
        try:
            correction = made_of(request, base, article, corrections)
        except (QuestionError, LimitError):
            continue
        after = corrected(article, [*corrections, correction] if correction else corrections)
        assert (correction is None) == (after == before), "it does something, or is none"
        corrections += [correction] if correction else []
    while corrections:
        now = corrected(article, corrections)
        assert letters(now) == letters(article)
        assert all(verify(TEXT, paragraph.text, paragraph.spans) for paragraph in now.paragraphs)
        corrections.remove(data.draw(st.sampled_from(corrections)))  # in any order
    assert corrected(article, corrections) == article


KEPT = [
    ("title", " 新\n题 ", "新 题"), ("author", None, None), ("author", " ", None),
    ("published", "2024年5月", "2024-05"), ("published", "", None), ("url", None, None),
    ("url", "https://a.cn/b?c=d", "https://a.cn/b?c=d"), ("url", "HTTP://a.cn", "HTTP://a.cn"),
]  # fmt: skip
REFUSED = [
    ("title", None, "title_needed"), ("title", "", "title_needed"),
    ("title", " \u200b", "title_needed"),
    ("published", "2025-02-30", "bad_date"), ("published", "哪天", "bad_date"),
    ("url", "javascript:alert(1)", "bad_url"), ("url", "a.cn/b", "bad_url"),
    ("url", "//a.cn", "bad_url"), ("url", "https://", "bad_url"), ("url", "http://[a", "bad_url"),
    ("url", "file:///etc/hosts", "bad_url"), ("url", "http://a.cn/ b", "bad_url"),
    ("colour", "red", "unknown_field"), ("author", "甲\u202e乙", "field_unprintable"),
    ("author", "甲" * 100_000, "limit"), ("author", "\ud800", "source"),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value", "kept"), KEPT)
def test_a_field_is_kept_in_its_form(field: str, value: str | None, kept: str | None) -> None:
    assert checked_fields([Wanted("field", field, value)]) == [Wanted("field", field, kept)]


@pytest.mark.parametrize(("field", "value", "code"), REFUSED)
def test_what_no_article_could_take_is_refused(field: str, value: str | None, code: str) -> None:
    good = Wanted("field", "author", "新人")
    with pytest.raises(WenbaoError) as caught:
        checked_fields([good, Wanted("field", field, value)])
    assert caught.value.code == code


def test_nothing_wanted_is_refused() -> None:
    with pytest.raises(QuestionError) as caught:
        checked_fields([])
    assert caught.value.code == "nothing_to_correct"
