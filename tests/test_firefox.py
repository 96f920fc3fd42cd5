"""The main errands in Firefox: what differs there from Chromium, where the others are tested."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bidi import ENTER, ESCAPE, FIREFOX, RIGHT, Firefox, firefox
from web_fixtures import Served, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="needs Firefox (apt-get install firefox-esr)"),
]

QUESTION = "望江纺织厂的夜校教什么"
BOX = "#wb-question textarea"
SHOWN = "document.querySelector('.wb-result')?.dataset.question === "
LEFT = ("AbortError: The operation was aborted", "Unexpected error Connection errored out.")
"""What Gradio says of a stream that was open when the reader left the page."""
SIDE = "document.querySelector('#wb-side')"


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser


@pytest.fixture
def page(started: Firefox) -> Iterator[Firefox]:
    started.size(1280, 900)
    started.wrong.clear()
    yield started
    started.open("about:blank")
    wrong = [text for text in started.wrong if not any(left in text for left in LEFT)]
    assert not wrong, "the console is not silent"


def ask(page: Firefox, question: str) -> None:
    page.click(BOX)
    page.script(f"document.querySelector({json.dumps(BOX)}).select()")
    page.keys(question + ENTER)
    page.until(SHOWN + json.dumps(question))


def test_of_a_page_that_is_left_while_it_loads_nothing_is_noted(
    page: Firefox, site: Served
) -> None:
    """On a busy machine a test may leave early; what a page says as long as it is open counts."""
    for _ in range(3):
        page.open(site.url)
    page.until("document.querySelector('#wb-question textarea')")
    page.script("console.error('not silent')")
    assert page.wrong == ["not silent"]
    page.wrong.clear()


def test_ask_read_and_come_back(page: Firefox, site: Served) -> None:
    page.open(site.url)
    page.until("document.querySelector('#wb-examples .wb-chip')")
    ask(page, QUESTION)
    assert "看图纸" in page.script("document.querySelector('.wb-said').innerText")
    ask(page, "工会有什么职责")
    page.back()
    page.until(SHOWN + json.dumps(QUESTION))
    page.click(".wb-hit .wb-open")
    page.until(f"!{SIDE}.hidden && {SIDE}.querySelector('.wb-found')")
    assert page.script("document.activeElement.closest('.wb-found') !== null")
    page.back()
    page.until(f"{SIDE}.hidden")
    page.script("document.querySelector('.wb-hit .wb-open').focus()")
    page.keys(ENTER)
    page.until(f"!{SIDE}.hidden")
    page.keys(ESCAPE)
    page.until(f"{SIDE}.hidden")
    assert page.script("document.activeElement.className") == "wb-open"


def test_the_other_language_keeps_the_question(page: Firefox, site: Served) -> None:
    page.open(f"{site.url}/?{urlencode({'q': QUESTION, 'lang': 'zh'})}")
    page.until(SHOWN + json.dumps(QUESTION))
    page.leave()
    page.click("#wb-lang")
    page.until("document.documentElement.lang === 'en' && " + SHOWN + json.dumps(QUESTION))
    page.leave()
    page.click("#wb-lang")
    page.until("document.documentElement.lang === 'zh-CN' && " + SHOWN + json.dumps(QUESTION))


def test_upload_find_and_remove(page: Firefox, site: Served, tmp_path: Path) -> None:
    (tmp_path / "灯船.txt").write_text("灯船的守夜人\n\n灯船每晚点亮二十六盏灯。\n", "utf-8")
    page.open(f"{site.url}/?lang=zh")
    page.until("document.querySelector('#wb-tab-ask-button')")
    page.script("document.querySelector('#wb-tab-ask-button').focus()")
    page.keys(RIGHT)
    page.files("#wb-upload input[type=file]", tmp_path / "灯船.txt")
    page.until("document.querySelector('.wb-added')?.innerText.includes('灯船的守夜人')")
    page.click("#wb-find textarea, #wb-find input")
    page.keys("灯船" + ENTER)
    page.until("document.querySelector('[data-listed=\"灯船\"]')")
    page.click(".wb-line .wb-remove")
    page.click(".wb-line .wb-remove")
    page.until("document.querySelector('#wb-outcome').innerText.includes('已移除')")


def test_what_is_drawn_keeps_its_place(page: Firefox, site: Served) -> None:
    """The map; the source, whose marks Firefox drew over the page; and nothing wider than it."""
    page.open(f"{site.url}/?{urlencode({'q': QUESTION, 'tab': 'map', 'lang': 'zh'})}")
    page.until("document.querySelector('#wb-picture svg .wb-ring')")
    article = site.core.store().articles()[0].id
    for width in (500, 1280):
        page.size(width, 900)
        for path in ("/", f"/?article={article}", f"/source/{article}"):
            page.open(site.url + path)
            page.until("document.querySelector('.wb-article, #wb-question textarea')")
            assert page.script("document.documentElement.scrollWidth <= innerWidth"), path
    assert page.script("getComputedStyle(document.querySelector('.wb-piece')).boxShadow") == "none"
