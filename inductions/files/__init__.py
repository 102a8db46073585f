"""Files that are handed in: what they are, what they are called, and where they lie."""

from inductions.files.checking import ASK, MOST_BYTES, Checked, checked
from inductions.files.keeping import forget_unless_committed, stray_names
from inductions.files.names import safe_name

__all__ = [
    "ASK",
    "MOST_BYTES",
    "Checked",
    "checked",
    "forget_unless_committed",
    "safe_name",
    "stray_names",
]
