"""What stands around names in a byline: signs, roles, papers, labels, kinds of pieces, places."""

from __future__ import annotations

import re

from language.lexicon import either, words

MARKS = "□■◇◆○●◎★☆▲△▶▷►▪▫◼◻※♦"
"""The signs that papers set before a byline."""
DASHES = "—–－"
"""What stands before subtitles, and before some names."""
HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_RANK = rf"(?:{either('reporter_ranks')}){{0,4}}"
REPORTER = (
    rf"(?:{_RANK}(?:驻\w{{2,6}}{_RANK}){{0,2}}"
    rf"(?:{either('reporter_roles')})|实习生)"
)
AGENCY = rf"(?:{either('own_papers')}|[\u4e00-\u9fff]{{2,6}}(?:{either('paper_ends')}))"
_PAPER = rf"(?:{AGENCY}|[\u4e00-\u9fff]{{1,6}}(?:报|刊|融媒体中心|电视台))"
# All repeats are bounded: unbounded ones, next to each other or begun anew at each place of a
# text, take quadratic time and more.
REPORTERS = rf"(?:{_PAPER}\s{{0,4}})?{REPORTER}"
ROLE = re.compile(rf"(?:{_PAPER})?(?:讯|综合)?{REPORTER}")
GENRES = frozenset(words("genres"))
"""What a piece is, on a line of its own between title and byline: no name, and no part of the
title."""
LABELS = frozenset(
    words("byline_labels")
    + words("credit_labels")
    + words("picture_credits")
    + words("staff_labels")
)
PLACE = re.compile(
    rf"(?:^|(?<=[\s，,|｜日号\d]))(?:[原首]?(?:发表|发布|刊发|刊登|刊载|登载|發表|發佈|发|刊|载)(?:[于於]|(?<=..)在)"
    rf"|(?:成稿|完稿|定稿|[写记作撰书改草])[于於]|来自)\s?(?P<where>[{HAN}·]{{2,8}})(?=[\s，,|｜]|$)"
)
"""Where a text was written or appeared, which is nobody's name: 写于江口, 发表于江口日报."""
ORDINAL = re.compile(
    r"第[〇零一二三四五六七八九十百\d]{1,5}[编編章节節回卷篇]"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,3})(?:[、．.]|\s{1,4}(?=\S{2}))"
)
"""What a part of a book or a text begins with, and no byline: 第二节　商号, 二、商号, 二　商号; but
一　凡 may be a name that is set wide."""
