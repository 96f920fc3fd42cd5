"""HTML with which a reader corrects an article beside the answer, and takes corrections back.

What is pressed is sent by `static/correct.js`; without a script nothing here does anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise

from corpus.corrections import Correction
from corpus.records import Article, Paragraph
from corpus.spans import BREAK
from index.article_corrections import Corrected
from web.ui.escape import bdi, plain
from web.ui.strings import Words

MOST = 300
"""Paragraphs of an article up to which each has its tools; a book has too many for one view."""
SPLITS_SHOWN = 2
"""Places to split a paragraph at that are shown without a press."""
AROUND = 6
"""Characters beside a seam that tell which one it is."""

FIELDS = {
    "title": "field_title", "author": "author", "office": "field_office", "column": "column",
    "published": "date", "paper": "paper", "edition": "edition", "url": "field_url",
}  # fmt: skip
"""The name of each field of the metadata."""
LAYOUTS = {"split": "made_split", "join": "made_join", "move": "made_move"}
STATES = ("replaced", "not_applied")
"""What is told of a correction that does not stand in the index."""


def correct_html(article: Article, corrections: Sequence[Corrected], words: Words) -> str:
    """What is known of the article as a form, and the corrections so far."""
    fields = "".join(
        f'<label>{words(FIELDS[name])}<input name="{name}" maxlength="500" autocomplete="off" '
        f'value="{plain(getattr(article, name) or "")}"></label>'
        for name in FIELDS
    )
    hint = words("correct_hint" if len(article.paragraphs) <= MOST else "correct_hint_long")
    items = "".join(_correction_item(corrected, words) for corrected in corrections)
    return (
        f'<details class="wb-correct"><summary>{words("correct")}</summary>'
        f'<form data-correct="{plain(article.id)}"><div class="wb-fields">{fields}</div>'
        f'<button type="submit">{words("correct_save")}</button></form>'
        f'<p class="wb-note">{hint}</p>'
        + (f'<h3>{words("corrections")}</h3><ul class="wb-made">{items}</ul>' if items else "")
        + "</details>"
    )


def tools_html(article: Article, number: int, words: Words) -> str:
    """What can be done to a paragraph, the number-th; shown while the form is open."""
    count = len(article.paragraphs)
    if count > MOST:
        return ""
    paragraph = article.paragraphs[number - 1]
    moves: list[tuple[str, dict[str, object]]] = []
    if number > 1:
        moves.append((words("join_up"), {"kind": "join"}))
        moves.append((words("move_up"), {"kind": "move", "before": number - 1}))
    if number < count:
        before = number + 2 if number + 1 < count else None
        moves.append((words("move_down"), {"kind": "move", "before": before}))
    cuts: list[tuple[str, dict[str, object]]] = [
        (words("split_at", where=where), {"kind": "split", "piece": piece})
        for piece, where in _borders(paragraph, article.source.text)
    ]

    def buttons(acts: Sequence[tuple[str, dict[str, object]]]) -> str:
        return "".join(
            f'<button type="button" data-layout="{plain(json.dumps({**act, "paragraph": number}))}"'
            f' data-article="{plain(article.id)}">{bdi(label)}'
            f'<span class="wb-hidden-text"> {words("paragraph_n", n=number)}</span></button>'
            for label, act in acts
        )

    split = buttons(cuts)
    if len(cuts) > SPLITS_SHOWN:  # of a source with short lines each is a piece
        split = (
            f"<details><summary>{words('split_here')}"
            f'<span class="wb-hidden-text"> {words("paragraph_n", n=number)}</span></summary>'
            f"{split}</details>"
        )
    tools = buttons(moves) + split
    return f'<div class="wb-fix">{tools}</div>' if tools else ""


def _borders(paragraph: Paragraph, source: str) -> list[tuple[int, str]]:
    """The pieces of a paragraph from the second on, and what stands around where each begins."""
    texts = [BREAK.sub("", source[start:end]) for start, end in paragraph.spans]
    return [
        (number, f"{before[-AROUND:]}｜{after[:AROUND]}")
        for number, (before, after) in enumerate(pairwise(texts), 2)
    ]


def _correction_item(corrected: Corrected, words: Words) -> str:
    correction = corrected.correction
    state = f" <em>{words(corrected.state)}</em>" if corrected.state in STATES else ""
    return (
        f"<li><span>{_change_text(correction, words)}{state}</span>"
        f'<button type="button" data-undo="{plain(correction.id)}">{words("undo")}'
        f'<span class="wb-hidden-text"> {plain(correction.id)}</span></button></li>'
    )


def _change_text(correction: Correction, words: Words) -> str:
    if correction.field:
        was, now = (bdi(text or words("unknown")) for text in (correction.was, correction.value))
        name = words(FIELDS[correction.field])
        return f"{name}{words('colon')}<del>{was}</del> → <ins>{now}</ins>"
    return words(LAYOUTS[correction.kind], n=correction.piece[0] if correction.piece else 0)
