"""Files and questions of our own for golden outputs, one file of each format."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from checks.golden_calls import Scratch

RESERVOIR = """---
title: 青屏水库清淤记
author: 蒲小满
office: 青屏水利站站长
column: 田间
published: 2024-03-18
---

# 青屏水库清淤记

## 为什么要清

青屏水库建成三十一年，库底的淤泥有两米厚，能蓄的水少了四分之一。

## 怎么清

- 先放水，让库底晒二十天；
- 再用六台挖机，把淤泥运到坡地改土。

| 村 | 得泥（车） | 改土（亩） |
|---|---|---|
| 上坪 | 820 | 96 |
| 下坪 | 415 | 51 |

清淤花了**七十三万元**，其中县里出五十万元，其余由两个村自筹。[^1]

[^1]: 账目贴在水利站门口。
"""

LIGHTHOUSE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><title>守灯塔的人 - 海岛周报</title>
<meta name="author" content="戚远山"><script>var count = 1;</script></head>
<body><nav><a href="/">首页</a></nav><article><h1>守灯塔的人</h1>
<p>2023年11月2日 &nbsp; 戚远山</p><p>白礁灯塔有一百一十二级台阶，老邹每天上下两趟，
走了<b>二十六年</b>。</p><h2>换灯</h2><p>去年灯塔换了新灯，用电只有从前的三分之一。</p>
<ul><li>旧灯收进了陈列室</li><li>新灯能照十八海里</li></ul>
<table><tr><th>年份</th><th>进港船只</th></tr><tr><td>2022</td><td>3140</td></tr>
<tr><td>2023</td><td>3395</td></tr></table><!-- 没有印出的话 --></article>
<footer>版权所有</footer></body></html>
"""

LETTERS: tuple[dict[str, Any], ...] = (
    {"id": "letter-1", "title": "公交站挪个位置吧", "author": "读者梁女士", "column": "来信",
     "published": "2025-06-01", "url": "https://example.org/letters/1",
     "text": "医院门口的公交站正对着急救通道。\n\n希望把站牌往东挪六十米，腿脚不便的人也走得到。"},
    {"id": "letter-2", "title": "夜里的施工声", "column": "来信", "published": "2025-06",
     "paragraphs": ["工地夜里十一点以后还在打桩。",
                    {"heading": "答复", "text": "城管队已经责令停工，罚款八千元。"}]},
    {"id": "letter-3", "title": "Library hours", "published": "2025",
     "text": "The town library closes at 21:00 on weekdays. 周末提前到十七点三十分闭馆。"},
)  # fmt: skip

PAGE = """北桥日报

菜市场搬进了新棚

□本报记者 苏禾

北桥菜市场昨天搬进新棚。新棚有二百四十个摊位，比旧市场多八十个，摊位费三年不涨。

摊主贺大姐卖了十五年豆腐，她说旧市场一下雨就积水，新棚的地面高出街面半尺，下水道也重修过。

市场管理所在门口设了公平秤，还请了四名检测员，每天清早抽查

老车站变成图书角

□本报通讯员 宁可

北桥老车站停用六年以后，候车室改成了图书角，上周末开放。书架用旧长椅的木料做成，摆得下九千册书。

图书角不收押金，读者凭身份证借书，一次可借五册，借期三十天。馆员说，最早借走的一本是讲铁路的画册。

蔬菜的农药残留，结果写在黑板上。菜市场每月十五日休市半天，用来清洗地面。

北桥中学的学生轮流来图书角当义工，每周六整理书架，给小读者念故事。

渡船改了班次

□本报记者 常青

北桥渡口从十月起改班次，早班船提前到五点四十分，末班船推迟到晚上九点。渡口的候船棚装了暖气。
"""

SHORT = "冬季停暖通知\n\n热力站说，本月九日零点到六点检修管道，停暖六小时，请住户关好阀门。\n"
TRADITIONAL = (
    "茶園的霧\n\n山上的茶園清晨多霧，採茶人五點出門。今年春茶收了三千二百斤，價錢比去年高一成。\n"
)

PASSAGES = (
    {"id": "p1", "title": "石桥", "text": "村口的石桥长十七米，是三个石匠用两年修成的。"},
    {"id": "p2", "title": "木桥", "text": "上游的木桥去年被洪水冲走，村里打算改建铁桥。"},
    {"id": "p3", "title": "渡口", "text": "没有桥的时候，人们在渡口等船，一趟要半个钟头。"},
)
QUERIES: tuple[dict[str, Any], ...] = (
    {"id": "a", "question": "石桥有多长", "gold": ["p1"], "answers": ["十七米"]},
    {"id": "b", "question": "木桥是怎么没的", "gold": ["p2"], "answers": ["洪水"]},
    {"id": "c", "question": "坐船过河要多久", "gold": ["p3"], "answers": ["半个钟头"]},
)

OWN_QUESTIONS = (
    "青屏水库清淤花了多少钱", "下坪村改土多少亩", "白礁灯塔有多少级台阶", "2023年有多少船进港",
    "公交站应该往哪里挪", "夜里施工罚了多少", "When does the library close?",
    "图书角一次能借几本书", "菜市场每个月哪天休市", "末班船是几点", "春茶收了多少斤",
    "春茶賣得貴不貴", "停暖几个小时", "排练厅在几楼", "罗盘修理铺开了多少年",
    "校园里种了什么树", "鱼价是多少", "市长是谁",
)  # fmt: skip

NARROWED = (
    ("column", "--column", "来信"), ("author", "--author", "蒲小满"), ("since", "--since", "2025"),
    ("until", "--until", "2024-03-31"), ("nobody", "--author", "没有此人"),
    ("no date", "--since", "去年冬天"),
)  # fmt: skip

ASKED = (
    "川维化工如何激发创新", "试用期最长是多久？", "How long does labor arbitration take?",
    "工傷鑑定分幾個等級？", "住房公积金怎么提取？", "白礁灯塔有多少级台阶",
)  # fmt: skip

REFUSED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("empty", {"question": "  "}), ("long", {"question": "长" * 5000}), ("no question", {}),
    ("k", {"question": "桥", "k": 0}), ("leg", {"question": "桥", "leg": "third"}),
    ("date", {"question": "桥", "since": "soon"}), ("field", {"question": "桥", "colour": "red"}),
)  # fmt: skip


def fixtures(here: Scratch) -> str:
    """A folder with a small file of every format, also of those that are refused; its path."""
    folder = here.folder / "文稿"
    (folder / "旧稿").mkdir(parents=True)
    texts = {"水库.md": RESERVOIR, "灯塔.html": LIGHTHOUSE, "第3版.txt": PAGE}
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "停暖.txt").write_text(SHORT, encoding="utf-16")
    (folder / "旧稿" / "茶園.txt").write_text(TRADITIONAL, encoding="big5")
    here.rows("文稿/来信.jsonl", LETTERS)
    (folder / "校园.docx").write_bytes(docx())
    (folder / "渔港.pdf").write_bytes(pdf())
    with zipfile.ZipFile(folder / "往期.zip", "w") as archive:
        repair = "罗盘修理铺\n\n罗盘修理铺开了四十年，老师傅带出七个徒弟。\n"
        archive.writestr(zipfile.ZipInfo("1月/修理铺.txt"), repair.encode("gb18030"))
        archive.writestr(zipfile.ZipInfo("1月/戏.md"), "# 戏班排练\n\n排练厅在二楼，周三不开门。\n")
    (folder / "空.txt").write_bytes(b"")
    (folder / "图.md").write_bytes(b"\x7fELF" + bytes(range(256)) * 4)  # a picture hangs on OCR
    (folder / "坏.jsonl").write_text('{"id": "x", "title": "只有题目"}\n', encoding="utf-8")
    (folder / "表.xlsx").write_bytes(b"PK\x03\x04not a workbook")
    return str(folder)


def docx() -> bytes:
    from docx import Document

    document = Document()
    document.core_properties.created = document.core_properties.modified = datetime(2024, 5, 6)
    document.add_heading("校园里的树", 1)
    document.add_paragraph("作者：顾一川")
    document.add_paragraph("校园里种了三百棵银杏，最老的一棵有人腰那么粗。")
    document.add_heading("认养", 2)
    document.add_paragraph("每个班认养两棵，挂上木牌，写明浇水的日子。")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), ("班", "棵", "初一", "12"), strict=True
    ):
        cell.text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def pdf() -> bytes:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas

    font = "STSong-Light"  # one that every PDF reader has; nothing is embedded
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    target = io.BytesIO()
    page = canvas.Canvas(target, invariant=1)
    page.setFont(font, 20)
    page.drawString(90, 760, "渔港的早市")
    page.setFont(font, 12)
    rows = (
        "早市四点开秤，渔船靠岸就过磅，黄鱼一斤卖三十八",
        "元，带鱼便宜一半。买主多是饭店的采购员，六点一过",
        "码头就空了。",
        "冷库去年扩建，能存鱼九百吨。",
    )
    for number, text in enumerate(rows):
        page.drawString(90, 720 - 20 * number - (12 if number == 3 else 0), text)
    page.showPage()
    page.setFont(font, 12)
    page.drawString(90, 760, "台风天早市停开，渔民把船拉进避风塘。")
    page.save()
    return target.getvalue()
