"""Hostile runs for regular expressions, made from a pattern's own alphabet, and timed.

Run as a program it reads patterns, one JSON object a line, from standard input and answers each
with a line: the run on which its time grows faster than the text, or null.  A pattern that hangs
holds the interpreter, so each run has its processor time, after which the system ends the process
(`superlinear`, which asks, starts another).
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import product
from time import thread_time
from typing import Any

try:
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # Python 3.10
    import sre_parse as parser  # type: ignore[no-redef]

METHODS = ("match", "finditer", "fullmatch")
"""A search that is repeated in a loop is as `finditer` is, which does all that `match` does too."""
SIZES = (32, 128, 1024, 8192)
"""Lengths of a text, each eight times the one before it but for the first, where a hang shows: so
far apart, linear and quadratic time differ by more than a busy machine's clock errs."""
GROWTH = 24.0  # eight times the text: 8 is linear, 64 quadratic
FLOOR = 0.004  # seconds under which nothing is slow
SLOW = 1.0  # seconds for one run, which say enough by themselves
HANG = 3.0  # seconds of the processor after which a run is given up
_POOL = "a1 一A.-，(x\n\t_"
_MANY = 9  # a repeat that may go on for longer counts as one that may go on


@dataclass(frozen=True)
class Suspect:
    """A pattern of the project, how it is used, and where."""

    name: str
    pattern: str
    flags: int
    binary: bool
    methods: tuple[str, ...]


def superlinear(suspects: Sequence[Suspect]) -> dict[str, str]:
    """The patterns whose time grows faster than the text, and the run that shows it."""
    found: dict[str, str] = {}
    rest = list(suspects)
    while rest:
        with subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as child:
            try:
                rest = _answers(child, rest, found)
            finally:
                child.kill()
    return found


def _answers(child: Any, suspects: list[Suspect], found: dict[str, str]) -> list[Suspect]:
    """Fill `found`; the patterns that are left after one that hangs."""
    for number, suspect in enumerate(suspects):
        child.stdin.write(json.dumps(asdict(suspect)) + "\n")
        child.stdin.flush()
        line = child.stdout.readline()
        if not line and child.wait() != -signal.SIGPROF:
            raise RuntimeError(f"the timing of {suspect.name} failed; its error stands above")
        if shown := json.loads(line or '"hangs"'):
            found[suspect.name] = f"{suspect.pattern!r}: {shown}"
        if not line:
            return suspects[number + 1 :]
    return []


def grows(suspect: Suspect) -> str | None:
    """The run on which the pattern is slower than linear, or None."""
    compiled: Any = re.compile(
        suspect.pattern.encode("latin-1") if suspect.binary else suspect.pattern, suspect.flags
    )
    for run in runs(suspect.pattern, suspect.flags):
        for method in suspect.methods:
            if _grows(compiled, method, run, suspect.binary):
                return f"{method} on {run[0]!r} + {run[1]!r} * n + {run[2]!r}"
    return None


Run = tuple[str, str, str]  # what stands before, what is repeated, what stands after


def _grows(compiled: Any, method: str, run: Run, binary: bool) -> bool:
    def timed(size: int, times: int = 1) -> float:
        before, unit, after = run
        made: Any = before + unit * (size // len(unit) + 1) + after
        text = made.encode("latin-1", "replace") if binary else made
        call = getattr(compiled, method)
        best = float("inf")
        for _ in range(times):
            start = thread_time()  # a process's own clock is coarse while its timer runs
            if method == "finditer":
                for _found in call(text):
                    pass
            else:
                call(text)
            best = min(best, thread_time() - start)
            if best > SLOW:
                break
        return best

    signal.setitimer(signal.ITIMER_PROF, HANG)
    tiny, short, middle, long = SIZES
    for size in (tiny, short):  # what is exponential shows before it hangs
        if timed(size) > SLOW and timed(size, 2) > SLOW:
            return True
    for times in (1, 3):
        if timed(middle, times) <= 16 * timed(short, 5) + 30e-6:
            return False
    if timed(middle, 3) > SLOW:
        return True
    least, most = timed(middle, 5), timed(long)
    for _ in range(5):  # a busy machine slows some measurements down, never all
        if most <= FLOOR or most <= GROWTH * least:
            return False
        if most > SLOW:
            break
        least, most = min(least, timed(middle, 3)), min(most, timed(long))
    return True


def runs(pattern: str, flags: int) -> Iterator[Run]:
    """Hostile texts: every small word over the pattern's letters again and again, after what leads
    to a repeat, before what lets the match fail."""
    tree = parser.parse(pattern, flags & ~re.DEBUG)
    sets = list(_sets(tree, False))
    letters = _letters(sets)
    words = list(dict.fromkeys([*letters, *_pieces(tree)]))[:24]
    for size, most in ((2, 6), (3, 3)) if any(again for _, again in sets) else ():
        words += ["".join(word) for word in product(letters[:most], repeat=size)]
    words = list(dict.fromkeys(word for word in words if word))
    leads = list(dict.fromkeys(_leads(tree, "")))[:5]
    for lead in dict.fromkeys(["", *leads]):
        for word in words if not lead else words[:24]:
            for tail in ("", "\n\x01"):
                yield lead, word, tail


def _letters(sets: Sequence[tuple[Any, bool]]) -> list[str]:
    """One letter for each group of letters that the pattern cannot tell apart; those of repeats
    first."""
    candidates = list(dict.fromkeys([c for one, _ in sets for c in _members(one)] + list(_POOL)))
    kinds: dict[tuple[bool, ...], tuple[int, str]] = {}
    for letter in candidates:
        within = tuple(_inside(letter, one) for one, _ in sets)
        rank = sum(inside * (3 if again else 1) for inside, (_, again) in zip(within, sets))  # noqa: B905
        kinds.setdefault(within, (rank, letter))
    ranked = sorted(kinds.values(), key=lambda kind: -kind[0])
    return [letter for _, letter in ranked][:10]


def _sets(tree: Any, again: bool) -> Iterator[tuple[Any, bool]]:
    """The sets of letters that the pattern names, and whether they may repeat."""
    for op, args in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL", "ANY"):
            yield [(op, args)], again
        elif name == "IN":
            yield args, again
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield from _sets(args[2], again or args[1] > _MANY)
        else:
            for inner in _inner(name, args):
                yield from _sets(inner, again)


def _inner(name: str, args: Any) -> list[Any]:
    if name == "SUBPATTERN":
        return [args[-1]]
    if name == "BRANCH":
        return list(args[1])
    if name in ("ASSERT", "ASSERT_NOT"):
        return [args[1]]
    if name == "ATOMIC_GROUP":
        return [args]
    if name == "GROUPREF_EXISTS":
        return [part for part in args[1:] if part is not None]
    return []


_CATEGORY = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


def _inside(letter: str, items: Any) -> bool:
    negated = any(str(op) == "NEGATE" for op, _ in items)
    return negated != any(_is(letter, str(op), args) for op, args in items)


def _is(letter: str, op: str, args: Any) -> bool:
    if op == "LITERAL":
        return ord(letter) == args
    if op == "NOT_LITERAL":
        return ord(letter) != args
    if op == "RANGE":
        return bool(args[0] <= ord(letter) <= args[1])
    if op == "CATEGORY":
        *_, no, kind = ("", *str(args).split("_"))
        return (re.match(_CATEGORY[kind], letter) is not None) != (no == "NOT")
    return op == "ANY" and letter != "\n"


def _members(items: Any) -> list[str]:
    """Some letters of the set."""
    named: list[str] = []
    for op, args in items:
        if str(op) == "LITERAL":
            named.append(chr(args))
        elif str(op) == "RANGE":
            named += [chr(args[0]), chr(args[1])]
    named = [*named[:6], *_POOL, "\x01"]
    return [letter for letter in named if _inside(letter, items)][:6]


def _sample(tree: Any) -> str:
    """A short text that the pattern is likely to match."""
    made = ""
    for op, args in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL", "ANY"):
            made += _members([(op, args)])[0]
        elif name == "IN":
            made += (_members(args) or ["a"])[0]
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            made += _sample(args[2]) * min(max(args[0], 1), args[1], 12)
        elif name == "BRANCH":
            made += max((_sample(one) for one in args[1]), key=len)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            made += _sample(_inner(name, args)[0])
    return made


def _pieces(tree: Any) -> Iterator[str]:
    """What the pattern repeats, and what it begins with: hostile when it is repeated."""
    for op, args in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            yield _sample(args[2])
            yield from _pieces(args[2])
        for inner in _inner(name, args):
            yield from _pieces(inner)
    for end in range(len(tree) - 1, 0, -1):
        if str(tree[end][0]) != "LITERAL":
            yield _sample(tree[:end])


def _leads(tree: Any, before: str) -> Iterator[str]:
    """What stands before each repeat that may go on."""
    for op, args in tree:
        name = str(op)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if args[1] > _MANY:
                yield before
            yield from _leads(args[2], before)
        for inner in _inner(name, args):
            yield from _leads(inner, before)
        with suppress(IndexError):
            before += _sample([(op, args)])


if __name__ == "__main__":
    for row in sys.stdin:
        print(json.dumps(grows(Suspect(**json.loads(row)))), flush=True)
