"""Training of the reader: the upper half of the network learns to find answers.

The trunk stays as it is, so its states for every window are worked out once.  The loss of a group
(see `training/reader_data.py`) is the sum of four: the units that answer against all others of the
group (softmax), each unit by itself (logistic), begin and end of the short answer among the tokens
of the text (Devlin et al., "BERT", NAACL 2019, section 4.2), and whether a window holds nothing.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from tqdm import tqdm

from encoders.contextual_model import PAD
from training.network import TokenReader, Trunk
from training.reader_data import Group, Labelled

STEP_TOKENS = 3000
RATE, WARM = 8e-5, 40
SPAN, NOTHING = 0.5, 0.5
"""Weights of two parts of the loss beside the others' 1."""

Half = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Read:
    """A window with the trunk's states of its tokens, (t, width)."""

    labelled: Labelled
    states: Half


def states(trunk: Trunk, windows: Sequence[Labelled]) -> list[Half]:
    """The trunk's states of each window, half precision to save memory."""
    found: list[Half] = [np.zeros((0, 0), np.float16)] * len(windows)
    order = sorted(range(len(windows)), key=lambda n: len(windows[n].window.ids))
    with torch.no_grad(), tqdm(total=len(order), desc="trunk", file=sys.stderr) as bar:
        for batch in _batches(order, [len(one.window.ids) for one in windows], 2048):
            ids, mask = padded([windows[n].window.ids for n in batch])
            hidden = trunk(ids, mask).to(torch.float16).numpy()
            for n, row in zip(batch, hidden, strict=True):
                found[n] = row[: len(windows[n].window.ids)].copy()
            bar.update(len(batch))
    return found


def padded(sequences: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Token numbers and mask, (n, longest) each."""
    longest = max(map(len, sequences))
    ids = torch.full((len(sequences), longest), PAD, dtype=torch.long)
    mask = torch.zeros_like(ids)
    for row, sequence in enumerate(sequences):
        ids[row, : len(sequence)] = torch.tensor(sequence)
        mask[row, : len(sequence)] = 1
    return ids, mask


def train_reader(
    reader: TokenReader,
    groups: Sequence[Group],
    held: Sequence[Sequence[Half]],
    minutes: float,
    save: Path,
    seed: int = 3,
) -> None:
    """Train for so many minutes, the rate falling to nothing at the end.  held: the states of each
    group's windows."""  # fmt: skip
    torch.manual_seed(seed)
    chance = random.Random(seed)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=RATE, weight_decay=0.01)
    began, step, mean = time.monotonic(), 0, 0.0
    done = 0.0
    bar = tqdm(total=100, desc="reader", file=sys.stderr, bar_format="{l_bar}{bar}| {postfix}")
    while done < 1:
        for batch in _shuffled(groups, chance):
            done = min((time.monotonic() - began) / 60 / minutes, 1.0)
            for part in optimiser.param_groups:
                part["lr"] = RATE * min(1.0, (step + 1) / WARM) * max(0.02, 1 - done)
            loss = group_loss(reader, [groups[n] for n in batch], [held[n] for n in batch])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
            optimiser.step()
            step += 1
            mean = loss.item() if step == 1 else 0.98 * mean + 0.02 * loss.item()
            bar.n = round(done * 100)
            bar.set_postfix_str(f"step {step}, loss {mean:.3f}")
            if step % 100 == 0:
                print(f"{step} {round(time.monotonic() - began)} {mean:.4f}", flush=True)
                torch.save(reader.state_dict(), save)
            if done >= 1:
                break
        else:
            print(f"epoch ends at step {step}", flush=True)
    torch.save(reader.state_dict(), save)


def group_loss(
    reader: TokenReader, groups: Sequence[Group], held: Sequence[Sequence[Half]]
) -> Tensor:
    """The mean loss of some groups."""
    windows = [one for group in groups for one in group.windows]
    owner = torch.tensor([n for n, group in enumerate(groups) for _ in group.windows])
    rows = [row for states in held for row in states]
    longest = max(map(len, rows))
    hidden = torch.zeros(len(rows), longest, rows[0].shape[1])
    mask = torch.zeros(len(rows), longest, dtype=torch.long)
    for n, row in enumerate(rows):
        hidden[n, : len(row)] = torch.from_numpy(row).float()
        mask[n, : len(row)] = 1
    scores = reader(hidden, mask)
    unit_scores: list[Tensor] = []
    unit_right: list[bool] = []
    unit_owner: list[int] = []
    spans: list[Tensor] = []
    empty = []
    for n, one in enumerate(windows):
        running = torch.cat([torch.zeros(1), scores[n, :, 0].cumsum(0)])
        first = torch.tensor([a for a, _ in one.window.tokens])
        last = torch.tensor([b for _, b in one.window.tokens])
        unit_scores.append((running[last] - running[first]) / (last - first))
        unit_right += one.answers
        unit_owner += [int(owner[n])] * len(one.answers)
        empty.append(not any(one.answers))
        if one.begins:
            text = slice(one.window.begin, len(one.window.ids) - 1)
            for channel, gold in ((1, one.begins), (2, one.ends)):
                chances = torch.log_softmax(scores[n, text, channel], 0)
                places = torch.tensor([at - one.window.begin for at in gold])
                spans.append(-torch.logsumexp(chances[torch.unique(places)], 0))
    units = torch.cat(unit_scores)
    right = torch.tensor(unit_right)
    owners = torch.tensor(unit_owner)
    parts = [nn.functional.binary_cross_entropy_with_logits(
        units, right.float(), pos_weight=torch.tensor(2.0)
    ) * 2]  # fmt: skip
    lists = []
    for group in range(len(groups)):
        mine = owners == group
        good = mine & right
        if good.any():
            lists.append(torch.logsumexp(units[mine], 0) - units[good].mean())
    if lists:
        parts.append(torch.stack(lists).mean())
    if spans:
        parts.append(SPAN * torch.stack(spans).mean())
    parts.append(NOTHING * nn.functional.binary_cross_entropy_with_logits(
        scores[:, 0, 3], torch.tensor(empty).float()
    ))  # fmt: skip
    return torch.stack(parts).sum()


def _shuffled(groups: Sequence[Group], chance: random.Random) -> Iterator[list[int]]:
    """Numbers of groups, a batch at a time, of like length; each once."""
    longest = [max(len(one.window.ids) for one in group.windows) for group in groups]
    size = [long * len(group.windows) for long, group in zip(longest, groups, strict=True)]
    order = sorted(range(len(groups)), key=lambda n: longest[n] + chance.uniform(-16, 16))
    batches = list(_batches(order, size, STEP_TOKENS, summed=True))
    chance.shuffle(batches)
    yield from batches


def _batches(
    order: Sequence[int], sizes: Sequence[int], most: int, summed: bool = False
) -> Iterator[list[int]]:
    batch: list[int] = []
    total = 0
    for n in order:
        grown = total + sizes[n] if summed else sizes[n] * (len(batch) + 1)
        if batch and grown > most:
            yield batch
            batch, total = [], 0
        batch.append(n)
        total += sizes[n]
    if batch:
        yield batch


def prepared(network: Any, groups: Sequence[Group]) -> list[list[Half]]:
    """The trunk's states of all windows, by group."""
    flat = [one for group in groups for one in group.windows]
    found = iter(states(Trunk(network), flat))
    return [[next(found) for _ in group.windows] for group in groups]
