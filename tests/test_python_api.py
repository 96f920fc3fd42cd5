"""The page of Python's public face is what the code says."""

from __future__ import annotations

import dataclasses

import index
import qa
from checks.python_api import PACKAGES, PAGE, page, signature


def test_the_page_is_as_it_is_made() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_public_name_is_told() -> None:
    text = page()
    for name in (*qa.__all__, *index.__all__):
        assert f"### {name}\n" in text
    for one in dataclasses.fields(qa.Hit):
        assert f"| `{one.name}` |" in text
    assert set(PACKAGES) == {"qa", "index"}


def test_a_signature_is_as_it_is_written() -> None:
    def sample(a: int, b: str = "x", *, c: float | None = None, **d: str) -> bool:
        return True

    assert signature("sample", sample) == (
        "sample(\n    a: int,\n    b: str = 'x',\n    *,\n    c: float | None = None,\n"
        "    **d: str,\n) -> bool"
    )
