"""The page of demonstration accounts does not exist in a database that was not seeded as one."""

from tests.access_table import EVERYBODY, Row

ROWS = [
    Row("demonstration", ok=EVERYBODY, status=404),
    Row("demonstration", method="POST", ok=EVERYBODY, status=404),
]
