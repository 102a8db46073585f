"""A kept file on its way out: it leaves as what it is and is never shown inside the portal."""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from typing import Final, Protocol
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

logger = logging.getLogger(__name__)
NOT_NOW: Final = (
    "The file cannot be read just now. Try again in a few minutes; if it stays so, tell your administrator."
)


class Kept(Protocol):
    """A row that names a file, as models of features have them."""

    pk: int
    file: FieldFile
    name: str
    content_type: str
    content_hash: str


class NotGiven(Exception):
    """`str()` is the sentence for the page that says why."""

    status = 410
    heading = "There is no file"


class NotGivenNow(NotGiven):
    """The file is there, for all that is known, and the store is not."""

    status = 503
    heading = "The file cannot be read just now"


def as_download(row: Kept) -> FileResponse:
    """Raises NotGiven where the content is not there, or not what was handed in. It is read twice, and never whole."""
    try:
        file = row.file.open("rb")
        content_hash = _hash(file)
    except FileNotFoundError:
        logger.exception("%s %s is not where it was kept", type(row).__name__, row.pk)
        raise NotGiven(
            "The file is not where it was kept. Tell your administrator, and hand it in again."
        ) from None
    except OSError:
        logger.exception("%s %s cannot be read", type(row).__name__, row.pk)
        raise NotGivenNow(NOT_NOW) from None
    if content_hash != row.content_hash:
        file.close()
        logger.error("%s %s is not what was handed in", type(row).__name__, row.pk)
        raise NotGiven("The file is not what was handed in, so it is not given out. Tell your administrator.")
    response = FileResponse(file, content_type=row.content_type)
    response["Content-Disposition"] = disposition(row.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "no-store, private"
    return response


def _hash(file: FieldFile) -> str:
    """Leaves the file at its beginning."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def disposition(name: str) -> str:
    """Always to be saved (RFC 6266): the name in plain letters, and as it is for every browser since 2011."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(c for c in plain if c.isprintable() and c not in '"\\') or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
