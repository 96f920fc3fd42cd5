"""Folders of this user: where Wenbao writes its data, never among the installed packages."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_SOURCE = Path(__file__).resolve().parent


def state_folder(source: Path = _SOURCE) -> Path:
    """`var` in a source checkout; once installed, this user's data folder of the platform."""
    if (source / "pyproject.toml").is_file():
        return source / "var"
    return user_folder(("LOCALAPPDATA", "AppData/Local"), ("XDG_DATA_HOME", ".local/share"))


def user_folder(windows: tuple[str, str], xdg: tuple[str, str]) -> Path:
    """Our folder among those of this user's programs.  windows, xdg: the variable that names the
    parent there, and the parent in the home folder if it names none; macOS has one for all."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "wenbao"
    variable, fallback = windows if os.name == "nt" else xdg
    named = Path(os.environ.get(variable, ""))
    # The XDG specification: a relative path is to be ignored.
    return (named if named.is_absolute() else Path.home() / fallback) / "wenbao"
