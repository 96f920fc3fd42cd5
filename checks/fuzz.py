"""Fuzz the readers: `python -m checks.fuzz [--seconds 600] [--seed 1] [--case SEED] [--no-write]`.

`--formats .hocr .xml` takes only these formats.

Each case is a document of one of the formats, made by hand-written samples of ours and broken by
random mutations (bytes flipped, cut, doubled, spliced, re-encoded, renamed, tokens put in).  It is
read in a child process, with a bound on time and memory.  A finding is a case that raises, hangs,
grows without bound, gives neither an article nor a reason, or breaks the rule of spans.  A case
depends on its seed (and the formats) alone: `--case SEED` runs it again and shows the traceback.

What was found so far is kept as tests in tests/corpus/test_fuzzed.py.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing as mp
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from checks.fuzz_files import MAKERS, SUFFIXES, zipped
from corpus import Skipped, article_json, read_articles
from corpus.spans import verify
from messages import values
from training.report import save

CASE_SECONDS = 60.0  # of the clock, so that a busy machine is no finding
CASE_MEMORY = 512 << 20  # bytes that the child may grow by in one case
CHILD_MEMORY = 6 << 30

TOKENS = [
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\n\n", b"\r\n", b"\x85", b"\x1c",
    "\u2028".encode(), "\u202e".encode(), "\u200b".encode(), "\ufffd".encode(), "　".encode(),
    "□".encode(), "本报记者 ".encode(), "（下转第4版）".encode(), "（上接第1版）".encode(),
    "作者：".encode(), "2024年2月30日".encode(), b"---\n", b"```", b"# ", b"|", b"[", b"](",
    b"<!--", b"-->", b"<div>", b"</div>", b"<script>", b"<![CDATA[", b"&#xD800;", b"&lt;",
    b'{"text":', b'"paragraphs":[', b"\\ud800", b"1e999", b"null",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06",
    b"%PDF-", b"endobj", b"stream",
    b"<</Length -1>>", b"<w:p>", b"<w:tbl>", b"</w:t>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;",
    b'<w:numId w:val="1"/>', b'<w:vMerge/>', b'rowspan="9999"', b'colspan="0"', b"<table><tr><td>",
    b"\\trowd", b"\\cell", b"\\row", b"\\u-10179?", b"\\'", b"\\bin9", b"{\\*\\x ", b"{\\footnote ",
    b'","', b'"', b";", b"\t", b'<mergeCell ref="A1:XFD1048576"/>',
    b'<c r="ZZZ9999999" t="s"><v>7</v></c>', b'table:number-columns-repeated="16384"',
    b'[DBNum1]yyyy"', b"0;0;0;", b"1e308",
    b"bbox 0 0 0 0", b"bbox 9 9 1e9 -1", b"x_wconf 300", b"ppageno 9999",
    b"<span class=ocr_line title='bbox 1 1 9 9'>", b"<div class='ocr_page'>", b'HPOS="NaN"',
    b'WIDTH="1e300"', b"<TextLine>", b'<Page PHYSICAL_IMG_NR="99999">', b"<FLocat x:href='../a'/>",
    b"../", b"/etc/passwd", b"A" * 5000, "字".encode() * 3000, b"(" * 500, b"*" * 500, b"{" * 2000,
]  # fmt: skip
TEXTUAL = (".txt", ".md", ".html", ".jsonl", ".csv", ".rtf", ".hocr", ".xml", ".mhtml", ".eml")
PACKED = {
    ".docx": "word/document.xml", ".xlsx": "xl/sheet.xml", ".odt": "content.xml",
    ".epub": "1.xhtml", ".mets": "mets.xml", ".ods": "content.xml",
}  # fmt: skip
"""The formats of parts in an archive, and the part that holds the text."""


def case(seed: int, kinds: Sequence[str] = SUFFIXES) -> tuple[str, bytes]:
    """The suffix and the bytes of a case."""
    rng = random.Random(seed)
    kind = rng.choice(kinds)
    data = MAKERS[kind](rng)
    times = rng.choice([0, 1, 1, 2, 3, 5, 10, 30])
    if kind in PACKED and rng.random() < 0.7:
        data = _mutated_parts(data, PACKED[kind], times, rng)
    elif kind in TEXTUAL and rng.random() < 0.7:
        data = _mutated_text(data, times, rng)
    else:
        for _ in range(times):
            data = _mutated(data, rng)
    if rng.random() < 0.03:
        kind = rng.choice(SUFFIXES)
    return kind, data[: 4 << 20]


def _mutated_parts(data: bytes, main: str, times: int, rng: random.Random) -> bytes:
    """A sound archive with unsound parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(times):
        name = rng.choice([*parts, main, main])
        parts[name] = _mutated_text(parts[name], 1, rng)
    return zipped(parts, zipfile.ZIP_DEFLATED)


def _mutated_text(data: bytes, times: int, rng: random.Random) -> bytes:
    """Mutations between characters, so that the text stays text and reaches the parsers."""
    text = data.decode("utf-8", "replace")
    tags = [text[i : i + 12] for i in range(0, len(text), 12)] or [""]
    for _ in range(times):
        at, size = rng.randrange(len(text) + 1), rng.choice([1, 2, 8, 64])
        new = rng.choice(
            [
                "",
                text[at : at + size] * rng.choice([2, 5, 50, 2000]),
                rng.choice(TOKENS).decode("utf-8", "replace") * rng.choice([1, 1, 1, 50]),
                rng.choice(tags),
                "".join(chr(rng.randrange(1, 0xD800)) for _ in range(size)),
                chr(rng.choice([0, 7, 0x85, 0x2029, 0x202E, 0xFEFF, 0x1F600, 0x10FFFF])),
            ]
        )
        text = text[:at] + new + text[at + rng.choice([0, 0, size]) :]
    return text[: 1 << 20].encode("utf-8", "replace")


def _mutated(data: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(data) + 1)
    size = rng.choice([1, 1, 2, 3, 8, 64, 1024])
    how = rng.randrange(9)
    if how == 0:
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    if how == 1:
        return data[:at] + data[at + size :]
    if how == 2:
        return data[:at] + data[at : at + size] * rng.choice([2, 5, 50]) + data[at + size :]
    if how in (3, 4, 5):
        return data[:at] + rng.choice(TOKENS) * rng.choice([1, 1, 1, 3, 200]) + data[at:]
    if how == 6:
        donor = MAKERS[rng.choice(SUFFIXES[:6])](rng)
        start = rng.randrange(len(donor))
        return data[:at] + donor[start : start + size * 4] + data[at:]
    if how == 7:
        return data[:at] + rng.randbytes(size) + data[at + size :]
    return data[:at]


def run_case(seed: int, folder: Path, kinds: Sequence[str] = SUFFIXES) -> str:
    """Read the case; what came of it.  Raises AssertionError for a broken promise."""
    suffix, data = case(seed, kinds)
    path = folder / f"case{suffix}"
    path.write_bytes(data)
    skipped: list[Skipped] = []
    count = 0
    for article in read_articles([path], on_skip=skipped.append, apart=False):
        count += 1
        assert article.paragraphs, "an article without paragraphs"
        for part in article.paragraphs:
            assert verify(article.source.text, part.text, part.spans), "spans do not give the text"
        json.dumps(article_json(article), ensure_ascii=False).encode("utf-8")
    assert count or skipped, "neither an article nor a reason"
    assert all(skip.reason for skip in skipped), "an empty reason"
    faults = [skip.reason for skip in skipped if values("reader_fault", skip.reason)]
    assert not faults, faults[0]
    return f"{suffix} {'read' if count else 'refused'}"


def _child(pipe: Connection, kinds: Sequence[str]) -> None:
    """Seeds in, (seed, outcome, traceback, bytes grown) out."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (CHILD_MEMORY, CHILD_MEMORY))
    with tempfile.TemporaryDirectory() as name:
        while (seed := pipe.recv()) is not None:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            try:
                outcome, trace = run_case(seed, Path(name), kinds), ""
            except Exception:
                outcome, trace = "raised", traceback.format_exc()
            grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
            pipe.send((seed, outcome, trace, grown))


def fuzz(seconds: float, first: int, kinds: Sequence[str] = SUFFIXES) -> dict[str, Any]:
    """Run cases for some seconds; counts of outcomes and the findings."""
    context = mp.get_context("spawn")
    outcomes: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    slowest = (0.0, first)
    grown_most = 0
    seed, cases, end = first, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        ours, theirs = context.Pipe()
        child = context.Process(target=_child, args=(theirs, kinds), daemon=True)
        child.start()
        theirs.close()
        warm = False
        while time.monotonic() < end:
            ours.send(seed)
            begin = time.monotonic()
            if not ours.poll(CASE_SECONDS + (30 if not warm else 0)):
                findings.append({"seed": seed, "what": "hangs"})
                seed, cases = seed + 1, cases + 1
                break
            try:
                _, outcome, trace, grown = ours.recv()
            except EOFError:
                findings.append({"seed": seed, "what": "the process died"})
                seed, cases = seed + 1, cases + 1
                break
            seconds_taken = time.monotonic() - begin
            slowest = max(slowest, (seconds_taken, seed)) if warm else slowest
            grown_most = max(grown_most, grown) if warm else grown_most
            outcomes[outcome] += 1
            if trace:
                findings.append({"seed": seed, "what": trace.strip().splitlines()[-1]})
            elif warm and grown > CASE_MEMORY:
                findings.append({"seed": seed, "what": f"grew by {grown >> 20} MB"})
            warm, seed, cases = True, seed + 1, cases + 1
        child.kill()
        child.join()
    return {
        "seconds": round(seconds), "cases": cases, "first_seed": first,
        "findings": len(findings), "found": findings[:50],
        "slowest_case_s": round(slowest[0], 2), "slowest_seed": slowest[1],
        "grown_most_mb": grown_most >> 20, "outcomes": dict(sorted(outcomes.items())),
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """0 if nothing was found, 1 otherwise."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=600, help="how long (default 600)")
    parser.add_argument("--seed", type=int, default=1, help="the first case's seed (default 1)")
    parser.add_argument(
        "--formats", nargs="+", choices=SUFFIXES, default=SUFFIXES, help="only these formats"
    )
    parser.add_argument("--case", type=int, help="run this one case here and show what happens")
    parser.add_argument(
        "--no-write", action="store_true", help="leave docs/research/results/fuzz.json alone"
    )
    options = parser.parse_args(arguments)
    if options.case is not None:
        with tempfile.TemporaryDirectory() as name:
            print(run_case(options.case, Path(name), options.formats))
        return 0
    figures = fuzz(options.seconds, options.seed, options.formats)
    if options.no_write:
        print(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        command = f"python -m checks.fuzz --seconds {options.seconds:g} --seed {options.seed}"
        save("fuzz", command, figures)
    return 1 if figures["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
