"""The OpenAPI description: tags, how to sign in, names from which clients are generated."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

TAGS = (
    ("questions", "Ask, and get sentences with their sources."),
    ("articles", "The articles of the index, with the proof of each paragraph."),
    ("library", "Change the index; each change is a job."),
    ("compatible", "The same for programs that speak another's interface: OpenAI, Dify."),
    ("server", "Whether it is well."),
)
SIGN_IN: dict[str, Any] = {
    "token": {"type": "http", "scheme": "bearer", "description": "the server's token"},
    "password": {"type": "http", "scheme": "basic", "description": "a user's name and password"},
    "session": {"type": "apiKey", "in": "cookie", "name": "wenbao-session"},
}


def operation_id(route: APIRoute) -> str:
    """The name of the function that a client generator makes: ask, articles, add_files."""
    return route.name.rstrip("_")


def describe(app: FastAPI, open_to_all: bool) -> None:
    """Completes what FastAPI finds.  open_to_all: nobody has to sign in here."""
    original = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            schema = original()
            schema["tags"] = [{"name": name, "description": text} for name, text in TAGS]
            schema.setdefault("components", {})["securitySchemes"] = SIGN_IN
            schema["security"] = [{}] if open_to_all else [{name: []} for name in SIGN_IN]
            schema["paths"]["/healthz"]["get"]["security"] = [{}]
            # What FastAPI would send for a wrong body; ours has one form for all errors.
            for name in ("HTTPValidationError", "ValidationError"):
                schema["components"].get("schemas", {}).pop(name, None)
            # By `contentMediaType` alone, which is all that FastAPI writes, generators make texts.
            if body := schema["components"].get("schemas", {}).get("Body_add_files"):
                body["properties"]["files"]["items"]["format"] = "binary"
        return app.openapi_schema or {}

    app.openapi = openapi  # type: ignore[method-assign]
