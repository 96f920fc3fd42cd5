"""Text extracted from a format without plain text (HTML, DOCX …), and the spans into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import replace

from corpus import limits, metadata_lines
from corpus.builder import Draft, finish
from corpus.captions import take_captions
from corpus.interviews import turns
from corpus.issuers import may_sign
from corpus.lines import glue, is_ended, lines
from corpus.metadata import Metadata
from corpus.newspaper.page import looks_like_page
from corpus.readers import known_parts
from corpus.records import Article, Paragraph, Source
from corpus.spans import shifted
from corpus.splitting.by_headings import drafts, sections
from corpus.splitting.by_lines import Item, Kind, is_name, is_subtitle, is_whole, kind
from corpus.splitting.cover_pages import take_cover
from corpus.splitting.empty_headings import keep_empty_headings
from corpus.splitting.head_and_foot import take_foot, take_head
from corpus.tables import Cell, Row, headed, places, rows_of, written

BETWEEN = "\n\n"
_TEXT = 30  # characters of a paragraph that only an article has, at least


class Extract:
    """Headings, paragraphs and tables in reading order; `draft` makes the article of them."""

    def __init__(self, title_level: int = 1) -> None:
        self._title_level = title_level
        self.texts: list[str] = []
        """Headings and paragraphs, in order."""
        self._size = 0
        self._places = self._rows = 0  # of all tables: places, and characters of rows
        self._heading: str | None = None
        self._paragraphs: list[Paragraph] = []
        self._items: list[Item] = []
        self._known: list[known_parts.Part] = []
        self._bold: set[int] = set()  # the numbers of items
        self.title: str | None = None
        self.has_headings = False

    @property
    def text(self) -> str:
        return BETWEEN.join(self.texts)

    @property
    def paragraphs(self) -> list[Paragraph]:
        return list(self._paragraphs)

    def _add_text(self, text: str) -> int:
        at = self._size
        self.texts.append(text)
        self._size += len(text) + len(BETWEEN)
        limits.check(limits.TEXT_CHARS, self._size)
        return at

    def heading(self, text: str, level: int, begins: bool = False) -> None:
        """A heading; the first one of the title's level before any paragraph is the title.  One
        that is too long for a field is text: it would be repeated over each paragraph below it."""
        text = " ".join(text.split())
        if not text:
            return
        if len(text) > limits.FIELD_CHARS.value:
            self.paragraph(text)
            return
        at = self._add_text(text)
        own = Paragraph(None, text, ((at, at + len(text)),))
        self._items.append(Item(text, level, own, begins))
        self.has_headings = True
        if level == self._title_level and self.title is None and not self._paragraphs:
            self.title = text
        elif text != self.title:
            self._heading = text

    @property
    def level_of_title(self) -> int:
        """The level of the first heading where no text stands above it and all others are below
        it; else 1."""
        first, *rest = (item.level for item in self._items) if self._items else [None]
        return first if first and all(level is None or level > first for level in rest) else 1

    def under(self, heading: str | None) -> None:
        """What follows stands under this heading, which is no part of the text."""
        self._heading = heading

    def left_out(self) -> None:
        """Text was passed over here: a heading above it may have no other."""
        if self._items and self._items[-1].level is not None:
            self._items[-1] = replace(self._items[-1], left_out=True)

    def paragraph(self, text: str, notes: tuple[str, ...] = (), bold: bool = False) -> None:
        """A paragraph; its lines are joined, its source keeps them.  bold: all of it is set so."""
        text = text.strip()
        if not text:
            return
        at = self._add_text(text)
        run = glue(line.run for line in lines(text) if line.text)
        limits.check(limits.LINE_CHARS, len(run.text))
        paragraph = Paragraph(self._heading, run.text, shifted(run.spans, at), notes)
        if bold:
            self._bold.add(len(self._items))
        self._add_paragraph(paragraph, Item(run.text, paragraph=paragraph))

    def _head_by_bold_lines(self) -> None:
        """Where the title is the only heading, two or more short bold lines over text are headings:
        whoever wrote it set them by hand."""
        levels = [item.level for item in self._items if item.level is not None]
        bold = [i for i in sorted(self._bold) if self._may_head(i)]
        if len(levels) != 1 or self.title is None or len(bold) < 2:
            return
        moved: list[Paragraph] = []
        heading = None
        for i, item in enumerate(self._items):
            if i in bold:
                heading = item.text
                self._items[i] = replace(item, level=self._title_level + 1)
            elif item.paragraph is not None and item.level is None:
                under = headed(heading, item.paragraph.heading or "")
                paragraph = replace(item.paragraph, heading=under)
                self._items[i] = replace(item, paragraph=paragraph)
                moved.append(paragraph)
        self._paragraphs = moved

    def _may_head(self, i: int) -> bool:
        """Whether a bold line may be a heading by what it says and what is below it."""
        item, below = self._items[i], self._items[i + 1 : i + 2]
        if not below or not below[0].is_text or i + 1 in self._bold:
            return False
        if i == 1 and may_sign(item.text):
            return False  # who issued it, below the title
        is_label = "：" in item.text or ":" in item.text
        return kind(item) is Kind.SHORT and not is_ended(item.text) and not is_label

    def remark(self, text: str, context: str) -> None:
        """A footnote: a paragraph of which `context` says what it is."""
        text = " ".join(text.split())
        if text:
            at = self._add_text(text)
            self._add_rows(at, [Row(context, text, ((at, at + len(text)),))])

    def table(self, rows: Sequence[Sequence[Cell]], caption: str = "") -> None:
        """A table: a line of the text is a row, with a space between its cells.  caption: what
        the format says that the table is about."""
        self._places += places(rows)
        limits.check(limits.TABLE_CELLS, self._places)
        text, cells = written(rows)
        table_rows = rows_of(cells, text)
        if not table_rows:
            return
        above, lines_above = take_captions(self._items, self._paragraphs)
        caption = headed(above, caption) or ""
        self._rows += sum(row.size + len(caption) for row in table_rows)
        limits.check(limits.TABLE_CHARS, self._rows)
        start = self._add_text(text)

        def placed_in(row: Row) -> Row:
            context = headed(caption, row.context) or ""
            return replace(row, context=context, spans=shifted(row.spans, start))

        begin = lines_above[0].spans[0][0] if lines_above else start
        self._add_rows(begin, [*map(placed_in, table_rows)])

    def add_tables(self, other: Extract, texts: Set[str]) -> set[str]:
        """Those tables of another text that are among these of its texts, below this text; and
        which they are."""
        self.under(None)
        added = set()
        for table, part in other._tables():
            if table in texts:
                start = self._add_text(table)
                self._add_rows(start, part.moved(start - (part.end - len(table))).rows)
                added.add(table)
        return added

    @property
    def table_texts(self) -> set[str]:
        """Those of its texts that are tables or footnotes."""
        return {table for table, _ in self._tables()}

    def _tables(self) -> Iterator[tuple[str, known_parts.Part]]:
        """Each with its text, without the lines that name it."""
        text = self.text
        return ((text[part.start : part.end].rpartition(BETWEEN)[2], part) for part in self._known)

    def _add_rows(self, start: int, rows: Sequence[Row]) -> None:
        self._known.append(known_parts.Part(start, self._size - len(BETWEEN), tuple(rows)))
        for row in rows:
            paragraph = row.paragraph(self._heading)
            self._add_paragraph(paragraph, Item(row.text, paragraph=paragraph, context=row.context))

    def _add_paragraph(self, paragraph: Paragraph, item: Item) -> None:
        limits.check(limits.ARTICLE_PARAGRAPHS, len(self._paragraphs) + 1)
        self._paragraphs.append(paragraph)
        self._items.append(item)

    def several_drafts(self, fields: Iterable[tuple[str, str | None]] = ()) -> list[Draft]:
        """The articles, if there are several; [] if there is one."""
        parts = sections(self._items_with_turns())
        parts = parts if len(parts) > 1 else self._below_heading()
        metadata = Metadata(**dict(fields))
        return drafts(self.text, parts, metadata) if len(parts) > 1 else []

    def _below_heading(self) -> list[list[Item]]:
        """The articles below the only heading, which is that of all of them, each with its own
        byline; [] for one article."""
        levels = [item.level is not None for item in self._items]
        if sum(levels) != 1:
            return []
        begin = levels.index(True) + 1
        parts = sections(self._items[begin:])
        complete = [
            any(is_ended(item.text) and len(item.text) >= _TEXT for item in part)
            and any(kind(item) in (Kind.BYLINE, Kind.NAME) for item in part)
            for part in parts
        ]
        lead = [] if complete[:1] == [True] else parts[:1]
        if sum(complete) < 2 or not all(complete[len(lead) :]):
            return []
        above = [*self._items[:begin], *(item for part in lead for item in part)]
        return [*([Item(item.text, level=1)] for item in above), *parts[len(lead) :]]

    def draft(self, fields: Iterable[tuple[str, str | None]] = (), named: bool = False) -> Draft:
        """The article: known fields first, then what its first lines tell.  named: a name alone
        below the heading is the author's."""
        draft = Draft(self.text, list(self._paragraphs), Metadata(title=self.title))
        if named:
            take_cover(draft, self._items)
        draft.fill(**{key: value for key, value in fields if value})
        below = (p.text for p in draft.paragraphs[:2] if not is_subtitle(p.text))
        bare = named and self.title is not None and is_name(next(below, ""))
        take_head(draft, bare=bare, fixed=self.fixed)
        metadata_lines.from_dateline(draft)
        take_foot(draft, self.fixed)
        return draft

    def _whole_draft(self) -> Draft:
        draft = self.draft(named=True)
        self.keep_empty_headings(draft)
        return draft

    def keep_empty_headings(
        self, draft: Draft, is_furniture: Callable[[str], bool] = lambda text: False
    ) -> None:
        """Make paragraphs of the headings that are over none of the draft's."""
        keep_empty_headings(draft, self._items, is_furniture)

    @property
    def fixed(self) -> set[int]:
        """Where rows of tables, footnotes and turns of interviews begin: none is a byline."""
        return {
            item.paragraph.spans[0][0]
            for item in self._items_with_turns()
            if item.paragraph is not None and item.context is not None
        }

    def _items_with_turns(self) -> list[Item]:
        """The items; what is a turn of an interview tells nothing of its article."""
        turn_numbers = turns([item.text for item in self._items])
        return [
            replace(item, context=item.context or "")
            if i in turn_numbers and item.level is None
            else item
            for i, item in enumerate(self._items)
        ]

    def articles(self, path: str) -> Iterator[Article]:
        """The articles of a document: by its headings, or without any as of plain text."""
        self._head_by_bold_lines()
        text = self.text
        page = (
            not self.has_headings
            and looks_like_page(known_parts.masked(text, self._known))
            and not is_whole(self._items_with_turns())
        )
        several = [] if page else self.several_drafts()
        if several or self.has_headings:
            source = Source(path, text)
            for draft in several or [self._whole_draft()]:
                yield finish(draft, path, source)
        else:
            yield from known_parts.articles(text, self._known, path)
