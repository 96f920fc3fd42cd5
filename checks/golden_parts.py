"""Parts of the golden outputs: what each of them asks of the public faces."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
from mcp.client import Client

from checks.golden_calls import ROOT, SHARED, Case, Scratch, served
from checks.golden_files import (
    ASKED,
    NARROWED,
    OWN_QUESTIONS,
    PASSAGES,
    QUERIES,
    REFUSED,
    fixtures,
)

QUESTIONS = ROOT / "bench" / "questions.jsonl"

PER_SET = 60
"""Questions of each open set, evenly spaced."""

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


def own_questions(here: Scratch) -> str:
    rows = ({"id": f"o{n:02}", "question": text} for n, text in enumerate(OWN_QUESTIONS, 1))
    return here.rows("own.questions", rows)


def bundled_questions(here: Scratch, step: int = 1) -> str:
    """The questions on the bundled articles, each with a number for its id."""
    texts = [json.loads(row)["question"] for row in QUESTIONS.read_text("utf-8").splitlines()]
    rows = [{"id": f"q{n:02}", "question": text} for n, text in enumerate(texts, 1)]
    return here.rows(f"bundled.{step}.questions", rows[::step])


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
        body: dict[str, Any] = {"question": question, "k": number}
        yield replied(f"ask {number}", client.post("/api/ask", json=body))
        yield replied(f"retrieve {number}", client.post("/api/retrieve", json=body))
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
        facts: list[Any] = [[tool.name, tool.title, tool.description] for tool in listed]
        facts += [tool.input_schema["properties"] for tool in listed]
        cases = [Case("mcp tools", facts)]
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
                reply = {"error": result.is_error, "structured": structured, "text": text}
                cases.append(Case(f"mcp {tool} {name}", reply))
    return cases


def page(here: Scratch) -> Iterator[Case]:
    """The real newspaper page, and every third of the bundled articles' questions on it."""
    file, index = str(SHARED / "data" / "seed_page.txt"), ("--index", here.path("index"))
    yield from here.each("read", "corpus", file)
    yield here.once("build", "index", "build", file, *index, "--json")
    yield from here.each("ask", "qa", "--questions", bundled_questions(here, step=3), *index)


CASE_QUESTIONS = (
    "夜校的报名人数", "养老护理的奖项", "第六条", "第二章讲什么", "脚注里的出处", "车队有几辆车",
    "哪一天更正的", "补贴的标准是多少", "厂长的岁数", "机床厂哪年建的", "哪些乡镇得了奖",
    "二〇二四年度的先进", "2022年的夏粮", "市场搬到哪里", "山塘清淤了多少方", "老支书的事",
    "停水从几点到几点", "舞了几条龙", "冬训班来了多少人", "表里的合计", "谁写的这篇稿子",
)  # fmt: skip


def cases(here: Scratch) -> Iterator[Case]:
    """The small inputs that came with bug reports: each folder read, then all of them asked."""
    folder, index = SHARED / "cases", ("--index", here.path("index"))
    for case in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield from here.each(case.name, "corpus", str(case))
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
