"""What the names of a file and its folders say of its articles: date, page, paper.

    2024-12-30/20241230_03_桥头市场搬迁.txt
    江口日报-20241120-06版.pdf        江口日报/2024-12-30/A03.txt

Names are given by whoever saved the file, so what they say counts only where the file itself says
nothing, and a note tells that it was taken from there.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from corpus.dates import iso_date
from corpus.mastheads import edition, is_known_paper

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)(?P<s>[-_.年]?)(0[1-9]|1[0-2]|(?<=\D)[1-9])(?:(?P=s)|月)(0[1-9]|[12]\d|3[01]|(?<=\D)[1-9])日?(?!\d)"
)
_PAGE = re.compile(r"第?(?P<page>[A-Za-z]?\d{1,3}|[一二三四五六七八九十]{1,3})版")
_BARE_PAGE = re.compile(r"[-_ ]?(?P<page>[A-Za-z]?\d{1,2})(?=[-_ .]|$)")
_PARTS = re.compile(r"[-_\s.,，·()（）\[\]【】《》/]+")
_FOLDERS = 3  # so many of the folders around it are looked at, the innermost first


def told_by(path: str) -> dict[str, str]:
    """published, edition and paper as the names tell; what they do not tell is not there."""
    pure = PurePath(path.replace("\\", "/"))
    folders = [name for name in reversed(pure.parent.parts) if name not in ("/", "..", ".")]
    names = [pure.stem, *folders[:_FOLDERS]]
    found: dict[str, str] = {}
    dated = False
    for number, name in enumerate(names):
        date = _DATE.search(name)
        if date and (iso := iso_date("-".join(date.group(1, 3, 4)))):
            found.setdefault("published", iso)
        dated = dated or date is not None
        rest = name[date.end() :] if date else name
        if number == 0 or "edition" not in found:
            page = _PAGE.search(name) or (_BARE_PAGE.match(rest) if date else None)
            if page and "edition" not in found:
                found["edition"] = edition(page["page"])
        words = _PARTS.split(_DATE.sub(" ", name))
        paper = next((word for word in words if is_known_paper(word)), None)
        if paper:
            found.setdefault("paper", paper)
    if "edition" not in found and dated and (page := _BARE_PAGE.fullmatch(pure.stem)):
        found["edition"] = edition(page["page"])
    return found
