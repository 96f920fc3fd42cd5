"""Newspaper pages: put together, left alone, never lost."""

from __future__ import annotations

import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.newspaper.continued_pages import follow
from corpus.newspaper.page import looks_like_page, read_page
from corpus.records import Article, Source
from messages import message_text

TOPICS = {
    "桥": "桥面 钢索 桥墩 江水 通车 养护 车流 栏杆 桥塔 巡检",
    "菜": "菜农 菜价 大棚 番茄 黄瓜 早市 摊位 运费 菜篮 收成",
    "灯": "路灯 街巷 电线 灯泡 夜市 照明 灯杆 节能 电费 居民",
    "书": "图书馆 书架 读者 借书 阅览室 绘本 讲座 书单 馆员 旧书",
}
VERBS = [
    "检查",
    "整理",
    "讨论",
    "更换",
    "记录",
    "安排",
    "清点",
    "修补",
    "登记",
    "试用",
    "比较",
    "公布",
]
NAMES = ["王小明", "李红梅", "赵大海", "钱文静"]


def sentence(topic: str, rng: random.Random) -> str:
    words = TOPICS[topic].split()
    parts = [
        f"{rng.choice(words)}由{rng.choice(words)}旁的人{rng.choice(VERBS)}{rng.choice(words)}"
        for _ in range(rng.randint(2, 4))
    ]
    return "，".join(parts) + "。"


def body(topic: str, rng: random.Random, count: int = 4) -> list[str]:
    return ["".join(sentence(topic, rng) for _ in range(3)) for _ in range(count)]


def page(bodies: list[list[str]]) -> str:
    blocks = ["市井周刊"]
    for topic, name, texts in zip(TOPICS, NAMES, bodies, strict=False):
        blocks += [f"老城的{topic}和住在这里的人", f"□本报记者 {name}", *texts]
    return "\n\n".join(blocks) + "\n"


def read(text: str) -> list[Article]:
    articles = read_page(Source("page.txt", text))
    for article in articles:
        for paragraph in article.paragraphs:
            slices = "".join(text[start:end] for start, end in paragraph.spans)
            assert "".join(slices.splitlines()) == paragraph.text
    return articles


def test_a_whole_page_passes_untouched() -> None:
    rng = random.Random(1)
    bodies = [body(topic, rng) for topic in TOPICS]
    articles = read(page(bodies))
    assert [article.author for article in articles] == NAMES
    assert [article.column for article in articles] == ["市井周刊"] * 4
    assert [article.office for article in articles] == ["本报记者"] * 4
    assert [[p.text for p in article.paragraphs] for article in articles] == bodies
    assert not any(p.notes for article in articles for p in article.paragraphs)


@pytest.mark.slow
def test_1000_clean_articles_are_not_touched() -> None:
    """250 pages of four articles: nothing moved, nothing joined, nothing lost."""
    touched = []
    for seed in range(250):
        rng = random.Random(seed)
        bodies = [body(topic, rng, rng.randint(2, 6)) for topic in TOPICS]
        articles = read_page(Source("page.txt", page(bodies)))
        texts = [[p.text for p in article.paragraphs] for article in articles]
        if texts != bodies or any(p.notes for a in articles for p in a.paragraphs):
            touched.append(seed)
    assert touched == []


def test_a_displaced_part_that_begins_inside_a_word_comes_home() -> None:
    rng = random.Random(2)
    bodies = [body(topic, rng) for topic in TOPICS]
    whole = [list(texts) for texts in bodies]
    text = "图书馆的馆员登记旧书，图书馆的读者借书，讲座由馆员安排，阅览室里坐满了来听讲座的读者。"
    whole[3][1] = text
    cut = text.index("阅览室") + 1
    bodies[3] = [whole[3][0], text[:cut]]
    bodies[0] = [*bodies[0], text[cut:], *whole[3][2:]]
    articles = read(page(bodies))
    assert [[p.text for p in article.paragraphs] for article in articles] == whole
    joined = articles[3].paragraphs[1]
    assert "paragraph joined across a column" in joined.notes
    assert any(note.startswith("article inferred") for note in joined.notes)
    assert len(joined.spans) == 2


def test_a_turned_body_is_read_in_order() -> None:
    rng = random.Random(3)
    bodies = [body(topic, rng) for topic in TOPICS]
    text = "钢索由巡检的人检查，桥面由养护的人修补，江水从桥墩旁流过，养护的人每天记录车流。"
    whole = [*bodies[0][:2], text, bodies[0][3], bodies[0][2]]
    cut = text.rindex("养护") + 1
    bodies[0] = [text[cut:], *whole[3:], *whole[:2], text[:cut]]
    articles = read(page(bodies))
    assert [p.text for p in articles[0].paragraphs] == whole
    assert any(note.startswith("order inferred") for note in articles[0].notes)


def test_a_comma_at_a_columns_end_goes_on_below() -> None:
    rng = random.Random(4)
    bodies = [body(topic, rng) for topic in TOPICS]
    text = bodies[1][1]
    cut = text.index("，", 20) + 1
    torn = [list(texts) for texts in bodies]
    torn[1][1:2] = [text[:cut], text[cut:]]
    articles = read(page(torn))
    assert [p.text for p in articles[1].paragraphs] == bodies[1]
    assert articles[1].paragraphs[1].notes == ("paragraph joined across a column",)


def test_titles_of_two_lines_headings_and_narrow_lines() -> None:
    text = (
        "城事\n\n老城里的新桥通车\n江上行人说说心里话\n\n□城建学院教授 王 伟\n\n"
        "新桥昨天通车，市民走上\n桥面，看江水从脚下流过，\n都说等了很多年。\n\n"
        "养护要靠大家\n\n桥长两公里，能用一百年，养护的办法写进了手册。\n\n"
        "□本报记者 孙丽 摄\n\n"
        "菜价回落\n\n本报记者 李红 通讯员 周平\n\n本周菜价比上周低了一成，菜农说天气转暖。\n"
    )
    first, second = read(text)
    assert first.title == "老城里的新桥通车江上行人说说心里话"
    assert (first.author, first.office, first.column) == ("王伟", "城建学院教授", "城事")
    assert [p.heading for p in first.paragraphs] == [None, "养护要靠大家"]
    assert (
        first.paragraphs[0].text == "新桥昨天通车，市民走上桥面，看江水从脚下流过，都说等了很多年。"
    )
    assert "left out: □本报记者 孙丽 摄" in first.notes
    assert (second.title, second.author) == ("菜价回落", "李红 周平")


def test_markers_lead_from_page_to_page() -> None:
    one = (
        "时评\n\n城里的新桥\n\n□本报记者 王小明\n\n新桥昨天通车，市民走上桥面，看江水从脚下流过。"
        "\n\n桥长两公里，能用一百年，养护的办法也（下转第4版）\n\n菜价回落\n\n□本报记者 李红梅\n\n"
        "本周菜价比上周低了一成，菜农说天气转暖，地里的菜长得快。\n"
    )
    four = (
        "民生\n\n老街换新灯\n\n□本报记者 赵大海\n\n老街换上了新灯，住户晚上出门不再打手电。\n\n"
        "（上接第1版）已经写进了手册，每一根钢索都有自己的编号，坏了就能很快换上。\n\n"
        "夜校开课\n\n□本报记者 钱文静\n\n夜校今天开课，头一晚来了三百人，教室坐满了。\n"
    )
    articles = read_page(Source("第1版.txt", one)) + read_page(Source("第4版.txt", four))
    alone = [article for article in articles if article.author is None]
    assert [article.notes for article in alone] == [("continued from page 1", "unplaced")]
    linked = follow(articles)
    rest = [a for a in linked if a.path == "第4版.txt" and a.author == "王小明"]
    assert [a.title for a in rest] == ["城里的新桥"]
    assert rest[0].paragraphs[0].text.startswith("已经写进了手册")
    assert rest[0].id != alone[0].id
    assert follow([]) == []


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        (page([["新桥昨天通车，市民走上桥面。"], ["本周菜价比上周低了一成。"]]), True),
        ("新桥通车\n\n王小明\n\n新桥昨天通车，市民走上桥面，看江水从脚下流过。\n", False),
        ("只有一段话，没有标题，也没有作者。", False),
        ("", False),
    ],
)
def test_only_several_articles_are_a_page(text: str, is_page: bool) -> None:
    assert looks_like_page(text) is is_page


PIECES = st.sampled_from(
    [
        "□本报记者 王小明",
        "新桥通车",
        "桥长两公里，能用一百年，",
        "养护的办法写进了手册。",
        "\n",
        "\n\n",
        "（下转第4版）",
        "(上接第1版)",
        "　　",
        "文/李红梅",
        "□孙丽 摄",
        "本报讯（记者 赵大海）",
        " ",
        "二是",
    ]
)


def test_control_characters_alone_are_no_article() -> None:
    assert read("\x1b") == []
    page = "标题一行\n\n□县报记者 周小舟\n\n\x1b\n\n山上的茶园今年添了水渠。\n"
    (article,) = read(page)
    assert (article.title, article.author) == ("标题一行", "周小舟")


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=30).map("".join))
def test_no_text_crashes_and_nothing_is_lost(text: str) -> None:
    kept: list[str] = []
    for article in read(text):
        kept += [article.title or "", article.author or "", article.office or ""]
        kept += [article.column or "", *article.notes]
        kept += [part for p in article.paragraphs for part in (p.heading or "", p.text)]
    have = set("".join(kept))
    if kept:
        missing = {c for c in text if not c.isspace() and c.isprintable()} - have
        assert missing <= set(
            "□■◇◆○●◎★☆▲△▶▷►▪▫◼◻※♦/／|｜丨│:：、,，;；()（）&作者文通讯员本报记By和与及"
        )


FOOT = (
    "城事\n\n老城里的新桥通车\n\n新桥昨天通车，市民走上桥面，看江水从脚下流过，都说等了很多年。\n\n"
    "{0}\n\n本周菜价比上周低了一成\n\n菜农说天气转暖，地里的番茄和黄瓜长得快，早市的摊位比上月多。"
    "\n\n运费也便宜了，一车菜从大棚拉到早市，比去年少花二十元。\n\n{1}\n"
)


@pytest.mark.parametrize(
    "bylines",
    [
        ("本报记者 王小明", "本报记者 李红梅"),
        ("（王小明）", "（李红梅）"),
        ("文/王小明", "文/李红梅"),
    ],
)
def test_bylines_below_the_text_name_what_stands_above_them(bylines: tuple[str, str]) -> None:
    found = read(FOOT.format(*bylines))
    assert [(one.title, one.author, len(one.paragraphs)) for one in found] == [
        ("老城里的新桥通车", "王小明", 1),
        ("本周菜价比上周低了一成", "李红梅", 2),
    ]


@pytest.mark.parametrize(
    ("line", "more"),
    [("文/王小明 图/李红梅", True), ("本报记者 王小明 摄影报道", True), ("（王小明）", False)],
)
def test_a_byline_that_says_more_than_who_wrote_is_noted(line: str, more: bool) -> None:
    found = read(FOOT.format(line, "（赵文远）"))
    assert [one.author for one in found] == ["王小明", "赵文远"]
    assert (message_text("head", text=line) in found[0].notes) == more
    assert not any("赵文远" in note for note in found[1].notes)


def test_what_is_below_the_last_byline_of_such_a_page_has_no_name() -> None:
    text = FOOT.format("本报记者 王小明", "本报记者 李红梅")
    found = read(text + "\n夜校今晚开课\n\n夜校头一晚来了三百人，教室坐满了，走廊里也站着人。\n")
    assert [one.author for one in found] == ["王小明", "李红梅", None]
    assert found[2].title == "夜校今晚开课"
    assert message_text("no_byline") in found[2].notes


def test_an_article_without_a_byline_is_under_nobodys_name() -> None:
    """Whole pages on which one of four articles lacks its byline: never under another's name."""
    for seed in range(12):
        rng = random.Random(seed)
        bodies = [body(topic, rng, 3) for topic in TOPICS]
        missing = seed % 4
        text = page(bodies).replace(f"□本报记者 {NAMES[missing]}\n\n", "")
        owner = {part: name for name, parts in zip(NAMES, bodies, strict=True) for part in parts}
        for article in read(text):
            names = {owner[one.text] for one in article.paragraphs}
            assert article.author is None or names == {article.author}, seed
            assert article.author or NAMES[missing] in names


def test_numbered_subheads_stay_with_their_article() -> None:
    rng = random.Random(5)
    bodies = [body(topic, rng) for topic in TOPICS]
    heads = ["一、桥面的人检查钢索", "二、江水旁的人养护桥塔"]
    blocks = page(bodies).split("\n\n")
    at = blocks.index(bodies[0][1])
    blocks[at:at] = [heads[0]]
    blocks[at + 2 : at + 2] = [heads[1]]
    articles = read("\n\n".join(blocks))
    assert [article.author for article in articles] == NAMES
    assert [p.heading for p in articles[0].paragraphs] == [None, heads[0], heads[1], heads[1]]


@pytest.mark.shared
def test_made_pages_reach_the_targets(shared: object) -> None:
    from bench.pages import SHARED, measure

    report = measure(SHARED / "data/pages/articles.jsonl", 12, 77, "real", None, 1)
    at_least = {"author_accuracy": 1.0, "attribution": 0.95, "text_kept": 0.995, "joins": 0.8}
    for metric, least in {**at_least, "order": 0.92, "heading_accuracy": 0.9}.items():
        assert report[metric]["value"] >= least, metric
    assert report["invented"]["value"] == 0


@pytest.mark.shared
def test_the_real_page(shared: object) -> None:
    from bench.pages import SHARED

    text = (SHARED / "data" / "seed_page.txt").read_text(encoding="utf-8")
    articles = read(text)
    assert [article.author for article in articles] == ["尹国喜", "严红", "卢跃富", "张伟"]
    assert [len(article.paragraphs) for article in articles] == [4, 4, 6, 5]
    assert articles[0].office == "中共綦江区委书记"
    assert articles[0].paragraphs[2].text.startswith("法纠正")
    assert "实体化运行产业学院" in articles[3].paragraphs[2].text
    assert articles[3].paragraphs[0].text.startswith("作为重庆市")
    assert articles[3].title == "构建产教融合新生态推进“产改”走深走实"


def test_long_articles_are_put_together_quickly() -> None:
    """Steps count, not seconds: each way to read a body was weighed by itself, for each place that
    it may be cut at, 27,000 steps a paragraph."""
    rng = random.Random(5)
    text = page([body(topic, rng, 28) for topic in list(TOPICS)[:4]])
    read(text)
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        articles = read(text)
    finally:
        sys.setprofile(None)
    assert len(articles) == 4
    assert steps < 5_000 * 4 * 28
