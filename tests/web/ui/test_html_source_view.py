"""A source as it came in: every letter of it is there, and each piece says where it went."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.metadata import Metadata
from corpus.records import Article, Paragraph, Source
from web.ui.addresses import Passage
from web.ui.html_article import article_html, article_page, seams
from web.ui.html_source_view import lit, moved, origin_html, origin_page, pieces
from web.ui.strings import Words

ZH = Words("zh")
TEXT = (
    "渡口的船\n林一\n船每天开\n三趟。\n窑厂的火\n江二\n火要烧七天。\n雨天不开船。\n无主的一行。\n"
    "火灭了才开窑。\n"
)


def spans(*parts: str) -> tuple[tuple[int, int], ...]:
    return tuple((TEXT.index(part), TEXT.index(part) + len(part)) for part in parts)


def paragraph(*parts: str) -> Paragraph:
    text = "".join(parts).replace("\n", "")
    return Paragraph(None, text, spans(*parts))


SHIP = Article(
    "ship", Source("/in/版.txt", TEXT), Metadata(title="渡口的船", author="林一"),
    (paragraph("船每天开\n三趟。", "雨天不开船。"),),
)  # fmt: skip
KILN = Article(
    "kiln", Source("/in/版.txt", TEXT), Metadata(title="窑厂的火", author="江二"),
    (paragraph("火要烧七天。"), paragraph("火灭了才开窑。")),
)  # fmt: skip


def shown(html: str) -> str:
    paper = re.search(r'<div class="wb-paper">(.*?)</div></section>', html, re.S)[1]  # type: ignore[index]
    return re.sub(r"<sup.*?</sup>|<[^>]*>", "", paper)


def test_an_articles_own_address_is_text_and_no_link() -> None:
    ship = replace(SHIP, metadata=replace(SHIP.metadata, url="https://evil.example/x"))
    for html in (origin_page(Passage(ship), [ship], ZH), article_html(Passage(ship), ZH)):
        assert not re.search(r"""(?:href|src)=["']?(?:https?:)?//""", html)
    assert "https://evil.example/x" in article_html(Passage(ship), ZH)


def test_the_whole_source_is_shown_and_each_piece_names_its_place() -> None:
    html = origin_html(Passage(SHIP), [SHIP, KILN], ZH)
    assert shown(html) == TEXT
    assert html.count('<a class="wb-piece') == 4
    assert "《渡口的船》第 1 段，第 2 块，共 2 块" in html
    assert re.findall(r'<s class="wb-left"[^>]*>(.*?)\n?</s>', html) == ["无主的一行。"]
    heads = re.findall(r'<b class="wb-head">(.*?)\n?</b>', html)
    assert heads == ["渡口的船", "林一", "窑厂的火", "江二"]
    assert "2 篇文章、3 段、接起 1 处、移动 2 块、1 行没有归入任何文章" in html


def test_what_was_moved() -> None:
    # 雨天不开船 stands after the kiln's first lines, 火灭了 after the ship's last one.
    found = [TEXT[slice(*piece.span)] for piece in moved(pieces([SHIP, KILN]))]
    assert found == ["雨天不开船。", "火灭了才开窑。"]
    assert moved(pieces([KILN])) == []


def test_a_seam_is_where_other_text_lies_between() -> None:
    [one] = SHIP.paragraphs
    assert seams(one, TEXT) == [len("船每天开三趟。")]
    wrapped = paragraph("船每天开", "三趟。")
    assert seams(wrapped, TEXT) == [], "a line break alone is no seam"


def test_a_mark_lies_on_the_same_words_in_the_source() -> None:
    [one] = SHIP.paragraphs
    for mark in ("每天开三", "三趟。雨天", "不开船"):
        at = one.text.index(mark)
        [(start, end)] = lit(Passage(SHIP, 1, [(at, at + len(mark))]))
        got = TEXT[start:end].replace("\n", "")
        assert got.startswith(mark[:2]) and got.endswith(mark[-1:])
    assert lit(Passage(SHIP, 1, [(500, 600)])) == [] and lit(Passage(SHIP, 9)) == []
    assert lit(Passage(SHIP, 1)) == list(one.spans)


def test_a_long_source_is_cut_around_the_article_and_says_so() -> None:
    text = "甲" * 50_000 + "正文在此。" + "乙" * 90_000
    one = Paragraph(None, "正文在此。", ((50_000, 50_005),))
    article = Article("a", Source("a.txt", text), Metadata(), (one,))
    html = origin_page(Passage(article, 1), [article], ZH)
    assert "正文在此。" in html and len(html) < 80_000 and "只显示" in html


def test_markup_in_a_source_is_text() -> None:
    evil = "<script>1</script>\n<b>正文</b>\n"
    start = evil.index("<b>")
    article = Article(
        "a", Source("<i>.txt", evil), Metadata(title="<u>题"),
        (Paragraph(None, "<b>正文</b>", ((start, start + 9),)),),
    )  # fmt: skip
    html = origin_page(Passage(article), [article], ZH)
    assert "<script>1" not in html and "<b>正文" not in html and "<u>" not in html
    assert "<i>.txt" not in html


def test_a_document_does_not_lead_to_itself() -> None:
    article = Article("a", Source("a.txt", "\n\n  \n正文"), Metadata(),
                      (Paragraph(None, "正文", ((5, 7),)),))  # fmt: skip
    html = origin_page(Passage(article), [article], ZH)
    tools = html[html.index("wb-tools") : html.index("</nav>")]
    assert 'href="/article/a"' in tools and "/source/" not in tools
    assert '<div class="wb-paper"><a' in html, "no blank lines before the first word"
    alone = article_page(Passage(article), ZH, article_html(Passage(article), ZH))
    tools = alone[alone.index("wb-tools") : alone.index("</nav>")]
    assert 'href="/source/a"' in tools and "/article/" not in tools
    assert html.count("<h1") == alone.count("<h1") == 1


HEADED = (
    "---\ntitle: 船厂工资\ndate: 2024年3月5日\n---\n船厂有两个车间，\n都在江边。\n"
    "| 车间 | 人数 |\n|---|---|\n| 木工 | 21 |\n印刷：2024年3月6日\n"
)


def headed() -> Article:
    def places(*parts: str) -> tuple[tuple[int, int], ...]:
        return tuple((HEADED.index(part), HEADED.index(part) + len(part)) for part in parts)

    prose = Paragraph(None, "船厂有两个车间，都在江边。", places("船厂有两个车间，", "都在江边。"))
    row = Paragraph("车间 | 人数", "木工 21", places("木工 ", "21"))
    known = Metadata(title="船厂工资", published="2024-03-05")
    return Article("yard", Source("厂.md", HEADED), known, (prose, row))


def test_lines_that_follow_and_cells_of_a_row_are_joined_nowhere() -> None:
    html = origin_html(Passage(headed()), [headed()], ZH)
    assert "<sup" not in html and "第 2 块" not in html and "接起" not in html
    html = origin_html(Passage(SHIP), [SHIP, KILN], ZH)
    assert '<sup class="wb-seam">1/2</sup>' in html, "other lines lie between these"


def test_the_line_of_the_date_and_rules_are_no_text_that_is_left_out() -> None:
    html = origin_html(Passage(headed()), [headed()], ZH)
    assert shown(html) == HEADED
    heads = re.findall(r'<b class="wb-head">(.*?)\n?</b>', html)
    assert heads == ["title: 船厂工资", "date: 2024年3月5日", "| 车间 | 人数 |"]
    left = re.findall(r'<s class="wb-left"[^>]*>(.*?)\n?</s>', html)
    assert left == ["印刷：2024年3月6日"], "another day is told by no one"
