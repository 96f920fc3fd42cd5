"""Reasons, notes and errors of the program in Chinese, for the Chinese page.

The layers below speak English, once, for logs and scripts.  What has no line here is shown as it
is, so a new message is never lost, only untranslated.
"""

from __future__ import annotations

import re

TABLE: tuple[tuple[str, str], ...] = (
    # files that are not read
    (r"not a format that is read here; expected (.+)", r"不支持这种格式；可用 \1"),
    (r"the file is empty", "文件是空的"),
    (r"no text found in it.*", "里面没有文字"),
    (r"not text: a binary file.*", "不是文字，是二进制文件"),
    (r"this is (.+), not text", r"这是 \1，不是文字"),
    (
        r"not text: ([\d,]+) of ([\d,]+) characters are controls.*",
        r"不是文字：\2 个字符里有 \1 个控制符",
    ),
    (r"the encoding is unclear.*", "看不准是哪种编码；请另存为 UTF-8 再传"),
    (
        r"looks like (\S+) but is damaged at (.+?); .*",
        r"像是 \1 编码，但在 \2 处有损坏；请修复或另存",
    ),
    (r"not a PDF, but (.+)", r"不是 PDF，而是 \1"),
    (r"the PDF has no text layer.*", "这份 PDF 没有文字层（大概是扫描件），需要先做文字识别"),
    (r"the PDF's fonts do not say.*", "这份 PDF 的字体没有说明是什么字，需要做文字识别"),
    (r"the PDF crashed its reader.*", "这份 PDF 读到一半出错；请打开后另存"),
    (r".*(?:encrypted|password).*", "加了密码；请先解开"),
    (r"not a ZIP archive, but (.+)", r"不是 ZIP，而是 \1"),
    (r"a damaged ZIP archive.*|a damaged archive member.*", "压缩包已损坏"),
    (r"its name leads out of the archive; refused", "文件名指向压缩包之外，已拒收"),
    (r"a symbolic link; refused", "是符号链接，已拒收"),
    (r"an archive within an archive; unpack it first", "压缩包里还有压缩包；请先解开"),
    (r"no file in this archive.*", "压缩包里没有能读的文件"),
    (r"a damaged Word document.*", "Word 文档已损坏"),
    (r"not a Word document, but (.+)", r"不是 Word 文档，而是 \1"),
    (r"a ZIP archive, but not a Word document.*", "是 ZIP，但不是 Word 文档"),
    (r"its XML declares entities.*", "文档的 XML 里有实体声明，已拒收"),
    (r"not UTF-8 at byte (\d+) of the row", r"这一行第 \1 个字节起不是 UTF-8"),
    (r"not JSON: (.+)", r"不是 JSON：\1"),
    (r"a row must be an object with text, found (.+)", r"每行应是带 text 的对象，这里是 \1"),
    (r"half of a character.*", "里面有残缺的半个字符"),
    (r"(.*)more than the limit of ([\d,]+) (\w+) for (.+?); (.+)", r"超过上限（\4：\2 \3）"),
    (r"there is no such file or folder", "没有这个文件"),
    (r"no permission to read it", "没有读取权限"),
    (r"reading it needs more memory.*", "内存不够；请把文件拆小"),
    # notes of the readers
    (r"paragraph joined across a column", "跨栏接成一段"),
    (r"title inferred", "题目为推断"),
    (r"author inferred from the dateline", "作者据电头推断"),
    (r"article inferred", "篇目为推断"),
    (r"long paragraph split at a sentence end", "长段已在句末切开"),
    (r"unplaced", "位置不明"),
    (r"continues on page (.+)", r"下转第 \1 版"),
    (r"continued from page (.+)", r"上接第 \1 版"),
    (r"date without a year, or not understood: (.+)", r"日期缺年份或看不懂：\1"),
    (r"date not understood: (.+)", r"日期看不懂：\1"),
    (r"head: (.+)", r"报头：\1"),
    # errors
    (
        r"the question has ([\d,]+) characters, the limit is ([\d,]+).*",
        r"问题有 \1 个字，最多 \2 个；请缩短",
    ),
    (r"the question has half a character.*", "问题里有残缺的半个字符，请重新输入"),
    (r".* is being written by (.+); wait.*", r"另一个程序（\1）正在改索引，请稍后再试"),
    (r"there is no index in .*", "还没有索引。请先建立：python -m index build"),
    (r"nothing could be read.*|no article could be read.*", "没有读到文章"),
    (r"(?:The language model gave no answer: )?the endpoint was too slow\.?", "应答太慢"),
    (r"(?:The language model gave no answer: )?the endpoint cannot be reached.*", "连接不上"),
    (
        r"(?:The language model gave no answer: )?the endpoint replied with status (\d+).*",
        r"返回状态 \1",
    ),
)

_PATTERNS = [(re.compile(pattern, re.S), chinese) for pattern, chinese in TABLE]


def in_chinese(text: str) -> str:
    """The message in Chinese if it is known, else as it is."""
    for pattern, chinese in _PATTERNS:
        found = pattern.fullmatch(text.strip())
        if found:
            return found.expand(chinese)
    return text
