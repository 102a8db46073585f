"""What a refused file seems to be, in words that say to its owner what went wrong. Nothing is decided by it."""

from __future__ import annotations

from typing import Final

# Where in the file, which bytes, and what it is. Whoever hands in a photograph of a phone needs the word HEIC.
MARKS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"PK", "a ZIP archive, whatever its name says"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a compressed archive"),
    (0, b"\xd0\xcf\x11\xe0", "an old Office document; save it as DOCX or PDF"),
    (0, b"{\\rtf", "an RTF text; save it as DOCX or PDF"),
    (0, b"GIF8", "a GIF picture; save it as PNG"),
    (0, b"BM", "a BMP picture; save it as PNG"),
    (0, b"II*\x00", "a TIFF picture; save it as PDF or PNG"),
    (0, b"MM\x00*", "a TIFF picture; save it as PDF or PNG"),
    (8, b"WEBP", "a WebP picture; save it as PNG or JPEG"),
    (4, b"ftyphei", "a HEIC photograph from a phone; save or send it as JPEG"),
    (4, b"ftypmif1", "a HEIC photograph from a phone; save or send it as JPEG"),
    (4, b"ftyp", "a film or a sound"),
    (0, b"MZ", "a program"),
    (0, b"\x7fELF", "a program"),
    (0, b"#!", "a program"),
)
HEAD: Final = 2048


def looks_like(content: bytes) -> str:
    """For the end of a sentence: `it is ...`."""
    for place, mark, words in MARKS:
        if content[place : place + len(mark)] == mark:
            return words
    head = content[:HEAD].lower()
    if b"%pdf-" in head:
        return "a PDF that is incomplete or damaged"
    if b"<svg" in head:
        return "an SVG drawing; save it as PDF or PNG"
    if b"<html" in head or b"<!doctype" in head or b"<script" in head:
        return "a web page; print it as PDF"
    if b"\x00" not in content[:HEAD]:
        return "plain text or data; save it as PDF"
    return "of a kind that is not kept"
