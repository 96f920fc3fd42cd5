"""Compatibility: whether rows that are made now would fit to those of an index."""

from __future__ import annotations

from encoders.base import Encoder
from errors import IndexMismatch
from index import analyzer, fields


def check_encoder(name: str, revision: str, dimension: int, encoder: Encoder) -> None:
    """Raises IndexMismatch if the encoder is not the one (of a name, revision and dimension) that
    made an index."""
    if (encoder.revision, encoder.dimension) != (revision, dimension):
        own = _described(encoder.name, encoder.revision, encoder.dimension)
        raise IndexMismatch(
            "other_encoder",
            maker=_described(name, revision, dimension),
            encoder=own,
            name=encoder.name,
        )


def check_terms(terms: str, context: int) -> None:
    """Raises IndexMismatch if an index has other terms or another context."""
    made_by, expected = (terms, context), (analyzer.fingerprint(), fields.VERSION)
    if made_by != expected:
        raise IndexMismatch("other_terms", terms=made_by, expected=expected)


def _described(name: str, revision: str, dimension: int) -> str:
    return f"encoder {name} ({dimension} numbers, revision {revision})"
