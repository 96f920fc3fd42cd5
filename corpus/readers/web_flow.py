"""What stands in the flow of a web page's text though the page hides it or sets it aside.

A tab, the answers of an accordion, the rest behind 展开全文: hidden until a reader asks for them,
and the article's own.  A box between its paragraphs (背景, 编后) as well, whatever its name.
A message of the page's program, a dialog and a second copy of the text are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import Any

from corpus.readers.web_sizes import SENTENCE, Sizes, class_and_id
from language.fold import fold

HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|r?em|%)?\s*(?:;|!|$)",
    re.I,
)
_BLOCKS = frozenset((
    "div", "section", "article", "p", "ul", "ol", "dl", "dd", "li", "table", "blockquote",
    "details",
))  # fmt: skip
_PARAGRAPHS = frozenset(("p", "blockquote", "div", "section", "li", "span"))
_FIELDS = frozenset(("input", "textarea", "select", "form", "iframe"))
_FOLD = re.compile(
    r"(?:^|[\s_-])(?:(?:un)?fold\w*|expand\w*|collaps\w*|accordion|tabs?|tab-?(?:panel|pane|con\w*"
    r"|box|item)|pan(?:el|e)|toggle\w*|spoiler|answer|faq)(?=$|[\s_-]|\d)",
    re.I,
)
_FOLDS = re.compile(
    rf"{_FOLD.pattern}|(?:^|[\s_-])(?:more|rest|full\w*|content|article|text)(?=$|[\s_-]|\d)", re.I
)
"""What pages call the parts that a click shows."""
MESSAGES = re.compile(
    r"(?:^|[\s_-])(?:pop\w*|modal\w*|dialog\w*|toast|mask|overlay|tips?|tooltip|alert|layer|msg"
    r"|messages?|error|warning|loading|menu|drop-?down|cookies?|video|player|print|seo|wx\w*|weixin"
    r"|wechat)(?=$|[\s_-]|\d)",
    re.I,
)
_CONTROL = re.compile(
    r"[^。]{0,6}(?:展开|查看|阅读|显示|点击)(?:全文|全部|更多|余下|剩余|下文)[^。]{0,8}|展开|余下全文|全文"
    r"|(?:show|read|see|view) (?:more|all|full)[\w ]{0,12}|continue reading|expand",
    re.I,
)
"""What a page writes where a click shows the rest of the text."""
_PAGER = re.compile(
    r"(?P<page>首页|[上下]一?页|[末尾]页|[第共]\s?\d{1,4}\s?页)|[\s\d\[\]|/·.<>»«›‹]"
)
"""What leads to the other pages of a text or a list: 首页 上一页 1 2 下一页 共3页, 第1页/共3页."""
_CALL = re.compile(
    r"[(【\[]?(?:未完[,，]\s?)?请?(?:点[击选](?:此处?|这里|图片|大图|链接|查看|播放|观看|收听|下载|上一页"
    r"|下一页)[^,，。!?]{0,12}|继续[往向]下(?:阅读|看))[.…)】\]>]{0,6}"
)
"""What asks to click or to read on; in folded text."""
_COUNTED = re.compile(r"(?:点?赞|顶|踩|评论|收藏|分享|转发)\s?\(\d{1,7}\)")
_BESIDE_COUNTED = re.compile("点?赞|评论|回复|收藏|分享|转发|举报")
_CONTROLS = 60  # characters of controls, and elements, at most
_LEADS_ELSEWHERE = re.compile(
    r"阅读|报[道导]|新闻|链接|推荐|文章|专题|回顾|热点|资讯|喜欢|更多|点击|排行|扫码|关注|read|relat|more|see"
    r"|follow|share|tag",
    re.I,
)
_CLICKED = frozenset(("button", "summary", "dt", "h2", "h3", "h4", "h5", "h6"))
_ASKS = re.compile(
    "扫一扫|扫码|二维码|公众号|登录|登陆|注册|关注|分享|加载|稍[候后]|举报|成功|失败|浏览器|javascript",
    re.I,
)
"""What a page says to those who use it."""
_UNTIL_LOADED = "js_content"
"""The text of a WeChat page, which is hidden until the page's program has run."""
_NEAR = 12  # elements before and behind, that are looked at
_LINKED = 0.3  # of a box's characters may be those of links
_LEAD = 40  # characters of the words before a list of links, at most
_SAID = 4  # characters of what a tab says, at least


def is_hidden(element: Any) -> bool:
    get = element.attrib.get
    return get("id") != _UNTIL_LOADED and (
        "hidden" in element.attrib
        or get("aria-hidden") == "true"
        or bool(HIDDEN.search(get("style", "")))
    )


def sentences(root: Any, gone: Set[Any]) -> set[str]:
    """The sentences of an element but the shortest, without white space."""
    texts: list[str] = []
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            texts.append(node)
            continue
        texts += ["。"] if node.tag in _BLOCKS else []
        stack += [part for child in reversed(node) for part in (child.tail or "", child)]
        if node is not root and node in gone:
            del stack[len(stack) - 2 * len(node) :]
        else:
            texts.append(node.text or "")
    parts = SENTENCE.split("".join("".join(texts).split()))
    return {part for part in parts if len(part) >= _SAID}


def is_folded(element: Any, sizes: dict[Any, Sizes], shown: Set[str]) -> bool:
    """Whether a hidden element is a part of the text that a click shows.  sizes: those of all that
    is text, also hidden; shown: the sentences that are not hidden."""
    size = sizes.get(element)
    if size is None or element.tag not in _BLOCKS or not says(size) or is_asked(element):
        return False
    if MESSAGES.search(class_and_id(element)):
        return False
    own = sentences(element, set())
    if own and 2 * len(own & shown) >= len(own):
        return False  # a second copy
    if size.sentences < 2 and _ASKS.search(_words(element)):
        return False
    if element.get("role") == "tabpanel" or _FOLDS.search(class_and_id(element)):
        return True
    return _has_control(element) or _is_of_several(element, sizes)


def _is_of_several(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether a part of the same kind stands near: the open one of several tabs, a paragraph that
    is shown, the answer to another question."""
    for sibling in _near(element):
        if sibling in sizes and says(sizes[sibling]) and _is_like(element, sibling):
            return True
    parent = element.getparent()
    if parent is None or not parent.get("class"):
        return False
    return any(
        _is_like(element, x) and x in sizes and says(sizes[x])
        for aunt in _near(parent)
        if aunt.tag == parent.tag and aunt.get("class") == parent.get("class")
        for x in islice(aunt, _NEAR)
    )


def folds_beside(element: Any, sizes: dict[Any, Sizes]) -> Iterator[Any]:
    """The siblings of one of several parts that a click shows, such as <details>."""
    if element.tag != "details" and not _FOLD.search(class_and_id(element)):
        return
    for sibling in _near(element):
        alike = sibling.tag == element.tag and sibling.get("class") == element.get("class")
        if alike and sibling in sizes and says(sizes[sibling]):
            yield sibling


def says(size: Sizes) -> bool:
    """Whether a part is text and no list of links."""
    return size.chars - size.linked >= _SAID and size.linked <= _LINKED * size.chars


def is_asked(element: Any) -> bool:
    """Whether a reader is to fill something in there."""
    return any(node.tag in _FIELDS for node in element.iter())


def _is_like(element: Any, other: Any) -> bool:
    """Whether another part is called the same; one that has no name is shown."""
    if other.tag != element.tag:
        return False
    names, others = (set(x.get("class", "").split()) for x in (element, other))
    return bool(names & others) or not (names or others or is_hidden(other))


def _near(element: Any) -> Iterator[Any]:
    """The nearest siblings, those before it first."""
    yield from islice(element.itersiblings(preceding=True), _NEAR)
    yield from islice(element.itersiblings(), _NEAR)


def _has_control(element: Any) -> bool:
    """Whether what shows it stands right before or behind it: a heading that is clicked, a button,
    展开全文."""
    before = next(element.itersiblings(preceding=True), None)
    if before is not None and (before.tag in _CLICKED or "aria-expanded" in before.attrib):
        return True
    beside = (
        next(around.itersiblings(preceding=before), None)
        for around in (element, element.getparent())
        for before in (False, True)
    )
    return any(
        node is not None and isinstance(node.tag, str) and _CONTROL.fullmatch(_words(node))
        for node in beside
    )


def _words(element: Any) -> str:
    """The first words of an element."""
    return " ".join("".join(islice(element.itertext(), _NEAR)).split())[:_LEAD]


def is_control(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether an element says only what a click does: 上一页 1 2 下一页, 点击查看大图, 赞(3)."""
    size = sizes.get(element)
    if size is None or not 2 <= size.chars <= _CONTROLS or size.tags > _CONTROLS:
        return False
    if element.tag in _CLICKED:
        return False
    words = fold(_all_words(element))
    if _CALL.fullmatch(words) or _COUNTED.fullmatch(words):
        return True
    if _BESIDE_COUNTED.fullmatch(words):
        return any(_COUNTED.fullmatch(fold(_all_words(x))) for x in _near(element) if x in sizes)
    named = sum(match["page"] is not None for match in _PAGER.finditer(words))
    return (named > 1 or (named > 0 and len(words.split()) > 2)) and not _PAGER.sub("", words)


def _all_words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def is_box(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether it is a box in the flow of the text: sentences and hardly a link."""
    size = sizes.get(element)
    if size is None or not size.sentences or not says(size) or is_asked(element):
        return False
    return is_in_flow(element, sizes)


def is_in_flow(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether paragraphs of the text stand beside it; where the body of the page holds them, one of
    them behind it."""
    parent = element.getparent()
    behind = _sentences(islice(element.itersiblings(), _NEAR), sizes)
    behind += len(SENTENCE.findall(element.tail or ""))
    if parent is None or parent.tag in ("body", "main", "html"):
        return behind > 0
    before = _sentences(islice(element.itersiblings(preceding=True), _NEAR), sizes)
    return before + behind + len(SENTENCE.findall(parent.text or "")) >= 2


def stands_between(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether a paragraph of the text stands before it and one behind it."""
    around = element.itersiblings(preceding=True), element.itersiblings()
    return all(has_paragraph(siblings, sizes) for siblings in around)


def has_paragraph(siblings: Iterator[Any], sizes: dict[Any, Sizes]) -> bool:
    """Whether one of the nearest siblings is a paragraph of the text."""
    return any(x.tag == "p" and x in sizes and sizes[x].sentences for x in islice(siblings, _NEAR))


def _sentences(siblings: Iterator[Any], sizes: dict[Any, Sizes]) -> int:
    """The sentences of those siblings that are paragraphs, and of what stands between them."""
    count = 0
    for sibling in siblings:
        size = sizes.get(sibling)
        if size and sibling.tag in _PARAGRAPHS and _is_paragraph(sibling, size):
            count += size.sentences
        count += len(SENTENCE.findall(sibling.tail or ""))
    return count


def _is_paragraph(element: Any, size: Sizes) -> bool:
    inner = element.tag in ("p", "blockquote") or not any(x.tag in _BLOCKS for x in element)
    return inner and size.linked <= _LINKED * size.chars


def is_led_list(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether a list of links is the text's own: a paragraph right before it ends with a colon and
    leads to no other article."""
    before = next(element.itersiblings(preceding=True), None)
    if before is None or before not in sizes or before.tag not in _PARAGRAPHS:
        return False
    size = sizes[before]
    if not 2 <= size.chars <= _LEAD or size.links or (before.tail or "").strip():
        return False
    words = fold(_words(before))
    return words.endswith(":") and not _LEADS_ELSEWHERE.search(words)
