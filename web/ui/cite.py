"""Citation format of a passage, for Chinese and for English readers."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from corpus.citations import citation as styled
from corpus.records import Metadata
from index.store import ArticleFacts, Narrow
from qa.records import Hit
from web.ui.strings import Lang, Words


def file_name(path: str) -> str:
    """The last part of a path, of this machine's kind or another's: no folder is told."""
    return PurePath(path.replace("\\", "/")).name or path


def source_names(lines: Iterable[ArticleFacts]) -> list[tuple[str, str]]:
    """(shown name, key) of each source file; of those with one name, also the first title."""
    first = {line.path: line for line in reversed(list(lines))}
    count = Counter(map(file_name, first))

    def shown(path: str) -> str:
        name = file_name(path)
        return f"{name} · {first[path].title or first[path].id}" if count[name] > 1 else name

    return sorted((shown(path), source_key(path)) for path in first)


def source_key(path: str) -> str:
    """A source file's name in addresses and forms: it tells one from another, and no folder."""
    return hashlib.blake2s(path.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def path_of(key: str | None, lines: Iterable[ArticleFacts]) -> str | None:
    """The path behind a key; "?", the path of nothing, if no article comes from such a file."""
    if key is None:
        return None
    return next((path for path in {line.path for line in lines} if source_key(path) == key), "?")


SEVERAL = ("column", "author", "paper")
"""The filters of which several may be on."""


def filters(narrow: Narrow, words: Words) -> list[tuple[str, str]]:
    """(name of the field, "author: so-and-so") for each filter that is on."""
    comma = words("list_comma")
    several = {name: comma.join(narrow.names(name)) or None for name in SEVERAL}
    values = {
        **several,
        "source": None if narrow.path is None else file_name(narrow.path) or "?",
        "since": narrow.since, "until": narrow.until,
    }  # fmt: skip
    return [
        (key, words("filter_is", name=words(key), value=value))
        for key, value in values.items()
        if value is not None
    ]


def citation(hit: Hit, lang: Lang = "zh") -> str:
    """作者《题目》（栏目），《报》2024年11月20日第6版，第 n 段。  What is not known is left out."""
    if lang == "zh":
        told = styled(_titled(hit), None, "plain").removesuffix("。")
        return f"{told}，第{hit.paragraph}段。"
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
