"""Whether a text gives a reason, by its words."""

from __future__ import annotations

import re

from language.lexicon import either

_REASON = re.compile(either("reason_signs"))


def gives_reason(folded: str) -> bool:
    """Whether a folded text has a word of those that give a reason."""
    return bool(_REASON.search(folded))
