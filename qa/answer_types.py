"""Regular expressions for each answer type, over folded text."""

from __future__ import annotations

import re

from language.lexicon import any_of, either
from qa.question_type import Kind

_DIGITS = r"\d+(?:[,.]\d+)*"
_HAN = "[零〇一二三四五六七八九十百千两]"
_UNIT = (
    rf"(?:[多余几]?(?:万亿|千万|百万|十万|亿|万|千|百)?多?(?:{either('answer_units')})|"
    r"(?:万亿|千万|百万|亿|万|多))"
)
# A run that no unit follows is read from its begin alone: what fails there fails at its other
# characters too, and trying them all takes quadratic time.
_NUMBER = re.compile(
    rf"百分之{_HAN}+(?:点{_HAN}+)?|百分之{_DIGITS}|(?:第|近|约|超过|逾)?{_DIGITS}(?:\s?[-~—至到]\s?{_DIGITS})?\s?{_UNIT}?|"
    rf"(?:第|(?<!{_HAN})){_HAN}+(?:分之{_HAN}+|{_UNIT})|[数几]{_UNIT}|\b(?:{either('english_numbers')})\b"
)
_TIME = re.compile(
    rf"(?:(?:公元)?前|公元)?(?:\d{{1,4}}|[零〇一二三四五六七八九十元]{{1,4}})\s?年(?:代|间)?(?:(?:\d{{1,2}}|{_HAN}{{1,3}})月)?(?:(?:\d{{1,2}}|{_HAN}{{1,3}})[日号])?|"
    rf"(?:公元前)?(?:\d{{1,2}}|{_HAN}{{1,3}})世纪(?:\d0年代|初|末|中叶|中期|后期)?|(?:\d{{1,2}}|{_HAN}{{1,3}})月(?:(?:\d{{1,2}}|{_HAN}{{1,3}})[日号])?|"
    rf"[东西南北前后]?[夏商周秦汉晋隋唐宋元明清](?:朝|代|初|末)|(?:\d{{1,2}}|{_HAN}{{1,3}})[日号]|(?<!\d)1\d{{3}}(?!\d)|(?<!\d)20\d\d(?!\d)|"
    rf"{either('time_words')}|(?:民国|[\u4e00-\u9fff]{{2}})(?:元|\d{{1,2}}|[一二三四五六七八九十]{{1,3}})年|"
    rf"{either('seasons')}|\b(?:{either('english_months')})\b"
)
_PERSON = re.compile(
    rf"{any_of('foreign_sounds')}{{3,}}|"
    r"(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff]+|[\u4e00-\u9fff]{1,20})·[\u4e00-\u9fff]+|"
    r"(?<![a-z])[a-z]+(?:[ .\-]+[a-z]+)+|"
    rf"{any_of('family_names')}[\u4e00-\u9fff]{{1,2}}|"
    rf"[\u4e00-\u9fff]{{1,4}}(?:{either('person_ends')})"
)
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{1,6}}(?:{either('place_ends')})|[东西南北中]部|{either('places')}"
)
_BODY = re.compile(rf"[\u4e00-\u9fffa-z0-9]{{1,12}}(?:{either('body_ends')})")
_REASON = re.compile(either("reason_signs"))

TABLE: dict[Kind, re.Pattern[str]] = {
    Kind.NUMBER: _NUMBER,
    Kind.TIME: _TIME,
    Kind.PERSON: _PERSON,
    Kind.PLACE: _PLACE,
    Kind.BODY: _BODY,
    Kind.REASON: _REASON,
}
