"""What is installed: the core alone suffices, and the package runs far from its source."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections import defaultdict
from importlib.metadata import distributions
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sources import FOR_SENTENCE_TRANSFORMERS, files
from test_layers import imports

from encoders import open_encoder
from errors import DependencyMissing
from index import default_index
from state import state_folder
from web.static import FILES, read

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CORE = [Requirement(line) for line in PROJECT["dependencies"]]
EXTRAS = [Requirement(line) for some in PROJECT["optional-dependencies"].values() for line in some]
NOT_CORE = ["torch", "sentence_transformers", "transformers", "pytest", "hypothesis", "sklearn"]
NOT_CORE += ["docx", "python-docx", "rapidocr", "langchain_core", "llama_index", "haystack"]
NOT_CORE += ["pymilvus", "milvus_lite", "grpc"]


def listed(name: str) -> list[Requirement]:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def test_requirements_txt_has_the_core_and_the_models() -> None:
    wanted = {str(one) for one in CORE} | {"sentence-transformers", "torch", "pytest"}
    found = {str(one) for one in listed("requirements.txt")}
    found |= {one.name for one in listed("requirements.txt")}
    assert wanted <= found


def installed_by() -> defaultdict[str, set[str]]:
    """Which distributions a name comes from (packages_distributions of Python 3.10 misses most)."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in distributions():
        name = canonicalize_name(one.metadata["Name"])
        for path in one.files or []:
            found[path.parts[0].removesuffix(".py")].add(name)
    return found


@pytest.mark.slow
def test_what_is_imported_is_named() -> None:
    """Not only what something else brings along, and may bring no longer."""
    owners = installed_by()
    named = {canonicalize_name(one.name) for one in CORE + EXTRAS}
    elsewhere = {one.name for one in CORE if one.marker and not one.marker.evaluate()}
    ours = {path.relative_to(ROOT).parts[0].removesuffix(".py") for path in files()}
    for path in files():
        for name in imports(path) - ours - set(sys.stdlib_module_names) - elsewhere:
            if owners[name] or name not in NOT_CORE:  # torch need not be here
                assert owners[name] & named, f"{path.relative_to(ROOT)} imports {name}"


def test_the_lock_is_of_this_pyproject() -> None:
    """Each requirement of the core is locked, in its range, and all have hashes."""
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "uv pip compile pyproject.toml" in text.split("\n")[1]
    locked: dict[str, list[str]] = {}
    for name, version, rest in re.findall(r"(?m)^([\w.-]+)==(\S+)((?:.*\\\n)+.*)", text):
        assert "--hash=sha256:" in rest, name
        locked.setdefault(canonicalize_name(name), []).append(version)
    for one in CORE:
        versions = locked[canonicalize_name(one.name)]
        assert all(one.specifier.contains(version) for version in versions), one
    assert not {canonicalize_name(name) for name in NOT_CORE} & set(locked)


@pytest.mark.slow
def test_the_core_needs_nothing_else(tmp_path: Path) -> None:
    """Every module is imported, and a question answered, where the rest is not to be had."""
    names = [path.relative_to(ROOT).as_posix() for path in files()]
    modules = [
        name.removesuffix(".py").replace("/", ".")
        for name in names
        if not name.endswith(("/__main__.py", "/pdf_worker.py"))
        and not name.startswith("integrations/")
        and name not in FOR_SENTENCE_TRANSFORMERS
    ]
    code = (
        "import sys\n"
        f"sys.modules.update(dict.fromkeys({NOT_CORE}))\n"  # None: ImportError
        "from importlib import import_module\n"
        f"for name in {modules}: import_module(name.removesuffix('.__init__'))\n"
        "from qa import ask\n"
        "print(ask('试用期最长多久').answered)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "WENBAO_INDEX": str(tmp_path / "index")},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.stdout.strip() == "True", done.stderr


def test_an_encoder_that_needs_more_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(DependencyMissing, match="-m pip install sentence-transformers") as caught:
        open_encoder("someone/absent-model")
    assert "builtin" in str(caught.value) and "someone/absent-model" in str(caught.value)


def test_state_lies_in_a_checkout_only_if_it_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("state.sys.platform", "linux")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert state_folder() == ROOT / "var"
    assert state_folder(tmp_path) == tmp_path / "data" / "wenbao"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert state_folder(tmp_path) == tmp_path / ".local" / "share" / "wenbao"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert state_folder(tmp_path) == tmp_path / ".local" / "share" / "wenbao"
    monkeypatch.setattr("state.sys.platform", "darwin")
    support = tmp_path / "Library" / "Application Support"
    assert state_folder(tmp_path) == support / "wenbao"
    monkeypatch.delenv("WENBAO_INDEX", raising=False)
    assert default_index() == ROOT / "var" / "index"
    monkeypatch.setenv("WENBAO_INDEX", str(tmp_path))
    assert default_index() == tmp_path


def test_the_versions_agree() -> None:
    from wenbao import __version__

    dated = re.search(r"(?m)^## (\d\S+) – (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"))
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert dated and dated[1] == __version__
    assert f"version: {__version__}\ndate-released: {dated[2]}\n" in citation
    # What MCP clients install, and the mark by which their registry knows whose package it is.
    server = json.loads((ROOT / "server.json").read_text("utf-8"))
    assert [server["version"]] + [one["version"] for one in server["packages"]] == [__version__] * 2
    assert [one["identifier"] for one in server["packages"]] == [PROJECT["name"]]
    assert f"mcp-name: {server['name']}" in (ROOT / "README.md").read_text("utf-8")
    assert len(server["description"]) <= 100


class Installed:
    """The wheel in an environment of its own; the libraries are those of this one."""

    def __init__(self, folder: Path) -> None:
        built = subprocess.run(
            [sys.executable, "-c", "import hatchling.build as b, sys; b.build_wheel(sys.argv[1])",
             str(folder)],
            cwd=ROOT, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert built.returncode == 0, built.stderr
        venv.create(folder / "env", with_pip=False)
        self.python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
        where = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.packages = Path(self.output("-c", where))
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self.packages)
        (self.packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("WENBAO_", "PYTHON"))}
        clean |= {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            [self.python, *arguments], cwd=self.python.parent, env={**clean, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        )  # fmt: skip

    def output(self, *arguments: str, **environment: str) -> str:
        process = self.start(*arguments, **environment)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        return out.strip()

    def script(self) -> list[str]:
        """What the installer makes of the entry point, as arguments."""
        return ["-c", "from importlib.metadata import entry_points as e\n"
                "(one,) = e(group='console_scripts', name='wenbao')\none.load()()"]  # fmt: skip


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    pytest.importorskip("hatchling", reason="needs hatchling, which builds the package")
    return Installed(tmp_path_factory.mktemp("installed"))


@pytest.mark.slow
def test_installed_it_answers_and_writes_only_to_the_data_folder(
    installed: Installed, tmp_path: Path
) -> None:
    before = sorted(installed.packages.rglob("*"))
    code = "from qa import ask; print(ask('试用期最长多久').sentences[0].text)"
    home = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    assert "试用期" in installed.output("-c", code, **home)
    asked = installed.output(*installed.script(), "ask", "试用期最长多久", "--json", **home)
    assert '"answered": true' in asked
    assert sorted(installed.packages.rglob("*")) == before
    assert list(tmp_path.rglob("wenbao/index/CURRENT"))


@pytest.mark.slow
def test_installed_it_reads_files_and_indexes_them(installed: Installed, tmp_path: Path) -> None:
    article = tmp_path / "夜校.md"
    article.write_text("# 夜校开课\n\n夜校每周三晚上七点开课，地点在厂部三楼。\n", "utf-8")
    script, index = installed.script(), str(tmp_path / "index")
    assert "夜校开课" in installed.output(*script, "corpus", str(article))
    built = installed.output(*script, "index", "build", str(article), "--index", index)
    assert "1 article, 1 paragraph" in built
    assert "七点" in installed.output(*script, "ask", "夜校几点开课", "--index", index)
    helped = installed.output(*script, "index", "--help")
    assert helped.startswith("usage: wenbao index ")


@pytest.mark.slow
def test_installed_it_serves_the_page(installed: Installed, tmp_path: Path) -> None:
    home = {"XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    home["WENBAO_ENCODER"] = "static"  # the index of the other one is built above
    process = installed.start(*installed.script(), "serve", "--port", "0", **home)
    try:
        assert process.stdout
        line = process.stdout.readline()
        url = line.split()[-1]
        page = httpx.get(url, timeout=180)
        assert page.status_code == 200
        for name in FILES:
            assert httpx.get(f"{url}/page/{name}", timeout=180).content == read(name)
    finally:
        process.terminate()
        process.communicate(timeout=180)


def test_every_package_says_that_it_is_typed() -> None:
    packages = [layer for layer in PROJECT_FILES if (ROOT / layer / "__init__.py").is_file()]
    assert len(packages) > 5
    assert [name for name in packages if not (ROOT / name / "py.typed").is_file()] == []


def test_all_of_the_product_is_shipped() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in files()} | {"models"} == set(PROJECT_FILES)


PROJECT_FILES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"][
    "build"
]["targets"]["wheel"]["only-include"]


@pytest.mark.parametrize("line", [[], ["foo"]])
def test_a_wrong_command_is_one_line(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    from wenbao.__main__ import main

    with pytest.raises(SystemExit, match="2"):
        main(line)
    told = capsys.readouterr().err
    assert told.startswith("error: ") and told.count("\n") == 1
    assert "ask, index, corpus, serve" in told and all(word in told for word in line)
