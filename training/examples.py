"""Training examples as arrays: the windows of the reader, the pairs of the encoder.

What the trainers read is a few flat arrays, so that it can be made on one machine and learnt from
on another, and so that a batch is cut out of it without a loop over its texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from training.reader_data import Group, Labelled

Numbers = NDArray[Any]
Own = TypeVar("Own", bound="Arrays")


class Arrays:
    """A record whose fields are all arrays; kept in one file."""

    def save(self, path: Path) -> None:
        arrays: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls: type[Own], path: Path) -> Own:
        with np.load(path) as stored:
            return cls(**{one.name: stored[one.name] for one in fields(cls)})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Windows(Arrays):
    """Windows end to end, in groups of one question each.

    tokens: (t,) uint16.  window_at: (w + 1,) where each window's tokens begin.  group_at: (g + 1,)
    where each group's windows begin.  text_at: (w,) the place in its window where the text begins.
    unit_at: (w + 1,); unit_begin, unit_end: (u,) places in the window; right: (u,) whether the unit
    answers.  span_at: (w + 1,); span_begin, span_end: (s,) the tokens with which short answers
    begin and end.  kinds: (g,) of the question.
    """

    tokens: Numbers
    window_at: Numbers
    group_at: Numbers
    text_at: Numbers
    unit_at: Numbers
    unit_begin: Numbers
    unit_end: Numbers
    right: Numbers
    span_at: Numbers
    span_begin: Numbers
    span_end: Numbers
    kinds: Numbers

    def __len__(self) -> int:
        return len(self.group_at) - 1


def windows_of(groups: Iterable[Group]) -> Windows:
    """The groups as arrays; their questions' numbers of tokens stay below 65,536."""
    kinds: list[str] = []
    sizes: list[int] = []
    found: list[Labelled] = []
    for group in groups:
        kinds.append(group.kind)
        sizes.append(len(group.windows))
        found += group.windows
    units = [span for one in found for span in one.window.tokens]
    spans = [span for one in found for span in zip(one.begins, one.ends, strict=True)]
    return Windows(
        tokens=np.array([token for one in found for token in one.window.ids], np.uint16),
        window_at=_starts([len(one.window.ids) for one in found]),
        group_at=_starts(sizes),
        text_at=np.array([one.window.begin for one in found], np.int16),
        unit_at=_starts([len(one.window.tokens) for one in found]),
        unit_begin=np.array([a for a, _ in units], np.int16),
        unit_end=np.array([b for _, b in units], np.int16),
        right=np.array([right for one in found for right in one.answers], bool),
        span_at=_starts([len(one.begins) for one in found]),
        span_begin=np.array([a for a, _ in spans], np.int16),
        span_end=np.array([b for _, b in spans], np.int16),
        kinds=np.array(kinds),
    )


@dataclass(frozen=True, slots=True)
class Pairs(Arrays):
    """Questions with the passages that belong to them.

    question_at, passage_at: (n + 1,) where the tokens of each begin.  positive: (q,) the passage of
    each question.  negative: (q, NEGATIVES) passages that retrieval took for it, -1 for none.
    sources: (q,) where the question is from; a batch is of one source.
    """

    question_tokens: Numbers
    question_at: Numbers
    passage_tokens: Numbers
    passage_at: Numbers
    positive: Numbers
    negative: Numbers
    sources: Numbers

    def __len__(self) -> int:
        return len(self.positive)


NEGATIVES = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """One question as texts; a passage is named by a key, so that it is stored once."""

    source: str
    question: str
    positive: str
    negatives: tuple[str, ...] = ()


def pairs_of(
    tokenizer: Any,
    pairs: Sequence[Pair],
    texts: dict[str, str],
    longest: tuple[int, int] = (64, 256),
) -> Pairs:
    """The pairs as arrays.  texts: of the passages, by key.  longest: tokens of either side."""
    used = dict.fromkeys(key for one in pairs for key in (one.positive, *one.negatives))
    number = {key: n for n, key in enumerate(used)}
    questions = _tokens(tokenizer, ["query: " + one.question for one in pairs], longest[0])
    passages = _tokens(tokenizer, ["passage: " + texts[key] for key in used], longest[1])
    negative = np.full((len(pairs), NEGATIVES), -1, np.int32)
    for row, one in enumerate(pairs):
        chosen = [number[key] for key in one.negatives[:NEGATIVES]]
        negative[row, : len(chosen)] = chosen
    return Pairs(
        question_tokens=_flat(questions), question_at=_starts(list(map(len, questions))),
        passage_tokens=_flat(passages), passage_at=_starts(list(map(len, passages))),
        positive=np.array([number[one.positive] for one in pairs], np.int32),
        negative=negative, sources=np.array([one.source for one in pairs]),
    )  # fmt: skip


def _tokens(tokenizer: Any, texts: Sequence[str], longest: int) -> list[list[int]]:
    encoded = tokenizer.encode_batch(list(texts))  # with the marks at both ends
    return [one.ids if len(one.ids) <= longest else [*one.ids[: longest - 1], one.ids[-1]]
            for one in encoded]  # fmt: skip


def _flat(sequences: Sequence[Sequence[int]]) -> Numbers:
    return np.array([token for one in sequences for token in one], np.uint16)


def _starts(sizes: Sequence[int]) -> Numbers:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
