"""Chinese templates of the messages: the keys and fields of `messages/english.py`."""

from __future__ import annotations

_CURE = "请退回上一版（python -m index rollback）或重建（python -m index build 文件…）"
_REBUILD = "请用原来的文件重建：python -m index build 文件…"
_OCR = "请运行 pip install 'wenbao[ocr]'（源码目录里：.venv/bin/python -m pip install rapidocr）"
_USER = "请建一个：python -m web.security.access {path} 用户名"
_BUG = "这是程序的错误，请报告"

CHINESE: dict[str, str] = {
    # questions and their options
    "bad_k": "段落数是 {value}；应是 1 到 {limit} 的整数",
    "bad_leg": "查找方式是 {value}；应是 {expected}",
    "bad_style": "引文格式是 {value}；应是 {expected}",
    "no_article_here": "没有编号为 {id} 的文章；编号见检索结果的 article_id",
    "unknown_field": "没有 {value} 这一项；可用 {expected}",
    "unknown_author": "没有作者为 {value} 的文章；{instead}",
    "unknown_column": "没有栏目为 {value} 的文章；{instead}",
    "unknown_paper": "没有报名为 {value} 的文章；{instead}",
    "unknown_path": "没有来源文件为 {value} 的文章；{instead}",
    "question_not_text": "问题应是文字，这里是 {value}",
    "empty_question": "请先写下问题",
    "batch_too_long": "没有问到：一批问题最多用 {seconds} 秒；余下的请再发一次",
    "long_question": "问题有 {count} 个字，最多 {limit} 个；请缩短，或分几次问",
    "halved_question": "问题里有残缺的半个字符，请重新输入",
    "bad_date": "{filter}看不懂，或没有这一天：{value}；请写成 2024、2024-11 或 2024-11-20",
    "bad_range": "起始日期 {since} 晚于截止日期 {until}；请对调",
    "bad_filter": "{filter}应是文字，这里是 {value}",
    "long_filter": "{filter}有 {count} 个字，最多 {limit} 个；请缩短",
    "names_none": "文库里的文章都没有这一项",
    "names_near": "是不是 {names}？",
    "names_some": "共有 {count} 个，如 {names}",
    # files that cannot be read
    "unknown_format": "不支持这种格式；可用 {formats}",
    "empty_file": "文件是空的",
    "disk_gone": "{path} 原来挂着的磁盘现在没有挂上；挂回之前索引不变",
    "not_a_folder": (
        "{path} 不是文件夹；索引没有变；要取出它里面的全部文章，请指明："
        "python -m index remove 编号…"
    ),
    "no_such_file": "没有这个文件",
    "no_permission": "没有读取权限",
    "cannot_open": "打不开：{error}",
    "special_file": "这是{special}，不是普通文件",
    "empty_folder": "文件夹里没有文章；可用 {formats}",
    "folder_link": "不跟随指向文件夹的链接；请直接写那个文件夹",
    "outer_link": "不跟随指向文件夹之外的链接；请直接写那个文件",
    "no_memory": "内存不够；请把文件拆小",
    "reader_fault": "读这个文件时程序出错（{error}）；请报告",
    "reader_crashed": "读它的程序出错退出；请打开后另存",
    "no_text": "里面没有文字",
    "half_character": "里面有残缺的半个字符",
    "over_limit": "{of}超过上限 {limit} {unit}；{advice}",
    "over_limit_by": "{of}有 {count} {unit}，超过上限 {limit} {unit}；{advice}",
    # encodings
    "not_text": "这是{kind}，不是文字",
    "controls": "不是文字：{all} 个字符里有 {count} 个控制符",
    "binary": "不是文字，是二进制文件",
    "damaged_text": "像是 {encoding}，但在第 {byte} 个字节（第 {line} 行）有损坏；请修复或另存",
    "cut_text": (
        "像是 {encoding}，但末尾的字在第 {byte} 个字节（第 {line} 行）被截断；请修复或另存"
    ),
    "unclear_encoding": "看不准是哪种编码：{doubt}；请另存为 UTF-8 再传",
    "unclear_encoding_guessed": ("看不准是哪种编码：{doubt}，也许是 {guess}；请另存为 UTF-8 再传"),
    "several_encodings": "可能是 {encodings}",
    "no_encoding": "不是有效的 UTF-8、UTF-16、GB18030 或 Big5",
    "rare_text": "当作 {encoding} 读，全是生僻字",
    "rare_stretch": "当作 {encoding} 读，有一段全是生僻字",
    # PDF, Word, ZIP
    "not_pdf": "不是 PDF，而是{kind}",
    "no_text_layer": "这份 PDF 没有文字层（大概是扫描件），要做文字识别，还没有安装；" + _OCR,
    "no_characters": "这份 PDF 的字体没有说明是什么字，要做文字识别，而识别程序没有安装；" + _OCR,
    "no_ocr": "这是图片，里面的字要做文字识别，而识别程序没有安装；" + _OCR,
    "not_picture": "不是图片，而是{kind}",
    "damaged_picture": "图片已损坏，或者不是图片；请打开后另存",
    "large_picture": "识别这张图片所需的内存超过上限；请扫描得小一些",
    "ocr_crashed": "识别这张图片时出错；请打开后另存",
    "no_text_in_picture": "没有从中识别出文字",
    "not_hocr": "是 hOCR，但没有一页",
    "not_alto": "是 XML，但不是 ALTO 或 METS（根元素是 {root}）",
    "mets_alone": "这是 METS，只列出各页；请把它和 ALTO 文件放进一个 ZIP",
    "not_in_mets": "没有读：压缩包里的 METS 没有列出它",
    "pages_not_read": "第 {pages} 页是图片，里面的字没有读：{reason}",
    "pages_by_ocr": "第 {pages} 页的文字是从图片识别出来的",
    "not_scan": "不是扫描件：它有文字",
    "damaged_page": "这一页已损坏",
    "ocr_stopped": "只识别了 {count} 页的文字，其余没有读：{reason}",
    "page_not_read": "第 {page} 页没有读：{reason}",
    "encrypted_pdf": "这份 PDF 加了密码；请先解开",
    "damaged_pdf": "这份 PDF 已损坏，或者不是 PDF；请打开后另存",
    "large_pdf": "读这份 PDF 所需的内存超过上限；请另存或拆小",
    "pdf_crashed": "这份 PDF 读到一半出错；请打开后另存",
    "not_word": "不是 Word 文档，而是{kind}",
    "no_main_part": "是 ZIP，但不是 Word 文档（没有指明正文）",
    "no_body": "是 ZIP，但不是 Word 文档（正文是空的）",
    "not_excel": "不是 Excel 工作簿，而是{kind}",
    "no_values": "有 {count} 个单元格只有公式，没有算好的值：请用表格软件打开并保存一次",
    "cells_lost": "文件里缺少 {count} 个单元格的文字：请打开后另存",
    "not_a_chapter": "不是书页，而是 {kind}",
    "not_opendocument": "不是 OpenDocument 文档（.odt、.ods），而是{kind}",
    "not_epub": "不是 EPUB 电子书，而是{kind}",
    "not_rtf": "不是 RTF 文档，而是{kind}",
    "no_part": "文档已损坏：缺少 {part}",
    "old_office": (
        "旧式的 Word、WPS 或 Excel 文档（.doc、.wps、.xls）；请打开后另存为 .docx 或 .xlsx"
    ),
    "encrypted_office": "加密的 Office 文档；请另存为不带密码的文档",
    "slides": "演示文稿；请把文字另存为 .docx 或 PDF",
    "by_content": "按内容读作 {format}，与文件名无关",
    "xml_entities": "文档的 XML 里有实体声明，已拒收",
    "damaged_part": "文档已损坏：{part}：{error}",
    "footnote": "脚注：{text}",
    "not_zip": "不是 ZIP，而是{kind}",
    "damaged_zip": "压缩包已损坏（{error}）",
    "cut_zip": "压缩包已损坏（目录不完整）",
    "no_directory": "压缩包已损坏（没有目录）",
    "overlapping_zip": "压缩包已损坏（文件相互重叠）",
    "member_outside": "文件名指向压缩包之外，已拒收",
    "member_link": "是符号链接，已拒收",
    "member_encrypted": "加了密码；请先解开",
    "member_damaged": "压缩包里的这个文件已损坏（{error}）",
    "archive_inside": "压缩包里还有压缩包；请先解开",
    "empty_archive": "压缩包里没有能读的文件；可用 {formats}",
    # rows of JSON Lines
    "row_not_utf8": "这一行第 {byte} 个字节起不是 UTF-8",
    "row_not_json": "不是 JSON：{error}",
    "row_no_object": "每行应是带 text 的对象，这里是 {type}",
    "row_no_text": "这一行没有 text，也没有 paragraphs",
    "key_no_string": "{key} 应是字符串，这里是 {type}",
    "paragraphs_no_list": "paragraphs 应是列表，这里是 {type}",
    "paragraph_no_text": "第 {number} 段应是字符串，或带有 text",
    # notes of the readers
    "title_inferred": "题目为推断",
    "by_file_name": "{field}据文件名推断",
    "date_by_address": "日期据网页地址推断",
    "whole_page": "分不出网页的哪一部分是文章：全部文字都读入",
    "hidden_part": "大部分文字在网页隐藏或搁置的部分里：已读入",
    "objects_not_read": "其中的 {count} 个图表或嵌入对象未读入",
    "part_not_read": "其中嵌入的 {part} 格式不支持，未读入",
    "page_of_several": "网页注明正文分成几页，其余各页未读入",
    "page_left_out": "文章四周的链接、声明和隐藏文字未读入，共 {count} 字",
    "empty_mhtml": "保存的网页（MHTML）里没有文字；请另存为 HTML",
    "author_at_end": "作者据文末推断",
    "author_inferred": "作者据电头推断",
    "head": "报头：{text}",
    "paragraph_split": "长段已在句末切开",
    "date_not_understood": "日期看不懂：{date}",
    "date_without_year": "日期缺年份或看不懂：{date}",
    "odd_characters": "文中有 {count} 个{marks}",
    "shared_id": "本文件里另有一行用同一编号",
    "suffixed_id": "编号 {id} 属于另一篇文章，此篇加了后缀",
    "id_dropped": "编号不能用，已按内容另编：{why}",
    "id_no_string": "不是字符串，而是 {type}",
    "id_long": "有 {count} 个字符，超过 {limit} 个",
    "id_unprintable": "含有换行、控制符或别的看不见的字符",
    "id_path": "会成为路径",
    "by_ocr": "文字是从图片识别出来的",
    "ocr_unsure": "识别得没有把握（{percent} %）",
    "ocr_left_out": "没有收入：{count} 处认不出的字",
    # notes on newspaper pages
    "unplaced": "未归位",
    "no_byline": "没有找到它自己的署名：不记在任何人名下",
    "left_out": "未收入：{text}",
    "paragraph_joined": "跨栏接成一段",
    "continues_on": "下转第 {page} 版",
    "continued_from": "上接第 {page} 版",
    "goes_on_in": "下文在 {path}",
    "went_on_from": "篇目为推断：上文在 {path}",
    "breaks_off": "篇目为推断：接在本篇中断之处",
    "shares_words": "篇目为推断：只与本篇共有“{words}”",
    "nearest_topic": "篇目为推断：所谈内容与本篇最近",
    "order_paragraph": "顺序为推断：一段跨越切口",
    "order_ordinals": "顺序为推断：序号相接",
    "order_lead": "顺序为推断：导语在窄栏里",
    "order_begins_inside": "顺序为推断：开头在段落中间",
    # corrections by a reader; the notes of those that stand
    "corrected": "{field}由读者改正，原为：{was}（改正 {id}）",
    "corrected_unknown": "{field}由读者补上，原来没有（改正 {id}）",
    "split_by": "由读者分开，原与第 {number} 段为一段（改正 {id}）",
    "joined_by": "由读者接成一段，第 {number} 段原是另一段（改正 {id}）",
    "moved_by": "由读者移到这里，原为第 {number} 段（改正 {id}）",
    "nothing_to_correct": (
        "没有改动：文章已经是这样，或没有说要改什么（--title …、--join、--move …）"
    ),
    "no_such_correction": "没有编号为 {id} 的改正；请看：python -m index corrections",
    "no_piece": "第 {number} 段由 {count} 块组成；只能在第二块或以后的块之前分开",
    "none_before": "第一段前面没有段落；请把第二段接上来",
    "bad_corrections": "{path} 里的改正读不出来（{error}）；请修好这个文件，不用它们就把它移走",
    "corrections_lost": (
        "文章 {id} 改正以前的样子已经不知道了；请重新加入它的文件：python -m index add {path}"
    ),
    # a change of the index
    "nothing_found": "在 {paths} 里没有读到文章（{reasons}）；索引没有改动",
    "unknown_ids": "索引里没有编号为 {ids} 的文章，什么都没有移除；编号见检索结果的 # 之前",
    "cannot_write": "{path} 写不进去：{error}",
    "cannot_write_index": "{path} 写不进去：{error}；索引没有改动",
    "cannot_write_uploads": (
        "上传文件夹写不进去（{error}），什么都没有改动；请腾出磁盘空间，或检查写入权限"
    ),
    "being_written": "{holder}正在改索引（{path}），请稍后再试",
    "not_a_lock": "{path} 不是本程序的锁文件，会被覆盖；请换一个文件夹，或移走这个文件",
    "not_an_index": "{path} 不是索引，但其中的 {name} 会被覆盖；请换一个文件夹，或移走这个文件",
    "encoder_fault": "有要编码的段落，但没有编码器：" + _BUG,
    "bad_vectors": "编码器 {name} 给出的数组形状是 {shape}，应是 {expected} 的有限数；索引没有改动",
    "no_paragraph": "没有编号为 {id} 的段落",
    "unknown_scheme": "{place}：没有能打开这种索引的引擎；文件夹可以，还有：{known}",
    "no_article": "没有编号为 {id} 的文章",
    # an index that cannot be opened
    "no_index": "还没有索引（{path}）。请先建立：python -m index build 文件… --index {path}",
    "no_index_to_change": "还没有索引可改。请先建立：python -m index build 文件…",
    "no_index_to_go_back": "没有索引（{path}）；" + _REBUILD,
    "no_generation_before": "{path} 没有更早的、本程序能用的完整版本可退；" + _REBUILD,
    "index_gone": (
        "索引文件夹 {path} 不见了：已打开的索引照常回答，但不能增删。请放回，"
        "或重建：python -m index build 文件… --index {path}"
    ),
    "index_restless": "{path} 一直在变，打不开；请再试一次",
    "other_format": "{path} 的格式是 {format}，本程序读 {expected}；" + _REBUILD,
    "other_encoder": "索引由 {maker} 建立，不是 {encoder}；" + _REBUILD + " … --encoder {name}",
    "other_terms": "索引的词表是 {terms}，本程序是 {expected}；" + _REBUILD,
    "no_pointer": "{path} 有版本，但没有 {name}；" + _CURE,
    "unread_pointer": "{path} 读不出来（{error}）；" + _CURE,
    "bad_pointer": "{path} 的内容是 {value}，应是一个版本；" + _CURE,
    "pointer_to_nothing": "{path} 指向 {name}，但它不在；" + _CURE,
    "other_check": "{path} 的校验值是 {check}…，{name} 的是 {found}…；" + _CURE,
    "bad_manifest": "{path} 已损坏（{error}）；" + _CURE,
    "missing_file": "{path} 不见了；" + _CURE,
    "bad_file": "{path} 的 {what} 是 {found}，应是 {expected}；" + _CURE,
    "bad_postings": "一个词的索引超出了文件；" + _CURE,
    "bad_posting": "词的索引指向第 {row} 行，共 {size} 行；" + _CURE,
    "damaged_before": "索引已损坏：{wrong}",
    "bad_counts": "一段里有 {found} 个来源、文章、段落，应为 {expected}；" + _CURE,
    "bad_sentences": "段落 {id} 的句子与建索引时不同；" + _CURE,
    "bad_owner": "段落与文章对不上；" + _CURE,
    "bad_spans": "段落有 {count} 个字，位置却有 {spans} 个字；" + _REBUILD,
    "bad_row": "索引的 {record} {number} 在磁盘上已损坏；" + _CURE,
    "missing_row": "索引里没有 {record} {number}；请重建",
    "unread_rows": "索引的段落读不出来（{error}）；" + _CURE,
    "damaged_on_disk": "索引在磁盘上已损坏（{error}）；" + _CURE,
    # models and libraries
    "no_tomli": "在 Python 3.10 上读 {path} 需要 tomli；请运行：pip install tomli",
    "no_framework": "没有安装 {package}；请运行：pip install 'wenbao[{extra}]'",
    "milvus_address": "{place} 不是 Milvus 索引的地址；应是 milvus://主机:19530/名称"
    "（加密用 milvus+tls://）或 milvus:///文件夹/文件.db"
    "（Milvus Lite；.db 前的文件名至多 33 个 A-Z a-z 0-9 . _ -）",
    "milvus_lite_shut": "打不开 {uri}：别的进程正开着它，或 Milvus Lite 未能启动；"
    "一个文件同时只归一个进程",
    "milvus_unavailable": "Milvus（{uri}）没有应答；请启动它，或改正 --index",
    "milvus_timeout": "Milvus（{uri}）{seconds} 秒内没有应答；请再试，或看看它在忙什么",
    "milvus_failed": "Milvus（{uri}）拒绝了：{error}",
    "milvus_gone": (
        "Milvus（{uri}）里少了索引的一部分；请用原来的文件重建：python -m index build 文件…"
    ),
    "milvus_no_folder": "没有文件夹 {path}；请先建好再试",
    "milvus_cleared": "{place} 的 {name} 已被替换并清除；请再问一次",
    "milvus_lease_lost": "另一个程序接管了 {place}；这次改动没有生效，请再试",
    "milvus_not_kept": "Milvus 没有照样存下所写的内容（{what}，共 {count} 处）；索引未变，请再试",
    "milvus_count": "Milvus 有 {found} 条 {what}，应是 {expected} 条；索引未变，请再试",
    "no_faiss": "没有安装 faiss；请运行：pip install faiss-cpu",
    "no_jieba": "没有安装 jieba 的词典；请运行：pip install jieba",
    "no_opencc": (
        "没有安装繁体字表（opencc/dictionary/TSCharacters.txt）；"
        "请运行：pip install opencc-python-reimplemented"
    ),
    "no_sentence_transformers": (
        "编码器 {name} 需要 sentence-transformers；请运行：{python} -m pip install "
        "sentence-transformers，或用 --encoder builtin"
    ),
    "encoder_not_loaded": "{path} 不能作为 sentence-transformers 模型载入：{error}；请重新拷贝",
    "no_encoder_in": (
        "{path} 不是 sentence-transformers 模型：里面没有 {name}；"
        "请给出 SentenceTransformer(...).save(folder) 写的文件夹"
    ),
    "no_encoder": (
        "本机没有编码器 {name}：没有这个文件夹，模型缓存（{folders}）里也没有。请在联网的机器上用 "
        "SentenceTransformer('{id}').save('model') 保存，再拷贝过来，或用 --encoder builtin"
    ),
    "no_static_model": "{path} 里没有静态模型：缺 {files}；请从仓库恢复，或重新训练：make train",
    "no_model_file": "没有模型文件 {path}；请从仓库恢复它的文件夹，或重新生成：make train",
    "unread_model_file": "模型文件 {path} 不能用（{error}）；请从仓库恢复它的文件夹",
    "no_seams": "{path} 里没有 {name}；请运行：python -m {program}",
    "no_ranker": "{path} 的排序模型不能用（{error}）；请恢复或重新训练：python -m training.ranker",
    "no_weights": (
        "{name} 里没有 {part} 的 {count} 个特征的权重（不同的：{differing}）；"
        "请运行：python -m training.answers"
    ),
    "unread_weights": (
        "答案模型 models/{name} 读不出来（{error}）；请运行：python -m training.answers"
    ),
    # files of questions
    "unread_questions": "{path} 不能作为 UTF-8 文字读出：{error}",
    "unread_judgements": "{path} 读不出来：{error}",
    "judgement_not_json": "{path} 第 {line} 行不是 JSON（{error}）",
    "judgement_no_object": "{path} 第 {line} 行应是对象，这里是 {value}",
    "judgement_keys": (
        '{path} 第 {line} 行应是 {{"question", "gold": [编号]}}，或带 "judgement" 的反馈；'
        "这里的键是 {keys}"
    ),
    "nothing_to_measure": "没有一个问题给出应得的编号，无从测量",
    # the configuration file
    "unread_config": "配置文件 {path} 读不出来：{error}",
    "unknown_config": "{path}：没有 {key} 这一项；可用 {expected}",
    "bad_config": "{path}：{key} 应是 {expected}",
    # lines of the commands
    "error_line": "错误：{error}",
    "question_line": "第 {id} 问：{reason}",
    "skipped_line": "未收 {path}：{reason}",
    "said_nothing": "文章里没有这个问题的答案，也没有相近的段落。",
    "said_nearest": "文章里没有这个问题的答案。意思最近的段落（把握 {confidence}）：",
    "said_surely": "（把握 {confidence}）",
    "said_place": "第 {number} 段 · 得分 {score}",
    "library_count": "文库里有 {count} 篇文章。",
    "library_articles": "文库里有 {count} 篇文章：",
    "library_newest": "有日期的文章 {count} 篇，最新的是：",
    "library_oldest": "有日期的文章 {count} 篇，最早的是：",
    "library_author": "文章有 {count} 位作者：",
    "library_column": "文章有 {count} 个栏目：",
    "library_paper": "文章来自 {count} 家报纸：",
    "library_none": "没有一篇文章标明{filter}。",
    "wrong_call": "{reason}；用法见 {command} --help",
    "arguments_missing": "还要写上 {names}",
    "arguments_unknown": "没有这样的参数：{names}",
    "argument_choice": "{name} 没有 {value} 这一项；可用 {expected}",
    "argument_no_choice": "没有 {value} 这一项；可用 {expected}",
    "argument_value": "{name} 的值不对：{value}（应是 {kind}）",
    "argument_no_value": "{name} 后面至少要写一个值",
    "argument_one_value": "{name} 后面要写一个值",
    "argument_other": "{name} 不能与 {other} 同用",
    "argument_either": "{names} 要写一个",
    "expected_command": "{found}请写一个命令：{commands}",
    "found_instead": "没有 {value} 这个命令，",
    "one_question": "请写一个问题，或 --questions FILE.jsonl",
    "follow_one": "--follow 只能与一个问题同用，不能与 --questions 同用",
    "index_report": (
        "{generation}：{articles} 篇文章，{paragraphs} "
        "段（沿用 {reused} 段，由 {encoder} 新编 {embedded} "
        "段），{seconds} 秒"
    ),
    "index_skipped": "{report}；跳过 {count} 个",
    "index_whole": "{generation}：{paragraphs} 段，哈希、数目和每一行都相符",
    "index_broken": "{generation}：已损坏",
    "index_back": "已退回 {generation}（{built} 建成）：{paragraphs} 段",
    "files_unchanged": "{count} 个文件没有变",
    "sync_instead": "要去掉 {path} 里已经没有的文章：python -m index sync {path}",
    "articles_stayed": (
        "保留 {path}：文件已不在或没有读到，它的文章还在索引里；要去掉：python -m"
        " index remove {ids}"
    ),
    "progress_line": "{what}：已有 {done}",
    "progress_of": "{what}：{done}，共 {total}",
    "article_line": "{count} 段，{path}",
    "user_written": "{name} 可以用 --users {path} 登录",
    "password_asked": "密码：",
    "password_again": "再输一次：",
    "asked_as_typed": "（照原样提问）",
    "understood_as": "（理解为：{question}）",
    "no_title": "（无题）",
    "stopped": "已停止",
    "building_bundled": "正在为自带文章建索引（只此一次）",
    "built_bundled": "已为自带文章建好索引：{articles} 篇，{paragraphs} 段，用时 {seconds} 秒",
    "open_to_others": (
        "网络上的其他人能打开这个地址；密码和文章不加密。要紧时请在前面放一个 HTTPS 服务器"
        "（docs/SECURITY.md）。"
    ),
    "unread_users": "用户文件 {path} 读不出来：{error}",
    "no_users": "{path} 里没有用户；请建一个：python -m web.security.access {path} 用户名",
    "bad_user_line": "{path} 第 {number} 行不是“用户名:散列”；" + _USER,
    "weak_hash": "{path} 第 {number} 行的 scrypt 强度是 {found}，应是 {expected}；" + _USER,
    "short_hash": (
        "{path} 第 {number} 行的盐有 {salt} 字节、密钥有 {key} 字节，应是 16 和 64；" + _USER
    ),
    "bad_user_name": "{name} 不能作用户名；不能有冒号、空格和控制字符",
    "short_password": "密码有 {size} 个字符，至少要 {expected} 个",
    "bad_proxy": "--trusted-proxy：{error}；应是 10.0.0.4 这样的地址，或 10.0.0.0/8 这样的网段",
    "short_token": (
        "令牌有 {size} 个字符，至少要 {expected} 个；可以这样生成："
        'python -c "import secrets; print(secrets.token_urlsafe(24))"'
    ),
    "unread_token": "令牌文件 {path} 读不出来：{error}",
    "empty_token": "令牌文件 {path} 是空的；请写入令牌",
    "open_host": (
        "--host {host} 会让网络上的所有人都能查看和改动文章；请给出 --users 文件"
        "（见 python -m web.security.access --help）或 --token 文件，或去掉 --host，只供本机使用"
    ),
    "passwords_differ": "两次输入的密码不同；什么都没有写",
    # the server
    "cannot_listen": "不能在 {host} 的端口 {port} 上监听：{error}；请用 --port 换一个",
    "http_400": "看不懂这个请求，请看 /docs",
    "http_401": "请先登录",
    "http_403": "这里不允许这样做",
    "http_404": "这个地址没有内容",
    "http_405": "这个地址不能这样用，请看 /docs",
    "http_413": "内容太大，超过上限",
    "http_422": "请求的内容不对，请看 /docs",
    "http_429": "请求太多了，请一分钟后再试",
    "http_500": "出了错，原因在服务器的日志里",
    "http_503": "现在不能回答，请稍后再试",
    "wrong_method": "这个地址不能用 {method}，请看 /docs",
    "localhost_only": "请用 localhost 或 127.0.0.1 打开",
    "other_site": "这个请求来自别的网站，已拒绝",
    "large_request": "内容太大，超过上限 {limit} 字节",
    "too_many_passwords": "试得太多了，请一分钟后再试",
    "not_uploaded": "这个文件不是在这里上传的，或已不在",
    "read_only": "只读模式：不能添加",
    "read_only_here": "只读模式：不能添加、移除或评判",
    "no_such_article": "没有编号为 {id} 的文章；目录见 GET /api/articles",
    "no_such_paragraph": "文章没有第 {number} 段；共 {count} 段",
    "no_such_job": "没有编号为 {id} 的任务；见 GET /api/jobs",
    "no_sync_folder": "服务器没有指定要同步的文件夹；请用 --sync DIR 启动",
    "too_many_streams": "同时打开的页面超过 {limit} 个；请关掉一些",
    "too_many_written": "语言模型正在写 {limit} 个回答；请稍后再试，或用模型 wenbao 提问",
    "too_many_batches": "已有 {limit} 批问题在回答；请稍后再试",
    "too_many_jobs": "等待的改动太多，请一分钟后再试",
    "no_such_model": "这里没有模型 {name}；可用 {known}",
    "too_many_texts": "一次最多 {texts} 段文字、共 {characters} 字；请分几次",
    "empty_texts": "应给出文字，且不能有空的",
    "bad_condition": "看不懂条件 {value}，请看 /docs",
    "job_fault": "改动失败（{error}），请报告",
    "too_many_uploads": "等待处理的上传太多，请稍后再试",
    "too_many_files": "一次最多 {limit} 个文件，请分几次上传",
    # a language model
    "no_reply": "{reason}",
    "endpoint_slow": "应答太慢",
    "endpoint_unreachable": "连接不上（{error}）",
    "endpoint_status": "返回状态 {status} {phrase}",
    "endpoint_hung_up": "中途断了",
    "reply_empty": "什么都没有写",
    "reply_long": "写了超过 {limit} 个字",
    "reply_huge": "发来的远不止一个答案",
    "reply_form": "应答的格式与 OpenAI 接口不同",
    "stream_form": "流式应答的格式与 OpenAI 接口不同",
    "endpoint_url": "WENBAO_LLM_URL 不是地址",
    "endpoint_scheme": "WENBAO_LLM_URL 应以 http:// 或 https:// 开头",
    "cites_nothing": "没有注明出处",
    "cites_no_such": "所注的出处不存在",
    "number_not_cited": "所注的段落里没有数字 {number}",
    "name_not_cited": "所注的段落里没有名称 {word}",
    "word_not_cited": "所注的段落里没有单词 {word}",
    "few_words_cited": "它的词只有 {share} 在所注的段落里",
    "denies_cited": "与所注段落的说法相反",
}

INNER = frozenset({"doubt", "instead", "reason", "why"})
"""Fields whose value is a message itself."""
