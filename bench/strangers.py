"""Archives as a stranger brings them: invented articles of one kind, and questions about them.

A folder of `bench/archives` has `articles`, files as people keep them, and `questions.jsonl`, a
question a line: `question`, `kind`, `gold` (the files that answer it, none if nothing does),
`answers` and `need` as in `training/questions.py`, `short` (what a marked short answer may hold).
Whoever wrote them had never seen the product.  Rules are written with those of `TUNED` in view; the
others are kept for measuring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bench.cases import Case
from index import build, open_index
from index.store import Store, every_article
from training.texts import read_rows

FOLDER = Path(__file__).resolve().parent / "archives"
TUNED = ("school", "factory", "city", "company", "estate", "arts", "county", "nature")
_CELLS = re.compile(r"\s*\|\s*")
"""Between the cells of a row, which an answer has without signs."""


def archives(work: Path) -> Iterator[tuple[str, list[Case], Store]]:
    """Each archive with its questions and its index, which is built below `work` if need be."""
    for folder in sorted(path.parent for path in FOLDER.glob("*/questions.jsonl")):
        index = work / f"archive-{folder.name}"
        if not (index / "CURRENT").is_file():
            build([folder / "articles"], index)
        store = open_index(index)
        yield folder.name, cases(folder / "questions.jsonl", store), store


def cases(questions: Path, store: Store) -> list[Case]:
    """The questions of an archive, with the articles of the index for its files."""
    files: dict[str, list[str]] = {}
    for article in every_article(store):
        files.setdefault(Path(article.path).name, []).append(article.id)
    return [
        Case(
            kind=row["kind"],
            text=row["question"],
            gold=tuple(id for file in row["gold"] for id in files[file]),
            answers=tuple(_CELLS.sub(" ", answer) for answer in row["answers"]),
            need=row["need"],
            short=tuple(row["short"]),
        )
        for row in read_rows(questions)
    ]
