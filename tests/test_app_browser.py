"""The page in Chromium, as a reader uses it: ask, read, filter, add, remove, by mouse and by keys.

No request may leave this machine, nothing may be wider than the screen, the console stays silent.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

import numpy as np
import pytest
import warm
from web_fixtures import ROOT, Served, built, served

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)"),
]

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

QUESTION = "川维化工如何激发创新"
BOX = "#wb-question textarea"

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def common(browser: Any, site: Served) -> Iterator[Any]:
    """One context for all visitors with nothing special: its cache makes a visit cheap, and more so
    while a page of the site is open, of whose process the next one is too."""
    context = browser.new_context(locale="zh-CN", permissions=["clipboard-read", "clipboard-write"])
    context.new_page().goto(f"{site.url}/page/style.css")
    yield context
    context.close()


LEFT = ("AbortError: signal is aborted", "Unexpected error Connection errored out.")
"""What Gradio says of a stream that was open when the reader left the page."""


@pytest.fixture
def visit(browser: Any, common: Any, site: Served) -> Iterator[Open]:
    """Opens the page as a new visitor; at the end, what went wrong unseen fails the test."""
    contexts, foreign, console = [], [], []

    def watch(page: Any) -> None:
        page.set_default_timeout(90_000)
        page.on("request", lambda r: note(r.url))
        page.on("console", lambda m: told(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: told(str(error)))

    def told(text: str) -> None:
        if not any(told in text for told in LEFT):
            console.append(text)

    def note(url: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("data", "blob", "about")
            and parts.netloc != urlsplit(site.url).netloc
        ):
            foreign.append(url)

    def go(
        path: str = "/", *, width: int = 1280, height: int = 900, scheme: str | None = None,
        **options: Any,
    ) -> Any:  # fmt: skip
        if options:
            context = browser.new_context(**{"locale": "zh-CN", **options})
            contexts.append(context)
            page = context.new_page()
        else:
            page = common.new_page()
            contexts.append(page)
        watch(page)
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": height})
        page.goto(site.url + path)
        page.wait_for_selector(BOX, state="attached")
        return page

    go.console = console  # type: ignore[attr-defined]
    yield go
    for context in contexts:
        context.close()
    common.clear_cookies()
    assert not foreign, "a request left this machine"
    assert not console, "the console is not silent"


def ask(page: Any, question: str = QUESTION) -> None:
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_function(
        "q => document.querySelector('.wb-result')?.dataset.question === q", arg=question
    )


def library(page: Any) -> None:
    page.click("role=tab >> nth=1")
    page.wait_for_selector(".wb-line")


def upload(page: Any, *files: tuple[str, bytes]) -> str:
    """What the page says about each file, once it is done."""
    page.set_input_files(
        "#wb-upload input[type=file]",
        [{"name": n, "mimeType": "application/octet-stream", "buffer": data} for n, data in files],
    )
    page.wait_for_selector(".wb-added, .wb-error")
    return str(page.inner_text("#wb-outcome"))


def calm_enough(found: str) -> None:
    """Skips a test of time that was not kept on a machine with more to do than it has cores."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 1.5 * (os.cpu_count() or 1):
        pytest.skip(f"the machine is too busy to time the page (it took {found})")


def no_wider_than_the_screen(page: Any) -> None:
    wide = page.evaluate(
        "() => [document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]"
    )
    assert max(wide[:2]) <= wide[2], f"the page is {wide} wide"


def test_ask_and_see_the_answer_with_its_source(visit: Open, site: Served) -> None:
    page = visit()
    assert "问报" in page.title()
    assert page.get_attribute("html", "lang") == "zh-CN"
    ask(page)
    first = page.locator(".wb-hit").first
    assert "严红" in page.locator(".wb-source").first.inner_text()
    assert "揭榜挂帅" in first.inner_text()
    assert "按意思第" not in first.inner_text(), "how it was found is behind a press"
    first.locator(".wb-why summary").click()
    assert "命中" in first.inner_text()
    assert re.search(r"按(词句|意思)第 1", first.inner_text())
    assert page.locator(".wb-hit").count() == 5
    articles = page.locator(".wb-source").count()
    assert articles == len(
        {one.article_id for one in site.core.ask(_asked(QUESTION), site.core.store()).hits}
    )
    if page.locator(".wb-answer").count():
        figures = re.findall(r"\d+%", page.inner_text(".wb-confidence"))
        assert len(figures) == 1 and page.locator("[role=meter]").count() == 0
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    assert first.get_attribute("data-hit") == hit.id, "the same id through every door"


def _asked(question: str) -> Any:
    from qa.request import Request

    return Request(question)


def test_the_address_asks_and_keeps_the_question(visit: Open, site: Served) -> None:
    question = "望江纺织厂的夜校教什么 & 几点开课?"
    page = visit(f"/?{urlencode({'q': question})}")
    page.wait_for_function("q => document.querySelector('.wb-result')?.dataset.question === q",
                           arg=question)  # fmt: skip
    assert page.input_value(BOX) == question and page.locator(".wb-hit").count() == 5
    ask(page, "试用期最长多久")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["试用期最长多久"]}
    link = page.url
    page.reload()
    page.wait_for_function("() => document.querySelector('.wb-result')")
    assert page.locator(".wb-result").get_attribute("data-question") == "试用期最长多久"
    # Pasted into another browser, one that speaks English too.
    other = visit(link.removeprefix(site.url), locale="en-US")
    other.wait_for_selector(".wb-hit")
    assert other.input_value(BOX) == "试用期最长多久"
    assert urlsplit(other.url).path == "/en/"


def test_back_undoes_a_step_at_a_time_and_a_link_shows_the_same(visit: Open, site: Served) -> None:
    page = visit()
    ask(page, "望江纺织厂的夜校教什么")
    choose(page, "author", "柳青禾")
    ask(page, "工资")
    page.wait_for_selector("[data-lift=author]")
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-found")
    link = page.url
    page.click("#wb-tab-library-button")
    page.wait_for_selector(".wb-line")
    page.go_back()
    assert page.is_visible("#wb-go") and page.is_visible("#wb-side")
    page.go_back()
    page.wait_for_selector("#wb-side", state="hidden")
    assert page.is_visible("[data-lift=author]"), "Back closes the article first"
    page.go_back()
    settled(page, "望江纺织厂的夜校教什么")
    assert page.input_value(BOX) == "望江纺织厂的夜校教什么"
    assert page.locator("[data-lift]").count() == 0, "the filter came later"
    page.go_forward()
    settled(page, "工资")
    page.wait_for_selector("[data-lift=author]")
    page.go_back()
    page.go_back()
    page.wait_for_function("() => !document.querySelector('.wb-result')?.offsetParent")
    # Gradio empties the box in its own turn, which is later on a busy machine.
    page.wait_for_function("box => document.querySelector(box).value === ''", arg=BOX)
    assert not urlsplit(page.url).query

    other = visit(link.removeprefix(site.url), locale="en-US")
    settled(other, "工资")
    other.wait_for_selector("#wb-side .wb-found")
    assert other.locator("[data-lift=author]").count() == 1
    assert urlsplit(other.url).path == "/en/"
    other.keyboard.press("Escape")
    assert "article" not in other.url and "q=" in other.url
    other.click("#wb-tab-map-button")
    other.click("#wb-lang")
    other.wait_for_selector(".wb-plane")
    assert parse_qs(urlsplit(other.url).query)["tab"] == ["map"]


def test_quick_steps_back_end_where_they_lead(visit: Open) -> None:
    """The first step asks again, in Gradio's own turn: its answer undoes no later step."""
    page = visit()
    title = page.title()
    ask(page, "望江纺织厂的夜校教什么")
    ask(page, "试用期最长多久")
    for pause in (0, 250, 400):  # people take longer than a tenth of a second
        page.go_back()
        page.wait_for_timeout(pause)
        page.go_back()
        page.wait_for_function("box => document.querySelector(box).value === ''", arg=BOX)
        page.wait_for_timeout(700)  # what is on its way has been sent
        page.wait_for_function("() => !document.documentElement.classList.contains('wb-waiting')")
        assert not urlsplit(page.url).query, pause
        assert page.title() == title and not page.is_visible(".wb-result"), pause
        page.go_forward()
        page.go_forward()
        settled(page, "试用期最长多久")
        assert parse_qs(urlsplit(page.url).query) == {"q": ["试用期最长多久"]}, pause


def test_a_follow_up_can_be_asked_as_typed(visit: Open) -> None:
    page = visit()
    ask(page, "川维化工如何激发创新")
    ask(page, "那出口呢")
    assert "川维化工的出口" in page.inner_text(".wb-understood")
    alone = visit(urlunsplit(("", "", *urlsplit(page.url)[2:])))
    alone.wait_for_selector(".wb-understood:has-text('川维化工的出口')")
    page.click("[data-typed]")
    page.wait_for_function("() => !document.querySelector('.wb-understood')")
    assert page.locator(".wb-result").get_attribute("data-question") == "那出口呢"
    ask(page, "那职工呢")
    assert page.is_visible(".wb-understood"), "the next one is a follow-up again"


def test_an_answer_is_on_the_screen_within_300_ms_of_ask(visit: Open, site: Served) -> None:
    """The median of seven, from the key press to the answer in the page, without the time that
    `ask` itself takes, which the processor decides."""
    page = visit()
    ask(page)
    questions = [f"试用期最长多少个月{'？' * n}" for n in range(1, 8)]
    took = page.evaluate(
        """async (questions) => {
          const box = document.querySelector('#wb-question textarea');
          const put = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set;
          const times = [];
          for (const question of questions) {
            put.call(box, question);
            box.dispatchEvent(new Event('input', {bubbles: true}));
            await new Promise((r) => setTimeout(r, 60));
            const began = performance.now();
            box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true}));
            box.dispatchEvent(new KeyboardEvent('keypress', {key: 'Enter', bubbles: true}));
            while (document.querySelector('.wb-result')?.dataset.question !== question) {
              if (performance.now() - began > 60000) throw new Error('no answer to ' + question);
              await new Promise((r) => requestAnimationFrame(r));
            }
            times.push(performance.now() - began);
          }
          return times.sort((a, b) => a - b);
        }""",
        questions,
    )
    asking = []
    for question in questions:
        began = time.perf_counter()
        site.core.ask(_asked(question), site.core.store())
        asking.append((time.perf_counter() - began) * 1000)
    page_took = min(took) - min(asking)  # the best of each: what else runs here only adds
    if page_took >= 300:
        calm_enough(f"{page_took:.0f} ms")
    assert page_took < 300, (took, asking)


def test_a_citation_opens_the_article_at_its_sentence(visit: Open) -> None:
    page = visit()
    ask(page, "望江纺织厂的夜校有多少名挡车工拿到证书")
    page.locator(".wb-cite, .wb-open").first.click()
    side = page.locator("#wb-side")
    side.locator(".wb-article").wait_for()
    assert "望江纺织厂的夜校" in side.inner_text()
    found = side.locator(".wb-found")
    assert "四十七名挡车工" in found.inner_text()
    box, screen = found.bounding_box(), page.viewport_size
    assert box and 0 <= box["y"] < screen["height"], "the passage is on the screen"
    assert side.locator(".wb-par").count() == 2, "its neighbours can be read"
    answered = page.locator(".wb-said bdi")
    if answered.count():
        marked = "".join(found.locator("mark").all_inner_texts())
        assert marked and marked in page.inner_text(".wb-said")
    page.keyboard.press("Escape")
    assert side.is_hidden()
    assert page.evaluate("document.activeElement.matches('.wb-cite, .wb-open')")


def test_it_says_so_when_the_articles_do_not_answer(visit: Open) -> None:
    page = visit()
    ask(page, "海王星上的冰川一年移动多少公里")
    assert "没有回答这个问题" in page.inner_text(".wb-abstain")
    assert page.locator(".wb-answer").count() == 0
    assert "最相近的段落" in page.inner_text(".wb-result")


def test_filters(visit: Open) -> None:
    page = visit()
    page.click("#wb-filters button")
    page.click("#wb-author input")
    page.fill("#wb-author input", "柳青禾")
    page.get_by_role("option", name="柳青禾").click()
    ask(page, "工资")
    names = page.locator(".wb-source .wb-meta").all_inner_texts()
    assert names and all("柳青禾" in name for name in names)
    page.fill("#wb-since textarea, #wb-since input", "2024-02-30x")
    page.press(BOX, "Enter")
    page.wait_for_selector(".wb-error")
    assert "2024-11-20" in page.inner_text(".wb-error"), "the form that is expected is told"
    page.fill("#wb-since textarea, #wb-since input", "2024")
    page.press(BOX, "Enter")
    page.wait_for_selector(".wb-abstain")
    assert page.locator(".wb-hit").count() == 0


def test_an_empty_question_is_told_so(visit: Open) -> None:
    page = visit()
    page.click("#wb-go")
    page.wait_for_selector(".wb-error")
    assert page.inner_text(".wb-error") == "请先写下问题。"


def test_history_and_examples_ask_again(visit: Open) -> None:
    page = visit()
    page.locator("#wb-examples .wb-chip").first.click()
    page.wait_for_selector(".wb-hit")
    first = page.get_attribute(".wb-result", "data-question")
    ask(page, "工会有什么职责")
    page.locator("#wb-history .wb-chip").first.click()
    page.wait_for_function(
        "q => document.querySelector('.wb-result')?.dataset.question === q", arg=first
    )


def test_copy_judge_and_download(visit: Open, site: Served) -> None:
    page = visit()
    ask(page, "望江纺织厂的夜校有多少名挡车工拿到证书")

    def copied(button: str) -> str:
        page.evaluate("navigator.clipboard.writeText('')")
        page.locator(button).first.click()
        page.wait_for_function("() => navigator.clipboard.readText().then((t) => t.length > 0)")
        return str(page.evaluate("navigator.clipboard.readText()"))

    one = copied(".wb-copy")
    assert re.match(r"“.*四十七名.*”——柳青禾《望江纺织厂的夜校》（车间来信），2023年9月。\n", one)
    place = parse_qs(urlsplit(one.split("\n")[1]).query)
    article, number = page.get_attribute(".wb-hit", "data-hit").split("#")
    assert place["article"] == [article] and place["p"] == [number], "a link back into the page"
    if page.locator(".wb-answer").count():
        assert copied(".wb-copy-answer").endswith(f"\n{page.url}")
    assert "柳青禾. 望江纺织厂的夜校" in copied(".wb-styles button:has-text('GB/T')")
    assert json.loads(copied(".wb-styles button:has-text('CSL')"))[0]["title"] == "望江纺织厂的夜校"
    page.locator(".wb-hit .wb-thumb[data-judge='1']").first.click()
    page.wait_for_selector(".wb-hit .wb-thumb[aria-pressed='true']")
    if page.locator(".wb-answer").count():
        page.locator(".wb-answer .wb-thumb[data-judge='-1']").click()
        page.wait_for_selector(".wb-answer .wb-thumb[aria-pressed='true']")
    kept = (site.folder / "feedback.jsonl").read_text(encoding="utf-8")
    assert f'"hit": "{article}#{number}"' in kept
    ask(page)
    for name, start in (("CSV", "\ufeffrank,"), ("Markdown", f"# {QUESTION}")):
        with page.expect_download() as download:
            page.click(f".wb-downloads a:has-text('{name}')")
        text = Path(download.value.path()).read_text(encoding="utf-8")
        assert text.startswith(start)
        assert "揭榜挂帅" in text


def test_markup_in_articles_is_text(visit: Open) -> None:
    page = visit(width=390)
    ask(page, "试验段落写着什么")
    text = page.inner_text(".wb-result")
    assert '<img src=x onerror="window.pwned=5">' in text
    assert "${7*7} {{constructor}}" in text
    assert "<svg onload=" in text
    assert "[U+202E]" in text and "مرحبا" in text
    assert page.locator(".wb-result img, .wb-result script").count() == 0
    no_wider_than_the_screen(page)
    page.locator(".wb-source a.wb-title").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    assert page.locator("#wb-side img, #wb-side script").count() == 0
    assert "<script>window.pwned=4</script>" in page.inner_text("#wb-side")
    side = page.locator(".wb-side-text")
    assert side.evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.evaluate("window.pwned") is None


def test_upload_good_and_bad_paste_and_remove(visit: Open, site: Served) -> None:
    page = visit()
    library(page)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "邮亭.txt", "山脚的邮亭\n\n山脚的邮亭每天清早六点开门，投递员先分拣报纸。\n"
        )
        archive.writestr("../../escape.txt", "逃出去的文章\n\n这一段不该落在别处。\n")
    before = site.core.store().status.articles
    assert page.locator("#wb-upload label").bounding_box()["height"] < 40, (
        "one line, above the icon"
    )
    assert page.get_attribute("#wb-upload button", "aria-label") == "上传文件"
    told = upload(
        page,
        ("灯塔.txt", "灯塔的守夜人\n\n灯塔的守夜人每晚点亮二十六盏灯。\n".encode("gb18030")),
        ("picture.txt", bytes(range(256)) * 40),
        ("empty.md", b""),
        ("邮亭.zip", packed.getvalue()),
        ("../../etc/evil.exe", b"MZ\x00\x00"),
    )
    assert re.search(r"灯塔\.txt\s+收入 1 篇、\d+ 段", told), told
    for refused in ("picture.txt", "empty.md", "evil.exe"):
        assert re.search(re.escape(refused) + r"\s+未收 \S+", told), told
    assert "邮亭" in told
    assert site.core.store().status.articles >= before + 2
    assert not list(site.folder.parent.glob("escape.txt"))
    kept = {path.name for path in (site.folder / "uploads").rglob("*") if path.is_file()}
    assert "灯塔.txt" in kept
    assert not kept & {"picture.txt", "empty.md", "evil.exe"}, "refused files are not kept"

    page.click("#wb-paste button")
    page.fill("#wb-paste-title textarea, #wb-paste-title input", "码头的早市")
    page.fill("#wb-paste-text textarea", "码头的早市四点开秤，鲈鱼卖得最快。")
    page.click("#wb-paste-add")
    page.wait_for_selector(".wb-added:has-text('码头的早市')")
    page.wait_for_function("() => !document.querySelector('#wb-paste-text textarea').value")
    assert page.input_value("#wb-paste-title textarea, #wb-paste-title input") == ""

    page.click("role=tab >> nth=0")
    ask(page, "码头的早市几点开秤")
    assert "鲈鱼" in page.locator(".wb-hit").first.inner_text()

    library(page)
    page.click("#wb-paste-add")
    page.wait_for_selector("#wb-outcome .wb-error:has-text('请先粘贴正文')")
    page.fill("#wb-find textarea, #wb-find input", "码头的早市")
    page.press("#wb-find textarea, #wb-find input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.wb-line').length === 1")
    assert page.is_hidden("#wb-outcome .wb-error"), "it is of what was done before"
    page.click(".wb-remove")
    assert page.inner_text(".wb-remove") == "确定移除？", "one click alone removes nothing"
    page.click(".wb-remove")
    page.wait_for_selector("#wb-outcome :text('已移除《码头的早市》')")
    page.click("#wb-outcome button:text('撤销')")
    page.wait_for_selector("#wb-outcome :text('已放回《码头的早市》，正文完整；')")
    assert page.locator(".wb-line").count() == 1 and page.locator("#wb-outcome button").count() == 0
    page.click(".wb-remove")
    page.click(".wb-remove")
    page.wait_for_selector("#wb-outcome :text('已移除《码头的早市》')")
    page.click("role=tab >> nth=0")
    ask(page, "码头的早市何时开秤")
    assert "鲈鱼" not in page.inner_text(".wb-result")


def test_a_correction_is_shown_wherever_the_article_is(visit: Open) -> None:
    """The answer beside the article, its citations, the list and the filters; as does an undo."""
    page = visit()
    library(page)  # so that its list is there
    page.click("role=tab >> nth=0")
    question = "望江纺织厂的夜校有多少名挡车工拿到证书"
    ask(page, question)
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    page.fill(BOX, "还没有问的")
    page.click(".wb-correct > summary")
    page.fill("[data-correct] [name=author]", "柳青河")
    page.click("[data-correct] button")
    page.wait_for_selector(".wb-source:has-text('柳青河')")
    settled(page, question)
    assert "柳青禾" not in page.inner_text(".wb-source:has-text('柳青河') > .wb-meta")
    assert "柳青河" in str(page.get_attribute(".wb-hit .wb-copy", "data-copy"))
    assert page.is_visible("#wb-side .wb-correct[open]") and page.input_value(BOX) == "还没有问的"
    assert page.locator(".wb-hit.wb-now").count() == 1, "it is seen which passage is open"
    page.click("role=tab >> nth=1")
    page.wait_for_selector(".wb-line .wb-meta:has-text('柳青河')")
    page.click("role=tab >> nth=0")
    page.locator("#wb-side [data-undo]").click()
    page.wait_for_selector(".wb-source:has-text('柳青禾')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "wb-open", "of the new list"
    choose(page, "author", "柳青禾")


def test_a_link_into_the_library_shows_what_it_looks_for(visit: Open) -> None:
    for _ in range(3):  # Gradio is not always as quick to listen
        page = visit(f"/?{urlencode({'tab': 'library', 'find': '作者:柳青禾'})}")
        page.wait_for_selector("#wb-listing [data-listed='作者:柳青禾']")
        page.wait_for_timeout(1_500)  # what opening the tab asks for has come by then
        assert page.locator(".wb-line").count() == 1
        assert page.input_value("#wb-find textarea, #wb-find input") == "作者:柳青禾"
        assert parse_qs(urlsplit(page.url).query)["find"] == ["作者:柳青禾"]
        page.close()


def test_the_map_is_drawn_with_the_question(visit: Open, site: Served) -> None:
    page = visit()
    ask(page)
    page.click("role=tab >> nth=2")
    page.wait_for_selector(".wb-plane")
    assert page.locator(".wb-plane circle:not(.wb-ring)").count() == len(site.core.store())
    assert page.locator(".wb-ring").count() == 5
    assert page.locator(".wb-cross").count() == 1
    page.locator(".wb-plane [data-open]").first.dispatch_event("click")
    page.wait_for_selector("#wb-side .wb-found")


def test_languages(visit: Open) -> None:
    page = visit()
    assert page.inner_text("#wb-go").strip() == "提问"
    page.click("#wb-lang")
    page.wait_for_selector("#wb-go:has-text('Ask')")
    assert page.get_attribute("html", "lang") == "en"
    ask(page)
    page.locator(".wb-why summary").first.click()
    assert "by meaning" in page.inner_text(".wb-result")
    assert parse_qs(urlsplit(page.url).query)["q"] == [QUESTION]
    page.goto(page.url.split("/en")[0] + "/")
    page.wait_for_selector("#wb-go:has-text('Ask')"), "the choice is remembered"
    page.click("#wb-lang")
    page.wait_for_selector("#wb-go:has-text('提问')")
    assert visit(locale="en-US").inner_text("#wb-go").strip() == "Ask"
    assert visit(locale="fr-FR").inner_text("#wb-go").strip() == "提问"


def test_dark_and_light(visit: Open) -> None:
    def paper(page: Any) -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(map(int, re.findall(r"\d+", colour)[:3]))

    assert paper(visit(color_scheme="dark")) < 150
    page = visit(color_scheme="light")
    assert paper(page) > 600
    page.click("#wb-theme")
    assert paper(page) < 150
    page.reload()
    page.wait_for_selector(BOX)
    assert paper(page) < 150, "the choice is remembered"
    assert page.get_attribute("#wb-theme", "aria-pressed") == "true"


def test_by_keyboard_alone(visit: Open) -> None:
    page = visit()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-hit")
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.className || document.activeElement.id")
        )
        if "wb-cite" in reached[-1] or "wb-title" in reached[-1]:
            break
    else:
        pytest.fail(f"no citation within 40 tabs: {reached}")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(outline.removesuffix("px")) >= 2, "the focus can be seen"
    page.keyboard.press("Enter")
    page.wait_for_selector("#wb-side .wb-article")
    assert page.evaluate("document.querySelector('#wb-side').contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert reached[-1] in page.evaluate("document.activeElement.className")


def test_the_filters_by_keyboard_alone(visit: Open) -> None:
    page = visit()
    page.click("#wb-filters button")
    page.focus("#wb-source input")
    page.wait_for_selector("#wb-source ul.option-list[tabindex]")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#wb-since') !== null"), "not at the list"
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid", "the focus can be seen"


def test_an_author_that_was_chosen_does_not_stand_beside_any(visit: Open) -> None:
    page = visit()
    page.click("#wb-filters button")
    colour = "getComputedStyle(document.querySelector('#wb-author input'), '::placeholder').color"
    assert page.evaluate(colour) != "rgba(0, 0, 0, 0)", "any author"
    page.click("#wb-author input")
    page.keyboard.type("柳青禾")
    page.keyboard.press("Enter")
    page.wait_for_selector("#wb-author .token")
    assert page.evaluate(colour) == "rgba(0, 0, 0, 0)"


def test_nothing_is_wider_than_the_screen(visit: Open) -> None:
    page = visit()

    def check() -> None:
        for width in (390, 768, 1000, 1600):
            page.set_viewport_size({"width": width, "height": 844})
            no_wider_than_the_screen(page)

    check()
    page.click("#wb-filters button")
    ask(page)
    check()
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    check()
    page.keyboard.press("Escape")
    library(page)
    page.click("#wb-paste button")
    check()
    page.click("role=tab >> nth=2")
    page.wait_for_selector(".wb-plane")
    check()


def test_beside_an_article_the_page_has_the_whole_rest(visit: Open) -> None:
    """Also where there is little on it: a short list drew the page together."""
    page = visit(f"/?{urlencode({'tab': 'library', 'find': '作者:柳青禾'})}", width=1600)
    page.wait_for_selector("#wb-listing [data-listed='作者:柳青禾']")
    page.click(".wb-line .wb-title")
    page.wait_for_selector("#wb-side .wb-article")
    side = page.locator("#wb-side").bounding_box()
    rest = page.locator(".gradio-container").bounding_box()
    assert rest["x"] <= 1 and abs(rest["x"] + rest["width"] - side["x"]) <= 1


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_serious_barrier(visit: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(scheme=scheme, width=width)

    def check(view: str) -> None:
        time.sleep(0.2)
        found = [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in axe.run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not found, f"{view}: {found}"

    page.click("#wb-filters button")
    ask(page)
    check("answer")
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    check("article")
    page.keyboard.press("Escape")
    library(page)
    page.click("#wb-paste button")
    check("library")
    page.click("role=tab >> nth=2")
    page.wait_for_selector(".wb-plane")
    check("map")


def test_the_first_view_is_there_within_2_seconds(visit: Open) -> None:
    """The best of up to five visits by a new browser, with nothing in its cache."""
    best = 99.0
    for _ in range(5):
        began = time.monotonic()
        visit(color_scheme="light")
        best = min(best, time.monotonic() - began)
        if best < 2.0:
            return
    calm_enough(f"{best:.1f} s")
    raise AssertionError(f"the best of five visits took {best:.1f} s")


def test_the_documents_around_it_lead_back(visit: Open, site: Served) -> None:
    page = visit()
    page.goto(site.url + "/docs")
    assert "POST /api/ask" in page.inner_text("main")
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    page.goto(f"{site.url}/article/{hit.article_id}?p={hit.paragraph}#p{hit.paragraph}")
    assert hit.text in page.inner_text(".wb-found")
    assert page.locator(".wb-found").bounding_box()["y"] > 60, "with what stands before it"
    no_wider_than_the_screen(page)
    page.click(".wb-tools a >> nth=1")
    page.wait_for_selector("#lit")
    assert re.sub(r"\s", "", hit.text) in re.sub(r"\s", "", page.inner_text(".wb-paper"))
    assert page.inner_text(".wb-paper mark >> nth=0")[:8] == hit.text[:8]
    place, found = (page.locator(one).bounding_box()["y"] for one in ("#lit", ".wb-found"))
    assert abs(place - found) < 60, "both sides are at the place"
    no_wider_than_the_screen(page)
    page.click(".wb-tools a >> nth=0")
    page.wait_for_selector("#wb-side .wb-found")
    assert hit.text in page.inner_text("#wb-side .wb-found")


def settled(page: Any, question: str, timeout: int = 90_000) -> None:
    """Waits until the page shows the answer to the question, and waits for no other."""
    page.wait_for_function(
        "q => document.querySelector('.wb-result')?.dataset.question === q "
        "&& !document.documentElement.classList.contains('wb-waiting')",
        arg=question,
        timeout=timeout,
    )


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 180
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def looks_old(page: Any) -> bool:
    return bool(
        page.evaluate(
            "() => { const r = document.querySelector('#wb-result'); "
            "return r.getAttribute('aria-busy') === 'true' && getComputedStyle(r).opacity < 0.5 }"
        )
    )


class Process:
    """app.py as a process of its own, on one port, to be stopped, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "app.py", "--index", built(), "--data", self.folder]
        self.process = warm.Popen(
            [*map(str, command), "--port", str(self.port)], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self.process.stdout and self.process.stdout.readline()

    def kill(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    started = Process(tmp_path)
    yield started
    started.kill()


@pytest.mark.skipif(os.name == "nt", reason="stops a process by signal")
def test_an_old_answer_never_passes_for_a_new_one(browser: Any, process: Process) -> None:
    slow, lost = "还没有回应", "连接断了"
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(90_000)
    page.goto(process.url)
    page.wait_for_selector(BOX)
    first, second, third, fourth = "试用期最长多久", "加班费怎么算", "夜校教什么", "工会有什么职责"
    ask(page, first)
    settled(page, first)
    assert page.inner_text(".wb-asked") == first
    assert not looks_old(page)
    ask(page, first)
    settled(page, first)  # the same question again is answered again, not waited for

    process.process.send_signal(signal.SIGSTOP)
    page.fill(BOX, second)
    page.press(BOX, "Enter")
    until(lambda: looks_old(page))
    assert page.inner_text(".wb-asked") == first
    page.wait_for_selector(f"#wb-notice.wb-shown:has-text('{second}')", timeout=60_000)
    page.wait_for_selector(f"#wb-notice:has-text('{slow}')")
    page.fill(BOX, third)
    page.press(BOX, "Enter")
    page.wait_for_selector(f"#wb-notice:has-text('{third}')")
    process.process.send_signal(signal.SIGCONT)
    settled(page, third)
    assert page.is_hidden("#wb-notice")
    assert second in page.inner_text("#wb-history"), "both were asked, in their order"

    process.kill()
    page.fill(BOX, fourth)
    page.press(BOX, "Enter")
    page.wait_for_selector(f"#wb-notice:has-text('{lost}')")
    assert looks_old(page) and page.inner_text(".wb-asked") == third
    # Gradio sends nothing any more if it found out before the key was pressed: both must ask again.
    assert quote(fourth) in page.url
    assert page.locator(".toast-wrap").count() == 0 or page.is_hidden(".toast-wrap")
    process.start()
    settled(page, fourth)
    assert page.input_value(BOX) == fourth
    history = page.inner_text("#wb-history")
    assert all(one in history for one in (first, second, third))
    assert not looks_old(page) and page.is_hidden("#wb-notice")
    context.close()


def choose(page: Any, name: str, value: str) -> None:
    page.click("#wb-filters button")
    option = page.get_by_role("option", name=value)

    def offered() -> bool:  # Gradio shuts the list if it gets its choices anew, which may be late
        page.fill(f"#wb-{name} input", "")
        page.fill(f"#wb-{name} input", value)
        page.wait_for_timeout(50)
        return bool(option.is_visible())

    until(offered)
    option.click()
    page.click("#wb-filters button")


def test_a_folded_filter_is_seen_and_lifted(visit: Open) -> None:
    page = visit()
    question = "试用期最长多久"
    choose(page, "source", "夜校.md")
    ask(page, question)
    settled(page, question)
    assert "筛选出的文章（来源文件：夜校.md）没有回答" in page.inner_text(".wb-abstain")
    with page.expect_download() as download:
        page.click(".wb-downloads a:has-text('Markdown')")
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert "来源文件：夜校.md" in text and "文库里的文章没有回答" not in text
    page.reload()
    settled(page, question)
    assert page.locator("[data-lift=source]").count() == 1, "a new load keeps the filter"
    page.fill(BOX, "")
    page.click("[data-lift=source]")
    page.wait_for_selector(".wb-answer")
    assert page.locator("[data-lift]").count() == 0
    assert page.inner_text(".wb-asked") == question
    choose(page, "author", "柳青禾")
    page.click("#wb-filters button")
    page.fill("#wb-since textarea, #wb-since input", "2023")
    page.click("#wb-filters button")
    ask(page, "工资")
    settled(page, "工资")
    page.click("[data-lift=since]")
    page.wait_for_function("() => document.querySelectorAll('[data-lift]').length === 2")
    page.click("[data-lift=all]")
    page.wait_for_function("() => document.querySelectorAll('[data-lift]').length === 0")


def printed(page: Any, **options: Any) -> tuple[str, list[Any]]:
    """The text of the printed page, white space taken out, and its sheets as pictures."""
    pdfium = pytest.importorskip("pypdfium2")
    data = page.pdf(format="A4", **options)
    document = pdfium.PdfDocument(data)
    text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
    return re.sub(r"\s", "", text), [sheet.render(scale=1).to_pil() for sheet in document]


def coloured(sheets: list[Any], low: tuple[int, int, int], high: tuple[int, int, int]) -> int:
    """How many dots of the sheets lie between two colours."""
    dots = [np.asarray(sheet.convert("RGB")) for sheet in sheets]
    return sum(int(((low <= one) & (one <= high)).all(axis=-1).sum()) for one in dots)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_answer_prints_whole(visit: Open, site: Served, scheme: str) -> None:
    page = visit(scheme=scheme)
    question = "望江纺织厂的夜校有多少名挡车工拿到证书"
    ask(page, question)
    settled(page, question)
    hits = site.core.retrieve(_asked(question), site.core.store())
    said = re.sub(r"\s", "", page.inner_text(".wb-said p >> nth=0 >> bdi"))
    text, sheets = printed(page)
    assert question in text and said in text
    for hit in hits:
        assert re.sub(r"\s", "", hit.text) in text, hit.rank
        assert re.sub(r"\s", "", hit.title or "") in text
    assert "提问文库" not in text and "复制引文" not in text and "试试这些" not in text
    cited = ((245, 205, 190), (255, 225, 210))
    assert coloured(sheets, *cited) > 300, "the cited sentence is marked in colour"
    white = coloured(sheets, (250, 250, 250), (255, 255, 255))
    assert white > 0.7 * sum(sheet.width * sheet.height for sheet in sheets), "ink on white"

    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    both, _ = printed(page)
    article = site.core.store().article(hits[0].article_id)
    assert text[:200] in both
    for one in article.paragraphs:
        assert re.sub(r"\s", "", one.text) in both


def test_an_article_prints_with_its_mark(visit: Open, site: Served) -> None:
    page = visit()
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    page.goto(f"{site.url}/article/{hit.article_id}?p={hit.paragraph}&m=0-12")
    text, sheets = printed(page)
    for one in site.core.store().article(hit.article_id).paragraphs:
        assert re.sub(r"\s", "", one.text) in text
    assert coloured(sheets, (245, 205, 190), (255, 225, 210)) > 300


def test_a_source_prints_whole_on_a_wide_sheet(visit: Open, site: Served) -> None:
    """The article beside it is no higher than the screen, which on paper would cut it off."""
    page = visit()
    store = site.core.store()
    article = max(
        (store.article(one.id) for one in store.articles()),
        key=lambda one: sum(len(paragraph.text) for paragraph in one.paragraphs),
    )
    page.goto(f"{site.url}/source/{article.id}")
    text, _ = printed(page, landscape=True)
    last = re.sub(r"\s", "", article.paragraphs[-1].text)[-12:]
    assert text.count(last) == 2, "in the source and in the article"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_the_documents_around_it_have_no_serious_barrier(
    visit: Open, site: Served, scheme: str, width: int
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(scheme=scheme, width=width)
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    for path in (f"/source/{hit.article_id}?p={hit.paragraph}&m=0-12",
                 f"/article/{hit.article_id}?p={hit.paragraph}", "/docs"):  # fmt: skip
        page.goto(site.url + path)
        found = [
            (one["id"], [node["html"][:200] for node in one["nodes"][:3]])
            for one in axe.run(page).response["violations"]
            if one["impact"] in ("serious", "critical")
        ]
        assert not found, f"{path}: {found}"
