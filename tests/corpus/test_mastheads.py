"""Where a text stood: paper, date and page from mastheads, running heads, file and folder names."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus import metadata_lines
from corpus.builder import Draft
from corpus.dates import find_date, iso_date
from corpus.file_names import told_by
from corpus.mastheads import masthead
from corpus.read import read_articles
from corpus.readers import pdf, text
from corpus.records import Article
from corpus.spans import verify

BODY = (
    "　　昨天，全县冬修水利开工，要清淤一百四十公里沟渠。十二个乡镇的机器一早就上了堤，干到天黑。"
)
OTHER = (
    "　　第三十家养老食堂在南门口开张，一餐八元。老人们排着队进门，掌勺的师傅说第一天卖了三百份。"
)


@pytest.mark.parametrize(
    ("date_text", "iso"),
    [
        ("民国113年12月30日", "2024-12-30"),
        ("民國一百一十三年十二月三十日", "2024-12-30"),
        ("民國三十八年五月廿日", "1949-05-20"),
        ("民国元年一月", "1912-01"),
        ("二〇二四年十二月卅日", "2024-12-30"),
        ("Wed, 20 Nov 2024 08:00:00 +0800", "2024-11-20"),
        ("1732060800000", "2024-11-20"),
        ("1732060800", "2024-11-20"),
    ],
)
def test_dates_of_other_calendars_and_programs(date_text: str, iso: str) -> None:
    assert iso_date(date_text) == iso


def test_a_date_within_a_line_is_found_with_its_time() -> None:
    line = "发布于 2024-12-25 09:12 来源"
    begin, end, iso = find_date(line) or (0, 0, None)
    assert (line[begin:end].strip(), iso) == ("2024-12-25 09:12", "2024-12-25")
    assert find_date("编号 1234567，共 2024 件") is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (
            "江口晨报 2024年12月30日 星期一 编辑/何田 版式/桂小满 04版 河街",
            {"paper": "江口晨报", "published": "2024-12-30", "edition": "第4版", "column": "河街"},
        ),
        (
            "江口晨报 2024年12月30日 04版 摄影 何田",
            {"paper": "江口晨报", "published": "2024-12-30", "edition": "第4版"},
        ),
        (
            "江口晨报 2024年12月30日 04版 星期一",
            {"paper": "江口晨报", "published": "2024-12-30", "edition": "第4版"},
        ),
        ("江口晨报 2024年12月30日 04版 老桥通车", {}),
        ("江口晨报 2024年12月30日 04版 河街 三十家食堂开张", {}),
        ("江口社区 2024年12月30日 04版 河街", {}),
        (
            "江口日报  2024年12月30日  星期一  第3版",
            {"paper": "江口日报", "published": "2024-12-30", "edition": "第3版"},
        ),
        (
            "2024-12-25 09:12来源：江口日报作者：桂小满 责编：何田",
            {"paper": "江口日报", "published": "2024-12-25", "author": "桂小满"},
        ),
        (
            "民國113年12月30日 星期一 第三版 江口日報",
            {"paper": "江口日報", "published": "2024-12-30", "edition": "第3版"},
        ),
        (
            "《江口日报》2024年12月30日　第4版　副刊·河风",
            {
                "paper": "江口日报",
                "published": "2024-12-30",
                "edition": "第4版",
                "column": "副刊·河风",
            },
        ),
        (
            "江口日报 2024-12-30 4版 河风·诗歌",
            {
                "paper": "江口日报",
                "published": "2024-12-30",
                "edition": "第4版",
                "column": "河风·诗歌",
            },
        ),
        (
            "江口日报 2024-12-30 4版 阿依·古丽",
            {
                "paper": "江口日报",
                "published": "2024-12-30",
                "edition": "第4版",
                "author": "阿依·古丽",
            },
        ),
        (
            "A03版·民生  2024年12月3日",
            {"edition": "第A03版", "column": "民生", "published": "2024-12-03"},
        ),
        (
            "农历甲辰年十一月三十 二〇二四年十二月三十日 星期一 今日8版",
            {"published": "2024-12-30"},
        ),
        (
            "大公报 中华民国三十六年三月五日 星期三 第二张 第五版",
            {"paper": "大公报", "published": "1947-03-05", "edition": "第5版"},
        ),
        (
            "江口日报 JIANGKOU RIBAO 2024年12月30日 星期一",
            {"paper": "江口日报", "published": "2024-12-30"},
        ),
        (
            "03 | 要闻 | 2024.12.30 星期一",
            {"edition": "第3版", "column": "要闻", "published": "2024-12-30"},
        ),
        (
            "责编 何田 美编 江心 2024年12月30日 星期一 第3版 河湾周末",
            {"published": "2024-12-30", "edition": "第3版", "column": "河湾周末"},
        ),
        (
            "2024年12月30日 记者 桂小满 通讯员 江心",
            {"published": "2024-12-30", "author": "桂小满 江心", "office": "记者、通讯员"},
        ),
        ("昨天，全县 2024年12月30日 开工", {}),
        ("2024年12月30日，记者 桂小满在现场看到", {}),
        ("2024年12月30日", {}),
        ("江口日报", {}),
        ("责任编辑：何田", {}),
        ("修鞋匠的二十年", {}),
        ("", {}),
    ],
)
def test_a_line_is_a_masthead_or_none(line: str, fields: dict[str, str]) -> None:
    assert masthead(line) == fields


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (
            "docs/2024-12-30/20241230_03_桥头市场搬迁.txt",
            {"published": "2024-12-30", "edition": "第3版"},
        ),
        (
            "江口日报-20241120-06版.pdf",
            {"published": "2024-11-20", "edition": "第6版", "paper": "江口日报"},
        ),
        (
            "江口晚报/2024-12-31/A03.txt",
            {"published": "2024-12-31", "edition": "第A03版", "paper": "江口晚报"},
        ),
        ("2024年3月5日第2版.docx", {"published": "2024-03-05", "edition": "第2版"}),
        ("第1版.txt", {"edition": "第1版"}),
        ("第3版：要闻.txt", {"edition": "第3版", "column": "要闻"}),
        (
            "申报/民国三十六年三月五日/二版.jpg",
            {"paper": "申报", "published": "1947-03-05", "edition": "第2版"},
        ),
        (
            "二〇二四年十二月三十日/A03-要闻.txt",
            {"published": "2024-12-30", "edition": "第A03版", "column": "要闻"},
        ),
        ("2024/12/30/03.txt", {"published": "2024-12-30", "edition": "第3版"}),
        ("2024年/2月/30日/03.txt", {"edition": "第3版"}),
        ("[2024-12-30][P3]桥头.txt", {"published": "2024-12-30", "edition": "第3版"}),
        (
            "江口日报-20241120-6.pdf",
            {"published": "2024-11-20", "edition": "第6版", "paper": "江口日报"},
        ),
        ("二〇二四年十二月三十日_A3.txt", {"published": "2024-12-30", "edition": "第A3版"}),
        ("t20241230_2.htm", {"published": "2024-12-30"}),
        ("t20241230_12.htm", {"published": "2024-12-30"}),
        ("例会20241230_03.txt", {"published": "2024-12-30"}),
        ("2024-12-30_2.txt", {"published": "2024-12-30"}),
        ("jkrb2024123003.pdf", {"published": "2024-12-30", "edition": "第3版"}),
        ("2024-12-30/03-桥头市场.txt", {"published": "2024-12-30"}),
        ("2024年3月工作总结.docx", {}),
        ("2017-11-停船规定.md", {"published": "2017-11"}),
        ("2017-13-停船规定.md", {}),
        ("学习简报.txt", {}),
        ("合同12345678901.docx", {}),
        ("20241399_报告.txt", {}),
        ("03.txt", {}),
    ],
)
def test_names_of_files_and_folders(path: str, fields: dict[str, str]) -> None:
    assert told_by(path) == fields


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("2024年3月5日　桂小满", ("桂小满", None, "2024-03-05", None)),
        ("桂小满 | 二〇二四年三月五日", ("桂小满", None, "2024-03-05", None)),
        (
            "来源：江口日报 记者 桂小满 2024年3月5日",
            ("桂小满", "记者", "2024-03-05", "江口日报"),
        ),
        ("时间：2024年3月5日 记者：桂小满", ("桂小满", None, "2024-03-05", None)),
        ("2024年3月5日 会议纪要", (None, None, None, None)),
    ],
)
def test_a_line_below_a_title_tells_who_and_when(line: str, fields: tuple[str | None, ...]) -> None:
    draft = Draft("")
    assert metadata_lines.take(draft, line, bare=True) == any(fields)
    assert (draft.author, draft.office, draft.published, draft.paper) == fields


def only(articles: list[Article]) -> Article:
    assert len(articles) == 1
    return articles[0]


def test_a_masthead_above_a_text_is_no_title() -> None:
    head = "江口日报\n2024年12月30日 星期一\n第3版 民生\n\n冬修水利开工\n\n本报记者 桂小满\n\n"
    article = only(list(text.from_text(head + BODY, "a.txt")))
    assert (article.title, article.author) == ("冬修水利开工", "桂小满")
    assert (article.paper, article.published, article.edition, article.column) == (
        "江口日报", "2024-12-30", "第3版", "民生",
    )  # fmt: skip
    assert [p.text for p in article.paragraphs] == [BODY.strip()]
    assert any("第3版" in note for note in article.notes)


def test_a_title_that_ends_like_a_papers_name_stays_a_title() -> None:
    article = only(list(text.from_text(f"学习简报\n\n2024年3月4日\n\n{BODY}", "a.txt")))
    assert (article.title, article.paper, article.published) == ("学习简报", None, "2024-03-04")


def test_all_articles_of_a_page_say_its_paper_date_and_page() -> None:
    page = (
        "2024年12月30日 星期一 第3版 民生\n江口日报\n\n冬修水利开工\n\n本报记者 桂小满\n\n"
        f"{BODY}\n\n养老食堂开到第三十家\n\n本报记者 高远\n\n{OTHER}\n"
    )
    articles = list(text.from_text(page, "a.txt"))
    assert [article.author for article in articles] == ["桂小满", "高远"]
    for article in articles:
        assert (article.paper, article.published, article.edition) == (
            "江口日报",
            "2024-12-30",
            "第3版",
        )


def test_what_the_file_says_goes_before_its_name(tmp_path: Path) -> None:
    path = tmp_path / "20200101_07_x.txt"
    path.write_text(f"冬修水利开工\n\n2024年12月30日\n\n{BODY}", "utf-8")
    article = only(list(read_articles([path], apart=False)))
    assert (article.published, article.edition) == ("2024-12-30", "第7版")
    assert "edition inferred from the file's name" in article.notes
    assert "published inferred from the file's name" not in article.notes


FONT = "STSong-Light"


def pdf_of(draw: Callable[[Any], None]) -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = io.BytesIO()
    page = canvas.Canvas(target)
    draw(page)
    page.save()
    return target.getvalue()


def read(data: bytes) -> list[Article]:
    articles = list(pdf.read(io.BytesIO(data), "a.pdf", lambda path, reason: None))
    for article in articles:
        assert all(verify(article.source.text, p.text, p.spans) for p in article.paragraphs)
    return articles


LINES = [
    "河边的磨坊早已停了，水轮还在。村里把它修成了",
    "展馆，一楼放农具，二楼讲旧事，周末常有学生来。",
]


def printed(page: Any, head: str, title: str, lines: list[str], foot: str = "") -> None:
    page.setFont(FONT, 9)
    page.drawString(90, 800, head)
    page.setFont(FONT, 20)
    page.drawString(90, 740, title)
    page.setFont(FONT, 11)
    for number, line in enumerate(lines):
        page.drawString(90, 700 - 16 * number, line)
    if foot:
        page.setFont(FONT, 8)
        page.drawString(90, 60, foot)
        page.drawString(90, 48, "这一行还是脚注。")
    page.showPage()


def test_pages_of_a_paper_in_one_pdf_are_not_one_article() -> None:
    def draw(page: Any) -> None:
        for number, title in ((1, "磨坊成了展馆"), (2, "渡口添了新船")):
            printed(page, f"江口日报 2024年11月20日 第{number}版", title, LINES)

    articles = read(pdf_of(draw))
    assert [article.title for article in articles] == ["磨坊成了展馆", "渡口添了新船"]
    assert [article.edition for article in articles] == ["第1版", "第2版"]
    assert {(article.paper, article.published) for article in articles} == {
        ("江口日报", "2024-11-20")
    }
    assert [p.page for article in articles for p in article.paragraphs] == [1, 2]
    assert all("江口日报" not in article.source.text for article in articles)


def test_paragraphs_of_a_pdf_know_their_page() -> None:
    texts = [
        "东头的菜地今年收了三百斤番茄，都送给了门卫和邻居。",
        "西头种的是豆角，架子搭得很高，夏天能遮住半面墙。",
        "中间一块留给孩子，他们种了向日葵，秋天一起收籽。",
    ]

    def draw(page: Any) -> None:
        for number, line in enumerate(texts, 1):
            page.setFont(FONT, 11)
            for row in range(3):
                page.drawString(90, 700 - 40 * row, line)
            page.drawString(290, 30, f"{number}")
            page.showPage()

    article = only(read(pdf_of(draw)))
    assert {p.text: p.page for p in article.paragraphs} == dict(zip(texts, (1, 2, 3), strict=True))


def test_footnotes_leave_the_text_and_are_noted() -> None:
    article = only(
        read(pdf_of(lambda page: printed(page, "", "磨坊成了展馆", LINES, "① 磨坊建于清末。")))
    )
    assert "清末" not in article.source.text
    assert "left out: ① 磨坊建于清末。这一行还是脚注。" in article.notes


def test_who_keeps_a_newsletter_stands_beside_the_number_of_its_issue_alone() -> None:
    line = "石桥船厂主办 2023年第4期（总第31期） 2023年8月2日 内部资料"
    assert masthead(line) == {"published": "2023-08-02"}
    assert masthead("石桥船厂主办 2023年8月2日") == {}
    assert masthead("石桥船厂主办第4期培训班 2023年8月2日") == {}


@pytest.mark.parametrize("byline", ["□桂小满", "◎桂小满", "桂小满"])
def test_a_page_and_its_column_behind_the_number_are_no_author(byline: str) -> None:
    head = "《江口日报》2012年3月2日　第4版　副刊·河风\n\n渡口的灯（连载之一）\n"
    (article,) = text.from_text(f"{head}{byline}\n\n{BODY}\n{OTHER}\n", "a.txt")
    assert (article.title, article.author) == ("渡口的灯（连载之一）", "桂小满")
    assert (article.column, article.published) == ("副刊·河风", "2012-03-02")
