"""`python -m index build | add | remove | sync | correct | corrections | undo | list | …`."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import console
import index
from corpus.metadata import METADATA, values_of
from corpus.records import Skipped
from errors import IndexDamaged, QuestionError, WenbaoError

if TYPE_CHECKING:
    from index import FileChanges, Report

Outcome = tuple[dict[str, Any], list[str], int]
"""The object for --json, the lines for people, the exit status."""


def main(arguments: Sequence[str] | None = None) -> int:
    """0: done.  1: done in part, or not at all, and standard error says why.  2: a wrong call.

    A `sync` is done also where the one before could not read the same files and rows either."""
    options = _parser().parse_args(arguments)
    if options.command == "sync" and options.watch:
        return _watch(options)
    if options.command == "sync" and options.every is not None:
        raise QuestionError("argument_without", name="--every", other="--watch")
    try:
        carry_out, _ = _COMMANDS[options.command]
        return _print_outcome(carry_out(options), options)
    except WenbaoError as error:
        return console.failed(error)


def _print_outcome(outcome: Outcome, options: argparse.Namespace) -> int:
    facts, lines, status = outcome
    if options.json:
        print(console.to_json(facts), flush=True)
    else:
        console.say(*lines)
        sys.stdout.flush()
    return status


def _watch(options: argparse.Namespace) -> int:
    """Keeps in step until Ctrl-C."""
    from index.own_files import own_file
    from index.watch import EVERY, keep_in_step

    def sync(moving: frozenset[str]) -> list[Skipped]:
        outcome = _sync(options, moving)
        _print_outcome(outcome, options)
        return [Skipped(**skip) for skip in outcome[0]["skipped"]]

    keep_in_step(Path(options.folder), sync, options.every or EVERY, own_file(options.index))
    return 0


def _parser() -> argparse.ArgumentParser:
    shared = console.Parser(add_help=False)
    shared.add_argument("--index", metavar="DIR", help=index.INDEX_HELP)
    shared.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser = console.Parser(
        prog=console.program("python -m index"), description="Builds, changes and checks an index."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in _COMMANDS.items():
        command = commands.add_parser(name, help=text, description=text, parents=[shared])
        if name in ("build", "add", "sync"):
            if name == "sync":
                command.add_argument("folder", metavar="DIR")
                command.add_argument(
                    "--watch", action="store_true", help="go on until Ctrl-C, with each change"
                )
                command.add_argument(
                    "--every", type=console.within(0.1, 86_400, float), metavar="SECONDS",
                    help="how often --watch looks, 0.1 to 86400 (default: 2)",
                )  # fmt: skip
            else:
                many = "*" if name == "build" else "+"
                command.add_argument("paths", metavar="PATH", nargs=many)
            command.add_argument(
                "--encoder",
                metavar="NAME",
                help="builtin, static, or a sentence-transformers model by name or folder "
                "(build: default $WENBAO_ENCODER, else builtin)",
            )
        elif name == "remove":
            command.add_argument("ids", metavar="ID", nargs="+", help="ids of articles")
        elif name == "undo":
            command.add_argument("id", metavar="CORRECTION", help="as `corrections` lists it")
        elif name == "correct":
            command.add_argument("id", metavar="ID", help="the id of an article")
            for field in METADATA:
                text = "never ''" if field == "title" else "'': it is not known"
                command.add_argument(f"--{field}", metavar="TEXT", help=text)
            layout = command.add_mutually_exclusive_group()
            for act, (metavar, text) in _ACTS.items():
                layout.add_argument(f"--{act}", metavar=metavar, type=numbers, help=text)
    return parser


_ACTS = {
    "split": ("P:N", "part paragraph P before its N-th piece (a paragraph's spans are its pieces)"),
    "join": ("P", "join paragraph P to the one before it"),
    "move": ("P:Q", "move paragraph P before paragraph Q; P alone: to the end"),
}


def numbers(text: str) -> tuple[int, ...]:
    """ "5" or "5:2" as numbers; argparse tells of the ValueError."""
    positions = tuple(int(part) for part in text.split(":"))
    if len(positions) > 2 or min(positions) < 1:
        raise ValueError
    return positions


def _build(options: argparse.Namespace) -> Outcome:
    paths = [Path(path) for path in options.paths] or None
    return _report_outcome(
        index.build(paths, options.index, encoder=options.encoder, progress=console.progress())
    )


def _add(options: argparse.Namespace) -> Outcome:
    paths = [Path(path) for path in options.paths]
    report = index.add(paths, options.index, encoder=options.encoder, progress=console.progress())
    if report.changes and report.changes.stayed:
        _warn_of(report.changes)
        for path in filter(Path.is_dir, paths):
            console.warn(console.text("sync_instead", path=shlex.quote(str(path))))
    facts, lines, status = _report_outcome(report)
    if report.changes and any(map(Path.is_dir, paths)):
        lines += _file_changes(report.changes)[1]
    return facts, lines, status


def _sync(options: argparse.Namespace, moving: Collection[str] = ()) -> Outcome:
    report = index.sync(
        options.folder, options.index,
        encoder=options.encoder, progress=console.progress(), moving=moving,
    )  # fmt: skip
    facts, lines, status = _report_outcome(report)
    changes = report.changes
    assert changes is not None
    _warn_of(changes)
    change_facts, change_lines = _file_changes(changes)
    known = {"known": [asdict(skipped) for skipped in report.known]}
    return facts | known | change_facts, lines + change_lines, status


def _file_changes(changes: FileChanges) -> tuple[dict[str, Any], list[str]]:
    """Each file that is new, changed, renamed or deleted."""
    facts = asdict(changes)
    facts["renamed"] = [{"from": old, "to": new} for old, new in changes.renamed]
    lines: list[str] = []
    for kind in ("new", "changed", "deleted"):
        lines += [f"{console.column(kind, 8)} {path}" for path in facts[kind]]
    renamed = console.column("renamed", 8)
    lines += [f"{renamed} {old} → {new}" for old, new in changes.renamed]
    return facts, [*lines, console.text("files_unchanged", count=changes.unchanged)]


def _warn_of(changes: FileChanges) -> None:
    """What stayed although its file was not read, and how to take it out."""
    for file in changes.stayed:
        console.warn(console.text("articles_stayed", path=file.path, ids=shlex.join(file.ids)))


def _remove(options: argparse.Namespace) -> Outcome:
    return _report_outcome(index.remove(options.ids, options.index, progress=console.progress()))


def _correct(options: argparse.Namespace) -> Outcome:
    fields = {name: value for name in METADATA if (value := getattr(options, name)) is not None}
    report = index.correct(
        options.id, options.index, progress=console.progress(), **fields,
        split=options.split and (*options.split, 0)[:2], join=options.join and options.join[0],
        move=options.move and (*options.move, None)[:2],
    )  # fmt: skip
    return _report_outcome(report)


def _undo(options: argparse.Namespace) -> Outcome:
    return _report_outcome(index.undo(options.id, options.index, progress=console.progress()))


def _corrections(options: argparse.Namespace) -> Outcome:
    facts, lines = [], []
    for corrected in index.corrections(options.index):
        correction, state = corrected.correction, corrected.state
        facts.append({**asdict(correction), "state": state})
        what: str = correction.kind
        if correction.field:
            what = f"{correction.field}: {correction.was or '–'} → {correction.value or '–'}"
        if correction.piece:
            what += f" {correction.piece[0]}:{correction.piece[1]}"
        title = correction.title or console.text("no_title")
        lines.append(f"{correction.id}  {state:<11}  {correction.article}  {title}  {what}")
    return {"corrections": facts}, lines, 0


def _report_outcome(report: Report) -> Outcome:
    facts = asdict(report)
    del facts["files"], facts["changes"], facts["known"], facts["lacking"]
    for skipped in report.skipped:
        reason = console.told(skipped.reason)
        key = "known_line" if skipped in report.known else "skipped_line"
        console.warn(console.text(key, path=skipped.path, reason=reason))
    counts = {
        name: facts[name] for name in ("articles", "paragraphs", "reused", "embedded", "encoder")
    }
    text = console.text(
        "index_report", generation=report.generation, seconds=f"{report.seconds:.1f}", **counts
    )
    new_faults = len(report.skipped) - len(report.known)
    if new_faults:
        text = console.text("index_skipped", report=text, count=new_faults)
    if report.known:
        text = console.text("index_known", report=text, count=len(report.known))
    if any((lacking := asdict(report.lacking)).values()):
        console.warn(console.text("index_lacking", **lacking))
    return facts, [text], 1 if new_faults else 0


def _status(options: argparse.Namespace) -> Outcome:
    from index.engines import engine_of

    facts = asdict(engine_of(options.index).status())
    return facts, [f"{console.column(name, 12)} {value}" for name, value in facts.items()], 0


def _list(options: argparse.Namespace) -> Outcome:
    from index.store import every_article

    store = index.open_index(options.index)
    articles = list(every_article(store))
    rows = [
        {"id": article.id, "path": article.path, **values_of(article.metadata),
         "notes": article.notes, "paragraphs": article.paragraphs}
        for article in articles
    ]  # fmt: skip
    lines = []
    for article in articles:
        title = article.title or console.text("no_title")
        parts = (title, article.author, article.paper, article.published, article.path)
        lines.append(f"{article.id}  {' · '.join(filter(None, parts))}")
    return {"generation": store.generation, "articles": rows}, lines, 0


def _verify(options: argparse.Namespace) -> Outcome:
    from index.engines import Verdict

    try:
        verdict = index.verify(options.index)
    except IndexDamaged as error:  # so much that it cannot be told which generation it is
        verdict = Verdict("", 0, (str(error),))
    facts = {
        "ok": not verdict.wrong,
        "generation": verdict.generation or None,
        "paragraphs": verdict.paragraphs,
        "wrong": list(map(console.at_index, verdict.wrong)),
    }
    for line in verdict.wrong:
        console.warn(console.text("error_line", error=console.told(line)))
    if verdict.wrong:
        return facts, [console.text("index_broken", generation=verdict.generation)], 1
    whole = console.text(
        "index_whole", generation=verdict.generation, paragraphs=verdict.paragraphs
    )
    return facts, [whole], 0


def _rollback(options: argparse.Namespace) -> Outcome:
    status = index.rollback(options.index)
    line = console.text(
        "index_back", generation=status.generation, built=status.built, paragraphs=status.paragraphs
    )
    return asdict(status), [line], 0


_COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], Outcome], str]] = {
    "build": (_build, "a new generation from files and folders (none: the bundled articles)"),
    "add": (_add, "a new generation with these files too"),
    "remove": (_remove, "a new generation without these articles"),
    "sync": (_sync, "bring the index in step with a folder: new, changed, renamed, deleted files"),
    "correct": (_correct, "correct an article's title, author, date …, joins and order, for good"),
    "corrections": (_corrections, "what was corrected, and whether it applies now"),
    "undo": (_undo, "take a correction back"),
    "list": (_list, "the articles, an id and title a line"),
    "status": (_status, "what is in the index, and which encoder made it"),
    "verify": (_verify, "check every count, hash and row"),
    "rollback": (_rollback, "go back to the generation before"),
}
"""What does each, and what its help says of it."""

if __name__ == "__main__":
    sys.exit(console.run(main))
