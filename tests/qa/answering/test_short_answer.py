"""Where short answers begin and end, and which stay marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.corrected import corrections, put_right, said_instead
from qa.answering.short_answer import fits, well_marked, whole_words
from qa.query import Question
from qa.records import AnswerSentence, ShortAnswer


@pytest.mark.parametrize(
    ("question", "short", "kept"),
    [
        ("船票多少钱", "6元", True),
        ("船票能退吗", "6元", False),
        ("罗大河是不是船工", "船工", False),
        ("渡口开不开夜航", "九点", False),
        ("罗大河还是骆大河", "站长", False),
        ("罗大河还是骆大河", "骆大河", True),
        ("罗大河为什么退休", "六十六岁", True),  # a reason may be anything
        ("When did the ferry open?", "in 1951", True),
        ("Did the ferry open in 1951?", "1951", False),
        ("1985年船票多少钱", "1985", False),
        ("1985年船票多少钱", "5", True),
        ("1985年几月开的渡口", "5月", True),
        ("两位站长中不是罗大河的那位是谁", "罗大河", False),
        ("罗大河和骆大河谁是站长", "罗大河", True),
        ("大船比小船贵多少", "小船", True),
    ],
)
def test_a_part_of_the_sentence_is_no_yes_or_no(question: str, short: str, kept: bool) -> None:
    assert fits(Question(question), short) is kept


def told(text: str, short: str | None = None) -> AnswerSentence:
    return AnswerSentence(text, 1, (), short=ShortAnswer(short, (), 0.9) if short else None)


def test_a_sentence_stays_without_its_mark() -> None:
    sentences = [told("船票6元，不退。", "6元"), told("误了船的改乘下一班。")]
    assert well_marked(Question("船票能退吗"), sentences) == (told("船票6元，不退。"), sentences[1])
    assert well_marked(Question("船票多少钱"), sentences) == tuple(sentences)


NOTE = "《船票》一文中，“每张三十九块”应为“每张九十三块”，站长“罗大河”应为“骆大河”。"


def test_what_a_correction_takes_back_is_not_marked_but_what_it_puts_there() -> None:
    """The mark of the old sentence goes over to the part of the new words that stands for it."""
    at = NOTE.index("九十三块")
    note = AnswerSentence(NOTE, 1, ((100, 100 + len(NOTE)),))
    first, second = well_marked(
        Question("船票多少钱"), [note, told("船票每张三十九块，站长卖。", "三十九块")]
    )
    assert first.short == ShortAnswer("九十三块", ((100 + at, 104 + at),), 0.9)
    assert second == told("船票每张三十九块，站长卖。")


def test_a_mark_within_the_correction_itself_goes_over_too() -> None:
    note = AnswerSentence(NOTE, 1, ((0, len(NOTE)),), ShortAnswer("“罗大河”", ((0, 5),), 0.9))
    (one,) = well_marked(Question("站长是谁"), [note])
    assert one.short and one.short.text == "骆大河"


@pytest.mark.parametrize("mark", ["九十三块", "站长"])
def test_a_correction_leaves_other_marks_alone(mark: str) -> None:
    note = told(NOTE, mark)
    assert well_marked(Question("船票怎么写错了"), [note]) == (note,)


def test_what_is_taken_out_is_not_marked() -> None:
    note = told("删去第二条中的“有效期五年”。", "五年")
    assert well_marked(Question("船票有效期是多久"), [note])[0].short is None


def test_the_words_that_were_wrong() -> None:
    for text, new in (("“三十九块”应为“九十三块”。", "九十三块"), ("删去“三十九块”。", "")):
        assert corrections(text) == [("三十九块", new)]


@pytest.mark.parametrize(
    ("said", "old", "new", "right"),
    [
        ("39块", "每张39块", "每张93块", "93块"),
        ("票价39块整", "39块", "93块", "93块"),
        ("每张", "每张39块", "每张93块", "每张"),
        ("39块", "每张39块", "一张93块", ""),  # another wording does not say which part
        ("罗大河", "每张39块", "每张93块", "罗大河"),
    ],
)
def test_what_is_put_right(said: str, old: str, new: str, right: str) -> None:
    assert put_right(said, old, new) == right


def test_a_miswriting_is_told_from_what_is_right() -> None:
    """The wrong words come first or last."""
    assert corrections("把船名写成“大和号”，应为“大河号”。") == [("大和号", "大河号")]
    assert corrections("把站长“罗大河”误写为“骆大河”。") == [("骆大河", "罗大河")]


@pytest.mark.parametrize(
    ("text", "part", "whole"),
    [
        ("厂里有职工412人。", "12", "412"),
        ("他说：“手上的功夫要靠天天练。”", "功夫要靠", "功夫要靠"),
        ("书名是《插秧机与我》。", "《插秧机", "《插秧机与我》"),
        ("书名是《插秧机与我》。", "与我》。", "《插秧机与我》"),
        ("增长了12.5%，", "12.5%，", "12.5%"),
        ("——是她。", "——是她。", "是她"),
        ("他守了二十年的灯塔。", "二十年的", "二十年"),
        ("写诗是他的目的。", "他的目的", "他的目的"),
        ("利润为-120万元。", "120万元", "-120万元"),
        ("-3℃以下停航。", "3℃", "-3℃"),
        ("误差为±0.5毫米。", "0.5毫米", "±0.5毫米"),
        ("船价¥6800。", "6800", "¥6800"),
        ("要走2-3天。", "3天", "3天"),
        ("配置在/etc/conf里。", "etc/conf", "/etc/conf"),
        ("占1/2股。", "2股", "2股"),
        ("停航5月-8月。", "8月", "8月"),
    ],
)
def test_a_short_answer_ends_at_words_and_quotes(text: str, part: str, whole: str) -> None:
    at = text.index(part)
    start, end = whole_words(text, (0, len(text)), (at, at + len(part)))
    assert text[start:end] == whole


@given(st.text("“”《》（）船队灯塔12.5%，。 ", min_size=1, max_size=40), st.data())
def test_a_short_answer_stays_in_its_sentence(text: str, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    a = data.draw(st.integers(first, last - 1))
    b = data.draw(st.integers(a + 1, last))
    start, end = whole_words(text, (first, last), (a, b))
    assert start >= end or first <= start < end <= last


@pytest.mark.parametrize(
    ("text", "part", "instead"),
    [
        ("还价最凶的不是老太太,是小伙子。", "老太太", "小伙子"),
        ("还价最凶的不是老太太,是小伙子。", "不是老太太", "小伙子"),
        ("还价最凶的不是老太太,也不是老大爷,而是小伙子。", "老大爷", "小伙子"),
        ("还价最凶的不是老太太是小伙子。", "老太太", "小伙子"),
        ("还价最凶的是小伙子,而不是老太太。", "老太太", "小伙子"),
        ("还价最凶的是小伙子而非老太太。", "老太太", "小伙子"),
        ("还价最凶的是小伙子,而不是老太太。", "小伙子", "小伙子"),
        ("还价最凶的不是老太太,是小伙子。", "小伙子", "小伙子"),
        ("还价最凶的并非老太太。", "老太太", ""),
        ("还价最凶的不是老太太就是小伙子。", "老太太", "老太太"),
        ("还价最凶的不是老太太,就是小伙子。", "老太太", "老太太"),
        ("老太太还价最凶。", "老太太", "老太太"),
    ],
)
def test_what_is_denied_is_no_answer_but_what_is_said_instead(
    text: str, part: str, instead: str
) -> None:
    at = text.index(part)
    start, end = said_instead("谁还价最凶", text, (at, at + len(part)))
    assert text[start:end] == instead


def test_who_asks_for_what_is_not_gets_it() -> None:
    assert said_instead("谁不还价", "还价的不是老太太,是小伙子。", (6, 9)) == (6, 9)


ERRORS = "误将船票数写为617张,实为671张;罗老的年龄误为七十八岁,应为七十六岁。"


@pytest.mark.parametrize(
    ("question", "text", "part", "instead"),
    [
        ("罗老多大年纪", ERRORS, "七十八岁", "七十六岁"),
        ("卖了多少张船票", ERRORS, "617张", "671张"),
        ("原来误写成多少岁", ERRORS, "七十八岁", "七十八岁"),
        ("船几点开", "他误以为九点,其实是八点。", "九点", "九点"),
        ("谁误了船", "罗老误了船,实际是站长早走。", "罗老", "罗老"),
    ],
)
def test_what_was_stated_wrongly_is_no_answer(
    question: str, text: str, part: str, instead: str
) -> None:
    at = text.index(part)
    start, end = said_instead(question, text, (at, at + len(part)))
    assert text[start:end] == instead


def test_an_error_without_quotes_is_put_right_in_another_sentence() -> None:
    old = told("当天卖出船票617张。", "617张")
    note = AnswerSentence(ERRORS, 1, ((100, 100 + len(ERRORS)),))
    first, second = well_marked(Question("卖了多少张船票"), [note, old])
    assert first.short and first.short.text == "671张" and second.short is None
    same = told("当天卖出船票71张。", "71张")
    assert well_marked(Question("卖了多少张船票"), [note, same]) == (note, same)
