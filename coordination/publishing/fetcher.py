"""What the layout engine may read: our own static files for print, and pictures of this very paper."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from weasyprint.urls import URLFetcher, URLFetcherResponse

from coordination.private_files import StoreAway

# Folders of static files that print knows. Nothing else of ours belongs on paper.
PRINT_FOLDERS: Final = ("fonts/print/", "print/", "symbols/")
TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


class Unknown(ValueError):
    """An address that print does not know. The layout goes on without it."""


class OurFilesOnly(URLFetcher):
    """Knows `static:`, `media:` and `given:` names, opens no other address, and keeps a list of all it was asked for.

    A refused address does not stop the layout, so tests and tasks look at `asked` and `refused`.
    """

    def __init__(
        self, pictures: frozenset[str] = frozenset(), given: Mapping[str, bytes] | None = None
    ) -> None:
        super().__init__(allowed_protocols=("static", "media", "given"), allow_redirects=False)
        # The parent's handlers for files, data and the network are not merely unused: they are gone.
        self.handlers.clear()
        self.handle_open.clear()
        self.pictures = pictures
        self.given = given or {}
        self.asked: list[str] = []
        self.refused: list[str] = []
        self.away: StoreAway | None = None

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        self.asked.append(url)
        try:
            name, content = self._read(url)
        except (Unknown, SuspiciousOperation, OSError) as error:
            self.refused.append(url)
            if isinstance(error, StoreAway):
                self.away = error
            raise Unknown(f"Not one of our files: {url[:200]}") from error
        return URLFetcherResponse(url, content, {"Content-Type": type_of(name)})

    def _read(self, url: str) -> tuple[str, bytes]:
        scheme, _, quoted = url.partition(":")
        name = unquote(quoted)
        if scheme == "static" and name.startswith(PRINT_FOLDERS) and (path := finders.find(name)):
            return name, Path(path).read_bytes()
        if scheme == "media" and name in self.pictures:
            with default_storage.open(name) as file:
                return name, file.read()
        if scheme == "given" and name in self.given:
            return name, self.given[name]
        raise Unknown(url[:200])


def type_of(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
