"""HTML of a page of a PDF or scan: its picture, and on it the places of the paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.readers.picture import Picture
from corpus.records import Article, Paragraph, Place
from language.fold import fold
from web.ui.addresses import Passage, source_address
from web.ui.escape import plain
from web.ui.html_table import tables
from web.ui.strings import Words

SHORTEST = 4
"""Characters of a run of a PDF's text layer that tell which paragraph it is of."""
PAPER = 1.414
"""Height to width of a page whose picture is not there."""
MOST = 3
"""Pages that are shown."""
WIDE = 1000
"""Units of the drawing's width."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page by its number, and its picture, if the file is still there."""

    number: int
    picture: Picture | None


def pages_of(passage: Passage) -> list[int]:
    """The pages to show: those of the article, from that of the paragraph on."""
    paragraphs, number = passage.article.paragraphs, passage.paragraph
    pages = list(dict.fromkeys(paragraph.page for paragraph in paragraphs if paragraph.page))
    if number and number <= len(paragraphs):
        page = paragraphs[number - 1].page
        if page in pages:
            pages = pages[pages.index(page) :] + pages[: pages.index(page)]
    return pages[:MOST]


def sheets_html(
    sheets: Sequence[Sheet], passage: Passage, siblings: Sequence[Article], words: Words
) -> str:
    """The pages; nothing of one of which neither picture nor places are known."""
    parts = []
    for sheet in sheets:
        places = _places(sheet, siblings)
        if sheet.picture or places:
            parts.append(_sheet(sheet, places, passage, siblings, words))
    return "".join(parts)


_Placed = list[tuple[int, int, tuple[Place, ...]]]
"""Places of paragraphs: number of the article, number of the paragraph, boxes."""


def _places(sheet: Sheet, siblings: Sequence[Article]) -> _Placed:
    runs = _runs(sheet.picture, siblings) if sheet.picture else []
    placed: _Placed = []
    for at, article in enumerate(siblings):
        rows = {n for table in tables(article.paragraphs) for n in range(table.first, table.last)}
        for number, paragraph in enumerate(article.paragraphs, 1):
            if paragraph.page != sheet.number:
                continue
            row = _of_row(paragraph, runs) if number - 1 in rows else []
            if boxes := paragraph.boxes or row or _by_text(paragraph, runs):
                placed.append((at, number, tuple(boxes)))
    return placed


_Runs = list[tuple[str, Place]]


def _runs(picture: Picture, siblings: Sequence[Article]) -> _Runs:
    """The runs of the page's text layer that are of no title or heading."""
    heads = {
        _bare(head)
        for article in siblings
        for head in (article.title, *(paragraph.heading for paragraph in article.paragraphs))
        if head
    }
    runs = ((_bare(run), place) for run, place in picture.runs)
    return [(run, place) for run, place in runs if not any(run in head for head in heads)]


def _by_text(paragraph: Paragraph, runs: _Runs) -> list[Place]:
    """The runs that stand in a paragraph."""
    text = _bare(paragraph.text)
    return [place for run, place in runs if (len(run) >= SHORTEST or run == text) and run in text]


def _of_row(paragraph: Paragraph, runs: _Runs) -> list[Place]:
    """One frame around a row of a table: its cells are too short to tell alone whose they are, but
    of those on one line the most of the row's text tells.  Nothing if that is not half of it."""
    text = _bare(paragraph.text)
    row_runs = [(run, place) for run, place in runs if run and run in text]
    lines = (
        [(run, place) for run, place in row_runs if place[1] < anchor[3] and anchor[1] < place[3]]
        for _, anchor in row_runs
    )
    best = max(lines, key=lambda line: sum(len(run) for run, _ in line), default=[])
    if 2 * sum(len(run) for run, _ in best) < len(text):
        return []
    left, top, right, bottom = zip(*(place for _, place in best), strict=True)
    return [(min(left), min(top), max(right), max(bottom))]


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _sheet(
    sheet: Sheet, places: _Placed, passage: Passage, siblings: Sequence[Article], words: Words
) -> str:
    picture = sheet.picture
    high = WIDE * (picture.height / picture.width if picture else PAPER)
    frames, first = [], True
    for at, number, boxes in places:
        article = siblings[at]
        cited = article.id == passage.article.id and number == passage.paragraph
        title = words("piece_of", title=article.title or words("untitled"), n=number)
        rects = "".join(
            f'<rect x="{WIDE * left:.1f}" y="{high * top:.1f}" width="{WIDE * (right - left):.1f}" '
            f'height="{high * (bottom - top):.1f}"/>'
            for left, top, right, bottom in boxes
        )
        place = ' id="lit"' if cited and first else ""
        first = first and not cited
        frames.append(
            f'<a{place} class="wb-frame{" wb-lit" if cited else ""}" style="--hue:{hue(at)}" '
            f'href="{source_address(article.id, number)}" aria-label="{plain(title)}">'
            f"<title>{plain(title)}</title>{rects}</a>"
        )
    name = words("page_n", n=sheet.number)
    address = f"{source_address(passage.article.id)}/page/{sheet.number}.jpg"
    image = (
        f'<img src="{address}" width="{picture.width}" height="{picture.height}" '
        f'alt="{words("sheet_alt", page=name)}">'
        if picture
        else ""
    )
    gone = "" if picture else f" · {words('sheet_gone')}"
    return (
        f'<figure class="wb-sheet"><div>{image}<svg viewBox="0 0 {WIDE} {high:.0f}" role="group" '
        f'aria-label="{words("sheet_frames", page=name)}">{"".join(frames)}</svg></div>'
        f"<figcaption>{name}{gone}</figcaption></figure>"
    )


def hue(number: int) -> int:
    """A colour of an article, its neighbours' far away (steps of the golden angle)."""
    return round(number * 137.508) % 360
