"""One running server for all tests of the page and the services: the real core on real articles."""

from __future__ import annotations

import atexit
import json
import shutil
import socket
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HOSTILE = {
    "title": '<script>window.pwned=1</script> ${7*7} {{constructor}} "引号"',
    "author": '<img src=x onerror="window.pwned=2">',
    "column": "安全试验",
    "published": "2024-05-01",
    "paragraphs": [
        {
            "heading": '<svg onload="window.pwned=3">',
            "text": "试验段落写着 <script>window.pwned=4</script>，还有 "
            '<img src=x onerror="window.pwned=5"> 与 ${document.title}。',
        },
        "长词排版试验：" + "w" * 600 + "，后面接着汉字。",
        "混排试验：👩‍👩‍👧‍👦 和 مرحبا بالعالم 以及 \u202e倒写\u202c 都只是文字。",
    ],
}

PLAIN = """---
title: 望江纺织厂的夜校
author: 柳青禾
office: 厂工会
column: 车间来信
published: 2023-09
---

望江纺织厂的夜校每周二和周四晚上开课，教看图纸和修织机。

去年有四十七名挡车工在夜校拿到了中级证书，厂里给每人涨了一级工资。
"""


ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Served:
    """A server in this process: where it listens and what it serves."""

    url: str
    core: Any
    folder: Path


def articles(folder: Path) -> list[Path]:
    """The bundled articles and two of our own, one of them hostile."""
    import corpus

    own = folder / "own"
    own.mkdir(parents=True, exist_ok=True)
    (own / "hostile.jsonl").write_text(json.dumps(HOSTILE, ensure_ascii=False), encoding="utf-8")
    (own / "夜校.md").write_text(PLAIN, encoding="utf-8")
    return [corpus.bundled(), own]


def in_public(found: Any) -> Any:
    """The JSON of an answer as the services tell it: of a source file its name alone."""
    found = json.loads(json.dumps(found))
    for hit in found if isinstance(found, list) else found["hits"]:
        hit["path"] = Path(hit["path"]).name
    return found


@cache
def built() -> Path:
    """An index of `articles`, to be copied by whoever changes it."""
    import index

    folder = Path(tempfile.mkdtemp(prefix="wenbao-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    index.build(articles(folder), folder / "index")
    return folder / "index"


def core_in(folder: Path) -> Any:
    """A core of its own on a copy of that index."""
    from web.query_service import Core

    shutil.copytree(built(), folder / "index")
    return Core(folder / "index")


def start(app: Any) -> str:
    """Runs an application in a thread; its address, once it answers."""
    import uvicorn

    from web.security.connections import configured

    # With its protocol told, as `app.py` does: asyncio sends at once on such sockets alone, and on
    # others each reply of a kept connection waits 0.04 s for what it need not wait for.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    config = configured(app, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    atexit.register(lambda: setattr(server, "should_exit", True))
    until = time.monotonic() + 180
    while not server.started:
        assert thread.is_alive() and time.monotonic() < until, "the server did not start"
        time.sleep(0.02)
    return f"http://127.0.0.1:{listening.getsockname()[1]}"


@cache
def served() -> Served:
    """The server that the browser and client tests share."""
    from web.server import Settings, create_app

    folder = Path(tempfile.mkdtemp(prefix="wenbao-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    core = core_in(folder)
    core.prepare()
    return Served(start(create_app(core, Settings(data=folder))), core, folder)
