"""Newspaper pages drawn at random, with what is true of each: columns, headlines, boxes."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

FONT = "STSong-Light"  # one that every PDF reader has; nothing is embedded
WIDTH, HEIGHT, MARGIN = 842.0, 2000.0, 45.0
_PLACES = ("渡口", "茶园", "粮站", "夜校", "集市", "果园", "祠堂", "邮局", "鱼塘", "砖窑", "桥头")
_PEOPLE = ("老船工", "木匠", "会计", "校长", "渔民", "裁缝", "护林员", "学徒", "村医", "石匠")
_DEEDS = ("修好了一段旧路", "添了新的机器", "教会了邻居", "请来了师傅", "量过了水位", "种下了树")
_WHEN = ("去年冬天", "开春以后", "雨季之前", "这个月", "农闲时", "庙会那天")
_TAILS = ("省下的钱买了书", "邻村也跟着学", "大家都说值得", "账目贴在墙上", "没有人再走远路")
_NAMES = ("江春来", "罗小满", "桂长青", "何田", "贾朴", "邢小楼", "纪明月", "闵青山", "卢远")
_ABOUT = (
    "旧船换了新主",
    "夜里亮起一排灯",
    "学会算细账",
    "请回了老手艺",
    "迎来第一批客人",
    "修渠记",
)


@dataclass(frozen=True)
class Truth:
    """An article as it was printed."""

    title: str
    author: str | None
    paragraphs: tuple[str, ...]


Line = tuple[str, float, float, float]
"""Text, indent, size and height of a line."""


@dataclass(frozen=True)
class Block:
    """A part of a page: from left to right, from where it begins downwards."""

    left: float
    right: float
    top: float


def wide(text: str) -> float:
    """How many times its size a text is wide; figures are drawn two thirds as wide as words."""
    return sum(0.67 if char.isascii() else 1.0 for char in text)


class Printer:
    """Draws one page; y grows downwards."""

    def __init__(self, canvas: Any, rng: random.Random) -> None:
        self._canvas, self.rng = canvas, rng
        self.size = rng.choice((8.0, 9.0, 10.0, 10.5))
        self.pitch = self.size * rng.choice((1.3, 1.45, 1.6))
        self.gap = self.size * rng.uniform(0.8, 2.5)
        self.ruled = rng.random() < 0.4
        self.byline = rng.choice(("本报记者 {}", "□ {}", "{}", "作者：{}", "■本报记者 {}"))
        self.ends = rng.random() < 0.2  # bylines stand below the text
        self.truths: list[Truth] = []
        self._names = rng.sample(_NAMES, len(_NAMES))
        self._count = 0

    def article(self, least: int = 3, most: int = 6, unsigned: float = 0.25) -> Truth:
        rng, place = self.rng, self.rng.choice(_PLACES)
        self._count += 1
        title = f"{place}{rng.choice(_ABOUT)}"
        if any(one.title == title for one in self.truths):
            title += f"之{'二三四五六七八九'[self._count % 8]}"
        paragraphs = tuple(
            "".join(self._sentence() for _ in range(rng.randrange(1, 4)))
            for _ in range(rng.randrange(least, most))
        )
        author = None if rng.random() < unsigned else self._names[self._count % len(_NAMES)]
        self.truths.append(Truth(title, author, paragraphs))
        return self.truths[-1]

    def _sentence(self) -> str:
        rng = self.rng
        return (
            f"{rng.choice(_WHEN)}，{rng.choice(_PLACES)}的{rng.choice(_PEOPLE)}{rng.choice(_DEEDS)}，"
            f"前后用了{rng.randrange(3, 999)}天，{rng.choice(_TAILS)}，"
            f"又过了{rng.randrange(3, 99)}天才完。"
        )

    def text(self, x: float, y: float, text: str, size: float) -> None:
        self._canvas.setFont(FONT, size)
        self._canvas.drawString(x, HEIGHT - y - 0.88 * size, text)

    def line(self, *ends: float) -> None:
        x, y, u, v = ends
        self._canvas.setLineWidth(0.5)
        self._canvas.line(x, HEIGHT - y, u, HEIGHT - v)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        for ends in (
            (left, top, right, top), (right, top, right, bottom),
            (left, bottom, right, bottom), (left, top, left, bottom),
        ):  # fmt: skip
            self.line(*ends)

    def broken(self, text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
        """The text in lines; no line begins with a mark that ends a sentence."""
        lines = [""]
        room = width - indent
        for i, char in enumerate(text):
            after = text[i + 1 : i + 2] if text[i + 1 : i + 2] in ("，", "。") else ""
            if char not in "，。" and size * wide(lines[-1] + char + after) > room + 0.01:
                lines.append("")
                room = width
            lines[-1] += char
        return lines

    def lines_of(self, one: Truth, width: float, with_head: bool) -> list[Line]:
        """The lines of an article in one column."""
        found: list[Line] = []
        if with_head:
            large = self.size * 1.7
            found.append(("", 0.0, self.size, self.pitch * 0.8))
            found += [
                (line, 0.0, large, 1.25 * large) for line in self.broken(one.title, width, large)
            ]
            if one.author and not self.ends:
                found.append(
                    (self.byline.format(one.author), 0.0, 0.9 * self.size, 1.3 * self.pitch)
                )
        for text in one.paragraphs:
            for i, line in enumerate(self.broken(text, width, self.size, 2 * self.size)):
                found.append((line, 0.0 if i else 2 * self.size, self.size, self.pitch))
        if one.author and self.ends:
            found.append((f"（{one.author}）", width - 6 * self.size, self.size, self.pitch))
        return found

    def columns(self, block: Block, count: int, lines: Sequence[Line]) -> float:
        """Sets lines into columns of about one height; where they end."""
        width = self.column_width(block, count)
        share = sum(height for *_, height in lines) / count
        x, y, column, lowest = block.left, block.top, 0, block.top
        for i, (text, indent, size, height) in enumerate(lines):
            keeps = size > self.size or (i and lines[i - 1][2] > self.size)
            if (y - block.top > share - 0.01 and column < count - 1 and not keeps) or (
                size > self.size and column < count - 1 and y - block.top > share - 5 * self.pitch
            ):
                column, y = column + 1, block.top
                x += width + self.gap
            if text:
                self.text(x + indent, y, text, size)
                y += height
            elif y > block.top:
                y += height
            lowest = max(lowest, y)
        if self.ruled:
            for i in range(1, count):
                at = block.left + i * (width + self.gap) - self.gap / 2
                self.line(at, block.top, at, lowest)
        return lowest

    def column_width(self, block: Block, count: int) -> float:
        return (block.right - block.left - (count - 1) * self.gap) / count

    def under_headline(self, block: Block, count: int, one: Truth) -> float:
        """An article under a headline across its columns; where it ends."""
        room = block.right - block.left
        large = min(self.rng.choice((18.0, 24.0, 30.0)), room / len(one.title))
        self.text(block.left, block.top, one.title, large)
        y = block.top + 1.35 * large
        if one.author and not self.ends:
            self.text(block.left, y, self.byline.format(one.author), self.size)
            y += 1.6 * self.pitch
        lines = self.lines_of(one, self.column_width(block, count), False)
        return self.columns(Block(block.left, block.right, y), count, lines)


def flow(page: Printer, block: Block) -> float:
    """Articles one after another through the columns, as in a paper of briefs."""
    count = page.rng.randrange(2, 6)
    width = page.column_width(block, count)
    lines = [
        line
        for _ in range(page.rng.randrange(2, 6))
        for line in page.lines_of(page.article(), width, True)
    ]
    return page.columns(block, count, lines)


def stacked(page: Printer, block: Block) -> float:
    """Articles one below the other, each under a headline across its columns."""
    y = block.top
    for _ in range(page.rng.randrange(2, 4)):
        y = page.under_headline(
            Block(block.left, block.right, y), page.rng.randrange(1, 6), page.article()
        )
        y += 0.4 * page.pitch
        if page.rng.random() < 0.5:
            page.line(block.left, y, block.right, y)
        y += 1.2 * page.pitch
    return y


def grid(page: Printer, block: Block) -> float:
    """Boxes, two beside each other, perhaps framed."""
    framed, y = page.rng.random() < 0.5, block.top
    between = 2 * page.size if framed else max(page.gap, 1.5 * page.size)
    middle, pad = (block.left + block.right) / 2, 0.8 * page.size
    for _ in range(page.rng.randrange(1, 3)):
        ends = []
        count = page.rng.randrange(1, 3)
        halves = ((block.left, middle - between / 2), (middle + between / 2, block.right))
        for left, right in halves:
            inner = Block(left + pad, right - pad, y + pad)
            ends.append(page.under_headline(inner, count, page.article()) + pad)
        if framed:
            for left, right in halves:
                page.frame(left, y, right, max(ends))
        y = max(ends) + between
    return y


def beside(page: Printer, block: Block) -> float:
    """An article under a headline, and another one of one column beside it."""
    third = (block.right - block.left) / 3
    between = max(page.gap, 1.2 * page.size)
    wide = Block(block.left, block.right - third - between / 2, block.top)
    narrow = Block(block.right - third + between / 2, block.right, block.top)
    if page.rng.random() < 0.5:
        wide = Block(block.left + third + between / 2, block.right, block.top)
        narrow = Block(block.left, block.left + third - between / 2, block.top)
    parts: list[Callable[[], float]] = [
        lambda: page.under_headline(wide, page.rng.randrange(2, 4), page.article(5, 8)),
        lambda: page.columns(
            narrow, 1, page.lines_of(page.article(), narrow.right - narrow.left, True)
        ),
    ]
    return max(part() for part in parts)


KINDS = {"flow": flow, "stacked": stacked, "grid": grid, "beside": beside}


def printed(kinds: Sequence[str], seed: int, head: str = "") -> tuple[bytes, list[Truth]]:
    """A PDF of one page of such parts, one below the other, and what stands on it below the
    running head, which is set small over the middle."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    target = io.BytesIO()
    sheet = canvas.Canvas(target, pagesize=(WIDTH, HEIGHT))
    page = Printer(sheet, random.Random(seed))
    size = 0.8 * page.size
    page.text((WIDTH - size * wide(head)) / 2, 14.0, head, size)
    y = MARGIN
    for kind in kinds:
        y = KINDS[kind](page, Block(MARGIN, WIDTH - MARGIN, y)) + 2 * page.pitch
    sheet.save()
    return target.getvalue(), page.truths
