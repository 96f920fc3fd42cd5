"""Sampling of training pairs: which two texts should have near vectors.

1. A few words of a sentence, shuffled by nature of the bag, some of them replaced by synonyms or
   all by English glosses – and the window of paragraphs it came from, half the time without that
   sentence (the inverse cloze task of Lee et al. 2019).  Four consecutive windows of an article are
   drawn together and so are each other's hard negatives.
2. A title, a heading or both – and a window of that section.
3. English – its translation.   4. A word – one of its glosses.   5. A word – a synonym.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.static.matcher import Floats, Ints, weigh
from training.bags import Bags, Numbers
from training.settings import PAIR_KINDS, Phase, Settings

WINDOWS = 4  # of one article in a batch
SHORTEST, LONGEST = 40, 320  # words of a window
Text = tuple[Ints, Floats, Ints]  # ids, weights, offsets, as models.static.matcher.weigh gives them


@dataclass(frozen=True, slots=True)
class Replacements:
    """For each word number, the bags that may stand for it."""

    at: Ints  # (rows + 1,) where a word's choices begin
    first: Ints
    last: Ints
    bag: Numbers

    @classmethod
    def make(
        cls, word: Numbers, word_at: Ints, bag: Numbers, bag_at: Ints, rows: int
    ) -> Replacements:
        """From (word, bag) pairs; words of one token and bags of 1 to 3 are used."""
        sizes = np.diff(bag_at)
        usable = np.flatnonzero((np.diff(word_at) == 1) & (sizes > 0) & (sizes <= 3))
        key = word[word_at[usable]]
        order = np.argsort(key, kind="stable")
        usable = usable[order]
        at = np.searchsorted(key[order], np.arange(rows + 1))
        return cls(at, bag_at[usable], bag_at[usable + 1], bag)

    def apply(
        self, ids: Ints, owner: Ints, chance: NDArray[np.float64], random: np.random.Generator
    ) -> tuple[Ints, Ints]:
        """Each word with that chance becomes one of its choices."""
        count = self.at[ids + 1] - self.at[ids]
        hit = (count > 0) & (random.random(len(ids)) < chance)
        pick = self.at[ids[hit]] + (random.random(int(hit.sum())) * count[hit]).astype(np.int64)
        place, offsets = ranges(self.first[pick], self.last[pick])
        return (
            np.concatenate((ids[~hit], self.bag[place])),
            np.concatenate((owner[~hit], np.repeat(owner[hit], np.diff(offsets)))),
        )


def ranges(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """All numbers of the half-open ranges on end, and offsets of the ranges among them."""
    lengths = last - first
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    return np.repeat(first - offsets[:-1], lengths) + np.arange(offsets[-1]), offsets


class Pairs:
    """Draws the pairs of a step; the same step of the same settings gives the same pairs."""

    def __init__(self, bags: Bags, settings: Settings, rows: int) -> None:
        self.bags = bags
        self.settings = settings
        self.rows = rows
        count = len(bags.source)
        self._begin = np.searchsorted(bags.section, np.arange(count + 1))
        share = np.array([settings.sources.get(str(name), 0.0) for name in bags.names])
        if not share.any():
            share[:] = 1.0
        of_sentence = bags.source[bags.section]
        filled = np.flatnonzero(np.diff(self._begin) > 0)
        self._sentences = [np.flatnonzero(of_sentence == i) for i in range(len(share))]
        self._sections = [filled[bags.source[filled] == i] for i in range(len(share))]
        self._share = share / share.sum()
        self._kinds = [np.flatnonzero(bags.kind == i) for i in range(len(PAIR_KINDS))]
        chance = np.array(
            [c if k.size else 0.0 for k, (_, c) in zip(self._kinds, PAIR_KINDS, strict=True)]
        )
        self._kind_share = chance / chance.sum()
        self._gloss = Replacements.make(bags.word, bags.word_at, bags.gloss, bags.gloss_at, rows)
        self._synonym = Replacements.make(
            bags.term, bags.term_at, bags.synonym, bags.synonym_at, rows
        )

    def draw(self, step: int) -> list[tuple[Text, Text]]:
        """The five blocks of a step, (questions, keys) each, in the order of the module's text."""
        random = np.random.default_rng([self.settings.seed, step])
        phase, _ = self.settings.at(step)
        power = phase.exponent
        bags = self.bags
        translations = self._pick(self._kinds, self._kind_share, self.settings.translations, random)
        third = self.settings.dictionary // 3
        words = random.integers(0, len(bags.word_at) - 1, self.settings.dictionary - third)
        synonyms = random.integers(0, len(bags.term_at) - 1, third)
        return [
            self._questions(phase, random),
            self._titles(power, random),
            (
                self._take(bags.english, bags.english_at, translations, 0.85, power, random),
                self._take(bags.chinese, bags.chinese_at, translations, 0.9, power, random),
            ),
            (
                self._take(bags.word, bags.word_at, words, 1, power, random),
                self._take(bags.gloss, bags.gloss_at, words, 1, power, random),
            ),
            (
                self._take(bags.term, bags.term_at, synonyms, 1, power, random),
                self._take(bags.synonym, bags.synonym_at, synonyms, 1, power, random),
            ),
        ]

    def _questions(self, phase: Phase, random: np.random.Generator) -> tuple[Text, Text]:
        bags, settings = self.bags, self.settings
        begin = self._pick(self._sentences, self._share, settings.groups, random)
        firsts, lasts = [], []
        for _ in range(WINDOWS):
            end = self._window(begin, random)
            firsts.append(begin)
            lasts.append(end)
            begin = np.minimum(end, len(bags.section) - 1)
        first, last = np.concatenate(firsts), np.concatenate(lasts)
        count = len(first)
        # The sentence that becomes the question, and the window without it.
        sentence = first + (random.random(count) * (last - first)).astype(np.int64)
        low, high = bags.sentence_at[sentence], bags.sentence_at[sentence + 1]
        removed = (random.random(count) < settings.remove) & (last - first > 1)
        place, offsets = ranges(bags.sentence_at[first], bags.sentence_at[last])
        owner = np.repeat(np.arange(count), np.diff(offsets))
        gone = removed[owner] & (place >= low[owner]) & (place < high[owner])
        keys = self._bag(bags.sentence[place[~gone]], owner[~gone], count, phase.exponent)
        # A span of the sentence, of which a random share of the words stays.
        length = high - low
        span_length = np.where(random.random(count) < 0.6, random.integers(4, 18, count), 40)
        span = np.minimum(span_length, length)
        low = low + (random.random(count) * (length - span + 1)).astype(np.int64)
        place, offsets = ranges(low, low + span)
        owner = np.repeat(np.arange(count), np.diff(offsets))
        stays = random.random(len(place)) < random.uniform(0.4, 1, count)[owner]
        ids, owner = bags.sentence[place[stays]].astype(np.int64), owner[stays]
        chance = random.random(count)
        english = chance < phase.gloss
        reworded = ~english & (chance < phase.gloss + settings.synonym)
        ids, owner = self._gloss.apply(ids, owner, np.where(english, 0.95, 0.0)[owner], random)
        ids, owner = self._synonym.apply(ids, owner, np.where(reworded, 0.3, 0.0)[owner], random)
        return self._bag(ids, owner, count, phase.exponent), keys

    def _titles(self, power: float, random: np.random.Generator) -> tuple[Text, Text]:
        bags, count = self.bags, self.settings.titles
        section = self._pick(self._sections, self._share, count, random)
        begin, end = self._begin[section], self._begin[section + 1]
        first = begin + (random.random(count) ** 2 * (end - begin)).astype(np.int64)
        place, offsets = ranges(
            bags.sentence_at[first], bags.sentence_at[self._window(first, random)]
        )
        owner = np.repeat(np.arange(count), np.diff(offsets))
        keys = self._bag(bags.sentence[place], owner, count, power)
        headed = np.diff(bags.heading_at)[section] > 0
        chance = random.random(count)
        title, heading = (chance < 0.7) | ~headed, (chance > 0.45) & headed
        parts = []
        for used, ids, at in (
            (title, bags.title, bags.title_at),
            (heading, bags.heading, bags.heading_at),
        ):
            place, offsets = ranges(
                np.where(used, at[section], 0), np.where(used, at[section + 1], 0)
            )
            parts.append((ids[place], np.repeat(np.arange(count), np.diff(offsets))))
        ids = np.concatenate([part for part, _ in parts])
        owner = np.concatenate([part for _, part in parts])
        stays = random.random(len(ids)) < 0.9
        return self._bag(ids[stays], owner[stays], count, power), keys

    def _window(self, begin: Ints, random: np.random.Generator) -> Ints:
        """The end of a window of sentences: of random length, not beyond its section."""
        bags = self.bags
        words = np.exp(random.uniform(np.log(SHORTEST), np.log(LONGEST), len(begin)))
        end = np.searchsorted(bags.sentence_at, bags.sentence_at[begin] + words)
        limit = self._begin[bags.section[begin] + 1]
        return np.minimum(np.maximum(end, begin + 1), limit)

    @staticmethod
    def _pick(
        lists: list[Ints], share: NDArray[np.float64], count: int, random: np.random.Generator
    ) -> Ints:
        usable = np.array(
            [chance if members.size else 0.0 for members, chance in zip(lists, share, strict=True)]
        )
        which = random.choice(len(lists), count, p=usable / usable.sum())
        spot = random.random(count)
        return np.array(
            [lists[i][int(r * len(lists[i]))] for i, r in zip(which, spot, strict=True)]
        )

    def _take(
        self,
        ids: Numbers,
        at: Ints,
        chosen: Ints,
        keep: float,
        power: float,
        random: np.random.Generator,
    ) -> Text:
        place, offsets = ranges(at[chosen], at[chosen + 1])
        owner = np.repeat(np.arange(len(chosen)), np.diff(offsets))
        stays = random.random(len(place)) < keep
        return self._bag(ids[place[stays]], owner[stays], len(chosen), power)

    def _bag(
        self, ids: NDArray[np.signedinteger[Any]], owner: Ints, count: int, power: float
    ) -> Text:
        order = np.argsort(owner, kind="stable")
        offsets = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=count))))
        return weigh(ids[order].astype(np.int64), offsets, power, self.rows)
