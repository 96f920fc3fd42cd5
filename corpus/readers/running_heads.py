"""Running heads, folios and mastheads of printed pages: what they say is kept, not they."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median_low
from typing import TYPE_CHECKING

from corpus.lines import is_ended
from corpus.mastheads import is_known_paper, is_paper, masthead
from corpus.metadata_lines import fields_of, is_masthead

if TYPE_CHECKING:
    from corpus.readers.printed_pages import PrintedPage


_COLUMN = re.compile(r"[·•]\s?[\u4e00-\u9fff]{2,6}\s?[·•]")
SMALL = 0.9
"""Of the size of the text: a line at a page's edge that is set no larger may be a running head."""


def take_running_heads(pages: Sequence[PrintedPage], large_lines: Collection[str] = ()) -> None:
    """Take mastheads, page numbers and the lines that most pages begin or end with; of those that
    are set small and apart, also what two pages have in common and every third one has: left pages
    and right pages say different things.  So set, a line that repeats a title or stands at the top
    above one is a running head on a single page, too.  large_lines: what is set large on any page,
    in its order."""
    for page in pages:
        for at in (0, -1):
            while count := _masthead_lines(page.lines, at):
                _take_lines(page, at, count)
    edges: Counter[str] = Counter()
    small_edges: Counter[str] = Counter()
    for page in pages:
        edges.update(map(_name, {page.lines[0], page.lines[-1]} if page.lines else ()))
        small = {page.lines[at] for at in (0, -1) if is_set_apart(page, at)}
        small_edges.update(map(_name, small))
    repeated = {line for line, count in edges.items() if count >= 3 and 2 * count > len(pages)}
    small_heads = {line for line, n in small_edges.items() if n > 1 and 3 * n >= len(pages)}
    if len(pages) < 3:
        repeated = {""}
    large = [_name(line) for line in large_lines]
    titles = {*large, *("".join(two) for two in pairwise(large))} - {""}
    noted = {""}
    for page in pages:
        for at in (0, -1):
            if len(page.lines) < 2 or not (line := page.lines[at].strip()):
                continue
            name = _name(line)
            may_be = name in small_heads | titles
            may_be = may_be or (at == 0 and _is_above_title(page, large_lines))
            if name not in repeated and not (may_be and is_set_apart(page, at)):
                continue
            is_title = name in titles and not is_known_paper(line)  # 发掘简报 is no paper
            _drop_lines(page, at, 1)
            fields = {} if is_title else masthead(line)
            for key, value in fields.items():
                page.head_fields.setdefault(key, value)
            if not is_title and is_paper(line):
                page.head_fields.setdefault("paper", line)
            elif (words := _unnumbered(line)) not in noted and not fields:
                noted.add(words)
                page.footnotes.append(line)


def is_set_apart(page: PrintedPage, at: int) -> bool:
    """Whether the first (0) or the last line (-1) is set smaller than the text, and a blank line
    stands between them."""
    edge, rows = page.lines[:2], page.rows
    if at != 0:
        edge, rows = page.lines[:-3:-1], page.rows[::-1]
    if len(edge) < 2 or edge[1].strip():
        return False
    sizes = [box.size for _, boxes in page.rows for box in boxes]
    own = next((boxes for text, boxes in rows if text == edge[0]), [])
    return bool(own) and max(box.size for box in own) <= SMALL * median_low(sizes)


def _is_above_title(page: PrintedPage, large_lines: Collection[str]) -> bool:
    """Whether the first line, which is no byline, stands above one that is set large."""
    below = next((line.strip() for line in page.lines[1:] if line.strip()), "")
    return below in large_lines and not fields_of(page.lines[0].strip(), bare=True)


def joined(pages: Sequence[str]) -> tuple[str, list[int]]:
    """The pages in one, and where each begins; no blank line where a sentence goes on over the
    page."""
    pieces: list[str] = []
    starts: list[int] = []
    size, last = 0, ""  # last: the line that the text so far ends with
    for page in pages:
        if page and size:
            goes_on = len(last) > 8 and not is_ended(last) and page[0] != "\u3000"
            pieces.append("\n" if goes_on else "\n\n")
            size += len(pieces[-1])
        starts.append(size)
        if page:
            pieces.append(page)
            size, last = size + len(page), page.rpartition("\n")[2]
    return "".join(pieces), starts


def _take_lines(page: PrintedPage, at: int, count: int) -> None:
    """Takes `count` lines at the top (0) or the bottom (-1) for what they say."""
    part = page.lines[:count] if at == 0 else page.lines[-count:]
    for key, value in masthead(" ".join(part)).items():
        page.head_fields.setdefault(key, value)
    _drop_lines(page, at, count)


def _drop_lines(page: PrintedPage, at: int, count: int) -> None:
    """Drops lines at an edge, and the blank ones that they stand apart by."""
    for _ in range(count):
        page.drop(at)
    while page.lines and not page.lines[at].strip():
        page.drop(at)


def _masthead_lines(lines: list[str], at: int) -> int:
    """How many lines at the top (0) or the bottom (-1) of a page are its masthead or folio."""
    for count in (3, 2, 1):
        part = lines[:count] if at == 0 else lines[-count:]
        if len(part) == count < len(lines) and is_masthead([line.strip() for line in part]):
            return count
    return 0


def _name(line: str) -> str:
    """What heads of one paper have in common, without their column: ·考据·."""
    return _unnumbered(_COLUMN.sub("", line)) or _unnumbered(line)


def _unnumbered(line: str) -> str:
    return re.sub(r"[\s\d·—–\-/|第页頁共]+", "", line)
