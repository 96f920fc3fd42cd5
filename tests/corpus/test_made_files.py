"""Made files of several articles: how many paragraphs stand under a name that is not theirs.

Title, author and text of each article are known; how they are set is drawn: where the byline
stands and in which form, blank lines, indents, lines wrapped, folios, subtitles, subheads.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

import pytest

from corpus.readers.text import from_text
from corpus.spans import verify

NAMES = (
    "桂小满",
    "何田田",
    "江春来",
    "罗小满",
    "贾朴",
    "纪明月",
    "严守一",
    "沈知微",
    "秦放",
    "陆一苇",
)
POOL = (
    ("渡口的大钟又走起来了", (
        "停了十一年的渡口大钟上周重新走动，钟楼下站了半条街的人。",
        "修钟的是两位退休的船机工，他们把锈死的摆轮拆下来，在煤油里泡了九天。",
        "从这个月起，大钟每天早晚各敲一遍，夜里不响，免得吵了临江的住户。",
    )),
    ("一碗豆腐脑卖了三十年", (
        "天还没有亮，菜市场北门的豆腐脑摊子前已经排起了队。",
        "摊主每天磨四十斤黄豆，卤子里只放黄花和木耳，三十年没有换过方子。",
        "她说女儿在外地学会计，不打算接手，可是放假回来总要替她站一个早晨。",
    )),
    ("果园里装上了自动喷灌", (
        "往年入伏以后，山上的桃园要靠人挑水，一亩地来回走上百趟。",
        "今年合作社买了喷灌设备，土里的探头量得湿度低了，阀门自己就会打开。",
        "算下来每亩节水六成，省下的人工正好用来套袋。",
    )),
    ("女足少年队第一次出省比赛", (
        "县体校的女足少年队星期五坐火车去外省，这是她们建队以来第一次出远门。",
        "十八个队员来自六个乡镇，最小的才十岁，行李里都带着作业本。",
        "教练不谈名次，只要求每个人回来写一篇自己踢过的最好的一脚球。",
    )),
    ("旧厂房改成了木工学堂", (
        "农机厂搬走以后，三号厂房空了五年，如今里头摆满了刨子和凿子。",
        "学堂只收二十个学员，头一个月不许碰机器，先学会磨刀。",
        "年底他们要给社区图书室做一批书架，木料用的就是厂房拆下来的房梁。",
    )),
    ("夜间门诊开到了十点", (
        "从下月一日起，城南医院的内科和儿科门诊开到晚上十点。",
        "院方统计过，傍晚六点以后来看急诊的病人里，七成其实只要看普通门诊。",
        "挂号费不加，药房和化验室也跟着延长，停车场夜里免费。",
    )),
    ("候鸟回来得比去年早", (
        "湿地保护站记录到，今年第一批白鹭三月初就到了，比去年早十二天。",
        "巡护员在芦苇荡里数出一百四十多个旧巢，一半已经有鸟占住。",
        "游客可以从新修的栈道上看，望远镜是借的，押一张身份证就行。",
    )),
    ("老电影院放起了方言片", (
        "红星电影院的大厅里，银幕上的人说起了本地话，台下笑成一片。",
        "片子是中学老师带着学生拍的，讲的是一家人搬迁前的最后一顿年夜饭。",
        "票价五元，放了三场，场场要加凳子。",
    )),
    ("山里的快递站归了村集体", (
        "过去取一个包裹要走九里山路，如今快递站就设在村口的老粮库。",
        "站里雇了三个人，都是本村的，工资从寄山货的收入里出。",
        "去年冬天，光是腊肉就寄出去两万多斤。",
    )),
    ("退休法官在茶馆里讲道理", (
        "每逢集日，退休法官老聂就在河沿茶馆里占一张桌子，替人看合同。",
        "他不收钱，只有一条规矩，双方都得到场，一方不来他就不开口。",
        "两年下来调解了三百多件事，最难的一件是一堵二十公分的墙。",
    )),
)  # fmt: skip
SUBHEADED = ("码头一年", (
    ("春天修船坞", "船坞的木桩泡了四十年，春水退下去，工人一根一根地换，换下来的堆满了半个码头。"),
    ("夏天加夜班", "入夏以后客人多了，码头的渡船加开夜班，最后一班到十一点，灯也亮到那时候。"),
    ("秋天收船票", "秋天船坞验收合格，渡船刷了漆，码头把纸船票换成竹牌，老人还是习惯说买票。"),
))  # fmt: skip
LEAD = "码头的人把这一年分成三段来记，一段修船坞，一段加夜班，一段收船票。"
ABOVE = ("本报记者 {}", "□{}", "记者 {}", "{}", "作者：{}", "文/{}", "▲ {}")
BELOW = ("（{}）", "（作者：{}）", "　　　　　　　　　　　　　　　　{}")
AT_END = ("（本报记者 {}）",)
DATELINES = ("本报讯（记者 {}）", "本报江口11月8日电（记者 {}）", "据江口日报讯（记者{}）")
FOLIOS = (
    "江口晚报　2023年11月8日　星期三　第04版　社会新闻",
    "A03 民生 2023.11.8 星期三 编辑：甘棠 美编：宁静",
    "08版·副刊　2023年11月8日",
)
WRONG, RIGHT = 0.01, 0.9
"""At most so many paragraphs under a wrong name; at least so many articles whole and right."""


@dataclass(frozen=True)
class Work:
    title: str
    author: str | None
    texts: tuple[str, ...]


def file_of(seed: int, kind: str) -> tuple[str, list[Work]]:
    """A file, and what is in it."""
    dice = random.Random(f"{kind}{seed}")
    count = dice.choice([2, 3, 4, 5])
    pool, names = dice.sample(POOL, count), dice.sample(NAMES, count)
    signed = [dice.random() < 0.65 or kind == "all signed" for _ in pool]
    if kind == "one signed" or not any(signed):
        signed = [i == seed % count for i in range(count)]
    forms = [dice.choice((*ABOVE, *BELOW, *AT_END, *DATELINES)) for _ in pool]
    if dice.random() < 0.5:
        forms = [forms[0]] * count
    on_top = kind == "all signed" and dice.random() < 0.2
    between, after = dice.choice([("\n", "\n"), ("\n", "\n\n"), ("\n\n", "\n\n")])
    indent, wide = dice.choice(["", "　　", "    "]), dice.choice([0, 0, 22, 26])
    centre = dice.choice(["", "", "　　　　　　"])
    parts = [dice.choice(FOLIOS)] if dice.random() < 0.4 else []
    works = []
    for (title, texts), name, has, form in zip(pool, names, signed, forms, strict=True):
        lines = [indent + line for line in texts]
        byline = form.format(name)
        top, foot = [centre + title], []
        if dice.random() < 0.1:
            top.append(f"{centre}——江口三镇走访")
        if has and on_top:
            top.insert(0, ABOVE[0].format(name))
        elif has and form in ABOVE:
            top.append(byline)
        elif has and form in BELOW:
            foot = [byline]
        elif has and form in AT_END:
            lines[-1] += byline
        elif has:
            lines[0] = indent + byline + texts[0]
        works.append(Work(title, name if has else None, tuple(line.strip() for line in lines)))
        if wide:
            lines = [
                "\n".join(line[i : i + wide] for i in range(0, len(line), wide)) for line in lines
            ]
        parts.append(between.join([*top, *lines, *foot]))
    return after.join(parts) + "\n", works


@pytest.mark.parametrize("kind", ["all signed", "some signed", "one signed"])
def test_hardly_a_paragraph_stands_under_a_name_that_is_not_its_own(kind: str) -> None:
    counts: Counter[str] = Counter()
    for seed in range(60):
        text, works = file_of(seed, kind)
        articles = list(from_text(text, "a.txt"))
        assert all(
            verify(text, p.text, p.spans) for article in articles for p in article.paragraphs
        )
        for work in works:
            counts["works"] += 1
            counts["right"] += any(
                (article.title or "").startswith(work.title)
                and article.author == work.author
                and "".join(p.text for p in article.paragraphs) == "".join(work.texts)
                for article in articles
            )
            for begin in (text[:16] for text in work.texts):
                counts["paragraphs"] += 1
                counts["wrong"] += any(
                    article.author not in (None, work.author) and begin in p.text
                    for article in articles
                    for p in article.paragraphs
                )
    assert counts["wrong"] <= WRONG * counts["paragraphs"]
    assert counts["right"] >= RIGHT * counts["works"]


@pytest.mark.parametrize("form", [*ABOVE, *BELOW])
@pytest.mark.parametrize("number", ["", "一二三"])
def test_subheads_of_a_single_article_leave_it_whole(form: str, number: str) -> None:
    title, sections = SUBHEADED
    byline = form.format("贾朴")
    body = [
        line
        for i, (head, text) in enumerate(sections)
        for line in (f"{number[i]}、{head}" if number else head, f"　　{text}")
    ]
    body = [f"　　{LEAD}", *body]
    lines = [title, byline, *body] if form in ABOVE else [title, *body, byline]
    (article,) = from_text("\n".join(lines), "a.txt")
    assert (article.title, article.author) == (title, "贾朴")
    assert [paragraph.text for paragraph in article.paragraphs] == [LEAD, *(x for _, x in sections)]


@pytest.mark.parametrize("folio", FOLIOS)
def test_a_folio_counts_for_all_articles_of_the_page(folio: str) -> None:
    (first, texts), (second, second_texts) = POOL[:2]
    articles = list(
        from_text("\n".join([folio, first, "贾朴", *texts, second, *second_texts]), "a.txt")
    )
    assert [(article.title, article.author) for article in articles] == [
        (first, "贾朴"),
        (second, None),
    ]
    assert {article.published for article in articles} == {"2023-11-08"}
    assert len({article.edition for article in articles} - {None}) == 1


def test_reports_in_brief_are_nobodys_where_each_names_another_reporter() -> None:
    (_, texts), (second, second_texts) = POOL[:2]
    brief = [f"●本报讯（记者 {name}）{text}" for name, text in zip(NAMES, texts, strict=False)]
    articles = list(
        from_text("\n".join(["简讯", *brief, "", second, "贾朴", *second_texts]), "a.txt")
    )
    assert [(article.title, article.author) for article in articles] == [
        ("简讯", None),
        (second, "贾朴"),
    ]
