"""Lines of a table of contents: what stands on which page, and nothing of what it says."""

from __future__ import annotations

import re

_LEADER = re.compile(r"(?:……|[.·]{6})[^.·…]{0,12}(?<![0-9])[0-9]{1,4}(?![0-9])")
"""The dots of …… before a page, in a folded text."""
_LISTED = re.compile(r"[^0-9]{2,40}\s[0-9]{1,4}")
_CONTENTS = re.compile(r"^(?:目 {0,4}[录次]|contents)$", re.M)
_SENTENCE = re.compile("[。!?;]")


def is_contents(text: str, over: str) -> bool:
    """Whether a folded passage is a line of a table of contents: of no sentence, with dots before
    its page, or under a heading that says so, at the end of a line."""
    if _SENTENCE.search(text):
        return False
    return bool(_LEADER.search(text) or (_CONTENTS.search(over) and _LISTED.fullmatch(text)))
