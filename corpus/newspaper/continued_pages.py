"""Continuation markers across pages: 下转第4版 and 上接第1版."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus.builder import content_id
from corpus.bylines import page_number
from corpus.newspaper.continuity import Seams
from corpus.records import Article
from messages import message_text, values

SURE = 0.0
"""Log odds of the seam below which one of several candidates is not taken."""

_FOLIO = re.compile(r"([A-Za-z]?[0-9０-９〇一二三四五六七八九十]{1,3})\s*版")


def follow(articles: Sequence[Article]) -> list[Article]:
    """The articles with what other pages continue named after the article it continues."""
    found = list(articles)
    sending = [(i, page) for i, a in enumerate(found) if (page := _turn(a, "continues_on"))]
    waiting = [
        i
        for i, a in enumerate(found)
        if _turn(a, "continued_from") is not None and a.author is None
    ]
    for i, target in sending:
        first = found[i]
        rest = [
            j
            for j in waiting
            if found[j].path != first.path
            and _may_be(found[j].path, target)
            and _may_be(first.path, _turn(found[j], "continued_from") or "")
        ]
        j = _best(first, [found[k] for k in rest], rest)
        if j is None:
            continue
        waiting.remove(j)
        found[j] = _continued(found[j], first)
        found[i] = replace(
            first, notes=(*first.notes, message_text("goes_on_in", path=found[j].path))
        )
    return found


def _turn(article: Article, key: str) -> str | None:
    """The page that a note of this key names."""
    return next((str(found["page"]) for n in article.notes if (found := values(key, n))), None)


def _may_be(path: str, page: str) -> bool:
    """Whether a file can be this page: its name says so, or says nothing of pages."""
    name = PurePath(path).stem
    folio = _FOLIO.search(name)
    numbers = (
        {page_number(folio[1])} if folio else {n.lstrip("0") for n in re.findall("[0-9]+", name)}
    )
    return not numbers or page.lstrip("A") in numbers


def _best(first: Article, candidates: Sequence[Article], numbers: Sequence[int]) -> int | None:
    """The candidate that goes on best; the only one, if it is not against all odds."""
    if not candidates:
        return None
    lefts, rights = [first.paragraphs[-1].text], [a.paragraphs[0].text for a in candidates]
    seams = Seams([p.text for a in (first, *candidates) for p in a.paragraphs])
    fits = seams.fits(lefts, rights)[0]
    at = int(fits.argmax())
    return numbers[at] if len(candidates) == 1 or fits[at] > SURE else None


def _continued(article: Article, first: Article) -> Article:
    notes = [note for note in article.notes if note != message_text("unplaced")]
    return replace(
        article,
        id=content_id(first.title, first.author, (p.text for p in article.paragraphs)),
        metadata=replace(
            article.metadata,
            title=first.title,
            author=first.author,
            office=first.office,
            column=first.column,
        ),
        notes=(*notes, message_text("went_on_from", path=first.path)),
    )
