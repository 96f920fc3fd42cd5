"""Hits as CSV and Markdown, safe to open in a spreadsheet and to paste into a draft."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from qa.records import Answer, Hit
from web.cite import citation
from web.strings import Lang, Words

COLUMNS = (
    "rank", "score", "id", "title", "author", "office", "column", "published", "url", "path",
    "heading", "paragraph", "text", "dense_rank", "lexical_rank", "matched", "notes", "citation",
)  # fmt: skip

# A cell that starts so is a formula to a spreadsheet (OWASP, "CSV Injection"), full width too.
FORMULA = tuple("=+-@\t\r\n＝＋－＠")


def guarded(value: object) -> str:
    """A cell's text; what a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = " | ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    text = text.replace("\x00", "")
    return "'" + text if text.lstrip(" \u3000\ufeff").startswith(FORMULA) else text


def as_csv(hits: Sequence[Hit], lang: Lang = "zh") -> str:
    """A row a hit under a header; starts with a byte order mark, without which Excel garbles it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in hits:
        values = [
            citation(hit, lang) if name == "citation" else getattr(hit, name) for name in COLUMNS
        ]
        writer.writerow([guarded(value) for value in values])
    return "\ufeff" + out.getvalue()


def _literal(text: str) -> str:
    """Text that Markdown shows as it is: its signs escaped, its lines kept in one paragraph."""
    for sign in "\\`*_[]<>#|":
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split("\n"))


def as_markdown(answer: Answer, lang: Lang = "zh") -> str:
    """The question, the answer with numbered citations, and the hits as quotations."""
    words = Words(lang)
    lines = [f"# {_literal(answer.question)}", ""]
    if answer.answered and answer.sentences:
        lines += [f"{_literal(s.text)} \\[{s.hit}\\]\n" for s in answer.sentences]
    else:
        lines += [words("abstain"), ""]
    lines += [f"## {words('passages' if answer.answered else 'nearest')}", ""]
    for hit in answer.hits:
        lines += [f"{hit.rank}. {_literal(citation(hit, lang))}", ""]
        lines += [f"   > {_literal(hit.text)}", "", f"   `{hit.id.replace('`', '')}`", ""]
    return "\n".join(lines)
