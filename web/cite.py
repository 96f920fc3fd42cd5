"""How a passage is cited, in the form that a Chinese or an English reader is used to."""

from __future__ import annotations

from pathlib import PurePath

from qa.records import Hit
from web.strings import Lang


def file_name(path: str) -> str:
    """The last part of a path, of this machine's kind or another's: no folder is told."""
    return PurePath(path.replace("\\", "/")).name or path


def citation(hit: Hit, lang: Lang = "zh") -> str:
    """作者:《题目》,栏目, 日期, 第 n 段.  What is not known is left out, never invented."""
    if lang == "zh":
        title = f"《{hit.title}》" if hit.title else file_name(hit.path)
        who = f"{hit.author}:" if hit.author else ""
        parts = [who + title, hit.column, hit.published, f"第{hit.paragraph}段"]
        return ",".join(part for part in parts if part) + "。"
    title = f"“{hit.title}”" if hit.title else file_name(hit.path)
    parts = [hit.author, title, hit.column, hit.published, f"para. {hit.paragraph}"]
    return ", ".join(part for part in parts if part) + "."
