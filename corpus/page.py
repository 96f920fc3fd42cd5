"""A newspaper page as plain text, back into its articles.

    read_page(source)          the articles of a page
    looks_like_page(text)      whether a text is a page at all: two articles or more
    link_pages(articles)       下转 and 上接 followed across the pages of one build

What the page's layout tore apart is put together on evidence, and each such step is said in the
notes.  What cannot be placed is given out as an article without title and author, noted as
"unplaced": missing rather than under a wrong name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.draft import Draft, finish
from corpus.lines import blocks, glue, paragraphs
from corpus.pages.follow import follow
from corpus.pages.headings import is_heading
from corpus.pages.parts import Chain, Page, Piece
from corpus.pages.restore import TURNS_FROM, TURNS_TO, Torn, put_together, torn_page
from corpus.pages.stretches import split_page
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank
from errors import WenbaoError

Likeness = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit rows (n, dim); the nearer the meaning, the higher the inner product."""

JOINED = "paragraph joined across a column"
UNPLACED = "unplaced"
LEFT_OUT = "left out: "


def read_page(source: Source, likeness: Likeness | None = None) -> list[Article]:
    """The page's articles, in the order of their titles; unplaced text last.

    `likeness` gives vectors of texts: the built-in encoder's, if it is not given.
    """
    page = split_page(source.text, is_heading)
    torn = torn_page(page, likeness or _built_in())
    chains = [chain for chain in put_together(torn) if _can_be_seen(chain, torn)]
    if not chains:
        return _without_articles(source)
    bodiless = [
        run.text if (run := stretch.title) else ""
        for i, stretch in enumerate(page.stretches)
        if all(chain.stretch != i for chain in chains)
    ]
    bodiless += [
        f"{stretch.byline.office or ''} {stretch.byline.author}".strip()
        for i, stretch in enumerate(page.stretches)
        if stretch.byline and all(chain.stretch != i for chain in chains)
    ]
    bodiless += [
        text
        for i, stretch in enumerate(page.stretches)
        if all(chain.stretch != i for chain in chains)
        for text in stretch.furniture
    ]
    left = [text for text in (*page.furniture, *bodiless) if text]
    chains[0] = replace(chains[0], notes=(*chains[0].notes, *(LEFT_OUT + text for text in left)))
    return [_article(source, page, torn, chain) for chain in chains]


def _can_be_seen(chain: Chain, torn: Torn) -> bool:
    """Whether a chain has text: control characters alone make no article."""
    return any(not blank(torn.pieces[n].run.text) for n in chain.pieces)


def _without_articles(source: Source) -> list[Article]:
    """All text as one article without title and author; none if there is nothing to see."""
    runs = [run for block in blocks(source.text) for run in paragraphs(block)]
    found = [Paragraph(None, run.text, run.spans) for run in runs if not blank(run.text)]
    if not found:
        return []
    return [finish(Draft(source.text, found, notes=[UNPLACED]), source.path, source)]


def looks_like_page(text: str) -> bool:
    """Whether the text holds two articles or more (bylines or datelines below short titles)."""
    page = split_page(text[:200_000], lambda *_: False)
    return sum(1 for s in page.stretches if s.title and s.byline and s.pieces) >= 2


def is_of_page(article: Article) -> bool:
    """Whether a turn-to marker says that the article goes on, or began, on another page."""
    return any(note.startswith((TURNS_TO, TURNS_FROM)) for note in article.notes)


def link_pages(articles: Sequence[Article]) -> list[Article]:
    """The articles of several pages, 下转 and 上接 followed.

    Text that a marker says is continued from another page, and that has no author there, gets
    title, author and office of the article that the other page's marker sends here.  It stays an
    article of its own, since its proof is in its own source; the notes name the other one.
    """
    return follow(articles)


def _built_in() -> Likeness | None:
    """The built-in encoder; None where it is not on this machine."""
    try:
        return _encoder()
    except WenbaoError:
        return None


@lru_cache(maxsize=1)
def _encoder() -> Likeness:
    from language.vectors import StaticModel

    model = StaticModel.load(Path(__file__).resolve().parent.parent / "models" / "builtin")
    return lambda texts: model.encode(list(texts), 1)


def _article(source: Source, page: Page, torn: Torn, chain: Chain) -> Article:
    stretch = page.stretches[chain.stretch] if chain.stretch is not None else None
    draft = Draft(source.text, _paragraphs([torn.pieces[n] for n in chain.pieces], chain))
    notes = list(chain.notes)
    if stretch is None:
        notes.append(UNPLACED)
    else:
        draft.title = stretch.title.text if stretch.title else None
        draft.author = stretch.byline.author if stretch.byline else None
        draft.office = stretch.byline.office if stretch.byline else None
        draft.column = page.column.text if page.column else None
        if stretch.title_inferred:
            notes.append("title inferred")
        notes += [LEFT_OUT + text for text in stretch.furniture]
    draft.notes = notes
    return finish(draft, source.path, source)


def _paragraphs(pieces: Sequence[Piece], chain: Chain) -> list[Paragraph]:
    found: list[Paragraph] = []
    groups: list[list[int]] = []
    for at, number in enumerate(chain.pieces):
        if number in chain.joined and groups:
            groups[-1].append(at)
        else:
            groups.append([at])
    heading = None
    for group in groups:
        parts = [pieces[at] for at in group]
        run = glue(part.run for part in parts)
        if parts[0].heading:
            heading = parts[0].heading.text
        elif chain.pieces[group[0]] in chain.gaps:
            heading = None
        notes = [note for at in group for note in chain.why.get(chain.pieces[at], ())]
        if len(parts) > 1 or parts[0].mended:
            notes.insert(0, JOINED)
        if run.text:
            found.append(Paragraph(heading, run.text, run.spans, tuple(dict.fromkeys(notes))))
    return found
