"""Input made to hurt: bounded time and memory, a clear reason, and the rest goes on."""

from __future__ import annotations

import copy
import io
import re
import zipfile
import zlib
from pathlib import Path

import pytest
from timing import within

from corpus import Article, Skipped, limits, read_articles
from corpus.spans import verify

GOOD = "码头的钟敲了六下，早市就开了。"


def read(folder: Path, seconds: float = 20) -> tuple[list[Article], dict[str, str]]:
    """The articles, and reasons by file name, in time; a good file must survive."""
    (folder / "zz-good.txt").write_text(GOOD, encoding="utf-8")
    skipped: list[Skipped] = []
    with within(seconds):
        articles = list(read_articles([folder], on_skip=skipped.append, apart=False))
    assert articles[-1].paragraphs[0].text == GOOD
    for article in articles:
        assert all(
            verify(article.source.text, part.text, part.spans) for part in article.paragraphs
        )
    return articles[:-1], {Path(skip.path).name: skip.reason for skip in skipped}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".txt", ".md", ".jsonl", ".html"])
def test_a_line_of_fifty_megabytes(tmp_path: Path, suffix: str) -> None:
    line = "字" * (50 * limits.MB // 3)
    wrap = {".jsonl": '{"text": "%s"}', ".html": "<p>%s</p>"}.get(suffix, "%s")
    (tmp_path / f"a{suffix}").write_text(wrap % line, encoding="utf-8")
    articles, skipped = read(tmp_path, 15)
    assert not articles
    (reason,) = skipped.values()
    assert "more than the limit of" in reason


@pytest.mark.slow
def test_a_million_paragraphs_of_one_word(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("词\n\n" * 1_000_000, encoding="utf-8")
    (tmp_path / "b.md").write_text("词\n\n" * 1_000_000, encoding="utf-8")
    (tmp_path / "c.html").write_text("<p>词" * 500_000, encoding="utf-8")
    articles, skipped = read(tmp_path)
    assert not articles
    assert set(skipped) == {"a.txt", "b.md", "c.html"}
    assert all("more than the limit of" in reason for reason in skipped.values())


def test_a_very_long_paragraph_is_split_at_sentence_ends(tmp_path: Path) -> None:
    text = GOOD * 2_000
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (article,), _ = read(tmp_path)
    assert len(article.paragraphs) > 1
    assert "".join(part.text for part in article.paragraphs) == text
    assert all(part.text.endswith("。") for part in article.paragraphs)
    assert all(len(part.text) <= limits.PARAGRAPH_CHARS.value for part in article.paragraphs)


def test_controls_and_direction_marks_stay_as_the_source_says(tmp_path: Path) -> None:
    text = "转账\u202e元百五\u202c给\u200b他，\x07记得对账。"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (article,), _ = read(tmp_path)
    assert article.source.text == text
    assert article.paragraphs[0].text == text.replace("\u200b", "")  # a place to break a line
    assert any("direction" in note for note in article.notes)
    assert any("control" in note for note in article.notes)


def test_files_that_lie_about_their_type(tmp_path: Path) -> None:
    png, pdf = b"\x89PNG\r\n\x1a\n" + bytes(99), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"
    for suffix in ("txt", "md", "html", "pdf", "docx", "zip"):
        (tmp_path / f"png.{suffix}").write_bytes(png)
        if suffix != "pdf":
            (tmp_path / f"pdf.{suffix}").write_bytes(pdf)
    articles, skipped = read(tmp_path)
    assert not articles
    assert len(skipped) == 11
    for name, reason in skipped.items():
        assert ("picture" if name.startswith("png") else "PDF") in reason, (name, reason)


def test_zip_bombs(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", bytes(20 * limits.MB))
        archive.writestr("ok.txt", GOOD)
    (tmp_path / "bomb.zip").write_bytes(target.getvalue())
    articles, skipped = read(tmp_path, 10)
    assert [Path(article.path).name for article in articles] == ["ok.txt"]
    assert set(skipped) == {"0.txt", "1.txt", "2.txt"}
    assert all("limit" in reason for reason in skipped.values())


def test_a_member_that_is_larger_than_its_header_says(tmp_path: Path) -> None:
    content = bytes(40 * limits.MB)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lie.txt", content)
    data = target.getvalue().replace(len(content).to_bytes(4, "little"), b"\x10\0\0\0")
    (tmp_path / "lie.zip").write_bytes(data)
    articles, skipped = read(tmp_path, 10)
    assert not articles
    assert skipped


@pytest.mark.slow
def test_too_many_members(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(limits.ARCHIVE_MEMBERS.value + 1):
            archive.writestr(f"{number}.txt", b"")
    (tmp_path / "many.zip").write_bytes(target.getvalue())
    articles, skipped = read(tmp_path)
    assert not articles
    assert "members" in skipped["many.zip"]


def test_members_that_overlap_are_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(8 * limits.MB))
        (first,) = archive.filelist
        for number in range(1, 300):  # directory entries that lead to the same bytes
            again = copy.copy(first)
            again.filename = f"{number:05}"
            archive.filelist.append(again)
    (tmp_path / "a.zip").write_bytes(target.getvalue())
    articles, skipped = read(tmp_path, 2)
    assert not articles
    assert "overlap" in skipped["a.zip"]


@pytest.mark.slow
def test_members_that_are_refused_count_as_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ARCHIVE_BYTES", limits.ARCHIVE_BYTES._replace(value=5 * limits.MB))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):  # each grows by too much, and is refused for that
            archive.writestr(f"{number}.txt", bytes(8 * limits.MB))
    (tmp_path / "a.zip").write_bytes(target.getvalue())
    _, skipped = read(tmp_path)
    assert "an unpacked archive" in skipped["a.zip"]
    assert len(skipped) < 8


@pytest.mark.slow
def test_archives_in_an_archive_are_not_counted_as_its_members(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for number in range(20):
            archive.writestr(f"{number}.xml", b"")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for number in range(700):
            archive.writestr(f"{number}.docx", inner.getvalue())
        archive.writestr("ok.txt", GOOD)
    articles, skipped = read(tmp_path)
    assert [Path(article.path).name for article in articles] == ["ok.txt"]
    assert len(skipped) == 700


def test_an_encrypted_member(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", GOOD)
    data = bytearray(target.getvalue())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(bytes(data))
    articles, skipped = read(tmp_path)
    assert not articles
    assert "password" in skipped["a.txt"]


def test_a_damaged_archive(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", GOOD * 50)
    data = target.getvalue()
    packed = zlib.compress((GOOD * 50).encode())[2:12]
    (tmp_path / "a.zip").write_bytes(data.replace(packed, bytes(10)))
    (tmp_path / "b.zip").write_bytes(data[:-30])
    articles, skipped = read(tmp_path)
    assert not articles
    assert set(skipped) == {"a.txt", "b.zip"}


def test_no_limit_stands_in_the_table_alone() -> None:
    folder = Path(limits.__file__).parent
    code = "".join(path.read_text("utf-8") for path in folder.rglob("*.py"))
    names = [name for name, value in vars(limits).items() if isinstance(value, limits.Limit)]
    used = set(re.findall(r"(?:limits\.|check\()([A-Z_]+)", code))
    assert len(names) >= 15
    assert not set(names) - used
