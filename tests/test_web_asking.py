"""The first tab: filters, follow-ups, a visit's history, and a language model's reply."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from web_fixtures import core_in

from web.asking import KEPT, Asking, Visit
from web.metrics import Metrics
from web.strings import Words

ZH, EN = Words("zh"), Words("en")


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    return Asking(core_in(tmp_path_factory.mktemp("asking")), Metrics())


def ask(asking: Asking, question: str, visit: Visit | None = None, **changes: Any) -> Any:
    values = {
        "column": ZH("any"), "author": ZH("any"), "source": ZH("any"), "since": "", "until": "",
        "leg": "hybrid", "k": 5, "follow": True, **changes,
    }  # fmt: skip
    return asking.ask(ZH, question, *values.values(), visit or Visit())


def test_a_question_brings_an_answer_a_history_and_downloads(asking: Asking) -> None:
    html, history, visit = ask(asking, "望江纺织厂的夜校教什么")
    assert 'id="hit-1"' in html and "看图纸" in html
    assert "/export.csv?question=" in html
    assert history == ""
    _, history, visit = ask(asking, "工会有什么职责", visit)
    assert 'data-ask="望江纺织厂的夜校教什么"' in history
    assert visit.questions == ["望江纺织厂的夜校教什么", "工会有什么职责"]


def test_a_visit_remembers_so_many_and_each_once(asking: Asking) -> None:
    visit = Visit([f"第{n}问" for n in range(KEPT + 5)], [])
    _, _, visit = ask(asking, "第7问", visit)
    assert len(visit.questions) == KEPT
    assert visit.questions[-1] == "第7问"
    assert visit.questions.count("第7问") == 1


def test_a_follow_up_is_shown_as_it_was_understood(asking: Asking) -> None:
    _, _, visit = ask(asking, "川维化工如何激发创新")
    html, _, visit = ask(asking, "那出口呢", visit)
    assert "按上文理解为" in html
    assert "川维" in visit.understood[-1] and "出口" in visit.understood[-1]
    assert "按上文理解为" not in ask(asking, "那出口呢", visit, follow=False)[0]


def test_filters_reach_the_index(asking: Asking) -> None:
    choices = asking.choices(ZH)
    assert "柳青禾" in [value for _, value in choices[1].choices]
    source = next(value for name, value in choices[2].choices if name == "夜校.md")
    html = ask(asking, "工资", author="柳青禾", source=source, since="2023", until="2023/12")[0]
    assert html.count('class="wb-hit"') == 2
    assert 'class="wb-hit"' not in ask(asking, "工资", author="柳青禾", since="2024-01")[0]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"question": "  "}, "请先写下问题"), ({"question": "问" * 2001}, "2,000"),
        ({"since": "去年"}, "起始日期"), ({"until": "2024-1-1-1"}, "截止日期"),
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
    threading.Thread(target=server.serve_forever, daemon=True).start()
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
