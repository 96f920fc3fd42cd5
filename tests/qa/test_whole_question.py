"""Follow-up questions are made whole; whole questions are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from language.fold import fold
from qa.whole_question import Said, known_part, understand

ARTICLES = Path(__file__).parents[2] / "corpus" / "articles"
FIRST = "川维化工如何激发创新"
ENGLISH = "How does Chuanwei Chemical encourage innovation?"


@pytest.mark.parametrize(
    ("history", "question", "understood"),
    [
        # another side of the same topic
        ([FIRST], "那出口呢", "川维化工的出口"),
        (["川维化工的产值是多少？"], "那出口呢？", "川维化工的出口"),
        (["劳动法怎么规定工资"], "那加班费呢", "劳动法的加班费"),
        ([FIRST], "产值？", "川维化工的产值"),
        (["工会法什么时候施行"], "第几条规定的", "工会法第几条规定的"),
        ([ENGLISH], "What about exports?", "Chuanwei Chemical exports?"),
        (["8路公交几点收班"], "限速呢", "8路公交的限速"),  # rare, but no name
        (["8路公交几点收班"], "那首班呢", "8路公交几点首班"),  # ends alike
        # a word that points back
        ([FIRST], "它成立于哪一年", "川维化工成立于哪一年"),
        ([FIRST], "其董事长是谁", "川维化工的董事长是谁"),
        (["《劳动法》规定了什么"], "它的第三章讲什么", "《劳动法》的第三章讲什么"),
        (["綦江如何培养产业工人"], "那里有多少企业", "綦江有多少企业"),
        ([ENGLISH], "when was it founded?", "when was Chuanwei Chemical founded?"),
        # the same question about something else
        (["2023年川维化工的产值是多少"], "那2024年呢", "2024年川维化工的产值是多少"),
        (
            ["What was the output of Chuanwei in 2023?"],
            "and in 2024?",
            "What was the output of Chuanwei in 2024?",
        ),
        ([FIRST], "那綦江呢", "綦江如何激发创新"),
        ([FIRST], "为什么？", "川维化工为什么激发创新"),
        # two steps back
        (["川维化工的产值是多少", "川维化工的出口"], "那么它的利润呢", "川维化工的利润"),
    ],
)
def test_a_follow_up_is_made_whole(history: list[str], question: str, understood: str) -> None:
    assert understand(question, history) == understood


@pytest.mark.parametrize(
    "question",
    [
        "綦江有多少职工",
        "劳动合同试用期最长多久？",
        "谁是严红？",
        "年假有几天",
        "其他公司有哪些做法",
        "那些年的改革由谁推动？",
        "What is the probation period?",
        "Who wrote the labour law?",
        "Is there a limit on overtime?",
    ],
)
def test_a_whole_question_stays_as_it_is(question: str) -> None:
    assert understand(question, [FIRST]) == question
    assert understand(question, [ENGLISH]) == question


def test_without_history_nothing_changes() -> None:
    assert understand(" 那出口呢 ", []) == "那出口呢"


ARTICLE = (
    "松河船厂的年景\n松河船厂建于1961年，现有职工640人。\n去年，松河船厂的产值是3.2亿元，出口占四成。\n"
    "厂长贺兰舟今年49岁，2018年上任。\n厂里的热线是0731-5550188。"
)
DIRECTOR = Said("贺兰舟", ARTICLE)
TWO = "松河船厂和柳湾茶厂哪家的职工多"


@pytest.mark.parametrize(
    ("before", "last", "question", "understood"),
    [
        # whom the answer named
        ("松河船厂的厂长是谁", DIRECTOR, "他多大年纪", "贺兰舟多大年纪"),
        ("谁是松河船厂的厂长？", DIRECTOR, "那她是哪年上任的", "贺兰舟是哪年上任的"),
        ("松河船厂的厂长是谁", Said("", ARTICLE), "他多大年纪", "松河船厂的厂长多大年纪"),
        ("谁是松河船厂的厂长？", Said("", ARTICLE), "他多大年纪", "松河船厂的厂长多大年纪"),
        ("Who is the director of Songhe?", Said("He Lanzhou"), "how old is he?",
         "how old is He Lanzhou?"),
        # a works is not a he: as typed
        ("松河船厂建于哪一年", Said("1961年", ARTICLE), "他多大年纪", "他多大年纪"),
        ("松河船厂建于哪一年", Said("1961年", ARTICLE), "它有多少职工", "松河船厂有多少职工"),
        ("川维化工如何激发创新", Said(), "他多大年纪", "他多大年纪"),
        ("卢若谷哪一年出生", Said(), "他的父亲是谁", "卢若谷的父亲是谁"),  # 谷: no place
        ("成吉思汗哪一年出生", Said(), "他的父亲是谁", "成吉思汗的父亲是谁"),
        ("When did Confucius die?", Said(), "where did he teach?", "where did Confucius teach?"),
        # one of two
        (TWO, Said("", ARTICLE), "前者的热线是多少", "松河船厂的热线是多少"),
        (TWO, Said("", ARTICLE), "那后者的出口呢", "柳湾茶厂的出口"),
        ("松河船厂的产值和柳湾茶厂的产值哪个高", Said(), "后者建于哪一年", "柳湾茶厂建于哪一年"),
        ("Is Songhe or Liuwan larger?", Said(), "When was the latter founded?",
         "When was Liuwan founded?"),
        ("松河船厂建于哪一年", Said("", ARTICLE), "后者呢", "后者呢"),
        # the same again
        ("松河船厂有多少职工", Said("640人", ARTICLE), "详细一点", "松河船厂有多少职工"),
        ("松河船厂有多少职工", Said("640人", ARTICLE), "能再说得具体些吗？", "松河船厂有多少职工"),
        ("How large is Songhe?", Said(), "Tell me more", "How large is Songhe?"),
        # a topic that is left out, and stands in the article that answered
        ("松河船厂现有多少职工", Said("640人", ARTICLE), "产值是多少", "松河船厂产值是多少"),
        ("松河船厂有多少职工", Said("640人", ARTICLE), "建于哪一年？", "松河船厂建于哪一年？"),
        ("松河船厂有多少职工", Said("640人", ARTICLE), "热线是多少", "松河船厂热线是多少"),
        # another holiday, and a name that begins like what asks
        ("国庆放几天假", Said("5天", "国庆放假5天"), "春节呢", "春节放几天假"),
        ("国庆放几天假", Said("5天", "国庆放假5天"), "那寒假呢", "寒假放几天假"),
        ("罗大河创办了什么学校", Said(), "何渭生呢", "何渭生创办了什么学校"),
        # what the article does not have, a name, another topic
        ("松河船厂有多少职工", Said("640人", ARTICLE), "年假有几天", "年假有几天"),
        ("松河船厂有多少职工", Said("640人", ARTICLE), "谁是贺兰舟", "谁是贺兰舟"),
        ("松河船厂有多少职工", Said("640人", ARTICLE), "柳湾有多少职工", "柳湾有多少职工"),
        ("松河船厂有多少职工", Said(), "产值是多少", "产值是多少"),
    ],
)  # fmt: skip
def test_the_last_answer_is_read(before: str, last: Said, question: str, understood: str) -> None:
    assert understand(question, [before], last=last) == understood


@pytest.mark.parametrize(
    ("article", "before", "question", "understood"),
    [
        # another of the same kind: what is asked of it stays
        ("nuzhigong-baohu-guiding", "产假有多少天", "难产的呢", "难产的产假有多少天"),
        ("laodong-fa", "休息日加班费怎么算", "那法定休假日呢", "法定休假日加班费怎么算"),
        ("shehui-baoxian-fa", "养老保险费谁来缴", "医疗保险呢", "医疗保险费谁来缴"),
        ("chan-gai-yin-guoxi", "綦江新增了多少家高新技术企业", "科技型企业呢？",
         "綦江新增了多少家科技型企业"),
        ("chan-gai-yin-guoxi", "尹国喜是哪里的书记", "那卢跃富呢", "卢跃富是哪里的书记"),
        ("chan-gai-zhang-wei", "职教集团吸纳了多少家成员单位", "研发服务项目呢",
         "职教集团的研发服务项目"),
        ("laodong-hetong-fa", "试用期的工资最低是多少", "修订以后呢",
         "修订以后试用期的工资最低是多少"),
        # another question word
        ("laodong-hetong-fa", "試用期最長多久", "為什麼？", "為什麼試用期最長"),
        ("chan-gai-zhang-wei", "华为给学校授的什么牌", "什么时候呢",
         "华为给学校授的牌是什么时候"),
        # whom the question before meant
        ("chan-gai-yan-hong", "川维化工的党委书记叫什么", "他提了什么做法",
         "川维化工的党委书记提了什么做法"),
        ("chan-gai-yan-hong", "严红的妻子叫什么", "她多大了", "严红的妻子多大了"),
        ("gonghui-fa", "工会法和劳动法哪个先修正", "后者有几章", "劳动法有几章"),
        ("zhongcai-fa", "劳动仲裁多久出结果", "那要交钱吗", "劳动仲裁要交钱吗"),
        # a matter of its own
        ("nuzhigong-baohu-guiding", "产假有多少天", "哺乳时间每天多长", "哺乳时间每天多长"),
        ("chan-gai-yan-hong", "严红是谁", "卢跃富是做什么的", "卢跃富是做什么的"),
        ("laodong-hetong-fa", "试用期最长多久", "拖欠工资怎么办", "拖欠工资怎么办"),
    ],
)  # fmt: skip
def test_what_the_question_before_asks_is_kept(
    article: str, before: str, question: str, understood: str
) -> None:
    """Over the articles that come with the project."""
    text = (ARTICLES / f"{article}.md").read_text("utf-8")
    assert understand(question, [before], Said(text=fold(text))) == understood


def test_an_older_question_may_have_the_part_of_the_same_kind() -> None:
    history = ["一级伤残补助金是几个月工资", "工伤保险费谁缴"]
    assert understand("那十级伤残呢", history) == "十级伤残补助金是几个月工资"


def test_the_other_one_after_the_first() -> None:
    history = [TWO, "松河船厂的热线是多少"]
    assert understand("那后者呢", history) == "柳湾茶厂的热线是多少"
    assert understand("后者呢", [TWO]) == "柳湾茶厂哪家的职工多"


def test_part_of_a_year_takes_the_years_place() -> None:
    before = "松河船厂2025年产值多少"
    assert understand("那今年上半年呢", [before]) == "松河船厂今年上半年产值多少"
    assert understand("2024年三季度呢", [before]) == "松河船厂2024年三季度产值多少"


@pytest.mark.parametrize(
    ("topic", "known"),
    [
        ("松河船厂现", "松河船厂"),
        ("松河船厂去年卖得", "松河船厂"),
        ("劳动仲裁", "劳动仲裁"),  # what is left of it, 劳动, is no name
        ("柳湾", "柳湾"),
        ("", ""),
    ],
)
def test_the_known_part_of_a_topic_is_what_the_article_has(topic: str, known: str) -> None:
    text = fold("松河船厂建于1961年，劳动竞赛年年办。")
    assert known_part(topic, Said(text=text)) == known
