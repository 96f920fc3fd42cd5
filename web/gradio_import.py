"""Importing Gradio without the type stubs that it writes.

For each of its sixty components Gradio parses the component's source as it is imported, and writes
a .pyi file beside it for editors: 1.4 s of the 3.4 s that the import takes, each time, and a write
into what is installed.  A page needs none.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Sequence
from types import ModuleType

_MODULE, _FUNCTION = "gradio.component_meta", "create_or_modify_pyi"


def without_stubs() -> None:
    """Call before Gradio is imported; later, or with a Gradio that has other names, it does
    nothing."""
    if _MODULE not in sys.modules:
        sys.meta_path.insert(0, _Finder())


def nothing(*_: object) -> None:
    """In the place of what writes the stubs."""


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module, once, as it would be found without this, and empties its function."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != _MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec and spec.loader:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                if hasattr(module, _FUNCTION):
                    setattr(module, _FUNCTION, nothing)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
