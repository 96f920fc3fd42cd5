"""Writes what is recognised in scans as hOCR or ALTO files, for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus import file_types
from corpus.files import files, reason, shown
from corpus.formats import HEAD, by_content
from corpus.read import OnSkip, formats
from corpus.readers import alto, hocr, ocr_output, pdf, scan
from corpus.readers.base import Refuse, whole
from corpus.records import Skipped
from errors import SourceError
from messages import message_text

FORMS = {"hocr": (ocr_output.hocr, ".hocr"), "alto": (ocr_output.alto, ".xml")}


def write(paths: Iterable[str], form: str, folder: Path, on_skip: OnSkip) -> Iterator[Path]:
    """Write a file of this form into the folder for each scan, and give its path.

    What is no scan is refused, and so is what would replace a file.  Below a folder that was
    given, files keep their place."""
    output, suffix = FORMS[form]

    def refuse(path: str, reason: str) -> None:
        on_skip(Skipped(path, reason))

    for path in map(Path, paths):
        for file in files(path, refuse, formats()):
            name = Path(file.name) if file == path else file.relative_to(path)
            target = folder / name.with_name(name.name + suffix)
            try:
                with file.open("rb") as stream:
                    data = whole(stream)
                text = output(_recognised_pages(data, shown(file), refuse))
            except OSError as error:
                refuse(shown(file), reason(error))
                continue
            except SourceError as error:
                refuse(shown(file), str(error))
                continue
            try:
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("x", encoding="utf-8") as stream_out:
                    stream_out.write(text)
            except OSError as error:
                why = error.strerror or error
                refuse(shown(file), message_text("cannot_write", path=shown(target), error=why))
                continue
            yield target


def _recognised_pages(data: bytes, path: str, refuse: Refuse) -> list[scan.ScanPage]:
    """The recognised pages of a file.  Raises SourceError if it is no scan."""
    suffix = by_content(data[:HEAD])
    if suffix in hocr.SUFFIXES:
        return hocr.pages(data)
    if suffix in alto.SUFFIXES:
        return alto.pages(data)
    if suffix == ".pdf" and (numbers := pdf.pictures(data)):
        return scan.recognised_pages("pdf", data, path, refuse, numbers)
    if suffix in scan.SUFFIXES or (file_types.kind(data) is None and data[:2] == b"BM"):
        return scan.recognised_pages("image", data, path, refuse)
    raise SourceError("not_scan")
