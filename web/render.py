"""An answer and its hits as HTML.  Pure functions; all text from articles goes through `marks`."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from corpus.records import Span
from qa.records import Answer, AnswerSentence, Hit
from web.cite import citation, file_name
from web.marks import bdi, marked, occurrences, place, plain
from web.strings import EXAMPLES, Words

LONG = 320
"""Characters of a passage that are shown without folding, unless a sentence of it is cited."""

THUMB = (
    '<svg viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M2.5 9h3v8h-3zM5.5 9.5 9 2.5c1.4 0 2.2 1 2 2.3L10.5 8H16a1.7 1.7 0 0 1 1.7 2l-1.1 '
    '5.5A2 2 0 0 1 14.6 17H5.5"/></svg>'
)

CONFIDENCE = ((0.85, "conf_4"), (0.6, "conf_3"), (0.35, "conf_2"), (0.0, "conf_1"))


def confidence_word(confidence: float, words: Words) -> str:
    """A probability in a word; the steps are in the table above."""
    return words(next(key for floor, key in CONFIDENCE if confidence >= floor))


def cited(hit: Hit, sentences: Sequence[AnswerSentence]) -> list[Span]:
    """Where the answer's sentences stand in the hit's text."""
    places = (place(hit.text, hit.spans, s.text, s.spans) for s in sentences if s.hit == hit.rank)
    return [one for one in places if one]


def article_link(hit: Hit, spans: Sequence[Span]) -> str:
    """The address of the hit's article, at its paragraph, with the spans of it to mark."""
    query: dict[str, object] = {"p": hit.paragraph}
    if spans:
        query["m"] = ",".join(f"{s}-{e}" for s, e in spans)
    return f"/article/{quote(hit.article_id, safe='')}?{urlencode(query)}#p{hit.paragraph}"


def title_of(hit: Hit, words: Words) -> str:
    return hit.title or hit.heading or words("untitled")


def answer_html(answer: Answer, words: Words, *, understood: str | None = None) -> str:
    """The whole result: what was understood, the answer or its absence, passages, downloads."""
    parts = []
    if understood and understood != answer.question:
        parts.append(
            f'<p class="wb-understood">{words("understood", question=bdi(understood))}</p>'
        )
    places = {hit.rank: cited(hit, answer.sentences) for hit in answer.hits}
    parts.append(_answer(answer, places, words))
    if answer.hits:
        heading = words("passages" if answer.answered else "nearest")
        items = "".join(hit_html(hit, places[hit.rank], words) for hit in answer.hits)
        parts.append(
            f'<section class="wb-passages"><h2>{heading}</h2>'
            f'<ol class="wb-hits">{items}</ol></section>'
        )
    return f'<div class="wb-result" data-question="{plain(answer.question)}">{"".join(parts)}</div>'


def _answer(answer: Answer, places: dict[int, list[Span]], words: Words) -> str:
    if not answer.hits:
        return f'<p class="wb-abstain" role="status">{words("no_hits")}</p>'
    if not answer.answered or not answer.sentences:
        return f'<p class="wb-abstain" role="status">{words("abstain")}</p>'
    by_rank = {hit.rank: hit for hit in answer.hits}
    sentences = "".join(_sentence(s, by_rank[s.hit], places, words) for s in answer.sentences)
    return (
        f'<section class="wb-answer"><h2>{words("answer")}</h2>'
        f'<div class="wb-said" role="status">{sentences}</div>'
        f"{_confidence(answer, words)}</section>"
    )


def _confidence(answer: Answer, words: Words) -> str:
    percent = round(100 * answer.confidence)
    word = confidence_word(answer.confidence, words)
    return (
        f'<p class="wb-confidence">{words("confidence")} {_bar(percent, words("confidence"))} '
        f"<strong>{word}</strong> <span>{percent}%</span></p>"
    )


def _sentence(
    sentence: AnswerSentence, hit: Hit, places: dict[int, list[Span]], words: Words
) -> str:
    at = sentence.text.find(sentence.short) if sentence.short else -1
    short = [(at, at + len(sentence.short or ""))] if at >= 0 else []
    title = title_of(hit, words)
    label = words("cite_label", rank=hit.rank, title=title, n=hit.paragraph)
    link = (
        f'<a class="wb-cite" href="{plain(article_link(hit, places[hit.rank]))}" '
        f'aria-label="{plain(label)}" title="{plain(label)}">[{hit.rank}]</a>'
    )
    return f"<p><bdi>{marked(sentence.text, [('wb-short', short)])}</bdi>{link}</p>"


def meta(hit: Hit, words: Words) -> str:
    """The line under a title: who, where, when, which paragraph, which file."""
    known = [hit.author, hit.office, hit.column, hit.published]
    parts = [bdi(one) for one in known if one]
    parts.append(words("paragraph_n", n=hit.paragraph))
    if hit.heading:
        parts.append(bdi(hit.heading))
    return '<span class="wb-dot" aria-hidden="true"> · </span>'.join(parts)


def why(hit: Hit, words: Words) -> str:
    """Which words matched and at which place each leg had the passage, in a line."""
    matched = "".join(f"<b>{bdi(word)}</b>" for word in hit.matched)
    parts = [f'<span class="wb-matched">{words("why")} {matched}</span>'] if matched else []
    legs = (
        (hit.lexical_rank, "by_words", "not_by_words", "words"),
        (hit.dense_rank, "by_meaning", "not_by_meaning", "meaning"),
    )
    for rank, found, missed, name in legs:
        text = words(found, n=rank) if rank else words(missed)
        parts.append(f'<span class="wb-leg wb-{name if rank else "silent"}">{text}</span>')
    return "".join(parts)


def _bar(percent: int, label: str, kind: str = "") -> str:
    return (
        f'<span class="wb-bar {kind}" role="meter" aria-valuemin="0" aria-valuemax="100" '
        f'aria-valuenow="{percent}" aria-label="{label}">'
        f'<span style="width:{percent}%"></span></span>'
    )


def score_bar(hit: Hit, words: Words) -> str:
    """The score as a bar and a number; its hatching tells the legs apart without colour."""
    percent = round(100 * max(0.0, min(1.0, hit.score)))
    legs = ("words" if hit.lexical_rank else "") + ("meaning" if hit.dense_rank else "")
    bar = _bar(percent, words("score"), f"wb-by-{legs or 'none'}")
    return f'{bar}<span class="wb-number">{hit.score:.2f}</span>'


def hit_html(hit: Hit, places: Sequence[Span], words: Words) -> str:
    """One passage: title, source, score and why, the text with its marks, what to do with it."""
    layers = [("wb-cited", places), ("wb-match", occurrences(hit.text, hit.matched))]
    fold = len(hit.text) > LONG and not places and hit.rank > 1
    link = plain(article_link(hit, places))
    notes = "".join(f"<li>{bdi(words.told(note))}</li>" for note in hit.notes)
    return (
        f'<li class="wb-hit" id="hit-{hit.rank}" data-hit="{plain(hit.id)}" '
        f'data-article="{plain(hit.article_id)}">'
        f'<h3><span class="wb-rank">[{hit.rank}]</span> '
        f'<a class="wb-title" href="{link}">{bdi(title_of(hit, words))}</a></h3>'
        f'<p class="wb-meta">{meta(hit, words)}</p>'
        f'<p class="wb-why">{score_bar(hit, words)}{why(hit, words)}</p>'
        f'<p class="wb-text{" wb-folded" if fold else ""}">'
        f"<bdi>{marked(hit.text, layers)}</bdi></p>"
        + (f'<ul class="wb-notes" aria-label="{words("notes")}">{notes}</ul>' if notes else "")
        + _actions(hit, link, words)
        + "</li>"
    )


def _actions(hit: Hit, link: str, words: Words) -> str:
    rank = hit.rank
    thumbs = "".join(
        f'<button type="button" class="wb-thumb" data-judge="{value}" aria-pressed="false" '
        f'aria-label="{words(key)} [{rank}]" title="{words(key)}">{THUMB}</button>'
        for value, key in ((1, "useful"), (-1, "useless"))
    )
    cite = plain(citation(hit, words.lang))
    return (
        f'<p class="wb-actions"><a class="wb-open" href="{link}" '
        f'aria-label="{words("open")} [{rank}]">{words("open")}</a>'
        f'<button type="button" class="wb-copy" data-copy="{cite}" '
        f'aria-label="{words("copy")} [{rank}]">{words("copy")}</button>'
        f'<span class="wb-file" title="{words("source")}">{bdi(file_name(hit.path))}</span>'
        f'<span class="wb-thumbs">{thumbs}</span></p>'
    )


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
    buttons = "".join(
        f'<li><button type="button" class="wb-chip" data-ask="{plain(q)}">{bdi(q)}</button></li>'
        for q in questions
    )
    return (
        f'<nav class="wb-chips wb-{kind}" aria-label="{label}">'
        f"<span>{label}</span><ul>{buttons}</ul></nav>"
    )


def examples_html(words: Words) -> str:
    return chips_html(EXAMPLES[words.lang], words("examples"), "examples")


def message_html(text: str, kind: str = "error") -> str:
    """A sentence to the user, read out by a screen reader."""
    role = "alert" if kind == "error" else "status"
    return f'<p class="wb-message wb-{kind}" role="{role}">{plain(text)}</p>'
