"""How likely the index answers a question: logistic models over named features.

`confidence` is the probability that the answer to the question stands in the index, at even odds:
of the questions that get 0.8, four in five are answered by a passage that was found.  It is the
product of two chances, calibrated: that the passages are about what is asked (by the features here
and by those of `qa/rivals.py`), and that, if they are, they say it.  Fitted and measured on
questions whose passage is in the index and on the same ones with it taken out (docs/ANSWERS.md has
the calibration).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.store import Ranking
from language.words import HAN
from qa import alignment, rivals
from qa.alignment import DENIES, LATIN, NUMBER, lacking
from qa.asks import Question
from qa.evidence import FEATURES as EVIDENCE
from qa.evidence import Evidence
from qa.records import Hit
from qa.weights import Linear, linear, parameters

Floats = NDArray[np.float32]

OWN = (
    "known",  # share of the question's weight whose terms the index knows at all
    "paragraph",  # share of its weight in the best hit with title and subhead
    "paragraph_gain",  # that, less the same of the best hit of another article
    "paragraph_untitled",  # of the terms that no title of the hit has
    "title",  # share of its weight in the title of the best sentence's hit
    "sentence",  # share of its weight in the best sentence …
    "with_previous",
    "with_next",
    "local",  # terms weighted by how few of the hits' sentences have them
    "rarest_missing",  # weight of the rarest term not in the paragraph, over the rarest of all
    "numbers_missing",  # share of the question's numbers that the paragraph lacks
    "latin_missing",  # share of its Latin words that the paragraph lacks
    "negated",  # the question says not, never, without; the sentence doesn't
    "most",  # the question says most, first, only; the sentence doesn't
    "meaning",
    "meaning_with_previous",
    "trigrams",
    "fivegrams",
    "touch_before",
    "touch_after",
    "kind_found",
    "kind_missing",
    "kind_near",
    "focus_found",
    "defines",
    "cosine_sentence",
    "cosine_around",
    "cosine_first",  # of the nearest passage
    "cosine_margin",  # that, less the mean of the 2nd to 10th nearest
    "cosine_place",  # 1 / place of the best sentence's hit in the dense leg
    "lexical_place",
    "lexical_margin",  # second best BM25 over the best
    "lexical_gain",  # best BM25, less the mean of the 2nd to 10th, over the question's weight
    "lexical_sum",  # best BM25 over the most that the question could get
    "passage",  # score of the first passage by the passage ranker, as log odds
    "passage_margin",  # that, less the same of the second passage
    "passage_gain",  # that, less the mean of the 2nd to 10th passage
    "agree",  # the two legs have the same first passage
    "ranked",  # score of the best sentence by the sentence model
    "ranked_margin",  # that, less the best of another passage
    "terms",  # log of the number of terms
    "passage_share",  # of the first passage among the first 20, in a softmax of their log odds
    "passage_entropy",  # of that softmax
    "ranked_rest",  # log of the sum of exp(score) of all sentences, less the best score
    "same_title",  # share of the hits that have the first one's title
    "cosine_best",  # the highest of any sentence
    "cosine_best_around",
    "cosine_gain",  # of the best sentence, less the mean of all
    "meaning_gain",
    "asks_not",  # the question says not, never, without
    "asks_number",  # it names a number
    "asks_latin",  # it has a Latin word
    "asks_length",  # log of its characters
)
FEATURES = (*OWN, *alignment.FEATURES)

PARTS = ("confidence", "confidence_foreign")
"""The two models in the file of weights: question and articles of one language, or of two."""
RIVALS, SAYS = "_rivals", "_says"
"""End the names of the parts that weigh the passages against each other, and that tell whether
passages on the topic say what is asked."""

_AT = {name: number for number, name in enumerate(EVIDENCE)}
_HAN = re.compile(rf"[{HAN}]")
_MOST = re.compile(r"最|首|第一|唯一|主要|\b(?:most|first|only|largest|main|\w+est)\b")


def measure(
    question: Question,
    hits: Sequence[Hit],
    evidence: Evidence,
    ranked: alignment.Ranked,
    dense: Ranking,
    lexical: Ranking,
    passages: Floats,
) -> Floats:
    """(len(FEATURES),) float32.

    ranked: the sentences, at least one.  dense, lexical: the legs.  passages: the scores of all
    ranked passages, best first.
    """
    scores, best = ranked.scores, ranked.best
    at = evidence.candidates[best].hit
    row = evidence.features[best]
    asked, hit = evidence.asked, hits[at]
    of_hit = np.array([c.hit for c in evidence.candidates])
    whole = evidence.found[of_hit == at].any(axis=0) | evidence.titles[at]
    total = max(float(asked.weights.sum()), 1e-6)
    paragraphs = np.zeros(len(hits), np.float32)
    np.maximum.at(paragraphs, of_hit, evidence.features[:, _AT["cover_of_paragraph"]])
    top = int(np.argmax(paragraphs))
    others = [
        p for p, h in zip(paragraphs, hits, strict=True) if h.article_id != hits[top].article_id
    ]
    untitled = asked.weights * ~evidence.titles[at]
    text = hit.text.lower()
    body = f"{hit.title or ''} {text}".lower()
    start, end = evidence.candidates[best].span
    elsewhere = scores[of_hit != at]
    known = asked.known
    near = dense.scores[:10]
    chances = np.clip(passages[:20].astype(float), 1e-4, 1 - 1e-4)
    odds = np.log(chances / (1 - chances))
    shares = np.exp(odds - odds.max()) if len(odds) else np.ones(1)
    shares /= shares.sum()
    cosines = evidence.features[:, _AT["cosine"]]
    meanings = evidence.features[:, _AT["meaning"]]
    silent = len(lexical.scores) == 0
    values = {
        "known": known,
        "paragraph": paragraphs[top] * known,
        "paragraph_gain": (paragraphs[top] - max(others, default=0.0)) * known,
        "paragraph_untitled": float((untitled * whole).sum()) / max(float(untitled.sum()), 1e-6),
        "title": float((asked.weights * evidence.titles[at]).sum()) / total,
        "sentence": row[_AT["cover"]] * known,
        "with_previous": row[_AT["cover_with_previous"]] * known,
        "with_next": row[_AT["cover_with_next"]] * known,
        "local": row[_AT["cover_local"]] * known,
        "rarest_missing": float((asked.weights * ~whole).max(initial=0.0))
        / max(float(asked.weights.max(initial=0.0)), 1e-6),
        "numbers_missing": lacking(NUMBER, question.folded, body),
        "latin_missing": lacking(LATIN, question.folded, body),
        "negated": _only(DENIES, question.folded, text[start:end]),
        "most": _only(_MOST, question.folded, text[start:end]),
        "meaning": row[_AT["meaning"]],
        "meaning_with_previous": row[_AT["meaning_with_previous"]],
        "trigrams": row[_AT["cover_trigrams"]],
        "fivegrams": row[_AT["cover_fivegrams"]],
        "touch_before": row[_AT["touch_before"]],
        "touch_after": row[_AT["touch_after"]],
        "kind_found": row[_AT["kind_found"]],
        "kind_missing": row[_AT["kind_missing"]],
        "kind_near": row[_AT["kind_near"]],
        "focus_found": row[_AT["focus_found"]],
        "defines": row[_AT["defines"]],
        "cosine_sentence": row[_AT["cosine"]],
        "cosine_around": row[_AT["cosine_with_neighbours"]],
        "cosine_first": near[0] if len(near) else 0.0,
        "cosine_margin": near[0] - near[1:].mean() if len(near) > 1 else 0.0,
        "cosine_place": 1 / hit.dense_rank if hit.dense_rank else 0.0,
        "lexical_place": 1 / hit.lexical_rank if hit.lexical_rank else 0.0,
        "lexical_margin": 1.0
        if silent
        else lexical.scores[1] / lexical.scores[0]
        if len(lexical.scores) > 1
        else 0.0,
        "lexical_gain": (lexical.scores[0] - lexical.scores[1:10].mean()) * known / total
        if len(lexical.scores) > 1
        else 0.0,
        "lexical_sum": 0.0 if silent else lexical.scores[0] * known / (1.5 * total),
        "passage": odds[0] if len(odds) else -6.0,
        "passage_margin": odds[0] - odds[1] if len(odds) > 1 else 0.0,
        "passage_gain": odds[0] - odds[1:10].mean() if len(odds) > 1 else 0.0,
        "agree": bool(len(dense.rows) and len(lexical.rows) and dense.rows[0] == lexical.rows[0]),
        "ranked": scores[best],
        "ranked_margin": scores[best] - elsewhere.max() if len(elsewhere) else 0.0,
        "terms": np.log1p(len(asked.terms)),
        "passage_share": shares[0],
        "passage_entropy": -float(shares @ np.log(shares + 1e-12)),
        "ranked_rest": float(np.log(np.exp(scores - scores[best]).sum())),
        "same_title": float(np.mean([h.title == hits[0].title for h in hits])),
        "cosine_best": cosines.max(),
        "cosine_best_around": evidence.features[:, _AT["cosine_with_neighbours"]].max(),
        "cosine_gain": cosines[best] - cosines.mean(),
        "meaning_gain": meanings[best] - meanings.mean(),
        "asks_not": bool(DENIES.search(question.folded)),
        "asks_number": bool(NUMBER.search(question.folded)),
        "asks_latin": bool(LATIN.search(question.folded)),
        "asks_length": np.log1p(len(question.folded)),
    }
    own = np.array([values[name] for name in OWN], np.float32)
    return np.concatenate([own, ranked.aligned]).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Judge:
    """Whether the passages are about what is asked, and whether they say it.

    topic: over the features of the question.  rivals: over those of its passages.  The mean of the
    two log odds is that of the first chance.  says: the second, over the features of the question
    and of its likeliest passage; None where there were no questions to learn it from.  The logit of
    the chance of both (the second to the power `share`), times `slope`, plus `offset`, is that of
    the confidence (Platt 1999)."""

    topic: Linear
    rivals: Linear
    says: Linear | None
    share: float
    slope: float
    offset: float

    def raw(self, features: Floats, tables: Floats) -> NDArray[np.float64]:
        """(n, len(FEATURES)) and (n, READ, len(rivals.FEATURES)) to (n,) logits, uncalibrated."""
        odds, likeliest = rivals.weigh(self.rivals, tables)
        chance = _log_chance((self.topic(features) + odds) / 2)
        if self.says is not None:
            chance = chance + self.share * _log_chance(self.says(np.hstack([features, likeliest])))
        chance = np.minimum(chance, -1e-9)
        logits: NDArray[np.float64] = chance - np.log(-np.expm1(chance))
        return logits

    def __call__(self, features: Floats, tables: Floats) -> NDArray[np.float64]:
        """The (n,) probabilities, in [0, 1]."""
        logits = np.clip(self.slope * self.raw(features, tables) + self.offset, -30, 30)
        chances: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
        return chances


def _log_chance(score: NDArray[Any]) -> NDArray[np.float64]:
    chance: NDArray[np.float64] = -np.logaddexp(0, -np.asarray(score, np.float64))
    return chance


@lru_cache(maxsize=2)
def judge(foreign: bool) -> Judge:
    """The fitted one, for question and articles of two languages, or of one (`is_foreign`).

    Raises:
        ModelMissing: there is no file of weights, or it is of other features.
    """
    part = PARTS[foreign]
    own = parameters()["calibration"][part]
    return Judge(
        linear(part, FEATURES),
        linear(part + RIVALS, rivals.FEATURES),
        linear(part + SAYS, (*FEATURES, *rivals.FEATURES)) if own["share"] else None,
        own["share"],
        own["slope"],
        own["offset"],
    )


def confidence(features: Floats, table: Floats, foreign: bool) -> float:
    """The probability, in [0, 1], of (len(FEATURES),) features of the question and (READ,
    len(rivals.FEATURES)) of its passages."""
    return float(judge(foreign)(features[None], table[None])[0])


def threshold(foreign: bool) -> float:
    """The confidence from which on a question counts as answered."""
    return float(parameters()["threshold"][PARTS[foreign]])


def is_foreign(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether question and first hit are of different languages: then words cannot agree, and
    a model of its own, fitted on English questions over Chinese passages, weighs the vectors."""
    if not hits:
        return False
    text = hits[0].text[:400]
    share = len(_HAN.findall(text)) / max(1, len(text))
    return (share > 0.3) != bool(_HAN.search(question.text))


def _only(pattern: re.Pattern[str], question: str, sentence: str) -> bool:
    return bool(pattern.search(question)) and not pattern.search(sentence)
