"""Search in a prison's published listings: `find` for the page, `refresh` for actions, `rebuild` for the clock.

Sets of entries are whole numbers: bit n stands for the entry that is number n on paper. Matching, filtering,
counting and ordering are arithmetic on them (docs/adr/0030), the same on every database.
"""

from directory.search.asking import Asked, Found, find
from directory.search.indexing import rebuild, refresh
from directory.search.suggesting import suggestions

__all__ = ["Asked", "Found", "find", "rebuild", "refresh", "suggestions"]
