"""Records of Milvus: articles and paragraphs as fields, and back.

Keys are hashes of ids and of the generation that wrote them, so writing twice changes nothing, and
what replaces a record stands beside it until the generation is the current one.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from corpus.article_data import metadata_of, paragraph_of
from corpus.records import Article, Paragraph
from errors import IndexDamaged
from index.milvus.connection import Record
from index.milvus.schema import ALIVE, MOST_BYTES
from index.store import Entry, Floats, Row

NOTHING = np.zeros(2, np.float32)
"""The vector of what has none."""

_LEAD, _DIGITS = chr(0x2880), 0x2800
"""Of the Braille patterns of `coded`."""

_PIECE = 15_000
"""Characters of a long text in one record: at most four bytes each."""
_LONG = "@"
"""How the body begins that stands in `texts`; the number of its pieces follows."""


def key_of(*parts: object) -> int:
    """63 bits of a hash."""
    text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little") >> 1


def signed(key: int) -> int:
    """A term's key as Milvus has it, INT64."""
    return key - (1 << 64) if key >> 63 else key


def term_key(key: int) -> int:
    """Of the record of a term."""
    return key_of("term", key)


def packed(value: Any) -> str:
    """JSON that any engine can keep: half of a pair of surrogates is no UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        text = json.dumps(value, separators=(",", ":"))
    return text


def crc(text: str) -> int:
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def vectors_crc(dense: Any, sparse: Mapping[int, float]) -> int:
    """Of the numbers as an engine keeps them, float32."""
    dimensions = np.array(sorted(sparse), np.int64)
    values = np.array([sparse[dimension] for dimension in dimensions.tolist()], np.float32)
    return zlib.crc32(
        np.asarray(dense, np.float32).tobytes() + dimensions.tobytes() + values.tobytes()
    )  # fmt: skip


def coded(text: str) -> str:
    """A text without signs that mean something in an expression; one text is part of another if
    and only if it is so coded.  Letters and digits stand for themselves, any other character is
    spelled by seven Braille patterns."""
    return "".join(sign if sign.isalnum() else _spelled(sign) for sign in text)


def _spelled(sign: str) -> str:
    return _LEAD + "".join(chr(_DIGITS + int(digit, 16)) for digit in f"{ord(sign):06x}")


def pieces(owner: int, text: str) -> list[Record]:
    """A long text as records of `texts`."""
    return [
        {"pk": key_of(owner, number), "owner": owner, "text": text[at : at + _PIECE],
         "none": NOTHING}
        for number, at in enumerate(range(0, len(text), _PIECE))
    ]  # fmt: skip


def piece_keys(owner: int, count: int) -> list[int]:
    return [key_of(owner, number) for number in range(count)]


def body_of(key: int, value: Any) -> tuple[str, int, list[Record]]:
    """The body of a record, its check sum, and the records of `texts` where it is too long."""
    text = packed(value)
    if len(text.encode()) <= MOST_BYTES:
        return text, crc(text), []
    parts = pieces(key, text)
    return f"{_LONG}{len(parts)}", crc(text), parts


def long_pieces(record: Record) -> list[int]:
    """The keys of the pieces of a record's body; none if it holds it itself."""
    body = record["body"]
    return piece_keys(record["pk"], int(body[1:])) if body.startswith(_LONG) else []


def unpacked(record: Record, body: str) -> Any:
    """The value of a body.  Raises IndexDamaged if it is not what was written."""
    if crc(body) != record["crc"]:
        raise IndexDamaged("bad_row", record="record", number=str(record["pk"]))
    return json.loads(body)


# ------------------------------------------------------------------------------ articles


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article of a generation.  born: the generation that wrote it.  source: the owner of its
    text; pieces: how many."""

    entry: Entry
    born: int
    source: int
    pieces: int

    def keys(self) -> Iterator[int]:
        """Of its rows."""
        for number in range(1, self.entry.paragraphs + 1):
            yield row_key(self.entry.id, number, self.born)

    def article(self, text: str, rows: Iterable[StoredRow]) -> Article:
        """With the text of its source."""
        return self.entry.article(text, (row.paragraph for row in rows))


def article_key(article_id: str, born: int) -> int:
    return key_of("article", article_id, born)


def article_record(article: StoredArticle) -> tuple[Record, list[Record]]:
    entry = article.entry
    key = article_key(entry.id, article.born)
    value = asdict(entry) | {name: getattr(article, name) for name in ("born", "source", "pieces")}
    body, check, parts = body_of(key, value)
    record = {
        "pk": key, "born": article.born, "died": ALIVE, "source": article.source,
        "own_id": coded(entry.own_id), "real": _clipped(coded(entry.real)), "body": body,
        "crc": check, "none": NOTHING,
    }  # fmt: skip
    for name in ("id", "own_id", "digest", "real"):
        record[f"{name}_key"] = key_of(getattr(entry, name))
    return record, parts


def stored_article(value: dict[str, Any]) -> StoredArticle:
    born, source, count = (value.pop(name) for name in ("born", "source", "pieces"))
    value["metadata"] = metadata_of(value["metadata"])
    value["notes"] = tuple(value["notes"])
    return StoredArticle(Entry(**value), born, source, count)


def _clipped(text: str) -> str:
    """Of a path too long for a field, the beginning: it is looked for by its beginning, and what
    is found is compared as a whole."""
    return text.encode()[:MOST_BYTES].decode(errors="ignore")


# ------------------------------------------------------------------------------ paragraphs


def row_key(article_id: str, number: int, born: int) -> int:
    return key_of("row", article_id, number, born)


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row and its paragraph.  length: how many terms it has.  place: of its article within its
    file."""

    row: Row
    paragraph: Paragraph
    length: int
    place: int

    @property
    def order(self) -> tuple[str, int, int]:
        """Where it stands in the index."""
        return self.row.path, self.place, self.row.paragraph


def row_body(
    entry: Entry, number: int, paragraph: Paragraph, length: int, sizes: tuple[int, ...]
) -> dict[str, Any]:
    value = {
        "article": entry.id,
        "path": entry.path,
        "place": entry.place,
        "metadata": asdict(entry.metadata),
        "paragraph": number,
        "heading": paragraph.heading,
        "text": paragraph.text,
        "spans": paragraph.spans,
        "notes": paragraph.notes,
        "page": paragraph.page,
        "length": length,
        "sizes": sizes,
    }
    return value if paragraph.boxes is None else {**value, "boxes": paragraph.boxes}


def stored_row(value: dict[str, Any]) -> StoredRow:
    data = (value["heading"], value["spans"], value["notes"], value["page"], value.get("boxes"))
    paragraph = paragraph_of(value["text"], *data)
    row = Row.of(
        value["article"], value["path"], metadata_of(value["metadata"]), value["paragraph"],
        paragraph, tuple(value["sizes"]),
    )  # fmt: skip
    return StoredRow(row, paragraph, value["length"], value["place"])


def hash_key(digest: bytes) -> int:
    return int.from_bytes(digest[:8], "little") >> 1


def dense_of(record: Record) -> Floats:
    return np.array(record["dense"], np.float32)
