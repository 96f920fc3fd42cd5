"""What others are told of an error: names of files, and nothing of where they lie."""

from __future__ import annotations

from pathlib import Path

import pytest

from errors import SourceError, StoreError, WenbaoError
from messages import message_text
from messages.tables import ENGLISH
from web.redaction import model_name, redacted
from web.ui.strings import LANGS, Lang, Words

SECRETS = (
    "秘密, 一",
    "secret; two",
    "three: c",
    "it's",
    'say "x"',
    "eins oder zwei",
    " is damaged (",
    "x (y)",
)
FOLDERS = [f"/srv/{name}/{name}" for name in SECRETS] + [r"C:\Users\秘密, 一\x", "~/秘密; 一/x"]


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("lang", LANGS)
def test_an_error_tells_no_folder_whatever_its_name(folder: str, lang: Lang) -> None:
    path = f"{folder}/index.bin"
    errors: list[WenbaoError] = [
        StoreError("cannot_write", path=path, error="no space left on device"),
        StoreError("bad_file", path=path, what="rows", found=1, expected=2),
        StoreError("unread_pointer", path=repr(path), error="permission denied"),
        StoreError("other_check", path=path, check="abc", name="b", found="c"),
        SourceError("not_a_folder", path=path),
        StoreError("being_written", path=path, holder="process 4711 on host-seven since 2026"),
        StoreError("milvus_unavailable", uri="http://10.0.0.3:19530"),
    ]
    for error in errors:
        for told in (redacted(error), Words(lang).message(error)):
            for part in ("srv", "Users", "~", folder[-4:], "4711", "host-seven", "10.0.0.3"):
                assert part not in told, told
            assert "index.bin" in told or error.message.key == "milvus_unavailable", told


def test_every_message_is_told_without_the_folders_in_its_fields() -> None:
    named = {"path", "place", "name", "maker", "encoder", "known", "instead", "files", "paths"}
    for key, text in ENGLISH.items():
        for field in named:
            if f"{{{field}}}" in text:
                fields = dict.fromkeys(_fields(text), 1) | {field: "/srv/秘密, 一/a.md"}
                assert "秘密" not in redacted(WenbaoError(key, **fields)), key


def _fields(text: str) -> list[str]:
    """The names of the fields; {count:page|pages} is of `count`."""
    return [
        part.partition("}")[0].partition(":")[0] for part in text.replace("{{", "").split("{")[1:]
    ]


def test_the_text_between_two_paths_stays() -> None:
    told = redacted("/srv/secret place/a.md was moved to /srv/other/b.md, see /srv/c/d.md: done")
    assert told == "a.md was moved to b.md, see d.md: done"
    assert redacted("'/srv/a, b/c.md' and \"/srv/it's/d.md\" differ").startswith("'c.md' and")
    assert (
        redacted("[Errno 2] No such file: '/srv/秘密, 一/c.md'") == "[Errno 2] No such file: 'c.md'"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cannot open /srv/秘密, 一/c.md: no such file", "cannot open c.md: no such file"),
        ("denied: /srv/a; b, c/d e/f.pdf", "denied: f.pdf"),
        ("/srv/three: c/x.md is gone", "x.md is gone"),
        ("C:\\Users\\a, b\\c.md is gone", "c.md is gone"),
        ("read /srv/x.md, docs/y.md", "read x.md, docs/y.md"),
        ("/srv/q/r.txt, not text/html", "r.txt, not text/html"),
        ("he said: a/b, c/d", "he said: a/b, c/d"),
    ],
)
def test_a_folder_without_quotes_is_told_no_part_of(text: str, told: str) -> None:
    assert redacted(text) == told


def test_the_words_of_an_article_stay_as_they_are() -> None:
    note = message_text("left_out", text="/甲/乙/丙 及 1/2")
    assert redacted(note) == note
    for text in ("see GET /api/articles", "see /docs", "及/或", "https://example.org/a/b"):
        assert redacted(text) == text


@pytest.mark.parametrize("folder", ["../anna/秘密 一", "秘密 一/x", "./秘密", "~/秘密 一", "秘密"])
@pytest.mark.parametrize("lang", LANGS)
def test_a_relative_path_is_told_as_no_other(folder: str, lang: Lang) -> None:
    path = f"{folder}/index.bin"
    errors: list[WenbaoError] = [
        StoreError("cannot_write", path=path, error="no space left on device"),
        StoreError("index_gone", path=path),
        StoreError("unread_pointer", path=repr(path), error="permission denied"),
        SourceError("nothing_found", paths=path, reasons="nothing there"),
        StoreError("other_encoder", maker=f"秘密/{path}", encoder=f"./{path}", name="x"),
    ]
    for error in errors:
        for told in (redacted(error), Words(lang).message(error)):
            assert "秘密" not in told and "anna" not in told and "index.bin" in told, told


@pytest.mark.parametrize("led", ["../", "../../", "./", "~/"])
def test_a_text_of_another_tells_no_path_that_is_led_by_dots(led: str) -> None:
    assert redacted(f"[Errno 2] No such file: '{led}a/b/c.md'") == "[Errno 2] No such file: 'c.md'"
    assert redacted(f"cannot open {led}a/b/c.md: no such file") == "cannot open c.md: no such file"


def test_a_model_is_told_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "geheim" / "e5").mkdir(parents=True)
    for name in ("builtin", "static", "intfloat/multilingual-e5-small"):
        assert model_name(name) == name
    for folder in ("geheim/e5", "./geheim/e5", "/srv/geheim/e5", "a/geheim/e5", "geheim x/e5/"):
        assert model_name(folder) == "e5"


def test_a_number_that_was_sent_is_cut() -> None:
    for number in (int("9" * 400), -int("9" * 400)):
        told = redacted(WenbaoError("no_such_paragraph", number=number, count=3))
        assert len(told) < 200 and "999…" in told
    assert "1,234" in redacted(WenbaoError("no_such_paragraph", number=1234, count=3))


def test_an_index_in_milvus_is_told_without_its_host() -> None:
    place = "milvus://10.0.0.3:19530/geheim"
    for key in ("milvus_cleared", "milvus_lease_lost", "milvus_address"):
        told = redacted(StoreError(key, name="gen-000001", place=place))
        assert "10.0.0.3" not in told and "geheim" not in told
