"""Turn-to markers, folios and page numbers."""

from __future__ import annotations

import pytest

from corpus.page_turns import Way, is_page_head, markers, page_number


@pytest.mark.parametrize(
    ("text", "way", "page"),
    [
        ("养护（下转第4版）", Way.TO, "4"),
        ("(上接第1版)手册", Way.FROM, "1"),
        ("▶下转A2版", Way.TO, "A2"),
        ("（下转第十二版）", Way.TO, "12"),
        ("（紧接第二版）", Way.FROM, "2"),
    ],
)
def test_markers(text: str, way: Way, page: str) -> None:
    (marker,) = markers(text)
    assert (marker.way, marker.page) == (way, page)


def test_no_marker_in_prose() -> None:
    assert markers("他把这件事转给第4版的编辑。") == []


def test_page_numbers_have_one_form() -> None:
    assert [page_number(n) for n in ("四", "４", "4", "a2", "十", "二十一")] == [
        "4",
        "4",
        "4",
        "A2",
        "10",
        "21",
    ]


def test_folios() -> None:
    assert is_page_head("第4版")
    assert is_page_head("2024年11月20日 星期三")
    assert not is_page_head("新桥通车")
