"""JSON of answers and articles for others than the owner of the machine: no folder is told.

The keys are those of `qa.records` and `corpus`, as on the command line; a path loses its folders,
and a hit may get links.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from corpus import article_json
from corpus.records import Article
from index.file_changes import FileChanges
from index.store import ArticleFacts
from index.writer import Report
from qa.records import Answer, Hit, answer_json, hit_json, line_json
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


def _told(found: dict[str, Any]) -> dict[str, Any]:
    """The JSON with a path and notes that name no folder."""
    notes = [redacted(note) for note in found["notes"]]
    return {**found, "path": file_name(found["path"]), "notes": notes}


def _public_hit(found: dict[str, Any], links: bool) -> dict[str, Any]:
    found = _told(found)
    if links:
        found["links"] = links_of(found["article_id"], found["paragraph"])
    return found


def public_hits(hits: Sequence[Hit], links: bool = False) -> list[dict[str, Any]]:
    return [_public_hit(hit_json(hit), links) for hit in hits]


def public_answer(answer: Answer, links: bool = False) -> dict[str, Any]:
    """`qa.records.answer_json`, told in public."""
    found = answer_json(answer)
    if library := found.get("library"):
        library["articles"] = [_told(one) for one in library["articles"]]
    return {**found, "hits": [_public_hit(hit, links) for hit in found["hits"]]}


def public_line(one: ArticleFacts) -> dict[str, Any]:
    """`qa.records.line_json`, told in public."""
    return _told(line_json(one))


def public_article(article: Article) -> dict[str, Any]:
    """The article as `python -m corpus --json` writes it, and `source`: the text into which every
    span points."""
    return {**_told(article_json(article)), "source": article.source.text}


def report_form(report: Report, core: Core) -> dict[str, Any]:
    """What a change did; the articles of the files that were read are named."""
    changes = report.changes or NO_FILES
    read = {one.path for one in report.files}
    lines = core.store().articles() if read else []
    return {
        **{name: getattr(report, name) for name in COUNTS},
        "encoder": model_name(report.encoder),
        "skipped": [
            {"path": file_name(one.path), "reason": redacted(one.reason)}
            for one in report.skipped
        ],
        "added": [
            {"id": one.id, "title": one.title, "path": file_name(one.path)}
            for one in lines
            if one.path in read
        ],
        "new": list(map(file_name, changes.new)),
        "changed": list(map(file_name, changes.changed)),
        "renamed": [
            {"from": file_name(old), "to": file_name(new)} for old, new in changes.renamed
        ],
        "deleted": list(map(file_name, changes.deleted)),
    }  # fmt: skip
