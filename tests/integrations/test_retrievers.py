"""The retrievers against the frameworks themselves: the passages of `retrieve`, with sources."""

from __future__ import annotations

import importlib
import inspect
import sys
from typing import Any

import pytest
from test_package import PROJECT

from errors import DependencyMissing
from index import build
from qa import retrieve

QUESTION = "渡船一天来回几趟"
FRAMEWORKS = {
    "langchain": "langchain_core", "llamaindex": "llama_index.core", "haystack": "haystack",
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = tmp_path_factory.mktemp("library")
    (made / "渡口.md").write_text(
        "---\ntitle: 渡口的船\nauthor: 陆远帆\n---\n\n渡船每天来回六趟。\n\n船工有四个人。\n",
        "utf-8",
    )
    (made / "茶馆.md").write_text("# 茶馆\n\n茶馆早上四点开门。\n", "utf-8")
    build([made / "渡口.md", made / "茶馆.md"], made / "index")
    return str(made / "index")


def loaded(name: str) -> Any:
    pytest.importorskip(FRAMEWORKS[name], reason=f"needs {FRAMEWORKS[name]}, an optional framework")
    return importlib.import_module(f"integrations.{name}")


Found = list[tuple[str, str, float, dict[str, Any]]]
"""Id, text, score and metadata of each passage."""


def langchain(folder: str, **options: Any) -> Found:
    retriever = loaded("langchain").WenbaoRetriever(index=folder, **options)
    documents = retriever.invoke(QUESTION)
    return [(one.id, one.page_content, one.metadata["score"], one.metadata) for one in documents]


def llamaindex(folder: str, **options: Any) -> Found:
    nodes = loaded("llamaindex").WenbaoRetriever(folder, **options).retrieve(QUESTION)
    return [(one.node.node_id, one.node.text, one.score, one.node.metadata) for one in nodes]


def haystack(folder: str, **options: Any) -> Found:
    module = loaded("haystack")
    from haystack import Pipeline

    options = {("top_k" if name == "k" else name): value for name, value in options.items()}
    pipeline = Pipeline()
    pipeline.add_component("wenbao", module.WenbaoRetriever(folder, **options))
    # Since version 3 whoever loads a pipeline says whose components he trusts.
    asks = "allowed_modules" in inspect.signature(Pipeline.loads).parameters
    trusted = {"allowed_modules": ["integrations.haystack"]} if asks else {}
    again = Pipeline.loads(pipeline.dumps(), **trusted)
    documents = again.run({"wenbao": {"query": QUESTION}})["wenbao"]["documents"]
    return [(one.id, one.content, one.score, one.meta) for one in documents]


@pytest.mark.parametrize("ask", [langchain, llamaindex, haystack])
def test_the_passages_are_those_of_retrieve(folder: str, ask: Any) -> None:
    for options in ({"k": 2}, {"k": 3, "author": "陆远帆"}, {"k": 1, "leg": "lexical"}):
        hits = retrieve(QUESTION, index=folder, **options)  # type: ignore[arg-type]
        found = ask(folder, **options)
        assert [one[:2] for one in found] == [(hit.id, hit.text) for hit in hits]
        assert [one[2] for one in found] == pytest.approx([hit.score for hit in hits])
        about = found[0][3]
        assert (about["title"], about["author"], about["paragraph"]) == ("渡口的船", "陆远帆", 1)
        assert "paper" not in about, "what is not known is not there"


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_that_is_missing_is_told_with_the_pip_line(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = FRAMEWORKS[name].partition(".")[0]
    for module in [one for one in sys.modules if one.partition(".")[0] == top]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, top, None)
    monkeypatch.delitem(sys.modules, f"integrations.{name}", raising=False)
    with pytest.raises(DependencyMissing, match=rf"pip install '\.\[{name}\]'"):
        importlib.import_module(f"integrations.{name}")


def test_they_have_the_name_of_their_extra() -> None:
    assert set(FRAMEWORKS) <= set(PROJECT["optional-dependencies"])
