"""Corrections by a reader of the library: metadata, joins and order of an article, never its words.

A correction speaks of the article as its file is read: of a field and what it said there, or of a
piece, which is a span of a paragraph.  So any of them can be undone, whatever came after it, and
spans point where they pointed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlsplit

from corpus import limits
from corpus.dates import iso_date
from corpus.metadata import METADATA
from corpus.person_names import in_one_form
from corpus.records import Article, Paragraph, Span, notes_of
from corpus.spans import blank, text_of
from errors import QuestionError, SourceError
from messages import message_text, values
from messages.tables import DATE_FORM

Kind = Literal["field", "split", "join", "move"]

Piece = tuple[int, int]
"""Numbers of a paragraph and of a span of it, from 1, as the file is read."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as it is kept.

    article: the id under which the article was seen.  own_id, content: those of the article as it
    is read (`index.store.Entry`); if they change, the correction does not apply.  title: what the
    article was called, to tell of it.  field, was, value: of a field.  piece: where a paragraph is
    split, or the first of one that is joined to the one before, or moved before the paragraph that
    begins with `before` (None: to the end).
    """

    id: str
    article: str
    own_id: str
    content: str
    title: str | None
    made: str
    kind: Kind
    field: str | None = None
    was: str | None = None
    value: str | None = None
    piece: Piece | None = None
    before: Piece | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A correction as it is asked for, by the numbers of the paragraphs as they stand, from 1.

    piece: of a split, the piece that begins the new paragraph, from 2.  before: of a move, the
    paragraph that it goes before; None: to the end.
    """

    kind: Kind
    field: str | None = None
    value: str | None = None
    paragraph: int = 0
    piece: int = 0
    before: int | None = None


@dataclass(slots=True)
class _Part:
    """A paragraph that is being put together: its pieces, and what was done to it."""

    pieces: list[Piece]
    notes: tuple[str, ...] = ()


def corrected(article: Article, corrections: Iterable[Correction]) -> Article:
    """The article as it is read, with those of its corrections that fit it, each with a note; those
    of a field have it on each paragraph too, for a hit has no other notes."""
    metadata, field_notes = article.metadata, dict[str, str]()
    corrections = list(corrections)
    parts = _corrected_parts(article, corrections)
    whole = parts == _parts_as_read(article)
    for correction in corrections:
        if correction.field and getattr(article, correction.field) == correction.was:
            metadata = replace(metadata, **{correction.field: correction.value})
            field_notes[correction.field] = (
                message_text("corrected_unknown", field=correction.field, id=correction.id)
                if correction.was is None
                else message_text(
                    "corrected", field=correction.field, was=correction.was, id=correction.id
                )
            )
    if not field_notes and whole:
        return article
    notes = tuple(field_notes.values())
    assembled = (_assembled(article, part) for part in parts)
    paragraphs = article.paragraphs if whole else assembled
    return replace(
        article,
        metadata=replace(metadata, author=in_one_form(metadata.author)),
        notes=(*article.notes, *notes),
        paragraphs=tuple(
            replace(paragraph, notes=(*paragraph.notes, *notes)) for paragraph in paragraphs
        ),
    )


def checked_fields(wanted: Sequence[Wanted]) -> list[Wanted]:
    """What is wanted, its fields as they would be kept: all that can be told without the article.

    So a face can refuse at once what no article could take, before the change waits for its turn.
    Raises QuestionError, LimitError, SourceError.
    """
    if not wanted:
        raise QuestionError("nothing_to_correct")
    return [_checked(edit) if edit.kind == "field" else edit for edit in wanted]


def made_of(
    wanted: Wanted, base: Correction, article: Article, before: Sequence[Correction]
) -> Correction | None:
    """The correction that does what is wanted to an article with the corrections `before`; None if
    that is so already.

    wanted: as `checked_fields` gives it.  base: a correction of the article without what it does.
    article: as it is read.
    Raises QuestionError, LimitError for what cannot be done.
    """
    correction = replace(base, kind=wanted.kind, title=corrected(article, before).title)
    if wanted.kind == "field":
        return _field_correction(correction, wanted, article, before)
    parts = _corrected_parts(article, before)
    part = _part_numbered(parts, wanted.paragraph)
    if wanted.kind == "split":
        count = len(part.pieces)
        if not 2 <= wanted.piece <= count:
            raise QuestionError("no_piece", number=wanted.paragraph, count=count)
        return replace(correction, piece=part.pieces[wanted.piece - 1])
    correction = replace(correction, piece=part.pieces[0])
    if wanted.kind == "join":
        if wanted.paragraph == 1:
            raise QuestionError("none_before")
        pieces = [*parts[wanted.paragraph - 2].pieces, *part.pieces]
        text = text_of(article.source.text, _spans(article, pieces))
        limits.check(limits.PARAGRAPH_CHARS, len(text))
        return correction
    if wanted.before is None:
        return None if part is parts[-1] else correction
    if wanted.before in (wanted.paragraph, wanted.paragraph + 1):
        return None
    return replace(correction, before=_part_numbered(parts, wanted.before).pieces[0])


def is_corrected(article: Article) -> bool:
    """Whether some correction stands in it."""
    return any(map(correction_of, notes_of(article)))


_FIELD_NOTES = ("corrected", "corrected_unknown")
_NOTES = (*_FIELD_NOTES, "split_by", "joined_by", "moved_by")


def tells_of_field(note: str) -> bool:
    """Whether it is a note of a corrected field, which each paragraph of the article has."""
    return any(values(key, note) is not None for key in _FIELD_NOTES)


def value_before(note: str, field: str) -> str | None:
    """What a field said before its correction, of which a note tells: "" where it was not known;
    None of another note."""
    readings = (values(key, note) for key in _FIELD_NOTES)
    of_field = (fields for fields in readings if fields and fields["field"] == field)
    return next((str(fields.get("was", "")) for fields in of_field), None)


def correction_of(note: str) -> str | None:
    """The id of the correction that a note tells of; None of another note."""
    readings = (values(key, note) for key in _NOTES)
    return next((str(fields["id"]) for fields in readings if fields), None)


def _field_correction(
    correction: Correction, wanted: Wanted, article: Article, before: Sequence[Correction]
) -> Correction | None:
    field, value = wanted.field or "", wanted.value
    if getattr(corrected(article, before), field) == value:
        return None
    return replace(correction, field=field, was=getattr(article, field), value=value)


def _checked(edit: Wanted) -> Wanted:
    field = edit.field or ""
    if field not in METADATA:
        raise QuestionError("unknown_field", value=f'"{field[:60]}"', expected=", ".join(METADATA))
    value = _checked_value(field, edit.value)
    if field in _FORMS:
        value = _FORMS[field](value)
    return replace(edit, value=value)


def _checked_value(field: str, text: object) -> str | None:
    """A field as readers of files give it: on one line; None for nothing."""
    if text is None:
        return None
    if not isinstance(text, str):
        raise QuestionError("bad_filter", filter=field, value=repr(text)[:80])
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SourceError("half_character") from None
    value = " ".join(text.split())
    limits.check(limits.FIELD_CHARS, len(value))
    if blank(value):
        return None
    if any(unicodedata.category(character) in ("Cc", "Cf") for character in value):
        raise QuestionError("field_unprintable", field=field, value=repr(value)[:80])
    return value


def _title(value: str | None) -> str:
    """An article has a title; that of its file comes back where a correction is taken back."""
    if value is None:
        raise QuestionError("title_needed")
    return value


def _day(value: str | None) -> str | None:
    day = value and iso_date(value)
    if value and not day:
        value = repr(value)[:80]
        raise QuestionError("bad_date", filter="published", value=value, form=DATE_FORM)
    return day


def _web_address(value: str | None) -> str | None:
    """An address that may stand as a link: `javascript:` and the like would be run, not opened."""
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in value
    except ValueError:  # as [ in the name of the host
        usable = False
    if not usable:
        raise QuestionError("bad_url", value=repr(value)[:80])
    return value


_FORMS = {"title": _title, "published": _day, "url": _web_address}
"""Fields that must have a form, and what gives it or refuses."""


def _parts_as_read(article: Article) -> list[_Part]:
    return [
        _Part([(number, span) for span in range(1, len(paragraph.spans) + 1)])
        for number, paragraph in enumerate(article.paragraphs, 1)
    ]


def _corrected_parts(article: Article, corrections: Iterable[Correction]) -> list[_Part]:
    parts = _parts_as_read(article)
    for correction in corrections:
        if correction.kind != "field":
            _ACTS[correction.kind](parts, correction)
    return parts


def _part_numbered(parts: list[_Part], number: int) -> _Part:
    if not 1 <= number <= len(parts):
        raise QuestionError("no_such_paragraph", number=number, count=len(parts))
    return parts[number - 1]


def _place_of(parts: list[_Part], piece: Piece | None) -> int | None:
    """The place of the paragraph that begins with a piece."""
    return next((at for at, part in enumerate(parts) if part.pieces[0] == piece), None)


def _split(parts: list[_Part], correction: Correction) -> bool:
    for at, part in enumerate(parts):
        if correction.piece in part.pieces[1:]:
            cut = part.pieces.index(correction.piece)
            note = message_text("split_by", number=str(correction.piece[0]), id=correction.id)
            notes = (*part.notes, note)
            parts[at : at + 1] = [_Part(part.pieces[:cut], notes), _Part(part.pieces[cut:], notes)]
            return True
    return False


def _join(parts: list[_Part], correction: Correction) -> bool:
    at = _place_of(parts, correction.piece)
    if not at or correction.piece is None:
        return False
    first, second = parts[at - 1 : at + 1]
    note = message_text("joined_by", number=str(correction.piece[0]), id=correction.id)
    notes = (*first.notes, *second.notes, note)
    parts[at - 1 : at + 1] = [_Part(first.pieces + second.pieces, tuple(dict.fromkeys(notes)))]
    return True


def _move(parts: list[_Part], correction: Correction) -> bool:
    at = _place_of(parts, correction.piece)
    target = len(parts) if correction.before is None else _place_of(parts, correction.before)
    if at is None or target is None or correction.piece is None:
        return False
    part = parts.pop(at)
    part.notes += (message_text("moved_by", number=str(correction.piece[0]), id=correction.id),)
    parts.insert(target - (target > at), part)
    return True


_ACTS = {"split": _split, "join": _join, "move": _move}
"""Does a correction to the parts; False, and nothing done, if it does not fit them."""


def _spans(article: Article, pieces: Iterable[Piece]) -> tuple[Span, ...]:
    return tuple(article.paragraphs[number - 1].spans[span - 1] for number, span in pieces)


def _assembled(article: Article, part: _Part) -> Paragraph:
    """The paragraph of some pieces.  What is known of it is what was known of those that they are
    from; the page and the heading are the first one's."""
    numbers = list(dict.fromkeys(number for number, _ in part.pieces))
    originals = [article.paragraphs[number - 1] for number in numbers]
    first = originals[0]
    inherited = (note for original in originals for note in original.notes)
    notes = tuple(dict.fromkeys((*inherited, *part.notes)))
    if len(originals) == 1 and len(part.pieces) == len(first.spans):
        return replace(first, notes=notes)
    spans = _spans(article, part.pieces)
    boxes = []
    for number, original in zip(numbers, originals, strict=True):
        if original.boxes and original.page == first.page:
            indexes = [span - 1 for paragraph, span in part.pieces if paragraph == number]
            paired = len(original.boxes) == len(original.spans)
            boxes += [original.boxes[n] for n in indexes] if paired else list(original.boxes)
    return Paragraph(
        heading=first.heading,
        text=text_of(article.source.text, spans),
        spans=spans,
        notes=notes,
        page=first.page,
        boxes=tuple(boxes) or None,
    )
