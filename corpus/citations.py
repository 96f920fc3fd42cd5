"""Citation of an article or a passage: plain text, GB/T 7714—2025, BibTeX, RIS, CSL-JSON.

What is not known is left out, never invented; a quotation is given character for character.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from corpus.metadata import Metadata, values_of
from corpus.records import author_names
from errors import QuestionError

_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003134f]")
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
        """The authors one by one; an empty name where there is none."""
        return author_names(self.metadata.author) or ("",)

    @property
    def page(self) -> str | None:
        """The page alone of 第6版; of an edition in other words all of them."""
        edition = self.metadata.edition
        match = _EDITION.fullmatch(edition or "")
        return match[1] if match else edition

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
    plain = {name: _on_one_line(value) for name, value in values_of(metadata).items()}
    if not key:
        key = hashlib.blake2s(repr(plain).encode("utf-8", "replace"), digest_size=8).hexdigest()
    return STYLES[style](Work(Metadata(**plain), _on_one_line(quotation), link, accessed, key))


def _on_one_line(text: str | None) -> str | None:
    """Text on one line without controls, of which no style has any; None for an empty one."""
    lines = filter(None, map(str.strip, (text or "").splitlines()))
    return _CONTROLS.sub("", " ".join(lines)).strip() or None


def _plain(work: Work) -> str:
    """“Words.”——作者《题目》（栏目），《报名》2024年11月20日第6版。 Then the link, if any."""
    fields = work.metadata
    title = f"《{fields.title}》" if fields.title else ""
    column = f"（{fields.column}）" if fields.column and (title or fields.author) else fields.column
    source = f"《{fields.paper}》" if fields.paper else ""
    day = "".join(f"{part}{unit}" for part, unit in zip(work.date, "年月日", strict=False))
    parts = [
        f"{fields.author or ''}{title}{column or ''}",
        f"{source}{day or fields.published or ''}{fields.edition or ''}",
    ]
    described = "，".join(part for part in parts if part)
    words = f"“{work.quotation}”" if work.quotation else ""
    text = (f"{words}——{described}" if words and described else words + described) + "。"
    address = work.link or fields.url
    return f"{text}{address}" if address else text


def _gbt7714(work: Work) -> str:
    """A newspaper: 作者. 题目（栏目）[N/OL]. 报名，2024-11-20（6）. address.
    A page of the web: 作者. 题目[EB/OL]. （2024-11-20）[accessed]. address."""
    fields = work.metadata
    comma, left, right = ("，", "（", "）") if work.chinese else (", ", " (", ")")
    names = [*work.names[:_LISTED]] + ["等"] * (len(work.names) > _LISTED)
    online = "/OL" if fields.url else ""
    mark = {"newspaper": f"[N{online}]", "web": "[EB/OL]", "other": "[Z]"}[work.kind]
    column = f"{left}{fields.column}{right}" if fields.column else ""
    dated = fields.published or ""
    if work.kind == "newspaper":
        page = f"{left}{work.page}{right}" if work.page else ""
        source = comma.join(part for part in (fields.paper, dated) if part) + page
    elif work.kind == "web":
        source = f"{left.strip()}{dated}{right}" * bool(dated)
        source += f"[{work.accessed}]" * bool(work.accessed)
    else:
        source = dated
    parts = [comma.join(names), f"{fields.title or ''}{column}{mark}", source, fields.url]
    return ". ".join(part for part in parts if part) + "."


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: f"\\{sign}" for sign in "%#&_$"},
}  # fmt: skip


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _bibtex(work: Work) -> str:
    """An entry of @article for a newspaper, of @misc else; UTF-8, as biber and new BibTeX read."""
    fields = work.metadata
    known: dict[str, str | None] = {
        # Braces: a name is no family name with given names, a title keeps its capitals.
        "author": " and ".join(f"{{{_tex(name)}}}" for name in work.names if name),
        "title": fields.title and f"{{{_tex(fields.title)}}}",
        "journal": fields.paper and _tex(fields.paper),
        "year": str(work.date[0]) if work.date else None,
        "date": fields.published if work.date else None,
        "pages": _tex(work.page) if work.page else None,
        "titleaddon": fields.column and _tex(fields.column),
        # biblatex reads an address as it is written; only braces would end it.
        "url": fields.url and fields.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": work.accessed if fields.url else None,
        "note": work.quotation and _tex(work.quotation),
        "langid": "chinese" if work.chinese else "english",
    }
    kind = "article" if work.kind == "newspaper" else "misc"
    lines = [f"  {name} = {{{value}}}" for name, value in known.items() if value]
    return f"@{kind}{{{_entry_key(work)},\n" + ",\n".join(lines) + "\n}"


def _entry_key(work: Work) -> str:
    """A key of letters and digits that begins with a letter."""
    return "wenbao-" + re.sub(r"[^A-Za-z0-9-]+", "-", work.key)


_RIS = {"newspaper": "NEWS", "web": "ELEC", "other": "GEN"}


def _ris(work: Work) -> str:
    """Lines of "TAG  - value", which reference managers import."""
    fields = work.metadata
    year, month, day = (*(f"{part:02}" for part in work.date), "", "", "")[:3]
    rows = [("TY", _RIS[work.kind]), *(("AU", name) for name in work.names), ("TI", fields.title)]
    rows += [("T2", fields.paper), ("PY", year), ("DA", year and f"{year}/{month}/{day}/")]
    rows += [("SP", work.page), ("SE", fields.column), ("UR", fields.url)]
    rows += [("Y2", work.accessed and fields.url and work.accessed.replace("-", "/") + "/")]
    rows += [("N1", work.quotation), ("LA", "zh" if work.chinese else "en")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in rows if value) + "ER  - \r\n"


_CSL = {"newspaper": "article-newspaper", "web": "webpage", "other": "document"}


def _csl_json(work: Work) -> str:
    """A list of one item, as citation processors read it."""
    fields = work.metadata
    accessed = [int(part) for part in (work.accessed or "").split("-") if part]
    entry: dict[str, Any] = {
        "id": _entry_key(work),
        "type": _CSL[work.kind],
        "author": [{"literal": name} for name in work.names if name],
        "title": fields.title,
        "container-title": fields.paper,
        "issued": {"date-parts": [work.date]} if work.date else None,
        "accessed": {"date-parts": [accessed]} if accessed and fields.url else None,
        "page": work.page,
        "section": fields.column,
        "URL": fields.url,
        "note": work.quotation,
        "language": "zh-CN" if work.chinese else "en",
    }
    known = {name: value for name, value in entry.items() if value}
    return json.dumps([known], ensure_ascii=False, indent=2)


STYLES: dict[str, Callable[[Work], str]] = {
    "plain": _plain,
    "gbt7714": _gbt7714,
    "bibtex": _bibtex,
    "ris": _ris,
    "csl-json": _csl_json,
}
"""The styles by their names in REST, on the command line and in the page."""
