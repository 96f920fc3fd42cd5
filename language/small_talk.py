"""Questions to the program itself, which no article answers: 你好, 你能做什么, 怎么用, 今天几号.

Whoever sees it first types these, and the nearest passage is then shown as an answer: 今天几号 was
answered by the day of a holiday, surely.  Only a whole question counts, and none that may be a word
to look for (帮助, 测试).
"""

from __future__ import annotations

import re

from language import lexicon
from language.fold import fold

_GREETING = re.compile(rf"\W*(?:{lexicon.either('greetings')})[\W啊呀吗]*")

_YOU = "[你您]们?(?:到底|究竟|都)*"
_WHAT = "(?:什么|啥|哪些)"
_TOOL = "(?:软件|网站|系统|程序|工具|页面|网页|东西)"
_PATTERNS = (
    rf"{_YOU}(?:是谁|是{_WHAT}{_TOOL}?|叫{_WHAT}(?:名字)?|是[干做]{_WHAT}的)",
    rf"{_YOU}(?:会|能|可以|知道|懂)(?:帮我|给我)?(?:[做干]|回答)?些?{_WHAT}(?:事情?|问题|东西)?",
    rf"{_YOU}有{_WHAT}(?:功能|用处?|本事|能力)|{_YOU}是(?:机器人|人工智能|ai|真人|人)[吗么]",
    rf"(?:这个?{_TOOL}?|[你您]|问报)?(?:要|该|应该)?(?:怎么|如何|咋)(?:使?用|操作|提问|问)[啊呢]?",
    rf"(?:这个?{_TOOL}?|问报)是?[干做]{_WHAT}用?的|这是{_WHAT}{_TOOL}|问报是{_WHAT}",
    rf"我?(?:能|可以|该|应该)?问[你您]?些?{_WHAT}(?:问题|好)?|有{_WHAT}(?:可以|能|好)问的",
    r"who are you|what are you|what can (?:you do|i ask)|how (?:do i|can i|to) use (?:this|it)",
    r"(?:今天|现在)是?(?:几月几[日号]|几[号日]|星期几|周几|礼拜几|什么日子|几点钟?)了?|几点了",
    r"what(?:'s| is) (?:the |today's )?(?:date|time)(?: today| now)?|what (?:time|day) is it",
    r"(?:请|[给帮替]我|[你您])*[讲说写编唱画来]一?[个首篇段张幅](?:笑话|故事|诗|歌|段子|作文|画)",
    r"tell me a (?:joke|story)|(?:write|sing) (?:me )?a (?:poem|song|story)",
)
_TO_PROGRAM = re.compile("|".join(_PATTERNS))
_LONGEST = 30


def greets(folded: str) -> bool:
    """Whether a folded question is a greeting, or thanks, and nothing else."""
    return bool(_GREETING.fullmatch(folded))


def is_to_program(question: str) -> bool:
    """Whether a whole question is asked of the program, and not of articles."""
    if len(question) > _LONGEST:
        return False
    folded = re.sub(r"[\s?？!！。.,，、~～]+", " ", fold(question)).strip()
    return greets(folded) or bool(_TO_PROGRAM.fullmatch(folded))
