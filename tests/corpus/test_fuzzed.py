"""What fuzzing found (`python -m checks.fuzz`): once without end."""

from __future__ import annotations

from pathlib import Path

import pytest
from timing import within

from corpus import Skipped, read_articles
from corpus.spans import verify

WORD = "磨"
SENTENCE = "河湾村的水磨修好了，磨出来的面又细又香。"
PAGE = "".join(
    f"{title}\n\n□河湾村文书 {author}\n\n{SENTENCE}\n\n{SENTENCE * 2}\n\n"
    for title, author in (("水磨又转起来了", "罗小满"), ("渡口改了班次", "江春来"))
)


SLOW_ONCE = {
    "lines of one block": ("txt", f"{WORD}\n" * 20_000),
    "indented lines of one block": ("txt", f"　　{WORD}\n{WORD}\n" * 15_000),
    "unended lines, then a long one": ("txt", f"{WORD}面\n" * 20_000 + WORD * 90),
    "spaces after a marker": ("txt", "下转" + " " * 20_000 + "第" + " " * 20_000 + WORD),
    "spaces without a marker": ("txt", (" " * 20_000 + WORD) * 3),
    "spaces after a paper's name": ("txt", "新华社" + " " * 20_000 + WORD),
    "brackets": ("txt", "（" * 20_000 + WORD),
    "marks of bylines": ("txt", "□" * 20_000 + WORD),
    "reporters": ("txt", "本报记者 " * 20_000),
    "a page of very many pieces": ("txt", PAGE + f"{SENTENCE}\n\n" * 300),
    "a page of far too many pieces": ("txt", PAGE + f"{SENTENCE}\n\n" * 3_000),
    "pairs of stars": ("md", "**a" * 20_000),
    "comments on lines": ("md", f"<!-- x -->{WORD}\n" * 15_000),
    "comments on one line": ("md", f"<!-- x -->{WORD}" * 15_000),
    "lines of code": ("md", "```\n" + "a = 1\n" * 20_000),
    "list items": ("md", f"- {WORD}\n" * 20_000),
    "a paragraph of many lines": ("md", f"{WORD} word\n" * 20_000),
    "line breaks": ("html", f"<p>{WORD}<br>" * 20_000),
    "cells": ("html", "<table><tr>" + f"<td>{WORD}" * 20_000),
    "tags that stay open": ("html", "<b>" * 900 + WORD),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", SLOW_ONCE)
def test_once_too_slow(tmp_path: Path, case: str) -> None:
    suffix, text = SLOW_ONCE[case]
    path = tmp_path / f"a.{suffix}"
    path.write_text(text, encoding="utf-8")
    skipped: list[Skipped] = []
    with within(6):
        articles = list(read_articles([path], on_skip=skipped.append, apart=False))
    assert articles or skipped
    for article in articles:
        assert all(
            verify(article.source.text, part.text, part.spans) for part in article.paragraphs
        )
