"""`python -m index build | add | remove | status | verify | rollback`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import console
from errors import WenbaoError

Outcome = tuple[dict[str, Any], str, int]
"""The object for --json, the text for people, the exit status."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done.  1: done in part, or not at all, and standard error says why.  2: a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        facts, text, status = _COMMANDS[options.command](options)
    except WenbaoError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(json.dumps(facts, ensure_ascii=False) if options.json else text)
    return status


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--index", metavar="DIR", help="default: $WENBAO_INDEX, else var/index")
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser = argparse.ArgumentParser(prog="python -m index", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in _HELP.items():
        command = commands.add_parser(name, help=text, description=text, parents=[shared])
        if name in ("build", "add"):
            command.add_argument("paths", metavar="PATH", nargs="*" if name == "build" else "+")
            command.add_argument(
                "--encoder",
                metavar="NAME",
                default="builtin" if name == "build" else None,
                help="builtin, or a sentence-transformers model by name or folder",
            )
        elif name == "remove":
            command.add_argument("ids", metavar="ID", nargs="+", help="ids of articles")
    return parser


def _build(options: argparse.Namespace) -> Outcome:
    from index.writer import build

    paths = [Path(path) for path in options.paths] or None
    return _reported(build(paths, options.index, encoder=options.encoder, progress=_progress()))


def _add(options: argparse.Namespace) -> Outcome:
    from index.writer import add

    paths = [Path(path) for path in options.paths]
    return _reported(add(paths, options.index, encoder=options.encoder, progress=_progress()))


def _remove(options: argparse.Namespace) -> Outcome:
    from index.writer import remove

    return _reported(remove(options.ids, options.index, progress=_progress()))


def _reported(report: Any) -> Outcome:
    facts = asdict(report)
    facts.pop("files")
    for one in report.skipped:
        print(f"skipped {one.path}: {one.reason}", file=sys.stderr)
    text = (
        f"{report.generation}: {report.articles} articles, {report.paragraphs} paragraphs "
        f"({report.reused} kept their vectors, {report.embedded} embedded by {report.encoder}) "
        f"in {report.seconds:.1f} s"
    )
    if report.skipped:
        text += f"; skipped {len(report.skipped)}"
    return facts, text, 1 if report.skipped else 0


def _status(options: argparse.Namespace) -> Outcome:
    from index.upkeep import status

    facts = asdict(status(options.index))
    return facts, "\n".join(f"{name:<12} {value}" for name, value in facts.items()), 0


def _verify(options: argparse.Namespace) -> Outcome:
    from index.upkeep import verify

    verdict = verify(options.index)
    facts = {
        "ok": not verdict.wrong,
        "generation": verdict.generation,
        "paragraphs": verdict.paragraphs,
        "wrong": list(verdict.wrong),
    }
    text = (
        f"{verdict.generation}: {verdict.paragraphs} paragraphs, every hash, count and row agrees"
    )
    for line in verdict.wrong:
        print(f"error: {line}", file=sys.stderr)
    return (
        facts,
        f"{verdict.generation}: damaged" if verdict.wrong else text,
        int(bool(verdict.wrong)),
    )


def _rollback(options: argparse.Namespace) -> Outcome:
    from index.upkeep import rollback

    made = rollback(options.index)
    facts = {"generation": made.generation, "built": made.built, **asdict(made.counts)}
    text = f"back to {made.generation} of {made.built}: {made.counts.paragraphs} paragraphs"
    return facts, text, 0


def _progress() -> Callable[[int, int | None, str], None]:
    """A line on standard error, renewed once a second, from the third second on."""
    started = shown = time.monotonic()

    def show(done: int, total: int | None, what: str) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - started > 2 and now - shown > 1:
            shown = now
            print(f"{what}: {done}{f' of {total}' if total else ''}", file=sys.stderr, flush=True)

    return show


_COMMANDS: dict[str, Callable[[argparse.Namespace], Outcome]] = {
    "build": _build,
    "add": _add,
    "remove": _remove,
    "status": _status,
    "verify": _verify,
    "rollback": _rollback,
}

_HELP = {
    "build": "a new generation from files and folders (none: the bundled articles)",
    "add": "a new generation with these files too",
    "remove": "a new generation without these articles",
    "status": "what is in the index, and which encoder made it",
    "verify": "check every count, hash and row",
    "rollback": "go back to the generation before",
}

if __name__ == "__main__":
    sys.exit(console.run(main))
