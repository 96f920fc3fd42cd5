"""What stands above and below the text of an article: who wrote it, when, in which paper.

These lines go into the article's fields and out of its paragraphs; a line that may be text stays.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, replace
from itertools import pairwise

from corpus import metadata_lines
from corpus.builder import Draft
from corpus.byline_words import DASHES
from corpus.bylines import Byline, parse_byline
from corpus.dated_heads import FEAST, dated_head, writers
from corpus.dates import find_date, is_date, iso_date
from corpus.issuers import is_body, issuer, may_sign
from corpus.lines import Run, glue, is_ended
from corpus.mastheads import masthead
from corpus.person_names import are_names, may_be_name
from corpus.readers.base import left_out_notes
from corpus.records import Paragraph
from corpus.signatures import from_place, of_unit, signature, without_remark
from corpus.spans import BREAK, split
from corpus.splitting.by_lines import CLOSING, TEXT, TITLE, is_name, is_subtitle
from language.words import frequency
from messages import message_text

_HEAD_LINES = 5
_EDITORS = re.compile(
    r"[【\[（(]?(?:[编編][后後者]|[记記]者附[记記]|(?:[^\s:：，。]{2,16})?(?:答[复覆]|回[复覆音]|[复覆]信)(?=[】\]）):：]))[^:：]{0,4}[】\]）)]?[:：\s]"
)
_END = re.compile(r"[（(]([^()（）]{3,60})[)）]\s{0,9}$")
_SOURCE = re.compile(
    r"[(（【\[]?(?:(?:文章|稿件|本文|新闻|信息)?来源|稿源|出处)\s?[:：]\s?[《「]?"
    r"(?P<paper>[^\s《》「」()（）【】，。；：:]{2,20})[》」]?[)）】\]]?"
)
_QUOTES = re.compile(r"[(（]?[据據][^()（）]{2,40}(?:[报報][道導]|消息|电|電|[讯訊])[)）]?。?$")


_ROLE = re.compile(
    r"(?:代理|人民|首席)?(?:审判长|审判员|书记员|陪审员|法官助理|公证员|仲裁员|检察员|记录人?|经办人|负责人|联系人)\s{0,4}[:：]?\s{1,4}[\u4e00-\u9fff](?:\s{0,4}[\u4e00-\u9fff]){1,3}"
)
"""Who had a part in what is told above, between the text and who issues it."""
_SIGNED_ON = re.compile(
    r"(?:签订|签署|签约|订立|签字|成文|落款)(?:日期|时间)\s{0,4}[:：]\s{0,4}"
    r"|^[写记作撰改草]?[于於]\s?(?=[\d〇二一])"
)
_FEAST = re.compile(
    r"(?P<year>(?:[\d〇零○Ｏ一二三四五六七八九]{4}|民[国國].{1,4})年)\s{0,4}"
    rf"(?:{FEAST}|[孟仲季暮初早盛深]?[春夏秋冬]节?[日夜月]?)"
)
"""A year with a feast or a season, as prefaces are dated: 二〇二一年清明."""


_WRITTEN_AT = re.compile(
    r"(?<=\S)[\s，,]{0,4}(?:[写记作撰]|[改修写草][定改毕就])?[于於]\s?[\u4e00-\u9fff]{2,10}$"
)
_HOUR = re.compile(
    rf"(?<=[\d日号號])\s{{0,2}}(?:{FEAST})?之?(?:[深午半]?夜|夜半|夜里|傍晚|晚|黄昏"
    r"|(?:凌晨|清晨|早晨|上午|中午|下午|晚上)(?:(?:[〇一二三四五六七八九十]|\d){1,2}[点时時])?)?$"
)
"""Behind a day, when on it, or of which feast: 2020年1月3日夜, 2019.9.13 中秋夜."""
_OPEN_TO_ALL = re.compile(r"[(（]此件[\u4e00-\u9fff]{0,6}公开[\u4e00-\u9fff]{0,4}[)）]")
"""Below who issued a notice: （此件公开发布）"""
_PRINTED = re.compile(r"\d日印发$")
_IS_BELOW = re.compile(
    r"(?:主\s?送|抄\s?[送报]|分\s?送|发\s?送)\s?[:：]|[\u4e00-\u9fff]{0,24}\s{0,40}\d{4}年\d{1,2}月\d{1,2}日印发$"
    r"|[…．.·—–－─━_-]{2,60}\s{0,9}回\s{0,4}执"
)
"""What stands below who signs: 抄送：…, ……回执……, 县府办公室 2025年3月2日印发."""
_BELOW = 6  # paragraphs below the one who signs, at most
_PLAIN_END = re.compile(r"[。.]?\s{0,2}[)）】]?$")
_OF_TEXT = re.compile(
    r"[(（【]?\s?(?:[本此]文|[原曾首]?(?:[刊发][于於载表]|载[于於])|[原曾首][刊载])"
)
_ABOUT = re.compile(
    r"(?:[(（【]\s?(?:本文)?作者|(?:本文)?作者简介|本文作者)\s?[:：]?\s?(?P<who>[\u4e00-\u9fff]{2,3})[，,]"
)
"""What a note on who wrote begins with: （作者桂小满，1975年生，…）, 作者简介：桂小满，…"""


def take_head(draft: Draft, bare: bool = False, fixed: Set[int] = frozenset()) -> None:
    """Take the lines at the beginning that tell author, date and the like, and the second half of
    the title; one paragraph stays, and what begins at a place that is `fixed`."""
    at = 0
    texts = [paragraph.text for paragraph in draft.paragraphs[: metadata_lines.SUBMITTED_LINES]]
    submitted = metadata_lines.is_submitted(texts)
    for number in range(metadata_lines.SUBMITTED_LINES if submitted else _HEAD_LINES):
        if len(draft.paragraphs) < at + 2:
            break
        first, *below = draft.paragraphs[at:]
        if first.heading is not None or first.spans[0][0] in fixed:
            break
        if not at and metadata_lines.is_document_number(first.text):
            at = 1  # it stays
            continue
        if draft.title and draft.author is None and _is_over_writer(draft.paragraphs[at:]):
            if metadata_lines.take_below_title(draft, first.text, [below[0].text], bare):
                del draft.paragraphs[at]
            else:
                at += 1  # it stays, too
            continue
        if submitted and metadata_lines.take_submitted(draft, first.text):
            del draft.paragraphs[at]
            continue
        rest = [text for one in below for text in (one.text, one.heading) if text]
        goes_on = not number and draft.title and is_subtitle(first.text)
        if goes_on and not metadata_lines.names_issuer(first.text, rest):
            draft.set(title=(draft.title or "").removesuffix(first.text) + first.text)
            del draft.paragraphs[at]
            continue
        if metadata_lines.is_of_event(draft, first.text, below[0].text):
            break
        cuts = _line_starts(draft.text, first)
        lines = _cut_at(first, cuts)
        if _take_lines(draft, lines, rest, bare):
            del draft.paragraphs[at]
        elif len(lines) > 1 and draft.title and dated_head(lines[0].text):
            others = _cut_at(first, [cuts[1], cuts[-1]])
            if not _take_lines(draft, lines[:1], [others[0].text, *rest], bare):
                break
            draft.paragraphs[at : at + 1] = others
        else:
            break


def _is_over_writer(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether the first line has a label, and who wrote stands below it behind another."""
    first, *below = (part.text for part in paragraphs[:_HEAD_LINES] if part.heading is None)
    return metadata_lines.leads_to_writer(first, below)


def _take_lines(draft: Draft, lines: Sequence[Paragraph], rest: Sequence[str], bare: bool) -> bool:
    """Put into the draft what these lines together say."""
    text = " ".join(line.text for line in lines)
    if draft.title is None:
        return metadata_lines.take(draft, text, bare)
    alone = bare and parse_byline(text) is None and parse_byline(text, bare=True) is not None
    named = bare and not (alone and (not is_name(text) or _is_list(rest)))
    return metadata_lines.take_below_title(draft, text, rest, named)


def _is_list(rest: Sequence[str]) -> bool:
    """Whether what stands below a name is another one, over no text, or no text."""
    if is_name(rest[0]) and not metadata_lines.are_further(rest[0], rest[1:]):
        return True
    return not any(len(text) > TITLE or is_ended(text) for text in rest)


def take_foot(draft: Draft, fixed: Set[int] = frozenset()) -> None:
    """Take what stands below the text: a byline, a date, or both; where a reporter is named at the
    end of the last paragraph, the text stays."""
    below = _without_slip(draft)
    _take_signature(draft, fixed)
    draft.paragraphs += below


def is_below_signature(text: str) -> bool:
    """Whether a line stands below who signs: who else gets it, when it was printed, a slip."""
    return bool(_IS_BELOW.match(text))


def _without_slip(draft: Draft) -> list[Paragraph]:
    """The paragraphs below who signs a document or a letter: who else gets it, when it was printed,
    the slip to tear off.  They are taken out of the draft, and stay text."""
    last = len(draft.paragraphs) - 1
    if last > 0 and _PRINTED.search(draft.paragraphs[last].text):
        breaks = _line_starts(draft.text, draft.paragraphs[last])
        draft.paragraphs[last:] = _cut_at(draft.paragraphs[last], breaks)
    places = range(max(1, len(draft.paragraphs) - _BELOW), len(draft.paragraphs))
    at = next((i for i in places if is_below_signature(draft.paragraphs[i].text)), 0)
    if not at:
        return []
    below = draft.paragraphs[at:]
    del draft.paragraphs[at:]
    return below


def _take_signature(draft: Draft, fixed: Set[int]) -> None:
    if len(draft.paragraphs) > 1 and _OPEN_TO_ALL.fullmatch(draft.paragraphs[-1].text):
        _take_last(draft, {})
    if draft.paragraphs:
        _separate_last_lines(draft, len(draft.paragraphs) - 1, fixed)
    _take_imprint(draft, fixed)
    _name_writer(draft, fixed)
    dated = _take_date_below(draft, fixed)
    if len(draft.paragraphs) < 2 or draft.paragraphs[-1].spans[0][0] in fixed:
        return
    above, last = draft.paragraphs[-2:]
    if _repeats_author(draft, last.text):
        _take_last(draft, {})
    if draft.author is not None or len(last.text) > metadata_lines.LONGEST:
        return
    if last.text[0] in DASHES and any(map(_is_dashed_name, draft.paragraphs[:-1])):
        return  # who is quoted, or the writers of several pieces
    fields = fields_below(last.text)
    if not fields and (dated or (is_ended(above.text) and len(above.text) > TEXT)):
        byline = parse_byline(last.text, bare=True) or of_unit(last.text)
        before = draft.paragraphs[:-1]
        lines = (text for paragraph in before for text in (paragraph.heading or "", paragraph.text))
        alone = not any(is_name(line) or of_unit(line) for line in lines)  # else it is text
        alone = alone and last.heading == above.heading
        fields = asdict(byline) if byline and are_names(byline.author) and alone else {}
    ends = is_ended(above.text) or bool(CLOSING.search(above.text))
    ends = ends or bool(_ROLE.fullmatch(above.text))
    if not fields:
        head = writers(last.text) if dated else dated_head(last.text)
        several = dated_head(above.text) or writers(above.text)
        fields = head if head and not several else {}
    if not fields and dated and (is_body(last.text) or (ends and may_sign(last.text))):
        fields = {"office": last.text.strip()}
    if fields:
        _take_last(draft, fields)
    elif (about := _ABOUT.match(last.text)) and _is_unknown_name(about["who"]):
        draft.fill(author=about["who"])
        draft.notes.append(message_text("author_at_end"))
    elif (bracket := _END.search(last.text)) and (byline := _signed_inline(last.text, bracket)):
        draft.fill(**asdict(byline))
        draft.notes.append(message_text("author_at_end"))


def _signed_inline(text: str, bracket: re.Match[str]) -> Byline | None:
    """The byline in brackets behind the last sentence; a place and a name only where that ends."""
    whole = is_ended(text[: bracket.start()])
    return parse_byline(bracket[1]) or (from_place(bracket[1]) if whole else None)


def _is_unknown_name(word: str) -> bool:
    """Whether a word is a name and nobody's of whom texts are written (作者简介：李白，…)."""
    return may_be_name(word, expected=True) and not frequency(word)


def _is_dashed_name(paragraph: Paragraph) -> bool:
    """Whether a paragraph, or the heading over it, is a name behind dashes."""
    lines = filter(None, (paragraph.heading, paragraph.text))
    return any(line[0] in DASHES and is_name(line) for line in lines)


def _repeats_author(draft: Draft, line: str) -> bool:
    """Whether a line says once more who wrote the text."""
    return draft.author is not None and metadata_lines.is_signed(line, draft.author)


def is_foot(text: str) -> bool:
    """Whether a line below a text says when, where or by whom it was written."""
    return is_date(text) or bool(day_below(text) or imprint(text) or fields_below(text))


def day_below(text: str) -> str | None:
    """The date that a line below a text is, as exact as it tells: also 签订日期：… and the year of
    二〇二一年清明."""
    text = _SIGNED_ON.sub("", text.strip("()（） "), count=1)
    text = _WRITTEN_AT.sub("", text)
    if feast := _FEAST.fullmatch(text):
        return iso_date(feast["year"])
    text = _HOUR.sub("", text)
    if (dated := dated_head(text)) and dated.keys() == {"published"}:
        return dated["published"]
    return iso_date(text) if is_date(text) else None


def imprint(text: str) -> dict[str, str]:
    """What a line below a text says of where it stood: a masthead, or 来源：… alone; {} where it
    only tells from which paper a fact is (据《…》报道)."""
    if _QUOTES.match(text):
        return {}
    if _OF_TEXT.match(text):
        text = without_remark(_PLAIN_END.sub("", text))
    if fields := masthead(text):
        return fields
    source = _SOURCE.fullmatch(text)
    return {"paper": source["paper"]} if source else {}


def is_reply(text: str) -> bool:
    """Whether a paragraph is the paper's own word on a letter: 编后：…, 【县公交公司答复】…"""
    return bool(_EDITORS.match(text))


def date_signed(text: str) -> int:
    """Where the date begins that the text ends with, behind who signs; 0 if it is another text."""
    date = find_date(text) if len(text) <= TITLE else None
    if date is None or date.end < len(text):
        return 0
    signer = text[: date.start].strip()
    signs = may_sign(signer) or is_name(signer) or fields_below(signer) or writers(signer)
    return date.start if signs else 0


def fields_below(text: str) -> dict[str, str | None]:
    """What a line below a text says, if it is a byline; {} if not."""
    inner = text.strip("()（）【】[]—- ")
    if byline := signature(text):
        labelled = parse_byline(inner) or signature(inner)  # not only a name
        return asdict(byline) if labelled or are_names(byline.author) else {}
    if said := metadata_lines.told_by_labels(inner):
        return said
    if office := issuer(inner):
        return {"office": office}
    told = metadata_lines.fields_of(text.strip("()（）【】[] "))
    names = ("author", "office", "published") if told.get("author") else ()
    return {name: told.get(name) for name in names}


def _line_starts(source: str, paragraph: Paragraph) -> list[int]:
    """Where the lines of the source begin that a paragraph was made of, and its end; a date behind
    who signs begins one, too."""
    cuts, at = [0], 0
    for (start, end), (following, _) in pairwise(paragraph.spans):
        at += end - start
        if BREAK.search(source, end, following):
            cuts.append(at)
    if date := date_signed(paragraph.text[cuts[-1] :]):
        cuts.append(cuts[-1] + date)
    return [*cuts, len(paragraph.text)]


def _cut_at(whole: Paragraph, cuts: Sequence[int]) -> list[Paragraph]:
    """The paragraph in parts, without the white space around each."""
    parts = []
    for begin, end in pairwise(cuts):
        text = whole.text[begin:end]
        begin += len(text) - len(text.lstrip())
        parts.append((begin, begin + len(text.strip())))
    places = zip(parts, split(whole.spans, parts), strict=True)
    return [replace(whole, text=whole.text[low:high], spans=spans) for (low, high), spans in places]


def _separate_last_lines(draft: Draft, at: int, fixed: Set[int]) -> None:
    """Let the lines at the end of a paragraph stand alone that say who, when, in which paper."""
    paragraph = draft.paragraphs[at]
    if paragraph.spans[0][0] in fixed:
        return
    breaks = _line_starts(draft.text, paragraph)
    lines = [line.text for line in _cut_at(paragraph, breaks)]
    cut = len(lines)
    while cut and len(lines[cut - 1]) <= metadata_lines.LONGEST:
        signed = cut < len(lines) and (may_sign(lines[cut - 1]) or is_name(lines[cut - 1]))
        signed = signed or _repeats_author(draft, lines[cut - 1])
        if not signed and not is_foot(lines[cut - 1]):
            break
        cut -= 1
    if cut < len(lines):
        while cut and _ROLE.fullmatch(lines[cut - 1]):
            cut -= 1
    if not cut or is_ended(lines[cut - 1]) or CLOSING.search(lines[cut - 1]):
        draft.paragraphs[at : at + 1] = _cut_at(paragraph, sorted({0, *breaks[cut:]}))


def _take_last(draft: Draft, fields: Mapping[str, str | None]) -> None:
    """Put what the last paragraph tells into the draft, the paragraph into its notes.  A heading
    with nothing else below it becomes a paragraph."""
    draft.fill(**fields)
    last = draft.paragraphs.pop()
    draft.notes.append(message_text("head", text=last.text))
    above = draft.paragraphs[-1]
    if last.heading is None or last.heading == above.heading:
        return
    run = _found_above(draft.text, last.heading, last.spans[0][0])
    if run is None:
        draft.notes += left_out_notes([last.heading])
    else:
        draft.paragraphs.append(Paragraph(above.heading, run.text, run.spans, page=last.page))


def _found_above(source: str, heading: str, end: int) -> Run | None:
    """The words of a heading where they stand last above a place of the source; None if something
    else stands between them."""
    runs: list[Run] = []
    for word in reversed(heading.split()):
        at = source.rfind(word, 0, end)
        if at < 0 or (runs and source[at + len(word) : end].strip()):
            return None
        runs.insert(0, Run(word, ((at, at + len(word)),)))
        end = at
    return glue(runs)


def _take_imprint(draft: Draft, fixed: Set[int]) -> None:
    """Take the last line if it says where the text stood: （《…》2024年3月4日第3版）."""
    if len(draft.paragraphs) < 2:
        return
    above, last = draft.paragraphs[-2:]
    fields = imprint(last.text) if last.heading == above.heading else {}
    if "paper" in fields and last.spans[0][0] not in fixed:
        _take_last(draft, fields)
        _separate_last_lines(draft, len(draft.paragraphs) - 1, fixed)


def _name_writer(draft: Draft, fixed: Set[int]) -> None:
    """The writer of a letter whom the lines above the editors' note sign; they stay in the text."""
    last = len(draft.paragraphs) - 1
    at = next(
        (i for i in range(last, max(1, last - 4), -1) if is_reply(draft.paragraphs[i].text)), 0
    )
    if not at:
        return
    before = len(draft.paragraphs)
    _separate_last_lines(draft, at - 1, fixed)
    at += len(draft.paragraphs) - before
    for paragraph in reversed(draft.paragraphs[max(0, at - 3) : at]):
        fields = {}
        if draft.author is None:
            fields = fields_below(paragraph.text) or writers(paragraph.text) or {}
        if not fields and is_date(paragraph.text):
            fields = {"published": iso_date(paragraph.text)}
        if not fields:
            break
        draft.fill(**fields)
        names = fields.get("author") is not None
        note = message_text("author_at_end") if names else message_text("head", text=paragraph.text)
        draft.notes.append(note)


def _take_date_below(draft: Draft, fixed: Set[int]) -> bool:
    """Take a date that is the last line."""
    if len(draft.paragraphs) < 2:
        return False
    above, last = draft.paragraphs[-2:]
    date = day_below(last.text) if last.heading == above.heading else None
    if date is None or last.spans[0][0] in fixed:
        return False
    _take_last(draft, {"published": date})
    return True
