"""Events in the life of a thing or a person, each of which has a day of its own: a bridge is begun,
finished, mended and pulled down.

Who asks when it was pulled down is not told by when it was mended.  An event that is asked for may
be told in many words (造: 建, 盖, 铸, 竣工); another one shows itself by few.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from language.sentences import Span, clause_of

Event = tuple[re.Pattern[str], re.Pattern[str]]

_BUILT = "建(?![议筑材国党军]|设[局行]|[一二三四五六]公司)|(?<!铸)造(?![纸价型])|修[建筑成好了的起]"
_BUILT += "|(?<!建)筑|盖|架[起设]|凿|砌|打[成造下]|铸(?!工|造[车厂楼分件])|通车|竣工|落成|完工"
_YEAR_OF_LIFE, _TO = r"[^()]{0,8}\d{3,4}[^()]{0,8}", "[-–—~]"
"""Of who is told with the years of his life: (1898—1967)."""
_EVENTS: tuple[Event, ...] = tuple(
    (re.compile(words), re.compile(f"{words}|{also}"))
    for words, also in (
        (
            "[建盖造][成造起好了]|修建|兴建|铸造(?![车厂楼分件])|铸[成好]|(?<=[时候年天月日])[建造铸盖]$",
            f"{_BUILT}|打井|启用|投产|制[造成作]|出厂|历史",
        ),
        ("运[来到抵回]|运进", "[运搬迁到进移买引]|来"),
        ("修[好复缮葺]|[大翻重整维]修|加固", "[修补固换]|恢复|通车|完工|竣工"),
        ("拆[除掉毁了]|取下|(?<=[时候年天月日])拆$", "[拆毁炸扒]|[推铲夷]平|不在"),
        ("挂[上起到]", "[挂装悬吊]"),
        ("开工|动工|奠基|破土|开建", "始|挖|启动|上马|施工|起[建修]|修[建筑的]|兴建|第一[锹铲]"),
        ("竣工|完工|落成|建成|通车", f"{_BUILT}|验收|交付|用|投产|开[通放张业]|完成|结束|全线"),
        (
            "成立|创[办建立]|开[办张业]|组建",
            "[办建创立组]|开馆|设|前身|挂牌|始|起家|兴起|诞生|发起|起步|历史|出现|有了",
        ),
        ("改[名称]|更名|改为|改制|仿制", "[改更称名叫]"),
        (
            "关[门闭停张]|停[办业产刊]|倒闭|解散|撤[销并]|歇业|(?<=[时候年天月日])关$",
            "[关停倒散撤歇]|合并|结束|终|不再|告别",
        ),
        ("出版|印行|发行|刊行|面世|问世", "[印刊版登发]|上市"),
        ("写[成完好]|脱稿|完稿|初稿|定稿", "[写稿作著]|完成|成书"),
        (
            "[结成完]婚|成亲|成家",
            "(?<![订离])婚|[嫁娶]|领证|成了亲|喜事|夫妻|过门",
        ),
        ("订婚|[定订]亲", "[订定]"),
        ("离婚", "离|分手"),
        ("出生|诞生|生于|生人", rf"[生岁属降]|年纪|享年|寿|[(]{_YEAR_OF_LIFE}{_TO}"),
        (
            "去世|逝世|病逝|过世|牺牲",
            rf"[逝死故亡殁卒世辞寿]|走了|享年|终年|没了|遇难|最后|{_TO}{_YEAR_OF_LIFE}[)]",
        ),
        ("退休|离休", "退|离"),
        ("进厂|入职|参军|入伍|参加工作", "[进入参当来到调]|分配|工龄"),
        ("入党|加入(?:中国)?共产党", "党"),
        ("入团|加入(?:中国)?共青团", "团"),
        ("参加(?:革命|游击队|红军|八路军|新四军|解放军|志愿军)", "参[加军]|[入投从]"),
    )
)
"""The words of an event, and these with others that may tell of it."""
_WHEN = "(?:哪一?[年天月日]|哪个?月|何[年月日时]|什么(?:时候|时间|年代|日子)|几时|几[月号日年])"
_ASKED = re.compile(rf"[^,。?]{{0,6}}{_WHEN}[^,。?]{{0,10}}")
_AROUND_END = " ?。!,的了"


def asked(question: str) -> Sequence[Event]:
    """The events for whose day a folded question asks; none where it asks for no day."""
    found = _ASKED.search(question.rstrip(_AROUND_END))
    return [event for event in _EVENTS if found and event[0].search(found.group())]


def untold(question: str, text: str) -> bool:
    """Whether a folded question asks for the day of an event of which a folded text says nothing,
    in whatever words."""
    events = asked(question)
    return bool(events) and not any(told.search(text) for _, told in events)


def tells_another(question: str, text: str) -> bool:
    """Whether it asks for the day of an event, and the text tells of other ones alone."""
    return untold(question, text) and any(words.search(text) for words, _ in _EVENTS)


def in_clause_of_another(question: str, text: str, place: Span) -> bool:
    """Whether the clause of a text in which a place lies tells of other ones alone."""
    return tells_another(question, clause_of(text, place))
