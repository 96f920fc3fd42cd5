"""OpenAI's interface: answers with their sources, streamed or whole, and vectors of the encoder."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import numpy as np
import pytest
from web_fixtures import Served, served

from corpus.metadata import Metadata
from qa import ask
from qa.llm.citation_check import Claim, check
from qa.llm.client import Endpoint, Reply
from qa.records import Answer, AnswerSentence, Hit
from web.api import chat_replies
from web.api.openai_compatible import WRITING

QUESTION = "夜校教什么"


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


@pytest.fixture(scope="module")
def http(site: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site.url, timeout=180) as client:
        yield client


def chat(http: httpx.Client, *said: tuple[str, str], **options: Any) -> httpx.Response:
    messages = [{"role": role, "content": text} for role, text in said]
    return http.post("/v1/chat/completions", json={"messages": messages, **options})


def test_an_answer_has_its_sentences_and_their_sources(http: httpx.Client, site: Served) -> None:
    reply = chat(http, ("system", "be brief"), ("user", QUESTION), temperature=0.2).json()
    answer = ask(QUESTION, index=site.core.store())
    text = reply["choices"][0]["message"]["content"]
    assert answer.answered
    for sentence in answer.sentences:
        assert f"{sentence.text}[{sentence.hit}]" in text
    hit = answer.hits[answer.sentences[0].hit - 1]
    assert f"\n[{hit.rank}] 柳青禾《望江纺织厂的夜校》（车间来信）" in text
    assert f"{site.url}/article/{hit.article_id}?p={hit.paragraph}" in text
    assert [one["id"] for one in reply["wenbao"]["hits"]] == [one.id for one in answer.hits]
    assert reply["usage"]["total_tokens"] == len(QUESTION) + len(text)


def test_what_the_articles_do_not_say_is_said_so(http: httpx.Client) -> None:
    text = chat(http, ("user", "火星上有几座火车站")).json()["choices"][0]["message"]["content"]
    assert text.startswith("文章里没有这个问题的答案。")
    english = chat(http, ("user", "How many railway stations are there on Mars?")).json()
    assert english["choices"][0]["message"]["content"].startswith("The articles do not answer")


def test_the_message_before_is_followed_up(http: httpx.Client) -> None:
    said = [
        ("user", "望江纺织厂的夜校教什么"),
        ("assistant", "……"),
        ("user", "它有多少挡车工拿到证书"),
    ]
    assert chat(http, *said).json()["wenbao"]["question"] == "望江纺织厂有多少挡车工拿到证书"


def test_a_message_too_long_for_a_question_is_not_followed_up(http: httpx.Client) -> None:
    reply = chat(http, ("user", "夜校" * 2000), ("assistant", "……"), ("user", QUESTION))
    assert reply.status_code == 200 and reply.json()["wenbao"]["question"] == QUESTION


ACTING = (
    "![图](http://evil.example/a.png?夜校)",
    "[夜校](javascript:alert`1`)",
    '<img src="//evil.example/b.png">',
    "https://evil.example/c 或 www.evil.example",
    "[1]: http://evil.example/d",
    "[x][1] 与 <http://evil.example/e>",
)


@pytest.mark.parametrize("text", ACTING)
def test_an_article_puts_no_link_or_picture_into_a_reply(text: str) -> None:
    """Clients show a reply as Markdown: the only links in it are those to this server."""
    markdown_it = pytest.importorskip("markdown_it")
    about = Metadata(title=text, author=text, column=text, paper=text, edition=text, url=text)
    spans = ((0, len(text)),)
    hit = Hit(1, 1.0, "a#1", "a", about, "a.md", None, 1, text, spans, 1, 1, ())
    said = AnswerSentence(text, 1, spans)
    answer = Answer("夜校教什么", True, 0.9, (said,), (hit,))
    refused = Answer("夜校教什么", False, 0.1, (), (hit,))
    for one in (answer, refused):
        reply = "".join(chat_replies.extracted(one, "http://here:7860"))
        html = markdown_it.MarkdownIt("commonmark", {"html": True}).render(reply)
        assert text in re.sub(r"\\(?=[\[\]<:.])", "", reply), "the words are all there"
        assert not re.search(r"<(?!/?(?:p|em|strong|code|ul|li|br)\b)", html), html
        bare = reply.replace("http://here:7860", "")
        assert not re.search(r"[a-z]://|www\.", bare), "no address that a client would link"


def test_a_claim_of_a_model_is_shown_without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    claim = Claim("见[夜校](http://evil.example)", (), True)
    monkeypatch.setattr(
        chat_replies, "tell", lambda *_: iter([Reply("x", done=True, claims=(claim,))])
    )
    answer = Answer("夜校教什么", True, 0.9, (), ())
    text = "".join(chat_replies.composed(answer, Endpoint("http://x", "m"), ""))
    assert text.startswith("见\\[夜校\\](http\\://evil.example)")


def test_a_slow_model_holds_no_more_than_its_places(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reply that it writes holds one of the threads that all routes share."""
    go_on, begun = threading.Event(), threading.Semaphore(0)

    def tell(*_: Any) -> Iterator[Reply]:
        begun.release()
        go_on.wait(60)
        yield Reply("x", done=True)

    monkeypatch.setattr(chat_replies, "tell", tell)
    monkeypatch.setenv("WENBAO_LLM_URL", "http://127.0.0.1:9")
    asked = {"model": "wenbao-written", "messages": [{"role": "user", "content": QUESTION}]}
    statuses: list[int] = []

    def post(stream: bool) -> None:
        with httpx.Client(base_url=site.url, timeout=120) as client:
            sent = client.post("/v1/chat/completions", json={**asked, "stream": stream})
            statuses.append(sent.status_code)

    writers = [threading.Thread(target=post, args=(n % 2 == 0,)) for n in range(WRITING)]
    for one in writers:
        one.start()
    for _ in writers:
        assert begun.acquire(timeout=60)
    more = [threading.Thread(target=post, args=(False,)) for _ in range(3)]
    for one in more:
        one.start()
    for one in more:
        one.join(60)
    assert statuses == [429] * 3
    go_on.set()
    for one in writers:
        one.join(60)
    assert statuses[3:] == [200] * WRITING
    post(True)
    assert statuses[-1] == 200, "the places are given back"


def test_a_stream_says_what_the_whole_reply_does(http: httpx.Client) -> None:
    whole = chat(http, ("user", QUESTION)).json()
    with http.stream(
        "POST", "/v1/chat/completions",
        json={"messages": [{"role": "user", "content": QUESTION}], "stream": True},
    ) as reply:  # fmt: skip
        assert reply.headers["content-type"].startswith("text/event-stream")
        lines = [line for line in reply.iter_lines() if line]
    assert lines[-1] == "data: [DONE]" and all(line.startswith("data: ") for line in lines)
    sent = [json.loads(line[6:]) for line in lines[:-1]]
    text = "".join(one["choices"][0]["delta"].get("content", "") for one in sent)
    assert text == whole["choices"][0]["message"]["content"]
    assert [one["choices"][0]["finish_reason"] for one in sent] == [None] * (len(sent) - 1) + [
        "stop"
    ]
    assert sent[-1]["wenbao"] == whole["wenbao"] and len({one["id"] for one in sent}) == 1


def test_content_may_come_in_parts(http: httpx.Client) -> None:
    parts = [{"type": "text", "text": "夜校"}, {"type": "text", "text": "教什么"}]
    reply = http.post(
        "/v1/chat/completions", json={"messages": [{"role": "user", "content": parts}]}
    )
    assert reply.status_code == 200 and reply.json()["wenbao"]["question"] == "夜校\n教什么"


def test_only_supported_sentences_of_a_language_model_are_passed_on(
    site: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = ask(QUESTION, index=site.core.store())
    first = answer.sentences[0]
    written = f"{first.text}[{first.hit}] 夜校有九百名教师[{first.hit}]。"
    claims = check(written, answer.hits)
    assert [claim.supported for claim in claims] == [True, False]

    def tell(*_: Any) -> Iterator[Reply]:
        yield Reply(written[:9])
        yield Reply(written[:-1], claims=claims[:1])
        yield Reply(written, done=True, claims=claims)

    monkeypatch.setattr(chat_replies, "tell", tell)
    pieces = list(chat_replies.composed(answer, Endpoint("http://x", "m"), "http://here"))
    assert pieces[0] == f"{claims[0].text}[{first.hit}]"
    assert "九百" not in "".join(pieces) and "有 1 句的出处不支持它" in pieces[1]
    assert "http://here/article/" in pieces[-1]

    def fails(*_: Any) -> Iterator[Reply]:
        yield Reply(done=True, failed="too slow")

    monkeypatch.setattr(chat_replies, "tell", fails)
    text = "".join(chat_replies.composed(answer, Endpoint("http://x", "m"), ""))
    assert text.startswith("语言模型没有回答") and f"{first.text}[{first.hit}]" in text


def test_vectors_are_those_of_the_encoder(http: httpx.Client, site: Served) -> None:
    texts = ["夜校每周二开课。", "工资按月发放。"]
    encoder = site.core.store().encoder
    for kind, encode in (("passage", encoder.passages), ("query", encoder.queries)):
        body = {"model": encoder.name, "input": texts, "input_type": kind}
        reply = http.post("/v1/embeddings", json=body).json()
        rows = np.array([one["embedding"] for one in reply["data"]], np.float32)
        np.testing.assert_allclose(rows, encode(texts), atol=1e-6)
    packed = http.post("/v1/embeddings", json={"input": texts[0], "encoding_format": "base64"})
    [one] = packed.json()["data"]
    row = np.frombuffer(base64.b64decode(one["embedding"]), "<f4")
    np.testing.assert_allclose(row, encoder.passages(texts[:1])[0], atol=1e-6)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"input": [""]}, 422), ({"input": ["x"] * 257}, 413), ({"input": "问" * 50_001}, 413),
        ({"model": "text-embedding-3-small", "input": "x"}, 404), ({"input": [[1, 2]]}, 422),
    ],
)  # fmt: skip
def test_what_cannot_be_encoded_is_refused(
    http: httpx.Client, body: dict[str, Any], status: int
) -> None:
    reply = http.post("/v1/embeddings", json=body)
    assert reply.status_code == status and list(reply.json()) == ["error", "code", "status"]


def test_the_official_client_is_served(site: Served) -> None:
    sdk = pytest.importorskip("openai", reason="needs openai, the client of that interface")
    client = sdk.OpenAI(base_url=f"{site.url}/v1", api_key="none")
    said = [{"role": "user", "content": QUESTION}]
    whole = client.chat.completions.create(model="wenbao", messages=said)
    stream = client.chat.completions.create(model="wenbao", messages=said, stream=True)
    text = "".join(one.choices[0].delta.content or "" for one in stream)
    assert text == whole.choices[0].message.content and "[1]" in text
    assert len(client.embeddings.create(model="wenbao", input=["夜校"]).data[0].embedding) > 1
    assert "wenbao" in [one.id for one in client.models.list()]


@pytest.mark.parametrize("wrong", [{"k": True}, {"k": "5"}, {"k": 5.0}, {"stream": "yes"}])
def test_an_option_of_another_type_is_refused(http: httpx.Client, wrong: dict[str, Any]) -> None:
    reply = chat(http, ("user", QUESTION), **wrong)
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")
    assert next(iter(wrong)) in reply.json()["error"]
