"""Rows that are articles: a sheet whose columns are called 标题 and 正文, or as others call them.

A cell that is merged over several rows counts in each of them; rows under one merged title are one
article.  What stands in a column without a name for it is noted, or, if it is sentences, read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus import limits
from corpus.builder import finish
from corpus.dates import iso_date
from corpus.lines import is_ended
from corpus.readers import markdown
from corpus.readers.base import Refuse, left_out_notes
from corpus.readers.extracted_text import Extract
from corpus.readers.field_names import (
    FIELDS,
    FURTHER_TEXTS,
    MADE,
    author_in,
    field_name,
    is_markdown,
)
from corpus.readers.markup import add_markup, markup_in, on_one_line, unescaped
from corpus.records import Article, joined_authors
from corpus.spans import blank
from corpus.tables import Cell, Line, grid
from errors import SourceError
from messages import message_text

_NOTHING = frozenset(
    ("nan", "null", "none", "n/a", "na", "-", "--", "—", "——", "/", "无", "暂无", "未知", "不详")
)
"""What programs and people write into a cell that has nothing."""
_NOBODY = frozenset(("admin", "administrator", "佚名", "匿名", "无名", "无名氏"))
_EDITION = re.compile(
    r"第?\s?(?:[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})\s?版|[A-Da-d]?\d{1,2}"
)
"""What a column that may name a page's column, 版面, numbers it by: 第2版, A03."""
_SENTENCE = 10  # characters of a cell that may be a sentence
_NO_TITLE = 40  # characters of a cell that is none


class Column(NamedTuple):
    """field: of the metadata, or "text"; heading: what stands over a text beside the text."""

    field: str
    heading: str | None = None
    markdown: bool = False


class ArticleRows(NamedTuple):
    """The rows below the names of the columns, these names, and what the columns hold."""

    lines: Sequence[Line]
    names: Sequence[str]
    columns: dict[int, Column]


def article_rows(rows: Sequence[Sequence[Cell]]) -> ArticleRows | None:
    """The rows of a sheet as articles; None if it has no columns for a title and a text.  Raises
    LimitError over TABLE_CELLS places."""
    if len(rows) < 2 or any(cell.columns > 1 for cell in rows[0]):
        return None
    if "title" not in (FIELDS.get(field_name(cell.text.strip())) for cell in rows[0]):
        return None
    head, *lines = grid(rows)
    names = [cell.text.strip() if cell else "" for cell in head]
    names += [""] * (max(map(len, lines)) - len(names))
    columns: dict[int, Column] = {}
    keys = list(map(field_name, names))
    is_dated = any(FIELDS.get(key) == "published" and key not in MADE for key in keys)
    has_edition = any(FIELDS.get(key) == "edition" for key in keys)
    has_text = False
    for x, (name, key) in enumerate(zip(names, keys, strict=True)):
        field = FIELDS.get(key) if key not in MADE or not is_dated else None
        texts = list(filter(None, (_text(line, x) for line in lines)))
        if field == "column" and not has_edition and texts and all(map(_EDITION.fullmatch, texts)):
            field = "edition"
        if field and field != "text":
            columns[x] = Column(field)
        elif texts and (field or key in FURTHER_TEXTS or _are_sentences(texts)):
            columns[x] = Column("text", None if field else name or None, is_markdown(name))
            has_text |= bool(field) or (key in FURTHER_TEXTS and _are_sentences(texts))
    return ArticleRows(lines, names, columns) if has_text else None


def articles(
    table: ArticleRows, first: int, path: str, refuse: Refuse, notes: Sequence[str] = ()
) -> Iterator[Article]:
    """The articles of the rows, of which the first has the number `first`; `notes` go to the first
    article."""
    size = 0  # a file may say a text once and repeat it in each row
    for at, lines, joined in _groups(table):
        size += sum(len(cell.text) for line in lines for cell in line if cell)
        limits.check(limits.TABLE_CHARS, size)
        more = [message_text("rows_joined", count=joined)] if joined else []
        try:
            yield _article(lines, table, path, [*more, *notes])
            notes = ()
        except SourceError as error:
            refuse(f"{path}:{first + at}", str(error))


def add_text(extract: Extract, text: str, is_markdown: bool = False) -> None:
    """The paragraphs of a cell or value: of markup, of Markdown, else a line each."""
    if is_markdown:
        for item in markdown.items(text):
            if item.level is not None:
                extract.heading(item.text, item.level)
            elif item.context:
                extract.remark(item.text, item.context)
            else:
                extract.paragraph(item.text)
    elif markup := markup_in(text):
        add_markup(extract, markup)
    else:
        for line in unescaped(text).splitlines():
            extract.paragraph(line)


def _text(line: Line, x: int) -> str:
    cell = line[x] if x < len(line) else None
    return cell.text.strip() if cell else ""


def is_sentence(text: str) -> bool:
    """Whether a cell or value ends as a sentence does, and is as long as one."""
    return len(text) >= _SENTENCE and is_ended(text)


def _are_sentences(texts: Sequence[str]) -> bool:
    """Whether most cells of a column are sentences."""
    return 2 * sum(map(is_sentence, texts)) > len(texts)


def _groups(table: ArticleRows) -> Iterator[tuple[int, list[Line], int]]:
    """The rows of each article, the number of its first one, and how many lines were joined to it
    that are no rows."""
    group: list[Line] = []
    begin = joined = 0
    last = max(table.columns)
    for number, line in enumerate(table.lines):
        if not any(cell and not blank(cell.text) for cell in line):
            continue
        if group and _is_rest(line, table.columns):
            group.append([*[None] * last, line[0]])
            joined += 1
            continue
        if group and not _goes_on(group[-1], line, table.columns):
            yield begin, group, joined
            group, joined = [], 0
        begin = begin if group else number
        group.append(line)
    if group:
        yield begin, group, joined


def _goes_on(above: Line, line: Line, columns: dict[int, Column]) -> bool:
    """Whether a row is of the article above: its title is merged with that one's, and it says
    nothing else of its own but its text."""
    fields = [x for x, column in columns.items() if column.field != "text"]
    pairs = [(above[x] if x < len(above) else None, _cell(line, x)) for x in fields]
    same = [(cell is other or not _text([cell], 0)) for other, cell in pairs]
    titles = [pair for x, pair in zip(fields, pairs, strict=True) if columns[x].field == "title"]
    return all(same) and all(
        cell is other and cell is not None and cell.rows > 1 and _text([cell], 0)
        for other, cell in titles
    )


def _cell(line: Line, x: int) -> Cell | None:
    return line[x] if x < len(line) else None


def _is_rest(line: Line, columns: dict[int, Column]) -> bool:
    """Whether a row is what follows a line break within the text of the row above, which stands in
    the last column: a sentence alone where a title would be."""
    first = _text(line, 0)
    alone = not any(_text(line, x) for x in range(1, len(line)))
    last = columns[max(columns)]
    in_place = last.field == "text" and 0 in columns and columns[0].field != "text"
    return in_place and alone and bool(first) and (first[-1] in "。”" or len(first) > _NO_TITLE)


def _article(lines: Sequence[Line], table: ArticleRows, path: str, notes: Sequence[str]) -> Article:
    row = _Row(list(notes))
    seen: set[int] = set()  # cells, which stand in all rows and columns that they are merged over
    for line in lines:
        for x, cell in enumerate(line):
            if cell is not None and id(cell) not in seen:
                seen.add(id(cell))
                name = table.names[x] if x < len(table.names) else ""
                row.add(table.columns.get(x), cell.text.strip(), name)
    extract = Extract()
    extract.title = row.fields.get("title")
    for column, text in _without_repeats(row.texts):
        extract.under(column.heading)
        add_text(extract, text, column.markdown)
    draft = extract.draft(row.fields.items())
    extract.keep_empty_headings(draft)
    draft.notes += row.notes
    return finish(draft, path)


class _Row:
    """What the cells of an article say."""

    def __init__(self, notes: list[str]) -> None:
        self.fields: dict[str, str | None] = {}
        self.texts: list[tuple[Column, str]] = []
        self.notes = notes

    def add(self, column: Column | None, text: str, name: str) -> None:
        """A cell of the column of this name."""
        field = column.field if column else ""
        if not text or (field not in ("", "text", "title") and text.lower() in _NOTHING):
            return
        if column and field == "text":
            self.texts.append((column, text))
        elif field == "author" and text.lower() not in _NOBODY:
            self._add_author(on_one_line(text))
        elif field == "published" and not self.fields.get(field):
            self.fields[field] = iso_date(text)
            if self.fields[field] is None:
                self.notes.append(message_text("date_not_understood", date=text))
        elif field and field != "author" and not self.fields.get(field):
            self.fields[field] = on_one_line(text)
        else:
            self.notes += left_out_notes([f"{name}：{text}" if name else text])

    def _add_author(self, text: str) -> None:
        """An author, beside others in other columns; a byline is noted as it stands."""
        byline = author_in(text)
        names = filter(None, (self.fields.get("author"), byline.author))
        self.fields["author"] = joined_authors(list(dict.fromkeys(names)))
        self.fields["office"] = self.fields.get("office") or byline.office
        if byline.author != text:
            self.notes.append(message_text("head", text=text))


def holds(text: str, summary: str) -> bool:
    """Whether a text has all of another one, which may break off (…); both without spaces."""
    return summary.rstrip("….[]【】") in text


def _without_repeats(texts: Sequence[tuple[Column, str]]) -> list[tuple[Column, str]]:
    """The texts without those that another one holds, as a text does its summary."""
    if len(texts) < 2:
        return list(texts)
    plain = []
    for column, text in texts:
        extract = Extract()
        add_text(extract, text, column.markdown)
        plain.append("".join("".join(extract.texts).split()))

    def repeats(i: int) -> bool:
        others = (j for j in range(len(plain)) if j != i and holds(plain[j], plain[i]))
        return any(len(plain[j]) > len(plain[i]) or j < i for j in others)

    return [text for i, text in enumerate(texts) if not repeats(i)]
