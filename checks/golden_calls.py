"""Calls of the public faces for golden outputs: commands in a scratch folder, and a server."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
SETTINGS = ("WENBAO_", "HF_", "TRANSFORMERS_", "SENTENCE_TRANSFORMERS_")
"""How the names of variables begin that change what the program does."""

PROGRESS = re.compile(r"[a-z ]+: \d+ (of \d+|so far)")
"""A line on standard error that only a slow run prints."""


@dataclass(frozen=True)
class Case:
    """What one call gave, as JSON."""

    name: str
    data: Any


@dataclass(frozen=True)
class Scratch:
    """A folder that is thrown away, and the calls made from it."""

    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def rows(self, name: str, rows: Iterable[dict[str, Any]]) -> str:
        """A JSON Lines file; its path."""
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def started(self, arguments: Sequence[str], errors: Any) -> subprocess.Popen[str]:
        """From the scratch folder, so that a relative path of this checkout cannot get into an
        output, and without the user's own settings."""
        inherited = {k: value for k, value in os.environ.items() if not k.startswith(SETTINGS)}
        own = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HF_HOME": self.path("models")}
        own |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        own |= {"WENBAO_ENCODER": "static"}  # the same on every processor, and quick
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=self.folder, env=inherited | own, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip

    def lines(self, arguments: Sequence[str]) -> Iterator[str | dict[str, Any]]:
        """Each line of standard output as it comes; at last the exit status and the errors."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            with self.started(arguments, errors) as process:
                assert process.stdout
                yield from process.stdout
            errors.seek(0)
            lines = errors.read().splitlines()
        messages = [line for line in lines if not PROGRESS.fullmatch(line)]
        if messages and messages[0].startswith("usage:"):
            messages = ["<usage>"]  # in the words of this version of Python
        yield {"exit": process.returncode, "errors": messages}

    def each(self, name: str, *arguments: str) -> Iterator[Case]:
        """A case for each line that a command writes with --json, and one for how it ended."""
        for number, line in enumerate(self.lines(["-m", *arguments, "--json"]), 1):
            if isinstance(line, dict):
                yield Case(f"{name} end", line)
                continue
            data = json.loads(line)
            question_id = data.pop("id", None) if "question" in data else None
            yield Case(f"{name} {question_id or number}", data)

    def once(self, name: str, *arguments: str) -> Case:
        """One case for a whole call."""
        *lines, end = self.lines(["-m", *arguments])
        text = "".join(str(line) for line in lines)
        out = [json.loads(line) for line in text.splitlines()] if "--json" in arguments else text
        return Case(name, {"end": end, "out": out})


@contextlib.contextmanager
def scratch() -> Iterator[Scratch]:
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        yield Scratch(Path(folder).resolve())


@contextlib.contextmanager
def served(here: Scratch, index: str) -> Iterator[str]:
    """The address of a server of that index."""
    command = [str(ROOT / "app.py"), "--index", index, "--port", "0", "--data", here.path("data")]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = here.started(command, errors)
        try:
            assert process.stdout
            address = re.search(r"http://\S+", process.stdout.readline())
            if not address:
                errors.seek(0)
                raise SystemExit(f"the server did not start: {errors.read()[-2000:]}")
            yield address[0]
        finally:
            process.terminate()
            process.communicate(timeout=20)
