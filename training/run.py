"""Stages of a training run.  Each writes a file to the work folder, from which a run is resumed."""

from __future__ import annotations

import json
import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.static.matcher import Floats, Matcher
from training import bags as bagging
from training import export, overlap, parts, vocabulary, weights
from training.pairs import Pairs
from training.settings import EXPORTED, Settings
from training.step import Batch, Fixed, State, assemble, learn
from training.texts import Data, read

AHEAD = 8  # batches made in advance
PRINT_EVERY = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run reads and writes."""

    data: Path
    evaluation: Path
    work: Path
    out: Path


def run(places: Places, settings: Settings) -> None:
    """All stages, from the data folder to the model folder.

    Raises FileNotFoundError when data is missing, ValueError when training and evaluation text
    overlap or when the work folder belongs to other settings.
    """
    places.work.mkdir(parents=True, exist_ok=True)
    _claim(places.work / "settings.json", settings)
    prepare(places, settings)
    words = (places.work / "words.txt").read_text("utf-8").split("\n")[:-1]
    folding = np.load(places.work / "folding.npy")
    rows = len(words) + settings.buckets
    stored = bagging.Bags.load(places.work / "bags.npz")
    frequency = weights.document_frequency(stored, rows)
    paragraphs = int(stored.paragraph[-1]) + 1
    idf = weights.inverse_frequency(frequency, paragraphs, settings.buckets)
    weighed = weights.weigh_words(stored, idf, words, settings)
    part_ids, part_at, part_count = parts.make(words, frequency)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    random = torch.Generator().manual_seed(settings.seed)
    own = settings.start * torch.randn(rows, settings.meaning, generator=random)
    state = State(
        (own / settings.meaning**0.5).to(device),
        torch.zeros(part_count, settings.meaning, device=device),
        torch.zeros(rows, device=device),
        torch.zeros(part_count, device=device),
    )
    from models.static.vectors import signs

    signature = torch.from_numpy(signs(np.arange(rows), settings.signature)).float().to(device)
    length = weighed.signature / idf / np.float32(settings.signature**0.5)
    signature *= torch.from_numpy(length)[:, None].to(device)
    fixed = Fixed(signature, idf, part_ids, part_at)
    train(places.work, Pairs(stored, settings, rows), state, fixed, settings, device)
    trained = trained_rows(state, fixed)
    export.write(places.out, words, trained, weighed, folding, settings)


def prepare(places: Places, settings: Settings) -> None:
    """Read, check, choose the vocabulary and match all text, unless that is done."""
    if (places.work / "bags.npz").is_file():
        return
    _say("reading the training data")
    data = read(places.data)
    folding = vocabulary.folding()
    np.save(places.work / "folding.npy", folding)
    check_overlap(data, places.evaluation, folding)
    _say("choosing the vocabulary")
    words = vocabulary.choose(data, folding, settings)
    (places.work / "words.txt").write_text("".join(f"{w}\n" for w in words), "utf-8")
    _say(f"{len(words)} words; matching all text")
    bagging.make(data, Matcher(words, folding, settings.buckets)).save(places.work / "bags.npz")


def check_overlap(data: Data, evaluation: Path, folding: NDArray[np.uint16]) -> None:
    """Raises ValueError when a run of 30 characters of an evaluation passage is trained on."""
    held_out = overlap.evaluation_shingles(evaluation, folding)
    if not held_out.size:
        _say(f"no evaluation passages in {evaluation}: nothing to check the training text against")
        return
    hits = overlap.overlaps(overlap.training_texts(data), held_out, folding)
    _say(f"overlap with {len(held_out)} shingles of evaluation passages: {hits}")
    if hits:
        raise ValueError(
            f"{hits} runs of {overlap.WIDTH} characters of the evaluation passages stand in the "
            "training text; take those texts out before training"
        )


def train(
    work: Path, pairs: Pairs, state: State, fixed: Fixed, settings: Settings, device: str
) -> None:
    """All steps from the last saved one; losses go to losses.jsonl in the work folder."""
    saved = work / "state.pt"
    step = 0
    if saved.is_file():
        stored = torch.load(saved, map_location=device)
        step = int(stored["step"])
        for name in ("own", "part", "own_square", "part_square"):
            setattr(state, name, stored[name])
        _say(f"resuming at step {step}")
    began, shown_at, first = time.monotonic(), 0.0, step
    losses: list[list[float]] = []
    with (work / "losses.jsonl").open("a", encoding="utf-8") as log:
        for batch in _batches(pairs, fixed, step, settings.steps, device):
            losses.append(learn(state, fixed, batch, step, settings))
            step += 1
            if step % settings.save_every == 0 or step == settings.steps:
                mean = [round(float(x), 4) for x in np.mean(losses, axis=0)]
                losses = []
                log.write(json.dumps({"step": step, "losses": mean}) + "\n")
                log.flush()
                _save(saved, state, step)
            if time.monotonic() - shown_at > PRINT_EVERY or step == settings.steps:
                shown_at = time.monotonic()
                _bar(step, settings.steps, (shown_at - began) / (step - first))


def trained_rows(state: State, fixed: Fixed) -> Floats:
    """(rows, meaning) float32: own rows plus the mean of their parts, times idf."""
    mean = torch.nn.functional.embedding_bag(
        torch.from_numpy(fixed.part_ids),
        state.part.cpu(),
        torch.from_numpy(fixed.part_at[:-1].copy()),
        mode="mean",
    )
    rows: Floats = ((state.own.cpu() + mean) * torch.from_numpy(fixed.idf)[:, None]).numpy()
    return rows


def _batches(pairs: Pairs, fixed: Fixed, first: int, last: int, device: str) -> Iterator[Batch]:
    """The batches of the steps first .. last - 1, made ahead on another thread."""
    ready: queue.Queue[Batch | BaseException] = queue.Queue(AHEAD)

    def work() -> None:
        try:
            for step in range(first, last):
                ready.put(assemble(pairs.draw(step), fixed, device))
        except BaseException as error:  # handed to the training thread, which raises it
            ready.put(error)

    threading.Thread(target=work, daemon=True).start()
    for _ in range(first, last):
        batch = ready.get()
        if isinstance(batch, BaseException):
            raise batch
        yield batch


def _claim(path: Path, settings: Settings) -> None:
    trained = {name: value for name, value in asdict(settings).items() if name not in EXPORTED}
    text = json.dumps(trained, ensure_ascii=False, indent=1, sort_keys=True)
    if path.is_file() and path.read_text("utf-8") != text:
        raise ValueError(
            f"{path.parent} holds a run with other settings; remove that folder to start anew, "
            "or give another one with --work"
        )
    path.write_text(text, "utf-8")


def _save(path: Path, state: State, step: int) -> None:
    partial = path.with_suffix(".part")
    torch.save(
        {
            "step": step,
            "own": state.own,
            "part": state.part,
            "own_square": state.own_square,
            "part_square": state.part_square,
        },
        partial,
    )
    partial.replace(path)


def _say(text: str) -> None:
    print(f"training: {text}", file=sys.stderr, flush=True)


def _bar(step: int, steps: int, seconds: float) -> None:
    filled = 30 * step // steps
    seconds_left = int((steps - step) * seconds)
    end = "\n" if step == steps else ""
    print(
        f"\r[{'#' * filled}{'.' * (30 - filled)}] {step}/{steps} steps, "
        f"{seconds_left // 60}:{seconds_left % 60:02d} left ",
        end=end,
        file=sys.stderr,
        flush=True,
    )
