"""Fusion against arithmetic."""

from __future__ import annotations

import pytest

from training.fusion import normalised_sum, reciprocal_rank_fusion


def test_rrf_adds_the_reciprocals_of_the_ranks() -> None:
    fused = dict(reciprocal_rank_fusion([[7, 3], [3, 9, 7]]))
    assert fused == pytest.approx(
        {3: 1 / (60 + 2) + 1 / (60 + 1), 7: 1 / (60 + 1) + 1 / (60 + 3), 9: 1 / (60 + 2)}
    )


def test_rrf_puts_the_row_that_both_legs_like_first() -> None:
    assert [row for row, _ in reciprocal_rank_fusion([[7, 3], [3, 9, 7]])] == [3, 7, 9]


def test_rrf_of_a_silent_leg_is_the_other_leg() -> None:
    assert [row for row, _ in reciprocal_rank_fusion([[5, 1, 4], []])] == [5, 1, 4]


def test_rrf_ties_stand_in_row_order() -> None:
    assert [row for row, _ in reciprocal_rank_fusion([[8], [2]])] == [2, 8]


def test_normalised_sum_by_hand() -> None:
    fused = normalised_sum([{1: 10.0, 2: 4.0, 3: 7.0}, {2: 0.9, 3: 0.5}])
    assert fused == [(1, 1.0), (2, 0.0 + 1.0), (3, (7 - 4) / (10 - 4) + 0.0)]


def test_normalised_sum_of_one_score_and_of_a_silent_leg() -> None:
    assert normalised_sum([{4: 2.5}, {}]) == [(4, 1.0)]
    assert normalised_sum([{}, {}]) == []
