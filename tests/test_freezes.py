"""Files, stored paragraphs and notes that once stopped the server are read and answered at once.

They stand in a process of their own with a limit for each case, since what they find is a process
that hangs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 4
"""Seconds of the processor for one case: ten times what a quiet machine needs."""

BYLINE = "文/" + "A" * 44 + "="
PARAGRAPH = "这里是正文的一段，说的是工会的事。"

BOUNDED = """
import resource, sys, time
def begin(case, limit):
    print(case, file=sys.stderr, flush=True)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + 1 + limit, hard))
begin("start", 10)
"""
"""Each case names itself before it starts: the last name is that of the one that hangs."""


def run(script: str, *arguments: str) -> str:
    """What the script prints; a failure if one of its cases takes more time than its limit."""
    done = subprocess.run(
        [sys.executable, "-c", BOUNDED + script, *arguments],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, f"ended with {done.returncode} (-24: out of time)\n{done.stderr}"
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


READ = f"""
from corpus import read_articles
for path in sys.argv[1:]:
    begin(path, {LIMIT})
    skipped = []
    assert list(read_articles([path], apart=False, on_skip=skipped.append)) and not skipped, path
"""


@pytest.mark.slow
def test_hostile_files_are_read_at_once(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
    run(READ, *(str(tmp_path / name) for name in FILES))


ASKED = {
    "〇": "工会经费有多少",
    "一": "工会经费有多少",
    "7一": "工会活动要多久",
    "1,": "工会经费最多有多少元",
    "a": "工会主席是谁",
    "亚": "工会主席是谁",
    "百": "工会的公司是哪家公司",
}
SHORT = f"""
import json
from types import SimpleNamespace
from encoders.contextual import model
from qa.answering.precedence import superseded
from qa.answering.short_answer import whole_words
from qa.reading.windows import units, windows
from language.asked_years import asked_years, of_another_year, told_years
known = dict.fromkeys(("id", "heading", "author", "office", "column"))
for unit, question in json.loads(sys.argv[1]).items():
    begin(unit, {LIMIT})
    text = question + unit * (3900 // len(unit))
    hit = SimpleNamespace(text=text, title=text[:400], published="2024-03", article_id="a", **known)
    other = SimpleNamespace(**(vars(hit) | dict(article_id="b", published="2024-04")))
    assert units(text)
    windows(model().tokenizer, question, [hit])
    asked_years(text), told_years(text, "2024-03")
    of_another_year(frozenset([2023]), text[-200:], text, text[:400], "2024-03")
    superseded([hit, other])
    for start, end in units(text)[:50]:
        whole_words(text, (start, end), (start, min(start + 3, end)))
"""


@pytest.mark.slow
def test_hostile_paragraphs_are_answered_at_once() -> None:
    run(SHORT, json.dumps(ASKED))


STORED = """
import json
from pathlib import Path
from index import build, open_index
from qa import ask
folder = Path(sys.argv[1])
for unit in ("〇", "7一", "7元"):
    begin(unit, 12)
    question = "工会活动要多久" if unit == "7一" else "工会经费最多有多少元"
    text = question + unit * (3900 // len(unit))
    texts = ["\\n\\n".join(f"{text}{n}{m}" for m in range(10)) for n in range(4)]
    rows = [{"title": f"题{n}", "text": text} for n, text in enumerate(texts)]
    (folder / "a.jsonl").write_text("\\n".join(map(json.dumps, rows)), encoding="utf-8")
    build([folder / "a.jsonl"], folder / "index")
    store = open_index(folder / "index")
    for k in (20, 50):
        assert ask(question, k, store).hits
"""


@pytest.mark.slow
def test_stored_paragraphs_are_answered_from_at_once(tmp_path: Path) -> None:
    run(STORED, str(tmp_path))


NOTES = """
from web.ui.strings import Words
for part in ("more than the limit of 1 x for ", " is being written by ", "looks like x but "):
    Words("zh").message(part * 9000)
"""


def test_a_hostile_note_is_shown_at_once() -> None:
    run(NOTES)


@pytest.mark.slow
def test_the_limit_ends_what_hangs() -> None:
    with pytest.raises(AssertionError, match="out of time"):
        run("begin('one', 9); begin('two', 0); import re; re.match('(a+)+$', 'a' * 60 + 'b')")
