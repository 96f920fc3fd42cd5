"""Tables of every format: a row is a paragraph, the names of its columns stand over it.

A cell that spans several rows counts in each of them; its spans point at the one place where its
text stands.  Which rows are the head is what the format says, else what the cells look like; a row
that may be content stays a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, takewhile

from corpus import limits
from corpus.dates import find_date
from corpus.records import Paragraph, Span
from corpus.spans import blank, extend

MOST_COLUMNS = 1_000  # that a cell may span, as in browsers
NAMES = 160  # characters of column names over a row; a wider table's rows come in parts
BETWEEN_NAMES = " | "
IN_NAME = "/"
BETWEEN_HEADINGS = " · "
_TITLE = 60  # characters of a line over all columns that may be a heading
_NAME = 24  # characters of a column's name
_HEAD_ROWS = 3
_MARKED_ROWS = 10
"""Rows that a format may call the head: their text stands over every row below."""
_ONCE_MORE = 20  # rows of a deeper head that are known again at the top of the next page
_LONG_FIRST = 500  # characters of a first cell that is too long to stand in every part of its row
_NUMBER_CHARS = 32
_CELL = re.compile(r"\S+")
_ENDED = re.compile("[。！？；!?;]$")
_NUMBER = re.compile(
    r"[-+−–—~～±<>≤≥约￥¥$€£(（]*\d[\d,，.．:：/／%％‰–—~～-]*(?:\s*[)）])?(?:\s*\w{1,4})?[)）+]?|[-–—/／…]+|无"
)
_YEAR = re.compile(r"(?:19|20)\d\d\s*年?[度末底]?|\d{1,2}\s*月[份末]?")
_LABEL = re.compile(
    r"(?:序号|编号|号码|代码|学号|工号|姓\s*名|名\s*称|性\s*别|年\s*龄|民\s*族|籍\s*贯|职\s*[务称位业]|单\s*位|部\s*门"
    r"|电\s*话|手机号?|地\s*[址点区]|日\s*期|时\s*间|年\s*[份度]|月\s*份|项\s*目|类\s*[别型]|种\s*类|规\s*格|型\s*号"
    r"|数\s*[量额]|[单总]\s*价|价\s*[格钱]|金\s*额|[合总小]\s*计|备\s*注|说\s*明|内\s*容|名\s*次|等\s*[级次]|奖\s*[项金]"
    r"|学\s*[校历生]|班\s*级|专\s*业|成\s*绩|分\s*数|得\s*分|人\s*数|比\s*[例重]|占\s*比|来\s*源|标\s*题|题\s*目|作\s*者"
    r"|版\s*[次面]|栏\s*目|指\s*标|品\s*[名种]|产\s*[品量]|面\s*积|线\s*路|站\s*[点名]|[车班]\s*次|[首末]\s*班|选\s*手"
    r"|教\s*师|校\s*长|村\s*名|乡\s*镇|户\s*主|商\s*品|科\s*目|工\s*种|口\s*味|负责人|联系人|联系方式)"
    r"\s*(?:[(（][^()（）]{0,12}[)）])?"
)


_WHEN = re.compile(r".{0,4}(?:时\s*间|日\s*期)")


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell where it begins; `rows` and `columns` say how far it reaches.  `spans` are the places
    of its text in the source.  head: the format says that it is the name of a column."""

    text: str
    rows: int = 1
    columns: int = 1
    head: bool = False
    spans: tuple[Span, ...] = ()


Line = list["Cell | None"]
"""What stands in each column of a row; a cell that spans some stands in all of them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of a table.  context: what stands over it, without the heading of the table."""

    context: str
    text: str
    spans: tuple[Span, ...]

    @property
    def size(self) -> int:
        """Its characters, those over it too."""
        return len(self.context) + len(self.text)

    def paragraph(self, heading: str | None, page: int | None = None) -> Paragraph:
        return Paragraph(headed(heading, self.context), self.text, self.spans, page=page)


def headed(heading: str | None, context: str) -> str | None:
    """A heading, and what stands over a row below it, in one."""
    return BETWEEN_HEADINGS.join(part for part in (heading, context) if part) or None


def columns_in(heading: str | None) -> tuple[str, tuple[str, ...]]:
    """The heading over a table, and the names of the columns of a row; none for no row."""
    above, _, names = (heading or "").rpartition(BETWEEN_HEADINGS)
    return (above, tuple(names.split(BETWEEN_NAMES))) if BETWEEN_NAMES in names else ("", ())


def named_cells(heading: str | None, text: str) -> tuple[tuple[str, Span], ...]:
    """The name and the place in the text of each cell of a row; () for what is no row, and for one
    with blanks within a cell, whose cells are not known."""
    names, cells = columns_in(heading)[1], [word.span() for word in _CELL.finditer(text)]
    return tuple(zip(names, cells, strict=True)) if len(names) == len(cells) else ()


def places(rows: Sequence[Sequence[Cell]]) -> int:
    """How many places in rows and columns the cells reach over."""
    return sum(
        min(cell.columns, MOST_COLUMNS) * min(cell.rows, len(rows) - y)
        for y, row in enumerate(rows)
        for cell in row
    )


def grid(rows: Sequence[Sequence[Cell]]) -> list[Line]:
    """The cells in each row and column, as a browser would place them.  Raises LimitError over
    TABLE_CELLS places."""
    lines: list[Line] = [[] for _ in rows]
    places = 0
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while x < len(lines[y]) and lines[y][x] is not None:
                x += 1
            width = max(1, min(cell.columns, MOST_COLUMNS))
            for line in lines[y : y + max(1, min(cell.rows, len(rows) - y))]:
                places += width + max(0, x - len(line))
                limits.check(limits.TABLE_CELLS, places)
                line.extend([None] * (x + width - len(line)))
                line[x : x + width] = [cell] * width
            x += width
    return lines


def written(rows: Sequence[Sequence[Cell]]) -> tuple[str, list[list[Cell]]]:
    """The text of a table, a line a row with a space between cells, and the cells with their
    places in it.  Raises LimitError for a row that is too long, and for too much in all."""
    lines: list[str] = []
    placed: list[list[Cell]] = []
    at = 0
    for row in rows:
        texts: list[str] = []
        placed.append([])
        for cell in row:
            text = " ".join(cell.text.split())
            spans = ((at, at + len(text)),) if text else ()
            placed[-1].append(replace(cell, text=text, spans=spans))
            if text:
                texts.append(text)
                at += len(text) + 1
                limits.check(limits.TEXT_CHARS, at)
        if texts:
            lines.append(" ".join(texts))
            limits.check(limits.LINE_CHARS, len(lines[-1]))
            limits.check(limits.TEXT_LINES, len(lines))
    return "\n".join(lines), placed


def rows_of(rows: Sequence[Sequence[Cell]], source: str, names: Sequence[str] = ()) -> list[Row]:
    """The rows of a table whose cells have their spans in `source`, as paragraphs.

    names: of the columns, for a table that has no head because it goes on from another one."""
    lines = [line for line in grid(rows) if _filled(line)]
    head_names, body, title = ([*names], 0, "") if names else _head_and_body(lines)
    return list(_body_rows(lines[body:], head_names, title, _Joiner(source, lines)))


def column_names(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """The names of the columns as the head says; [] without a head."""
    return _head_and_body([line for line in grid(rows) if _filled(line)])[0]


def _body_rows(lines: Sequence[Line], names: list[str], title: str, join: _Joiner) -> Iterator[Row]:
    titles: list[str] = []  # lines over all columns, one below another
    group, fresh = "", False  # fresh: no row has stood under the titles yet
    heads = _head_texts(names)
    last = len(lines) - 1
    size = 0
    for number, line in enumerate(lines):
        cells = _filled(line)
        if number < last and (title_of_group := _line_title(line)):
            titles = titles if fresh else []
            titles.append(title_of_group)
            fresh = True
            continue
        if fresh:
            group, fresh = BETWEEN_HEADINGS.join(titles), False
        if len(cells) > 1 and tuple(cell.text for cell in cells) in heads:
            continue  # the head once more, at the top of the next page
        for part in _column_groups(line, names):
            names_over = [name for name in (_column_name(x, line, names) for x in part) if name]
            context = (title, group, BETWEEN_NAMES.join(names_over))
            text, spans = join.joined([line[x] for x in part])
            row = Row(BETWEEN_HEADINGS.join(filter(None, context)), text, spans)
            size += row.size
            limits.check(limits.TABLE_CHARS, size)
            yield row


def _head_texts(names: Sequence[str]) -> set[tuple[str, ...]]:
    """The texts of each row of the head, as it would stand once more."""
    paths = [name.split(IN_NAME) for name in names if name]
    depth = min(max(map(len, paths), default=0), _ONCE_MORE)
    rows = ([path[min(row, len(path) - 1)] for path in paths] for row in range(depth))
    return {tuple(text for text, _ in groupby(row)) for row in rows}


def _head_and_body(lines: Sequence[Line]) -> tuple[list[str], int, str]:
    """The names of the columns ([]: it has none), where the body begins, and the titles above."""
    titles: list[str] = []
    start = 0
    width = max(map(len, lines), default=0)
    while start + 1 < len(lines) and width > 1 and (title := _line_title(lines[start])):
        titles.append(title)
        start += 1
    count = _head_rows(lines[start:])
    names = list(_head_names(lines[start : start + count], width)) if count else []
    return names, start + count, BETWEEN_HEADINGS.join(titles)


def _head_rows(lines: Sequence[Line]) -> int:
    """How many rows at the top are the head."""
    if not lines or max(map(len, lines)) < 2:
        return 0
    marked = len(list(takewhile(lambda line: all(cell.head for cell in _filled(line)), lines)))
    if marked:
        return min(marked, _MARKED_ROWS) if marked < len(lines) else 0
    first = _filled(lines[0])
    depth = max(cell.rows for cell in first)
    has_wide = any(cell.columns > 1 for cell in first)
    count = min(max(depth, 2), _HEAD_ROWS) if has_wide else 1
    head, body = lines[:count], lines[count:]
    if len(body) < 2 or not all(map(_may_be_names, head)):
        return 0
    columns = {tuple(map(id, column)): x for x, column in enumerate(zip(*head, strict=False))}
    if len({_head_name(head, x) for x in columns.values()}) < len(columns):
        return 0  # two columns of the same name
    return count if _names_columns(head, body) else 0


def _may_be_names(line: Line) -> bool:
    """Whether the cells may be names of columns: short, no figures; the corner and one more may be
    empty."""
    cells = _filled(line)
    texts = [cell.text for cell in cells]
    missing = sum(not _filled([cell]) for cell in line)
    return (
        len(cells) > 1
        and missing <= 1
        and all(len(text) <= _NAME and not _ENDED.search(text) for text in texts)
        and not any(is_number(text) and not _YEAR.fullmatch(text) for text in texts)
    )


def _names_columns(head: Sequence[Line], body: Sequence[Line]) -> bool:
    """Whether the rows below look as if the head names their columns: a column of figures, or the
    words that such names are.  A form (姓名 | 张三 | 性别 | 男) has them in every other column."""
    labels = [bool(cell and _is_label(cell.text)) for cell in head[0]]
    first, *rest = (cell.text if cell else "" for cell in head[0])
    if _WHEN.fullmatch(first) and len(rest) == 1 and find_date(rest[0]):
        return False  # a form: 时间 | 2024年1月15日
    if len(labels) % 2 == 0 and any(labels) and not any(labels[1::2]):
        columns = list(zip(*(line for line in body if len(line) == len(labels)), strict=True))
        even_cells = [cell for column in columns[::2] for cell in column if cell is not None]
        if sum(_is_label(cell.text) for cell in even_cells) * 2 >= len(even_cells):
            return False
    if 2 * sum(labels) >= len(labels):
        return True
    for x in range(1, len(head[0])):
        texts = [cell.text for line in body if x < len(line) for cell in _filled([line[x]])]
        if len(texts) > 1 and 3 * sum(map(is_number, texts)) >= 2 * len(texts):
            return True
    return any(labels) and len(labels) > 2 and len(body) > 2


def _is_label(text: str) -> bool:
    """Whether it ends with a word that names a column: 学生（人）, 联系电话."""
    return len(text) <= _NAME and any(_LABEL.fullmatch(text, at) for at in range(len(text)))


def is_number(text: str) -> bool:
    return len(text) <= _NUMBER_CHARS and bool(_NUMBER.fullmatch(text))


def _filled(line: Line) -> list[Cell]:
    """The cells of the row that have text, each once."""
    return [cell for cell, _ in groupby(line) if cell is not None and not blank(cell.text)]


def _line_title(line: Line) -> str:
    """The text of a short cell that reaches over all columns, which are more than one; else ""."""
    (first, *rest) = line
    if first is None or not rest or any(cell is not first for cell in rest):
        return ""
    return first.text if len(first.text) <= _TITLE and not _ENDED.search(first.text) else ""


def _head_names(head: Sequence[Line], width: int) -> Iterator[str]:
    """The names of all columns.  Raises LimitError where cells over many columns repeat too much:
    a long one over a thousand columns is in the name of each of them."""
    size = 0
    for x in range(width):
        name = _head_name(head, x)
        size += len(name)
        limits.check(limits.TABLE_CHARS, size)
        yield name


def _head_name(head: Sequence[Line], x: int) -> str:
    """The name of a column under all rows of the head: 学生/女生; without what parts names."""
    name = IN_NAME.join(cell.text for cell in _filled([line[x] for line in head if x < len(line)]))
    return name.replace(BETWEEN_NAMES, IN_NAME).replace(BETWEEN_HEADINGS, IN_NAME)


def _column_name(x: int, line: Line, names: Sequence[str]) -> str:
    """The name of the column of a cell; those of all columns that it spans, unless that is all."""
    end = x + 1
    while end < len(line) and line[end] is line[x]:  # the line is not copied for each of its cells
        end += 1
    if end - x == len(line) > 1:
        return ""
    return "、".join(name for name in dict.fromkeys(names[x:end]) if name)


def _column_groups(line: Line, names: Sequence[str]) -> list[list[int]]:
    """The columns of the row where its cells begin, in parts with few enough names over each; the
    first column stands in every part, unless it holds a text and no name."""
    starts = (x for x, cell in enumerate(line) if x == 0 or line[x - 1] is not cell)
    columns = [x for x in starts if _filled([line[x]])]
    lead = [x for x in columns[:1] if _is_lead(line[x], names[x : x + 1])]
    parts: list[list[int]] = [[]]
    size = 0
    for x in columns:
        width = len(names[x]) + len(BETWEEN_NAMES) if x < len(names) else 0
        if size + width > NAMES and len(parts[-1]) > len(lead):
            parts.append([*lead])
            size = sum(len(names[first]) for first in lead if first < len(names))
        parts[-1].append(x)
        size += width
    return parts if columns else []


def _is_lead(cell: Cell | None, names: Sequence[str]) -> bool:
    """Whether a first cell and the name over it are short enough to be said many times."""
    return len(cell.text if cell else "") + sum(map(len, names)) <= _LONG_FIRST


class _Joiner:
    """Joins cells to a row; the white space that parts them is one of the source as well."""

    def __init__(self, source: str, lines: Sequence[Line]) -> None:
        self._source = source
        first = min(
            (cell.spans[0][0] for line in lines for cell in _filled(line) if cell.spans), default=0
        )
        self._place = source.find(" ", first)
        if self._place < 0:
            self._place = source.find(" ")

    def joined(self, cells: Sequence[Cell | None]) -> tuple[str, tuple[Span, ...]]:
        texts: list[str] = []
        spans: list[Span] = []
        for cell in filter(None, cells):
            if texts and (place := self._after(spans[-1][1])) >= 0:
                texts.append(self._source[place])
                extend(spans, (place, place + 1))
            texts.append(cell.text)
            for span in cell.spans:
                extend(spans, span)
        return "".join(texts), tuple(spans)

    def _after(self, end: int) -> int:
        return end if self._source[end : end + 1] in (" ", "\t", "\u3000") else self._place
