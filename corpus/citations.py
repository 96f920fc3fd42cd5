"""Citation of an article or a passage: plain text, GB/T 7714—2025, BibTeX, RIS, CSL-JSON.

What is not known is left out, never invented; a quotation is given character for character.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from corpus.records import Metadata
from errors import QuestionError

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
_ALL_HAN = re.compile(f"{_HAN.pattern}+(?:[·•]{_HAN.pattern}+)*")
_EDITION = re.compile(r"第([^第版]+)版")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_LISTED = 3
"""Authors that GB/T 7714 names; of more it says 等 (et al)."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the styles are made of.  accessed: ISO 8601, the day on which `metadata.url` was read;
    link: where this program shows the passage; key: the article's id."""

    metadata: Metadata
    quotation: str | None
    link: str | None
    accessed: str | None
    key: str

    @property
    def names(self) -> tuple[str, ...]:
        """The authors one by one.  Names in Chinese characters stand parted by a space; a name in
        letters has spaces of its own, so a list with one stays whole."""
        names = (self.metadata.author or "").split()
        if all(_ALL_HAN.fullmatch(name) for name in names):
            return tuple(names)
        return (" ".join(names),)

    @property
    def page(self) -> str | None:
        """The page alone of 第6版; of an edition in other words all of them."""
        edition = self.metadata.edition
        found = _EDITION.fullmatch(edition or "")
        return found[1] if found else edition

    @property
    def date(self) -> list[int]:
        """Year, month and day, as far as they are known."""
        published = self.metadata.published or ""
        if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", published, re.ASCII):
            return []
        return [int(part) for part in published.split("-")]

    @property
    def chinese(self) -> bool:
        return bool(_HAN.search(self.metadata.title or self.quotation or ""))

    @property
    def kind(self) -> str:
        """What was published: an article of a newspaper, a page of the web, or something else."""
        if self.metadata.paper:
            return "newspaper"
        return "web" if self.metadata.url else "other"


def citation(
    metadata: Metadata,
    quotation: str | None,
    style: str = "gbt7714",
    *,
    link: str | None = None,
    accessed: str | None = None,
    key: str | None = None,
) -> str:
    """The citation in one of STYLES.

    quotation: words of the article; plain text puts them first, BibTeX, RIS and CSL-JSON have them
    as a note, GB/T 7714 has no place for them.  link: where a reader finds the passage in this
    program (plain text only: it is no address of the work).  accessed: the day on which the
    article's own address was read, in ISO 8601.  key: a name for BibTeX and CSL-JSON, such as the
    article's id; without one it is made of the metadata.

    Raises:
        QuestionError: bad_style.
    """
    if style not in STYLES:
        raise QuestionError("bad_style", value=repr(style)[:60], expected=", ".join(STYLES))
    plain = {one.name: _line(getattr(metadata, one.name)) for one in fields(Metadata)}
    made = key or hashlib.blake2s(repr(plain).encode("utf-8", "replace"), digest_size=8).hexdigest()
    work = Work(Metadata(**plain), _line(quotation), link, accessed, made)
    return STYLES[style](work)


def _line(text: str | None) -> str | None:
    """Text on one line without controls, of which no style has any; None for an empty one."""
    lines = filter(None, map(str.strip, (text or "").splitlines()))
    return _CONTROLS.sub("", " ".join(lines)).strip() or None


def _plain(work: Work) -> str:
    """“Words.”——作者《题目》（栏目），《报名》2024年11月20日第6版。 Then the link, if any."""
    about = work.metadata
    title = f"《{about.title}》" if about.title else ""
    column = f"（{about.column}）" if about.column and (title or about.author) else about.column
    source = f"《{about.paper}》" if about.paper else ""
    when = "".join(f"{part}{unit}" for part, unit in zip(work.date, "年月日", strict=False))
    parts = [
        f"{about.author or ''}{title}{column or ''}",
        f"{source}{when or about.published or ''}{about.edition or ''}",
    ]
    told = "，".join(part for part in parts if part)
    words = f"“{work.quotation}”" if work.quotation else ""
    text = (f"{words}——{told}" if words and told else words + told) + "。"
    address = work.link or about.url
    return f"{text}{address}" if address else text


def _gbt7714(work: Work) -> str:
    """A newspaper: 作者. 题目（栏目）[N/OL]. 报名，2024-11-20（6）. address.
    A page of the web: 作者. 题目[EB/OL]. （2024-11-20）[accessed]. address."""
    about = work.metadata
    comma, left, right = ("，", "（", "）") if work.chinese else (", ", " (", ")")
    names = [*work.names[:_LISTED]] + ["等"] * (len(work.names) > _LISTED)
    online = "/OL" if about.url else ""
    mark = {"newspaper": f"[N{online}]", "web": "[EB/OL]", "other": "[Z]"}[work.kind]
    column = f"{left}{about.column}{right}" if about.column else ""
    dated = about.published or ""
    if work.kind == "newspaper":
        page = f"{left}{work.page}{right}" if work.page else ""
        source = comma.join(part for part in (about.paper, dated) if part) + page
    elif work.kind == "web":
        source = f"{left.strip()}{dated}{right}" * bool(dated)
        source += f"[{work.accessed}]" * bool(work.accessed)
    else:
        source = dated
    parts = [comma.join(names), f"{about.title or ''}{column}{mark}", source, about.url]
    return ". ".join(part for part in parts if part) + "."


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "%#&_$"},
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _bibtex(work: Work) -> str:
    """An entry of @article for a newspaper, of @misc else; UTF-8, as biber and new BibTeX read."""
    about = work.metadata
    known: dict[str, str | None] = {
        # Braces: a name is no family name with given names, a title keeps its capitals.
        "author": " and ".join(f"{{{_tex(name)}}}" for name in work.names if name),
        "title": about.title and f"{{{_tex(about.title)}}}",
        "journal": about.paper and _tex(about.paper),
        "year": str(work.date[0]) if work.date else None,
        "date": about.published if work.date else None,
        "pages": _tex(work.page) if work.page else None,
        "titleaddon": about.column and _tex(about.column),
        # biblatex reads an address as it is written; only braces would end it.
        "url": about.url and about.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": work.accessed if about.url else None,
        "note": work.quotation and _tex(work.quotation),
        "langid": "chinese" if work.chinese else "english",
    }
    kind = "article" if work.kind == "newspaper" else "misc"
    lines = [f"  {name} = {{{value}}}" for name, value in known.items() if value]
    return f"@{kind}{{{_name(work)},\n" + ",\n".join(lines) + "\n}"


def _name(work: Work) -> str:
    """A key of letters and digits that begins with a letter."""
    return "wenbao-" + re.sub(r"[^A-Za-z0-9-]+", "-", work.key)


_RIS = {"newspaper": "NEWS", "web": "ELEC", "other": "GEN"}


def _ris(work: Work) -> str:
    """Lines of "TAG  - value", which reference managers import."""
    about = work.metadata
    year, month, day = (*(f"{part:02}" for part in work.date), "", "", "")[:3]
    rows = [("TY", _RIS[work.kind]), *(("AU", name) for name in work.names), ("TI", about.title)]
    rows += [("T2", about.paper), ("PY", year), ("DA", year and f"{year}/{month}/{day}/")]
    rows += [("SP", work.page), ("SE", about.column), ("UR", about.url)]
    rows += [("Y2", work.accessed and about.url and work.accessed.replace("-", "/") + "/")]
    rows += [("N1", work.quotation), ("LA", "zh" if work.chinese else "en")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"


_CSL = {"newspaper": "article-newspaper", "web": "webpage", "other": "document"}


def _csl_json(work: Work) -> str:
    """A list of one item, as citation processors read it."""
    about = work.metadata
    accessed = [int(part) for part in (work.accessed or "").split("-") if part]
    item: dict[str, Any] = {
        "id": _name(work),
        "type": _CSL[work.kind],
        "author": [{"literal": name} for name in work.names if name],
        "title": about.title,
        "container-title": about.paper,
        "issued": {"date-parts": [work.date]} if work.date else None,
        "accessed": {"date-parts": [accessed]} if accessed and about.url else None,
        "page": work.page,
        "section": about.column,
        "URL": about.url,
        "note": work.quotation,
        "language": "zh-CN" if work.chinese else "en",
    }
    known = {name: value for name, value in item.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2)


STYLES: dict[str, Callable[[Work], str]] = {
    "plain": _plain,
    "gbt7714": _gbt7714,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl-json": _csl_json,
}
"""The styles by their names in REST, on the command line and in the page."""
