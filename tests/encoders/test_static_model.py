"""The static encoder against a second, slow implementation, and its speed and size."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from timing import within

from encoders.static import FOLDER, model
from errors import ModelMissing
from models.static.matcher import HashTable, weigh
from models.static.vectors import FILES, StaticModel, levels, pack, signs

WORDS = [
    "研究",
    "研究生",
    "生命",
    "生",
    "命",
    "起源",
    "的",
    "apple",
    "cat",
    "2024",
    "工",
    "会",
    "工会",
]


def plain_folding() -> np.ndarray:
    table = np.zeros(65536, dtype=np.uint16)
    for point in range(1, 65536):
        if not 0xD800 <= point <= 0xDFFF and chr(point).isalnum():
            lower = chr(point).lower()
            table[point] = ord(lower) if len(lower) == 1 else point
    return table


def slow_tokens(text: str, words: set[str]) -> list[str]:
    """Maximal matches as the module's text defines them, one character at a time."""
    letters = [c.lower() if c.isalnum() and ord(c) < 65536 else "\0" for c in text]
    out, reach, i = [], 0, 0
    latin = lambda c: c.isascii() and c.isalnum()  # noqa: E731
    while i < len(letters):
        if letters[i] == "\0":
            i += 1
        elif latin(letters[i]):
            j = i
            while j < len(letters) and latin(letters[j]):
                j += 1
            out.append("".join(letters[i:j]))
            reach, i = j, j
        else:
            longest = i + 1
            for j in range(i + 1, len(letters) + 1):
                if "".join(letters[i:j]) in words:
                    longest = j
            if longest > reach:
                out.append("".join(letters[i:longest]))
                reach = longest
            i += 1
    return out


def small_model(exponent: float = 0.5) -> StaticModel:
    random = np.random.default_rng(3)
    rows = len(WORDS) + 8
    packed = random.integers(0, 256, (rows, 32), dtype=np.uint8)
    scales = random.uniform(0.1, 1, (rows, 2)).astype(np.float32)
    return StaticModel(
        WORDS, packed, scales, plain_folding(), dimension=128, exponent=exponent, revision="t"
    )


def tokens(text: str) -> list[str]:
    """The folded words that the matcher of the small model sees in a text, in order."""
    matcher = small_model().matcher
    codes = matcher.fold(text)
    starts, ends, _ = matcher.match(codes)
    folded = "".join(map(chr, codes.tolist()))
    return [folded[start:end] for start, end in zip(starts, ends, strict=True)]


@pytest.fixture(scope="module")
def builtin() -> StaticModel:
    return StaticModel.load(FOLDER)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="研究生命起源的工会猫 ,。aple2024Cat\n", max_size=40))
def test_matches_are_the_maximal_ones(text: str) -> None:
    assert tokens(text) == slow_tokens(text, set(WORDS))


def test_overlapping_words_are_all_seen() -> None:
    assert tokens("研究生命起源") == ["研究生", "生命", "起源"]


def test_a_plural_is_its_singular_and_an_unknown_word_a_bucket() -> None:
    matcher = small_model().matcher
    ids, offsets = matcher.bags(["apples", "apple", "zebra", "猫"])
    assert offsets.tolist() == [0, 1, 2, 3, 4]
    assert ids[0] == ids[1] == WORDS.index("apple")
    assert ids[2] >= len(WORDS) and ids[3] >= len(WORDS)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=300), st.integers(0, 2**64 - 1))
def test_hash_table_is_a_dictionary(keys: list[int], other: int) -> None:
    table = HashTable(np.array(keys, np.uint64), np.arange(len(keys), dtype=np.int32))
    assert table.find(np.array(keys, np.uint64)).tolist() == list(range(len(keys)))
    expected = keys.index(other) if other in keys else -1
    assert table.find(np.array([other], np.uint64)).tolist() == [expected]


def test_weigh_counts_repeats() -> None:
    ids, weights, offsets = weigh(np.array([5, 2, 5, 5, 5, 1]), np.array([0, 5, 5, 6]), 0.5, 10)
    assert ids.tolist() == [2, 5, 1]
    assert weights.tolist() == [1.0, 2.0, 1.0]
    assert offsets.tolist() == [0, 2, 2, 3]


@pytest.mark.slow
@given(st.lists(st.lists(st.integers(0, 15), min_size=6, max_size=6), min_size=1, max_size=9))
def test_packed_codes_come_back(codes: list[list[int]]) -> None:
    array = np.array(codes, dtype=np.uint8)
    assert (levels(pack(array)) == array.astype(int) * 2 - 15).all()


def test_signatures_are_fixed_and_nearly_orthogonal() -> None:
    signatures = signs(np.arange(200), 512).astype(np.float64)
    assert set(np.unique(signatures)) == {-1.0, 1.0}
    # Written down once: another value would make every shipped vector and index wrong.
    assert signatures[1, :16].tolist() == [1, 1, -1, -1, -1, -1, 1, 1, -1, 1, -1, 1, -1, -1, -1, 1]
    cosines = signatures @ signatures.T / 512
    off = cosines[~np.eye(200, dtype=bool)]
    assert abs(off.mean()) < 0.01 and abs(off.std() - 1 / np.sqrt(512)) < 0.005


def test_encode_agrees_with_a_sum_by_hand() -> None:
    model = small_model()
    texts = ["研究生命的起源，工会工会！", "apple cat CAT cat", "", "，。"]
    expected = np.zeros((4, 128))
    for row, text in enumerate(texts):
        tokens = slow_tokens(text, set(WORDS))
        for token in set(tokens):
            expected[row] += tokens.count(token) ** 0.5 * model.rows(
                model.matcher.bags([token])[0]
            ).sum(axis=0)
        expected[row] /= np.linalg.norm(expected[row]) or 1
    assert np.abs(model.encode(texts) - expected).max() < 1e-5
    assert not model.encode(["，。"]).any()


def test_a_text_longer_than_a_chunk_and_threads_change_nothing() -> None:
    model = small_model()
    long = "工会的研究生命起源apple，" * 9_000  # over two chunks; its border may cut one word
    short = "工会的研究生命起源apple，" * 9
    assert float(model.encode([long])[0] @ model.encode([short])[0]) > 0.999
    many = [f"研究{i}工会{i % 7}" for i in range(1_500)]
    whole = model.encode(many, threads=2)
    alone = np.concatenate([model.encode([text]) for text in many[::100]])
    assert np.abs(whole[::100] - alone).max() < 1e-6


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    for name in FILES[:-1]:
        shutil.copy(FOLDER / name, tmp_path / name)
    with pytest.raises(ModelMissing, match=r"folding\.npy.*make train"):
        model(tmp_path)


def test_script_width_and_case_do_not_matter(builtin: StaticModel) -> None:
    vectors = builtin.encode(["勞動合同ＡＢＣ", "劳动合同abc"])
    assert np.abs(vectors[0] - vectors[1]).max() < 1e-6


def test_translations_and_near_words_lie_close(builtin: StaticModel) -> None:
    units = builtin.meanings(np.arange(len(builtin.words)))
    nearest = np.argsort(-(units @ units[builtin.words.index("computer")]))[:21]
    assert {"电脑", "计算机"} & {builtin.words[number] for number in nearest}
    computer, school, among = (units[builtin.words.index(w)] for w in ("电脑", "学校", "computer"))
    assert among @ computer > among @ school


def test_questions_find_their_passage_across_languages(builtin: StaticModel) -> None:
    passages = [
        "这家医院今年新添了三十张病床，护士也多招了二十名。",
        "新建的铁路桥长两公里，火车过河只要一分钟。",
        "果农说，今年雨水足，苹果比去年甜，价钱也好。",
    ]
    questions = ["醫院增加了多少床位", "How long is the railway bridge?", "苹果收成怎样"]
    scores = builtin.encode(questions) @ builtin.encode(passages).T
    assert scores.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_folder_is_small_enough() -> None:
    size = sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file())
    assert size <= 24_000_000


def test_numpy_is_all_that_is_imported() -> None:
    code = (
        "import sys; from encoders import open_encoder; open_encoder().queries(['问'])\n"
        "print([m for m in ('torch', 'jieba', 'tokenizers', 'scipy', 'faiss') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_loading_and_encoding_are_quick(builtin: StaticModel) -> None:
    """Well below the measured speed: see docs/research/MODEL.md."""
    texts = ["为提升职工技能，公司举办焊接比赛，二百名工人报名，前三名获得奖金和证书。" * 2] * 4_000
    with within(0.6):
        StaticModel.load(FOLDER)
    with within(4 / 3):
        builtin.encode(texts, threads=1)


@pytest.mark.slow
def test_sentence_transformers_gives_the_same_vectors(builtin: StaticModel) -> None:
    sentence_transformers = pytest.importorskip("sentence_transformers")
    model = sentence_transformers.SentenceTransformer(
        str(FOLDER), trust_remote_code=True, device="cpu", local_files_only=True
    )
    texts = [
        "職工技能大賽",
        "工会组织劳动竞赛，劳动竞赛",
        "What does the union do?",
        "",
        "𠀀",
        "a" * 9,
    ]
    assert np.abs(model.encode(texts) - builtin.encode(texts)).max() < 1e-3


def test_the_config_says_the_sizes(builtin: StaticModel) -> None:
    config = json.loads((FOLDER / "config.json").read_text("utf-8"))
    assert builtin.dimension == config["dimension"] == builtin.encode(["问"]).shape[1]
