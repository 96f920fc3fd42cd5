"""The contextual model: what its vectors depend on, and sentence-transformers beside it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from encoders import open_encoder
from encoders.contextual import FOLDER, CheckedModel
from errors import ModelMissing
from models.builtin.contextual_model import AT_ONCE, CORES, PROMPTS, WINDOW, ContextualModel

TEXTS = ["渡船每天六点开，末班十点。", "食堂在东门旁边。", "The last ferry leaves at ten."]


def test_a_vector_does_not_depend_on_the_texts_beside_it() -> None:
    encoder = open_encoder("builtin")
    together = encoder.passages([*TEXTS, "一" * 900])
    for text, vector in zip(TEXTS, together, strict=False):
        assert np.array_equal(encoder.passages([text])[0], vector)


def test_a_question_is_nearest_to_the_passage_that_answers_it_in_either_language() -> None:
    encoder = open_encoder("builtin")
    passages = encoder.passages(TEXTS[:2])
    for question in ("最后一班船几点走", "When does the last boat go?", "末班渡輪幾點開"):
        cosines = passages @ encoder.queries([question])[0]
        assert cosines[0] > cosines[1]


def test_word_order_counts() -> None:
    first, second, third = open_encoder("builtin").passages(
        ["甲队胜了乙队", "乙队胜了甲队", "甲队胜了乙队"]
    )
    assert np.array_equal(first, third) and not np.allclose(first, second, atol=1e-3)


@pytest.mark.slow
def test_nothing_of_a_long_text_is_left_out() -> None:
    encoder = open_encoder("builtin")
    long = "仓库里的账本按年份放好，每一本都写着保管人的名字。" * 80
    assert len(encoder.model.tokenizer.encode(long).ids) > 3 * WINDOW  # type: ignore[attr-defined]
    changed = long[:-26] + "最后一页夹着一张去海南的火车票，没有人来取。"
    vector, changed_vector = encoder.passages([long, changed])
    assert not np.allclose(vector, changed_vector, atol=1e-4)


ASKED = 7
"""A token that stands in the questions alone."""


def test_a_question_waits_for_a_few_of_the_texts_that_are_encoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """How many texts of a long call are read between the first of another call and its last."""
    model = ContextualModel(FOLDER)
    many, order, asked = 40 * CORES, [], Event()

    class Trunk:
        def run(self, _: None, inputs: Any) -> Any:
            order.append(inputs["input_ids"][0, 1] == ASKED)
            if len(order) == CORES:
                asked.set()
            return [inputs["input_ids"]]

    monkeypatch.setattr(model, "_trunk", Trunk())
    upper = SimpleNamespace(run=lambda *_: time.sleep(0.001) or [np.zeros((1, 1, 1))])
    encoding = Thread(target=lambda: model._run(upper, [[0, 5, 2]] * many))
    encoding.start()
    assert asked.wait(10)
    model._run(upper, [[0, ASKED, 2]] * 2)
    waited = order.index(True) - CORES
    encoding.join()
    assert len(order) == many + 2
    assert waited <= 2 * AT_ONCE


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"tokenizer\.json"):
        CheckedModel(tmp_path)
    (tmp_path / "tokenizer.json").write_bytes((FOLDER / "tokenizer.json").read_bytes())
    (tmp_path / "trunk.onnx").write_bytes(b"no network")
    with pytest.raises(ModelMissing, match=r"trunk\.onnx cannot be used"):
        CheckedModel(tmp_path)


def test_sentence_transformers_is_told_the_prompts_of_the_project() -> None:
    config = json.loads((FOLDER / "config_sentence_transformers.json").read_text("utf-8"))
    assert config["prompts"] == PROMPTS


@pytest.mark.slow
def test_sentence_transformers_loads_the_folder_with_the_same_vectors() -> None:
    library = pytest.importorskip("sentence_transformers")
    model = library.SentenceTransformer(str(FOLDER), trust_remote_code=True)
    encoder = open_encoder("builtin")
    assert np.allclose(model.encode(TEXTS, prompt_name="query"), encoder.queries(TEXTS), atol=1e-6)
    assert np.allclose(
        model.encode(TEXTS, prompt=PROMPTS["passage"]), encoder.passages(TEXTS), atol=1e-6
    )
