"""Export of hits as CSV and Markdown, safe to open in a spreadsheet and to paste into a draft."""

from __future__ import annotations

import csv
import io
import re
import time
from dataclasses import dataclass

from corpus.tables import BETWEEN_NAMES
from index.store import Filters
from qa.records import HIT_KEYS, Answer
from web.redaction import file_name
from web.ui.browser_state import filters
from web.ui.citations import citation
from web.ui.escape import visible
from web.ui.html_answer import confidence_word, refusal
from web.ui.strings import Lang, Words

COLUMNS = (
    *(key for key in HIT_KEYS if key not in ("article_id", "spans")),
    "citation", "question", "filters", "asked_at", "confidence",
)  # fmt: skip

# A cell that starts so is a formula to a spreadsheet (OWASP, "CSV Injection"), full width too;
# a spreadsheet whose separator is ";" or a tab starts a cell after each of these, quoted or not.
FORMULA = re.compile(r"""(^|[;\t\r\n])(?=[ \u3000\ufeff"]*[=+\-@＝＋－＠])""")


@dataclass(frozen=True, slots=True)
class Export:
    """An answer with what a reader of the file must know of it: how narrowed, when asked (UTC)."""

    answer: Answer
    narrow: Filters
    lang: Lang
    at: str

    @classmethod
    def now(cls, answer: Answer, narrow: Filters, lang: Lang) -> Export:
        return cls(answer, narrow, lang, time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()))

    @property
    def filters(self) -> list[str]:
        return [text for _, text in filters(self.narrow, Words(self.lang))]


def guarded(value: object) -> str:
    """A cell's text; what a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, (int, float)):
        return str(value)
    text = " | ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)
    text = FORMULA.sub(r"\1'", text.replace("\x00", ""))
    return "'" + text if text.startswith(("\t", "\r", "\n")) else text


def as_csv(export: Export) -> str:
    """A row a hit under a header; starts with a byte order mark, without which Excel garbles it."""
    answer = export.answer
    shared: dict[str, object] = {
        "question": answer.question, "filters": export.filters, "asked_at": export.at,
        "confidence": round(answer.confidence, 4),
    }  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for hit in answer.hits:
        computed = {"citation": citation(hit, export.lang), "path": file_name(hit.path), **shared}
        values = [computed[name] if name in computed else getattr(hit, name) for name in COLUMNS]
        writer.writerow([guarded(value) for value in values])
    return "\ufeff" + out.getvalue()


LINES = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# What Markdown takes for a sign: anywhere, at the start of a block, or in an address.
SIGNS = re.compile(r"[\\`*_\[\]<>#|&~$]|^[-+=]|(?<=[a-z]):(?=//)")
NUMBER = re.compile(r"^(\d{1,9})(?=[.)])")


def _one_line(text: str) -> str:
    """Text on one line, with no character that cannot be seen."""
    return visible(LINES.sub(" ", text)).strip()


def _literal(text: str) -> str:
    """Text that Markdown shows as it is: its signs escaped, its lines kept in one paragraph."""
    return NUMBER.sub(r"\1\\", SIGNS.sub(r"\\\g<0>", _one_line(text)))


def _code(text: str) -> str:
    """Text as a code span, whose fence is longer than any run of backticks in it."""
    line = _one_line(text) or "?"
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    return f"{fence} {line} {fence}" if len(fence) > 1 else f"`{line}`"


def as_markdown(export: Export) -> str:
    """The question and how it was asked, the answer with its citations, the hits as quotations."""
    answer, words = export.answer, Words(export.lang)
    percent = f"{round(100 * answer.confidence)}% ({confidence_word(answer.confidence, words)})"
    facts = [(words("asked_at"), export.at), (words("confidence"), percent)]
    facts += [(words("filters"), text) for text in export.filters]
    lines = [f"# {_literal(answer.question)}", ""]
    lines += [f"- {_literal(words('filter_is', name=n, value=v))}" for n, v in facts]
    lines += [""]
    if answer.answered and answer.sentences:
        for sentence in answer.sentences:
            if sentence.columns:
                lines.append(f"{_literal(BETWEEN_NAMES.join(sentence.columns))}\n")
            lines.append(f"{_literal(sentence.text)} \\[{sentence.hit}\\]\n")
        lines += [_literal(words("list_goes_on", n=answer.more)), ""] if answer.more else []
    else:
        lines += [_literal(refusal(answer, export.narrow, words)), ""]
    lines += [f"## {words('passages' if answer.answered else 'nearest')}", ""]
    for hit in answer.hits:
        inside = " " * (len(str(hit.rank)) + 2)
        lines += [f"{hit.rank}. {_literal(citation(hit, export.lang))}", ""]
        lines += [f"{inside}> {_literal(hit.text)}", "", f"{inside}{_code(hit.id)}", ""]
    return "\n".join(lines)
