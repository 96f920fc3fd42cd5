"""Rejoining of paragraphs that a column's end cut after a comma: the rest stands just below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.lines import glue
from corpus.newspaper.continuity import Seams
from corpus.newspaper.records import Piece

_GOES_ON = re.compile(r"[，,、；;：:（(“‘《—][”’]?$")
STRANGE = 5.0  # log odds from which the piece below is no continuation: it begins inside a word


def mend(pieces: Sequence[Piece], seams: Seams) -> list[Piece]:
    """The pieces of one stretch, those that a comma breaks off joined with the one below."""
    whole: list[Piece] = []
    opens = seams.openness([piece.text for piece in pieces])
    for piece, opened in zip(pieces, opens, strict=True):
        if whole and _goes_on(whole[-1], piece) and opened < STRANGE:
            run = glue([whole[-1].run, piece.run])
            whole[-1] = replace(whole[-1], run=run, mended=True, turn_to=piece.turn_to)
        else:
            whole.append(piece)
    return whole


def _goes_on(above: Piece, below: Piece) -> bool:
    return (
        below.heading is None
        and above.turn_to is None
        and below.turn_from is None
        and bool(_GOES_ON.search(above.text))
    )
