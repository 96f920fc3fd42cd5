"""Gradio is imported without writing stubs, and is whole."""

from __future__ import annotations

import subprocess
import sys

import pytest
from web_fixtures import ROOT

SCRIPT = """
import inspect
from pathlib import Path
from web.gradio_import import import_without_stubs
before = inspect.getfile
read = []
own = Path.read_text
Path.read_text = lambda self, *a, **k: read.append(self.name) or own(self, *a, **k)
import_without_stubs()
import gradio as gr
assert not [name for name in read if name.endswith((".py", ".pyi"))], read
assert inspect.getfile is before, "and nothing is left behind"
import_without_stubs()
assert inspect.getfile is before, "too late is no harm"
with gr.Blocks():
    box = gr.Textbox()
    box.submit(str, box, box)
print("whole")
"""


@pytest.mark.slow
def test_gradio_is_whole_and_writes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "whole\n", done.stderr
