"""Files that are too large are thrown away while they arrive: nothing of them reaches the disk, and the form says so.

The rest of such a request is read and dropped, because a browser that is still sending hears no answer. A request that
is larger than any reading of it is worth gets 413 before anything is read (coordination/middleware.py).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

View = TypeVar("View", bound=Callable[..., Any])

MEGABYTE: Final = 1024 * 1024
# Of one file, unless the view says otherwise.
MOST_BYTES: Final = 10 * MEGABYTE
# Of a whole request. Reading so much takes a process some seconds.
MOST_OF_A_REQUEST: Final = 100 * MEGABYTE


def takes_files(*, at_most: int) -> Callable[[View], View]:
    """Decorates a view whose form takes larger files than others, in bytes."""

    def decorate(view: View) -> View:
        view.most_upload_bytes = at_most  # type: ignore[attr-defined]
        return view

    return decorate


class TooLarge(UploadedFile):
    """Stands where the file would. Whichever form asks for its size has its sentence; it has no content."""

    def __init__(self, name: str, size: int, at_most: int) -> None:
        self._sentence = (
            f"The file has {size / MEGABYTE:.1f} MB; at most {at_most // MEGABYTE} are taken. Save it smaller, or"
            " divide it, and choose it again."
        )
        super().__init__(file=None, name=name)

    @property
    def size(self) -> int:
        raise ValidationError(self._sentence)

    @size.setter
    def size(self, size: int | None) -> None:
        """Known already."""


class DropsLargeFiles(FileUploadHandler):
    """First of the handlers: what it does not hand on, the others never store."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        match = self.request.resolver_match if self.request else None
        self.at_most = getattr(match.func, "most_upload_bytes", MOST_BYTES) if match else MOST_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """`start` counts what came before. None: the other handlers do not see it."""
        return None if start + len(raw_data) > self.at_most else raw_data

    def file_complete(self, file_size: int) -> TooLarge | None:
        return TooLarge(self.file_name or "", file_size, self.at_most) if file_size > self.at_most else None
