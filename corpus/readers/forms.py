"""Forms: what a table of labels and values tells of the text below it or in it, 作者 | 桂小满.

A catalogue of books has such tables too (书名 | 作者 | 出版社), and so have reports of meetings; a
form of an article names its title, or has no label but an article's.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.dates import iso_date
from corpus.metadata_lines import is_place
from corpus.readers.field_names import FIELDS, author_in, field_name

_LABEL = 8  # characters of a label, at most
_ROWS = 30  # of a form, at most


def field_of(label: str) -> str | None:
    """The field of a label, 作　者：, or "text"; None for any other."""
    return FIELDS.get(field_name(label.strip().rstrip(":：")))


def form_fields(rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The fields that a form tells; {} for another table, one with a field twice among them."""
    if len(rows) > _ROWS or any(len(row) % 2 for row in rows if len(row) > 1):
        return {}
    pairs = [(row[i], row[i + 1]) for row in rows for i in range(0, len(row) - 1, 2)]
    pairs = [(label, value.strip()) for label, value in pairs if label.strip() or value.strip()]
    known = [(name, value) for label, value in pairs if (name := field_of(label))]
    names = [name for name, _ in known]
    if len(set(names)) < max(len(names), 2) or any(field_of(value) for _, value in pairs):
        return {}
    if any(len("".join(label.split())) > _LABEL for label, _ in pairs):
        return {}
    if "title" not in names and ("author" not in names or len(known) < len(pairs)):
        return {}
    fields = {name: " ".join(value.split()) for name, value in known if value and name != "text"}
    if author := fields.pop("author", ""):
        byline = author_in(author)
        fields = {"author": byline.author, "office": byline.office or "", **fields}
    if any(is_place(f"{label}：") for label, _ in pairs):
        fields.pop("published", None)  # when that was which the text tells of
    if "published" in fields:
        fields["published"] = iso_date(fields["published"]) or ""
    return {name: value for name, value in fields.items() if value}
