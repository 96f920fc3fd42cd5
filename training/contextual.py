"""`python -m training.contextual`: the default encoder and the reader, into `models/builtin`.

Steps, each left out where its file is in the work folder: the base model is unpacked and pruned to
the tokens that Chinese and English need; examples are made (`reader.npz`, `cloze.npz`,
`pairs.npz`); trunk, encoder and reader are trained together (`training.joint`); all three are
exported.  Making the examples takes half an hour on two cores, training minutes on a GPU and days
without one.  What then depends on it is fitted by `python -m training.ranker` and
`python -m training.answers`.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Callable, Container, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from tqdm import tqdm

import console
from corpus.records import Article
from index import build, open_index, search_text
from qa.records import Hit
from training import base_model, cloze, people, translations
from training.examples import Pair, Pairs, Windows, pairs_of, windows_of
from training.people import KEPT, with_sentences
from training.questions import Question, read_passage_questions, read_rewrites
from training.reader_data import (
    Group,
    Judged,
    group,
    group_cut,
    group_without,
    hits_for,
    holds_answer,
    open_set,
)
from training.texts import read_rows, simplification
from training.twins import exchanged_groups, paired, twin_groups

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
SETS = ("cmrc2018_trial", "drcd_test")
"""The open sets that the reader is trained on, in part."""
LEARNT = Path(__file__).resolve().parent / "data" / "reader_open.json"
"""The ids of those questions."""
OUT, CUT = 0.3, 0.3
"""The share of people's questions that are read once more without their gold articles, and of all
questions with the answering sentence cut out of them."""
OUT_OPEN = 0.8
"""The same share of the open sets' questions: half of the passages out is one of their aims."""
EXCHANGED = 12_000
"""How many questions at most are read once more with one thing of them exchanged."""
CLOZE: dict[str, int] = {
    "kiang/www.tainan.gov.tw": 16_000,
    "LCTT/TranslateProject": 8_000,
    "LawRefBook/Laws": 3_000,
    "kong0107/ey-gazette-data": 2_000,
    "aldohemsn/chinese-political-corpora": 400,
}
"""How many articles of each source are asked by clozes."""
MANY = ("list", "compare")
"""Kinds of questions of which nothing is exchanged: they have several answers."""
TITLES = 12_000
"""How many titles ask for the passage under them."""
SEED = 5


def base(train: Path, work: Path) -> Any:
    """The pruned network of the base model, with its tokenizer in the work folder."""
    from transformers import BertModel

    folder = work / "base"
    if not folder.is_dir():
        unpruned = base_model.read(base_model.locate())
        keep = base_model.needed_pieces(unpruned.vocabulary, base_model.texts(train))
        pruned = unpruned.pruned(keep)
        print(
            f"tokens: {len(unpruned.vocabulary.pieces)}, of which {len(keep)} kept", file=sys.stderr
        )
        pruned.vocabulary.tokenizer().save(str(work / "tokenizer.json"))
        pruned.network().save_pretrained(folder)
    return BertModel.from_pretrained(folder, add_pooling_layer=False)


# -- the open sets --------------------------------------------------------------------------------


def part(name: str, evaluation: Path, *, rest: bool = False) -> list[Judged]:
    """The questions of an open set that the reader is trained on, or those that it is not."""
    learnt = set(json.loads(LEARNT.read_text("utf-8"))[name])
    questions = open_set(evaluation / f"{name}.queries.jsonl", name)
    return [question for question in questions if (question.id in learnt) != rest]


def passages(name: str, evaluation: Path, table: dict[int, str]) -> dict[str, dict[str, str]]:
    """The passages of an open set by id, every other one in simplified script."""
    by_id = {}
    for number, row in enumerate(read_rows(evaluation / f"{name}.passages.jsonl")):
        if number % 2 == 0:
            row |= {key: row[key].translate(table) for key in ("title", "text")}
        by_id[row["id"]] = row
    return by_id


def simplified(question: Judged, table: dict[int, str]) -> Judged:
    answers = tuple(answer.translate(table) for answer in question.answers)
    return replace(question, text=question.text.translate(table), answers=answers)


def open_questions(name: str, evaluation: Path, table: dict[int, str]) -> list[Judged]:
    """The learnt questions in the script of their passages, and those that we wrote about them."""
    rows = passages(name, evaluation, table)
    even = {key for number, key in enumerate(rows) if number % 2 == 0}
    learnt = [
        simplified(question, table) if question.gold[0] in even else question
        for question in part(name, evaluation)
    ]
    _, held_out = people.kept_twins()
    about_these = [q for q in read_passage_questions() if people.about(q) in rows]
    return learnt + with_sentences(without_twins(about_these, held_out), {})


def without_twins(questions: Iterable[Question], held_out: Container[str]) -> list[Question]:
    """The questions but for twins about what is held out."""
    return [q for q in questions if q.pair is None or people.about(q) not in held_out]


def open_folder(name: str, evaluation: Path, work: Path, table: dict[int, str]) -> Path:
    """The index of the set's passages below `work`, built if it is not there."""
    folder = work / name
    if not (folder / "CURRENT").is_file():
        source = work / f"{name}.jsonl"
        rows = passages(name, evaluation, table).values()
        source.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows), "utf-8")
        build([source], folder, encoder="static")
    return folder


# -- the examples ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QuestionExamples:
    """What a question gives: the reader's groups, and a pair of the encoder with its texts."""

    groups: tuple[Group, ...]
    pair: Pair | None
    texts: dict[str, str]


@lru_cache(maxsize=4)
def _opened(folder: Path) -> Any:
    return open_index(folder)


@lru_cache(maxsize=1)
def _tokenizer(work: Path) -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(work / "tokenizer.json"))


def _question_examples(
    folder: Path, questions: Sequence[Judged], seed: int, out: float
) -> list[QuestionExamples]:
    store, tokenizer, chance = _opened(folder), _tokenizer(folder.parent), random.Random(seed)
    examples = []
    for question in questions:
        hits = hits_for(question, store)
        groups = [group(question, hits, store, tokenizer, chance)]
        if question.gold and chance.random() < out:
            groups.append(group_without(question, hits, tokenizer))
        if question.gold and chance.random() < CUT:
            groups.append(group_cut(question, store, tokenizer))
        pair, texts = _pair(question, hits, store) if question.gold else (None, {})
        examples.append(QuestionExamples(tuple(filter(None, groups)), pair, texts))
    return examples


def _pair(question: Judged, hits: Sequence[Hit], store: Any) -> tuple[Pair | None, dict[str, str]]:
    """The question with the first paragraph that answers it, and others that came up for it."""
    article = store.article(question.gold[0])
    if article is None:
        return None, {}
    numbers = (
        question.paragraphs[0] if question.paragraphs else range(1, len(article.paragraphs) + 1)
    )
    answering = [n for n in numbers if holds_answer(question, article.paragraphs[n - 1].text)]
    if not answering:
        return None, {}
    positive, text = _embedded(article, answering[0])
    texts = {positive: text}
    for hit in hits:
        gold = hit.article_id in question.gold or holds_answer(question, hit.text)
        if not gold and len(texts) < 3:
            key, text = _embedded(store.article(hit.article_id), hit.paragraph)
            texts[key] = text
    return Pair(question.kind, question.text, positive, tuple(texts)[1:]), texts


def _embedded(article: Article, paragraph: int) -> tuple[str, str]:
    """The key of a paragraph and its text as it is embedded."""
    text = search_text.embedded(article, article.paragraphs[paragraph - 1])
    return f"{article.id}#{paragraph}", text


def ask(
    folder: Path, questions: Sequence[Judged], name: str, out: float = OUT
) -> list[QuestionExamples]:
    """What the questions give, read with the index of a folder, on all cores.  out: see `OUT`."""
    parts = [questions[at : at + 200] for at in range(0, len(questions), 200)]
    with ProcessPoolExecutor() as pool:
        jobs = [
            pool.submit(_question_examples, folder, part, SEED + n, out)
            for n, part in enumerate(parts)
        ]
        bar = tqdm(jobs, desc=name, file=sys.stderr)
        return [example for job in bar for example in job.result()]


def examples(train: Path, evaluation: Path, work: Path) -> None:
    """Writes `reader.npz` and `pairs.npz`; none of a sitting that is kept from training."""
    table = simplification(train)
    held_out, _ = people.kept_twins()
    questions = without_twins(people.judged(without=KEPT), held_out)
    texts = people.articles(train)
    with_rewrites = [*questions, *read_rewrites(questions)]
    people.index(train, work / "people", "static")
    collected = ask(work / "people", with_sentences(with_rewrites, texts), "people")
    sources = [(work / "people", with_sentences(with_rewrites, texts))]
    twins = paired(questions)
    groups = list(twin_groups(twins, _opened(work / "people"), _tokenizer(work)))
    for name in SETS:
        folder = open_folder(name, evaluation, work, table)
        own = open_questions(name, evaluation, table)
        collected += ask(folder, own, name, OUT_OPEN)
        sources.append((folder, own))
        ids = {question.id for question in own}
        twins = paired(q for q in read_passage_questions() if q.id in ids)
        groups += twin_groups(twins, _opened(folder), _tokenizer(work))
    groups += exchanged(sources, table, work)
    own_groups = [group for question in collected for group in question.groups]
    windows_of([*own_groups, *groups]).save(work / "reader.npz")
    pairs = [question.pair for question in collected if question.pair]
    passage_texts = {key: text for question in collected for key, text in question.texts.items()}
    chance = random.Random(SEED)
    made_pairs, made_texts = translations.pairs(train, table, chance)
    for origin, number in CLOZE.items():
        for n, (title, paragraphs) in enumerate(_articles(train, origin, number, table)):
            if n < TITLES * number // sum(CLOZE.values()) and len(title) > 5:
                key = f"{origin}-{n}"
                made_texts[key] = chance.choice(paragraphs)
                made_pairs.append(Pair("title", title, key))
    arrays = pairs_of(_tokenizer(work), [*pairs, *made_pairs], passage_texts | made_texts)
    arrays.save(work / "pairs.npz")


def exchanged(
    sources: Sequence[tuple[Path, Sequence[Judged]]], table: dict[int, str], work: Path
) -> list[Group]:
    """Groups of questions with one thing exchanged.  They are held against the reader that lies in
    models/builtin, which is the one trained before this."""
    from encoders.contextual import model

    chance = random.Random(SEED)
    candidates = [(f, q) for f, own in sources for q in own if q.gold and q.kind not in MANY]
    chosen = set(chance.sample(range(len(candidates)), min(EXCHANGED, len(candidates))))
    groups: list[Group] = []
    for folder, _ in sources:
        own = [q for n, (f, q) in enumerate(candidates) if n in chosen and f == folder]
        groups += exchanged_groups(
            tqdm(own, desc="exchanged", file=sys.stderr), _opened(folder), _tokenizer(work),
            table, chance, model().read,
        )  # fmt: skip
    return groups


def _articles(
    train: Path, source: str, number: int, table: dict[int, str]
) -> list[tuple[str, list[str]]]:
    """Title and paragraphs of some articles of a source, most of them in simplified script."""
    chance, candidates = random.Random(SEED), []
    for row in read_rows(train / "zh_articles.jsonl.xz"):
        if row["source"] == source and 150 < sum(map(len, row["paragraphs"])) < 3000:
            candidates.append((row["title"], row["paragraphs"]))
    sampled = chance.sample(candidates, min(number, len(candidates)))
    return [
        (title.translate(table), [text.translate(table) for text in paragraphs])
        if chance.random() < 0.7
        else (title, paragraphs)
        for title, paragraphs in sampled
    ]


def _clozes(train: Path, work: Path, source: str, number: int) -> list[Group]:
    rows = _articles(train, source, number, simplification(train))
    return list(cloze.cloze_groups(rows, _tokenizer(work), random.Random(SEED)))


def clozes(train: Path, work: Path) -> None:
    """Writes `cloze.npz`."""
    with ProcessPoolExecutor() as pool:
        jobs = [
            pool.submit(_clozes, train, work, source, number) for source, number in CLOZE.items()
        ]
        groups = [
            group for job in tqdm(jobs, desc="clozes", file=sys.stderr) for group in job.result()
        ]
    windows_of(groups).save(work / "cloze.npz")


# -- all of it ------------------------------------------------------------------------------------

STEPS: tuple[tuple[str, Callable[[Path, Path, Path], None]], ...] = (
    ("cloze.npz", lambda train, _, work: clozes(train, work)),
    ("reader.npz", examples),
)
"""A file of the work folder, and what makes it of the training data and the open sets."""


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0; 1 with a message where something is missing."""
    parser = console.Parser(prog="python -m training.contextual", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--train", type=Path, default=SHARED / "train")
    parser.add_argument("--evaluation", type=Path, default=SHARED / "eval")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "contextual")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "builtin")
    parser.add_argument("--only", choices=("examples",), help="make the examples, train nothing")
    options = parser.parse_args(arguments)
    try:
        options.work.mkdir(parents=True, exist_ok=True)
        base(options.train, options.work)
        for name, make in STEPS:
            if not (options.work / name).is_file():
                make(options.train, options.evaluation, options.work)
        if options.only is None:
            train(options.train, options.work, options.out)
    except (FileNotFoundError, ValueError, ImportError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    return 0


def train(data: Path, work: Path, out: Path) -> None:
    """Trains the networks on the examples, unless that is done, and exports them."""
    from training import joint
    from training.network import export

    network = base(data, work)
    if not (work / joint.WEIGHTS).is_file():
        joint.train(
            network, Windows.load(work / "reader.npz"), Windows.load(work / "cloze.npz"),
            Pairs.load(work / "pairs.npz"), work / joint.WEIGHTS,
        )  # fmt: skip
    networks = joint.load(network, work / joint.WEIGHTS)
    out.mkdir(parents=True, exist_ok=True)
    (out / "tokenizer.json").write_bytes((work / "tokenizer.json").read_bytes())
    export(networks.trunk, "input_ids", "hidden", out / "trunk.onnx", (0, 1))
    export(networks.encoder, "hidden", "vectors", out / "encoder.onnx")
    export(networks.reader, "hidden", "scores", out / "reader.onnx", (0, 1))


if __name__ == "__main__":
    sys.exit(console.run(main))
