"""Numbers of a spreadsheet as people see them: 45292 as 2024年1月1日, 0.125 as 12.5%.

The codes of formats are those of ECMA-376, 18.8.30; what of them is only for the eye (colours,
widths) is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext

from corpus.readers.docx_numbering import chinese

GENERAL = "General"
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0",
    42: "#,##0", 43: "#,##0.00", 44: "#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""As a Chinese Excel has them."""

MOST_CODE = 255  # characters of a format, as in Excel
_DAY_0, _DAY_0_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)
_LAST_DAY = 2_958_465  # 9999-12-31
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\[(?P<bracket>[^\]]*)\]?|_.|\*.'
    r"|(?P<noon>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<exponent>E[+-]0+)"
    r"|(?P<date>y+|m+|d+|a{3,}|h+|s+(?:\.0+)?|e+)|(?P<digits>(?:[0#?][0#?,]*(?:\.[0#?]*)?|\.[0#?]+),*)|(?P<other>.)",
    re.I | re.S,
)
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-|$)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def formatted_number(value: str, code: str, mac: bool = False) -> str:
    """A stored number as the format shows it; as it is stored where the format is not known.

    mac: whether the file counts days from 1904."""
    try:
        with localcontext(Context(prec=400)):  # more than any number that is shown here has
            return _formatted(Decimal(value), value, code, mac)
    except InvalidOperation:
        return value


def _formatted(number: Decimal, value: str, code: str, mac: bool) -> str:
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return value
    sections = [_tokens(part) for part in _sections(code[:MOST_CODE])]
    tokens = sections[0]
    if len(sections) > 1 and number < 0:
        tokens, number = sections[1], -number
    elif len(sections) > 2 and number == 0:
        tokens = sections[2]
    kinds = {token.kind for token in tokens}
    if kinds & {"date", "noon", "elapsed"}:
        return _date_text(number, tokens, mac) or _general_text(number)
    if "digits" in kinds:
        return _figures(number, tokens)
    if "general" in kinds or not tokens or any(token.text == "@" for token in tokens):
        text = _general_text(number)
        pieces = (
            text if token.kind == "general" or token.text == "@" else token.text for token in tokens
        )
        return "".join(pieces) or text
    return "".join(token.text for token in tokens)  # a format of words alone


def _sections(code: str) -> list[str]:
    """The parts for positive and negative numbers and zero."""
    sections, quoted, escaped = [""], False, False
    for char in code:
        if char == ";" and not quoted and not escaped:
            sections.append("")
            continue
        quoted ^= char == '"' and not escaped
        escaped = char == "\\" and not escaped
        sections[-1] += char
    return sections


def _tokens(code: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in _TOKEN.finditer(code):
        kind = match.lastgroup or ""
        text = match[kind] if kind else ""
        if kind in ("quoted", "escaped", "other"):
            tokens.append(_Token("text", text))
        elif kind == "bracket":
            tokens += _bracket(text)
        elif kind:
            tokens.append(_Token(kind, text))
    return tokens


def _bracket(text: str) -> list[_Token]:
    if text.lower().strip("hms") == "" and text:
        return [_Token("elapsed", text.lower())]
    if text.upper() in ("DBNUM1", "DBNUM2"):
        return [_Token("chinese", "")]
    sign = _CURRENCY.match(text)
    return [_Token("text", sign["sign"])] if sign and sign["sign"] else []


def _general_text(number: Decimal) -> str:
    """As a cell without a format: up to 15 digits, no zeros at the end."""
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** 15:
        return str(int(number))
    text = f"{float(number):.10g}"
    return text.replace("e", "E") if "e" in text else text


def _figures(number: Decimal, tokens: list[_Token]) -> str:
    digits = "".join(token.text for token in tokens if token.kind == "digits")
    for token in tokens:
        if token.kind == "text":
            number *= 100 ** token.text.count("%")
    exponent = next((token.text for token in tokens if token.kind == "exponent"), None)
    scaled = digits.rstrip(",")
    number = number.scaleb(-3 * (len(digits) - len(scaled)))
    integers, _, decimals = scaled.partition(".")
    places = len(re.sub("[^0#?]", "", decimals))
    if any(token.text == "/" for token in tokens):  # a fraction
        return _general_text(number)
    sign = ""
    if exponent:
        text = f"{float(number):.{places}E}"
    else:
        rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        sign = "-" if rounded < 0 else ""
        text = f"{abs(rounded):{',' if ',' in integers else ''}f}"
        if places:
            fixed = len(decimals.rstrip("#?"))
            head, _, tail = text.partition(".")
            tail = tail[:fixed] + tail[fixed:].rstrip("0")
            text = f"{head}.{tail}" if tail else head
        text = text.zfill(integers.count("0"))
    parts, written = [], False
    for token in tokens:
        if token.kind == "text":
            parts.append(token.text)
        elif token.kind == "digits" and not written:
            parts.append(text)
            written = True
    return sign + "".join(parts).strip()


def _date_text(number: Decimal, tokens: list[_Token], mac: bool) -> str:
    """The date or time of day; "" if it is none that a calendar has."""
    if not 0 <= number < _LAST_DAY:
        return ""
    elapsed = any(token.kind == "elapsed" for token in tokens)
    part = any("." in token.text for token in tokens if token.kind == "date")
    seconds = (number * 86_400).quantize(Decimal("0.001" if part else "1"), ROUND_HALF_UP)
    early = not mac and number < 60  # Excel has a 29 February 1900
    first = _DAY_0_MAC if mac else _DAY_0 + timedelta(days=early)
    try:
        moment = first + timedelta(seconds=float(seconds))
    except OverflowError:
        return ""
    noon = any(token.kind == "noon" for token in tokens)
    han = any(token.kind == "chinese" for token in tokens)
    parts: list[str] = []
    for i, token in enumerate(tokens):
        if token.kind == "date":
            minutes = _is_minutes(tokens, i)
            parts.append(_date_part(moment, token.text.lower(), minutes, noon, han))
        elif token.kind == "elapsed":
            unit = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            parts.append(str(int(seconds // unit)).zfill(len(token.text)))
        elif token.kind == "noon":
            names = ("上午", "下午") if "午" in token.text else ("AM", "PM")
            parts.append(names[moment.hour >= 12])
        elif token.kind in ("text", "digits"):
            parts.append(token.text)
    return "".join(parts).strip() if not elapsed or parts else ""


def _is_minutes(tokens: list[_Token], i: int) -> bool:
    """Whether an m is of minutes: behind hours, or before seconds."""
    if tokens[i].text[0] not in "mM" or len(tokens[i].text) > 2:
        return False
    earlier = [part.text[0].lower() for part in tokens[:i] if part.kind in ("date", "elapsed")]
    later = [part.text[0].lower() for part in tokens[i + 1 :] if part.kind in ("date", "elapsed")]
    return earlier[-1:] == ["h"] or later[:1] == ["s"]


def _date_part(moment: datetime, code: str, minutes: bool, noon: bool, han: bool) -> str:
    kind, wide = code[0], len(code)
    if kind in "ye":
        text = f"{moment.year:04}" if wide > 2 or kind == "e" else f"{moment.year % 100:02}"
        return text.translate(str.maketrans("0123456789", "〇一二三四五六七八九")) if han else text
    if kind == "a" or (kind == "d" and wide > 2):
        day = _DAYS[moment.weekday()]
        return f"星期{day}" if wide > 3 else day
    if kind == "m" and not minutes and wide > 2:
        return _MONTHS[moment.month - 1]
    if kind == "s":
        text = f"{moment.second:0{min(2, len(code.partition('.')[0]))}}"
        return text + (f".{moment.microsecond // 1000:03}"[: wide - 2] if "." in code else "")
    hour = (moment.hour - 1) % 12 + 1 if noon else moment.hour
    value = {"h": hour, "d": moment.day, "m": moment.minute if minutes else moment.month}[kind]
    return (chinese(value) or "〇") if han else f"{value:0{min(2, wide)}}"
