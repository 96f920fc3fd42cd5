"""HTML of one article: beside the answer, or as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from urllib.parse import urlencode

from corpus.corrections import correction_of
from corpus.metadata import source_parts
from corpus.records import Article, Paragraph, Span
from index.article_corrections import Corrected
from messages import Message, parse
from web.redaction import file_name
from web.ui.addresses import Passage, place_query, source_address
from web.ui.escape import bdi, dotted, marked, plain
from web.ui.html_correct import correct_html, tools_html
from web.ui.html_table import table_html, tables
from web.ui.strings import Words

_PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {name}</title>
<link rel="icon" href="/page/icon.svg"><link rel="stylesheet" href="/page/style.css">
<script src="/page/theme.js"></script></head>
<body class="{kind}"><main>{body}</main></body></html>
"""


def tools(passage: Passage, words: Words, address: str, key: str) -> str:
    """Links from a document of its own: into the page, and to the other document of the passage."""
    query = {"article": passage.article.id, **place_query(passage.paragraph, passage.marks)}
    return (
        f'<nav class="wb-tools"><a class="wb-tool" href="/?{plain(urlencode(query))}">'
        f"{words('in_page')}</a>"
        f'<a class="wb-tool" href="{plain(address)}">{words(key)}</a></nav>'
    )


def article_html(
    passage: Passage, words: Words, corrections: Sequence[Corrected] | None = None
) -> str:
    """The article with every paragraph numbered, the passage and its marks lit.

    corrections: those of the article, with which it can be corrected here; None: it cannot."""
    article = passage.article
    by = dotted(source_parts(article.metadata))
    # As text: a link would lead off this machine.
    url = f"<dt>URL</dt><dd>{bdi(article.url)}</dd>" if article.url else ""
    body = _body(passage, words, tools=corrections is not None)
    origin = source_address(article.id, passage.paragraph, passage.marks)
    return (
        f'<article class="wb-article" data-article="{plain(article.id)}" '
        f'data-origin="{plain(origin)}"><h2 tabindex="-1">'
        f'{bdi(article.title or words("untitled"))}</h2><p class="wb-meta">{by}</p>'
        + notes_html(article.notes, words)
        + ("" if corrections is None else correct_html(article, corrections, words))
        + f'<div class="wb-body">{body}</div>'
        f'<dl class="wb-origin"><dt>{words("from_file")}</dt>'
        f"<dd>{bdi(file_name(article.path))}</dd>"
        f"{url}<dt>ID</dt><dd><code>{plain(article.id)}</code></dd></dl></article>"
    )


def _body(passage: Passage, words: Words, *, tools: bool) -> str:
    """The paragraphs under their headings, with what can be done to them if wanted; the rows of a
    table as one."""
    article, cited, marks = passage.article, passage.paragraph, passage.marks
    paragraphs = article.paragraphs
    table_at = {table.first: table for table in tables(paragraphs)}

    def cell(number: int, place: Span) -> str:
        start, end = place
        spans = [(a - start, b - start) for a, b in (marks if number == cited else ())]
        return f"<bdi>{marked(paragraphs[number - 1].text[start:end], [('wb-cited', spans)])}</bdi>"

    body, heading, at = [], "", 0
    while at < len(paragraphs):
        paragraph, table = paragraphs[at], table_at.get(at)
        over = table.heading if table else paragraph.heading or ""
        if over and over != heading:
            body.append(f"<h3>{bdi(over)}</h3>")
        heading = over
        if table:
            number = partial(_number, paragraphs, words)
            after = partial(_notes, article, words)
            body.append(table_html(table, paragraphs, cited, cell, number, after))
            at = table.last
        else:
            spans = marks if at + 1 == cited else None
            at += 1
            body.append(_paragraph(paragraphs, at, article.source.text, spans, words))
            body.append(_notes(article, words, at))
            if tools:
                body.append(tools_html(article, at, words))
    return "".join(body)


MERGED = ("head", "left_out")
"""Notes that say the same of different lines: they are told as one."""


def note_texts(notes: Sequence[str], words: Words) -> list[str]:
    """Notes in the reader's language, each once; of a correction without its id, which the list of
    corrections has."""
    merged: dict[str, list[str]] = {}
    for note in dict.fromkeys(notes):
        message = parse(note)
        if message and message.key in MERGED:
            merged.setdefault(message.key, []).append(str(message.fields["text"]))
        else:
            merged[note] = []
    return [
        words.message(Message(key, {"text": " · ".join(texts)})) if texts else _told(key, words)
        for key, texts in merged.items()
    ]


def _told(note: str, words: Words) -> str:
    text = words.message(note)
    correction = correction_of(note)
    return text.removesuffix(words("correction_id", id=correction)) if correction else text


def notes_html(notes: Sequence[str], words: Words) -> str:
    """Notes of an article or paragraph as a list; nothing without one."""
    listed = sorted(notes, key=lambda note: correction_of(note) is not None)
    items = "".join(f"<li>{bdi(text)}</li>" for text in note_texts(listed, words))
    return f'<ul class="wb-notes" aria-label="{words("notes")}">{items}</ul>' if items else ""


def _paragraph(
    paragraphs: Sequence[Paragraph], number: int, source: str, marks: Sequence[Span] | None,
    words: Words,
) -> str:  # fmt: skip
    cited = marks is not None
    text = _sewn(paragraphs[number - 1], source, marks or (), words)
    return (
        f'<p id="p{number}" class="wb-par{" wb-found" if cited else ""}"'
        + (' aria-current="true"' if cited else "")
        + f">{_number(paragraphs, words, number)}<bdi>{text}</bdi></p>"
    )


def _number(paragraphs: Sequence[Paragraph], words: Words, number: int) -> str:
    """The paragraph's number, which links to it and tells where it stands in the source."""
    spans = ", ".join(f"{s}–{e}" for s, e in paragraphs[number - 1].spans)
    where = f"{words('in_source')}: {spans}"
    return (
        f'<a class="wb-n" href="#p{number}" title="{plain(where)}" '
        f'aria-label="{words("paragraph_n", n=number)}">{number}</a>'
    )


def _notes(article: Article, words: Words, number: int) -> str:
    """The notes of a paragraph that do not stand over the article."""
    notes = article.paragraphs[number - 1].notes
    return notes_html([note for note in notes if note not in article.notes], words)


def seams(paragraph: Paragraph, source: str) -> list[int]:
    """Where in a paragraph's text two pieces meet that do not follow each other in the source."""
    offsets, at, last_end = [], 0, None
    for start, end in paragraph.spans:
        if last_end is not None and (start < last_end or source[last_end:start].strip()):
            offsets.append(at)
        at += sum(letter not in "\r\n" for letter in source[start:end])
        last_end = end
    return offsets


def _sewn(paragraph: Paragraph, source: str, marks: Sequence[Span], words: Words) -> str:
    """The paragraph's text with its marks, and a sign at each seam."""
    edges = [0, *seams(paragraph, source), len(paragraph.text)]
    sign = f'<i class="wb-seam" title="{words("seam")}" aria-hidden="true"></i>'
    return sign.join(
        marked(paragraph.text[a:b], [("wb-cited", [(s - a, e - a) for s, e in marks])])
        for a, b in pairwise(edges)
    )


def document(title: str, body: str, words: Words, kind: str = "wb-alone") -> str:
    """An HTML document of our looks; `title` is escaped here, `body` is HTML, `kind` a class."""
    lang = "zh-CN" if words.lang == "zh" else "en"
    return _PAGE.format(lang=lang, title=plain(title), name=words("name"), body=body, kind=kind)


def article_page(passage: Passage, words: Words, body: str) -> str:
    """The article, whose HTML is `body`, as a document of its own."""
    name = f'<h1 class="wb-hidden-text">{words("name")}</h1>'  # the title stands under it
    source = source_address(passage.article.id, passage.paragraph, passage.marks)
    body = name + tools(passage, words, source, "origin") + body
    return document(passage.article.title or words("untitled"), body, words)
