"""One portal a data folder: a lock that the kernel frees when its holder ends, however that happens."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):
    """Another portal holds the folder; `holder` is what it wrote about itself (may be empty)."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class FolderLock:
    """Holds `portal.lock` in the folder from `take` until the process ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "portal.lock"
        self._descriptor: int | None = None

    def take(self, holder: str) -> None:
        """Take the lock and leave a word about the holder, or raise AlreadyRunning with the other's word."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with os.fdopen(descriptor) as file:
                raise AlreadyRunning(file.read().strip()) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, holder.encode())
        self._descriptor = descriptor
