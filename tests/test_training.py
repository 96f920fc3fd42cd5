"""The recipe: a smoke run on data made here, and its parts against slow second implementations."""

from __future__ import annotations

import json
import lzma
import random
import shutil
from pathlib import Path

import numpy as np
import pytest

from encoders.static import FOLDER
from models.static.matcher import Matcher
from models.static.vectors import StaticModel
from training import overlap, parts, vocabulary, weights
from training.__main__ import SMOKE, main
from training.bags import Bags
from training.evaluate import measure, spearman
from training.export import LOADER, quantise
from training.pairs import Pairs, ranges
from training.settings import Settings
from training.texts import clean_gloss, sentences

torch = pytest.importorskip("torch")

SUBJECTS = {
    "果园": ("orchard", "苹果 梨子 采摘 果农 雨水 收成"),
    "铁路": ("railway", "火车 车站 桥梁 隧道 司机 旅客"),
    "医院": ("hospital", "护士 病床 医生 药品 手术 病人"),
    "学校": ("school", "学生 教师 课堂 考试 教材 操场"),
}
ENGLISH = {"苹果": "apple", "火车": "train", "护士": "nurse", "学生": "student", "医生": "doctor"}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four subjects, each with its own words; sections, pairs, glosses and synonyms of them."""
    folder = tmp_path_factory.mktemp("data")
    draw = random.Random(5)

    def sentence(words: list[str]) -> str:
        return "".join(draw.choices(words, k=7)) + "。"

    articles, pairs = [], []
    for number in range(80):
        name, (_, line) = draw.choice(list(SUBJECTS.items()))
        words = line.split()
        articles.append(
            {
                "source": "made",
                "script": "hans",
                "title": name + words[number % len(words)],
                "heading": name if number % 2 else "",
                "paragraphs": ["".join(sentence(words) for _ in range(4)) for _ in range(3)],
            }
        )
        pairs.append({"source": "made", "en": SUBJECTS[name][0] + " news", "zh": name + words[0]})
    _write(folder / "zh_articles.jsonl.xz", articles)
    _write(folder / "en_zh_pairs.jsonl.xz", pairs)
    _write(
        folder / "cedict.jsonl.xz",
        [
            {"zh_simplified": zh, "zh_traditional": zh, "en": [f"{en} (thing)", f"to {en}"]}
            for zh, en in ENGLISH.items()
        ],
    )
    _write(
        folder / "zh_synonyms.jsonl.xz",
        [{"source": "made", "synset": "", "zh": ["医生", "护士", "药品"], "en": []}],
    )
    return folder


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def smoke(data: Path, work: Path, out: Path) -> int:
    """A smoke run, measured on nothing."""
    common = ["--smoke", "--data", str(data), "--evaluation", str(data / "none")]
    return main([*common, "--work", str(work), "--out", str(out)])


@pytest.fixture(scope="module")
def trained(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of one whole smoke run: `work` and `out`."""
    folder = tmp_path_factory.mktemp("trained")
    assert smoke(data, folder / "work", folder / "out") == 0
    return folder


@pytest.mark.slow
def test_smoke_run_trains_and_exports(trained: Path) -> None:
    work, out = trained / "work", trained / "out"
    losses = [json.loads(line) for line in (work / "losses.jsonl").read_text().splitlines()]
    assert [row["step"] for row in losses] == [20, 40, 60]
    assert sum(losses[1]["losses"]) < sum(losses[0]["losses"])  # of the first phase
    model = StaticModel.load(out)
    assert model.dimension == 128
    assert all((out / name).read_bytes() == (FOLDER / name).read_bytes() for name in LOADER)
    # Words of one subject have come to lie closer together than words of different ones.
    subjects = [line.split() for _, line in SUBJECTS.values()]
    trained = np.stack(
        [model.rows(model.matcher.bags([w])[0]).sum(0)[:64] for s in subjects for w in s]
    )
    units = trained / np.linalg.norm(trained, axis=1, keepdims=True)
    same = np.kron(np.eye(4), np.ones((6, 6))).astype(bool)
    cosines = units @ units.T
    inside = cosines[same & ~np.eye(24, dtype=bool)].mean()
    assert inside > cosines[~same].mean() + 0.15, (inside, cosines[~same].mean())


@pytest.mark.slow
def test_a_run_cut_short_ends_like_a_whole_one(
    data: Path, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Begun anew and gone on with, it has the same weights, to the bit."""
    from training import run as running

    cut, out = tmp_path / "cut", tmp_path / "out"
    real, steps = running.learn, iter(range(45))

    def failing(*arguments: object) -> list[float]:
        if next(steps, None) is None:
            raise KeyboardInterrupt
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "learn", failing)
    with pytest.raises(KeyboardInterrupt):
        smoke(data, cut, out)
    monkeypatch.setattr(running, "learn", real)
    assert torch.load(cut / "state.pt")["step"] == 40
    assert smoke(data, cut, out) == 0
    whole = torch.load(trained / "work" / "state.pt")
    assert torch.equal(whole["own"], torch.load(cut / "state.pt")["own"])
    for name in ("vectors.npy", "scales.npy", "words.txt"):
        assert (trained / "out" / name).read_bytes() == (out / name).read_bytes()
    # Another recipe does not go on in this folder.
    settings = (cut / "settings.json").read_text("utf-8")
    (cut / "settings.json").write_text(settings.replace('"seed": 0', '"seed": 1'), "utf-8")
    assert smoke(data, cut, out) == 1


def test_overlap_with_the_evaluation_stops_the_run(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with lzma.open(data / "zh_articles.jsonl.xz", "rt", encoding="utf-8") as stream:
        text = json.loads(stream.readline())["paragraphs"][0]
    leak = {"id": "1", "title": "", "text": "前言：" + text[:20] + "，" + text[20:45]}
    (tmp_path / "leak.passages.jsonl").write_text(json.dumps(leak), "utf-8")
    arguments = ["--smoke", "--data", str(data), "--evaluation", str(tmp_path)]
    assert main([*arguments, "--work", str(tmp_path / "w"), "--out", str(tmp_path / "o")]) == 1
    assert "evaluation passages" in capsys.readouterr().err


def test_missing_data_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--smoke", "--data", str(tmp_path), "--work", str(tmp_path / "w")]) == 1
    assert "zh_articles.jsonl" in capsys.readouterr().err


def test_shingles_match_a_set_of_slices() -> None:
    table = vocabulary.folding()
    draw = random.Random(1)
    one = "".join(draw.choices("工会学校技能竞赛", k=200))
    other = "".join(draw.choices("工会学校技能竞赛", k=90)) + one[60:95] + "工" * 40
    held = np.unique(overlap.shingles(overlap.letters(one, table)))
    slices = {one[i : i + 30] for i in range(171)}
    expected = sum(other[i : i + 30] in slices for i in range(len(other) - 29))
    assert expected >= 6
    assert overlap.overlaps([other], held, table) == expected
    # A run does not reach over two texts, and script and punctuation do not hide it.
    assert overlap.overlaps([one[:29], one[29:58]], held, table) == 0
    assert overlap.overlaps(["，".join(one[60:95]).replace("会", "會")], held, table) == 6


def test_gradient_is_that_of_autograd() -> None:
    """One step's hand-written gradient against torch's own, in float64."""
    from training.step import contrast

    torch.manual_seed(0)
    weights, temperature = (1.0, 0.3), 0.05
    sizes = [6, 6, 4, 4]
    x = torch.randn(20, 5, dtype=torch.float64, requires_grad=True)
    z = torch.randn(20, 3, dtype=torch.float64)
    unit = torch.nn.functional.normalize(torch.cat((x, z), dim=1), dim=1)
    blocks, total = unit.split(sizes), 0.0
    expected = []
    for number, weight in enumerate(weights):
        scores = blocks[2 * number] @ blocks[2 * number + 1].T / temperature
        target = torch.arange(len(scores))
        loss = torch.nn.functional.cross_entropy
        one = (loss(scores, target) + loss(scores.T, target)) / 2
        expected.append(float(one.detach()))
        total = total + weight * one
    total.backward()
    length = torch.cat((x, z), dim=1).norm(dim=1, keepdim=True).detach()
    losses, gradient = contrast((x / length).detach(), z / length, sizes, weights, temperature)
    assert losses == pytest.approx(expected)
    assert torch.allclose(gradient / length, x.grad, atol=1e-9)


def test_sums_and_their_way_back_are_a_matrix_and_its_transpose() -> None:
    from training.step import Sums

    draw = np.random.default_rng(0)
    dense = draw.random((6, 9)) * (draw.random((6, 9)) < 0.4)
    owner, ids = np.nonzero(dense)
    offsets = np.concatenate(([0], np.cumsum(np.bincount(owner, minlength=6))))
    sums = Sums.make(ids, dense[owner, ids].astype(np.float32), offsets, "cpu")
    rows = draw.random((9, 4)).astype(np.float32)
    assert np.allclose(sums.forward(torch.from_numpy(rows)).numpy(), dense @ rows, atol=1e-5)
    gradient = draw.random((6, 4)).astype(np.float32)
    back = sums.back(torch.from_numpy(gradient)).numpy()
    assert np.allclose(back, (dense.T @ gradient)[sums.distinct.numpy()], atol=1e-5)


def test_ranges() -> None:
    place, offsets = ranges(np.array([3, 7, 7]), np.array([5, 7, 8]))
    assert place.tolist() == [3, 4, 7] and offsets.tolist() == [0, 2, 2, 3]


@pytest.mark.slow
def test_pairs_are_the_same_for_the_same_step(data: Path) -> None:
    from training.bags import make
    from training.texts import read

    table = vocabulary.folding()
    settings = Settings(**SMOKE)
    read_data = read(data)
    words = vocabulary.choose(read_data, table, settings)
    assert {"苹果", "火车", "orchard"} <= set(words)
    bags = make(read_data, Matcher(words, table, settings.buckets))
    pairs = Pairs(bags, settings, len(words) + settings.buckets)
    first, same, other = pairs.draw(3), pairs.draw(3), pairs.draw(4)
    flat = [array for block in first for text in block for array in text]
    assert all(
        (a == b).all() for a, b in zip(flat, [x for b in same for t in b for x in t], strict=True)
    )
    assert any(
        len(a) != len(b) or (a != b).any() for a, b in zip(first[0][0], other[0][0], strict=True)
    )
    for questions, keys in first:
        assert len(questions[2]) == len(keys[2])
        assert questions[2][-1] == len(questions[0])
    # A question that is neither English nor reworded, from a kept sentence, lies in its window.
    (ids, _, at), (in_window, _, window_at) = first[0]
    inside = [
        set(ids[at[i] : at[i + 1]]) <= set(in_window[window_at[i] : window_at[i + 1]])
        for i in range(len(at) - 1)
    ]
    assert 0 < sum(inside) < len(inside) + 1


def test_quantising_keeps_a_gaussian_row_within_twelve_per_cent() -> None:
    rows = np.random.default_rng(0).standard_normal((50, 512)).astype(np.float32)
    codes, scale = quantise(rows)
    back = (codes - 7.5) * scale[:, None]
    assert codes.max() <= 15
    assert np.linalg.norm(back - rows) / np.linalg.norm(rows) < 0.12  # Max 1960: 0.107


def test_parts_of_words() -> None:
    ids, at, count = parts.make(["工会", "会", "railway", "cat"], np.array([9, 9, 9, 9, 9]))
    assert np.diff(at).tolist() == [2, 1, 5, 0, 0]
    assert ids[1] == ids[2] and count == parts.LATIN_PARTS + 2
    assert parts.mean_weights(at).tolist() == pytest.approx([0.5, 0.5, 1.0] + [0.2] * 5)


def test_sentences_and_glosses() -> None:
    text = "今天开会。好！下午参观工厂；晚上座谈"
    assert sentences(text) == ["今天开会。好！", "下午参观工厂；", "晚上座谈"]
    assert "".join(sentences(text)) == text
    assert clean_gloss("to abide by (the law)") == "abide by"


def test_spearman_with_ties_by_hand() -> None:
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5).
    found = spearman(np.array([1.0, 5, 5, 9]), np.array([0.1, 0.2, 0.3, 0.4]))
    assert found == pytest.approx(4.5 / np.sqrt(4.5 * 5))


# The shipped model's own figures, a little below: no change may lower them unseen.
FLOORS = {
    "cmrc2018_trial": 0.83,
    "drcd_test": 0.70,
    "csl_test": 0.94,
    "squadzh_answerable": 0.55,
}


@pytest.mark.shared
def test_the_shipped_model_reaches_its_figures(shared: Path) -> None:
    figures = measure(StaticModel.load(FOLDER), shared / "data" / "eval")
    for name, floor in FLOORS.items():
        assert figures[name] >= floor, f"{name}: {figures[name]:.4f} < {floor}"


def test_a_word_weighs_no_more_than_where_it_is_common() -> None:
    """Three kinds of text; the idfs and the least of them written out by hand."""
    words = ["税", "男人", "the", "7"]
    none = np.zeros(0, np.int32)
    empty = np.zeros(1, np.int64)

    def texts(*bags: list[int]) -> tuple[np.ndarray, np.ndarray]:
        ids = np.array([i for bag in bags for i in bag], np.int32)
        return ids, np.cumsum([0, *map(len, bags)])

    # Four paragraphs of a sentence each: 税 in three, 男人 in one, no "the".
    sentence, sentence_at = texts([0], [0, 0], [0, 1], [3])
    # Pairs: the first two are statutes, the other three everyday sentences.
    chinese, chinese_at = texts([0], [0], [1], [1, 1], [1, 3])
    english, english_at = texts([2], [2], [2], [2, 3], [])
    bags = Bags(
        sentence, sentence_at, np.arange(4), np.arange(4), np.zeros(4, np.int32),
        np.array(["made"]), none, empty, none, empty, english, english_at, chinese, chinese_at,
        np.array([0, 0, 2, 2, 2], np.int32),
        none, empty, none, empty, none, empty, none, empty,
    )  # fmt: skip
    settings = Settings(
        everyday_discount=-0.1, english_bonus=0.2, english_discount=0.3, power=1.0,
        number_meaning=3.0, number_signature=2.0, buckets=1,
    )  # fmt: skip
    frequency = weights.document_frequency(bags, 5)
    assert frequency.tolist() == [3, 1, 0, 1, 0]
    idf = weights.inverse_frequency(frequency, 4, 1)
    np.testing.assert_allclose(idf, np.log([5 / 4, 5 / 2, 5, 5 / 2, 5]), rtol=1e-6)
    found = weights.weigh_words(bags, idf, words, settings)
    everyday = np.log([4 / 1, 4 / 4, 4 / 1, 4 / 2, 4 / 1]) + 0.1
    share = np.minimum(1, everyday / idf)
    the = np.log(6 / 5)
    np.testing.assert_allclose(
        found.common, [share[0], share[1], (the + 0.2) / idf[2], 3 * share[3], share[4]], rtol=1e-5
    )
    np.testing.assert_allclose(found.common_signature, share * [1, 1, 1, 2, 1], rtol=1e-5)
    # 7 stands in one of five English texts: log(6 / 2) - 0.3 is less than its idf.
    bare = np.array([idf[0], idf[1], 0, np.log(6 / 2) - 0.3, idf[4]])
    np.testing.assert_allclose(found.signature, bare * (idf.mean() / bare.mean()), rtol=1e-5)


@pytest.mark.slow
def test_export_numbers_may_change_without_training_anew(
    data: Path, trained: Path, tmp_path: Path
) -> None:
    from dataclasses import replace

    from training.run import Places, run

    shutil.copytree(trained / "work", tmp_path / "work")
    places = Places(data, tmp_path, tmp_path / "work", tmp_path / "out")
    settings = Settings(**SMOKE)
    ended = (tmp_path / "work" / "state.pt").stat().st_mtime_ns
    before = np.load(trained / "out" / "scales.npy")
    run(places, replace(settings, strength=2 * settings.strength))
    after = np.load(tmp_path / "out" / "scales.npy")
    np.testing.assert_allclose(after[:, 1], 2 * before[:, 1], rtol=1e-6)
    np.testing.assert_array_equal(after[:, 0], before[:, 0])
    assert (tmp_path / "work" / "state.pt").stat().st_mtime_ns == ended
    with pytest.raises(ValueError, match="other settings"):
        run(places, replace(settings, power=2.0))
