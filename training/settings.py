"""Hyperparameters of the recipe: the full run and the smoke run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of steps in which the rate falls linearly to 0."""

    steps: int
    rate: float
    strength: float  # length of a signature, in units of its weight
    exponent: float  # a word that stands n times counts n ** exponent
    gloss: float  # chance that a question's words become English
    weights: tuple[float, ...]  # of the five blocks of a step (training/pairs.py) in the loss


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is made of; it is written beside the model, and a resumed run must agree."""

    # vocabulary
    chinese_words: int = 54_000
    latin_words: int = 29_500
    buckets: int = 1_024  # rows for what no word covers
    # vectors
    meaning: int = 512  # trained dimensions
    signature: int = 512  # fixed pseudo-random dimensions
    start: float = 0.5  # length of the random start of a trained row, in units of its idf
    # steps: first with faint signatures, so that the trained half learns to tell texts apart by
    # itself, then with strong ones
    phases: tuple[Phase, ...] = (
        Phase(8_600, 0.008, 1.0, 0.5, 0.35, (1.0, 0.5, 0.8, 0.3, 0.15)),
        Phase(1_900, 0.004, 3.7, 0.6, 0.40, (1.0, 0.5, 1.0, 0.3, 0.15)),
    )
    part_rate: float = 0.5  # the parts' rate, of the rows' rate
    warm: int = 50
    temperature: float = 0.05
    seed: int = 0
    save_every: int = 250
    # pairs a step
    groups: int = 160  # of four consecutive windows of one article: each other's hard negatives
    titles: int = 256
    translations: int = 640
    dictionary: int = 512
    # how a sentence becomes a question
    remove: float = 0.5  # chance that the window loses the sentence
    synonym: float = 0.35  # chance that some of its words become synonyms
    # the exported model
    strength: float = 7.5
    exponent: float = 0.5
    characters: float = 0.1  # share of its characters' rows that a Chinese word gets
    # what a word weighs (training/weights.py): never more than its idf among everyday sentences,
    # less everyday_discount; a Latin word's trained row no more than its idf among English
    # sentences, plus english_bonus, its signature no more than that, less english_discount
    everyday_discount: float = 2.5
    english_bonus: float = 2.5
    english_discount: float = 2.0
    power: float = 1.3  # of the idf, for a signature
    number_meaning: float = 1.8  # a number is like no other number: its rows weigh so much more
    number_signature: float = 2.0
    # how often each source is drawn; what is not named is not used
    sources: Mapping[str, float] = field(
        default_factory=lambda: {
            "LCTT/TranslateProject": 0.34,
            "kiang/www.tainan.gov.tw": 0.32,
            "LawRefBook/Laws": 0.09,
            "kong0107/ey-gazette-data": 0.06,
            "MicrosoftDocs/Dynamics-365-Operations.zh-cn": 0.06,
            "kong0107/mojLawSplitJSON": 0.05,
            "aldohemsn/chinese-political-corpora": 0.04,
            "Anduin2017/HowToCook": 0.02,
            "github/opensource.guide": 0.01,
            "audreyt/transcript": 0.01,
        }
    )

    @property
    def steps(self) -> int:
        return sum(phase.steps for phase in self.phases)

    def at(self, step: int) -> tuple[Phase, float]:
        """The phase of a step, and the share of that phase that is done before it."""
        for phase in self.phases:
            if step < phase.steps:
                return phase, step / phase.steps
            step -= phase.steps
        raise ValueError(f"the recipe has {self.steps} steps, numbered from 0")


# What may change without training anew: it only goes into the exported model.
EXPORTED = (
    "strength",
    "exponent",
    "characters",
    "everyday_discount",
    "english_bonus",
    "number_meaning",
    "number_signature",
)

# How much a source's word counts weigh in the choice of the vocabulary (1 where not named).
COUNT_WEIGHTS: Mapping[str, float] = {
    "LCTT/TranslateProject": 2.0,
    "LawRefBook/Laws": 0.5,
    "kong0107/mojLawSplitJSON": 0.3,
    "kong0107/ey-gazette-data": 0.3,
}

# The kinds of translation pairs, by the start of their source, and how often each is drawn.
PAIR_KINDS: tuple[tuple[str, float], ...] = (
    ("kong0107/mojLawSplitJSON", 0.45),
    ("kong0107/ey-gazette-data", 0.20),
    ("", 0.35),  # all others: Tatoeba, NTREX, lessons, guides
)
