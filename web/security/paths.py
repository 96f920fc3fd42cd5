"""The list of paths that are served, and what is particular to some of them.

Gradio brings some sixty routes, of which the page needs a dozen; the rest (files of the machine,
a proxy, code editing, monitoring) are answered 404 by the guard, before Gradio sees them.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from starlette.types import Scope

SLASH = "\x1f"
"""Stands in a path for a slash that an address has as %2F: that one parts nothing, it is within the
id of an article.  No id holds a control character, and no address that does gets as far as a
route, so that nothing else is taken for it; and it makes no path of a file."""


def routed(scope: Scope) -> Scope:
    """The scope with `SLASH` in its path, as the routes and the list below are to read it."""
    raw = scope.get("raw_path") or b""
    if b"%2f" not in raw.lower():
        return scope
    parts = [unquote(part.decode("ascii", "replace")) for part in raw.split(b"/")]
    if "/".join(parts) != scope["path"]:  # from a server that tells another address beside it
        return scope
    return {**scope, "path": "/".join(part.replace("/", SLASH) for part in parts)}


_PAGE = r"(/en)?"
_GRADIO = _PAGE + r"/gradio_api/"
ROUTES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"/(api/(ask|retrieve|batch|files|sync)|page/judge|mcp)", ("POST",)),
    (r"/(v1/(embeddings|chat/completions)|(dify/)?retrieval)", ("POST",)),
    (_GRADIO + r"(queue/join|run/\w+|upload)", ("POST",)),
    (r"/login", ("GET", "POST")),
    (_GRADIO + r"(queue/data|upload_progress|startup-events|heartbeat/\w+|app_id)", ("GET",)),
    (r"/(en/?)?", ("GET",)),
    (_PAGE + r"/(config/?|theme\.css|(assets|static)/[\w.@-]+(/[\w.@-]+)*)", ("GET",)),
    (r"/api/articles", ("GET", "POST")),
    (r"/api/articles/[^/]+", ("GET", "PATCH", "DELETE")),
    (r"/api/articles/[^/]+/corrections", ("POST",)),
    (r"/api/corrections/[^/]+", ("DELETE",)),
    (r"/api/articles/[^/]+/citation|/api/corrections|/api/jobs(/[^/]+)?|/v1/models", ("GET",)),
    (r"/page/[\w.-]+|/export\.(csv|md)|/(article|source)/[^/]+", ("GET",)),
    (r"/source/[^/]+/page/[1-9]\d{0,3}\.jpg", ("GET",)),
    (r"/(docs|openapi\.json|healthz|metrics|logout|favicon\.ico)", ("GET",)),
)
"""Every path that is served, wholly matched by the first that does, and its methods; HEAD goes
where GET does."""

_METHODS = tuple((re.compile(path), methods) for path, methods in ROUTES)


def methods_of(path: str) -> tuple[str, ...] | None:
    """The methods that go to a path; None for one that is not served."""
    return next((methods for route, methods in _METHODS if route.fullmatch(path)), None)


OPEN_TO_ALL = re.compile(r"/(healthz|login|page/(style\.css|theme\.js|icon\.svg)|favicon\.ico)")
"""Paths that need no sign-in: the sign-in page itself, its looks, and the sign of life."""

STREAMS = re.compile(_GRADIO + r"(queue/data|upload_progress|heartbeat/\w+)")
"""Answers without an end."""

UPLOADS = re.compile(rf"{_GRADIO}upload|/api/files")
"""Paths that take files, and so larger bodies."""

ROWS = re.compile(r"/api/articles")
"""The path that takes articles as JSON: read whole, and with many times its size of memory."""

LINKED = re.compile(r"/(en/?)?|/(login|docs|(article|source)/[^/]+)")
"""Documents to which another site may have a link; it can make a browser fetch nothing else."""
