"""What is printed: snapshots of the directory, and papers made from a snapshot alone.

`staff` and `people` read the database into a snapshot (plain JSON); `papers` lays a snapshot out. The two never meet:
a paper can be printed again from its snapshot after every row behind it has changed.
"""

from __future__ import annotations

from typing import Any

from coordination.offers import OfferedPaper


def offered(user: Any, standing: Any, prison: Any, kind: str) -> list[OfferedPaper]:
    """Nothing is printed with a directory that is one already; other features offer theirs under this name."""
    return []
