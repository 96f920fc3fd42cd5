"""DOCX: headings by style, tables, what Word hides in corners; bombs and damage are refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from corpus import limits
from corpus.readers import docx
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError


def made(build: Callable[[Any], None]) -> bytes:
    from docx import Document

    document = Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target.getvalue()


def read(data: bytes) -> list[Article]:
    found = list(docx.read(io.BytesIO(data), "a.docx", lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found


def texts(one: Article) -> list[str]:
    return [paragraph.text for paragraph in one.paragraphs]


def simple(document: Any) -> None:
    document.add_heading("果园里的合作社", 0)
    document.add_paragraph("□果园合作社理事长 罗小满")
    document.add_paragraph("合作社有三十二户社员。")
    document.add_heading("怎样分红", 1)
    document.add_paragraph("年底按斤两算账，\n当面结清。")
    table = document.add_table(rows=2, cols=3)
    for row, cells in zip(table.rows, (("户", "斤", "元"), ("江家", "812", "2436")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(0, 0).merge(table.cell(0, 1))
    document.add_paragraph("账目贴在门口。")


def test_headings_paragraphs_and_tables_in_order() -> None:
    (one,) = read(made(simple))
    assert (one.title, one.author, one.office) == ("果园里的合作社", "罗小满", "果园合作社理事长")
    assert texts(one) == [
        "合作社有三十二户社员。",
        "年底按斤两算账，当面结清。",
        "户 斤 元",
        "江家 812 2436",
        "账目贴在门口。",
    ]
    assert [part.heading for part in one.paragraphs] == [None] + ["怎样分红"] * 4


def test_without_heading_styles_it_is_read_as_plain_text() -> None:
    def build(document: Any) -> None:
        for text in ("果园里的合作社", "作者：罗小满", "合作社有三十二户社员，年底一起分红。"):
            document.add_paragraph(text)

    (one,) = read(made(build))
    assert (one.title, one.author) == ("果园里的合作社", "罗小满")
    assert texts(one) == ["合作社有三十二户社员，年底一起分红。"]


def test_text_boxes_and_content_controls_are_read_deleted_text_is_not() -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "word/document.xml":
            return part
        box = (
            "<w:p><w:r><w:t>框前</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>框里"
            "</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>控件</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            '<w:p><w:del w:id="1"><w:r><w:delText>删</w:delText></w:r></w:del>'
            '<w:ins w:id="2"><w:r><w:t>增</w:t></w:r></w:ins></w:p>'
        )
        return part.replace(b"<w:sectPr", box.encode() + b"<w:sectPr", 1)

    (one,) = read(repacked(made(simple), change))
    assert texts(one)[-4:] == ["框前", "框里", "控件", "增"]


def bomb(name: str, part: bytes) -> bytes:
    if name != "word/document.xml":
        return part
    entities = '<!ENTITY a0 "哈">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    head, rest = part.split(b"?>", 1)
    text = rest.replace(b"</w:t>", b"&a9;</w:t>", 1)
    return head + b"?>" + f"<!DOCTYPE w:document [{entities}]>".encode() + text


def outside(name: str, part: bytes) -> bytes:
    if name != "word/document.xml":
        return part
    head, rest = part.split(b"?>", 1)
    doctype = b'<!DOCTYPE w:document [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    return head + b"?>" + doctype + rest.replace(b"</w:t>", b"&f;</w:t>", 1)


@pytest.mark.parametrize("change", [bomb, outside])
def test_entities_are_refused(change: Callable[[str, bytes], bytes]) -> None:
    with pytest.raises(SourceError, match="entities"):
        read(repacked(made(simple), change))


@pytest.mark.slow
def test_a_part_that_unpacks_to_far_too_much_is_refused() -> None:
    def change(name: str, part: bytes) -> bytes:
        return part + b" " * (60 << 20) if name == "word/document.xml" else part

    with pytest.raises(LimitError):
        read(repacked(made(simple), change))


@pytest.mark.slow
def test_too_many_paragraphs_are_refused_before_they_are_read() -> None:
    def change(name: str, part: bytes) -> bytes:
        many = b"".join(b'<w:p w:rsidR="%X"/>' % (i * 7919) for i in range(300_000)) + b"<w:sectPr"
        return part.replace(b"<w:sectPr", many, 1) if name == "word/document.xml" else part

    with pytest.raises(LimitError, match="paragraphs"):
        read(repacked(made(simple), change))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.4", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old or encrypted"),
        (b"plain text", "something else"),
        (b"PK\x03\x04" + bytes(99), "damaged ZIP"),
    ],
)
def test_what_is_no_word_document_is_named(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        read(data)


def test_another_zip_and_broken_xml() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "字")
    with pytest.raises(SourceError, match=r"not a Word document"):
        read(target.getvalue())
    with pytest.raises(SourceError, match="damaged"):
        read(repacked(made(simple), lambda name, part: part[:-20]))
    with pytest.raises(SourceError, match="damaged"):
        read(made(simple)[:-500])


NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def many(count: int) -> str:
    inner = "".join(f'<x:p y="{number * 7919:X}"/>' for number in range(count))
    return f'<x:document xmlns:x="{NAMESPACE}"><x:body>{inner}</x:body></x:document>'


def renamed(data: bytes, body: bytes) -> bytes:
    """The document with this main part, under a name that says nothing."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", 8) as new:
        for name in old.namelist():
            part = old.read(name).replace(b"word/document.xml", b"word/evil.bin")
            if name == "word/document.xml":
                part = body
            new.writestr(name.replace("document.xml", "evil.bin"), part)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("other", [True, False])
def test_paragraphs_are_counted_whatever_they_are_called(
    encoding: str, other: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = limits.OFFICE_PARAGRAPHS._replace(value=20_000)
    monkeypatch.setattr(limits, "OFFICE_PARAGRAPHS", fewer)
    body = f'<?xml version="1.0" encoding="{encoding}"?>{many(20_001)}'.encode(encoding)
    plain = made(simple)
    data = (
        renamed(plain, body)
        if other
        else repacked(plain, lambda name, part: body if name == "word/document.xml" else part)
    )
    with pytest.raises(LimitError, match="paragraphs"):
        read(data)


@pytest.mark.parametrize("what", ["elements", "levels"])
def test_elements_and_levels_are_counted(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "OFFICE_ELEMENTS", limits.OFFICE_ELEMENTS._replace(value=20_000))
    inner = {"elements": "<y/>" * 20_001, "levels": "<y>" * 300 + "</y>" * 300}[what]
    body = f'<x:document xmlns:x="{NAMESPACE}"><x:body>{inner}</x:body></x:document>'
    with pytest.raises(LimitError, match=what):
        read(renamed(made(simple), body.encode()))


def test_a_main_part_of_any_name_is_read_and_its_dtd_refused() -> None:
    text = f'<x:document xmlns:x="{NAMESPACE}"><x:body><x:p><x:r><x:t>甲%s乙。</x:t></x:r></x:p>'
    text += "</x:body></x:document>"
    (one,) = read(renamed(made(simple), (text % "<!-- 注 -->").encode()))
    assert texts(one) == ["甲乙。"]
    with pytest.raises(SourceError, match="entities"):
        read(renamed(made(simple), ('<!DOCTYPE a [<!ENTITY e "x">]>' + text % "&e;").encode()))
    with pytest.raises(SourceError, match="damaged"):
        read(renamed(made(simple), (text % "&e;").encode()))


def test_tables_in_tables_keep_their_text() -> None:
    def build(document: Any) -> None:
        document.add_heading("表中表", 1)
        outer = document.add_table(rows=1, cols=2)
        outer.cell(0, 0).text = "外"
        inner = outer.cell(0, 1).add_table(rows=2, cols=1)
        inner.cell(0, 0).text, inner.cell(1, 0).text = "里一", "里二"

    (one,) = read(made(build))
    assert texts(one) == ["外", "里一", "里二"]


def _columns(document: Any, *cells: tuple[str, ...]) -> None:
    for cell, parts in zip(document.add_table(1, len(cells)).rows[0].cells, cells, strict=True):
        cell.text = parts[0]
        for part in parts[1:]:
            cell.add_paragraph(part)


LEFT = ("晒场", "丁秋生", "晒场上的谷子翻了三遍，雨还是没有下来，队长说再等一天就入仓。",
        "夜里果然起了风，我们把油布压了又压，天亮的时候谷子还是干的。")  # fmt: skip
RIGHT = ("铁轨钟", "范小青", "学校的钟是用一截铁轨做的，敲一下，对岸也能清清楚楚地听见。",
         "放假以后它就不响了，只有麻雀站在上面，一站就是整整半天。")  # fmt: skip


def test_a_page_set_in_columns_by_a_table_is_text() -> None:
    found = read(made(lambda document: _columns(document, LEFT, RIGHT)))
    assert [(one.title, one.author) for one in found] == [("晒场", "丁秋生"), ("铁轨钟", "范小青")]
    assert [texts(one) for one in found] == [[*LEFT[2:]], [*RIGHT[2:]]]


def test_a_row_with_one_long_cell_is_a_row() -> None:
    (one,) = read(made(lambda document: _columns(document, ("意见",), LEFT)))
    assert texts(one) == [" ".join(("意见", *LEFT))]


TOLD = "船工何田说，渡船的船底漏水已有两年，去年冬天停航修了三次，修船的钱是乘客凑的。"


def _minutes(document: Any, *lines: str) -> None:
    """Bold lines, each over a text, below the title."""
    document.add_heading("渡口会议记录汇编", 0)
    for line in lines:
        document.add_paragraph().add_run(line).bold = True
        document.add_paragraph(TOLD)
        document.add_paragraph("一、船底由渡口站修。")


def test_bold_lines_are_headings_where_styles_give_none() -> None:
    lines = ["渡口管理站第一次会议纪要", "渡口管理站第二次会议纪要"]
    (one,) = read(made(lambda document: _minutes(document, *lines)))
    assert one.title == "渡口会议记录汇编"
    assert [part.heading for part in one.paragraphs] == [lines[0]] * 2 + [lines[1]] * 2
    assert texts(one) == [TOLD, "一、船底由渡口站修。"] * 2


@pytest.mark.parametrize(
    "line",
    ["船底漏水已经两年。", "主持人：何田", "修船的钱：", "何田", TOLD[:-1] * 2],
)
def test_other_bold_lines_are_no_headings(line: str) -> None:
    (one,) = read(made(lambda document: _minutes(document, line, line)))
    assert not any(part.heading for part in one.paragraphs)


def test_a_bold_body_below_the_title_is_no_heading() -> None:
    lines = ["江口县渡口管理站", "第一次会议", "第二次会议"]
    (one,) = read(made(lambda document: _minutes(document, *lines)))
    assert {part.heading for part in one.paragraphs} == {None, *lines[1:]}


def test_bold_lines_are_no_headings_beside_those_of_styles_or_in_a_table() -> None:
    lines = ["渡口第一次会议纪要", "渡口第二次会议纪要"]

    def styled(document: Any) -> None:
        _minutes(document, *lines)
        document.add_heading("附录", 1)
        document.add_paragraph(TOLD)

    def in_table(document: Any) -> None:
        document.add_heading("渡口会议记录汇编", 0)
        cell = document.add_table(rows=1, cols=1).cell(0, 0)
        for line in lines:
            cell.add_paragraph().add_run(line).bold = True
            cell.add_paragraph(TOLD)

    for build in (styled, in_table):
        (one,) = read(made(build))
        assert not {part.heading for part in one.paragraphs} & set(lines)
        assert set(lines) <= set(texts(one))
