"""Paragraphs and questions that costs are measured with (`bench/growth.py`, `bench/peers.py`).

The paragraphs are those of ../shared/data/train where that is, else sentences of the bundled
articles in random order.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import bundled, read_articles
from training.texts import read_rows

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT.parent / "shared" / "data" / "train" / "zh_articles.jsonl.xz"
QUESTIONS = [
    "川维化工如何激发创新",
    "工伤保险费由谁缴纳",
    "试用期最长可以约定几个月",
    "職業學校的學生實習有什麼規定",
    "How long may a probation period last?",
    "高新技术企业税收优惠",
    "农民工工资保证金",
    "水污染防治的监督管理部门",
]


def articles() -> Iterator[dict[str, Any]]:
    """Rows of JSON Lines, as many as are asked for."""
    if TRAINING.is_file():
        for row in read_rows(TRAINING):
            heading, texts = row["heading"], row["paragraphs"]
            paragraphs = [{"heading": heading, "text": text} for text in texts]
            yield {"title": row["title"], "paragraphs": paragraphs}
        return
    texts = [part.text for article in read_articles([bundled()]) for part in article.paragraphs]
    chance = random.Random(3)
    while True:
        title, paragraphs = chance.choice(texts)[:12], chance.sample(texts, 8)
        yield {"title": title, "paragraphs": [{"text": text} for text in paragraphs]}


def write(path: Path, paragraphs: int) -> None:
    """A .jsonl file of about so many paragraphs."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in articles():
            if count >= paragraphs:
                break
            count += len(row["paragraphs"])
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
