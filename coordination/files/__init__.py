"""Files that are handed in: what they are, what they are called, and where they lie."""

from coordination.files.checking import ASK, MOST_BYTES, Checked, checked
from coordination.files.keeping import delete_on_commit, keep, sweep, take_away
from coordination.files.names import safe_name

__all__ = [
    "ASK",
    "MOST_BYTES",
    "Checked",
    "checked",
    "delete_on_commit",
    "keep",
    "safe_name",
    "sweep",
    "take_away",
]
