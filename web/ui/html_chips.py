"""HTML of chips: small buttons in a row, which the page's script reads by a `data-` attribute."""

from __future__ import annotations

from web.ui.escape import plain


def chip(html: str, name: str, value: str, more: str = "") -> str:
    """A button in a row, with `data-NAME`; `more` are attributes besides."""
    return (
        f'<li><button type="button" class="wb-chip" data-{name}="{plain(value)}"{more}>'
        f"{html}</button></li>"
    )


def pressed(on: bool) -> str:
    return f' aria-pressed="{str(on).lower()}"'


def row(label: str, chips: str) -> str:
    """Chips behind a label."""
    return f'<div class="wb-chips"><span>{label}</span><ul>{chips}</ul></div>'
