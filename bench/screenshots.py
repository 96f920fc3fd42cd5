"""Screenshots for the README, taken from the running page:  python -m bench.screenshots

Needs Chromium and Playwright; a Chinese font makes them readable (Debian: fonts-noto-cjk).
Writes docs/images/*.png.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"

BOX = "#wb-question textarea"
QUESTION = "川维化工如何激发创新"


def ask(page: Any, question: str) -> None:
    page.fill(BOX, question)
    page.press(BOX, "Enter")
    page.wait_for_function(
        "q => document.querySelector('.wb-result')?.dataset.question === q", arg=question
    )


def answer(page: Any) -> None:
    ask(page, QUESTION)
    page.locator(".wb-cite, .wb-open").first.click()
    page.wait_for_selector("#wb-side .wb-found")


def short(page: Any) -> None:
    ask(page, "试用期最长可以约定几个月")


def english(page: Any) -> None:
    ask(page, "What are the sources of union funds?")


def abstain(page: Any) -> None:
    ask(page, "海王星上的冰川一年移动多少公里")


def library(page: Any) -> None:
    page.click("#wb-tab-library-button")
    page.wait_for_selector(".wb-line")


def source(page: Any) -> None:
    """The source beside its article, from a citation."""
    answer(page)
    page.click("#wb-origin")
    page.wait_for_selector("#lit")


def corpus_map(page: Any) -> None:
    ask(page, QUESTION)
    page.click("#wb-tab-map-button")
    page.wait_for_selector(".wb-plane")


SHOTS: tuple[tuple[str, Any, dict[str, Any]], ...] = (
    ("answer", answer, {"viewport": {"width": 1280, "height": 720}}),
    ("dark", short, {"viewport": {"width": 1000, "height": 760}, "color_scheme": "dark"}),
    ("phone", short, {"viewport": {"width": 390, "height": 800}}),
    ("abstain", abstain, {"viewport": {"width": 1000, "height": 620}}),
    ("library", library, {"viewport": {"width": 1100, "height": 760}}),
    ("source", source, {"viewport": {"width": 1280, "height": 760}}),
    ("wide", short, {"viewport": {"width": 1600, "height": 860}}),
    ("map", corpus_map, {"viewport": {"width": 1100, "height": 900}}),
    ("english", english, {"viewport": {"width": 1000, "height": 700}, "locale": "en-US"}),
)
"""(file name, what to do on the page, how the browser is set)."""


def main() -> int:
    """Starts the page on the bundled articles and takes every picture."""
    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("--out", type=Path, default=IMAGES)
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("there is no Chromium; on Debian: apt-get install chromium", file=sys.stderr)
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen(
            [sys.executable, "app.py", "--index", f"{folder}/index", "--port", "0"],
            cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        try:
            assert server.stdout
            url = server.stdout.readline().split()[-1]
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(
                    executable_path=chromium, args=["--headless", "--no-sandbox", "--disable-gpu"]
                )
                for name, act, setting in SHOTS:
                    context = browser.new_context(**{"locale": "zh-CN", **setting})
                    page = context.new_page()
                    page.goto(url)
                    page.wait_for_selector(BOX)
                    act(page)
                    page.wait_for_timeout(300)
                    path = options.out / f"{name}.png"
                    page.screenshot(path=path)
                    print(f"{path.name}: {path.stat().st_size // 1024} KB")
                    context.close()
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
