"""Word lists: the files of `language/lexicon/`, one word a line, in the order they are tried.

A line with `#` says what the list is for.  Words, not patterns: their use in a pattern stands where
it is read.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_suffix("")


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list, in the file's order."""
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


@cache
def either(name: str) -> str:
    """A pattern of any word of the list; of several that fit, the first in the file."""
    return re.escape("\n".join(words(name))).replace("\\\n", "|")  # one call: a tenth of the time
