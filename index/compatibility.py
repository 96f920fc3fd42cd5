"""Compatibility: whether rows that are made now would fit to those of an index."""

from __future__ import annotations

from encoders import open_encoder
from encoders.base import Encoder
from errors import IndexMismatch
from index import analyzer, fields


def fitting_encoder(
    name: str, revision: str, dimension: int, encoder: Encoder | None = None
) -> Encoder:
    """An encoder for an index made by the one of this name, revision and dimension: the one given,
    else the one of the name.

    Raises:
        IndexMismatch: it is another.
        ModelMissing: it is not on this machine.
    """
    encoder = open_encoder(name) if encoder is None else encoder
    check_encoder(name, revision, dimension, encoder)
    return encoder


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
    if not same_terms(terms, context):
        expected = analyzer.fingerprint(), fields.VERSION
        raise IndexMismatch("other_terms", terms=(terms, context), expected=expected)


def same_terms(terms: str, context: int) -> bool:
    """Whether an index has the terms and context that are made now."""
    return (terms, context) == (analyzer.fingerprint(), fields.VERSION)


def _described(name: str, revision: str, dimension: int) -> str:
    return f"encoder {name} ({dimension} numbers, revision {revision})"
