"""Fit the small models of the answers on the open sets: `python -m training.answers`.

What is fitted has a few dozen weights by name (`models/answers.json`): the sentence ranker, the
order of its best few, the short answer, the confidence.  The sets are in ../shared/data/eval;
nothing of their text is kept.  The confidence is fitted on questions whose passage is in the index
and on the same questions with it taken out (every eighth passage at a time), at even odds; one part
of it on questions that the passage on their topic does not answer.  What is claimed in
docs/ANSWERS.md comes from `bench.answers`, which fits the same models on the other sets, or on
other passages of the same.
"""

from __future__ import annotations

import argparse
import json
import pickle
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store import Ranking
from language.fold import fold
from qa import alignment, asks, confidence, evidence, short
from qa.answer import READ
from qa.features import asked
from qa.records import Hit
from qa.retrieval import search
from qa.weights import Linear, dump
from qa.wording import content

Array = NDArray[np.float64]

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
SETS = {
    "cmrc2018_trial": ("cmrc2018_trial", None, None),
    "drcd_test": ("drcd_test", None, None),
    "squadzh": ("squadzh_answerable", "squadzh_unanswerable", "squadzh_english"),
}
"""Set → questions that its passages answer, that they don't, and English ones that they do."""
PARTS = 8
"""The passages are taken out in so many parts, one at a time."""
SAYS = 1.0
"""The power of the chance that passages on the topic say what is asked: the more, the better are
questions told that they do not answer, and the worse those whose passage is not there."""
ASKING = -8.0
"""Set by hand: a sentence that asks does not answer.  The sets have too few to learn it."""
ELSEWHERE = 0.1
"""The weight, in that part, of answerable questions from sets that have no such questions: without
them its weights mean nothing there."""
CROWDED = 2.0
"""The weight, in the calibration, of the sets that have such questions: with many passages on each
topic their low confidences are too low when all sets weigh alike, and the others can spare it."""
KEPT, KEPT_FOREIGN = 0.97, 0.95
"""The share of the answerable questions that the threshold keeps of each set, at least; of those in
another language."""


@dataclass(slots=True)
class Sample:
    """A question asked of an index.

    kind: "in" (its passage is there), "out" (it was taken out), "adversarial" (a passage on its
    topic is there, the answer is not), "foreign in" and "foreign out" (the first two, in English).
    group: the number of its gold or topic passage.  ranked: the passages' scores.  right: (n,)
    whether each candidate sentence, whose texts are `texts`, holds a gold answer.
    """

    set: str
    kind: str
    group: int
    question: asks.Question
    answers: tuple[str, ...]
    hits: tuple[Hit, ...]
    dense: Ranking
    lexical: Ranking
    ranked: NDArray[np.float32]
    evidence: evidence.Evidence
    right: NDArray[np.bool_]
    texts: list[str]
    looked: dict[int, NDArray[np.float32]] = field(default_factory=dict)

    def look(self, numbers: Sequence[int]) -> NDArray[np.float32]:
        """The features of `qa/alignment.py` of candidates, worked out once."""
        fresh = [number for number in numbers if number not in self.looked]
        if fresh:
            look = alignment.looker(self.question, self.hits, self.evidence)
            self.looked.update(zip(fresh, look(fresh), strict=True))
        return np.stack([self.looked[number] for number in numbers])


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def sample(name: str, kind: str, group: int, row: dict[str, Any], store: Any) -> Sample:
    """One question through the served retrieval."""
    found = search(row["question"], 5, store)
    question = asks.read(row["question"])
    hits = found.hits[:READ]
    facts = evidence.gather(
        question,
        hits,
        store.sentences(found.numbers[:READ]),
        asked(row["question"], content(row["question"]), found.vector, store),
        store,
    )
    texts = [hits[c.hit].text[slice(*c.span)] for c in facts.candidates]
    right = np.array([any(a in text for a in row["answers"]) for text in texts], bool)
    return Sample(
        name,
        kind,
        group,
        question,
        tuple(row["answers"]),
        hits,
        found.dense,
        found.lexical,
        found.scores,
        facts,
        right,
        texts,
    )


def collect(folder: Path, limit: int | None = None) -> Iterator[Sample]:
    """All samples of all sets; builds eight indexes a set in a temporary folder."""
    from index import build, open_index

    for name, (answerable, unanswerable, english) in SETS.items():
        passages = rows(folder / f"{name}.passages.jsonl")
        number = {passage["id"]: i for i, passage in enumerate(passages)}
        asked_here = rows(folder / f"{answerable}.queries.jsonl")[:: limit or 1]
        asked_here = [row for row in asked_here if row["question"].strip()]  # one is empty
        abroad = rows(folder / f"{english}.queries.jsonl")[:: 2 * (limit or 1)] if english else []
        with tempfile.TemporaryDirectory() as temporary:

            def index(kept: Iterable[dict[str, Any]], part: object, root: str = temporary) -> Any:
                source = Path(root) / f"{part}.jsonl"
                lines = [
                    json.dumps({"id": p["id"], "title": p["title"], "text": p["text"]})
                    for p in kept
                ]
                source.write_text("\n".join(lines) + "\n", encoding="utf-8")
                build([source], Path(root) / str(part))
                return open_index(Path(root) / str(part))

            topics = rows(folder / f"{unanswerable}.queries.jsonl") if unanswerable else []
            told = [("", row) for row in asked_here] + [("foreign ", row) for row in abroad]
            for part in range(PARTS):
                # In and out are asked of indexes alike: from a larger one "in" could be told by
                # the size of an idf.
                out = {p["id"] for i, p in enumerate(passages) if i % PARTS == part}
                without = index((p for p in passages if p["id"] not in out), part)
                for prefix, row in told:
                    gold = row["gold"]
                    group = number[gold[0]]
                    if out.issuperset(gold):
                        yield sample(name, f"{prefix}out", group, row, without)
                    elif (group + 1) % PARTS == part and out.isdisjoint(gold):
                        yield sample(name, f"{prefix}in", group, row, without)
                for row in topics[:: limit or 1]:
                    group = number[row["topic_passage"]]
                    if (group + 1) % PARTS == part:
                        yield sample(name, "adversarial", group, row, without)


def kept(file: Path | None, folder: Path, limit: int | None) -> list[Sample]:
    """The samples in the file if it is there; else they are collected, and kept there if named."""
    if file and file.is_file():
        found: list[Sample] = pickle.loads(file.read_bytes())
        return found
    found = list(collect(folder, limit))
    if file:
        file.write_bytes(pickle.dumps(found))
    return found


Loss = Callable[[Array], tuple[float, Array]]


def minimise(loss: Loss, size: int) -> Array:
    """The weights with the lowest loss, from zero, by L-BFGS."""
    from scipy.optimize import minimize

    found: Array = minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x
    return found


def fit_sentence(samples: Sequence[Sample], decay: float = 1e-3) -> Linear:
    """Weights under which a softmax over a question's sentences gives those that hold a gold answer
    the most: the mean of -log of their share is least.  Sets weigh alike."""
    used = [s for s in samples if s.kind == "in" and s.right.any() and not s.right.all()]
    share = _even(used)
    rows_ = [
        (s.evidence.features.astype(float), s.right, w) for s, w in zip(used, share, strict=True)
    ]

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = decay * float(weights @ weights), 2 * decay * weights
        for features, right, weight in rows_:
            p = _softmax(features @ weights)
            held = p[right].sum() + 1e-9
            total -= weight * np.log(held)
            slope = slope - weight * (features.T @ (p * right / held - p))
        return total, slope

    weights = minimise(loss, len(evidence.FEATURES)).astype(np.float32)
    weights[evidence.FEATURES.index("question_itself")] = ASKING
    return Linear(weights, 0.0)


def fit_short(samples: Sequence[Sample], decay: float = 1e-3, most: int = 700) -> Linear:
    """Weights for the short answer, on sentences that hold a gold one: a softmax over the runs of
    words, the expected squared F1 of characters made high."""
    used: list[tuple[Array, Array]] = []
    sets: Counter[str] = Counter()
    for s in samples:
        if s.kind != "in" or s.question.kind not in short.MARKED or sets[s.set] >= most:
            continue
        for text, right in zip(s.texts, s.right, strict=True):
            runs = short.candidates(text, fold(text)) if right else []
            if runs:
                features = short.features(s.question, text, runs).astype(float)
                gains = [max(f1(text[a:b], gold) for gold in s.answers) ** 2 for a, b in runs]
                used.append((features, np.array(gains)))
                sets[s.set] += 1
                break

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = decay * float(weights @ weights), 2 * decay * weights
        for features, gains in used:
            p = _softmax(features @ weights)
            mean = float(p @ gains) + 1e-6
            total -= np.log(mean) / len(used)
            slope = slope - features.T @ (p * gains / mean - p) / len(used)
        return total, slope

    return Linear(minimise(loss, len(short.FEATURES)).astype(np.float32), 0.0)


def fit_words(samples: Sequence[Sample], ranker: Linear, decay: float = 3e-3) -> Linear:
    """Weights over `qa/alignment.py` that, added to the ranker's scores of its best few sentences,
    make the mean of -log of the share of those that hold a gold answer the least."""
    used: list[tuple[Array, Array, NDArray[np.bool_]]] = []
    chosen = []
    for s in samples:
        if s.kind != "in" or not s.right.any():
            continue
        scores = ranker(s.evidence.features)
        top = np.argsort(-scores, kind="stable")[: alignment.CLOSE].tolist()
        if s.right[top].any() and not s.right[top].all():
            tables = s.look(top).astype(float)
            used.append((scores[top].astype(float), tables, s.right[top]))
            chosen.append(s)
    share = _even(chosen)
    spread = np.vstack([tables for _, tables, _ in used]).std(axis=0) + 1e-6

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = decay * float(weights @ weights), 2 * decay * weights
        for (scores, tables, right), weight in zip(used, share, strict=True):
            scaled = tables / spread
            p = _softmax(scores + scaled @ weights)
            held = p[right].sum() + 1e-9
            total -= weight * np.log(held)
            slope = slope - weight * (scaled.T @ (p * right / held - p))
        return total, slope

    found = minimise(loss, len(alignment.FEATURES)) / spread
    return Linear(found.astype(np.float32), 0.0)


def ranked(s: Sample, ranker: Linear, mover: Linear) -> alignment.Ranked:
    return alignment.rank(s.evidence, ranker, mover, s.look)


def measured(samples: Sequence[Sample], ranker: Linear, mover: Linear) -> NDArray[np.float32]:
    """(n, len(confidence.FEATURES)) with the sentences ranked by the two."""
    return np.stack(
        [
            confidence.measure(
                s.question,
                s.hits,
                s.evidence,
                ranked(s, ranker, mover),
                s.dense,
                s.lexical,
                s.ranked,
            )
            if s.evidence.candidates
            else np.zeros(len(confidence.FEATURES), np.float32)
            for s in samples
        ]
    )


def fit_logistic(
    features: NDArray[np.float32], true: NDArray[np.bool_], weights: Array, decay: float = 3e-3
) -> Linear:
    """Logistic regression, the features scaled to one spread, the weights of sum 1."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    scaled = np.column_stack([(features - mean) / spread, np.ones(len(features))]).astype(float)
    yes = true.astype(float)

    def loss(theta: Array) -> tuple[float, Array]:
        z = scaled @ theta
        p = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        entropy = np.logaddexp(0, z) - yes * z
        bare = np.append(theta[:-1], 0.0)
        total = float(weights @ entropy) + decay * float(bare @ bare)
        return total, scaled.T @ (weights * (p - yes)) + 2 * decay * bare

    theta = minimise(loss, scaled.shape[1])
    slopes = theta[:-1] / spread
    return Linear(slopes.astype(np.float32), float(theta[-1] - slopes @ mean))


def fit_confidence(
    samples: Sequence[Sample], features: NDArray[np.float32], decay: float = 3e-3
) -> confidence.Judge:
    """The two logistic models and the calibration; each set, and each side, weighs alike."""
    kinds = np.array([s.kind.removeprefix("foreign ") for s in samples])
    even = np.array(_even(samples))
    topic = fit_logistic(features, kinds != "out", even, decay)
    says, here = None, kinds != "out"
    sets = np.array([s.set for s in samples])
    taught = np.isin(sets, sets[kinds == "adversarial"])
    if taught.any():
        shares = (even * np.where(taught, 1.0, ELSEWHERE))[here]
        says = fit_logistic(features[here], kinds[here] == "in", shares / shares.sum(), decay)
    raw = confidence.Judge(topic, says, SAYS if says else 0.0, 1.0, 0.0)
    plain = kinds != "adversarial"
    logits = raw.raw(features[plain])[:, None].astype(np.float32)
    shares = (even * np.where(taught, CROWDED, 1.0))[plain]
    platt = fit_logistic(logits, kinds[plain] == "in", shares / shares.sum(), 0.0)
    return replace(raw, slope=float(platt.weights[0]), offset=platt.bias)


def threshold(samples: Sequence[Sample], sure: Array, kept_share: float = KEPT) -> float:
    """The confidence over which at least that share of the answerable questions of each set
    lies."""
    sets = sorted({s.set for s in samples})
    cuts = [
        np.quantile(
            [
                c
                for s, c in zip(samples, sure, strict=True)
                if s.kind.endswith("in") and s.set == name
            ],
            1 - kept_share,
        )
        for name in sets
    ]
    return float(min(cuts))


def f1(found: str, gold: str) -> float:
    """F1 of the folded letters and digits of two strings, each as often as it stands there."""
    a, b = (Counter(c for c in fold(text) if c.isalnum()) for text in (found, gold))
    shared = (a & b).total()
    return 2 * shared / (a.total() + b.total()) if shared else 0.0


def _softmax(score: Array) -> Array:
    raised = np.exp(score - score.max())
    share: Array = raised / raised.sum()
    return share


def _even(samples: Sequence[Sample]) -> list[float]:
    """Weights of sum 1 that give each (set, kind) the same."""
    counts = Counter((s.set, s.kind) for s in samples)
    return [1 / len(counts) / counts[s.set, s.kind] for s in samples]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.answers", description=__doc__)
    parser.add_argument("--data", type=Path, default=SHARED / "data" / "eval")
    parser.add_argument("--every", type=int, help="only every Nth question (a quick trial)")
    parser.add_argument("--samples", type=Path, help="keep the asked questions in this file")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    samples = kept(options.samples, options.data, options.every)
    print(f"{len(samples):,} questions asked in {time.perf_counter() - started:.0f} s", flush=True)
    ranker = fit_sentence(samples)
    mover = fit_words(samples, ranker)
    marker = fit_short(samples)
    features = measured(samples, ranker, mover)
    parts: dict[str, tuple[Sequence[str], Sequence[float], float]] = {
        "sentence": (evidence.FEATURES, ranker.weights.tolist(), ranker.bias),
        "words": (alignment.FEATURES, mover.weights.tolist(), mover.bias),
        "short": (short.FEATURES, marker.weights.tolist(), marker.bias),
    }
    thresholds, calibration = {}, {}
    for part, foreign in zip(confidence.PARTS, (False, True), strict=True):
        chosen = [i for i, s in enumerate(samples) if s.kind.startswith("foreign") == foreign]
        used = [samples[i] for i in chosen]
        judge = fit_confidence(used, features[chosen])
        parts[part] = (confidence.FEATURES, judge.topic.weights.tolist(), judge.topic.bias)
        if judge.says:
            says = judge.says
            parts[part + confidence.SAYS] = (confidence.FEATURES, says.weights.tolist(), says.bias)
        calibration[part] = {
            "share": judge.share,
            "slope": round(judge.slope, 5),
            "offset": round(judge.offset, 5),
        }
        share = KEPT_FOREIGN if foreign else KEPT
        thresholds[part] = round(threshold(used, judge(features[chosen]), share), 4)
    dump(
        parts,
        {
            "fitted": {"sets": list(SETS), "questions": len(samples), "encoder": "builtin"},
            "threshold": thresholds,
            "calibration": calibration,
        },
    )
    print(f"models/answers.json written after {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
