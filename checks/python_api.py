"""Python's public face as a page:  python -m checks.python_api [--write]

docs/PYTHON.md is made from `__all__` of the packages, the signatures and the docstrings, so that it
says what the code does.  Without --write it is compared: 0 if it is as it would be written, else 1.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import errors
from corpus.corrections import Correction
from corpus.metadata import Described, Metadata
from corpus.records import Skipped
from errors import WenbaoError
from index.engines import Verdict
from index.store import ArticleFacts, Status, Store
from qa.records import LibraryAnswer, ShortAnswer

PAGE = Path(__file__).resolve().parent.parent / "docs" / "PYTHON.md"
PACKAGES = ("qa", "index")
CARRIED: tuple[type, ...] = (
    ShortAnswer, LibraryAnswer, Metadata, ArticleFacts, Correction, Skipped, Status, Verdict, Store,
)  # fmt: skip
"""What the public names carry or return; none has a short name to import."""
HEAD = """# From Python

Made by `python -m checks.python_api --write`; the README has examples. What is not here is no
public face, and may change. All names are loaded when first used.
"""


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for package in PACKAGES:
        module = import_module(package)
        parts.append(f"## `from {package} import …`\n")
        parts += [described(name, getattr(module, name)) for name in module.__all__]
    parts.append("## What these carry\n")
    parts += [
        described(kind.__name__, kind).replace("\n\n", f"\n\nIn `{kind.__module__}`.\n\n", 1)
        for kind in CARRIED
    ]
    parts.append("## Errors\n")
    parts.append("All are in `errors`; `code` names the kind for programs.\n")
    kinds = [kind for kind in vars(errors).values() if inspect.isclass(kind)]
    parts += [
        f"- `{kind.__name__}` (`{kind.code}`): {first_line(kind)}"
        for kind in kinds
        if issubclass(kind, WenbaoError)
    ]
    return "\n".join(parts) + "\n"


def described(name: str, thing: Any) -> str:
    """One name: what it is called with, or which fields it has, and its docstring."""
    text = inspect.cleandoc(thing.__doc__ or "")
    if inspect.isfunction(thing):
        return f"### {name}\n\n```python\n{signature(name, thing)}\n```\n\n{text}\n"
    if not dataclasses.is_dataclass(thing):
        methods = [
            f"- `{method}`: {first_line(member)}"
            for method, member in vars(thing).items()
            if not method.startswith("_") and inspect.getdoc(member)
        ]
        return f"### {name}\n\n{text}\n\n" + "\n".join(methods) + "\n"
    fields = dataclasses.fields(thing)
    rows = [f"| `{field.name}` | `{cell(str(field.type))}` |" for field in fields]
    rows += [
        f"| `{name}` | `{cell(member.fget.__annotations__['return'])}`: {first_line(member)} |"
        for name, member in vars(thing).items()
        if isinstance(member, property) and not name.startswith("_")
    ]
    if isinstance(thing, type) and issubclass(thing, Described):
        names = [n for n in vars(Described) if not n.startswith("_") and n != "metadata"]
        rows.append(f"| {', '.join(f'`{name}`' for name in names)} | of `metadata` |")
    table = "\n".join(["| field | type |", "|---|---|", *rows])
    return f"### {name}\n\n{text}\n\n{table}\n"


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def signature(name: str, function: Any) -> str:
    """The parameters a line each, as they are written."""
    declared = inspect.signature(function)
    lines, keyword = [], False
    for parameter in declared.parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not keyword:
            lines.append("    *,")
            keyword = True
        default = "" if parameter.default is parameter.empty else f" = {parameter.default!r}"
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        lines.append(f"    {stars}{parameter.name}: {parameter.annotation}{default},")
    body = "\n".join(lines)
    return f"{name}(\n{body}\n) -> {declared.return_annotation}" if lines else f"{name}()"


def first_line(thing: Any) -> str:
    """The first sentence of a docstring."""
    text = " ".join((inspect.getdoc(thing) or "").split())
    return re.split(r"(?<=\.) ", text, maxsplit=1)[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    if parser.parse_args().write:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print(f"{PAGE.name} is not what the code says: python -m checks.python_api --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
