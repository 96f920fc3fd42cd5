"""What the README shows is what happens: its commands and Python run, its output is real."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCK = r"<!-- checked by tests/test_readme.py: {} -->\n```\w+\n(.*?)```"
NUMBER = re.compile(r"\d\.\d+")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    index = tmp_path_factory.mktemp("readme") / "index"
    kept = {key: value for key, value in os.environ.items() if key != "WENBAO_ENCODER"}
    return {**kept, "WENBAO_INDEX": str(index), "PYTHONIOENCODING": "utf-8"}


def run(arguments: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_question_gets_the_answer_that_is_shown(environment: dict[str, str]) -> None:
    (block,) = re.findall(BLOCK.format("ask"), README, re.DOTALL)
    line, shown = block.split("\n", 1)
    program, *arguments = shlex.split(line.removeprefix("$ "))
    assert program == ".venv/bin/python"
    printed = run(arguments, environment)
    # Scores move a little with every training; words and sources must not.
    assert NUMBER.sub("#", printed).strip() == NUMBER.sub("#", shown).strip()
    assert "严红" in printed and "揭榜挂帅" in printed


@pytest.mark.slow
def test_the_python_runs(environment: dict[str, str]) -> None:
    blocks = re.findall(BLOCK.format("python"), README, re.DOTALL)
    assert len(blocks) == 2
    printed = run(["-c", "\n".join(blocks)], environment).splitlines()
    assert printed[0].startswith("严红 ")
    assert printed[1].startswith("True ")


def test_every_file_that_the_readme_links_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) > 8
    assert [link for link in links if not (ROOT / link).exists()] == []
