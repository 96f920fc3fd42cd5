"""Every text of the page, in Chinese and English, in one table."""

from __future__ import annotations

from typing import Literal, get_args

from web.chinese import in_chinese

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)

TEXTS: dict[str, tuple[str, str]] = {
    # masthead
    "name": ("问报", "Wenbao"),
    "tagline": ("问文章，看出处", "Ask the articles, see the source"),
    "tab_ask": ("提问", "Ask"),
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
    "question_hint": (
        "例如：川维化工如何激发创新",
        "For instance: How does Chuanwei Chemical encourage innovation?",
    ),
    "ask": ("提问", "Ask"),
    "examples": ("试试这些", "Try these"),
    "filters": ("筛选", "Filters"),
    "column": ("栏目", "Column"),
    "author": ("作者", "Author"),
    "since": ("起始日期", "From"),
    "until": ("截止日期", "Until"),
    "date_hint": ("如 2024-11 或 2024-11-20", "such as 2024-11 or 2024-11-20"),
    "source": ("来源文件", "Source file"),
    "any": ("不限", "Any"),
    "k": ("段落数", "Passages"),
    "leg": ("查找方式", "Search by"),
    "hybrid": ("词句和意思", "words and meaning"),
    "lexical": ("只按词句", "words only"),
    "dense": ("只按意思", "meaning only"),
    "context": ("接着上一问", "Follow up on the last question"),
    "empty_question": ("请先写下问题。", "Please write a question first."),
    "understood": ("按上文理解为：{question}", "Understood from what came before: {question}"),
    "history": ("本次问过", "Asked in this visit"),
    # answer
    "answer": ("答案", "Answer"),
    "passages": ("相关段落", "Passages"),
    "nearest": ("最相近的段落", "Nearest passages"),
    "abstain": (
        "文库里的文章没有回答这个问题。下面只是意思最相近的段落，不是答案。",
        "The articles do not answer this question. Below are the nearest passages, not an answer.",
    ),
    "no_hits": (
        "没有找到相近的段落。换个说法，或放宽筛选条件再试。",
        "No passage came near. Put it differently, or widen the filters.",
    ),
    "confidence": ("把握", "Confidence"),
    "conf_4": ("很大", "high"),
    "conf_3": ("较大", "fair"),
    "conf_2": ("一般", "moderate"),
    "conf_1": ("不大", "low"),
    "cite_label": (
        "第 {rank} 条出处：{title}，第 {n} 段",
        "Source {rank}: {title}, paragraph {n}",
    ),
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
    "open": ("看原文", "Open the article"),
    "copy": ("复制引文", "Copy citation"),
    "copied": ("已复制", "Copied"),
    "copy_failed": ("复制不了，请手动选取", "Could not copy; please select it by hand"),
    "useful": ("有用", "Useful"),
    "useless": ("没用", "Not useful"),
    "thanks": ("已记下", "Noted"),
    "download": ("下载", "Download"),
    # article
    "close": ("关闭", "Close"),
    "article": ("原文", "Article"),
    "permalink": ("单独打开", "Open on its own"),
    "in_source": ("在来源文本中的位置", "Place in the source text"),
    "from_file": ("来源", "Source"),
    "not_there": (
        "文库里没有这篇文章，可能已被移除。",
        "This article is not in the library; it may have been removed.",
    ),
    "failed": ("没有成功，请再试一次。", "That did not work; please try again."),
    # library
    "index_state": ("索引状态", "State of the index"),
    "articles": ("文章", "Articles"),
    "paragraphs": ("段落", "Paragraphs"),
    "generation": ("版本", "Generation"),
    "built": ("更新（UTC）", "Updated (UTC)"),
    "encoder": ("编码器", "Encoder"),
    "read_only": (
        "只读模式：不能添加或移除文章。",
        "Read-only: articles cannot be added or removed.",
    ),
    "upload": (
        "上传文件（txt、md、html、jsonl、pdf、docx 或 zip）",
        "Upload files (txt, md, html, jsonl, pdf, docx or zip)",
    ),
    "paste": ("粘贴一篇", "Paste one"),
    "paste_title": ("题目（可不填）", "Title (optional)"),
    "paste_author": ("作者（可不填）", "Author (optional)"),
    "paste_column": ("栏目（可不填）", "Column (optional)"),
    "paste_date": ("日期（可不填）", "Date (optional)"),
    "paste_text": ("正文，空行分段", "Text; a blank line parts paragraphs"),
    "paste_add": ("加入文库", "Add to the library"),
    "paste_empty": ("请先粘贴正文。", "Please paste the text first."),
    "indexing": ("正在编入索引……", "Indexing …"),
    "done_n": (
        "完成：加入 {added} 篇，未收 {refused} 个。",
        "Done: {added} articles added, {refused} files refused.",
    ),
    "result_added": (
        "收入 {articles} 篇、{paragraphs} 段",
        "{articles} articles, {paragraphs} paragraphs",
    ),
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
    "all_articles": ("全部文章", "All articles"),
    "find_article": (
        "按题目、作者、栏目或文件名查找",
        "Find by title, author, column or file name",
    ),
    "show": ("查找", "Find"),
    "page_of": (
        "第 {first}–{last} 篇，共 {total} 篇",
        "{first}–{last} of {total}",
    ),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "none_found": ("没有这样的文章。", "No such article."),
    "remove": ("移除", "Remove"),
    "remove_sure": ("确定移除？", "Really remove?"),
    "removed": ("已移除《{title}》。", "Removed “{title}”."),
    "n_paragraphs": ("{n} 段", "{n} paragraphs"),
    "map_about": (
        "每个点是一段，意思相近的靠在一起，同一篇文章同一种颜色。提问之后，圆环是命中的段落，十字是问题。",
        "Each dot is a paragraph; those of like meaning lie together, one colour an article. "
        "After a question, rings are its hits and the cross is the question.",
    ),
    "map_label": (
        "{paragraphs} 个段落按意思分布的平面图，来自 {articles} 篇文章",
        "A plane of {paragraphs} paragraphs by meaning, from {articles} articles",
    ),
    "map_sample": (
        "段落太多，图上是其中 {n} 段。",
        "There are too many; the map shows {n} of them.",
    ),
    # sign-in
    "sign_in": ("登录", "Sign in"),
    "user": ("用户名", "User name"),
    "password": ("密码或令牌", "Password or token"),
    "sign_in_wrong": ("用户名或密码不对。", "Wrong user name or password."),
    "sign_in_wait": ("试得太多了，请一分钟后再试。", "Too many attempts; try again in a minute."),
}

EXAMPLES: dict[Lang, tuple[str, ...]] = {
    "zh": (
        "川维化工如何激发创新",
        "綦江区有多少个部门承担“产改”职责",
        "试用期最长可以约定几个月",
        "职工代表大会有什么职权",
    ),
    "en": (
        "How does Chuanwei Chemical encourage innovation?",
        "How long may a probation period last?",
        "What must an employer do for safety at work?",
    ),
}


class Words:
    """The texts of one language: `words("ask")`, `words("paragraph_n", n=3)`."""

    def __init__(self, lang: Lang) -> None:
        self.lang: Lang = lang
        self._column = LANGS.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        text = TEXTS[key][self._column]
        return text.format(**values) if values else text

    def told(self, message: object) -> str:
        """A reason, note or error of the layers below, in this language where it is known."""
        return in_chinese(str(message)) if self.lang == "zh" else str(message)


def speaks(accept_language: str | None, chosen: str | None = None) -> Lang:
    """The language of a visit: what was chosen at the switch, else what the browser prefers.

    Chinese unless the browser names English and no Chinese at all.
    """
    for lang in LANGS:
        if chosen == lang:
            return lang
    names = [part.split(";")[0].strip().lower() for part in (accept_language or "").split(",")]
    english = any(name.split("-")[0] == "en" for name in names)
    chinese = any(name.split("-")[0] == "zh" for name in names)
    return "en" if english and not chinese else "zh"
