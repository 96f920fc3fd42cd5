"""Folder for data that Wenbao writes: never among the installed packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent


def state_folder(source: Path = _SOURCE) -> Path:
    """`var` in a source checkout; once installed, this user's data folder of the platform."""
    if (source / "pyproject.toml").is_file():
        return source / "var"
    return _data_home() / "wenbao"


def _data_home() -> Path:
    """Where programs of this user keep data: the XDG folder, or what macOS and Windows have."""
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    named = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_DATA_HOME", "")
    fallback = home / "AppData" / "Local" if os.name == "nt" else home / ".local" / "share"
    # The XDG specification: a relative path is to be ignored.
    return Path(named) if Path(named).is_absolute() else fallback
