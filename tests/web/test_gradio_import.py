"""Gradio is imported without writing stubs, and is whole."""

from __future__ import annotations

import subprocess
import sys

from web_fixtures import ROOT

SCRIPT = """
import sys
from pathlib import Path
from web.gradio_import import nothing, without_stubs
before = list(sys.meta_path)
without_stubs()
written = []
own = Path.write_text
Path.write_text = lambda self, *a, **k: written.append(self.name) or own(self, *a, **k)
import gradio as gr
from gradio import component_meta
assert component_meta.create_or_modify_pyi is nothing, "the name is Gradio's still"
assert not [name for name in written if name.endswith(".pyi")], written
assert sys.meta_path == before, "and nothing is left behind"
without_stubs()
assert sys.meta_path == before, "too late is no harm"
with gr.Blocks():
    box = gr.Textbox()
    box.submit(str, box, box)
print("whole")
"""


def test_gradio_is_whole_and_writes_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout == "whole\n", done.stderr
