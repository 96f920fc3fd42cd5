"""HTML of the OpenAPI description: a plain page, no script, nothing from elsewhere."""

from __future__ import annotations

import json
import re
from typing import Any

from web.ui.escape import plain


def api_html(schema: dict[str, Any], base: str) -> str:
    """The routes and how to call them.  base: where the reader found this server."""
    info = schema["info"]
    parts = [
        f'<h1 class="wb-brand">{plain(info["title"])}</h1><p>{plain(info["description"])}</p>'
        '<p><a href="/openapi.json">openapi.json</a> · MCP: <code>/mcp</code> · '
        "OpenAI: <code>/v1</code> · Dify: <code>/retrieval</code></p>"
    ]
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            parts.append(_route_html(path, method, route, schema, base))
    return f'<div class="wb-api">{"".join(parts)}</div>'


def _route_html(
    path: str, method: str, route: dict[str, Any], schema: dict[str, Any], base: str
) -> str:
    rows = "".join(
        _row_html(field["name"], field["in"], field.get("schema", {}).get("type", ""), field)
        for field in route.get("parameters", ())
    )
    body = route.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = ""
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    if name:
        model = schema["components"]["schemas"][name]
        for key, field in model["properties"].items():
            choices = field.get("anyOf", ())
            kind = field.get("type") or " | ".join(choice.get("type", "") for choice in choices)
            rows += _row_html(key, "body", kind, field)
        sample = json.dumps(model.get("examples", [{}])[0], ensure_ascii=False)
        command = f"curl -s {base}{path} -H 'Content-Type: application/json' -d '{sample}'"
        example = f'<pre tabindex="0"><code>{plain(command)}</code></pre>'
    told = re.sub("`([^`]*)`", r"<code>\1</code>", plain(route.get("description", "")))
    about = f"<p>{told}</p>{_reply_html(route, schema)}"
    table = (
        '<table><thead><tr><th scope="col">name</th><th scope="col">in</th><th scope="col">type'
        f'</th><th scope="col">about</th></tr></thead><tbody>{rows}</tbody></table>'
        if rows
        else ""
    )
    return (
        f"<section><h2><code>{method.upper()} {plain(path)}</code></h2>"
        f"<p><strong>{plain(route.get('summary', ''))}</strong></p>"
        f"{about}{table}{example}</section>"
    )


def _row_html(name: str, place: str, kind: str, field: dict[str, Any]) -> str:
    return (
        f"<tr><td><code>{plain(name)}</code></td><td>{plain(place)}</td><td>{plain(kind)}</td>"
        f"<td>{plain(field.get('description', ''))}</td></tr>"
    )


def _reply_html(route: dict[str, Any], schema: dict[str, Any]) -> str:
    """The status and the keys of a good reply."""
    status = next(code for code in route["responses"] if code.startswith("2"))
    kinds = route["responses"][status].get("content", {})
    name = kinds.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    keys = schema["components"]["schemas"][name]["properties"] if name else {}
    names = " · ".join(f"<code>{plain(key)}</code>" for key in keys) or plain(", ".join(kinds))
    return f"<p>{status} {plain(name)}: {names}</p>"
