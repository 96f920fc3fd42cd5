"""Character folding: makes text comparable, one character to one character.

For matching only.  A folded text has the length of the text, so every offset into the one is an
offset into the other; what is shown and quoted is always the text itself.

One character is folded by, in this order: its NFKC form (full width to half width, compatibility
ideographs), its lower case, the character that a radical is, its simplified form.  A step that
would give other than one character (… to three dots, ß to ss) is left out for that character.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from errors import DependencyMissing
from language import lexicon

_CHARACTERS = Path("dictionary") / "TSCharacters.txt"
_RADICALS = {pair[0]: pair[1] for pair in " ".join(lexicon.words("radicals")).split()}
KEPT = 1_000
"""Characters of a text whose folded form is kept, among the last 4,096: 16 MB at most."""
_RADICAL = re.compile("[\u2e80-\u2eff\u31c0-\u31ef]")


def fold(text: str) -> str:
    """The folded text, of the same length; folding it again changes nothing."""
    if text.isascii():
        return text.lower()
    # An answer compares each passage with the question in some twenty ways.
    return _kept(text) if len(text) <= KEPT else text.translate(_table())


@lru_cache(maxsize=4096)
def _kept(text: str) -> str:
    return text.translate(_table())


def without_radicals(text: str) -> str:
    """The text, of the same length, with 马 for ⻢ and the like: a network is given this, for its
    own tokenizer folds the rest.  PDFs that browsers print hold the radicals."""
    return _RADICAL.sub(lambda match: _RADICALS.get(match[0], match[0]), text)


def in_simplified(text: str) -> str:
    """The text, of the same length, in simplified characters, and otherwise as it is."""
    return text if text.isascii() else text.translate(_simplified_table())


def is_traditional(text: str) -> bool:
    """Whether a text is in traditional characters, as far as one can tell: a tenth of its Chinese
    ones or more have a simplified form.  A third has in running text; a name may be spelt so."""
    chinese = [char for char in text if "\u4e00" <= char <= "\u9fff"]
    table = _simplified_table()
    return 10 * sum(ord(char) in table for char in chinese) > len(chinese)


class _Table(dict[int, int]):
    """Code point to code point, worked out when first seen: most of Unicode never is."""

    def __init__(self, characters: dict[str, str]) -> None:
        super().__init__()
        self._characters = characters

    def __missing__(self, point: int) -> int:
        folded = self._fold(chr(point))
        while (refolded := self._fold(folded)) != folded:
            folded = refolded
        self[point] = ord(folded)
        return ord(folded)

    def _fold(self, character: str) -> str:
        for step in (unicodedata.normalize("NFKC", character), character.lower()):
            if len(step) == 1 and step != character:
                return step
        return self._characters.get(character, character)


@lru_cache(maxsize=1)
def _table() -> _Table:
    return _Table(_RADICALS | simplified())


@lru_cache(maxsize=1)
def _simplified_table() -> dict[int, str]:
    return {ord(old): new for old, new in simplified().items() if old != new}


def simplified() -> dict[str, str]:
    """Each traditional character with its simplified one, from the OpenCC character table.

    Of several candidates the table's first is meant: 乾 becomes 干, and a character that is also
    written in simplified text (著, 瞭) stays as it is.

    Raises:
        DependencyMissing: the package with the table is not installed.
    """
    spec = find_spec("opencc")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    if folder is None or not (folder / _CHARACTERS).is_file():
        raise DependencyMissing("no_opencc")
    pairs = {}
    for line in (folder / _CHARACTERS).read_text("utf-8").splitlines():
        traditional, _, candidates = line.partition("\t")
        pairs[traditional] = candidates.split(" ", 1)[0]
    return {old: new for old, new in pairs.items() if len(old) == len(new) == 1 and old != new}
