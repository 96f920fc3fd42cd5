"""File type detection by magic bytes, independent of the file's name."""

from __future__ import annotations

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF8", "a GIF image"),
    (0, b"II*\0", "a TIFF image"),
    (0, b"MM\0*", "a TIFF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"%PDF-", "a PDF"),
    (0, b"PK\x03\x04", "a ZIP archive or Office document"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or encrypted Office document (.doc, .xls)"),
    (0, b"{\\rtf", "an RTF document"),
    (0, b"\x1f\x8b\x08", "a gzip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\xfd7zXZ\0", "an xz archive"),
    (0, b"BZh91AY&SY", "a bzip2 archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (257, b"ustar", "a tar archive"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ\x90\0", "a Windows program"),
    (0, b"\xca\xfe\xba\xbe", "a program"),
    (0, b"SQLite format 3\0", "an SQLite database"),
    (0, b"ID3", "an MP3 recording"),
    (4, b"ftyp", "a video or audio file (MP4)"),
    (0, b"OggS", "an Ogg recording"),
    (0, b"RIFF", "a sound, video or image (RIFF)"),
    (0, b"\0\0\1\0", "an icon"),
    (0, b"wOFF", "a font"),
)


OTHER = "something else"
"""What messages call a file of no known kind."""


def kind(data: bytes) -> str | None:
    """ "a PNG image", "a PDF" …; None if the first bytes are no known sign."""
    for at, sign, name in _SIGNS:
        if data[at : at + len(sign)] == sign:
            return name
    if data[:1024].lstrip(b"\0\t\r\n \xef\xbb\xbf").startswith(b"%PDF-"):
        return "a PDF"
    return None
