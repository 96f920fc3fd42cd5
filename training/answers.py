"""Fits how answers are chosen and how sure they are: `python -m training.answers`.

Writes `models/answers.json`: the weights of what is read (`qa/reading/reader.py`) and of the
cascade (`qa/ranking/cascade.py`), three small logistic models (`qa/answering/confidence.py`) and
the threshold.  Fitted on questions that the reader was not trained on: sittings of people's
questions, twins of which an article answers one and not the other, and such of CMRC 2018 trial and
DRCD test.  A question is asked twice, of all passages and without those of its gold article, so
that the confidence learns what it is not to know; and people's questions once more of small
libraries, where other passages come up than in a large one.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sys
from collections.abc import Sequence
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
from qa.answering.extract import filled, whole_words
from qa.linear_model import PATH, dump, linear, parameters
from qa.query import Query, Question
from qa.ranking.cascade import MARGIN, PARTS, RERANKED, ranker, reordered
from qa.reading.reader import READ, WINDOW, Unit, read, window_features
from qa.reading.windows import windows
from qa.records import Hit
from qa.request import Request
from qa.retrieval import search
from training import people
from training.contextual import part
from training.ranker import SITTINGS, indexed
from training.reader_data import Judged, flat

Floats = NDArray[np.float64]
Part = tuple[Sequence[str], Sequence[float], float]
"""The names, weights and bias of a model of the file."""
L2 = 0.02
REFUSED = 0.08
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


def sample(of: Retrieval) -> Sample | None:
    """Reads the hits of a question."""
    question, hits, units = of.question, of.hits, read(of.query, of.hits)
    if not units:
        return None
    texts = [hits[unit.hit].text[slice(*unit.span)] for unit in units]
    right = [
        of.gold(unit.hit) and answers(question, text)
        for unit, text in zip(units, texts, strict=True)
    ]
    shorts = [
        whole_words(hits[unit.hit].text, unit.span, unit.short) if unit.short else (0, 0)
        for unit in units
    ]
    short_right = [
        of.gold(unit.hit) and agrees(hits[unit.hit].text[a:b], question.answers)
        for unit, (a, b) in zip(units, shorts, strict=True)
    ]
    return Sample(
        question, of.known, tuple(units), np.array(right, bool), np.array(short_right, bool), hits
    )


def answers(question: Judged, text: str) -> bool:
    """Whether the text holds an answer."""
    return any(flat(answer) in flat(text) for answer in question.answers)


def agrees(short: str, given: Sequence[str]) -> bool:
    """Whether a short answer is one of those given, or a good part of one, or little more than it:
    many of them are phrases with the words of the sentence around a figure or a name."""
    mine = flat(short)
    for answer in map(flat, given):
        small, large = sorted((mine, answer), key=len)
        whole = 0.3 if small == mine else 0.5
        if len(small) > 1 and small in large and len(small) >= whole * len(large):
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

    found: Floats = minimize(loss, start).x
    return found


def fit_windows(retrievals: Sequence[Retrieval]) -> Floats:
    """(len(WINDOW),) weights: of the windows of all hits, one that has an answer is read first."""
    lists = []
    for one in tqdm(retrievals, desc="windows", file=sys.stderr):
        found = windows(model().tokenizer, one.question.text, one.hits)
        texts = [one.hits[w.hit].text[w.units[0][0] : w.units[-1][1]] for w in found]
        right = [
            one.gold(window.hit) and answers(one.question, text)
            for window, text in zip(found, texts, strict=True)
        ]
        rows = window_features(one.query, one.hits, found).astype(np.float64)
        lists.append((rows, np.array(right, bool)))
    return fit_first(lists, np.zeros(len(WINDOW)))


def fit_choice(samples: Sequence[Sample]) -> Floats:
    """(len(CHOICE),) weights: of all units, one that is right comes first."""
    lists = [(choice_features(one.units, one.hits), one.right) for one in samples]
    return fit_first([(rows.astype(np.float64), r) for rows, r in lists], np.zeros(len(CHOICE)))


def fit_cascade(samples: Sequence[Sample]) -> Floats:
    """(len(PARTS),) weights: of the first few passages that the linear ranker cannot tell apart,
    a gold one comes first.  Only the order counts, so the ranker's own weight is 1."""
    lists = []
    for one in samples:
        sums, read = _first_few(one)
        gold = np.array([hit.article_id in one.question.gold for hit in one.hits[: len(sums)]])
        if one.known and len(sums) > 1 and sums[0] - sums[1] <= MARGIN:
            lists.append((np.stack([sums, read], axis=1), gold))
    found = fit_first(lists, np.ones(len(PARTS)))
    scaled: Floats = found / found[0]
    return scaled


def cascaded(one: Sample) -> Sample:
    """The sample as the cascade ranks its hits (`qa/ranking/cascade.py`)."""
    sums, read = _first_few(one)
    if len(sums) < 2 or sums[0] - sums[1] > MARGIN:
        return one
    order = np.argsort(-reordered(sums.astype(np.float32), read.astype(np.float32)), kind="stable")
    places = [*order.tolist(), *range(len(order), len(one.hits))]
    hits = [
        replace(one.hits[at], rank=n + 1, score=one.hits[n].score) for n, at in enumerate(places)
    ]
    units = [replace(unit, hit=places.index(unit.hit)) for unit in one.units]
    order = np.argsort([unit.hit for unit in units], kind="stable")
    return replace(
        one, hits=tuple(hits), units=tuple(units[n] for n in order.tolist()),
        right=one.right[order], short_right=one.short_right[order],
    )  # fmt: skip


def _first_few(one: Sample) -> tuple[Floats, Floats]:
    """(n,) log-odds of the linear ranker and of the reader, of the passages the cascade sees."""
    hits = one.hits[:RERANKED]
    read = np.full(len(hits), -30.0)
    for unit in one.units:
        if unit.hit < len(hits):
            read[unit.hit] = max(read[unit.hit], unit.score)
    return np.array([hit.log_odds for hit in hits]), read


def fit_logistic(rows: Floats, right: NDArray[np.bool_], weight: Floats) -> tuple[Floats, float]:
    """Weights and bias of a logistic regression, columns scaled while it is fitted."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-6)
    model = LogisticRegression(C=1 / L2, max_iter=1000)
    model.fit((rows - mean) / spread, right, sample_weight=weight)
    slopes = model.coef_[0] / spread
    return slopes, float(model.intercept_[0] - slopes @ mean)


def _forget() -> None:
    """The file was written anew."""
    parameters.cache_clear()
    linear.cache_clear()


def fit(samples: Sequence[Sample], path: Path, said: dict[str, object]) -> dict[str, float]:
    """Fits all parts on the samples and writes the file; what it gives on them."""
    first = linear("window", WINDOW).weights.tolist()  # by which the samples were read
    fixed: dict[str, Part] = {
        "window": (WINDOW, first, 0.0), "cascade": (PARTS, fit_cascade(samples).tolist(), 0.0)
    }  # fmt: skip
    dump(fixed, {}, path)
    _forget()
    samples = [cascaded(one) for one in samples]
    weights = fit_choice(samples)
    dump(
        {
            **fixed,
            "choice": (CHOICE, weights.tolist(), 0.0),
            "sure": (SURE, [0.0] * len(SURE), 0.0),
            "short": (SHORT, [0.0] * len(SHORT), 0.0),
        },
        {"threshold": 0.0, "fitted": said},
        path,
    )
    _forget()
    rows, right, best = best_units(samples)
    sets = [one.question.kind if one.question.kind in APART else "people" for one in samples]
    weight = np.array([1 / sets.count(name) for name in sets]) * len(sets) / len(set(sets))
    weight *= [WEIGHTS.get(one.question.kind, 1.0 if one.question.kind in APART else PEOPLE)
               for one in samples]  # fmt: skip
    slopes, bias = fit_logistic(rows, right, weight)
    stretch, shift = fit_logistic((rows @ slopes + bias)[:, None], right, natural(samples, sets))
    slopes, bias = slopes * stretch[0], float(bias * stretch[0] + shift)
    sure = 1 / (1 + np.exp(-(rows @ slopes + bias)))
    short_rows, short_right = [], []
    for one, n, chance in zip(samples, best, sure.tolist(), strict=True):
        unit = one.units[n]
        if unit.short:
            start, end = whole_words(one.hits[unit.hit].text, unit.span, unit.short)
            text = one.hits[unit.hit].text[start:end]
            short_rows.append(short_features(unit, chance))
            gold = one.known and one.hits[unit.hit].article_id in one.question.gold
            short_right.append(gold and agrees(text, one.question.answers))
    short = fit_logistic(
        np.array(short_rows, np.float64), np.array(short_right, bool), np.ones(len(short_rows))
    )
    people = np.array(
        [one.known and name == "people" for one, name in zip(samples, sets, strict=True)]
    )
    threshold = float(np.quantile(sure[people], REFUSED))
    dump(
        {
            **fixed,
            "choice": (CHOICE, weights.tolist(), 0.0),
            "sure": (SURE, slopes.tolist(), bias),
            "short": (SHORT, short[0].tolist(), short[1]),
        },
        {"threshold": round(threshold, 4), "fitted": said},
        path,
    )
    _forget()
    known = np.array([one.known for one in samples])
    return {
        "right of the answerable": float(right[known].mean()),
        "mean confidence": float(sure.mean()),
        "share right": float(right.mean()),
        "threshold": threshold,
        "unanswerable refused": float((sure[~known] < threshold).mean()),
    }


def natural(samples: Sequence[Sample], sets: Sequence[str]) -> Floats:
    """(n,) weights under which the confidence is a chance: as people ask, an eighth of their
    questions without an answer and none whose passages were taken out; and of the open sets, where
    half were, a sixth in all.  None of the twins, half of which have no answer."""
    people = np.array([name == "people" for name in sets])
    opened = np.array([name in OPEN for name in sets])
    known = np.array([one.known for one in samples])
    asked = np.array([bool(one.question.gold) for one in samples])
    weight = np.zeros(len(samples))
    for chosen, share in (
        (people & known, (1 - UNANSWERED) * 5 / 6),
        (people & ~asked, UNANSWERED * 5 / 6),
        (opened, 1 / 6),
    ):
        weight[chosen] = share / max(chosen.sum(), 1)
    scaled: Floats = weight * len(samples)
    return scaled


def best_units(samples: Sequence[Sample]) -> tuple[Floats, NDArray[np.bool_], list[int]]:
    """For each sample the features of the confidence, whether what is shown first is right, and
    the number of that unit."""
    rows, right, best = [], [], []
    for one in samples:
        scores = confidence.choice(one.units, one.hits)
        n = int(np.argmax(scores))
        rows.append(sure_features(Question(one.question.text), one.units, scores, one.hits))
        parts = filled(one.units, one.hits, n)
        right.append(any(one.right[part] for part in parts) or _right_across(one, parts))
        best.append(n)
    return np.array(rows, np.float64), np.array(right, bool), best


def _right_across(one: Sample, parts: range) -> bool:
    """Whether the units side by side hold an answer that goes over their border."""
    units, hit = one.units, one.hits[one.units[parts[0]].hit]
    text = hit.text[units[parts[0]].span[0] : units[parts[-1]].span[1]]
    return one.known and hit.article_id in one.question.gold and answers(one.question, text)


OPEN, TWIN = ("cmrc2018_trial", "drcd_test"), "twin"
APART = (*OPEN, TWIN)
"""Kinds of questions that are a set of their own; all others are people's."""
MOST = 150
"""Questions of each open set."""


def retrievals(shared: Path, work: Path) -> list[Retrieval]:
    """All questions that are fitted on, each with its passages and without."""
    found: list[Retrieval] = []
    store = people.index(shared / "train", work / "people", "builtin", SITTINGS)
    for one in tqdm(people.judged(people.CALIBRATION), desc="people", file=sys.stderr):
        question = people.with_sentences([one], {})[0]
        found.append(retrieval(question, store, out=False))
        if one.gold:
            found.append(retrieval(question, store, out=True))
    libraries = people.small_libraries(
        shared / "train", work / "small", "builtin", people.CALIBRATION
    )
    for store, questions in tqdm(libraries, desc="small libraries", file=sys.stderr):
        asked = people.with_sentences(questions, {})
        found += [retrieval(question, store, out=False) for question in asked]
    kept, _ = people.kept_twins()
    store = people.index(shared / "train", work / "twins", "builtin", people.TWINS)
    twins = [one for one in people.judged(people.TWINS) if people.about(one) in kept]
    for one in tqdm(people.with_sentences(twins, {}), desc="twins", file=sys.stderr):
        found.append(retrieval(replace(one, kind=TWIN), store, out=False))
    for name in OPEN:
        store = indexed(shared / "eval" / f"{name}.passages.jsonl", work / name)
        every = part(name, shared / "eval", rest=True)
        for question in tqdm(every[:: len(every) // MOST], desc=name, file=sys.stderr):
            found += [retrieval(question, store, out=out) for out in (False, True)]
    return found


def read_all(found: Sequence[Retrieval], path: Path) -> list[Sample]:
    """The samples, read by windows as they are chosen by the weights that are fitted and written
    here first."""
    parts = {name: value for name, value in parameters(path).items() if name != "window"}
    dump({"window": (WINDOW, fit_windows(found).tolist(), 0.0)}, parts, path)
    _forget()
    every = (sample(one) for one in tqdm(found, desc="reading", file=sys.stderr))
    return [one for one in every if one is not None]


def main(arguments: Sequence[str] | None = None) -> int:
    root = Path(__file__).resolve().parent.parent
    parser = console.Parser(prog="python -m training.answers", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--data", type=Path, default=root.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, default=root / "var" / "ranker", help="for indexes")
    parser.add_argument("--out", type=Path, default=PATH)
    given = parser.parse_args(arguments)
    kept = given.work / "samples.pickle"
    if not kept.is_file():
        found = retrievals(given.data, given.work)
        kept.write_bytes(pickle.dumps(read_all(found, PATH)))
    chosen: list[Sample] = pickle.loads(kept.read_bytes())
    said: dict[str, object] = {
        "on": [*(f"people {one}" for one in people.CALIBRATION), "twins", *OPEN],
        "samples": len(chosen),
    }
    figures = fit(chosen, given.out, said)
    print(json.dumps({name: round(value, 4) for name, value in figures.items()}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(console.run(main))
