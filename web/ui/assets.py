"""Gradio's scripts and styles, served from memory: a first view requests some seventy of them."""

from __future__ import annotations

import mimetypes
from functools import cache
from pathlib import Path

from starlette.responses import Response

FOREVER = "private, max-age=31536000, immutable"
"""Their names carry a hash of what is in them."""


class Assets:
    """The files of Gradio's assets folder by name; the folder is listed once, no path is built."""

    def __init__(self) -> None:
        import gradio

        folder = Path(gradio.__file__).parent / "templates" / "frontend" / "assets"
        self._paths = {path.name: path for path in folder.iterdir() if path.is_file()}
        self._read = cache(Path.read_bytes)

    def response(self, name: str) -> Response | None:
        """The file, or None if there is none of that name."""
        path = self._paths.get(name)
        if path is None:
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        kind = "text/javascript" if name.endswith(".js") else kind
        return Response(self._read(path), media_type=kind, headers={"Cache-Control": FOREVER})
