"""JSON Lines reader: an article for each row; an invalid row is skipped with its line number."""

from __future__ import annotations

import codecs
import contextlib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate
from typing import Any, BinaryIO, NamedTuple

from corpus import limits
from corpus.builder import Draft, content_id, finish
from corpus.dates import iso_date
from corpus.encodings import decode
from corpus.lines import blocks, glue, is_ended
from corpus.metadata import METADATA, Metadata
from corpus.readers.article_rows import add_text, holds, is_sentence
from corpus.readers.base import Refuse, listed_keys
from corpus.readers.extracted_text import Extract
from corpus.readers.field_names import FIELDS as NAMES
from corpus.readers.field_names import (
    FURTHER_TEXTS,
    MADE,
    field_name,
    is_markdown,
    is_numbered,
    take_author,
)
from corpus.readers.markup import markup_in, on_one_line, unescaped
from corpus.records import Article, Paragraph, joined_authors
from corpus.spans import blank, shifted
from corpus.tables import headed
from errors import EncodingError, SourceError, WenbaoError
from messages import message_text

FIELDS = tuple(name for name in METADATA if name != "published")
SNIFF = 1 << 16
KEYS = frozenset((*FIELDS, "id", "published", "text", "paragraphs"))
_TEXTS = ("text", "paragraphs")
BETWEEN = "\n\n"  # what joins a row's paragraphs in its source text


class Beside(NamedTuple):
    """A text beside the text, under its key (摘要); is_above: it stands before the text."""

    key: str
    text: str
    is_above: bool


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of a .jsonl file, row by row; memory for one row (and all ids) at a time."""
    seen: dict[str, set[str]] = {}
    for number, line in enumerate(_row_lines(stream), 1):
        try:
            if line is None:
                raise limits.exceeded(limits.ROW_BYTES)
            if not line.strip():
                continue
            row, notes = _parsed_row(line)
            if article := _if_new(row_article(row, path, notes), seen):
                yield article
        except WenbaoError as error:
            refuse(f"{path}:{number}", str(error))


def _row_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines in UTF-8; None for one over the limit, which is never held as a whole.

    A file that does not begin in UTF-8 is decoded as a whole, by evidence; if that fails too, its
    rows are taken as they are, so that each broken one is named."""
    lines: BinaryIO = io.BufferedReader(stream, SNIFF)  # type: ignore[type-var]
    begin = lines.peek(SNIFF)  # type: ignore[attr-defined]
    if not _is_utf8(begin):
        data = lines.read(limits.FILE_BYTES.value + 1)
        limits.check(limits.FILE_BYTES, len(data))
        with contextlib.suppress(EncodingError):
            data = decode(data).encode("utf-8")
        lines = io.BytesIO(data)
    elif begin.startswith(codecs.BOM_UTF8):
        lines.read(len(codecs.BOM_UTF8))
    most = limits.ROW_BYTES.value
    while line := lines.readline(most + 1):
        if len(line) <= most:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = lines.readline(1 << 20)
        yield None


def _is_utf8(begin: bytes) -> bool:
    """Whether bytes that may stop inside a character are UTF-8."""
    try:
        begin.decode("utf-8")
    except UnicodeDecodeError as error:
        return len(begin) - error.start < 4 and error.start > 0
    return b"\0" not in begin[:4]


def _if_new(article: Article, seen: dict[str, set[str]]) -> Article | None:
    """None for a row that says all that an earlier one said.  A reprint (another column, date or
    address) gets an id of its own; a declared id that is taken is noted, and told apart in the
    index, which knows whose it was before."""
    texts = [paragraph.text for paragraph in article.paragraphs]
    content = content_id(article.title, article.author, texts)
    place = [article.office, article.column, article.published, article.url]
    place += filter(None, (article.paper, article.edition))
    mark = content_id(content, None, [x or "" for x in place])
    earlier = seen.setdefault(article.id, set())
    if mark in earlier:
        return None
    if earlier and article.id == content:
        article = replace(article, id=f"{content}-{mark[:6]}")
    elif earlier:
        article = replace(article, notes=(*article.notes, message_text("shared_id")))
    earlier.add(mark)
    return article


def _number(digits: str) -> int | Decimal:
    """A whole number; of more digits Python makes no int."""
    return int(digits) if len(digits) < 4000 else Decimal(digits)


def _parsed_row(line: bytes) -> tuple[dict[str, Any], list[str]]:
    """The row, of whose keys that stand twice the last counts, and a note that names these."""
    repeated: list[str] = []

    def last_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        values = dict(pairs)
        if len(values) < len(pairs):
            repeated.extend(key for key, value in pairs if values[key] != value)
        return values

    try:
        text = line.decode("utf-8")
        row = json.loads(text, object_pairs_hook=last_of_each, parse_int=_number)
    except UnicodeDecodeError as error:
        raise SourceError("row_not_utf8", byte=error.start + 1) from None
    except (ValueError, RecursionError) as error:
        raise SourceError("row_not_json", error=error) from None
    if not isinstance(row, dict):
        raise SourceError("row_no_object", type=type(row).__name__)
    return row, [message_text("keys_repeated", keys=listed_keys(repeated))] if repeated else []


def row_article(row: dict[str, Any], path: str, notes: Sequence[str] = ()) -> Article:
    """The article of one row, with notes on it.  Raises SourceError that names the key at fault."""
    row, beside, unread, markdown = _under_own_keys(row)
    draft = Draft("", notes=list(notes))
    if unread:
        draft.notes.append(message_text("keys_not_read", keys=listed_keys(unread)))
    for key in FIELDS:
        value = _fact(row, key, draft.notes)
        draft.set(**{key: value and on_one_line(value)})
    if draft.author:
        take_author(draft, draft.author)
    published = _fact(row, "published", draft.notes)
    if published:
        draft.set(published=iso_date(published))
        if draft.published is None:
            draft.notes.append(message_text("date_not_understood", date=published))
    draft.id = _checked_id(row, draft.notes)
    if row.get("paragraphs") is not None:
        _add_paragraphs(row["paragraphs"], draft)
        if _says_more(row.get("text"), draft.text):
            draft.notes.append(message_text("keys_not_read", keys="text"))
    elif row.get("text") is not None:
        _add_text(_string_field(row, "text") or "", draft, markdown)
    elif not draft.title or not any(is_sentence(text.text) for text in beside):
        raise SourceError("row_no_text")
    _add_beside(beside, draft)
    return finish(draft, path)


def _add_text(text: str, draft: Draft, markdown: bool) -> None:
    """The paragraphs of a text between blank lines, or of its markup."""
    limits.check_text(text)
    if markdown or markup_in(text):
        _add_extracted([(None, text)], draft, markdown)
        return
    draft.text = unescaped(text)
    parts = blocks(draft.text)
    if len(parts) == 1 and all(is_ended(line.text) for line in parts[0]):
        parts = tuple((line,) for line in parts[0])  # each line is a paragraph, none is wrapped
    for block in parts:
        run = glue(line.run for line in block)
        draft.paragraphs.append(Paragraph(None, run.text, run.spans))


def _add_beside(beside: Sequence[Beside], draft: Draft) -> None:
    """The texts beside the text under their keys, those that say more than title and text do."""
    said = f"{draft.title or ''}\n{_plain(draft)}"
    above: list[Draft] = []
    below: list[Draft] = []
    for text in beside:
        part = _draft_beside(text, draft.metadata)
        if not holds(said, _plain(part)):
            (above if text.is_above else below).append(part)
            said += f"\n{_plain(part)}"
    parts = [*above, *([draft] if draft.text else []), *below]
    starts = accumulate((len(part.text) + len(BETWEEN) for part in parts), initial=0)
    draft.paragraphs = [
        replace(paragraph, spans=shifted(paragraph.spans, start))
        for start, part in zip(starts, parts, strict=False)
        for paragraph in part.paragraphs
    ]
    draft.text = BETWEEN.join(part.text for part in parts)


def _draft_beside(beside: Beside, metadata: Metadata) -> Draft:
    draft = Draft("", metadata=metadata)
    _add_text(beside.text, draft, is_markdown(beside.key))
    draft.paragraphs = [
        replace(paragraph, heading=headed(beside.key, paragraph.heading or ""))
        for paragraph in draft.paragraphs
    ]
    return draft


def _plain(draft: Draft) -> str:
    return "".join("".join(paragraph.text.split()) for paragraph in draft.paragraphs)


def _add_extracted(
    parts: Sequence[tuple[str | None, str]], draft: Draft, markdown: bool = False
) -> None:
    """The paragraphs of (heading, text) of which some are markup; the source is their text."""
    extract = Extract()
    extract.title = draft.title
    for heading, text in parts:
        extract.under(heading)
        add_text(extract, text, markdown)
    draft.text, draft.paragraphs = extract.text, extract.paragraphs
    draft.fill(title=extract.title)
    extract.keep_empty_headings(draft)


def _under_own_keys(row: dict[str, Any]) -> tuple[dict[str, Any], list[Beside], list[str], bool]:
    """The row under our keys, of which others are names (content, 正文, 发表日期), the texts beside
    its text, the keys that say something for which there is no place (a date lost in silence would
    be missed), and whether the text is Markdown."""
    beside: list[Beside] = []
    fields = {key: _inner(value) for key, value in row.items() if key in KEYS}
    unread = []
    if isinstance(fields.get("author"), int):  # the number of an account
        unread.append("author")
        del fields["author"]
    text_key = ""
    has_text = False  # above the key
    for key, value in sorted(row.items(), key=lambda item: field_name(item[0]) in MADE):
        has_text |= key in _TEXTS and bool(value)
        if key in KEYS or value in (None, "", [], {}):
            continue
        value, name = _inner(value), field_name(key)
        field = NAMES.get(name)
        if name in FURTHER_TEXTS and (text := _text_of(value)):
            beside.append(Beside(key, text, not has_text))
            continue
        if field == "text" and text_key and is_numbered(key) and isinstance(value, str):
            fields["text"] = f"{fields.get('text') or ''}{BETWEEN}{value}"
            continue
        if field == "text":
            is_text = isinstance(value, (str, list)) and not any(map(fields.get, _TEXTS))
            has_text |= is_text
            field = ("text" if isinstance(value, str) else "paragraphs") if is_text else None
            text_key = key if field == "text" else text_key
        elif field:
            value = _one_string(value, field)
        if field and value is not None and not fields.get(field):
            fields[field] = value
        else:
            unread.append(key)
    return fields, beside, unread, is_markdown(text_key)


def _text_of(value: Any) -> str:
    """The text of a string or of a list of them; "" for any other value."""
    texts = value if isinstance(value, list) else [value]
    return BETWEEN.join(texts) if all(isinstance(text, str) for text in texts) else ""


def _inner(value: Any) -> Any:
    """What an object says that stands for one value: {"rendered": …} of WordPress, {"name": …} of
    an author, a list of these."""
    if isinstance(value, list) and value and all(isinstance(part, dict) for part in value):
        names = [part.get("name") for part in value]
        return names if all(isinstance(name, str) for name in names) else value
    if not isinstance(value, dict):
        return value
    return next(
        (value[key] for key in ("rendered", "html", "name") if isinstance(value.get(key), str)),
        value,
    )


def _says_more(value: Any, text: str) -> bool:
    """Whether a row's text is another one than that of its paragraphs."""
    return bool(value) and (not isinstance(value, str) or value.split() != text.split())


def _one_string(value: Any, key: str) -> str | None:
    """A string, a number or a list of strings as one string; None for any other value."""
    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        return joined_authors(value) if key == "author" else "、".join(value)
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else None


def _string_field(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is None or isinstance(value, str):
        return value
    raise SourceError("key_no_string", key=key, type=type(value).__name__)


def _fact(row: dict[str, Any], key: str, notes: list[str]) -> str | None:
    """What a row tells besides its text; of a type that cannot be read a note: the text must not
    be lost with it."""
    value = row.get(key)
    if value in (None, [], {}):
        return None
    text = _one_string(value, key)
    if text is None:
        notes.append(message_text("keys_not_read", keys=listed_keys([key])))
    return text


def _checked_id(row: dict[str, Any], notes: list[str]) -> str | None:
    """The row's id if it can be part of an address; else None, and a note that says why not."""
    value = row.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if value is None or (isinstance(value, str) and blank(value)):
        return None
    if not isinstance(value, str):
        why = message_text("id_no_string", type=type(value).__name__)
    elif len(value) > limits.ID_CHARS.value:
        why = message_text("id_long", count=len(value), limit=limits.ID_CHARS.value)
    elif not all(map(str.isprintable, value)):
        why = message_text("id_unprintable")
    elif "\\" in value or not {".", ".."}.isdisjoint(value.split("/")):
        why = message_text("id_path")
    else:
        return value
    notes.append(message_text("id_dropped", why=why))
    return None


def _add_paragraphs(parts: Any, draft: Draft) -> None:
    if not isinstance(parts, list):
        raise SourceError("paragraphs_no_list", type=type(parts).__name__)
    limits.check(limits.ARTICLE_PARAGRAPHS, len(parts))
    texts: list[tuple[str | None, str]] = []
    for number, part in enumerate(parts, 1):
        heading = None
        if isinstance(part, dict):
            heading, part = _string_field(part, "heading"), part.get("text")
        if not isinstance(part, str):
            raise SourceError("paragraph_no_text", number=number)
        texts.append((heading, part))
    if any(markup_in(text) for _, text in texts):
        _add_extracted(texts, draft)
        return
    at = 0
    plain = [(heading, unescaped(text)) for heading, text in texts]
    for heading, text in plain:
        run = glue(line.run for block in blocks(text) for line in block)
        if run.text:
            draft.paragraphs.append(Paragraph(heading, run.text, shifted(run.spans, at)))
        at += len(text) + len(BETWEEN)
    draft.text = BETWEEN.join(text for _, text in plain)
