"""Message table: the English text of every error, reason and note, by key."""

from __future__ import annotations

DATE_FORM = "a date as 2024, 2024-11 or 2024-11-20"
CURE = "go back (python -m index rollback) or build it anew (python -m index build PATH…)"
_ANEW = "build the index anew (python -m index build PATH…) or go back (python -m index rollback)"
_REBUILD = "build it anew from your files: python -m index build PATH…"
_USER = "make one with python -m web.security.access {path} NAME"
_OCR = "run: pip install 'wenbao[ocr]' (in a checkout: .venv/bin/python -m pip install rapidocr)"

ENGLISH: dict[str, str] = {
    # questions and their options; these keys are also the `code` of the error
    "bad_k": "k is {value}; expected a whole number from 1 to {limit}",
    "bad_leg": "leg is {value}; expected {expected}",
    "bad_style": "style is {value}; expected {expected}",
    "no_article_here": "there is no article {id}; search results have its id as article_id",
    "unknown_field": "unknown field {value}; expected {expected}",
    "unknown_author": "no article has the author {value}; {instead}",
    "unknown_column": "no article has the column {value}; {instead}",
    "unknown_paper": "no article has the paper {value}; {instead}",
    "unknown_path": "no article has the source file {value}; {instead}",
    "question_not_text": "the question is {value}; expected text",
    "empty_question": "the question is empty; write a question",
    "batch_too_long": "not asked: the batch had {seconds} seconds; send what is left again",
    "long_question": (
        "the question has {count} characters, the limit is {limit}; "
        "shorten it, or ask about one part at a time"
    ),
    "halved_question": "the question has half a character (a lone surrogate); retype it",
    "bad_date": "{filter} is {value}; expected " + DATE_FORM,
    "bad_range": "since is {since}, later than until, {until}; exchange the two",
    "bad_filter": "{filter} is {value}; expected text",
    "long_filter": "{filter} has {count} characters, the limit is {limit}; shorten it",
    # what may have been meant by an unknown author, column or file
    "names_none": "no article of this index has one",
    "names_near": "did you mean {names}?",
    "names_some": "there are {count}, such as {names}",
    # files that cannot be read
    "unknown_format": "not a format that is read here; expected {formats}",
    "empty_file": "the file is empty",
    "disk_gone": (
        "no disk is mounted at {path} now, as one was; the index stays as it was until it is there "
        "again"
    ),
    "not_a_folder": (
        "{path} is not a folder; the index stays as it was; to take out all that came from it, "
        "name the articles: python -m index remove ID…"
    ),
    "no_such_file": "there is no such file or folder",
    "no_permission": "no permission to read it",
    "cannot_open": "it cannot be opened: {error}",
    "special_file": "{special}, not a regular file",
    "empty_folder": "no article in this folder; expected {formats}",
    "folder_link": "a link to a folder is not followed; name the folder itself",
    "outer_link": "a link out of the folder is not followed; name the file itself",
    "no_memory": "reading it needs more memory than there is; split the file",
    "reader_fault": "the reader failed on this file ({error}); please report it",
    "reader_crashed": "it crashed its reader; open it in its own program and save it anew",
    "no_text": "no text found in it; an article needs at least one paragraph",
    "half_character": "half of a character (a lone surrogate) stands in it",
    "over_limit": "more than the limit of {limit} {unit} for {of}; {advice}",
    "over_limit_by": "{count} {unit}, more than the limit of {limit} {unit} for {of}; {advice}",
    # encodings
    "not_text": "this is {kind}, not text",
    "controls": "not text: {count} of {all} characters are controls",
    "binary": "not text: a binary file of an unknown kind (or UTF-16 without its mark)",
    "damaged_text": (
        "looks like {encoding} but is damaged at byte {byte} (line {line}); "
        "repair the file or save it anew"
    ),
    "cut_text": (
        "looks like {encoding} but is damaged at its end: the last character is cut off at "
        "byte {byte} (line {line}); repair the file or save it anew"
    ),
    "unclear_encoding": "the encoding is unclear: {doubt}; convert it to UTF-8",
    "unclear_encoding_guessed": (
        "the encoding is unclear: {doubt}; perhaps it is {guess}; convert it to UTF-8"
    ),
    "several_encodings": "it may be {encodings}",
    "no_encoding": "it is not valid as UTF-8, UTF-16, GB18030 or Big5",
    "rare_text": "as {encoding} it would be a text of rare characters",
    "rare_stretch": "as {encoding} a stretch of it would be rare characters only",
    # PDF, Word, ZIP
    "not_pdf": "not a PDF, but {kind}",
    "no_text_layer": (
        "the PDF has no text layer (a scan?); it needs OCR, which is not installed; " + _OCR
    ),
    "no_characters": (
        "the PDF's fonts do not say which characters they show; it needs OCR, which is not "
        "installed; " + _OCR
    ),
    "no_ocr": "a picture; its text needs OCR, which is not installed; " + _OCR,
    "not_picture": "not a picture, but {kind}",
    "damaged_picture": "a damaged picture, or none at all; open it and save it anew",
    "large_picture": "the picture needs more memory than the limit; scan it smaller",
    "ocr_crashed": "the picture crashed its reader; open it and save it anew",
    "no_text_in_picture": "no text was recognised in it",
    "not_hocr": "an hOCR file without a page",
    "not_alto": "an XML file, but neither ALTO nor METS (its root is {root})",
    "mets_alone": (
        "a METS file, which names the pages of a document; put it into a ZIP archive with its ALTO "
        "files"
    ),
    "not_in_mets": "not read: the METS file of its archive does not name it",
    "pages_not_read": "pages that are pictures ({pages}) were not read: {reason}",
    "pages_by_ocr": "the text of some pages ({pages}) was recognised in pictures (OCR)",
    "not_scan": "not a scan: it has its text",
    "damaged_page": "the page is damaged",
    "ocr_stopped": "the text of {count} pages was recognised, of no more: {reason}",
    "page_not_read": "page {page} was not read: {reason}",
    "encrypted_pdf": "the PDF is encrypted; save it without a password",
    "damaged_pdf": "a damaged PDF, or none at all; open it and save it anew",
    "large_pdf": "the PDF needs more memory than the limit; save it anew or split it",
    "pdf_crashed": "the PDF crashed its reader; open it and save it anew",
    "not_word": "not a Word document, but {kind}",
    "no_main_part": "a ZIP archive, but not a Word document (it names no main part)",
    "no_body": "a ZIP archive, but not a Word document (its main part has no body)",
    "not_excel": "not an Excel workbook, but {kind}",
    "no_values": (
        "{count} cells have a formula without its value: open the file in a spreadsheet program "
        "and save it"
    ),
    "cells_lost": "the text of {count} cells is missing in the file: open it and save it anew",
    "not_a_chapter": "not a page of a book, but {kind}",
    "not_opendocument": "not an OpenDocument file (.odt, .ods), but {kind}",
    "not_epub": "not an EPUB book, but {kind}",
    "not_rtf": "not an RTF document, but {kind}",
    "no_part": "a damaged document: the part {part} is missing",
    "old_office": (
        "an old document of Word, WPS or Excel (.doc, .wps, .xls); open it and save it as .docx or "
        ".xlsx"
    ),
    "encrypted_office": "an encrypted Office document; save it without a password",
    "slides": "a presentation; save its text as .docx or PDF",
    "by_content": "read as {format}, which it is, whatever its name says",
    "xml_entities": "its XML declares entities, as Word never does; refused",
    "damaged_part": "a damaged document: {part}: {error}",
    "footnote": "footnote: {text}",
    "not_zip": "not a ZIP archive, but {kind}",
    "damaged_zip": "a damaged ZIP archive ({error})",
    "cut_zip": "a damaged ZIP archive (its directory is cut off)",
    "no_directory": "a damaged ZIP archive (it has no directory)",
    "overlapping_zip": "a damaged ZIP archive (its members overlap)",
    "member_outside": "its name leads out of the archive; refused",
    "member_link": "a symbolic link; refused",
    "member_encrypted": "encrypted with a password; unpack it first",
    "member_damaged": "a damaged archive member ({error})",
    "archive_inside": "an archive within an archive; unpack it first",
    "empty_archive": "no file in this archive; expected {formats}",
    # rows of JSON Lines
    "row_not_utf8": "not UTF-8 at byte {byte} of the row",
    "row_not_json": "not JSON: {error}",
    "row_no_object": "a row must be an object with text, found {type}",
    "row_no_text": 'the row has neither "text" nor "paragraphs"',
    "key_no_string": '"{key}" must be a string, found {type}',
    "paragraphs_no_list": '"paragraphs" must be a list, found {type}',
    "paragraph_no_text": 'paragraph {number} must be a string or have a "text"',
    # notes of the readers; a stored index has them as these texts
    "title_inferred": "title inferred",
    "by_file_name": "{field} inferred from the file's name",
    "date_by_address": "date inferred from the page's address",
    "whole_page": "no part of the page stands out as the article: all of its text is read",
    "hidden_part": ("most of the text is in a part that the page hides or sets aside: it is read"),
    "objects_not_read": "{count} charts or embedded objects in it are not read",
    "part_not_read": "{part}, a part within it, is of a format that is not read there",
    "page_of_several": "the page says that its text goes on on other pages; they are not read here",
    "page_left_out": (
        "left out around the article: {count} characters of links, notices and hidden text"
    ),
    "empty_mhtml": "a saved page (MHTML) without text; save it anew, as HTML",
    "author_at_end": "author inferred from the end of the text",
    "author_inferred": "author inferred from the dateline",
    "head": "head: {text}",
    "paragraph_split": "long paragraph split at a sentence end",
    "date_not_understood": "date not understood: {date}",
    "date_without_year": "date without a year, or not understood: {date}",
    "odd_characters": "the text holds {count} {marks}",
    "shared_id": "another row of this file has this id too",
    "suffixed_id": "the id {id} is another article's; here it has a suffix",
    "id_dropped": "id not kept: the row's {why}",
    "id_no_string": "is no string, but {type}",
    "id_long": "has {count} characters, more than {limit}",
    "id_unprintable": "holds a line break, a control or another character that cannot be seen",
    "id_path": "would be a path",
    "by_ocr": "the text was recognised in a picture (OCR)",
    "ocr_unsure": "recognised with low confidence ({percent} %)",
    "ocr_left_out": "left out: {count} places that could not be recognised",
    # notes on newspaper pages
    "unplaced": "unplaced",
    "no_byline": "no byline of its own was found: it is under nobody's name",
    "left_out": "left out: {text}",
    "paragraph_joined": "paragraph joined across a column",
    "continues_on": "continues on page {page}",
    "continued_from": "continued from page {page}",
    "goes_on_in": "goes on in {path}",
    "went_on_from": "article inferred: goes on from {path}",
    "breaks_off": "article inferred: goes on where this article breaks off",
    "shares_words": "article inferred: shares {words} with this article only",
    "nearest_topic": "article inferred: nearest in what it speaks of",
    "order_paragraph": "order inferred: a paragraph goes on across a cut",
    "order_ordinals": "order inferred: its ordinals follow each other",
    "order_lead": "order inferred: the lead stands in a narrow column",
    "order_begins_inside": "order inferred: the first part begins inside a paragraph",
    # corrections by a reader; the notes of those that stand
    "corrected": "{field} corrected by a reader; it was: {was} (correction {id})",
    "corrected_unknown": "{field} added by a reader; it was not known (correction {id})",
    "split_by": "split off by a reader; it was one with paragraph {number} (correction {id})",
    "joined_by": "joined by a reader; paragraph {number} stood apart (correction {id})",
    "moved_by": "moved here by a reader; it was paragraph {number} (correction {id})",
    "nothing_to_correct": (
        "nothing was corrected: the article is so already, or nothing to correct was named "
        "(--title …, --join, --move …)"
    ),
    "no_such_correction": "there is no correction {id}; see: python -m index corrections",
    "no_piece": (
        "paragraph {number} has {count} pieces; it can be split before its second or a later one"
    ),
    "none_before": "the first paragraph has none before it; join the second to it",
    "bad_corrections": (
        "the corrections in {path} cannot be read ({error}); mend the file, or move it away to do "
        "without them"
    ),
    "corrections_lost": (
        "how article {id} was read before it was corrected is not known any more; "
        "add its file again: python -m index add {path}"
    ),
    # a change of the index
    "nothing_found": ("no article was found in {paths} ({reasons}); the index stays as it was"),
    "unknown_ids": (
        "no article with the id {ids} is in the index, so nothing was removed; "
        "the ids are those that search results show before the #"
    ),
    "cannot_write": "{path} cannot be written: {error}",
    "cannot_write_index": "{path} cannot be written: {error}; the old index stays",
    "cannot_write_uploads": (
        "the folder for uploads cannot be written ({error}); nothing was changed; "
        "make room on the disk, or give the right to write there"
    ),
    "being_written": "{path} is being written by {holder}; wait until it is done, then try again",
    "not_a_lock": (
        "{path} is not a lock of this program, and would be overwritten; choose another folder, "
        "or remove that file"
    ),
    "not_an_index": (
        "{path} is no index, but has a file {name}, which would be overwritten; choose another "
        "folder with --index, or remove that file"
    ),
    "encoder_fault": "there is something to embed but no encoder: a bug, please report",
    "bad_vectors": (
        "the encoder {name} gave an array of shape {shape}, expected {expected} of finite "
        "numbers; the old index stays"
    ),
    "no_paragraph": "there is no paragraph {id}",
    "unknown_scheme": "{place}: no engine keeps such an index; a folder is one, and: {known}",
    "no_article": "there is no article {id}",
    # an index that cannot be opened
    "no_index": (
        "there is no index in {path}; build one: python -m index build PATH… --index {path}  "
        "(without PATH: the bundled articles)"
    ),
    "no_index_to_change": "there is no index to change; build one: python -m index build PATH…",
    "no_index_to_go_back": "there is no index in {path}; " + _REBUILD,
    "no_generation_before": "{path} has no older whole generation that this program could go back "
    "to; " + _REBUILD,
    "index_gone": (
        "the index folder {path} is gone; what was open goes on answering, but cannot be changed; "
        "put the folder back, or build it: python -m index build PATH… --index {path}"
    ),
    "index_restless": "{path} changes faster than it can be opened; try again",
    "other_format": "{path} has format {format}, this program reads {expected}; " + _REBUILD,
    "other_encoder": (
        "the index was made by {maker}, not by {encoder}; " + _REBUILD + " … --encoder {name}"
    ),
    "other_terms": (
        "the index was made with terms {terms}, this program has {expected}; " + _REBUILD
    ),
    "no_pointer": "{path} has generations but no {name}; " + CURE,
    "unread_pointer": "{path} cannot be read ({error}); " + CURE,
    "bad_pointer": "{path} has {value}, expected a generation; " + CURE,
    "pointer_to_nothing": "{path} points to {name}, which is not there; " + CURE,
    "other_check": "{path} has check {check}…, {name} has {found}…; " + CURE,
    "bad_manifest": "{path} is damaged ({error}); " + CURE,
    "missing_file": "{path} is missing; " + CURE,
    "bad_file": "{path}: {what}: found {found}, expected {expected}; " + CURE,
    "bad_postings": "the postings of a term lie outside the file; " + CURE,
    "bad_posting": "a posting names row {row} of {size}; " + CURE,
    "damaged_before": "the index is damaged: {wrong}",
    "bad_counts": (
        "found {found} sources, articles, paragraphs in a segment, expected {expected}; " + CURE
    ),
    "bad_sentences": "paragraph {id} has other sentences than when it was indexed; " + CURE,
    "bad_owner": "a row and its article do not agree; " + CURE,
    "bad_spans": (
        "a paragraph of {count} characters has spans of {spans}; expected the same number; "
        "build the index again: python -m index build PATH…"
    ),
    "bad_row": "{record} {number} of the index is damaged on the disk; " + _ANEW,
    "missing_row": "{record} {number} is missing from the index; build it anew",
    "unread_rows": "the rows of the index cannot be read ({error}); " + _ANEW,
    "damaged_on_disk": "the index is damaged on the disk ({error}); " + CURE,
    # models and libraries
    "no_tomli": "{path} needs tomli on Python 3.10; run: pip install tomli",
    "no_framework": "{package} is not installed; run: pip install 'wenbao[{extra}]'",
    "milvus_address": "{place} is no address of an index in Milvus; expected "
    "milvus://host:19530/name (milvus+tls:// with TLS) or milvus:///folder/file.db (Milvus Lite; "
    "the name of the file in at most 33 of A-Z a-z 0-9 . _ - before .db)",
    "milvus_lite_shut": "{uri} cannot be opened: another process has it open, or Milvus Lite could "
    "not start; one process has a file at a time",
    "milvus_unavailable": "Milvus does not answer at {uri}; start it, or correct --index",
    "milvus_timeout": "Milvus at {uri} did not answer within {seconds} seconds; try again, "
    "or see what it is busy with",
    "milvus_failed": "Milvus at {uri} refused: {error}",
    "milvus_gone": "a collection of the index is not in Milvus at {uri}; build it anew: "
    "python -m index build",
    "milvus_no_folder": "there is no folder {path}; make it, then try again",
    "milvus_cleared": "{name} of {place} was replaced and cleared away meanwhile; ask again",
    "milvus_lease_lost": "another writer took over {place}; the change is not made, try again",
    "milvus_not_kept": "Milvus did not keep what was written ({what}, {count} in all); the index "
    "is as it was, try again",
    "milvus_count": "Milvus has {found} {what}, expected {expected}; the index is as it was, "
    "try again",
    "no_faiss": "faiss is not installed; run: pip install faiss-cpu",
    "no_jieba": "jieba's dictionary is not installed; run: pip install jieba",
    "no_opencc": (
        "the character table of traditional Chinese (opencc/dictionary/TSCharacters.txt) is not "
        "installed; run: pip install opencc-python-reimplemented"
    ),
    "no_sentence_transformers": (
        "the encoder {name} needs sentence-transformers, which is not installed; run: {python} -m "
        "pip install sentence-transformers (in a checkout: -r requirements.txt), or use --encoder "
        "builtin, which needs nothing"
    ),
    "encoder_not_loaded": (
        "{path} does not load as a sentence-transformers model: {error}; copy the whole folder "
        "again from where the model was downloaded"
    ),
    "no_encoder_in": (
        "{path} is no sentence-transformers model: it has no {name}; give the folder that "
        "SentenceTransformer(...).save(folder) wrote"
    ),
    "no_encoder": (
        "no encoder {name} on this machine: there is no such folder, and the model caches "
        "({folders}) do not hold it. On a machine with a network run: "
        'python -c "from sentence_transformers import SentenceTransformer as S; '
        "S('{id}').save('model')\" ; then copy the folder 'model' here and give its path as "
        "--encoder, or use --encoder builtin"
    ),
    "no_static_model": (
        "no static model at {path}: {files} not found; restore the folder from the repository, "
        "or train it again with: make train"
    ),
    "no_model_file": (
        "the model file {path} is not there; restore its folder from the repository, or build it: "
        "make train"
    ),
    "unread_model_file": (
        "the model file {path} cannot be used ({error}); restore its folder from the repository"
    ),
    "no_seams": "no {name} in {path}; run: python -m {program}",
    "no_ranker": (
        "no usable ranker at {path} ({error}); restore the file, or fit it: "
        "python -m training.ranker"
    ),
    "no_weights": (
        "{name} has no weights for {part} with its {count} features (differing: {differing}); "
        "run: python -m training.answers"
    ),
    "unread_weights": (
        "the weights of the answers cannot be read from models/{name} ({error}); "
        "run: python -m training.answers"
    ),
    # files of questions
    "unread_questions": "{path} cannot be read as UTF-8 text: {error}",
    "unread_judgements": "{path} cannot be read: {error}",
    "judgement_not_json": "{path}, line {line}: not JSON ({error})",
    "judgement_no_object": "{path}, line {line}: expected an object, found {value}",
    "judgement_keys": (
        '{path}, line {line}: expected {{"question", "gold": [ids]}}, or feedback with '
        '"judgement"; found the keys {keys}'
    ),
    "nothing_to_measure": "no query has gold ids: nothing can be measured",
    # the configuration file
    "unread_config": "the configuration file {path} cannot be read: {error}",
    "unknown_config": "{path}: unknown setting {key}; expected {expected}",
    "bad_config": "{path}: the setting {key} must be {expected}",
    # lines of the commands
    "error_line": "error: {error}",
    "question_line": "question {id}: {reason}",
    "skipped_line": "skipped {path}: {reason}",
    "said_nothing": "The articles do not answer this, and no passage is near it.",
    "said_nearest": (
        "The articles do not answer this. The nearest passages (confidence {confidence}):"
    ),
    "said_surely": "(confidence {confidence})",
    "said_place": "paragraph {number} · score {score}",
    "library_count": "The library has {count:article|articles}.",
    "library_articles": "The library has {count:article|articles}:",
    "library_newest": "The newest of {count:article|articles} with a date:",
    "library_oldest": "The oldest of {count:article|articles} with a date:",
    "library_author": "The articles have {count:author|authors}:",
    "library_column": "The articles have {count:column|columns}:",
    "library_paper": "The articles are from {count:newspaper|newspapers}:",
    "library_none": "No article says its {filter}.",
    "wrong_call": "{reason}; see: {command} --help",
    "arguments_missing": "the following arguments are required: {names}",
    "arguments_unknown": "unrecognized arguments: {names}",
    "argument_choice": "argument {name}: invalid choice: {value} (choose from {expected})",
    "argument_no_choice": "invalid choice: {value} (choose from {expected})",
    "argument_value": "argument {name}: invalid {kind} value: {value}",
    "argument_no_value": "argument {name}: expected at least one argument",
    "argument_one_value": "argument {name}: expected one argument",
    "argument_other": "argument {name}: not allowed with argument {other}",
    "argument_either": "one of the arguments {names} is required",
    "expected_command": "{found}expected a command: {commands}",
    "found_instead": "found {value}, ",
    "one_question": "give one question, or --questions FILE.jsonl",
    "follow_one": "--follow goes with one question, not with --questions",
    "index_report": (
        "{generation}: {articles:article|articles}, {paragraphs:paragraph|paragraphs} "
        "({reused} kept their vectors, {embedded} embedded by {encoder}) in {seconds} s"
    ),
    "index_skipped": "{report}; skipped {count}",
    "index_whole": (
        "{generation}: {paragraphs:paragraph|paragraphs}, every hash, count and row agrees"
    ),
    "index_broken": "{generation}: damaged",
    "index_back": "back to {generation} of {built}: {paragraphs:paragraph|paragraphs}",
    "files_unchanged": "{count:file|files} unchanged",
    "sync_instead": "to take out all that is gone from {path}: python -m index sync {path}",
    "articles_stayed": (
        "stayed {path}: the file is gone or was not read, its articles are still in the "
        "index; take them out: python -m index remove {ids}"
    ),
    "progress_line": "{what}: {done} so far",
    "progress_of": "{what}: {done} of {total}",
    "article_line": "{count:paragraph|paragraphs}, {path}",
    "user_written": "{name} can sign in with --users {path}",
    "password_asked": "Password: ",
    "password_again": "Again: ",
    "asked_as_typed": "(asked as typed)",
    "understood_as": "(understood as: {question})",
    "no_title": "(no title)",
    "stopped": "stopped",
    "building_bundled": "building the index of the bundled articles (once)",
    "built_bundled": (
        "built the index of the bundled articles: {articles:article|articles}, "
        "{paragraphs:paragraph|paragraphs}, "
        "{seconds} s"
    ),
    "open_to_others": (
        "Others on the network can reach this address; passwords and articles travel "
        "unencrypted. Put a server with HTTPS before it where that matters (docs/SECURITY.md)."
    ),
    "unread_users": "the users file {path} cannot be read: {error}",
    "no_users": "{path} has no user; make one with python -m web.security.access {path} NAME",
    "bad_user_line": "line {number} of {path} is not name:hash; " + _USER,
    "weak_hash": (
        "line {number} of {path} has scrypt's cost {found}; expected {expected}; " + _USER
    ),
    "short_hash": (
        "line {number} of {path} has a salt of {salt} and a key of {key} bytes; expected 16 and "
        "64; " + _USER
    ),
    "bad_user_name": "{name} is not a user name; expected no colon, space or control",
    "short_password": "the password has {size} characters; expected {expected} or more",
    "bad_proxy": (
        "--trusted-proxy: {error}; expected an address such as 10.0.0.4 or a network such as "
        "10.0.0.0/8"
    ),
    "short_token": (
        "the token has {size} characters; expected {expected} or more, such as from: "
        'python -c "import secrets; print(secrets.token_urlsafe(24))"'
    ),
    "unread_token": "the token file {path} cannot be read: {error}",
    "empty_token": "the token file {path} is empty; write a token into it",
    "open_host": (
        "--host {host} would let everybody on the network read and change the articles; give "
        "--users FILE (see python -m web.security.access --help) or --token FILE, or leave --host "
        "out to serve this machine alone"
    ),
    "passwords_differ": "the two passwords differ; nothing was written",
    # the server
    "cannot_listen": (
        "cannot listen on {host}, port {port}: {error}; "
        "choose another with --port, or --port 0 for a free one"
    ),
    "http_400": "the request cannot be understood; see /docs",
    "http_401": "sign in, or send the token",
    "http_403": "this is not allowed here",
    "http_404": "there is nothing at this address",
    "http_405": "this method does not go here; see /docs",
    "http_413": "the request is larger than the limit; send less",
    "http_422": "the request does not fit this address; see /docs",
    "http_429": "too many requests; try again in a minute",
    "http_500": "something went wrong here; the log has the cause",
    "http_503": "this cannot be answered now; try again later",
    "wrong_method": "{method} does not go here; see /docs",
    "localhost_only": "this server answers to localhost and 127.0.0.1 alone",
    "other_site": "this request comes from another site",
    "large_request": "the request is larger than {limit} bytes; send less",
    "too_many_passwords": "too many wrong passwords; try again in a minute",
    "not_uploaded": "this file was not uploaded here, or is no longer there",
    "read_only": "read-only: nothing can be added",
    "read_only_here": "read-only: nothing can be added, removed or judged here",
    "no_such_article": "there is no article {id}; see GET /api/articles",
    "no_such_paragraph": "the article has no paragraph {number}; it has {count}",
    "no_such_job": "there is no job {id}; see GET /api/jobs",
    "no_sync_folder": "the server was given no folder to keep in step; start it with --sync DIR",
    "too_many_streams": "more than {limit} pages are open at a time; close some",
    "too_many_written": "the language model is writing {limit} replies already; try again in a "
    "little while, or ask the model wenbao",
    "too_many_batches": "{limit} batches of questions are at work already; try again in a moment",
    "too_many_jobs": "too many changes are waiting; try again in a minute",
    "no_such_model": "there is no model {name} here; expected {known}",
    "too_many_texts": "at most {texts} texts with {characters} characters together; send less",
    "empty_texts": "there must be texts, none of them empty",
    "bad_condition": "the condition {value} is not understood here; see /docs",
    "job_fault": "the change failed ({error}); please report it",
    "too_many_uploads": "too many uploads are waiting; try again later",
    "too_many_files": "at most {limit} files at a time; send several times",
    # a language model
    "no_reply": "The language model gave no answer: {reason}.",
    "endpoint_slow": "the endpoint was too slow",
    "endpoint_unreachable": "the endpoint cannot be reached ({error})",
    "endpoint_status": "the endpoint replied with status {status} {phrase}",
    "endpoint_hung_up": "the endpoint hung up in the middle",
    "reply_empty": "it wrote nothing",
    "reply_long": "it wrote more than {limit} characters",
    "reply_huge": "it sent far more than an answer",
    "reply_form": "it does not reply as an OpenAI endpoint does",
    "stream_form": "it does not stream as an OpenAI endpoint does",
    "endpoint_url": "WENBAO_LLM_URL is not an address",
    "endpoint_scheme": "WENBAO_LLM_URL must begin with http:// or https://",
    "cites_nothing": "cites no passage",
    "cites_no_such": "cites a passage that does not exist",
    "number_not_cited": "the number {number} is not in the passage cited",
    "name_not_cited": "the name {word} is not in the passage cited",
    "word_not_cited": "the word {word} is not in the passage cited",
    "few_words_cited": "only {share} of its words are in the passage cited",
    "denies_cited": "denies what the passage cited says",
}
