"""What a web page says of its article: title, date, paper, author; and the lines that are no text.

Three places tell: the page's data for machines (JSON-LD, meta tags), the lines between the headline
and the text, and the credits below it.  A name that can be nobody's is no author: many pages put
their own name, an address or an account there.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator, Sequence, Set
from typing import Any
from urllib.parse import urlsplit

from corpus import metadata_lines
from corpus.bylines import is_credit, parse_byline
from corpus.dated_heads import COUNTS
from corpus.dates import find_date, is_date, iso_date
from corpus.interviews import turns
from corpus.lines import is_ended
from corpus.mastheads import is_known_paper, masthead, without_place
from corpus.person_names import are_names, has_surname, is_no_name, persons
from corpus.readers.web_letters import title_of_letter
from corpus.readers.web_page import writers
from corpus.subheads import is_subhead
from corpus.tables import Cell
from language.fold import fold
from messages import message_text

_META = {
    "title": (
        "og:title", "twitter:title", "dc.title", "headline", "articletitle",
        "enp:title",
    ),
    "author": ("author", "article:author", "og:article:author", "dc.creator", "byl", "enp:author"),
    "column": ("article:section", "section", "column", "columnname"),
    "published": (
        "article:published_time", "og:published_time", "datepublished", "published_time",
        "publishdate", "pubdate", "publish_date", "publication_date", "dc.date", "dc.date.issued",
        "apub:time", "date", "enp:date",
    ),
    "paper": (
        "source", "mediaid", "article:source", "dc.source", "dc.publisher", "publisher",
        "contentsource",
    ),
    "url": ("og:url",),
}  # fmt: skip
_NAMELESS = re.compile(
    "无题|无标题(?:文档|页)?|新建.{0,12}|标题|Untitled.*|Document\\d*|网页|文档\\d*", re.I
)
"""What programs call a page that has no title."""
_SITE = re.compile(
    r"\s{0,4}(?:[_|｜–—]{1,4}|-{2,4})\s{0,4}[^_|｜–—]{1,30}$"
    r"|(?:\s{1,4}-\s{0,4}|-\s{1,4}|-(?![\d\s]))[^-_|｜–—]{1,30}$"
)
_BETWEEN = re.compile("[-_|｜–—]{1,4}")
_SCRIPT_DATE = re.compile(
    r"(?:publish|pub|create)[-_]?(?:time|date|at)\b[\"']?\)?[^\n]{0,4}?[:=]\s{0,4}[\"']"
    r"(?P<after>[12]\d{3}[-/.年][^\"']{3,30})"
    r"|[\"'](?P<before>[12]\d{3}-\d\d-\d\d)[^\"'\n]{0,12}[\"'][^\"']{0,120}[\"']publish_?time",
    re.I,
)
_ENP = re.compile(r"<(title|author|date)>([^<]{1,200})</")
_AROUND_DATA = re.compile(
    r"^\s{0,99}(?:<!--|(?://\s{0,9})?<!\[CDATA\[)|(?:-->|(?://\s{0,9})?\]\]>)\s{0,99}$"
)
"""What old browsers need around a script, and some programs write around data as well."""
_NO_NAME = re.compile(
    r"(?:最[后近])?(?:更新|发布|发表|编辑|修改|推送)于(?:\s?(?:\d{1,4}\s?(?:秒|分钟|小时|天|周|个?月|年)前|刚刚|今天|[昨前]天))?"
    rf"|{COUNTS.pattern}",
    re.I,
)
"""What stands beside a name, and is none."""
_WROTE = re.compile(r"(?:记者|作者)\s{0,3}([\u4e00-\u9fff·、\s]{2,20}?)\s{1,3}文(?=\s|$)")
_LED_BY = re.compile(r"[(（〔【\[]\s?文\s?[/／|｜:：]([^()（）〔〕图摄]{2,24})")
_ISSUES = re.compile("上一期|下一期|[上下]一版|版面导航")
_DAY = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日\s?(?:星期|周)[一二三四五六日天]")
_ACCOUNT = 20  # characters of an account's name
_TOLD_BELOW = re.compile(r"(?:最后)?(?:编辑|发布|发表|更新|修改)[于时]")
_PAGES = re.compile(r"上一页|下一页|余下全文|共\s?[2-9]\s?页")
_OF_PAGES = re.compile(r"\s?[(（]\s?第?\d{1,2}页?\s?[)）]$")
_ADDRESS_DATE = re.compile(r"/((?:19|20)\d\d)[-/]?([01]\d)[-/]?([0-3]\d)(?!\d)")
_HEAD_LINES = 12
_SCRIPT = 200_000  # characters of a script that are searched for its date
_TITLE = 300  # characters of a title that are looked at
_LINE = 160
_DATED = 60  # characters of a line that says who wrote, and when
_LEAD = 40  # characters of a text's first paragraph, at least

_FURNITURE = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"^(?:您?(?:的|现在|目前|所在的?|当前的?|当前所在){0,3}位置(?:是)?|当前栏目)\s{0,4}[:：]|^首页\s{0,4}[>»›]",
        r"^(?:缩小字体|放大字体|字[号体]\s*[:：大中小]|打印|关闭|收藏|分享|转发|举报|点赞|在看|上一[篇页条]"
        r"|下一[篇页条]|返回(?:首页|列表|顶部|目录)|我要|评论|[商业]务合作|广告合作|喜欢[^，。]{0,8}(?:分享|转发|点赞|点个)|\d+\s*(?:条评论|人参与)|关键[字词]|标签|文章关键词)"
        r"[^。！？]{0,60}$",
        r"^[^。！？]{0,30}(?:微信扫一扫|扫码|扫描.{0,10}二维码|长按.{0,10}(?:二维码|识别)|关注.{0,16}公众号"
        r"|(?:请|记得|欢迎|别忘了?|顺手)[^。，]{0,6}点[个亮击一下]{0,2}[“「【]?在看|点[个亮击][“「【]?在看"
        r"|点击(?:.{0,12}(?:关注|阅读原文|查看更多)|[上下]方.{0,4}(?:卡片|名片|链接|图片|小程序))|阅读原文|阅读全文|更多精彩)[^。]{0,40}$",
        r"^※|^(?:返回|原标题[:：]|点个|海量资讯|余下全文|阅读下一篇|[(（]本文共\d{1,2}页[)）]|(?:[【\[]\d{1,2}[】\]]\s?){2,})"
        r"[^。！？]{0,80}$|^\+1$|^.{0,12}(?:报料|爆料|新闻线索|投稿)[^。]{0,40}$|^[(（]此件(?:公开|主动|依申请).{1,8}[)）]$",
        r"^(?:Notice|Disclaimer)\s?[:：].{0,60}(?:content|copyright|views|information).{0,200}$"
        r"|^[^。！？]{0,30}(?:用|下载|打开)\s?APP[^。！？]{0,60}$",
        r"^[本此]条目(?:由.{1,20}?)?(?:发[布表]|属|收录)[于在].{1,120}$"
        r"|^This entry was posted .{1,160}$",
        r"^[【\[(（]?广告[】\])）]?$|^[【\[(（]广告[】\])）].{0,99}$",
        r"^[-—=＝*\s]*(?:END|The End|全文完|完)[-—=＝*\s]*$",
        r"^.{0,80}(?:版权(?:所有|声明|归)|©|Copyright|All Rights Reserved|(?:免责|特别|郑重)声明"
        r"|未经.{0,24}(?:授权|许可|同意|允许)|转载请(?:注明|联系|保留)|侵权.{0,16}(?:删除|联系)|ICP备|公网安备"
        r"|举报(?:电话|邮箱)|违法和不良信息|不构成.{0,8}投资建议|仅供(?:参考|读者参考)|不代表.{0,10}(?:观点|立场))"
        r".{0,200}$|^声明[:：].{0,200}$",
    )
)


def furniture(text: str) -> bool:
    """Whether a paragraph at the edge of the text is none of it: a place in the site, a tool,
    a notice of rights."""
    if len(text) > 300:
        return False
    folded = fold(text)
    return any(pattern.search(folded) for pattern in _FURNITURE)


_CREDIT = re.compile(
    r"(?:(?:本文)?来源|稿源|供稿|投稿|(?:责任|值班|本期)?编辑|责编|美编|审核|校对|审校|初审|复审|终审|监制|策划|制作|主编|文|图|摄影|记者|作者"
    r"|(?:文字|图文|撰[文稿]|采写)(?=\s{0,2}[:丨|/]\s{0,2}\S{2,8}(?:\s|$))|通讯员|排版|版式|设计|图片|图源|配图|封面图?|运营)\s{0,2}[:：丨｜|/]\s{0,2}(?P<who>[^。！？]{0,60})"
)
_SPEAKER = re.compile(r"[(（【]?(?:记者|作者|通讯员)\s{0,2}[:：]")


def led_by(text: str) -> str | None:
    """Who wrote the text, as brackets before its first words say: （文/江口网 桂小满）"""
    match = _LED_BY.match(text)
    return persons(match[1]) if match else None


def credit(text: str) -> bool:
    """Whether a line below the text says only who made it: 来源：…, （编辑：…）.  In an interview
    记者： stands before a question."""
    inner = fold(text).strip("()（）【】[]")
    match = _CREDIT.fullmatch(inner)
    if match is None:
        return is_credit(text)
    return not _SPEAKER.match(inner) or persons(match["who"], labelled=True) is not None


PARTS = "\x1f"
"""Stands between two elements in a line, where a page may show white."""


class Lines:
    """The lines of the whole page, in order, and which of them are headings of which level.
    parted: the same with a space between the elements of a line: what follows 来源：江口日报 may be
    no part of the name.  unsigned: the numbers of the rows of tables and of the headings over a
    text, which name nobody who wrote."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.parted: list[str] = []
        self.headings: dict[int, list[str]] = {}
        self.unsigned: set[int] = set()
        self._last_heading = -1

    def heading(self, text: str, level: int, begins: bool = False) -> None:
        if text := " ".join(text.split()):
            self._last_heading = len(self.texts)
            self.paragraph(text)
            self.headings.setdefault(level, []).append(text)

    def left_out(self) -> None:
        """What is not shown tells nothing of the article."""

    def paragraph(self, text: str) -> None:
        if line := " ".join(text.replace(PARTS, "").split()):
            if self._last_heading == len(self.texts) - 1 and is_ended(line):
                self.unsigned.add(self._last_heading)
            self.texts.append(line)
            self.parted.append(" ".join(text.split()))

    def table(self, rows: Sequence[Sequence[Cell]], caption: str = "") -> None:
        self.paragraph(caption)
        for row in rows:
            self.unsigned.add(len(self.texts))
            self.paragraph(" ".join(cell.text for cell in row))


def fields(
    root: Any, page: Lines, first: str, url: str | None
) -> tuple[dict[str, str | None], list[str]]:
    """The fields of the article whose first paragraph is `first`, and notes on them.
    url: the page's address, if the page itself does not say it."""
    told = _Page(root, page, first, url)
    title, published, notes = told.title, told.published(), []
    if not published and (dated := _ADDRESS_DATE.search(told.url or "")):
        published = iso_date("-".join(dated.groups()))
        notes += [message_text("date_by_address")] if published else []
    if any(len(line) <= _LINE and _PAGES.search(line) for line in told.lines):
        title = _OF_PAGES.sub("", title or "") or title
        notes.append(message_text("page_of_several"))
    paper = told.paper()
    return {
        "title": title, "url": told.url, "published": published, "paper": paper,
        "column": told.tag("column") or told.head.get("column") or told.issue.get("column"),
        "edition": told.head.get("edition") or told.issue.get("edition"),
        "author": told.author(paper),
    }, notes  # fmt: skip


class _Page:
    """What a page tells: its data for machines, the lines below its headline (head_lines, by
    elements parted_lines), the fields that these have (head), and those above the headline of a
    page of a paper's digital edition (digital, issue).  Of each field the places are asked in turn,
    the likeliest first."""

    def __init__(self, root: Any, page: Lines, first: str, url: str | None) -> None:
        self.page = page
        self.root, self.lines, self.meta = root, page.texts, _meta_tags(root)
        name = " ".join((root.findtext(".//title") or "")[:_TITLE].split())
        self.name = name = "" if _NAMELESS.fullmatch(name) else name
        self.data = linked_article(root, name, self.lines)
        self.title = title_of_letter(self.lines) or _headline(page, name, self.meta, self.data)
        turn_numbers = turns(self.lines)
        numbers = _head_numbers(self.lines, self.title, first)
        head = [i for i in numbers if i not in turn_numbers]
        signed = (i for i in head if i not in page.unsigned)
        self.signed = [i for i in signed if not is_subhead(self.lines[i], self.lines[i + 1 :])]
        self.head_lines = [self.lines[i] for i in head]
        self.parted_lines = [page.parted[i] for i in head]
        joined_fields = _masthead_fields(self.head_lines)
        self.head = {**joined_fields, **_masthead_fields(self.parted_lines)}
        if date := joined_fields.get("published"):
            self.head["published"] = date
        self.digital = _digital_paper(name, self.title)
        self.issue = _issue_fields(self.lines, self.title, first, self.digital)
        links = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
        self.url = self.tag("url") or next(links, url)

    def tag(self, field: str) -> str:
        return _meta_value(self.meta, field) or ""

    def published(self) -> str | None:
        return (
            iso_date(self.meta.get("article:published_time", ""))
            or iso_date(_json_text(self.data.get("datePublished")))
            or self.head.get("published")
            or iso_date(self.tag("published"))
            or _element_date(self.root)
            or _date_of_issue(self.lines)
            or self.issue.get("published")
            or _date_below(self.lines)
        )

    def paper(self) -> str | None:
        site = self.meta.get("og:site_name", "")
        paper = (
            self.head.get("paper")
            or self.tag("paper")
            or _person_name(self.data.get("publisher"))
            or ("" if site.endswith("平台") else site)  # where others publish
            or _account_name(self.root)
            or self.digital
        )
        label = "" if paper.startswith(("来源", "稿源")) else "来源："
        return masthead(label + paper, loose=True).get("paper")  # 来源：…, 原创

    def author(self, paper: str | None) -> str | None:
        names = _site_names(self.name, self.title, self.meta, self.url, paper)
        text = " ".join(self.head_lines)
        wrote = (match for line in self.head_lines if (match := _WROTE.search(line)))
        return (
            self.head.get("author")
            or persons(_person_names(self.data.get("author")), but=names)
            or persons(self.tag("author"), self.tag("author") in self._shown(), names)
            or next(filter(None, (_account_writer(name, names) for name in self._shown())), None)
            or next(
                filter(None, (_writer_of(*mark, text, names) for mark in writers(self.root))), None
            )
            or next((persons(match[1]) for match in wrote), None)
            or next(filter(None, (_signer(line, names) for line in self._signed())), None)
        )

    def _shown(self) -> list[str]:
        """What an account's page shows where it tells who wrote: one may have no surname there, as
        小满.  Its other marks of the kind, of the day and the place, have an id of their own."""
        if self.root.find(".//*[@id='js_name']") is None:
            return []
        return [
            " ".join("".join(node.itertext()).split())
            for node in self.root.iterfind(".//*[@class]")
            if "rich_media_meta_text" in node.get("class").split()
            and node.get("id") in (None, "js_author_name")
        ]

    def _signed(self) -> Iterator[str]:
        """The lines that may name who wrote, in both forms."""
        for lines in (self.lines, self.page.parted):
            yield from (lines[i] for i in self.signed)


def _signer(line: str, other_names: Set[str]) -> str | None:
    """Who wrote, by a line that says nothing else, or beside it only when: 桂小满 · 2024-12-25."""
    if byline := parse_byline(line, bare=True):
        return byline.author if parse_byline(line) or are_names(byline.author) else None
    plain = _plain(line.replace(PARTS, " ")) if len(line) <= _DATED else ""
    author = metadata_lines.fields_of(plain, bare=True).get("author")
    return persons(author, but=other_names) if author and are_names(author) else None


def _plain(line: str) -> str:
    """The line without what is no name nor a paper's."""
    return _NO_NAME.sub(" ", without_place(line))


def _masthead_fields(lines: Sequence[str]) -> dict[str, str]:
    head_fields: dict[str, str] = {}
    for line in lines:
        if line.endswith(("。", "！", "？")):
            continue  # text that tells of a day
        for key, value in masthead(_plain(line), loose=True).items():
            head_fields.setdefault(key, value)
    return head_fields


def _writer_of(name: str, is_account: bool, head_text: str, other_names: Set[str]) -> str | None:
    """The name of a writer whom the page marks, if it stands below the headline; the account of one
    who writes there may have any."""
    if not 2 <= len(name) <= _ACCOUNT or name not in head_text or _compact(name) in other_names:
        return None
    is_writer = is_account or f"by {name}" in head_text
    account = name if is_account and re.fullmatch(r"\w+", name) else None
    return persons(name, labelled=is_writer, but=other_names) or account


def _account_writer(name: str, other_names: Set[str]) -> str | None:
    """Who wrote for an account, by the mark of such pages: no word of the language (今天)."""
    who = persons(name, labelled=True, but=other_names) if len(name) <= _ACCOUNT else None
    return who if who and (has_surname(who) or not is_no_name(who)) else None


def _date_of_issue(lines: Sequence[str]) -> str | None:
    """The date on a page of a paper's digital edition, which leads to the issues around it."""
    if not any(_ISSUES.search(line) for line in lines if len(line) <= _LINE):
        return None
    dates = {iso_date(line) for line in lines if len(line) <= _LEAD and _DAY.match(line)}
    return dates.pop() if len(dates) == 1 else None


def _issue_fields(
    lines: Sequence[str], title: str | None, first: str, paper: str
) -> dict[str, str]:
    """Which issue and page of a paper's digital edition it is, as the lines above the headline say:
    江口日报 2024年3月5日 星期二, 第A05版：民生.  Of several pages that which leads to those beside
    it (上一版); a day alone counts with a page, or right above the headline."""
    compact = _compact(title or "")
    ends = (i for i, line in enumerate(lines) if line == first or _compact(line) == compact)
    above = lines[: next(ends, 0)]
    told = [(line, masthead(line, loose=True)) for line in above if len(line) <= _LINE]
    pages = [(line, fields) for line, fields in told if "edition" in fields]
    beside = [(line, fields) for line, fields in pages if _ISSUES.search(line)]
    if not paper and not beside:
        return {}
    named = (fields["paper"] for _, fields in told if "paper" in fields)
    paper = paper or next(filter(is_known_paper, named), "")
    dates = {
        fields["published"]
        for line, fields in told
        if "published" in fields
        and (
            "edition" in fields
            or (paper and fields.get("paper") == paper)
            or (is_date(line) and (pages or line is above[-1]))
        )
    }
    pages = pages if len({fields["edition"] for _, fields in pages}) == 1 else beside
    page = {key: pages[0][1].get(key) for key in ("edition", "column")} if pages else {}
    page |= {"published": dates.pop()} if len(dates) == 1 else {}
    return {key: value for key, value in page.items() if value}


def _date_below(lines: Sequence[str]) -> str | None:
    """The date of a line that stands below the text on some sites: 编辑于 …"""
    dated_lines = (line for line in lines if len(line) <= _LINE and _TOLD_BELOW.match(line))
    return next((date[2] for line in dated_lines if (date := find_date(line))), None)


def _meta_tags(root: Any) -> dict[str, str]:
    """What the page's tags for machines say, and the comment in which Chinese papers' programs do
    (enpproperty)."""
    meta: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = (element.get("content") or "").strip()
        if content:
            meta.setdefault(name.strip().lower(), content)
    for comment in (node for node in root.iter() if not isinstance(node.tag, str)):
        if (comment.text or "").lstrip().startswith("enpproperty"):
            for name, content in _ENP.findall(comment.text[:_SCRIPT]):
                meta.setdefault(f"enp:{name}", " ".join(content.split()))
    return meta


def _meta_value(meta: dict[str, str], field: str) -> str | None:
    return next((meta[name] for name in _META[field] if name in meta), None)


def linked_article(root: Any, name: str, lines: Sequence[str]) -> dict[str, Any]:
    """The article that the page describes in JSON-LD: of several the one whose headline stands in
    the window's title (`name`) or as a line of the page."""
    name, page_lines = _compact(name), {_compact(line) for line in lines}
    articles = list(_described_articles(root))
    headlines = [_compact(_json_text(article.get("headline")))[:_TITLE] for article in articles]
    for article, headline in zip(articles, headlines, strict=True):
        if headline and (headline in name or headline in page_lines):
            return article
    return articles[0] if articles and len(set(headlines)) == 1 else {}


def _described_articles(root: Any) -> Iterator[dict[str, Any]]:
    """The articles that the page describes in JSON-LD."""
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            described = json.loads(_AROUND_DATA.sub("", script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        graph = described.get("@graph") if isinstance(described, dict) else described
        for article in graph if isinstance(graph, list) else [described]:
            kind = _json_text(article.get("@type")) if isinstance(article, dict) else ""
            if re.search("Article|Posting|Report", kind):
                yield article


def _json_text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(text for text in value[:20] if isinstance(text, str))
    return value if isinstance(value, str) else ""


def _person_name(value: Any) -> str:
    """The name of a person or organisation, or the text itself."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return _json_text(value.get("name")) if isinstance(value, dict) else _json_text(value)


def _person_names(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    people = (
        person
        for person in values
        if not (isinstance(person, dict) and person.get("@type") == "Organization")
    )
    return "、".join(name for person in people if (name := _person_name(person)))


def _account_name(root: Any) -> str:
    """The account that publishes a WeChat page."""
    element = root.find(".//*[@id='js_name']")
    return "" if element is None else "".join(element.itertext()).strip()[:_LINE]


def _digital_paper(name: str, title: str | None) -> str:
    """The paper whose digital edition the window's title names."""
    parts = (part.strip(" 《》") for part in _BETWEEN.split(name.replace(title or "", "", 1)))
    papers = (re.sub("(?:数字报|电子版|数字版|电子报)$", "", part).strip("《》") for part in parts)
    return next((paper for paper in papers if is_known_paper(paper)), "")


def _compact(text: str) -> str:
    return "".join(text.split()).lower()


def _headline(page: Lines, name: str, meta: dict[str, str], data: dict[str, Any]) -> str | None:
    """The headline: the heading that the window's title begins with or mostly is; else the first
    heading of level 1; else what the page's data says; else the window's title, cut."""
    declared = [
        title[:_TITLE]
        for title in (_meta_value(meta, "title"), _json_text(data.get("headline")))
        if title
    ]
    names = [_compact(title) for title in (name, _without_owner(name), *declared) if title]
    by_level = [page.headings.get(level, []) for level in (1, 2, 3)]

    def agrees(text: str) -> bool:
        compact = _compact(text)
        return len(compact) >= 4 and any(
            name.startswith(compact) or (compact in name and 2 * len(compact) >= len(name))
            for name in names
        )

    for texts in by_level:
        if heading := max((text for text in texts if agrees(text)), key=len, default=None):
            return heading
    page_lines = {_compact(line) for line in page.texts}
    cut = _without_site(name, page_lines)
    if cut and _compact(cut) in page_lines:
        return cut
    parts = (part.strip() for part in _BETWEEN.split(name))
    if part := max(
        (x for x in parts if len(x) > 7 and _compact(x) in page_lines), key=len, default=None
    ):
        return part
    main_headings = [text for text in by_level[0] if len(_compact(text)) >= 4]
    if len(main_headings) == 1 or (main_headings and not declared):
        return main_headings[0]
    return next((_without_site(title, page_lines) for title in declared), None) or cut


def _without_owner(name: str) -> str:
    """The first part of the window's title without whose page it is, which another part says."""
    first, *others = _BETWEEN.split(name)
    owner, _, rest = fold(first).partition(":")
    is_owner = len(owner) > 1 and any(owner in fold(other) for other in others)
    return first[len(owner) + 1 :].strip() if rest and is_owner else ""


def _without_site(name: str, page_lines: set[str]) -> str | None:
    """The window's title without what the site adds to it: as much as stands on the page as a
    line, else without the last part."""
    shorter = [name]
    while (rest := _SITE.sub("", shorter[-1])) and rest != shorter[-1]:
        shorter.append(rest)
    for shortened in shorter:
        if _compact(shortened) in page_lines:
            return shortened
    return (shorter[1] if len(shorter) > 1 else name) or None


def _head_numbers(lines: Sequence[str], title: str | None, first: str) -> Iterator[int]:
    """Which lines are the short ones between the headline and the text; some papers set them above
    it."""
    compact = _compact(title or "")
    at = [i for i, line in enumerate(lines) if _compact(line) == compact] if compact else []
    begin = next((i for i, line in enumerate(lines) if line == first), len(lines))
    before = [i for i in at if i < begin]
    start = before[-1] + 1 if before else max(0, begin - 4)
    for i, line in enumerate(lines[start : max(begin, start) + 3][:_HEAD_LINES], start):
        if len(line) >= _LEAD and re.search(r"[。！？]", line):
            break
        if len(line) <= _LINE:
            yield i


def _element_date(root: Any) -> str | None:
    """The date of a <time> element, or of the script that shows it."""
    for element in root.iter("time"):
        if date := iso_date(element.get("datetime") or ""):
            return date
    for script in root.iter("script"):
        match = _SCRIPT_DATE.search((script.text or "")[:_SCRIPT])
        if match and (date := iso_date(match["after"] or match["before"])):
            return date
    return None


def _site_names(
    name: str, title: str | None, meta: dict[str, str], url: str | None, paper: str | None
) -> set[str]:
    """What the page calls itself: no name of an author."""
    names = {_compact(meta.get("og:site_name", "")), _compact(paper or "")}
    rest = name.removeprefix(title or "")
    names.update(_compact(part) for part in re.split(r"[-_|｜–—\s]+", rest))
    with contextlib.suppress(ValueError):
        names.update((urlsplit(url or "").hostname or "").split("."))
    return names - {""}
