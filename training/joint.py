"""Training of trunk, encoder and reader together, on a GPU where there is one.

A step learns from one batch of the reader's windows and, every other step, one batch of pairs.
First come clozes among the windows (`training/cloze.py`), more and more rarely, then only questions
that people wrote.  The table of tokens stays as it came, so that its 4 bits lose nothing.

The reader's loss of a batch is the sum of four: the units that answer against all others of their
group (softmax), each unit by itself (logistic), begin and end of the short answer among the tokens
of the text (Devlin et al., "BERT", NAACL 2019, section 4.2), and whether a window holds nothing.
The encoder's is InfoNCE over all passages of the batch (van den Oord et al., arXiv:1807.03748), and
how far its Chinese vectors have gone from the base model's (distillation), without which it forgets
what the few thousand questions do not ask.
"""

from __future__ import annotations

import copy
import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from training.examples import Pairs, Windows
from training.network import MeanEncoder, TokenReader, Trunk

WEIGHTS = "joint.npz"
PAD = 1
UNASKED = ("english-pair", "title")
"""Sources of pairs whose questions nobody asked."""
Rows = NDArray[np.int64]
Arrays = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of.

    steps: for which the rates are planned.  stop: the step after which it ends; longer, questions
    kept from training were answered no better.  reader_tokens: of a batch of windows, padding
    included.  questions: of a batch of pairs, of which `unasked` are translations and titles; one
    comes every `pair_every` steps.  rates: the highest, of trunk, encoder and reader; they rise
    over `warm` of the steps and fall to nothing.  clozes: the share of the steps after which no
    cloze comes.  keep: the weight of staying near the base model's vectors.  span, nothing: weights
    of two parts of the reader's loss beside the others' 1.  average: what a step leaves of the
    running mean of the weights, which is what is written.
    """

    steps: int = 3400
    stop: int = 2600
    reader_tokens: int = 48_000
    questions: int = 192
    unasked: float = 0.3
    pair_every: int = 3
    rates: tuple[float, float, float] = (7e-5, 2.5e-5, 1.2e-4)
    warm: float = 0.05
    clozes: float = 0.3
    temperature: float = 0.02
    keep: float = 10.0
    span: float = 0.5
    nothing: float = 0.5
    average: float = 0.998
    seed: int = 3
    dropout: float = 0.1


class Networks(nn.Module):
    """The trunk and the two halves on it."""

    def __init__(self, network: Any) -> None:
        super().__init__()
        self.trunk = Trunk(network)
        self.encoder = MeanEncoder(network)
        self.reader = TokenReader(copy.deepcopy(network))
        for parameter in self.trunk.embeddings.parameters():
            parameter.requires_grad = False

    def vectors(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(n, width) unit rows."""
        return nn.functional.normalize(self.encoder(self.trunk(ids, mask), mask).float(), dim=1)

    def scores(self, ids: Tensor, mask: Tensor) -> Tensor:
        scores: Tensor = self.reader(self.trunk(ids, mask), mask).float()
        return scores


def train(
    network: Any, windows: Windows, clozes: Windows, pairs: Pairs, path: Path,
    settings: Settings | None = None,
) -> None:  # fmt: skip
    """Trains and writes the mean weights."""
    settings = settings or Settings()
    torch.manual_seed(settings.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    networks = Networks(network)
    first = copy.deepcopy(networks).to(device, torch.bfloat16).eval().requires_grad_(False)
    networks.to(device).train()
    mean = copy.deepcopy(networks).eval().requires_grad_(False)
    means_of: list[Tensor] = [*mean.parameters()]
    weights: list[Tensor] = [*networks.parameters()]
    for module in networks.modules():
        if isinstance(module, nn.Dropout):
            module.p = settings.dropout
    parts = (networks.trunk, networks.encoder, networks.reader)
    optimiser = torch.optim.AdamW(
        [{"params": [p for p in part.parameters() if p.requires_grad], "peak": rate}
         for part, rate in zip(parts, settings.rates, strict=True)],
        weight_decay=0.01, fused=device.type == "cuda",
    )  # fmt: skip
    began, means = time.monotonic(), np.zeros(2)
    batches = _ahead(_batches(windows, clozes, pairs, settings), device)
    bar = tqdm(batches, total=settings.steps, desc="training", file=sys.stderr, mininterval=5)
    for step, (read, paired) in enumerate(islice(bar, settings.stop)):
        done = step / settings.steps
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * min(1.0, (step + 1) / (settings.warm * settings.steps))
            group["lr"] *= min(1.0, 1.02 - done)
        with torch.autocast(device.type, torch.bfloat16):
            scores = networks.scores(read["ids"], read["mask"])
            losses = [reader_loss(scores, read, settings)]
            if paired:
                losses.append(encoder_loss(networks, first, paired, settings))
        optimiser.zero_grad(set_to_none=True)
        torch.stack(losses).sum().backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(networks.parameters(), 1.0)
        optimiser.step()
        with torch.no_grad():
            torch._foreach_lerp_(means_of, weights, 1 - min(settings.average, step / (step + 10)))
        if step % 50 < 2:
            values = [float(loss.detach()) for loss in losses]
            means[: len(values)] += (np.array(values) - means[: len(values)]) / (
                1 if not step else 4
            )
        if step % 100 == 0:
            print(
                f"{step} {time.monotonic() - began:.0f} s reader {means[0]:.3f} "
                f"encoder {means[1]:.3f}", flush=True,
            )  # fmt: skip
    save(mean, path)


def save(networks: Networks, path: Path) -> None:
    """All weights but the table of tokens, half precision."""
    arrays = {
        name: value.detach().to("cpu", torch.float16).numpy()
        for name, value in networks.state_dict().items()
        if "embeddings" not in name
    }
    np.savez(path, **arrays)


def load(network: Any, path: Path) -> Networks:
    """The networks with the weights of a file."""
    networks = Networks(network)
    with np.load(path) as stored:
        state = {name: torch.from_numpy(stored[name]).float() for name in stored.files}
    mismatch = networks.load_state_dict(state, strict=False)
    if mismatch.unexpected_keys or any("embeddings" not in name for name in mismatch.missing_keys):
        raise ValueError(f"{path} does not fit the network: {mismatch}")
    return networks.eval()


# -- losses ---------------------------------------------------------------------------------------


def unit_scores(scores: Tensor, batch: Arrays) -> Tensor:
    """(u,) the mean of the first score over the tokens of each unit."""
    running = nn.functional.pad(scores[:, :, 0].cumsum(1), (1, 0))
    owner, begin, end = batch["unit_window"], batch["unit_begin"], batch["unit_end"]
    means: Tensor = (running[owner, end] - running[owner, begin]) / (end - begin)
    return means


def reader_loss(scores: Tensor, batch: Arrays, settings: Settings) -> Tensor:
    units, right, group = unit_scores(scores, batch), batch["right"], batch["unit_group"]
    logistic = nn.functional.binary_cross_entropy_with_logits(
        units, right, pos_weight=torch.tensor(2.0, device=units.device)
    )
    total = logsumexp_by(units, group, batch["groups"])
    good = units.new_zeros(batch["groups"]).index_add(0, group, units * right)
    count = units.new_zeros(batch["groups"]).index_add(0, group, right)
    has = (count > 0).float()
    listwise = ((total - good / count.clamp(min=1)) * has).sum() / has.sum().clamp(min=1)
    outside = ~batch["text"]
    spans = []
    for channel, places in ((1, batch["span_begin"]), (2, batch["span_end"])):
        chances = torch.log_softmax(scores[:, :, channel].masked_fill(outside, -1e4), 1)
        owner = batch["span_window"]
        log_sums = logsumexp_by(chances[owner, places], owner, len(scores))
        finite = torch.isfinite(log_sums)
        spans.append(-log_sums.masked_fill(~finite, 0.0).sum() / finite.sum().clamp(min=1))
    nothing = nn.functional.binary_cross_entropy_with_logits(scores[:, 0, 3], batch["empty"])
    return (
        2 * logistic + listwise + settings.span * torch.stack(spans).mean()
        + settings.nothing * nothing
    )  # fmt: skip


def logsumexp_by(values: Tensor, owner: Tensor, owners: int) -> Tensor:
    """(owners,) log of the sum of exponentials of each owner's values; -inf for none."""
    top = values.new_full((owners,), -torch.inf)
    top = top.scatter_reduce(0, owner, values.detach(), "amax")
    safe = top.masked_fill(~torch.isfinite(top), 0.0)
    sums = values.new_zeros(owners).index_add(0, owner, torch.exp(values - safe[owner]))
    return torch.where(sums > 0, torch.log(sums.clamp(min=1e-30)) + safe, top)


def encoder_loss(networks: Networks, first: Networks, batch: Arrays, settings: Settings) -> Tensor:
    questions = networks.vectors(batch["q_ids"], batch["q_mask"])
    passages = networks.vectors(batch["p_ids"], batch["p_mask"])
    contrast = nn.functional.cross_entropy(
        questions @ passages.T / settings.temperature, batch["positive"]
    )
    with torch.no_grad():
        before = first.vectors(batch["p_ids"], batch["p_mask"])
    away = 1 - (passages * before).sum(1).mean()
    return contrast + settings.keep * away


# -- batches --------------------------------------------------------------------------------------


def ragged(at: NDArray[Any], rows: NDArray[Any]) -> tuple[Rows, Rows]:
    """The numbers of all members of some rows, and for each the place of its row among them."""
    rows = np.asarray(rows, np.int64)
    sizes = at[rows + 1].astype(np.int64) - at[rows]
    owner = np.repeat(np.arange(len(rows)), sizes)
    inside = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return at[rows].astype(np.int64)[owner] + inside, owner


def padded(tokens: NDArray[Any], at: NDArray[Any], rows: NDArray[Any]) -> tuple[Rows, Rows]:
    """Token numbers and mask, (rows, longest); the longest is a multiple of 16."""
    members, owner = ragged(at, rows)
    sizes = np.bincount(owner, minlength=len(rows))
    longest = -(-int(sizes.max()) // 16) * 16
    ids = np.full((len(rows), longest), PAD, np.int64)
    mask = np.zeros_like(ids)
    place = members - at[np.asarray(rows)].astype(np.int64)[owner]
    ids[owner, place], mask[owner, place] = tokens[members], 1
    return ids, mask


def window_batch(windows: Windows, groups: NDArray[Any]) -> Arrays:
    """The arrays of some groups; `groups` is their number."""
    chosen, group_of = ragged(windows.group_at, groups)
    ids, mask = padded(windows.tokens, windows.window_at, chosen)
    units, unit_window = ragged(windows.unit_at, chosen)
    spans, span_window = ragged(windows.span_at, chosen)
    right = windows.right[units]
    place = np.arange(ids.shape[1])
    last = mask.sum(1) - 1
    return {
        "ids": ids, "mask": mask, "groups": len(groups),
        "text": (place >= windows.text_at[chosen][:, None]) & (place < last[:, None]),
        "unit_window": unit_window, "unit_group": group_of[unit_window],
        "unit_begin": windows.unit_begin[units].astype(np.int64),
        "unit_end": windows.unit_end[units].astype(np.int64),
        "right": right.astype(np.float32),
        "empty": (np.bincount(unit_window, right, len(chosen)) == 0).astype(np.float32),
        "span_window": span_window,
        "span_begin": windows.span_begin[spans].astype(np.int64),
        "span_end": windows.span_end[spans].astype(np.int64),
    }  # fmt: skip


def pair_batch(pairs: Pairs, rows: NDArray[Any]) -> Arrays:
    """The arrays of some questions, with their passages and one for each that is not its own."""
    others = pairs.negative[rows, 0]
    used, place = np.unique(
        np.concatenate([pairs.positive[rows], others[others >= 0]]), return_inverse=True
    )
    q_ids, q_mask = padded(pairs.question_tokens, pairs.question_at, rows)
    p_ids, p_mask = padded(pairs.passage_tokens, pairs.passage_at, used)
    return {
        "q_ids": q_ids, "q_mask": q_mask, "p_ids": p_ids, "p_mask": p_mask,
        "positive": place[: len(rows)].astype(np.int64),
    }  # fmt: skip


def _batches(
    windows: Windows, clozes: Windows, pairs: Pairs, settings: Settings
) -> Iterator[tuple[Arrays, Arrays | None]]:
    chance = np.random.default_rng(settings.seed)
    people = grouped(windows, chance, settings.reader_tokens)
    made_up = grouped(clozes, chance, settings.reader_tokens)
    pair_rows = _pair_rows(pairs, chance, settings)
    for step in range(settings.steps):
        share = 1 - step / settings.steps / settings.clozes
        cloze = chance.random() < share
        read = window_batch(clozes, next(made_up)) if cloze else window_batch(windows, next(people))
        with_pairs = step % settings.pair_every == 0
        yield read, pair_batch(pairs, next(pair_rows)) if with_pairs else None


def grouped(
    windows: Windows, chance: np.random.Generator, most: int
) -> Iterator[NDArray[np.int64]]:
    """Numbers of groups of like length, a batch at a time, for ever; each once in a round."""
    lengths = np.diff(windows.window_at)
    longest = np.maximum.reduceat(lengths, windows.group_at[:-1])
    counts = np.diff(windows.group_at)
    while True:
        order = np.argsort(longest + chance.uniform(-24, 24, len(longest)))
        batches, begin, top, rows = [], 0, 0, 0
        for at, n in enumerate(order):
            wide, high = max(top, int(longest[n])), rows + int(counts[n])
            if at > begin and wide * high > most:
                batches.append(order[begin:at])
                begin, wide, high = at, int(longest[n]), int(counts[n])
            top, rows = wide, high
        batches.append(order[begin:])
        chance.shuffle(batches)
        yield from batches


def _pair_rows(
    pairs: Pairs, chance: np.random.Generator, settings: Settings
) -> Iterator[NDArray[np.int64]]:
    """Numbers of questions, for ever; some of a batch are translations and titles."""
    unasked = np.isin(pairs.sources, UNASKED)
    sizes = (
        round(settings.unasked * settings.questions),
        round((1 - settings.unasked) * settings.questions),
    )
    kinds = (np.flatnonzero(unasked), np.flatnonzero(~unasked))
    while True:
        yield np.concatenate(
            [
                chance.choice(kind, min(size, len(kind)), replace=False)
                for kind, size in zip(kinds, sizes, strict=True)
            ]
        )


def _ahead(batches: Iterator[Any], device: torch.device) -> Iterator[Any]:
    """The batches as tensors, made on another thread while the last is learnt."""
    waiting: queue.Queue[Any] = queue.Queue(8)

    def tensors(batch: Arrays | None) -> Arrays | None:
        return batch and {
            name: torch.from_numpy(value).to(device, non_blocking=True)
            if isinstance(value, np.ndarray)
            else value
            for name, value in batch.items()
        }

    def work() -> None:
        try:
            for pair in batches:
                waiting.put(tuple(map(tensors, pair)))
            waiting.put(None)
        except BaseException as error:
            waiting.put(error)

    threading.Thread(target=work, daemon=True).start()
    while (batch := waiting.get()) is not None:
        if isinstance(batch, BaseException):
            raise batch
        yield batch
