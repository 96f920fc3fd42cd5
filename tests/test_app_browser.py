"""The page in Chromium, as a reader uses it: ask, read, filter, add, remove, by mouse and by keys.

No request may leave this machine, nothing may be wider than the screen, the console stays silent.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from web_fixtures import Served, served

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


@pytest.fixture
def visit(browser: Any, site: Served) -> Iterator[Open]:
    """Opens the page as a new visitor; at the end, what went wrong unseen fails the test."""
    contexts, foreign, console = [], [], []

    def watch(page: Any) -> None:
        page.set_default_timeout(15_000)
        page.on("request", lambda r: note(r.url))
        page.on("console", lambda m: console.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: console.append(str(error)))

    def note(url: str) -> None:
        parts = urlsplit(url)
        if (
            parts.scheme not in ("data", "blob", "about")
            and parts.netloc != urlsplit(site.url).netloc
        ):
            foreign.append(url)

    def go(path: str = "/", *, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, **{"locale": "zh-CN", **options}
        )
        contexts.append(context)
        context.on("page", watch)
        page = context.new_page()
        page.goto(site.url + path)
        page.wait_for_selector(BOX)
        return page

    go.console = console  # type: ignore[attr-defined]
    yield go
    for context in contexts:
        context.close()
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
    page.wait_for_selector(".wb-added, .wb-error", timeout=30_000)
    return str(page.inner_text("#wb-outcome"))


def calm_enough(found: str) -> None:
    """Skips a test of time on a machine that has twice as much to do as it has cores."""
    if hasattr(os, "getloadavg") and os.getloadavg()[0] > 2 * (os.cpu_count() or 1):
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
    assert "严红" in first.inner_text()
    assert "揭榜挂帅" in first.inner_text()
    assert "命中" in first.inner_text()
    assert re.search(r"按(词句|意思)第 1", first.inner_text())
    assert page.locator(".wb-hit").count() == 5
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    assert first.get_attribute("data-hit") == hit.id, "the same id through every door"


def _asked(question: str) -> Any:
    from web.core import Asked

    return Asked(question)


def test_an_answer_is_on_the_screen_within_300_ms(visit: Open) -> None:
    """The median of seven, from the key press to the answer in the page."""
    page = visit()
    ask(page)
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
              if (performance.now() - began > 5000) throw new Error('no answer to ' + question);
              await new Promise((r) => requestAnimationFrame(r));
            }
            times.push(performance.now() - began);
          }
          return times.sort((a, b) => a - b);
        }""",
        [f"试用期最长多少个月{'？' * n}" for n in range(1, 8)],
    )
    calm_enough(f"{took[len(took) // 2]:.0f} ms")
    assert took[len(took) // 2] < 300, took


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
    answered = page.locator(".wb-said p")
    if answered.count():
        marked = "".join(found.locator("mark").all_inner_texts())
        assert marked and marked in answered.first.inner_text()
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
    names = page.locator(".wb-hit .wb-meta").all_inner_texts()
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
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    ask(page)
    page.locator(".wb-copy").first.click()
    page.wait_for_function("() => navigator.clipboard.readText().then((t) => t.length > 0)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"严红:《.+》,.*第\d+段。", copied)
    page.locator(".wb-thumb[data-judge='1']").first.click()
    page.wait_for_selector(".wb-thumb[aria-pressed='true']")
    kept = (site.folder / "feedback.jsonl").read_text(encoding="utf-8")
    assert page.get_attribute(".wb-hit", "data-hit") in kept
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
    page.locator(".wb-hit a.wb-title").first.click()
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

    page.click("role=tab >> nth=0")
    ask(page, "码头的早市几点开秤")
    assert "鲈鱼" in page.locator(".wb-hit").first.inner_text()

    library(page)
    page.fill("#wb-find textarea, #wb-find input", "码头的早市")
    page.press("#wb-find textarea, #wb-find input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.wb-line').length === 1")
    page.click(".wb-remove")
    assert page.inner_text(".wb-remove") == "确定移除？", "one click alone removes nothing"
    page.click(".wb-remove")
    page.wait_for_selector("#wb-outcome :text('已移除《码头的早市》')")
    page.click("role=tab >> nth=0")
    ask(page, "码头的早市何时开秤")
    assert "鲈鱼" not in page.inner_text(".wb-result")


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
    assert "by meaning" in page.inner_text(".wb-result")
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


@pytest.mark.parametrize("width", [390, 768, 1000, 1600])
def test_nothing_is_wider_than_the_screen(visit: Open, width: int) -> None:
    page = visit(width=width, height=844)
    no_wider_than_the_screen(page)
    page.click("#wb-filters button")
    ask(page)
    no_wider_than_the_screen(page)
    page.locator(".wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-article")
    no_wider_than_the_screen(page)
    page.keyboard.press("Escape")
    library(page)
    page.click("#wb-paste button")
    no_wider_than_the_screen(page)
    page.click("role=tab >> nth=2")
    page.wait_for_selector(".wb-plane")
    no_wider_than_the_screen(page)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_no_serious_barrier(visit: Open, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(color_scheme=scheme, width=width)

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
    """The best of three visits by a new browser, with nothing in its cache."""
    best = 9.0
    for _ in range(3):
        began = time.monotonic()
        visit()
        best = min(best, time.monotonic() - began)
    calm_enough(f"{best:.1f} s")
    assert best < 2.0


def test_the_documents_around_it(visit: Open, site: Served) -> None:
    page = visit()
    page.goto(site.url + "/docs")
    assert "POST /api/ask" in page.inner_text("main")
    hit = site.core.retrieve(_asked(QUESTION), site.core.store())[0]
    page.goto(f"{site.url}/article/{hit.article_id}?p={hit.paragraph}#p{hit.paragraph}")
    assert hit.text in page.inner_text(".wb-found")
    no_wider_than_the_screen(page)
