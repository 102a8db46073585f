"""What tests of printed papers share: finished editions, and everything that can be read in a PDF."""

from __future__ import annotations

import io
import re
import subprocess
import zlib
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from coordination.models import Prison
from directory.editions.snapshot import content_hash, heading, renew_on
from directory.models import Edition

PDF = b"%PDF-1.7 only for tests\n"
DAY = date(2026, 5, 4)


def finished(prison: Prison, kind: str = "people", **changes: Any) -> Edition:
    """A finished edition as a row and a file, without the seconds of laying it out."""
    newest = Edition.objects.filter(prison=prison, kind=kind).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    snapshot = heading(prison, kind=kind, number=number, printed_on=DAY) | {"chapters": [], "entries": []}
    values = {
        "prison": prison,
        "kind": kind,
        "number": number,
        "printed_on": DAY,
        "renew_on": renew_on(prison, DAY),
        "snapshot": snapshot,
        "content_hash": content_hash(snapshot),
        "state": Edition.State.READY,
        "progress": 100,
        "pages": 20,
        "bytes": len(PDF),
        "entry_pages": {},
    } | changes
    if values["state"] == Edition.State.READY:
        values["file"] = default_storage.save(f"editions/test-{kind}-{number}.pdf", ContentFile(PDF))
    return Edition.objects.create(**values)


def words_of(pdf: bytes) -> str:
    """The words as a reader copies them, by poppler."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def laid_out(pdf: bytes) -> str:
    """The same in the places where they stand, for rows of tables."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page; spaces are single, so that line ends do not matter."""
    return [" ".join(page.split()) for page in words_of(pdf).split("\f")[:-1]]


def everything_in(pdf: bytes) -> str:
    """All that can be got out of the file: words, links, attachments, metadata, outlines, every string of every
    object and every stream unpacked, and the raw bytes. Read as text in three encodings, joined."""
    reader = PdfReader(io.BytesIO(pdf))
    found: list[bytes] = [pdf, words_of(pdf).encode()]
    found += [
        str(reader.metadata).encode(),
        str(reader.outline).encode(),
        str(list(reader.attachments)).encode(),
    ]
    found += [page.extract_text().encode() for page in reader.pages]
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found += _strings(reader.get_object(IndirectObject(number, 0, reader)))
    found += [_unpacked(raw) for raw in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)]
    whole = b"\n".join(found)
    return "\n".join(whole.decode(encoding, "ignore") for encoding in ("utf-8", "latin-1", "utf-16-be"))


def _strings(item: Any) -> list[bytes]:
    if isinstance(item, StreamObject):
        return [item.get_data(), *(part for value in item.values() for part in _strings(value))]
    if isinstance(item, DictionaryObject):
        return [part for value in item.values() for part in _strings(value)]
    if isinstance(item, ArrayObject):
        return [part for value in item for part in _strings(value)]
    return [] if isinstance(item, IndirectObject) else [str(item).encode("utf-8", "ignore")]


def _unpacked(raw: bytes) -> bytes:
    try:
        return zlib.decompress(raw)
    except zlib.error:
        return raw


def sizes_of(pdf: bytes) -> dict[float, str]:
    """Every size of type on every page, in points, each with some words that are set in it."""
    sizes: dict[float, str] = {}

    def note(text: str, matrix: Any, text_matrix: Any, font: Any, size: float) -> None:
        if text.strip():
            scale = abs(float(matrix[3]) * float(text_matrix[3]))
            sizes.setdefault(round(size * scale, 1), text.strip()[:40])

    for page in PdfReader(io.BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return sizes


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Name of each font -> whether its outlines are in the file."""
    fonts: dict[str, bool] = {}
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"]["/Font"].values():  # type: ignore[index]
            font = reference.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            descriptor = inner["/FontDescriptor"].get_object()
            embedded = any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            fonts[str(font["/BaseFont"])] = embedded
    return fonts
