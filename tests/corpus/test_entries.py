"""Lines that are paragraphs of their own: labels, items of a list, signatures."""

from __future__ import annotations

import time

import pytest

from corpus.entries import cuts, in_rows, is_field, mark_of
from corpus.lines import blocks
from corpus.readers import markdown
from corpus.readers.text import from_text, single
from corpus.spans import blank, verify


def parted(text: str) -> list[str]:
    (block,) = blocks(text)
    return ["|".join(line.text for line in block[low:high]) for low, high, _ in cuts(block)]


TEXT = "渡口明年要修，下面几件事请各位船工知道，也请互相转告，不要误了时间，误了船。"
LABELS = ["日期：十月九日上午", "地　点：渡口旧仓库", "召集人: 纪明月"]
ITEMS = {
    "（一）": ["（一）船票存根", "（二）身份证明", "（三）近照两张"],
    "1.": ["1. 船票存根", "2. 身份证明", "3. 近照两张"],
    "一、": ["一、船票存根", "二、身份证明", "三、近照两张"],
    "①": ["①船票存根", "②身份证明", "③近照两张"],
    "-": ["- 船票存根", "- 身份证明", "- 近照两张"],
    "●": ["●船票存根（纪明月）", "●身份证明（何田田）", "●近照两张（江春来）"],
    "  ": ["头班        6:40", "末班        17:30", "检修        18:00"],
}


@pytest.mark.parametrize("lines", [LABELS, *ITEMS.values()], ids=["label", *ITEMS])
def test_lines_of_one_form_stand_alone_and_what_follows_is_no_part_of_the_last(
    lines: list[str],
) -> None:
    assert parted("\n".join(["渡口有事相告", *lines, "各位互相转告。"])) == [
        "渡口有事相告", *lines, "各位互相转告。",
    ]  # fmt: skip
    assert len(parted("\n".join(["渡口有事相告", lines[0], "各位互相转告。"]))) == 1


@pytest.mark.parametrize("lines", [LABELS, *ITEMS.values()], ids=["label", *ITEMS])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_text_keeps_them_as_paragraphs(lines: list[str], between: str) -> None:
    first = "渡口明年要修，下面几件事请各位船工知道。"
    text = (
        f"渡口来信\n\n{first}\n\n{between.join(lines)}{between}各位船工请互相转告，不要误了时间。"
    )
    draft = single(text)
    assert [part.text for part in draft.paragraphs] == [
        first, *lines, "各位船工请互相转告，不要误了时间。",
    ]  # fmt: skip
    assert {part.heading for part in draft.paragraphs} == {None}
    assert all(verify(text, part.text, part.spans) for part in draft.paragraphs)


CHRONICLE = """渡口纪事
{first}
3日  渡口添了新船，船身长九米。
△ 同日，码头的路灯亮了。
{second}
8日—9日  大水，停航两天。
{third}
30日  新码头开工
是年  渡客九万人次。
"""


@pytest.mark.parametrize(
    "months", [("一月", "四月", "十二月"), ("1月", "4月", "12月"), ("正月", "四月", "十月")]
)
def test_each_day_of_a_chronicle_stands_under_its_month(months: tuple[str, str, str]) -> None:
    first, second, third = months
    text = CHRONICLE.format(first=first, second=second, third=third)
    draft = single(text)
    assert draft.title == "渡口纪事"
    assert [(part.heading, part.text[:3].strip()) for part in draft.paragraphs] == [
        (first, "3日"), (first, "△ 同"), (second, "8日—"), (third, "30日"), (third, "是年"),
    ]  # fmt: skip
    assert all(verify(text, part.text, part.spans) for part in draft.paragraphs)


@pytest.mark.parametrize(
    "lines",
    [
        ["渡口的旧船今年春天修过两次，第一次是在三月里，第二次要等到", "五月", "才能动工。"],
        ["3日，渡口停航，等到水退下去以后船工才把船重新推下水，直到", "傍晚才开了第一班。"],
    ],
)
def test_a_month_or_a_day_in_a_text_is_no_chronicle(lines: list[str]) -> None:
    draft = single("渡口来信\n\n" + "\n".join(lines) + "\n")
    assert {part.heading for part in draft.paragraphs} == {None}


@pytest.mark.parametrize("gap", ["    ", "\u3000\u3000", "\t"])
def test_rows_of_a_table_set_with_spaces_are_no_line_of_another(gap: str) -> None:
    rows = [("日期", "带班", "电话"), ("1月21日", "纪明月", "8823001"), ("1月22日", "何田田", "88")]
    lines = [gap.join(row) for row in rows]
    draft = single("\n".join(["渡口值班表（春节）", *lines, "", "有事请打电话，夜里也有人。"]))
    assert (draft.title, draft.author) == ("渡口值班表（春节）", None)
    assert [part.text for part in draft.paragraphs] == [*lines, "有事请打电话，夜里也有人。"]


def test_words_set_wide_within_a_text_are_no_table() -> None:
    text = "渡口的船工  说，今年的水\n比往年大  ，要早些收船。"
    assert len(parted(text)) == 1


def test_numbered_headings_with_text_below_stay_headings() -> None:
    text = "渡口一年\n\n" + "\n\n".join(
        f"{number}、{what}\n\n{what}这一年渡口的船工修了码头，也修了船。"
        for number, what in zip("一二三", ["春汛", "夏汛", "秋汛"], strict=True)
    )
    assert [part.heading for part in single(text).paragraphs] == [
        "一、春汛", "二、夏汛", "三、秋汛",
    ]  # fmt: skip


def test_a_row_begins_with_its_first_number_or_goes_on() -> None:
    def rows(*texts: str) -> set[int]:
        return in_rows([mark_of(text) for text in texts])

    assert rows("一、甲", "正文", "二、乙", "三、丙", "正文") == set()
    assert rows("1. 甲", "2. 乙", "正文", "3. 丙", "4. 丁") == {0, 1, 3, 4}
    assert rows("一、甲", "1. 乙", "2. 丙") == {1, 2}


@pytest.mark.parametrize("width", [20, 26, 34])
def test_wrapped_prose_stays_one_paragraph(width: int) -> None:
    prose = (
        "老秦说：船坏了要修，人病了要歇，这是渡口的老规矩，谁也改不了。他又说：今年水大，"
        "一、二号码头都淹了，三、四号码头还好，船工们轮着守夜，一直守到天亮也没有人抱怨过。"
    )
    lines = [prose[at : at + width] for at in range(0, len(prose), width)]
    assert parted("\n".join(lines)) == ["|".join(lines)]
    for text in ("\n".join(lines), f"# 渡口\n\n{chr(10).join(lines)}\n"):
        assert [part.text for part in markdown.parse(text)[0].paragraphs] == [prose]


def test_a_long_value_goes_on_in_the_next_line() -> None:
    value = "到会：" + "贾朴、纪明月、罗小满、丁秋生、范小青、秦老大、沙一水、"
    assert parted(f"记录：卓青\n{value}\n贺大江\n{value}\n") == [
        "记录：卓青", f"{value}|贺大江", value,
    ]  # fmt: skip


SIGNED = (
    "因渡口修船，摆渡船停航三天，三天以后照旧开船，请各位船工和乘船的人相互转告，"
    "不要白跑一趟，也不要坐野船过河。"
)


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("二〇二四年五月六日", "2024-05-06"), ("二〇二四年清明", "2024"),
        ("2024年5月6日", "2024-05-06"),
    ],
)  # fmt: skip
def test_who_signs_a_notice_and_when_are_not_glued(between: str, date: str, iso: str) -> None:
    draft = single(f"停航通告\n\n{SIGNED}{between}监事 贾朴\n记事 纪明月\n{date}\n")
    texts = [part.text for part in draft.paragraphs]
    assert texts[:3] == [SIGNED, "监事 贾朴", "记事 纪明月"]
    assert texts[3:] == [date] or draft.published == iso


def test_lines_of_a_poem_sign_nothing_and_stay_apart() -> None:
    lines = ["船在水上走", "水在船下流", "渡口的灯还亮着", "守夜的人没有睡"]
    assert parted("\n".join(lines)) == lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("开船时间：五点半", True), ("票价：三元", True), ("余票：12张", False),
        ("余票：12-15个", True), ("渡口的路：三个办法", False), ("没有标签的话", False),
    ],
)  # fmt: skip
def test_what_a_field_of_a_notice_is(text: str, expected: bool) -> None:
    assert is_field(text) is expected


def test_a_field_below_a_list_is_no_heading() -> None:
    draft = single(
        "渡口来信\n\n渡口明年要修，船工请带下列东西。\n\n1. 船票存根\n\n2. 近照两张\n\n"
        "开工时间：三月九日\n\n开工那天先拜码头，再下水，年年都是这样。"
    )
    assert {part.heading for part in draft.paragraphs} == {None}


def test_when_it_was_is_no_date_of_publication_over_where() -> None:
    lines = ["时间：2024年5月6日9:30", "地点：渡口旧仓库", "主持：纪明月"]
    below = "\n\n会上决定修码头，大家都同意。\n"
    for draft in (
        markdown.parse("# 渡口会议\n\n" + "\n".join(lines) + below)[0],
        single("渡口会议\n\n" + "\n".join(lines) + below),
    ):
        assert [part.text for part in draft.paragraphs[:3]] == lines
        assert draft.published is None


def test_a_question_of_an_interview_stays_a_heading() -> None:
    assert mark_of("问：船几点开？") is None and mark_of("答：五点半开。") == ("label", 0)


TEXTS = [
    "\n".join(["渡口来信", "", *LABELS, "各位互相转告。", "", *ITEMS["1."], "别的事再说。"]),
    "\n".join(
        ["渡口来信", "", "请带：", "", *ITEMS["①"], "", *LABELS, SIGNED, "贾朴", "2024年3月"]
    ),
]


@pytest.mark.parametrize("text", TEXTS)
def test_no_character_is_lost(text: str) -> None:
    """Of what can be seen, each is in a paragraph, a heading, the metadata or a note."""
    for draft in (single(text), markdown.parse(text)[0]):
        fields = filter(None, (draft.title, draft.author, draft.office))
        landed = "".join((*fields, *draft.notes))
        for part in draft.paragraphs:
            landed += part.text + (part.heading or "")
        for line in text.splitlines():
            assert blank(line) or line.lstrip("-0123456789. ") in landed


def test_many_lines_take_linear_time() -> None:
    def seconds(count: int) -> float:
        text = "# 渡口\n\n" + "时间：三点\n" * count + "- 船票\n" * count
        start = time.process_time()
        markdown.parse(text)
        return time.process_time() - start

    seconds(100)
    assert seconds(8000) < 12 * max(seconds(2000), 0.02)


def test_lines_of_cells_with_tabs_between_are_rows() -> None:
    rows = ["桂大河\t河东\t六亩", "何田田\t河西\t五亩", "江小米\t\t七亩"]
    assert parted("\n".join(["各户的数如下。", *rows, "请大家核对。"])) == [
        "各户的数如下。", *rows, "请大家核对。",
    ]  # fmt: skip
    assert len(parted("村里说，井\t台换了青石板。水也\n清了，\t孩子们都来洗手。路也修好了。")) == 1
    assert len(parted(f"各户的数如下\n{rows[0]}")) == 1


@pytest.mark.parametrize("end", ["", "，"])
def test_lines_of_verse_stay_apart(end: str) -> None:
    verse = [
        f"{line}{end}" for line in ("井里的月亮照", "挑水的人渐少", "只有青石还在", "数暮与朝")
    ]
    assert len(parted("\n".join([*verse[:2], "只有那块青石还在井台边上", *verse[2:]]))) == (
        5 if end else 1
    )
    assert parted("\n".join([*verse[:3], "替我们数朝暮"])) == [*verse[:3], "替我们数朝暮"]


def test_a_narrow_column_of_prose_is_no_verse() -> None:
    for text in (
        "河湾村的三口\n老井重新淘洗\n后的井台上孩\n子们在洗手",
        "井水清了，孩\n子们放学\n来洗手\n了。",
    ):
        assert len(parted(text)) == 1


@pytest.mark.parametrize(
    "lines",
    [
        ["24日夜间到25日：多云转阴，最高气温9℃", "26日：小雨，最高气温4℃", "27日：晴，最低气温-7℃"],
        ["今天白天，多云，最高气温9℃", "今天夜间，小雨，最低气温4℃"],
        ["8:00 开船", "9:30-10:00 停靠江口", "下午2:15 返航"],
        ["上午 开幕式", "下午 分组讨论"],
        ["鲤鱼 12元/斤", "草鱼 9.5元/斤"],
        ["闵青山 13800001111", "何田 0571-5550118"],
        ["江口海鸥2:1石桥矿工", "渡口水手 0:0 江口海鸥"],
    ],
)
def test_a_timetable_prices_numbers_and_results_stand_a_line_each(lines: list[str]) -> None:
    (article,) = from_text("\n".join(["渡口的布告", "", TEXT, "", *lines, "", TEXT]), "a.txt")
    assert [part.text for part in article.paragraphs] == [TEXT, *lines, TEXT]
    assert all(part.heading is None for part in article.paragraphs)


@pytest.mark.parametrize(
    "lines",
    [
        ["风来了，树不说话", "雪落了，山不说话", "你走了，我不说话"],
        ["我在箱底找到一张船票", "1998年，从渡口到江口", "票价四角五分", "那时的水，比如今慢"],
        ["磨剪子嘞——", "一声吆喝", "把巷子磨得又细又亮"],
    ],
)
def test_verse_with_commas_stays_apart(lines: list[str]) -> None:
    (article,) = from_text("\n".join(["渡口", "□ 桂小满", "", *lines]), "a.txt")
    assert [part.text for part in article.paragraphs] == lines


@pytest.mark.parametrize(
    "lines",
    [
        ["渡口的老船工说起", "那年冬天，江面上", "结了冰，船开不动", "只好停。"],
        ["渡口的老船工说起那年冬天", "江面上结了冰，整整一个月", "没有一条船开出去过"],
        ["他卖掉鲤鱼以后挣了一共 12", "元，又卖掉草鱼挣了 9", "元，就回家去了。"],
    ],
)
def test_a_narrow_column_with_commas_or_figures_is_one_paragraph(lines: list[str]) -> None:
    assert parted("\n".join(lines)) == ["|".join(lines)]


@pytest.mark.parametrize("leader", ["…………", " ...... ", "········"])
def test_the_lines_of_a_table_of_contents_are_no_headings(leader: str) -> None:
    names = ["概述", "第一章　渡口", "　第一节　船工", "　第二节　船价", "第二章　上游的修船厂"]
    pages = ["3", "7", "7", "12", "40"]
    lines = [f"{name}{leader}{page}" for name, page in zip(names, pages, strict=True)]
    told = "渡口明年要修，船工们都说早该修了，乘船的人也这样说。"
    draft = single("\n".join(["河湾志", "", "目录", "", *lines, "", "概述", "", told]))
    assert [(part.heading, part.text) for part in draft.paragraphs] == [
        *(("目录", line.strip()) for line in lines),
        ("概述", told),
    ]


def test_prose_that_breaks_off_before_a_figure_is_no_table_of_contents() -> None:
    lines = ["船工把船票一张一张地数，数到天黑也没有数完………他说是 12", "张，纪明月说不是。"]
    assert parted("\n".join(lines)) == ["|".join(lines)]


BOOKS = [
    "河湾诗草　二卷　桂小满撰　光绪五年刻本　二册　县图书馆",
    "河湾学务纪略　一卷　何田撰　民国七年石印本　一册　县档案馆",
    "船价刍言　何江撰　民国十年江口印书馆铅印本　一册　省图书馆",
]
REFERENCES = [
    "[1] 桂小满. 河湾渡船的票价[J]. 江口学报, 1998(2): 12-15",
    "[2] 何田. 河湾志稿[M]. 江口: 江口出版社, 2001: 33-35",
    "[3] 何江. 船价刍言[M]. 江口: 江口印书馆, 1921: 7-9",
]


@pytest.mark.parametrize("lines", [BOOKS, REFERENCES], ids=["catalogue", "references"])
def test_each_book_of_a_list_is_a_paragraph(lines: list[str]) -> None:
    draft = single("\n".join(["河湾书目", "", "二、文集", "", *lines, ""]))
    assert [(part.heading, part.text) for part in draft.paragraphs] == [
        ("二、文集", line) for line in lines
    ]


def test_a_sentence_over_two_lines_with_wide_spaces_is_whole() -> None:
    lines = ["来的有船工　何田　何江　桂小满　罗小满，还有渡口站的站长纪", "明月，他们都说好。"]
    assert parted("\n".join(lines)) == ["|".join(lines)]
