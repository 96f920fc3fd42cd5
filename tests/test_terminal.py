"""What the commands print cannot steer a terminal, whatever stands in names and texts."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import console
from corpus.__main__ import main as corpus
from index.__main__ import main as index
from qa.__main__ import main as qa

HOSTILE = {
    "escape": "\x1b[2J\x1b[31m",
    "window title": "\x1b]0;owned\x07",
    "clipboard (OSC 52)": "\x1b]52;c;cm0gLXJm\x1b\\",
    "C1 introducer": "\x9b2J\x9d0;owned\x9c",
    "backspaces": "\b\b\b\x7f",
    "bidi": "\u202etxt.\u202c\u2066x\u2069\u200f",
    "line ends": "\nerror: made up\r\u2028\u2029\x85",
    "unseen": "\u200b\ufeff\u00ad\U000e0041",
}
MARKS = "".join(HOSTILE.values())
BLOCK = 1 << 12
STEERS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("hostile")
    name = "乙" + MARKS.replace("/", "")
    values = {"id": "甲", "title": "磨坊", "author": "谷雨", "column": "乡间", "url": "x"}
    row = {key: value + MARKS for key, value in values.items()}
    row["text"] = f"磨坊每天{MARKS}磨面三百斤。"
    (place / f"{name}.jsonl").write_text(json.dumps(row) + "\n{broken\n", "utf-8")
    (place / f"{name}.txt").write_bytes(b"")
    (place / f"丙{MARKS.replace('/', '')}.md").write_text("# 水车\n\n水车转得慢。\n", "utf-8")
    return place


@pytest.fixture(autouse=True)
def nothing_raw(capsys: pytest.CaptureFixture[str]) -> Iterator[None]:
    yield
    out, err = capsys.readouterr()
    assert not STEERS.search(out + err)


def test_every_command_in_text_and_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at = ["--index", str(folder / "index")]
    shown = []
    for main, arguments in (
        (corpus, [str(folder)]),
        (corpus, [str(folder), "--json"]),
        (index, ["build", str(folder), *at]),
        (index, ["list", *at]),
        (index, ["list", "--json", *at]),
        (index, ["status", *at]),
        (index, ["remove", f"没有{MARKS}", *at]),
        (index, ["build", f"没有{MARKS}", *at]),
        (qa, ["磨坊磨面多少斤", *at]),
        (qa, ["磨坊磨面多少斤", "--json", *at]),
        (qa, ["磨坊", "--author", f"无{MARKS}", *at]),
        (qa, ["磨坊", "--since", f"2024{MARKS}", *at]),
        (qa, ["磨坊", "--leg", MARKS, *at]),
        (qa, ["磨坊", MARKS, *at]),
        (qa, ["磨坊", "--index", f"{folder}/没有{MARKS}"]),
    ):
        with contextlib.suppress(SystemExit):
            console.run(functools.partial(main, arguments))
        out, err = capsys.readouterr()
        shown.append(out + err)
        assert shown[-1].strip()
        assert not STEERS.search(out + err), arguments
        assert "\nerror: made up" not in out + err
        assert not (out + err).startswith("error: made up")
    assert any("\\x1b]0;owned\\x07" in text for text in shown)


def test_json_stays_what_it_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus([str(folder), "--json"])
    articles = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    [row] = [article for article in articles if (article["title"] or "").startswith("磨坊")]
    assert "甲" not in row["id"]  # no address can be made of it
    assert "\x1b]52;c;cm0gLXJm" in row["paragraphs"][0]["text"]


def test_each_character_alone() -> None:
    """Many at a time, each between letters of its own; what is changed is looked at by itself."""
    for first in range(0, sys.maxunicode + 1, BLOCK):
        lone = {number: f"甲{chr(number)}乙" for number in range(first, first + BLOCK)}
        block = "".join(lone.values())
        text, data = console.printable(block), console.to_json(block)
        assert not STEERS.search(text + data) and "\n" not in text + data
        assert json.loads(data) == block
        if text == block:
            continue
        for number, one in lone.items():
            text = console.printable(one)
            assert text == one or f"{number:x}" in text or chr(number) in "\t\n\r"


def test_chinese_text_and_emoji_stay_as_they_are() -> None:
    text = "“产改”大家谈\u3000第1版·Ａ 👩\u200d👩\u200d👧 नमस्\u200dते é\u0301"
    assert console.printable(text) == text
    assert console.to_json([text]) == f'["{text}"]'
