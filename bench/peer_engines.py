"""The peers of `bench/peers.py`, each as one class: texts and vectors in, rows out.

It imports nothing of this project, for peers run in an environment of their own; the class that
measures Wenbao itself imports it when it is made.  Texts, vectors and questions are the same for
all: what is compared is the engine, not the encoder.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

BATCH = 2000


class Peer(Protocol):
    """One engine over one folder."""

    def build(self, texts: Sequence[str], vectors: Any) -> None: ...

    def add(self, text: str, vector: Any) -> None:
        """One more, so that the next question finds it, also after the process has died."""
        ...

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        """The ten best."""
        ...


def cut(text: str) -> list[str]:
    """Chinese words: engines that part words by white space find nothing else."""
    import jieba

    return [word for word in jieba.cut_for_search(text) if word.strip()]


class Chroma:
    """Vectors only; its search by words is a filter, not a ranking."""

    def __init__(self, folder: Path) -> None:
        import chromadb

        settings = chromadb.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(path=str(folder), settings=settings)
        self._rows = client.create_collection(
            "rows", metadata={"hnsw:space": "ip"}, embedding_function=None
        )

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        for at in range(0, len(texts), BATCH):
            batch = texts[at : at + BATCH]
            ids = [str(at + number) for number in range(len(batch))]
            self._rows.add(ids=ids, embeddings=vectors[at : at + BATCH], documents=list(batch))

    def add(self, text: str, vector: Any) -> None:
        self._rows.add(ids=["one more"], embeddings=vector[None], documents=[text])

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        documents = self._rows.query(query_embeddings=vector[None], n_results=10)["documents"]
        return list(documents[0])


class Lance:
    """Vectors compared one by one, words by its BM25 over words that jieba cut, both fused."""

    def __init__(self, folder: Path) -> None:
        import lancedb

        self._db = lancedb.connect(folder)

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        def rows(first: int) -> list[dict[str, Any]]:
            pairs = zip(texts[first : first + BATCH], vectors[first : first + BATCH], strict=True)
            return [self._row(text, vector) for text, vector in pairs]

        self._rows = self._db.create_table("rows", rows(0))
        for at in range(BATCH, len(texts), BATCH):
            self._rows.add(rows(at))
        self._rows.create_fts_index("words", base_tokenizer="whitespace")

    def add(self, text: str, vector: Any) -> None:
        self._rows.add([self._row(text, vector)])

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        search = self._rows.search(query_type="hybrid", fts_columns="words")
        rows = search.vector(vector).text(" ".join(cut(question))).limit(10).to_list()
        return [row["text"] for row in rows]

    @staticmethod
    def _row(text: str, vector: Any) -> dict[str, Any]:
        return {"text": text, "words": " ".join(cut(text)), "vector": vector}


class Txtai:
    """Vectors (HNSW or FAISS, as it chooses) and its BM25 over words that jieba cut."""

    def __init__(self, folder: Path) -> None:
        from txtai import Embeddings

        self._folder = folder / "rows"
        self._vectors: dict[str, Any] = {}
        # A function: txtai calls anything else without texts first, to make one.
        transform = lambda texts: self._of(texts)  # noqa: E731
        self._rows = Embeddings(method="external", transform=transform, content=True, hybrid=True)

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        self._vectors.update(zip(map(_spaced, texts), vectors, strict=True))
        self._rows.index([(number, _spaced(text), None) for number, text in enumerate(texts)])
        self._rows.save(str(self._folder))

    def add(self, text: str, vector: Any) -> None:
        self._vectors[_spaced(text)] = vector
        self._rows.upsert([("one more", _spaced(text), None)])
        self._rows.save(str(self._folder))

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        self._vectors[_spaced(question)] = vector
        return list(self._rows.search(_spaced(question), 10))

    def _of(self, texts: Sequence[str]) -> Any:
        return np.array([self._vectors[text] for text in texts], np.float32)


def _spaced(text: str) -> str:
    return " ".join(cut(text))


class Raw:
    """FAISS compares all vectors, bm25s all words that jieba cut; ranks are added up (RRF).  No
    texts are kept, and bm25s has no way to add: it is built anew."""

    def __init__(self, folder: Path) -> None:
        import bm25s
        import faiss

        self._folder = folder
        self._faiss, self._bm25s = faiss, bm25s
        self._words: list[list[str]] = []

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        self._words = [cut(text) for text in texts]
        self._vectors = self._faiss.IndexFlatIP(vectors.shape[1])
        self._vectors.add(np.ascontiguousarray(vectors))
        self._save()

    def add(self, text: str, vector: Any) -> None:
        self._words.append(cut(text))
        self._vectors.add(np.ascontiguousarray(vector[None]))
        self._save()

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        _, by_vectors = self._vectors.search(np.ascontiguousarray(vector[None]), 30)
        by_words, _ = self._bm25.retrieve([cut(question)], k=30, show_progress=False)
        ranks: dict[int, float] = {}
        for leg in (by_vectors[0], by_words[0]):
            for rank, row in enumerate(leg.tolist()):
                ranks[row] = ranks.get(row, 0) + 1 / (60 + rank)
        return sorted(ranks, key=lambda row: -ranks[row])[:10]

    def _save(self) -> None:
        self._bm25 = self._bm25s.BM25()
        self._bm25.index(self._words, show_progress=False)
        self._bm25.save(str(self._folder / "bm25s"))
        self._faiss.write_index(self._vectors, str(self._folder / "vectors.faiss"))


class GivenVectors:
    """An encoder that has the vectors already."""

    name = "given"
    revision = "given-1"
    bag_of_words = True

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self.known: dict[str, Any] = {}

    def queries(self, texts: Sequence[str]) -> Any:
        return np.array([self.known[text] for text in texts], np.float32)

    def passages(self, texts: Sequence[str]) -> Any:
        """Zero for a text that nobody gave: the index asks where the vectors lie."""
        none = np.zeros(self.dimension, np.float32)
        return np.array([self.known.get(text.rpartition("\n")[2], none) for text in texts])


class Wenbao:
    """Both legs and the ranker; texts are kept with their source.  A paragraph is an article."""

    def __init__(self, folder: Path) -> None:
        self._files, self._index = folder / "texts", folder / "index"
        self._files.mkdir()

    def build(self, texts: Sequence[str], vectors: Any) -> None:
        import index

        self._encoder = GivenVectors(vectors.shape[1])
        self._encoder.known.update(zip(texts, vectors, strict=True))
        index.build([self._written("all", texts)], self._index, encoder=self._encoder)
        self._store = index.open_index(self._index, encoder=self._encoder)

    def add(self, text: str, vector: Any) -> None:
        import index

        self._encoder.known[text] = vector
        index.add([self._written("one", [text])], self._index, encoder=self._encoder)
        self._store = index.open_index(self._index, encoder=self._encoder)

    def ask(self, question: str, vector: Any) -> Sequence[Any]:
        from language.fold import fold
        from qa import retrieve
        from qa.query import content

        self._encoder.known[content(fold(question))] = vector
        return retrieve(question, k=10, index=self._store)

    def _written(self, name: str, texts: Sequence[str]) -> Path:
        path = self._files / f"{name}.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts):
                row = {"title": f"{name} {number}", "paragraphs": [text]}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return path


PEERS: dict[str, Callable[[Path], Peer]] = {
    "wenbao": Wenbao,
    "txtai": Txtai,
    "chroma": Chroma,
    "lancedb": Lance,
    "bm25s + faiss": Raw,
}


def measured(peer: Peer, folder: Path, inputs: Path) -> dict[str, float]:
    """Seconds and milliseconds by the clock and of the processor, most memory, disk."""
    texts = json.loads((inputs / "texts.json").read_text("utf-8"))
    questions = json.loads((inputs / "questions.json").read_text("utf-8"))
    vectors, question_vectors = np.load(inputs / "vectors.npy"), np.load(inputs / "asked.npy")
    figures: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> None:
        began, used = time.perf_counter(), processor_seconds()
        work()
        figures[f"{name}, CPU s"] = round(processor_seconds() - used, 2)
        figures[f"{name}, s"] = round(time.perf_counter() - began, 2)

    timed("build", lambda: peer.build(texts[:-1], vectors[:-1]))
    timed("add one", lambda: peer.add(texts[-1], vectors[-1]))
    clock, processor = [], []  # milliseconds of each question
    for round_ in range(4):
        for question, vector in zip(questions, question_vectors, strict=True):
            began, spent = time.perf_counter(), time.process_time()
            rows = peer.ask(question, vector)
            if round_:  # the first warms up
                clock.append((time.perf_counter() - began) * 1000)
                processor.append((time.process_time() - spent) * 1000)
            assert len(rows) == 10, f"{len(rows)} rows for {question}"
    figures["ask, p50 CPU ms"] = round(statistics.median(processor), 2)
    figures["ask, p50 ms"] = round(statistics.median(clock), 2)
    figures["peak MB"] = peak_megabytes()
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".jsonl"]
    sizes = {path.stat().st_ino: path.stat().st_size for path in files}  # links count once
    figures["disk MB"] = round(sum(sizes.values()) / 1e6, 1)
    return figures


def processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def peak_megabytes() -> int:
    peak = sum(usage.ru_maxrss for usage in _usages())
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))


def _usages() -> list[resource.struct_rusage]:
    return [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]


def main() -> None:
    """`peer_engines.py NAME FOLDER GIVEN`: one JSON line."""
    name, folder, inputs = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        peer = PEERS[name](folder)
    except ImportError as error:
        print(json.dumps({"skipped": f"not installed: {error}"}))
        return
    print(json.dumps(measured(peer, folder, inputs)))


if __name__ == "__main__":
    main()
