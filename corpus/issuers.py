"""Bodies, which sign what they issue and are nobody's name: 县体育馆, 县统计局供稿."""

from __future__ import annotations

import re

from corpus.byline_words import HAN, REPORTERS
from language.fold import fold
from language.lexicon import either

_ISSUED = re.compile(
    rf"(?P<compiler>[{HAN}]{{2,24}})\s{{1,4}}(?:编|编印|编写|编纂|编制|编辑整理|辑|辑录|汇编|整理)|(?P<giver>[{HAN}、]{{2,24}}?)\s?供稿|供稿[\s:/](?P<named>[{HAN}、]{{2,24}})|(?:综合|据)(?P<told>[{HAN}、]{{2,24}}?)(?:消息|报道|通报)"
    rf"|(?P<own>(?:{either('own_papers')})编辑部|{REPORTERS})\s?(?:综合)?(?:整理|报道)?|(?P<paper>{either('own_papers')})(?:综合(?:消息|报道|整理)?|电)"
    rf"|据(?P<wire>{either('own_papers')})(?:[{HAN}]{{0,6}}(?:[0-9]{{1,2}}月)?(?:[0-9]{{1,2}}日)?[电讯])?"
)
_BODY = re.compile(
    rf"[{HAN}]{{2,20}}(?:政府|委员会|局|厅|部|办公室|公司|学校|小学|中学|协会|学会|工会|村委会|编辑部|党委|支部|中心|集团)"
    rf"|[{HAN}]{{1,20}}(?:小组|法院|检察院|医院|学院|大学|支队|大队|气象台|电视台|电站|水站|图书馆|文化馆|博物馆"
    r"|[一二三四五六七八九十][小中])"
)
_SIGNER = re.compile(
    rf"(?![作写记改]?于)[{HAN}][{HAN}（）()“”]{{0,20}}(?:[馆社院所站队处科组会厂店场校班团部局办委司府厅室铺]|中心"
    r"|车间|[妇文残侨商]联|科协)"
)
"""What else may stand above a date for a body: by its place, and by no other sign."""


def is_body(text: str) -> bool:
    """Whether the line names an authority, a firm or the like, which signs what it issues."""
    return bool(_BODY.fullmatch(text.strip()))


def may_sign(text: str) -> bool:
    """Whether a line, above the date of a notice, may be the body that issued it: 县体育馆."""
    return bool(_SIGNER.fullmatch(text.strip())) or is_body(text) or issuer(text) is not None


def issuer(text: str) -> str | None:
    """The body whose words these are, as a line says that names no person: 县统计局供稿,
    综合县防汛办消息, 本报评论员."""
    match = _ISSUED.fullmatch(fold(text))
    if match and match["compiler"] and not may_sign(text[slice(*match.span("compiler"))]):
        return None
    return text[slice(*match.span(match.lastgroup))] if match and match.lastgroup else None
