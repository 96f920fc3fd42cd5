"""Compatibility: whether rows that are made now would fit to those of an index."""

from __future__ import annotations

from dataclasses import dataclass

from encoders import open_encoder
from encoders.base import Encoder
from errors import IndexMismatch, IndexMissing
from index import analyzer, search_text


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """The encoder that makes the vectors of an index.  revision: a hash of its weights."""

    name: str
    revision: str
    dimension: int

    @classmethod
    def of(cls, encoder: Encoder) -> EncoderFacts:
        return cls(encoder.name, encoder.revision, encoder.dimension)

    def opened(self, encoder: Encoder | None = None) -> Encoder:
        """The encoder that is given, else the one of this name.

        Raises:
            IndexMismatch: it is another.
            ModelMissing: it is not on this machine.
        """
        encoder = open_encoder(self.name) if encoder is None else encoder
        self.check(encoder)
        return encoder

    def check(self, encoder: Encoder) -> None:
        """Raises IndexMismatch if the encoder is another."""
        facts = EncoderFacts.of(encoder)
        if (facts.revision, facts.dimension) != (self.revision, self.dimension):
            raise IndexMismatch(
                "other_encoder", maker=str(self), encoder=str(facts), name=encoder.name
            )

    def __str__(self) -> str:
        return f"encoder {self.name} ({self.dimension} numbers, revision {self.revision})"


def maker_of(encoder: Encoder | None, before: EncoderFacts | None) -> EncoderFacts:
    """Who makes the vectors of a change: the encoder that is given, else that of the generation
    before.  Raises IndexMissing if there is neither."""
    if encoder is not None:
        return EncoderFacts.of(encoder)
    if before is None:
        raise IndexMissing("no_index_to_change")
    return before


def check_terms(terms: str, context: int) -> None:
    """Raises IndexMismatch if an index has other terms or another context."""
    if not same_terms(terms, context):
        expected = analyzer.fingerprint(), search_text.VERSION
        raise IndexMismatch("other_terms", terms=(terms, context), expected=expected)


def same_terms(terms: str, context: int) -> bool:
    """Whether an index has the terms and context that are made now."""
    return (terms, context) == (analyzer.fingerprint(), search_text.VERSION)
