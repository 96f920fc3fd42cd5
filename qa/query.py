"""A question taken apart, once: search, ranking, reading and answers all read the same `Query`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from index.store import Floats, Store
from language import lexicon
from language.asked_years import AskedYears
from language.fold import fold, without_radicals
from language.laws import Article, law_articles
from language.politeness import plain
from language.small_talk import greets
from language.words import search_words
from qa.library_questions import library_question
from qa.question_type import QuestionType, read
from qa.term_weights import TermWeights, term_weights

# 几 asks, but not in 几何, 几乎, 几率, 几内亚; 何, a surname too, asks in front of these only.
_ASKING = (
    r"请问|(?:叫做?|称为)?什么(?:时候|时间|意思|样)?|甚么|为(?:什么|何)|怎么?样|怎么|如何"
    r"|哪(?:一?[个些位种里儿边]|一)?|谁|多(?:少|久|长|大|高|远|重)|是不是|有没有|是否|能否|可否"
    r"|何(?=[时地处种者人年月日以故在])|几(?![何乎率]|内亚|十|百|千|万)个?|吗|呢"
)
_LATIN = frozenset(lexicon.words("english_function_words"))
_BLANK = re.compile(rf"({_ASKING})|[a-z]+")

LEAST_KNOWN = 0.45
"""A query of which the index knows less than this share is crossing (`Query.crossing`)."""
_CHINESE = re.compile("[\u3400-\u9fff]")
_QUOTED = re.compile(r"“([^“”]{2,100})”|\"([^\"]{2,100})\"|「([^「」]{2,100})」")


@dataclass(frozen=True, eq=False)
class Question:
    """A question, and what its words alone say; each thing is worked out once, when it is read."""

    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def asked(self) -> QuestionType:
        """What kind of answer it asks for, by which word."""
        return read(self.folded)

    @cached_property
    def person(self) -> str:
        """Whom it asks to be told of (罗大河是谁), folded; "" if nobody."""
        asked = library_question(self.text)
        return fold(asked.name) if asked and asked.kind == "who" else ""

    @property
    def named(self) -> str:
        """The folded question without what asks: 学校 of 哪个学校 names nothing."""
        return f"{self.asked.before} {self.asked.after}"

    @cached_property
    def content(self) -> str:
        """Its content words, in their places (`content`)."""
        return content(self.folded)

    @cached_property
    def search_words(self) -> tuple[str, ...]:
        """Those and their parts, as the index cuts them."""
        return tuple(search_words(self.content))

    @cached_property
    def law_articles(self) -> frozenset[Article]:
        """The articles of laws that it names by number."""
        return law_articles(self.folded)

    @cached_property
    def years(self) -> AskedYears:
        """The years that it asks for."""
        return AskedYears(self.folded)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """What it has in quotes, folded: it asks for passages with these very words."""
        quotes = (next(filter(None, match.groups())) for match in _QUOTED.finditer(self.folded))
        bare = (_bare(phrase) for phrase in quotes)
        return tuple(dict.fromkeys(phrase for phrase in bare if len(phrase) > 1))

    @property
    def exact(self) -> bool:
        """Whether nothing is asked but what stands in quotes."""
        return bool(self.phrases) and not _says(_QUOTED.sub("", self.folded))

    @property
    def asks_nothing(self) -> bool:
        """Whether it has no word besides those that ask or join (多少？), or a single character; or
        only greets."""
        if greets(self.folded):
            return True
        return not _says(_BLANK.sub(_blank, self.folded)) or sum(map(str.isalnum, self.content)) < 2

    @property
    def is_latin(self) -> bool:
        """Whether it has letters, and none that is Chinese."""
        return any(map(str.isalpha, self.folded)) and not _CHINESE.search(self.folded)

    @property
    def is_word(self) -> bool:
        """Whether it is a word of two to four Chinese characters, and no question."""
        chars = self.folded.strip()
        is_short = 2 <= len(chars) <= 4 and all(map(_CHINESE.match, chars))
        return is_short and not self.asked.word

    def has_phrases(self, text: str) -> bool:
        """Whether a text has all the phrases, whatever white space stands within them."""
        bare = _bare(fold(text))
        return all(phrase in bare for phrase in self.phrases)


@dataclass(frozen=True, eq=False, slots=True)
class Query:
    """A question as an index knows it: what search, ranking and reading pass along.

    terms: what each of its words counts.  vector: (dim,) float32, by the encoder of the index.
    readings: what the reader made of windows of tokens (`qa/reading/cross_encoder.py`), so that
    what ranking has read the answer need not read again.
    """

    question: Question
    terms: TermWeights
    vector: Floats
    readings: dict[tuple[int, ...], Floats] = field(default_factory=dict, repr=False)

    @property
    def text(self) -> str:
        return self.question.text

    @property
    def crossing(self) -> bool:
        """Whether it is in other words than the articles: another language, mostly."""
        return self.terms.known < LEAST_KNOWN


def parse(text: str, store: Store) -> Query:
    """The query of a checked question, for the terms and the encoder of this store."""
    question = Question(text := plain(text))
    # A bag of words is made worse by words that only ask (docs/research/RANKING.md).
    encoded = question.content if store.encoder.bag_of_words else text
    encoded = encoded if any(map(str.isalnum, encoded)) else ""  # marks alone ask for nothing
    terms = term_weights(question.content, store)
    return Query(question, terms, vector=store.encoder.queries([without_radicals(encoded)])[0])


def content(folded: str) -> str:
    """A folded question, of the same length, with spaces for words that only ask or join.

    什么, 多少, 哪一个, who, what, of say nothing about where the answer stands, and being rare in
    articles they would weigh much (idf).  A question of such words alone is left as it is.
    """
    bare = _BLANK.sub(_blank, folded)
    return bare if _says(bare) else folded


def _says(text: str) -> bool:
    """Whether anything but marks and white space stands there."""
    return any(map(str.isalnum, text))


def _bare(folded: str) -> str:
    """Without white space, but between Latin words, where it is one space."""
    return re.sub(r"(?<![a-z0-9]) | (?![a-z0-9])", "", " ".join(folded.split()))


def _blank(match: re.Match[str]) -> str:
    word = match.group()
    return " " * len(word) if match.group(1) or word in _LATIN else word


fold_cached = lru_cache(maxsize=8192)(fold)
"""`fold`, cached: the texts of candidates come again with other questions."""
