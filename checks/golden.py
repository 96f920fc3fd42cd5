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
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
import httpx
from mcp.client import Client
from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
GOLDEN = Path(__file__).resolve().parent / "golden"
QUESTIONS = ROOT / "bench" / "questions.jsonl"

PER_SET = 60
"""Questions of each open set, evenly spaced."""

TIMED = frozenset(("seconds", "built", "bytes"))
"""Keys whose values differ from run to run; so do all that begin with `ms_`."""

TIMES = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(\+00:00|Z)"), "<time>"),
    (re.compile(r"\b\d+\.\d+ s\b"), "<seconds>"),
    (re.compile(r"^bytes +\d+$", re.M), "bytes <varies>"),
    (re.compile(r"<root>/(?:[^/\s\"']+/)*"), "<root>/"),  # the bundled articles may move
    (re.compile(r"\b([0-9a-f]{16})-[0-9a-f]{8}\b"), r"\1-path"),  # a hash of where a file lies
)
SETTINGS = ("WENBAO_", "HF_", "TRANSFORMERS_", "SENTENCE_TRANSFORMERS_")
"""How the names of variables begin that change what the program does."""

PROGRESS = re.compile(r"[a-z ]+: \d+ (of \d+|so far)")
"""A line on standard error that only a slow run prints."""


@dataclass(frozen=True)
class Case:
    """What one call gave, as JSON."""

    name: str
    data: Any


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


# ---------------------------------------------------------------------------------- calling


@dataclass(frozen=True)
class Scratch:
    """A folder that is thrown away, and the calls made from it."""

    folder: Path

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def rows(self, name: str, rows: Iterable[dict[str, Any]]) -> str:
        """A JSON Lines file; its path."""
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (self.folder / name).write_text(text, encoding="utf-8")
        return self.path(name)

    def started(self, arguments: Sequence[str], errors: Any) -> subprocess.Popen[str]:
        """From the scratch folder, so that a relative path of this checkout cannot get into an
        output, and without the user's own settings."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith(SETTINGS)}
        ours = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HF_HOME": self.path("models")}
        ours |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        ours |= {"WENBAO_ENCODER": "static"}  # the same on every processor, and quick
        return subprocess.Popen(
            [sys.executable, *arguments], cwd=self.folder, env=kept | ours, encoding="utf-8",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip

    def lines(self, arguments: Sequence[str]) -> Iterator[str | dict[str, Any]]:
        """Each line of standard output as it comes; at last the exit status and the errors."""
        with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
            with self.started(arguments, errors) as process:
                assert process.stdout
                yield from process.stdout
            errors.seek(0)
            told = [line for line in errors.read().splitlines() if not PROGRESS.fullmatch(line)]
        if told and told[0].startswith("usage:"):
            told = ["<usage>"]  # in the words of this version of Python
        yield {"exit": process.returncode, "errors": told}

    def each(self, name: str, *arguments: str) -> Iterator[Case]:
        """A case for each line that a command writes with --json, and one for how it ended."""
        for number, line in enumerate(self.lines(["-m", *arguments, "--json"]), 1):
            if isinstance(line, dict):
                yield Case(f"{name} end", line)
                continue
            data = json.loads(line)
            asked = data.pop("id", None) if "question" in data else None
            yield Case(f"{name} {asked or number}", data)

    def once(self, name: str, *arguments: str) -> Case:
        """One case for a whole call."""
        *lines, end = self.lines(["-m", *arguments])
        text = "".join(str(line) for line in lines)
        out = [json.loads(line) for line in text.splitlines()] if "--json" in arguments else text
        return Case(name, {"end": end, "out": out})


@contextlib.contextmanager
def scratch() -> Iterator[Scratch]:
    with tempfile.TemporaryDirectory(prefix="golden-") as folder:
        yield Scratch(Path(folder).resolve())


@contextlib.contextmanager
def served(here: Scratch, index: str) -> Iterator[str]:
    """The address of a server of that index."""
    command = [str(ROOT / "app.py"), "--index", index, "--port", "0", "--data", here.path("data")]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        process = here.started(command, errors)
        try:
            assert process.stdout
            found = re.search(r"http://\S+", process.stdout.readline())
            if not found:
                errors.seek(0)
                raise SystemExit(f"the server did not start: {errors.read()[-2000:]}")
            yield found[0]
        finally:
            process.terminate()
            process.communicate(timeout=20)


# --------------------------------------------------------------------------------- comparing


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


def taken(value: Any, fractions: list[float], ids: list[str]) -> Any:
    """The value without its fractions, which go to `fractions`; its ids are also copied out."""
    if isinstance(value, float):
        fractions.append(value)
        return "<fraction>"
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            ids.append(value["id"])
        return {key: taken(part, fractions, ids) for key, part in value.items()}
    if isinstance(value, list):
        return [taken(part, fractions, ids) for part in value]
    return value


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def line(part: str, case: Case) -> Line:
    """The case as it is stored: keys in their order, for that is a part of the output."""
    fractions: list[float] = []
    ids: list[str] = []
    text = json.dumps(taken(case.data, fractions, ids), ensure_ascii=False)
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
    old = {one.case: one for one in before}
    new = {one.case: one for one in now}
    found = []
    for case in dict.fromkeys([*old, *new]):
        was, came = old.get(case), new.get(case)
        if was and came and not came.differs(was, near):
            continue
        found.append(f"{case}\n  - {was.text() if was else ''}\n  + {came.text() if came else ''}")
    if not found and list(old) != list(new):
        found.append("the same cases in another order")
    return found


# ------------------------------------------------------------------------------ our own files

RESERVOIR = """---
title: 青屏水库清淤记
author: 蒲小满
office: 青屏水利站站长
column: 田间
published: 2024-03-18
---

# 青屏水库清淤记

## 为什么要清

青屏水库建成三十一年，库底的淤泥有两米厚，能蓄的水少了四分之一。

## 怎么清

- 先放水，让库底晒二十天；
- 再用六台挖机，把淤泥运到坡地改土。

| 村 | 得泥（车） | 改土（亩） |
|---|---|---|
| 上坪 | 820 | 96 |
| 下坪 | 415 | 51 |

清淤花了**七十三万元**，其中县里出五十万元，其余由两个村自筹。[^1]

[^1]: 账目贴在水利站门口。
"""

LIGHTHOUSE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>守灯塔的人 - 海岛周报</title>
<meta name="author" content="戚远山"><script>var count = 1;</script></head>
<body><nav><a href="/">首页</a></nav><article><h1>守灯塔的人</h1>
<p>2023年11月2日 &nbsp; 戚远山</p><p>白礁灯塔有一百一十二级台阶，老邹每天上下两趟，
走了<b>二十六年</b>。</p><h2>换灯</h2><p>去年灯塔换了新灯，用电只有从前的三分之一。</p>
<ul><li>旧灯收进了陈列室</li><li>新灯能照十八海里</li></ul>
<table><tr><th>年份</th><th>进港船只</th></tr><tr><td>2022</td><td>3140</td></tr>
<tr><td>2023</td><td>3395</td></tr></table><!-- 没有印出的话 --></article>
<footer>版权所有</footer></body></html>
"""

LETTERS: tuple[dict[str, Any], ...] = (
    {"id": "letter-1", "title": "公交站挪个位置吧", "author": "读者梁女士", "column": "来信",
     "published": "2025-06-01", "url": "https://example.org/letters/1",
     "text": "医院门口的公交站正对着急救通道。\n\n希望把站牌往东挪六十米，腿脚不便的人也走得到。"},
    {"id": "letter-2", "title": "夜里的施工声", "column": "来信", "published": "2025-06",
     "paragraphs": ["工地夜里十一点以后还在打桩。",
                    {"heading": "答复", "text": "城管队已经责令停工，罚款八千元。"}]},
    {"id": "letter-3", "title": "Library hours", "published": "2025",
     "text": "The town library closes at 21:00 on weekdays. 周末提前到十七点三十分闭馆。"},
)  # fmt: skip

PAGE = """北桥日报

菜市场搬进了新棚

□本报记者 苏禾

北桥菜市场昨天搬进新棚。新棚有二百四十个摊位，比旧市场多八十个，摊位费三年不涨。

摊主贺大姐卖了十五年豆腐，她说旧市场一下雨就积水，新棚的地面高出街面半尺，下水道也重修过。

市场管理所在门口设了公平秤，还请了四名检测员，每天清早抽查

老车站变成图书角

□本报通讯员 宁可

北桥老车站停用六年以后，候车室改成了图书角，上周末开放。书架用旧长椅的木料做成，摆得下九千册书。

图书角不收押金，读者凭身份证借书，一次可借五册，借期三十天。馆员说，最早借走的一本是讲铁路的画册。

蔬菜的农药残留，结果写在黑板上。菜市场每月十五日休市半天，用来清洗地面。

北桥中学的学生轮流来图书角当义工，每周六整理书架，给小读者念故事。

渡船改了班次

□本报记者 常青

北桥渡口从十月起改班次，早班船提前到五点四十分，末班船推迟到晚上九点。渡口的候船棚装了暖气。
"""

SHORT = "冬季停暖通知\n\n热力站说，本月九日零点到六点检修管道，停暖六小时，请住户关好阀门。\n"
TRADITIONAL = (
    "茶園的霧\n\n山上的茶園清晨多霧，採茶人五點出門。今年春茶收了三千二百斤，價錢比去年高一成。\n"
)

PASSAGES = (
    {"id": "p1", "title": "石桥", "text": "村口的石桥长十七米，是三个石匠用两年修成的。"},
    {"id": "p2", "title": "木桥", "text": "上游的木桥去年被洪水冲走，村里打算改建铁桥。"},
    {"id": "p3", "title": "渡口", "text": "没有桥的时候，人们在渡口等船，一趟要半个钟头。"},
)
QUERIES: tuple[dict[str, Any], ...] = (
    {"id": "a", "question": "石桥有多长", "gold": ["p1"], "answers": ["十七米"]},
    {"id": "b", "question": "木桥是怎么没的", "gold": ["p2"], "answers": ["洪水"]},
    {"id": "c", "question": "坐船过河要多久", "gold": ["p3"], "answers": ["半个钟头"]},
)

OWN_QUESTIONS = (
    "青屏水库清淤花了多少钱", "下坪村改土多少亩", "白礁灯塔有多少级台阶", "2023年有多少船进港",
    "公交站应该往哪里挪", "夜里施工罚了多少", "When does the library close?",
    "图书角一次能借几本书", "菜市场每个月哪天休市", "末班船是几点", "春茶收了多少斤",
    "春茶賣得貴不貴", "停暖几个小时", "排练厅在几楼", "罗盘修理铺开了多少年",
    "校园里种了什么树", "鱼价是多少", "市长是谁",
)  # fmt: skip

NARROWED = (
    ("column", "--column", "来信"), ("author", "--author", "蒲小满"), ("since", "--since", "2025"),
    ("until", "--until", "2024-03-31"), ("nobody", "--author", "没有此人"),
    ("no date", "--since", "去年冬天"),
)  # fmt: skip

ASKED = (
    "川维化工如何激发创新", "试用期最长是多久？", "How long does labor arbitration take?",
    "工傷鑑定分幾個等級？", "住房公积金怎么提取？", "白礁灯塔有多少级台阶",
)  # fmt: skip

REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("empty", {"question": "  "}), ("long", {"question": "长" * 5000}), ("no question", {}),
    ("k", {"question": "桥", "k": 0}), ("leg", {"question": "桥", "leg": "third"}),
    ("date", {"question": "桥", "since": "soon"}), ("field", {"question": "桥", "colour": "red"}),
)  # fmt: skip

FROM_PYTHON = """
import json, sys
from index import open_index
from qa import ask, retrieve
store = open_index(sys.argv[1])
for question in sys.argv[2:]:
    hits, answer = retrieve(question, k=3, index=store), ask(question, k=3, index=store)
    print(json.dumps({
        "hits": [{"id": hit.id, "rank": hit.rank, "score": float(hit.score), "title": hit.title,
                  "author": hit.author, "paragraph": hit.paragraph, "text": hit.text,
                  "spans": hit.spans, "path": hit.path} for hit in hits],
        "answered": answer.answered, "confidence": answer.confidence,
        "answer": [[sentence.text, sentence.hit] for sentence in answer.sentences],
    }))
"""


def fixtures(here: Scratch, name: str = "文稿") -> str:
    """A folder with a small file of every format, also of those that are refused; its path."""
    folder = here.folder / name
    (folder / "旧稿").mkdir(parents=True)
    texts = {"水库.md": RESERVOIR, "灯塔.html": LIGHTHOUSE, "第3版.txt": PAGE}
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "停暖.txt").write_text(SHORT, encoding="utf-16")
    (folder / "旧稿" / "茶園.txt").write_text(TRADITIONAL, encoding="big5")
    here.rows(f"{name}/来信.jsonl", LETTERS)
    (folder / "校园.docx").write_bytes(docx())
    (folder / "渔港.pdf").write_bytes(pdf())
    with zipfile.ZipFile(folder / "往期.zip", "w") as archive:
        repair = "罗盘修理铺\n\n罗盘修理铺开了四十年，老师傅带出七个徒弟。\n"
        archive.writestr(zipfile.ZipInfo("1月/修理铺.txt"), repair.encode("gb18030"))
        archive.writestr(zipfile.ZipInfo("1月/戏.md"), "# 戏班排练\n\n排练厅在二楼，周三不开门。\n")
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.md").write_bytes(b"\x7fELF" + bytes(range(256)) * 4)  # a picture hangs on OCR
    (folder / "坏.jsonl").write_text('{"id": "x", "title": "只有题目"}\n', encoding="utf-8")
    (folder / "表.xlsx").write_bytes(b"PK\x03\x04not a workbook")
    return str(folder)


def docx() -> bytes:
    from docx import Document

    made = Document()
    made.core_properties.created = made.core_properties.modified = datetime(2024, 5, 6)
    made.add_heading("校园里的树", 1)
    made.add_paragraph("作者：顾一川")
    made.add_paragraph("校园里种了三百棵银杏，最老的一棵有人腰那么粗。")
    made.add_heading("认养", 2)
    made.add_paragraph("每个班认养两棵，挂上木牌，写明浇水的日子。")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("班", "棵", "初一", "12"), strict=True
    ):
        cell.text = text
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def pdf() -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    font = "STSong-Light"  # one that every PDF reader has; nothing is embedded
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    target = io.BytesIO()
    drawn = canvas.Canvas(target, invariant=1)
    drawn.setFont(font, 20)
    drawn.drawString(90, 760, "渔港的早市")
    drawn.setFont(font, 12)
    rows = (
        "早市四点开秤，渔船靠岸就过磅，黄鱼一斤卖三十八",
        "元，带鱼便宜一半。买主多是饭店的采购员，六点一过",
        "码头就空了。",
        "冷库去年扩建，能存鱼九百吨。",
    )
    for number, text in enumerate(rows):
        drawn.drawString(90, 720 - 20 * number - (12 if number == 3 else 0), text)
    drawn.showPage()
    drawn.setFont(font, 12)
    drawn.drawString(90, 760, "台风天早市停开，渔民把船拉进避风塘。")
    drawn.save()
    return target.getvalue()


def own_questions(here: Scratch) -> str:
    rows = ({"id": f"o{n:02}", "question": text} for n, text in enumerate(OWN_QUESTIONS, 1))
    return here.rows("own.questions", rows)


def bundled_questions(here: Scratch, step: int = 1) -> str:
    """The questions on the bundled articles, each with a number for its id."""
    texts = [json.loads(row)["question"] for row in QUESTIONS.read_text("utf-8").splitlines()]
    rows = [{"id": f"q{n:02}", "question": text} for n, text in enumerate(texts, 1)]
    return here.rows(f"bundled.{step}.questions", rows[::step])


# -------------------------------------------------------------------------- parts of our own


def reading(here: Scratch) -> Iterator[Case]:
    """`corpus` on a file of every format."""
    folder = fixtures(here)
    yield from here.each("files", "corpus", folder)
    yield here.once("files as text", "corpus", folder)
    yield here.once("a file that is not there", "corpus", here.path("none.md"), "--json")


def indexing(here: Scratch) -> Iterator[Case]:
    """`index`: every command once, in the order in which a user comes to them."""
    folder, index = fixtures(here), ("--index", here.path("index"))

    def call(name: str, *arguments: str) -> Case:
        return here.once(name, "index", *arguments, *index, "--json")

    yield call("status of nothing", "status")
    yield call("build", "build", folder)
    yield call("build again", "build", folder)
    for command in ("status", "verify", "list"):
        yield call(command, command)
        yield here.once(f"{command} as text", "index", command, *index)
    (here.folder / "new.md").write_text("# 新路\n\n新路宽九米，两旁有灯。\n", encoding="utf-8")
    yield call("add", "add", here.path("new.md"))
    yield call("remove", "remove", "letter-2")
    yield call("remove what is not there", "remove", "letter-2")
    yield call("list after", "list")
    shutil.move(f"{folder}/停暖.txt", f"{folder}/改名.txt")
    (here.folder / "文稿" / "灯塔.html").unlink()
    yield call("sync", "sync", folder)
    yield call("rollback", "rollback")
    yield call("status after", "status")
    yield call("another encoder", "build", folder, "--encoder", here.path("no-model"))


def asking(here: Scratch) -> Iterator[Case]:
    """`qa` and Python on the bundled articles, which are also read, and on ours."""
    index, own = ("--index", here.path("bundled")), ("--index", here.path("own"))
    yield here.once("build", "index", "build", *index, "--json")
    path = ""
    for case in here.each("bundled", "qa", "--questions", bundled_questions(here), *index):
        path = path or case.data["hits"][0]["path"]
        yield case
    yield from here.each("read", "corpus", str(Path(path).parent))
    for leg in ("lexical", "dense"):
        file = bundled_questions(here, step=4)
        yield from here.each(leg, "qa", "--questions", file, "--leg", leg, "-k", "10", *index)
    yield here.once("build own", "index", "build", fixtures(here), *own, "--json")
    yield from here.each("own", "qa", "--questions", own_questions(here), "-k", "20", *own)
    for name, option, value in NARROWED:
        yield here.once(name, "qa", "这里怎么了", option, value, *own, "--json")
    for number, question in enumerate(ASKED[1::3], 1):
        yield here.once(f"as text {number}", "qa", question, "-k", "2", *index)
    yield here.once("follow", "qa", "要几个月", "--follow", ASKED[1], *index, "--json")
    yield here.once("empty", "qa", " ", *index, "--json")
    yield here.once("no index", "qa", "桥", "--index", here.path("none"), "--json")
    *lines, end = here.lines(["-c", FROM_PYTHON, index[1], *ASKED])
    yield Case("python", {"end": end, "out": [json.loads(str(text)) for text in lines]})
    passages, queries = here.rows("p.jsonl", PASSAGES), here.rows("q.jsonl", QUERIES)
    files = ("--passages", passages, "--queries", queries)
    yield here.once("evaluate", "qa.evaluate", *files, "--json")


def serving(here: Scratch) -> Iterator[Case]:
    """REST and MCP of one server, on the bundled articles and on ours."""
    index = here.path("index")
    yield here.once("build", "index", "build", "--index", index, "--json")
    yield here.once("add", "index", "add", fixtures(here), "--index", index, "--json")
    with served(here, index) as url:
        with httpx.Client(base_url=url, timeout=60) as client:
            yield from rest(client)
        yield from anyio.run(tools, url)


def rest(client: httpx.Client) -> Iterator[Case]:
    def replied(name: str, reply: httpx.Response) -> Case:
        generation = reply.headers.get("X-Wenbao-Generation")
        facts = {"status": reply.status_code, "generation": generation, "body": reply.json()}
        return Case(f"rest {name}", facts)

    for number, question in enumerate(ASKED, 1):
        asked: dict[str, Any] = {"question": question, "k": number}
        yield replied(f"ask {number}", client.post("/api/ask", json=asked))
        yield replied(f"retrieve {number}", client.post("/api/retrieve", json=asked))
    narrow = {
        "question": "工地夜里还在打桩吗",
        "leg": "lexical",
        "column": "来信",
        "since": "2025-01",
    }
    yield replied("narrow", client.post("/api/ask", json=narrow))
    for name, body in REFUSED:
        yield replied(f"refused {name}", client.post("/api/ask", json=body))
    listing = replied("articles", client.get("/api/articles"))
    # They come by their whole path, and where this checkout and the scratch folder lie differs.
    listing.data["body"]["articles"].sort(key=lambda article: Path(article["path"]).name)
    yield listing
    bundled = {path.name for path in (ROOT / "corpus" / "articles").iterdir()}
    for article in listing.data["body"]["articles"]:
        if article["path"] not in bundled:  # REST tells no folder
            reply = client.get(f"/api/articles/{article['id']}")
            yield replied(f"article {article['id']}", reply)
    yield replied("no article", client.get("/api/articles/none"))
    yield replied("health", client.get("/healthz"))
    yield Case("rest description", described(client.get("/openapi.json").json()))
    names = re.findall(r"^(\w+)", client.get("/metrics").text, re.M)
    yield Case("rest metrics", sorted(set(names)))


def described(openapi: dict[str, Any]) -> dict[str, Any]:
    """What OpenAPI says of our routes, without what the framework's version adds."""
    schemas = openapi["components"]["schemas"]
    return {
        "routes": {
            f"{method} {path}": [route.get(key) for key in ("summary", "description", "parameters")]
            for path, methods in openapi["paths"].items()
            for method, route in methods.items()
        },
        "fields": [schema["properties"] for name, schema in schemas.items() if "Valid" not in name],
    }


async def tools(url: str) -> list[Case]:
    """The tools' descriptions, and the calls that REST had."""
    async with Client(f"{url}/mcp") as client:
        listed = (await client.list_tools()).tools
        told: list[Any] = [[tool.name, tool.title, tool.description] for tool in listed]
        told += [tool.input_schema["properties"] for tool in listed]
        cases = [Case("mcp tools", told)]
        calls: list[tuple[str, dict[str, Any]]] = [
            (str(number), {"question": question, "k": number})
            for number, question in enumerate(ASKED, 1)
        ]
        for name, arguments in [*calls, *REFUSED]:
            for tool in ("ask", "retrieve"):
                result = await client.call_tool(tool, arguments)
                text = "".join(getattr(part, "text", "") for part in result.content)
                structured = result.structured_content
                if result.is_error and "validation error" in text:
                    text = "<refused>"  # in the words of pydantic's version
                elif not result.is_error and json.loads(text) == structured:
                    text = "<the same>"
                facts = {"error": result.is_error, "structured": structured, "text": text}
                cases.append(Case(f"mcp {tool} {name}", facts))
    return cases


# ------------------------------------------------------------------------ parts of ../shared


def page(here: Scratch) -> Iterator[Case]:
    """The real newspaper page, and the bundled articles' questions on it."""
    file, index = str(SHARED / "data" / "seed_page.txt"), ("--index", here.path("index"))
    yield from here.each("read", "corpus", file)
    yield here.once("build", "index", "build", file, *index, "--json")
    yield from here.each("ask", "qa", "--questions", bundled_questions(here), *index)


CASE_QUESTIONS = (
    "夜校的报名人数", "养老护理的奖项", "第六条", "第二章讲什么", "脚注里的出处", "车队有几辆车",
    "哪一天更正的", "补贴的标准是多少", "厂长的岁数", "机床厂哪年建的", "哪些乡镇得了奖",
    "二〇二四年度的先进", "2022年的夏粮", "市场搬到哪里", "山塘清淤了多少方", "老支书的事",
    "停水从几点到几点", "舞了几条龙", "冬训班来了多少人", "表里的合计", "谁写的这篇稿子",
)  # fmt: skip


def cases(here: Scratch) -> Iterator[Case]:
    """The small inputs that came with bug reports: each folder read, then all of them asked."""
    folder, index = SHARED / "cases", ("--index", here.path("index"))
    for one in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield from here.each(one.name, "corpus", str(one))
    yield here.once("build", "index", "build", str(folder), *index, "--json")
    rows = [{"id": f"c{n:02}", "question": text} for n, text in enumerate(CASE_QUESTIONS, 1)]
    yield from here.each("ask", "qa", "--questions", here.rows("q", rows), *index)


def open_set(name: str, *queries: str) -> Callable[[Scratch], Iterator[Case]]:
    """The part that asks questions of an open set."""

    def part(here: Scratch) -> Iterator[Case]:
        folder, index = SHARED / "data" / "eval", ("--index", here.path("index"))
        passages = str(folder / f"{name}.passages.jsonl")
        yield here.once("build", "index", "build", passages, *index, "--json")
        for kind in queries:
            rows = (folder / f"{kind}.queries.jsonl").read_text("utf-8").splitlines()
            spaced = [json.loads(rows[n * len(rows) // PER_SET]) for n in range(PER_SET)]
            short = [row | {"id": row["id"].removeprefix(f"{name}-")} for row in spaced]
            yield from here.each(
                kind.removeprefix(name), "qa", "--questions", here.rows(kind, short), *index
            )

    return part


OWN: dict[str, Callable[[Scratch], Iterator[Case]]] = {
    "asking": asking, "serving": serving, "indexing": indexing, "reading": reading,
}  # fmt: skip
FOREIGN: dict[str, Callable[[Scratch], Iterator[Case]]] = {
    "squadzh": open_set("squadzh", "squadzh_answerable", "squadzh_english"),
    "drcd_test": open_set("drcd_test", "drcd_test"),
    "csl_test": open_set("csl_test", "csl_test"),
    "cmrc2018_trial": open_set("cmrc2018_trial", "cmrc2018_trial"),
    "page": page,
    "cases": cases,
}
PARTS = FOREIGN | OWN  # the longest first, for two run at a time


# ------------------------------------------------------------------------------- the command


def given(part: str, dump: Path | None, done: Callable[[], Any]) -> list[Line]:
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


def all_given(parts: Sequence[str], dump: Path | None = None) -> dict[str, list[Line]]:
    """What the parts give now, two at a time, with a progress bar on standard error."""
    known = sum(len(stored(part)) for part in parts)
    with (
        tqdm(
            total=known or None, unit=" cases", file=sys.stderr, mininterval=1, disable=None
        ) as bar,
        ThreadPoolExecutor(2) as pool,
    ):
        made = pool.map(lambda part: given(part, dump, bar.update), parts)
        return dict(zip(parts, made, strict=True))


def here_now() -> list[str]:
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
    parts = options.parts or here_now()
    if unknown := set(parts) - set(here_now()):
        parser.error(f"not a part, or its inputs in {SHARED} are missing: {sorted(unknown)}")
    if options.dump:
        if options.dump.resolve().is_relative_to(ROOT):
            parser.error("--dump DIR lies in the repository, where no text of others may come")
        options.dump.mkdir(parents=True, exist_ok=True)
    now = all_given(parts, options.dump)
    if options.write:
        GOLDEN.mkdir(exist_ok=True)
        for part, lines in now.items():
            text = "".join(one.text() + "\n" for one in lines)
            (GOLDEN / f"{part}.jsonl").write_text(text, encoding="utf-8")
        return 0
    return told({part: differences(stored(part), now[part], options.near) for part in parts})


def told(found: dict[str, list[str]]) -> int:
    """Prints the first difference of each part and how many there are; the exit status."""
    for part, differing in found.items():
        if differing:
            print(f"{part}: {len(differing)} differ; the first: {differing[0]}")
    if any(found.values()):
        print("Run with --dump DIR in both checkouts and diff the folders to see the whole texts.")
    elif left := set(PARTS) - set(found):
        print(f"nothing differs; not compared: {', '.join(sorted(left))}")
    else:
        print("nothing differs")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.exit(main())
