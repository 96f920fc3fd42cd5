"""What a library does by itself: no process of ours makes a number of this device, or a file of
its own in the home folder, from which a library would report."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
def test_a_question_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    article, index, home = tmp_path / "渡船.txt", tmp_path / "index", tmp_path / "home"
    article.write_text("渡船的时间\n\n渡船每天六点开，末班十点，节日加开两班。\n", "utf-8")
    home.mkdir()
    names = ("WENBAO_", "XDG_", "ORT_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(names)}
    environment |= {"HOME": str(home), "USERPROFILE": str(home), "LOCALAPPDATA": str(home)}
    for words in (
        ["index", "build", str(article), "--index", str(index)],
        ["qa", "末班渡船几点", "--index", str(index), "--json"],
    ):
        ran = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=ROOT, env=environment, capture_output=True, check=True, encoding="utf-8",
        )  # fmt: skip
    assert '"answered": true' in ran.stdout
    assert [path.relative_to(home) for path in home.rglob("*") if path.is_file()] == []
