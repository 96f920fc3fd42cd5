"""The programs of the project, started as forks of a process that has imported what they import.

To import the server takes three seconds of a processor, a command half of one, and most tests that
start them ask what they do then.  How they start is asked by the tests that take `subprocess`:
`test_readme.py`, `test_package.py` and others.

Run as a program this is the process that forks: started by the first test that needs one, and
single-threaded, so that a fork has all of it.  It has none of what `conftest.py` replaces.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import runpy
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from subprocess import DEVNULL, PIPE  # noqa: F401  as those of `subprocess`
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

COMMAND = ("corpus.read", "index", "qa.asking", "index.local.engine", "faiss", "jieba")
SERVER = (*COMMAND, "app", "httpx", "uvicorn", "web.gradio_import", "web.server")
IMPORTS = {
    "-m corpus": ("corpus", "corpus.read"),
    "-m index": COMMAND,
    "-m qa": COMMAND,
    "-m web.api.mcp_stdio": (*COMMAND, "web.api.mcp", "web.interface", "web.query_service"),
    "-c": SERVER,
    "app.py": SERVER,
}
"""By the program, what it imports in any case."""

SAME = ("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "PYTHONHASHSEED", "PYTHONWARNINGS")
"""Variables that decide something while Python starts: where they differ, it does."""

PR_SET_CHILD_SUBREAPER = 36


class Popen(subprocess.Popen):  # type: ignore[type-arg]
    """As `subprocess.Popen`; what it starts is a child of this process all the same."""

    def _execute_child(
        self, args: Any, executable: Any, preexec: Any, close: Any, passed: Any, cwd: Any, env: Any,
        *rest: Any,
    ) -> None:  # fmt: skip
        environment = dict(os.environ if env is None else env)
        folder = Path(cwd or ".").absolute()
        if not _served([str(part) for part in args], folder, environment):
            execute = super()._execute_child  # type: ignore[misc]
            execute(args, executable, preexec, close, passed, cwd, env, *rest)
            return
        pipes = rest[3:9]
        mine = (
            here if theirs == -1 else theirs
            for here, theirs in enumerate((pipes[0], pipes[3], pipes[5]))
        )
        asked = {"arguments": [str(part) for part in args[1:]], "folder": str(folder)}
        self.pid = _forks().start(asked | {"environment": environment}, list(mine))
        self._child_created = True
        self._close_pipe_fds(*pipes)  # type: ignore[attr-defined]


def run(
    args: Sequence[str], given: Any = None, timeout: float = 120, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """As `subprocess.run` with input=given and capture_output=True."""
    with Popen(args, stdin=PIPE, stdout=PIPE, stderr=PIPE, **options) as process:
        try:
            out, err = process.communicate(given, timeout)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(args, process.returncode, out, err)


def _served(args: Sequence[str], folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether a fork is what Python would be: of this checkout, with the same settings."""
    return (
        sys.platform == "linux"
        and args[0] == sys.executable
        and _program(args[1:]) in IMPORTS
        and (folder / args[1] == ROOT / "app.py" or _imports_ours(folder, environment))
        and environment.get("PYTHONIOENCODING", "utf-8") == "utf-8"
        and all(environment.get(name) == os.environ.get(name) for name in SAME)
    )


def _imports_ours(folder: Path, environment: Mapping[str, str]) -> bool:
    return ROOT in (folder, Path(environment.get("PYTHONPATH", "-")))


def _program(arguments: Sequence[str]) -> str:
    """A key of `IMPORTS`."""
    return " ".join(arguments[:2]) if arguments[0] == "-m" else Path(arguments[0]).name


class Forks:
    """The process that forks."""

    def __init__(self) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._turn = threading.Lock()
        clean = {name: os.environ[name] for name in os.environ if not name.startswith("WENBAO_")}
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(theirs.fileno())],
            cwd=ROOT, env=clean | {"OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"},
            pass_fds=[theirs.fileno()], stdin=PIPE, stdout=PIPE,
        )  # fmt: skip
        theirs.close()

    def start(self, asked: Mapping[str, Any], files: list[int]) -> int:
        """The id of a new child of this process."""
        with self._turn:
            # Children of whoever ends become ours for this moment, not those of the system.
            _adopts(True)
            try:
                socket.send_fds(self._door, [json.dumps(asked).encode()], files)
                return int(self._door.recv(99))
            finally:
                _adopts(False)


@cache
def _forks() -> Forks:
    return Forks()


def _adopts(whether: bool) -> None:
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, int(whether), 0, 0, 0)


def wait_to_be_a_program(door: socket.socket) -> list[str]:
    """Forks for each that asks; returns in the fork, where all is as it asked, the arguments."""
    while True:
        data, files, _, _ = socket.recv_fds(door, 1 << 20, 3)
        if not data:
            os._exit(0)
        asked = json.loads(data)
        for name in IMPORTS[_program(asked["arguments"])]:
            _import(name)
        gc.freeze()
        here, there = os.pipe()
        if not (between := os.fork()):
            if child := os.fork():
                os.write(there, str(child).encode())
                os._exit(0)
            door.close()
            break
        os.waitpid(between, 0)  # by now its child is one of whoever adopts
        os.close(there)
        door.send(os.read(here, 99))
        for file in (here, *files):
            os.close(file)
    for number, file in enumerate(files):
        os.dup2(file, number)
    for file in (here, there, *files):
        os.close(file)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    if "PYTHONIOENCODING" in os.environ:
        sys.stdin.reconfigure(errors="strict")  # type: ignore[union-attr]
        sys.stdout.reconfigure(errors="strict")  # type: ignore[union-attr]
    return list(asked["arguments"])


def _import(name: str) -> None:
    if name == "web.gradio_import":
        importlib.import_module(name).import_without_stubs()
    importlib.import_module(name)


def run_program(arguments: list[str]) -> None:
    """Runs what `python ARGUMENTS` runs."""
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    first, *rest = arguments
    if first == "-m":
        sys.argv, sys.path[:1] = rest, [str(Path.cwd()), *paths]
        runpy.run_module(rest[0], run_name="__main__", alter_sys=True)
    elif first == "-c":
        sys.argv, sys.path[:1] = ["-c", *rest[1:]], ["", *paths]
        exec(compile(rest[0], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv, sys.path[:1] = arguments, [str(Path(first).parent), *paths]
        runpy.run_path(first, run_name="__main__")


if __name__ == "__main__":
    sys.path.insert(1, str(ROOT))
    run_program(wait_to_be_a_program(socket.socket(fileno=int(sys.argv[1]))))
