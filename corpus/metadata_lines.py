"""Metadata lines at the head of an article: 作者：…, a date alone, a byline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import pairwise

from corpus.builder import Draft
from corpus.byline_words import DASHES, GENRES, MARKS
from corpus.bylines import (
    TOOK_DOWN,
    Byline,
    Dateline,
    dateline,
    is_beside,
    is_caption,
    parse_byline,
    without_credits,
)
from corpus.dated_heads import dated_head, day_of_head, writers
from corpus.dates import find_date, is_date, iso_date
from corpus.issuers import is_body, issuer
from corpus.lines import is_ended
from corpus.mastheads import is_english_paper, is_known_paper, masthead, page_name
from corpus.person_names import are_names, in_one_form, is_pen_name, may_be_name, may_be_pen_name
from corpus.records import Article
from corpus.signatures import about_author, bracketed, compiled, of_unit, quoted_work
from corpus.subheads import is_subhead
from language.lexicon import either
from messages import message_text

LABELS = {
    "title": "标题|题目|篇名|title",
    "author": "作者|撰稿|撰文|文|author|by",
    "office": "单位|职务|作者单位|作者简介|供稿单位|office",
    "column": "栏目|专栏|版面|column",
    "paper": "来源|稿源|文章来源|稿件来源|出处|报纸|报名|刊物|刊名|期刊|报刊|source",
    "edition": "版次",
    "published": "日期|时间|发布时间|发布日期|发表时间|发表日期|出版日期|出版时间"
    "|见报日期|刊发日期|刊发时间|写作日期|写作时间|投稿日期|投稿时间|来稿日期|收稿日期|交稿日期|published|date",
    "url": "网址|链接|原文链接|url|link",
}
SUBMITTED = {
    "author": "姓名|作者姓名|学生姓名|投稿人|投稿者",
    "office": "班级|所在班级|学校|学校班级|所在学校|部门|所在单位|工作单位",
    "other": f"年级|学号|性别|年龄|通讯地址|地址|邮编|微信|联系方式|{either('other_labels')}",
    "text": "正文|内容",
}
"""What a text that was sent in says above itself beside 标题：…; elsewhere it may be a form's."""
_SUBMITTED = re.compile("|".join(rf"(?P<{k}>(?:{v})\s?[:：]\s*)" for k, v in SUBMITTED.items()))
_TITLED = re.compile(rf"(?:{LABELS['title']})\s?[:：]\s*\S", re.I)
_PAIR = r"[\u4e00-\u9fff]{2,6}\s?[:：]\s{0,2}[^\s:：。！？]{1,16}"
_LABELS = re.compile(rf"{_PAIR}(?:[\s\u3000]{{1,9}}{_PAIR}){{1,4}}")
_OF_TALKS = re.compile(
    r"[\u4e00-\u9fff]{0,5}(?:[人者]|[时時][间間]|日期|地[点點址]|对象|嘉宾|身份|职业|年龄|单位)\s?[:：]\s{0,4}\S"
)
"""What a line over an interview begins with, of whom it was held with, when and where."""
LABELLED_LINES = 4  # above the one that tells who wrote, at most
_NEXT_LABEL = re.compile(r"(?<=\S)\s{1,40}(?=[\u4e00-\u9fff]{2,6}\s?[:：])")
_LABEL = re.compile(
    "|".join(rf"(?P<{key}>(?:{names})\s*[:：]\s*)" for key, names in LABELS.items()), re.I
)
_WRITES = re.compile(
    rf"[□■◇◆（(]?(?:{either('byline_labels')}|{either('sign_labels')})\s{{0,3}}[:：]"
)
_OF_TALK = re.compile(
    r"[(（][^()（），,]{6,24}[，,][^()（）。]{0,30}(?:整理|记录|审阅|审定|审核)稿?过?[)）]"
)
_ISSUE_IS = re.compile(r"(?:期号|刊期|期数|期次|卷期|刊次|刊号)\s?[:：]\s?(?=\S)")
_OF_YEAR = re.compile(r"(?:19|20)\d\d(?:年|[-./]\d{1,2}$)")
"""An issue that tells its year: 2019年第3期, 2020-04; 2003 may be a number."""
_WEEKDAY = re.compile("星期|周[一二三四五六日]|农历|第.{1,6}期")
_MORE = re.compile(r"[\s(（][\u4e00-\u9fff]{2,6}[:：]")
"""What begins a part of an imprint that no field has room for: 采价：…"""
_ADOPTED = re.compile(r"[(（]([^()（）]{6,200})[)）]")
_ADOPTS = re.compile("通过|公布|发布|修正|修订|批准|通過|公佈|發布|修訂")
_OF_EVENT = re.compile("地[点點址]|主持|参加|出席|对象|對象|人[数數]")
"""Beside a time: it is of what the text tells, 时间：… 地点：…"""
_WHEN = re.compile(r"(?:[时時][间間]|日期)\s{0,3}[:：]")
_MINUTES = re.compile(r"(?:纪要|[会谈]议?记录|记录稿)[)）]?$")
"""What the title of minutes ends with; a notice of a meeting tells a day to come."""
_HELD = re.compile(r"(?:会议|开会|召开|座谈)?(?:[时時][間间]|日期)\s{0,3}[:：]\s{0,3}")
_MINUTES_HEAD = 3  # lines of minutes that are searched for when the meeting was
_DAY = re.compile(r"日期\s{0,3}[:：]")
_WHERE = re.compile(rf"[^\s:：]{{0,4}}(?:{_OF_EVENT.pattern})[^\s:：]{{0,3}}\s{{0,3}}[:：]")
_WROTE = re.compile(r"(?P<who>[\u4e00-\u9fff]{2,4})\s{1,4}[著撰]")
_LED = re.compile(r"(?:本文)?作者(?![:：])")
"""Who wrote, with an office behind a comma: 作者桂小满，河湾小学教师"""
_OF_A_BOOK = re.compile(r"出版|书局|书店|ISBN|定价|[译編编]\s{0,2}$", re.I)
"""Below 桂小满 著: that is said of a book which the text tells of."""
_NAMED = 20  # characters of a line that is no name, title or date
LONGEST = 100
_PAIRS = 6  # labels on a line, at most
SUBMITTED_LINES = 10  # of the labels above a text that was sent in, at most
_DATED = 60  # characters of a body's name with a date
_NUMBER = re.compile(
    r"[\u4e00-\u9fff]{0,12}[〔（(\[【](?:19|20)\d\d[〕）)\]】][\u4e00-\u9fff]{0,8}\d{0,6}[\u4e00-\u9fff]{0,6}第?\d{1,6}[号號](?:之[一二三四五六])?"
)
"""A document's or a case's: 青政发〔2025〕3号, （2025）青0304民初217号."""
_APPROVED = re.compile(r"\s{1,40}签发人?\s{0,4}[:：]\s{0,4}[\u4e00-\u9fff \u3000]{2,20}$")
"""Behind a document's number, who approved it."""
_ISSUE = re.compile(r"[(（]?(?:总?第\s?\d{1,5}|第[〇一二三四五六七八九十百]{1,5})\s?期[)）]?")
_NOTE = re.compile(r"[【\[(（]?(?:编者按|编前话?|导读|提要|内容提要|摘要|核心提示)[】\])）:：\s]")
"""What leads an editor's note or a summary above a report."""
_QUOTES = re.compile(r"[:：]$|(?:[報报][导導道]|[報报][載载]|消息|新[闻聞])[^。]{0,20}[。…]$")
"""At the end of what leads to a report of others: 昨天看到这样一条消息。"""
_ABOVE_DATELINE = 2  # paragraphs above a dateline, at most
_CAPTION = 40  # characters of each, unless it is a note
_OTHERS = "2000年1月1日 星期六"
"""Beside it, what is no part of a masthead is strange."""


def is_head(draft: Draft, text: str, bare: bool = False) -> bool:
    """Whether the line tells a field that the draft lacks; `bare`: a name alone is a byline."""
    return _line_fields(draft, text, bare) is not None


def is_of_event(draft: Draft, text: str, below: str) -> bool:
    """Whether a line says when that was which the text tells of, by the line below it: 时间：… over
    地点：…; the 日期：… below an author is of the text."""
    if draft.author is not None and _DAY.match(text):
        return False
    return bool(_WHEN.match(text) and is_place(below))


def is_place(text: str) -> bool:
    """Whether a line says where something is or was, or who took part: 地点：…, 主持人：…"""
    return bool(_WHERE.match(text))


def is_masthead(lines: Sequence[str]) -> bool:
    """Whether these lines together are a masthead.  A line that may be a paper's name or a title
    (学习简报) is a name only beside a page or a weekday, and each line is of a masthead."""
    fields = masthead(" ".join(lines))
    if len(lines) > 1 and not all(map(_is_part, lines)):
        return False
    paper = fields.get("paper")
    if len(lines) == 1 or paper is None or is_known_paper(paper) or is_english_paper(paper):
        return bool(fields)
    return "edition" in fields or any(_WEEKDAY.search(line) for line in lines)


def _is_part(line: str) -> bool:
    fields = masthead(line) or masthead(f"{_OTHERS} {line}")
    return is_date(line) or is_english_paper(line) or (bool(fields) and "author" not in fields)


def take(draft: Draft, text: str, bare: bool = False) -> bool:
    """Put the field that the line tells into the draft, the line into its notes."""
    fields = _line_fields(draft, text, bare)
    if fields is None:
        return False
    draft.take(text, **fields)
    return True


def is_submitted(lines: Sequence[str]) -> bool:
    """Whether the first lines of a text lead its title with a label, as what is sent in does."""
    return any(map(_TITLED.match, lines[:SUBMITTED_LINES]))


def is_label(text: str) -> bool:
    """Whether a line begins with a label as they stand above a text that was sent in."""
    return bool(_LABEL.match(text) or _SUBMITTED.match(text))


def text_label(text: str) -> int:
    """How long the label is that a text begins with, 正文：; 0 for none."""
    label = _SUBMITTED.match(text)
    return label.end() if label and label.lastgroup == "text" else 0


def take_submitted(draft: Draft, text: str) -> bool:
    """Put what a line above a text that was sent in tells into the draft: 姓名：… 班级：…"""
    fields: dict[str, str | None] = {}
    for pair in _NEXT_LABEL.split(text):
        label = _SUBMITTED.match(pair) or _LABEL.match(pair)
        key, value = (label.lastgroup, pair[label.end() :].strip()) if label else (None, "")
        if is_beside(pair):
            continue
        longest = LONGEST if key == "title" else _NAMED
        if not key or len(value) > longest or bool(value) == (key == "text"):
            return False
        if key == "author":
            fields |= writers(f"作者：{value}") or {"author": value}
        elif key == "office":
            fields["office"] = " ".join(filter(None, (fields.get("office"), value)))
        elif key in LABELS:
            fields[key] = iso_date(value) if key == "published" else value
    new = {key: value for key, value in fields.items() if getattr(draft, key) is None and value}
    draft.take(text, **new)
    return True


def fields_of(text: str, bare: bool = False) -> dict[str, str | None]:
    """The fields that the line tells by itself; {} for text."""
    return _line_fields(Draft(""), text, bare) or {}


def _line_fields(draft: Draft, text: str, bare: bool) -> dict[str, str | None] | None:
    if not text or len(text) > LONGEST:
        return None
    said = told_by_labels(text)
    if (bare or said) and (dated := _dated(draft, text)) is not None:
        return dated
    if said and draft.author is None:
        return {key: value for key, value in said.items() if getattr(draft, key) is None}
    if (day := _day_of_talk(text)) and draft.published is None:
        return {"published": day}
    fields = masthead(text)
    if len(fields) < 2 and (label := _LABEL.match(text)):
        first, *others = _NEXT_LABEL.split(text)
        if others and (told := _of_pairs(draft, (first, *others))) is not None:
            return told
        key, value = str(label.lastgroup), text[label.end() :].strip()
        value = without_credits(value) if key == "author" else value
        if not value or getattr(draft, key) is not None:
            return None
        if key == "author" and value[-1] in ")）" and (byline := parse_byline(f"作者：{value}")):
            return {"author": byline.author, "office": byline.office or draft.office}
        if key != "published":
            return {key: value.strip("《》") if key == "paper" else value}
        day = None if _OF_EVENT.search(value) else iso_date(value)
        return {key: day} if day or is_date(value) else None
    if fields:
        return {key: value for key, value in fields.items() if getattr(draft, key) is None}
    if is_beside(text):
        return {}
    if is_issue(text):
        value = re.split("[:：]", text, maxsplit=1)[1].strip()
        of_year = _OF_YEAR.match(value) and not draft.published
        return {"published": iso_date(value)} if of_year else {}
    if is_date(text) and not draft.published:
        return {"published": iso_date(text)}
    if draft.paper and draft.column is None and (column := page_name(text)):
        return {"column": column}
    if bare and text.strip("【】[]（）()") in GENRES and draft.column is None:
        return {"column": text.strip("【】[]（）()")}
    byline = _byline(text, bare) if draft.author is None or not draft.office else None
    if byline and draft.author not in (None, byline.author):
        byline = None
    if byline is None and bare and draft.author is None:
        byline = bracketed(text)
    if byline:
        return {"author": byline.author, "office": byline.office or draft.office}
    if draft.office is None and (own_office := about_author(text)):
        return {"office": own_office}
    if draft.author is None and draft.office is None and (office := issuer(text)):
        return {"office": office}
    return None


def _of_pairs(draft: Draft, pairs: Sequence[str]) -> dict[str, str | None] | None:
    """What several labels on a line tell; None where one is none of them."""
    told: dict[str, str | None] = {}
    for pair in pairs[:_PAIRS]:
        fields = _line_fields(draft, pair, bare=False)
        if fields is None:
            return None
        told |= fields
    return told


def told_by_labels(text: str) -> dict[str, str | None] | None:
    """What a line tells that begins with a label of who wrote, whatever labels follow: 执笔：桂小满
    审稿：何田, 编写：县水利局, 作者：县妇联 桂小满 字数：1200; None for any other line."""
    is_label = _WRITES.match(text) and not TOOK_DOWN.fullmatch(text)
    return writers(text) or dated_head(text) if is_label else None


def _day_of_talk(text: str) -> str | None:
    """The day that a note in brackets tells of a talk or a text that was written down then:
    （2008年3月18日，根据录音整理）"""
    note = _OF_TALK.fullmatch(text)
    date = find_date(text) if note else None
    return date.iso if date and note and date.start == 1 else None


def is_issue(text: str) -> bool:
    """Whether a line says in which issue a text stood, by its label: 期号：2019年第3期."""
    return bool(_ISSUE_IS.match(text)) and len(text) <= _DATED and not is_ended(text)


def _byline(text: str, bare: bool) -> Byline | None:
    """The byline of a line; a place and a name before two names: 农 is a surname, 农技站 no one."""
    return (of_unit(text) if bare else None) or parse_byline(text, bare=bare)


def _dated(draft: Draft, text: str) -> dict[str, str | None] | None:
    """What a line with a date says that the draft does not know; None if it names another."""
    fields = dated_head(text)
    if fields and "paper" in fields and not masthead(text).items() <= fields.items():
        return None  # a masthead, which tells page or column, too
    if fields is None or (draft.author and fields.get("author") not in (None, draft.author)):
        return None
    return {key: value for key, value in fields.items() if getattr(draft, key) is None}


def is_adoption(text: str) -> bool:
    """Whether the line says in brackets when a law or a decision was adopted: （…通过）."""
    return adopted(text) is not None


def adopted(text: str) -> str | None:
    """The date of the last adoption or amendment that a line in brackets tells,
    （…通过，自…起施行）; the day from which a law is in force is not it."""
    bracket = _ADOPTED.fullmatch(text)
    if not bracket or not _ADOPTS.search(bracket[1]):
        return None
    parts = [part for part in re.split(r"[，,；;　]", bracket[1]) if _ADOPTS.search(part)]
    dates = (date.iso for part in parts if (date := find_date(part)))
    return max(filter(None, dates), default=None)


def stays_below_title(text: str) -> bool:
    """Whether a line below a title is no part of it, and none of the fields tells all of it: the
    adoption of a law, a document's number, the issue of a bulletin with date and signer, several
    labels (主讲人：… 记录：…), who put the book together, from what words are quoted."""
    told = is_adoption(text) or is_document_number(text) or issue_date(text) is not None
    return told or quoted_work(text) or compiled(text) or bool(_LABELS.fullmatch(text))


def leads_to_writer(text: str, below: Sequence[str]) -> bool:
    """Whether a line says of an interview with whom, when or where it was held, and only such lines
    stand between it and one with a label of who wrote: 受访人：…, 采访时间：…, 采访人：桂小满."""
    for line in (text, *below[:LABELLED_LINES]):
        if line != text and (told_by_labels(line) or {}).get("author"):
            return True
        if not _OF_TALKS.match(line) or is_ended(line) or len(line) > LONGEST:
            return False
    return False


def is_document_number(text: str) -> bool:
    """Whether the line is the number of a document or of a case."""
    plain = "".join(_APPROVED.sub("", text).split()) if len(text) <= _DATED else ""
    return bool(_NUMBER.fullmatch(plain))


def issue_date(text: str) -> str | None:
    """The date of a line that begins with the issue's number: 第47期　2025年7月22日17时　签发：…"""
    if len(text) > _DATED or not _ISSUE.match(text) or is_ended(text):
        return None
    date = find_date(text)
    return date.iso if date else None


def names_issuer(text: str, rest: Sequence[str]) -> bool:
    """Whether a line below a title tells who wrote or issued it, since a date or whom it speaks to
    (各位患者：) stands below, or the same name at the end; else it may be the title's second line.
    rest: the next line and the last ones."""
    return bool(_told_above(text, rest))


def is_signed(line: str, name: str) -> bool:
    """Whether a line below a text says this name and nothing else: （苇子）, 作者：苇子."""
    plain = line.strip("()（）【】[] " + DASHES)
    return plain == name or ((byline := parse_byline(plain)) is not None and byline.author == name)


def _told_above(text: str, rest: Sequence[str]) -> dict[str, str | None] | None:
    below = rest[0] if rest else ""
    work = _WROTE.fullmatch(text.strip())
    if work and may_be_name(work["who"]) and not _OF_A_BOOK.search(below):
        return {"author": work["who"]}
    name = text.strip(MARKS + DASHES + " ")
    if (is_date(below) or _LED.match(text)) and (told := writers(text)):
        return told
    if is_date(below) and is_pen_name(name):
        return {"author": name}
    is_signed_below = any(is_signed(line, name) for line in rest[1:][-2:])
    if is_signed_below and may_be_pen_name(name) and are_names(name):
        return {"author": name}
    ends = is_date(below) or (len(below) <= _DATED and below[-1:] in "：:")
    return {"office": text.strip()} if ends and is_body(text) else None


def take_below_title(draft: Draft, text: str, rest: Sequence[str], bare: bool = False) -> bool:
    """Put what a line right below a title tells into the draft, also who issued the text, or who
    wrote it and where from; not the first of several such people, as the `rest` below shows."""
    unit = of_unit(text)
    if unit and any(map(of_unit, rest)):
        return False
    if draft.author is not None and is_place(text) and rest and _DAY.match(rest[0]):
        draft.take(text)
        return True
    if author := _with_further(draft, text, rest):
        draft.take(text, author=author, office=None)  # an office is of the first alone
        return True
    if draft.author and not draft.office and is_body(text) and _is_told_by(draft, draft.author):
        draft.take(text, office=text.strip())
        return True
    bare = bare and not is_subhead(text, rest)
    fields = _dated(draft, text)
    if fields is None and take(draft, text, bare):
        return True
    if fields is None and draft.author is None and unit:
        fields = {"author": unit.author, "office": unit.office}
    elif fields is None and draft.office is None:
        dated = draft.published is not None and is_date(rest[0] if rest else "")
        fields = None if dated or draft.author else _told_above(text, rest)  # dated: another text's
    if fields is None and draft.published is None and (day := day_of_head(text)):
        fields = {"published": day}
    if fields is None:
        return False
    draft.take(text, **fields)
    return True


def _with_further(draft: Draft, text: str, rest: Sequence[str]) -> str | None:
    """The author whom the line right above told, and those whom this one adds; None for none."""
    above = (draft.author or "").split()
    if not above or not _is_told_by(draft, above[-1]):
        return None
    byline = parse_byline(text)
    if byline is None and are_further(text, rest):
        byline = parse_byline(text, bare=True)
    if byline is None or set(byline.author.split()) & set(above):
        return None
    return " ".join((*above, byline.author))


def _is_told_by(draft: Draft, author: str) -> bool:
    """Whether the last line that was taken told the author."""
    return author.split()[-1] in "".join(draft.notes[-1:])


def are_further(text: str, rest: Sequence[str]) -> bool:
    """Whether a line of names alone, below another one, stands right over a text, which speaks of
    none of them: else they are a list, or the first subhead."""
    byline = parse_byline(text, bare=True)
    names = byline.author.split() if byline and rest and not byline.office else []
    texts = [line for line in rest if len(line) > _NAMED]
    known = all(may_be_name(name, expected=True) for name in names)
    spoken_of = any(name in line for name in names for line in texts)
    return bool(names) and known and rest[0] in texts[:1] and not spoken_of


def from_line_below_title(draft: Draft) -> None:
    """The date of a law, a bulletin or the minutes of a meeting by a line below its title, which
    stays in the text."""
    texts = [paragraph.text for paragraph in draft.paragraphs[:_MINUTES_HEAD]]
    if draft.published is not None or not texts:
        return
    if date := adopted(texts[0]) or issue_date(texts[0]):
        draft.take(texts[0], published=date)
    elif _MINUTES.search(draft.title or ""):
        for text in texts:
            held = _HELD.match(text)
            if held and (date := iso_date(text[held.end() :])):
                draft.take(text[:LONGEST], published=date)
                return


def with_known(article: Article, values: Mapping[str, str], *, by_name: bool = False) -> Article:
    """The article with those of the values that it does not say itself; that they are of the
    file's name is noted."""
    new: dict[str, str | None] = {
        key: value for key, value in values.items() if getattr(article, key) is None
    }
    if not new:
        return article
    if "author" in new:
        new["author"] = in_one_form(new["author"])
    notes = (message_text("by_file_name", field=key) for key in new) if by_name else ()
    return replace(
        article, metadata=replace(article.metadata, **new), notes=(*article.notes, *notes)
    )


def from_dateline(draft: Draft) -> None:
    """What the first paragraph's dateline or imprint tells, or the only dateline below a caption or
    an editor's note; it stays in the text."""
    text = draft.paragraphs[0].text if draft.paragraphs else ""
    opening = dateline(text) or (_only_dateline(draft) if draft.author is None else None)
    if opening and opening.byline and draft.author is None:
        draft.fill(**asdict(opening.byline))
        draft.notes.append(message_text("author_inferred"))
    further = _MORE.search(text[:LONGEST])
    fields = masthead(text[: further.start()]) if further and len(text) <= LONGEST else {}
    if {"paper", "published"} <= fields.keys():
        draft.fill(**fields)
        draft.notes.append(message_text("head", text=text))


def _only_dateline(draft: Draft) -> Dateline | None:
    """The dateline of the second or third paragraph, if no other has one, and what stands above
    it is short or led by a label, and leads to no report that the text quotes."""
    for above, paragraph in pairwise(draft.paragraphs[: _ABOVE_DATELINE + 1]):
        text = above.text
        is_short = len(text) <= _CAPTION or is_caption(text) or bool(_NOTE.match(text))
        if not is_short or _QUOTES.search(text) or paragraph.heading != above.heading:
            return None
        if opening := dateline(paragraph.text):
            several = sum(dateline(x.text) is not None for x in draft.paragraphs) > 1
            return None if several else opening
    return None
