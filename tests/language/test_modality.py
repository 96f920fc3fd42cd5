"""What is only meant to be, and what came of it."""

from __future__ import annotations

import pytest

from language.modality import is_only_meant


@pytest.mark.parametrize(
    ("question", "text", "meant"),
    [
        ("渡口去年实际载了多少人", "渡口去年的目标是载客三万人。", True),
        ("渡口去年实际载了多少人", "渡口去年载客三万人。", False),
        ("渡口去年实际载了多少人", "目标三万人,实际载客两万人。", False),
        ("渡口去年打算载多少人", "渡口去年的目标是载客三万人。", False),
        ("船主最后赔到多少钱", "船主要求赔偿两万元。", True),
        ("船主最后赔到多少钱", "船主要求赔偿两万元,最终拿到八千。", False),
        ("船主要求赔多少钱", "船主要求赔偿两万元。", False),
        ("新船后来哪天下水的", "新船计划五月下水。", True),
        ("新船后来哪天下水的", "原定五月的下水推迟到七月。", False),
        ("最后一班船几点开", "计划晚上八点开。", False),
        ("how many passengers did it finally carry", "it plans to carry 900.", True),
    ],
)
def test_a_plan_is_not_what_came_of_it(question: str, text: str, meant: bool) -> None:
    assert is_only_meant(question, text) == meant
