"""The map: the plane of most variance, against a second way to find it, and what it shows."""

from __future__ import annotations

import numpy as np
import pytest
from web_fixtures import built

from index import open_index
from qa import ask
from web.ui.map_tab import EDGE, HEIGHT, WIDTH, map_html, plane, ring_labels
from web.ui.strings import Words


def test_the_axes_are_the_leading_eigenvectors_of_the_covariance() -> None:
    rows = np.random.default_rng(1).normal(size=(200, 6)).astype(np.float32)
    rows *= np.array([5, 1, 3, 0.5, 0.2, 0.1], np.float32)
    made = plane(rows)
    values, vectors = np.linalg.eigh(np.cov(rows.T))
    for axis, column in zip(made.axes, np.argsort(values)[::-1][:2], strict=True):
        assert abs(float(axis @ vectors[:, column])) == pytest.approx(1, abs=1e-3)
        assert axis[np.abs(axis).argmax()] > 0


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_or_equal_points_have_a_place(count: int) -> None:
    rows = np.ones((count, 4), np.float32)
    places = plane(rows).at(rows)
    assert np.isfinite(places).all()
    assert ((places >= EDGE) & (places <= [WIDTH - EDGE, HEIGHT - EDGE])).all()


def test_near_paragraphs_lie_nearer_than_far_ones() -> None:
    rows = np.array([[1, 0, 0], [0.99, 0.1, 0], [-1, 0, 0], [-0.99, -0.1, 0]], np.float32)
    places = plane(rows).at(rows)
    assert np.linalg.norm(places[0] - places[1]) < np.linalg.norm(places[0] - places[2]) / 3


def test_the_map_has_every_paragraph_and_the_hits() -> None:
    store = open_index(built())
    answer = ask("望江纺织厂的夜校教什么", k=4, index=store)
    html = map_html(store, answer, Words("en"))
    assert html.count("data-open=") == len(store)
    assert html.count('class="wb-ring"') == len(answer.hits)
    assert html.count("wb-cross") == 1
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "http" not in html.replace("http://www.w3.org", "")
    assert "wb-cross" not in map_html(store, None, Words("zh"))


def test_rings_in_one_place_have_their_numbers_together() -> None:
    labels = ring_labels([("1", 50, 50), ("2", 300, 80), ("3", 51, 49), ("4", 300, 80)])
    assert [label.text for label in labels] == ["1, 3", "2, 4"]


@pytest.mark.parametrize("apart", [5, 9, 14, 30])
def test_numbers_of_near_rings_do_not_meet(apart: int) -> None:
    for across, down in ((apart, 0), (0, apart), (apart, apart)):
        rings = [(str(n), 400.0 + n * across, 300.0 + n * down) for n in range(1, 5)]
        labels = ring_labels(rings)
        assert [label.text for label in labels] == ["1", "2", "3", "4"]
        for number, label in enumerate(labels):
            assert not any(map(label.meets, labels[:number])), (across, down, label)


def test_numbers_stay_in_the_picture() -> None:
    corners = [(x, y) for x in (EDGE, WIDTH - EDGE) for y in (EDGE, HEIGHT - EDGE)]
    rings = [(str(n), float(x), float(y)) for n, (x, y) in enumerate(corners * 3, 1)]
    labels = ring_labels(rings)
    assert labels[0].text == "1, 5, 9" and len(labels) == len(corners)
    assert all(label.is_inside for label in labels)
