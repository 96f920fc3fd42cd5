"""Fits how answers are chosen and how sure they are: `python -m training.answers`.

Writes `models/answers.json`: the weights of what is read (`qa/reading/cross_encoder.py`) and of the
cascade (`qa/ranking/rerank.py`), three small logistic models (`qa/answering/confidence.py`) and
the threshold.  Fitted on questions that the reader was not trained on: sittings of people's
questions, twins of which an article answers one and not the other, such of CMRC 2018 trial and DRCD
test, and archives of strangers.  A question of people or of the open sets is asked twice, of all
passages and without those of its gold article, so that the confidence learns what it is not to
know; and people's questions once more of small libraries, where other passages come up than in a
large one.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

import console
from encoders.contextual import model
from index.store import Store
from qa.answering import confidence
from qa.answering.confidence import (
    CHOICE,
    SHORT,
    SURE,
    choice_features,
    short_features,
    sure_features,
)
from qa.answering.extract import filled
from qa.answering.short_answer import whole_words
from qa.linear_model import PATH, linear, parameters
from qa.query import Query, Question
from qa.ranking.rerank import MARGIN, PARTS, RERANKED, ranker, reordered
from qa.reading.cross_encoder import READ, WINDOW, Unit, read, window_features
from qa.reading.windows import windows
from qa.records import Hit
from qa.request import Request
from qa.retrieval import search
from training import archives, people
from training.contextual import part
from training.ranker import SITTINGS, indexed
from training.reader_data import Judged, flat, holds_answer

Floats = NDArray[np.float64]
Part = tuple[Sequence[str], Sequence[float], float]
"""The names, weights and bias of a model of the file."""
L2 = 0.02
REFUSED = 0.07
"""The share of people's questions with an answer which the threshold refuses; what would be shown
for some of them is wrong.  Rules of `qa/answering` refuse some more."""
PEOPLE, WEIGHTS = 2.0, {"unanswerable_known": 4.0}
"""How much people's questions weigh, and those of what an article does not say of a name it knows:
there are few of them, and a wrong answer to one is the worst that can be shown."""

UNANSWERED = 0.12
"""The share of people's questions that nothing answers, as far as the confidence is a chance."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A question as it was read.  right: (n,) whether each unit answers it; none does if the gold
    passages were taken out.  short_right: (n,) whether its short answer is right."""

    question: Judged
    known: bool
    units: tuple[Unit, ...]
    right: NDArray[np.bool_]
    short_right: NDArray[np.bool_]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A question with the hits that are read for it.  known: whether a gold one may be in them."""

    question: Judged
    known: bool
    query: Query
    hits: tuple[Hit, ...]

    def gold(self, hit: int) -> bool:
        return self.known and self.hits[hit].article_id in self.question.gold


def retrieval(question: Judged, store: Store, *, out: bool) -> Retrieval:
    """Retrieves the hits of a question; out: without those of its gold articles."""
    request = Request(question.text, READ + 6, "hybrid").checked()
    retrieved = search(request, store, ranker())  # what the reader adds is fitted, see `cascaded`
    hits = [hit for hit in retrieved.hits if not (out and hit.article_id in question.gold)]
    hits = [replace(hit, rank=n) for n, hit in enumerate(hits[:READ], 1)]
    return Retrieval(question, bool(question.gold) and not out, retrieved.query, tuple(hits))


def sample(retrieval: Retrieval) -> Sample | None:
    """Reads the hits of a question."""
    question, hits = retrieval.question, retrieval.hits
    units = read(retrieval.query, hits)
    if not units:
        return None
    texts = [hits[unit.hit].text[slice(*unit.span)] for unit in units]
    right = [
        retrieval.gold(unit.hit) and holds_answer(question, text)
        for unit, text in zip(units, texts, strict=True)
    ]
    shorts = [
        whole_words(hits[unit.hit].text, unit.span, unit.short) if unit.short else (0, 0)
        for unit in units
    ]
    known_shorts = question.answers if question.short is None else question.short
    short_right = [
        retrieval.gold(unit.hit) and agrees(hits[unit.hit].text[a:b], known_shorts)
        for unit, (a, b) in zip(units, shorts, strict=True)
    ]
    return Sample(
        question, retrieval.known, tuple(units), np.array(right, bool),
        np.array(short_right, bool), hits,
    )  # fmt: skip


def agrees(short: str, answers: Sequence[str]) -> bool:
    """Whether a short answer is one of those given, or a good part of one, or little more than it:
    many of them are phrases with the words of the sentence around a figure or a name."""
    flat_short = flat(short)
    for answer in map(flat, answers):
        small, large = sorted((flat_short, answer), key=len)
        least_share = 0.3 if small == flat_short else 0.5
        if len(small) > 1 and small in large and len(small) >= least_share * len(large):
            return True
    return False


def fit_first(lists: Sequence[tuple[Floats, NDArray[np.bool_]]], start: Floats) -> Floats:
    """(f,) weights: of the rows of each list, (n, f), one that is right comes first (softmax).

    Lists without a right row are left out.
    """
    from scipy.optimize import minimize

    useful = [(np.asarray(rows, np.float64), right) for rows, right in lists if right.any()]

    def loss(weights: Floats) -> float:
        total = 0.0
        for rows, right in useful:
            sums = rows @ weights
            total += float(np.logaddexp.reduce(sums) - np.logaddexp.reduce(sums[right]))
        return total / len(useful) + 1e-3 * float(weights @ weights)

    weights: Floats = minimize(loss, start).x
    return weights


def fit_windows(retrievals: Sequence[Retrieval]) -> Floats:
    """(len(WINDOW),) weights: of the windows of all hits, one that has an answer is read first."""
    lists = []
    for retrieval in tqdm(retrievals, desc="windows", file=sys.stderr):
        candidates = windows(model().tokenizer, retrieval.question.text, retrieval.hits)
        texts = [retrieval.hits[w.hit].text[w.units[0][0] : w.units[-1][1]] for w in candidates]
        right = [
            retrieval.gold(window.hit) and holds_answer(retrieval.question, text)
            for window, text in zip(candidates, texts, strict=True)
        ]
        rows = window_features(retrieval.query, retrieval.hits, candidates).astype(np.float64)
        lists.append((rows, np.array(right, bool)))
    return fit_first(lists, np.zeros(len(WINDOW)))


def fit_choice(samples: Sequence[Sample]) -> Floats:
    """(len(CHOICE),) weights: of all units, one that is right comes first."""
    lists = [(choice_features(sample.units, sample.hits), sample.right) for sample in samples]
    return fit_first([(rows.astype(np.float64), r) for rows, r in lists], np.zeros(len(CHOICE)))


def fit_cascade(samples: Sequence[Sample]) -> Floats:
    """(len(PARTS),) weights: of the first few passages that the linear ranker cannot tell apart,
    a gold one comes first.  Only the order counts, so the ranker's own weight is 1."""
    lists = []
    for sample in samples:
        linear, reader = _first_few(sample)
        gold = np.array([hit.article_id in sample.question.gold for hit in sample.hits[:RERANKED]])
        if sample.known and len(linear) > 1 and linear[0] - linear[1] <= MARGIN:
            lists.append((np.stack([linear, reader], axis=1), gold))
    weights = fit_first(lists, np.ones(len(PARTS)))
    scaled: Floats = weights / weights[0]
    return scaled


def cascaded(sample: Sample) -> Sample:
    """The sample as the cascade ranks its hits (`qa/ranking/rerank.py`)."""
    linear, reader = _first_few(sample)
    if len(linear) < 2 or linear[0] - linear[1] > MARGIN:
        return sample
    order = np.argsort(
        -reordered(linear.astype(np.float32), reader.astype(np.float32)), kind="stable"
    )
    places = [*order.tolist(), *range(len(order), len(sample.hits))]
    hits = [
        replace(sample.hits[at], rank=n, score=hit.score)
        for n, (at, hit) in enumerate(zip(places, sample.hits, strict=True), 1)
    ]
    units = [replace(unit, hit=places.index(unit.hit)) for unit in sample.units]
    order = np.argsort([unit.hit for unit in units], kind="stable")
    return replace(
        sample, hits=tuple(hits), units=tuple(units[n] for n in order.tolist()),
        right=sample.right[order], short_right=sample.short_right[order],
    )  # fmt: skip


def _first_few(sample: Sample) -> tuple[Floats, Floats]:
    """(n,) log-odds of the linear ranker and of the reader, of the passages the cascade sees."""
    hits = sample.hits[:RERANKED]
    reader_odds = np.full(len(hits), -30.0)
    for unit in sample.units:
        if unit.hit < len(hits):
            reader_odds[unit.hit] = max(reader_odds[unit.hit], unit.score)
    return np.array([hit.log_odds for hit in hits]), reader_odds


def fit_logistic(rows: Floats, right: NDArray[np.bool_], weight: Floats) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression, columns scaled while it is fitted."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=1 / L2, max_iter=1000)
    model.fit((rows - mean) / spread, right, sample_weight=weight)
    slopes = model.coef_[0] / spread
    return slopes, float(model.intercept_[0] - slopes @ mean)


def dump(parts: Mapping[str, Part], extra: Mapping[str, object], path: Path) -> None:
    """Writes the file: its models, and further entries as they are."""
    table = dict(extra)
    for name, (names, weights, bias) in parts.items():
        rounded = {n: round(float(w), 5) for n, w in zip(names, weights, strict=True)}
        table[name] = {"bias": round(float(bias), 5), "weights": rounded}
    path.write_text(json.dumps(table, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    parameters.cache_clear()
    linear.cache_clear()


def fit(samples: Sequence[Sample], path: Path, fitted_on: dict[str, object]) -> dict[str, float]:
    """Fits all parts on the samples and writes the file; what it gives on them."""
    first = linear("window", WINDOW).weights.tolist()  # by which the samples were read
    fixed: dict[str, Part] = {
        "window": (WINDOW, first, 0.0), "cascade": (PARTS, fit_cascade(samples).tolist(), 0.0)
    }  # fmt: skip
    dump(fixed, {}, path)
    samples = [cascaded(sample) for sample in samples]
    weights = fit_choice(samples)
    fixed["choice"] = CHOICE, weights.tolist(), 0.0
    dump(fixed, {}, path)
    rows, right, best = best_units(samples)
    kinds = [sample.question.kind for sample in samples]
    sets = [kind if kind in APART else "people" for kind in kinds]
    weight = np.array([1 / sets.count(name) for name in sets]) * len(sets) / len(set(sets))
    weight *= [WEIGHTS.get(kind, 1.0 if kind in APART else PEOPLE) for kind in kinds]
    slopes, bias = fit_logistic(rows, right, weight)
    stretch, shift = fit_logistic((rows @ slopes + bias)[:, None], right, natural(samples, sets))
    slopes, bias = slopes * stretch[0], float(bias * stretch[0] + shift)
    sure = 1 / (1 + np.exp(-(rows @ slopes + bias)))
    short_rows, short_right = [], []
    for sample, n, chance in zip(samples, best, sure.tolist(), strict=True):
        if sample.units[n].short and sample.question.short != ():  # else none is known to be right
            short_rows.append(short_features(sample.units[n], chance))
            short_right.append(sample.short_right[n])
    short = fit_logistic(
        np.array(short_rows, np.float64), np.array(short_right, bool), np.ones(len(short_rows))
    )
    people = np.array(
        [sample.known and name == "people" for sample, name in zip(samples, sets, strict=True)]
    )
    threshold = float(np.quantile(sure[people], REFUSED))
    fitted: dict[str, Part] = {
        "sure": (SURE, slopes.tolist(), bias), "short": (SHORT, short[0].tolist(), short[1])
    }  # fmt: skip
    extra = {"threshold": round(threshold, 4), "fitted": fitted_on}
    dump({**fixed, **fitted}, extra, path)
    known = np.array([sample.known for sample in samples])
    return {
        "right of the answerable": float(right[known].mean()),
        "mean confidence": float(sure.mean()),
        "share right": float(right.mean()),
        "threshold": threshold,
        "unanswerable refused": float((sure[~known] < threshold).mean()),
    }


def natural(samples: Sequence[Sample], sets: Sequence[str]) -> Floats:
    """(n,) weights under which the confidence is a chance: as people ask, of news and of strangers'
    archives, an eighth of their questions without an answer and none whose passages were taken out;
    and of the open sets, where half were, a sixth in all.  None of the twins, half of which have no
    answer."""
    names = np.array(sets)
    known = np.array([sample.known for sample in samples])
    has_gold = np.array([bool(sample.question.gold) for sample in samples])
    shares = [(np.isin(names, OPEN), 1 / 6)]
    for name, share in (("people", 7 / 12), (STRANGER, 3 / 12)):
        shares.append(((names == name) & known, (1 - UNANSWERED) * share))
        shares.append(((names == name) & ~has_gold, UNANSWERED * share))
    weight = np.zeros(len(samples))
    for group, share in shares:
        weight[group] = share / max(group.sum(), 1)
    scaled: Floats = weight * len(samples)
    return scaled


def best_units(samples: Sequence[Sample]) -> tuple[Floats, NDArray[np.bool_], list[int]]:
    """For each sample the features of the confidence, whether what is shown first is right, and
    the number of that unit."""
    rows, right, best = [], [], []
    for sample in samples:
        question, units, hits = Question(sample.question.text), sample.units, sample.hits
        scores = confidence.choice(question, units, hits)
        n = int(np.argmax(scores))
        rows.append(sure_features(question, units, scores, hits))
        parts = filled(units, hits, n)
        right.append(any(sample.right[part] for part in parts) or _answered_across(sample, parts))
        best.append(n)
    return np.array(rows, np.float64), np.array(right, bool), best


def _answered_across(sample: Sample, parts: range) -> bool:
    """Whether the units side by side hold an answer that goes over their border."""
    question, first, last = sample.question, sample.units[parts[0]], sample.units[parts[-1]]
    hit = sample.hits[first.hit]
    text = hit.text[first.span[0] : last.span[1]]
    return sample.known and hit.article_id in question.gold and holds_answer(question, text)


OPEN, TWIN, STRANGER = ("cmrc2018_trial", "drcd_test"), "twin", "stranger"
APART = (*OPEN, TWIN, STRANGER)
"""Kinds of questions that are a set of their own; all others are people's."""
MOST = 150
"""Questions of each open set."""


def retrievals(shared: Path, work: Path) -> list[Retrieval]:
    """All questions that are fitted on, each with its passages and without."""
    retrieved: list[Retrieval] = []
    store = people.index(shared / "train", work / "people", "builtin", SITTINGS)
    questions = people.with_sentences(people.judged(people.CALIBRATION), {})
    for question in tqdm(questions, desc="people", file=sys.stderr):
        retrieved.append(retrieval(question, store, out=False))
        if question.gold:
            retrieved.append(retrieval(question, store, out=True))
    libraries = people.small_libraries(
        shared / "train", work / "small", "builtin", people.CALIBRATION
    )
    for store, about_library in tqdm(libraries, desc="small libraries", file=sys.stderr):
        questions = people.with_sentences(about_library, {})
        retrieved += [retrieval(question, store, out=False) for question in questions]
    held_out, _ = people.kept_twins()
    store = people.index(shared / "train", work / "twins", "builtin", people.TWINS)
    twins = [q for q in people.judged(people.TWINS) if people.about(q) in held_out]
    for twin in tqdm(people.with_sentences(twins, {}), desc="twins", file=sys.stderr):
        retrieved.append(retrieval(replace(twin, kind=TWIN), store, out=False))
    for name, questions, store in archives.archives(work, archives.CALIBRATION):
        for question in tqdm(questions, desc=name, file=sys.stderr):
            retrieved.append(retrieval(replace(question, kind=STRANGER), store, out=False))
    for name in OPEN:
        store = indexed(shared / "eval" / f"{name}.passages.jsonl", work / name)
        unlearnt = part(name, shared / "eval", rest=True)
        for question in tqdm(unlearnt[:: len(unlearnt) // MOST], desc=name, file=sys.stderr):
            retrieved += [retrieval(question, store, out=out) for out in (False, True)]
    return retrieved


def read_all(retrieved: Sequence[Retrieval], path: Path) -> list[Sample]:
    """The samples, read by windows as they are chosen by the weights that are fitted and written
    here first."""
    parts = {name: value for name, value in parameters(path).items() if name != "window"}
    dump({"window": (WINDOW, fit_windows(retrieved).tolist(), 0.0)}, parts, path)
    return list(filter(None, map(sample, tqdm(retrieved, desc="reading", file=sys.stderr))))


def main(arguments: Sequence[str] | None = None) -> int:
    root = Path(__file__).resolve().parent.parent
    parser = console.Parser(prog="python -m training.answers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, default=root / "var" / "ranker", help="for indexes")
    parser.add_argument("--out", type=Path, default=PATH)
    parser.add_argument(
        "--again", action="store_true", help="fit on what the last run read: the reader is the same"
    )
    options = parser.parse_args(arguments)
    kept = options.work / "samples.pickle"
    if not options.again:
        retrieved = retrievals(options.data, options.work)
        kept.write_bytes(pickle.dumps(read_all(retrieved, PATH)))
    samples: list[Sample] = pickle.loads(kept.read_bytes())
    fitted_on: dict[str, object] = {
        "on": [
            *(f"people {sitting}" for sitting in people.CALIBRATION),
            "twins",
            *(f"archive {name}" for name in archives.CALIBRATION),
            *OPEN,
        ],
        "samples": len(samples),
    }
    figures = fit(samples, options.out, fitted_on)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
