"""EPUB: chapters in the order of the spine, with the book's author; damage is named."""

from __future__ import annotations

import io
import zipfile

import pytest

from corpus.readers import epub
from corpus.readers.office_package import Package
from corpus.records import Article
from corpus.spans import verify
from errors import SourceError

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="书/book.opf"/></rootfiles></container>'
)


def packed(chapters: dict[str, str], spine: list[str], creator: str = "罗小满") -> bytes:
    names = [*chapters, *(set(spine) - set(chapters))]
    nav = {"nav.xhtml": ' properties="nav"'}
    items = "".join(
        f'<item id="i{i}" href="{name}" media-type="application/xhtml+xml"{nav.get(name, "")}/>'
        for i, name in enumerate(names)
    )
    order = "".join(f'<itemref idref="i{names.index(name)}"/>' for name in spine)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata><dc:title>渡口往事</dc:title><dc:creator>{creator}</dc:creator>"
        f"<dc:date>2019-05-01</dc:date></metadata><manifest>{items}</manifest>"
        f"<spine>{order}</spine></package>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("书/book.opf", opf)
        for name, body in chapters.items():
            head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
            archive.writestr(f"书/{name}", f"{head}{body}</html>")
    return target.getvalue()


def read(data: bytes) -> tuple[list[Article], list[str]]:
    refused: list[str] = []
    found = list(epub.read(io.BytesIO(data), "a.epub", lambda path, _: refused.append(path)))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found, refused


def test_what_the_spine_names_and_is_no_page_is_refused_by_name() -> None:
    data = packed(
        {"1.xhtml": "<body><p>船开了。</p></body>", "2.xhtml": "话"}, ["1.xhtml", "2.xhtml"]
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parts["书/book.opf"].decode()
    page = 'href="2.xhtml" media-type="application/xhtml+xml"'
    book = book.replace(page, 'href="2.txt" media-type="text/plain"')
    parts["书/book.opf"] = book.replace("</spine>", '<itemref idref="none"/></spine>').encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    found, refused = read(target.getvalue())
    assert [part.text for one in found for part in one.paragraphs] == ["船开了。"]
    assert refused == ["a.epub/书/2.txt", "a.epub/none"]


def test_chapters_in_order() -> None:
    chapters = {
        "2.xhtml": "<body><h1>第二章 修桥</h1><p>桥修了两年。</p></body>",
        "nav.xhtml": "<body><nav><p>目录里的话。</p></nav></body>",
        "1.xhtml": "<body><h1>第一章 开船</h1><p>船开了。</p><h2>船工</h2><p>船工姓沙。</p></body>",
        "0.xhtml": "<body><img src='a.png'/></body>",
        "3.xhtml": "<body><p>后来桥也旧了，渡口又热闹起来，天天有人来拍照。</p></body>",
    }
    spine = ["0.xhtml", "nav.xhtml", "1.xhtml", "2.xhtml", "3.xhtml"]
    found, refused = read(packed(chapters, spine))
    assert not refused
    assert [(one.title, one.column) for one in found] == [
        ("第一章 开船", "渡口往事"), ("第二章 修桥", "渡口往事"), ("渡口往事", None),
    ]  # fmt: skip
    assert {(one.author, one.published) for one in found} == {("罗小满", "2019-05-01")}
    assert [(part.heading, part.text) for part in found[0].paragraphs] == [
        (None, "船开了。"), ("船工", "船工姓沙。"),
    ]  # fmt: skip


def test_a_chapters_own_author_stays_and_a_company_is_no_author() -> None:
    chapters = {"1.xhtml": "<body><h1>水磨</h1><p>作者：江春来</p><p>磨转了。</p></body>"}
    (one,), _ = read(packed(chapters, ["1.xhtml"]))
    assert one.author == "江春来"
    chapters = {"1.xhtml": "<body><h1>水磨</h1><p>磨转了。</p></body>"}
    (one,), _ = read(packed(chapters, ["1.xhtml"], "江口图书公司"))
    assert one.author is None


def test_what_is_missing_is_named_and_the_rest_read() -> None:
    chapters = {"1.xhtml": "<body><p>船开了。</p></body>"}
    found, refused = read(packed(chapters, ["0.xhtml", "1.xhtml"]))
    assert len(found) == 1 and refused == ["a.epub/书/0.xhtml"]
    with pytest.raises(SourceError, match="not an EPUB"):
        read(b"%PDF-1.4")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "字")
    with pytest.raises(SourceError, match="missing"):
        read(target.getvalue())


def _chapter(title: str, below: str = "") -> str:
    below = f"<p>{below}</p>" if below else ""
    text = "那年渡口的水涨到了门槛，船工们连夜把缆绳系到了树上。"
    return f"<body><h1>{title}</h1>{below}<p>{text}</p><p>天亮的时候，水退了。</p></body>"


def test_a_name_below_the_heading_is_the_chapters_author_and_the_editor_nobodys() -> None:
    chapters = {
        "1.xhtml": _chapter("涨水", "丁秋生"),
        "2.xhtml": _chapter("退水", "范小青"),
        "3.xhtml": _chapter("晒网"),
        "4.xhtml": _chapter("春天", "清明"),
    }
    found, _ = read(packed(chapters, [*chapters]))
    assert [(one.title, one.author) for one in found] == [
        ("涨水", "丁秋生"),
        ("退水", "范小青"),
        ("晒网", None),
        ("春天", None),
    ]
    assert [len(one.paragraphs) for one in found] == [2, 2, 2, 3]


def test_a_foreword_leaves_the_other_chapters_to_the_books_author() -> None:
    chapters = {f"{i}.xhtml": _chapter(f"第{i}章") for i in range(1, 5)}
    chapters = {"0.xhtml": _chapter("序", "丁秋生"), **chapters}
    found, _ = read(packed(chapters, [*chapters]))
    assert [one.author for one in found] == ["丁秋生", *["罗小满"] * 4]


@pytest.mark.parametrize("creator", ["罗小满 主编", "罗小满（编）", "编者：罗小满"])
def test_who_edited_the_book_did_not_write_it(creator: str) -> None:
    (one,), _ = read(packed({"1.xhtml": _chapter("涨水")}, ["1.xhtml"], creator))
    assert one.author is None


def test_headings_of_a_chapter_without_text_are_not_lost() -> None:
    chapter = "<body><h1>修船</h1><h2>一九五八年</h2><h2>账目</h2><p>花了三百元。</p></body>"
    ((one,), refused) = read(packed({"1.xhtml": chapter}, ["1.xhtml"]))
    assert [(p.heading, p.text) for p in one.paragraphs] == [
        (None, "一九五八年"), ("账目", "花了三百元。"),
    ]  # fmt: skip
    assert not refused


def test_a_comment_in_a_page_is_no_text() -> None:
    body = "<body><!-- 第一稿 --><p>船开了，<!-- 待查 -->明天回来。</p><!-- 完 --></body>"
    (one,), _ = read(packed({"1.xhtml": body}, ["1.xhtml"]))
    assert [part.text for part in one.paragraphs] == ["船开了，明天回来。"]


NAV = "<body><nav><ol>{}</ol></nav></body>"


def _split_book(named: list[str], **more: str) -> dict[str, str]:
    links = "".join(f"<li><a href='{name}#a'>章</a></li>" for name in named)
    return {
        "nav.xhtml": NAV.format(links),
        "1.xhtml": "<body><h1>涨水</h1><p>丁秋生</p><p>那年渡口的水涨到了门槛。</p></body>",
        "1b.xhtml": "<body><p>船工们连夜把缆绳系到了树上。</p></body>",
        "plate.xhtml": "<body><img src='a.png'/></body>",
        "1c.xhtml": "<body><p>天亮的时候，水退了。</p></body>",
        "2.xhtml": "<body><h1>退水</h1><p>滩上留下了一层细泥。</p></body>",
        **more,
    }


def test_a_chapter_goes_on_in_the_next_file_that_has_no_heading_of_its_own() -> None:
    chapters = _split_book(["1.xhtml", "2.xhtml"])
    found, refused = read(packed(chapters, [*chapters]))
    assert [(one.title, one.author, len(one.paragraphs)) for one in found] == [
        ("涨水", "丁秋生", 3), ("退水", "罗小满", 1),
    ]  # fmt: skip
    assert not refused


def test_a_file_that_the_contents_name_is_a_chapter_without_a_heading() -> None:
    chapters = _split_book(["1.xhtml", "1c.xhtml", "2.xhtml"])
    found, _ = read(packed(chapters, [*chapters]))
    assert [len(one.paragraphs) for one in found] == [2, 1, 1]


def test_the_imprint_of_a_book_goes_on_with_no_chapter() -> None:
    imprint = "<body><p>渡口往事，江口出版社，ISBN 978-7-0000-0000-0。</p></body>"
    chapters = _split_book(["1.xhtml", "2.xhtml"], **{"last.xhtml": imprint})
    found, _ = read(packed(chapters, [*chapters]))
    assert [len(one.paragraphs) for one in found] == [3, 1, 1]


IMPRINT = "<p>书名：渡口往事</p><p>主编：桂长青</p><p>印次：2019年5月第1次印刷</p><p>定价：12元</p>"


def test_a_page_of_labels_on_how_a_book_was_printed_is_no_chapter() -> None:
    chapters = {
        "0.xhtml": f"<body>{IMPRINT}</body>",
        "1.xhtml": "<body><h1>涨水</h1><p>那年渡口的水涨到了门槛。</p></body>",
        "2.xhtml": f"<body><h1>书目</h1>{IMPRINT}{IMPRINT.replace('往事', '新歌')}</body>",
        "3.xhtml": "<body><p>主编：桂长青</p><p>责任编辑：丁秋生</p><p>作者：罗小满</p></body>",
    }
    found, _ = read(packed(chapters, [*chapters]))
    assert len(found) == 3 and found[0].title == "涨水"
    assert any("印次：2019年5月第1次印刷" in note for note in found[0].notes)


def test_the_first_heading_of_a_page_is_its_title_whatever_its_level() -> None:
    chapters = {
        "0.xhtml": "<body><h1>渡口往事</h1><p>桂长青 编</p></body>",
        "1.xhtml": "<body><h2>涨水</h2><p>丁秋生</p><p>那年渡口的水涨到了门槛。</p></body>",
        "2.xhtml": "<body><h2>退水</h2><p>范小青</p><p>滩上泥。</p><h3>泥</h3><p>黄。</p></body>",
        "3.xhtml": "<body><h2>春</h2><p>春天开船。</p><h2>秋</h2><p>秋天停船。</p></body>",
        "4.xhtml": "<body><p>船停了。</p><h2>冬</h2><p>冬天修船。</p></body>",
    }
    found, _ = read(packed(chapters, [*chapters]))
    assert [(one.title, one.author) for one in found] == [
        ("涨水", "丁秋生"),
        ("退水", "范小青"),
        ("渡口往事", None),
        ("渡口往事", None),
    ]
    assert [part.heading for part in found[1].paragraphs] == [None, "泥"]
    assert [part.heading for part in found[2].paragraphs] == ["春", "秋"]


def test_a_cover_and_a_page_of_contents_are_no_chapters() -> None:
    links = "".join(f'<p><a href="{n}.xhtml">第{n}章</a></p>' for n in (1, 2, 3))
    chapters = {
        "cover.xhtml": "<body><h1>渡口往事</h1><p>罗小满 著</p></body>",
        "toc.xhtml": f"<body><h1>目录</h1>{links}</body>",
        **{f"{n}.xhtml": f"<body><h1>第{n}章</h1><p>船开了{n}次。</p></body>" for n in (1, 2, 3)},
    }
    found, refused = read(packed(chapters, list(chapters)))
    assert [one.title for one in found] == ["第1章", "第2章", "第3章"] and not refused
    assert any("渡口往事 罗小满 著" in note for note in found[0].notes)


def test_a_table_of_contents_is_read_once_however_often_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = packed(
        {
            "nav.xhtml": "<body><a href='1.xhtml'>一</a></body>",
            "1.xhtml": "<body><p>船开了。</p></body>",
        },
        ["1.xhtml"],
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = parts["书/book.opf"].decode()
    again = '<item id="n{}" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    items = "".join(again.format(number) for number in range(500))
    lost = '<itemref idref="none"/>' * 500
    book = book.replace("</manifest>", f"{items}</manifest>").replace("</spine>", f"{lost}</spine>")
    parts["书/book.opf"] = book.encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    names: list[str] = []
    content = Package.content

    def counted(package: Package, name: str) -> bytes:
        names.append(name)
        return content(package, name)

    monkeypatch.setattr(Package, "content", counted)
    found, refused = read(target.getvalue())
    assert [part.text for one in found for part in one.paragraphs] == ["船开了。"]
    assert names.count("书/nav.xhtml") == 1 and refused == ["a.epub/none"]


def test_a_preface_and_a_chapter_that_leads_to_others_are_chapters() -> None:
    links = "".join(f'<a href="{n}.xhtml">见第{n}章</a>' for n in (1, 2, 3))
    chapters = {
        "preface.xhtml": "<body><p>《渡口往事》写了三年。</p></body>",
        "0.xhtml": f"<body><h1>前言</h1><p>全书三章。{links}</p></body>",
        **{f"{n}.xhtml": f"<body><h1>第{n}章</h1><p>船开了{n}次。</p></body>" for n in (1, 2, 3)},
    }
    found, _ = read(packed(chapters, list(chapters)))
    assert len(found) == 5


def test_a_book_that_is_only_a_cover_is_read() -> None:
    found, _ = read(
        packed({"1.xhtml": "<body><h1>渡口往事</h1><p>罗小满 著</p></body>"}, ["1.xhtml"])
    )
    assert len(found) == 1
