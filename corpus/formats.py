"""The format of a file by its content, as the suffix that it should have.

Names lie: editors save a Word document as .doc, programs export a web page as .xls.  What begins
with a format's sign is of that format; text has no sign, so there the name decides.
"""

from __future__ import annotations

import re

from corpus import file_types
from corpus.readers import alto, hocr, zip

HEAD = 8192
"""So many bytes of a file are enough to know its format, but for archives."""

OLD_OFFICE = ".doc"
"""The format of Word, WPS and Excel of before 2007, which is not read."""

SLIDES = ".pptx"

WHOLE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What begins with these has to be looked at as a whole."""

_SIGNED = {
    "a PDF": ".pdf", "an RTF document": ".rtf", "a PNG image": ".png", "a JPEG image": ".jpg",
    "a TIFF image": ".tif", "a WebP image": ".webp",
    "an old or encrypted Office document (.doc, .xls)": OLD_OFFICE,
}  # fmt: skip
_TYPED = (
    (b"application/epub+zip", ".epub"),
    (b"application/vnd.oasis.opendocument.text", ".odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
)
_TYPES = "[Content_Types].xml"
_OFFICE = (
    (re.compile(rb"(?:wordprocessingml|ms-word)\.[\w.]{0,60}main\+xml"), ".docx"),
    (re.compile(rb"(?:spreadsheetml|ms-excel)\.(?!sheet\.b)[\w.]{0,60}main\+xml"), ".xlsx"),
    (re.compile(rb"(?:presentationml|ms-powerpoint)\.[\w.]{0,60}main\+xml"), SLIDES),
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,500}-->\s*)?"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]",
    re.I,
)
_HOCR = re.compile(rb"class\s{0,3}=\s{0,3}[\"']ocr_page|[\"']ocr-(?:system|capabilities)[\"']")
_MAIL = re.compile(rb"[a-z][a-z-]{1,40}:[^\n]", re.I)
_SENT = (b"\nto:", b"\ncc:", b"\nreceived:", b"\ndelivered-to:")
_SAVED = re.compile(rb"\ncontent-type:\s{0,9}(?:multipart/related|text/html)|\nsnapshot-")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def by_content(data: bytes) -> str:
    """The suffix of the format; ".zip" for any archive, "" for what may be text of any kind.

    data: all of a file that begins as WHOLE says, the first HEAD bytes of any other."""
    if data.startswith(b"PK\x03\x04"):
        return _archive_suffix(data)
    if kind := file_types.kind(data):
        return _SIGNED.get(kind, "")
    if alto.kind(data):
        return alto.SUFFIXES[0]
    if _HTML.match(data):
        return hocr.SUFFIXES[0] if _HOCR.search(data) else ".html"
    return _mail_suffix(data) if _is_mail(data) else ""


def is_encrypted(data: bytes) -> bool:
    """Whether an old Office document is the shell around an encrypted one of today."""
    return _ENCRYPTED in data


def may_be_text(head: bytes) -> bool:
    """Whether the file is of no format with a sign, and has no byte that text cannot have."""
    return not file_types.kind(head) and b"\0" not in head and b"%PDF-" not in head[:1024]


def _is_mail(data: bytes) -> bool:
    """The head of a mail, which a saved page with its pictures (MHTML) has as well."""
    head = b"\n" + data.lower()
    fields = (b"\nmime-version:", b"\ncontent-type:")
    return bool(_MAIL.match(head, 1)) and all(field in head for field in fields)


def _mail_suffix(data: bytes) -> str:
    """Whether somebody wrote the mail: a saved page goes to nobody, and is one text with its
    pictures."""
    head = b"\n" + data.lower().replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    is_sent = any(field in head for field in _SENT)
    return ".html" if _SAVED.search(head) and not is_sent else ".eml"


def _archive_suffix(data: bytes) -> str:
    """By the type that stands first in the archive, or by the list of types of its parts."""
    if data[30:38] == b"mimetype":
        mime_type = data[38:138]
        return next((suffix for sign, suffix in _TYPED if mime_type.startswith(sign)), ".zip")
    types = zip.member(data, _TYPES)
    office_suffix = next((suffix for sign, suffix in _OFFICE if sign.search(types)), "")
    return office_suffix or (alto.PACKED if alto.find_mets(data) else ".zip")
