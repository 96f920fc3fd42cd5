"""Digits of a file or a request as a number, whatever stands there."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")


def integer(text: str | None, otherwise: T, most: int = 10**9) -> int | T:
    """The whole number that the ASCII digits write, at most `most`; `otherwise` for anything else.

    int() raises for more than 4,300 digits, and takes "1_0", " 5" and the digits of any script:
    one attribute of a file would cost all of it."""
    if not text or not text.isascii() or not text.isdigit():
        return otherwise
    digits = text.lstrip("0")
    return most if len(digits) > len(str(most)) else min(int(digits or "0"), most)
