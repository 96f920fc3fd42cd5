"""Restoration of the articles of a newspaper page that was saved as plain text.

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

import numpy as np
from numpy.typing import NDArray

from corpus.builder import Draft, finish
from corpus.bylines import is_page_head
from corpus.lines import blocks, glue, paragraphs
from corpus.mastheads import is_known_paper, is_paper, masthead
from corpus.metadata_lines import with_known
from corpus.newspaper.assembly import Torn, put_together, torn_page
from corpus.newspaper.continued_pages import follow
from corpus.newspaper.headings import is_heading
from corpus.newspaper.no_byline import with_nameless
from corpus.newspaper.records import Chain, Page, Piece
from corpus.newspaper.segmentation import names_several, split_page
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank
from errors import WenbaoError
from messages import message_text

Likeness = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit rows (n, dim); the nearer the meaning, the higher the inner product."""


def read_page(source: Source, likeness: Likeness | None = None) -> list[Article]:
    """The page's articles, in the order of their titles; unplaced text last.

    `likeness` gives vectors of texts: the built-in encoder's, if it is not given.
    """
    page = split_page(source.text, is_heading)
    likeness = likeness or built_in()
    page = with_nameless(page, likeness)
    torn = torn_page(page, likeness)
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
    chains[0] = replace(
        chains[0], notes=(*chains[0].notes, *(message_text("left_out", text=text) for text in left))
    )
    told = _told(page)
    return [with_known(_article(source, page, torn, chain), told) for chain in chains]


def _told(page: Page) -> dict[str, str]:
    """What the page's masthead and folio say of all its articles."""
    told: dict[str, str] = {}
    heads = list(page.furniture)
    heads += [line for one in page.stretches for line in one.furniture if "edition" in _head(line)]
    for text in heads:
        for key, value in _head(text).items():
            if key != "author":
                told.setdefault(key, value)
    for text in page.furniture:
        if is_paper(text) and (is_known_paper(text) or "edition" in told):
            told.setdefault("paper", text)
    return told


def _head(line: str) -> dict[str, str]:
    return masthead(line) or (masthead(line, loose=True) if is_page_head(line) else {})


def _can_be_seen(chain: Chain, torn: Torn) -> bool:
    """Whether a chain has text: control characters alone make no article."""
    return any(not blank(torn.pieces[n].run.text) for n in chain.pieces)


def _without_articles(source: Source) -> list[Article]:
    """All text as one article without title and author; none if there is nothing to see."""
    runs = [run for block in blocks(source.text) for run in paragraphs(block)]
    found = [Paragraph(None, run.text, run.spans) for run in runs if not blank(run.text)]
    if not found:
        return []
    return [
        finish(Draft(source.text, found, notes=[message_text("unplaced")]), source.path, source)
    ]


def looks_like_page(text: str) -> bool:
    """Whether the text holds two articles or more (bylines or datelines below short titles)."""
    text = text[:200_000]
    if not names_several(text):
        return False
    page = split_page(text, lambda *_: False)
    return sum(1 for s in page.stretches if s.title and s.byline and s.pieces) >= 2


def link_pages(articles: Sequence[Article]) -> list[Article]:
    """The articles of several pages, 下转 and 上接 followed.

    Text that a marker says is continued from another page, and that has no author there, gets
    title, author and office of the article that the other page's marker sends here.  It stays an
    article of its own, since its proof is in its own source; the notes name the other one.
    """
    return follow(articles)


def built_in() -> Likeness | None:
    """The built-in encoder; None where it is not on this machine."""
    try:
        return _encoder()
    except WenbaoError:
        return None


@lru_cache(maxsize=1)
def _encoder() -> Likeness:
    from encoders.static import model

    found = model()
    return lambda texts: found.encode(list(texts), 1)


def _article(source: Source, page: Page, torn: Torn, chain: Chain) -> Article:
    stretch = page.stretches[chain.stretch] if chain.stretch is not None else None
    draft = Draft(source.text, _paragraphs([torn.pieces[n] for n in chain.pieces], chain))
    notes = list(chain.notes)
    if stretch is None:
        notes.append(message_text("unplaced"))
    else:
        draft.set(
            title=stretch.title.text if stretch.title else None,
            author=stretch.byline.author if stretch.byline else None,
            office=stretch.byline.office if stretch.byline else None,
            column=page.column.text if page.column else None,
        )
        for line in stretch.furniture:
            told = {} if "edition" in _head(line) else _head(line)
            draft.set(**{k: v for k, v in told.items() if getattr(draft, k) is None})
        if stretch.title_inferred:
            notes.append(message_text("title_inferred"))
        if stretch.nameless:
            notes.append(message_text("no_byline"))
        notes += [message_text("left_out", text=text) for text in stretch.furniture]
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
            notes.insert(0, message_text("paragraph_joined"))
        if run.text:
            found.append(Paragraph(heading, run.text, run.spans, tuple(dict.fromkeys(notes))))
    return found
