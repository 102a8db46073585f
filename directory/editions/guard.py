"""While a paper for people in prison is built, the database answers for the tables that it needs and no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.apps import apps
from django.db import connections, models

QUOTED = re.compile(r'"([^"]+)"')


class ReadForStaffOnly(RuntimeError):
    """SQL touched a table that has no business in a paper for people in prison. A fault of ours: nothing is made."""


@contextmanager
def only_tables_of(*known: type[models.Model]) -> Iterator[None]:
    """Within the block, SQL that names a table of any other model raises ReadForStaffOnly.

    A many-to-many table counts as known when it links two known models.
    """
    forbidden = _tables() - {model._meta.db_table for model in known} - set(_links(known))

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if found := forbidden & names_in(sql, forbidden):
            raise ReadForStaffOnly(f"The edition for people in prison asked for {', '.join(sorted(found))}.")
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(watch))
        yield


def names_in(sql: str, tables: set[str]) -> set[str]:
    """Of these tables, those that the SQL names, quoted or bare."""
    quoted = set(QUOTED.findall(sql)) & tables
    words = set(re.findall(r"\w+", sql.lower()))
    return quoted | {table for table in tables if table.lower() in words}


def _tables() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True)}


def _links(known: tuple[type[models.Model], ...]) -> Iterator[str]:
    for model in known:
        for field in model._meta.local_many_to_many:
            if field.remote_field.model in known:
                yield field.m2m_db_table()
