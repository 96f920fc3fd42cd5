"""A file is read by what it holds, whatever its name says; what is not read says what to do."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from corpus import Article, Skipped, read_articles
from corpus.formats import by_content
from messages import message_text

TEXT = "渡口的船每小时一班，风大时停开。"
HTML = f"<html><meta charset=utf-8><body><h1>渡口</h1><p>{TEXT}</p></body></html>".encode()
RTF = (
    b"{\\rtf1\\ansi\\ansicpg936 "
    + "".join(f"\\'{byte:02x}" for byte in TEXT.encode("gbk")).encode()
    + b"\\par}"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def office(kind: str) -> bytes:
    """What an Office file of this kind says of its parts."""
    main = f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    return packed({"[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>'})


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.add_paragraph(TEXT)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def read(path: Path) -> tuple[list[Article], list[str]]:
    skipped: list[Skipped] = []
    articles = list(read_articles([path], on_skip=skipped.append, apart=False))
    return articles, [skip.reason for skip in skipped]


@pytest.mark.parametrize(
    ("name", "data", "suffix"),
    [
        ("短讯.doc", docx(), ".docx"),
        ("短讯.wps", docx(), ".docx"),
        ("短讯.zip", docx(), ".docx"),
        ("短讯.txt", docx(), ".docx"),
        ("短讯", docx(), ".docx"),
        ("短讯.doc", RTF, ".rtf"),
        ("短讯.docx", RTF, ".rtf"),
        ("短讯.xls", HTML, ".html"),
        ("短讯.txt", HTML, ".html"),
        ("短讯.pdf", HTML, ".html"),
        ("短讯.doc", TEXT.encode("gb18030"), ".txt"),
        ("短讯.docx", TEXT.encode(), ".txt"),
    ],
)
def test_the_content_counts(tmp_path: Path, name: str, data: bytes, suffix: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    (article,), reasons = read(path)
    assert [part.text for part in article.paragraphs] == [TEXT] and not reasons
    assert message_text("by_content", format=suffix) in article.notes


@pytest.mark.parametrize("name", ["短讯.txt", "短讯.md", "短讯.csv", "短讯.jsonl"])
def test_text_is_what_its_name_says(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"text": "' + TEXT + '"}' if name.endswith("l") else TEXT, "utf-8")
    (article,), reasons = read(path)
    assert [part.text for part in article.paragraphs] == [TEXT] and not reasons
    assert not any("read as" in note for note in article.notes)


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("旧.doc", OLE, "old_office"),
        ("旧.wps", OLE, "old_office"),
        ("旧.docx", OLE, "old_office"),
        ("密.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted_office"),
        ("片.pptx", office("presentationml.presentation"), "slides"),
    ],
)
def test_what_is_not_read_says_what_to_do(tmp_path: Path, name: str, data: bytes, key: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read(path) == ([], [message_text(key)])


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("坏.pdf", b"\x89PNG broken", "PDF"),
        ("坏.pdf", TEXT.encode(), "PDF"),
        ("坏.PNG", TEXT.encode(), "picture"),
    ],
)
def test_what_lacks_its_sign_is_no_text(tmp_path: Path, name: str, data: bytes, kind: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read(path) == ([], [f"not a {kind}, but something else"])


def test_an_archive_in_an_archive_is_not_opened_whatever_its_name(tmp_path: Path) -> None:
    inner = packed({"甲.txt": TEXT})
    path = tmp_path / "a.zip"
    path.write_bytes(packed({"乙.zip": inner, "丙.txt": inner, "丁.doc": docx(), "戊.txt": TEXT}))
    articles, reasons = read(path)
    assert [Path(article.path).name for article in articles] == ["丁.doc", "戊.txt"]
    assert reasons == [message_text("archive_inside")] * 2


def test_kinds_of_archives() -> None:
    assert by_content(office("wordprocessingml.template")) == ".docx"
    assert by_content(office("spreadsheetml.sheet")) == ".xlsx"
    assert by_content(packed({"mimetype": "application/epub+zip"})) == ".epub"
    assert by_content(packed({"mimetype": "application/vnd.oasis.opendocument.text"})) == ".odt"
    assert by_content(packed({"a.txt": TEXT})) == by_content(b"PK\x03\x04" + bytes(99)) == ".zip"
