"""Topic scores: which article of a page a part belongs to.

Words: a part's words are drawn from the article that it belongs to.  The log odds of two articles
are the sum over the part's words of the difference of their log frequencies in the two, smoothed
with the page's own (naive Bayes with a Dirichlet prior); words come in bursts, so a word counts at
most twice, and the sum grows with the square root of the number of words.  Meaning: the cosine of
the part's vector with those of the article's text and title, where an encoder is at hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import NDArray

from corpus.newspaper.records import Piece
from language.fold import fold
from language.words import frequency, spans

Part = tuple[int, int]
Likeness = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit rows (n, dim); the nearer the meaning, the higher the inner product."""

_PRIOR = 400.0  # words of the page that stand beside an article's own
_TITLE = 2.0  # a word of the title counts as often
_NAME = 3.0  # log odds by a name that only this article's author has in the office: 綦江, 川维

# Weights of the log odds by words and of the cosines with text and title; fitted by logistic
# regression to the displaced parts of made pages.
_WORDS_ALONE = 0.32
_WORDS, _TEXT, _HEAD = 0.2, 2.2, 7.8


class Topics:
    """What the pieces of a page are about; `titles` are those of the articles by their bounds."""

    def __init__(
        self,
        pieces: Sequence[Piece],
        titles: Sequence[tuple[Part, str]],
        offices: Sequence[str] = (),
        likeness: Likeness | None = None,
    ) -> None:
        texts = [headed_text(piece) for piece in pieces]
        bags = [terms(text) for text in texts]
        heads = [terms(title) for _, title in titles]
        self._words = sorted({word for bag in [*bags, *heads] for word in bag})
        self._rare = np.array([rarity(word) for word in self._words])
        column = {word: i for i, word in enumerate(self._words)}
        self._sums = np.zeros((len(bags) + 1, len(column)))
        for row, bag in enumerate(bags, 1):
            for word in bag:
                self._sums[row, column[word]] += 1
        self._sums = np.cumsum(self._sums, axis=0)
        self._titles = {bounds[0]: np.zeros(len(column)) for bounds, _ in titles}
        for (bounds, _), head in zip(titles, heads, strict=True):
            for word in head:
                self._titles[bounds[0]][column[word]] += _TITLE
        self._names = self._only_names(titles, offices, column)
        page = self._sums[-1] + 0.5
        self._page = _PRIOR * page / page.sum()
        self._direction: Directions | None = None
        if likeness is not None and texts:
            rows = likeness([*texts, *(title for _, title in titles)]).astype(np.float64)
            sizes = np.sqrt([len(text) for text in texts])
            self._direction = Directions(rows[: len(texts)] * sizes[:, None])
            self._heads = {
                bounds[0]: row for (bounds, _), row in zip(titles, rows[len(texts) :], strict=True)
            }
        self._articles = tuple(bounds for bounds, _ in titles)
        self._numbers = {bounds: i for i, bounds in enumerate(self._articles)}
        self._fits = lru_cache(maxsize=None)(self._of)
        self._known = lru_cache(maxsize=4)(self._known_of)

    def belongs(self, part: Part, to: Part, other_article: Part) -> float:
        """Log odds that the part belongs to the one article and not to the other; natural log."""
        return self._score(part, to) - self._score(part, other_article)

    def shared(self, part: Part, to: Part, other_articles: Sequence[Part]) -> list[str]:
        """Up to three words that the part shares with this article and no other: names in its
        author's office, then the words that are rarest in Chinese at large."""
        in_article = self._bag(to) > 0
        names = self._names.get(to[0], [])
        in_article[names] = True
        only_here = (self._bag(part) > 0) & in_article
        for article in other_articles:
            only_here &= self._bag(article) == 0
        ids = np.flatnonzero(only_here).tolist()
        ids.sort(key=lambda i: (i not in names, frequency(self._words[i]) or 500, self._words[i]))
        return [self._words[i] for i in ids[:3]]

    def _bag(self, part: Part) -> NDArray[np.float64]:
        bag: NDArray[np.float64] = self._sums[part[1]] - self._sums[part[0]]
        return bag

    def _score(self, part: Part, article: Part) -> float:
        """How well the part fits the article, up to a number that is the same for all articles."""
        number = self._numbers.get(article)
        if number is None:
            return float(self._fits(part, (article,))[0])
        return float(self._fits(part, self._articles)[number])

    def _of(self, part: Part, articles: tuple[Part, ...]) -> NDArray[np.float64]:
        """The same for several articles: all at once are about as quick as one."""
        bag = self._bag(part)
        words, sizes, texts, heads = self._known(articles)
        by_words = self._by_words(bag, words, sizes)
        name_odds = _NAME * np.array(
            [min(2, np.count_nonzero(bag[self._names.get(low, [])])) for low, _ in articles]
        )
        if self._direction is None:
            return name_odds + _WORDS_ALONE * by_words
        vector = self._direction(*part)
        return name_odds + _WORDS * by_words + _TEXT * (texts @ vector) + _HEAD * (heads @ vector)

    def _known_of(self, articles: tuple[Part, ...]) -> tuple[NDArray[np.float64], ...]:
        """A row for each article: its words, their number, the directions of text and title."""
        words = np.array([self._bag(part) + self._titles.get(part[0], 0.0) for part in articles])
        sizes = words.sum(axis=1, keepdims=True)
        if self._direction is None:
            return words, sizes, words, words
        texts = np.array([self._direction(*part) for part in articles])
        none = np.zeros(texts.shape[1])
        return words, sizes, texts, np.array([self._heads.get(low, none) for low, _ in articles])

    def _only_names(
        self, titles: Sequence[tuple[Part, str]], offices: Sequence[str], column: dict[str, int]
    ) -> dict[int, list[int]]:
        """For each article the names in its author's office that no other article's has."""
        names_of = [set(_office_names(office)) for office in offices]
        return {
            bounds[0]: [
                column[name]
                for name in sorted(names)
                if name in column and sum(name in names_there for names_there in names_of) == 1
            ]
            for (bounds, _), names in zip(titles, names_of, strict=False)
        }

    def _by_words(
        self, bag: NDArray[np.float64], articles: NDArray[np.float64], sizes: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        at = np.flatnonzero(bag)
        count = np.minimum(bag[at], 2)
        page = self._page[at]
        odds = np.log((articles[:, at] + page) / (sizes + _PRIOR) / page * _PRIOR)
        scores: NDArray[np.float64] = (count * self._rare[at] * odds).sum(axis=1)
        scores /= np.sqrt(count.sum() + 1)
        return scores


class Directions:
    """Directions of the sum of some rows of vectors that follow each other."""

    def __init__(self, rows: NDArray[np.floating]) -> None:
        self._sums = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0)])

    def __call__(self, low: int, high: int) -> NDArray[np.float64]:
        vector: NDArray[np.float64] = self._sums[high] - self._sums[low]
        return vector / (np.linalg.norm(vector) or 1.0)


def headed_text(piece: Piece) -> str:
    """The piece below its heading."""
    return f"{piece.heading.text}\n{piece.text}" if piece.heading else piece.text


def terms(text: str) -> list[str]:
    """The words of two characters or more, no numbers, and what stands between them in pairs of
    characters: names that the dictionary does not have."""
    words = []
    last, end = "", -1
    for low, high in spans(text):
        word = fold(text[low:high])
        if len(word) > 1:
            if not word.isdigit():
                words.append(word)
            last = ""
        else:
            if last and low == end:
                words.append(last + word)
            last = word
        end = high
    return words


def _office_names(office: str) -> list[str]:
    return [
        word
        for word in terms(office)
        if word[-1] not in "局委会长员院校部处科师班组主"
        and (rarity(word) > 2.2 or not frequency(word))
    ]


@lru_cache(maxsize=1 << 16)
def rarity(word: str) -> float:
    """A weight that grows as the word is seldom in Chinese at large; unknown words count 1."""
    count = frequency(word)
    return min(2.5, max(0.3, (16.0 - log(count + 5.0)) / 4.0)) if count else 1.0
