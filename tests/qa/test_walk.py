"""The walk of a question through `ask`: how often who follows it enters another file of qa/."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from index import build, open_index
from qa import ask

QA = Path(__file__).resolve().parents[2] / "qa"
STAYS, RETURNS = 24, 3
"""At most so many calls lead into another file, and so many of them into one that was left.  Three
more of the first since a stranger to the code looked for the parsing of a query and for short
answers under their names, and since the query knows who is asked for, and two more since an answer
looks for what amends it and for the rest of a list: each has its own file."""


def fields() -> set[str]:
    """The names of the properties in qa/: who reads a field goes nowhere."""
    return {
        node.name
        for path in QA.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef)
        and any("property" in ast.unparse(one) for one in node.decorator_list)
    }


@pytest.mark.slow
def test_the_walk_of_a_question_is_short(tmp_path: Path) -> None:
    (tmp_path / "渡口.md").write_text("# 渡口\n\n渡口每天开船六班，末班是晚上九点。\n", "utf-8")
    build([tmp_path / "渡口.md"], tmp_path / "index", encoder="static")
    store = open_index(tmp_path / "index")
    ask("渡口在哪里", index=store)  # what is loaded once a process is no part of the walk
    properties, calls = fields(), set()

    def seen(frame: FrameType, event: str, _: Any) -> None:
        file = frame.f_code.co_filename
        if event != "call" or not file.startswith(str(QA)) or frame.f_code.co_name in properties:
            return
        caller = frame.f_back
        while caller and not caller.f_code.co_filename.startswith(str(QA)):
            caller = caller.f_back  # a library, or a layer below, that calls back
        if caller and caller.f_code.co_filename != file:
            calls.add((caller.f_code.co_filename, caller.f_lineno, file))

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        answer = ask("渡口每天开船几班？", index=store)
    finally:
        sys.setprofile(before)
    assert answer.hits
    files = {file for _, _, file in calls}
    assert 9 < len(calls) <= STAYS
    assert len(calls) - len(files) <= RETURNS
