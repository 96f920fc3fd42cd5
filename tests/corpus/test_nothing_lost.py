"""Nothing that a text says is lost without a word: each of its words is in a field, a heading, a
paragraph or a note of what was read."""

from __future__ import annotations

import io
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.metadata import values_of
from corpus.readers import markdown, text
from corpus.records import Article
from errors import SourceError

MASTHEAD = "江口日报  2024年12月30日  星期一  第3版 要闻"
SENTENCES = (
    "河水慢慢流过{0}，孩子们在桥上等着渡船。", "雨下了一夜，{0}的屋顶漏了", "{0}说，",
    "会议由{0}主持；", "老人看着{0}点点头：",
)  # fmt: skip
FORMS = (
    *SENTENCES, *SENTENCES, "　　{0}" + SENTENCES[0], "* * *", "------------", "此致", "敬礼！",
    "目录", MASTHEAD, f"{MASTHEAD}　国内统一连续出版物号CN 00-{{3}}" + "　今日8版" * 20,
    "（上接第1版）", "（下转第3版）", "{0}的渡船", "——{0}寻访记", "【{0}·之三】", "第二辑",
    "{0}", "《{0}》", "一、{0}", "第{3}版", "第{3}页", "— {3} —", "作者：{1}", "{1}",
    "本报记者 {1}", "（记者 {1}）", "——{1}", "文/{1} 图/{2}", "{1}/文 {2}/图", "By Anna Bell",
    "本报记者 {1} 通讯员 {2} 摄影报道", "渡口的船　作者：{1}", "《渡口的船》（{1}）",
    "摄影：{1}", "责任编辑：{1}", "本报讯（记者 {1}）{0}开了会。", "（{1} 2024年3月{3}日）",
    "县文化馆 2024年3月{3}日", "附件：{0}", "编者按：{0}", "2024年3月{3}日",
    "日期：2024-03-{3}", "时间：3月{3}日", "地点：{0}", "栏目：{0}", "来源：{0}",
    "来源：江口日报", "2024-12-25 09:12  来源：江口日报  作者：桂小满  责编：何田",
    "（原载《江口文艺》2023年第2期）", "联系电话：0571-88{3}", "〔2025〕{3}号",
)  # fmt: skip
MARKDOWN = ("# {0}", "## {0}", "**{0}**", "- {0}", "> {0}", "| {0} | {3} |")
GIVEN = ("丽雯", "海燕", "春来", "秋生", "子墨", "文远", "志强", "雪梅", "国栋", "建平", "红英")
PLACES = "甲乙丙丁戊己庚辛壬癸子丑"
WORDS = re.compile(r"[^\W\d_]+|\d+")


def lines_of(forms: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Texts of lines no two of which have a name, a place or a number in common."""
    gaps = st.sampled_from(["\n", "\n", "\n\n", "\n\n", "\n\n\n\n"])
    line = st.tuples(st.sampled_from(forms), gaps)
    return st.lists(line, min_size=2, max_size=9).map(filled)


def filled(lines: list[tuple[str, str]]) -> str:
    names = ("张王李赵陈杨周吴郑冯"[n % 10] + GIVEN[n % 11] for n in range(60))
    return "".join(
        form.format(f"{PLACES[n]}石村", next(names), next(names), 11 + n) + gap
        for n, (form, gap) in enumerate(lines)
    )


def told(articles: list[Article]) -> str:
    parts: list[str | None] = []
    for one in articles:
        parts += [*values_of(one.metadata).values(), *one.notes]
        parts += [part for own in one.paragraphs for part in (own.heading, own.text, *own.notes)]
    return "\n".join("".join(part.split()) for part in parts if part)


def lost(source: str, articles: list[Article]) -> set[str]:
    everything = told(articles)
    return {word for word in WORDS.findall(source) if word not in everything}


def read(source: str, suffix: str) -> list[Article]:
    reader = {"txt": text.read, "md": markdown.read}[suffix]
    return list(reader(io.BytesIO(source.encode()), f"a.{suffix}", lambda path, reason: None))


ANNEX = f"{MASTHEAD}\n附件：甲石村\n\n敬礼！\n目录\n\n第6版\n本报讯（记者 王春来）会议开到晚上。"
DATE = f"{MASTHEAD}\n日期：2024-03-04\n本报讯（记者 王春来）会议开到晚上。"
PAGE = (
    "第7页\n敬礼！\n【街角·之三】\n雨下了一夜，屋顶漏了，工会经费也用完了。\n\n"
    f"{MASTHEAD}\n\n    （上接第1版）己石村\n“明天还来吗？”他问。"
)
PHOTO = (
    "文/张 伟 图/罗小满\n------------\nBy Anna Bell\n本报讯（记者 何田）2024年3月4日，县里开了会。"
    "他说，\n严红\n作者：何秋生\n“明天还来吗？”他问。\n"
)


@settings(max_examples=150, deadline=None)
@given(lines_of(FORMS))
@example(ANNEX)
@example(DATE)
@example(PAGE)
@example(PHOTO)
def test_no_word_of_a_text_is_lost(source: str) -> None:
    try:
        articles = read(source, "txt")
    except SourceError:
        return
    assert not lost(source, articles)


@settings(max_examples=100, deadline=None)
@given(lines_of((*FORMS, *MARKDOWN, *MARKDOWN)))
def test_no_word_of_markdown_is_lost(source: str) -> None:
    try:
        articles = read(source, "md")
    except SourceError:
        return
    assert not lost(source, articles)
