"""Translation pairs: an English sentence asks for the passage that holds its translation."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

from training.translations import pairs


def test_each_question_belongs_to_a_passage_with_its_translation(tmp_path: Path) -> None:
    rows = [
        {
            "source": "x/NTREX y",
            "en": f"The ferry leaves at {n} in the morning.",
            "zh": f"{n}點開船。",
        }
        for n in range(30)
    ] + [{"source": "other", "en": "This source is not used at all.", "zh": "不用。"}]
    with lzma.open(tmp_path / "en_zh_pairs.jsonl.xz", "wt", encoding="utf-8") as out:
        out.write("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    found, texts = pairs(tmp_path, str.maketrans("點開", "点开"), random.Random(3))
    translated = {row["en"]: row["zh"] for row in rows}
    assert 10 < len(found) <= 30 and len({one.question for one in found}) == len(found)
    scripts = set()
    for one in found:
        text, chinese = texts[one.positive], translated[one.question]
        assert chinese in text or chinese.translate(str.maketrans("點開", "点开")) in text
        scripts.add("點" in text)
    assert scripts == {True, False}  # half of the passages are in simplified script
