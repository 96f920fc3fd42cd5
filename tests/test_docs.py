"""Paths and links in the documents: each names a file of this tree, so a move cannot orphan one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
TOPS = "corpus|encoders|index|language|qa|integrations|web|wenbao|training|bench|checks|tests"
TOPS += "|models|docs"
# A file or folder under one of the project's folders, alone in backquotes.
NAMED = re.compile(rf"`((?:{TOPS})/[\w./-]*)`")
# A test of a file, as pytest names it.
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# A module that a page tells to run; the program in the word before is ours (or "…").
MODULE = re.compile(r"(?:python3?|…) -m ([a-z_][\w.]*)")
NOT_OURS = {"pip", "pytest"}
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)[^)]*\)")


def missing(page: Path, text: str) -> list[str]:
    names = [name for name in NAMED.findall(text) if not (ROOT / name).exists()]
    return names + [link for link in LINK.findall(text) if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_path_and_link_in_a_page_exists(page: Path) -> None:
    assert missing(page, page.read_text(encoding="utf-8")) == []


def test_every_test_that_a_page_names_exists() -> None:
    named = {one for page in PAGES for one in TEST.findall(page.read_text(encoding="utf-8"))}
    lost = [
        f"{file}::{name}" for file, name in named
        if not re.search(rf"^(?:async )?def {name}\(", (ROOT / file).read_text("utf-8"), re.M)
    ]  # fmt: skip
    assert lost == [] and len(named) > 40


def no_modules(text: str) -> list[str]:
    """The modules of `python -m NAME` that are neither of this tree nor installed by it."""
    return sorted(
        {
            name
            for name in MODULE.findall(text)
            if name not in NOT_OURS
            and not (ROOT / name.replace(".", "/")).with_suffix(".py").is_file()
            and not (ROOT / name.replace(".", "/") / "__main__.py").is_file()
        }
    )


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CHANGELOG.md"], ids=lambda page: page.name)
def test_every_module_that_a_page_runs_exists(page: Path) -> None:
    assert no_modules(page.read_text(encoding="utf-8")) == []


def test_a_module_that_does_not_exist_is_found() -> None:
    text = "`python -m bench.fuzz --seed 1`, `… -m index list`, `.venv/bin/python -m qa.cite ID`, "
    assert no_modules(text + "`python -m pip`, `… -m qa.gone`") == ["bench.fuzz", "qa.gone"]


@pytest.mark.parametrize("folder", TOPS.split("|"))
def test_every_path_in_a_comment_or_docstring_exists(folder: str) -> None:
    wrong = {}
    for file in sorted((ROOT / folder).rglob("*.py")):
        names = NAMED.findall(file.read_text(encoding="utf-8")) if file != Path(__file__) else []
        if lost := [name for name in names if not (ROOT / name).exists()]:
            wrong[file.relative_to(ROOT).as_posix()] = lost
    assert wrong == {}


def test_a_path_or_link_that_leads_nowhere_is_found() -> None:
    text = (
        "`qa/nowhere.py`, `docs/`, [security](SECURITY.md), [gone](GONE.md#part), [web](https://x)"
    )
    assert missing(ROOT / "docs" / "INDEX.md", text) == ["qa/nowhere.py", "GONE.md"]
    assert len(PAGES) > 8
