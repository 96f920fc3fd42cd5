"""Page layout: two tabs of Gradio components around HTML.

What a reader does inside that HTML (open a citation, copy, judge, remove) is in `static/page.js`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.filters import SEVERAL
from qa.request import LEGS
from web.ui.ask_tab import COUNTS, LISTED, Asking
from web.ui.browse import ORDERS as LISTS
from web.ui.browser_state import FORM, ORDERS, BrowserState
from web.ui.library_tab import Library, ListView, Outputs
from web.ui.strings import Lang, Words

QUIET: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
"""Events that answer at once: no queue, no spinner, not a part of any API."""


SESSIONS = 64
"""Visits of which Gradio keeps its own record, about 0.3 MB each, for every language.  The oldest
is dropped, which costs its reader nothing: a visit is kept by the browser (`BrowserState`)."""

# The script notes what is sent, and puts the visit in the place of the last input.
SEND = "(...values) => window.wenbao.send(values)"
VISIT = "() => [window.wenbao.visit()]"
SAVED = "() => [window.wenbao.saved()]"


@dataclass(frozen=True, slots=True)
class Shell:
    """What frames the page: who is signed in, and what may be changed."""

    read_only: bool = False
    signed_in: bool = False


def theme() -> gr.themes.Base:
    """Ink on paper with one red; fonts of the system, none fetched."""
    sans = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
    return gr.themes.Base(
        primary_hue=gr.themes.colors.red,
        neutral_hue=gr.themes.colors.stone,
        font=list(sans),
        font_mono=["ui-monospace", "Consolas", "Noto Sans Mono CJK SC", "monospace"],
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
    )


HALF = (
    '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" '
    'stroke="currentColor" stroke-width="1.5"/><path d="M8 1.5a6.5 6.5 0 0 1 0 13z" '
    'fill="currentColor"/></svg>'
)
"""Half dark, half light: drawn, since fonts differ in how large they have the sign of it."""


def masthead(words: Words, shell: Shell) -> str:
    """Name, switch of language, dark or light, the API's page, and signing out."""
    switch: Lang = "en" if words.lang == "zh" else "zh"
    code = "zh-CN" if switch == "zh" else "en"
    out = f'<a class="wb-tool" href="/logout">{words("sign_out")}</a>' if shell.signed_in else ""
    return (
        f'<a class="wb-skip" href="#wb-question">{words("skip")}</a>'
        f'<header class="wb-masthead"><h1><a href="/"><span class="wb-seal" aria-hidden="true">问'
        f"</span>{words('name')}</a></h1><p>{words('tagline')}</p>"
        f'<nav aria-label="{words("name")}">'
        f'<a class="wb-tool" id="wb-lang" href="/?lang={switch}" hreflang="{code}" lang="{code}">'
        f"{words('other_language')}</a>"
        f'<button type="button" class="wb-tool" id="wb-theme" aria-label="{words("theme")}" '
        f'title="{words("theme")}" aria-pressed="false">{HALF}</button>'
        f'<a class="wb-tool" href="/docs">{words("api_page")}</a>{out}</nav></header>'
    )


def build(lang: Lang, asking: Asking, library: Library, shell: Shell) -> gr.Blocks:
    """The page in one language."""
    words = Words(lang)
    title = f"{words('name')} · {words('tagline')}"
    with gr.Blocks(title=title, fill_width=True, analytics_enabled=False) as page:
        _html(masthead(words, shell), "wb-top")
        visit = gr.Textbox(visible=False)
        with gr.Tabs(elem_id="wb-tabs"):
            with gr.Tab(words("ask"), id="ask", elem_id="wb-tab-ask"):
                form, history, examples, years = _ask_tab(words, asking, visit, shell)
            offered = [field for name, field in zip(FORM, form, strict=True) if name in LISTED]
            with gr.Tab(words("tab_library"), id="library", elem_id="wb-tab-library") as tab:
                _library_tab(words, library, tab, [*offered, years], shell)
            with gr.Tab(words("tab_map"), id="map", elem_id="wb-tab-map") as tab:
                _map_tab(words, library, tab, visit)
        lists = gr.Button("lists", elem_id="wb-lists")  # pressed by the script: what is offered
        _html(f'<footer class="wb-footer">{words("footer")}</footer>', "wb-bottom")
        page.load(
            lambda saved: asking.examples(words, saved, shell.read_only), [visit], [examples],
            js=SAVED, show_progress="hidden", api_visibility="private", concurrency_limit=1,
        )  # fmt: skip
        page.load(lambda saved: asking.restore(words, saved), [visit], [*form, history], js=SAVED,
                  preprocess=False, **QUIET)  # fmt: skip
        page.load(lambda: asking.years(words), None, [years], **QUIET)
        lists.click(lambda: (*asking.choices(words), asking.years(words)), None,
                    [*offered, years], **QUIET)  # fmt: skip
    page.state_session_capacity = SESSIONS
    page.queue(max_size=64, default_concurrency_limit=4)
    return page


def _html(value: str = "", elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, js_on_load=None, apply_default_css=False)


def _field(words: Words, key: str, elem_id: str, **more: Any) -> gr.Textbox:
    return gr.Textbox(label=words(key), elem_id=elem_id, **{"max_lines": 1, **more})


def _dropdown(
    words: Words, key: str, elem_id: str, texts: dict[str, str], first: str, **more: Any
) -> gr.Dropdown:
    """texts: what may be chosen, by its name, and the text of each."""
    choices = [(words(text), name) for name, text in texts.items()]
    return gr.Dropdown(
        choices, value=first, label=words(key), elem_id=elem_id, **{"min_width": 150, **more}
    )


def _ask_tab(
    words: Words, asking: Asking, visit: gr.Textbox, shell: Shell
) -> tuple[list[gr.Component], gr.HTML, gr.HTML, gr.HTML]:
    """The form, and where history, examples and years are shown."""
    with gr.Column(elem_id="wb-ask"):
        with gr.Row(elem_id="wb-box"):
            question = _field(
                words, "question", "wb-question", placeholder=words("question_hint"), lines=1,
                max_lines=4, scale=8, min_width=160, autofocus=True,
            )  # fmt: skip
            go = gr.Button(words("ask"), variant="primary", elem_id="wb-go", scale=1, min_width=88)
        with gr.Accordion(words("filters"), open=False, elem_id="wb-filters"):
            filters, years = _filters(words)
        examples, history, result, overview = (
            _html("", f"wb-{name}") for name in ("examples", "history", "result", "overview")
        )
        model = _html("", "wb-model") if asking.has_model() else None
        fill = gr.Button("fill", elem_id="wb-fill")
    form = [question, *filters]

    def ask(*values: Any) -> tuple[Any, ...]:
        fields = dict(zip(FORM, values[:-1], strict=True))
        return asking.ask(words, fields, BrowserState.read(values[-1]), not shell.read_only)[:2]

    # Sent while an answer is awaited, a question waits its turn: answers come in their order.
    event = gr.on([question.submit, go.click], ask, [*form, visit], [result, history], js=SEND,
                  trigger_mode="always_last", preprocess=False, **QUIET)  # fmt: skip
    event.then(lambda visit: asking.overview(words, BrowserState.read(visit)), [visit], [overview],
               js=VISIT, **QUIET)  # fmt: skip
    event.failure(None, js="() => window.wenbao.failed()")
    # The script sets the form (a filter lifted, Back) by a press of this hidden button.
    fill.click(None, form, form, js="(...now) => window.wenbao.fill(now)").then(
        None, js="() => window.wenbao.filled()"
    )
    if model is not None:

        def tell(visit: str) -> Iterator[str]:
            yield from asking.model_answer(words, BrowserState.read(visit))

        event.then(tell, [visit], [model], js=VISIT, show_progress="hidden",
                   api_visibility="private")  # fmt: skip
    return form, history, examples, years


def _filters(words: Words) -> tuple[list[gr.Component], gr.HTML]:
    """The rest of the form, in the order of `FORM`, and where the years are shown."""
    with gr.Row():
        names = [
            gr.Dropdown([], value=[], multiselect=True, label=words(key), min_width=180,
                        elem_id=f"wb-{key}")
            for key in SEVERAL
        ]  # fmt: skip
    with gr.Row():
        source = _dropdown(words, "source", "wb-source", {"": "any"}, "", min_width=180)
        dates = [
            _field(words, key, f"wb-{key}", placeholder=words("date_hint"), min_width=150)
            for key in ("since", "until")
        ]
    years = _html("", "wb-years")
    with gr.Row():
        legs = dict(zip(LEGS, LEGS, strict=True))
        leg = _dropdown(words, "leg", "wb-leg", legs, "hybrid", min_width=180)
        k = gr.Dropdown(list(COUNTS), value=5, label=words("k"), min_width=150, elem_id="wb-k")
        order = _dropdown(words, "order", "wb-order", ORDERS, "score")
    follow = gr.Checkbox(value=True, label=words("context"), elem_id="wb-follow")
    return [*names, source, *dates, leg, k, order, follow], years


def _library_tab(
    words: Words, library: Library, tab: gr.Tab, filters: list[gr.Component], shell: Shell
) -> None:
    """filters: what of the first tab offers what is in the library, as `Outputs` has them."""
    can_write = not shell.read_only
    state = _html("", "wb-state")
    if shell.read_only:
        _html(f'<p class="wb-note" role="note">{words("read_only")}</p>')
    with gr.Row(elem_id="wb-adding", visible=can_write):
        upload, pasted, put = _adding(words)
    outcome = _html("", "wb-outcome")
    with gr.Row(elem_id="wb-find-row"):
        find = _field(words, "all_articles", "wb-find", placeholder=words("find_article"), scale=8)
        order = _dropdown(words, "order", "wb-list-order", LISTS, "index", scale=2)
        show = gr.Button(words("show"), elem_id="wb-show", scale=1, min_width=88)
    listing = _html("", "wb-listing")
    # The script writes the article or page that a button names here, then clicks the hidden button.
    with gr.Row(elem_id="wb-hidden"):
        target = gr.Textbox(elem_id="wb-wanted", label="wanted")
        turn = gr.Button("turn", elem_id="wb-turn")
        remove = gr.Button("remove", elem_id="wb-remove")
        restore = gr.Button("restore", elem_id="wb-restore")

    def list_page(find: str, page: str, order: str) -> tuple[str, str]:
        return library.show(words, find, page, order, write=can_write)

    gr.on([find.submit, show.click, tab.select, order.change],
          lambda find, order: list_page(find, "0", order), [find, order], [state, listing],
          **QUIET)  # fmt: skip
    turn.click(list_page, [find, target, order], [state, listing], **QUIET)
    if not can_write:
        return
    after = [*Outputs._make((outcome, state, listing, *filters, upload))]
    writing: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private",
                               "concurrency_limit": 1, "concurrency_id": "write"}  # fmt: skip

    def add(files: list[str] | None, *view: str) -> Iterator[tuple[Any, ...]]:
        yield from library.add(words, files, ListView(*view))

    def paste(
        title: str, author: str, column: str, date: str, text: str, *view: str
    ) -> Iterator[tuple[Any, ...]]:
        steps = library.paste(words, title, author, column, date, text, ListView(*view))
        try:
            while True:
                yield *next(steps), *(gr.skip() for _ in pasted)
        except StopIteration as end:
            if end.value:  # the form is empty for the next one
                yield *(gr.skip() for _ in after), *("" for _ in pasted)

    view = [find, order]
    upload.upload(add, [upload, *view], after, **writing)
    put.click(paste, [*pasted, *view], [*after, *pasted], **writing)
    remove.click(lambda which, *view: library.remove(words, which, ListView(*view)),
                 [target, *view], after, **writing)  # fmt: skip
    restore.click(lambda which, *view: library.restore(words, which, ListView(*view)),
                  [target, *view], after, **writing)  # fmt: skip


def _adding(words: Words) -> tuple[gr.File, list[gr.Textbox], gr.Button]:
    """Where files are dropped and an article is pasted, and the button that takes the latter."""
    with gr.Column(min_width=300):
        upload = gr.File(
            label=words("upload"), file_count="multiple", type="filepath", height=150,
            elem_id="wb-upload",
        )  # fmt: skip
        _html(f'<p class="wb-note wb-formats">{words("formats")}</p>')
    with gr.Column(min_width=300), gr.Accordion(words("paste"), open=False, elem_id="wb-paste"):
        pasted = []
        for pair in (("title", "author"), ("column", "date")):
            with gr.Row():
                pasted += [
                    _field(words, f"paste_{key}", f"wb-paste-{key}", min_width=130) for key in pair
                ]
        pasted.append(_field(words, "paste_text", "wb-paste-text", lines=6, max_lines=20))
        put = gr.Button(words("paste_add"), variant="primary", elem_id="wb-paste-add")
    return upload, pasted, put


def _map_tab(words: Words, library: Library, tab: gr.Tab, visit: gr.Textbox) -> None:
    picture = _html(f'<p class="wb-note">{words("map_about")}</p>', "wb-picture")
    tab.select(lambda visit: library.map(words, BrowserState.read(visit)), [visit], [picture],
               js=VISIT, **QUIET)  # fmt: skip
