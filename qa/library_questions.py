"""Questions that the list of articles answers, and no passage: on the library itself (how many
articles, which authors), on an article's source line (who wrote it, when, where it was printed), on
an author (who that is, what else is signed so), on which articles have a phrase, and to the
program itself.

One on the library itself is nothing else: “这篇文章有多少段” is asked of the articles.  The answers
are made in `qa/library_answers.py`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from language.fold import fold
from language.politeness import plain
from language.small_talk import is_to_program

_PLACE = r"(?:(?:你们?)?(?:这个?)?(?:(?:文|数据|资料)?库|索引)|你们|这里)(?:里[面头]?|[中内])?"
_IDLE = re.compile(
    rf"请问|麻烦|帮我|给我|我想知道|我想看|^\s*请|{_PLACE}|里面|里头|现在|目前|[一总]共|[共都](?=[有是])"
    r"|\b(?:please|the|there|in|are|is|do you have|have you|library|index|here|all|of|show me|me)\b"
)
"""What says nothing about what is asked.  中, 里, 共 and 都 are left where they may be of a word:
中共的文章, 里约的报纸, 首都的报纸."""
NAMED = {"column": "栏目|专栏|columns?", "paper": "报纸|报刊|newspapers?|papers?",
         "author": "作者|撰稿人|authors?"}  # fmt: skip
TIMES = {"year": ("年", "年份?|years?"), "month": ("月", "月份?|months?")}
"""A part of a date, its sign, and what it is called."""
_ARTICLES = "(?:文章|报道|稿件|稿子|文档|articles?)"
_LIST = r"(?:列出|列一下|列举|显示|看看|list|which|who|what)"
_WHICH = "(?:是?哪一?篇|有哪些|是什么|是?哪一?年的|是什么时候的)?"
_ONE = f"哪一?篇(?:{_ARTICLES})?"
_THAT = "(?:的|一篇|发表的)*"
_WHAT = "(?:所有|全部|有)?的?(?:哪些|什么|多少[个位名]?|几[个位名])?"
_NAMES = "(?:名单|列表)?(?:有?哪些人?|有谁|有多少[个位名人]?|有几[个位名人])?"
_WHOLE: tuple[tuple[str, str], ...] = (
    ("count", rf"有?(?:多少|几)篇{_ARTICLES}?|{_ARTICLES}(?:有?(?:多少|几)篇|数量?)"),
    ("count", "how many articles"),
    ("newest", "(?:最近|近来|近期)?有(?:什么|哪些|啥)新?的?新闻|最[新近]的?(?:新闻|消息)"),
    ("newest", "(?:最近|近来|近期)有(?:什么|哪些|啥)新?消息|(?:what is )?(?:latest|recent) news"),
    *(
        (
            kind,
            rf"(?:{most})(?:{_THAT}{_ARTICLES}|的?一篇){_WHICH}|{_ONE}(?:{most})"
            rf"|(?:(?:what|which) )?(?:{superlative}) articles?|which articles? (?:{superlative})",
        )
        for kind, most, superlative in (
            ("newest", "最[新近晚]", "newest|latest|most recent"),
            ("oldest", "最[早老旧]", "oldest|earliest"),
            ("longest", "最长|篇幅最[长大]", "longest"),
            ("shortest", "最短|篇幅最[短小]", "shortest"),
        )
    ),
    *(
        (name, rf"{_LIST}?{_WHAT}(?:{words}){_NAMES}|(?:(?:{_LIST}|how many) ?)?(?:{words})")
        for name, words in NAMED.items()
    ),
    ("author", rf"(?:谁|哪一?[个位](?:{NAMED['author']}))(?:写|发表)[的得]?(?:{_ARTICLES})?最多"),
    ("author", "who wrote most articles"),
    *(
        (
            name,
            rf"(?:在)?哪一?[个位名家份]?(?:{words})上?的?{_ARTICLES}(?:数量?)?最多"
            rf"|(?:文章|写得?)最多的(?:一?[个位名家份])?(?:{words})(?:是?谁|是?哪一?[个位名家份])?"
            rf"|(?:which|what) (?:{words}) (?:has|have|had|with|wrote) most articles",
        )
        for name, words in (*NAMED.items(), *((name, words) for name, (_, words) in TIMES.items()))
    ),
    *(
        (
            name,
            rf"文章最多的?是?哪一?个?{sign}|(?:哪些|哪几)个?{sign}份?有{_ARTICLES}"
            rf"|{_ARTICLES}是哪[些几]个?{sign}的"
            rf"|(?:which|what|list) {name}s? (?:have|has|with) articles"
            rf"|articles from which {name}s",
        )
        for name, (sign, _) in TIMES.items()
    ),
    ("articles", rf"{_LIST}(?:所有|全部)?的? ?{_ARTICLES}|有哪些{_ARTICLES}"),
)
WHOLE = frozenset(("program", *(kind for kind, _ in _WHOLE)))
"""The kinds of questions on the library itself, and to the program."""
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _WHOLE)
_ALL = rf"(?:{_PLACE}|(?:这些|所有|全部)的?{_ARTICLES})"
_OVERVIEW = re.compile(
    rf"{_ALL}(?:都|主要|大概|到底|的?内容)*"
    r"(?:讲|说|写|谈|介绍|收录?|存|有|包[含括])(?:了|的|是)*些?(?:什么|啥|哪些)(?:内容|东西|资料)?"
    rf"|(?:请|[给帮]我)*(?:总结|概括|归纳|介绍)一?下?{_ALL}(?:的?内容)?"
    r"|summari[sz]e (?:the|these|all) articles|what(?:'s| is) in (?:the|this) library"
    r"|what are (?:the|these) articles about"
    r"|what is (?:the|this) library about"
)
"""What the library, and no article, is about: its articles are listed."""
_ASKS = re.compile(
    rf"{_LIST}|哪|谁|多少|几|什么|名单|列表|所有|全部|最|数量|how|which|newest|latest|oldest|earliest|who|what"
)
_LONGEST = 40

_NEWS = "(?:文章|报道|稿子|稿件|新闻|通讯|评论|社论|特写|专访|访谈|散文|小说|调查|来信|信|诗|文)"
_ARTICLE = (
    rf"(?:(?:的|这|那|该)*一?(?:篇|封|首|则|条){_NEWS}?|一文|(?:的|这|那|该)?(?<![碑祭铭]){_NEWS})"
)
"""What stands on a stone (碑文) is no article, though one may tell of it."""
_WHO = "(?:谁|哪一?位|哪个人|什么人|哪些人|哪一?[个位](?:作者|记者|通讯员))"
_WROTE = "(?:写|撰写|采写|撰稿|执笔|报道|采访)"
_PRINTED = "(?:登|刊登|刊发|刊载|刊|发表|发布|见报|登载)"
_DAY = "(?:什么时候|何时|哪一?天|哪一?年|哪年哪月|几月几[号日]|几[号日]|什么日期)+"
_PRINT = "(?:报纸?|杂志|期刊|刊物|书|栏目)"
_PAPER = f"(?:(?:哪一?[份家张本个]|什么){_PRINT}|哪一?个?版面?|第?几版|哪一?个?栏目)"
_OF = rf"(?P<name>.{{0,80}}?)(?P<article>{_ARTICLE})?"
_BODY = "(?:单位|部门|公司|厂|报社|学校)"
_BY = "(?:作者|记者|撰稿人|通讯员|署名)"
_THE = r"(?P<article>the (?:article|report|story|piece|poem|letter) )?"
_SOME = "(?:哪些|哪几篇|什么|几篇|多少篇?|哪几首)"
_DATE = r"(?P<date>(?:19|20)\d\d(?:年(?:\d\d?月份?(?:\d\d?[日号])?)?)?(?:以前|之前|以来)?)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_ENGLISH_DATE = rf"(?P<date>(?:(?:{_MONTHS}) (?:\d\d?, ?)?)?(?:19|20)\d\d)"
_MENTIONS = "(?:提到|提及|提过|谈到|谈及|谈过|说到|讲到|写到|涉及|介绍|报道|关于|写|讲|谈)了?过?"
_HAVE_NO = "have no|lack|do not have|don't have|are without"
_LACKS = "(?:没有?|未|缺)(?:标明?|写)?"
_ASKED: tuple[tuple[str, str, str], ...] = (
    *(
        ("without", field, pattern)
        for field, names in (
            ("author", "作者|署名|authors?"), ("published", "日期|dates?"),
            ("column", "栏目|columns?"), ("paper", "报纸|newspapers?"),
        )
        for pattern in (
            rf"(?:列出)?{_LACKS}(?:{names})的{_ARTICLES}(?:(?:都|一共|总共)?有{_SOME})?",
            rf"{_LACKS}(?:{names})的(?:都|一共|总共)?有(?:多少篇|几篇|哪几篇)",
            rf"(?:which|what|how many) articles (?:{_HAVE_NO}) (?:an? )?(?:{names})",
            rf"有?{_SOME}{_ARTICLES}?{_LACKS}(?:{names})",
        )
    ),
    ("source", "author", rf"{_OF}的?{_BY}(?:(?:是|叫)?{_WHO}(?:写的)?|[是叫]?什么名字?|是)?"),
    ("source", "author", rf"{_OF}(?:是|由)?{_WHO}{_WROTE}的?{_NEWS}?"),
    ("source", "author", rf"{_WHO}{_WROTE}(?:了|的|过)?{_OF}"),
    ("source", "author", rf"who (?:wrote|is the (?:author|writer) of) {_THE}(?P<name>.{{0,80}})"),
    ("source", "published", rf"{_OF}(?:是|在|于)?{_DAY}{_PRINTED}出?来?的?"),
    ("source", "published", rf"(?P<name>《[^《》]{{1,80}}》)(?:是|在)?{_DAY}[发推]的"),
    ("source", "published", rf"{_OF}的?{_PRINTED}[在于]?{_DAY}的?"),
    ("source", "published", rf"{_OF}的?{_PRINTED}的?(?:时间|日期)(?:是?{_DAY})?"),
    ("source", "published", rf"when was {_THE}(?P<name>.{{0,80}}?) (?:published|printed)"),
    ("source", "paper", rf"{_OF}(?:是|在|出自)?{_PRINTED}?[在于]?{_PAPER}上?{_PRINTED}?出?来?的?"),
    (
        "source", "issue",
        rf"{_OF}(?:是|在|出自)?{_PRINTED}?[在于]?(?:哪一?期|第几期)上?{_PRINTED}?的?",
    ),
    ("about", "", rf"有?{_SOME}{_ARTICLES}是?{_MENTIONS}(?P<name>.{{1,30}}?)的?"),
    ("about", "", rf"{_MENTIONS}(?P<name>.{{1,30}}?)的{_ARTICLES}(?:一共|总共|都)?有?{_SOME}"),
    ("about", "", rf"有?(?:几|多少)篇{_MENTIONS}(?P<name>(?!得).{{1,30}}?)的{_ARTICLES}"),
    ("about", "", r"(?:which|what|how many) articles (?:mention|are about) (?P<name>.{2,40})"),
    ("listed", "", rf"{_DATE}(?:都|一共|总共)*{_PRINTED}(?:了|过|的)*{_SOME}{_ARTICLES}"),
    ("listed", "", rf"{_DATE}{_PRINTED}?的{_ARTICLES}(?:一共|总共|都)?有{_SOME}"),
    ("listed", "", rf"(?:有没有|有)?{_DATE}(?:有没有|有|{_PRINTED}?的){_ARTICLES}[有没吗]*"),
    (
        "listed", "",
        rf"(?:(?:which|what|how many) articles (?:are|were)|(?:are|were) there (?:any )?articles)"
        rf" (?:(?:published|printed) )?(?:from|in|of) {_ENGLISH_DATE}",
    ),
    (
        "listed", "",
        rf"{_DATE}?的?(?P<name>第[a-d]?\d{{1,3}}[版期])上?(?:一共|总共|都)?{_PRINTED}?[了过]?有?{_SOME}"
        rf"{_ARTICLES}",
    ),
    ("listed", "", rf"{_DATE}(?:一共|总共|都)?有(?:(?:几|多少)篇{_ARTICLES}?|{_SOME}{_ARTICLES})"),
    ("listed", "", rf"(?P<name>.{{2,20}}?)栏目里?(?:的{_ARTICLES}|有{_SOME}{_ARTICLES}?)"),
    (
        "listed", "",
        rf"(?P<name>.{{2,20}}?)(?:在|于)?{_DATE}?(?:都|还|一共|总共)*"
        rf"(?:{_WROTE}|{_PRINTED})(?:了|过|的)*{_SOME}(?:{_ARTICLES}|{_NEWS}|作品|东西)?",
    ),
    (
        "listed", "",
        rf"(?P<name>.{{2,20}}?)(?:在|于)?{_DATE}?(?:{_WROTE}|{_PRINTED}|署名)?的?"
        rf"(?:{_ARTICLES}|{_NEWS}|作品)?(?:一共|总共|都)?有{_SOME}(?:{_ARTICLES}|{_NEWS}|作品)?",
    ),
    ("listed", "", rf"{_SOME}{_ARTICLES}(?:都)?[是由]?(?P<name>.{{2,20}}?){_WROTE}的?"),
    ("listed", "", rf"(?:列出)?{_DATE}{_PRINTED}?的{_ARTICLES}"),
    (
        "listed", "",
        rf"(?:列出|有没有|有无)?(?P<name>.{{2,20}}?){_WROTE}?的(?:所有|全部)?(?:{_ARTICLES}|作品)",
    ),
    ("listed", "", rf"有(?!没|无)(?P<name>.{{2,20}}?){_WROTE}?的(?:{_ARTICLES}|作品)[吗么]"),
    ("listed", "", rf"(?P<name>.{{2,20}}?)发[了过]?{_SOME}{_ARTICLES}"),
    ("listed", "", "(?:what|which articles) (?:did|has|have) (?P<name>.{2,30}?) (?:write|written)"),
    ("who", "", "(?P<name>.{2,20}?)(?:是|叫)(?:谁|什么人|哪位|干什么的|做什么的)"),
    ("who", "", "谁是(?P<name>.{2,20})"),
    ("who", "", rf"(?P<name>.{{2,20}}?)(?:是|在)?哪个?{_BODY}(?:的|工作|上班)*"),
    ("who", "", r"who(?:'s| is| was) (?P<name>.{2,30})"),
)  # fmt: skip
_PATTERNS = tuple((kind, field, re.compile(pattern)) for kind, field, pattern in _ASKED)
_THIS = re.compile(rf"(?:(?:这|那|该|此|本)(?:一?(?:篇|封|首|则|条))?{_NEWS}?)?")
_END = re.compile(r"(?<![\s?？!！。.])[\s?？!！。.]+$")
_LEAD = re.compile(r"^(?:我想知道|那么|那(?=《))[\s,，]*")
QUOTED = re.compile(
    r"[《“「\"'](?P<name>[^《》“”「」\"]{1,80}(?:《[^》]{1,40}》[^》]{0,40})?)[》”」\"']"
)
"""A title in marks, which may have another one in it."""
_LONGEST_ASKED = 120
_ASKS_WHO = re.compile(rf"{_WHO}|什么名字|\bwho\b")
_OF_BYLINE = re.compile(rf"{_WROTE}|{_BY}|\b(?:wrote|written|reported|author|reporter)\b")
_OF_WORKS = re.compile(
    rf"{_WROTE}|{_PRINTED}|{_BY}|[的些篇什么]{_NEWS}|[的些]作品|发[了过]|\b(?:articles|writ)"
)
_BYLINE_BEFORE = re.compile(rf"(?:{_BY})[^，。；！？]{{0,16}}$")


@dataclass(frozen=True, slots=True)
class LibraryQuestion:
    """What is asked of the list of articles.

    kind: of the library itself "count", "articles", "newest", "oldest", "longest", "shortest",
    "author", "column", "paper", "year" or "month"; "program" for a greeting, or what it can do;
    "source", "without" (a field), "listed" (what someone wrote, what is in a column, paper or
    edition), "who" or "about".  field: of a source line "author", "published", "paper", "column" or
    "issue" (哪一期).  name: the title, or words that describe the article, "" where the question
    says 这篇 alone; or the author, column, paper, edition or phrase.  article: whether the question
    says that an article is meant (《夜校》那篇).  date: of what is listed ("2019", "2019年5月",
    "2019年以前"), or "".
    """

    kind: str
    field: str = ""
    name: str = ""
    article: bool = False
    date: str = ""


def library_question(question: str) -> LibraryQuestion | None:
    """What a question asks of the list of articles; None for one that passages alone answer.  One
    with a name is asked of them too, if the list has no such name."""
    if whole := _of_the_library(question):
        return LibraryQuestion(whole)
    if len(question) > _LONGEST_ASKED:
        return None
    text = _END.sub("", _LEAD.sub("", plain(question).strip()))
    folded = fold(text)
    for kind, field, pattern in _PATTERNS:
        if match := pattern.fullmatch(folded):
            groups = match.groupdict()
            name = text[slice(*match.span("name"))].strip() if "name" in groups else ""
            article = bool(groups.get("article"))
            if quoted := QUOTED.fullmatch(name):
                name = quoted["name"]
            elif kind == "source" and _THIS.fullmatch(fold(name)):
                name = ""
            date = text[slice(*match.span("date"))] if groups.get("date") else ""
            return LibraryQuestion(kind, field, name, article, date)
    return None


def asks_who_wrote(question: str) -> bool:
    """Whether a question asks for a writer (谁报道了夜校, 夜校的记者是谁), in whatever words: more
    than `library_question` reads, for which passages are searched first."""
    folded = fold(question)
    return bool(_ASKS_WHO.search(folded) and _OF_BYLINE.search(folded))


def asks_for_works(question: str) -> bool:
    """Whether a question that lists what someone has (王小满有哪些…) says that articles are meant:
    金奖产品有哪些 does not."""
    return bool(_OF_WORKS.search(fold(question)))


def signs(name: str, sentence: str) -> bool:
    """Whether a name stands in a byline within a sentence: 本报讯（记者 柳青禾）."""
    before, found, _ = sentence.partition(name)
    return bool(found and _BYLINE_BEFORE.search(fold(before)))


def _of_the_library(question: str) -> str | None:
    """What is asked of the library itself, or of the program."""
    if len(question) > _LONGEST:
        return None
    if is_to_program(question):
        return "program"
    folded = fold(question)
    if _OVERVIEW.fullmatch(_END.sub("", folded.strip())):
        return "articles"
    if not _ASKS.search(folded):
        return None
    bare = re.sub(r"\s+", " ", re.sub(r"[\s?？!！。.,，、]+", " ", _IDLE.sub("", folded))).strip()
    joined = re.sub(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])", "", bare)
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(joined)), None)
