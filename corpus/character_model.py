"""Character frequency model of Chinese text: the likelihood that compares encodings.

`common.txt` lists 5,000 Chinese characters and marks, simplified and traditional, the most
frequent first (counted in the training text and in jieba's dictionary).  The character of rank r
has the probability of Zipf and Mandelbrot, 1 / ((r + 20) H), H so that they sum to 1; what the
list lacks is rarer still, by kind.  Text read in the wrong encoding is rare throughout.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from language.arrays import code_points

FLATTEN = 20
LETTER, SYMBOL, CONTROL = -3.5, -4.5, -12.0  # ASCII letters and digits, other ASCII, controls
FOREIGN, SELDOM, NEVER = -13.0, -15.0, -18.0  # other scripts, rarer Han, unassigned and private


@cache
def _table() -> NDArray[np.float32]:
    """(65536,) the natural logarithm of each character's probability; above that: NEVER."""
    table = np.full(1 << 16, FOREIGN, np.float32)
    table[:128] = SYMBOL
    table[[c for c in range(128) if chr(c).isalnum()]] = LETTER
    table[[*range(9), 11, *range(14, 32), *range(127, 160)]] = CONTROL
    table[0x3400:0xA000] = SELDOM
    table[0xD800:0xF900] = NEVER  # surrogates and the private use area
    table[0xF900:0xFB00] = SELDOM
    characters = Path(__file__).with_name("common.txt").read_text("utf-8").replace("\n", "")
    weights = 1 / (np.arange(len(characters)) + FLATTEN)
    table[[ord(c) for c in characters]] = np.log(weights / weights.sum())
    table[0x3000] = table[ord("。")]  # the ideographic space, which indents paragraphs
    return table


def likelihoods(text: str) -> NDArray[np.float32]:
    """(n,) the natural logarithm of the probability of each character; higher is likelier."""
    codes = code_points(text)
    return np.where(codes < 1 << 16, _table()[np.minimum(codes, 0xFFFF)], NEVER)


def foreign(text: str) -> NDArray[np.bool_]:
    """(n,) whether each character is outside ASCII, so that it bears on the encoding."""
    return code_points(text) >= 128
