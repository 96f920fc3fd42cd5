"""What turns text into vectors: two methods.  Batching and checks sit with the caller."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BUILTIN = "builtin"
BUILTIN_FOLDER = Path(__file__).resolve().parent.parent / "models" / "builtin"


class Encoder(Protocol):
    """Anything with a name, a dimension and two methods."""

    @property
    def name(self) -> str:
        """As the user names it: "builtin", a model's name, or a folder."""
        ...

    @property
    def revision(self) -> str:
        """A hash of the weights: an index refuses an encoder of another revision."""
        ...

    @property
    def dimension(self) -> int: ...

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension) float32, unit rows (a text with nothing known gives a zero row)."""
        ...

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension) float32, unit rows (a text with nothing known gives a zero row)."""
        ...


class StaticEncoder:
    """The built-in model as an Encoder: questions and passages are encoded alike."""

    def __init__(self, folder: Path, name: str = BUILTIN) -> None:
        from language.vectors import StaticModel

        self.name = name
        self.model = StaticModel.load(folder)

    @property
    def revision(self) -> str:
        return self.model.revision

    @property
    def dimension(self) -> int:
        return self.model.dimension

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.model.encode(texts)


@lru_cache(maxsize=1)
def builtin() -> StaticEncoder:
    """The built-in encoder, loaded once a process."""
    return StaticEncoder(BUILTIN_FOLDER)


def open_encoder(name: str = BUILTIN) -> Encoder:
    """The encoder of that name: "builtin", or a sentence-transformers model by name or folder.

    Nothing is downloaded.

    Raises:
        ModelMissing: the model is not on this machine, or the folder holds no such model.
        DependencyMissing: sentence-transformers is not installed.
    """
    if name == BUILTIN:
        return builtin()
    from index.transformer import TransformerEncoder

    return TransformerEncoder(name)
