"""Questions made of sentences: what two sentences of an article both name is asked for.

A span that recurs is taken out of one sentence, a question word put in its place, and the sentence
taken out of the article; the reader has to find the span in another sentence.  It learns to read
with other words before it learns from the few thousand questions that people wrote.

Ram et al., "Few-Shot Question Answering by Pretraining Span Selection", ACL 2021 (recurring spans);
Lewis et al., "Unsupervised Question Answering by Cloze Translation", ACL 2019 (question words).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import SimpleNamespace
from typing import Any

from corpus.records import Span
from language.sentences import sentences
from language.words import spans as word_spans
from qa.reading.windows import windows
from training.reader_data import Group, Judged, labels, unanswering

SHORTEST, LONGEST = 2, 14
"""Characters of a span that is asked for."""
COMMON = 0.01
"""A span in more than this share of the articles is asked of none."""
DROPPED = 0.25
"""The share of the other words that the question loses, so that they cannot all be matched."""
QUESTION = 44
"""Characters of a question at most: what is further from the gap is cut."""
SENTENCE_STAYS = 0.2
"""How often the sentence itself stays in the article."""
PER_ARTICLE = 3
"""Questions of an article."""

_QUESTION_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"(?:\d|[一二三四五六七八九十])+(?:年|月|日|號|号)$", ("什么时候", "哪一天", "何时")),
    (r"[\d０-９]", ("多少", "几", "多少")),
    (r"[市縣县區区鄉乡鎮镇國国省路街里村]$", ("哪里", "什么地方", "哪个地方")),
    (r"[局會会院處处部署廳厅校司所社]$", ("哪个单位", "什么机构", "谁")),
    (r"[A-Za-z]", ("什么", "哪个")),
    (r"", ("什么", "谁", "哪个", "什么", "怎么")),
)
"""What a span ends with or holds, and the question words that may stand for it."""


@dataclass(frozen=True, slots=True)
class Cloze:
    """A question, its answer, and the paragraph that has it, without the question's sentence."""

    question: str
    answer: str
    paragraph: int
    text: str


def rare(articles: Sequence[Sequence[str]]) -> set[str]:
    """The words that stand in so few of the articles that they tell one from another."""
    counts: dict[str, int] = defaultdict(int)
    for paragraphs in articles:
        for word in {w for text in paragraphs for w in _askable_words(text)}:
            counts[word] += 1
    most = max(2, COMMON * len(articles))
    return {word for word, count in counts.items() if count <= most}


def clozes(paragraphs: Sequence[str], telling: set[str], chance: random.Random) -> Iterator[Cloze]:
    """Up to EACH questions of an article.  telling: see `rare`."""
    places: dict[str, list[tuple[int, Span, Span]]] = defaultdict(list)
    for number, text in enumerate(paragraphs):
        parts = word_spans(text)
        for sentence in sentences(text):
            inside = [span for span in parts if sentence[0] <= span[0] and span[1] <= sentence[1]]
            for span in inside:
                word = text[slice(*span)]
                if SHORTEST <= len(word) <= LONGEST and word in telling:
                    places[word].append((number, sentence, span))
    recurring = [
        mentions
        for mentions in places.values()
        if len({(at, sentence) for at, sentence, _ in mentions}) > 1
    ]
    chance.shuffle(recurring)
    attempts = (_cloze(paragraphs, mentions, chance) for mentions in recurring)
    yield from islice(filter(None, attempts), PER_ARTICLE)


def _cloze(
    paragraphs: Sequence[str], mentions: Sequence[tuple[int, Span, Span]], chance: random.Random
) -> Cloze | None:
    (at, sentence, span), (other_at, other_sentence, _) = chance.sample(mentions, 2)
    if (at, sentence) == (other_at, other_sentence):
        return None
    text = paragraphs[at]
    begin, end = _grown(text, sentence, span, paragraphs[other_at][slice(*other_sentence)])
    question = _question(text, sentence, (begin, end), chance)
    answer = text[begin:end]
    passage = paragraphs[other_at]
    if at == other_at and chance.random() > SENTENCE_STAYS:
        passage = text[: sentence[0]] + text[sentence[1] :]
    if answer not in passage or len(question) < 8:
        return None
    return Cloze(question, answer, other_at, passage)


def _grown(text: str, sentence: Span, gap: Span, other_sentence: str) -> Span:
    """The span with the words beside it that stand beside it in the other sentence too."""
    begin, end = gap
    for a, b in word_spans(text[end : sentence[1]])[:4]:
        if a or end + b - begin > LONGEST or text[begin : end + b] not in other_sentence:
            break
        end += b
    before = word_spans(text[sentence[0] : begin])[-4:]
    for a, b in reversed(before):
        start = sentence[0] + a
        if sentence[0] + b != begin or end - start > LONGEST:
            break
        if text[start:end] not in other_sentence:
            break
        begin = start
    return begin, end


def _question(text: str, sentence: Span, gap: Span, chance: random.Random) -> str:
    first = max(sentence[0], gap[0] - chance.randint(QUESTION // 4, QUESTION * 3 // 4))
    last = min(sentence[1], first + QUESTION)
    question_word = chance.choice(
        next(words for form, words in _QUESTION_WORDS if re.search(form, text[slice(*gap)]))
    )
    before, after = text[first : gap[0]], text[gap[1] : max(last, gap[1])]
    question = _thinned(before, chance) + question_word + _thinned(after, chance)
    return question.strip("，。；、： ") + "？"


def _thinned(text: str, chance: random.Random) -> str:
    """The text without some of its words, and without what is cut off at its borders."""
    pieces, at = [], 0
    for _, end in word_spans(text):
        if chance.random() > DROPPED:
            pieces.append(text[at:end])
        at = end
    return "".join(pieces)


def _askable_words(text: str) -> list[str]:
    return [text[a:b] for a, b in word_spans(text) if SHORTEST <= b - a <= LONGEST]


def cloze_groups(
    articles: Sequence[tuple[str, Sequence[str]]], tokenizer: Any, chance: random.Random
) -> Iterator[Group]:
    """Groups of windows of such questions.  articles: title and paragraphs of each."""
    telling = rare([paragraphs for _, paragraphs in articles])
    for number, (title, paragraphs) in enumerate(articles):
        for cloze in clozes(paragraphs, telling, chance):
            others = [text for at, text in enumerate(paragraphs) if at != cloze.paragraph]
            if not others or chance.random() < 0.3:
                others = list(articles[number - 1][1])
            passages = [_passage(title, cloze.text), _passage(title, chance.choice(others))]
            question = Judged(
                f"cloze-{number}", "cloze", cloze.question, ("0",), (), (cloze.answer,)
            )
            labelled = [
                labels(question, passages[:1], window) if window.hit == 0 else unanswering(window)
                for window in windows(tokenizer, cloze.question, passages)
            ]
            good = [example for example in labelled if any(example.answers)][:1]
            bad = [
                example
                for example in labelled
                if not any(example.answers)
                and cloze.answer not in passages[example.window.hit].text
            ]
            if good:
                yield Group(question.id, question.kind, (*good, *bad[:1]))


def _passage(title: str, text: str) -> Any:
    return SimpleNamespace(
        id="#1", article_id="", paragraph=1, title=title, author=None, office=None, column=None,
        published=None, heading=None, text=text,
    )  # fmt: skip
