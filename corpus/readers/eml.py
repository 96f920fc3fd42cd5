"""Mail reader: one mail is one article, titled by its subject, of its sender and its day.

The text is that of the parts that are shown, plain where one is given in both forms.  Lines that
quote another mail (> …) are left out where the sender wrote others, so is the card below a line of
two hyphens, and what is attached is named, in notes; nothing attached is opened.  Headers are cut
and parts counted before Python's library parses them, which takes time with the square of some.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Sequence
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime
from io import BytesIO
from typing import BinaryIO

from corpus import limits
from corpus.builder import finish
from corpus.dated_heads import writers
from corpus.dates import iso_date
from corpus.encodings import decode, with_losses
from corpus.entries import cuts
from corpus.lines import blocks, is_ended, paragraphs
from corpus.readers import html, text
from corpus.readers.base import Refuse, left_out_notes, listed_keys, whole
from corpus.readers.extracted_text import Extract
from corpus.records import Article
from corpus.spans import blank
from errors import EncodingError, SourceError
from messages import message_text

_READ = frozenset((
    "from", "to", "cc", "date", "subject", "content-type", "content-disposition",
    "content-transfer-encoding",
))  # fmt: skip
_TEXTS = frozenset(("text/plain", "text/html"))
_HEADER = 2_000  # characters of a header that are read
_BOUNDARY = re.compile(rb"(?:^|[\r\n])--[^-\s]")
_INNER = re.compile(rb"(?:^|[\r\n])content-type:\s{0,80}(?:multipart|message)/", re.I)
_ANSWERS = re.compile(r"(?:(?:re|fwd?|aw|回[复覆]|答[复覆]|转[发寄]|轉寄)\s?[:：]\s*){1,20}", re.I)
"""What programs put before the subject of an answer."""
_QUOTED = re.compile(r"\s{0,3}>")
_LEADS = re.compile(r"(?:写道|寫道|wrote)\s?[:：]$")
_CARD = re.compile(r"\n[ \t]{0,3}\n--[ \t]{0,3}\n(?P<card>\S(?:[^\n]{0,80}\n){0,9}[^\n]{0,80})\Z")
"""Below a text and a blank line, the sender's name and address as programs add them."""
_QUOTATION = 200  # characters of one that are told


class _Policy(Compat32):
    """Keeps the beginning of those headers that are read, and of the others the name."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        if name.strip().lower() not in _READ:
            return name[:_HEADER], ""
        lines = [value[:_HEADER], *(line[:_HEADER] for line in sourcelines[1:_HEADER])]
        return name, "".join(lines)[:_HEADER].strip()

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The article of an .eml file; one without the head of a mail is read as plain text."""
    data = whole(stream)
    limits.check(limits.MAIL_LINES, data.count(b"\n") + data.count(b"\r"))
    limits.check(limits.MAIL_PARTS, sum(1 for _ in _BOUNDARY.finditer(data)))
    limits.check(limits.MAIL_DEPTH, sum(1 for _ in _INNER.finditer(data)))
    mail = email.message_from_bytes(data, policy=_Policy())
    if mail["from"] is None and mail["subject"] is None:
        yield from text.read(BytesIO(data), path, refuse)
        return
    extract, notes = Extract(), []
    said = {key: _words(mail[key] or "") for key in ("Subject", "From", "To", "Cc", "Date")}
    title = _ANSWERS.sub("", said["Subject"], count=1)[: limits.FIELD_CHARS.value].strip()
    extract.title = title or None
    shown, attached = _parts(mail)
    for part in shown:
        notes += left_out_notes(_add(extract, part))
    if not extract.texts:
        raise SourceError("no_text")
    sender = writers(_words(parseaddr(mail["from"] or "")[0])) or {}
    fields = {key: sender.get(key) for key in ("author", "office")}
    draft = extract.draft({**fields, "title": title, "published": _day(said["Date"])}.items())
    extract.keep_empty_headings(draft)
    heads = {key: value for key, value in said.items() if value and value != title}
    draft.notes += [message_text("head", text=f"{key}: {value}") for key, value in heads.items()]
    draft.notes += notes
    if attached:
        draft.notes.append(message_text("attached", names=listed_keys(attached)))
    yield finish(draft, path)


def _parts(mail: Message) -> tuple[list[Message], list[str]]:
    """The parts of a mail that are its text, in order, and the names of those that are not."""
    shown: list[Message] = []
    attached: list[str] = []
    stack = [mail]
    while stack:
        part = stack.pop()
        kind, inner, name = part.get_content_type(), _inner(part), _file_name(part)
        if kind == "multipart/alternative" and inner:
            stack.append(_best_form(inner))
        elif kind.startswith("multipart/") and inner:
            stack += reversed(inner)
        elif name or inner or kind not in _TEXTS or part.get_content_disposition() == "attachment":
            subject = _words(inner[0]["subject"] or "") if inner else ""
            attached.append(name or subject or _words(kind))
        else:
            shown.append(part)
    return shown, attached


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else ""  # else it would be decoded
    return [x for x in payload if isinstance(x, Message)] if isinstance(payload, list) else []


def _best_form(forms: Sequence[Message]) -> Message:
    """Of the forms of one text the plain one, if it says something; else the last, the richest."""
    plain = next((form for form in forms if form.get_content_type() == "text/plain"), None)
    return forms[-1] if plain is None or blank(_text(plain)) else plain


def _file_name(part: Message) -> str:
    try:
        return _words(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""


def _add(extract: Extract, part: Message) -> list[str]:
    """Add the text of a part; what of it is a quotation or a card is returned."""
    if part.get_content_type() == "text/html":
        html.walk(_text(part), extract)
        return []
    text = _text(part)
    limits.check_text(text)
    own, left_out = _without_quotations(text)
    card = _CARD.search(own.rstrip())
    if card and not blank(own[: card.start()]) and not any(map(is_ended, card["card"].split())):
        own = own[: card.start()]
        left_out.append(" ".join(card["card"].split()))
    for block in blocks(own):
        for low, high, _ in cuts(block):
            for run in paragraphs(block[low:high]):
                extract.paragraph(run.text)
    return left_out


def _without_quotations(text: str) -> tuple[str, list[str]]:
    """The lines that the sender wrote, and the beginnings of those quoted between them; all of the
    text where nothing else stands in it."""
    own: list[str] = []
    quotations: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        if _QUOTED.match(line):
            if not inside:
                leads = len(own) - 1
                while leads >= 0 and blank(own[leads]):
                    leads -= 1
                lead = own[leads:] if leads >= 0 and _LEADS.search(own[leads].rstrip()) else []
                del own[len(own) - len(lead) :]
                quotations.append(lead)
            quotations[-1].append(line)
            inside = True
        else:
            own.append(line)
            inside = inside and blank(line)
    if blank("".join(own)):
        return text, []
    told = (" ".join(" ".join(lines).split()) for lines in quotations)
    return "\n".join(own), [x if len(x) <= _QUOTATION else f"{x[:_QUOTATION]}…" for x in told]


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    data = data if isinstance(data, bytes) else b""
    declared = part.get_content_charset()
    if declared is None and part.get_content_type() == "text/html":
        return html.decoded(data)
    try:
        return decode(data, declared)
    except EncodingError:
        text = with_losses(data, declared) if declared else None
        if text is None:
            raise
        return text


def _words(header: str) -> str:
    """A header's words, which may be written in ASCII as bytes of another encoding."""
    try:
        if "=?" not in header:
            words = decode(header.encode("utf-8", "surrogateescape"))
        else:
            chunks = decode_header(header.encode("utf-8", "surrogateescape").decode("latin-1"))
            words = "".join(map(_decoded_words, chunks))
    except (EncodingError, MessageError, ValueError):
        words = header.encode("ascii", "replace").decode()
    return " ".join(words.split())


def _decoded_words(chunk: tuple[str | bytes, str | None]) -> str:
    words, charset = chunk
    if isinstance(words, str) or charset is None:
        return words if isinstance(words, str) else decode(words)
    return decode(words, charset)


def _day(date: str) -> str | None:
    try:
        return iso_date(parsedate_to_datetime(date).date().isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
