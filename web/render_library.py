"""The library view as HTML: the index's state, all articles, results of adding."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from corpus.records import Skipped
from index.store import ArticleFacts, Status
from index.writer import FileReport
from web.cite import file_name
from web.marks import bdi, plain
from web.strings import Words

PER_PAGE = 50


def state_html(state: Status, words: Words) -> str:
    """What is in the index, as four numbers."""
    facts = (
        ("articles", f"{state.articles:,}"),
        ("paragraphs", f"{state.paragraphs:,}"),
        ("encoder", state.encoder),
        ("generation", state.generation.removeprefix("gen-").lstrip("0")),
        ("built", state.built[:16].replace("T", " ")),
    )
    items = "".join(
        f"<div><dt>{words(key)}</dt><dd>{bdi(value)}</dd></div>" for key, value in facts
    )
    return f'<dl class="wb-state" aria-label="{words("index_state")}">{items}</dl>'


def fitting(lines: Sequence[ArticleFacts], wanted: str) -> list[ArticleFacts]:
    """The lines that hold every word of `wanted` in title, author, column or file name."""
    terms = wanted.casefold().split()

    def text(line: ArticleFacts) -> str:
        fields = (line.title, line.author, line.office, line.column, file_name(line.path), line.id)
        return "\n".join(field for field in fields if field).casefold()

    return [line for line in lines if all(term in text(line) for term in terms)]


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
    known = [line.author, line.office, line.column, line.published]
    parts = [bdi(one) for one in known if one]
    parts += [words("n_paragraphs", n=line.paragraphs), bdi(file_name(line.path))]
    notes = "".join(f"<li>{bdi(words.told(note))}</li>" for note in line.notes)
    remove = (
        f'<button type="button" class="wb-remove" data-remove="{plain(line.id)}" '
        f'data-sure="{words("remove_sure")}" aria-label="{words("remove")} {plain(title)}">'
        f"{words('remove')}</button>"
        if removable
        else ""
    )
    dot = '<span class="wb-dot" aria-hidden="true"> · </span>'
    return (
        f'<li class="wb-line"><div><a class="wb-title" href="/article/{quote(line.id, safe="")}">'
        f'{bdi(title)}</a><p class="wb-meta">{dot.join(parts)}</p>'
        + (f'<ul class="wb-notes" aria-label="{words("notes")}">{notes}</ul>' if notes else "")
        + f"</div>{remove}</li>"
    )


def progress_html(text: str, share: float | None) -> str:
    """A bar with what is being done; share in [0, 1], or None where the end is not known."""
    value = "" if share is None else f' value="{round(100 * share)}"'
    return (
        f'<div class="wb-progress" role="status"><p>{plain(text)}</p>'
        f'<progress max="100"{value} aria-label="{plain(text)}"></progress></div>'
    )


def added_html(files: Sequence[FileReport], skipped: Sequence[Skipped], words: Words) -> str:
    """A row a file: what it gave, or why it was refused."""
    rows = "".join(
        f'<tr class="wb-ok"><td>{bdi(file_name(one.path))}</td><td>'
        f"{words('result_added', articles=one.articles, paragraphs=one.paragraphs)}</td></tr>"
        for one in files
    ) + "".join(
        f'<tr class="wb-bad"><td>{bdi(file_name(one.path))}</td><td>'
        f"<strong>{words('result_refused')}</strong> {bdi(words.told(one.reason))}</td></tr>"
        for one in skipped
    )
    total = sum(one.articles for one in files)
    done = words("done_n", added=total, refused=len(skipped))
    return (
        f'<div class="wb-added"><p role="status">{done}</p><table><thead><tr>'
        f'<th scope="col">{words("result_file")}</th><th scope="col">{words("result")}</th></tr>'
        f"</thead><tbody>{rows}</tbody></table></div>"
    )
