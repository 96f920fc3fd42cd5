"""Responses of the routes: JSON, what is sent piece by piece, and the one form of all errors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from corpus.records import Article
from errors import QuestionError, SourceError, StoreError, WenbaoError
from messages import message_text
from web import error_response
from web.error_response import escaped
from web.metrics import Metrics
from web.query_service import Core
from web.redaction import cut, echoed, redacted, short
from web.ui.strings import Lang, Words

STATUS: tuple[tuple[type[WenbaoError], int], ...] = (
    (QuestionError, 422),
    (StoreError, 503),
    (SourceError, 422),
    (WenbaoError, 500),
)


OWN_WORDS = {
    "missing": "this is missing",
    "extra_forbidden": "unknown field",
    "string_type": "expected text",
    "list_type": "expected a list",
    "dict_type": "expected an object",
    "model_type": "expected an object",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
}
"""What is wrong with a field, by the type of fault that its library tells."""


class Json(JSONResponse):
    """JSON with the characters as they are, as the command line writes it."""

    def render(self, content: Any) -> bytes:
        text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return escaped(text).encode()

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        super().init_headers(headers)
        # Not as the media type: generated clients would look for JSON under its plain name.
        self.headers["content-type"] = "application/json; charset=utf-8"


class EndingResponse(StreamingResponse):
    """ended: called once nothing more is sent, also if nothing was."""

    def __init__(
        self, pieces: Iterator[str] | AsyncIterator[str], media_type: str,
        ended: Callable[[], None], headers: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(pieces, headers=headers, media_type=media_type)
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


class Problem(HTTPException):
    """An error of a route alone.  key: of `messages/messages.json`, with its fields; the code."""

    def __init__(
        self, status: int, key: str, headers: Mapping[str, str] | None = None, **fields: object
    ) -> None:
        values = {name: short(value) for name, value in fields.items()}
        super().__init__(status, message_text(key, **values), headers)
        self.code = key


LangOfErrors = Annotated[Lang, Query(description="of the sentence in which an error is told")]


def errors_in(request: Request, lang: LangOfErrors = "en") -> None:
    """A dependency of routes that the page calls too: their errors are told in its language."""
    request.state.lang_of_errors = lang


def _told(request: Request, text: str, error: object) -> str:
    """The text of an error, in the language that the request has chosen for it."""
    lang: Lang = getattr(request.state, "lang_of_errors", "en")
    return text if lang == "en" else Words(lang).message(error)


def found_article(core: Core, article_id: str) -> Article:
    """The article, or a problem that there is none."""
    article = core.store().article(article_id)
    if article is None:
        raise Problem(404, "no_such_article", id=echoed(article_id))
    return article


def request_id(request: Request) -> str | None:
    """What the guard calls a request, for the log."""
    return request.scope.get("wenbao.request_id")


def error_reply(error: WenbaoError) -> tuple[int, dict[str, str]]:
    """The status of an error of the layers below, and its JSON."""
    status = next(code for kind, code in STATUS if isinstance(error, kind))
    return status, error_response.fields(status, redacted(error), error.code)


def handle_errors(app: FastAPI) -> None:
    """Every error of the routes as {"error", "code", "status"}."""

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Json:
        parts = []
        for fault in error.errors()[:5]:
            loc, text = fault["loc"], str(fault["msg"])
            if fault["type"] == "json_invalid":
                reason = fault.get("ctx", {}).get("error", text)
                text, loc = f"the body is no JSON: {reason} (at character {loc[-1]})", ()
            elif fault["type"] == "model_attributes_type" or loc == ("body",):
                text = "expected a JSON object"
                text += "" if loc[1:] else " as the body, with Content-Type: application/json"
            elif fault["type"] in OWN_WORDS:
                text = OWN_WORDS[fault["type"]]
            # A number counts items from 0.
            steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in loc[1:])
            where = cut("".join(steps).lstrip("."))
            parts.append(f"{where}: {text}" if where else text)
        return Json(error_response.fields(422, "; ".join(parts), "bad_request"), 422)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Json:
        text = _told(request, str(error.detail), error.detail)
        form = error_response.fields(error.status_code, text, getattr(error, "code", None))
        return Json(form, error.status_code, error.headers)

    @app.exception_handler(WenbaoError)
    def ours(request: Request, error: WenbaoError) -> Json:
        metrics: Metrics = request.app.state.metrics
        metrics.failed("rest")
        status, form = error_reply(error)
        return Json({**form, "error": _told(request, form["error"], error)}, status)
