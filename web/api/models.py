"""Models of REST and MCP: what a program may rely on, as OpenAPI and JSON Schema tell it.

The routes send the JSON of `web/api/public_json.py` as it is; the models describe it, and the tests
hold every real reply against them.
"""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from messages.tables import TIME_FORM
from qa.request import MOST

Span = tuple[int, int]
Id = str | int | float | bool | list[Any] | dict[str, Any] | None


def sendable(value: Any) -> Any:
    """The value, if it can stand in a reply: no NaN, infinity or half character.  ValueError."""
    json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    return value


WITH_LINKS = Query(False, description="give each hit its addresses on this server")


Count = Annotated[
    int,
    Field(
        description="返回几段，列举更多项时另附 / how many passages; those of a longer list, and "
        "of what amends the answer, come besides",
        ge=1,
        le=MOST,
    ),
]
Leg = Annotated[
    Literal["hybrid", "lexical", "dense"],
    Field(description="hybrid 综合，lexical 按词句，dense 按意思 / what searches"),
]
Column = Annotated[str | None, Field(description="只查此栏目 / only this column")]
Author = Annotated[str | None, Field(description="只查此作者 / only this author")]
Paper = Annotated[str | None, Field(description="只查此报 / only this newspaper")]
Since = Annotated[str | None, Field(description=f"起始日期 / from this date, {TIME_FORM}")]
Until = Annotated[str | None, Field(description=f"截止日期 / up to this date, {TIME_FORM}")]
Follow = Annotated[
    str | None, Field(description="上一问 / the question before, which this one follows up")
]


class Model(BaseModel):
    """No other key is taken, and none is ever sent, so that a missing description shows in the
    tests."""

    model_config = ConfigDict(extra="forbid")


class Options(Model):
    """How to ask and to narrow; all may be left out."""

    k: Count = 5
    leg: Leg = "hybrid"
    column: Column = None
    author: Author = None
    paper: Paper = None
    since: Since = None
    until: Until = None


class ArticleFields(Model):
    """What can be said of an article besides its text; all may be left out."""

    title: str | None = None
    author: str | None = None
    office: str | None = None
    column: str | None = None
    published: str | None = Field(None, description="a date as 2024, 2024-11 or 2024-11-20")
    paper: str | None = None
    edition: str | None = None
    url: str | None = None


class About(Model):
    """What is known of an article besides its text; null where it is not known."""

    title: str | None
    author: str | None
    office: str | None = Field(description="the author's office or employer")
    column: str | None = Field(description="栏目")
    published: str | None = Field(description="ISO 8601, as exact as known: 2024-11")
    paper: str | None = Field(description="报名")
    edition: str | None = Field(description="版次, as 第6版")
    url: str | None = Field(description="the article's own address")


class Links(Model):
    """Paths on this server; sent when `links=true` asks for them."""

    page: str
    article: str
    citation: str


class Hit(About):
    """A passage with its source; `text` is the source's, character for character."""

    rank: int = Field(ge=1)
    score: float = Field(ge=0, le=1, description="comparable within one question")
    id: str = Field(description="the article's id, # and the paragraph's number")
    article_id: str
    page: int | None = Field(description="of a PDF or scan, from 1")
    path: str = Field(description="the source file, without its folder")
    heading: str | None
    paragraph: int = Field(ge=1)
    text: str
    spans: list[Span] = Field(
        description="[start, end) in characters of the article's `source`; the slices, joined "
        "without line breaks, are `text`"
    )
    dense_rank: int | None
    lexical_rank: int | None
    matched: list[str] = Field(description="words of the question in the passage")
    notes: list[str] = Field(description="what was inferred about the passage")
    links: Links | None = None


class Short(Model):
    """The part of a sentence that answers by itself."""

    text: str
    spans: list[Span]
    confidence: float = Field(ge=0, le=1)


class Sentence(Model):
    """A sentence of the answer, word for word from a hit."""

    text: str
    hit: int = Field(ge=1, description="the rank of the hit that it is from")
    spans: list[Span]
    short: Short | None
    also: list[int] = Field(description="ranks of hits that say the same")
    columns: list[str] = Field(description="of a row of a table: the names of its columns")


class Hits(Model):
    """The best passages, best first."""

    question: str
    hits: list[Hit]
    understood: str | None = Field(None, description="how a follow-up was read")
    undated: int | None = Field(
        None, description="sent where since or until left out articles because they have no date"
    )


class ArticleLine(About):
    """An article without its text."""

    id: str
    path: str
    paragraphs: int
    notes: list[str]


class LibraryName(Model):
    """An author, column or newspaper, and how many articles have it."""

    name: str
    articles: int


class Library(Model):
    """What the list of articles says to a question about the library itself (有多少篇文章)."""

    kind: Literal[
        "count", "articles", "newest", "oldest", "longest", "shortest", "author", "column", "paper",
        "year", "month", "source", "listed", "program",
    ]  # fmt: skip
    text: str = Field(description="the answer in a sentence, in the question's language")
    count: int
    names: list[LibraryName]
    articles: list[ArticleLine]


class Answer(Hits):
    """`answered` false: the articles do not say; the hits are then the nearest passages."""

    answered: bool
    confidence: float = Field(
        ge=0, le=1, description="of answers given 0.8, four in five are right"
    )
    answer: list[Sentence]
    library: Library | None = Field(
        None, description="sent where the list of articles answers; no passage is then cited"
    )
    more: int | None = Field(
        None, description="sent where a list has more sentences than are shown: how many"
    )


class BatchAnswer(Answer):
    """The answer to one question of many, or why there is none."""

    id: Id = None
    question: str | None  # type: ignore[assignment]
    error: str | None = None
    code: str | None = None


class Answers(Model):
    """Results in the order of the questions."""

    results: list[BatchAnswer]


class ArticleList(Model):
    generation: str
    total: int
    articles: list[ArticleLine]


class Paragraph(Model):
    heading: str | None
    text: str
    spans: list[Span]
    page: int | None
    boxes: list[tuple[float, float, float, float]] | None = None


class Article(About):
    """A whole article with the text into which every span points."""

    id: str
    path: str
    paragraphs: list[Paragraph]
    notes: list[str]
    source: str


class Skipped(Model):
    """A file or row that was not read, and why."""

    path: str
    reason: str


class Added(Model):
    """An article that a change brought in."""

    id: str
    title: str | None
    path: str


class Renamed(Model):
    model_config = ConfigDict(populate_by_name=True)

    from_: str = Field(alias="from")
    to: str


class Report(Model):
    """What a change did; the counts are of the index as it is now."""

    generation: str
    articles: int
    paragraphs: int
    reused: int = Field(description="paragraphs that kept their vectors")
    embedded: int
    seconds: float
    encoder: str
    skipped: list[Skipped]
    known: list[Skipped] = Field(description="of a sync: what the one before skipped too")
    added: list[Added]
    new: list[str] = Field(description="of a sync: files by name")
    changed: list[str]
    renamed: list[Renamed]
    deleted: list[str]


class Error(Model):
    """Every error of every route; `code` names its kind for programs."""

    error: str
    code: str
    status: str


class Job(Model):
    """A change of the index, which goes on after the request."""

    id: str
    kind: Literal["add", "remove", "sync", "correct", "undo"]
    state: Literal["queued", "running", "done", "failed"]
    step: str | None = Field(description="what it is doing")
    done: int = Field(description="how many of the step are done")
    total: int | None
    created: str
    finished: str | None
    report: Report | None
    error: Error | None


class JobList(Model):
    jobs: list[Job]


Piece = tuple[int, int]


class Correction(Model):
    """A reader's correction: of a field (`was` → `value`), or of a piece, which is the number of a
    paragraph and of a span of it, as the file is read."""

    id: str
    article: str
    title: str | None = Field(description="what the article was called then")
    made: str
    kind: Literal["field", "split", "join", "move"]
    field: str | None
    was: str | None
    value: str | None
    piece: Piece | None
    before: Piece | None
    state: Literal["applied", "replaced", "not_applied"] = Field(
        description="whether it stands in the index; `not_applied` applies again once the article "
        "is as it was"
    )


class CorrectionList(Model):
    corrections: list[Correction]


class Health(Model):
    """`status` alone, unless everybody may know more."""

    status: Literal["ok"]
    generation: str | None = None
    articles: int | None = None
    paragraphs: int | None = None
    encoder: str | None = None


ERRORS: dict[int | str, dict[str, Any]] = {
    400: {"model": Error, "description": "not HTTP as it should be, or not UTF-8"},
    401: {"model": Error, "description": "sign in, or send the token"},
    403: {"model": Error, "description": "from another website, or read-only"},
    404: {"model": Error, "description": "there is no such thing"},
    405: {"model": Error, "description": "another method goes here, see the header Allow"},
    413: {"model": Error, "description": "larger than the limit"},
    422: {
        "model": Error,
        "description": "not JSON, or a question, option or field that is not taken",
    },
    429: {"model": Error, "description": "too many requests or jobs, see Retry-After"},
    500: {"model": Error, "description": "a fault; the log has it under X-Request-ID"},
    503: {"model": Error, "description": "the index cannot be opened"},
}
"""What any route may answer in place of its own reply."""
