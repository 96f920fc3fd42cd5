"""Files, stored paragraphs and notes that once stopped the server are read and answered at once.

Each stands in a process of its own with a limit, since what they find is a process that hangs.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 4
"""Seconds of the processor for one case: half of that a quiet machine needs to start."""

BYLINE = "文/" + "A" * 44 + "="
PARAGRAPH = "这里是正文的一段，说的是工会的事。"


def run(script: str, *arguments: str, limit: int = LIMIT) -> str:
    """What the script prints; a failure if it takes more processor time than the limit."""
    bounded = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({limit}, {limit}))\n"
    done = subprocess.run(
        [sys.executable, "-c", bounded + script, *arguments],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"ended with {done.returncode} (-9: out of time)\n{done.stderr}"
    return done.stdout


def docx(*paragraphs: str) -> bytes:
    kept = BytesIO()
    import docx as word

    document = word.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(kept)
    return kept.getvalue()


LINES = ("一个题目", BYLINE, PARAGRAPH)
FILES: dict[str, bytes | str] = {
    "byline.txt": "\n\n".join(LINES),
    "byline.html": "<h1>{}</h1><p>{}</p><p>{}</p>".format(*LINES),
    "byline.docx": docx(*LINES),
    "weekdays.txt": "题目\n\n11月20日" + "周一)" * 28 + "=\n\n" + PARAGRAPH,
    "posts.txt": "题目\n\n" + "驻" * 60 + "\n\n" + PARAGRAPH,
    "heading.md": "# a" + " " * 500_000 + "b\n\n" + PARAGRAPH,
    "field.md": "---\ntitle: x" + " " * 500_000 + "y\n---\n\n" + PARAGRAPH,
    "remark.md": "---\ntitle: x" + " " * 500_000 + "#y\n---\n\n" + PARAGRAPH,
    "stops.txt": PARAGRAPH + "." * 900_000 + "x",
    "strong.md": "\n".join(["**a " * 50_000] * 4),
    "ticks.md": "\n".join(["````a ```` " * 20_000] * 4),
    "comments.md": "\n".join(["x<!-- " * 20_000] * 4),
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_read_at_once(name: str, tmp_path: Path) -> None:
    content = FILES[name]
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    run("import sys; from corpus.__main__ import main; sys.exit(main(sys.argv[1:]))", str(path))


ASKED = {
    "〇": ("工会经费有多少", "多少"),
    "一": ("工会经费有多少", "多少"),
    "7一": ("工会活动要多久", "多久"),
    "1,": ("工会经费最多有多少元", "多少"),
    "a": ("工会主席是谁", "谁"),
    "亚": ("工会主席是谁", "谁"),
    "百": ("工会的公司是哪家公司", "哪家"),
}
SHORT = """
import sys
from types import SimpleNamespace
from encoders.contextual import model
from qa.answering.corrections import corrections
from qa.answering.extract import whole_words
from qa.answering.passages import units, windows
from qa.answering.years import asked_years, fits, told_years
question, unit = sys.argv[1:]
text = question + unit * (3900 // len(unit))
known = dict.fromkeys(("heading", "author", "office", "column"))
hit = SimpleNamespace(text=text, title=text[:400], published="2024-03", article_id="a", **known)
other = SimpleNamespace(**{**vars(hit), "article_id": "b", "published": "2024-04"})
for _ in range(2):
    assert units(text)
    windows(model().tokenizer, question, [hit])
    asked_years(text), told_years(text, "2024-03")
    fits(frozenset([2023]), text[-200:], text, text[:400], "2024-03")
    corrections([hit, other])
    for start, end in units(text)[:50]:
        whole_words(text, (start, end), (start, min(start + 3, end)))
"""


@pytest.mark.parametrize("unit", ASKED)
def test_a_hostile_paragraph_is_answered_at_once(unit: str) -> None:
    run(SHORT, ASKED[unit][0], unit)


STORED = """
import json, sys
from pathlib import Path
from index import build, open_index
from qa import ask
folder, question, unit = Path(sys.argv[1]), *sys.argv[2:]
text = question + unit * (3900 // len(unit))
texts = ["\\n\\n".join(f"{text}{n}{m}" for m in range(10)) for n in range(4)]
rows = [{"title": f"题{n}", "text": text} for n, text in enumerate(texts)]
(folder / "a.jsonl").write_text("\\n".join(map(json.dumps, rows)), encoding="utf-8")
build([folder / "a.jsonl"], folder / "index")
store = open_index(folder / "index")
for k in (20, 50):
    assert ask(question, k, store).hits
"""


@pytest.mark.parametrize("unit", ["〇", "7一", "7元"])
def test_stored_paragraphs_are_answered_from_at_once(unit: str, tmp_path: Path) -> None:
    question = "工会活动要多久" if unit == "7一" else "工会经费最多有多少元"
    run(STORED, str(tmp_path), question, unit, limit=12)


NOTES = """
from web.ui.strings import Words
for part in ("more than the limit of 1 x for ", " is being written by ", "looks like x but "):
    Words("zh").told(part * 9000)
"""


def test_a_hostile_note_is_shown_at_once() -> None:
    run(NOTES)


def test_the_limit_ends_what_hangs() -> None:
    with pytest.raises(AssertionError, match="out of time"):
        run("import re; re.match('(a+)+$', 'a' * 60 + 'b')", limit=1)
