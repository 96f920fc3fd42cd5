"""Charts of Office files: the title, and the figures that were drawn, as the rows of a table.

A chart keeps the names and figures that it was drawn from, so that it can be shown without the
workbook that they come from.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from corpus import limits
from corpus.tables import BETWEEN_HEADINGS, Cell
from language.digits import integer

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MOST_POINTS = 2_000
"""More points of a series are a curve, which no one reads as text."""


def drawn_texts(root: Element) -> list[str]:
    """The paragraphs in a drawing or diagram."""
    return ["".join(t.text or "" for t in p.iter(f"{A}t")) for p in root.iter(f"{A}p")]


def title(chart: Element) -> str:
    """The chart's title and those of its axes; empty if it has none."""
    typed, cached = f"{A}t", f"{C}v"  # of the cell that it comes from
    texts = (
        "".join(part.text or "" for part in element.iter() if part.tag in (typed, cached)).strip()
        for element in chart.iter(f"{C}title")
    )
    return BETWEEN_HEADINGS.join(filter(None, texts))


def rows(chart: Element) -> list[list[Cell]]:
    """A head with the names of the series, a row for each category; [] if it keeps no figures."""
    all_series = list(chart.iter(f"{C}ser"))
    names = [next(iter(_points(series.find(f"{C}tx")).values()), "") for series in all_series]
    categories: dict[int, str] = {}
    values: list[dict[int, str]] = []
    for series in all_series:
        x_values = series.find(f"{C}cat")
        categories |= _points(x_values if x_values is not None else series.find(f"{C}xVal"))
        y_values = series.find(f"{C}val")
        values.append(_points(y_values if y_values is not None else series.find(f"{C}yVal")))
    places = sorted({place for texts in values for place in texts})
    if len(places) > _MOST_POINTS or len(places) * len(all_series) > limits.TABLE_CELLS.value:
        return []
    head = [Cell(text, head=True) for text in ("", *names)]
    body = [
        [Cell(text) for text in (categories.get(at, ""), *(texts.get(at, "") for texts in values))]
        for at in places
    ]
    return [head, *body] if body and any(names) else body


def _points(part: Element | None) -> dict[int, str]:
    """The kept texts or figures by their number."""
    texts: dict[int, str] = {}
    for point in part.iter(f"{C}pt") if part is not None else ():
        at = integer(point.get("idx", ""), 0, _MOST_POINTS)
        value = point.findtext(f"{C}v") or ""
        texts.setdefault(at, value)  # of categories of two levels the inner one
    if part is not None and not texts and (single := part.findtext(f"{C}v")):
        texts[0] = single
    return texts
