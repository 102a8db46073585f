"""What a file is, judged by its content: PDF, PNG, JPEG or DOCX, and nothing else."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from PIL import Image, UnidentifiedImageError

from coordination.plain_text import prison_numbers
from coordination.policies import Refused, prison_number_sentence

MOST_BYTES: Final = 10 * 1024 * 1024
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS: Final = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", DOCX: ".docx"}
ASK: Final = "Choose a PDF, a picture (PNG or JPEG) or a Word document (DOCX)."
# A photograph of a certificate has some ten million points; one that unfolds to more is made to harm.
MOST_POINTS: Final = 60_000_000
VETTING: Final = re.compile(
    r"\b(dbs|vetting|crb|disclosure and barring|criminal record|convictions?)\b", re.I
)


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `name` is safe to offer for download and ends as its content says."""

    name: str
    content_type: str
    content: bytes

    @property
    def content_hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(name: str, content: bytes) -> Checked:
    """Raises Refused with what to do instead. The name's own ending counts for nothing."""
    if not content:
        raise Refused(f"The file is empty. {ASK}")
    if len(content) > MOST_BYTES:
        raise Refused(
            f"The file has {len(content) / 1024 / 1024:.0f} MB; at most {MOST_BYTES // 1024 // 1024} are kept."
            " Save it smaller, for example by scanning in black and white."
        )
    kind = content_type_of(content)
    if kind is None:
        raise Refused(f"This is not what its name says, or of a kind that is not kept. {ASK}")
    safe = safe_name(name, ENDINGS[kind])
    if VETTING.search(safe.replace("_", " ").replace("-", " ")):
        raise Refused(
            "DBS certificates and vetting documents are never kept here. Record the level, the reference and the dates"
            " of the clearance instead."
        )
    for found in prison_numbers(safe):
        raise Refused(prison_number_sentence(found.text))
    return Checked(safe, kind, content)


def content_type_of(content: bytes) -> str | None:
    """One of four, or None."""
    if content[:1024].lstrip().startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return "application/pdf"
    if content.startswith(b"PK"):
        return DOCX if _is_docx(content) else None
    return _picture(content)


def _picture(content: bytes) -> str | None:
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
            if width * height > MOST_POINTS:
                raise Refused("This picture is larger than any page. Save it smaller, then choose it again.")
            picture.verify()
            return Image.MIME[picture.format or ""]
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, KeyError):
        return None


def _is_docx(content: bytes) -> bool:
    """A Word document without macros."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    has_macros = any("vbaproject" in name.lower() for name in names)
    return {"[Content_Types].xml", "word/document.xml"} <= names and not has_macros


def safe_name(name: str, ending: str) -> str:
    """Letters, figures and a few marks: nothing that a header, a folder or a screen could mistake."""
    stem = PurePath(name.replace("\\", "/")).name
    stem = stem[: -len(PurePath(stem).suffix)] if PurePath(stem).suffix else stem
    plain = unicodedata.normalize("NFKC", stem)
    kept = "".join(c if c.isalnum() or c in " -_()" else "-" for c in plain)
    return (" ".join(kept.split()).strip(" .-")[:100] or "file") + ending
