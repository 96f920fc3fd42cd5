"""Restoration of the articles of a newspaper page that was saved as plain text.

    read_page(source)          the articles of a page
    looks_like_page(text)      whether a text is a page at all: two articles or more

What the page's layout tore apart is put together on evidence, and each such step is said in the
notes.  What cannot be placed is given out as an article without title and author, noted as
"unplaced": missing rather than under a wrong name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from corpus.builder import Draft, finish
from corpus.lines import Run, blocks, glue, paragraphs
from corpus.mastheads import is_known_paper, is_paper, masthead
from corpus.metadata_lines import with_known
from corpus.newspaper.assembly import Torn, put_together, torn_page
from corpus.newspaper.headings import is_heading
from corpus.newspaper.no_byline import with_nameless
from corpus.newspaper.page_parts import names_several, split_page
from corpus.newspaper.records import Chain, Page, Piece, Stretch
from corpus.newspaper.topics import Likeness
from corpus.page_turns import is_page_head
from corpus.records import Article, Paragraph, Source
from corpus.spans import blank
from errors import WenbaoError
from messages import message_text


def read_page(source: Source) -> list[Article]:
    """The page's articles, in the order of their titles; unplaced text last."""
    likeness = built_in()
    page = with_nameless(split_page(source.text, is_heading), likeness)
    torn = torn_page(page, likeness)
    chains = [chain for chain in put_together(torn) if _can_be_seen(chain, torn)]
    if not chains:
        return _without_articles(source)
    numbers = {chain.stretch for chain in chains}
    empty = [stretch for i, stretch in enumerate(page.stretches) if i not in numbers]
    left_out = [*page.furniture, *(stretch.title.text for stretch in empty if stretch.title)]
    writers = ((stretch.signed, stretch.byline) for stretch in empty if stretch.byline)
    left_out += [line or f"{who.office or ''} {who.author}".strip() for line, who in writers]
    left_out += [text for stretch in empty for text in stretch.furniture]
    notes = (message_text("left_out", text=text) for text in left_out if text)
    chains[0] = replace(chains[0], notes=(*chains[0].notes, *notes))
    fields = _page_fields(page)
    return [with_known(_chain_article(source, page, torn, chain), fields) for chain in chains]


def _page_fields(page: Page) -> dict[str, str]:
    """What the page's masthead and folio say of all its articles."""
    fields: dict[str, str] = {}
    inner = (_head_fields(line) for stretch in page.stretches for line in stretch.furniture)
    heads = [*map(_head_fields, page.furniture), *(head for head in inner if "edition" in head)]
    for head in heads:
        fields = head | fields
    fields.pop("author", None)
    for text in page.furniture:
        if is_paper(text) and (is_known_paper(text) or "edition" in fields):
            fields.setdefault("paper", text)
    return fields


def _head_fields(line: str) -> dict[str, str]:
    return masthead(line) or (masthead(line, loose=True) if is_page_head(line) else {})


def _can_be_seen(chain: Chain, torn: Torn) -> bool:
    """Whether a chain has text: control characters alone make no article."""
    return any(not blank(torn.pieces[n].run.text) for n in chain.pieces)


def _without_articles(source: Source) -> list[Article]:
    """All text as one article without title and author; none if there is nothing to see."""
    runs = [run for block in blocks(source.text) for run in paragraphs(block)]
    text_paragraphs = [Paragraph(None, run.text, run.spans) for run in runs if not blank(run.text)]
    draft = Draft(source.text, text_paragraphs, notes=[message_text("unplaced")])
    return [finish(draft, source.path, source)] if text_paragraphs else []


def looks_like_page(text: str) -> bool:
    """Whether the text holds two articles or more (bylines or datelines below short titles)."""
    text = text[:200_000]
    if not names_several(text):
        return False
    page = split_page(text, lambda *_: False)
    return sum(1 for s in page.stretches if s.title and s.byline and s.pieces) >= 2


def built_in() -> Likeness | None:
    """The built-in encoder; None where it is not on this machine."""
    try:
        return _encoder()
    except WenbaoError:
        return None


@lru_cache(maxsize=1)
def _encoder() -> Likeness:
    from encoders.static import model

    encoder = model()
    return lambda texts: encoder.encode(list(texts), 1)


def _chain_article(source: Source, page: Page, torn: Torn, chain: Chain) -> Article:
    paragraphs = _chain_paragraphs([torn.pieces[n] for n in chain.pieces], chain)
    draft = Draft(source.text, paragraphs, notes=list(chain.notes))
    if chain.stretch is None:
        draft.notes.append(message_text("unplaced"))
    else:
        _describe(draft, page.stretches[chain.stretch], page.column)
    return finish(draft, source.path, source)


def _describe(draft: Draft, stretch: Stretch, column: Run | None) -> None:
    """Put what stands around the text into the draft."""
    if stretch.byline:
        draft.set(author=stretch.byline.author, office=stretch.byline.office)
    draft.set(
        title=stretch.title.text if stretch.title else None, column=column.text if column else None
    )
    for line in stretch.furniture:
        if "edition" not in (fields := _head_fields(line)):
            draft.fill(**fields)
    if stretch.signed:
        draft.notes.append(message_text("head", text=stretch.signed))
    if stretch.title_inferred:
        draft.notes.append(message_text("title_inferred"))
    if stretch.nameless:
        draft.notes.append(message_text("no_byline"))
    draft.notes += [message_text("left_out", text=text) for text in stretch.furniture]


def _chain_paragraphs(pieces: Sequence[Piece], chain: Chain) -> list[Paragraph]:
    paragraphs: list[Paragraph] = []
    groups: list[list[tuple[int, Piece]]] = []
    for number, piece in zip(chain.pieces, pieces, strict=True):
        if number in chain.joined and groups:
            groups[-1].append((number, piece))
        else:
            groups.append([(number, piece)])
    heading = None
    for group in groups:
        parts = [piece for _, piece in group]
        run = glue(part.run for part in parts)
        if parts[0].heading:
            heading = parts[0].heading.text
        elif group[0][0] in chain.gaps:
            heading = None
        notes = [note for number, _ in group for note in chain.why.get(number, ())]
        if len(parts) > 1 or parts[0].mended:
            notes.insert(0, message_text("paragraph_joined"))
        if run.text:
            paragraphs.append(Paragraph(heading, run.text, run.spans, tuple(dict.fromkeys(notes))))
    return paragraphs
