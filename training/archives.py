"""Archives as a stranger brings them: invented articles of one kind, and questions about them.

A folder of `training/data/archives` has `articles`, files as people keep them, and
`questions.jsonl`, a question a line: `question`, `kind`, `gold` (the files that answer it, none if
nothing does), `answers` and `need` as in `training/questions.py`, `short` (what a marked short
answer may hold).  Whoever wrote them had never seen the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from index import build, open_index
from index.store import Store, every_article
from training.reader_data import Judged
from training.texts import read_rows

FOLDER = Path(__file__).resolve().parent / "data" / "archives"
TESTING = (
    "history", "magazine", "clinic", "harbour", "court", "travel", "union", "parish", "reports",
)  # fmt: skip
"""Archives that nothing was fitted on, and no rule was written with in view."""
CALIBRATION = ("museum", "film", "library", "weather", "almanac")
"""Archives that the confidence is fitted on, and not the reader."""
_CELLS = re.compile(r"\s*\|\s*")
"""Between the cells of a row, which an answer has without signs."""


def names() -> list[str]:
    """Of all archives, in order."""
    return sorted(path.parent.name for path in FOLDER.glob("*/questions.jsonl"))


def archives(work: Path, chosen: Iterable[str]) -> Iterator[tuple[str, list[Judged], Store]]:
    """Each archive with its questions and its index, which is built below `work` if need be."""
    for name in chosen:
        index = work / f"archive-{name}"
        if not (index / "CURRENT").is_file():
            build([FOLDER / name / "articles"], index)
        store = open_index(index)
        yield name, questions(name, store), store


def questions(name: str, store: Store) -> list[Judged]:
    """The questions of an archive, with the articles of the index for its files."""
    files: dict[str, list[str]] = {}
    for article in every_article(store):
        files.setdefault(Path(article.path).name, []).append(article.id)

    def ids(row_files: Iterable[str]) -> tuple[str, ...]:
        return tuple(id for file in row_files for id in files[file])

    return [
        Judged(
            id=row["id"], kind=row["kind"], text=row["question"], gold=ids(row["gold"]),
            paragraphs=(), answers=tuple(_CELLS.sub(" ", answer) for answer in row["answers"]),
            need=row["need"], near=ids(row["near"]), short=tuple(row["short"]), alone=True,
        )
        for row in read_rows(FOLDER / name / "questions.jsonl")
    ]  # fmt: skip
