"""Firefox over WebDriver BiDi (W3C): a browser that the driver of the other browser tests cannot
start.  As much of WebSocket (RFC 6455) and of the protocol as the tests need, and no package."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIREFOX = next(filter(None, map(shutil.which, ("firefox", "firefox-esr"))), None)
PREFERENCES = """user_pref("intl.accept_languages", "zh-CN");
user_pref("app.normandy.enabled", false);
user_pref("browser.safebrowsing.malware.enabled", false);
user_pref("browser.safebrowsing.phishing.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,");
user_pref("dom.events.asyncClipboard.readText", true);
"""


PATIENCE = 300
"""Seconds for one command: after that nothing can be read from the connection any more."""


class Aborted(AssertionError):
    """A page was asked for while another one was loading, and Firefox gave up both."""


class Firefox:
    """One tab.  `wrong` has what the console said of errors, as it is told."""

    def __init__(self, address: str) -> None:
        host, port = address.removeprefix("ws://").split("/")[0].split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=PATIENCE)
        key = base64.b64encode(os.urandom(16)).decode()
        self._socket.sendall(
            f"GET /session HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self._stream = self._socket.makefile("rb")
        while self._stream.readline().strip():
            pass
        self._sent = 0
        self.wrong: list[str] = []
        self._left: set[str] = set()
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded"])
        self._tab = self.call("browsingContext.getTree")["contexts"][0]["context"]

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """A command and its result; what else is told meanwhile is noted."""
        self._sent += 1
        self._send(json.dumps({"id": self._sent, "method": method, "params": params}).encode())
        while True:
            told = json.loads(self._receive())
            if told.get("method") == "log.entryAdded":
                self._note(told["params"])
            if told.get("id") == self._sent:
                if told["type"] == "error":
                    kind = Aborted if "NS_BINDING_ABORTED" in told["message"] else AssertionError
                    raise kind(f"{method}: {told['error']}: {told['message']}")
                result: dict[str, Any] = told["result"]
                return result

    def _note(self, entry: dict[str, Any]) -> None:
        if entry["level"] == "error" and entry["source"]["realm"] not in self._left:
            self.wrong.append(str(entry["text"]))

    def leave(self) -> None:
        """From now on the page that is open is not listened to: what it has asked for and does not
        get any more, since another page comes, is an error to it."""
        self._left.add(self._evaluate("0")["realm"])

    def open(self, url: str) -> None:
        self.leave()
        asked = {"context": self._tab, "url": url, "wait": "interactive"}
        with contextlib.suppress(Aborted):
            self.call("browsingContext.navigate", **asked)
            return
        self.call("browsingContext.navigate", **asked)

    def back(self) -> None:
        self.call("browsingContext.traverseHistory", context=self._tab, delta=-1)

    def size(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self._tab, viewport=viewport)

    def script(self, expression: str) -> Any:
        """The value of an expression, a string or number or bool, or null."""
        return self._evaluate(expression)["result"].get("value")

    def until(self, expression: str, seconds: float = 180) -> None:
        """Waits until an expression is true; on a page that is just being replaced it is not."""
        end = time.monotonic() + seconds
        while not self.script(f"(() => {{ try {{ return Boolean({expression}) }} catch {{}} }})()"):
            assert time.monotonic() < end, f"never: {expression}; the page says {self.wrong}"
            time.sleep(0.05)

    def _evaluate(self, expression: str) -> dict[str, Any]:
        evaluated = self.call(
            "script.evaluate", expression=expression, target={"context": self._tab},
            awaitPromise=True,
        )  # fmt: skip
        assert evaluated["type"] == "success", evaluated
        return evaluated

    def element(self, selector: str) -> dict[str, Any]:
        self.until(f"document.querySelector({json.dumps(selector)})")
        found = self.call(
            "browsingContext.locateNodes", context=self._tab,
            locator={"type": "css", "value": selector}, maxNodeCount=1,
        )["nodes"][0]  # fmt: skip
        return {"sharedId": found["sharedId"]}

    def click(self, selector: str) -> None:
        """With the mouse, in the middle of what is scrolled into view."""
        element = self.element(selector)
        self.script(f"document.querySelector({json.dumps(selector)}).scrollIntoView("
                    "{block: 'center', behavior: 'instant'})")  # fmt: skip
        origin = {"type": "element", "element": element}
        acts = [
            {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
        ]  # fmt: skip
        self._act({"type": "pointer", "id": "mouse", "actions": acts})

    def keys(self, text: str) -> None:
        """Types a text; keys have the code points of WebDriver, as ENTER below."""
        acts = [{"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")]
        self._act({"type": "key", "id": "keys", "actions": acts})

    def files(self, selector: str, *paths: Path) -> None:
        element = self.element(selector)
        self.call("input.setFiles", context=self._tab, element=element, files=list(map(str, paths)))

    def close(self) -> None:
        with contextlib.suppress(OSError, AssertionError, ValueError):
            self.call("browser.close")
        self._socket.close()

    def _act(self, source: dict[str, Any]) -> None:
        self.call("input.performActions", context=self._tab, actions=[source])

    def _send(self, data: bytes) -> None:
        size = len(data)
        head = b"\x81" + (
            bytes([0x80 | size]) if size < 126
            else b"\xfe" + struct.pack("!H", size) if size < 65536
            else b"\xff" + struct.pack("!Q", size)
        )  # fmt: skip
        mask = os.urandom(4)
        hidden = bytes(one ^ mask[at % 4] for at, one in enumerate(data))
        self._socket.sendall(head + mask + hidden)

    def _receive(self) -> bytes:
        """One message, of as many frames as it has."""
        whole = b""
        while True:
            first, second = self._stream.read(2)
            size = second & 0x7F
            if size > 125:
                more = self._stream.read(2 if size == 126 else 8)
                size = int.from_bytes(more, "big")
            data = self._stream.read(size)
            if first & 0x0F in (0, 1):
                whole += data
                if first & 0x80:
                    return whole
            elif first & 0x0F == 8:
                raise AssertionError("Firefox ended the connection")


ENTER, TAB, ESCAPE, RIGHT = "\ue007", "\ue004", "\ue00c", "\ue014"


@contextlib.contextmanager
def firefox(folder: Path) -> Iterator[Firefox]:
    """A Firefox without a window, its profile in a folder."""
    assert FIREFOX
    profile = folder / "profile"
    profile.mkdir()
    (profile / "user.js").write_text(PREFERENCES, "utf-8")
    log = folder / "log"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [FIREFOX, "--headless", "--no-remote", "--profile", str(profile),
             "--remote-debugging-port", "0"],
            stdout=told, stderr=told,
        )  # fmt: skip
    try:
        end = time.monotonic() + 180
        while "WebDriver BiDi listening on " not in (text := log.read_text("utf-8", "replace")):
            assert process.poll() is None and time.monotonic() < end, text
            time.sleep(0.1)
        browser = Firefox(text.split("WebDriver BiDi listening on ")[1].split()[0])
        yield browser
        browser.close()
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
