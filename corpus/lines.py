"""Lines, blocks and paragraphs of a source text.

All text is carried as a `Run`, characters with their places in the source, so that spans stay
right when text is cut and joined later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise

from corpus.records import Span
from corpus.spans import extend, split

TERMINAL = "。！？!?…."
"""What may end a sentence; closing quotes and brackets may follow."""

WRAPPED = 5
"""Columns: a line that ends so near to the widest one's end may be wrapped there."""
CLOSING = "”’」』》〉）)】］]\"'"

_ENDED = re.compile(rf"[{re.escape(TERMINAL)}][{re.escape(CLOSING)}\s]*$")
_GOES_ON = re.compile(r"[。；;，,：:]$")
_NARROW = re.compile("[\0-\u02ff]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_OF_CONTENTS = re.compile(r"(?:…{3}|[.．·]{4})[^。！？，,]{0,16}?\d{1,4}\s?[)）]?$")
_INDENT = re.compile(r"\s*(?:　| {2}|\t)")


@dataclass(frozen=True, slots=True)
class Run:
    """Text and the slices of the source that it is made of, in reading order."""

    text: str
    spans: tuple[Span, ...]

    def cut(self, start: int, end: int | None = None) -> Run:
        """The characters `start` to `end`, with their places."""
        end = len(self.text) if end is None else end
        return Run(self.text[start:end], next(split(self.spans, [(start, end)])))

    def parts(self, places: Sequence[Span]) -> Run:
        """Several [start, end) of the characters as one, cut in one pass."""
        spans: list[Span] = []
        for part in split(self.spans, places):
            for span in part:
                extend(spans, span)
        return Run("".join(self.text[start:end] for start, end in places), tuple(spans))

    def strip(self) -> Run:
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))

    def __add__(self, other: Run) -> Run:
        """Both, one after the other; slices that touch become one."""
        spans = list(self.spans)
        for span in other.spans:
            extend(spans, span)
        return Run(self.text + other.text, tuple(spans))


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space around it; `indented` as the first of a paragraph is."""

    run: Run
    indented: bool
    indent: int = 0  # columns by which it is moved in

    @property
    def text(self) -> str:
        return self.run.text

    @property
    def width(self) -> int:
        return width(self.run.text)


Block = tuple[Line, ...]


@lru_cache(maxsize=256)
def width(text: str) -> int:
    """In columns of a typewriter: a Chinese character takes two."""
    return len(text) + len(_NARROW.sub("", text))


def lines(text: str) -> Iterator[Line]:
    """All lines of the text, blank ones too."""
    at = 0
    for line in text.splitlines(keepends=True):
        stripped = line.rstrip()
        start = at + len(stripped) - len(stripped.lstrip())
        stripped = stripped.lstrip()
        yield Line(
            Run(stripped, ((start, start + len(stripped)),) if stripped else ()),
            bool(_INDENT.match(line)),
            width(line[: start - at].replace("\t", "    ")),
        )
        at += len(line)


@lru_cache(maxsize=1)  # the steps of a reader ask of the same text again and again
def blocks(text: str) -> tuple[Block, ...]:
    """The lines between blank lines."""
    groups = groupby(lines(text), key=lambda line: bool(line.text))
    return tuple(tuple(block) for filled, block in groups if filled)


def is_ended(text: str) -> bool:
    """Whether the text ends as a sentence does."""
    return bool(_ENDED.search(text))


def is_of_contents(text: str) -> bool:
    """Whether the line is of a table of contents, by its leader: 井…………桂小满（3）"""
    return bool(_OF_CONTENTS.search(text))


def glue(parts: Iterable[Run]) -> Run:
    """Parts of one paragraph joined: nothing between Chinese, a space between Latin words.

    A space has to come from the source: the nearest earlier one of the paragraph is borrowed.
    """
    texts: list[str] = []
    spans: list[Span] = []
    space: Span | None = None  # the last one so far
    tail = ""
    for part in parts:
        if not part.text:
            continue
        if tail and space and _parts_words(tail, part.text):
            texts.append(" ")
            extend(spans, space)
        texts.append(part.text)
        for span in part.spans:
            extend(spans, span)
        at = part.text.rfind(" ")
        space = part.cut(at, at + 1).spans[0] if at >= 0 else space
        tail = (tail + part.text)[-24:]
    return Run("".join(texts), tuple(spans))


def _parts_words(left: str, right: str) -> bool:
    if not left[-1:].isascii() or not right[:1].isascii():
        return False
    if _LATIN.match(left[-1]) and _LATIN.match(right[0]):
        return True
    tail = left[-24:]
    return 2 * len(_LATIN.findall(tail)) > len(tail) and (right[0].isalnum() or right[0] in "(\"'")


def paragraphs(block: Sequence[Line]) -> list[Run]:
    """The paragraphs of a block: lines of a narrow column become one, other lines stay apart.

    A line that ends as a sentence does and leaves room, or is followed by an indented line, ends
    its paragraph; so does each line where the lines are too long and too different to be a column,
    or where all of them end as sentences do, which lines of a column hardly ever do.
    """
    if not block:
        return []
    widest = max(line.width for line in block)
    slack = 6 if widest < 60 else 12
    full = [line.width >= widest - slack for line in block]
    column = all(full[:-1]) or (widest <= 50 and sum(full) * 3 >= len(full) * 2)
    whole = all(is_ended(line.text) for line in block)
    parts: list[list[Run]] = [[block[0].run]]
    for (above, below), reaches in zip(pairwise(block), full, strict=False):
        ended = is_ended(above.text)
        room = not reaches or not column or whole
        if (below.indented and not (above.indented and not ended)) or (ended and room):
            parts.append([])
        parts[-1].append(below.run)
    return [glue(part) for part in parts]


def may_be_title(block: Block, i: int) -> bool:
    """Whether a line may be a title or a part of one."""
    text = block[i].text
    return len(text) <= 40 and not _GOES_ON.search(text) and not is_ended(text)


def cut_at_titles(block: Block) -> list[Block]:
    """A block whose lines are whole paragraphs, cut before and after the short lines between them:
    titles and subheads of a text without blank lines."""
    if len(block) == 1:
        return [block]
    short = [may_be_title(block, i) for i in range(len(block))]
    indents = any(line.indented for line in block)
    if not indents and not all(
        is_short or is_ended(line.text) for is_short, line in zip(short, block, strict=True)
    ):
        return [block]
    widest = max(line.width for line in block)
    shorts = (line for line, is_short in zip(block, short, strict=True) if is_short)
    if any(line.width > widest - WRAPPED for line in shorts):
        return [block]  # lines of a narrow column, which end where it ends
    cuts = [0]
    begin = 0
    for i, line in enumerate(block):
        if not short[i] or line.indented:
            begin = i + 1
            continue
        at_end = i + 1 == len(block)
        if at_end or (short[i + 1] and not block[i + 1].indented) or i - begin > 2:
            continue
        above = begin == 0 or is_ended(block[begin - 1].text)
        if above and (not indents or block[i + 1].indented):
            cuts += [begin, i + 1]
    cuts.append(len(block))
    return [block[a:b] for a, b in pairwise(sorted(set(cuts))) if a < b]
