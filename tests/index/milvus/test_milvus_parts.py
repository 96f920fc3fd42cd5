"""Addresses, filters and sparse vectors of an index in Milvus; no engine is needed."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import DependencyMissing, StoreError, StoreTimeout, StoreUnavailable
from index import bm25, open_index
from index.milvus import sparse
from index.milvus.address import Address, parsed
from index.milvus.connection import Connection
from index.milvus.filters import narrowed
from index.milvus.records import (
    body_of,
    coded,
    crc,
    long_pieces,
    packed,
    signed,
    unpacked,
    vectors_crc,
)
from index.store import Filters


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("milvus://host:19531/press", Address("http://host:19531", "press")),
        ("milvus:/host:19531/press", Address("http://host:19531", "press")),
        ("milvus://10.0.0.7/press_2", Address("http://10.0.0.7:19530", "press_2")),
        ("milvus+tls://db.example.org/p", Address("https://db.example.org:19530", "p")),
        ("milvus://[::1]:19530/p", Address("http://[::1]:19530", "p")),
        ("milvus:///var/报/x.db", Address("/var/报/x.db", "wenbao")),
        ("milvus:/var/x.db/two", Address("/var/x.db", "two")),
    ],
)
def test_addresses(place: str, expected: Address) -> None:
    assert parsed(place) == expected


@pytest.mark.parametrize("place", ["milvus://host", "milvus://host/a b", "milvus://",
                                   "milvus://h:x/n", "milvus:///a/b", "milvus:///a/中.db",
                                   "milvus://u:p@host/n", "milvus://host/2n"])  # fmt: skip
def test_what_is_no_address_is_told_with_the_form(place: str) -> None:
    with pytest.raises(StoreError, match=r"milvus://host:19530/name"):
        parsed(place)


@given(st.text(), st.text(), st.text())
def test_a_coded_text_holds_what_the_text_holds(before: str, part: str, after: str) -> None:
    assert coded(part) in coded(before + part + after)
    assert (coded(part) in coded(after)) == (part in after)
    assert not set(coded(before)) & set("\"'\\%_\n ")


def test_an_expression_holds_no_sign_of_the_users() -> None:
    expression = narrowed(
        Filters(column='" or died > 0 or "', author="%", since='2024" or "', path='"')
    )
    assert expression.count('"') == 2 * expression.count("like") + 2 + 2 * 3
    assert "or died" not in expression


KEYS = np.array([5, 1 << 40, (1 << 63) + 7, 9], np.uint64)


def test_the_inner_product_is_bm25() -> None:
    """By hand: a row of 12 terms where a row has 8 on average."""
    counts = np.array([1, 3, 255, 2], np.uint8)
    row = sparse.row(KEYS, counts, 261, 90.0)
    question = sparse.question(KEYS[:3], np.array([0.5, 2.0, 1.25]))
    product = sum(weight * row.get(at, 0.0) for at, weight in question.items())
    norm = 1.2 * (1 - 0.75 + 0.75 * 261 / 90)
    expected = sum(
        weight * times * 2.2 / (times + norm) for weight, times in ((0.5, 1), (2.0, 3), (1.25, 255))
    )
    assert product == pytest.approx(expected, rel=1e-6)


@given(
    st.lists(st.integers(1, 255), min_size=1, max_size=4),
    st.floats(1, 5000),
    st.floats(1, 5000),
    st.integers(0, 100_000),
)
def test_counts_are_read_off_the_weights(
    times: list[int], then: float, now: float, more: int
) -> None:
    counts = np.array(times, np.uint8)
    length = int(counts.sum()) + more
    keys, weights = KEYS[: len(times)], np.linspace(0.5, 3, len(times))
    row = sparse.row(keys, counts, length, then)
    (score,) = sparse.scores([row], [length], (then, now), keys, weights)
    norms = bm25.length_norm(np.full(len(times), length), now)
    assert score == np.float32(sum(weights * bm25.saturation(counts, norms)))


def test_no_term_has_the_dimension_of_nothing() -> None:
    keys = np.random.default_rng(0).integers(0, 1 << 64, 10_000, np.uint64)
    dimensions = sparse.dimensions(keys)
    assert dimensions.min() >= 1
    assert dimensions.max() < (1 << 32) - 1
    assert len(np.unique(dimensions)) > 9_990
    assert sparse.row(keys[:0], np.zeros(0, np.uint8), 0, 5.0) == {0: 1e-9}


def test_check_sums_tell_texts_and_vectors_apart() -> None:
    assert crc(packed({"text": "甲"})) != crc(packed({"text": "乙"}))
    assert packed("\ud83d").isascii()
    dense = np.ones(4, np.float32)
    assert vectors_crc(dense, {2: 0.1, 1: 1.0}) == vectors_crc(list(dense), {1: 1.0, 2: 0.1})
    assert vectors_crc(dense, {1: 1.0}) != vectors_crc(dense, {1: 1.5})
    assert [signed(key) for key in (0, (1 << 63) - 1, 1 << 63, (1 << 64) - 1)] == [
        0, (1 << 63) - 1, -(1 << 63), -1,
    ]  # fmt: skip


def test_without_pymilvus_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name == "pymilvus":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.delitem(sys.modules, "pymilvus", raising=False)
    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(DependencyMissing, match=r"pip install '\.\[milvus\]'"):
        open_index("milvus://127.0.0.1:1/nobody")


def test_a_server_that_is_not_there_is_unavailable() -> None:
    pytest.importorskip("pymilvus", reason="needs pymilvus: pip install '.[milvus]'")
    with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1:1\b") as caught:
        open_index("milvus://127.0.0.1:1/nobody")
    assert caught.value.code == "store_unavailable"


def test_a_call_that_takes_too_long_is_a_time_out() -> None:
    """As pymilvus raises it: an error of its own, caused by one of gRPC's."""
    grpc = pytest.importorskip("grpc", reason="needs pymilvus: pip install '.[milvus]'")
    pymilvus = pytest.importorskip("pymilvus")

    class Late(grpc.RpcError):  # type: ignore[misc]
        def code(self) -> Any:
            return grpc.StatusCode.DEADLINE_EXCEEDED

    engine = object.__new__(Connection)
    engine._library, engine._uri = pymilvus, "http://host:19530"
    for error in (Late(), pymilvus.MilvusException(message="Retry run out: deadline exceeded")):
        with pytest.raises(StoreTimeout, match="30 seconds"), engine._errors_translated():
            raise error


def test_a_body_longer_than_a_field_is_kept_in_pieces() -> None:
    value = {"text": "长𠮷" * 30_000}
    body, check, parts = body_of(7, value)
    record = {"pk": 7, "body": body, "crc": check}
    assert long_pieces(record) == [piece["pk"] for piece in parts]
    assert max(len(piece["text"].encode()) for piece in parts) <= 65_535
    assert unpacked(record, "".join(piece["text"] for piece in parts)) == value
    short, _, none = body_of(7, {"text": "短"})
    assert (short, none) == ('{"text":"短"}', [])
