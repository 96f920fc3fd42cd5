"""Citation format of a passage, for Chinese and for English readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from corpus.citations import citation as styled
from corpus.metadata import Metadata
from qa.records import Hit
from web.redaction import file_name
from web.ui.strings import Lang


def citation(hit: Hit, lang: Lang = "zh") -> str:
    """作者《题目》（栏目），《报》2024年11月20日第6版，第 n 段。  What is not known is left out."""
    if lang == "zh":
        text = styled(_titled(hit), None, "plain").removesuffix("。")
        return f"{text}，第{hit.paragraph}段。"
    title = f"“{hit.title}”" if hit.title else file_name(hit.path)
    parts = [
        hit.author, title, hit.column, hit.paper, hit.published, hit.edition,
        f"para. {hit.paragraph}",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part) + "."


def copied(quoted: Sequence[tuple[str, Hit]], lang: Lang) -> str:
    """Quotations with their sources, to be pasted in one go; "{link}" stands for the address."""
    lines = []
    for quotation, hit in quoted:
        if lang == "zh":
            lines.append(styled(_titled(hit), quotation, "plain"))
        else:
            lines.append(f"“{quotation}” — {citation(hit, lang)}")
    return "\n".join([*lines, "{link}"])


NAMED = {"gbt7714": "GB/T 7714", "bibtex": "BibTeX", "ris": "RIS", "csl-json": "CSL-JSON"}
"""The styles of `corpus.citations` by the names that people give them."""


def styles(hit: Hit, quotation: str) -> list[tuple[str, str]]:
    """(name, citation) in each style."""
    metadata = _titled(hit)
    return [
        (name, styled(metadata, quotation, style, key=hit.article_id))
        for style, name in NAMED.items()
    ]


def _titled(hit: Hit) -> Metadata:
    """The hit's metadata, with the file's name where there is no title."""
    return replace(hit.metadata, title=hit.title or file_name(hit.path))
