"""HTML of the passages behind an answer, grouped by the article that they stand in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import quote, urlencode

from corpus.corrections import tells_of_field
from corpus.metadata import source_parts
from corpus.records import Span
from qa.records import Hit
from web.redaction import file_name
from web.ui.addresses import article_address, place_query
from web.ui.browse import by_date
from web.ui.citations import copied, styles
from web.ui.escape import DOT, bdi, dotted, marked, occurrences, plain
from web.ui.html_article import notes_html
from web.ui.strings import Words

LONG = 320
"""Characters of a passage that are shown without folding, unless a sentence of it is cited."""

THUMB = (
    '<svg viewBox="0 0 20 20" aria-hidden="true">'
    '<path d="M2.5 9h3v8h-3zM5.5 9.5 9 2.5c1.4 0 2.2 1 2 2.3L10.5 8H16a1.7 1.7 0 0 1 1.7 2l-1.1 '
    '5.5A2 2 0 0 1 14.6 17H5.5"/></svg>'
)


def article_link(hit: Hit, spans: Sequence[Span]) -> str:
    """The address of the hit's article, at its paragraph, with the spans of it to mark."""
    return article_address(hit.article_id, hit.paragraph, spans) + f"#p{hit.paragraph}"


def page_link(hit: Hit, spans: Sequence[Span]) -> str:
    """The same place in the page: the address to hand on."""
    query = {"article": hit.article_id, **place_query(hit.paragraph, spans)}
    return f"/?{urlencode(query, quote_via=quote, safe='')}"


def title_of(hit: Hit, words: Words) -> str:
    return hit.title or hit.heading or words("untitled")


def grouped(hits: Sequence[Hit], order: str) -> list[list[Hit]]:
    """The hits of each article, best article first, or by date; undated ones last."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.article_id, []).append(hit)
    groups_listed = list(groups.values())
    if order == "score":
        return groups_listed
    return by_date(groups_listed, lambda group: group[0].published, order)


def sources_html(
    hits: Sequence[Hit],
    places: dict[int, list[Span]],
    words: Words,
    *,
    judged: bool = True,
    order: str = "score",
) -> str:
    """The articles of the hits, each with its passages.  What looks alike is told apart: an article
    by its file, and a passage by the hit that has the same text."""
    groups = grouped(hits, order)
    looks = Counter(_look(group[0]) for group in groups)
    first_of = {hit.text: hit.rank for hit in sorted(hits, key=lambda hit: -hit.rank)}
    items = "".join(
        _entry(group, places, words, judged, first_of, looks[_look(group[0])] > 1)
        for group in groups
    )
    return f'<ol class="wb-sources">{items}</ol>'


def _look(hit: Hit) -> tuple[str | None, ...]:
    """What a card shows of its article, by which two of them may look alike."""
    return hit.title, *source_parts(hit.metadata)


def _entry(
    group: Sequence[Hit], places: dict[int, list[Span]], words: Words, judged: bool,
    first_of: dict[str, int], has_twin: bool,
) -> str:  # fmt: skip
    """first_of: the best hit that has a text.  has_twin: whether another card looks the same."""
    first = group[0]
    link = plain(article_link(first, places[first.rank]))
    parts = source_parts(first.metadata)
    about = dotted([*parts, file_name(first.path)] if has_twin else parts)
    notes = [note for hit in group for note in hit.notes if tells_of_field(note)]
    passages = "".join(
        passage_html(hit, places[hit.rank], words, judged, first_of[hit.text]) for hit in group
    )
    return (
        f'<li class="wb-source"><h4><a class="wb-title" href="{link}">'
        f"{bdi(title_of(first, words))}</a></h4>"
        + (f'<p class="wb-meta">{about}</p>' if about else "")
        + notes_html(notes, words)
        + f'<ol class="wb-hits">{passages}</ol>{_styles(first, places[first.rank], words)}</li>'
    )


def passage_html(
    hit: Hit, places: Sequence[Span], words: Words, judged: bool = True, same_as: int | None = None
) -> str:
    """One passage: where it stands, its text with its marks, what to do with it.  same_as: the rank
    of the best hit that has its text, which may be itself."""
    layers = [("wb-cited", places), ("wb-match", occurrences(hit.text, hit.matched))]
    fold = len(hit.text) > LONG and not places and hit.rank > 1
    where = [words("paragraph_n", n=hit.paragraph)]
    if hit.page:
        where.append(words("page_n", n=hit.page))
    if hit.heading:
        where.append(bdi(hit.heading))
    if same_as not in (None, hit.rank):
        where.append(words("same_text", rank=same_as))
    return (
        f'<li class="wb-hit" id="hit-{hit.rank}" data-hit="{plain(hit.id)}" '
        f'data-article="{plain(hit.article_id)}">'
        f'<p class="wb-where"><span class="wb-rank">[{hit.rank}]</span> {DOT.join(where)}</p>'
        f'<p class="wb-text{" wb-folded" if fold else ""}">'
        f"<bdi>{marked(hit.text, layers)}</bdi></p>"
        + notes_html([note for note in hit.notes if not tells_of_field(note)], words)
        + _actions(hit, places, words, judged)
        + "</li>"
    )


def _why(hit: Hit, words: Words) -> str:
    """Which words matched, at which place each way of searching had the passage, and its score."""
    matched = "".join(f"<b>{bdi(word)}</b>" for word in hit.matched)
    parts = [f'<span class="wb-matched">{words("why")} {matched}</span>'] if matched else []
    legs = (
        (hit.lexical_rank, "by_words", "not_by_words"),
        (hit.dense_rank, "by_meaning", "not_by_meaning"),
    )
    parts += [f"<span>{words(on, n=rank) if rank else words(off)}</span>" for rank, on, off in legs]
    parts.append(f"<span>{words('score')} {hit.score:.2f}</span>")
    parts.append(f"<span>{words('from_file')} {bdi(file_name(hit.path))}</span>")
    return (
        f'<details class="wb-why"><summary>{words("why_this")}'
        f'<span class="wb-hidden-text"> [{hit.rank}]</span></summary><p>{"".join(parts)}</p>'
        "</details>"
    )


def _actions(hit: Hit, places: Sequence[Span], words: Words, judged: bool) -> str:
    link = plain(article_link(hit, places))
    quotation = copied([(_quoted(hit, places), hit)], words.lang)
    thumbs = thumbs_html(f"[{hit.rank}]", words, ("useful", "useless")) if judged else ""
    return (
        f'<div class="wb-actions"><a class="wb-open" href="{link}" '
        f'aria-label="{words("open")} [{hit.rank}]">{words("open")}</a>'
        f'<button type="button" class="wb-copy" data-copy="{plain(quotation)}" '
        f'data-link="{plain(page_link(hit, places))}" '
        f'aria-label="{plain(words("copy"))} [{hit.rank}]">{words("copy")}</button>'
        f"{_why(hit, words)}{thumbs}</div>"
    )


def _quoted(hit: Hit, places: Sequence[Span]) -> str:
    """What of the hit is quoted: the sentences that answer, or all of it."""
    return "".join(hit.text[s:e] for s, e in places) or hit.text


def _styles(hit: Hit, places: Sequence[Span], words: Words) -> str:
    """The styles of citation of an article, each a press from being copied."""
    name = title_of(hit, words)
    buttons = "".join(
        f'<button type="button" data-copy="{plain(text)}" '
        f'aria-label="{plain(f"{style} {name}")}">{plain(style)}</button>'
        for style, text in styles(hit, _quoted(hit, places))
    )
    return f'<p class="wb-actions wb-styles"><span>{words("styles")}</span>{buttons}</p>'


def thumbs_html(of: str, words: Words, keys: tuple[str, str]) -> str:
    """Two thumbs: right or useful, and wrong or not."""
    return '<span class="wb-thumbs">' + "".join(
        f'<button type="button" class="wb-thumb" data-judge="{value}" aria-pressed="false" '
        f'aria-label="{plain(words(key))} {plain(of)}" title="{words(key)}">{THUMB}</button>'
        for value, key in zip((1, -1), keys, strict=True)
    ) + "</span>"  # fmt: skip


def cite_html(hit: Hit, places: Sequence[Span], words: Words) -> str:
    """The number of a hit, which leads to its article."""
    label = words("cite_label", rank=hit.rank, title=title_of(hit, words), n=hit.paragraph)
    return (
        f'<a class="wb-cite" href="{plain(article_link(hit, places))}" '
        f'aria-label="{plain(label)}" title="{plain(label)}">[{hit.rank}]</a>'
    )
