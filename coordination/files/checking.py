"""What a file is, judged by its content: PDF, PNG, JPEG or DOCX, and nothing else."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from typing import Final

from PIL import Image, UnidentifiedImageError

from coordination.files.looks import looks_like
from coordination.files.names import check_name, safe_name
from coordination.files.word import DOCX, check_word_document
from coordination.policies import Refused

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 10 * MEGABYTE
ENDINGS: Final = {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg", DOCX: ".docx"}
ASK: Final = "Choose a PDF, a picture (PNG or JPEG) or a Word document (DOCX)."
SMALLER: Final = "Save it smaller, for example by scanning in black and white."
TWO_IN_ONE: Final = (
    "This file is two kinds of file in one, which only does harm. Print it and scan it again, or save it anew, then"
    " choose the new file."
)
# A photograph of a certificate has some ten million points; one that unfolds to more is made to harm.
MOST_POINTS: Final = 60_000_000
TOO_MANY_POINTS: Final = "This picture is larger than any page. Save it smaller, then choose it again."
JPEG_SCAN_BEGINS: Final = b"\xff\xda"
JPEG_ENDS: Final = b"\xff\xd9"
# Readers of PDF accept the mark anywhere in so many bytes.
HEAD: Final = 1024


@dataclass(frozen=True)
class Checked:
    """A file that may be kept. `name` is safe to offer for download and ends as its content says."""

    name: str
    content_type: str
    content: bytes

    @property
    def content_hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check_size(size: int, *, ask: str = ASK, smaller: str = SMALLER) -> None:
    """Before the content is read at all. `ask` and `smaller` say what to do instead."""
    if not size:
        raise Refused(f"The file is empty. {ask}")
    if size > MOST_BYTES:
        raise Refused(
            f"The file has {size / MEGABYTE:.1f} MB; at most {MOST_BYTES // MEGABYTE} are kept. {smaller}"
        )


def checked(name: str, content: bytes, *, of_a_person: bool = True, ask: str = ASK) -> Checked:
    """Raises Refused with what to do instead (`ask`). The name's own ending counts for nothing."""
    check_size(len(content), ask=ask)
    check_name(name, of_a_person=of_a_person)
    kind = content_type_of(content)
    if kind is None:
        raise Refused(f"This file cannot be kept: it is {looks_like(content)}. {ask}")
    return Checked(safe_name(name, ENDINGS[kind]), kind, content)


def content_type_of(content: bytes) -> str | None:
    """One of four, or None. Raises Refused for one that is of a good kind and still must not be kept."""
    if content.startswith(b"PK"):
        return _word(content)
    if content[:HEAD].lstrip().startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        kind: str | None = "application/pdf"
    else:
        kind = _picture(content)
    # A picture or a PDF behind which an archive hangs is opened by whoever looks for an archive (GIFAR).
    if kind and zipfile.is_zipfile(io.BytesIO(content)):
        raise Refused(TWO_IN_ONE)
    return kind


def _word(content: bytes) -> str | None:
    if not check_word_document(content):
        return None
    if b"%PDF-" in content[:HEAD]:
        raise Refused(TWO_IN_ONE)
    return DOCX


def _picture(content: bytes) -> str | None:
    """By its first bytes and by reading it whole: a phone's JPEG may call itself by another name inside."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        kind = "image/png"
    elif content.startswith(b"\xff\xd8\xff"):
        kind = "image/jpeg"
    else:
        return None
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_POINTS:
                raise Refused(TOO_MANY_POINTS)
            picture.verify()
        if kind == "image/jpeg":
            _read_small(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(TOO_MANY_POINTS) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, OverflowError):
        raise Refused(
            "This picture is damaged or incomplete. Save or scan it anew, then choose it."
        ) from None
    return kind


def _read_small(content: bytes) -> None:
    """A JPEG says nothing of being cut off until it is read; at an eighth of its size that takes no time.

    Its end is looked for besides: the library that prints papers tells the one for pictures, in the same process, to
    read what is cut off.
    """
    if content.rfind(JPEG_ENDS) < content.rfind(JPEG_SCAN_BEGINS):
        raise OSError("The picture has no end.")
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        picture.draft(picture.mode, (picture.width // 8 or 1, picture.height // 8 or 1))
        picture.load()
