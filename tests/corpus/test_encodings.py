"""Encodings: round trips of our own sentences, short and long; damage and binaries are named."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.encodings import decode
from errors import EncodingError

SIMPLIFIED = [
    "雨停了，孩子们跑到院子里踩水。",
    "今年的新茶比往年晚了十天。",
    "社区图书室每周六下午开放，借书不用押金，读完放回原处就行。",
    "第３届“街坊杯”棋赛共有48人报名，冠军奖金500元（含税）。",
    "他用 Python 写了个小程序，把 2019 至 2023 年的账目核对了一遍。",
    "綦江的老张说：‘手艺不能丢。’",
]
TRADITIONAL = [
    "雨停了，孩子們跑到院子裡踩水。",
    "今年的新茶比往年晚了十天才採收。",
    "社區圖書室每週六下午開放，借書不用押金，讀完放回原處就行。",
    "她說：「這家麵店開了三十年，湯頭從來沒變過。」",
    "新建的體育館可以容納 3,000 名觀眾，預計 2025 年啟用。",
]
NAMES = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [*SIMPLIFIED, "\r\n\r\n".join(SIMPLIFIED)])
def test_simplified_round_trips(text: str, name: str) -> None:
    assert decode(text.encode(name)) == text


@pytest.mark.parametrize("name", [*NAMES, "big5", "cp950", "big5hkscs"])
@pytest.mark.parametrize("text", [*TRADITIONAL, "\r\n\r\n".join(TRADITIONAL)])
def test_traditional_round_trips(text: str, name: str) -> None:
    assert decode(text.encode(name)) == text


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.data())
def test_ten_characters_are_read_right_or_refused(data: st.DataObject) -> None:
    """Any ten characters in a row of our sentences: never a wrong text."""
    text = "".join(SIMPLIFIED + TRADITIONAL)
    name = data.draw(st.sampled_from(["gb18030", "utf-8", "utf-16-le", "utf-16-be"]))
    at = data.draw(st.integers(0, len(text) - 10))
    piece = text[at : at + 10]
    try:
        assert decode(piece.encode(name)) == piece
    except EncodingError:
        assert sum(ord(char) > 127 for char in piece) < 4


def test_all_ten_character_pieces_of_a_traditional_text_in_big5() -> None:
    text = "".join(TRADITIONAL)
    wrong = []
    for at in range(len(text) - 10):
        piece = text[at : at + 10]
        try:
            if decode(piece.encode("big5")) != piece:
                wrong.append(piece)
        except EncodingError:
            assert sum(ord(char) > 127 for char in piece) < 4, piece
    assert not wrong


def test_english_stays_english() -> None:
    for text in ("plain text", "ab", "It cost £5 — “cheap”, he said.", "café, naïve, résumé, Ünal"):
        assert decode(text.encode("utf-8")) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("오늘은 날씨가 좋아서 사람들이 공원에 많이 나왔다. 아이들은 연을 날렸다.", "euc_kr"),
        ("今日は天気がよいので、みんなで公園に行きました。とても楽しかったです。", "shift_jis"),
        ("今日は天気がよいので、みんなで公園に行きました。とても楽しかったです。", "euc_jp"),
        ("Сегодня хорошая погода, и все пошли гулять в парк.", "koi8_r"),
        ("Le café était fermé, où étaient les élèves?", "cp1252"),
    ],
)
def test_other_encodings_are_refused_not_guessed(text: str, name: str) -> None:
    with pytest.raises(EncodingError, match="unclear"):
        decode(text.encode(name))


def test_a_declared_encoding_decides_where_evidence_does_not() -> None:
    text = "Le café était fermé, où étaient les élèves?"
    assert decode(text.encode("cp1252"), declared="windows-1252") == text
    chinese = SIMPLIFIED[2]
    assert decode(chinese.encode("gb18030"), declared="iso-8859-1") == chinese
    assert decode(chinese.encode("gb18030"), declared="no-such-thing") == chinese


@pytest.mark.parametrize("name", ["utf-8", "gb18030", "utf-16-le"])
def test_a_file_cut_off_inside_a_character_is_named(name: str) -> None:
    data = "".join(SIMPLIFIED).encode(name)[:-1]
    while True:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            break
        data = data[:-1]
    with pytest.raises(EncodingError, match=f"{name.upper()}.*cut off"):
        decode(data)


def test_a_broken_byte_is_named_with_its_line() -> None:
    data = "\n".join(SIMPLIFIED).encode("utf-8")
    at = data.index("社区".encode()) + 1
    with pytest.raises(EncodingError, match=r"UTF-8.*\(line 3\)"):
        decode(data[:at] + b"\xff" + data[at + 1 :])


def test_two_encodings_in_one_file_are_refused() -> None:
    data = "".join(SIMPLIFIED).encode("gb18030") + "".join(SIMPLIFIED).encode("utf-8")
    with pytest.raises(EncodingError):
        decode(data)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "PNG"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(40), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(40), "Office"),
        (b"\xff\xd8\xff\xe0" + bytes(40), "JPEG"),
        (b"SQLite format 3\0", "SQLite"),
        (bytes(500), "not text"),
        (bytes(range(256)) * 8, "not text"),
        (random.Random(5).randbytes(4000), "not text|unclear"),
    ],
)
def test_binaries_are_named(data: bytes, reason: str) -> None:
    with pytest.raises(EncodingError, match=reason):
        decode(data)


def test_the_byte_order_mark_is_no_text() -> None:
    for name in ("utf-8-sig", "utf-16", "utf-32"):
        assert decode("一二三".encode(name)) == "一二三"


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        text = decode(data)
    except EncodingError as error:
        assert str(error)
    else:
        assert text.encode("utf-8").decode("utf-8") == text
