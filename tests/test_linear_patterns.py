"""No regular expression takes more than linear time, whatever a file or a reader holds.

The interpreter stands still while a pattern runs, so one that is quadratic stops the whole server
for everybody.  All patterns of the product are found here by themselves.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hostile import METHODS, Suspect, superlinear
from sources import ROOT, nodes

PRODUCT = ("app", "console", "errors", "messages", "corpus", "index", "language", "qa", "web")
KIND = {
    "match": "match", "fullmatch": "fullmatch", "search": "finditer", "finditer": "finditer",
    "findall": "finditer", "sub": "finditer", "subn": "finditer", "split": "finditer",
}  # fmt: skip


@cache
def modules() -> dict[str, tuple[ModuleType, Path]]:
    """Every module of the product, loaded, and its file."""
    paths = [path for name in PRODUCT for path in (ROOT / name).rglob("*.py")]
    paths += [ROOT / f"{name}.py" for name in PRODUCT if (ROOT / f"{name}.py").is_file()]
    found = {}
    for path in sorted(paths):
        dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[dotted] = importlib.import_module(dotted), path
    return found


def patterns_in(value: Any, seen: set[int]) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns in a value: itself, what it holds, what its fields and defaults are."""
    if isinstance(value, re.Pattern):
        yield value
        return
    if id(value) in seen:
        return
    seen.add(id(value))
    inner: list[Any] = []
    if isinstance(value, dict):
        inner = [*value, *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inner = list(value)
    elif type(value).__module__ in modules() or isinstance(value, type):
        inner = [getattr(value, name, None) for name in getattr(value, "__slots__", ())]
        inner += list(getattr(value, "__dict__", {}).values())
    elif callable(value):
        inner = [*(getattr(value, "__defaults__", None) or ())]
        inner += (getattr(value, "__kwdefaults__", None) or {}).values()
    for one in inner:
        yield from patterns_in(one, seen)


@cache
def usage() -> tuple[dict[str, set[str]], dict[str, set[str]], dict[str, set[str]]]:
    """Of each name: the methods of patterns that are called on it, and the modules that hand it on;
    of each module: those methods that it calls on anything without a name of its own."""
    called: dict[str, set[str]] = {}
    handed: dict[str, set[str]] = {}
    others: dict[str, set[str]] = {dotted: set() for dotted in modules()}
    for dotted, (_, path) in modules().items():
        callees = set()
        for node in nodes(path):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                receiver, method = node.func.value, KIND.get(node.func.attr)
                name = _name(receiver)
                if method and name != "re":
                    callees.add(id(receiver))
                    called.setdefault(name, set()).add(method)
                    if not name.isupper() and node.func.attr != "split":  # as a rule a text's
                        others[dotted].add(method)
        for node in nodes(path):
            if isinstance(getattr(node, "ctx", None), ast.Load) and id(node) not in callees:
                handed.setdefault(_name(node), set()).add(dotted)
    return called, handed, others


def _name(node: ast.AST) -> str:
    return getattr(node, "id", getattr(node, "attr", ""))


def uses(name: str | None, home: str) -> tuple[str, ...]:
    """How a pattern is used: by the methods called on its name anywhere in the product, and, where
    it is handed on or stands in a table, by those that the modules that know it call on others."""
    called, handed, others = usage()
    found = set(called.get(name, ())) if name else set(others[home])
    for dotted in handed.get(name, ()) if name else ():
        found |= others[dotted]
    if not found:
        return METHODS[1:]
    return tuple(found - {"match"} if "finditer" in found else found)


def suspect(where: str, pattern: re.Pattern[Any], methods: tuple[str, ...]) -> Suspect:
    binary = isinstance(pattern.pattern, bytes)
    text = pattern.pattern.decode("latin-1") if binary else pattern.pattern
    return Suspect(f"{where} {text[:40]}", text, pattern.flags, binary, methods)


def compiled() -> Iterator[Suspect]:
    """The patterns that modules keep."""
    for dotted, (module, path) in modules().items():
        own = {
            node.id
            for node in nodes(path)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        for name, value in vars(module).items():
            if isinstance(value, ModuleType) or name.startswith("__"):
                continue
            if name not in own and getattr(value, "__module__", None) != dotted:
                continue
            kept = name if isinstance(value, re.Pattern) else None
            for pattern in patterns_in(value, set()):
                yield suspect(f"{dotted}.{name}", pattern, uses(kept, dotted))


def written() -> Iterator[Suspect]:
    """The patterns that stand in a call of `re`, in a function too."""
    for dotted, (module, path) in modules().items():
        for node in nodes(path):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            if node.func.attr in KIND:
                where = f"{dotted}:{node.lineno}"
                yield suspect(where, known(node, module), (KIND[node.func.attr],))


def known(node: ast.Call, module: ModuleType) -> re.Pattern[Any]:
    """The pattern that a call of `re` is given, with its flags."""
    given = [node.args[0], *(word.value for word in node.keywords if word.arg == "flags")]
    return re.compile(*(eval(ast.unparse(one), vars(module)) for one in given))


def test_all_patterns_are_known_beforehand() -> None:
    """A pattern that is made while the program runs, perhaps of what somebody wrote, is timed by
    nobody: patterns are literals, or stand in a module's names."""
    wrong = []
    for dotted, (module, path) in modules().items():
        inside = {
            id(node)
            for function in nodes(path)
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            for node in ast.walk(function)
        }
        for node in nodes(path):
            if isinstance(node, (ast.ImportFrom,)) and node.module == "re":
                wrong.append(f"{dotted}:{node.lineno} imports from re: write re.…")
            if isinstance(node, ast.Import) and any(
                a.name == "re" and a.asname for a in node.names
            ):
                wrong.append(f"{dotted}:{node.lineno} renames re")
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            if node.func.attr == "compile" and id(node) in inside:
                wrong.append(f"{dotted}:{node.lineno} compiles a pattern inside a function")
            elif node.func.attr in KIND:
                try:
                    known(node, module)
                except NameError:
                    wrong.append(f"{dotted}:{node.lineno} makes a pattern of what it is given")
    assert not wrong


@pytest.mark.slow
def test_no_pattern_takes_more_than_linear_time() -> None:
    suspects = {
        (one.pattern, one.flags, one.methods): one for one in (*compiled(), *written())
    }.values()
    assert len(suspects) > 200
    assert superlinear(list(suspects)) == {}


BAD = {
    "exponential": (r"(a+)+$", "finditer"),
    "exponential, Chinese": (r"(?:特约|驻\w{2,6})*记者", "match"),
    "cubic": (r"x\s*:?\s*y?\s*z", "match"),
    "a remark": (r"\s+#.*$", "finditer"),
    "full stops": (r"\.+(?=\s)", "finditer"),
    "a number without a unit": (r"[一二三〇]+(?:年|分之[一二三]+)", "finditer"),
    "openers": (r"<b[^>]*>", "finditer"),
    "a message": (r"(.*)more than (\d+) of (.+?); (.+)", "fullmatch"),
    "in bytes": (rb"charset\s*=\s*[\"']?\s*(\w+)", "match"),
}
GOOD = {
    "begun once": (r"(?<!\.)\.+(?=\s)", "finditer"),
    "bounded": (r"\s{0,9}#", "finditer"),
    "told apart": (r"(?:a+b)*c", "match"),
    "always found": (r"\d+(?:[.,]\d+)*%?", "finditer"),
}


QUICK = ["openers", "begun once"]
LONG = [name for name in (*BAD, *GOOD) if name not in QUICK]


@pytest.mark.parametrize("names", [QUICK, pytest.param(LONG, marks=pytest.mark.slow)])
def test_the_timing_tells_bad_patterns_from_good_ones(names: list[str]) -> None:
    made = {
        name: suspect(name, re.compile(pattern), (method,))
        for name, (pattern, method) in {**BAD, **GOOD}.items()
        if name in names
    }
    assert set(superlinear(list(made.values()))) == {
        one.name for name, one in made.items() if name in BAD
    }


def test_patterns_are_found_wherever_they_stand() -> None:
    inner = [re.compile(letter) for letter in "abcde"]

    @dataclass(frozen=True)
    class Kept:
        one: re.Pattern[str]

    def called(text: str, pattern: re.Pattern[str] = inner[4]) -> None: ...

    Kept.__module__ = "qa.question_type"
    value = {"a": inner[0], inner[1]: ([inner[2]],), "c": Kept(inner[3]), "d": called}
    assert set(patterns_in(value, set())) == set(inner)


def test_the_known_patterns_are_among_those_found() -> None:
    names = {one.name.split()[0] for one in (*compiled(), *written())}
    assert {
        "qa.question_type._TABLE",
        "web.redaction._HOLDER",
        "corpus.readers.markdown_inline._CLOSING",
    } <= names
    assert {"corpus.dates._PATTERNS", "qa.request._YEAR", "language.sentences._ENDS"} <= names
    assert any(name.startswith("web.server:") for name in names)
