"""Whether what a language model wrote is said by the passages that it cites.

A sentence has support if it cites a passage that was given, if every number, Latin word and
quoted name in it stands in what it cites, if most of its other words do, and if it denies nothing
that they affirm.  That is a check of words: it catches what was made up, not every twist.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.fold import fold
from language.sentences import sentences
from language.words import words
from qa.records import Hit

ENOUGH = 0.6
"""The share of a sentence's word characters that must stand in the passages cited."""

_CITATION = re.compile(r"\s*[\[［【]\s*(\d+(?:\s*[,，、;；]\s*\d+)*)\s*[\]］】]")
_LEADING = re.compile(rf"(?:{_CITATION.pattern})+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?")
_LATIN = re.compile(r"[a-z][a-z0-9.\-]+")
_QUOTED = re.compile(r"[《“「『\"]([^》”」』\"]{2,30})[》”」』\"]")
_NOT = re.compile(r"不|没有|没能|未(?!来)|无法|并非|从未|\b(?:not|never|no|cannot)\b|n't\b")
_SILENT = re.compile(
    r"(?:没有|未|并未|不曾)(?:提到|提及|说明|说|给出|涉及|回答|写|记载)|无法(?:回答|确定|得知)|"
    r"(?:do(?:es)? not|don't|doesn't) (?:say|mention|answer|state|contain)|cannot be answered"
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
    passages = {hit.rank: _passage(hit) for hit in hits}
    claims = []
    for text, cited in _cited(reply):
        ranks = tuple(dict.fromkeys(rank for rank in cited if rank in passages))
        reason = _objection(text, bool(cited), [passages[rank] for rank in ranks])
        claims.append(Claim(text, ranks, reason is None, reason))
    return tuple(claims)


def _passage(hit: Hit) -> str:
    facts = (hit.title, hit.heading, hit.author, hit.office, hit.column, hit.published, hit.text)
    return fold("\n".join(fact for fact in facts if fact))


def _cited(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    """Each sentence without its citations, and the numbers cited in it or right after it."""
    found: list[tuple[str, tuple[int, ...]]] = []
    for start, end in sentences(reply):
        text = reply[start:end]
        if found and (leading := _LEADING.match(text)):
            said, before = found[-1]
            found[-1] = said, before + _numbers(leading.group())
            text = text[leading.end() :]
        bare = _CITATION.sub("", text).strip()
        if any(character.isalnum() for character in bare):
            found.append((bare, _numbers(text)))
    return found


def _numbers(text: str) -> tuple[int, ...]:
    groups = _CITATION.findall(text)
    return tuple(int(n) for group in groups for n in re.findall(r"\d+", group) if len(n) < 4)


def _objection(text: str, cites: bool, passages: list[str]) -> str | None:
    """Why the passages do not support the sentence, or None."""
    folded = fold(text)
    if not cites and len(text) < 80 and _SILENT.search(folded) and not _NUMBER.search(folded):
        return None  # it says that the passages are silent, which claims nothing
    if not cites:
        return "cites no passage"
    if not passages:
        return "cites a passage that does not exist"
    body = "\n".join(passages)
    for pattern, what in ((_NUMBER, "the number"), (_QUOTED, "the name"), (_LATIN, "the word")):
        for part in pattern.findall(folded):
            if not _holds(body, part, pattern):
                return f"{what} {part} is not in the passage cited"
    share = _share(folded, body)
    if share < ENOUGH:
        return f"only {share:.0%} of its words are in the passage cited"
    if _NOT.search(folded) and not _NOT.search(_nearest(folded, passages)):
        return "denies what the passage cited says"
    return None


def _holds(body: str, part: str, pattern: re.Pattern[str]) -> bool:
    """Whether the passage has it; a number as a whole number, with or without separators."""
    if pattern is not _NUMBER:
        return part.rstrip(".-") in body
    return part.replace(",", "") in {n.replace(",", "") for n in _NUMBER.findall(body)} or (
        part.rstrip("%") in set(_NUMBER.findall(body)) and not part.endswith("%")
    )


def _share(folded: str, body: str) -> float:
    """The share of the characters in the sentence's words that stand in the passage as words."""
    own = [word for word in words(folded) if word not in _EMPTY]
    total = sum(map(len, own))
    held = sum(len(word) for word in own if word in body)
    return held / total if total else 1.0


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
