"""Settings: the environment before the file before the default, and what is wrong is told."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import settings
from errors import DependencyMissing
from settings import SETTINGS, ConfigError, config_file, load, switched, values
from wenbao.config import main

TEXT = """
index = "/srv/articles/index"
lang = "zh"

[llm]
url = "http://localhost:11434"
key = "geheim-geheim"

[serve]
port = 8080
read_only = true
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "wenbao.toml"
    path.write_text(TEXT, "utf-8")
    for one in SETTINGS:
        monkeypatch.delenv(one.variable, raising=False)
    monkeypatch.setenv("WENBAO_CONFIG", str(path))
    return path


def found() -> dict[str, tuple[str | None, str]]:
    return {one.setting.name: (one.value, one.source) for one in values()}


def test_the_environment_stands_before_the_file(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WENBAO_INDEX", "/elsewhere")
    monkeypatch.setenv("WENBAO_LANG", "")
    told = found()
    assert told["index"] == ("/elsewhere", "environment")
    assert told["lang"] == ("zh", "file")
    assert told["serve.port"] == ("8080", "file")
    assert told["serve.read_only"] == ("1", "file")
    assert told["encoder"] == (None, "default")
    assert set(told) == {one.name for one in SETTINGS}


def test_a_command_takes_the_file_for_its_environment(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    load()
    from app import arguments

    options = arguments([])
    assert (options.port, options.read_only, options.host) == (8080, True, "127.0.0.1")
    assert arguments(["--port", "1"]).port == 1
    assert os.environ["WENBAO_LLM_URL"] == "http://localhost:11434"


@pytest.mark.parametrize(("value", "on"), [("1", True), ("true", True), ("0", False), ("", False)])
def test_a_switch(value: str, on: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WENBAO_READ_ONLY", value)
    assert switched("WENBAO_READ_ONLY") is on


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[serve]\ncolour = 1", "unknown setting serve.colour"),
        ("[serve]\nread_only = 'yes'", "serve.read_only must be true or false"),
        ("index = true", "index must be text"), ("index = ['a']", "index must be text"),
        ("index = ", "cannot be read"), ("\udcff", "cannot be read"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told(file: Path, text: str, told: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigError, match=told):
        values()


def test_a_file_that_is_named_must_be_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.unlink()
    with pytest.raises(ConfigError, match="there is no such file"):
        values()
    monkeypatch.delenv("WENBAO_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(file.parent))
    monkeypatch.setattr(settings.sys, "platform", "linux")
    assert config_file() == file.parent / "wenbao" / "config.toml"
    assert {source for _, source in found().values()} == {"default"}
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert config_file() == Path.home() / ".config" / "wenbao" / "config.toml"


def test_an_old_python_is_told_what_it_needs(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("tomllib", "tomli"):
        monkeypatch.setitem(settings.sys.modules, name, None)
    with pytest.raises(DependencyMissing, match="pip install tomli"):
        values()


def test_config_shows_all_but_secrets(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    text = capsys.readouterr().out
    assert str(file) in text and "geheim" not in text
    assert "serve.port       WENBAO_PORT        8080  (file)" in text
    assert main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["settings"]["llm.key"] == {"value": "(set)", "source": "file"}
    assert told["settings"]["encoder"] == {"value": None, "source": "default"}
    assert main(["--path"]) == 0 and capsys.readouterr().out == f"{file}\n"
