"""Records of a page: pieces of articles, and the stretches of the page that they stand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.bylines import Byline
from corpus.lines import Run


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of one, as it stands on the page.

    `narrow` is one that was set in a narrow column; one
    that is `mended` was cut after a comma, and its rest stood just below.
    `turn_to` and `turn_from` are the pages that a marker at its end or start names.
    """

    run: Run
    heading: Run | None = None
    narrow: bool = False
    mended: bool = False
    turn_to: str | None = None
    turn_from: str | None = None

    @property
    def text(self) -> str:
        return self.run.text


@dataclass(frozen=True, slots=True)
class Stretch:
    """A title, a byline and all that follows up to the next title.

    `foot`: the byline stands below the text.  `nameless`: no byline is its own.  `signed`: the
    byline's line, where it says more than the byline does.
    """

    title: Run | None
    byline: Byline | None
    pieces: tuple[Piece, ...]
    furniture: tuple[str, ...] = ()
    title_inferred: bool = False
    foot: bool = False
    nameless: bool = False
    signed: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in its own order; `furniture` is what stands before the first title."""

    column: Run | None
    stretches: tuple[Stretch, ...]
    furniture: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """An article put together: the numbers of its pieces in reading order.

    `joined` are the numbers of pieces that go on in the middle of the piece before them;
    `gaps` are those before which text is missing; `why` says what moved a piece, by its number.
    """

    stretch: int | None
    pieces: tuple[int, ...]
    joined: frozenset[int] = frozenset()
    gaps: frozenset[int] = frozenset()
    why: dict[int, tuple[str, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
