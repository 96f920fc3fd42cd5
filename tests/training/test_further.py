"""The further training: what it is taught are the windows that are served, and what it starts from
is the reader that ships."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from encoders.contextual import model
from index import build, open_index
from index.store import Store, every_article
from training.examples import windows_of
from training.reader_data import Judged

torch = pytest.importorskip("torch", reason="needs torch (requirements.txt)")
pytestmark = pytest.mark.slow

from training import further  # noqa: E402

TEXT = "船队有十二艘船。去年换了十二张新帆，花了九万元。帆布是从海口运来的。"
TEXTS = {
    "船队.md": f"# 船队\n\n{TEXT}\n",
    "船厂.md": "# 船厂\n\n船厂去年修了三艘船。修船花了二十万元，比前年多。\n",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder: Path = tmp_path_factory.mktemp("further")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, "utf-8")
    build([folder / name for name in TEXTS], folder / "index", encoder="static")
    return open_index(folder / "index")


def asked(store: Store, text: str, *answers: str) -> Judged:
    ids = {article.title: article.id for article in every_article(store)}
    gold = (ids["船队"],) if answers else ()
    return Judged("q", "plain", text, gold, (), answers, short=("九万元",), alone=True)


def test_a_group_is_the_windows_that_are_served_with_what_is_right(store: Store) -> None:
    group = further.served_group(asked(store, "换帆花了多少钱", "花了九万元"), store)
    assert group and len(group.windows) == 2
    assert sorted(sum(example.answers) for example in group.windows) == [0, 1]
    (right,) = [example for example in group.windows if any(example.answers)]
    begin, end = (place - right.window.begin for place in (right.begins[0], right.ends[0]))
    short = TEXT[right.window.places[begin][0] : right.window.places[end][1]]
    assert "九万元" in short and len(short) < 6  # a token may hold the mark beside it


def test_of_a_question_that_nothing_answers_no_unit_is_right(store: Store) -> None:
    group = further.served_group(asked(store, "船厂换帆花了多少钱"), store)
    assert group and not any(any(example.answers) for example in group.windows)


def test_of_the_windows_without_the_answer_those_stay_that_the_reader_likes_best(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked(store, "船厂修船花了多少钱")
    whole = further.served_group(question, store)
    assert whole and len(whole.windows) == 2
    monkeypatch.setattr(further, "HARDEST", 1)
    group = further.served_group(question, store)
    assert group
    (left,) = group.windows
    assert "二十万" in model().tokenizer.decode(left.window.ids).replace(" ", "")


def test_the_states_are_what_the_shipped_trunk_gives(store: Store) -> None:
    group = further.served_group(asked(store, "换帆花了多少钱", "花了九万元"), store)
    assert group
    states = further.states(windows_of([group]))
    first = group.windows[0].window.ids
    reader = model()._reader
    mask = np.ones((1, len(first)), np.int64)
    hidden = states[None, : len(first)].astype(np.float32)
    (scores,) = reader.run(None, {"hidden": hidden, "attention_mask": mask})
    served = model().read([first])[0]  # half precision lies between the two, and 8-bit activations
    assert np.corrcoef(scores[0].ravel(), served.ravel())[0, 1] > 0.98


def test_it_starts_from_the_reader_that_ships(store: Store) -> None:
    pytest.importorskip("transformers")
    pytest.importorskip("onnx")
    import torch

    group = further.served_group(asked(store, "换帆花了多少钱", "花了九万元"), store)
    assert group
    arrays = windows_of([group])
    batch, hidden = further.tensors(arrays, further.states(arrays), np.array([0]))
    with torch.no_grad():
        found = further.shipped_reader().eval()(hidden, batch["mask"].float()).numpy()
    for row, example in enumerate(group.windows):
        ids = example.window.ids
        served = model().read([ids])[0]
        agreement = np.corrcoef(found[row, : len(ids)].ravel(), served.ravel())[0, 1]
        assert agreement > 0.95  # the served one has activations of 8 bits


def test_a_round_reads_every_group_once(store: Store) -> None:
    groups = [
        further.served_group(replace(asked(store, text), id=str(n)), store)
        for n, text in enumerate(("船厂换帆花了多少钱", "谁修的船", "船队哪年建的", "帆布几米"))
    ]
    learnt = windows_of([group for group in groups if group])
    settings = further.Settings(rounds=1, rehearsed=0.0, tokens=300)
    read = [n for old, own in further.batches(learnt, learnt, settings) for n in own if not old]
    assert sorted(read) == list(range(len(learnt)))


def test_a_blend_lies_between_its_readers(tmp_path: Path) -> None:
    for package in ("onnx", "onnx_ir"):
        pytest.importorskip(package)
    first = further.shipped_reader().state_dict()
    other = further.shipped_reader()
    with torch.no_grad():
        for weight in other.parameters():
            weight *= 1.5
    further.export(other.eval(), "hidden", "scores", tmp_path / "other.onnx", (0, 1))
    shares = {further.FOLDER / "reader.onnx": 0.75, tmp_path / "other.onnx": 0.25}
    mixed = further.blended(shares).state_dict()
    for name, weight in first.items():  # 1 * .75 + 1.5 * .25, within what 7 bits keep
        most = float(weight.abs().max())
        assert torch.allclose(mixed[name], weight * 1.125, atol=0.01 * most), name


def test_shares_of_a_blend_add_up() -> None:
    with pytest.raises(ValueError, match=r"0\.9"):
        further.blended({further.FOLDER / "reader.onnx": 0.9})
