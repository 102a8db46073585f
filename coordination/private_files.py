"""Where files lie that only a page with a permission check hands out: the storage "private" of the settings.

Nothing in it has an address, whatever a web server in front of the portal is told to serve.
"""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage, Storage, storages


class StoreAway(OSError):
    """A store on another machine does not answer, or refuses. `str()` is for the log; pages have their own words."""


class PrivateStorage(FileSystemStorage):
    """A folder of its own beside the one for pictures; readable by the portal's user alone."""

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address. Hand it out through its page.")


def private_storage() -> Storage:
    """For `FileField(storage=...)`: the settings may name another backend, and migrations name none."""
    return storages["private"]
