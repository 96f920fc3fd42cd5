"""A reader corrects the open article in Chromium, by mouse and keys, and takes it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_app_browser import CHROMIUM, FLAGS, no_wider_than_the_screen
from web_fixtures import start

import index
from web.query_service import Core
from web.server import Settings, create_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)"),
]

ROW = {
    "id": "ferry", "title": "渡口的传", "published": "2023-05",
    "paragraphs": ["渡船每天来回六趟。", "末班在傍晚七点开。", "雨天不开船。"],
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("correcting")
    (folder / "a.jsonl").write_text(json.dumps(ROW), "utf-8")
    index.build([folder / "a.jsonl"], folder / "index")
    return start(create_app(Core(folder / "index"), Settings(data=folder)))


@pytest.fixture
def page(site: str) -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        found = browser.new_page(locale="zh-CN")
        wrong: list[str] = []
        found.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        found.on("pageerror", lambda error: wrong.append(str(error)))
        found.goto(f"{site}/?article=ferry")
        found.wait_for_selector(".wb-correct")
        yield found
        browser.close()
        refused = "status of 422"  # the browser itself tells of a correction that is refused
        wrong = [text for text in wrong if refused not in text]
        assert not wrong, "the console is not silent"


def paragraphs(page: Any) -> list[str]:
    return [str(text) for text in page.locator("#wb-side .wb-par bdi").all_inner_texts()]


def test_what_is_corrected_shows_at_once_and_can_be_taken_back(page: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    assert not page.locator(".wb-fix button").first.is_visible()
    page.locator(".wb-correct > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # the first field, whole
    page.keyboard.type("渡口的船")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#wb-side h2').innerText === '渡口的船'")
    assert "题目由读者改正，原为：渡口的传" in page.inner_text("#wb-side .wb-notes")
    page.get_by_role("button", name="接到上一段 第 3 段").click()
    page.wait_for_selector("#p3", state="detached")
    assert paragraphs(page) == ["渡船每天来回六趟。", "末班在傍晚七点开。雨天不开船。"]
    page.get_by_role("button", name="上移 第 2 段").click()
    page.wait_for_function("document.querySelector('#p2').innerText.includes('六趟')")
    found = page.get_by_role("button", name="在“傍晚七点开。｜雨天不开船。”处分开 第 1 段")
    assert found.is_visible()
    for width in (390, 1000, 1600):
        page.set_viewport_size({"width": width, "height": 844})
        no_wider_than_the_screen(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        serious = [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in axe.run(page, context="#wb-side").response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not serious, theme
    page.reload()
    page.wait_for_selector(".wb-correct")
    page.click(".wb-correct > summary")
    for left in (2, 1, 0):
        page.locator("[data-undo]").last.click()
        page.wait_for_function(
            "n => document.querySelectorAll('[data-undo]').length === n", arg=left
        )
    assert paragraphs(page) == ROW["paragraphs"]
    assert page.inner_text("#wb-side h2") == "渡口的传"


def test_what_cannot_be_is_said(page: Any) -> None:
    page.click(".wb-correct > summary")
    page.fill(".wb-fields [name=published]", "哪天")
    page.click(".wb-correct [type=submit]")
    page.wait_for_selector(".wb-refused:has-text('日期')")
    assert page.is_hidden("#wb-status.wb-shown")
    assert page.locator(".wb-fields [aria-invalid]").get_attribute("name") == "published"
    assert page.evaluate("document.activeElement.name") == "published"
    assert page.input_value(".wb-fields [name=published]") == "哪天"
    page.fill(".wb-fields [name=published]", "")
    page.fill(".wb-fields [name=title]", "")
    page.click(".wb-correct [type=submit]")
    page.wait_for_selector(".wb-refused:has-text('要有题目')")
    assert page.locator(".wb-refused").count() == 1, "of the last try alone"
    assert page.locator(".wb-fields [aria-invalid]").get_attribute("name") == "title"
