"""What all tests share: the data beside the checkout (or a skip), and a toy encoder."""

from __future__ import annotations

import gc
import hashlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray

import corpus.read
from corpus import reader_process
from corpus.reader_process import Worker
from corpus.readers.base import Refuse
from errors import IndexBusy, IndexMissing
from index import build, open_index
from index.store import Store
from models.builtin.contextual_model import ContextualModel, Floats

# Each run repeats the same examples, so that a red run tells of the change; `make explore` tries
# new ones.  The machines that test are busy: time limits stand in the tests that are about time.
settings.register_profile("wenbao", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=500, print_blob=True)
settings.load_profile("wenbao")


def pytest_collection(session: pytest.Session) -> None:
    """Constants of our sources, which Hypothesis tries as values, would make the examples of a run
    those of the modules that happen to be loaded; to find them takes a second of each process."""
    if settings.default.derandomize:
        from hypothesis.internal.conjecture import providers

        providers.is_local_module_file = lambda _: False


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: the garbage collector need not go through it over and over,
    which takes a tenth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


# A new index of the tests takes the encoder that costs nothing, unless the test names one.
os.environ["WENBAO_ENCODER"] = "static"
# And neither the locale nor the configuration of whoever tests changes what is tested.
os.environ["WENBAO_LANG"] = "en"
os.environ["WENBAO_CONFIG"] = os.devnull
# What tests multiply and train is small: threads that wait for each other on busy cores took eight
# times as long to train a network as one thread does.
os.environ["OMP_NUM_THREADS"] = "1"
# No test speaks TLS, but every client of httpx reads the certificates of the system, in 0.03 s.
os.environ["SSL_CERT_FILE"] = ""
os.environ["SSL_CERT_DIR"] = os.devnull
# No test takes the power away, which is all that this guards against; 7,000 times it waits for the
# disk.
os.fsync = lambda _: None

ROOT = Path(__file__).resolve().parent.parent


class KeptWorker(Worker):
    """A reader process that serves batch after batch: to start one takes 0.3 s of a processor, more
    than most tests take in all."""

    idle: ClassVar[list[Worker]] = []
    """Those that wait for the next batch."""

    whole = True
    """Whether each file was read to its end: if not, what the process says next is of that one."""

    stays = True
    """On Linux it ends with the thread that started it."""

    def _start(self) -> None:
        self.stays = threading.current_thread() is threading.main_thread()
        super()._start()

    def read(self, path: Path, refuse: Refuse) -> Iterator[tuple[corpus.Article, bool]]:
        self.whole = False
        yield from super().read(path, refuse)
        self.whole = True

    def close(self) -> None:
        if self.whole and self.stays and _here() == HERE:
            self.idle.append(self)
        else:
            super().close()


def _here() -> object:
    """What a kept process takes over from its owner; it serves no fork of that."""
    return os.getpid(), Path.cwd(), reader_process.START


def _worker() -> Worker:
    if _here() != HERE:
        return Worker()
    try:
        return KeptWorker.idle.pop()
    except IndexError:
        return KeptWorker()


HERE = _here()
corpus.read.Worker = _worker  # type: ignore[attr-defined, assignment]


def without_stubs(meta: Any) -> None:
    """Gradio makes type stubs anew for each component, whenever it is imported, and half the time
    of that import goes there."""
    meta.create_or_modify_pyi = lambda *_: None


def without_unused_apps(blocks: Any) -> None:
    """A page of Gradio makes four applications of its 75 routes, the server two such pages; the
    first two are replaced before the page is whole, unused.  Half the time of `create_app`."""

    class Used(blocks.App):  # type: ignore[misc, name-defined]
        @staticmethod
        def create_app(page: Any, *args: Any, **options: Any) -> Any:
            if getattr(page, "exited", False):
                return whole(page, *args, **options)
            return None

    whole = blocks.App.create_app
    blocks.App = Used


AMENDED: dict[str, Callable[[Any], None]] = {
    "gradio.component_meta": without_stubs,
    "gradio.blocks": without_unused_apps,
}


class Amending(MetaPathFinder):
    """Imports these modules of Gradio, and amends them."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name not in AMENDED:
            return None
        spec = PathFinder.find_spec(name, path)
        loader: Any = spec and spec.loader
        if spec is None or loader is None:
            return None
        whole = loader.exec_module

        def exec_module(module: Any) -> None:
            whole(module)
            AMENDED[name](module)

        loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Amending())


_read = ContextualModel.read
_readings: dict[object, list[Floats]] = {}


def read_once(model: ContextualModel, sequences: Sequence[Sequence[int]]) -> list[Floats]:
    """What the network reads, kept: the tests ask the same questions of the same articles again and
    again, each reading takes 0.1 s of a processor, and what is read decides what comes out."""
    key = model.folder, tuple(tuple(tokens) for tokens in sequences)
    if key not in _readings:
        if len(_readings) == 1000:  # a test of an open set asks thousands, each of them once
            _readings.clear()
        _readings[key] = _read(model, sequences)
    return [scores.copy() for scores in _readings[key]]


ContextualModel.read = read_once  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared with training text and open evaluation sets."""
    folder = ROOT.parent / "shared"
    if not (folder / "data").is_dir():
        pytest.skip("needs ../shared (training text and open evaluation sets), which is not here")
    return folder


@pytest.fixture(scope="session")
def open_set(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Store]:
    """The index of an open set's passages by an encoder, built once for all processes that test:
    who comes while another one builds it waits for that."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    @cache
    def opened(passages: str, encoder: str) -> Store:
        folder = base / "open-sets" / f"{passages}-{encoder}"
        source = shared / "data" / "eval" / f"{passages}.passages.jsonl"
        for _ in range(600):
            with suppress(IndexMissing):
                return open_index(folder)
            with suppress(IndexBusy):
                build([source], folder, encoder=encoder)
                continue
            time.sleep(0.5)
        raise TimeoutError(f"{folder} is being built for five minutes")

    return opened


Places = Callable[[Path], "Path | str"]
"""Where an index of a test is, for the path where it would be on local files."""


@pytest.fixture(scope="session", params=["local", "milvus"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """Runs a test on each engine.  Milvus is one file of Milvus Lite for all tests."""
    if request.param == "local":
        return lambda path: path
    for library in ("pymilvus", "milvus_lite"):
        pytest.importorskip(library, reason="needs Milvus Lite: pip install '.[milvus]'")
    file = tmp_path_factory.mktemp("milvus") / "lite.db"
    names: dict[Path, str] = {}
    return lambda path: f"milvus://{file}/t{names.setdefault(path, str(len(names)))}"


class ToyEncoder:
    """Character bigrams hashed into 64 places: deterministic, and two texts are as near as the
    bigrams that they share, so that a reader can predict a ranking."""

    name = "toy"
    revision = "toy-1"
    dimension = 64
    bag_of_words = False

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.passages(texts)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for i in range(len(text) - 1):
                digest = hashlib.blake2b(text[i : i + 2].encode(), digest_size=2).digest()
                row[int.from_bytes(digest, "big") % self.dimension] += 1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (rows / np.where(norms == 0, 1, norms)).astype(np.float32)
        return unit


@pytest.fixture
def toy_encoder() -> ToyEncoder:
    return ToyEncoder()
