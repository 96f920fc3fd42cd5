"""The product's source files, parsed once for all tests that look at the code itself."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LAYERS = [
    "models", "messages", "errors", "state", "settings", "console", "language", "encoders",
    "corpus", "index", "qa", "integrations", "web", "app", "wenbao",
]  # fmt: skip
"""A package may import itself and what stands to its left."""

FOR_SENTENCE_TRANSFORMERS = {"models/builtin/contextual_words.py", "models/static/static_words.py"}
"""What that library imports when it loads a model folder; no file of the project does."""


@cache
def files() -> list[Path]:
    found = [ROOT / f"{layer}.py" for layer in LAYERS]
    for layer in LAYERS:
        found += sorted((ROOT / layer).rglob("*.py"))
    return [path for path in found if path.is_file()]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """All nodes of a file: to walk the trees takes longer than to make them."""
    return list(ast.walk(tree(path)))
