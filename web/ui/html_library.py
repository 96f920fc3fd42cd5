"""HTML of the library tab: the index's state, all articles, results of adding."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.metadata import source_parts
from corpus.records import Article, Skipped
from index.store import ArticleFacts, Status
from index.writer import FileReport
from qa.records import LibraryAnswer
from web.redaction import file_name
from web.ui.addresses import article_address
from web.ui.escape import bdi, dotted, plain
from web.ui.html_article import note_texts, notes_html
from web.ui.html_chips import chip
from web.ui.html_table import tables
from web.ui.strings import Words

PER_PAGE = 50
NAMED = 5
"""Articles that are named one by one in an outcome."""


def empty_html(words: Words, read_only: bool) -> str:
    """How to begin, where there is no article yet."""
    begin = (
        ""
        if read_only
        else f'<button type="button" class="wb-chip" data-tab="library">{words("begin")}</button>'
    )
    return f'<div class="wb-message wb-chips"><span>{words("empty_library")}</span>{begin}</div>'


def facts_html(answer: LibraryAnswer, words: Words) -> str:
    """The answer to a question about the library, its articles or names as links."""
    names = "".join(
        chip(f"{bdi(name)} ({count})", "find", name, ' data-tab="library"')
        for name, count in answer.names
    )
    lines = "".join(_article_line(line, words, removable=False) for line in answer.articles)
    return (
        f'<section class="wb-answer"><div class="wb-said" role="status"><p>'
        f"{plain(words.message(answer.message or answer.text))}</p></div>"
        + (f'<div class="wb-chips"><ul>{names}</ul></div>' if names else "")
        + (f'<ol class="wb-articles">{lines}</ol>' if lines else "")
        + f'<p class="wb-chips"><button type="button" class="wb-chip" data-tab="library">'
        f"{words('see_library')}</button></p></section>"
    )


def state_html(state: Status, words: Words) -> str:
    """What is in the index, and since when."""
    facts = (
        ("articles", f"{state.articles:,}"),
        ("paragraphs", f"{state.paragraphs:,}"),
        ("generation", state.generation.removeprefix("gen-").lstrip("0")),
    )
    items = "".join(
        f"<div><dt>{words(key)}</dt><dd>{bdi(value)}</dd></div>" for key, value in facts
    )
    # The script writes the time as it is where the reader is.
    items += (
        f'<div><dt>{words("built")}</dt><dd><time datetime="{plain(state.built)}">'
        f"{plain(state.built[:16].replace('T', ' '))} UTC</time></dd></div>"
    )
    return f'<dl class="wb-state" aria-label="{words("index_state")}">{items}</dl>'


def articles_html(
    lines: Sequence[ArticleFacts], words: Words, *, page: int = 0, removable: bool = True
) -> str:
    """A page of the list; `page` counts from 0 and is held within what there is."""
    if not lines:
        return f'<p class="wb-none" role="status">{words("none_found")}</p>'
    last_page = (len(lines) - 1) // PER_PAGE
    page = max(0, min(page, last_page))
    page_lines = lines[page * PER_PAGE : (page + 1) * PER_PAGE]
    items = "".join(_article_line(line, words, removable) for line in page_lines)
    first = page * PER_PAGE + 1
    count = words("page_of", first=first, last=first + len(page_lines) - 1, total=len(lines))
    turns = "".join(
        f'<button type="button" class="wb-turn" data-page="{to}">{words(key)}</button>'
        for to, key in ((page - 1, "previous"), (page + 1, "next"))
        if 0 <= to <= last_page
    )
    return (
        f'<ol class="wb-articles" start="{first}" data-at="{page}">{items}</ol>'
        f'<p class="wb-pages" role="status">{count} {turns}</p>'
    )


def _article_line(line: ArticleFacts, words: Words, removable: bool) -> str:
    title = line.title or words("untitled")
    parts = [*source_parts(line.metadata), words("n_paragraphs", n=line.paragraphs)]
    parts.append(file_name(line.path))
    remove = (
        f'<button type="button" class="wb-remove" data-remove="{plain(line.id)}" '
        f'data-sure="{words("remove_sure")}" aria-label="{words("remove")} {plain(title)}">'
        f"{words('remove')}</button>"
        if removable
        else ""
    )
    return (
        f'<li class="wb-line"><div><a class="wb-title" href="{article_address(line.id)}">'
        f'{bdi(title)}</a><p class="wb-meta">{dotted(parts)}</p>'
        f"{notes_html(line.notes, words)}</div>{remove}</li>"
    )


def progress_html(text: str, share: float | None) -> str:
    """A bar with what is being done; share in [0, 1], or None where the end is not known."""
    value = "" if share is None else f' value="{round(100 * share)}"'
    return (
        f'<div class="wb-progress" role="status"><p>{plain(text)}</p>'
        f'<progress max="100"{value} aria-label="{plain(text)}"></progress></div>'
    )


def removed_html(text: str, generation: str, article_id: str, words: Words) -> str:
    """What was removed, and the way back: by the generation that the removal made."""
    back = chip(words("undo"), "restore", f"{generation} {article_id}")
    return (
        f'<div class="wb-message wb-chips"><span role="status">{plain(text)}</span>'
        f"<ul>{back}</ul></div>"
    )


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file.  new: what it gave that was not there, and `came` the articles of it.
    there: its articles that were there already.  namesakes: those of other files of its name."""

    path: str
    new: FileReport | None
    there: Sequence[ArticleFacts] = ()
    namesakes: Sequence[ArticleFacts] = ()
    came: Sequence[Article] = ()


def added_html(files: Sequence[Added], skipped: Sequence[Skipped], words: Words) -> str:
    """A row a file: what it gave, or why it was refused."""
    rows = "".join(
        f'<tr class="wb-ok"><td>{bdi(file_name(file.path))}</td>'
        f"<td>{_became(file, words)}</td></tr>"
        for file in files
    ) + "".join(
        f'<tr class="wb-bad"><td>{bdi(file_name(refused.path))}</td><td>'
        f"<strong>{words('result_refused')}</strong> {bdi(words.message(refused.reason))}</td></tr>"
        for refused in skipped
    )
    rows_refused = sum(map(_is_row, skipped))
    counts = {
        "done_added": sum(file.new.articles for file in files if file.new),
        "done_there": sum(len(file.there) for file in files),
        "done_refused": len(skipped) - rows_refused,
        "done_rows_refused": rows_refused,
    }
    counted = words("done_comma").join(words(key, n=n) for key, n in counts.items() if n)
    done = words("done", told=counted or words("done_added", n=0))
    return (
        f'<div class="wb-added"><p role="status">{done}</p><table><thead><tr>'
        f'<th scope="col">{words("result_file")}</th><th scope="col">{words("result")}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _is_row(refused: Skipped) -> bool:
    """Whether it is a row of a file, which is called by its number: file.jsonl:3."""
    return re.search(r":\d+$", refused.path) is not None


def _became(file: Added, words: Words) -> str:
    lines = []
    if report := file.new:
        size = _size(file.came, report, words)
        lines.append(size + _came(file.came, report.articles, words))
    if file.there:
        lines.append(words("result_there", articles=_links(file.there, words)))
    if file.namesakes:
        lines.append(words("result_namesakes", articles=_links(file.namesakes, words)))
    return "<br>".join(lines)


def _size(articles: Sequence[Article], report: FileReport, words: Words) -> str:
    """How much came: of a file that is all tables, its rows."""
    all_tables = [table for article in articles for table in tables(article.paragraphs)]
    rows = sum(table.last - table.first for table in all_tables)
    if rows == report.paragraphs:
        parts = words("origin_tables", n=len(all_tables)), words("origin_rows", n=rows)
        return words("list_comma").join(parts)
    return words("result_added", articles=report.articles, paragraphs=report.paragraphs)


def _came(articles: Sequence[Article], total: int, words: Words) -> str:
    """The new articles, each leading to itself, with what the reader did to them."""
    items = ""
    for article in articles:
        notes = [*article.notes, *(note for p in article.paragraphs for note in p.notes)]
        texts = note_texts(notes, words)
        items += (
            f'<li><a href="{article_address(article.id)}">'
            f"{bdi(article.title or words('untitled'))}</a>"
            f' <span class="wb-meta">{words("n_paragraphs", n=len(article.paragraphs))}</span>'
            + "".join(f'<br><span class="wb-meta">※ {bdi(note)}</span>' for note in texts[:NAMED])
            + "</li>"
        )
    if total > len(articles):
        items += f"<li>{words('and_more', n=total - len(articles))}</li>"
    return f'<ul class="wb-came">{items}</ul>'


def _links(lines: Sequence[ArticleFacts], words: Words) -> str:
    """The titles of articles, each leading to it; of many, the first."""
    links = [
        f'<a href="{article_address(line.id)}">{bdi(line.title or words("untitled"))}</a>'
        for line in lines[:NAMED]
    ]
    more = f" {words('and_more', n=len(lines) - NAMED)}" if len(lines) > NAMED else ""
    return words("list_comma").join(links) + more
