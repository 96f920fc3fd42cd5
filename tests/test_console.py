"""Commands end with one line and an exit code, never with a traceback."""

from __future__ import annotations

import argparse
import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import app
import console
import qa.__main__
import wenbao.__main__
from console import run
from corpus.__main__ import main as corpus_main
from errors import QuestionError, SourceError, WenbaoError
from index.__main__ import _COMMANDS as INDEX_COMMANDS
from index.__main__ import main as index_main
from messages.tables import HELP
from qa import cite, evaluate
from web.api import mcp_stdio
from web.security import access
from wenbao import config

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


@pytest.mark.parametrize("command", ["qa", "qa.cite", "corpus"])
def test_ctrl_c_while_a_command_is_imported_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "numpy.py").write_text("raise KeyboardInterrupt")
    done = subprocess.run(
        [sys.executable, "-m", command, "甲"], cwd=ROOT, capture_output=True, timeout=180,
        env={**os.environ, "PYTHONPATH": str(tmp_path)}, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout) == (130, "stopped\n", "")


def printed(text: str, to: str | None = None, **environment: str) -> tuple[int, str]:
    """Exit status and standard error of a command that prints this."""
    code = (
        "import sys\nfrom console import run, say\n"
        f"def main():\n    say({text!r})\n    return 0\nsys.exit(run(main))"
    )
    with open(to or os.devnull, "w") as out:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, stdout=out, stderr=subprocess.PIPE, timeout=180,
            env={**os.environ, **environment}, encoding="utf-8", check=False,
        )  # fmt: skip
    return done.returncode, done.stderr


def test_an_output_that_has_no_chinese_is_told() -> None:
    told = "error: the encoding of the output, ascii, has no character '\\u6e21'; set "
    assert printed("渡口", PYTHONIOENCODING="ascii") == (1, f"{told}PYTHONIOENCODING=utf-8\n")
    assert printed("ferry", PYTHONIOENCODING="ascii") == (0, "")
    assert printed("渡口", PYTHONIOENCODING="gb18030") == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device of a full disk")
def test_a_full_disk_is_told() -> None:
    told = "error: the output cannot be written: No space left on device\n"
    assert printed("渡口", "/dev/full") == (1, told)


def test_what_else_goes_wrong_is_no_fault_of_the_output() -> None:
    for error in (OSError(errno.ENOSPC, "full", "a.txt"), OSError(errno.EBADF, "bad file")):

        def main(error: OSError = error) -> int:
            raise error

        with pytest.raises(OSError, match=r"full|bad file"):
            run(main)


COMMANDS: list[tuple[Callable[[list[str]], object], list[str]]] = [
    (qa.__main__.main, []), (cite.main, []), (evaluate.main, []), (corpus_main, []),
    (index_main, []), *((index_main, [name]) for name in INDEX_COMMANDS), (app.main, []),
    (config.main, []), (mcp_stdio.main, []), (access.main, []), (wenbao.__main__.main, []),
]  # fmt: skip


def test_the_help_of_every_command_has_its_chinese(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: set[str] = set()

    def in_words(text: str) -> str:
        asked.add(text)
        return text

    monkeypatch.setattr(console, "in_words", in_words)
    for main, command in COMMANDS:
        with pytest.raises(SystemExit):
            main([*command, "--help"])
    missing = asked - set(HELP) - {argparse.SUPPRESS}
    # The list of commands is put together from texts that are told one by one.
    assert {text for text in missing if "\ncommands:" not in text} == set()
    assert "usage: " in asked and "one JSON object an article" in asked


def test_a_chinese_locale_gets_chinese_help_reports_and_wrong_calls(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WENBAO_LANG", "zh")
    (tmp_path / "井.txt").write_text("修井\n\n村口的老井去年冬天修好了。\n", encoding="utf-8")
    at = ["--index", str(tmp_path / "index")]
    with pytest.raises(SystemExit):
        index_main(["build", "--help"])
    shown = capsys.readouterr().out
    assert shown.startswith("用法：") and "用法：用法" not in shown and "显示帮助" in shown
    assert index_main(["build", str(tmp_path / "井.txt"), *at]) == 0
    assert "gen-000001：1 篇文章，1 段（沿用 0 段" in capsys.readouterr().out
    assert index_main(["verify", *at]) == 0
    assert capsys.readouterr().out == "gen-000001：1 段，哈希、数目和每一行都相符\n"
    assert index_main(["status", *at]) == 0
    assert "\n文章         1\n" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        index_main(["remove", *at])
    err = capsys.readouterr().err
    assert ended.value.code == 2
    assert err.startswith("错误：还要写上 ID；用法见 ") and err.endswith("remove --help\n")
    monkeypatch.setenv("WENBAO_LANG", "en")
    assert index_main(["verify", *at]) == 0
    told = "gen-000001: 1 paragraph, every hash, count and row agrees\n"
    assert capsys.readouterr().out == told


def test_a_command_in_a_message_acts_on_the_index_of_the_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "一个 库"
    hint = "see: python -m index corrections"
    console.Parser().parse_args([])
    assert console.told(hint) == hint
    assert run(lambda: index_main(["undo", "x", "--index", str(place)])) == 1
    assert capsys.readouterr().err.count(" --index ") == 1  # there is no index: it says where
    assert console.told(hint) == f"{hint} --index '{place}'"
    twice = console.text("bad_row", record="row", number=3).removesuffix(")")
    assert twice.endswith(f"or go back (python -m index rollback --index '{place}'")
    assert f"(python -m index build --index '{place}' PATH…)" in twice
    console.Parser().parse_args([])


def test_an_installed_command_names_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside its environment `python` is another one, which has no such module."""
    advice = "run python -m index build PATH…, or /opt/py/python -m index list"
    monkeypatch.setattr("sys.argv", ["wenbao index"])
    assert console.told(advice) == "run wenbao index build PATH…, or /opt/py/python -m index list"
    monkeypatch.setattr("sys.argv", ["index/__main__.py"])
    assert console.told(advice) == advice
