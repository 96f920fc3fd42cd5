"""Bylines, credits and datelines in the forms that papers use."""

from __future__ import annotations

import pytest

from corpus.bylines import Byline, dateline, is_caption, is_credit, parse_byline
from corpus.mastheads import masthead
from corpus.signatures import bracketed, of_unit


@pytest.mark.parametrize(
    ("text", "author", "office"),
    [
        ("□中共青山区委书记 王海", "王海", "中共青山区委书记"),
        ("□全国政协委员、江州洗衣机公司班长 李强", "李强", "全国政协委员、江州洗衣机公司班长"),
        ("■本报首席记者 欧阳明 实习生 李力", "欧阳明 李力", "本报首席记者、实习生"),
        ("□ 张　伟", "张伟", None),
        ("□张三、李四", "张三 李四", None),
        ("□江州大学教授张三丰", "张三丰", "江州大学教授"),
        ("本报记者 张三 李四", "张三 李四", "本报记者"),
        ("本报记者张三 通讯员李四 王五", "张三 李四 王五", "本报记者、通讯员"),
        ("江州日报全媒体记者 周松", "周松", "江州日报全媒体记者"),
        ("记者 王小明 报道", "王小明", "记者"),
        ("記者桂小滿／石橋報導", "桂小滿", None),
        ("本報記者桂長青", "桂長青", "本報記者"),
        ("本報特約記者 桂長青 通訊員 何田田", "桂長青 何田田", "本報特約記者、通訊員"),
        ("文/张三", "张三", None),
        ("作者：韦一鸣（江州一中1982届学生）", "韦一鸣", "江州一中1982届学生"),
        (
            "作者：苏晓云（省教科所）、柴进（县教育局人事股）",
            "苏晓云 柴进",
            "省教科所、县教育局人事股",
        ),
        ("□ 邝若谷（作者系县政协委员）", "邝若谷", "县政协委员"),
        ("文｜李红梅", "李红梅", None),
        ("作者：李四（江州大学教授）", "李四", "江州大学教授"),
        ("文／企划部 苏拉", "苏拉", "企划部"),
        ("本报记者 李明 发自江州", "李明", "本报记者"),
        ("作者：桂 小 满", "桂小满", None),
        ("本报记者 桂 小 满", "桂小满", "本报记者"),
        ("作者系县农科所所长 桂小满", "桂小满", "县农科所所长"),
        ("作者：桂小满 编辑：何田", "桂小满", None),
        ("文/桂小满 责编/何田 校对/温良", "桂小满", None),
        ("编辑：何田 作者：桂小满 摄影：温良", "桂小满", None),
        ("记者 桂小满 制图 何田 审核 温良", "桂小满", "记者"),
        ("桂小满 撰文 何田 编辑", "桂小满", None),
        ("融媒记者 李明", "李明", "融媒记者"),
        ("By John Smith", "John Smith", None),
    ],
)
def test_bylines(text: str, author: str, office: str | None) -> None:
    byline = parse_byline(text)
    assert byline is not None
    assert (byline.author, byline.office) == (author, office)


@pytest.mark.parametrize(
    "text",
    [
        "□本报记者 高兰 摄",
        "□通讯员 王丽 供图",
        "□李四 制图",
        "（本报记者 王小明 摄）",
        "图/李四",
        "责任编辑：王五",
        "美编 赵六",
        "编辑：何田 校对：温良",
    ],
)
def test_credits_are_no_bylines(text: str) -> None:
    assert is_credit(text)
    assert parse_byline(text, bare=True) is None


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("▲ 江边的老水车（摄影：李林）", None),
        ("△ 李林在修水车｜摄影：高兰", None),
        ("▼水车 （高兰 供图）", None),
        ("▲ 本报记者 李林 摄影 高兰", "李林"),
        ("▲ 李林（县文化馆）", "李林"),
        ("▲ 李林 文/图", "李林"),
    ],
)
def test_a_caption_behind_a_triangle_names_nobody(line: str, author: str | None) -> None:
    byline = parse_byline(line, bare=True)
    assert (byline and byline.author) == author
    assert is_caption(line) is (author is None)
    assert "author" not in masthead(line, loose=True) or author


@pytest.mark.parametrize("text", ["", "我们都是记者", "新桥昨天通车，市民走上桥面。", "第二章"])
def test_text_is_no_byline(text: str) -> None:
    assert parse_byline(text) is None
    assert not is_credit(text)


@pytest.mark.parametrize(
    ("text", "author", "office"),
    [
        ("桂 小 满", "桂小满", None),
        ("欧 阳 小 满", "欧阳小满", None),
        ("[法] 让·瓦尔", "让·瓦尔", None),
        ("（日）山田太郎", "山田太郎", None),
        ("（日本）山田　直", "山田直", None),
        ("桂小满（县农科所所长）", "桂小满", "县农科所所长"),
        ("桂小满（作者系县农科所所长）", "桂小满", "县农科所所长"),
    ],
)
def test_a_name_with_what_tells_that_it_is_one_where_one_is_expected(
    text: str, author: str, office: str | None
) -> None:
    byline = parse_byline(text, bare=True)
    assert byline is not None and (byline.author, byline.office) == (author, office)
    assert parse_byline(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "春 江 水",
        "何 田 译",
        "何 田 譯",
        "（日本）茶　道",
        "桂 小 满 何 田 田",
        "[图文] 江风",
        "【通知】停水三天",
        "石桥（本县交通枢纽）",
        "桂林（全国卫生城市代表）",
    ],
)
def test_words_set_wide_and_labels_in_brackets_are_no_names(text: str) -> None:
    assert parse_byline(text, bare=True) is None


def test_a_name_alone_only_where_one_is_expected() -> None:
    assert parse_byline("王小明") is None
    byline = parse_byline("王小明", bare=True)
    assert byline is not None and byline.author == "王小明"
    assert parse_byline("城里的新桥", bare=True) is None


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("本报江州11月20日电（记者 张三 李四）新桥", "张三 李四"),
        ("本报讯 (记者 王五) 新桥", "王五"),
        ("新华社江州3月1日电（记者张三、李四）新桥", "张三 李四"),
        ("本报讯 新桥", None),
        ("（通讯员 桂小满）新桥昨天通车。", "桂小满"),
        ("【本报见习记者 桂小满　通讯员 何田】新桥昨天通车。", "桂小满 何田"),
    ],
)
def test_datelines(text: str, author: str | None) -> None:
    opening = dateline(text)
    assert opening is not None
    assert (opening.byline and opening.byline.author) == author


@pytest.mark.parametrize(
    "text",
    [
        "新桥昨天通车。",
        "（记者手记）新桥",
        "（通讯员 桂小满）",
        "（编辑 何田）新桥",
        "（记者 调查）新桥",
    ],
)
def test_no_dateline(text: str) -> None:
    assert dateline(text) is None


@pytest.mark.parametrize(
    ("line", "author", "office"),
    [
        ("□理事长 罗小满", "罗小满", "理事长"),
        ("□县报记者 周小舟", "周小舟", "县报记者"),
        ("□董事长 周小舟 罗小满", "周小舟 罗小满", "董事长"),
        ("□周小舟 罗小满", "周小舟 罗小满", None),
    ],
)
def test_a_short_office_is_not_a_name(line: str, author: str, office: str | None) -> None:
    assert parse_byline(line) == Byline(author, office)


@pytest.mark.parametrize(
    ("text", "author", "office"),
    [
        ("广东　桂小满", "桂小满", "广东"),
        ("臺灣　何淵", "何淵", "臺灣"),
        ("江西省 桂小满", "桂小满", "江西省"),
        ("湖南　邵东", None, None),
        ("江苏 高邮", None, None),
        ("安徽　黄山", None, None),
        ("上海　方言", None, None),
        ("云南　石桥镇", None, None),
    ],
)
def test_a_province_before_a_name_is_no_second_one(
    text: str, author: str | None, office: str | None
) -> None:
    assert parse_byline(text, bare=True) == (Byline(author, office) if author else None)
    assert parse_byline(text) is None


def test_a_province_alone_is_nobody() -> None:
    assert parse_byline("云南", bare=True) is None
    assert parse_byline("云小南", bare=True) == Byline("云小南")


def test_who_took_the_minutes_is_no_author() -> None:
    assert parse_byline("记录：桂小满") is None
    assert parse_byline("讲述：何阿婆　记录：桂小满") == Byline("何阿婆 桂小满")
    assert parse_byline("整理：桂小满") == Byline("桂小满")


def test_an_age_is_no_name_and_no_office() -> None:
    assert parse_byline("口述：何阿婆（九十一岁）　　整理：小  满") == Byline("何阿婆 小满")
    assert parse_byline("口述：何阿婆（女，91岁）") == Byline("何阿婆")
    assert parse_byline("口述：何阿婆（榨坊师傅）") == Byline("何阿婆", "榨坊师傅")


def test_who_asked_is_an_author_before_a_sign_only() -> None:
    for text in (
        "采访/桂小满　整理/何田田",
        "采访：桂小满 整理：何田田 时间：2021年10月15日 地点：排练厅",
        "采访者：桂小满、何田田",
    ):
        assert parse_byline(text) == Byline("桂小满 何田田")
    assert parse_byline("采访 桂小满") is None


@pytest.mark.parametrize(
    "text", ["第二节　商号", "第十二章　田赋", "二、商号", "二　商号", "3. 商号"]
)
def test_a_part_with_its_number_is_no_byline(text: str) -> None:
    assert parse_byline(text, bare=True) is None
    assert of_unit(text) is None


def test_a_name_or_a_body_that_begins_as_a_number_is() -> None:
    assert parse_byline("万　一", bare=True) == Byline("万一")
    assert of_unit("第二小学　桂小满") == Byline("桂小满", "第二小学")


@pytest.mark.parametrize(
    "text", ["桂小满口述　何田田记录", "桂小满口述、何田田笔录", "桂小满口述，何田田整理"]
)
def test_who_told_and_who_took_it_down_wrote(text: str) -> None:
    assert parse_byline(text) == Byline("桂小满 何田田")
    assert bracketed(f"（{text}）") == Byline("桂小满 何田田")


def test_who_took_down_alone_may_be_of_minutes() -> None:
    assert parse_byline("何田田记录") is None
    assert parse_byline("何田田记录　桂小满口述") is None
    assert parse_byline("桂小满口述历史、何田田记录") is None
