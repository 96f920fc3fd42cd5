"""Names that the dictionary does not know, learnt from the articles: 川维化工, 产改, 揭榜挂帅.

Each article proposes names by itself alone, so that they come and go with it:
- its authors;
- what it puts in quotation marks, if the dictionary would split it;
- what it repeats: a run of words with a single character among them, for that is what is left of
  a name that the dictionary does not know, whose neighbours differ on both sides.

A name of any article counts in the rows of all.  It is a term beside the words and bigrams of the
same place, with a key of its own, so a new name touches only the rows that hold it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.records import Article, Span
from index.lexical import Counts, Postings, count, joined
from index.terms import Keys, code_points, stretch_keys, term_keys
from language.fold import fold
from language.words import HAN, is_word

VERSION = 1
"""Of the rules above: an index made by others is refused."""

SHORTEST, LONGEST = 2, 10
MOST = 24
"""Names that one article may propose; the most frequent ones."""

_MARK = "\x01"  # before a name's letters in its key: the bigram 产改 is another term
_REPEATED = 3  # times, for a name of up to three characters
_REPEATED_LONG = 2  # for a longer one, which chance repeats less
_KIND = re.compile("(?:有限|责任|股份)*(?:公司|集团|学校|学院|大学|医院|银行|协会|委员会)$")
_COMPARED = 300  # the most frequent ones, each compared with each
_BATCH = 512  # texts looked through together
_FREE = 2  # different neighbours on each side
_QUOTED = re.compile(rf"[“「『《\"]([{HAN}]{{3,{LONGEST}}})[”」』》\"]")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_LOOSE = frozenset(
    "的了着过在是和与及或等为对把被将从到于以而且但也都就还又才不没有无这那其之此该各每某"
    "个位名项条件次年月日时分元人家上下中前后内外里间一二三四五六七八九十百千万亿两几多少大小"
    "我你他她它们所者很更最可能会要应须得向由让给使用按据并却则如若因故且乃吧吗呢啊第做去来说"
)
"""Characters that begin and end phrases but hardly a name; one of these at either end rules out."""


def proposed(article: Article, text: str, cuts: Sequence[Span]) -> tuple[str, ...]:
    """The names of an article, folded, sorted.

    Args:
        text: its folded paragraphs, with line breaks between them.
        cuts: the words of the text.
    """
    found: Counter[str] = Counter()
    for author in _HAN_RUN.findall(fold(article.author or "")):
        if SHORTEST <= len(author) <= 5:
            found[author] += 1 << 20
    for name in _QUOTED.findall(f"{fold(article.title or '')}\n{text}"):
        if not is_word(name):
            found[name] += 1
    found.update(_repeated(text, cuts))
    best = sorted(found, key=lambda name: (-found[name], name))[:MOST]
    return tuple(sorted(best))


def gathered(proposals: Iterable[Sequence[str]]) -> frozenset[str]:
    """The names of all articles."""
    return frozenset(name for names in proposals for name in names)


def keys(names: Sequence[str]) -> Keys:
    """(n,) the key of each name as a term."""
    return term_keys([_MARK * 3 + name for name in names])


def inside(text: str, names: frozenset[str]) -> list[str]:
    """Every occurrence of a name in a text, folded."""
    found = []
    for run in _HAN_RUN.findall(fold(text)):
        for start in range(len(run) - 1):
            for end in range(start + SHORTEST, min(start + LONGEST, len(run)) + 1):
                if run[start:end] in names:
                    found.append(run[start:end])
    return found


def counted(texts: Sequence[str], rows: NDArray[np.int64], names: Sequence[str]) -> Counts:
    """How often each name stands in each text; the text's number is taken from `rows`."""
    parts = [count(np.zeros(0, np.int64), np.zeros(0, np.uint64))]
    if names:
        table = _Table(names)
        for first in range(0, len(texts), _BATCH):
            part = slice(first, first + _BATCH)
            parts.append(table.count(texts[part], rows[part]))
    return joined(parts)


class _Table:
    """Names to be looked up: `plain` keys, ascending, and for each the key that marks a name."""

    def __init__(self, names: Sequence[str]) -> None:
        plain = term_keys(names)
        order = np.argsort(plain)
        self.plain, self.marked = plain[order], keys(names)[order]
        self.sizes = sorted({len(name) for name in names})
        # a name can only start where its first two characters stand
        self.heads = np.unique(term_keys([name[:2] for name in names]))

    def count(self, texts: Sequence[str], rows: NDArray[np.int64]) -> Counts:
        points, begins = code_points(texts)
        starts = np.arange(max(len(points) - 1, 0))
        pairs = stretch_keys(points, starts, np.full(len(starts), 2))
        place = np.minimum(self.heads.searchsorted(pairs), len(self.heads) - 1)
        starts = starts[self.heads[place] == pairs]
        found_at, found_keys = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)]
        for size in self.sizes:
            at = starts[starts + size <= len(points)]
            these = stretch_keys(points, at, np.full(len(at), size))
            place = np.minimum(self.plain.searchsorted(these), len(self.plain) - 1)
            hit = self.plain[place] == these
            found_at.append(at[hit])
            found_keys.append(self.marked[place[hit]])
        at = np.concatenate(found_at)
        return count(rows[begins.searchsorted(at, "right") - 1], np.concatenate(found_keys))


def candidates(postings: Postings, name: str) -> NDArray[np.int32]:
    """The rows that hold every character pair of a name, and so may hold the name."""
    terms = postings.find(term_keys([name[i : i + 2] for i in range(len(name) - 1)]))
    if (terms < 0).any():
        return np.zeros(0, np.int32)
    found: NDArray[np.int32] | None = None
    for term in terms[np.argsort(postings.held[terms])].tolist():
        rows = postings.rows[postings.starts[term] : postings.starts[term + 1]]
        found = np.asarray(rows) if found is None else np.intersect1d(found, rows)
    return np.zeros(0, np.int32) if found is None else found


def _repeated(text: str, cuts: Sequence[Span]) -> Counter[str]:
    """Runs of words that the text repeats in different surroundings, with how often."""
    places: dict[str, list[Span]] = defaultdict(list)
    for part in _tight(text, cuts):
        for first, (start, end) in enumerate(part[:-1]):
            single = end - start == 1
            for begin, stop in part[first + 1 : first + 5]:
                if stop - start > 6:
                    break
                single |= stop - begin == 1
                if single:
                    places[text[start:stop]].append((start, stop))
    good = {
        name: len(found)
        for name, found in places.items()
        if len(found) >= (_REPEATED if len(name) <= 3 else _REPEATED_LONG)
        and _free(text, [(start - 1, start) for start, _ in found])
        and _free(text, [(stop, stop + 1) for _, stop in found])
        and not is_word(name)
    }
    most = sorted(good, key=lambda name: (-good[name], name))[:_COMPARED]
    good = {name: good[name] for name in most}
    # of 川维 and 川维化工, as frequent as each other, only the longer one is a name
    longest = Counter(
        {
            name: times
            for name, times in good.items()
            if not any(name in other and name != other and good[other] >= times for other in good)
        }
    )
    for name, times in list(longest.items()):  # 川维化工公司 is also called 川维化工
        stem = _KIND.sub("", name)
        if len(stem) > 2 and not is_word(stem):
            longest[stem] = max(longest[stem], times)
    return longest


def _tight(text: str, cuts: Sequence[Span]) -> Iterator[list[Span]]:
    """Runs of words that follow each other without a loose one, at least one a single character."""
    part: list[Span] = []
    single = False
    for start, end in cuts:
        word = text[start:end]
        if part and start != part[-1][1]:
            if single and len(part) > 1:
                yield part
            part, single = [], False
        if word.isascii() or not _LOOSE.isdisjoint(word):
            if single and len(part) > 1:
                yield part
            part, single = [], False
            continue
        part.append((start, end))
        single |= end - start == 1
    if single and len(part) > 1:
        yield part


def _free(text: str, sides: Iterable[Span]) -> bool:
    """Whether there are different neighbours; a border or a mark is unlike any other."""
    near = [(text[max(start, 0) : end], start) for start, end in sides]
    return len({char if _HAN_RUN.match(char) else at for char, at in near}) >= _FREE
