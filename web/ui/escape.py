"""HTML escaping of text, with highlights and spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

from corpus.records import Span
from qa.matched_words import find_all

# Control characters become their pictures (␀ …); line breaks and tabs stay.  Halves of characters,
# which no reply can carry, become the sign for what cannot be shown.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if code not in (9, 10, 13)}
_PICTURES |= {0x7F: "\u2421"} | dict.fromkeys((*range(128, 160), *range(0xD800, 0xE000)), "�")
# Overrides of direction would reorder what stands beside them: shown by name instead.
_PICTURES |= {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


DOT = ' <span class="wb-dot" aria-hidden="true">·</span> '
"""Between what is known of an article: author, column, date.  The spaces are heard."""


def visible(text: object) -> str:
    """With a picture or a name in place of each character that acts and cannot be seen."""
    return str(text).translate(_PICTURES)


def plain(text: object) -> str:
    """Escaped for HTML text and quoted attributes; nothing in it acts as markup or control."""
    return escape(visible(text), quote=True)


def bdi(text: object) -> str:
    """Escaped and isolated, so that right-to-left text leaves its neighbours in place."""
    return f"<bdi>{plain(text)}</bdi>"


def dotted(parts: Iterable[str]) -> str:
    """What is known of an article, side by side.  A short part, as a date, is kept on one line."""
    return DOT.join(
        f'<bdi class="wb-whole">{plain(part)}</bdi>' if len(part) <= 12 else bdi(part)
        for part in parts
    )


def marked(text: str, layers: Sequence[tuple[str, Iterable[Span]]]) -> str:
    """`text` as HTML with each layer's spans in `<mark class="…">`; layers may overlap.

    A layer is (class, spans), spans [start, end) in characters of `text`; what lies outside the
    text is cut off.  Overlaps become one mark with both classes, so that marks never nest wrongly.
    """
    edges = {0, len(text)}
    clean: list[tuple[str, list[Span]]] = []
    for name, spans in layers:
        clipped = [(max(0, s), min(len(text), e)) for s, e in spans]
        clipped = [(s, e) for s, e in clipped if s < e]
        clean.append((name, clipped))
        edges.update(edge for span in clipped for edge in span)
    parts: list[str] = []
    order = sorted(edges)
    for start, end in pairwise(order):
        names = [n for n, spans in clean if any(s <= start and end <= e for s, e in spans)]
        piece = plain(text[start:end])
        parts.append(f'<mark class="{" ".join(names)}">{piece}</mark>' if names else piece)
    return "".join(parts)


def occurrences(text: str, words: Iterable[str]) -> list[Span]:
    """Where the words stand in the text, as they are written; [start, end) each, in no order."""
    return [(at, at + len(word)) for word in set(words) if word for at in find_all(word, text)]


def place(text: str, spans: Sequence[Span], sentence: str, at: Sequence[Span]) -> Span | None:
    """Where a sentence stands in its paragraph; None if it does not.

    `spans` prove the paragraph `text`, `at` the `sentence`, both in characters of the source.
    Line breaks that were taken out make a source offset larger than the one in `text`, never
    smaller, so among equal sentences the right one is the last that starts no later.
    """
    offset = 0
    start = at[0][0] if at else 0
    for s, e in spans:
        if s <= start < e:
            offset += start - s
            break
        offset += e - s
    best = text.rfind(sentence, 0, offset + len(sentence)) if sentence else -1
    if best < 0:
        best = text.find(sentence) if sentence else -1
    return (best, best + len(sentence)) if best >= 0 else None
