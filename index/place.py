"""Where the index lies when nobody says."""

from __future__ import annotations

import os
from pathlib import Path


def default_index() -> Path:
    """`$WENBAO_INDEX`, else `var/index` in the project."""
    named = os.environ.get("WENBAO_INDEX")
    return Path(named) if named else Path(__file__).resolve().parent.parent / "var" / "index"
