"""Character encoding detection and decoding; doubt is an error, so that no text is garbled.

A byte order mark decides.  Valid UTF-8 with enough characters beyond ASCII decides, since other
encodings hardly ever are valid UTF-8 by chance.  Else every encoding that decodes the bytes without
an error is a candidate, and the likeliest text wins (see `corpus/character_model.py`), if it is as
likely as Chinese text of its length is, has no garbled stretch, and leaves the next candidate far
behind.  If none wins, the error says which encoding it nearly is, and where it breaks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus import file_types
from corpus.character_model import CONTROL, FOREIGN, foreign, likelihoods
from errors import EncodingError
from messages import message_text

MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
FAMILIES = (("gb18030",), ("big5", "cp950", "big5hkscs"), ("utf-16-le",), ("utf-16-be",))
"""The candidates beside UTF-8; of a family the first that decodes without an error."""
WEB_NAMES = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "big5": "big5hkscs"}
"""As browsers do: what pages declare is often the smaller brother of what they use."""

_NO_TEXT = frozenset(("punycode", "idna"))
"""Codecs of names on the net, which take time with the square of what they decode."""
SURE_UTF8 = 8  # characters beyond ASCII: that many are valid UTF-8 by chance once in 10^6
BY_CHANCE = 4.0  # nats that one UTF-8 sequence of three bytes is worth (two bytes: half)
IN_A_WORD = 6.0  # nats for a letter with an accent beside a plain one, as in "café"
ALL_ASCII = 8.0  # nats for printable ASCII: UTF-16 is that by chance once in 10^(n/2) characters
MARGIN = 4.0  # nats that the best candidate must lead by: e^4, 55 to 1
SAMPLE = 60_000  # characters that are weighed; the search for garbled stretches takes all
WINDOW, GARBLED = 12, -11.0  # no 12 neighbouring characters of 2,829 real passages fell below

_IN_A_WORD = re.compile(r"[A-Za-z][\u00c0-\u024f]|[\u00c0-\u024f][A-Za-z]")


@dataclass(frozen=True, slots=True)
class _Candidate:
    name: str
    text: str
    score: float


def decode(data: bytes, declared: str | None = None) -> str:
    """The text of the bytes without its byte order mark, line breaks as they are.

    `declared` is what a document says of itself: it decides where the evidence does not.
    Raises EncodingError for bytes that are no text, damaged text, and unclear encodings.
    """
    try:
        return _by_evidence(data)
    except EncodingError:
        if declared and (text := _as_declared(data, declared)) is not None:
            return text
        raise


def _as_declared(data: bytes, declared: str, errors: str = "strict") -> str | None:
    """The text in the declared encoding if that decodes all of it and leaves no control."""
    name = WEB_NAMES.get(declared.lower(), declared.lower())
    if name in _NO_TEXT:
        return None
    try:
        text = data.decode(name, errors)
    except (LookupError, ValueError):
        return None
    return None if (likelihoods(text) == CONTROL).any() else text


def with_losses(data: bytes, declared: str) -> str | None:
    """The text in the declared encoding with U+FFFD for what is damaged; None if that is more than
    one in a thousand characters."""
    text = _as_declared(data, declared, "replace")
    return None if text is None or text.count("\ufffd") * 1000 > len(text) else text


def _by_evidence(data: bytes) -> str:
    if not data:
        return ""
    if kind := file_types.kind(data):
        raise EncodingError("not_text", kind=kind)
    for mark, name in MARKS:
        if data.startswith(mark):
            data = data[len(mark) :]
            try:
                return _checked(data.decode(name))
            except UnicodeDecodeError as error:
                raise _break_error(name, data, error) from None
    utf8 = _decoded_or_none(data, "utf-8")
    if utf8 is not None and "\0" not in utf8 and np.count_nonzero(foreign(utf8)) >= SURE_UTF8:
        return _checked(utf8)
    candidates = sorted(_candidates(data, utf8), key=lambda candidate: -candidate.score)
    if not candidates:
        raise _damaged(data)
    best = candidates[0]
    close = (candidate for candidate in candidates[1:] if best.score - candidate.score < MARGIN)
    rivals = [candidate for candidate in close if candidate.text != best.text]
    if best.name == "utf-8" and not rivals:
        return _checked(best.text)
    if garbled := _implausible(best.text):
        raise _damaged(data, garbled, encoding=best.name.upper())
    if rivals:
        names = " or ".join(candidate.name.upper() for candidate in (best, *rivals))
        doubt = message_text("several_encodings", encodings=names)
        raise EncodingError("unclear_encoding", doubt=doubt)
    return _checked(best.text)


def _decoded_or_none(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _candidates(data: bytes, utf8: str | None) -> Iterator[_Candidate]:
    if utf8 is not None:
        plain = utf8.isascii() and "\0" not in utf8
        bonus = ALL_ASCII if plain and utf8.isprintable() else _by_chance(utf8)
        yield _Candidate("utf-8", utf8, _score(utf8) + bonus)
        if plain and (len(data) % 2 or b" " in data):
            return
    for family in FAMILIES:
        for name in family:
            text = _decoded_or_none(data, name)
            if text is not None:
                yield _Candidate(name, text, _score(text))
                break


def _by_chance(text: str) -> float:
    """Nats for being valid UTF-8: by the number of sequences, and by the ASCII around them."""
    codes = np.array([ord(character) for character in _sample(text)])
    sequences = (codes >= 0x800).sum() + ((codes >= 0x80) & (codes < 0x800)).sum() / 2
    accented = len(_IN_A_WORD.findall(_sample(text)))
    return float(BY_CHANCE * sequences + IN_A_WORD * accented + min(8.0, (codes < 0x80).sum() / 20))


def _score(text: str) -> float:
    """Nats for all of the text, from a sample: candidates differ in their number of characters."""
    sample = _sample(text)
    return float(likelihoods(sample).sum(dtype=np.float64)) * len(text) / max(1, len(sample))


def _sample(text: str) -> str:
    """The beginning, the middle and the end."""
    if len(text) <= SAMPLE:
        return text
    part, middle = SAMPLE // 3, len(text) // 2
    return text[:part] + text[middle : middle + part] + text[-part:]


def _implausible(text: str) -> str | None:
    """The key of why the text cannot be Chinese in the right encoding; None if it can.

    The mean over the characters beyond ASCII must reach -8.2 nats, less for few characters: real
    passages have a mean of -6.9 and, from 300 characters on, never less than -8.4; Korean text
    read as GB18030 has -9.3, Big5 read as GB18030 or the reverse -12 to -15.
    """
    weights = likelihoods(text)[foreign(text)]
    count = len(weights)
    if not count:
        return None
    if weights.mean(dtype=np.float64) < -8.2 - 15 / count**0.75:
        return "rare_text"
    weights = weights[weights != FOREIGN]
    if len(weights) >= WINDOW:
        sums = np.concatenate([[0.0], np.cumsum(weights, dtype=np.float64)])
        if ((sums[WINDOW:] - sums[:-WINDOW]) / WINDOW).min() < GARBLED:
            return "rare_stretch"
    return None


def _checked(text: str) -> str:
    """The text, unless control characters show that it is none."""
    controls = int(np.count_nonzero(likelihoods(text) == CONTROL))
    if controls > 3 and controls * 20 > len(text):
        raise EncodingError("controls", count=controls, all=len(text))
    return text


def _damaged(data: bytes, doubt: str = "no_encoding", **fields: str) -> EncodingError:
    """The error for bytes that no encoding explains: the nearest one, and where it breaks; else
    `doubt`, the key of a message, and its fields."""
    for name in ("utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"):
        try:
            data.decode(name)
        except UnicodeDecodeError as error:
            text = data.decode(name, "replace")
            broken = text.count("\ufffd")
            undamaged = text.replace("\ufffd", "")
            foreign_count = np.count_nonzero(foreign(undamaged))
            plausible = name == "utf-8" or _implausible(_sample(undamaged)) is None
            if plausible and foreign_count > 20 * (broken - 1) and foreign_count >= 2 * broken:
                return _break_error(name, data, error)
    controls = sum(byte < 9 or 14 <= byte < 32 for byte in data[:4096])
    if b"\0" in data or controls * 20 > len(data[:4096]):
        return EncodingError("binary")
    doubt = message_text(doubt, **fields)
    if guess := _guessed_encoding(data):
        return EncodingError("unclear_encoding_guessed", doubt=doubt, guess=guess)
    return EncodingError("unclear_encoding", doubt=doubt)


def _break_error(name: str, data: bytes, error: UnicodeDecodeError) -> EncodingError:
    line = data.count(b"\n", 0, error.start) + 1
    key = "cut_text" if error.end == len(data) else "damaged_text"
    return EncodingError(key, encoding=name.upper(), byte=error.start + 1, line=line)


def _guessed_encoding(data: bytes) -> str | None:
    """What charset-normalizer takes the bytes for; only to name it."""
    from charset_normalizer import from_bytes

    best = from_bytes(data[:2048]).best()
    return None if best is None else best.encoding.replace("_", "-").upper()
