"""HTML of the library tab: the index's state, all articles, results of adding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Article, Skipped, source_parts
from index.store import ArticleFacts, Status
from index.writer import FileReport
from qa.records import LibraryAnswer
from web.redaction import file_name
from web.ui.addresses import article_address
from web.ui.escape import DOT, bdi, plain
from web.ui.html_article import notes_html, told_notes
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
    lines = "".join(_line(line, words, removable=False) for line in answer.articles)
    return (
        f'<section class="wb-answer"><div class="wb-said" role="status"><p>'
        f"{plain(words.told(answer.message or answer.text))}</p></div>"
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
    shown = lines[page * PER_PAGE : (page + 1) * PER_PAGE]
    items = "".join(_line(line, words, removable) for line in shown)
    first = page * PER_PAGE + 1
    count = words("page_of", first=first, last=first + len(shown) - 1, total=len(lines))
    turns = "".join(
        f'<button type="button" class="wb-turn" data-page="{to}">{words(key)}</button>'
        for to, key in ((page - 1, "previous"), (page + 1, "next"))
        if 0 <= to <= last_page
    )
    return (
        f'<ol class="wb-articles" start="{first}">{items}</ol>'
        f'<p class="wb-pages" role="status">{count} {turns}</p>'
    )


def _line(line: ArticleFacts, words: Words, removable: bool) -> str:
    title = line.title or words("untitled")
    parts = [bdi(part) for part in source_parts(line.metadata)]
    parts += [words("n_paragraphs", n=line.paragraphs), bdi(file_name(line.path))]
    remove = (
        f'<button type="button" class="wb-remove" data-remove="{plain(line.id)}" '
        f'data-sure="{words("remove_sure")}" aria-label="{words("remove")} {plain(title)}">'
        f"{words('remove')}</button>"
        if removable
        else ""
    )
    return (
        f'<li class="wb-line"><div><a class="wb-title" href="{article_address(line.id)}">'
        f'{bdi(title)}</a><p class="wb-meta">{DOT.join(parts)}</p>'
        f"{notes_html(line.notes, words)}</div>{remove}</li>"
    )


def progress_html(text: str, share: float | None) -> str:
    """A bar with what is being done; share in [0, 1], or None where the end is not known."""
    value = "" if share is None else f' value="{round(100 * share)}"'
    return (
        f'<div class="wb-progress" role="status"><p>{plain(text)}</p>'
        f'<progress max="100"{value} aria-label="{plain(text)}"></progress></div>'
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
        f'<tr class="wb-ok"><td>{bdi(file_name(one.path))}</td><td>{_became(one, words)}</td></tr>'
        for one in files
    ) + "".join(
        f'<tr class="wb-bad"><td>{bdi(file_name(one.path))}</td><td>'
        f"<strong>{words('result_refused')}</strong> {bdi(words.told(one.reason))}</td></tr>"
        for one in skipped
    )
    counts = {
        "done_added": sum(one.new.articles for one in files if one.new),
        "done_there": sum(len(one.there) for one in files),
        "done_refused": len(skipped),
    }
    told = words("done_comma").join(words(key, n=n) for key, n in counts.items() if n)
    done = words("done", told=told or words("done_added", n=0))
    return (
        f'<div class="wb-added"><p role="status">{done}</p><table><thead><tr>'
        f'<th scope="col">{words("result_file")}</th><th scope="col">{words("result")}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )


def _became(one: Added, words: Words) -> str:
    lines = []
    if one.new:
        new = one.new
        told = _size(one.came, new, words)
        lines.append(told + _came(one.came, new.articles, words))
    if one.there:
        lines.append(words("result_there", articles=_links(one.there, words)))
    if one.namesakes:
        lines.append(words("result_namesakes", articles=_links(one.namesakes, words)))
    return "<br>".join(lines)


def _size(came: Sequence[Article], new: FileReport, words: Words) -> str:
    """How much came: of a file that is all tables, its rows."""
    found = [list(tables(one.paragraphs)) for one in came]
    rows = sum(table.last - table.first for some in found for table in some)
    if rows == new.paragraphs:
        count = sum(map(len, found))
        parts = words("origin_tables", n=count), words("origin_rows", n=rows)
        return words("list_comma").join(parts)
    return words("result_added", articles=new.articles, paragraphs=new.paragraphs)


def _came(articles: Sequence[Article], total: int, words: Words) -> str:
    """The new articles, each leading to itself, with what the reader did to them."""
    items = ""
    for one in articles:
        notes = [*one.notes, *(note for paragraph in one.paragraphs for note in paragraph.notes)]
        told = told_notes(notes, words)
        items += (
            f'<li><a href="{article_address(one.id)}">'
            f"{bdi(one.title or words('untitled'))}</a>"
            f' <span class="wb-meta">{words("n_paragraphs", n=len(one.paragraphs))}</span>'
            + "".join(f'<br><span class="wb-meta">※ {bdi(note)}</span>' for note in told[:NAMED])
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
