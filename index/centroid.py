"""Centre: about where the vectors of an encoder lie, whatever is indexed.

The vectors of many encoders share most of their length: of the built-in one's the mean has a length
of .91.  Codes of one bit a number (`index/local/vector_index.py`) that are made around zero then
tell little more than that; around the mean they tell the rows apart.  It is taken of the sentences
of `centre_sentences.txt`, not of what is indexed, so that the same rows get the same codes in any
index.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from encoders.base import Encoder
from index.store import Floats

SENTENCES = tuple(Path(__file__).with_name("centre_sentences.txt").read_text("utf-8").splitlines())


def centre(encoder: Encoder) -> Floats:
    """(dim,) the mean of the vectors of the sentences; zero if the encoder gives none."""
    rows = np.asarray(encoder.passages(SENTENCES), np.float32)
    if rows.shape != (len(SENTENCES), encoder.dimension) or not np.isfinite(rows).all():
        return np.zeros(encoder.dimension, np.float32)
    return np.asarray(rows.mean(axis=0), np.float32)
