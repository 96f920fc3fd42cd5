"""The first tab: filters, follow-ups, a visit's history, and a language model's reply."""

from __future__ import annotations

import gc
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import gradio as gr
import httpx
import pytest
from web_fixtures import core_in

from errors import QuestionError
from web.metrics import Metrics
from web.static import read
from web.ui.ask_tab import Asking
from web.ui.browser_state import FORM, KEPT, BrowserState
from web.ui.page import SESSIONS
from web.ui.strings import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    return Asking(core_in(tmp_path_factory.mktemp("asking")), Metrics())


def ask(asking: Asking, question: Any, visit: BrowserState | None = None, **changes: Any) -> Any:
    judged = changes.pop("judged", True)
    form = {
        "question": question, "column": [], "author": [], "paper": [], "source": "", "since": "",
        "until": "", "leg": "hybrid", "k": 5, "order": "score", "follow": True, **changes,
    }  # fmt: skip
    assert tuple(form) == FORM
    return asking.ask(ZH, form, visit or BrowserState(), judged)


def test_a_question_brings_an_answer_a_history_and_downloads(asking: Asking) -> None:
    html, history, visit = ask(asking, "望江纺织厂的夜校教什么")
    assert 'id="hit-1"' in html and "看图纸" in html
    assert "/export.csv?question=" in html
    assert history == ""
    _, history, visit = ask(asking, "工会有什么职责", visit)
    assert 'data-ask="望江纺织厂的夜校教什么"' in history
    assert visit.questions == ("望江纺织厂的夜校教什么", "工会有什么职责")


def test_an_error_names_the_form_and_leaves_no_counts_of_the_question_before(
    asking: Asking,
) -> None:
    _, _, visit = ask(asking, "工会有什么职责")
    html, _, visit = ask(asking, "工资", visit, since="开春")
    assert "“起始日期”看不懂" in html and visit.asked is None
    assert asking.overview(ZH, visit) == ""
    form = dict.fromkeys(FORM, "") | {"question": "工资", "k": 5, "leg": "hybrid"}
    assert "“From” is no date" in asking.ask(EN, form | {"since": "x"}, BrowserState())[0]
    assert "The question has 3,000 characters" in asking.ask(EN, form | {"question": "字" * 3000},
                                                             BrowserState())[0]  # fmt: skip


def test_a_visit_lives_in_the_browser_and_comes_back_whole(asking: Asking) -> None:
    html, _, visit = ask(asking, "望江纺织厂的夜校教什么", BrowserState(sent=7), author=["柳青禾"])
    assert 'data-sent="7"' in html
    told = unescape(re.search(r'data-visit="([^"]*)"', html)[1])  # type: ignore[index]
    back = BrowserState.read(told)
    assert (back.questions, back.understood, back.asked) == (
        visit.questions, visit.understood, visit.asked
    )  # fmt: skip
    answer = asking.last_answer(back)
    assert answer is not None and answer.hits
    assert {hit.author for hit in answer.hits} == {"柳青禾"}


def test_a_text_of_a_visit_is_no_longer_than_a_question() -> None:
    """Understanding a follow-up takes time with what it follows: 300,000 letters held the server
    for half a minute."""
    long, right = "试用期最长多久" * 300, "试用期最长多久"
    row = {"questions": [long, right], "understood": [right, long], "said": [long, long],
           "whole": long}  # fmt: skip
    found = BrowserState.read(json.dumps(row))
    assert (found.questions, found.understood) == ((right,), (right,))
    assert (found.said, found.whole) == (("", ""), None)


@pytest.mark.parametrize(
    "sent",
    [None, "", "{", "[]", "3", '"x"', '{"questions": 3}', '{"asked": [1]}', '{"sent": "x"}',
     '{"sent": 1e999}', "[" * 5000, 7, {"a": 1}],
)  # fmt: skip
def test_what_is_no_visit_is_an_empty_one(asking: Asking, sent: object) -> None:
    assert BrowserState.read(sent) == BrowserState()
    assert asking.restore(ZH, sent)[0] == gr.skip(), "what a reader is typing stays"


@pytest.mark.parametrize(
    "asked",
    [{"question": ""}, {"question": "问", "k": "x"}, {"question": "问", "k": "9" * 5000},
     {"question": "问", "leg": "x"}, {"question": "问" * 3000}],
)  # fmt: skip
def test_a_made_up_last_question_is_refused(asking: Asking, asked: dict[str, str]) -> None:
    with pytest.raises(QuestionError):
        asking.last_answer(BrowserState(asked=asked))


def test_the_form_comes_back_after_a_new_load(asking: Asking) -> None:
    source = source_named(asking, "夜校.md")
    form = {
        "question": "工资", "author": ["柳青禾"], "source": source, "since": "2023",
        "leg": "dense", "k": 20, "order": "newest", "follow": False,
    }  # fmt: skip
    visit = BrowserState(("夜校教什么",), ("夜校教什么",))
    *values, history = asking.restore(
        ZH, json.dumps({"form": form, "visit": json.loads(visit.json())})
    )
    back = {n: getattr(v, "value", v) for n, v in zip(FORM, values, strict=True)}
    assert back == {"column": [], "paper": [], "until": "", **form}
    assert 'data-ask="夜校教什么"' in history


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"column": ["没有的栏目"]}, "没有栏目为 "), ({"paper": ["没有的报"]}, "没有报名为 "),
        ({"author": ["柳青禾", "无此人"]}, "没有作者为 "), ({"source": "0123"}, "没有来源文件为 "),
        ({"leg": "x"}, '查找方式是 "x"；'), ({"k": 0}, "段落数是 0；"),
        ({"k": 101}, "段落数是 101；"), ({"k": "x"}, '段落数是 "x"；'),
    ],
)  # fmt: skip
def test_what_an_address_names_wrongly_is_told(
    asking: Asking, wrong: dict[str, Any], said: str
) -> None:
    """A filter that is dropped in silence brings passages that were not asked for."""
    shown = asked_by_address(asking, wrong)
    assert 'role="alert"' in shown and said in unescape(shown)


def test_what_an_address_names_rightly_is_asked(asking: Asking) -> None:
    right = {"author": ["柳青禾"], "leg": "dense", "k": 7, "column": [], "source": ""}
    shown = asked_by_address(asking, right)
    assert 'role="alert"' not in shown and "柳青禾" in shown


def asked_by_address(asking: Asking, fields: dict[str, Any]) -> str:
    """What the page shows for the form of an address, as the browser has it and sends it."""
    form = {"question": "工资", "k": 5, "leg": "hybrid", **fields}
    *values, _ = asking.restore(ZH, json.dumps({"form": form}))
    sent = {n: getattr(v, "value", v) for n, v in zip(FORM, values, strict=True)}
    for value, name in zip(values, FORM, strict=True):
        offered = [one for _, one in getattr(value, "choices", [])]
        chosen = sent[name] if isinstance(sent[name], list) else [sent[name]]
        assert not offered or set(chosen) <= set(offered), "it is shown in the form"
    return str(asking.ask(ZH, sent, BrowserState())[0])


def source_named(asking: Asking, name: str) -> str:
    sources = asking.choices(ZH)[3].choices
    return str(next(value for shown, value in sources if shown == name))


def test_the_script_has_the_names_of_the_form() -> None:
    script = read("address.js").decode()
    names = re.search(r"NAMES = \[(.*?)\]", script, re.S)[1]  # type: ignore[index]
    assert tuple(re.findall(r'"(\w+)"', names)) == FORM


def test_several_names_of_a_filter_pass_either(asking: Asking) -> None:
    html = ask(asking, "激发创新的做法", author=["柳青禾", "严红"], k=20)[0]
    assert "作者：柳青禾、严红" in html
    assert "柳青禾</bdi>" in html and "严红</bdi>" in html and "张伟</bdi>" not in html
    told = ask(asking, "工资", author=["柳青禾", "没这个人"])[0]
    assert "没这个人" in told and 'role="alert"' in told, "one that nobody has is not left out"
    counted = dict(asking.choices(ZH)[1].choices)
    assert "柳青禾 (1)" in counted


def test_a_question_is_asked_as_its_address_understood_it(asking: Asking) -> None:
    html, _, visit = ask(asking, "那工资呢", BrowserState(whole="夜校的工资"))
    assert "按上文理解为" in html and 'data-whole="夜校的工资"' in html
    assert visit.understood == ("夜校的工资",)


def test_sources_stand_by_article_and_by_date(asking: Asking) -> None:
    def dates(order: str) -> list[str]:
        html = ask(asking, "工人的工资", k=20, order=order)[0]
        sources = html.split('class="wb-source"')[1:]
        found = [re.search(r"\d{4}(-\d\d)+", one.split('class="wb-hits"')[0]) for one in sources]
        articles = [re.search(r'data-article="(\w+)"', one)[1] for one in sources]  # type: ignore[index]
        assert len(set(articles)) == len(articles) > 2
        return [one[0] for one in found if one]

    assert dates("newest") == sorted(dates("score"), reverse=True)
    assert dates("oldest") == sorted(dates("score"))


def test_a_filter_is_shown_and_said(asking: Asking) -> None:
    html = ask(asking, "试用期最长多久", author=["柳青禾"])[0]
    assert "文库里的文章没有回答" not in html
    assert "筛选出的文章（作者：柳青禾）没有回答" in html
    assert 'data-lift="author"' in html and 'data-lift="all"' in html
    assert "data-lift" not in ask(asking, "试用期最长多久")[0]
    nothing = ask(asking, "工资", author=["柳青禾"], since="2024-01")[0]
    assert "作者：柳青禾；起始日期：2024-01" in nothing and nothing.count("data-lift") == 3


def test_no_folder_of_the_server_is_in_the_page(asking: Asking) -> None:
    folder = str(asking.core.path.parent)
    listed = [value for one in asking.choices(ZH) for value in one.choices]
    source = source_named(asking, "夜校.md")
    html = "".join(map(str, ask(asking, "工资", source=source)[:2])) + str(listed)
    assert "夜校.md" in html and "/own/" not in html and folder not in html
    assert "来源文件：夜校.md" in html


def test_thumbs_only_where_judgements_are_kept(asking: Asking) -> None:
    assert "data-judge" in ask(asking, "工资")[0]
    assert "data-judge" not in ask(asking, "工资", judged=False)[0]


@pytest.mark.parametrize(
    "changes",
    [{"k": None}, {"k": [5]}, {"k": "9" * 5000}, {"question": {"a": 1}}, {"leg": 3},
     {"since": [2024]}, {"column": {"x": []}}, {"source": 5}, {"follow": "x"}],
)  # fmt: skip
def test_values_of_another_type_are_no_traceback(asking: Asking, changes: dict[str, Any]) -> None:
    values = {"question": "工资", **changes}
    assert "wb-result" in ask(asking, values.pop("question"), **values)[0]


def test_a_visit_remembers_so_many_and_each_once(asking: Asking) -> None:
    visit = BrowserState(tuple(f"第{n}问" for n in range(KEPT + 5)))
    _, _, visit = ask(asking, "第7问", visit)
    assert len(visit.questions) == KEPT
    assert visit.questions[-1] == "第7问"
    assert visit.questions.count("第7问") == 1


def test_a_follow_up_is_shown_as_it_was_understood(asking: Asking) -> None:
    _, _, visit = ask(asking, "川维化工如何激发创新")
    html, _, visit = ask(asking, "那出口呢", visit)
    assert "按上文理解为" in html
    assert "川维" in visit.understood[-1] and "出口" in visit.understood[-1]
    assert "data-typed" in html
    assert "按上文理解为" not in ask(asking, "那出口呢", visit, follow=False)[0]


def test_whom_the_answer_named_is_he(asking: Asking) -> None:
    _, _, visit = ask(asking, "綦江区委书记是谁")
    told = BrowserState.read(visit.json())
    assert told.said == visit.said
    known = replace(visit, said=("尹国喜", visit.said[1]))
    assert ask(asking, "他写了什么", known)[2].understood[-1] == "尹国喜写了什么"


def test_what_points_back_to_nothing_is_asked_as_typed_and_said_so(asking: Asking) -> None:
    _, _, visit = ask(asking, "望江纺织厂的夜校教什么")
    html, _, after = ask(asking, "后者有多少人", visit)
    assert "按原样问了" in html and after.understood[-1] == "后者有多少人"
    assert "按原样问了" not in ask(asking, "后者有多少人")[0], "nothing came before"
    assert "按原样问了" not in ask(asking, "年假有几天", visit)[0]


def test_filters_reach_the_index(asking: Asking) -> None:
    choices = asking.choices(ZH)
    assert "柳青禾" in [value for _, value in choices[1].choices]
    source = source_named(asking, "夜校.md")
    html = ask(asking, "工资", author=["柳青禾"], source=source, since="2023", until="2023/12")[0]
    assert html.count('class="wb-hit"') == 2
    assert 'class="wb-hit"' not in ask(asking, "工资", author=["柳青禾"], since="2024-01")[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"question": "  "}, "请先写下问题"), ({"question": "问" * 2001}, "2,000"),
        ({"since": "开春"}, "起始日期"), ({"until": "2024-1-1-1"}, "截止日期"),
        ({"author": ["柳青和"]}, "是不是 &quot;柳青禾&quot;"),
        ({"column": ["没这栏"]}, "没有栏目为"),
        ({"since": "2024", "until": "2023"}, "请对调"), ({"k": None}, "段落数是 null"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said_in_a_sentence(
    asking: Asking, changes: dict[str, Any], told: str
) -> None:
    values = {"question": "工资", **changes}
    html = ask(asking, values.pop("question"), **values)[0]
    assert told in html and 'role="alert"' in html


def test_one_digit_months_are_understood(asking: Asking) -> None:
    assert 'class="wb-hit"' in ask(asking, "工资", since="2023.9", until="2023/9")[0]


class Model(BaseHTTPRequestHandler):
    """An OpenAI-compatible endpoint on loopback that says one true and one made-up sentence."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        said = "夜校每周二和周四晚上开课[1]。夜校有九千名<b>火星</b>学员[1]。"
        for start in range(0, len(said), 7):
            chunk = {"choices": [{"delta": {"content": said[start : start + 7]}}]}
            self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def endpoint(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    monkeypatch.setenv("WENBAO_LLM_URL", url)
    yield url
    server.shutdown()
    server.server_close()


def test_a_model_is_cited_and_caught(asking: Asking, endpoint: str) -> None:
    assert asking.has_model()
    visit = ask(asking, "望江纺织厂的夜校什么时候开课")[2]
    *growing, last = asking.model_answer(EN, visit)
    assert growing and 'aria-busy="true"' in growing[0]
    assert 'aria-busy="false"' in last
    true, false = last.split("wb-unsupported")
    assert "周二和周四" in true and ">[1]</a>" in true
    assert "not supported" in false and "&lt;b&gt;" in false


def test_a_model_that_is_down_leaves_the_answer(
    asking: Asking, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WENBAO_LLM_URL", "http://127.0.0.1:9/v1")
    visit = ask(asking, "望江纺织厂的夜校什么时候开课")[2]
    *_, last = asking.model_answer(EN, visit)
    assert "did not answer" in last
    monkeypatch.delenv("WENBAO_LLM_URL")
    assert not asking.has_model()
    assert list(asking.model_answer(EN, visit)) == [""]


@pytest.mark.slow
def test_the_server_keeps_no_more_than_so_many_visits() -> None:
    """More visits than the bound, each with its own session, over the wire; then counts them."""
    from gradio.components import State
    from gradio.state_holder import SessionState
    from web_fixtures import served

    def ours() -> int:
        gc.collect()
        return sum(isinstance(one, SessionState) for one in gc.get_objects())

    with httpx.Client(base_url=served().url, timeout=180) as http:
        config = http.get("/config").json()
        assert not [one for one in config["components"] if one["type"] == State().get_block_name()]
        find = next(x["id"] for x in config["components"] if x["props"].get("elem_id") == "wb-find")
        event = next(x for x in config["dependencies"] if [find, "submit"] in x["targets"])
        given = {one["id"]: one["props"].get("value") for one in config["components"]}
        data = [given[one] for one in event["inputs"]]
        before = ours()
        for number in range(SESSIONS + 30):
            body = {"fn_index": event["id"], "data": data, "session_hash": f"visit{number}"}
            assert http.post("/gradio_api/run/predict", json=body).status_code == 200
        assert before + 1 < ours() <= before + SESSIONS + 3
