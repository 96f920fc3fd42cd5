"""Imports point one way, and each heavy library lives behind one file."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from sources import FOR_SENTENCE_TRANSFORMERS, LAYERS, ROOT, files, nodes, tree

# Which files may import a heavy library (lazily or not).
HOMES = {
    "jieba": {"language/words.py"},
    "opencc": {"language/fold.py"},
    "faiss": {"index/local/vector_index.py"},
    "sentence_transformers": {"encoders/sentence_transformers.py", *FOR_SENTENCE_TRANSFORMERS},
    "torch": {"encoders/sentence_transformers.py", *FOR_SENTENCE_TRANSFORMERS},
    "onnxruntime": {"models/builtin/contextual_model.py"},
    "tokenizers": {"models/builtin/contextual_model.py"},
    "pymilvus": {"index/milvus/connection.py"},
    "milvus_lite": {"index/milvus/connection.py"},
    "sqlite3": {"index/local/document_store.py"},
    "pypdfium2": {
        "corpus/readers/pdf_worker.py",  # text
        "corpus/readers/ocr_worker.py",  # pixels, to be read
        "corpus/readers/picture_worker.py",  # and to be looked at
    },
    "rapidocr": {"corpus/readers/ocr_worker.py"},
    "PIL": {"corpus/readers/ocr_worker.py", "corpus/readers/picture_worker.py"},
    "docx": set(),  # python-docx makes the documents of the tests
    "lxml": {"corpus/readers/html.py"},
    "readability": {"corpus/readers/readable.py"},
    "defusedxml": {"corpus/readers/office_package.py"},
    "charset_normalizer": {"corpus/encodings.py"},
    "httpx": {"qa/llm/client.py"},
    "langchain_core": {"integrations/langchain.py"},
    "llama_index": {"integrations/llamaindex.py"},
    "haystack": {"integrations/haystack.py"},
}


def is_of_a_model(path: Path) -> bool:
    return path.relative_to(ROOT).parts[0] == "models"


def test_a_model_folder_needs_nothing_of_the_project() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in filter(is_of_a_model, files())
        for name in imports(path) & set(LAYERS)
    ]
    assert not wrong


@cache
def imports(path: Path) -> set[str]:
    """The top-level names of all that a file imports, also inside functions."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_there_is_something_to_check() -> None:
    layers = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in files()}
    assert layers == set(LAYERS)


def test_imports_point_one_way() -> None:
    wrong = []
    for path in files():
        layer = path.relative_to(ROOT).parts[0].removesuffix(".py")
        above = set(LAYERS[LAYERS.index(layer) + 1 :]) | {"training", "bench", "checks", "tests"}
        wrong += [f"{path.relative_to(ROOT)} imports {name}" for name in imports(path) & above]
    assert not wrong


def test_no_relative_imports_but_within_a_model_folder_which_is_copied_whole() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for path in files()
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.level and not is_of_a_model(path)
    ]
    assert not wrong


def test_each_heavy_library_lives_behind_one_file() -> None:
    wrong = []
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        for library in imports(path) & set(HOMES):
            if name not in HOMES[library]:
                wrong.append(f"{name} imports {library}; its home is {sorted(HOMES[library])}")
        if "gradio" in imports(path) and not name.startswith("web/"):
            wrong.append(f"{name} imports gradio; its home is web/")
    assert not wrong


def test_no_constant_is_set_twice() -> None:
    """Of two values of one name the first is lost, and nobody is told."""
    wrong = []
    for path in files():
        seen: set[str] = set()
        for node in tree(path).body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            for name in (target.id for target in targets if isinstance(target, ast.Name)):
                wrong += [f"{path.relative_to(ROOT)}: {name}"] * (name in seen)
                seen.add(name)
    assert not wrong
