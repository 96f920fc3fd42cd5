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
        arrays: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls: type[Own], path: Path) -> Own:
        with np.load(path) as stored:
            return cls(**{field.name: stored[field.name] for field in fields(cls)})  # type: ignore[arg-type]


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
    labelled: list[Labelled] = []
    for group in groups:
        kinds.append(group.kind)
        sizes.append(len(group.windows))
        labelled += group.windows
    units = [span for example in labelled for span in example.window.tokens]
    spans = [
        span for example in labelled for span in zip(example.begins, example.ends, strict=True)
    ]
    return Windows(
        tokens=np.array([token for example in labelled for token in example.window.ids], np.uint16),
        window_at=_starts([len(example.window.ids) for example in labelled]),
        group_at=_starts(sizes),
        text_at=np.array([example.window.begin for example in labelled], np.int16),
        unit_at=_starts([len(example.window.tokens) for example in labelled]),
        unit_begin=np.array([a for a, _ in units], np.int16),
        unit_end=np.array([b for _, b in units], np.int16),
        right=np.array([right for example in labelled for right in example.answers], bool),
        span_at=_starts([len(example.begins) for example in labelled]),
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


def pairs_of(tokenizer: Any, pairs: Sequence[Pair], texts: dict[str, str]) -> Pairs:
    """The pairs as arrays.  texts: of the passages, by key."""
    passage_keys = dict.fromkeys(key for pair in pairs for key in (pair.positive, *pair.negatives))
    number = {key: n for n, key in enumerate(passage_keys)}
    questions = _tokens(tokenizer, ["query: " + pair.question for pair in pairs], 64)
    passages = _tokens(tokenizer, ["passage: " + texts[key] for key in passage_keys], 256)
    negative = np.full((len(pairs), NEGATIVES), -1, np.int32)
    for row, pair in enumerate(pairs):
        chosen = [number[key] for key in pair.negatives[:NEGATIVES]]
        negative[row, : len(chosen)] = chosen
    return Pairs(
        question_tokens=_flat(questions), question_at=_starts(list(map(len, questions))),
        passage_tokens=_flat(passages), passage_at=_starts(list(map(len, passages))),
        positive=np.array([number[pair.positive] for pair in pairs], np.int32),
        negative=negative, sources=np.array([pair.source for pair in pairs]),
    )  # fmt: skip


def _tokens(tokenizer: Any, texts: Sequence[str], longest: int) -> list[list[int]]:
    sequences = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    # With the marks at both ends.
    return [ids if len(ids) <= longest else [*ids[: longest - 1], ids[-1]] for ids in sequences]


def _flat(sequences: Sequence[Sequence[int]]) -> Numbers:
    return np.array([token for sequence in sequences for token in sequence], np.uint16)


def _starts(sizes: Sequence[int]) -> Numbers:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
