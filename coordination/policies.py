"""A miss of policy: not now, not in this state. The message is a sentence that the user can act on."""

from __future__ import annotations


class Refused(Exception):
    """Raised by actions and `check_x` functions. `str()` is shown to the user as it stands."""


class Overtaken(Refused):
    """Somebody else was quicker. The page shows what they did; nothing of the user's is lost."""
