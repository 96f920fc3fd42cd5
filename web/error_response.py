"""Error responses: a JSON object for programs, a page in the reader's language for browsers."""

from __future__ import annotations

import json
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, Response

from messages import message_text
from web.ui.html_answer import message_html
from web.ui.html_article import document
from web.ui.strings import LANG_COOKIE, Lang, Words, speaks

TEXTS = {
    400: message_text("http_400"),
    401: message_text("http_401"),
    403: message_text("http_403"),
    404: message_text("http_404"),
    405: message_text("http_405"),
    413: message_text("http_413"),
    422: message_text("http_422"),
    429: message_text("http_429"),
    500: message_text("http_500"),
    503: message_text("http_503"),
}
"""What a status says when nothing better is known."""


class Refused(Exception):
    """A request that is turned away, with its status and a sentence."""

    def __init__(self, status: int, text: str = "", **headers: str) -> None:
        self.status = status
        self.text = text or TEXTS[status]
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(self.text)


def wants_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")


def fields(status: int, text: str, code: str | None = None) -> dict[str, str]:
    """The one JSON form of an error.  code: its kind, by default that of the status."""
    phrase = HTTPStatus(status).phrase
    return {"error": text, "code": code or phrase.lower().replace(" ", "_"), "status": phrase}


def escaped(text: str) -> str:
    """JSON that UTF-8 can carry: halves of characters (lone surrogates) escaped, as JSON may.  What
    somebody sent, and a reply repeats, can so always be sent back."""
    return text.encode("utf-8", "backslashreplace").decode()


def response(status: int, text: str, headers: Headers, code: str | None = None) -> Response:
    """The error for whoever asked."""
    if wants_page(headers):
        words = Words(lang_of(headers))
        return error_page(status, words.sentence(text), words)
    body = escaped(json.dumps(fields(status, text, code), ensure_ascii=False))
    return Response(body, status, media_type="application/json; charset=utf-8")


def error_page(status: int, text: str, words: Words) -> Response:
    """The error as a page of its own, which leads back."""
    title = f"{words('error')} {status}"
    html = f'<h1 class="wb-brand">{words("name")}</h1>{message_html(text)}'
    html += f'<p><a href="/">{words("in_page")}</a></p>'
    return HTMLResponse(document(title, html, words), status)


def lang_of(headers: Headers) -> Lang:
    """The language of a visit, from the headers of a request."""
    chosen = cookie_parser(headers.get("cookie", "")).get(LANG_COOKIE)
    return speaks(headers.get("accept-language"), chosen)
