"""Map of the corpus: paragraphs projected to the plane by meaning, as inline SVG."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.store import Row, Store
from qa.records import Answer
from web.redaction import file_name
from web.ui.addresses import article_address
from web.ui.escape import bdi, plain
from web.ui.html_library import empty_html
from web.ui.html_page_image import hue
from web.ui.strings import Words

MOST = 1_500
"""Paragraphs drawn; of more, every n-th is taken."""

LEGEND = 24
"""Articles named under the map."""

WIDTH, HEIGHT, EDGE = 960, 600, 24

NEAR = 4
"""Rings no farther apart are in one place."""
LETTER, LINE = 9.5, 15
"""How wide a figure of a ring's number is at most, and how high."""

Points = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plane:
    """A plane through the paragraphs' vectors: their mean and two axes, and the scale to draw.

    mean: (dim,), axes: (2, dim) float32, unit rows; low and high: (2,) the extent to show.
    """

    mean: Points
    axes: Points
    low: Points
    high: Points

    def at(self, vectors: Points) -> Points:
        """(n, dim) vectors to (n, 2) places in the picture, held within it."""
        projected = (vectors - self.mean) @ self.axes.T
        size = np.array([WIDTH, HEIGHT], np.float32)
        # One scale for both axes, so that what looks near is near.
        scale = ((size - 2 * EDGE) / np.maximum(self.high - self.low, 1e-9)).min()
        places = size / 2 + (projected - (self.low + self.high) / 2) * scale
        clipped: Points = np.clip(places, EDGE, size - EDGE).astype(np.float32)
        return clipped


def plane(vectors: Points) -> Plane:
    """The plane of the most variance (Pearson 1901, principal components), by SVD.

    vectors: (n, dim) float32, n >= 1.  The sign of each axis is fixed (its largest entry is
    positive), so that the same corpus gives the same picture.
    """
    mean = vectors.mean(axis=0)
    centred = vectors - mean
    axes = np.linalg.svd(centred, full_matrices=False)[2][:2]
    if len(axes) < 2:
        axes = np.vstack([axes, np.zeros((2 - len(axes), vectors.shape[1]), np.float32)])
    largest = np.abs(axes).argmax(axis=1)
    axes = axes * np.where(axes[np.arange(2), largest] < 0, -1, 1)[:, None]
    projected = centred @ axes.T
    low, high = np.quantile(projected, 0.01, axis=0), np.quantile(projected, 0.99, axis=0)
    return Plane(mean, axes.astype(np.float32), low.astype(np.float32), high.astype(np.float32))


@dataclass(frozen=True, slots=True)
class _Map:
    check: str
    rows: tuple[Row, ...]
    plane: Plane
    places: Points


_lock = threading.Lock()
_last: list[_Map] = []


def _latest_map(store: Store) -> _Map:
    """The rows and places of a generation; the last one is kept."""
    with _lock:
        if _last and _last[0].check == store.check:
            return _last[0]
        sample = store.sample(MOST)
        fitted = plane(sample.vectors)
        _last[:] = [_Map(store.check, sample.rows, fitted, fitted.at(sample.vectors))]
        return _last[0]


def map_html(store: Store, answer: Answer | None, words: Words) -> str:
    """The map with its explanation; `answer` is the visit's last one, or None."""
    about = f'<p class="wb-note">{words("map_about")}</p>'
    if not len(store):
        return empty_html(words, read_only=True)
    latest = _latest_map(store)
    names = dict.fromkeys(row.article_id for row in latest.rows)
    hues = {name: hue(number) for number, name in enumerate(names)}
    dots = "".join(
        _dot(row, x, y, hues[row.article_id])
        for row, (x, y) in zip(latest.rows, latest.places.tolist(), strict=True)
    )
    label = words("map_label", paragraphs=len(latest.rows), articles=len(hues))
    sample = (
        f'<p class="wb-note">{words("map_sample", n=len(latest.rows))}</p>'
        if len(latest.rows) < len(store)
        else ""
    )
    return (
        f'{about}<svg class="wb-plane" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{plain(label)}">{dots}{_answer_marks(store, latest, answer)}</svg>{sample}'
        f"{_colour_legend(latest.rows, hues, words)}"
    )


def _colour_legend(rows: Sequence[Row], hues: dict[str, int], words: Words) -> str:
    """Which colour is which article, for as many as a reader can tell apart."""
    titles = {row.article_id: row.title or words("untitled") for row in rows}
    items = "".join(
        f'<li><i style="--hue:{hues[name]}"></i>{bdi(title)}</li>'
        for name, title in list(titles.items())[:LEGEND]
    )
    more = f"<li>… +{len(titles) - LEGEND}</li>" if len(titles) > LEGEND else ""
    return (
        f'<details class="wb-overview"><summary>{words("legend", n=len(titles))}</summary>'
        f'<ul class="wb-legend">{items}{more}</ul></details>'
    )


def _dot(row: Row, x: float, y: float, colour: int) -> str:
    title = f"{row.title or file_name(row.path)} · {row.paragraph}: {row.text[:40]}"
    place = f"{article_address(row.article_id, row.paragraph)}#p{row.paragraph}"
    return (
        f'<circle data-open="{plain(place)}" cx="{x:.1f}" cy="{y:.1f}" r="5" '
        f'style="--hue:{colour}"><title>{plain(title)}</title></circle>'
    )


@dataclass(frozen=True, slots=True)
class RingLabel:
    """The number beside a ring; x, y: where its line of letters begins, as SVG has it."""

    text: str
    x: float
    y: float

    @property
    def width(self) -> float:
        return LETTER * len(self.text)

    @property
    def is_inside(self) -> bool:
        """Whether the picture has all of it."""
        return 0 <= self.x <= WIDTH - self.width and LINE <= self.y <= HEIGHT

    def meets(self, other: RingLabel) -> bool:
        """Whether the two would be drawn over each other."""
        apart_across = self.x + self.width <= other.x or other.x + other.width <= self.x
        return not apart_across and abs(self.y - other.y) < LINE


def ring_labels(rings: Sequence[tuple[str, float, float]]) -> list[RingLabel]:
    """A label for each ring, (number, x, y), where it meets no other: beside it, else above or
    below.  Rings in one place, as of one text that stands in two articles, have one together."""
    together: list[tuple[str, float, float]] = []
    for number, x, y in rings:
        for at, (numbers, first_x, first_y) in enumerate(together):
            if max(abs(x - first_x), abs(y - first_y)) < NEAR:
                together[at] = (f"{numbers}, {number}", first_x, first_y)
                break
        else:
            together.append((number, x, y))
    labels: list[RingLabel] = []
    for text, x, y in together:
        width = LETTER * len(text)
        choices = [
            RingLabel(text, x + across, y + down)
            for across, down in (
                (12, 5), (-12 - width, 5), (-width / 2, -14), (-width / 2, 24), (12, -9), (12, 19),
            )
        ]  # fmt: skip
        inside = [label for label in choices if label.is_inside] or choices
        free = (label for label in inside if not any(map(label.meets, labels)))
        labels.append(next(free, inside[0]))
    return labels


def _answer_marks(store: Store, latest: _Map, answer: Answer | None) -> str:
    """Rings on the hits and a cross at the question."""
    if answer is None or not answer.hits:
        return ""
    place = {row.id: at for row, at in zip(latest.rows, latest.places.tolist(), strict=True)}
    missing = [hit for hit in answer.hits if hit.id not in place]
    if missing:
        vectors = store.encoder.passages([hit.text for hit in missing])
        places = latest.plane.at(vectors).tolist()
        place |= {hit.id: at for hit, at in zip(missing, places, strict=True)}
    rings = "".join(
        f'<circle class="wb-ring" cx="{place[hit.id][0]:.1f}" cy="{place[hit.id][1]:.1f}" r="10"/>'
        for hit in answer.hits
    ) + "".join(
        f'<text class="wb-ring-n" x="{label.x:.1f}" y="{label.y:.1f}">{label.text}</text>'
        for label in ring_labels([(str(hit.rank), *place[hit.id]) for hit in answer.hits])
    )
    x, y = latest.plane.at(store.encoder.queries([answer.question]))[0].tolist()
    cross = f"M{x - 9:.1f} {y:.1f}h18M{x:.1f} {y - 9:.1f}v18"
    title = plain(answer.question)
    return f'{rings}<path class="wb-cross" d="{cross}"><title>{title}</title></path>'
