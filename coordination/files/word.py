"""A Word document is a ZIP archive: which one is a document without macros, and small when it is unpacked."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from typing import Final

from coordination.plain_text import prison_numbers
from coordination.policies import Refused, prison_number_sentence

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What the archive itself must say its main part is; with macros it says another thing.
MAIN_PART: Final = b"wordprocessingml.document.main+xml"
NEEDED: Final = frozenset({"[Content_Types].xml", "word/document.xml"})
MOST_UNPACKED: Final = 200_000_000
MOST_PARTS: Final = 2_000
LONGEST_LIST: Final = 2_000_000
# A policy of two hundred pages. What stands behind it is not looked at.
LONGEST_TEXT: Final = 6_000_000
MOST_CHARACTERS: Final = 400_000
MACROS: Final = (
    "This Word document holds macros or other small programs. Save it as PDF, or as a Word document without macros,"
    " then choose it again."
)
UNFOLDS: Final = "This document unfolds to more than any document. Save it as PDF, then choose it again."
# A template that is fetched from elsewhere is how a document brings in what it does not hold.
OUTSIDE_TEMPLATE: Final = (
    "This Word document opens a template from another place. Save it as PDF, then choose it again."
)


def check_word_document(content: bytes) -> bool:
    """False where it is another archive. Raises Refused for a document that must not be kept."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if not names >= NEEDED:
                return False
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(UNFOLDS)
            types = _read(archive, "[Content_Types].xml")
            if _runs_something(names, types):
                raise Refused(MACROS)
            settings = "word/_rels/settings.xml.rels"
            relations = _read(archive, settings) if settings in names else b""
            with archive.open("word/document.xml") as text:
                words = _words(text.read(LONGEST_TEXT))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False  # Damaged, encrypted, or packed in a way that no Word document is.
    # In another encoding the list would say the same and not be found.
    fetches = b"attachedtemplate" in relations.lower() and b"external" in relations.lower()
    if fetches or b"\x00" in relations:
        raise Refused(OUTSIDE_TEMPLATE)
    for found in prison_numbers(words)[:1]:
        raise Refused(f"{prison_number_sentence(found.text)} It stands in the document.")
    return MAIN_PART in types


def _words(document: bytes) -> str:
    """What a reader sees: Word tears words into runs, so that the marks between them count for nothing."""
    text = re.sub(r"</w:(?:p|tc)>|<w:(?:br|tab)\b[^<>]*+>", "\n", document.decode("utf-8", "replace"))
    return html.unescape(re.sub(r"<[^<>]*+>", "", text))[:MOST_CHARACTERS]


def _runs_something(names: set[str], types: bytes) -> bool:
    parts = [name.lower() for name in names]
    return b"macroenabled" in types.lower() or any(
        "vbaproject" in name or "activex" in name or ("embeddings/" in name and name.endswith(".bin"))
        for name in parts
    )


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """So much of a part as a list of parts may have; what a part says of its own size is not believed."""
    with archive.open(name) as part:
        found = part.read(LONGEST_LIST + 1)
    if len(found) > LONGEST_LIST:
        raise Refused(UNFOLDS)
    return found
