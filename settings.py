"""Settings of the commands: environment variables, and a file for those that are not set.

The file is `$WENBAO_CONFIG`, else `config.toml` in this user's configuration folder; no file is
looked for where a command happens to be run.  A library that is imported reads no file.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from errors import DependencyMissing, WenbaoError
from state import user_folder

VERSION = "0.1.0"
"""Of the whole program; the packaging reads it here."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: its name in the file, its variable, and what it is.  secret: never shown; switch:
    yes or no."""

    name: str
    variable: str
    about: str
    secret: bool = False
    switch: bool = False


SETTINGS = (
    Setting("index", "WENBAO_INDEX", "the folder of the index"),
    Setting("encoder", "WENBAO_ENCODER", "what a new index is made with"),
    Setting("lang", "WENBAO_LANG", "zh or en, for messages of the commands"),
    Setting("llm.url", "WENBAO_LLM_URL", "an OpenAI-compatible endpoint, such as Ollama's"),
    Setting("llm.model", "WENBAO_LLM_MODEL", "the language model there"),
    Setting("llm.key", "WENBAO_LLM_KEY", "its key", secret=True),
    Setting("milvus.token", "WENBAO_MILVUS_TOKEN", "the token of a Milvus server", secret=True),
    Setting("serve.host", "WENBAO_HOST", "the address to listen on"),
    Setting("serve.port", "WENBAO_PORT", "the port; 0 takes a free one"),
    Setting(
        "serve.users", "WENBAO_USERS",
        "who may sign in; made by: python -m web.security.access FILE NAME",
    ),
    Setting("serve.token", "WENBAO_TOKEN", "the token for REST and MCP", secret=True),
    Setting(
        "serve.data", "WENBAO_DATA", "where uploads and judgements are kept (beside the index)"
    ),
    Setting(
        "serve.sync", "WENBAO_SYNC",
        "a folder with which POST /api/sync brings the index in step (none)",
    ),
    Setting(
        "serve.read_only", "WENBAO_READ_ONLY", "nothing can be added, removed or judged",
        switch=True,
    ),
)  # fmt: skip
"""All of them; those of `serve` are options of `app.py` too, with the same help."""


class ConfigError(WenbaoError):
    """A configuration file that cannot be read or has something unknown in it."""

    code = "config"


@dataclass(frozen=True, slots=True)
class Value:
    """A setting with its value as text, and where that is from: environment, file or default."""

    setting: Setting
    value: str | None
    source: str

    @property
    def shown(self) -> str | None:
        return "(set)" if self.value and self.setting.secret else self.value


def config_file() -> Path:
    """Where the file is, or would be."""
    if named := os.environ.get("WENBAO_CONFIG"):
        return Path(named)
    folder = user_folder(("APPDATA", "AppData/Roaming"), ("XDG_CONFIG_HOME", ".config"))
    return folder / "config.toml"


def values() -> list[Value]:
    """Every setting as it holds: the environment before the file.

    Raises:
        ConfigError: the file cannot be read, or has a key or value that is none.
    """
    in_file = dict(_file_values(config_file(), bool(os.environ.get("WENBAO_CONFIG"))))
    entries = []
    for setting in SETTINGS:
        if value := os.environ.get(setting.variable):
            loaded = (setting.variable, value) in _LOADED
            entries.append(Value(setting, value, "file" if loaded else "environment"))
        else:
            source = "file" if setting.name in in_file else "default"
            entries.append(Value(setting, in_file.get(setting.name), source))
    return entries


def load() -> None:
    """Makes what the file sets known to this process as if the environment had it."""
    for entry in values():
        if entry.source == "file" and entry.value is not None:
            os.environ[entry.setting.variable] = entry.value
            _LOADED.add((entry.setting.variable, entry.value))


_LOADED: set[tuple[str, str]] = set()
"""What `load` put into this process's environment."""


def switched(variable: str) -> bool:
    """Whether a switch of the environment is on."""
    return os.environ.get(variable, "").strip().lower() not in ("", "0", "no", "false", "off")


def _file_values(path: Path, named: bool) -> Iterator[tuple[str, str]]:
    """The names and values in the file; none if there is no file, unless it was named."""
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        if named:
            raise ConfigError("unread_config", path=path, error="there is no such file") from None
        return
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError("unread_config", path=path, error=error) from error
    settings = {setting.name: setting for setting in SETTINGS}
    for name, value in _flat(_parsed(path, text)):
        setting = settings.get(name)
        if setting is None:
            raise ConfigError("unknown_config", path=path, key=name, expected=", ".join(settings))
        fits = bool if setting.switch else (str, int)
        if not isinstance(value, fits) or (isinstance(value, bool) and not setting.switch):
            kind = "true or false" if setting.switch else "text"
            raise ConfigError("bad_config", path=path, key=name, expected=kind)
        yield name, ("1" if value else "0") if setting.switch else str(value)


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        if sys.version_info >= (3, 11):
            import tomllib
        else:
            import tomli as tomllib
    except ImportError:
        raise DependencyMissing("no_tomli", path=path) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("unread_config", path=path, error=error) from error


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
