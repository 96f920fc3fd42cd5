"""One training step: InfoNCE in both directions over each block, gradients written out by hand.

A text is x = [m, z] / |[m, z]|: m the weighted sum of trained rows, z that of the fixed signatures.
Only m learns, but the signatures take part in every similarity, so the trained half learns what
they cannot say.  Sums of rows and their gradients are both embedding-bag calls, which is what makes
a step fast on a CPU; the rows are updated with RMSprop at one second moment a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import embedding_bag

from models.static.matcher import Floats, Ints
from training.pairs import Text, ranges
from training.parts import mean_weights
from training.settings import Settings

DECAY = 0.99
TINY = 1e-12


@dataclass(slots=True)
class State:
    """What training changes; saved and resumed."""

    own: Tensor  # (rows, meaning)
    part: Tensor  # (parts, meaning)
    own_square: Tensor  # (rows,) mean square of the gradient
    part_square: Tensor  # (parts,)


@dataclass(frozen=True, slots=True)
class Fixed:
    """What training reads: signatures, idf, and which parts a row has."""

    signature: Tensor  # (rows, signature), of length weight / idf
    idf: Floats
    part_ids: Ints
    part_at: Ints


@dataclass(frozen=True, slots=True)
class Sums:
    """A sparse matrix for embedding_bag: sums of rows, and the gradient's way back."""

    ids: Tensor
    weights: Tensor
    offsets: Tensor
    distinct: Tensor
    owner: Tensor  # of each entry, sorted by id
    back_weights: Tensor
    back_offsets: Tensor

    @classmethod
    def make(cls, ids: Ints, weights: Floats, offsets: Ints, device: str) -> Sums:
        order = np.argsort(ids, kind="stable")
        ordered = ids[order]
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))[order]
        arrays = (ids, weights, offsets[:-1], ordered[first], owner, weights[order], first)
        return cls(*(torch.from_numpy(np.ascontiguousarray(a)).to(device) for a in arrays))

    def forward(self, rows: Tensor) -> Tensor:
        return embedding_bag(
            self.ids, rows, self.offsets, mode="sum", per_sample_weights=self.weights
        )

    def back(self, gradient: Tensor) -> Tensor:
        """(distinct, width): the gradient of each distinct row."""
        return embedding_bag(
            self.owner,
            gradient,
            self.back_offsets,
            mode="sum",
            per_sample_weights=self.back_weights,
        )


@dataclass(frozen=True, slots=True)
class Batch:
    """A step's texts, ready for `learn`: made on another thread."""

    texts: Sums
    parts: Sums  # rows with parts (numbered as in `by_part`) -> their parts
    by_part: Sums  # texts -> rows with parts
    places: Tensor  # of those rows among texts.distinct
    sizes: list[int]


def assemble(blocks: list[tuple[Text, Text]], fixed: Fixed, device: str) -> Batch:
    """All texts of a step as three sparse matrices."""
    texts = [text for pair in blocks for text in pair]
    ids = np.concatenate([text[0] for text in texts])
    weights = np.concatenate([text[1] for text in texts]) * fixed.idf[ids]
    lengths = np.concatenate([np.diff(text[2]) for text in texts])
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    distinct, place = np.unique(ids, return_inverse=True)
    has_parts = fixed.part_at[distinct + 1] > fixed.part_at[distinct]
    rows = distinct[has_parts]
    spots, part_at = ranges(fixed.part_at[rows], fixed.part_at[rows + 1])
    in_parts = has_parts[place]
    local = (np.cumsum(has_parts) - 1)[place[in_parts]]
    owner = np.repeat(np.arange(len(lengths)), lengths)[in_parts]
    local_at = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=len(lengths)))))
    return Batch(
        Sums.make(ids, weights, offsets, device),
        Sums.make(fixed.part_ids[spots], mean_weights(part_at), part_at, device),
        Sums.make(local, weights[in_parts], local_at, device),
        torch.from_numpy(np.flatnonzero(has_parts)).to(device),
        [len(text[2]) - 1 for text in texts],
    )


@torch.no_grad()
def learn(state: State, fixed: Fixed, batch: Batch, step: int, settings: Settings) -> list[float]:
    """Change the state by one step; returns each block's loss in nats."""
    phase, done = settings.at(step)
    rate = phase.rate * min(1.0, (step + 1) / settings.warm) * (1 - done)
    meaning = batch.texts.forward(state.own)
    meaning += batch.by_part.forward(batch.parts.forward(state.part))
    signed = batch.texts.forward(fixed.signature) * phase.strength
    square = (meaning * meaning).sum(1) + (signed * signed).sum(1)
    length = square.sqrt_().clamp_(min=1e-6)[:, None]
    meaning /= length
    signed /= length
    losses, gradient = contrast(meaning, signed, batch.sizes, phase.weights, settings.temperature)
    gradient /= length
    rows = batch.texts.back(gradient)
    parts = batch.parts.back(rows[batch.places])
    _update(state.part, state.part_square, batch.parts.distinct, parts, rate * settings.part_rate)
    _update(state.own, state.own_square, batch.texts.distinct, rows, rate)
    return losses


def contrast(
    meaning: Tensor,
    signed: Tensor,
    sizes: list[int],
    weights: Sequence[float],
    temperature: float,
) -> tuple[list[float], Tensor]:
    """InfoNCE (van den Oord et al. 2018) of consecutive (questions, keys) blocks, both directions.

    meaning (n, m) and signed (n, s): together unit rows.  Returns the blocks' losses, and (n, m)
    the gradient of their weighted sum by the meaning before it was normalised (but for 1/length).
    """
    m = torch.split(meaning, sizes)
    z = torch.split(signed, sizes)
    losses: list[float] = []
    gradients: list[Tensor] = []
    along: list[Tensor] = []  # gradient . x of each text, which normalising takes away
    for block, weight in enumerate(weights):
        a, b = 2 * block, 2 * block + 1
        cosine = m[a] @ m[b].T + z[a] @ z[b].T
        chance = cosine / temperature
        right = chance.diagonal().clone()
        chance.exp_()  # at most exp(1 / temperature): no overflow
        of_row, of_column = chance.sum(1), chance.sum(0)
        losses.append(float(((of_row.log() + of_column.log()) / 2 - right).mean()))
        chance *= (1 / of_row)[:, None] + (1 / of_column)[None, :]
        chance.diagonal().sub_(2)
        chance *= weight / (2 * len(right) * temperature)
        gradients += [chance @ m[b], chance.T @ m[a]]
        cosine *= chance
        along += [cosine.sum(1), cosine.sum(0)]
    return losses, torch.cat(gradients) - meaning * torch.cat(along)[:, None]


def _update(rows: Tensor, square: Tensor, at: Tensor, gradient: Tensor, rate: float) -> None:
    mean = gradient.square().mean(1)
    old = square[at]
    new = torch.where(old > 0, DECAY * old + (1 - DECAY) * mean, mean)
    square[at] = new
    gradient *= (-rate / (new.sqrt() + TINY))[:, None]
    rows.index_add_(0, at, gradient)
