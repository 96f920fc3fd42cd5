"""Small documents of each format, made of what their caller puts into them."""

from __future__ import annotations

import io
import zipfile

LINE = "渡口今天添了一条新船，票价两元，老人免费。"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def packed(parts: dict[str, str]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def relations(**kinds: str) -> str:
    rows = "".join(
        f'<Relationship Id="{kind}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        for kind, name in kinds.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{rows}</Relationships>'


def word(body: str) -> bytes:
    names = f'xmlns:w="{WORD}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    whole = f"<w:document {names}><w:body>{body}</w:body></w:document>"
    return packed({"_rels/.rels": relations(officeDocument="d.xml"), "d.xml": whole})


def paragraph(content: str) -> str:
    return f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>"


def open_document(kind: str, body: str) -> bytes:
    names = " ".join(
        f'xmlns:{name}="{OPEN}:{long}:1.0"'
        for name, long in {"o": "office", "t": "text", "b": "table", "d": "drawing"}.items()
    )
    whole = f"<o:c {names}><o:body><o:{kind}>{body}</o:{kind}></o:body></o:c>"
    return packed({"content.xml": whole})


def web(body: str) -> bytes:
    return f'<meta charset="utf-8"><title>渡口</title><body>{body}</body>'.encode()


def alto_page(size: int) -> str:
    lines = "".join(
        f'<TextBlock ID="b{i}"><TextLine><String CONTENT="渡口添了船" HPOS="1" VPOS="{20 * i}" '
        'WIDTH="90" HEIGHT="15"/></TextLine></TextBlock>'
        for i in range(size)
    )
    page = f'<Page WIDTH="100" HEIGHT="{20 * size}">{lines}</Page>'
    return f"<alto><Layout>{page}</Layout></alto>"
