"""Twenty errands of a new reader, done in Chromium one after the other, as in a first hour.

Each is told by its number in the list; what the other browser tests look at closely is only done
here, so that the errands fit together.
"""

from __future__ import annotations

from typing import Any

from test_app_browser import (
    BOX,
    CHROMIUM,
    Open,
    ask,
    browser,
    common,
    library,
    pytestmark,
    site,
    upload,
    visit,
)
from web_fixtures import Served

__all__ = ["CHROMIUM", "browser", "common", "pytestmark", "site", "visit"]  # fixtures are names

ROWS = "船名,班次,票价\n江风,4,2\n浪花,6,3\n"
PAGE = """江口晚报
2024年11月20日 星期三 第3版 要闻

渡船换了新机器
本报记者 林渡

渡船上个月换了新机器，过江只要九分钟，船票还是两元。
"""


def chips(page: Any, within: str) -> list[str]:
    return [str(one) for one in page.locator(f"{within} .wb-chip").all_inner_texts()]


def copied(page: Any, button: str) -> str:
    page.evaluate("navigator.clipboard.writeText('')")
    page.locator(button).first.click()
    page.wait_for_function("() => navigator.clipboard.readText().then((t) => t.length > 0)")
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_asking_reading_and_citing(visit: Open) -> None:
    page = visit()
    # 1 take an example and get an answer
    page.wait_for_selector("#wb-examples .wb-chip")
    first = chips(page, "#wb-examples")[0]
    page.click("#wb-examples .wb-chip")
    page.wait_for_selector(".wb-answer")
    assert page.inner_text(".wb-asked") == first
    # 2 ask one's own question  3 open the passage that a sentence cites
    ask(page, "望江纺织厂的夜校有多少名挡车工拿到证书")
    page.locator(".wb-cite, .wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-found")
    assert "四十七名" in page.inner_text("#wb-side .wb-found")
    # 4 see the source as it came in  5 and come back to the same place
    page.click("#wb-origin")
    page.wait_for_selector("#lit")
    assert "这份原文：1 篇文章、" in page.inner_text("main")
    page.go_back()
    page.wait_for_selector("#wb-side .wb-found")
    # 6 Back closes the pane, and the answer is still there
    page.go_back()
    page.wait_for_selector("#wb-side", state="hidden")
    page.wait_for_selector(".wb-result")
    # 7 copy the citation in each style
    starts = {"GB/T": "柳青禾.", "BibTeX": "@", "RIS": "TY  -", "CSL": "["}
    for style, start in starts.items():
        told = copied(page, f".wb-styles button:has-text('{style}')")
        assert told.startswith(start), told
    # 8 say that the passage is useful
    page.locator(".wb-hit .wb-thumb[data-judge='1']").first.click()
    page.wait_for_selector(".wb-hit .wb-thumb[aria-pressed='true']")


def test_narrowing_sharing_and_languages(visit: Open) -> None:
    page = visit()
    # 9 look for a phrase as it stands
    ask(page, "“揭榜挂帅”")
    assert all("揭榜挂帅" in text for text in page.locator(".wb-text").all_inner_texts())
    # 10 narrow to a year, by its count, and to an author
    page.click("#wb-filters button")
    year = page.locator("#wb-years .wb-chip", has_text="2023")
    assert year.inner_text() == "2023 (1)"
    year.click()
    page.click("#wb-author input")
    page.get_by_role("option", name="柳青禾").click()
    ask(page, "夜校什么时候上课")
    assert {text.split(" · ")[0] for text in page.locator(".wb-meta").all_inner_texts()} == {
        "柳青禾"
    }
    assert page.locator(".wb-narrow [data-lift]").count() == 4
    # 11 send the link to a colleague, whose browser knows nothing
    other = visit(page.url.removeprefix(page.url.split("/?")[0]), viewport=None)
    other.wait_for_selector(".wb-result")
    assert other.inner_text(".wb-asked") == "夜校什么时候上课"
    assert other.locator(".wb-narrow [data-lift]").count() == 4
    # 12 search everything again
    other.click("[data-lift=all]")
    other.wait_for_selector(".wb-narrow", state="detached")
    # 13 read the page in English, and keep the question
    other.click("#wb-lang")
    other.wait_for_selector(".wb-result")
    assert other.locator("html").get_attribute("lang") == "en"
    assert other.inner_text(".wb-asked") == "夜校什么时候上课"
    # 14 ask how much there is, and who wrote it
    ask(other, "how many articles")
    assert other.inner_text(".wb-said").startswith("The library has ")
    ask(other, "列出所有作者")
    assert any(one.startswith("柳青禾") for one in chips(other, ".wb-answer"))
    # 15 go to what an author wrote
    other.locator(".wb-answer .wb-chip", has_text="柳青禾").click()
    other.wait_for_selector("#wb-listing .wb-line:has-text('望江纺织厂的夜校')")
    # 16 Back leads to the answer
    other.go_back()
    other.wait_for_selector(".wb-answer", state="visible")


def test_keeping_a_library(visit: Open, site: Served) -> None:
    page = visit()
    library(page)
    # 17 add a newspaper page and a table, and see what came
    told = upload(page, ("晚报.txt", PAGE.encode()), ("船班.csv", ROWS.encode()))
    assert "渡船换了新机器" in told and "1 张表、2 行" in told
    # 18 open the table at a row
    page.click("role=tab >> nth=0")
    ask(page, "浪花的票价")
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side tr.wb-found")
    cells = page.locator("#wb-side tr.wb-found td").all_inner_texts()
    assert cells[1:] == ["浪花", "6", "3"]
    assert page.locator("#wb-side .wb-table th").all_inner_texts() == ["船名", "班次", "票价"]
    page.keyboard.press("Escape")
    # 19 ask what is newest
    ask(page, "最新的文章")
    assert page.locator(".wb-answer .wb-line").count() > 1
    # 20 take both out again
    page.click("role=tab >> nth=1")
    page.wait_for_selector("#wb-listing .wb-line")
    for name in ("渡船换了新机器", "船班"):
        line = page.locator(f"#wb-listing .wb-line:has-text('{name}')")
        line.locator(".wb-remove").click()
        line.locator(".wb-remove").click()
        line.wait_for(state="detached")
    assert not [one for one in site.core.store().articles() if one.title == "船班"]


def test_on_a_phone_thumbs_and_labels_keep_their_places(visit: Open) -> None:
    page = visit("/?q=夜校教什么", viewport={"width": 390, "height": 844})
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector(".wb-hit .wb-actions")
    box = page.locator(".wb-hit .wb-actions").first
    tops = {
        round(one.bounding_box()["y"]) // 12 for one in box.locator(".wb-open, .wb-thumb").all()
    }
    assert len(tops) == 1, "reading and judging stand on one line"
    library(page)
    english = visit("/?q=夜校教什么&lang=en", width=390, height=844)
    english.wait_for_selector(".wb-hit")
    english.locator(".wb-open").first.click()
    english.wait_for_selector("#wb-side .wb-found")
    for button in english.locator(".wb-side-bar .wb-tool").all():
        at = button.bounding_box()
        assert at["x"] >= 0 and at["x"] + at["width"] <= 390, "no button leaves the screen"
    english.close()
    label = page.locator("#wb-upload label").first.bounding_box()
    arrow = page.locator("#wb-upload .wrap svg").first.bounding_box()
    assert label["y"] + label["height"] <= arrow["y"], "the label covers nothing"
    assert page.locator(BOX).count() == 1
