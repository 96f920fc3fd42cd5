"""Sentence splitting of Chinese, English and mixed text, as spans."""

from __future__ import annotations

import re

Span = tuple[int, int]

_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|No|Nos|vs|etc|e\\.g|i\\.e|Inc|Ltd|Co|Corp|Fig|Figs|al|cf|Vol|pp|p"
    "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|Gen|Col|Lt|Sen|Rep|Gov|Rev|Hon|approx|Art"
    "|U\\.S|U\\.K|U\\.N|Ph\\.D|a\\.m|p\\.m"
)
_CLOSERS = "”’\"'）)》」』】〕］\\]〉"


_MARKS = "。！？!?…｡"
_BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_HAN = r"\u4e00-\u9fff"
# One class of characters first, which the regular expression engine scans for; what stands before
# is looked at only there.
_ENDS = re.compile(
    rf"[{_MARKS}.{_BREAKS}](?:"
    # Chinese ends, ellipses and marks in a row, then the closing quotes that belong to it
    rf"(?<=[{_MARKS}])[{_MARKS}]*[{_CLOSERS}]*"
    # an English full stop: before white space or the end; several in a row are read from the
    # first one alone, since reading them from each takes quadratic time
    rf"|(?<=\.)(?<!\.\.)\.*[{_CLOSERS}]*(?=\s|$)"
    # and one between Chinese characters, as in abstracts typed with half-width marks
    rf"|(?<=[{_HAN}]\.)(?=[{_HAN}])"
    rf"|(?<=[{_BREAKS}])[{_BREAKS}]*)"
)
_LONGEST_ADDRESS = 200
"""Characters of a page's address in which a mark is looked for."""
CLAUSE = re.compile(r"[^,、;:。!?]+")
_ASKING = re.compile("[谁几哪啥咋吗呢何]|多[少大高长远深重宽久厚]|什么|甚么|怎|如何|\\?")
_TITLE = re.compile(r"(?:[0-9一二三四五六七八九十]{1,3}[.．、]\s*)?《[^《》]{1,40}》\s*")
_SHORT = re.compile(rf"(?:^|[^0-9A-Za-z.])(?:{_ABBREVIATIONS}|[A-Z]|(?:[A-Z]\.)+[A-Z])$")


def sentences(text: str) -> list[Span]:
    """Sentence spans [start, end) in order, together covering all of the text but white space.

    A sentence ends after 。！？…… and their half-width kin, with the closing quotes and brackets
    that follow; after an English full stop (not within 3.14, after "Dr." or an initial); and at a
    line break.  Linear in the length of the text.
    """
    spans: list[Span] = []
    start = seen = 0
    in_quotes = False
    for mark in _ENDS.finditer(text):
        at = mark.start()
        in_quotes ^= text.count('"', seen, at) % 2 == 1
        seen = at
        if text[at] == "." and _SHORT.search(text, max(0, at - 12), at):
            continue
        if text[at] in "?!" and _in_address(text, at):
            continue
        end = mark.end()
        if text[end - 1] == '"' and not in_quotes:  # it opens what follows: 。"ISO"这个名字
            end -= 1
        _add_stripped(spans, text, start, end)
        start = end
    _add_stripped(spans, text, start, len(text))
    return spans


def _in_address(text: str, at: int) -> bool:
    """Whether a mark stands within the address of a page (https://…/find?q=1)."""
    goes_on = text[at + 1 : at + 2].isascii() and text[at + 1 : at + 2].isalnum()
    first = max(0, at - _LONGEST_ADDRESS)
    head = max(text.rfind("://", first, at), text.rfind("www.", first, at))
    return goes_on and head >= 0 and re.fullmatch("[!-~]+", text[head:at]) is not None


def asks(text: str) -> bool:
    """Whether a text ends with a question, a reporter's for one."""
    return text.endswith(("?", "？"))


def leads_on(text: str) -> bool:
    """Whether the paragraph behind a text tells of it: of a question, or of a title alone."""
    return asks(text) or bool(_TITLE.fullmatch(text))


def _add_stripped(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def ends_asking(text: str, end: int) -> bool:
    """Whether a text ends at this place with what asks, and nothing behind it answers."""
    return asks(text[:end]) and not text[end:].strip()


def asking_clauses(question: str) -> str:
    """A folded question from its last clause with a word that asks: 几天没来,怎么办 asks how."""
    clauses = list(CLAUSE.finditer(question))
    asking = [clause.start() for clause in clauses if _ASKING.search(clause[0])]
    return question[asking[-1] :] if asking else question


def clause_of(text: str, place: Span) -> str:
    """The clause of a folded text in which a place begins; "" if there is none."""
    clauses = (match.span() for match in CLAUSE.finditer(text))
    return next((text[slice(*span)] for span in clauses if span[0] <= place[0] < span[1]), "")
