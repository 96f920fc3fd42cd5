"""Chinese for the help of the commands and the labels of their output, by the English text."""

from __future__ import annotations

HELP: dict[str, str] = {
    # what argparse writes itself
    "usage: ": "用法：", "options": "选项", "positional arguments": "参数",
    "show this help message and exit": "显示帮助",
    "show program's version number and exit": "显示版本",
    # shared by commands
    "default: $WENBAO_INDEX, else var/index; once installed, in this user's data folder": (
        "索引的文件夹；默认 $WENBAO_INDEX，其次 var/index，安装后在用户数据文件夹里"
    ),
    "one JSON object on standard output": "在标准输出写一个 JSON 对象",
    "one JSON object": "写成一个 JSON 对象",
    # wenbao
    "wenbao COMMAND …   (wenbao COMMAND --help tells its options)": (
        "wenbao 命令 …   （各命令的选项见 wenbao 命令 --help）"
    ),
    "Asks your articles, and shows the source.": "问文章，看出处。",
    "commands:": "命令：",
    "ask the indexed articles a question": "向文章提问",
    "build, change and check an index": "建立、更改和检查索引",
    "show what the readers make of files": "看文件读成了什么",
    "serve the page, REST and MCP of an index": "启动网页、REST 和 MCP",
    "cite articles and passages: GB/T 7714, BibTeX, RIS, CSL-JSON": (
        "引用文章和段落：GB/T 7714、BibTeX、RIS、CSL-JSON"
    ),
    "serve MCP on standard input and output, for desktop clients": (
        "经标准输入输出提供 MCP，供桌面客户端使用"
    ),
    "show the settings, and where each is from": "显示设置和各项来自哪里",
    # qa
    "Asks the indexed articles; every sentence of the answer has its source.": (
        "向文章提问；答案每句都有出处。"
    ),
    'rows {"id", "question"}': '每行一个 {"id", "question"}',
    "the question before, to follow up": "上一个问题，接着它问",
    "how many passages, 1 to 100 (default: 5)": "给几段，1 到 100（默认 5）",
    "one JSON object a question": "每个问题写一个 JSON 对象",
    "what searches: hybrid, dense, lexical": "查找方式：hybrid 综合，dense 按意思，lexical 按词句",
    "only articles of this column": "只查这个栏目",
    "only articles of this author": "只查这位作者",
    "only articles of this newspaper": "只查这家报纸",
    "published then or later: a date as 2024, 2024-11 or 2024-11-20": (
        "起始日期，写成 2024、2024-11 或 2024-11-20"
    ),
    "published then or earlier": "截止日期",
    # qa.cite
    "Cites articles and passages as reference lists have them.": "按参考文献的写法引用文章和段落。",
    "of an article, or of a passage of it: ID#3": "文章的编号，或其中一段：ID#3",
    "plain, gbt7714, bibtex, ris, csl-json (default: gbt7714)": (
        "plain、gbt7714、bibtex、ris 或 csl-json（默认 gbt7714）"
    ),
    "when its own address was read: a date as 2024, 2024-11 or 2024-11-20": (
        "查阅原网址的日期，写成 2024、2024-11 或 2024-11-20"
    ),
    # qa.evaluate
    "Measures retrieval on questions with known ids.": "用已知答案编号的问题测量检索。",
    "an index of these is built": "用这些段落建一个索引",
    "an index that is there": "已有的索引",
    "with --passages; default: $WENBAO_ENCODER, else builtin": (
        "与 --passages 同用；默认 $WENBAO_ENCODER，其次 builtin"
    ),
    "one object on standard output": "在标准输出写一个对象",
    # index
    "Builds, changes and checks an index.": "建立、更改和检查索引。",
    "a new generation from files and folders (none: the bundled articles)": (
        "用文件和文件夹建新的一版（不写：自带的文章）"
    ),
    "a new generation with these files too": "加入这些文件，成为新的一版",
    "a new generation without these articles": "去掉这些文章，成为新的一版",
    "bring the index in step with a folder: new, changed, renamed, deleted files": (
        "与文件夹保持一致：新增、改动、改名、删除的文件"
    ),
    "the articles, an id and title a line": "列出文章，每行一个编号和题目",
    "what is in the index, and which encoder made it": "索引里有什么，由哪个编码器建成",
    "check every count, hash and row": "核对每个数目、哈希和每一行",
    "go back to the generation before": "退回上一版",
    "builtin, static, or a sentence-transformers model by name or folder "
    "(build: default $WENBAO_ENCODER, else builtin)": (
        "builtin、static，或一个 sentence-transformers 模型的名字或文件夹"
        "（build 默认 $WENBAO_ENCODER，其次 builtin）"
    ),
    "ids of articles": "文章的编号",
    # corpus
    "Read articles and print what was found.": "读文件，列出其中的文章。",
    "a file or folder": "文件或文件夹",
    "one JSON object an article": "每篇文章写一个 JSON 对象",
    # config
    "Shows the settings: of the environment, else of the configuration file.": (
        "显示设置：先看环境变量，再看配置文件。"
    ),
    "only where the file is, or would be": "只显示配置文件的位置",
    # app
    "Serves the page, REST and MCP of one index:  "
    "python app.py [--index DIR] [--host H] [--port P]": (
        "启动一个索引的网页、REST 和 MCP：  python app.py [--index DIR] [--host H] [--port P]"
    ),
    "the address to listen on": "监听的地址",
    "the port; 0 takes a free one": "端口；0 表示任选一个空闲的",
    "who may sign in; made by: python -m web.security.access FILE NAME": (
        "谁可以登录；用 python -m web.security.access FILE NAME 生成"
    ),
    "a file with the token for REST and MCP (or $WENBAO_TOKEN)": (
        "存有 REST 和 MCP 令牌的文件（或 $WENBAO_TOKEN）"
    ),
    "nothing can be added, removed or judged": "只读：不能添加、移除或评判",
    "where uploads and judgements are kept (beside the index)": (
        "上传的文件和评判存在哪里（默认在索引旁）"
    ),
    "a folder with which POST /api/sync brings the index in step (none)": (
        "POST /api/sync 与之保持一致的文件夹（默认没有）"
    ),
    "the largest file to upload, in MB": "上传的文件最大多少 MB",
    "the most files at a time": "一次最多上传几个文件",
    "requests a minute from one address (0: no limit, as on this machine alone; else 1200)": (
        "一个地址每分钟的请求数（0 不限；只在本机时不限，否则 1200）"
    ),
    "a proxy, or a network of them (10.0.0.0/8), whose X-Forwarded-For is believed; "
    "may be given more than once (none)": (
        "可信的代理或其网段（10.0.0.0/8），采用它的 X-Forwarded-For；可写多次（默认没有）"
    ),
    "what to log, as JSON lines on standard error; info has a line a request": (
        "日志的级别，以 JSON 行写到标准错误；info 每个请求一行"
    ),
    "let the log have the text of questions": "日志里写出问题的文字",
    # mcp
    "Serves the tools of an index to an MCP client on standard input and output.": (
        "经标准输入输出向 MCP 客户端提供一个索引的工具。"
    ),
    # web.security.access
    "Adds or changes a user of a users file.": "在用户文件里添加或更改一个用户。",
    "the users file; made if there is none": "用户文件；没有就新建",
    "the user's name": "用户名",
    "read it from standard input": "从标准输入读密码",
    # labels of `index status`, `index sync` and progress
    "index": "索引", "generation": "版本", "articles": "文章", "paragraphs": "段落",
    "encoder": "编码器", "revision": "修订", "dimension": "维数", "built": "建成时间",
    "bytes": "字节",
    "new": "新增", "changed": "改动", "deleted": "删除", "renamed": "改名",
    "reading": "读取", "writing": "写入", "embedding": "编码",
    # following a folder, scans, corrections
    "go on until Ctrl-C, with each change": "一直跟着改动，直到按 Ctrl-C",
    "how often --watch looks, 0.1 to 86400 (default: 2)": (
        "--watch 多久看一次，0.1 到 86400 秒（默认 2）"
    ),
    "write the text of scans and its places into DIR as hOCR, instead of articles": (
        "把扫描件的文字和位置以 hOCR 写入 DIR，不输出文章"
    ),
    "write the text of scans and its places into DIR as ALTO, instead of articles": (
        "把扫描件的文字和位置以 ALTO 写入 DIR，不输出文章"
    ),
    "correct an article's title, author, date …, joins and order, for good": (
        "改正文章的题目、作者、日期等，以及段落的拼接和次序；重建索引后仍在"
    ),
    "what was corrected, and whether it applies now": "改正过什么，现在是否生效",
    "take a correction back": "撤销一处改正",
    "the id of an article": "文章的 ID",
    "as `corrections` lists it": "如 corrections 所列",
    "'': it is not known": "''：未知",
    "join paragraph P to the one before it": "把第 P 段接到前一段",
    "part paragraph P before its N-th piece (a paragraph's spans are its pieces)": (
        "在第 N 片之前把第 P 段分开（一段的 spans 就是它的各片）"
    ),
    "move paragraph P before paragraph Q; P alone: to the end": (
        "把第 P 段移到第 Q 段之前；只写 P：移到末尾"
    ),
    # what `config` says of each setting
    "the folder of the index": "索引的文件夹",
    "what a new index is made with": "新索引用的编码器",
    "zh or en, for messages of the commands": "命令的语言，zh 或 en",
    "the token of a Milvus server": "Milvus 服务器的令牌",
    "an OpenAI-compatible endpoint, such as Ollama's": "OpenAI 兼容的接口，如 Ollama 的",
    "the language model there": "那里的语言模型",
    "its key": "它的密钥",
    "the port": "端口",
    "the file of users who may sign in": "可登录用户的文件",
    "the token for REST and MCP": "REST 和 MCP 的令牌",
    "where uploads and judgements are kept": "上传的文件和评判存在哪里",
    "the folder that POST /api/sync keeps in step": "POST /api/sync 与之保持一致的文件夹",
    "nothing can be changed": "只读",
    "environment": "环境变量", "file": "配置文件", "default": "默认",
    "(there is no such file)": "（没有这个文件）", "(set)": "（已设）",
}  # fmt: skip
