"""A storage in the database: FILES=database. What several machines share is the database, and nothing else.

A file is read and written whole, and belongs to the transaction that writes it: rolled back, it was never there. What
is kept is small (a paper, a certificate of at most ten megabytes) and read seldom.
"""

from __future__ import annotations

from datetime import datetime
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.deconstruct import deconstructible

from coordination.models.kept_file import KeptFile


@deconstructible
class DatabaseStorage(Storage):
    """Nothing in it has an address: pages hand files out after asking who may have them."""

    # A caller need not take away what a transaction left behind.
    rolls_back = True

    def __init__(self, area: str) -> None:
        self.area = area

    def _rows(self, name: str) -> QuerySet[KeptFile]:
        return KeptFile.objects.filter(area=self.area, name=name)

    def _column(self, name: str, column: str) -> Any:
        """FileNotFoundError where there is no such file, as a folder has it."""
        found = self._rows(name).values_list(column, flat=True).first()
        if found is None:
            raise FileNotFoundError(f"{self.area} keeps no file called {name}.")
        return found

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("A kept file is read whole. To change it, save a new one.")
        return ContentFile(bytes(self._column(name, "content")), name=name)

    def _save(self, name: str, content: File | IO[bytes]) -> str:
        content.seek(0)
        whole = content.read()
        whole = whole.encode() if isinstance(whole, str) else bytes(whole)
        while True:
            try:
                with transaction.atomic():
                    KeptFile.objects.create(area=self.area, name=name, content=whole, bytes=len(whole))
            except IntegrityError:
                # Somebody took the name between the question and the answer.
                name = self.get_available_name(name, max_length=200)
            else:
                return name

    def delete(self, name: str) -> None:
        self._rows(name).delete()

    def exists(self, name: str) -> bool:
        return self._rows(name).exists()

    def size(self, name: str) -> int:
        return int(self._column(name, "bytes"))

    def get_modified_time(self, name: str) -> datetime:
        found: datetime = self._column(name, "kept_at")
        return found

    get_created_time = get_modified_time

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files below `path`."""
        below = f"{path.strip('/')}/" if path.strip("/") else ""
        rows = KeptFile.objects.filter(area=self.area, name__startswith=below)
        names = [name[len(below) :] for name in rows.values_list("name", flat=True)]
        folders = {name.split("/")[0] for name in names if "/" in name}
        return sorted(folders), sorted(name for name in names if "/" not in name)

    def url(self, name: str | None) -> str:
        raise ValueError("A kept file has no address. Hand it out through its page.")
