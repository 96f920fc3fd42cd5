"""readability's choice of a page's article, as numbers of the page's own elements."""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import Any

from readability import Document
from readability.readability import Unparseable

NUMBER = "data-number"
"""The attribute that numbers the page's elements; what has none is not looked at."""

_SHORT = 100  # characters, below which it looks a second time, less strictly
_MARKS = str.maketrans("，", ",")
_MIN = 15  # characters of a paragraph that counts: 25 letters say less than 15 Chinese characters


def chosen_numbers(root: Any) -> set[int]:
    """The numbers of all elements in the part of the page that holds the article."""
    document = _Document(root, min_text_length=_MIN, retry_length=_SHORT)
    log = logging.getLogger("readability.readability")
    log.disabled = True  # it reports what it cannot read as an error; to us that is an answer
    try:
        document.summary(html_partial=True)
    except Unparseable:
        return set()
    return document.numbers


class _Document(Document):  # type: ignore[misc]  # it has no types
    """Its first half: the choice.  Its cleaning is for English pages; ours is in `web_page`."""

    numbers: set[int] = set()  # noqa: RUF012  (replaced, never changed)

    def _parse(self, input: Any) -> Any:
        page = deepcopy(input)
        body = page.find("body")
        for element in list((page if body is None else body).iter()):
            if element.get(NUMBER) is None:
                if element.getparent() is not None:
                    element.drop_tree()
                continue
            element.text, element.tail = _english(element.text), _english(element.tail)
        return page

    def class_weight(self, e: Any) -> Any:
        """It names the body itself, and then takes the name for a good sign."""
        return 0 if e.tag == "body" else super().class_weight(e)

    def sanitize(self, node: Any, candidates: Any, keep_all_images: bool = False) -> str:
        self.numbers = {int(n) for element in node.iter() if (n := element.get(NUMBER)) is not None}
        return "".join(node.text_content().split())


def _english(text: str | None) -> str | None:
    """With the marks that it counts; only lengths and marks matter to it."""
    return text.translate(_MARKS) if text else text
