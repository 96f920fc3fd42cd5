"""Whether this program, with this encoder, can use an index that was made before."""

from __future__ import annotations

from errors import IndexMismatch
from index import context, manifest, names, terms
from index.encoder import Encoder
from index.manifest import EncoderFacts, Manifest


def fingerprint() -> str:
    """What the terms of the lexical leg depend on."""
    return f"{terms.fingerprint()}-{names.VERSION}"


def agree(found: Manifest, encoder: Encoder | None) -> None:
    """Raises IndexMismatch if rows made now would not fit to those of the index."""
    if encoder and (encoder.revision, encoder.dimension) != (
        found.encoder.revision,
        found.encoder.dimension,
    ):
        raise IndexMismatch(
            f"the index was made by {_described(found.encoder)}, not by "
            f"{_described(EncoderFacts(encoder.name, encoder.revision, encoder.dimension))}; "
            f"{manifest.REBUILD} … --encoder {encoder.name}"
        )
    made_by = (found.terms, found.context)
    if made_by != (fingerprint(), context.VERSION):
        raise IndexMismatch(
            f"the index was made with terms {made_by}, this program has "
            f"{(fingerprint(), context.VERSION)}; {manifest.REBUILD}"
        )


def _described(encoder: EncoderFacts) -> str:
    return f"encoder {encoder.name} ({encoder.dimension} numbers, revision {encoder.revision})"
