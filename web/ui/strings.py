"""Texts of the page, in Chinese and English, in one table."""

from __future__ import annotations

import re
from typing import get_args

from messages import Value
from messages.translate import Lang as Lang
from messages.translate import in_chinese
from web.redaction import redacted_message

LANGS: tuple[Lang, ...] = get_args(Lang)

TEXTS: dict[str, tuple[str, str]] = {
    # masthead
    "name": ("问报", "Wenbao"),
    "tagline": ("问文章，看出处", "Ask the articles, see the source"),
    "tab_library": ("文库", "Library"),
    "tab_map": ("地图", "Map"),
    "theme": ("深色或浅色", "Dark or light"),
    "other_language": ("English", "中文"),
    "skip": ("跳到问题框", "Skip to the question"),
    "sign_out": ("退出", "Sign out"),
    "api_page": ("接口", "API"),
    "footer": (
        "全部在本机运行，不联网。答案逐字取自文章。",
        "Runs on this machine alone. Answers are the articles' own words.",
    ),
    # question
    "question": ("问题", "Question"),
    "question_hint": ("用一句话提问", "Ask in a sentence"),
    "ask": ("提问", "Ask"),
    "examples": ("试试这些", "Try these"),
    "filters": ("筛选", "Filters"),
    "column": ("栏目", "Column"),
    "author": ("作者", "Author"),
    "since": ("起始日期", "From"),
    "until": ("截止日期", "Until"),
    "date_hint": ("如 2024-11", "e.g. 2024-11"),
    "pick_date": ("选日期", "Pick a date"),
    "source": ("来源文件", "Source file"),
    "any": ("不限", "Any"),
    "k": ("段落数", "Passages"),
    "paper": ("报纸", "Newspaper"),
    "order": ("排列", "Order"),
    "best_first": ("最相关的在前", "best first"),
    "newest": ("日期从近到远", "newest first"),
    "oldest": ("日期从远到近", "oldest first"),
    "leg": ("查找方式", "Search by"),
    "filter_is": ("{name}：{value}", "{name}: {value}"),
    "lift": ("去掉“{filter}”再问", "Ask again without “{filter}”"),
    "lift_all": ("在全部文章里找", "Search all articles"),
    "hybrid": ("词句和意思", "words and meaning"),
    "lexical": ("只按词句", "words only"),
    "dense": ("只按意思", "meaning only"),
    "context": ("接着上一问", "Follow up on the last question"),
    "paste_halved": (
        "里面有残缺的半个字符，请重新粘贴。",
        "Half of a character (a lone surrogate) is in it; paste it again.",
    ),
    "bad_date": (
        "“{name}”看不懂，或没有这一天：{value}。请写成 2024、2024-11 或 2024-11-20。",
        "“{name}” is no date: {value}. Write it as 2024, 2024-11 or 2024-11-20.",
    ),
    "empty_question": ("请先写下问题。", "Please write a question first."),
    "as_typed": ("按原样问", "Ask as typed"),
    "typed": (
        "没能从上文看出所指，按原样问了。",
        "What this points back to was not found; it was asked as typed.",
    ),
    "understood": ("按上文理解为：{question}", "Understood from what came before: {question}"),
    "history": ("本次问过", "Asked in this visit"),
    # answer
    "answer": ("答案", "Answer"),
    "passages": ("出处", "Sources"),
    "nearest": ("最相近的段落", "Nearest passages"),
    "abstain": (
        "文库里的文章没有回答这个问题。下面只是意思最相近的段落，不是答案。",
        "The articles do not answer this question. Below are the nearest passages, not an answer.",
    ),
    "no_hits": (
        "没有找到相近的段落。换个说法，或放宽筛选条件再试。",
        "No passage came near. Put it differently, or widen the filters.",
    ),
    "abstain_filtered": (
        "筛选出的文章（{filters}）没有回答这个问题。下面只是其中意思最相近的段落，不是答案。",
        "The filtered articles ({filters}) do not answer this question. "
        "Below are their nearest passages, not an answer.",
    ),
    "no_hits_filtered": (
        "在筛选出的文章（{filters}）里没有找到相近的段落。",
        "No passage came near among the filtered articles ({filters}).",
    ),
    "empty_library": (
        "文库里还没有文章。上传文件或粘贴一篇，就可以提问了。",
        "There are no articles yet. Upload files or paste one, then ask.",
    ),
    "begin": ("去添加文章", "Add articles"),
    "see_library": ("打开文库", "Open the library"),
    "asked_at": ("提问时间", "Asked at"),
    "waiting": ("正在回答：{question}", "Answering: {question}"),
    "slow": (
        "服务器还没有回应，仍在等待：{question}",
        "The server has not replied yet; still waiting for: {question}",
    ),
    "lost": (
        "与服务器的连接断了。问题已保留，连上后会自动再问。",
        "The connection to the server is lost. Your question is kept and will be asked again "
        "once it is back.",
    ),
    "confidence": ("把握", "Confidence"),
    "confidence_about": (
        "给出这样把握的答案，每一百个里约有 {n} 个是对的。",
        "Of a hundred answers with this confidence, about {n} are right.",
    ),
    "copy_answer": ("复制答案和出处", "Copy with sources"),
    "right": ("答得对", "Right"),
    "wrong": ("答得不对", "Wrong"),
    "why_this": ("为什么", "Why"),
    "styles": ("引用本文", "Cite as"),
    "page_n": ("第 {n} 页", "page {n}"),
    "conf_4": ("很大", "high"),
    "conf_3": ("较大", "fair"),
    "conf_2": ("一般", "moderate"),
    "conf_1": ("不大", "low"),
    "cite_label": ("第 {rank} 条出处：{title}，第 {n} 段", "Source {rank}: {title}, paragraph {n}"),
    "model_answer": ("语言模型的归纳", "Summary by the language model"),
    "unsupported": ("（出处不支持这句话）", "(not supported by its source)"),
    "model_failed": (
        "语言模型没有回答（{reason}）；上面逐字摘录的答案不受影响。",
        "The language model did not answer ({reason}); the verbatim answer above stands.",
    ),
    # hit
    "untitled": ("无题", "Untitled"),
    "paragraph_n": ("第 {n} 段", "para. {n}"),
    "score": ("相关度", "Score"),
    "why": ("命中", "matched"),
    "by_words": ("按词句第 {n}", "rank {n} by words"),
    "by_meaning": ("按意思第 {n}", "rank {n} by meaning"),
    "not_by_words": ("词句未命中", "not found by words"),
    "not_by_meaning": ("意思未命中", "not found by meaning"),
    "notes": ("读取说明", "Reader's notes"),
    "open": ("看原文", "Article"),
    "copy": ("复制引文", "Copy quote"),
    "copied": ("已复制", "Copied"),
    "copy_failed": ("复制不了，请手动选取", "Could not copy; please select it by hand"),
    "useful": ("有用", "Useful"),
    "useless": ("没用", "Not useful"),
    "thanks": ("已记下", "Noted"),
    "download": ("下载", "Download"),
    # article
    "close": ("关闭", "Close"),
    "article": ("原文", "Article"),
    "origin": ("看原版", "Original"),
    "in_page": ("回到问报", "Open in Wenbao"),
    "origin_facts": ("这份原文：{told}。", "This source: {told}."),
    "origin_articles": ("{n} 篇文章", "{n:article|articles}"),
    "origin_paragraphs": ("{n} 段", "{n:paragraph|paragraphs}"),
    "origin_tables": ("{n} 张表", "{n:table|tables}"),
    "origin_rows": ("{n} 行", "{n:row|rows}"),
    "origin_joined": ("接起 {n} 处", "{n:seam|seams} joined"),
    "origin_moved": ("移动 {n} 块", "{n:piece|pieces} moved"),
    "origin_left": ("{n} 行没有归入任何文章", "{n:line|lines} in no article"),
    "origin_cut": (
        "原文很长，这里只显示这篇文章附近的部分。",
        "The source is long; what is near the article is shown.",
    ),
    "left_over": ("没有归入任何文章", "Belongs to no article"),
    "piece_of": ("《{title}》第 {n} 段", "“{title}”, paragraph {n}"),
    "piece_n": ("，第 {n} 块，共 {of} 块", ", piece {n} of {of}"),
    "piece_moved": ("，从这里移过去的", ", moved from here"),
    "seam": ("这里由两块接成", "Two pieces were joined here"),
    "copy_link": ("复制链接", "Copy link"),
    "permalink": ("单独打开", "Open alone"),
    "in_source": ("在来源文本中的位置", "Place in the source text"),
    "from_file": ("来源", "Source"),
    "years": ("年份", "Year"),
    "legend": ("图例：{n} 篇文章", "Colours of {n:article|articles}"),
    "not_there": (
        "文库里没有这篇文章，可能已被移除。",
        "This article is not in the library; it may have been removed.",
    ),
    "failed": ("没有成功，请再试一次。", "That did not work; please try again."),
    "sign_seam": ("由两块接成之处", "two pieces were joined here"),
    "sign_moved": ("从这里移走的", "moved from here"),
    "sign_left": ("没有归入任何文章", "belongs to no article"),
    "sign_lit": ("引用的地方", "the cited place"),
    "sheet_alt": ("{page}的图像", "Picture of {page}"),
    "sheet_frames": ("{page}上各段的位置", "Places of the paragraphs on {page}"),
    "sheet_gone": ("原文件不在，只有位置", "the file is gone; the places alone"),
    # corrections
    "correct": ("改正这篇文章", "Correct this article"),
    "correct_save": ("保存改正", "Save"),
    "correct_hint": (
        "清空一项表示不知道。段落的接合、分开和次序在各段下面改；文字照原文，不能改。原来的内容会留着，"
        "每处改正都可以撤销。",
        "An emptied field means not known. Joins, splits and order are corrected below each "
        "paragraph; the words stay those of the source. What was there before is kept, and each "
        "correction can be undone.",
    ),
    "correct_hint_long": (
        "清空一项表示不知道。这篇文章太长，段落请用命令行 index correct 改。原来的内容会留着，"
        "每处改正都可以撤销。",
        "An emptied field means not known. This article is too long for tools at each paragraph; "
        "use the command index correct. What was there before is kept, and each correction can be "
        "undone.",
    ),
    "corrections": ("已有的改正", "Corrections so far"),
    "correcting": ("正在改正……", "Correcting…"),
    "corrected": ("已改正。", "Corrected."),
    "nothing_changed": ("没有改动。", "Nothing was changed."),
    "undo": ("撤销", "Undo"),
    "replaced": ("（后来又改过）", "(corrected again since)"),
    "not_applied": ("（现在用不上：文章已变）", "(does not apply: the article has changed)"),
    "unknown": ("不知道", "not known"),
    "colon": ("：", ": "),
    "field_title": ("题目", "Title"),
    "field_office": ("单位或职务", "Office"),
    "field_url": ("网址", "Web address"),
    "join_up": ("接到上一段", "Join to the one above"),
    "move_up": ("上移", "Move up"),
    "move_down": ("下移", "Move down"),
    "split_here": ("分开这一段", "Split this paragraph"),
    "split_at": ("在“{where}”处分开", "Split at “{where}”"),
    "made_split": ("分开了原第 {n} 段", "Paragraph {n} was split"),
    "made_join": ("把原第 {n} 段接到了上一段", "Paragraph {n} was joined to the one above"),
    "made_move": ("移动了原第 {n} 段", "Paragraph {n} was moved"),
    # library
    "index_state": ("索引状态", "State of the index"),
    "articles": ("文章", "Articles"),
    "paragraphs": ("段落", "Paragraphs"),
    "generation": ("版本", "Generation"),
    "built": ("更新", "Updated"),
    "read_only": (
        "只读模式：不能添加或移除文章。",
        "Read-only: articles cannot be added or removed.",
    ),
    "upload": (
        "上传文件（txt、md、html、pdf、docx、xlsx、csv、odt、rtf、epub、jsonl 或 zip）",
        "Upload files (txt, md, html, pdf, docx, xlsx, csv, odt, rtf, epub, jsonl, zip)",
    ),
    "paste": ("粘贴一篇", "Paste one"),
    "paste_title": ("题目（可不填）", "Title (optional)"),
    "paste_author": ("作者（可不填）", "Author (optional)"),
    "paste_column": ("栏目（可不填）", "Column (optional)"),
    "paste_date": ("日期（可不填）", "Date (optional)"),
    "paste_text": ("正文，空行分段", "Text; a blank line parts paragraphs"),
    "paste_add": ("加入文库", "Add to the library"),
    "paste_empty": ("请先粘贴正文。", "Please paste the text first."),
    "indexing": ("正在编入索引", "Indexing"),
    "ellipsis": ("……", "…"),
    "done": ("完成：{told}。", "Done: {told}."),
    "done_added": ("加入 {n} 篇", "{n:article|articles} added"),
    "done_there": ("已有 {n} 篇", "{n} already there"),
    "done_refused": ("未收 {n} 个文件", "{n:file|files} refused"),
    "done_comma": ("，", ", "),
    "result_added": (
        "收入 {articles} 篇、{paragraphs} 段",
        "{articles:article|articles}, {paragraphs:paragraph|paragraphs}",
    ),
    "result_there": ("文库里已有：{articles}", "Already in the library: {articles}"),
    "result_namesakes": (
        "同名的另一个文件里有：{articles}。两份都留着，不要的可在下面移除。",
        "Another file of this name has: {articles}. Both are kept; remove below what you do not "
        "want.",
    ),
    "list_comma": ("、", ", "),
    "and_more": ("及另外 {n} 篇", "and {n} more"),
    "result_file": ("文件", "File"),
    "result": ("结果", "Result"),
    "result_refused": ("未收", "refused"),
    "too_many": (
        "一次最多上传 {limit} 个文件，这次有 {n} 个。请分几次上传。",
        "At most {limit} files at a time; there were {n}. Please upload them in several goes.",
    ),
    "too_large": (
        "文件有 {size} MB，超过上限 {limit} MB。",
        "The file has {size} MB; the limit is {limit} MB.",
    ),
    "not_uploaded": (
        "这个文件不是在这里上传的，或已不在。请重新上传。",
        "This file was not uploaded here, or is no longer there. Please upload it again.",
    ),
    "browse": ("按报纸、日期、版次、栏目、作者浏览", "Browse"),
    "date": ("日期", "Date"),
    "edition": ("版次", "Page"),
    "weekdays": ("一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su"),
    "as_added": ("按收入顺序", "as added"),
    "by_title": ("按题目", "by title"),
    "overview_title": ("按年份、报纸、作者缩小范围", "Narrow by year, newspaper, author"),
    "overview": (
        "最相近的 {n} 段出自 {articles} 篇文章；点一项，只在其中再问。",
        "The nearest {n:passage|passages} are from {articles:article|articles}; press one to ask "
        "among those alone.",
    ),
    "timeline": ("时间分布", "Timeline"),
    "all_articles": ("全部文章", "All articles"),
    "find_article": (
        "题目、作者、栏目、报纸、日期或文件名",
        "Title, author, column, newspaper, date or file name",
    ),
    "show": ("查找", "Find"),
    "page_of": ("第 {first}–{last} 篇，共 {total} 篇", "{first}–{last} of {total}"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "none_found": ("没有这样的文章。", "No such article."),
    "remove": ("移除", "Remove"),
    "remove_sure": ("确定移除？", "Really remove?"),
    "removed": ("已移除《{title}》。", "Removed “{title}”."),
    "n_paragraphs": ("{n} 段", "{n:paragraph|paragraphs}"),
    "map_about": (
        "每个点是一段，意思相近的靠在一起，同一篇文章同一种颜色。提问之后，圆环是命中的段落，十字是问题。",
        "Each dot is a paragraph; those of like meaning lie together, one colour an article. "
        "After a question, rings are its hits and the cross is the question.",
    ),
    "map_label": (
        "{paragraphs} 个段落按意思分布的平面图，来自 {articles} 篇文章",
        "A plane of {paragraphs:paragraph|paragraphs} by meaning, from {articles:article|articles}",
    ),
    "map_sample": (
        "段落太多，图上是其中 {n} 段。",
        "There are too many; the map shows {n} of them.",
    ),
    "error": ("出错", "Error"),
    # sign-in
    "sign_in": ("登录", "Sign in"),
    "user": ("用户名", "User name"),
    "password": ("密码或令牌", "Password or token"),
    "sign_in_wrong": ("用户名或密码不对。", "Wrong user name or password."),
    "sign_in_wait": ("试得太多了，请一分钟后再试。", "Too many attempts; try again in a minute."),
}


class Words:
    """The texts of one language: `words("ask")`, `words("paragraph_n", n=3)`."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._column = LANGS.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        text = TEXTS[key][self._column]
        return text.format(**{k: Value(v) for k, v in values.items()}) if values else text

    def told(self, message: object) -> str:
        """A reason, note or error of the layers below, in this language where it is known."""
        found = redacted_message(message)
        return in_chinese(found) if self.lang == "zh" else str(found)

    def sentence(self, error: object) -> str:
        """The same as a sentence of its own, which begins with a capital; not so the name of an
        option, as REST has it: k, leg."""
        told = self.told(error)
        begins = re.match(r"(?!k |leg )[a-z]+[ ,;:]", told)
        return told[0].upper() + told[1:] if begins else told


LANG_COOKIE = "wenbao-lang"
"""Holds what was chosen at the switch."""


def speaks(accept_language: str | None, chosen: str | None = None) -> Lang:
    """The language of a visit: what was chosen at the switch, else what the browser prefers.

    Chinese unless the browser names English and no Chinese at all.
    """
    for lang in LANGS:
        if chosen == lang:
            return lang
    parts = (accept_language or "").lower().split(",")
    names = {re.split(r"[-;]", part)[0].strip() for part in parts}
    return "en" if "en" in names and "zh" not in names else "zh"
