"""Lines that say where and when a text stood and who wrote it, as editors write them: at its head,
at its foot; and lines that only look so, which stay text."""

from __future__ import annotations

import io
from html import escape

import pytest

from corpus.builder import finish
from corpus.metadata import METADATA, Metadata
from corpus.readers import html, markdown, text
from corpus.records import Article, Source
from corpus.spans import verify

TITLE = "苇塘渡口添了新船"
FIRST = "渡口的旧船用了二十三年，船底补过九回，上个月终于上岸歇着去了，新船是镇上自己造的。"
LAST = "船工说，新船能坐四十个人，发大水的日子也敢开，价钱还是一块钱，学生和老人不收。"
ENGLISH = "The old ferry had crossed the river for twenty-three years before it was taken ashore."


def told(
    paper: str | None = None,
    published: str | None = None,
    edition: str | None = None,
    column: str | None = None,
    author: str | None = None,
    office: str | None = None,
) -> Metadata:
    return Metadata(TITLE, author, office, column, published, paper, edition)


W, DAY = "苇塘报", "2022-09-05"

CREDITS = [
    # the line, who wrote it, and in which office or for which body
    ("本报记者 桂小满 通讯员 何田", "桂小满 何田", "本报记者、通讯员"),
    ("特约记者 桂小满", "桂小满", "特约记者"),
    ("特约撰稿 桂小满", "桂小满", "特约撰稿"),
    ("特约撰稿人：桂小满", "桂小满", "特约撰稿人"),
    ("实习生 何田", "何田", "实习生"),
    ("见习记者 何田 实习生 高远", "何田 高远", "见习记者、实习生"),
    ("首席记者桂小满", "桂小满", "首席记者"),
    ("采写：桂小满", "桂小满", None),
    ("采写/本报记者 桂小满", "桂小满", "本报记者"),
    ("撰文 桂小满", "桂小满", None),
    ("文/图 桂小满", "桂小满", None),
    ("记者 桂小满 文/图", "桂小满", "记者"),
    ("文/桂小满 图/何田", "桂小满", None),
    ("桂小满/文 何田/图", "桂小满", None),
    ("文：桂小满　摄影：何田", "桂小满", None),
    ("摄影：何田　记者：桂小满", "桂小满", None),
    ("口述 高远　整理 桂小满", "高远 桂小满", None),
    ("高远口述 桂小满整理", "高远 桂小满", None),
    ("采写：石桥见习记者 桂小满", "桂小满", "石桥见习记者"),
    ("编译：桂小满", "桂小满", None),
    ("作者：桂小满　翻译：何田", "桂小满", None),
    ("记者 阿依古丽·买买提", "阿依古丽·买买提", "记者"),
    ("桂小满", "桂小满", None),
    ("责任编辑：何田　记者：桂小满", "桂小满", None),
    ("县统计局供稿", None, "县统计局"),
    ("供稿：县气象台", None, "县气象台"),
    ("供稿：桂小满", "桂小满", None),
    ("桂小满供稿", "桂小满", None),
    ("综合县防汛办消息", None, "县防汛办"),
    ("据县气象台消息", None, "县气象台"),
    ("据新华社报道", None, "新华社"),
    ("本报综合", None, "本报"),
    ("本报综合消息", None, "本报"),
    ("评论员 何田", "何田", "评论员"),
    ("记者 何田 摄影报道", "何田", "记者"),
    ("小记者 何田 指导老师 高远", "何田", "小记者"),
    ("记者 何田 编辑 高远", "何田", "记者"),
    ("本报记者 综合整理", None, "本报记者"),
    ("新华社电", None, "新华社"),
]
TRADITIONAL = [
    ("特約撰稿 張長青", "張長青", "特約撰稿"),
    ("綜合縣防汛辦消息", None, "縣防汛辦"),
    ("實習記者 張長青 通訊員 何田", "張長青 何田", "實習記者、通訊員"),
]

HEADS: list[tuple[str, Metadata]] = [
    ("《苇塘报》2022年9月5日 文化版　记者 桂小满", told(W, DAY, None, "文化", "桂小满", "记者")),
    ("《苇塘报》2022年9月5日 人物版 作者 桂小满", told(W, DAY, None, "人物", "桂小满")),
    ("《苇塘报》2022年9月5日第4版　文／桂小满", told(W, DAY, "第4版", None, "桂小满")),
    ("《苇塘报》 2022-09-05 第４版 副刊", told(W, DAY, "第4版", "副刊")),
    (
        "苇塘报 2022年9月5日 A03版 民生 通讯员 何田",
        told(W, DAY, "第A03版", "民生", author="何田", office="通讯员"),
    ),
    ("2022年9月5日《苇塘报》第三版", told(W, DAY, "第3版")),
    ("第3版 《苇塘报》 2022年9月5日", told(W, DAY, "第3版")),
    ("记者 桂小满　《苇塘报》2022年9月5日", told(W, DAY, None, None, "桂小满", "记者")),
    ("《苇塘报》记者 桂小满 2022年9月5日", told(W, DAY, None, None, "桂小满", "记者")),
    ("《苇塘报》2022年9月5日第2-3版", told(W, DAY, "第2-3版")),
    ("《苇塘报》2022年9月5日 头版", told(W, DAY, None, "头版")),
    ("《苇塘报》（2022年9月5日 第2版）", told(W, DAY, "第2版")),
    ("《苇塘报》| 2022.9.5 | 第2版 | 记者：桂小满", told(W, DAY, "第2版", None, "桂小满")),
    ("苇塘日报，2022年9月5日，第2版", told("苇塘日报", DAY, "第2版")),
    ("《苇塘报》二〇二二年九月五日 星期一 第二版", told(W, DAY, "第2版")),
    ("《苇塘文艺》2022年第3期 作者：桂小满", told("苇塘文艺", "2022", None, None, "桂小满")),
    ("《苇塘报》2022年9月", told(W, "2022-09")),
    ("《苇塘报》2022年9月5日第3版　县文化馆 供稿", told(W, DAY, "第3版", None, None, "县文化馆")),
    ("《苇塘报》2022年9月5日第1版　本报评论员", told(W, DAY, "第1版", None, None, "本报评论员")),
    ("《苇塘报》2022年9月5日第1版　本报编辑部", told(W, DAY, "第1版", None, None, "本报编辑部")),
    ("来源：苇塘报　2022年9月5日　县统计局供稿", told(W, DAY, None, None, None, "县统计局")),
    ("原载《苇塘报》2022年9月5日第3版　作者：桂小满", told(W, DAY, "第3版", None, "桂小满")),
    ("转自《苇塘报》2022年9月5日", told(W, DAY)),
    ("据《苇塘报》2022年9月5日报道", told(W, DAY)),
    (
        "《葦塘報》民國一百一十一年九月五日　記者 張長青",
        told(paper="葦塘報", published=DAY, author="張長青", office="記者"),
    ),
    (
        "《葦塘報》2022年9月5日第3版　縣統計局供稿",
        told(paper="葦塘報", published=DAY, edition="第3版", office="縣統計局"),
    ),
    ("原載《葦塘報》2022年9月5日", told("葦塘報", DAY)),
    ("2022年9月5日　县统计局供稿", told(None, DAY, None, None, None, "县统计局")),
    ("第3版　记者 桂小满", told(None, None, "第3版", None, "桂小满", "记者")),
    ("《苇塘报》第3版", told(W, None, "第3版")),
    ("特約撰稿 張長青", told(None, None, None, None, "張長青", "特約撰稿")),
    ("县统计局供稿", told(None, None, None, None, None, "县统计局")),
    ("综合县防汛办消息", told(None, None, None, None, None, "县防汛办")),
    ("摄影：何田　文：桂小满", told(None, None, None, None, "桂小满")),
    ("来源：《苇塘报》2022年9月5日第3版", told(W, DAY, "第3版")),
    ("【苇塘报】2022年9月5日", told(W, DAY)),
    ("「葦塘報」2022年9月5日", told("葦塘報", DAY)),
    ("苇塘报/2022年9月5日/第3版/何田", told(W, DAY, "第3版", None, "何田")),
    ("作者/何田 来源/苇塘报 时间/2022.9.5", told(W, DAY, None, None, "何田")),
    ("苇塘报2022年9月5日讯", told(W, DAY)),
    ("《苇塘报》2022年9月5日讯（记者 何田）", told(W, DAY, None, None, "何田", "记者")),
    ("《苇塘报》，2022年9月5日，第3版，记者何田", told(W, DAY, "第3版", None, "何田", "记者")),
    ("《苇塘报》2022年9月5日 第1234期 4版", told(W, DAY, "第4版")),
    ("《苇塘报》9月5日第3版", told(W, None, "第3版")),
    ("《苇塘报》2022.09.05 第3版 专题报道", told(W, DAY, "第3版", "专题报道")),
    ("《苇塘报》2022年9月5日 文化周刊", told(W, DAY, None, "文化周刊")),
    ("《苇塘报》2022年9月5日 社论", told(W, DAY, None, "社论")),
    ("县融媒体中心记者 何田", told(None, None, None, None, "何田", "县融媒体中心记者")),
    ("Text by Mei Gui, photos by Tian He", told(None, None, None, None, "Mei Gui")),
    ("Source: Weitang Daily, September 5, 2022", told("Weitang Daily", DAY)),
    ("WEITANG DAILY, Sept 5, 2022, p. 4", told("WEITANG DAILY", DAY, "第4版")),
    (
        "Weitang News (English page), September 5, 2022. By Mei Gui",
        told(paper="Weitang News", published=DAY, column="English page", author="Mei Gui"),
    ),
    ("Weitang Daily, 5 September 2022, page 3", told("Weitang Daily", DAY, "第3版")),
    (
        "By Mei Gui, staff reporter | The Weitang Herald | Sept. 5, 2022",
        told(paper="The Weitang Herald", published=DAY, author="Mei Gui", office="staff reporter"),
    ),
    (
        "Weitang Times, Monday, September 5, 2022, Page A3. Correspondent Mei Gui",
        told("Weitang Times", DAY, "第A3版", author="Mei Gui", office="Correspondent"),
    ),
    ("September 5, 2022. By Mei Gui and Tian He", told(None, DAY, None, None, "Mei Gui Tian He")),
]  # fmt: skip
HEADS += [
    (f"《苇塘报》2022年9月5日　{line}", told(W, DAY, author=author, office=office))
    for line, author, office in CREDITS
]
HEADS += [
    (f"《葦塘報》2022年9月5日　{line}", told("葦塘報", DAY, author=author, office=office))
    for line, author, office in TRADITIONAL
]

FEET: list[tuple[str, Metadata]] = [
    ("（《苇塘报》2022年9月5日第3版）", told(W, DAY, "第3版")),
    ("（载《苇塘报》2022年9月5日第3版）", told(W, DAY, "第3版")),
    ("（原载《苇塘报》2022年9月5日 第3版 副刊）", told(W, DAY, "第3版", "副刊")),
    ("（刊于《苇塘报》2022年9月5日）", told(W, DAY)),
    ("（《苇塘报》2022年9月5日第3版刊载）", told(W, DAY, "第3版")),
    ("（《苇塘报》2022年9月5日第4版广告）", told(W, DAY, "第4版", "广告")),
    ("——原载《苇塘报》2022年9月5日", told(W, DAY)),
    ("(摘自《苇塘报》2022-09-05)", told(W, DAY)),
    ("（原載《葦塘報》2022年9月5日第3版）", told("葦塘報", DAY, "第3版")),
    ("本文刊登于《苇塘报》2022年9月5日第3版", told(W, DAY, "第3版")),
    ("（2022年9月5日刊登于《苇塘报》第3版）", told(W, DAY, "第3版")),
    ("（原载《苇塘报》2022年9月5日，作者：桂小满）", told(W, DAY, None, None, "桂小满")),
    ("苇塘县自来水公司\n2022年9月5日", told(None, DAY, None, None, None, "苇塘县自来水公司")),
    ("本报编辑部\n2022年9月5日", told(None, DAY, None, None, None, "本报编辑部")),
    (
        "渡口二小\n2022年9月4日\n（《苇塘报》2022年9月5日第2版）",
        told(paper=W, published=DAY, edition="第2版", office="渡口二小"),
    ),
    ("读者 桂小满\n2022年9月5日", told(None, DAY, None, None, "桂小满", "读者")),
    ("此致\n敬礼！\n读者 桂小满\n2022年9月5日", told(None, DAY, None, None, "桂小满", "读者")),
    (
        "此致\n敬礼！\n\n渡口居民：桂小满\n\n2022年9月5日",
        told(published=DAY, author="桂小满", office="渡口居民"),
    ),
    (
        "一位热心读者 桂小满 敬上\n2022年9月5日",
        told(published=DAY, author="桂小满", office="一位热心读者"),
    ),
    ("讀者 張長青\n2022年9月5日", told(None, DAY, None, None, "張長青", "讀者")),
    ("县统计局供稿", told(None, None, None, None, None, "县统计局")),
    ("（特约撰稿 桂小满）", told(None, None, None, None, "桂小满", "特约撰稿")),
    ("（《苇塘报》2022年9月5日第3版，有删节）", told(W, DAY, "第3版")),
    ("（据新华社）", told(None, None, None, None, None, "新华社")),
    ("桂小满 敬上", told(None, None, None, None, "桂小满")),
    ("县政府办公室 2022年9月5日", told(None, DAY, None, None, None, "县政府办公室")),
    ("桂小满 2022年9月5日", told(None, DAY, None, None, "桂小满")),
    ("(Weitang News, September 5, 2022, page 2)", told("Weitang News", DAY, "第2版")),
    ("（《苇塘周刊》2022年9月5日，第4—5页）", told("苇塘周刊", DAY)),
    ("（《苇塘周刊》2022年9月5日 第8页）", told("苇塘周刊", DAY)),
    ("（《苇塘报》2022年9月5日第3版“渡口话”）", told(W, DAY, "第3版", "渡口话")),
    ("（《苇塘报》2022年9月5日第4版 来信照登）", told(W, DAY, "第4版", "来信照登")),
    ("（《苇塘文艺》2022年第2期，第38页）", told("苇塘文艺", "2022")),
    ("（《葦塘雜誌》2022年9月號，頁22）", told("葦塘雜誌", "2022-09")),
    ("（选自何田散文集《渡船》，长河出版社2022年版，第41页）", told("渡船", "2022")),
    ("原载《苇塘文艺》", told("苇塘文艺")),
    ("来源：苇塘融媒", told("苇塘融媒")),
]  # fmt: skip

TEXTS = [
    "记者了解到，渡口的新船明年还要再造一条。",
    "记者从县里获悉，新船的钱是各村凑的",
    "记者发现",
    "记者调查",
    "记者手记",
    "记者节快到了，渡口来了一群学生",
    "记者马上赶到渡口",
    "通讯员队伍越来越大",
    "2022年9月5日，县里来人看了新船。",
    "2022年9月5日，县里来人看了新船，量了船底",
    "2022年9月5日上午渡口停航",
    "9月5日 试航",
    "《苇塘报》是县里最老的报纸。",
    "《苇塘报》是县里最老的报纸",
    "《苇塘报》2022年9月5日报道，渡口要造新船。",
    "《苇塘报》2022年9月5日的报道说错了船的长度",
    "《苇塘报》2022年9月5日那一期我还留着",
    "《苇塘报》1986年创刊",
    "《渡口》2022年9月5日上映",
    "《渡口》《新船》《老船工》",
    "《渡口管理办法》2022年9月5日",
    "名单：桂小满 何田 高远 祝青",
    "获奖者：桂小满",
    "记者：新船什么时候下水？",
    "Marathon 2022 was held on the river",
    "桂小满：下个月就下水",
    "作者认为新船太宽",
    "整理旧船用了三天",
    "翻译成英文的牌子立在岸边",
    "口述历史",
    "综合整治",
    "综合各方意见",
    "据说新船比老船快",
    "作者系县文联主席",
    "一个老读者",
    "据老船工说，水深八米",
    "来源不明",
    "第三版图纸改了两处",
    "文化版图",
    "读者来信",
    "读者 作者 编者",
    "读者可以在渡口借书",
    "原载重八吨",
    "载客四十人",
    "摄影展",
    "图为新船",
    "由县统计局提供数据的图表挂在船上",
    "本报讯",
    "News from the ferry",
    "By the river stands an old house",
    "September 5, 2022 was the day of the first trip",
    "The Weitang News is the oldest paper here",
]

SPACED = [
    "2022年9月5日 第三次试航",
    "2022年9月5日 修订版",
    "2022年9月5日 会议纪要",
    "2022年9月5日 记者：新船什么时候下水？",
]
"""Text in documents; on a web page what stands beside the date is of the site."""


def _spoken(metadata: Metadata) -> dict[str, str | None]:
    return {name: getattr(metadata, name) for name in METADATA if name not in ("title", "url")}


def _plain(blocks: list[str]) -> Article:
    (article,) = text.from_text("\n\n".join(blocks), "a.txt")
    return article


def _markdown(blocks: list[str]) -> Article:
    (draft,) = markdown.parse("# " + "\n\n".join(blocks))
    return finish(draft, "a.md", Source("a.md", draft.text))


def _html(blocks: list[str]) -> Article:
    title, *rest = (escape(line).replace("\n", "<br>") for line in blocks)
    body = "".join(f"<p>{line}</p>" for line in rest)
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{body}</body></html>"
    (article,) = html.read(io.BytesIO(page.encode()), "a.html", lambda path, reason: None)
    return article


READERS = {"txt": _plain, "md": _markdown, "html": _html}


def _checked(article: Article) -> list[str]:
    for paragraph in article.paragraphs:
        assert verify(article.source.text, paragraph.text, paragraph.spans)
    return [paragraph.text for paragraph in article.paragraphs]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("line", "wanted"), HEADS)
def test_a_line_below_the_title_is_read(reader: str, line: str, wanted: Metadata) -> None:
    article = READERS[reader]([TITLE, line, FIRST, LAST])
    assert _spoken(article.metadata) == _spoken(wanted)
    assert _checked(article) == [FIRST, LAST]
    assert any(line.split()[0] in note for note in article.notes)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("lines", "wanted"), FEET)
def test_lines_below_the_text_are_read(reader: str, lines: str, wanted: Metadata) -> None:
    article = READERS[reader]([TITLE, FIRST, LAST, lines])
    assert _spoken(article.metadata) == _spoken(wanted)
    assert _checked(article)[:2] == [FIRST, LAST]
    rest = "".join(_checked(article)[2:]).replace("此致", "").replace("敬礼！", "")
    assert rest == ""
    for word in lines.replace("此致\n敬礼！\n", "").split():
        assert any(word in note for note in article.notes)


@pytest.mark.parametrize(
    ("line", "reader"),
    [(line, reader) for line in TEXTS for reader in READERS]
    + [(line, reader) for line in SPACED for reader in ("txt", "md")],
)
def test_text_that_looks_so_stays(line: str, reader: str) -> None:
    for blocks in (
        [TITLE, line, FIRST, LAST],
        [TITLE, FIRST, line, LAST],
        [TITLE, FIRST, LAST, line],
    ):
        article = READERS[reader](blocks)
        assert _spoken(article.metadata) == _spoken(told())
        shown = [
            article.title or "",
            *(paragraph.heading or "" for paragraph in article.paragraphs),
        ]
        assert line in [*shown, *_checked(article)]


@pytest.mark.parametrize("reader", READERS)
def test_the_writer_of_a_letter_above_the_editors_note(reader: str) -> None:
    note = "编后：渡口的管理所昨天答复，新船月底下水，票价不变。"
    paper = "（《苇塘报》2022年9月5日第3版）"
    article = READERS[reader]([TITLE, FIRST, LAST, "读者 桂小满\n2022年8月30日", note, paper])
    assert _spoken(article.metadata) == _spoken(told(W, DAY, "第3版", None, "桂小满", "读者"))
    assert _checked(article) == [FIRST, LAST, "读者 桂小满", "2022年8月30日", note]


@pytest.mark.parametrize("reader", READERS)
def test_who_signs_below_the_text_but_not_the_editors_note_is_no_author(reader: str) -> None:
    article = READERS[reader]([TITLE, FIRST, "读者 桂小满\n2022年8月30日", LAST])
    assert article.author is None and article.published is None
    assert "".join(_checked(article)) == f"{FIRST}读者 桂小满2022年8月30日{LAST}"


@pytest.mark.parametrize("reader", ["txt", "md"])
def test_an_imprint_that_says_more_than_the_fields_stays(reader: str) -> None:
    line = "《苇塘报》2022年9月5日第4版　采价：县发改局（采价日：9月2日，单位：元/斤）"
    article = READERS[reader]([TITLE, line, FIRST, LAST])
    assert _spoken(article.metadata) == _spoken(told(W, DAY, "第4版"))
    assert line in _checked(article)


@pytest.mark.parametrize("reader", READERS)
def test_a_head_on_several_lines(reader: str) -> None:
    lines = "《苇塘报》2022年9月5日\n文化版\n记者 桂小满"
    article = READERS[reader]([TITLE, lines, FIRST, LAST])
    assert _spoken(article.metadata) == _spoken(told(W, DAY, None, "文化", "桂小满", "记者"))
    assert _checked(article) == [FIRST, LAST]


def test_a_heading_of_its_own_keeps_the_imprint_in_the_text() -> None:
    line = "（《苇塘报》2022年9月5日第3版）"
    article = _markdown([TITLE, FIRST, LAST, "## 附记", line])
    assert [(paragraph.heading, paragraph.text) for paragraph in article.paragraphs][-1] == (
        "附记",
        line,
    )


@pytest.mark.parametrize("genre", ["时评", "通讯", "简讯", "散文"])
def test_a_genre_over_a_text_is_neither_author_nor_title(genre: str) -> None:
    article = _plain([f"{TITLE}\n{genre}\n□ 桂小满", FIRST, LAST])
    assert (article.title, article.author, article.column) == (TITLE, "桂小满", genre)
    assert _checked(article) == [FIRST, LAST]
