"""HTML of an answer and its hits, and of what a language model makes of them.

Pure functions; all text from articles goes through `web/ui/escape.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from corpus.records import Span
from corpus.tables import BETWEEN_NAMES
from index.store import Filters
from qa.llm.citation_check import Claim
from qa.llm.client import Reply
from qa.records import Answer, AnswerSentence, Hit
from qa.request import EVERYTHING
from web.ui.browser_state import filters
from web.ui.citations import copied
from web.ui.escape import bdi, marked, place, plain
from web.ui.html_chips import chip
from web.ui.html_library import empty_html, facts_html
from web.ui.html_sources import cite_html, sources_html, thumbs_html
from web.ui.strings import Words

CONFIDENCE = ((0.85, "conf_4"), (0.6, "conf_3"), (0.35, "conf_2"), (0.0, "conf_1"))


def confidence_word(confidence: float, words: Words) -> str:
    """A probability in a word; the steps are in the table above."""
    return words(next(key for floor, key in CONFIDENCE if confidence >= floor))


def cited(hit: Hit, sentences: Sequence[AnswerSentence]) -> list[Span]:
    """Where the answer's sentences stand in the hit's text."""
    places = (place(hit.text, hit.spans, s.text, s.spans) for s in sentences if s.hit == hit.rank)
    return [span for span in places if span]


@dataclass(frozen=True, slots=True)
class Asked:
    """How the question of an answer was asked, and what the page adds to the answer.

    understood: the question as it was read.  lost: it points back to something that was not found,
    and was asked as typed.  judged: the reader may judge.  order: of the sources, one of
    `browser_state.ORDERS`.  query: the parameters with which the same is downloaded.  empty: there
    is nothing in the library.
    """

    narrow: Filters = EVERYTHING
    understood: str | None = None
    lost: bool = False
    judged: bool = True
    order: str = "score"
    query: dict[str, str] | None = None
    empty: bool = False


def answer_html(answer: Answer, words: Words, asked: Asked = Asked()) -> str:
    """The question as a heading, its filters, the answer or its absence, the sources."""
    parts = [f'<h2 class="wb-asked">{bdi(answer.question)}</h2>', _filters(asked.narrow, words)]
    if asked.understood and asked.understood != answer.question:
        parts.append(
            f'<p class="wb-understood wb-chips"><span>'
            f"{words('understood', question=bdi(asked.understood))}</span>"
            f'<button type="button" class="wb-chip" data-typed>{words("as_typed")}</button></p>'
        )
    elif asked.lost:
        parts.append(f'<p class="wb-understood">{words("typed")}</p>')
    if answer.undated:
        parts.append(f'<p class="wb-understood">{words("undated", n=answer.undated)}</p>')
    if answer.library:
        return "".join(parts) + facts_html(answer.library, words)
    if asked.empty:
        return "".join(parts) + empty_html(words, not asked.judged)
    places = {hit.rank: cited(hit, answer.sentences) for hit in answer.hits}
    parts.append(_answer(answer, places, asked, words))
    if answer.hits:
        heading = words("passages" if answer.answered else "nearest")
        sources = sources_html(answer.hits, places, words, judged=asked.judged, order=asked.order)
        parts.append(f'<section class="wb-passages"><h3>{heading}</h3>{sources}</section>')
        parts.append(downloads_html(asked.query, words) if asked.query else "")
    return "".join(parts)


def _filters(narrow: Filters, words: Words) -> str:
    """The filters that are on, each a press from being lifted (the script reads `data-lift`)."""
    on = filters(narrow, words)
    if not on:
        return ""
    cross = '<span aria-hidden="true"> ✕</span>'
    chips = "".join(
        chip(bdi(text) + cross, "lift", key, f' aria-label="{plain(words("lift", filter=text))}"')
        for key, text in on
    )
    return (
        f'<nav class="wb-chips wb-narrow" aria-label="{words("filters")}">'
        f"<span>{words('filters')}</span><ul>{chips}<li>"
        f'<button type="button" class="wb-chip wb-lift" data-lift="all">'
        f"{words('lift_all')}</button>"
        "</li></ul></nav>"
    )


def refusal(answer: Answer, narrow: Filters, words: Words) -> str:
    """That there is no answer, and in which articles there is none."""
    on = ("；" if words.lang == "zh" else "; ").join(text for _, text in filters(narrow, words))
    if on:
        return words("abstain_filtered" if answer.hits else "no_hits_filtered", filters=on)
    return words("abstain" if answer.hits else "no_hits")


def _answer(answer: Answer, places: dict[int, list[Span]], asked: Asked, words: Words) -> str:
    if not answer.hits or not answer.answered or not answer.sentences:
        text = plain(refusal(answer, asked.narrow, words))
        return f'<p class="wb-abstain" role="status">{text}</p>'
    by_rank = {hit.rank: hit for hit in answer.hits}
    first = answer.sentences[0].short
    short = f'<p class="wb-phrase">{bdi(first.text)}</p>' if first else ""
    sentences = "".join(_sentence(s, by_rank, places, words) for s in answer.sentences)
    if answer.more:
        sentences += f'<p class="wb-understood">{words("list_goes_on", n=answer.more)}</p>'
    actions = _answer_actions(answer, by_rank, words, asked.judged)
    return (
        f'<section class="wb-answer"><h3 class="wb-hidden-text">{words("answer")}</h3>'
        f'<div class="wb-said" role="status">{short}{sentences}</div>'
        f"{_confidence(answer, words)}{actions}</section>"
    )


def _confidence(answer: Answer, words: Words) -> str:
    """The one figure: how many of a hundred such answers are right."""
    percent = round(100 * answer.confidence)
    about = plain(words("confidence_about", n=percent))
    return (
        f'<p class="wb-confidence" title="{about}">{words("confidence")} '
        f"<strong>{percent}%</strong></p>"
    )


def _answer_actions(answer: Answer, by_rank: dict[int, Hit], words: Words, judged: bool) -> str:
    """Copying the answer with its sources, its address, and saying whether it is right."""
    quoted = [(sentence.text, by_rank[sentence.hit]) for sentence in answer.sentences]
    ids = list(dict.fromkeys(hit.id for _, hit in quoted))
    cited = plain(json.dumps(ids, ensure_ascii=False))
    text = plain(copied(quoted, words.lang))
    thumbs = thumbs_html(words("answer"), words, ("right", "wrong")) if judged else ""
    return (
        f'<p class="wb-actions" data-cited="{cited}">'
        f'<button type="button" class="wb-copy-answer" data-copy="{text}">'
        f"{words('copy_answer')}</button>"
        f'<button type="button" data-copy="{{link}}">{words("copy_link")}</button>{thumbs}</p>'
    )


def _sentence(
    sentence: AnswerSentence, by_rank: dict[int, Hit], places: dict[int, list[Span]], words: Words
) -> str:
    at = sentence.text.find(sentence.short.text) if sentence.short else -1
    short = [(at, at + len(sentence.short.text))] if sentence.short and at >= 0 else []
    links = "".join(
        cite_html(by_rank[rank], places[rank], words) for rank in (sentence.hit, *sentence.also)
    )
    names = bdi(BETWEEN_NAMES.join(sentence.columns)) if sentence.columns else ""
    over = f'<p class="wb-columns">{names}</p>' if names else ""
    return f"{over}<p><bdi>{marked(sentence.text, [('wb-short', short)])}</bdi>{links}</p>"


def downloads_html(query: dict[str, str], words: Words) -> str:
    """Links that give the shown hits as files: the same question asked again, as a download."""
    links = "".join(
        f'<a download href="/export.{kind}?{plain(urlencode(query))}">{name}</a>'
        for kind, name in (("csv", "CSV"), ("md", "Markdown"))
    )
    return f'<p class="wb-downloads">{words("download")} {links}</p>'


def chips_html(questions: Sequence[str], label: str, kind: str) -> str:
    """Questions as buttons that ask them (the page's script reads `data-ask`)."""
    if not questions:
        return ""
    buttons = "".join(chip(bdi(question), "ask", question) for question in questions)
    return (
        f'<nav class="wb-chips wb-{kind}" aria-label="{label}">'
        f"<span>{label}</span><ul>{buttons}</ul></nav>"
    )


def result_html(html: str, question: str, **facts: str | int) -> str:
    """What takes the place of the answer; the facts are for the script, which tells by `sent`
    which question has come back, and keeps `visit`."""
    data = "".join(f' data-{name}="{plain(value)}"' for name, value in facts.items())
    return f'<div class="wb-result" data-question="{plain(question)}"{data}>{html}</div>'


def message_html(text: str, kind: str = "error") -> str:
    """A sentence to the user, read out by a screen reader."""
    role = "alert" if kind == "error" else "status"
    return f'<p class="wb-message wb-{kind}" role="{role}">{plain(text)}</p>'


def reply_html(reply: Reply, answer: Answer, words: Words) -> str:
    """The reply as far as it has come; its sentences are cited and judged once it is done."""
    if reply.failed:
        text = words("model_failed", reason=words.message(reply.failed))
        return f'<p class="wb-message" role="status">{plain(text)}</p>'
    if reply.done:
        hits = {hit.rank: hit for hit in answer.hits}
        body = "".join(_claim(claim, hits, words) for claim in reply.claims)
    else:
        caret = '<span class="wb-caret" aria-hidden="true"></span>'
        body = f"<p><bdi>{plain(reply.text)}</bdi>{caret}</p>"
    return (
        f'<section class="wb-model" aria-busy="{str(not reply.done).lower()}">'
        f"<h2>{words('model_answer')}</h2>{body}</section>"
    )


def _claim(claim: Claim, hits: dict[int, Hit], words: Words) -> str:
    links = "".join(cite_html(hits[rank], (), words) for rank in claim.cites if rank in hits)
    if claim.supported:
        return f"<p>{bdi(claim.text)}{links}</p>"
    reason = plain(words.message(claim.reason or ""))
    return (
        f'<p class="wb-unsupported"><s>{bdi(claim.text)}</s>{links} '
        f'<em title="{reason}">{words("unsupported")}</em></p>'
    )
