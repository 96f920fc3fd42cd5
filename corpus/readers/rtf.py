"""RTF reader: paragraphs, tables and footnotes; the bytes are of the code page of their font."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from corpus import file_types, limits
from corpus.readers.base import Refuse, left_out_notes, whole, with_notes
from corpus.readers.extracted_text import Extract
from corpus.records import Article
from corpus.spans import blank
from corpus.tables import Cell
from errors import SourceError
from messages import message_text

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|((?:\\'[0-9a-fA-F]{2})+)|\\([^a-zA-Z'])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\",
    re.S,
)
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
             162: "cp1254", 177: "cp1255", 178: "cp1256", 204: "cp1251", 238: "cp1250"}  # fmt: skip
_SIGNS = {
    "tab": " ", "line": "\n", "emdash": "—", "endash": "–", "emspace": "\u2003",
    "enspace": "\u2002", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "nestcell": " ", "nestrow": " ",
}  # fmt: skip
_CHARACTERS = {"~": "\xa0", "_": "-"}
_SKIPPED = frozenset((
    "colortbl", "stylesheet", "info", "pict", "object", "objdata", "listtable",
    "listoverridetable", "revtbl", "rsidtbl", "generator", "filetbl", "fldinst", "xe", "tc",
    "themedata", "colorschememapping", "latentstyles", "datastore", "bkmkstart", "bkmkend",
    "annotation", "atnid", "atnauthor", "atnref", "atndate", "nonshppict", "template", "private",
    "mmathPr", "sp", "xmlnstbl", "wgrffmtfilter", "userprops", "ftnsep", "ftnsepc", "aftnsep",
    "aftnsepc", "nonesttables", "falt", "panose",
))  # fmt: skip
_AROUND = frozenset(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
                     "footerf"))  # fmt: skip
_READ_ANYWAY = frozenset(("shpinst", "shptxt", "nesttableprops", "footnote", "pn", "pntext"))
_BODY, _NOTE, _HEADER, _NOTHING, _FONTS = "body", "note", "header", "nothing", "fonts"
_HIDDEN = "hidden"
_UNSEEN = {"deleted": "deleted", "v": "hidden"}


def read(stream: BinaryIO, path: str, refuse: Refuse) -> Iterator[Article]:
    """The articles of an .rtf file."""
    data = whole(stream)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise SourceError("not_rtf", kind=file_types.kind(data) or file_types.OTHER)
    document = _Document()
    document.read(data)
    notes = left_out_notes(dict.fromkeys(document.around))
    yield from with_notes(document.extract.articles(path), notes)


def walk(data: bytes, extract: Extract) -> list[str]:
    """Reads RTF that is part of another document into its extract; the texts of its headers and
    what is hidden."""
    document = _Document(extract)
    document.read(data)
    return document.around


@dataclass(slots=True)
class _State:
    """What a group has set, and hands on to the groups within it."""

    where: str = _BODY
    unicode_skip: int = 1
    font: int = -1
    deleted: bool = False
    hidden: bool = False


@dataclass(slots=True)
class _Row:
    """The row that is being read: its cells, and how each is merged with those around it."""

    texts: list[str] = field(default_factory=list)
    merges: list[str] = field(default_factory=list)
    merge: str = ""
    head: bool = False


class _Document:
    """Reads the tokens into an extract, in one pass."""

    def __init__(self, extract: Extract | None = None) -> None:
        self.extract = extract or Extract()
        self.around: list[str] = []
        self._state = _State()
        self._stack: list[_State] = []
        self._page = "cp1252"
        self._fonts: dict[int, str] = {}
        self._bytes = bytearray()
        self._codec = "cp1252"
        self._texts: dict[str, list[str]] = {_BODY: [], _NOTE: [], _HEADER: [], _HIDDEN: []}
        self._notes: list[str] = []
        self._notes_in_table: list[str] = []
        self._level: int | None = None
        self._in_table = False
        self._row = _Row()
        self._rows: list[_Row] = []
        self._numbered = 0
        self._star = False
        self._cells_copied = 0  # cells of rows that were told anew

    def read(self, data: bytes) -> None:
        at = tokens = skip = 0
        while token := _TOKEN.match(data, at):
            at = token.end()
            tokens += 1
            limits.check(limits.OFFICE_ELEMENTS, tokens)
            word, number, escaped, sign, brace, raw = token.groups()
            if escaped or raw:
                content = bytes.fromhex(escaped.decode().replace("\\'", "")) if escaped else raw
                self._add_bytes(content[skip:])
                skip = max(0, skip - len(content))
                continue
            skip = 0
            if word:
                value = int(number) if number else None
                if word == b"bin":
                    at += value if value and 0 < value <= len(data) - at else 0
                elif word == b"u" and value is not None:
                    self._add_text(chr(value % 0x10000))
                    skip = self._state.unicode_skip
                else:
                    self._word(word.decode("ascii"), value)
            elif brace == b"{":
                self._flush()
                limits.check(limits.OFFICE_DEPTH, len(self._stack))
                self._stack.append(replace(self._state))
            elif brace:
                self._close()
            elif sign:
                self._sign(sign.decode("latin-1"))
        self._flush()
        if self._row.texts:  # a row without its end
            self._rows.append(self._row)
        self._paragraph()
        self._table()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._star = True
        elif sign in "\r\n":
            self._word("par", None)
        elif sign in "\\{}":
            self._add_bytes(sign.encode())  # it may be the second half of a character
        else:
            self._add_text(_CHARACTERS.get(sign, ""))

    def _close(self) -> None:
        self._flush()
        before = self._state.where
        self._state = self._stack.pop() if self._stack else _State()
        if before != self._state.where and before in (_NOTE, _HEADER):
            text = " ".join(_whole_text(self._texts[before]).split())
            self._texts[before] = []
            if not blank(text):
                (self._notes if before == _NOTE else self.around).append(text)

    def _word(self, word: str, value: int | None) -> None:
        star, self._star = self._star, False
        is_on = value != 0
        if word in _SIGNS:
            self._add_text(_SIGNS[word])
        elif word in ("par", "sect", "page"):
            self._flush()
            if self._state.where != _BODY or self._in_table:
                self._add_text("\n")
            else:
                self._paragraph()
        elif word == "pard":
            self._flush()
            self._in_table, self._level = False, None
        elif word == "plain":
            self._flush()
            self._state.deleted = self._state.hidden = False
        elif word in _UNSEEN:
            self._flush()
            setattr(self._state, _UNSEEN[word], is_on)
        elif word == "intbl":
            self._in_table = True
        elif word == "outlinelevel":
            self._level = value + 1 if value is not None and 0 <= value < 8 else None
        elif word == "f" and value is not None:
            self._flush()
            self._state.font = value
        elif word == "fcharset" and self._state.where == _FONTS:
            self._fonts[self._state.font] = _CHARSETS.get(value or 0, "")
        elif word == "ansicpg" and value:
            self._page = {936: "gb18030", 950: "big5hkscs", 65001: "utf-8"}.get(value, f"cp{value}")
        elif word == "uc":
            self._state.unicode_skip = max(0, min(value or 0, 8))
        elif not self._cells(word):
            self._destination(word, star)

    def _cells(self, word: str) -> bool:
        """Whether the word is of a table, and what it says is done."""
        if word == "trowd":
            self._row = _Row(self._row.texts)
        elif word == "trhdr":
            self._row.head = True
        elif word in ("clvmgf", "clvmrg", "clmgf", "clmrg"):
            self._row.merge = word
        elif word == "cellx":
            if self._rows and self._row.merges is self._rows[-1].merges:  # of the row above, too
                self._cells_copied += len(self._row.merges)
                limits.check(limits.TABLE_CELLS, self._cells_copied)
                self._row.merges = list(self._row.merges)
            self._row.merges.append(self._row.merge)
            self._row.merge = ""
        elif word == "cell":
            self._flush()
            self._row.texts.append(_whole_text(self._take_body()))
        elif word == "row":
            self._flush()
            self._rows.append(self._row)
            self._notes_in_table += self._notes
            self._notes = []
            self._row = replace(self._row, texts=[])  # the same merges, until others are told
        else:
            return False
        return True

    def _destination(self, word: str, star: bool) -> None:
        """A word that says what its group is: text, a footnote, or nothing that is read."""
        self._flush()
        if word == "fonttbl":
            self._state.where = _FONTS
        elif word == "footnote" and self._state.where == _BODY:
            self._state.where = _NOTE
        elif word in _AROUND and self._state.where == _BODY:
            self._state.where = _HEADER
        elif word in _SKIPPED or (star and word not in _READ_ANYWAY):
            self._state.where = _NOTHING

    def _add_bytes(self, content: bytes) -> None:
        if self._state.where in self._texts and not self._state.deleted:
            self._codec = self._fonts.get(self._state.font) or self._page
            self._bytes += content

    def _add_text(self, text: str) -> None:
        self._flush()
        if self._state.where in self._texts and not self._state.deleted:
            self._open_texts().append(text)

    def _flush(self) -> None:
        """The bytes that are open, in their code page: a character may be of several."""
        if self._bytes:
            try:
                text = self._bytes.decode(self._codec, "replace")
            except LookupError:
                text = self._bytes.decode("cp1252", "replace")
            self._open_texts().append(text)
            self._bytes.clear()

    def _open_texts(self) -> list[str]:
        """Where text goes now; what is hidden stands in notes alone."""
        return self._texts[_HIDDEN if self._state.hidden else self._state.where]

    def _take_body(self) -> list[str]:
        texts, self._texts[_BODY] = self._texts[_BODY], []
        return texts

    def _paragraph(self) -> None:
        hidden, self._texts[_HIDDEN] = self._texts[_HIDDEN], []
        if not blank(_whole_text(hidden)):
            self.around.append(" ".join(_whole_text(hidden).split()))
        text = _whole_text(self._take_body())
        if not blank(text):
            self._table()
            if self._level is None:
                notes = tuple(message_text("footnote", text=note) for note in self._notes)
                self.extract.paragraph(text, notes)
            else:
                self.extract.heading(text, self._level)
        self._remarks(self._notes)

    def _remarks(self, notes: list[str]) -> None:
        for note in notes:
            self._numbered += 1
            self.extract.remark(note, f"脚注 {self._numbered}")
        notes.clear()

    def _table(self) -> None:
        """The rows that are open, as a table; a cell that goes on from above is none of its own."""
        rows: list[list[Cell]] = []
        reaching: dict[int, tuple[int, int]] = {}
        for row in self._rows:
            rows.append([])
            for x, text in enumerate(row.texts):
                merge = row.merges[x] if x < len(row.merges) else ""
                if merge == "clmrg" and rows[-1]:
                    rows[-1][-1] = replace(rows[-1][-1], columns=rows[-1][-1].columns + 1)
                elif merge == "clvmrg" and x in reaching:
                    y, i = reaching[x]
                    rows[y][i] = replace(rows[y][i], rows=rows[y][i].rows + 1)
                else:
                    rows[-1].append(Cell(text, head=row.head))
                    reaching[x] = len(rows) - 1, len(rows[-1]) - 1
        self._rows = []
        if max(map(len, rows), default=0) < 2:
            for cell in (cell for row in rows for cell in row):
                self.extract.paragraph(cell.text)
        else:
            self.extract.table(rows)
        self._remarks(self._notes_in_table)


def _whole_text(texts: list[str]) -> str:
    """The pieces of a text; characters that RTF writes as two halves become one."""
    text = "".join(texts)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
