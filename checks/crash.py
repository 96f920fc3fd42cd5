"""Kills writers at random moments and fills disks: `python -m checks.crash [--kills 200]`.

Each time: the index answers as before or as after the change, nothing between; `verify` is clean;
the next change succeeds.  POSIX only (it forks).
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from corpus import bundled
from encoders import open_encoder
from encoders.base import Encoder
from errors import StoreError
from index import add, build, open_index, remove, verify
from index.local import background_merge, generations, manifest, merge_policy
from index.store import Matches, Search, Store, every_article
from qa.query import parse
from training.report import save

QUESTIONS = [
    "川维化工如何激发创新",
    "工伤保险谁来缴费",
    "试用期最长多久",
    "工会经费从哪里来",
    "夜班",
]


def matching(question: str, store: Store, depth: int) -> Matches:
    """What both legs list for a question."""
    query = parse(question, store)
    return store.search(Search(query.vector, query.terms.keys, query.terms.weights, depth))


class Rig:
    """An index that goes to and fro between two states: without one article, and with it."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self.encoder = encoder
        self.root = folder / "index"
        self.base = folder / "base"
        files = sorted(bundled().glob("*.md"))
        self.base.mkdir(parents=True)
        for file in files[1:]:
            shutil.copy(file, self.base)
        self.extra = Path(shutil.copy(files[0], folder / files[0].name))
        build([self.base], self.root, encoder=encoder)
        self.states = [self.answers()]
        self.change(True, "add")
        self.states.append(self.answers())
        store = open_index(self.root, encoder=encoder)
        extra = str(self.extra)
        self.extra_id = next(facts.id for facts in every_article(store) if facts.path == extra)

    def change(self, with_extra: bool, how: str) -> None:
        """Brings the index into the state with the article, or without it."""
        if how == "build":
            build([self.base, self.extra][: 1 + with_extra], self.root, encoder=self.encoder)
        elif with_extra:
            add([self.extra], self.root, encoder=self.encoder)
        else:
            remove([self.extra_id], self.root)

    def answers(self) -> str:
        """A hash of all that the questions bring back, with texts and sources."""
        store = open_index(self.root, encoder=self.encoder)
        contents: list[Any] = [len(store)]
        for question in QUESTIONS:
            matches = matching(question, store, 10)
            for leg in (matches.lexical, matches.dense):
                places = leg.places().tolist()
                contents.append([round(float(leg.scores[place]), 5) for place in places])
                rows = [matches.rows[place] for place in places]
                contents.append([(row.id, row.path, row.text) for row in rows])
        return hashlib.sha256(repr(contents).encode()).hexdigest()

    def check(self) -> int:
        """Which state the index is in, 0 or 1.  Raises AssertionError for neither, or damage."""
        wrong = verify(self.root).wrong
        assert not wrong, wrong
        answers = self.answers()
        assert answers in self.states, "the answers are neither the old nor the new ones"
        return self.states.index(answers)


def in_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Runs the work in a fork; its exit status, or minus the signal that ended it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            work()
            status = 0
        except StoreError:
            status = 3
        finally:
            os._exit(status)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kills(rig: Rig, times: int, chance: random.Random) -> dict[str, int]:
    """Counts what the killed changes left behind."""
    counts: Counter[str] = Counter()
    lengths = {}
    for how in ("build", "add or remove"):
        started = time.perf_counter()
        for with_extra in (False, True):
            assert in_child(partial(rig.change, with_extra, how)) == 0
        lengths[how] = (time.perf_counter() - started) / 2
    state = rig.check()
    for _ in range(times):
        how = chance.choice(list(lengths))
        target = 1 - state
        change = partial(rig.change, bool(target), how)
        status = in_child(change, chance.uniform(0, 1.1) * lengths[how])
        names = {path.name for path in rig.root.iterdir() if path.name.startswith("gen-")}
        state = rig.check()
        counts["finished before the kill" if status == 0 else "killed"] += 1
        counts["half a generation was left behind"] += len(names) > 2
        kind = "the new index was already there" if state == target else "the old index answers"
        counts[kind] += status != 0
        state = 1 - state
        assert in_child(partial(rig.change, bool(state), how)) == 0, "the next change failed"
        assert rig.check() == state
        counts["next change succeeded"] += 1
    return dict(counts)


def merge_kills(rig: Rig, times: int, chance: random.Random) -> dict[str, int]:
    """The same for mergers in the background: every two segments wait for one."""
    counts: Counter[str] = Counter()
    merge = partial(background_merge.merge, rig.root)
    with (
        patched(merge_policy, WIDTH=2, AT_ONCE=0),
        patched(background_merge, start=lambda root: None),
    ):
        state = rig.check()
        for _ in range(times):
            if state == 0:
                rig.change(True, "add")
                state = 1
            started = time.perf_counter()
            assert in_child(merge) == 0
            limit = 1.1 * (time.perf_counter() - started)
            generations.discard(rig.root / background_merge.PLACE)
            status = in_child(merge, chance.uniform(0, limit))
            counts["finished before the kill" if status == 0 else "killed"] += 1
            assert rig.check() == state, "a merge has changed the answers"
            assert in_child(partial(rig.change, False, "add")) == 0, "the next change failed"
            state = 0
            assert rig.check() == state
            current = manifest.read(generations.current(rig.root))
            counts["taken up by the next change"] += len(current.segments) == 1
            assert not (rig.root / background_merge.PLACE).exists(), "something was left behind"
            counts["next change succeeded"] += 1
    return dict(counts)


@contextmanager
def patched(module: Any, **values: Any) -> Iterator[None]:
    """A module with other values for a while."""
    own_values = {name: getattr(module, name) for name in values}
    for name, value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for name, value in own_values.items():
            setattr(module, name, value)


def full_files(rig: Rig, times: int, chance: random.Random) -> dict[str, int]:
    """Changes that may not write a file over a random size, as on a full disk."""
    import resource

    counts: Counter[str] = Counter()
    most = max(path.stat().st_size for path in rig.root.rglob("*") if path.is_file())
    state = rig.check()
    for _ in range(times):
        limit = chance.randrange(most)

        def work(limit: int = limit, target: int = 1 - state) -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            rig.change(bool(target), "build")

        status = in_child(work)
        assert status in (0, 3), f"a full disk ended with status {status}, not with a StoreError"
        assert rig.check() == (1 - state if status == 0 else state)
        if status == 0:
            counts["the limit was wide enough"] += 1
            state = 1 - state
            continue
        assert in_child(partial(rig.change, not state, "build")) == 0
        state = 1 - state
        assert rig.check() == state
        counts["refused, the old index answers, the next build succeeded"] += 1
    return dict(counts)


def full_disk(encoder: Encoder, times: int, chance: random.Random) -> dict[str, int] | str:
    """Changes on a small disk of random size; needs the right to mount one."""
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as name, small_disk(Path(name), 256 << 20) as mounted:
        if not mounted:
            return "skipped: no right to mount a small disk here"
        rig = Rig(Path(name), encoder)
        used = sum(path.stat().st_size for path in Path(name).rglob("*") if path.is_file())
        half_size = used // 2
        state = rig.check()
        for _ in range(times):
            shutil.rmtree(rig.root)
            build([rig.base, rig.extra], rig.root, encoder=encoder)
            state = rig.check()
            size = chance.randrange(4096, half_size * 5 // 4)
            occupied = sum(-(-p.stat().st_size // 4096) * 4096 for p in Path(name).rglob("*"))
            resize(Path(name), occupied + size)
            status = in_child(partial(rig.change, False, "build"))
            assert status in (0, 3), f"a full disk ended with status {status}"
            assert rig.check() == (1 - state if status == 0 else state)
            counts["refused, the old index answers" if status else "there was room"] += 1
            resize(Path(name), 256 << 20)
            assert in_child(partial(rig.change, False, "build")) == 0
            assert rig.check() == 0
            counts["next build succeeded"] += 1
    return dict(counts)


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A tmpfs at the folder; False where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def resize(folder: Path, size: int) -> None:
    command = ["mount", "-o", f"remount,size={size}", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--full", type=int, default=50, help="full disks of each kind")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance, encoder = random.Random(options.seed), open_encoder("static")
    with TemporaryDirectory() as name:
        rig = Rig(Path(name), encoder)
        figures: dict[str, Any] = {
            "kills": kills(rig, options.kills, chance),
            "kills of mergers": merge_kills(rig, options.kills // 4, chance),
            "file size limits": full_files(rig, options.full, chance),
        }
    figures["small disks"] = full_disk(encoder, options.full, chance)
    figures["failures"] = 0  # any would have stopped this program
    save("crash", f"python -m checks.crash --kills {options.kills} --full {options.full}", figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
