"""The article's part of a web page: which elements hold it, and what in them is not the article.

Which element holds the article is readability's choice, made on a copy of the page; the text is
read from the page itself.  Within the choice, lists of links and what the page itself calls
comments, shares or related links are left out.  Where the choice holds too little of the page's
sentences, the whole body is read, and a note says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice
from typing import Any

from corpus.readers.base import left_out_notes
from corpus.readers.web_above import headline_text, leads
from corpus.readers.web_below import LABELS, below_text, starts_related
from corpus.readers.web_flow import (
    folds_beside,
    is_box,
    is_control,
    is_folded,
    is_hidden,
    is_in_flow,
    is_led_list,
    sentences,
)
from corpus.readers.web_letters import common_part, letter_part
from corpus.readers.web_sizes import Sizes, begun_by, class_and_id, has_no_text, outermost, sizes_in
from language.fold import fold
from messages import message_text

ASIDE = frozenset(("nav", "aside", "footer", "form", "dialog", "menu"))
_BESIDE = frozenset(("aside", "footer"))  # may be a box in the flow of the text
ROLES = frozenset((
    "navigation", "banner", "contentinfo", "search", "complementary", "menu", "dialog",
    "alert",
))  # fmt: skip
WHOLE = message_text("whole_page")
SHOWN = message_text("hidden_part")

_GROUPS = frozenset((
    "ul", "ol", "dl", "div", "section", "table", "p", "li", "td", "tr", "center", "span", "dd",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "strong", "b",
))  # fmt: skip
_POSTS = frozenset(("div", "li", "section", "article", "table", "tr"))
_TITLES = frozenset(("h1", "h2", "h3", "h4"))
_HEAD = 12  # elements behind the heading of a post, and around a name
_OTHERS = re.compile(
    r"(?:^|[\s_-])(?:(?P<beside>comments?|relat(?:e|ed|ion)\w*|relevant|hot(?:news|list|spot)?|sidebar"
    r"|foot(?:er)?|repl(?:y|ies)|report|tools?|keywords?)"
    r"|bread-?crumbs?|crumbs?|share\w*|sharing|social|pinglun|recommend\w*|tuijian|rank\w*"
    r"|copyright|banquan|disclaimer|statement|toolbar|ads?|advert\w*|guanggao"
    r"|qr[_-]?code|erweima|subscribe|prev|next|pager|pagination|tags?|login"
    r"|popup|nav(?:bar)?|feedback|page-?(?:box|nav)|paging|app-?download|goods|commodity"
    r"|(?:product|pgc)-?card)(?=$|[\s_-]|\d)",
    re.I,
)
"""What pages call the parts that are no text.  beside: also a box of the text's own."""
_OF_LETTERS = re.compile("comment|repl|report|feedback", re.I)
"""Those of them that an answer to a letter is called."""
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
_LED = re.compile(rf"(?:{LABELS.pattern})(?<=[:：])")
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p"))
_ALONE = _HEADS | {"span", "strong", "b", "td", "tr", "li"}  # a link may be all of their text
_LABELS_READ = 50  # of a page; what follows each is looked at
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
_TOLD = 8, 200  # parts of the text that are left out and told, and characters of each


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


def choose(root: Any, apart: Any = None) -> Choice:
    """The article's part of the page; the whole body where none stands out.  apart: an element
    that the reader reads by itself, and is no text."""
    body = root.find("body")
    body = root if body is None else body
    no_text = set(outermost(body, has_no_text))
    everything = sizes_in(body, no_text)
    gone, notes = _not_shown(body, no_text, everything)
    gone |= set() if apart is None else {apart}
    title = " ".join((root.findtext(".//title") or "").split())
    sizes = sizes_in(body, gone)
    letter = letter_part(body, sizes)
    below = below_text(body, title, sizes, gone) if letter is None else set()
    gone |= below
    sizes = sizes_in(body, gone)
    page = Choice((body,), gone | _foreign_parts((body,), sizes, gone, letter), body, gone)
    choice = _posts(page, below) if letter is None else page
    if choice is not page:
        notes = (*notes, *choice.notes)
    elif tops := _article_tops(page) or _whole_tops(_readable_tops(root, sizes), page, title):
        tops = tops if letter is None else (reduce(common_part, tops, letter),)
        dropped = gone | _foreign_parts(tops, sizes, gone, letter)
        readable = Choice(tops, dropped, body, gone)
        if _total_sizes(readable).sentences >= _LEAST * _total_sizes(page).sentences:
            several = len(tops) > 1 and all(map(_has_heading, tops))
            lead = leads(body, title, tops[0], sizes_in(body, page.dropped), dropped)
            tops = tops if several else (*lead, *tops)
            choice = Choice(tops, gone | _foreign_parts(tops, sizes, gone, letter), body, gone)
    if choice is page:
        if not _total_sizes(choice).chars:  # a page of links alone
            choice = Choice((body,), gone, body, gone)
        notes = (*notes, WHOLE) if len(body) > 1 else notes
    notes = (*notes, *left_out_notes(_told(choice, everything, below)))
    left_out = sizes_in(body, set())[body].chars - _total_sizes(choice).chars
    if left_out := left_out - (everything[apart].chars if apart in everything else 0):
        notes = (*notes, message_text("page_left_out", count=left_out))
    return replace(choice, notes=notes)


def _whole_tops(tops: tuple[Any, ...], page: Choice, title: str) -> tuple[Any, ...]:
    """The chosen elements, with their siblings of the same kind that are shown by a click, and the
    text that stands right below the headline."""
    sizes = sizes_in(page.body, page.dropped)
    chosen = list(tops)
    for top in tops:
        chosen += [x for x in folds_beside(top, sizes) if x not in chosen]
    above = headline_text(page.body, title, sizes) if tops else None
    ancestors = {x for top in tops for x in (top, *top.iterancestors())}
    inside = above is not None and any(x in chosen for x in above.iterancestors())
    if above is not None and above not in ancestors and not inside:
        chosen.append(above)
    if len(chosen) == len(tops):
        return tops
    order = {element: number for number, element in enumerate(page.body.iter())}
    return tuple(sorted(chosen, key=lambda element: order[element]))


def _told(choice: Choice, sizes: dict[Any, Sizes], below: Set[Any]) -> Iterator[str]:
    """What is left out of the choice though it says something: the sentences in it, and the lists
    of links in the flow of its text.  Readers' comments are only counted."""
    parts = (x for top in choice.tops for x in outermost(top, lambda x: x in choice.dropped))
    most, longest = _TOLD
    told = (
        x
        for x in parts
        if x in sizes and x not in below and (sizes[x].sentences or is_in_flow(x, sizes))
    )
    for element in islice(told, most):
        text = " ".join("".join(element.itertext()).split())
        if text:
            yield text if len(text) <= longest else f"{text[:longest]}…"


def _article_tops(page: Choice) -> tuple[Any, ...]:
    """The <article> elements, if two or more of them hold a good part of the page's sentences."""
    sizes = sizes_in(page.body, page.dropped)
    marked = outermost(page.body, lambda node: node in page.dropped or node.tag == "article")
    least = max(2.0, _ARTICLE * sizes[page.body].sentences)
    articles = tuple(node for node in marked if node in sizes and sizes[node].sentences >= least)
    return articles if len(articles) > 1 else ()


def _posts(page: Choice, below: Set[Any]) -> Choice:
    """Of a page of several posts those with a heading and a date or name of their own; where they
    have none, as answers and posts of a forum, the first one.  The same choice for other pages.
    below: what stands below the text, where posts may be taken for comments on the first one."""
    sizes = sizes_in(page.body, page.dropped)
    marked = outermost(page.body, lambda node: node in page.dropped or _is_post(node))
    posts = [node for node in marked if node in sizes and sizes[node].sentences]
    least = max([2.0, *(_POSTED * sizes[post].sentences for post in posts)])
    titled = [post for post in posts if sizes[post].sentences >= least and _is_titled(post)]
    if len(titled) > 1:
        return replace(page, tops=tuple(titled))
    answers = [post for part in below for post in part.iter() if _is_shown_post(post)]
    posts += answers if posts else []
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


def _is_post(element: Any) -> bool:
    return element.tag in _POSTS and bool(_POST.search(class_and_id(element)))


def _is_shown_post(element: Any) -> bool:
    return isinstance(element.tag, str) and _is_post(element) and _writer(element) is not None


def _has_heading(element: Any) -> bool:
    return next(element.iter(*_TITLES), None) is not None


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
            matches_of_both = [_WRITER.finditer(class_and_id(x)) for x in (node, node.getparent())]
            is_writer = any(mark["account"] for marks in matches_of_both for mark in marks)
            is_writer = is_writer or "author" in (node.get("itemprop"), node.get("rel"))
            yield "".join(node.itertext()).strip(" @\xa0"), is_writer


def _is_writer(element: Any) -> bool:
    marks = element.get("itemprop"), element.get("rel")
    return "author" in marks or bool(_WRITER.search(class_and_id(element)))


def _writer(post: Any) -> str | None:
    """Who wrote a post, as its own mark says."""
    return next((text for text, _ in writers(post) if _NAME.fullmatch(text)), None)


def _total_sizes(choice: Choice) -> Sizes:
    total = Sizes()
    for top in choice.tops:
        total.add(sizes_in(top, choice.dropped)[top])
    return total


def _is_aside(element: Any) -> bool:
    return element.tag in ASIDE or element.get("role") in ROLES


def _not_shown(
    body: Any, no_text: set[Any], sizes: dict[Any, Sizes]
) -> tuple[set[Any], tuple[str, ...]]:
    """The outermost elements that are no text, hidden, or set aside, but for those in the flow of
    the text.  Where one of them holds more sentences than all that is shown, it is the text: a
    script will show it, or the page is one form.  sizes: those of all that is text, also hidden."""
    notes: tuple[str, ...] = ()
    hidden = set(outermost(body, lambda x: x in no_text or _is_aside(x) or is_hidden(x)))
    shown = sentences(body, hidden) if hidden - no_text else set()

    def is_set_aside(element: Any) -> bool:
        nonlocal notes
        if element in no_text:
            return True
        if _is_aside(element):
            beside = element.tag in _BESIDE or element.get("role") == "complementary"
            return not (beside and _is_own_box(element, sizes))
        if not is_hidden(element):
            return False
        if is_folded(element, sizes, shown):
            notes = (SHOWN,)
            return False
        return True

    def inner(element: Any) -> set[Any]:
        return set(outermost(element, is_set_aside)) - no_text

    aside = inner(body)
    for _ in range(_NESTED if aside else 0):
        counts = {element: sizes_in(element, no_text)[element].sentences for element in aside}
        most = max(counts, key=lambda element: counts[element], default=body)
        if counts.get(most, 0) <= sizes_in(body, no_text | aside)[body].sentences:
            break
        aside.remove(most)
        aside |= inner(most)
        notes = (SHOWN,)
    return no_text | aside, notes


def _is_own_box(element: Any, sizes: dict[Any, Sizes]) -> bool:
    """Whether what is set aside, by its tag or its name, is a box of the text's own."""
    names = _OTHERS.finditer(class_and_id(element))
    if not all(name["beside"] for name in names) or is_hidden(element):
        return False
    return is_box(element, sizes) and not starts_related(element)


def _foreign_parts(
    tops: tuple[Any, ...], sizes: dict[Any, Sizes], gone: Set[Any], letter: Any
) -> set[Any]:
    """What in the article's part is not the article's: lists of links, comments, shares, and what
    stands below a heading such as 相关阅读.  letter: the part of a letter and its answer, which may
    be called as comments are; None on other pages."""
    most = _PART * sum(sizes[top].chars for top in tops)

    def is_foreign(element: Any) -> bool:
        if element in gone or is_control(element, sizes):
            return True
        return _is_other(element, sizes, most, letter is not None)

    foreign = {element for top in tops for element in outermost(top, is_foreign)} - gone
    for top in tops:
        labels = outermost(top, lambda x: x in gone or x in foreign or _is_label(x, sizes))
        labels = (x for x in labels if x not in gone and x not in foreign)
        for element in islice(labels, _LABELS_READ):
            foreign.update(_labelled_group(element, top, sizes, most))
    return foreign


def _is_other(element: Any, sizes: dict[Any, Sizes], most: float, of_letter: bool) -> bool:
    """Whether it is a list of links, or what the page itself calls a comment or the like."""
    size = sizes.get(element)
    if size is None or element.tag not in _GROUPS or _too_large(size, most):
        return False
    if size.links and size.linked > _LINKED * size.chars:
        alone = size.links == 1 and element.tag in _ALONE and not _is_led(element, size)
        return not (alone or is_led_list(element, sizes))
    names = [name[0] for name in _OTHERS.finditer(class_and_id(element))]
    if not names or (of_letter and all(map(_OF_LETTERS.search, names))):
        return False
    return not _is_own_box(element, sizes)


def _too_large(size: Sizes, most: float) -> bool:
    """Whether a group is too much of the page to be left out: it may be the article, unless most
    of it are teasers."""
    return size.chars > most and 2 * size.teasing < size.chars


def _is_led(element: Any, size: Sizes) -> bool:
    """Whether a link has nothing beside it but a label: 相关阅读：…, which may stand in it, too."""
    if size.linked == size.chars:
        return bool(_LED.match(fold("".join(element.text_content().split())[:20])))
    if not 2 <= size.chars - size.linked <= 12:
        return False
    texts = [element.text, *(child.tail for child in element)]
    label = "".join("".join(filter(None, texts)).split())
    return bool(LABELS.fullmatch(fold(label)))


def _is_label(element: Any, sizes: dict[Any, Sizes]) -> bool:
    size = sizes.get(element)
    if size is None or size.tags > 5 or not 2 <= size.chars <= 12:
        return False
    return bool(LABELS.fullmatch(fold("".join(element.text_content().split()))))


def _labelled_group(label: Any, top: Any, sizes: dict[Any, Sizes], most: float) -> list[Any]:
    """The group that the label begins, or else the label with what follows it."""
    group = begun_by(label, sizes, lambda x: x is top or _too_large(sizes[x], most))
    if sizes[group].chars > sizes[label].chars:
        return [] if _is_own_box(group, sizes) else [group]
    following = [sibling for sibling in group.itersiblings() if sibling in sizes]
    ends = (i for i, sibling in enumerate(following) if sibling.tag == group.tag in _HEADS)
    following = following[: next(ends, len(following))]
    below = Sizes()
    for sibling in following:
        below.add(sizes[sibling])
    own = not below.links and any(is_box(x, sizes) for x in following) and not starts_related(label)
    return [] if own or _too_large(below, most) else [group, *following]


def _readable_tops(root: Any, sizes: dict[Any, Sizes]) -> tuple[Any, ...]:
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
