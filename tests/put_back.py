"""The database as it was before a test that commits: what it changed is put back, table by table.

Django would empty every table, call what listens to migrations and leave it to the next test to build the cast again.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.db import connection, transaction


class Before:
    """Every row of every table, kept when the cast stands."""

    def __init__(self) -> None:
        self.tables = connection.introspection.table_names()
        self.sums = self.summed()
        self.rows: dict[str, bytes] = {}
        with connection.cursor() as cursor:
            for table in self.tables:
                content = BytesIO()
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', content)
                self.rows[table] = content.getvalue()

    def summed(self) -> dict[str, Any]:
        """Rows and a sum over their contents, of every table."""
        asked = " UNION ALL ".join(
            f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM \"{table}\" t"
            for table in self.tables
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            return {table: (count, total) for table, count, total in cursor.fetchall()}

    def put_back(self) -> None:
        now = self.summed()
        changed = [table for table in self.tables if now[table] != self.sums[table]]
        with transaction.atomic(), connection.cursor() as cursor:
            # Neither triggers nor foreign keys: every table that differs is written as it was.
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table in changed:
                cursor.execute(f'DELETE FROM "{table}"')
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(self.rows[table]))
            # Said once more for a test that goes on in this transaction: it needs its triggers.
            cursor.execute("SET LOCAL session_replication_role = origin")
