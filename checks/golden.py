"""Golden outputs: prove that moving and renaming files changes no output.

    python -m checks.golden [PART…]             compares with checks/golden/*.jsonl: 0, or 1
    python -m checks.golden [PART…] --write     stores what is given now
    python -m checks.golden [PART…] --dump DIR  also writes the whole outputs, to diff two checkouts

Only public faces are called: the commands, Python's `ask` and `retrieve`, REST and MCP of a real
server, because the names of inner modules are what a move changes.  A stored line is an output's
case, a hash of it without its fractions, the ids in it, and its fractions to four digits; so no
text of others is stored.  Paths and times are taken out first.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tqdm import tqdm

from checks.golden_calls import ROOT, SHARED, Case, Scratch, scratch
from checks.golden_parts import OWN, PARTS

GOLDEN = Path(__file__).resolve().parent / "golden"

TIMED = frozenset(("seconds", "built", "bytes"))
"""Keys whose values differ from run to run; so do all that begin with `ms_`."""

TIMES = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)"), "<time>"),
    (re.compile(r"\b\d+\.\d+ s\b"), "<seconds>"),
    (re.compile(r"^bytes +\d+$", re.M), "bytes <varies>"),
    (re.compile(r"<root>/(?:[^/\s\"']+/)*"), "<root>/"),  # the bundled articles may move
    (re.compile(r"\b([0-9a-f]{16})-[0-9a-f]{8}\b"), r"\1-path"),  # a hash of where a file lies
)


@dataclass(frozen=True)
class Line:
    """A case as it is stored."""

    case: str
    hash: str
    ids: str
    fractions: str

    def differs(self, other: Line, near: bool) -> bool:
        """Near: a fraction may differ a little, for another processor adds in another order, and
        what lay between two roundings of the reader's integers then falls to the other side."""
        if (self.case, self.hash, self.ids) != (other.case, other.hash, other.ids):
            return True
        if not near:
            return self.fractions != other.fractions
        ours, theirs = self.fractions.split(), other.fractions.split()
        apart = [abs(float(a) - float(b)) for a, b in zip(ours, theirs, strict=False)]
        return len(ours) != len(theirs) or max(apart, default=0) > 0.02

    def text(self) -> str:
        return json.dumps(self.__dict__, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any, here: Scratch) -> Any:
    """The value without the places of this machine and without times."""
    if isinstance(value, dict):
        return {
            key: "<varies>" if key in TIMED or key.startswith("ms_") else plain(part, here)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [plain(part, here) for part in value]
    if not isinstance(value, str):
        return value
    for folder, name in (
        (here.folder, "<scratch>"), (SHARED, "<shared>"), (SHARED.resolve(), "<shared>"),
        (ROOT, "<root>"),
    ):  # fmt: skip
        value = value.replace(str(folder), name)
    for pattern, name in TIMES:
        value = pattern.sub(name, value)
    return value


def without_fractions(value: Any, fractions: list[float], ids: list[str]) -> Any:
    """The value without its fractions, which go to `fractions`; its ids are also copied out."""
    if isinstance(value, float):
        fractions.append(value)
        return "<fraction>"
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            ids.append(value["id"])
        return {key: without_fractions(part, fractions, ids) for key, part in value.items()}
    if isinstance(value, list):
        return [without_fractions(part, fractions, ids) for part in value]
    return value


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def line(part: str, case: Case) -> Line:
    """The case as it is stored: keys in their order, for that is a part of the output."""
    fractions: list[float] = []
    ids: list[str] = []
    text = json.dumps(without_fractions(case.data, fractions, ids), ensure_ascii=False)
    short = [name.removeprefix(f"{part}-") for name in ids]
    short = [name if re.fullmatch(r"[\w.#-]+", name, re.A) else digest(name) for name in short]
    return Line(
        case.name,
        digest(text),
        " ".join(short),
        " ".join(f"{round(x, 4) + 0.0:.4f}" for x in fractions),
    )


def stored(part: str) -> list[Line]:
    path = GOLDEN / f"{part}.jsonl"
    if not path.exists():
        return []
    return [Line(**json.loads(text)) for text in path.read_text(encoding="utf-8").splitlines()]


def differences(before: Sequence[Line], now: Sequence[Line], near: bool) -> list[str]:
    """Each case that is not as it was, with what was stored (-) and what came (+)."""
    old = {line.case: line for line in before}
    new = {line.case: line for line in now}
    reports = []
    for case in dict.fromkeys([*old, *new]):
        if case in old and case in new and not new[case].differs(old[case], near):
            continue
        sides = [lines[case].text() if case in lines else "" for lines in (old, new)]
        reports.append(f"{case}\n  - {sides[0]}\n  + {sides[1]}")
    if not reports and list(old) != list(new):
        reports.append("the same cases in another order")
    return reports


def outputs(part: str, dump: Path | None, done: Callable[[], Any]) -> list[Line]:
    """What the part gives now; `done` is called after each case."""
    lines: dict[str, Line] = {}
    with scratch() as here, contextlib.ExitStack() as stack:
        file = None
        if dump:
            file = stack.enter_context((dump / f"{part}.txt").open("w", encoding="utf-8"))
        for case in PARTS[part](here):
            clean = Case(case.name, plain(case.data, here))
            if clean.name in lines:
                raise SystemExit(f"{part}: two cases are named {clean.name!r}; name them apart")
            lines[clean.name] = line(part, clean)
            if file:
                shown = json.dumps(clean.data, ensure_ascii=False, indent=1)
                file.write(f"## {clean.name}\n{shown}\n")
            done()
    return list(lines.values())


def all_outputs(parts: Sequence[str], dump: Path | None = None) -> dict[str, list[Line]]:
    """What the parts give now, two at a time, with a progress bar on standard error."""
    count = sum(len(stored(part)) for part in parts)
    with (
        tqdm(
            total=count or None, unit=" cases", file=sys.stderr, mininterval=1, disable=None
        ) as bar,
        ThreadPoolExecutor(2) as pool,
    ):
        lines = pool.map(lambda part: outputs(part, dump, bar.update), parts)
        return dict(zip(parts, lines, strict=True))


def available() -> list[str]:
    """The parts whose inputs are on this machine."""
    return [part for part in PARTS if part in OWN or (SHARED / "data" / "eval").is_dir()]


def main(arguments: Sequence[str] | None = None) -> int:
    """0: as stored, or written.  1: something differs."""
    parser = argparse.ArgumentParser(
        prog="python -m checks.golden", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--write", action="store_true", help="store what is given now")
    parser.add_argument(
        "--near", action="store_true",
        help="let the last digit of a fraction differ by one: where another processor stored it",
    )  # fmt: skip
    parser.add_argument("--dump", type=Path, metavar="DIR", help="write the whole outputs there")
    options = parser.parse_args(arguments)
    parts = options.parts or available()
    if unknown := set(parts) - set(available()):
        parser.error(f"not a part, or its inputs in {SHARED} are missing: {sorted(unknown)}")
    if options.dump:
        if options.dump.resolve().is_relative_to(ROOT):
            parser.error("--dump DIR lies in the repository, where no text of others may come")
        options.dump.mkdir(parents=True, exist_ok=True)
    now = all_outputs(parts, options.dump)
    if options.write:
        GOLDEN.mkdir(exist_ok=True)
        for part, lines in now.items():
            text = "".join(line.text() + "\n" for line in lines)
            (GOLDEN / f"{part}.jsonl").write_text(text, encoding="utf-8")
        return 0
    return report({part: differences(stored(part), now[part], options.near) for part in parts})


def report(by_part: dict[str, list[str]]) -> int:
    """Prints the first difference of each part and how many there are; the exit status."""
    for part, reports in by_part.items():
        if reports:
            print(f"{part}: {len(reports)} differ; the first: {reports[0]}")
    if any(by_part.values()):
        print("Run with --dump DIR in both checkouts and diff the folders to see the whole texts.")
    elif uncompared := set(PARTS) - set(by_part):
        print(f"nothing differs; not compared: {', '.join(sorted(uncompared))}")
    else:
        print("nothing differs")
    return int(any(by_part.values()))


if __name__ == "__main__":
    sys.exit(main())
