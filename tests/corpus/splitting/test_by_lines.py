"""Letters, pupils' texts and poems in one file: nothing stands under another's name."""

from __future__ import annotations

import pytest

from corpus.readers.text import from_text
from corpus.records import Article
from messages import message_text

ROOF = "我们车间的屋顶漏雨已经三个月，机器上盖着塑料布，盼望厂里早日修好。"
ROAD = "桥头的路灯坏了半年，晚上走路的人摔过好几次，不知道该找哪个部门。"
LETTERS = f"""读者来信

车间的屋顶什么时候修
编辑同志：
{ROOF}
东河纺织厂 桂小满
（厂方回复：屋顶下周开工。）

桥头的路灯该谁管
编辑同志：
{ROAD}
石桥村村民 何田田
（本报调查：路灯归镇里管，已派人去修。）

别砍老槐树
编辑同志：
{ROAD}
石桥镇退休教师 温良玉
（镇政府来电：槐树不砍了。）
"""


def read(text: str) -> list[Article]:
    return list(from_text(text, "a.txt"))


def test_a_signature_closes_its_letter() -> None:
    articles = read(LETTERS)
    assert [(one.title, one.author, one.office) for one in articles] == [
        ("车间的屋顶什么时候修", "桂小满", "东河纺织厂"),
        ("桥头的路灯该谁管", "何田田", "石桥村村民"),
        ("别砍老槐树", "温良玉", "石桥镇退休教师"),
    ]
    assert {one.column for one in articles} == {"读者来信"}
    assert [paragraph.text for paragraph in articles[0].paragraphs] == [
        "编辑同志：", ROOF, "（厂方回复：屋顶下周开工。）",
    ]  # fmt: skip
    assert not any(paragraph.heading for one in articles for paragraph in one.paragraphs)


@pytest.mark.parametrize("greeting", ["", "编辑同志：\n"])
@pytest.mark.parametrize("signer", ["豆豆妈妈", "一名家长", "菜市口 何田"])
def test_who_signs_nearer_to_the_text_above_is_of_no_title_below(
    greeting: str, signer: str
) -> None:
    titles = ("车间的屋顶什么时候修", "桥头的路灯该谁管", "别砍老槐树")
    signers = ("读者 桂小满", signer, "读者 温良玉")
    letters = [
        f"{title}\n{greeting}{ROAD}\n{who}\n" for title, who in zip(titles, signers, strict=True)
    ]
    articles = read("\n".join(letters))
    assert [one.title for one in articles] == list(titles)
    assert [one.author for one in articles] == ["桂小满", None, "温良玉"]
    assert articles[1].paragraphs[-1].text == signer


def test_letters_to_the_editors_are_articles_each_though_nobody_known_signs() -> None:
    letter = f"编辑同志：\n{ROAD}\n一名家长\n"
    titles = ("桥头的路灯该谁管", "别砍老槐树")
    articles = read("\n".join(f"{title}\n{letter}" for title in titles))
    assert [(one.title, one.author) for one in articles] == [(title, None) for title in titles]
    (told,) = read(f"一封旧信\n\n{ROOF}\n\n信是这样写的\n{letter}\n{ROOF}\n")
    assert told.title == "一封旧信"


def test_a_reply_without_brackets_below_who_signs_is_of_the_letter() -> None:
    plain = LETTERS.replace("（厂方回复：屋顶下周开工。）", "答复：屋顶下周开工。")
    first, second, _ = read(plain)
    assert (first.author, first.paragraphs[-1].text) == ("桂小满", "答复：屋顶下周开工。")
    assert (second.title, second.author) == ("桥头的路灯该谁管", "何田田")


def test_a_class_and_a_name_below_a_title_sign_a_speech_and_a_poem_as_they_do_a_text() -> None:
    articles = read(f"""屋顶漏雨
初二（1）班 桂小满
{ROOF}

请把路灯修好（演讲稿）
高一（2）班 温良玉
各位同学：
{ROAD}
谢谢大家！

小诗一首
初三（4）班 何田田
屋檐下的雨
一滴一滴
敲着水缸
""")
    assert [(one.title, one.author, one.office) for one in articles] == [
        ("屋顶漏雨", "桂小满", "初二（1）班"),
        ("请把路灯修好（演讲稿）", "温良玉", "高一（2）班"),
        ("小诗一首", "何田田", "初三（4）班"),
    ]
    assert [part.text for part in articles[1].paragraphs] == ["各位同学：", ROAD, "谢谢大家！"]


def test_classes_and_names_under_a_word_within_a_text_are_a_list() -> None:
    (one, two) = read(f"""屋顶漏雨
初二（1）班 桂小满
{ROOF}

校运会
初二（1）班 罗小满
{ROAD}
跳远得奖的同学：
第一名
初三（4）班 何田田
第二名
高一（2）班 温良玉
""")
    assert one.author == "桂小满"
    assert [part.text for part in two.paragraphs][-2:] == ["第二名", "高一（2）班 温良玉"]


def test_cuttings_whose_titles_tell_the_paper_in_brackets_are_articles() -> None:
    articles = read(f"""剪报一束

一、屋顶漏雨（《青溪报》1987年9月4日第2版 桂小满）
{ROOF}

二、路灯不亮（《青溪报》1987年11月3日第3版）
{ROAD}
""")
    assert [(one.title, one.author, one.published, one.edition) for one in articles] == [
        ("一、屋顶漏雨", "桂小满", "1987-09-04", "第2版"),
        ("二、路灯不亮", None, "1987-11-03", "第3版"),
    ]
    assert [part.text for one in articles for part in one.paragraphs] == [ROOF, ROAD]


def test_headings_that_tell_a_year_or_a_book_in_brackets_are_of_one_article() -> None:
    (article,) = read(f"""河边旧事

一、屋顶漏雨（1987年）
{ROOF}

二、路灯不亮（见《青溪县志》）
{ROAD}
""")
    assert article.paper is None


def test_a_place_and_a_name_below_a_title_are_no_part_of_it() -> None:
    articles = read(f"""河边的路灯不亮
退休教师 桂小满

{ROAD}

屋顶漏雨
何田田

{ROOF}
""")
    assert [(one.title, one.author) for one in articles] == [
        ("河边的路灯不亮", "桂小满"), ("屋顶漏雨", "何田田"),
    ]  # fmt: skip


def test_texts_below_their_writers_stand_under_nobody_elses_name() -> None:
    articles = read(f"高一（3）班 桂小满\n\n{ROOF}\n\n高一（5）班 何田田\n\n{ROAD}\n")
    assert [(one.author, one.office, one.paragraphs[0].text) for one in articles] == [
        ("桂小满", "高一（3）班", ROOF), ("何田田", "高一（5）班", ROAD),
    ]  # fmt: skip


def test_the_title_of_a_poem_is_nobodys_name() -> None:
    articles = read("""诗二首
何远山

春晓
桥下的水先知道暖
岸边的柳后来才绿

秋夜
风吹过空空的渡口
月亮落在船上
""")
    assert [one.author for one in articles] == ["何远山"]
    assert "秋夜" in {paragraph.heading for paragraph in articles[0].paragraphs}


def test_a_list_of_winners_is_one_article() -> None:
    text = f"""作文比赛揭晓
本报记者 桂小满

{ROOF}

一等奖
高一（3）班 何田田
二等奖
高一（5）班 温良玉
"""
    (article,) = read(text)
    assert article.author == "桂小满"
    kept = "".join(f"{part.heading or ''}{part.text}" for part in article.paragraphs)
    assert "何田田" in kept and "温良玉" in kept


def test_names_behind_dashes_below_texts_sign_them() -> None:
    articles = read(f"屋顶\n\n{ROOF}\n{ROAD}\n\n——桂小满\n\n路灯\n\n{ROAD}\n\n——何田田\n")
    assert [(one.title, one.author) for one in articles] == [
        ("屋顶", "桂小满"),
        ("路灯", "何田田"),
    ]
    assert all(one.notes for one in articles)


def test_several_names_behind_dashes_between_texts_sign_nothing() -> None:
    (article,) = read(f"屋顶与路灯\n\n{ROOF}\n\n——桂小满\n\n{ROAD}\n\n——何田田\n")
    assert article.author is None


def test_a_place_beside_a_date_is_no_title() -> None:
    for lines in ("地点：江口\n日期：2020年1月2日", "日期：2020年1月2日\n地点：江口"):
        (article,) = read(f"屋顶漏雨\n作者：桂小满\n{lines}\n\n{ROOF}\n\n{ROAD}\n")
        assert (article.title, article.author) == ("屋顶漏雨", "桂小满")
        assert article.published == "2020-01-02"
        assert "地点：江口" in " ".join((*article.notes, *(one.text for one in article.paragraphs)))


def test_each_column_is_that_of_the_articles_below_it() -> None:
    pieces = [f"{title}\n{name}\n　　{ROOF}\n　　{ROAD}\n" for title, name in (
        ("漏雨的屋顶", "桂小满"), ("桥头的路灯", "何田田"), ("老槐树下", "温良玉"),
    )]  # fmt: skip
    articles = read(f"【卷首】\n{pieces[0]}\n【人物】\n{pieces[1]}\n{pieces[2]}")
    assert [(one.title, one.author, one.column) for one in articles] == [
        ("漏雨的屋顶", "桂小满", "卷首"),
        ("桥头的路灯", "何田田", "人物"),
        ("老槐树下", "温良玉", "人物"),
    ]


def test_a_column_that_gives_way_to_the_files_is_noted() -> None:
    piece = f"漏雨的屋顶\n桂小满\n　　{ROOF}\n　　{ROAD}\n"
    other = f"桥头的路灯\n何田田\n　　{ROAD}\n"
    first, second = read(f"江口日报  2024年12月30日  第3版 要闻\n附件甲\n{piece}\n{other}")
    assert {first.column, second.column} == {"要闻"}
    assert message_text("head", text="附件甲") in first.notes
    first, _ = read(f"【卷首】\n{piece}\n{other}")
    assert (first.column, "卷首" in "".join(first.notes)) == ("卷首", True)
    first, second = read(f"人物\n{piece}\n{other}")
    assert (first.column, [note for note in first.notes if "人物" in note]) == ("人物", [])


@pytest.mark.parametrize(
    "form",
    (
        "《{title}》　作者：{name}",
        "1、《{title}》 {name}",
        "1. {title}（{name}）",
        "【{title}】 {name}",
    ),
)
def test_titles_with_the_writer_on_their_line(form: str) -> None:
    heads = [form.format(title=title, name=name) for title, name in (
        ("漏雨的屋顶", "桂小满"), ("桥头的路灯", "何田田"),
    )]  # fmt: skip
    articles = read(f"{heads[0]}\n{ROOF}\n{ROAD}\n\n{heads[1]}\n{ROAD}\n{ROOF}\n")
    assert [one.author for one in articles] == ["桂小满", "何田田"]
    assert ["漏雨的屋顶" in str(articles[0].title), "桥头的路灯" in str(articles[1].title)] == [
        True
    ] * 2
    (article,) = read(f"评选结果\n\n{heads[0]}\n桂小满{ROOF}\n\n{heads[1]}\n何田田{ROAD}\n")
    assert article.author is None  # the texts speak of them


PIECES = (
    f"冬天修屋顶\n桂小满\n\n{ROOF}\n{ROOF}\n\n{{line}}\n\n桥头的路灯\n何田田\n\n{ROAD}\n{ROAD}\n"
)


@pytest.mark.parametrize("line", ["－－－－－－－－", "──────────", "第9页"])
def test_what_parts_two_articles_is_no_title(line: str) -> None:
    articles = read(PIECES.format(line=line))
    assert [article.title for article in articles] == ["冬天修屋顶", "桥头的路灯"]
    assert [article.author for article in articles] == ["桂小满", "何田田"]


@pytest.mark.parametrize("title", ["第9页的信", "忘不了的那一年……1998"])
def test_a_title_that_resembles_a_mark_stays_one(title: str) -> None:
    text = PIECES.format(line="").replace("桥头的路灯", title)
    assert [article.title for article in read(text)] == ["冬天修屋顶", title]


def test_lines_of_a_table_of_contents_are_no_titles_and_stay() -> None:
    contents = "冬天修屋顶……………………桂小满（3）\n桥头的路灯...............何田田 9\n"
    text = f"目  录\n\n{contents}\n第3页\n{PIECES.format(line='第9页')}"
    first, *rest = read(text)
    assert [paragraph.text for paragraph in first.paragraphs][:2] == contents.splitlines()
    assert [article.title for article in rest] == ["冬天修屋顶", "桥头的路灯"]


def test_the_number_of_a_document_is_no_part_of_its_title() -> None:
    notices = [
        f"关于{{what}}的通知\n江政发〔2025〕{number}号\n{{day}}{text}\n{text}\n"
        for number, text in enumerate((ROOF, ROAD), 3)
    ]
    for day, published in (("", None), ("2025年3月1日\n\n", "2025-03-01")):
        text = "\n".join(notice.format(what="修桥", day=day) for notice in notices)
        articles = read(text)
        assert [article.title for article in articles] == ["关于修桥的通知"] * 2
        assert [article.published for article in articles] == [published] * 2
        assert [article.paragraphs[0].text for article in articles] == [
            "江政发〔2025〕3号", "江政发〔2025〕4号",
        ]  # fmt: skip


def test_the_points_of_minutes_are_parts_of_one_article() -> None:
    points = f"议题一：修屋顶\n{ROOF}\n\n议题二：修路灯\n{ROAD}\n\n记录：桂小满\n"
    (article,) = read(f"厂务会议纪要\n〔2024〕第3号\n\n{ROOF}\n\n{points}")
    assert (article.title, article.author) == ("厂务会议纪要", None)


ORDINALS = ["第二节", "第二章", "第2节", "二", "二、", "2"]


@pytest.mark.parametrize("section", ["商号", "田赋", "常平仓", "孔庙"])
@pytest.mark.parametrize("ordinal", ORDINALS)
def test_a_section_in_the_middle_with_its_number_signs_nothing(ordinal: str, section: str) -> None:
    middle, texts = "\u3000" * 6, (
        "\u3000\u3000清末全乡有集市四处，渡口逢一四七，石桥逢二五八，卖柴的天不亮就进街。\n",
        "\u3000\u3000后来盐船改走北岸，渡口的集就散了，只剩石桥一处，逢集那天仍旧挤满了人。\n",
    )  # fmt: skip
    heads = ["第三编\u3000商业", "第一节\u3000集市", f"{ordinal}\u3000{section}"]
    parts = [
        f"{middle}{heads[0]}\n",
        *(f"{middle}{head}\n\n{''.join(texts)}" for head in heads[1:]),
    ]
    (article,) = from_text("\n".join(parts), "a.txt")
    assert (article.author, article.office) == (None, None)


def collection(middle: str) -> str:
    texts = [f"\u3000\u3000{text}\n\u3000\u3000{ROAD}\n" for text in (ROOF, ROAD, ROOF)]
    return (
        f"车间的屋顶\n桂小满\n\n{texts[0]}\n{middle}\n{texts[1]}\n桥头的路灯\n温良玉\n\n{texts[2]}"
    )


@pytest.mark.parametrize("day", ["1941年8月12日", "一九四一年八月十二日"])
def test_a_date_over_a_name_where_titles_stand_is_a_title(day: str) -> None:
    articles = read(collection(f"{day}\n何田田\n"))
    assert [(one.title, one.author, one.published) for one in articles] == [
        ("车间的屋顶", "桂小满", None), (day, "何田田", None), ("桥头的路灯", "温良玉", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "signed", ["1941年8月12日", "\u3000\u30001941年8月12日\n\u3000\u3000何田田"]
)
def test_a_date_in_a_text_or_where_it_is_signed_is_none(signed: str) -> None:
    titles = [one.title for one in read(collection(f"{signed}\n"))]
    assert titles == ["车间的屋顶", "桥头的路灯"]


def test_the_month_of_the_volume_is_no_date_of_an_article() -> None:
    text = "石桥文史　第四辑\n1989年10月\n\n" + collection("1941年8月12日\n何田田\n")
    assert [(one.title, one.author) for one in read(text)][-2:] == [
        ("1941年8月12日", "何田田"), ("桥头的路灯", "温良玉"),
    ]  # fmt: skip


@pytest.mark.parametrize("heads", [("讣　告", "讣　闻"), ("讣告", "讣告"), ("启　事", "寻船启事")])
def test_notices_one_below_another_are_each_an_article_with_its_own_date(
    heads: tuple[str, str],
) -> None:
    text = (
        f"{heads[0]}\n\n{ROOF}\n孝男　何田、何江　泣告\n\n{heads[1]}\n\n{ROAD}\n"
        "桂小满　敬告\n二〇一五年三月四日\n"
    )
    first, second = read(text)
    assert [one.title for one in (first, second)] == ["".join(head.split()) for head in heads]
    assert (first.author, first.published) == (None, None)
    assert [p.text for p in first.paragraphs] == [ROOF, "孝男　何田、何江　泣告"]
    assert (second.author, second.published) == ("桂小满", "2015-03-04")


@pytest.mark.parametrize("heads", [("屋顶", "启事"), ("怎样写启事", "怎样写讣告")])
def test_words_for_notices_over_the_parts_of_a_text_part_nothing(heads: tuple[str, str]) -> None:
    text = f"应用文写法\n\n{ROOF}\n\n{heads[0]}\n\n{ROAD}\n\n{heads[1]}\n\n{ROOF}{ROAD}\n"
    (one,) = read(text)
    assert {p.heading for p in one.paragraphs} == {None, *heads}
