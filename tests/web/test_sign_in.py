"""Signing in and out in Chromium, and errors as a reader of either language sees them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from test_app_browser import BOX, browser, pytestmark  # noqa: F401
from web_fixtures import core_in, start

from web.security import access
from web.security.access import Access
from web.server import Settings, create_app


@pytest.fixture(scope="module")
def door() -> Access:
    return Access({"li": access.hashed("open sesame")})


@pytest.fixture(scope="module")
def url(door: Access, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("closed")
    return start(create_app(core_in(folder), Settings(data=folder, access=door)))


@pytest.fixture
def page(browser: Any, url: str) -> Iterator[Any]:  # noqa: F811
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(url)
    yield page
    context.close()


def sign_in(page: Any, password: str) -> None:
    page.fill("#user", "li")
    page.fill("#password", password)
    page.click("button[type=submit]")


def test_a_reader_signs_in_and_out(page: Any, url: str, door: Access) -> None:
    assert page.url == f"{url}/login"
    sign_in(page, "wrong password")
    page.wait_for_url("**/login?wrong=1")
    assert "用户名或密码不对" in page.inner_text("body")
    sign_in(page, "open sesame")
    page.wait_for_selector(BOX)
    page.click("a[href='/logout']")
    page.wait_for_url("**/login")
    page.goto(url)
    assert page.url == f"{url}/login"


def test_a_session_that_has_ended_leads_to_the_sign_in(page: Any, url: str, door: Access) -> None:
    sign_in(page, "open sesame")
    page.wait_for_selector(BOX)
    door._sessions.clear()
    page.goto(f"{url}/?q=夜校")
    assert page.url == f"{url}/login"
    sign_in(page, "open sesame")
    page.wait_for_selector(BOX)


def test_too_many_tries_are_told(browser: Any, tmp_path: Path) -> None:  # noqa: F811
    door = Access({"li": access.hashed("open sesame")})
    url = start(create_app(core_in(tmp_path), Settings(data=tmp_path, access=door)))
    page = browser.new_page(locale="en-GB")
    page.goto(url)
    for _ in range(access.ATTEMPTS + 1):
        sign_in(page, "wrong password")
        page.wait_for_load_state()
    assert "Too many attempts" in page.inner_text("body")


@pytest.mark.parametrize(("lang", "told"), [("zh-CN", "出错 404"), ("en", "Error 404")])
def test_an_error_is_a_page_in_the_readers_language(url: str, lang: str, told: str) -> None:
    asked = {"accept": "text/html", "accept-language": lang}
    reply = httpx.get(f"{url}/nothing", headers=asked)
    assert reply.status_code == 404 and told in reply.text
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    if lang == "zh-CN":
        assert "这个地址没有内容" in reply.text


def test_errors_have_one_form(url: str) -> None:
    li = ("li", "open sesame")
    with httpx.Client(base_url=url, timeout=180) as http:
        for status, reply in (
            (401, http.get("/api/articles")),
            (403, http.post("/api/ask", json={}, headers={"origin": "http://x.example"})),
            (403, http.get("/export.csv?question=x", headers={"sec-fetch-site": "cross-site"})),
            (404, http.get("/nothing")),
            (404, http.get("/api/articles/x", auth=li)),
            (405, http.get("/api/ask")),
            (413, http.post("/api/ask", content=b"x" * (2 << 20), auth=li)),
            (422, http.post("/api/ask", json={}, auth=li)),
            (422, http.post("/gradio_api/queue/join", json={}, auth=li)),
            (501, http.request("BREW", "/")),
        ):
            assert reply.status_code == status, reply.text
            assert set(reply.json()) == {"error", "code", "status"} and reply.json()["error"]
            assert reply.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("path", ["/export.md?question=x", "/api/articles", "/logout", "/metrics"])
def test_another_site_cannot_make_a_browser_fetch(url: str, path: str) -> None:
    li = ("li", "open sesame")
    for mode in ("navigate", "no-cors", "cors"):
        asked = {"sec-fetch-site": "cross-site", "sec-fetch-mode": mode}
        assert httpx.get(url + path, headers=asked, auth=li).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert httpx.get(f"{url}/docs", headers=link, auth=li).status_code == 200
