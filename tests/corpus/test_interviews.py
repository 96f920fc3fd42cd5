"""Interviews: 记者：… and 王某某：… are text, never a byline, a title, an article of their own."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from corpus.interviews import turns
from corpus.readers import docx, html, markdown, text
from corpus.records import Article
from corpus.spans import verify

BEFORE = "渡口换了新船，票价不变，船工王大海接受了采访，说起换船前后的事情。"
TALKS = {
    "sentences": ("记者：票价会涨吗", "王大海：不会，老人免费。", "记者：冬天呢", "王大海：照开。"),
    "short": ("记者：新船", "王大海：稳当", "记者：旧船", "王大海：晃", "记者：人", "李小明：爱坐"),
    "names": ("记者：李明", "王大海：张伟", "记者：刘洋", "王大海：陈静"),
    "of the paper": ("本报记者：新船怎么样", "王大海：稳当。", "本报记者：票价呢", "王大海：不涨"),
    "marked": ("■记者：您怎么看", "□王大海：稳当得很", "■记者：票价呢", "□王大海：不涨"),
    "bracketed": ("【记者】：票价呢", "【王大海】：不涨", "【记者】：冬天呢", "【王大海】：照开"),
    "host": ("主持人: 欢迎王大海", "嘉宾: 大家好", "主持人: 新船如何", "嘉宾: 稳当"),
    "letters": ("问：新船如何", "答：稳当", "问：旧船呢", "答：不稳"),
}  # fmt: skip


def word(lines: list[str]) -> bytes:
    from docx import Document

    document, target = Document(), io.BytesIO()
    for line in lines:
        document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


def page(lines: list[str]) -> bytes:
    body = "".join(f"<p>{line}</p>" for line in lines[1:])
    return f"<html><body><article><h1>{lines[0]}</h1>{body}</article></body></html>".encode()


FORMS: dict[str, Callable[[list[str]], list[Article]]] = {
    "text": lambda lines: list(text.read(io.BytesIO("\n\n".join(lines).encode()), "a.txt", no)),
    "block": lambda lines: list(
        text.read(io.BytesIO("\n".join([*lines[:1], "", *lines[1:]]).encode()), "a.txt", no)
    ),
    "word": lambda lines: list(docx.read(io.BytesIO(word(lines)), "a.docx", no)),
    "web": lambda lines: list(html.read(io.BytesIO(page(lines)), "a.html", no)),
    "markdown": lambda lines: list(
        markdown.read(io.BytesIO(("# " + "\n\n".join(lines)).encode()), "a.md", no)
    ),
}


def no(path: str, reason: str) -> None:
    raise AssertionError(reason)


@pytest.mark.parametrize("talk", TALKS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("byline", ["本报记者 闵青山", ""])
def test_a_turn_is_text(talk: str, form: str, byline: str) -> None:
    body = [BEFORE, *TALKS[talk]]
    (article,) = FORMS[form](["新船上的人", *filter(None, [byline]), *body])
    assert (article.title, article.author) == ("新船上的人", "闵青山" if byline else None)
    assert [part.text for part in article.paragraphs] == body
    assert all(part.heading is None for part in article.paragraphs)
    assert all(verify(article.source.text, part.text, part.spans) for part in article.paragraphs)


def test_bylines_and_other_labels_are_no_turns() -> None:
    labels = ["渡口换了新船", "作者：王大海", "日期：2024年3月5日", BEFORE]
    assert turns(labels * 2) == set()
    assert turns(["新船", "记者：李明", BEFORE, "旧船", "记者：刘洋", BEFORE]) == set()
    assert turns(["记者：李明", "通讯员：王大海", BEFORE] * 2) == set()


HEAD = ("受访人：王大海（渡口船工）", "采访时间：2024年3月5日", "采访人：闵青山", "整理：乐小桐")


def headed(lines: list[str]) -> bytes:
    """A Word file whose title and numbered sections are headings."""
    from docx import Document

    document, target = Document(), io.BytesIO()
    document.add_heading(lines[0], 0)
    for line in lines[1:]:
        if line[1] == "、":
            document.add_heading(line, 1)
        else:
            document.add_paragraph(line)
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize("head", [HEAD, HEAD[:3], HEAD[2:], HEAD[:1] + HEAD[2:]])
@pytest.mark.parametrize("form", ["text", "block", "word", "headed", "markdown"])
def test_what_stands_over_who_asked_splits_no_interview(head: tuple[str, ...], form: str) -> None:
    talk = ["记者：您是哪年上船的？", "王大海：1984年，船还是木头的。"]
    body = [*talk, "二、换船", talk[0], "王大海：去年，旧船拖走了。"]
    read = FORMS.get(form, lambda lines: list(docx.read(io.BytesIO(headed(lines)), "a.docx", no)))
    (article,) = read(["一个船工的口述", *head, *body])
    names = [line[4:] for line in head if line.startswith("采访人")]
    assert article.title == "一个船工的口述"
    assert article.author == " ".join(names + ["乐小桐"] * (HEAD[3] in head))
    assert article.published == ("2024-03-05" if HEAD[1] in head else None)
    texts = [part.text for part in article.paragraphs if part.text != "二、换船"]
    assert texts == [*head[: head[0] == HEAD[0]], *talk, *body[3:]]


def test_a_kicker_with_a_colon_stays_a_title_above_who_wrote() -> None:
    for title in ("民生：菜价连涨三周", "民生：菜价为何涨？"):
        (article,) = FORMS["block"]([title, "整理：闵青山", BEFORE, BEFORE])
        assert (article.title, article.author) == (title, "闵青山")


@pytest.mark.parametrize("section", ["一、上船", "上船"])
def test_a_question_below_a_section_is_no_heading(section: str) -> None:
    asked, answer = "您是哪年上船的？", "王大海：1984年，船还是木头的，一次渡二十个人。"
    question = f"江口周刊：{asked}"
    (article,) = FORMS["text"](["一个船工的口述", BEFORE, section, question, answer])
    assert [(part.heading, part.text) for part in article.paragraphs[1:]] == [
        (section, question), (section, answer),
    ]  # fmt: skip
    (article,) = FORMS["text"](["一个船工的口述", BEFORE, asked, answer, "谁来换船？", BEFORE])
    assert [part.heading for part in article.paragraphs] == [None, asked, "谁来换船？"]
