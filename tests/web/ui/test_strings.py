"""Both languages say everything, with the same values in them."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from messages.tables import read_table
from web.error_response import lang_of
from web.redaction import redacted
from web.ui.strings import LANG_COOKIE, LANGS, TEXTS, Lang, Words, speaks

WEB = Path(__file__).resolve().parents[3] / "web"


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", list(TEXTS))
def test_a_text_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    zh, en = TEXTS[key]["zh"], TEXTS[key]["en"]
    assert zh.strip() and en.strip()
    assert fields(zh) == fields(en)


def test_no_key_stands_twice() -> None:
    table = read_table("page.json")
    assert sum(map(len, table.values())) == len(TEXTS)


def test_no_english_text_is_left_in_chinese() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [k for k, texts in TEXTS.items() if han.search(texts["en"])] == ["other_language"]


def test_every_text_is_used_and_every_use_is_a_text() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.py"))
    asked = set(re.findall(r"words\(\s*[\"'](\w+)[\"']", code))
    assert asked <= set(TEXTS), asked - set(TEXTS)
    unused = {key for key in TEXTS if f'"{key}"' not in code and f"'{key}'" not in code}
    assert unused == {f"paste_{key}" for key in ("title", "author", "column", "date")}


def test_values_are_put_in() -> None:
    assert Words("zh")("paragraph_n", n=3) == "第 3 段"
    assert Words("en")("paragraph_n", n=3) == "para. 3"


@pytest.mark.parametrize(
    ("header", "chosen", "lang"),
    [
        (None, None, "zh"), ("", None, "zh"), ("fr-FR", None, "zh"), ("zh-CN,zh;q=0.9", None, "zh"),
        ("en-US,en;q=0.9", None, "en"), ("en-US,zh;q=0.3", None, "zh"), ("de,en;q=0.5", None, "en"),
        ("en-US", "zh", "zh"), ("zh-CN", "en", "en"), ("zh-CN", "klingon", "zh"),
    ],
)  # fmt: skip
def test_the_language_of_a_visit(header: str | None, chosen: str | None, lang: str) -> None:
    assert speaks(header, chosen) == lang
    headers = {"cookie": f"other=1; {LANG_COOKIE}={chosen}; more=2"} if chosen else {}
    if header is not None:
        headers["accept-language"] = header
    assert lang_of(Headers(headers)) == lang


@pytest.mark.parametrize(
    ("message", "chinese"),
    [
        ("the file is empty", "文件是空的"),
        ("not a format that is read here; expected .txt .md", "不支持这种格式；可用 .txt .md"),
        (
            "900 bytes, more than the limit of 64 bytes for a file; split the file",
            "a file有 900 字节，超过上限 64 字节；请把文件拆小",
        ),
        ("a message that nobody has put into the table", None),
    ],
)
def test_what_the_layers_below_say_is_told_in_chinese(message: str, chinese: str | None) -> None:
    assert Words("zh").message(message) == (chinese or message)
    assert Words("en").message(message) == message


def test_the_readers_own_words_are_in_the_table(tmp_path: Path) -> None:
    import corpus

    files = {
        "empty.txt": b"", "binary.txt": bytes(range(256)) * 8, "x.exe": b"MZ",
        "x.pdf": b"%PDF-1.7 no pdf",
        "x.docx": b"PK\3\4no docx", "x.zip": b"PK\3\4no zip", "row.jsonl": b"[1]\n",
    }  # fmt: skip
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    skipped = []
    list(corpus.read_articles([tmp_path / name for name in files], on_skip=skipped.append))
    assert len(skipped) == len(files)
    left = [one.reason for one in skipped if Words("zh").message(one.reason) == one.reason]
    assert not left


@pytest.mark.parametrize(
    "message",
    [
        "/srv/secret place/wenbao/index cannot be written: No space left on device",
        "/srv/秘密/index is being written by process 4711 on host-seven since 2026-11-01T08:30:00"
        "+00:00; wait until it is done, then try again",
        "C:\\Users\\secret\\index cannot be written: Access is denied",
        "the index '/srv/secret/index/gen-1/rows.bin' is damaged; build it anew",
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_no_folder_process_or_host_is_told(message: str, lang: Lang) -> None:
    told = Words(lang).message(message)
    for word in ("srv", "secret", "秘密", "4711", "host-seven", "Users", "2026"):
        assert word not in told, told
    assert len(told) > 12


def test_addresses_of_ours_are_told_whole() -> None:
    for text in ("see GET /api/articles", "see /docs", "https://example.org/a/b",
                 "1/2 of the rows", "expected .txt/.md", "及/或"):  # fmt: skip
        assert redacted(text) == text
