"""What others call the fields of an article: columns of tables, keys of JSON, of front matter."""

from __future__ import annotations

import re

from corpus.builder import Draft
from corpus.bylines import Byline, parse_byline, without_credits
from corpus.metadata_lines import LABELS
from messages import message_text

_MADE = "createtime|createdtime|createdate|createdat|created|ctime|创建时间|创建日期"
_NAMES = {
    "title": "主标题|题名|作品名称|篇名|文题|headline|subject",
    "author": "记者|通讯员|署名|供稿人|撰稿人|执笔|执笔人|作者姓名|来信人|投稿人|留言人"
    "|留言者|写信人|提问人|提问者|发帖人|著者|责任者|主要责任者|第一责任者"
    "|authors|authorname|byline|writer|reporter|creator",
    "office": "所在单位|工作单位|affiliation",
    "column": "版面名称|频道|版块|板块|版名|栏目名称|section|channel",
    "paper": "报刊|报刊名|报刊名称|报纸名称|刊名|媒体|媒体名称|paper|publication|media|outlet"
    "|sourcename|medianame|copyfrom",
    "edition": "版号|页码|edition|page|pageno",
    "published": "年月日|time|datetime|datepublished|pubdate|pubtime|publishdate|publishtime"
    "|publishedat|publisheddate|publicationdate|releasedate|releasetime|postedat"
    f"|{_MADE}",
    "text": "正文|正文内容|内容全文|详细内容|内容|全文|文章|文本|原文|text|content|contents"
    "|contenttext|body|bodytext|article|html|markdown",
}
"""What a column or a key is called beside the labels that stand in a text; lower case, without
spaces, hyphens and low lines."""
FIELDS = {
    name.lower(): field
    for table in (LABELS, _NAMES)
    for field, names in table.items()
    for name in names.split("|")
}
MADE = frozenset(_MADE.split("|"))
"""Of the names of a date, when the entry was made: said of the article where no other date is."""
_FURTHER = (
    "摘要|内容摘要|内容提要|提要|导语|导读|简介|内容简介|概要|副标题|副题|子标题|引题|肩题|眉题"
    "|编者按|按语|回复|回复内容|答复|答复内容|回答|来信|提问|问题|处理结果|编后|编后语|点评|评语|附记|补记|后记"
    "|译文|图注|图说|图片说明|summary|abstract|excerpt|description|lead|intro|subtitle|subheading"
    "|standfirst|reply|question|answer|response|caption|translation"
)
FURTHER_TEXTS = frozenset(_FURTHER.split("|"))
"""What a text beside the text is called."""
_OF_WHAT = re.compile(
    "^(?:新闻|文章|稿件|投稿|作品|原文|报道|来信|所属|归属|见报|见刊|上刊|刊发|刊登|刊载|登载|登报|刊出|发稿|出版|发表|发布"
    "|article|news|post|full|main)(?=..)"
)
"""What may stand before the name of a column: 新闻标题, 见报日期, full_text."""
_FORM = re.compile("(?<=.)(?:html|markdown|md)$")
_NUMBERED = re.compile(r"(?<=.)[(（]?(?:\d{1,2}|[一二三四五六七八九十]|(?<=[(（])[上中下])[)）]?$")
"""What may stand behind it: body_markdown, 正文1."""
_JOINTS = re.compile(r"[\s_-]+")
_LONGEST = 40  # characters of a name


def field_name(text: str) -> str:
    """The name of a column or key, as FIELDS and FURTHER_TEXTS have it."""
    name = _JOINTS.sub("", text[:_LONGEST].lower())
    for shorter in (name, _OF_WHAT.sub("", name)):
        if shorter in FIELDS or shorter in FURTHER_TEXTS:
            return shorter
    base = _NUMBERED.sub("", _FORM.sub("", _OF_WHAT.sub("", name)))
    return base if FIELDS.get(base) in ("text", "author") else _OF_WHAT.sub("", name)


def is_markdown(name: str) -> bool:
    """Whether a column or key says that its text is Markdown."""
    return _JOINTS.sub("", name.lower()).endswith(("markdown", "md"))


def is_numbered(name: str) -> bool:
    """Whether a column or key is one of several of its name: 正文2."""
    return bool(_NUMBERED.search(name.strip()))


def author_in(value: str) -> Byline:
    """Who wrote, by a field that should hold a name and may hold a byline: 文/桂小满, 记者 桂小满
    通讯员 何田, 桂小满（县文化馆）."""
    names = without_credits(value.strip())
    byline = parse_byline(names)
    if byline is None and names.endswith((")", "）")):
        byline = parse_byline(f"作者：{names}")
    return byline or Byline(names)


def take_author(draft: Draft, value: str) -> None:
    """Put who wrote into the draft, by such a field; a note keeps one that is a byline."""
    byline = author_in(value)
    draft.set(author=byline.author, office=draft.office or byline.office)
    if byline.author != value:
        draft.notes.append(message_text("head", text=value))
