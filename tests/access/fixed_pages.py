"""Pages that hold no data and that anybody may read."""

from tests.access_table import EVERYBODY, Row

ROWS = [
    Row("components", ok=EVERYBODY),
    Row("accessibility", ok=EVERYBODY),
]
