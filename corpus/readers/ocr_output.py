"""Pages of recognised text as hOCR and as ALTO, for other programs: lines in reading order, their
boxes as words, how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from corpus.readers.pdf_layout import boxes_of
from corpus.readers.scan import ScanPage
from corpus.readers.vertical_text import Box, edges


def hocr(pages: Sequence[ScanPage]) -> str:
    """An hOCR file."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">',
        '<head><title></title><meta charset="utf-8"/><meta name="ocr-system" content="wenbao"/>',
        '<meta name="ocr-capabilities" content="ocr_page ocr_par ocr_line ocrx_word"/></head>',
        "<body>",
    ]
    for page in pages:
        size = f"bbox 0 0 {page.width:.0f} {page.height:.0f}; ppageno {page.number - 1}"
        parts.append(f'<div class="ocr_page" title="{size}">')
        for block in _blocks_of_lines(page):
            parts.append(f'<p class="ocr_par" title="{_bbox(boxes_of(block))}">')
            for line in block:
                words = "".join(
                    f'<span class="ocrx_word" title="{_bbox([box])}; x_wconf '
                    f'{100 * box.score:.0f}">{escape(_sound(box.text))}</span>'
                    for box in line
                )
                parts.append(f'<span class="ocr_line" title="{_bbox(line)}">{words}</span>')
            parts.append("</p>")
        parts.append("</div>")
    return "\n".join([*parts, "</body></html>", ""])


def alto(pages: Sequence[ScanPage]) -> str:
    """An ALTO file of all pages."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">',
        "<Description><MeasurementUnit>pixel</MeasurementUnit></Description><Layout>",
    ]
    for page in pages:
        size = f'WIDTH="{page.width:.0f}" HEIGHT="{page.height:.0f}"'
        number = f'ID="p{page.number}" PHYSICAL_IMG_NR="{page.number}"'
        parts.append(f'<Page {number} {size}><PrintSpace HPOS="0" VPOS="0" {size}>')
        for count, block in enumerate(_blocks_of_lines(page), 1):
            parts.append(f'<TextBlock ID="p{page.number}b{count}" {_area(boxes_of(block))}>')
            for line in block:
                words = "".join(
                    f"<String CONTENT={quoteattr(_sound(box.text))} {_area([box])} "
                    f'WC="{box.score}"/>'
                    for box in line
                )
                parts.append(f"<TextLine {_area(line)}>{words}</TextLine>")
            parts.append("</TextBlock>")
        parts.append("</PrintSpace></Page>")
    return "\n".join([*parts, "</Layout></alto>", ""])


def _blocks_of_lines(page: ScanPage) -> Iterator[list[list[Box]]]:
    """The lines between blank lines, each with its boxes."""
    return (list(lines) for has_boxes, lines in groupby(page.boxes, key=bool) if has_boxes)


def _bbox(boxes: Sequence[Box]) -> str:
    return "bbox {} {} {} {}".format(*map(round, edges(boxes)))


def _area(boxes: Sequence[Box]) -> str:
    left, top, right, bottom = map(round, edges(boxes))
    return f'HPOS="{left}" VPOS="{top}" WIDTH="{right - left}" HEIGHT="{bottom - top}"'


def _sound(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return "".join(
        char if char >= " " and char not in "\ufffe\uffff" else "\ufffd" for char in text
    )
