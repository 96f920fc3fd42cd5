"""Training of the judge of titles without a byline, models/seams/titles.json.

    python -m training.titles [--shared ../shared] [--out models/seams/titles.json]

Pages are made by the generator in ../shared/tools out of two sets of articles, and of a third of
the articles of half of them the byline is taken away: the open page articles with an even id
(figures are taken on the odd ones), and articles of other kinds of text, put together from
sections of the training text that share no 14 letters with the open page articles.  Boosted trees
then tell the lines that were titles from the subheads.  Takes ten minutes.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bench import pages as page_bench
from corpus.newspaper.headings import is_heading
from corpus.newspaper.no_byline import is_torn, signs
from corpus.newspaper.page import built_in
from corpus.newspaper.page_parts import split_page
from training.texts import read_rows, simplification

OVERLAP = 14
DIFFICULTIES = ("whole", "easy", "real", "hard")
SOURCES = {
    "kiang/www.tainan.gov.tw": 300,
    "LCTT/TranslateProject": 200,
    "aldohemsn/chinese-political-corpora": 150,
    "MicrosoftDocs/Dynamics-365-Operations.zh-cn": 50,
    "github/opensource.guide": 30,
}
"""So many articles of a source at most."""

REPORTS = "aldohemsn/chinese-political-corpora"
BRIEF = 0.35
"""The share of articles of which each paragraph is a sentence."""

LONG = 0.4
"""The share of subheads that are lengthened by another one, as papers write them."""

TREES, DEPTH, STEP = 150, 3, 0.06
_NUMBER = re.compile(r"^[（(]?[一二三四五六七八九十]+[）)、]\s*")
_SURNAMES, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明"

Row = dict[str, Any]


def other_articles(shared: Path, rng: random.Random) -> list[Row]:
    """Articles of four paragraphs or so, put together from sections of the training text."""
    simple = simplification(shared / "data/train")
    open_runs = {run for row in _open_articles(shared) for run in _runs(row)}
    groups: dict[str, dict[str, list[Row]]] = {source: {} for source in SOURCES}
    with lzma.open(shared / "data/train/zh_articles.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line.translate(simple) if '"hant"' in line else line)
            if row["source"] in groups:
                groups[row["source"]].setdefault(row["title"], []).append(row)
    chosen: list[Row] = []
    for source, most in SOURCES.items():
        candidates = list(groups[source].values())
        if source == REPORTS:
            candidates = [part for group in candidates for part in _parts(group, rng)]
        rng.shuffle(candidates)
        articles = (_article(group, source, rng) for group in candidates)
        unshared = (
            article for article in articles if article and open_runs.isdisjoint(_runs(article))
        )
        chosen += [article for article, _ in zip(unshared, range(most), strict=False)]
    return chosen


def _open_articles(shared: Path) -> Iterator[Row]:
    return read_rows(shared / "data/pages/articles.jsonl")


def _runs(article: Row) -> Iterator[str]:
    for section in article["sections"]:
        for text in section["paragraphs"]:
            yield from (text[i : i + OVERLAP] for i in range(max(1, len(text) - OVERLAP + 1)))


def _parts(report: list[Row], rng: random.Random) -> Iterator[list[Row]]:
    """A report of many sections, as articles of one to four: the first one's head is the title."""
    at = 0
    while at < len(report):
        size = rng.choice([1, 1, 1, 2, 3, 4])
        sections = [
            {**s, "heading": _NUMBER.sub("", s["heading"] or "")} for s in report[at:][:size]
        ]
        if title := sections[0]["heading"]:
            yield [{**sections[0], "title": title, "heading": None}, *sections[1:]]
        at += size


def _article(group: list[Row], source: str, rng: random.Random) -> Row | None:
    title = group[0]["title"].strip()
    paragraphs_left = rng.choice([4, 5, 6, 8, 10, 12])
    brief = rng.random() < BRIEF
    sections: list[Row] = []
    for number, row in enumerate(group if "tainan" not in source else group[:1]):
        texts = [text for text in row["paragraphs"] if 40 <= len(text) <= 900][:paragraphs_left]
        if brief:  # one paragraph or two of a sentence each, as in news in brief
            texts = [_first_sentence(text) for text in texts[: rng.choice([1, 1, 2])]]
        heading = (row["heading"] or "").strip() or None
        if number == 0 and (heading == title or "tainan" in source or rng.random() < 0.8):
            heading = None
        if texts and (heading is None or 3 <= len(heading) <= 30):
            sections.append({"heading": heading, "paragraphs": texts})
            paragraphs_left -= len(texts)
    count = sum(len(section["paragraphs"]) for section in sections)
    if not 6 <= len(title) <= 34 or count < (1 if brief else 3):
        return None
    return {
        "id": f"{rng.randrange(1 << 48):012x}",
        "title": title,
        "author": rng.choice(_SURNAMES) + rng.choice(_GIVEN) + rng.choice(["", *_GIVEN]),
        "office": "本报记者",
        "column": rng.choice(["改革", "乡村观察", "本地新闻", "科技前沿", "读者来信"]),
        "sections": sections,
    }


def with_long_subheads(articles: list[Row], rng: random.Random) -> list[Row]:
    """The articles, some of their subheads of two clauses."""
    heads = [s["heading"] for article in articles for s in article["sections"] if s["heading"]]
    return [
        {**article, "sections": [_longer(section, heads, rng) for section in article["sections"]]}
        for article in articles
    ]


def _longer(section: Row, heads: list[str], rng: random.Random) -> Row:
    if not section["heading"] or rng.random() > LONG:
        return section
    return {**section, "heading": f"{section['heading']}，{rng.choice(heads)}"[:34]}


def _first_sentence(text: str) -> str:
    sentence = re.match(r".{20,}?[。！？]", text)
    return sentence[0] if sentence else text


def lines(articles: list[Row], seed: int, pages: int) -> Iterator[tuple[dict[str, float], bool]]:
    """The short lines of made pages: their signs, and whether each is a title."""
    tool = page_bench.generator()
    for difficulty in DIFFICULTIES:
        for bylines in ("all", "third"):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                tool.make_pages(articles, page_bench.kind_of(difficulty), pages, seed, folder)
                if bylines != "all":
                    page_bench.set_bylines(folder, bylines, seed)
                for row in tool.read_jsonl(folder / "truth.jsonl"):
                    yield from _lines(folder / row["file"], row)


def _lines(path: Path, truth: Row) -> Iterator[tuple[dict[str, float], bool]]:
    normal = page_bench.generator().normalise
    titles = {normal(article["title"]) for article in truth["articles"]}
    page = split_page(path.read_text("utf-8"), is_heading)
    for stretch in page.stretches:
        for at, features in signs(stretch, is_torn(page), built_in()).items():
            piece = stretch.pieces[at]
            yield features, normal((piece.heading or piece.run).text) in titles


def fit(rows: list[tuple[dict[str, float], bool]]) -> Row:
    """The judge's file."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    names = list(rows[0][0])
    values = np.array([[float(features[name]) for name in names] for features, _ in rows])
    truth = np.array([is_title for _, is_title in rows])
    model = HistGradientBoostingClassifier(
        max_depth=DEPTH,
        max_iter=TREES,
        learning_rate=STEP,
        l2_regularization=5,
        min_samples_leaf=20,
        random_state=0,
    ).fit(values, truth)
    share = truth.mean()
    bias = float(model._baseline_prediction.ravel()[0]) - float(np.log(share / (1 - share)))
    trees = [_tree(predictor.nodes) for (predictor,) in model._predictors]
    judge = {"signs": names, "bias": round(bias, 4), "trees": trees}
    print(f"{len(rows)} lines, {int(truth.sum())} titles, {len(trees)} trees")
    return judge


def _tree(nodes: Any) -> list[Any]:
    return [
        round(float(node["value"]), 4)
        if node["is_leaf"]
        else [
            int(node["feature_idx"]),
            round(float(node["num_threshold"]), 4),
            int(node["left"]),
            int(node["right"]),
        ]
        for node in nodes
    ]


def main() -> None:
    root = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=root.parent / "shared")
    parser.add_argument("--out", type=Path, default=root / "models" / "seams" / "titles.json")
    parser.add_argument("--pages", type=int, default=40)
    options = parser.parse_args()
    page_bench.SHARED = options.shared
    even = [row for row in _open_articles(options.shared) if int(row["id"], 16) % 2 == 0]
    others = other_articles(options.shared, random.Random(7))
    rng = random.Random(8)
    rows = [
        line
        for articles, seeds in ((even, (5, 101, 102)), (others, (1, 2, 3)))
        for seed in seeds
        for line in lines(with_long_subheads(articles, rng), seed, options.pages)
    ]
    text = json.dumps(fit(rows), ensure_ascii=False, separators=(",", ":"))
    options.out.write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
