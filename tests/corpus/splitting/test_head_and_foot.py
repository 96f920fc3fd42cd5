"""Lines above and below a text: who wrote or issued it, and when; no letter of a file is lost."""

from __future__ import annotations

import random

import pytest

from corpus.builder import Draft
from corpus.dated_heads import dated_head, writers
from corpus.readers import markdown
from corpus.readers.text import from_text, single
from corpus.records import Article
from corpus.spans import blank, verify
from corpus.splitting.head_and_foot import day_below
from errors import SourceError

BODY = (
    "河堤上的柳树今年又发了新芽，来散步的人比去年多了一倍。",
    "桥头的豆腐铺五点开门，第一锅豆浆卖给上早班的工人。",
)
TEXT = "\n\n".join(BODY)

HEADS = [
    ("农技站　桂小满", {"author": "桂小满", "office": "农技站"}),
    ("董事会秘书　桂小满\n2025年3月1日", {"author": "桂小满", "published": "2025-03-01"}),
    (
        "青溪区教育局体育科　2025年3月1日",
        {"office": "青溪区教育局体育科", "published": "2025-03-01"},
    ),
    ("2025年3月1日", {"published": "2025-03-01"}),
    ("青溪镇志编纂办公室 编", {"office": "青溪镇志编纂办公室"}),
    (
        "文／桂小满　2025年3月1日　《河边》专栏",
        {"author": "桂小满", "published": "2025-03-01", "column": "河边"},
    ),
    (
        "发布：青溪县图书馆　更新日期：2025-03-01",
        {"office": "青溪县图书馆", "published": "2025-03-01"},
    ),
    ("青溪县图书馆\n2025年3月1日", {"office": "青溪县图书馆", "published": "2025-03-01"}),
    (
        "作者：桂小满 | 2025-03-01 | 青溪日报",
        {"author": "桂小满", "published": "2025-03-01", "paper": "青溪日报"},
    ),
    ("（青溪县桂小满）", {"author": "桂小满", "office": "青溪县"}),
    ("作者桂小满，青溪小学教师", {"author": "桂小满", "office": "青溪小学教师"}),
    ("作者：桂小满  版面：第2版", {"author": "桂小满", "edition": "第2版"}),
    (
        "作者：桂小满  日期：2025-3-1  版次：4",
        {"author": "桂小满", "published": "2025-03-01", "edition": "第4版"},
    ),
    ("作者：桂小满  单位：青溪文史馆", {"author": "桂小满", "office": "青溪文史馆"}),
    ("作者：桂小满　字数：1200", {"author": "桂小满", "office": None}),
    ("撰稿：桂小满  初审：何田田  终审：温良玉", {"author": "桂小满", "office": None}),
    ("作者：区妇联 桂小满", {"author": "桂小满", "office": "区妇联"}),
    ("整理：镇政府 桂小满", {"author": "桂小满", "office": "镇政府"}),
    ("作者：青溪一中高一（6）班 桂小满", {"author": "桂小满", "office": "青溪一中高一（6）班"}),
    ("第二车间 桂小满", {"author": "桂小满", "office": "第二车间"}),
    ("校刊记者 桂小满", {"author": "桂小满", "office": "校刊记者"}),
    ("栏目：河边　作者：桂小满", {"column": "河边", "author": "桂小满"}),
    ("编写：青溪县水利局", {"author": None, "office": "青溪县水利局"}),
    ("笔者：桂小满", {"author": "桂小满"}),
    ("（2025年3月1日，根据录音整理）", {"author": None, "published": "2025-03-01"}),
    ("桂小满\n（2025年3月1日，未经本人审阅）", {"author": "桂小满", "published": "2025-03-01"}),
    ("清·桂小满", {"author": "桂小满"}),
    (
        "口述：桂小满（八十一岁，原青溪公社社员）\n采访整理：何田田",
        {"author": "桂小满 何田田", "office": None},
    ),
]


@pytest.mark.parametrize(
    "second",
    ["（青溪县黄土坡）", "（青溪县文化站）", "（全县中小学）", "作者桂小满，生于一九五〇年"],
)
def test_a_line_below_a_title_that_names_a_place_or_tells_a_life_is_text(second: str) -> None:
    (draft,) = markdown.parse(f"# 柳树又发芽\n\n{second}\n\n{TEXT}\n")
    assert (draft.author, draft.office) == (None, None)
    assert [paragraph.text for paragraph in draft.paragraphs] == [second, *BODY]


@pytest.mark.parametrize("name", ["桂小满", "桂  小  满"])
def test_who_signs_a_letter_over_the_editors_note_is_its_author(name: str) -> None:
    note = "　　编者按：经查，路灯已于上月修好，感谢来信。"
    signed = f"　　长塘村　{name}\n　　2023年4月2日"
    draft = single(f"编辑同志：\n　　{BODY[0]}\n　　此致\n敬礼！\n{signed}\n\n{note}\n")
    assert (draft.author, draft.office) == ("桂小满", "长塘村")
    assert "author inferred from the end of the text" in draft.notes


def test_no_note_says_that_an_author_was_found_where_none_was() -> None:
    note = "　　编者按：经查，路灯已于上月修好，感谢来信。"
    draft = single(f"编辑同志：\n　　{BODY[0]}\n　　此致\n敬礼！\n　　2023年4月2日\n\n{note}\n")
    assert (draft.author, draft.published) == (None, "2023-04-02")
    assert "head: 2023年4月2日" in draft.notes
    assert not any("author" in text for text in draft.notes)


@pytest.mark.parametrize(("head", "fields"), HEADS)
@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_lines_below_a_title_tell_who_and_when(
    head: str, fields: dict[str, str], kind: str
) -> None:
    if kind == "text":
        draft = single(f"柳树又发芽\n{head}\n\n{TEXT}\n")
    else:
        paragraphs = head.replace("\n", "\n\n")
        (draft,) = markdown.parse(f"# 柳树又发芽\n\n{paragraphs}\n\n{TEXT}\n")
    assert draft.title == "柳树又发芽"
    assert {name: getattr(draft, name) for name in fields} == fields
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY)


@pytest.mark.parametrize(
    "line",
    [
        "主讲人：桂小满  记录：何田田",
        "（2025年3月1日，雨）",
        "（2025年3月1日，全镇整理河道的日子来了）",
    ],
)
def test_a_line_that_is_not_understood_is_no_part_of_the_title(line: str) -> None:
    (draft,) = markdown.parse(f"# 柳树又发芽\n\n{line}\n\n{TEXT}\n")
    assert (draft.title, draft.author, draft.published) == ("柳树又发芽", None, None)
    assert line[0] == "（" or single(f"柳树又发芽\n{line}\n\n{TEXT}\n").title == "柳树又发芽"


def test_the_first_of_a_list_of_people_is_not_the_author() -> None:
    people = "高一（3）班 桂小满\n\n高二（1）班 何田田\n\n高三（2）班 温良玉"
    (draft,) = markdown.parse(f"# 获奖名单\n\n{people}\n")
    assert draft.author is None
    assert [paragraph.text for paragraph in draft.paragraphs] == people.split("\n\n")


def test_the_first_of_people_with_texts_of_their_own_is_not_the_author() -> None:
    people = f"主任医师 桂小满\n\n{BODY[0]}\n\n副主任医师 何田田\n\n{BODY[1]}"
    (draft,) = markdown.parse(f"# 门诊专家\n\n{people}\n")
    assert draft.author is None
    assert [paragraph.text for paragraph in draft.paragraphs] == people.split("\n\n")


@pytest.mark.parametrize(
    ("second", "published"),
    [
        ("（2025）青0304民初217号", None),
        ("青政发〔2025〕3号", None),
        ("第47期　2025年7月22日17时发布　签发：何田", "2025-07-22"),
    ],
)
def test_a_number_below_a_title_is_a_paragraph(second: str, published: str | None) -> None:
    draft = single(f"公　　告\n{second}\n\n{TEXT}\n")
    assert draft.title == "公　　告"
    assert draft.published == published
    assert draft.paper is None
    assert [paragraph.text for paragraph in draft.paragraphs] == [second, *BODY]


@pytest.mark.parametrize("line", ["时间：2024年6月28日下午", "会议时间：24年6月28日15时"])
@pytest.mark.parametrize(
    ("title", "published"), [("村民小组会议纪要", "2024-06-28"), ("关于开会的通知", None)]
)
def test_minutes_are_of_the_day_of_the_meeting(
    line: str, title: str, published: str | None
) -> None:
    below = "地点：村委会二楼"
    draft = single(f"{title}\n\n{line}\n{below}\n\n{TEXT}\n")
    assert (draft.title, draft.published) == (title, published)
    assert [paragraph.text for paragraph in draft.paragraphs] == [line, below, *BODY]


def test_a_second_line_of_a_title_stays_where_nothing_tells_that_it_issued_the_text() -> None:
    draft = single(f"沿河百里寻访\n青溪县图书馆\n\n{TEXT}\n")
    assert draft.office is None


FEET = [
    (
        "审判员 桂小满\n书记员 何田田\n青溪县人民法院\n二〇二五年三月一日",
        {"office": "青溪县人民法院", "published": "2025-03-01", "author": None},
        ["审判员 桂小满", "书记员 何田田"],
    ),
    ("二十世孙　桂小满　谨序\n二〇二一年清明", {"author": "桂小满", "published": "2021"}, []),
    ("桂小满敬撰\n2021年中秋", {"author": "桂小满", "published": "2021"}, []),
    ("（《青溪文史》1998年第3辑）", {"paper": "青溪文史", "published": "1998"}, []),
    ("签订日期：2025年3月1日", {"published": "2025-03-01"}, []),
    (
        "青溪县水务局\n2025年3月1日\n（此件公开发布）",
        {"office": "青溪县水务局", "published": "2025-03-01"},
        [],
    ),
    ("（此事公开发布）", {"office": None}, ["（此事公开发布）"]),
    ("（撰稿人：桂小满）", {"author": "桂小满", "office": None}, []),
    ("撰稿：桂小满", {"author": "桂小满", "office": None}, []),
    ("作者：桂小满，文史馆副馆长", {"author": "桂小满", "office": "文史馆副馆长"}, []),
    ("（执笔：桂小满 审稿：何田田）", {"author": "桂小满", "office": None}, []),
    ("——初二（4）班 桂小满", {"author": "桂小满", "office": "初二（4）班"}, []),
    ("——桂小满（初二4班）", {"author": "桂小满", "office": "初二4班"}, []),
    ("（录自《青溪文史》第三辑，1986年12月）", {"paper": "青溪文史", "published": "1986-12"}, []),
    ("装配二组　桂小满", {"author": "桂小满", "office": "装配二组"}, []),
    ("裁判员　桂小满", {"author": None}, ["裁判员　桂小满"]),
    ("一班　桂小满\n\n二班　何田田", {"author": None}, ["一班　桂小满", "二班　何田田"]),
    ("联系电话：8820000  邮箱：见门口", {"author": None}, ["联系电话：8820000  邮箱：见门口"]),
    ("记录：桂小满", {"author": None}, ["记录：桂小满"]),
    ("——县里的老话 摘编", {"author": None}, ["——县里的老话 摘编"]),
    ("桂小满（二等奖）", {"author": None}, ["桂小满（二等奖）"]),
    ("报名费五十元\n\n县教育局\n2025年3月1日", {"office": "县教育局"}, ["报名费五十元"]),
    ("附：名单\n\n桂小满、何田田", {"author": None}, ["桂小满、何田田"]),
    ("联系人 桂小满", {"author": None}, ["联系人 桂小满"]),
]


@pytest.mark.parametrize(("foot", "fields", "rest"), FEET)
def test_lines_below_a_text_tell_who_and_when(
    foot: str, fields: dict[str, str | None], rest: list[str]
) -> None:
    draft = single(f"柳树又发芽\n\n{TEXT}\n\n{foot}\n")
    assert {name: getattr(draft, name) for name in fields} == fields
    assert [paragraph.text for paragraph in draft.paragraphs] == [*BODY, *rest]


LETTERHEADS = {
    "paper": "青溪县水利局文件\n\n青水〔2025〕3号\n\n关于栽柳护堤的\n通知",
    "set wide": "青 溪 县 水 利 局 文 件\n青水〔2025〕3号    签发人：桂小满\n\n关于栽柳护堤的通知",
    "no paper": "青溪县水利局\n青水〔2025〕3号\n关于栽柳护堤的通知",
}
PRINTED = ["抄送：县府办公室，县林业局。", "青溪县水利局办公室　　2025年3月2日印发"]


@pytest.mark.parametrize("letterhead", LETTERHEADS)
@pytest.mark.parametrize("below", [[], PRINTED, [*PRINTED, "附件：柳苗分配表"]])
def test_a_document_has_the_title_below_its_number_and_the_day_it_was_signed(
    letterhead: str, below: list[str]
) -> None:
    head = LETTERHEADS[letterhead]
    foot = "青溪县水利局\n2025年3月1日"
    lines = [head, "各镇：", *BODY, foot, "\n".join(below[:2]), *below[2:]]
    draft = single("\n\n".join(lines))
    assert draft.title == "关于栽柳护堤的通知"
    assert (draft.office, draft.published) == ("青溪县水利局", "2025-03-01")
    assert [part.text for part in draft.paragraphs[1:]] == ["各镇：", *BODY, *below]
    assert draft.paragraphs[0].text.startswith("青水〔2025〕3号")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("青溪县水利局文件\n\n柳树又发芽", "青溪县水利局文件"),
        ("老柳树\n\n青水〔2025〕3号", "老柳树"),
        ("青溪县人民法院\n\n（2025）青0304民初217号", "青溪县人民法院"),
    ],
)
def test_a_title_over_no_letterhead_stays_one(head: str, title: str) -> None:
    assert single(f"{head}\n\n{TEXT}\n").title == title


@pytest.mark.parametrize("slip", ["……………………回 执……………………", "----------回执----------"])
def test_who_signs_a_letter_over_a_slip_to_tear_off(slip: str) -> None:
    letter = (
        f"各位家长：\n    {BODY[0]}\n    祝春天愉快！\n          青溪小学\n          2025年3月1日"
    )
    below = [slip, "家长签名：______"]
    draft = single("\n".join(["告家长书", letter, *below]) + "\n")
    assert (draft.title, draft.office, draft.published) == ("告家长书", "青溪小学", "2025-03-01")
    assert [part.text for part in draft.paragraphs][-3:] == ["祝春天愉快！", *below]
    assert {part.heading for part in draft.paragraphs} == {None}


def test_the_wishes_of_a_letter_are_no_heading() -> None:
    draft = single(f"小满吾弟：\n{BODY[0]}\n\n肃此 敬请\n\n春安\n\n愚兄 长青 手书于河堤小屋\n")
    assert {part.heading for part in draft.paragraphs} == {None}


def test_who_compiled_a_file_signs_all_of_it_below_the_last_of_its_parts() -> None:
    parts = "\n".join(
        f"{name}\n{text}" for name, text in zip(("柳树", "豆腐铺"), BODY, strict=True)
    )
    (article,) = from_text(
        f"青溪风物（送审稿）\n\n{parts}\n\n（执笔：桂小满  审稿：何田田）\n", "a.txt"
    )
    assert (article.title, article.author) == ("青溪风物（送审稿）", "桂小满")


@pytest.mark.parametrize(
    "line", ["编号：12 桂树与水井", "班级：一共三个", "单位：万元", "字数：1200", "版面：不限"]
)
def test_a_label_beside_no_writer_and_no_date_tells_nothing(line: str) -> None:
    assert not (writers(line) or {}).get("author")
    assert dated_head(line) is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("二〇二一年清明", "2021"),
        ("2021年中秋节", "2021"),
        ("民国三十六年春", "1947"),
        ("（2021年深秋）", "2021"),
        ("签署日期：2025年3月1日", "2025-03-01"),
        ("2025年3月1日", "2025-03-01"),
        ("3月1日", None),
        ("二〇二一年清明那天下雨", None),
        ("截止日期：2025年3月1日", None),
    ],
)
def test_what_dates_a_text_at_its_foot(line: str, day: str | None) -> None:
    assert day_below(line) == day


LINES = (
    "报名费五十元", "地点在礼堂", "- 甲", "附：名单", "桂小满、何田田", "一、报名费五十元",
    "二、地点在礼堂", "青溪县教育局", "2025年3月1日", "（桂小满）", "作者：何田田", "桂小满",
    "编辑：温良玉", "来源：青溪日报", "（《青溪文史》1998年第3辑）", "审判员 桂小满",
    "书记员 何田田", "青溪县人民法院", "二〇二五年三月一日", "青溪县体育馆 2025年3月1日",
    "特此公告", "此致", "敬礼", "联系电话：12345678", "（完）", "注：本表不含外资", "第47期",
    "签订日期：2025年3月1日", "二十世孙　桂小满　谨序", "二〇二一年清明", "东河纺织厂 桂小满",
    "（厂方回复：已修好。）", "编辑同志：", "柳树发芽", "柳树为什么发芽？",
    "（2025）青0304民初217号", "第47期　2025年7月22日17时发布　签发：何田",
    "发布：青溪县图书馆　更新日期：2025-12-01", "下转第4版", "青溪镇志编纂办公室 编",
    "文／桂小满　2024年7月5日　《河边》专栏", "农技站　桂小满", "本报记者 桂小满",
    "县水利局办公室　2024年10月25日", "赵明（某大学教师）", "★★★", "【要闻】",
    "（一）菜市场改造",
)  # fmt: skip


def made(seed: int) -> str:
    """A text between lines as they stand at heads and feet, with and without blank lines."""
    choice = random.Random(seed)
    head = choice.sample(LINES, choice.randint(0, 3))
    foot = choice.sample(LINES, choice.randint(1, 4))
    text = "柳树又发芽" + "".join(choice.choice(("\n", "\n\n")) + line for line in head)
    text += "\n\n" + "\n\n".join(BODY[: choice.randint(1, 2)])
    return text + "".join(choice.choice(("\n", "\n\n")) + line for line in foot) + "\n"


def landed(articles: list[Article] | list[Draft]) -> str:
    """All that is kept of a file."""
    kept: list[str | None] = []
    for article in articles:
        fields = (article.title, article.author, article.office, article.column)
        kept += [*fields, article.published, article.paper, article.edition, *article.notes]
        for paragraph in article.paragraphs:
            source = article.text if isinstance(article, Draft) else article.source.text
            assert verify(source, paragraph.text, paragraph.spans)
            kept += [paragraph.heading, paragraph.text]
    return "\n".join(filter(None, kept))


@pytest.mark.parametrize("start", range(0, 400, 100))
@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_no_line_at_a_head_or_foot_is_lost(kind: str, start: int) -> None:
    for seed in range(start, start + 100):
        text = made(seed)
        try:
            kept = landed(
                list(from_text(text, "a.txt")) if kind == "text" else markdown.parse("# " + text)
            )
        except SourceError:
            continue
        for line in text.splitlines():
            for word in line.lstrip("- ").split():
                assert blank(word) or word in kept or not any(map(str.isalnum, word)), (text, word)


@pytest.mark.parametrize("mark", ("：", "/"))
def test_a_second_line_of_writers_adds_to_the_first(mark: str) -> None:
    lines = f"口述{mark}桂小满\n整理{mark}何田田"
    text = "我们车间的屋顶漏雨已经三个月，机器上盖着塑料布，盼望厂里早日修好。"
    (article,) = from_text(f"漏雨的屋顶\n{lines}\n\n{text}\n\n{text[::-1]}。\n", "a.txt")
    assert (article.title, article.author) == ("漏雨的屋顶", "桂小满 何田田")
    assert not any(one.heading for one in article.paragraphs)


def _read(kind: str, title: str, *blocks: str) -> Draft:
    """A text of one article, as plain text or Markdown."""
    if kind == "text":
        articles = list(from_text("\n\n".join((title, *blocks)), "a.txt"))
        assert len(articles) == 1
        return single("\n\n".join((title, *blocks)))
    (draft,) = markdown.parse("\n\n".join((f"# {title}", *blocks)))
    return draft


@pytest.mark.parametrize("kind", ["text", "markdown"])
@pytest.mark.parametrize(
    ("lines", "fields"),
    [
        (("桂小满 摄影报道",), {"author": "桂小满"}),
        (("桂小满 何田 文/图",), {"author": "桂小满 何田"}),
        (("桂小满 文/摄",), {"author": "桂小满"}),
        (("桂小满 著",), {"author": "桂小满"}),
        (("桂小满*",), {"author": "桂小满"}),
        (("桂小满 译",), {"author": None}),
        (("桂小满", "何田田"), {"author": "桂小满 何田田"}),
        (("撰文 桂小满", "摄影 何田"), {"author": "桂小满"}),
        (("桂小满 文", "何田 摄"), {"author": "桂小满"}),
        (("桂小满", "江口师范学院"), {"author": "桂小满", "office": "江口师范学院"}),
        (("作者：桂小满", "期号：2019年第3期"), {"author": "桂小满", "published": "2019"}),
        (("作者：桂小满", "刊期：2020-04"), {"author": "桂小满", "published": "2020-04"}),
        (("作者：桂小满", "期数：第3期"), {"author": "桂小满", "published": None}),
        (("作者：桂小满", "期号：2003"), {"author": "桂小满", "published": None}),
        (("作者：桂小满", "刊物：《江口文艺》"), {"author": "桂小满", "paper": "江口文艺"}),
        (("作者：桂小满", "见报日期：2019-03-05"), {"paper": None, "published": "2019-03-05"}),
        (("作者：桂小满", "译者：何田"), {"author": "桂小满"}),
    ],
)
def test_lines_of_names_credits_and_labels_below_a_title(
    kind: str, lines: tuple[str, ...], fields: dict[str, str | None]
) -> None:
    draft = _read(kind, "柳树又发芽", *lines, *BODY)
    assert draft.title == "柳树又发芽"
    assert {name: getattr(draft, name) for name in fields} == fields
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY)
    assert all(any(line in note for note in draft.notes) for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        "春满江南 摄影报道",
        "摄影 艺术展",
        "图 江南春色",
        "期号：每一期都有人等着看。",
        "注意*",
    ],
)
def test_lines_below_a_title_that_name_nobody_who_wrote(line: str) -> None:
    (draft,) = markdown.parse("\n\n".join(("# 柳树又发芽", line, *BODY)))
    assert draft.author is None
    assert len(draft.paragraphs) == 3


def test_the_writer_of_a_book_that_a_text_tells_of_is_not_its_author() -> None:
    head = ("# 新书上架", "桂小满 著", "江口出版社")
    (draft,) = markdown.parse("\n\n".join((*head, *BODY)))
    assert draft.author is None


def test_names_that_the_text_speaks_of_are_no_authors() -> None:
    told = "桂小满和何田田从小住在河边，去年一起开了这家豆腐铺，店面不大。"
    (draft,) = markdown.parse("\n\n".join(("# 柳树又发芽", "桂小满", "何田田", told, *BODY)))
    assert draft.author is None


@pytest.mark.parametrize("column", ["河边笔记｜", "｜河边笔记｜", "【河边笔记】", "河边笔记 |"])
def test_a_column_within_signs_above_a_title(column: str) -> None:
    draft = single(f"{column}\n柳树又发芽\n桂小满\n\n{TEXT}\n")
    assert (draft.title, draft.column, draft.author) == ("柳树又发芽", "河边笔记", "桂小满")


@pytest.mark.parametrize("kind", ["text", "markdown"])
@pytest.mark.parametrize(
    ("foot", "fields"),
    [
        ("（江北 李春来）", {"author": "李春来", "office": "江北"}),
        ("（临河县　王小满）", {"author": "王小满", "office": "临河县"}),
        ("（临河县水利局 王小满）", {"author": "王小满", "office": "临河县水利局"}),
        ("本文刊于《江口文艺》2021年第3期。", {"paper": "江口文艺", "published": "2021"}),
        ("（原载《江口文艺》2021年第3期，略有删节。）", {"paper": "江口文艺"}),
        ("2019年中秋夜于灯下", {"author": None, "published": "2019"}),
        ("2020年1月3日夜 于江北", {"author": None, "published": "2020-01-03"}),
        ("2019.9.13 中秋夜于灯下", {"author": None, "published": "2019-09-13"}),
        ("写于2020年春节前夕", {"author": None, "published": "2020"}),
    ],
)
def test_who_and_when_in_brackets_and_around_feasts(
    kind: str, foot: str, fields: dict[str, str | None]
) -> None:
    draft = _read(kind, "柳树又发芽", *BODY, foot)
    assert {name: getattr(draft, name) for name in fields} == fields
    assert [paragraph.text for paragraph in draft.paragraphs] == list(BODY)
    assert any(foot in note for note in draft.notes)


@pytest.mark.parametrize(
    "foot",
    [
        "（江北 昨夜）",
        "（北宋 桂小满）",
        "（法国 桂小满）",
        "（摄影 王小满）",
        "（临河县 第一中学）",
        "本文刊于《江口文艺》后，读者来信很多。",
        "2020年1月3日毕业于江口",
        "作者简介：李白，字太白，写过很多诗。",
    ],
)
@pytest.mark.parametrize("kind", ["text", "markdown"])
def test_last_lines_that_tell_neither_who_nor_when(kind: str, foot: str) -> None:
    draft = _read(kind, "柳树又发芽", *BODY, foot)
    assert (draft.author, draft.published, draft.paper) == (None, None, None)
    assert draft.paragraphs[-1].text == foot


@pytest.mark.parametrize(
    ("foot", "author"),
    [
        ("（作者王小满，1975年生，江口一中教师）", "王小满"),
        ("作者简介：王小满，江口一中教师，爱好摄影。", "王小满"),
        ("作者王小满，江口一中教师。", None),
    ],
)
def test_a_note_on_who_wrote_stays_in_the_text(foot: str, author: str | None) -> None:
    draft = _read("markdown", "柳树又发芽", *BODY, foot)
    assert draft.author == author
    assert draft.paragraphs[-1].text == foot


def test_a_caption_with_its_writer_within_a_text_begins_no_article() -> None:
    caption = "老人在窗边喝茶 桂小满 摄影报道"
    (article,) = from_text(f"柳树又发芽\n\n{BODY[0]}\n\n{caption}\n\n{BODY[1]}\n", "a.txt")
    assert (article.title, article.author) == ("柳树又发芽", None)
