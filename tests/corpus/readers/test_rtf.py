"""RTF: characters by their code page, tables, footnotes; what is no text is left out."""

from __future__ import annotations

import io

import pytest

from corpus import limits
from corpus.readers import rtf
from corpus.records import Article
from corpus.spans import verify
from errors import LimitError, SourceError


def coded(text: str, encoding: str = "gbk") -> str:
    """As programs write it: every byte beyond ASCII as \\'xx."""
    return "".join(
        chr(byte) if byte < 128 and chr(byte) not in "\\{}" else f"\\'{byte:02x}"
        for byte in text.encode(encoding)
    )


def read(body: str, head: str = "\\ansicpg936") -> list[Article]:
    data = f"{{\\rtf1\\ansi{head} {body}}}".encode("latin-1")
    found = list(rtf.read(io.BytesIO(data), "a.rtf", lambda path, reason: None))
    for one in found:
        assert all(verify(one.source.text, part.text, part.spans) for part in one.paragraphs)
    return found


def told(found: list[Article]) -> list[tuple[str | None, str]]:
    return [(part.heading, part.text) for one in found for part in one.paragraphs]


def test_title_byline_and_paragraphs() -> None:
    body = "".join(
        f"\\pard {coded(line)}\\par\n"
        for line in ("渡口修了新桥", "作者：罗小满", "桥长九十米，昨天通车。", "渡船从此停航。")
    )
    (one,) = read("{\\fonttbl{\\f0\\fcharset134 \\'cb\\'ce;}}{\\colortbl;}" + body)
    assert (one.title, one.author) == ("渡口修了新桥", "罗小满")
    assert told([one]) == [(None, "桥长九十米，昨天通车。"), (None, "渡船从此停航。")]


def test_characters_by_unicode_by_font_and_beyond_the_first_plane() -> None:
    halves = "\\u-10146?\\u-8379?"  # 𧭅 as RTF writes it
    body = "{\\fonttbl{\\f0\\fcharset0 A;}{\\f1\\fcharset136 B;}}"
    body += f"\\uc1\\u28193?\\u21475 ?{{\\f1 {coded('風大', 'big5')}}}{coded('停航')}"
    body += f"{halves}\\u12290?\\par"
    assert told(read(body)) == [(None, "渡口風大停航\U00027b45。")]


def test_a_character_whose_second_byte_is_a_letter() -> None:
    text = "丄俓乗"  # in GBK their second bytes are ASCII
    assert any(byte < 128 for byte in text.encode("gbk"))
    assert told(read(coded(f"{text}三字。") + "\\par")) == [(None, f"{text}三字。")]


def test_what_is_no_text_is_left_out() -> None:
    body = "{\\info{\\title x}}{\\header " + coded("江口日报") + "\\par}{\\*\\unknown y}"
    body += "{\\pict\\bin5 {{}}}z}" + coded("甲") + "{\\deleted " + coded("删") + "}"
    body += "{\\field{\\*\\fldinst HYPERLINK}{\\fldrslt " + coded("乙。") + "}}\\par"
    (one,) = read(body)
    assert told([one]) == [(None, "甲乙。")]
    assert "left out: 江口日报" in one.notes


def test_rows_merged_cells_and_footnotes() -> None:
    def row(*cells: str, merges: tuple[str, ...] = ("", "", "")) -> str:
        defined = "".join(f"{merge}\\cellx{i}" for i, merge in enumerate(merges))
        inner = "\\cell ".join(map(coded, cells))
        return f"\\trowd{defined}\\pard\\intbl {inner}\\cell\\row\n"

    table = row("工种", "名次", "选手")
    table += row("电焊", "头名", "向春", merges=("\\clvmgf", "", ""))
    table += row("", "次名", "邹敏", merges=("\\clvmrg", "", ""))
    note = "{\\footnote\\pard " + coded("评委共五人。") + "}"
    body = f"{coded('名单如下。')}{note}\\par {table}\\pard {coded('奖金另发。')}\\par"
    names = "工种 | 名次 | 选手"
    assert told(read(body)) == [
        (None, "名单如下。"), ("脚注 1", "评委共五人。"),
        (names, "电焊 头名 向春"), (names, "电焊 次名 邹敏"), (None, "奖金另发。"),
    ]  # fmt: skip


def test_headings_by_their_outline() -> None:
    body = f"\\pard\\outlinelevel0 {coded('渡口')}\\par\\pard {coded('桥通了。')}\\par"
    body += f"\\pard\\outlinelevel1 {coded('票价')}\\par\\pard {coded('两元。')}\\par"
    (one,) = read(body)
    assert one.title == "渡口" and told([one]) == [(None, "桥通了。"), ("票价", "两元。")]


def test_groups_without_end_and_words_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(LimitError, match="levels"):
        read("{" * 10_000)
    assert told(read("}}}}" + coded("甲。") + "\\u\\bin\\uc\\f\\fcharset\\outlinelevel")) == [
        (None, "甲。")
    ]
    monkeypatch.setattr(limits, "OFFICE_ELEMENTS", limits.OFFICE_ELEMENTS._replace(value=1_000))
    with pytest.raises(LimitError, match="elements"):
        read("\\b" * 1_100)
    with pytest.raises(SourceError, match="not an RTF document"):
        list(rtf.read(io.BytesIO(b"%PDF-1.4"), "a.rtf", lambda path, reason: None))


def test_a_row_without_its_end_and_pictures_without_theirs_lose_nothing() -> None:
    row = f"\\trowd\\cellx1\\cellx2\\intbl {coded('村名')}\\cell {coded('收成')}\\cell "
    assert told(read(row)) == [(None, "村名 收成")]
    picture = "{\\pict\\bin999999 x}"
    assert told(read(f"{picture}{coded('渡口的船修好了。')}\\par")) == [(None, "渡口的船修好了。")]


def test_hidden_text_stands_in_a_note_and_nowhere_else() -> None:
    first = f"{coded('桥长九十米，')}{{\\v {coded('此处待核')}}}{coded('昨天通车。')}\\par "
    second = f"{coded('渡船停了。')}\\v {coded('删去')}\\v0 {coded('船工改行。')}\\par "
    third = f"\\v {coded('藏')}\\plain {coded('风停了。')}\\par "
    (one,) = read(first + second + third)
    assert [text for _, text in told([one])] == [
        "桥长九十米，昨天通车。",
        "渡船停了。船工改行。",
        "风停了。",
    ]
    assert [note.split(": ")[1] for note in one.notes if "left out" in note] == [
        "此处待核",
        "删去",
        "藏",
    ]
