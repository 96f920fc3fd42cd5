"""JSON of answers and articles for others than the owner of the machine: no folder is told.

The keys are those of `qa.records` and `corpus`, as on the command line; a path loses its folders,
and a hit may get links.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from corpus import article_json
from corpus.records import Article, Skipped
from index.file_changes import FileChanges
from index.store import ArticleFacts, Store
from index.writer import Report
from qa.asking import left_undated
from qa.records import Answer, Hit, answer_json, hit_json, line_json, undated_json
from qa.request import Request
from web.query_service import Core
from web.redaction import file_name, model_name, redacted

COUNTS = ("generation", "articles", "paragraphs", "reused", "embedded", "seconds")
NO_FILES = FileChanges((), (), (), (), 0, ())


def links_of(article_id: str, paragraph: int) -> dict[str, str]:
    """Where the passage is: in the page, as JSON, as a citation.  Paths, for only the client knows
    by what name it reached the server."""
    at = quote(article_id, safe="")
    return {
        "page": f"/article/{at}?p={paragraph}#p{paragraph}",
        "article": f"/api/articles/{at}",
        "citation": f"/api/articles/{at}/citation?p={paragraph}",
    }


def _without_folders(form: dict[str, Any]) -> dict[str, Any]:
    """The JSON with a path and notes that name no folder."""
    notes = [redacted(note) for note in form["notes"]]
    return {**form, "path": file_name(form["path"]), "notes": notes}


def _public_hit(form: dict[str, Any], links: bool) -> dict[str, Any]:
    form = _without_folders(form)
    if links:
        form["links"] = links_of(form["article_id"], form["paragraph"])
    return form


def public_hits(hits: Sequence[Hit], links: bool = False) -> list[dict[str, Any]]:
    return [_public_hit(hit_json(hit), links) for hit in hits]


def retrieved_form(
    request: Request, hits: Sequence[Hit], store: Store, links: bool = False
) -> dict[str, Any]:
    """The hits of a request, its question whole, and how many articles a time left out."""
    form = {"question": request.question, "hits": public_hits(hits, links)}
    return form | undated_json(left_undated(request, store))


def public_answer(answer: Answer, links: bool = False) -> dict[str, Any]:
    """`qa.records.answer_json`, told in public."""
    form = answer_json(answer)
    if library := form.get("library"):
        library["articles"] = [_without_folders(line) for line in library["articles"]]
    return {**form, "hits": [_public_hit(hit, links) for hit in form["hits"]]}


def public_line(line: ArticleFacts) -> dict[str, Any]:
    """`qa.records.line_json`, told in public."""
    return _without_folders(line_json(line))


def public_article(article: Article) -> dict[str, Any]:
    """The article as `python -m corpus --json` writes it, and `source`: the text into which every
    span points."""
    return {**_without_folders(article_json(article)), "source": article.source.text}


def _skipped_form(skipped: Skipped) -> dict[str, str]:
    return {"path": file_name(skipped.path), "reason": redacted(skipped.reason)}


def report_form(report: Report, core: Core) -> dict[str, Any]:
    """What a change did; the articles of the files that were read are named."""
    changes = report.changes or NO_FILES
    paths_read = {file.path for file in report.files}
    lines = core.store().articles() if paths_read else []
    return {
        **{name: getattr(report, name) for name in COUNTS},
        "encoder": model_name(report.encoder),
        "skipped": list(map(_skipped_form, report.skipped)),
        "known": list(map(_skipped_form, report.known)),
        "added": [
            {"id": line.id, "title": line.title, "path": file_name(line.path)}
            for line in lines
            if line.path in paths_read
        ],
        "new": list(map(file_name, changes.new)),
        "changed": list(map(file_name, changes.changed)),
        "renamed": [
            {"from": file_name(old), "to": file_name(new)} for old, new in changes.renamed
        ],
        "deleted": list(map(file_name, changes.deleted)),
    }  # fmt: skip
