"""Fit the small models of the answers on the open sets: `python -m training.answers`.

What is fitted has some hundred weights by name (`models/answers.json`): the sentence ranker, the
order of its best few, the short answer, the models of the confidence.  The sets are in
../shared/data/eval; nothing of their text is kept.  The confidence is fitted on questions whose
passage is in the index and on the same questions with it taken out (every eighth passage at a
time), at even odds; one part of it on questions that the passage on their topic does not answer.
What is claimed in docs/ANSWERS.md comes from `bench.answers`, which fits the same models on the
other sets, or on other passages of the same.
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
from qa import alignment, asks, confidence, evidence, rivals, short
from qa.records import Hit
from qa.retrieval import search
from qa.rivals import READ
from qa.weights import Linear, dump

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
POWER = 1.4
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
    topic is there, the answer is not), "foreign in" and "foreign out" (the first two, in English);
    see `collect` for others.
    group: the number of its gold or topic passage.  ranked: the passages' scores, columns: the
    ranker's features of the first READ.  gold: which of these is the gold one.  right: (n,) whether
    each candidate sentence, whose texts are `texts`, holds a gold answer.
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
    columns: NDArray[np.float32]
    gold: tuple[bool, ...]
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
        found.asked,
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
        found.features[:READ],
        tuple(hit.article_id in row["gold"] for hit in hits),
        facts,
        right,
        texts,
    )


def collect(folder: Path, limit: int | None = None, *, also: bool = False) -> Iterator[Sample]:
    """All samples of all sets; builds eight indexes a set in a temporary folder.

    also: with what is measured only, the kinds "whole" (answerable, asked of the whole index),
    "half in" and "half out" (as "in" and "out", of indexes without every other passage).
    """
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
            if also:
                whole = index(passages, "whole")
                for row in asked_here:
                    yield sample(name, "whole", number[row["gold"][0]], row, whole)
            rounds = [(PARTS, "", told, topics[:: limit or 1])]
            if also:
                rounds.append((2, "half ", [("", row) for row in asked_here], []))
            for parts, way, put, unsaid in rounds:
                for part in range(parts):
                    # In and out are asked of indexes alike: from a larger one "in" could be told
                    # by the size of an idf.
                    out = {p["id"] for i, p in enumerate(passages) if i % parts == part}
                    without = index((p for p in passages if p["id"] not in out), f"{parts}-{part}")
                    for prefix, row in put:
                        gold = row["gold"]
                        group = number[gold[0]]
                        if out.issuperset(gold):
                            yield sample(name, f"{way}{prefix}out", group, row, without)
                        elif (group + 1) % parts == part and out.isdisjoint(gold):
                            yield sample(name, f"{way}{prefix}in", group, row, without)
                    for row in unsaid:
                        group = number[row["topic_passage"]]
                        if (group + 1) % parts == part:
                            yield sample(name, "adversarial", group, row, without)


def kept(file: Path | None, folder: Path, limit: int | None, *, also: bool = False) -> list[Sample]:
    """The samples in the file if it is there; else they are collected, and kept there if named."""
    if file and file.is_file():
        found: list[Sample] = pickle.loads(file.read_bytes())
        return found
    found = list(collect(folder, limit, also=also))
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


def measured(
    samples: Sequence[Sample], ranker: Linear, mover: Linear
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(n, len(confidence.FEATURES)) of the questions and (n, READ, len(rivals.FEATURES)) of their
    passages, with the sentences ranked by the two."""
    features = np.zeros((len(samples), len(confidence.FEATURES)), np.float32)
    tables = np.full((len(samples), READ, len(rivals.FEATURES)), np.nan, np.float32)
    for i, s in enumerate(samples):
        if s.evidence.candidates:
            order = ranked(s, ranker, mover)
            features[i] = confidence.measure(
                s.question, s.hits, s.evidence, order, s.dense, s.lexical, s.ranked
            )
            chances = [hit.score for hit in s.hits]
            tables[i] = rivals.table(s.question, s.evidence, order, chances, s.columns)
    return features, tables


def fit_rivals(
    samples: Sequence[Sample], tables: NDArray[np.float32], decay: float = 3e-4
) -> Linear:
    """Weights under which a softmax over a question's passages and "none", whose score is 0, gives
    the gold one the most, or "none" where that is not among them."""
    kinds = np.array([s.kind.removeprefix("foreign ") for s in samples])
    used = np.flatnonzero(kinds != "adversarial")
    share = np.array(_even([samples[i] for i in used.tolist()]))
    rows_ = tables[used].reshape(-1, tables.shape[2])
    there = ~np.isnan(rows_[:, 0])
    mean, spread = rows_[there].mean(axis=0), rows_[there].std(axis=0) + 1e-6
    scaled = np.nan_to_num((rows_ - mean) / spread)
    gold = np.zeros((len(used), READ + 1))
    for row, i in zip(gold, used.tolist(), strict=True):
        row[: len(samples[i].gold)] = samples[i].gold
    gold[:, :READ] *= there.reshape(-1, READ)
    gold[:, READ] = ~gold[:, :READ].any(axis=1)
    gold /= gold.sum(axis=1, keepdims=True)

    def loss(theta: Array) -> tuple[float, Array]:
        scores = scaled @ theta[:-1].astype(np.float32) + np.float32(theta[-1])
        scores = np.where(there, scores, rivals.ABSENT).reshape(-1, READ)
        p = _softmax(np.column_stack([scores, np.zeros(len(scores))]).astype(float))
        pull = ((p - gold) * share[:, None])[:, :READ].reshape(-1) * there
        bare = np.append(theta[:-1], 0.0)
        total = -float(share @ np.log((p * gold).sum(axis=1) + 1e-12))
        slope = np.append(pull.astype(np.float32) @ scaled, pull.sum())
        return total + decay * float(bare @ bare), slope.astype(float) + 2 * decay * bare

    theta = minimise(loss, scaled.shape[1] + 1)
    slopes = theta[:-1] / spread
    return Linear(slopes.astype(np.float32), float(theta[-1] - slopes @ mean))


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
    samples: Sequence[Sample],
    features: NDArray[np.float32],
    tables: NDArray[np.float32],
    decay: float = 3e-3,
    decay_says: float = 3e-2,
) -> confidence.Judge:
    """The models of the two chances and the calibration; each set, and each side, weighs alike."""
    kinds = np.array([s.kind.removeprefix("foreign ") for s in samples])
    even = np.array(_even(samples))
    topic = fit_logistic(features, kinds != "out", even, decay)
    among = fit_rivals(samples, tables)
    says, here = None, kinds != "out"
    sets = np.array([s.set for s in samples])
    taught = np.isin(sets, sets[kinds == "adversarial"])
    if taught.any():
        shares = (even * np.where(taught, 1.0, ELSEWHERE))[here]
        both = np.hstack([features, rivals.weigh(among, tables)[1]])[here]
        says = fit_logistic(both, kinds[here] == "in", shares / shares.sum(), decay_says)
    raw = confidence.Judge(topic, among, says, POWER if says else 0.0, 1.0, 0.0)
    plain = kinds != "adversarial"
    logits = raw.raw(features[plain], tables[plain])[:, None].astype(np.float32)
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


def _softmax(scores: Array) -> Array:
    """Along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Array = raised / raised.sum(axis=-1, keepdims=True)
    return shares


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
    features, tables = measured(samples, ranker, mover)
    parts: dict[str, tuple[Sequence[str], Sequence[float], float]] = {
        "sentence": (evidence.FEATURES, ranker.weights.tolist(), ranker.bias),
        "words": (alignment.FEATURES, mover.weights.tolist(), mover.bias),
        "short": (short.FEATURES, marker.weights.tolist(), marker.bias),
    }
    thresholds, calibration = {}, {}
    for part, foreign in zip(confidence.PARTS, (False, True), strict=True):
        chosen = [i for i, s in enumerate(samples) if s.kind.startswith("foreign") == foreign]
        used = [samples[i] for i in chosen]
        judge = fit_confidence(used, features[chosen], tables[chosen])
        of_question, of_passage = confidence.FEATURES, rivals.FEATURES
        models = (
            ("", of_question, judge.topic),
            (confidence.RIVALS, of_passage, judge.rivals),
            (confidence.SAYS, (*of_question, *of_passage), judge.says),
        )
        for ending, names, model in models:
            if model:
                parts[part + ending] = (names, model.weights.tolist(), model.bias)
        calibration[part] = {
            "share": judge.share,
            "slope": round(judge.slope, 5),
            "offset": round(judge.offset, 5),
        }
        share = KEPT_FOREIGN if foreign else KEPT
        thresholds[part] = round(threshold(used, judge(features[chosen], tables[chosen]), share), 4)
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
