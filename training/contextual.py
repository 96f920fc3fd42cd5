"""`python -m training.contextual`: the default encoder and the reader, into `models/builtin`.

Steps, each left out where its file is in the work folder: the base model is unpacked and pruned to
the tokens that Chinese and English need; trunk and encoder are exported; the reader's examples are
made; the reader is trained and exported.  On two cores without AVX-512 that is two hours; torch
uses a GPU where there is one.  What then depends on it is fitted by `python -m training.ranker` and
`python -m training.answers`.
"""

from __future__ import annotations

import argparse
import copy
import json
import pickle
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import console
from index.store import Store
from training import base_model
from training.people import CALIBRATION, TESTING, articles, index, judged, with_sentences
from training.reader_data import Group, Judged, group, group_without, open_set

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
SETS = ("cmrc2018_trial", "drcd_test")
"""The open sets that the reader is trained on, in part."""
LEARNT = Path(__file__).resolve().parent / "data" / "reader_open.json"
"""The ids of those questions."""
OUT = {"people": 0.35, "cmrc2018_trial": 0.25, "drcd_test": 0.25}
"""The share of the questions that are read once more without their gold articles."""
MINUTES = 110.0
SEED = 5


def base(train: Path, work: Path) -> Any:
    """The pruned network of the base model, with its tokenizer in the work folder."""
    from transformers import BertModel

    folder = work / "base"
    if not folder.is_dir():
        whole = base_model.read(base_model.locate())
        keep = base_model.kept(whole.vocabulary, base_model.texts(train))
        pruned = whole.pruned(keep)
        print(f"tokens: {len(whole.vocabulary.pieces)}, of which {len(keep)} kept", file=sys.stderr)
        pruned.vocabulary.tokenizer().save(str(work / "tokenizer.json"))
        pruned.network().save_pretrained(folder)
    return BertModel.from_pretrained(
        folder, add_pooling_layer=False, attn_implementation="eager"
    ).eval()


def examples(train: Path, evaluation: Path, work: Path) -> list[Group]:
    """The training groups of the reader; none of a sitting that is kept from it."""
    path = work / "groups.pickle"
    if path.is_file():
        found: list[Group] = pickle.loads(path.read_bytes())
        return found
    found = list(_groups(train, evaluation, work))
    path.write_bytes(pickle.dumps(found))
    return found


def _groups(train: Path, evaluation: Path, work: Path) -> Iterator[Group]:
    from encoders.contextual_model import ContextualModel
    from index import build, open_index

    tokenizer, chance = ContextualModel(work / "model").tokenizer, random.Random(SEED)

    def both(one: Judged, store: Store, share: float) -> Iterator[Group]:
        if found := group(one, store, tokenizer, chance):
            yield found
        out = one.gold and chance.random() < share
        if out and (found := group_without(one, store, tokenizer)):
            yield found

    store = index(train, work / "people", "static")
    people = judged(without=(*CALIBRATION, *TESTING))
    for one in with_sentences(people, articles(train)):
        yield from both(one, store, OUT["people"])
    for name in SETS:
        folder = work / name
        if not folder.is_dir():
            build([evaluation / f"{name}.passages.jsonl"], folder, encoder="static")
        store = open_index(folder)
        for one in part(name, evaluation):
            yield from both(one, store, OUT[name])


def part(name: str, evaluation: Path, *, rest: bool = False) -> list[Judged]:
    """The questions of an open set that the reader is trained on, or those that it is not."""
    chosen = set(json.loads(LEARNT.read_text("utf-8"))[name])
    every = open_set(evaluation / f"{name}.queries.jsonl", name)
    return [one for one in every if (one.id in chosen) != rest]


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0; 1 with a message where something is missing."""
    parser = console.Parser(prog="python -m training.contextual", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--train", type=Path, default=SHARED / "train")
    parser.add_argument("--evaluation", type=Path, default=SHARED / "eval")
    parser.add_argument("--work", type=Path, default=ROOT / "var" / "contextual")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "builtin")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of the reader's training")
    given = parser.parse_args(arguments)
    try:
        run(given.train, given.evaluation, given.work, given.out, given.minutes)
    except (FileNotFoundError, ValueError, ImportError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 1
    return 0


def run(train: Path, evaluation: Path, work: Path, out: Path, minutes: float) -> None:
    import torch

    from training.network import MeanEncoder, TokenReader, Trunk, export
    from training.reader import prepared, train_reader

    for folder in (work / "model", out):
        folder.mkdir(parents=True, exist_ok=True)
    network = base(train, work)
    tokenizer = (work / "tokenizer.json").read_bytes()
    for folder in (work / "model", out):
        (folder / "tokenizer.json").write_bytes(tokenizer)
    export(Trunk(network), "input_ids", "hidden", out / "trunk.onnx", (0, 1))
    export(MeanEncoder(network), "hidden", "vectors", out / "encoder.onnx")
    (work / "model" / "trunk.onnx").write_bytes((out / "trunk.onnx").read_bytes())
    groups = examples(train, evaluation, work)
    reader = TokenReader(copy.deepcopy(network))
    weights = work / "reader.pt"
    if not weights.is_file():
        train_reader(reader, groups, prepared(network, groups), minutes, weights)
    reader.load_state_dict(torch.load(weights))
    export(reader, "hidden", "scores", out / "reader.onnx", (0, 1))


if __name__ == "__main__":
    sys.exit(console.run(main))
