"""Front matter of Markdown: the simple lines of YAML and TOML that say who, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.builder import Draft
from corpus.dates import iso_date
from corpus.readers.base import left_out_notes, listed_keys
from corpus.readers.field_names import FIELDS, MADE, field_name, take_author
from corpus.records import joined_authors
from messages import message_text

_YAML = re.compile(r"---[ \t]*(?:\r\n?|\n)(.*?)^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|\Z)", re.S | re.M)
_RULE = re.compile(r"---[ \t]*(?:\r\n?|\n|\Z)")
_TOML = re.compile(r"\+\+\+[ \t]*(?:\r\n?|\n)(.*?)^\+\+\+[ \t]*(?:\r\n?|\n|\Z)", re.S | re.M)
_YAML_KEY = re.compile(
    r"(?:(?P<key>[^\s:#\[{-][^:：]{0,60}):(?:[ \t]|$)|(?P<chinese>[^\s:：，。#]{1,10})：)[ \t]*"
)
_TOML_KEY = re.compile(r"(?P<key>[^\s=#\[]{1,60})[ \t]*=[ \t]*")
_TOML_TABLE = re.compile(r"\[{1,2}(?P<key>[^\[\]]{1,60})\]{1,2}")
_ITEM = re.compile(r"[ \t]*-[ \t]+(\S.*)")
_NAME = re.compile(r"[\s{,]*(?:name|姓名|title)[ \t]*[:=][ \t]*(?=\S)")
"""What is before the name of an author, of whom more is said, and of a column."""
_REMARK = re.compile(r"\s#")
_SAYS = re.compile(r"[ \t]*[^\s#]").match
"""A line that is neither blank nor a remark."""
_PROSE = re.compile(r"^[^\s#-].*[。！？]")
_BLOCK = frozenset(("|", ">", "|-", ">-", "|+", ">+"))
_FIRST = frozenset(("title", "author", "date", "published"))
"""Keys that count before others for the same field."""
_LONGEST_BLOCK = 4_000  # characters of a block without a rule below it
_LONGEST_LIST = 2_000  # characters of a list in brackets
_SWITCHES = frozenset(("true", "false"))


class Entry(NamedTuple):
    """A key, what stands behind it, and the lines below that belong to it."""

    key: str
    text: str
    below: tuple[str, ...]


def read_front_matter(draft: Draft) -> int:
    """Put what the front matter tells into the draft; where the body begins.  A block between two
    rules without any key is no front matter; one that a blank line closes has keys only."""
    toml = draft.text.startswith("+++")
    front = (_TOML if toml else _YAML).match(draft.text)
    rows = front[1].splitlines() if front else []
    end = front.end() if front else 0
    entries = list(_entries(rows, toml))
    strays = [] if toml else _strays(entries, rows)
    if (strays or not front) and (unclosed := _unclosed(draft.text)):
        rows, end = unclosed
        entries, strays = list(_entries(rows, False)), []
    if not end or (any(row.strip() for row in rows) and not _tells(entries, rows)):
        return 0
    if len(strays) >= max(len(entries), 1):
        return 0
    draft.notes += left_out_notes(strays)
    unread: list[str] = []
    for entry in sorted(entries, key=_rank):
        field = FIELDS[field_name(entry.key)] if _is_known(entry.key) else ""
        values = _values(entry)
        if values and field and not getattr(draft, field) and values[0] not in _SWITCHES:
            _take(draft, field, values)
        elif values or any(map(_SAYS, entry.below)) or entry.text.startswith("{"):
            unread.append(entry.key)
    if unread:
        order = [entry.key for entry in entries]
        keys = listed_keys(sorted(unread, key=order.index))
        draft.notes.append(message_text("keys_not_read", keys=keys))
    return end


def _unclosed(text: str) -> tuple[list[str], int] | None:
    """The rows of a block without the rule above or below it, and where it ends: up to the first
    blank line, or a rule, nothing but keys and lists, among them two of title, author and date."""
    opening = _RULE.match(text)
    start = end = opening.end() if opening else 0
    rows: list[str] = []
    for line in text[start : start + _LONGEST_BLOCK].splitlines(keepends=True):
        end += len(line)
        if _RULE.fullmatch(line) or (opening and not line.strip()):
            break
        if not _YAML_KEY.match(line) and not (rows and _ITEM.match(line)):
            return None
        rows.append(line.rstrip("\r\n"))
    else:
        return None
    told = {FIELDS.get(field_name(entry.key)) for entry in _entries(rows, False)}
    return (rows, end) if len(told & {"title", "author", "published"}) > 1 else None


def _rank(entry: Entry) -> int:
    """Which of two keys for the same field counts: the lower."""
    return 2 * (field_name(entry.key) in MADE) + (entry.key.lower() not in _FIRST)


def _tells(entries: Sequence[Entry], rows: Sequence[str]) -> bool:
    """Whether a block has keys that are known, or nothing but keys; else it is text."""
    if any(_is_known(entry.key) for entry in entries):
        return True
    below = sum(len(entry.below) for entry in entries)
    only = len(entries) + below == len(rows)
    stray = any(_PROSE.search(row) for entry in entries for row in entry.below)
    return bool(entries) and only and not stray and all(entry.key.isascii() for entry in entries)


def _strays(entries: Sequence[Entry], rows: Sequence[str]) -> list[str]:
    """The lines that belong to no key: neither moved in nor of a list."""
    below = [row for entry in entries for row in entry.below]
    above = rows[: len(rows) - len(entries) - len(below)]  # over the first key
    return [row.strip() for row in (*above, *below) if row.strip() and row[0] not in " \t-#]}"]


def _take(draft: Draft, field: str, values: Sequence[str]) -> None:
    if field == "published":
        date = " ".join(values)
        draft.set(published=iso_date(date))
        if draft.published is None:
            draft.notes.append(message_text("date_without_year", date=date))
    elif field == "author":
        take_author(draft, joined_authors(values) or "")
    else:
        draft.set(**{field: " ".join(values)})


def _entries(rows: Sequence[str], toml: bool) -> Iterator[Entry]:
    key_of = _TOML_KEY if toml else _YAML_KEY
    key = text = ""
    below: list[str] = []
    in_author = False
    for row in rows:
        if _is_open(text):
            text = f"{text} {row.strip()}"
            continue
        table = _TOML_TABLE.fullmatch(row.strip()) if toml else None
        if table and not _is_known(table["key"]):
            in_author = False
            continue
        match = None if in_author and not table else table or key_of.match(row)
        if match is None:
            below.append(row)
            continue
        if key:
            yield Entry(key, text, tuple(below))
        key = (match["key"] or match["chinese"]).strip(" \t\"'")
        text, below, in_author = "" if table else row[match.end() :], [], table is not None
    if key:
        yield Entry(key, text, tuple(below))


def _is_known(key: str) -> bool:
    return FIELDS.get(field_name(key), "text") != "text"


def _is_open(text: str) -> bool:
    """Whether a list in brackets goes on in the next line."""
    return text.startswith("[") and "]" not in text and len(text) < _LONGEST_LIST


def _values(entry: Entry) -> list[str]:
    """A scalar, the values of a list, or the names of authors of whom more is said."""
    text = entry.text.strip(" \t")
    if text in _BLOCK:
        return list(filter(None, [" ".join(" ".join(entry.below).split())]))
    if text.startswith("{"):
        return _named([text.strip("{}")])
    if text:
        return _list(text)
    items = [match[1].strip() for row in entry.below if (match := _ITEM.match(row))]
    names = _named(items or [row.strip() for row in entry.below])
    return names or list(filter(None, map(_scalar, items)))


def _named(rows: Sequence[str]) -> list[str]:
    """What the rows with a key for a name say behind it."""
    matches = ((row, _NAME.match(row)) for row in rows)
    values = (_list(row[match.end() :].split(",")[0]) for row, match in matches if match)
    return [value for part in values for value in part]


def _list(value: str) -> list[str]:
    """The values of a scalar or of a list in square brackets."""
    if value[:1] not in "\"'" and (remark := _REMARK.search(value)):
        value = value[: remark.start()].rstrip()
    in_brackets = value.startswith("[") and value.endswith("]")
    parts = value[1:-1].split(",") if in_brackets else [value]
    return [scalar for part in parts if (scalar := _scalar(part.strip()))]


def _scalar(value: str) -> str | None:
    """A scalar; null is None."""
    if value[:1] in "\"'" and value[-1:] == value[:1] and len(value) > 1:
        return value.strip(value[0]).replace('\\"', '"') or None
    if remark := _REMARK.search(value):
        value = value[: remark.start()].rstrip()
    return None if value in ("", "null", "~") else value
