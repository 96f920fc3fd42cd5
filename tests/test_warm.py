"""A fork by `warm.py` does what Python does that is started anew."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import warm

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="adopts children, as Linux can")

COMMAND = [sys.executable, "-m", "corpus", "没有.txt", "--json"]


@pytest.mark.slow
def test_it_says_and_ends_as_python_would(tmp_path: Path) -> None:
    for folder, environment in (
        (warm.ROOT, {}),
        (tmp_path, {"PYTHONPATH": str(warm.ROOT), "WENBAO_LANG": "zh"}),
    ):
        ways = {"cwd": folder, "encoding": "utf-8", "env": {**os.environ, **environment}}
        fork = warm.run(COMMAND, **ways)
        anew = subprocess.run(COMMAND, capture_output=True, check=False, **ways)
        assert (fork.returncode, fork.stdout, fork.stderr) == (1, "", anew.stderr)
        assert (anew.returncode, anew.stdout) == (1, "")


@pytest.mark.slow
def test_it_is_a_child_of_ours_with_our_files_and_ends_by_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "web.api.mcp_stdio", "--index", str(tmp_path)]
    with warm.Popen(command, cwd=warm.ROOT, stdin=warm.PIPE, stderr=warm.DEVNULL) as process:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
        assert f"PPid:\t{os.getpid()}\n" in status
        process.send_signal(signal.SIGKILL)
        assert process.wait(60) == -signal.SIGKILL


@pytest.mark.parametrize(
    ("arguments", "folder", "environment"),
    [
        (["-m", "corpus"], "/", {}),
        (["-m", "pytest"], warm.ROOT, {}),
        (["app.py"], "/", {}),
        (["-m", "corpus"], warm.ROOT, {"LC_ALL": "zh_CN.GB18030"}),
        (["-m", "corpus"], warm.ROOT, {"PYTHONIOENCODING": "gb18030"}),
    ],
)
def test_another_program_or_another_python_is_started_anew(
    arguments: list[str], folder: Path | str, environment: dict[str, str]
) -> None:
    told = {**os.environ, **environment}
    assert not warm._served([sys.executable, *arguments], Path(folder), told)
    assert warm._served([sys.executable, "-m", "corpus"], warm.ROOT, dict(os.environ))
