"""The article's part of a web page: which elements hold it, and what in them is not the article.

Which element holds the article is readability's choice, made on a copy of the page; the text is
read from the page itself.  Within the choice, lists of links and what the page itself calls
comments, shares or related links are left out.  Where the choice holds too little of the page's
sentences, the whole body is read, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from language.fold import fold
from messages import message_text

NO_TEXT = frozenset((
    "script", "style", "noscript", "template", "button", "select", "option", "input", "textarea",
    "iframe", "object", "embed", "svg", "canvas", "audio", "video", "map", "head", "title",
    "rp", "rt", "rtc",
))  # fmt: skip
ASIDE = frozenset(("nav", "aside", "footer", "form", "dialog", "menu"))
ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog",
    "alert",
))  # fmt: skip
WHOLE = message_text("whole_page")
SHOWN = message_text("hidden_part")

_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|r?em|%)?\s*(?:;|!|$)",
    re.I,
)
_GROUPS = frozenset((
    "ul", "ol", "dl", "div", "section", "table", "p", "li", "td", "tr", "center", "span", "dd",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "strong", "b",
))  # fmt: skip
_POSTS = frozenset(("div", "li", "section", "article", "table", "tr"))
_TITLES = frozenset(("h1", "h2", "h3", "h4"))
_HEAD = 12  # elements behind the heading of a post, and around a name
_TEASERS = frozenset(("div", "li", "section", "dl"))
_TEASER = 6, 400  # characters of a teaser's link, at least, and of all of it, at most
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:bread-?crumbs?|crumbs?|share\w*|sharing|social|comments?|pinglun"
    r"|relat(?:e|ed|ion)\w*|relevant|recommend\w*|tuijian|rank\w*|hot(?:news|list|spot)?"
    r"|copyright|banquan|disclaimer|statement|toolbar|tools?|sidebar|ads?|advert\w*|guanggao"
    r"|qr[_-]?code|erweima|subscribe|prev|next|pager|pagination|tags?|keywords?|foot(?:er)?|login"
    r"|popup|nav(?:bar)?|repl(?:y|ies)|report|feedback|page-?(?:box|nav)|paging|app-?download|goods|commodity"
    r"|(?:product|pgc)-?card)(?=$|[\s_-]|\d)",
    re.I,
)
_POST = re.compile(
    r"(?:^|[\s_-])(?:post|answer|thread|floor|hentry)(?:[_-](?:item|card|body|box|wrap(?:per)?))?"
    r"(?=$|\s|[_-]?\d)",
    re.I,
)
"""What the program of a forum or a blog calls each of several texts on its page."""
_WRITER = re.compile(
    r"(?:^|[\s_-])(?:author|name|poster|byline"
    r"|(?P<account>authi|(?:user|nick|up)-?name|user-?link|vcard))(?=$|[\s_-]|\d)",
    re.I,
)
_TELLS = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d|作者|记者|(?:^|\s)(?:文|[Bb]y)\s?[｜|/／:：\s]")
_NAME = re.compile(r"[\w·.-]{2,20}")
_LABELS = re.compile(
    r"[【\[■●>*]*(?:(?:相关|推荐|延伸|热门|精彩|精选|最新|更多|热点|大家|网友|全部|发表|编辑|今日|本周|猜你|为您|为你|24小时|"
    r"图片|视频|友情|新闻|文章|热|往期)(?:阅读|新闻|报[道导]|文章|链接|推荐|专题|评论|内容|资讯|排行榜?|都在[看搜]|点击|热[点评搜榜]|喜欢|跟帖"
    r"|图集|稿件|话题|消息|回顾|精选|精彩)|更多[\u4e00-\u9fff]{2,4}(?:新闻|报[道导])|排行榜?|评论|分享到|你可能喜欢|相关)[】\]:：>]*"
)
_LED = re.compile(rf"(?:{_LABELS.pattern})(?<=[:：])")
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p"))
_ALONE = _HEADS | {"span", "strong", "b", "td", "tr", "li"}  # a link may be all of their text
_LABELS_READ = 50  # of a page; what follows each is looked at
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SENTENCE = re.compile(r"[。！？；!?]|\.(?=\s|$)")
_MOST_WORK = 40_000_000
"""Characters of the page, each counted once for each element that it stands in: readability's time
grows with them.  A page of news has two or three million."""
_NESTED = 8  # so many elements within each other are looked into for the text
_MOST_NODES = 40_000  # with comments; a page of news has two or three thousand
_LINKED = 0.5  # of a group's characters are those of links: it is a list of links
_LEAST = 0.45  # of the page's sentences have to stand in the choice
_ARTICLE = 0.2  # of the page's sentences, in each <article> of a page of several
_POSTED = 0.2  # of the sentences of the longest of several posts, in each of them
_PART = 0.4  # of the choice's text in a group: it is no comment, whatever the page calls it

Test = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """tops: the elements that hold the article, in the page's order; dropped: what in them is not
    to be read; body and unseen: the page, and what in it is not shown; notes: what the reader of
    the article should know of the choice; author: whose post it is, where the page has several."""

    tops: tuple[Any, ...]
    dropped: Set[Any]
    body: Any
    unseen: Set[Any]
    notes: tuple[str, ...] = ()
    author: str | None = None


@dataclass(slots=True)
class _Sizes:
    """Of an element: the elements in it, itself too, its characters that can be seen, those in
    links, those in teasers of other articles, the links, and the ends of sentences outside of
    links."""

    tags: int = 1
    chars: int = 0
    linked: int = 0
    teasing: int = 0
    links: int = 0
    sentences: int = 0

    def add(self, child: _Sizes) -> None:
        self.tags += child.tags
        self.chars += child.chars
        self.linked += child.linked
        self.teasing += child.teasing
        self.links += child.links
        self.sentences += child.sentences

    def text(self, text: str | None, linked: bool) -> None:
        if text:
            size = len("".join(text.split()))
            self.chars += size
            self.linked += size if linked else 0
            self.sentences += 0 if linked else len(_SENTENCE.findall(text))


def choose(root: Any) -> Choice:
    """The article's part of the page; the whole body where none stands out."""
    body = root.find("body")
    body = root if body is None else body
    gone, notes = _not_shown(body)
    sizes = _sizes(body, gone)
    page = Choice((body,), gone | _foreign_parts((body,), sizes, gone), body, gone)
    choice = _posts(page)
    if choice is not page:
        notes = (*notes, *choice.notes)
    elif tops := _article_tops(page) or _readable_tops(root, sizes):
        readable = Choice(tops, gone | _foreign_parts(tops, sizes, gone), body, gone)
        if _total_sizes(readable).sentences >= _LEAST * _total_sizes(page).sentences:
            choice = readable
    if choice is page:
        if not _total_sizes(choice).chars:  # a page of links alone
            choice = Choice((body,), gone, body, gone)
        notes = (*notes, WHOLE) if len(body) > 1 else notes
    everything = _sizes(body, set())[body].chars
    if left_out := everything - _total_sizes(choice).chars:
        notes = (*notes, message_text("page_left_out", count=left_out))
    return replace(choice, notes=notes)


def _article_tops(page: Choice) -> tuple[Any, ...]:
    """The <article> elements, if two or more of them hold a good part of the page's sentences."""
    sizes = _sizes(page.body, page.dropped)
    marked = _outermost(page.body, lambda node: node in page.dropped or node.tag == "article")
    least = max(2.0, _ARTICLE * sizes[page.body].sentences)
    articles = tuple(node for node in marked if node in sizes and sizes[node].sentences >= least)
    return articles if len(articles) > 1 else ()


def _posts(page: Choice) -> Choice:
    """Of a page of several posts those with a heading and a date or name of their own; where they
    have none, as answers and posts of a forum, the first one.  The same choice for other pages."""
    sizes = _sizes(page.body, page.dropped)
    marked = _outermost(page.body, lambda node: node in page.dropped or _is_post(node))
    posts = [node for node in marked if node in sizes and sizes[node].sentences]
    least = max([2.0, *(_POSTED * sizes[post].sentences for post in posts)])
    titled = [post for post in posts if sizes[post].sentences >= least and _is_titled(post)]
    if len(titled) > 1:
        return replace(page, tops=tuple(titled))
    if sum(_writer(post) is not None for post in posts) < 2:
        return page
    first = posts[0]
    while inner := [x for x in first if x in sizes and sizes[x].sentences]:
        less = sizes[inner[0]].sentences < sizes[first].sentences
        if len(inner) > 1 or inner[0].tag == "p" or less:
            break
        first = inner[0]
    notes = (message_text("other_posts", count=len(posts) - 1),)
    return replace(page, tops=(first,), notes=notes, author=_writer(posts[0]))


def _class_and_id(element: Any) -> str:
    """What the page calls an element."""
    return _CAMEL.sub("-", f"{element.get('class', '')} {element.get('id', '')}")


def _is_post(element: Any) -> bool:
    return element.tag in _POSTS and bool(_POST.search(_class_and_id(element)))


def _is_titled(post: Any) -> bool:
    """Whether a post has a heading, and below it a line that may tell who wrote it or when."""
    parts = iter(post.iter())
    if not any(element.tag in _TITLES and len(element.text_content().split()) for element in parts):
        return False
    lines = ("".join(element.itertext()).strip() for element in islice(parts, _HEAD))
    return any(_TELLS.search(line) for line in lines if len(line) <= 60)


def writers(element: Any) -> Iterator[tuple[str, bool]]:
    """What the page marks as the name of a writer, and whether it is surely that of one who writes
    there: a person's or an account's."""
    for node in element.iter("meta"):
        if node.get("itemprop") in ("name", "author"):
            yield node.get("content", "").strip(), True
    marked = [node for node in element.iter() if isinstance(node.tag, str) and _is_writer(node)]
    outer = {ancestor for node in marked for ancestor in islice(node.iterancestors(), _HEAD)}
    for node in marked:
        if node not in outer:
            matches_of_both = [_WRITER.finditer(_class_and_id(x)) for x in (node, node.getparent())]
            is_writer = any(mark["account"] for marks in matches_of_both for mark in marks)
            is_writer = is_writer or "author" in (node.get("itemprop"), node.get("rel"))
            yield "".join(node.itertext()).strip(" @\xa0"), is_writer


def _is_writer(element: Any) -> bool:
    marks = element.get("itemprop"), element.get("rel")
    return "author" in marks or bool(_WRITER.search(_class_and_id(element)))


def _writer(post: Any) -> str | None:
    """Who wrote a post, as its own mark says."""
    return next((text for text, _ in writers(post) if _NAME.fullmatch(text)), None)


def _total_sizes(choice: Choice) -> _Sizes:
    total = _Sizes()
    for top in choice.tops:
        total.add(_sizes(top, choice.dropped)[top])
    return total


def _no_text(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True  # a comment
    return element.tag in NO_TEXT and not is_shown(element)


def is_shown(element: Any) -> bool:
    """Whether a <template> holds a part of the page, as programs that save pages write it."""
    return element.tag == "template" and "shadowrootmode" in element.attrib


def _set_aside(element: Any) -> bool:
    get = element.attrib.get
    return (
        element.tag in ASIDE
        or get("role") in ROLES
        or "hidden" in element.attrib
        or get("aria-hidden") == "true"
        or bool(_HIDDEN.search(get("style", "")))
    )


def _not_shown(body: Any) -> tuple[set[Any], tuple[str, ...]]:
    """The outermost elements that are no text, hidden, or set aside.  Where one of them holds more
    sentences than all that is shown, it is the text: a script will show it, or the page is one
    form."""
    no_text = set(_outermost(body, _no_text))
    notes: tuple[str, ...] = ()

    def inner(element: Any) -> set[Any]:
        return set(_outermost(element, lambda x: x in no_text or _set_aside(x))) - no_text

    aside = inner(body)
    for _ in range(_NESTED if aside else 0):
        sentences = {element: _sizes(element, no_text)[element].sentences for element in aside}
        most = max(sentences, key=lambda element: sentences[element], default=body)
        if sentences.get(most, 0) <= _sizes(body, no_text | aside)[body].sentences:
            break
        aside.remove(most)
        aside |= inner(most)
        notes = (SHOWN,)
    return no_text | aside, notes


def _outermost(root: Any, test: Test) -> Iterator[Any]:
    """The elements below the root that pass the test, not those within another one."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if test(element):
            yield element
        else:
            stack.extend(reversed(element))


def _sizes(root: Any, gone: Set[Any]) -> dict[Any, _Sizes]:
    """The sizes of the root and of all elements in it, but for those that are gone."""
    sizes_of: dict[Any, _Sizes] = {}
    stack: list[tuple[Any, bool, bool]] = [(root, False, False)]
    while stack:
        element, linked, closing = stack.pop()
        if not closing:
            sizes = sizes_of[element] = _Sizes()
            link = linked or element.tag == "a"
            sizes.links += element.tag == "a"
            sizes.text(element.text, link)
            stack.append((element, linked, True))
            for child in reversed(element):
                if child not in gone:
                    stack.append((child, link, False))
                sizes.text(child.tail, link)
        elif element is not root:
            size = sizes_of[element]
            if _is_teaser(element, size, sizes_of):
                size.teasing = size.chars
            sizes_of[element.getparent()].add(size)
    return sizes_of


def _is_teaser(element: Any, size: _Sizes, sizes: dict[Any, _Sizes]) -> bool:
    """Whether it is a link that stands for itself, such as the title of another article, with some
    words in blocks of their own below it."""
    least, most = _TEASER
    if element.tag not in _TEASERS or not (1 <= size.links <= 4 and least <= size.linked):
        return False
    if not size.linked < size.chars <= most or (element.text or "").strip():
        return False
    parts = [child for child in element if child in sizes and sizes[child].chars]
    if len(parts) < 2 or any((child.tail or "").strip() for child in element):
        return False
    first = sizes[parts[0]]
    return first.linked == first.chars >= least and parts[1].tag != "a"


def _foreign_parts(tops: tuple[Any, ...], sizes: dict[Any, _Sizes], gone: Set[Any]) -> set[Any]:
    """What in the article's part is not the article's: lists of links, comments, shares, and what
    stands below a heading such as 相关阅读."""
    most = _PART * sum(sizes[top].chars for top in tops)

    def is_foreign(element: Any) -> bool:
        return element in gone or _is_other(element, sizes, most)

    foreign = {element for top in tops for element in _outermost(top, is_foreign)} - gone
    for top in tops:
        labels = _outermost(top, lambda x: x in gone or x in foreign or _is_label(x, sizes))
        labels = (x for x in labels if x not in gone and x not in foreign)
        for element in islice(labels, _LABELS_READ):
            foreign.update(_labelled_group(element, top, sizes, most))
    return foreign


def _is_other(element: Any, sizes: dict[Any, _Sizes], most: float) -> bool:
    """Whether it is a list of links, or what the page itself calls a comment or the like."""
    size = sizes.get(element)
    if size is None or element.tag not in _GROUPS or _too_large(size, most):
        return False
    if size.links and size.linked > _LINKED * size.chars:
        return size.links > 1 or element.tag not in _ALONE or _is_led(element, size)
    return bool(_OTHERS.search(_class_and_id(element)))


def _too_large(size: _Sizes, most: float) -> bool:
    """Whether a group is too much of the page to be left out: it may be the article, unless most
    of it are teasers."""
    return size.chars > most and 2 * size.teasing < size.chars


def _is_led(element: Any, size: _Sizes) -> bool:
    """Whether a link has nothing beside it but a label: 相关阅读：…, which may stand in it, too."""
    if size.linked == size.chars:
        return bool(_LED.match(fold("".join(element.text_content().split())[:20])))
    if not 2 <= size.chars - size.linked <= 12:
        return False
    texts = [element.text, *(child.tail for child in element)]
    label = "".join("".join(filter(None, texts)).split())
    return bool(_LABELS.fullmatch(fold(label)))


def _is_label(element: Any, sizes: dict[Any, _Sizes]) -> bool:
    size = sizes.get(element)
    if size is None or size.tags > 5 or not 2 <= size.chars <= 12:
        return False
    return bool(_LABELS.fullmatch(fold("".join(element.text_content().split()))))


def _labelled_group(label: Any, top: Any, sizes: dict[Any, _Sizes], most: float) -> list[Any]:
    """The group that the label begins, or else the label with what follows it."""
    group = label
    while (parent := group.getparent()) is not None and parent is not top and parent in sizes:
        before = sum(
            sizes[sibling].chars
            for sibling in group.itersiblings(preceding=True)
            if sibling in sizes
        )
        if before or (parent.text or "").strip() or _too_large(sizes[parent], most):
            break
        group = parent
    if sizes[group].chars > sizes[label].chars:
        return [group]
    following = [sibling for sibling in group.itersiblings() if sibling in sizes]
    ends = (i for i, sibling in enumerate(following) if sibling.tag == group.tag in _HEADS)
    following = following[: next(ends, len(following))]
    below = _Sizes()
    for sibling in following:
        below.add(sizes[sibling])
    return [] if _too_large(below, most) else [group, *following]


def _readable_tops(root: Any, sizes: dict[Any, _Sizes]) -> tuple[Any, ...]:
    """The elements that readability chooses, in the page's order; () where it chooses none or
    where it would take too long."""
    from corpus.readers.readable import NUMBER, chosen_numbers

    nodes = sum(1 for _ in root.iter())
    if nodes > _MOST_NODES or sum(x.chars + 20 * x.tags for x in sizes.values()) > _MOST_WORK:
        return ()
    numbered = list(sizes)
    for number, element in enumerate(numbered):
        element.set(NUMBER, str(number))
    elements = [numbered[number] for number in sorted(chosen_numbers(root))]
    in_choice = set(elements)
    return tuple(element for element in elements if element.getparent() not in in_choice)
