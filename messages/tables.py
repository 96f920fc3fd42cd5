"""Message tables: every text of an error, reason, note or help, in English and Chinese.

They are data, in JSON files beside this one: `messages.json` by key, the two languages of a message
side by side; likewise `page.json`, the words of the page (`web/ui/strings.py`); `words.json`,
Chinese for the fields that have few values, and `help.json`, Chinese for the help of commands and
the labels of their output, both by the English text.  What several messages say alike stands once,
under `parts`, and in the messages as its name: {CURE}.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

_PART = re.compile(r"\{([A-Z_]+)\}")


def read_table(name: str) -> Any:
    """One of the JSON files."""
    return json.loads((Path(__file__).parent / name).read_text("utf-8"))


def _templates(table: Any, language: Literal["en", "zh"]) -> dict[str, str]:
    parts = table["parts"][language]
    return {
        key: _PART.sub(lambda part: parts[part[1]], texts[language])
        for section in table["messages"].values()
        for key, texts in section.items()
    }


_TABLE = read_table("messages.json")

ENGLISH = _templates(_TABLE, "en")
CHINESE = _templates(_TABLE, "zh")
"""Templates with the same keys and fields."""

DATE_FORM: str = _TABLE["parts"]["en"]["DATE_FORM"]
TIME_FORM: str = _TABLE["parts"]["en"]["TIME_FORM"]
"""How a date is written, and how the time of a filter may be, which counts from today too."""
CURE: str = _TABLE["parts"]["en"]["CURE"]

WORDS: dict[str, dict[str, str]] = read_table("words.json")
"""By the name of a field and its English value."""

HELP: dict[str, str] = {
    english: chinese
    for section in read_table("help.json").values()
    for english, chinese in section.items()
}
