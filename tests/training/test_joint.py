"""The losses of the joint training against arithmetic done by hand, and batches against loops."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa.reading.windows import Window
from training.examples import Pair, Windows, pairs_of, windows_of
from training.reader_data import Group, Labelled

torch = pytest.importorskip("torch", reason="needs torch (requirements.txt)")
pytestmark = pytest.mark.slow


def labelled(ids: tuple[int, ...], units: tuple[tuple[int, int], ...], right: tuple[bool, ...],
             begins: tuple[int, ...] = (), ends: tuple[int, ...] = ()) -> Labelled:  # fmt: skip
    places = tuple((n, n + 1) for n in range(len(ids) - units[0][0] - 1))
    return Labelled(Window(0, ids, units, units, places), right, begins, ends)


GROUPS = [
    Group("a", "plain", (
        labelled((0, 9, 2, 5, 6, 7, 8, 2), ((3, 5), (5, 7)), (True, False), (4,), (4,)),
        labelled((0, 9, 2, 5, 6, 2), ((3, 5),), (False,)),
    )),
    Group("b", "unanswerable_known", (labelled((0, 8, 2, 4, 2), ((3, 4),), (False,)),)),
]  # fmt: skip


def batch(numbers: list[int]) -> dict[str, Any]:
    from training.joint import window_batch

    found = window_batch(windows_of(GROUPS), np.array(numbers))
    return {
        name: torch.from_numpy(value) if isinstance(value, np.ndarray) else value
        for name, value in found.items()
    }


def test_a_batch_is_the_windows_padded() -> None:
    found = batch([1, 0])
    assert found["groups"] == 2 and found["ids"].shape == (3, 16)
    assert found["ids"][0, :6].tolist() == [0, 8, 2, 4, 2, 1]
    assert found["mask"].sum(1).tolist() == [5, 8, 6]
    assert found["unit_window"].tolist() == [0, 1, 1, 2]
    assert found["unit_group"].tolist() == [0, 1, 1, 1]
    assert found["right"].tolist() == [0, 1, 0, 0]
    assert found["empty"].tolist() == [1, 0, 1]
    assert found["text"][1].nonzero().ravel().tolist() == [3, 4, 5, 6]
    assert (found["span_window"].tolist(), found["span_begin"].tolist()) == ([1], [4])


def test_the_readers_loss_by_hand() -> None:
    from training.joint import Settings, reader_loss

    found, settings = batch([0, 1]), Settings()
    torch.manual_seed(2)
    scores = torch.randn(3, 16, 4)
    units = np.array([
        scores[0, 3:5, 0].mean(), scores[0, 5:7, 0].mean(), scores[1, 3:5, 0].mean(),
        scores[2, 3, 0],
    ])  # fmt: skip
    log_not = np.log1p(np.exp(units[1:]))  # of the wrong ones
    logistic = (2 * np.log1p(np.exp(-units[0])) + log_not.sum()) / 4
    listwise = np.log(np.exp(units[:3]).sum()) - units[0]
    text = scores[0, 3:7].numpy()
    spans = [np.log(np.exp(text[:, c]).sum()) - text[1, c] for c in (1, 2)]
    first = scores[:, 0, 3].numpy()
    nothing = (np.log1p(np.exp(first[0])) + np.log1p(np.exp(-first[1:])).sum()) / 3
    expected = 2 * logistic + listwise + 0.5 * np.mean(spans) + 0.5 * nothing
    assert float(reader_loss(scores, found, settings)) == pytest.approx(expected, rel=1e-5)


def test_log_sums_by_owner() -> None:
    from training.joint import logsumexp_by

    found = logsumexp_by(torch.tensor([1.0, 2.0, 5.0]), torch.tensor([0, 0, 2]), 3)
    assert found[0].item() == pytest.approx(np.log(np.exp(1) + np.exp(2)))
    assert found[1].item() == -np.inf and found[2].item() == pytest.approx(5.0)


def test_arrays_survive_their_file(tmp_path: Path) -> None:
    windows = windows_of(GROUPS)
    windows.save(tmp_path / "w.npz")
    again = Windows.load(tmp_path / "w.npz")
    assert again.tokens.tolist() == windows.tokens.tolist()
    assert again.kinds.tolist() == ["plain", "unanswerable_known"] and len(again) == 2


def test_training_lowers_the_loss_and_its_weights_come_back(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    from tokenizers import Tokenizer, models, pre_tokenizers

    from training import joint

    config = transformers.BertConfig(
        vocab_size=32, hidden_size=32, num_hidden_layers=8, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=64, attn_implementation="eager",
    )  # fmt: skip
    words = {word: n for n, word in enumerate(("u", "n", "query:", "passage:", *"abcd"))}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="u"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    pairs = pairs_of(
        tokenizer,
        [Pair("plain", "a", "1", ("2",)), Pair("title", "c", "2")],
        {"1": "a b", "2": "c d"},
    )
    settings = joint.Settings(
        steps=30, stop=30, reader_tokens=200, questions=2, pair_every=1, rates=(1e-3, 1e-3, 1e-3),
        clozes=0.2, dropout=0.0,
    )  # fmt: skip

    def loss(networks: Any) -> float:
        found = batch([0, 1])
        with torch.no_grad():
            return float(
                joint.reader_loss(networks.scores(found["ids"], found["mask"]), found, settings)
            )

    def network() -> Any:
        torch.manual_seed(1)
        return transformers.BertModel(config, add_pooling_layer=False)

    before = loss(joint.Networks(network()).eval())
    windows, path = windows_of(GROUPS), tmp_path / "joint.npz"
    joint.train(network(), windows, windows, pairs, path, settings)
    assert loss(joint.load(network(), path)) < before / 2
