"""Paths to articles: files, folders, archives; what is wrong is named and the rest is read."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
import warm

from corpus import Article, Skipped, article_json, bundled, read_articles
from corpus.builder import Draft, finish
from corpus.metadata import Metadata
from corpus.read import MOST_REFUSED, READERS
from corpus.readers.base import Reader, Refuse, whole
from corpus.records import Paragraph
from corpus.spans import verify

ROOT = Path(__file__).resolve().parents[2]
TEXT = "渡口的船每小时一班，风大时停开。\n\n船票两元，老人和孩子免费。"


def read(*paths: Path | str, apart: bool = True) -> tuple[list[Article], dict[str, str]]:
    skipped: list[Skipped] = []
    articles = list(read_articles(paths, on_skip=skipped.append, apart=apart))
    for article in articles:
        assert all(
            verify(article.source.text, part.text, part.spans) for part in article.paragraphs
        )
    return articles, {Path(skip.path).name: skip.reason for skip in skipped}


def test_a_folder_is_read_in_sorted_order_and_what_fails_is_named(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "c/e.TXT", "c/d.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "image.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(90))
    (tmp_path / "movie.mov").write_bytes(bytes(90))
    (tmp_path / ".hidden").write_bytes(bytes(90))
    (tmp_path / "~$lock.docx").write_bytes(bytes(90))
    articles, skipped = read(tmp_path)
    assert [Path(article.path).name for article in articles] == ["a.md", "b.txt", "d.html", "e.TXT"]
    assert set(skipped) == {"empty.txt", "image.txt", "movie.mov"}
    assert skipped["empty.txt"] == "the file is empty"
    assert "picture" in skipped["image.txt"]
    assert ".docx" in skipped["movie.mov"]


def test_a_missing_path_an_empty_folder_and_the_rest(tmp_path: Path) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "好.txt").write_text(TEXT, encoding="utf-8")
    articles, skipped = read(tmp_path / "没有.txt", tmp_path / "空", tmp_path / "好.txt", "\0")
    assert len(articles) == 1
    assert "no such file" in skipped["没有.txt"]
    assert "no article in this folder" in skipped["空"]
    assert "\0" in skipped


@pytest.mark.parametrize("apart", [True, False])
def test_of_very_many_bad_rows_the_first_are_named_and_the_others_counted(
    tmp_path: Path, apart: bool
) -> None:
    row = json.dumps({"id": "a", "title": "渡口", "text": TEXT}, ensure_ascii=False)
    (tmp_path / "rows.jsonl").write_text("x\n" * 300 + f"{row}\n" + "x\n" * 700, "utf-8")
    (tmp_path / "few.jsonl").write_text("x\n" * MOST_REFUSED, "utf-8")
    skipped: list[Skipped] = []
    articles = list(read_articles([tmp_path], on_skip=skipped.append, apart=apart))
    assert [article.id for article in articles] == ["a"]
    few = [skip for skip in skipped if "few.jsonl" in skip.path]
    many = [skip for skip in skipped if "rows.jsonl" in skip.path]
    assert len(few) == MOST_REFUSED and not any("more rows" in skip.reason for skip in few)
    assert len(many) == MOST_REFUSED + 1
    assert many[-1].path == str(tmp_path / "rows.jsonl")
    assert many[-1].reason == "800 more rows or parts of it were left out"


def test_the_same_file_twice_is_read_once_the_same_content_twice_is_two(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    articles, skipped = read(tmp_path / "a.txt", tmp_path, tmp_path / "a.txt")
    assert [Path(article.path).name for article in articles] == ["a.txt", "b.txt"]
    assert articles[0].id == articles[1].id
    assert not skipped


def test_the_id_does_not_depend_on_path_or_format(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="gb18030")
    (tmp_path / "b.md").write_text(TEXT, encoding="utf-8")
    articles, _ = read(tmp_path)
    assert articles[0].id == articles[1].id


def test_a_fault_of_a_reader_stops_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(stream: object, path: str, refuse: object) -> Iterator[Article]:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("corpus.read.READERS", [Reader((".md",), faulty), *READERS])
    for name in ("a.md", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    articles, skipped = read(tmp_path, apart=False)
    assert [Path(article.path).name for article in articles] == ["b.txt"]
    assert "ZeroDivisionError" in skipped["a.md"]


def test_a_row_of_the_table_adds_a_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def notes(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
        text = whole(stream).decode()
        title, body = text.split("|")
        part = Paragraph(None, body, ((len(title) + 1, len(text)),))
        yield finish(Draft(text, [part], Metadata(title=title)), path)

    (tmp_path / "a.Note").write_text("渡口|风大时停开。（下转第2版）", encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "c.mov").write_bytes(b"-")
    articles, skipped = read(tmp_path, apart=False)
    assert [Path(article.path).name for article in articles] == ["b.txt"] and set(skipped) == {
        "a.Note",
        "c.mov",
    }
    monkeypatch.setattr("corpus.read.READERS", [*READERS, Reader((".note",), notes)])
    articles, skipped = read(tmp_path, apart=False)
    assert [(Path(article.path).name, article.title) for article in articles] == [
        ("a.Note", "渡口"),
        ("b.txt", None),
    ]
    assert skipped["c.mov"].endswith(" .note, or a .zip of these")
    paged = Reader((".note",), notes, paged=True)
    monkeypatch.setattr("corpus.read.READERS", [*READERS, paged])
    articles, _ = read(tmp_path, apart=False)
    assert [Path(article.path).name for article in articles] == [
        "b.txt",
        "a.Note",
    ]  # pages are linked last


def test_no_suffix_has_two_readers() -> None:
    suffixes = [suffix for reader in READERS for suffix in reader.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in suffixes)


@pytest.mark.skipif(os.name != "posix", reason="names are text on this system")
def test_a_file_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + "/渡口.txt".encode("gbk")
    Path(os.fsdecode(path)).write_text(TEXT, encoding="utf-8")
    articles, skipped = read(tmp_path)
    assert not skipped
    assert articles[0].path == f"{tmp_path}/渡口.txt"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_links_pipes_and_devices(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text(TEXT, encoding="utf-8")
    (inside / "a.txt").write_text(TEXT, encoding="utf-8")
    (inside / "same.txt").symlink_to("a.txt")
    (inside / "leak.txt").symlink_to(outside / "secret.txt")
    (inside / "folder").symlink_to(outside)
    (inside / "deep" / "loop").symlink_to(inside)
    (inside / "self.txt").symlink_to("self.txt")
    (inside / "gone.txt").symlink_to("nowhere.txt")
    os.mkfifo(inside / "pipe.txt")
    (inside / "zero.txt").symlink_to("/dev/zero")
    articles, skipped = read(inside)
    assert [Path(article.path).name for article in articles] == ["a.txt"]
    assert set(skipped) == {
        "leak.txt", "folder", "loop", "self.txt", "gone.txt", "pipe.txt", "zero.txt",
    }  # fmt: skip
    assert "pipe" in skipped["pipe.txt"]
    _, skipped = read("/dev/zero", inside / "pipe.txt")
    assert "device" in skipped["zero"]


def packed(members: dict[str, bytes], raw_names: bool = False) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name) if raw_names else name, content)
    return target.getvalue()


def test_an_archive_is_read_in_memory(tmp_path: Path) -> None:
    inner = packed({"x.txt": TEXT.encode()})
    data = packed(
        {
            "甲/乙.txt": TEXT.encode("gb18030"),
            "../../evil.txt": TEXT.encode(),
            "/etc/evil.txt": TEXT.encode(),
            "C:\\evil.txt": TEXT.encode(),
            "a/..\\..\\b.txt": TEXT.encode(),
            "inner.zip": inner,
            "image.png": b"\x89PNG\r\n\x1a\n",
            "empty.txt": b"",
            "__MACOSX/._a.txt": b"\0\1",
            "z.md": TEXT.encode(),
        },
        raw_names=True,
    )
    (tmp_path / "a.zip").write_bytes(data)
    before = sorted(tmp_path.rglob("*"))
    skipped: list[Skipped] = []
    articles = list(read_articles([tmp_path / "a.zip"], on_skip=skipped.append))
    assert [article.path for article in articles] == [
        f"{tmp_path}/a.zip/甲/乙.txt",
        f"{tmp_path}/a.zip/z.md",
    ]
    assert len(skipped) == 7
    assert sum("leads out" in skip.reason for skip in skipped) == 4
    assert sorted(tmp_path.rglob("*")) == before


def test_names_in_gbk(tmp_path: Path) -> None:
    data = packed({"AAAAAAAA.txt": TEXT.encode()})
    (tmp_path / "a.zip").write_bytes(data.replace(b"AAAAAAAA", "渡口船班".encode("gbk")))
    articles, skipped = read(tmp_path / "a.zip")
    assert not skipped
    assert Path(articles[0].path).name == "渡口船班.txt"


def test_a_link_in_an_archive(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    (tmp_path / "a.zip").write_bytes(target.getvalue())
    articles, skipped = read(tmp_path / "a.zip")
    assert not articles
    assert "symbolic link" in skipped["link.txt"]


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "corpus", *map(str, arguments)]
    return warm.run(command, cwd=ROOT, encoding="utf-8")


KEYS = ["id", "path", "title", "author", "office", "column", "published", "paper"]
KEYS += ["edition", "url", "paragraphs", "notes"]


@pytest.mark.slow
def test_the_command(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = command(tmp_path / "a.txt", "--json")
    assert done.returncode == 0
    assert not done.stderr
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert list(row) == KEYS
    assert row["paragraphs"] == [
        {
            "heading": None,
            "text": "渡口的船每小时一班，风大时停开。",
            "spans": [[0, 16]],
            "page": None,
            "boxes": None,
        },
        {
            "heading": None,
            "text": "船票两元，老人和孩子免费。",
            "spans": [[18, 31]],
            "page": None,
            "boxes": None,
        },
    ]
    assert "渡口" in done.stdout
    (tmp_path / "b.txt").write_bytes(bytes(100))
    done = command(tmp_path, "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert f"{tmp_path}/b.txt: not text" in done.stderr
    assert command().returncode == 2


def test_a_row_of_the_contract_from_jsonl(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"id": "r1", "title": "甲", "text": TEXT}) + "\n{\n", encoding="utf-8"
    )
    skipped: list[Skipped] = []
    (article,) = read_articles([tmp_path / "a.jsonl"], on_skip=skipped.append)
    assert article_json(article)["id"] == "r1"
    assert [skip.path for skip in skipped] == [f"{tmp_path}/a.jsonl:2"]


def test_the_bundled_articles_are_read_without_a_fault() -> None:
    articles, skipped = read(bundled())
    assert not skipped
    assert articles
    assert all(article.title for article in articles)
    assert len({article.id for article in articles}) == len(articles)


@pytest.mark.shared
def test_the_open_sets_are_read_row_by_row(shared: Path) -> None:
    path = shared / "data/eval/drcd_test.passages.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    articles, skipped = read(path)
    assert not skipped
    assert [article.id for article in articles] == [row["id"] for row in rows]
    for place in (0, len(rows) // 2, -1):
        assert articles[place].title == rows[place]["title"]
        assert (
            "".join(part.text for part in articles[place].paragraphs) == rows[place]["text"].strip()
        )


def test_two_authors_are_the_same_two_in_every_format(tmp_path: Path) -> None:
    """Else a filter finds what the list of authors does not know."""
    text = "河堤上的柳树今年又发了新芽，来散步的人比去年多了一倍。"
    files = {
        "a.txt": f"柳树\n作者：桂小满、何田\n\n{text}",
        "b.md": f"---\ntitle: 柳树\nauthor: 桂小满,何田\n---\n\n{text}",
        "c.jsonl": "\n".join(
            f'{{"title": "柳树{sign}", "author": "桂小满{sign}何田", "text": "{text}"}}'
            for sign in "、,/;；|　"
        ),
        "d.csv": f"标题,正文,作者\n柳树,{text},桂小满；何田",
        "e.html": f"<title>柳树</title><h1>柳树</h1><p>作者：桂小满、何田</p><p>{text}</p>",
        "f.txt": f"柳树\n本报记者 桂小满 何田\n\n{text}",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    found, skipped = read(tmp_path)
    assert not skipped
    assert len(found) == len(files) + 6
    assert {article.author for article in found} == {"桂小满 何田"}
