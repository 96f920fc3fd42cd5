"""Markup within a value: HTML in the cell of a table or in a row of JSON, as content systems
export their articles.  It is read as a page is, and its source is the text extracted from it."""

from __future__ import annotations

import html
import re

from corpus.readers.extracted_text import Extract
from corpus.readers.html import BLOCKS, HEADINGS, walk
from corpus.spans import blank
from errors import SourceError

_INLINE = frozenset((
    "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "iframe", "ins", "mark", "q",
    "ruby", "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "tt", "u",
    "video",
))  # fmt: skip
_KNOWN = (_INLINE | BLOCKS | HEADINGS.keys()) - {"script", "style"}
"""What shows that a text is markup: who writes a script into a title means its letters."""
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:]{0,15})(?=[\s/>])[^<>]*>")
_BREAK = r"<br\s{0,9}/?>"
_ENDS_LINE = re.compile(rf"(?:^|[。！？!?…；;：”’」』）)>])\s{{0,9}}{_BREAK}(?! )", re.I)
_BREAKS = re.compile(rf"(?<! ){_BREAK}(?! )", re.I)
_SIGN = re.compile(
    r"<!--\s{0,9}(?:/?wp:|more|nextpage|StartFragment)|<img\s[^<>]*\bsrc\s?=\s?[\"'](?:https?:|data:|[./]|\w+/)",
    re.I,
)
"""What nobody writes into a text but a program; <img src=x> tells of a tag."""
_MENTION = re.compile(
    r"```|[\u4e00-\u9fff、，]\s?[“「'\"`]?<[A-Za-z][A-Za-z0-9]{0,9}\s?/?>[”」'\"`]?\s?"
    r"(?:标签|元素|标记|tags?\b|elements?\b)(?![<：:])"
)
"""A text that tells of tags: <p> 标签."""
_AROUND = re.compile(
    r"<!\[CDATA\[|\]\]>|\[/?(?:caption|gallery|playlist|embed|audio|video)\b[^\[\]]{0,999}\]", re.I
)
"""Signs of other programs around the text: of XML, and the short codes of WordPress."""
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_PIECE = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.S)
_LINE_TAGS = re.compile(r"<(?:p|br|div)[\s/>]", re.I)
_BLANK_LINES = re.compile(r"\n[ \t\u3000]*\n")


def unescaped(text: str) -> str:
    """The text with the characters that its entities stand for (&nbsp; &#8220;)."""
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text) if "&" in text else text


def markup_in(text: str) -> str | None:
    """The markup that a value is, also where its tags were escaped once more; None for a text."""
    if _is_markup(text):
        return text
    plain = unescaped(text)
    return plain if plain is not text and _is_markup(plain) else None


def add_markup(extract: Extract, markup: str) -> None:
    """The text of markup, its headings, paragraphs and tables.  Raises SourceError for half of a
    character, LimitError for too many tags."""
    try:
        markup.encode("utf-8")
    except UnicodeEncodeError:
        raise SourceError("half_character") from None
    walk(_with_breaks(_AROUND.sub("", markup).replace("\0", "\ufffd")), extract)


def on_one_line(value: str) -> str:
    """The text of a field that may hold markup or entities."""
    markup = markup_in(value)
    if markup is None:
        return unescaped(value)
    extract = Extract()
    add_markup(extract, markup)
    return " ".join(extract.texts)


def _is_markup(text: str) -> bool:
    """Whether a text is markup: an element that is closed stands around a part of it, or its lines
    end with <br>; and it does not speak of tags."""
    if "<" not in text or ">" not in text or _MENTION.search(text):
        return False
    if _SIGN.search(text) or _ENDS_LINE.search(text) or len(_BREAKS.findall(text)) > 1:
        return True
    begins: dict[str, int] = {}  # of each tag, where what the last of them holds begins
    for tag in _TAG.finditer(text):
        name = tag["name"].lower()
        if not tag["close"]:
            begins[name] = tag.end()
        elif name in _KNOWN and not blank(text[begins.pop(name, tag.start()) : tag.start()]):
            return True
    return False


def _with_breaks(markup: str) -> str:
    """Markup in which line breaks are tags where they part paragraphs: outside of all blocks two
    do, as WordPress has it, and each one does where no tag breaks a line."""
    markup = markup.replace("\r\n", "\n").replace("\r", "\n")
    each = _LINE_TAGS.search(markup) is None
    parts: list[str] = []
    depth = at = 0
    for piece in [*_PIECE.finditer(markup), None]:
        text = markup[at : piece.start() if piece else len(markup)]
        if depth == 0 and "\n" in text:
            text = text.replace("\n", "<br>") if each else _BLANK_LINES.sub("<br><br>", text)
        parts.append(text)
        if piece is None:
            break
        parts.append(piece[0])
        at = piece.end()
        tag = _TAG.match(piece[0])
        if tag and (tag["name"].lower() in BLOCKS or tag["name"].lower() in HEADINGS):
            depth = max(0, depth - 1) if tag["close"] else depth + (tag["name"].lower() != "hr")
    return "".join(parts)
