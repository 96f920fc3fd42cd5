"""What is only meant to be, and what came of it."""

from __future__ import annotations

import pytest

from language.modality import is_before_change, is_only_meant


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
        ("修渡口花了多少钱", "经乡民争取,县里拨了九万元。", False),
        ("修渡口花了多少钱", "县里计划拨九万元。", True),
        ("how many passengers did it finally carry", "it plans to carry 900.", True),
    ],
)
def test_a_plan_is_not_what_came_of_it(question: str, text: str, meant: bool) -> None:
    assert is_only_meant(question, text) == meant


MOVED = "灯会原定5月3日开,因雨改为5月10日开。"
FASTER = "以前走老渡要四十分钟,现在过大桥十八分钟。"


@pytest.mark.parametrize(
    ("question", "text", "part", "found"),
    [
        ("灯会哪天开", MOVED, "5月3日", True),
        ("灯会哪天开", MOVED, "5月10日", False),
        ("灯会原定哪天开", MOVED, "5月3日", False),
        ("新船坞哪年完工", "新船坞计划2020年完工,因没钱停工。", "2020年", True),
        ("新船坞哪年完工", "新船坞计划2020年完工。", "2020年", False),  # nothing else is told
        ("新船坞哪年完工", "新船坞2020年完工,比计划提前三天。", "2020年", False),
        ("谁批准的", "水利局批准把计划建在北岸的船坞改为建在南岸。", "水利局", False),
        ("过大桥要多久", FASTER, "四十分钟", True),
        ("过大桥要多久", FASTER, "十八分钟", False),
        ("走老渡要多久", FASTER, "四十分钟", False),
        ("现在要多久", FASTER, "四十分钟", True),
        ("以前要多久", FASTER, "四十分钟", False),
    ],
)
def test_what_was_or_was_to_be_is_not_what_is(
    question: str, text: str, part: str, found: bool
) -> None:
    at = text.index(part)
    assert is_before_change(question, text, (at, at + len(part))) is found
    assert not is_before_change(question, "", (0, 0))
