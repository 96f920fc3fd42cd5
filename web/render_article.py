"""One article as HTML: beside the answer, or as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Article, Paragraph, Span
from web.cite import file_name
from web.marks import bdi, marked, plain
from web.strings import Words

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {name}</title>
<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/style.css">
<script src="/page/theme.js"></script></head>
<body class="wb-alone"><main>{body}</main></body></html>
"""


def parse_marks(text: str | None) -> list[Span]:
    """ "3-9,12-20" as spans; what is not such a thing is left out."""
    spans = []
    for part in (text or "")[:2000].split(","):
        start, _, end = part.partition("-")
        if start.isdecimal() and end.isdecimal() and len(part) < 16:
            spans.append((int(start), int(end)))
    return spans


def article_html(
    article: Article, words: Words, paragraph: int | None = None, marks: Sequence[Span] = ()
) -> str:
    """The article with every paragraph numbered; `paragraph` (from 1) is the passage, `marks` are
    places in its text, [start, end) each."""
    title = article.title or words("untitled")
    known = [article.author, article.office, article.column, article.published]
    by = '<span class="wb-dot" aria-hidden="true"> · </span>'.join(bdi(x) for x in known if x)
    notes = list(dict.fromkeys(article.notes))
    url = (
        f"<dt>URL</dt><dd>{bdi(article.url)}</dd>" if article.url else ""
    )  # as text: a link would lead off this machine
    body, heading = [], None
    for number, one in enumerate(article.paragraphs, 1):
        if one.heading and one.heading != heading:
            body.append(f"<h3>{bdi(one.heading)}</h3>")
        heading = one.heading
        body.append(_paragraph(one, number, marks if number == paragraph else None, words))
    return (
        f'<article class="wb-article" data-article="{plain(article.id)}">'
        f'<h2 tabindex="-1">{bdi(title)}</h2><p class="wb-meta">{by}</p>'
        + _notes(notes, words)
        + f'<div class="wb-body">{"".join(body)}</div>'
        f'<dl class="wb-origin"><dt>{words("from_file")}</dt>'
        f"<dd>{bdi(file_name(article.path))}</dd>"
        f"{url}<dt>ID</dt><dd><code>{plain(article.id)}</code></dd></dl></article>"
    )


def _notes(notes: Sequence[str], words: Words) -> str:
    if not notes:
        return ""
    items = "".join(f"<li>{bdi(words.told(note))}</li>" for note in notes)
    return f'<ul class="wb-notes" aria-label="{words("notes")}">{items}</ul>'


def _paragraph(one: Paragraph, number: int, marks: Sequence[Span] | None, words: Words) -> str:
    found = marks is not None
    text = marked(one.text, [("wb-cited", marks or ())])
    spans = ", ".join(f"{s}–{e}" for s, e in one.spans)
    where = f"{words('in_source')}: {spans}"
    return (
        f'<p id="p{number}" class="wb-par{" wb-found" if found else ""}"'
        + (' aria-current="true"' if found else "")
        + f'><a class="wb-n" href="#p{number}" title="{plain(where)}" '
        f'aria-label="{words("paragraph_n", n=number)}">{number}</a><bdi>{text}</bdi></p>'
        + (_notes(one.notes, words) if one.notes else "")
    )


def document(title: str, body: str, words: Words) -> str:
    """An HTML document of our looks; `title` is escaped here, `body` is HTML."""
    lang = "zh-CN" if words.lang == "zh" else "en"
    return _PAGE.format(lang=lang, title=plain(title), name=words("name"), body=body)


def article_page(article: Article, words: Words, body: str) -> str:
    """The article as a document of its own: the place that a copied address leads to."""
    return document(article.title or words("untitled"), body, words)
