"""Reader process: files are read in a separate process that can be stopped.

A hostile file may loop, crash or eat memory, in a regular expression or in a library written in C,
where no exception reaches.  So one worker a batch reads the files one by one, and is killed and
started anew when one of them takes too long.  Time is that of the processor, which the worker
itself has the system watch: a busy machine must not cost an article.  On the clock it is given
five times as much, should it do nothing at all.

It gets [path, seconds for a file or member, seconds in all] on standard input, in JSON, a line
each, and answers so too:

    ["at", path]                          a file, or a member of an archive, begins
    ["source", path, text]                what the articles after it were read from
    ["article", {…}, goes on elsewhere]   see `corpus.article_data`
    ["skipped", path, reason]
    ["log", text]                         a fault of ours
    ["done"]                              the file was read; the next one, please
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import queue
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from corpus import limits
from corpus.article_data import article_data, article_of
from corpus.files import shown
from corpus.readers.base import INTERPRETER, Refuse
from corpus.records import Article, Source
from messages import message_text

START = "import sys; sys.path[:] = sys.argv[1:]; from corpus.reader_process import serve; serve()"
AHEAD = 16  # messages that may wait for whoever asks; then the worker waits
PATIENCE = 5
OUT_OF_TIME = getattr(signal, "SIGPROF", None)  # what ends a worker, unless it is on Windows


class Worker:
    """The process that reads, as its owner sees it; `close` ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[list[Any] | None] = queue.Queue()
        self._kill: Callable[[], object] = lambda: None

    def read(self, path: Path, refuse: Refuse) -> Iterator[tuple[Article, bool]]:
        """The articles of one file, and whether each goes on in another file.  A file over the
        limit of time, or that kills the worker, is refused from there on, and one for which none
        can be started."""
        file_limit = limits.FILE_SECONDS._replace(value=_file_seconds(path))
        member_limit = limits.READ_SECONDS
        try:
            self._send(os.fspath(path), member_limit.value, file_limit.value)
        except OSError as error:  # too many open files, or processes
            refuse(shown(path), message_text("cannot_open", error=error.strerror or error))
            return
        current, source = shown(path), Source("", "")
        seconds_left: float = PATIENCE * file_limit.value
        member_began = time.monotonic()
        while True:
            wait_began = time.monotonic()
            wait = min(seconds_left, PATIENCE * member_limit.value)
            try:
                message = self._answers.get(timeout=max(0.0, wait))
            except queue.Empty:
                message = ["late"]
            seconds_left -= time.monotonic() - wait_began
            kind, *values = message or ("end",)
            if kind == "at":
                (current,) = values
                member_began = time.monotonic()
            elif kind == "source":
                source = Source(*values)
            elif kind == "article":
                yield article_of(values[0], source), values[1]
            elif kind == "skipped":
                refuse(*values)
            elif kind == "log":
                logging.getLogger("wenbao.corpus").error("%s", *values)
            elif kind == "done":
                return
            else:
                if kind == "end":
                    self._answers.put(None)  # taken out again by `close`
                    kind = "late" if self._is_out_of_time() else kind
                self.close()
                overdue = time.monotonic() - member_began >= member_limit.value
                late = str(limits.exceeded(member_limit if overdue else file_limit))
                refuse(current, late if kind == "late" else message_text("reader_crashed"))
                return

    def _is_out_of_time(self) -> bool:
        """Whether the worker that has ended was out of its time."""
        assert self._process is not None
        return OUT_OF_TIME is not None and self._process.wait() == -OUT_OF_TIME

    def close(self) -> None:
        """Ends the process, whatever it does."""
        if self._process is not None:
            self._kill()
            self._process = None
            while self._answers.get() is not None:  # lets the thread that listens go
                pass

    def _send(self, path: str, seconds: int, file_seconds: int) -> None:
        line = json.dumps([path, seconds, file_seconds]).encode() + b"\n"
        if self._process is None:
            self._start()
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it has died: the answer is its end
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _start(self) -> None:
        folders = [os.path.abspath(folder) for folder in sys.path]  # noqa: PTH100 (zip files too)
        self._process = process = subprocess.Popen(
            [*INTERPRETER, "-c", START, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )
        self._answers = queue.Queue(AHEAD)
        self._kill = weakref.finalize(self, _end_process, process)  # also when the program ends
        threading.Thread(
            target=_listen, args=(process.stdout, self._answers), name="wenbao-read", daemon=True
        ).start()


def _listen(stream: BinaryIO, answers: queue.Queue[list[Any] | None]) -> None:
    """The worker's lines into the queue; None when there are no more."""
    with contextlib.suppress(ValueError, OSError):  # the end of a killed worker: half a line
        for line in stream:
            answers.put(json.loads(line))
    answers.put(None)


def _end_process(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        with contextlib.suppress(OSError, AttributeError):
            stream.close()  # type: ignore[union-attr]


def _file_seconds(path: Path) -> int:
    """How long the file may take: the limit, and a second more for each megabyte."""
    with contextlib.suppress(OSError):
        return limits.FILE_SECONDS.value + path.stat().st_size // limits.MB
    return limits.FILE_SECONDS.value


def serve() -> None:
    """The worker: files in, articles out, until standard input ends."""
    from corpus.read import goes_on_elsewhere, read_file

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the owner, who ends us
    _limit_process()
    owner = _Owner(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever a library prints is no answer
    logging.getLogger().addHandler(owner)
    for line in sys.stdin.buffer:
        path = owner.asks_for(*json.loads(line))
        source = None
        for article in read_file(path, partial(owner.tell, "skipped"), owner.begins):
            if article.source is not source:
                source = article.source
                owner.tell("source", source.path, source.text, now=False)
            owner.tell("article", article_data(article), goes_on_elsewhere(article))
        owner.tell("done")


class _Owner(logging.Handler):
    """The owner, as the worker sees it: what it is told, and the time that it gives."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__(logging.WARNING)
        self.out, self.path = out, ""
        self.seconds = self.file_seconds = 0
        self.began = time.process_time()

    def asks_for(self, path: str, seconds: int, file_seconds: int) -> Path:
        self.path, self.seconds, self.file_seconds = shown(Path(path)), seconds, file_seconds
        self.began = time.process_time()
        return Path(path)

    def begins(self, name: str) -> None:
        """A file, which the owner knows, or a member of it."""
        if name == self.path:
            self._set_timer()
        else:
            self.tell("at", name)

    def tell(self, *message: Any, now: bool = True) -> None:
        text = json.dumps(message, ensure_ascii=False)
        self.out.write(text.encode("utf-8", "surrogatepass") + b"\n")
        if now:
            self.out.flush()
        self._set_timer()

    def emit(self, record: logging.LogRecord) -> None:
        self.tell("log", self.format(record))

    def _set_timer(self) -> None:
        if OUT_OF_TIME is not None:
            left = self.file_seconds - (time.process_time() - self.began)
            signal.setitimer(signal.ITIMER_PROF, max(0.001, min(self.seconds, left)))


def _limit_process() -> None:
    """A limit on memory, no core file, and an end with the owner, where the system has these."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        memory = limits.READ_MEMORY.value
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
