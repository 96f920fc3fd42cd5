"""Encoder registry: `open_encoder` opens one by the name that a user gives."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache

from encoders.base import Encoder


def default_encoder() -> str:
    """The encoder of a new index when none is named: `$WENBAO_ENCODER`, else the built-in one."""
    return os.environ.get("WENBAO_ENCODER") or "builtin"


@lru_cache(maxsize=2)
def _static(name: str) -> Encoder:
    from encoders.static import StaticEncoder

    return StaticEncoder(name)


@lru_cache(maxsize=2)
def _contextual(name: str) -> Encoder:
    from encoders.contextual import ContextualEncoder

    return ContextualEncoder(name)


ENCODERS: dict[str, Callable[[str], Encoder]] = {
    "builtin": _contextual,
    "static": _static,
}
"""Name to factory, which is given the name.  Two names of the same weights open each other's
indexes: an index compares revisions, not names."""


def open_encoder(name: str | None = None) -> Encoder:
    """The encoder registered by that name, else a sentence-transformers model by name or folder.

    None: the default one.  Nothing is downloaded.

    Raises:
        ModelMissing: the model is not on this machine, or the folder holds no such model.
        DependencyMissing: sentence-transformers is not installed.
    """
    name = name or default_encoder()
    if name in ENCODERS:
        return ENCODERS[name](name)
    from encoders.sentence_transformers import TransformerEncoder

    return TransformerEncoder(name)
