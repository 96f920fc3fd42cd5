"""Citation check: whether the cited passages support each sentence of a language model.

A sentence has support if it cites a passage that was given, if every number (by its value and, of
a time, its unit: `qa/llm/quantities.py`), Latin word and quoted name in it stands in what it cites,
if most of its other words do and some of each clause, and if it denies nothing that they affirm.
That is a check of words: it catches what was made up, not every twist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.search_text import context
from language.fold import fold
from language.numerals import figures
from language.sentences import sentences
from language.words import words
from messages import message_text
from qa.llm.quantities import known, measures, says
from qa.records import Hit

ENOUGH = 0.6
"""The share of a sentence's word characters that must stand in the passages cited."""

STRANGE = 4
"""Word characters of a clause none of which the passages have: something hung on to a sentence that
they do say."""

_CITATION = re.compile(r"(?:(?<!\s)\s+)?[\[［【]\s*(\d+(?:\s*[,，、;；]\s*\d+)*)\s*[\]］】]")
_LEADING = re.compile(rf"(?:{_CITATION.pattern})+")
_LATIN = re.compile(r"[a-z][a-z0-9.\-]+")
_QUOTED = re.compile(r"[《“「『\"]([^》”」』\"]{2,30})[》”」』\"]")
_NOT = re.compile(r"不|没有|没能|未(?!来)|无法|并非|从未|\b(?:not|never|no|cannot)\b|n't\b")
_SILENT = re.compile(
    r"(?:没有|未|并未|不曾)(?:提到|提及|说明|说|给出|涉及|回答|写|记载)|无法(?:回答|确定|得知)|"
    r"(?:do(?:es)? not|don't|doesn't) (?:say|mention|answer|state|contain)|cannot be answered"
)
_DATED = re.compile(r"(?<![0-9])0?([0-9]{1,4})([年月日号])")
# A reply that the passages are silent says so in each of its clauses, but for what leads to it; and
# asks nothing of the reader.
_CLAUSE = re.compile(
    r"[,;:.!?，；：。！？\n]|但是?|不过|而且|并且|\b(?:and|but|so|however|please)\b"
)
_LEAD = re.compile(
    r"(?:根据|按照|从|在|就|对于|关于|抱歉|对不起|很遗憾|sorry|unfortunately|based on|according to"
    r"|in |from |as for )"
)
# What leads to another clause and says nothing itself.
_PHRASE = re.compile(
    r"总的来说|总体来看|综上所述|换句话说|也就是说|具体来说|具体而言|简而言之|由此可见|与此同时|"
    r"除此之外|在此基础上|需要注意的是|值得注意的是|in (?:short|other words|addition|summary)|"
    r"(?:根据|按照|从).{0,8}(?:文章|文中|原文|段落|材料|资料|报道).{0,4}"
)
_ASKS = re.compile(
    r"请|务必|必须|应[该当]|拨打|致电|点击|付款|转账|汇款|访问|联系|登录|下载|输入"
    r"|www|://|[a-z0-9]\.[a-z]{2}|\b(?:visit|call|click|pay|send|enter|must|should|contact)\b"
)
_EMPTY = frozenset(
    "的了是在于由为被有和与及或以而并也就都从到对向将把其该此这那他她它之等所"
) | frozenset(
    re.findall(
        "[^ ]+",
        "the a an of in on at to and or is was are were by for with from that which it its as",
    )
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply.

    text: without its citations.  cites: the ranks that it cites and that exist.  supported: they
    say it.  reason: why not, in words for the reader, or None.
    """

    text: str
    cites: tuple[int, ...]
    supported: bool
    reason: str | None = None


def check(reply: str, hits: Sequence[Hit]) -> tuple[Claim, ...]:
    """The sentences of the reply, each checked; citations of nothing are gone."""
    passages = {hit.rank: hit for hit in hits}
    claims = []
    for text, numbers in _claims_with_numbers(reply):
        ranks = tuple(dict.fromkeys(rank for rank in numbers if rank in passages))
        reason = _objection(text, bool(numbers), [passages[rank] for rank in ranks])
        claims.append(Claim(text, ranks, reason is None, reason))
    return tuple(claims)


class Growing:
    """The claims of a reply that is still being written: a sentence is checked once the next one
    has begun, for until then a citation may follow it."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._at = 0
        self.claims: tuple[Claim, ...] = ()

    def read(self, text: str) -> tuple[Claim, ...]:
        """The claims so far.  text: all that has been written, more than the last time."""
        rest = text[self._at :]
        begun = [start for start, _ in sentences(rest)[1:] if rest[start].isalnum()]
        if begun:
            self.claims += check(rest[: begun[-1]], self._hits)
            self._at += begun[-1]
        return self.claims

    def end(self, text: str) -> tuple[Claim, ...]:
        """The claims of the whole, which are those of `check`."""
        return self.claims + check(text[self._at :], self._hits)


def _passage_text(hit: Hit) -> str:
    return fold("\n".join([*context(hit, hit.heading), hit.text]))


def _claims_with_numbers(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each sentence without its citations, and the numbers cited in it or right after it."""
    claims: list[tuple[str, tuple[int, ...]]] = []
    for start, end in sentences(reply):
        text = reply[start:end]
        if claims and (leading := _LEADING.match(text)):
            claim, before = claims[-1]
            claims[-1] = claim, before + _cited_numbers(leading.group())
            text = text[leading.end() :]
        bare = _CITATION.sub("", text).strip()
        if any(character.isalnum() for character in bare):
            claims.append((bare, _cited_numbers(text)))
    return claims


def _cited_numbers(text: str) -> tuple[int, ...]:
    groups = _CITATION.findall(text)
    return tuple(int(n) for group in groups for n in re.findall(r"\d+", group) if len(n) < 4)


def _objection(text: str, cites: bool, cited: list[Hit]) -> str | None:
    """Why the passages do not support the sentence, or None."""
    folded = fold(text)
    if not cites and _is_silent(folded):
        return None  # it says that the passages are silent, which claims nothing
    if not cites:
        return message_text("cites_nothing")
    if not cited:
        return message_text("cites_no_such")
    passages = [_passage_text(hit) for hit in cited]
    body = "\n".join(passages)
    dates = [hit.published for hit in cited if hit.published]
    known_figures = known(body, [float(day[:4]) for day in dates if day[:4].isdecimal()])
    for figure in measures(_undated(folded, dates)):
        if not says(known_figures, figure):
            return message_text("number_not_cited", number=figure.text)
    for pattern, key in ((_QUOTED, "name_not_cited"), (_LATIN, "word_not_cited")):
        for part in pattern.findall(folded):
            if part.rstrip(".-") not in body:
                return message_text(key, word=part)
    present, total = _present_characters(folded, body)
    share = present / total if total else 1.0
    if share < ENOUGH:
        return message_text("few_words_cited", share=f"{share:.0%}")
    for clause in _CLAUSE.split(folded):
        present, total = _present_characters(clause, body)
        if not present and total >= STRANGE and not _PHRASE.fullmatch(clause.strip()):
            return message_text("few_words_cited", share="0%")
    if _NOT.search(folded) and not _NOT.search(_nearest(folded, passages)):
        return message_text("denies_cited")
    return None


def _is_silent(folded: str) -> bool:
    """Whether it says nothing but that the passages do not say."""
    if len(folded) >= 80 or figures(folded) or _ASKS.search(folded):
        return False
    clauses = [clause.strip() for clause in _CLAUSE.split(folded)]
    rest = [clause for clause in clauses if any(map(str.isalnum, clause))]
    while rest and not _SILENT.search(rest[0]) and _LEAD.match(rest[0]):
        rest = rest[1:]
    return bool(rest) and all(map(_SILENT.search, rest))


def _undated(folded: str, dates: Sequence[str]) -> str:
    """Without the dates of the passages: their 5月 is no 5 of anything else."""
    parts = set()
    for day in dates:
        folded = folded.replace(day, "")
        for number, signs in zip(day.split("-"), ("年", "月", "日号"), strict=False):
            if number.isdecimal():
                parts |= {(int(number), sign) for sign in signs}
    return _DATED.sub(lambda m: "" if (int(m[1]), m[2]) in parts else m[0], folded)


def _present_characters(folded: str, body: str) -> tuple[int, int]:
    """Characters of the words that stand in the passage, and of all."""
    # Figures are compared by their values, not as words.
    own = [word for word in words(folded) if word not in _EMPTY and not figures(word)]
    return sum(len(word) for word in own if word in body), sum(map(len, own))


def _nearest(folded: str, passages: list[str]) -> str:
    """The sentence of the passages with most of the claim's words, and the one before it."""
    own = {word for word in words(folded) if word not in _EMPTY}
    best, most = "", -1
    for passage in passages:
        spans = sentences(passage)
        for number, (start, end) in enumerate(spans):
            shared = sum(word in passage[start:end] for word in own)
            if shared > most:
                best, most = passage[spans[max(0, number - 1)][0] : end], shared
    return best
