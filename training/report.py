"""Benchmark results as JSON: docs/research/results/<name>.json, with date and machine."""

from __future__ import annotations

import json
import os
import platform
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "research" / "results"


def save(name: str, command: str, figures: dict[str, Any]) -> None:
    """Writes the figures and prints them."""
    facts = {
        "command": command,
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "figures": figures,
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (RESULTS / f"{name}.json").write_text(text + "\n", "utf-8")
    print(text)
