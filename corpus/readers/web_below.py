"""What a web page sets below its text: readers' comments, and what leads to other articles.

The name alone does not tell: a paper's page of opinions is called comment, too.  Such a part has
the text above it, however short that is: a sentence, a table, a list of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Any

from corpus.dates import find_date
from corpus.mastheads import masthead
from corpus.readers.web_above import headline_of
from corpus.readers.web_comments import comments
from corpus.readers.web_flow import has_paragraph, stands_between
from corpus.readers.web_sizes import SENTENCE, Sizes, begun_by, class_and_id, outermost
from language.fold import fold

_CALLED = re.compile(
    r"(?:^|[\s_-])(?<!editor[\s_-])(?<!author[\s_-])(?<!expert[\s_-])"
    r"(?:(?:comments?|cmts?|pinglun|gentie|liuyan)(?:list|box|area|wrap|qu|section|con|bd|form)?"
    r"|replies|reply-?(?:list|box|area)|disqus)(?=$|[\s_-]|\d)",
    re.I,
)
LABELS = re.compile(
    r"[【\[■●>*]*(?:(?:相关|推荐|延伸|热门|精彩|精选|最新|更多|热点|大家|网友|全部|发表|编辑|今日|本周|猜你|为您|为你|24小时|"
    r"图片|视频|友情|新闻|文章|热|往期)(?:阅读|新闻|报[道导]|文章|链接|推荐|专题|评论|内容|资讯|排行榜?|都在[看搜]|点击|热[点评搜榜]|喜欢|跟帖"
    r"|图集|稿件|话题|消息|回顾|精选|精彩)|更多[\u4e00-\u9fff]{2,4}(?:新闻|报[道导])|排行榜?|评论|分享到|你可能喜欢|相关)[】\]:：>]*"
)
"""What pages set over comments, shares and other articles."""
_RELATED = re.compile(
    r"(?:相关|推荐|延伸|扩展|热门|更多|精彩|往期)(?:阅读|新闻|报[道导]|文章|推荐|资讯|回顾|精选|精彩)|推荐[:：]|猜你|[为你您]{2}推荐|(?:related|recommended)\b",
    re.I,
)
_RECOMMENDS = re.compile("往期|推荐")
"""In a label that is no heading; 相关新闻 also stands over links that the text has."""
_BY_EDITOR = re.compile(r"[【\[(]?(?:编后|编者|编辑|本报|记者手记)")
_CALLED_RELATED = re.compile(
    r"(?:^|[\s_-])(?:relat(?:e|ed|ion)\w*|recommend\w*|tuijian|rank\w*|hot\w*)(?=$|[\s_-]|\d)", re.I
)
_COMMENTS = re.compile(
    r"[【\[■●>*]*(?:共?\s?\d{1,6}\s?[条个位]\s?)?(?P<whose>(?:最新|热门|精彩|精选|全部|所有|大家|网友|读者|观众|用户|文章|发表"
    r"|参与|我来|我要|更多|热|新){0,3})的?(?:评论|跟帖|留言|热评)(?:列表|区|专区|一览)?(?P<count>\s?[(（]?共?\s?\d{0,6}"
    r"\s?[条个]?[)）]?)[】\]:：>]*"
    r"|(?:(?:latest|top|all|reader|readers[’']|user|leave a|post a) ){0,2}(?:\d{1,6} )?"
    r"(?:comments?|replies)\s?(?:[(（]?\d{0,6}[)）]?):?",
    re.I,
)
_LONGEST = 24  # characters of a label
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset(("div", "section", "ul", "ol", "dl", "table", "article", "li", "dd", "form"))
_TOLD = re.compile(
    r"(?:来源|作者|编辑|责编|记者|字[号体]|阅读|浏览|点击|评论|分享|发布|时间|日期|source|author|by)\b"
    r"|[\d\W]+|.{0,4}[:：].{0,12}",
    re.I,
)
"""What stands between a headline and the text, and is neither."""
_TEXT = 12  # characters of a line that is text without being a sentence
_LINES = 3  # so many short lines are a table, a list or a poem


def below_text(body: Any, title: str, sizes: dict[Any, Sizes], gone: Set[Any]) -> set[Any]:
    """The outermost of these parts.  title: the window's title; sizes: those of what can be seen;
    gone: what cannot."""
    headline = headline_of(body, title, sizes)
    above = set() if headline is None else {headline, *headline.iterancestors()}
    unnamed = comments(body, sizes)

    def is_marked(element: Any) -> bool:
        if element in gone:
            return True
        return element not in above and (element in unnamed or _is_marked(element, sizes))

    marked = {x for x in outermost(body, is_marked) if x not in gone}
    below: set[Any] = set()
    for first, has_text in _with_text_above(body, headline, marked, sizes):
        if has_text and _is_label(first, sizes):
            below.update(_labelled(first, sizes, above))
        elif has_text and (first in unnamed or not _is_of_text(first, sizes)):
            below.add(first)
    return below


def _is_marked(element: Any, sizes: dict[Any, Sizes]) -> bool:
    size = sizes.get(element)
    if size is None:
        return False
    names = class_and_id(element) if element.tag in _BLOCKS else ""
    if names and _CALLED.search(names):
        return not _BY_EDITOR.match(_line(element)[:12])
    if names and 2 * size.linked > size.chars and _CALLED_RELATED.search(names):
        return True
    return _is_label(element, sizes)


def starts_related(element: Any) -> bool:
    """Whether the first words of a part say that it leads to other articles."""
    return bool(_RELATED.match(fold("".join(islice(element.itertext(), 12)).strip()[:12])))


def _is_label(element: Any, sizes: dict[Any, Sizes]) -> bool:
    size = sizes.get(element)
    if size is None or size.tags > 6 or not 2 <= size.chars <= _LONGEST:
        return False
    line = _line(element)
    return bool(_COMMENTS.fullmatch(line) or (LABELS.fullmatch(line) and _RELATED.match(line)))


def _line(element: Any) -> str:
    return fold(" ".join("".join(element.itertext()).split()))


def _labelled(label: Any, sizes: dict[Any, Sizes], above: Set[Any]) -> list[Any]:
    """The group that the label begins, or the label and what follows it: comments up to the next
    heading of its kind, links up to the next words that are none; a label that is no heading is one
    where it recommends, over links alone."""
    group = begun_by(label, sizes, lambda x: x in above or x.tag == "body")
    if sizes[group].chars > sizes[label].chars:
        return [group]
    match = _COMMENTS.fullmatch(_line(label))
    above_group = group.itersiblings(preceding=True)
    if match and not (match["whose"] or match["count"]) and has_paragraph(above_group, sizes):
        return []  # a heading of the text: 评论
    is_heading = group.tag in _HEADINGS
    if not (match or is_heading or _RECOMMENDS.search(_line(label))):
        return []
    following = [group]
    for sibling in group.itersiblings():
        size = sizes.get(sibling)
        if sibling.tag == group.tag in _HEADINGS or sibling.tag in ("footer", "nav"):
            break
        is_text = size and (size.sentences or not is_heading) and 2 * size.linked < size.chars
        if is_text and not match:
            break
        following += [sibling] if size else []
    return following if match or is_heading or len(following) > 1 else []


def _is_of_text(element: Any, sizes: dict[Any, Sizes]) -> bool:
    return stands_between(element, sizes) or _is_plain(element, sizes)


def _is_plain(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether what is called comment is made of plain paragraphs, as the text of a page of opinions
    below its summary is: comments have a name each."""
    paragraphs = [x for x in element if x.tag == "p" and x in sizes and sizes[x].sentences]
    told = sum(sizes[x].chars for x in paragraphs)
    return len(paragraphs) > 2 and 10 * told > 9 * sizes[element].chars


def _with_text_above(
    body: Any, headline: Any, marked: Set[Any], sizes: dict[Any, Sizes]
) -> Iterator[tuple[Any, bool]]:
    """Each of the marked elements, in order, and whether text stands between the headline and it:
    a sentence, or several lines."""
    begun = headline is None
    sentence, lines = False, 0
    stack: list[Any] = [body]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            told = " ".join(node.split())
            if begun and told:
                sentence = sentence or bool(SENTENCE.search(told) and len(told) >= 4)
                lines += _weight(told)
            continue
        if node in marked:
            yield node, begun and (sentence or lines >= _LINES)
            if not begun or not (sentence or lines >= _LINES):
                stack.extend(_parts(node, sizes))  # it may be the text that others are of
            continue
        if node is headline:
            begun, sentence, lines = True, False, 0
            continue
        if node not in sizes or (node.tag == "a" and begun):
            continue
        stack.extend(_parts(node, sizes))


def _parts(node: Any, sizes: dict[Any, Sizes]) -> list[Any]:
    """The texts and elements in an element, the last one first."""
    parts: list[Any] = [node.text or ""]
    for child in node:
        parts += [child, child.tail or ""] if child in sizes else [child.tail or ""]
    return parts[::-1]


def _weight(text: str) -> int:
    """How much a line says that is no sentence: nothing if it tells when or by whom."""
    if _TOLD.match(text) and len(text) <= 60:
        return 0
    if find_date(text) or masthead(text, loose=True):
        return 0
    return _LINES if len(text) >= _TEXT else 1
