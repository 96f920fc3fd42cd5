"""Choosing an encoder by name, and a small real transformer that this test makes and saves."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, ToyEncoder

from encoders import ENCODERS, default_encoder, open_encoder
from encoders.contextual import ContextualEncoder
from encoders.sentence_transformers import (
    TransformerEncoder,
    choose_prompts,
    find_model,
    weights_hash,
)
from encoders.static import StaticEncoder
from errors import IndexMismatch, ModelMissing
from index import add, build

PROMPTS = {"query": "ask: ", "passage": "text: "}


@pytest.fixture(scope="module")
def transformer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers over a WordPiece vocabulary of letters, with mean pooling."""
    pytest.importorskip("sentence_transformers")
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, BertTokenizerFast

    torch.manual_seed(0)
    base = tmp_path_factory.mktemp("bert")
    letters = "abcdefghijklmnopqrstuvwxyz:工会职校学生技能"
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    words += [f"##{letter}" for letter in letters]
    tokenizer = BertTokenizerFast(vocab={word: number for number, word in enumerate(words)})
    assert tokenizer.tokenize("ask 工") == ["a", "##s", "##k", "工"]
    tokenizer.save_pretrained(base)
    BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
        )
    ).save_pretrained(base)
    layers = models.Transformer(str(base), max_seq_length=64)
    folder = tmp_path_factory.mktemp("tiny model 小")
    model = SentenceTransformer(modules=[layers, models.Pooling(32)], prompts=PROMPTS)
    model.save(str(folder))
    return folder


@pytest.mark.parametrize(
    ("name", "kind"), [("builtin", ContextualEncoder), ("static", StaticEncoder)]
)
def test_a_name_opens_its_model(name: str, kind: type) -> None:
    encoder = open_encoder(name)
    assert isinstance(encoder, kind) and encoder is open_encoder(name)
    assert encoder.name == name and len(encoder.revision) == 16
    vectors = encoder.passages(["工会", ""])
    assert vectors.shape == (2, encoder.dimension) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), [1, 0], atol=1e-5)


def test_the_default_is_the_builtin_one_or_what_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("工会为夜班职工准备了热饭。", "utf-8")
    assert build([tmp_path / "a.txt"], tmp_path / "static").encoder == "static"
    monkeypatch.delenv("WENBAO_ENCODER")
    assert default_encoder() == "builtin" and open_encoder() is open_encoder("builtin")
    assert build([tmp_path / "a.txt"], tmp_path / "builtin").encoder == "builtin"


def test_an_index_refuses_the_encoder_of_another_model(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("工会为夜班职工准备了热饭。", "utf-8")
    build([tmp_path / "a.txt"], tmp_path / "index", encoder="static")
    with pytest.raises(IndexMismatch, match="builtin"):
        add([tmp_path / "a.txt"], tmp_path / "index", encoder="builtin")


def test_a_registered_name_needs_its_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = ToyEncoder()
    monkeypatch.setitem(ENCODERS, "toy", lambda name: toy)
    assert open_encoder("toy") is toy


@pytest.mark.slow
def test_a_folder_is_opened_and_its_prompts_are_used(transformer: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = open_encoder(str(transformer))
    assert encoder.dimension == 32 and encoder.name == str(transformer)
    assert not encoder.bag_of_words
    texts = ["工会 abc", "学校 技能 xyz"]
    plain = SentenceTransformer(str(transformer), device="cpu")
    for vectors, prompt in (
        (encoder.queries(texts), PROMPTS["query"]),
        (encoder.passages(texts), PROMPTS["passage"]),
    ):
        wanted = plain.encode(
            [prompt + text for text in texts], prompt="", normalize_embeddings=True
        )
        assert vectors.dtype == np.float32 and np.abs(vectors - wanted).max() < 1e-5
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.abs(encoder.queries(texts) - encoder.passages(texts)).max() > 1e-3
    assert encoder.queries([]).shape == (0, 32)


@pytest.mark.slow
def test_the_revision_follows_the_weights(transformer: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "copy"
    shutil.copytree(transformer, copy)
    assert weights_hash(copy) == weights_hash(transformer) == open_encoder(str(copy)).revision
    weights = next(copy.rglob("*.safetensors"))
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(bytes(data))
    assert weights_hash(copy) != weights_hash(transformer)


@pytest.mark.slow
def test_a_name_is_found_in_the_local_cache(
    transformer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    home = tmp_path / "cache"
    model = home / "hub" / "models--someone--tiny"
    shutil.copytree(transformer, model / "snapshots" / "abc")
    (model / "refs").mkdir()
    (model / "refs" / "main").write_text("abc")
    monkeypatch.setenv("HF_HOME", str(home))
    monkeypatch.delenv("HF_HUB_CACHE", raising=False)
    assert find_model("someone/tiny") == model / "snapshots" / "abc"
    assert TransformerEncoder("someone/tiny").queries(["工会"]).shape == (1, 32)


def test_a_missing_model_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    with pytest.raises(ModelMissing) as caught:
        find_model("someone/absent-model")
    for part in ("someone/absent-model", str(tmp_path), "--encoder", "builtin", ".save("):
        assert part in str(caught.value)


def test_a_folder_of_another_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelMissing, match=r"modules\.json"):
        find_model(str(tmp_path))


@pytest.mark.slow
def test_a_damaged_model_is_refused_with_its_folder(transformer: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "broken"
    shutil.copytree(transformer, copy)
    for weights in copy.rglob("*.safetensors"):
        weights.write_bytes(b"\x00" * 20)
    with pytest.raises(ModelMissing, match="broken"):
        open_encoder(str(copy))


@pytest.mark.parametrize(
    ("name", "prompts", "expected"),
    [
        ("multilingual-e5-base", {}, ("query: ", "passage: ")),
        ("/models/multilingual-e5-small", {"query": "", "document": ""}, ("query: ", "passage: ")),
        ("multilingual-e5-base", {"query": "Q ", "passage": "P "}, ("Q ", "P ")),
        ("bge-small-zh", {"query": "为这个句子：", "document": ""}, ("为这个句子：", "")),
        ("paraphrase-multilingual-MiniLM-L12-v2", {}, ("", "")),
        ("the5th", {}, ("", "")),
    ],
)
def test_prompts(name: str, prompts: dict[str, str], expected: tuple[str, str]) -> None:
    assert choose_prompts(name, prompts) == expected


def test_the_module_imports_no_torch() -> None:
    use = "encoders.open_encoder('builtin').queries(['工会'])"
    code = f"import sys, encoders; {use}; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"
