"""Teaches the reader further, of archives: `python -m training.further`, without a GPU.

The reader of `models/builtin` is read back from its ONNX file and trained on the very windows that
the served `ask` reads for the questions of `training/data/archives`; among them come questions of
its first training, so that it forgets none.  The trunk stays as it is: its states, as the shipped
file gives them, are made once and kept, so that neither indexes nor rankers change, and two cores
learn from 2,700 tokens a second.  Writes `reader.onnx`; what depends on it is then fitted by
`python -m training.answers`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from tqdm import tqdm

import console
from encoders.contextual import FOLDER, model
from index import open_index
from index.store import Store
from qa.reading.cross_encoder import ANSWERS, READ, chosen
from qa.reading.windows import windows
from qa.request import Request
from qa.retrieval import search
from training import archives, contextual, joint, people
from training.examples import Windows, windows_of
from training.network import TokenReader, export
from training.people import KEPT, with_sentences
from training.questions import read_passage_questions
from training.reader_data import (
    Group,
    Judged,
    Labelled,
    group_cut,
    holds_answer,
    labels,
    named_passages,
    unanswering,
)
from training.texts import simplification
from training.twins import paired, twin_groups

States = NDArray[np.float16]
CUT = 0.35
"""The share of the questions that are read once more with the answering sentence cut out."""
HARDEST = 3
"""Windows without the answer in a group: those that the shipped reader likes best."""
REHEARSED = {"people": 1800, "twins": 500, "open": 1800, "open twins": 1000}
"""How many of the first training's questions there are to draw from, by kind; of each open set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of.

    rounds: how often each question of the archives is read.  rehearsed: the share of the steps
    that are of the first training; at .2 the sentences of encyclopaedias were forgotten.  tokens:
    of a step, padding included.  rate: the highest; it rises over `warm` of the steps and falls to
    nothing.  average: what a step leaves of the running mean of the weights, which is what is
    written.
    """

    rounds: int = 1
    rehearsed: float = 0.4
    tokens: int = 6_000
    rate: float = 2e-4
    warm: float = 0.05
    dropout: float = 0.1
    average: float = 0.99
    seed: int = 7


# -- the examples ---------------------------------------------------------------------------------


def served_group(question: Judged, store: Store) -> Group | None:
    """The windows that the served `ask` reads for the question; those of gold passages that it does
    not read, with the answer, come behind.  None if nothing is read."""
    retrieved = search(Request(question.text, READ, "hybrid").checked(), store)
    hits = retrieved.hits[:READ]
    if not hits:
        return None
    labelled = []
    for window in chosen(retrieved.query, hits):
        hit = hits[window.hit]
        if hit.article_id in question.gold:
            labelled.append(labels(question, hits, window))
        elif not holds_answer(question, hit.text):
            labelled.append(unanswering(window))
    if question.gold and not any(any(example.answers) for example in labelled):
        rows = list(named_passages(question.gold, (), store))
        unread = [labels(question, rows, w) for w in windows(tokenizer(), question.text, rows)]
        labelled += [example for example in unread if any(example.answers)][:2]
    return Group(question.id, question.kind, tuple(hardest(labelled))) if labelled else None


def hardest(labelled: Sequence[Labelled]) -> list[Labelled]:
    """The windows with the answer, and `HARDEST` of the others, in their order."""
    wrong = [n for n, example in enumerate(labelled) if not any(example.answers)]
    readings = model().read([labelled[n].window.ids for n in wrong])
    liked = {
        n: max(float(scores[a:b, ANSWERS].mean()) for a, b in labelled[n].window.tokens)
        for n, scores in zip(wrong, readings, strict=True)
    }
    dropped = set(sorted(wrong, key=lambda n: -liked[n])[HARDEST:])
    return [example for n, example in enumerate(labelled) if n not in dropped]


def tokenizer() -> Any:
    return model().tokenizer


def archive_groups(work: Path, chance: random.Random) -> list[Group]:
    """Of all archives that are neither kept for testing nor for the confidence."""
    learnt = [n for n in archives.names() if n not in (*archives.TESTING, *archives.CALIBRATION)]
    groups: list[Group | None] = []
    for name, questions, store in archives.archives(work, learnt):
        for question in tqdm(questions, desc=name, file=sys.stderr):
            groups.append(served_group(question, store))
            if question.gold and chance.random() < CUT:
                groups.append(group_cut(question, store, tokenizer()))
    return [group for group in groups if group]


def rehearsed_groups(
    train: Path, evaluation: Path, work: Path, chance: random.Random
) -> list[Group]:
    """Of some of the questions of the first training."""

    def some(rows: Sequence[Any], kind: str) -> list[Any]:
        return chance.sample(rows, min(REHEARSED[kind], len(rows)))

    (work / "tokenizer.json").write_bytes((FOLDER / "tokenizer.json").read_bytes())
    table = simplification(train)
    held_out, _ = people.kept_twins()
    questions = contextual.without_twins(people.judged(without=KEPT), held_out)
    store = people.index(train, work / "people", "static")
    asked = with_sentences(some(questions, "people"), people.articles(train))
    examples = contextual.ask(work / "people", asked, "people")
    groups = list(twin_groups(some(paired(questions), "twins"), store, tokenizer()))
    for name in contextual.SETS:
        folder = contextual.open_folder(name, evaluation, work, table)
        own = contextual.open_questions(name, evaluation, table)
        examples += contextual.ask(folder, some(own, "open"), name, contextual.OUT_OPEN)
        ids = {question.id for question in own}
        pairs = paired(q for q in read_passage_questions() if q.id in ids)
        groups += twin_groups(some(pairs, "open twins"), open_index(folder), tokenizer())
    return [*groups, *(group for example in examples for group in example.groups)]


def states(windows: Windows) -> States:
    """(tokens of all windows on end, width) what the shipped trunk gives for them."""
    trunk = model().opened("trunk.onnx")
    out = np.zeros((len(windows.tokens), model().dimension), np.float16)

    def fill(begin: int, end: int) -> None:
        ids = windows.tokens[None, begin:end].astype(np.int64)
        (hidden,) = trunk.run(None, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        out[begin:end] = hidden[0]

    with ThreadPoolExecutor() as pool:
        jobs = [pool.submit(fill, *ends) for ends in pairwise(windows.window_at.tolist())]
        for job in tqdm(jobs, desc="trunk", file=sys.stderr):
            job.result()
    return out


# -- the network ----------------------------------------------------------------------------------


def shipped_reader(path: Path = FOLDER / "reader.onnx") -> TokenReader:
    """The reader with the weights of its ONNX file, whose integers become what they stand for."""
    import onnx
    from onnx import numpy_helper
    from transformers import BertConfig, BertModel

    graph = onnx.load(path).graph
    arrays = {entry.name: numpy_helper.to_array(entry) for entry in graph.initializer}
    users = {name: node for node in graph.node for name in node.input}
    weights = {name: a for name, a in arrays.items() if name.startswith(("layers.", "scores."))}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            matrix = node.input[1].removesuffix("_quantized")
            zero = arrays[node.input[3]].astype(np.float32)
            values = (arrays[node.input[1]].astype(np.float32) - zero) * arrays[f"{matrix}_scale"]
            after = node
            while after.op_type != "Add":  # its bias has the layer's name
                after = users[after.output[0]]
            (bias,) = [name for name in after.input if name in arrays]
            weights[bias.removesuffix("bias") + "weight"] = values.T
    config = BertConfig(
        vocab_size=8, hidden_size=model().dimension, attn_implementation="eager",
        intermediate_size=len(weights["layers.0.intermediate.dense.bias"]),
    )  # fmt: skip
    reader = TokenReader(BertModel(config, add_pooling_layer=False))
    reader.load_state_dict({name: torch.from_numpy(a.copy()) for name, a in weights.items()})
    return reader


def blended(shares: Mapping[Path, float]) -> TokenReader:
    """A reader whose weights are the sum of those of several readers' files times their shares,
    which add up to 1.  The readers must stem from one another: then what one has forgotten comes
    back and little of what the other learnt goes (Wortsman et al., "Model soups", ICML 2022).

    Raises ValueError where the shares do not add up.
    """
    if abs(sum(shares.values()) - 1) > 1e-6:
        raise ValueError(f"the shares add up to {sum(shares.values()):g}; they must to 1")
    states = [(shipped_reader(path).state_dict(), share) for path, share in shares.items()]
    reader = shipped_reader(next(iter(shares)))
    reader.load_state_dict(
        {
            name: torch.stack([s[name] * share for s, share in states]).sum(0)
            for name in states[0][0]
        }
    )
    return reader.eval()


def train(
    learnt: Windows, learnt_states: States, old: Windows, old_states: States, settings: Settings
) -> TokenReader:
    """The reader after all rounds: the running mean of its weights."""
    torch.manual_seed(settings.seed)
    reader, mean = shipped_reader().train(), shipped_reader().eval().requires_grad_(False)
    for name, module in reader.named_modules():
        if isinstance(module, nn.Dropout):  # of attention it would take a third of the time
            module.p = 0.0 if name.endswith("attention.self.dropout") else settings.dropout
    optimiser = torch.optim.AdamW(reader.parameters(), weight_decay=0.01, fused=True)
    steps = list(batches(learnt, old, settings))
    began, losses = time.monotonic(), []
    loss_settings = joint.Settings()
    for step, (rehearsing, groups) in enumerate(tqdm(steps, desc="training", file=sys.stderr)):
        done = step / len(steps)
        for parameters in optimiser.param_groups:
            parameters["lr"] = settings.rate * min(1.0, (done + 1e-3) / settings.warm, 1 - done)
        source = (old, old_states) if rehearsing else (learnt, learnt_states)
        batch, hidden = tensors(*source, groups)
        with torch.autocast("cpu", torch.bfloat16):
            scores = reader(hidden, batch["mask"].float()).float()
        loss = joint.reader_loss(scores, batch, loss_settings)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            share = 1 - min(settings.average, step / (step + 10))
            torch._foreach_lerp_([*mean.parameters()], [*reader.parameters()], share)
        if not rehearsing:
            losses.append(float(loss.detach()))
        if step % 100 == 99:
            seconds = time.monotonic() - began
            print(f"{step + 1} {seconds:.0f} s {np.mean(losses[-70:]):.3f}", flush=True)
    return mean


def batches(
    learnt: Windows, old: Windows, settings: Settings
) -> Iterator[tuple[bool, NDArray[Any]]]:
    """Groups of each step, and whether they are of the first training."""
    chance = np.random.default_rng(settings.seed)
    remembered = joint.grouped(old, chance, settings.tokens)
    own = joint.grouped(learnt, chance, settings.tokens)
    left = settings.rounds * len(learnt)
    while left > 0:
        groups = next(own)
        left -= len(groups)
        yield False, groups
        while chance.random() < settings.rehearsed:
            yield True, next(remembered)


def tensors(
    windows: Windows, hidden: States, groups: NDArray[Any]
) -> tuple[dict[str, Any], torch.Tensor]:
    """A batch, and the states of its tokens, (windows, tokens, width)."""
    batch = joint.window_batch(windows, groups)
    chosen, _ = joint.ragged(windows.group_at, groups)
    places, _ = joint.padded(np.arange(len(hidden)), windows.window_at, chosen)
    arrays = {
        name: torch.from_numpy(value) if isinstance(value, np.ndarray) else value
        for name, value in batch.items()
    }
    return arrays, torch.from_numpy(hidden[places].astype(np.float32))


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0; 1 with a message where something is missing."""
    root = Path(__file__).resolve().parent.parent
    parser = console.Parser(prog="python -m training.further", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, default=root / "var" / "further")
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--only", choices=("examples",), help="make the examples, train nothing")
    parser.add_argument(
        "--blend", nargs="+", metavar="FILE=SHARE", help="sum the weights of readers, train nothing"
    )
    options = parser.parse_args(arguments)
    options.work.mkdir(parents=True, exist_ok=True)
    settings = Settings()
    makers: dict[str, Callable[[], list[Group]]] = {
        "learnt": lambda: archive_groups(options.work, random.Random(settings.seed)),
        "old": lambda: rehearsed_groups(
            options.data / "train", options.data / "eval", options.work, random.Random(1)
        ),
    }
    try:
        if options.blend:
            parts = (part.rpartition("=") for part in options.blend)
            reader = blended({Path(path): float(share) for path, _, share in parts})
            export(reader, "hidden", "scores", options.out / "reader.onnx", (0, 1))
            return 0
        for name, make in makers.items():
            if not (options.work / f"{name}.npz").is_file():
                windows_of(make()).save(options.work / f"{name}.npz")
        if options.only is None:
            learnt, old = (Windows.load(options.work / f"{name}.npz") for name in makers)
            reader = train(learnt, states(learnt), old, states(old), settings)
            export(reader, "hidden", "scores", options.out / "reader.onnx", (0, 1))
    except (FileNotFoundError, ValueError, ImportError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
