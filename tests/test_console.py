"""Commands end with one line and an exit code, never with a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from console import run
from errors import QuestionError, SourceError, WenbaoError

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(("kind", "status"), [(QuestionError, 2), (SourceError, 1)])
def test_an_error_of_ours_is_one_line_and_tells_a_wrong_call_from_a_failure(
    capsys: pytest.CaptureFixture[str], kind: type[WenbaoError], status: int
) -> None:
    def main() -> int:
        raise kind("nothing \x1b[31mhere\nerror: nor here")

    assert run(main) == status
    assert capsys.readouterr().err == "error: nothing \\x1b[31mhere\\nerror: nor here\n"


def test_ctrl_c_is_exit_130(capsys: pytest.CaptureFixture[str]) -> None:
    def main() -> int:
        raise KeyboardInterrupt

    assert run(main) == 130
    assert capsys.readouterr().err == "stopped\n"


def test_a_reader_that_goes_away_leaves_no_traceback() -> None:
    code = (
        "import sys\nfrom console import run\n"
        "def main():\n    for _ in range(100000):\n        print('x' * 100)\n    return 0\n"
        "sys.exit(run(main))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=180) == 141
