"""Dify's external knowledge: the request and the records of its documentation."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from web_fixtures import Served, served

from qa import retrieve

SETTING = {"top_k": 3, "score_threshold": 0.0}


@pytest.fixture(scope="module")
def site() -> Served:
    return served()


def wanted(site: Served, query: str, path: str = "/retrieval", **more: Any) -> httpx.Response:
    body = {"knowledge_id": "any", "query": query, "retrieval_setting": SETTING, **more}
    return httpx.post(site.url + path, json=body, timeout=180)


@pytest.mark.parametrize("path", ["/retrieval", "/dify/retrieval"])
def test_records_are_the_hits(site: Served, path: str) -> None:
    records = wanted(site, "夜校教什么", path).json()["records"]
    hits = retrieve("夜校教什么", 3, site.core.store())
    assert [one["content"] for one in records] == [hit.text for hit in hits]
    assert [one["metadata"]["id"] for one in records] == [hit.id for hit in hits]
    assert [one["score"] for one in records] == pytest.approx([hit.score for hit in hits])
    assert records[0]["title"] == "望江纺织厂的夜校"
    assert records[0]["metadata"]["published"] == "2023-09"
    assert all(value is not None for one in records for value in one["metadata"].values())


def test_the_threshold_holds(site: Served) -> None:
    every = wanted(site, "夜校教什么").json()["records"]
    least = every[0]["score"] - 1e-6
    setting = {"top_k": 3, "score_threshold": least}
    some = wanted(site, "夜校教什么", retrieval_setting=setting).json()["records"]
    assert some == [one for one in every if one["score"] >= least] and len(some) < len(every)
    none = wanted(site, "夜校教什么", retrieval_setting={"top_k": 3, "score_threshold": 1.0})
    assert none.json() == {"records": []}


def conditions(*some: tuple[str, str, Any], how: str = "and") -> dict[str, Any]:
    keys = ("name", "comparison_operator", "value")
    made = [dict(zip(keys, one, strict=True)) for one in some]
    return {"metadata_condition": {"logical_operator": how, "conditions": made}}


@pytest.mark.parametrize(
    "condition",
    [
        ("author", "contains", "柳青"), ("column", "is", "车间来信"), ("published", "is", "2023"),
        ("published", "start with", "2023-09"), (["author"], "is", ["柳青禾"]),
    ],
)  # fmt: skip
def test_conditions_narrow(site: Served, condition: tuple[Any, str, Any]) -> None:
    records = wanted(site, "夜校教什么", **conditions(condition)).json()["records"]
    assert records and {one["metadata"]["author"] for one in records} == {"柳青禾"}
    outside = conditions(condition, ("published", "before", "2022"))
    reply = wanted(site, "夜校教什么", **outside)
    assert reply.json().get("records", []) == []


@pytest.mark.parametrize(
    "condition",
    [
        conditions(("author", "not contains", "x")), conditions(("colour", "is", "red")),
        conditions(("author", "is", "x"), ("column", "is", "y"), how="or"),
        conditions(("author", "empty", None)), conditions((["author", "title"], "is", "x")),
        conditions(("published", "after", "2027"), ("published", "is", "2023")),
        conditions(("published", "is", "2023"), ("published", "after", "2027")),
    ],
)  # fmt: skip
def test_a_condition_that_cannot_be_kept_is_refused(
    site: Served, condition: dict[str, Any]
) -> None:
    reply = wanted(site, "夜校", **condition)
    assert reply.status_code == 422 and reply.json()["code"] == "bad_condition"


@pytest.mark.parametrize(
    "setting",
    [{"top_k": True}, {"top_k": "5"}, {"score_threshold": "0.1"}, {"score_threshold": True}],
)
def test_a_setting_of_another_type_is_refused(setting: dict[str, Any]) -> None:
    reply = httpx.post(
        f"{served().url}/retrieval", json={"query": "夜校", "retrieval_setting": setting}
    )
    assert (reply.status_code, reply.json()["code"]) == (422, "bad_request")


def test_no_number_is_no_threshold() -> None:
    body = '{"query": "夜校", "retrieval_setting": {"score_threshold": NaN}}'
    headers = {"content-type": "application/json"}
    reply = httpx.post(f"{served().url}/retrieval", content=body.encode(), headers=headers)
    assert reply.status_code == 422
