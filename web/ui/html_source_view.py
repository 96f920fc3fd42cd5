"""HTML of a source as it came in: what became of each piece of it, beside the restored article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.dates import find_date
from corpus.metadata import values_of
from corpus.records import Article, Paragraph, Span
from language.fold import fold
from messages import values
from web.redaction import file_name
from web.ui.addresses import Passage, article_address, source_address
from web.ui.escape import bdi, plain
from web.ui.html_article import article_html, document, notes_html, seams, tools
from web.ui.html_page_image import Sheet, hue, sheets_html
from web.ui.html_table import tables
from web.ui.strings import Words

WINDOW = 60_000
"""Characters of a source that are shown, around the article."""
HEAD = 60
"""Characters of a line that may be a title, a byline or a part of one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of the source that went into a paragraph: its `number`-th of `of` pieces.  Lines that
    follow each other, and the cells of a row, are one: nothing was joined."""

    span: Span
    article: int
    paragraph: int
    number: int
    of: int


def pieces(articles: Sequence[Article]) -> list[Piece]:
    """The pieces of a source in its order; of two that overlap, the first."""
    rows = _rows(articles)

    def of(paragraph: Paragraph, text: str) -> int:
        return len(paragraph.spans) if paragraph not in rows and seams(paragraph, text) else 1

    all_pieces = [
        Piece(span, place, count, number, total)
        for place, article in enumerate(articles)
        for count, paragraph in enumerate(article.paragraphs, 1)
        for total in [of(paragraph, article.source.text)]
        for number, span in enumerate(paragraph.spans, 1)
    ]
    apart: list[Piece] = []
    for piece in sorted(all_pieces, key=lambda piece: piece.span):
        if not apart or piece.span[0] >= apart[-1].span[1]:
            apart.append(piece)
    return apart


def _rows(articles: Sequence[Article]) -> set[Paragraph]:
    """The paragraphs that are rows of a table."""
    return {
        row
        for article in articles
        for table in tables(article.paragraphs)
        for row in article.paragraphs[table.first : table.last]
    }


def moved(in_order: Sequence[Piece]) -> list[Piece]:
    """The pieces that stand after another article's, though their own article began before, or
    before what they follow: the restorer put them where they are now."""
    last: dict[int, Piece] = {}
    back_pieces = []
    previous = None
    for piece in in_order:
        latest = last.get(piece.article)
        back = latest and (piece.paragraph, piece.number) < (latest.paragraph, latest.number)
        if latest and (back or (previous and previous.article != piece.article)):
            back_pieces.append(piece)
        last[piece.article] = previous = piece
    return back_pieces


def lit(passage: Passage) -> list[Span]:
    """Where the marks of a passage (all of it without one) stand in the source."""
    article, number = passage.article, passage.paragraph
    if number is None or not 1 <= number <= len(article.paragraphs):
        return []
    paragraph = article.paragraphs[number - 1]
    if not passage.marks:
        return list(paragraph.spans)
    text = article.source.text
    places = [
        at for start, end in paragraph.spans for at in range(start, end) if text[at] not in "\r\n"
    ]
    return [
        (places[start], places[min(end, len(places)) - 1] + 1)
        for start, end in passage.marks
        if start < min(end, len(places))
    ]


def origin_page(
    passage: Passage, siblings: Sequence[Article], words: Words, sheets: Sequence[Sheet] = ()
) -> str:
    """The source beside the article as a document of its own."""
    article = passage.article
    alone = article_address(article.id, passage.paragraph, passage.marks)
    body = tools(passage, words, alone, "article")
    body += origin_html(passage, siblings, words, sheets)
    body += '<script src="/page/beside.js"></script>'
    return document(file_name(article.path), body, words, "wb-alone wb-wide")


def origin_html(
    passage: Passage, siblings: Sequence[Article], words: Words, sheets: Sequence[Sheet] = ()
) -> str:
    """The source beside the article.  siblings: all articles of this source, this one too.
    sheets: pages of it that are shown as they look."""
    article = passage.article
    source_pieces = pieces(siblings)
    moved_spans = {piece.span for piece in moved(source_pieces)}
    text = article.source.text
    spans = [span for paragraph in article.paragraphs for span in paragraph.spans]
    middle = spans[0][0] if spans else 0
    low, high = max(0, middle - WINDOW // 2), min(len(text), middle + WINDOW // 2)
    marks = lit(passage)
    heads = {line for sibling in siblings for line in _heads(sibling)}
    dates = {sibling.published for sibling in siblings if sibling.published}
    parts, left_out, at = [], 0, low
    for piece in source_pieces:
        start, end = piece.span
        if end <= low or start >= high:
            continue
        between, count = _leftover_html(text[at : max(at, start)], heads, dates, words)
        left_out += count
        parts += [between, _piece(piece, text, siblings[piece.article], moved_spans, marks, words)]
        at = end
    between, count = _leftover_html(text[at:high], heads, dates, words)
    parts.append(between)
    facts = _facts(siblings, len(moved_spans), left_out + count, words)
    cut = f'<p class="wb-note">{words("origin_cut")}</p>' if high - low < len(text) else ""
    notes = [note for sibling in siblings for note in sibling.notes]
    pages_html = sheets_html(sheets, passage, siblings, words)
    paper = re.sub(r"\A\s*\n", "", "".join(parts))
    if 'id="lit"' in pages_html:  # the place is shown on the page, and an id stands once
        paper = paper.replace('<mark id="lit">', "<mark>")
    return (
        f'<h1 class="wb-brand"><bdi>{plain(file_name(article.path))}</bdi></h1>'
        f"<p>{facts}</p>{cut}{_article_legend(siblings, article, words)}{_signs(words)}"
        f"{notes_html(notes, words)}"
        f'<div class="wb-beside"><section aria-label="{words("origin")}">'
        f'{pages_html}<div class="wb-paper">{paper}</div></section>'
        f'<section aria-label="{words("article")}">'
        f"{article_html(passage, words)}</section></div>"
    )


def _heads(article: Article) -> set[str]:
    """The lines of the source that tell what is known of an article, also before a reader corrected
    it."""
    known = values_of(article.metadata)
    fields = [value for name, value in known.items() if name not in ("published", "url")]
    corrected = (values("corrected", note) for note in article.notes)
    fields += [str(change["was"]) for change in corrected if change]
    lines = [line for field in fields for line in (field or "").split("\n")]
    lines = [line for line in lines if len(line.strip()) > 1]
    headings = [paragraph.heading for paragraph in article.paragraphs if paragraph.heading]
    return {fold(line).strip() for line in (*lines, *headings)}


def _facts(siblings: Sequence[Article], moved: int, left_out: int, words: Words) -> str:
    """What the source holds, and what was done to it, as far as there is something to tell."""
    placed = [(article, table) for article in siblings for table in tables(article.paragraphs)]
    rows = sum(table.last - table.first for _, table in placed)
    of_tables = _rows(siblings)
    prose = [p for article in siblings for p in article.paragraphs if p not in of_tables]
    # A cell that is merged over rows counts in each of them, which joins nothing.
    text = siblings[0].source.text
    joined = sum(len(seams(paragraph, text)) for paragraph in prose)
    counts = (
        ("origin_articles", len(siblings) if prose else 0),
        ("origin_paragraphs", len(prose)), ("origin_tables", len(placed)), ("origin_rows", rows),
        ("origin_joined", joined), ("origin_moved", moved), ("origin_left", left_out),
    )  # fmt: skip
    counted = words("list_comma").join(words(key, n=n) for key, n in counts if n)
    return words("origin_facts", told=counted)


def _leftover_html(text: str, heads: set[str], dates: set[str], words: Words) -> tuple[str, int]:
    """What went into no paragraph, and how many lines of it tell no title, byline or date either.
    A line without a letter, as between the head of a file and its text, is none that is left."""
    parts, left_out = [], 0
    for line in text.splitlines(keepends=True):
        bare = fold(line).strip()
        found = find_date(bare) if len(bare) < HEAD else None
        if not any(map(str.isalnum, bare)):
            parts.append(plain(line))
        elif (
            bare in heads
            or (len(bare) < HEAD and any(bare in head or head in bare for head in heads))
            or (found and found.iso in dates)
        ):
            parts.append(f'<b class="wb-head">{plain(line)}</b>')
        else:
            left_out += 1
            parts.append(f'<s class="wb-left" title="{words("left_over")}">{plain(line)}</s>')
    return "".join(parts), left_out


def _piece(
    piece: Piece, text: str, article: Article, moved_spans: set[Span], marks: Sequence[Span],
    words: Words,
) -> str:  # fmt: skip
    start, end = piece.span
    label = words("piece_of", title=article.title or words("untitled"), n=piece.paragraph)
    if piece.of > 1:
        label += words("piece_n", n=piece.number, of=piece.of)
    if piece.span in moved_spans:
        label += words("piece_moved")
    edges = sorted({start, end, *(e for s in marks for e in s if start < e < end)})
    inner = ""
    for a, b in pairwise(edges):
        run = plain(text[a:b])
        place = ' id="lit"' if marks and a <= marks[0][0] < b else ""
        inner += f"<mark{place}>{run}</mark>" if any(s <= a and b <= e for s, e in marks) else run
    seam = f'<sup class="wb-seam">{piece.number}/{piece.of}</sup>' if piece.of > 1 else ""
    kind = " wb-moved" if piece.span in moved_spans else ""
    return (
        f'<a class="wb-piece{kind}" style="--hue:{hue(piece.article)}" '
        f'href="{article_address(article.id, piece.paragraph)}#p{piece.paragraph}" '
        f'title="{plain(label)}">{seam}{inner}</a>'
    )


def _signs(words: Words) -> str:
    """What the signs in the source mean."""
    signs = (
        ('文<i class="wb-seam"></i>字', "sign_seam"),
        ('<b class="wb-piece wb-moved" style="--hue:140">文字</b>', "sign_moved"),
        ('<del class="wb-left">文字</del>', "sign_left"),
        ("<mark>文字</mark>", "sign_lit"),
    )
    items = "".join(f'<li><span aria-hidden="true">{s}</span> {words(k)}</li>' for s, k in signs)
    return f'<ul class="wb-legend wb-signs">{items}</ul>'


def _article_legend(siblings: Sequence[Article], article: Article, words: Words) -> str:
    items = "".join(
        f"<li{' aria-current=true' if sibling.id == article.id else ''}>"
        f'<i style="--hue:{hue(number)}"></i>'
        f'<a href="{source_address(sibling.id)}">{bdi(sibling.title or words("untitled"))}</a></li>'
        for number, sibling in enumerate(siblings)
    )
    return f'<ul class="wb-legend">{items}</ul>'
