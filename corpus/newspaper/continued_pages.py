"""Continuation markers across pages: 下转第4版 and 上接第1版.

Text that a marker says is continued from another page, and that has no author there, gets title,
author and office of the article that the other page's marker sends here.  It stays an article of
its own, since its proof is in its own source; the notes name the other one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus.builder import content_id
from corpus.newspaper.continuity import Seams
from corpus.page_turns import page_number
from corpus.records import Article
from messages import message_text, values

SURE = 0.0  # log odds of the seam from which one of several candidates is taken
_FOLIO = re.compile(r"([A-Za-z]?[0-9０-９〇一二三四五六七八九十]{1,3})\s*版")


def follow(articles: Sequence[Article]) -> list[Article]:
    """The articles, those that continue one of another page named after it."""
    linked = list(articles)
    sending = [(i, page) for i, a in enumerate(linked) if (page := _turn_page(a, "continues_on"))]
    sent = ((i, _turn_page(a, "continued_from")) for i, a in enumerate(linked) if a.author is None)
    waiting = {i: page for i, page in sent if page is not None}
    for i, target in sending:
        first = linked[i]
        rest = [
            j
            for j, page in waiting.items()
            if linked[j].path != first.path
            and _may_be(linked[j].path, target)
            and _may_be(first.path, page)
        ]
        if (j := _best_next(first, [linked[k] for k in rest], rest)) is not None:
            del waiting[j]
            linked[j] = _continued(linked[j], first)
            note = message_text("goes_on_in", path=linked[j].path)
            linked[i] = replace(first, notes=(*first.notes, note))
    return linked


def _turn_page(article: Article, key: str) -> str | None:
    """The page that a note of this key names."""
    return next((str(fields["page"]) for n in article.notes if (fields := values(key, n))), None)


def _may_be(path: str, page: str) -> bool:
    """Whether a file can be this page: its name says so, or says nothing of pages."""
    name = PurePath(path).stem
    numbers = {number.lstrip("0") for number in re.findall("[0-9]+", name)}
    if folio := _FOLIO.search(name):
        numbers = {page_number(folio[1])}
    return not numbers or page.lstrip("A") in numbers


def _best_next(first: Article, candidates: Sequence[Article], numbers: Sequence[int]) -> int | None:
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
    inherited = {name: getattr(first, name) for name in ("title", "author", "office", "column")}
    return replace(
        article,
        id=content_id(first.title, first.author, (p.text for p in article.paragraphs)),
        metadata=replace(article.metadata, **inherited),
        notes=(*notes, message_text("went_on_from", path=first.path)),
    )
