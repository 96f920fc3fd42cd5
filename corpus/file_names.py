"""What the names of a file and its folders say of its articles: date, page, paper.

    2024-12-30/20241230_03_桥头市场搬迁.txt
    江口日报-20241120-06版.pdf        江口日报/2024/12/30/A03-要闻.txt

Names are given by whoever saved the file, so what they say counts only where the file itself says
nothing, and a note tells that it was taken from there.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus.dates import find_date, iso_date
from corpus.mastheads import PAGE_NAMES, edition, is_known_paper

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?P<s>[-_.年]?)(0[1-9]|1[0-2]|(?<=\D)[1-9])(?:(?P=s)|月)(0[1-9]|[12]\d|3[01]|(?<=\D)[1-9])日?(?!\d)"
)
_MONTH = re.compile(r"((?:19|20)\d\d)[-_.](0[1-9]|1[0-2])[-_ ](?=\D)")
"""The month that a name begins with: 2017-11-停车规定.md."""
_DATED_FOLDERS = re.compile(
    r"(?:^|/)((?:19|20)\d\d)[年/]{0,2}(0[1-9]|1[0-2]|(?<=\D)[1-9])月?/(0[1-9]|[12]\d|3[01]|[1-9])日?(?=/|$)"
)
_CODED = re.compile(r"[a-z]{1,6}[rwczs]b((?:19|20)\d{6})(?P<page>\d\d)", re.I)
"""rmrb2024123003: the initials of a 日报, 晚报, 晨报 …, the date, the page."""
_PAGE = re.compile(r"第?(?P<page>[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})版")
_BARE_PAGE = re.compile(
    r"[-_ )）\]】(（\[【]{0,2}[Pp]?(?P<page>[A-Za-z]?\d{1,2})(?=[-_ .)）\]】]|$)"
)
_NAMED_PAGE = re.compile(r"(?P<page>[A-Za-z]?\d{1,2})[-_ ]?(?P<name>[\u4e00-\u9fff]{2,4})")
_PARTS = re.compile(r"[-_\s.,，·:：()（）\[\]【】《》/]+")
_FOLDERS = 3  # so many of the folders around it are looked at, the innermost first


def told_by(path: str) -> dict[str, str]:
    """published, edition, column and paper as the names tell; what they do not is not there."""
    pure = PurePath(path.replace("\\", "/"))
    folders = [name for name in reversed(pure.parent.parts) if name not in ("/", "..", ".")]
    fields: dict[str, str] = {}

    def add(key: str, value: str | None) -> None:
        if value:
            fields.setdefault(key, value)

    if (coded := _CODED.fullmatch(pure.stem)) and (iso := iso_date(coded[1])):
        fields |= {"published": iso, "edition": edition(coded["page"])}
    dated = False
    for name in (pure.stem, *folders[:_FOLDERS]):
        iso, rest = _dated(name)
        add("published", iso)
        dated = dated or rest is not None
        page = _PAGE.search(name) or (_page_behind(name, rest) if rest is not None else None)
        add("edition", edition(page["page"]) if page else None)
        words = _PARTS.split(_PAGE.sub(" ", _DATE.sub(" ", name)))
        add("column", next((word for word in words if page and word in PAGE_NAMES), None))
        add("paper", next((word for word in words if is_known_paper(word)), None))
    if dated_path := _DATED_FOLDERS.search("/".join([*reversed(folders[:_FOLDERS]), pure.stem])):
        dated = True
        add("published", iso_date("-".join(dated_path.groups())))
    if dated and (page := _BARE_PAGE.fullmatch(pure.stem)):
        add("edition", edition(page["page"]))
    elif dated and (page := _NAMED_PAGE.fullmatch(pure.stem)) and page["name"] in PAGE_NAMES:
        add("edition", edition(page["page"]))
        add("column", page["name"])
    return fields


def _page_behind(name: str, rest: str) -> re.Match[str] | None:
    """The page that the number behind a name's date is: behind a paper's name any, else one of two
    digits or with a letter.  Behind another word (会议20231205_02, t20231205_02), and as one digit
    alone, it counts files."""
    page = _BARE_PAGE.match(rest)
    words = _PARTS.split(_DATE.sub(" ", name[: len(name) - len(rest)]))
    words = [word for word in words if re.search(r"[^\W\d]", word) and not find_date(word)]
    clear = page and (words or not re.fullmatch(r"[\W_]{0,2}\d", page[0]))
    return page if clear and all(map(is_known_paper, words)) else None


def _dated(name: str) -> tuple[str | None, str | None]:
    """The day that a name tells, if there is such a day, and what stands behind a date."""
    if match := _DATE.search(name):
        return iso_date("-".join(match.group(1, 3, 4))), name[match.end() :]
    if (date := find_date(name)) and len(date.iso or "") == len("2024-12-30"):
        return date.iso, name[date.end :]
    if month := _MONTH.match(name):
        return "-".join(month.groups()), None
    return None, None
