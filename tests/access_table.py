"""The access table: every URL x every persona x every method, in one shape.

Each file of tests/access/ holds a list `ROWS`. A URL without a row, and a method without a row that answers all
the same, fail the build (tests/access/test_access_table.py).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Cast

PERSONAS: Final = (
    "coordinator", "governor", "staff", "gate", "lead", "national", "manager", "worker",
    "other_coordinator", "other_manager", "anonymous",
)  # fmt: skip
SIGNED_IN: Final = " ".join(PERSONAS[:-1])
EVERYBODY: Final = " ".join(PERSONAS)
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")

Arguments = Callable[[Cast], list[Any]]


def nothing(cast: Cast) -> list[Any]:
    return []


@dataclass(frozen=True)
class Row:
    """One URL and method. Personas in none of the lists get 404; anonymous is sent to sign in.

    `ok` get `status`; `forbidden` get 403; `crossed` gives arguments that name a thing of another prison or
    organisation under an address of one's own, which nobody may find. `differs` names single personas who
    get another status than the rest.
    """

    name: str
    arguments: Arguments = nothing
    method: str = "GET"
    ok: str = ""
    forbidden: str = ""
    status: int = 200
    data: Callable[[Cast], dict[str, Any]] = field(default=lambda cast: {})
    crossed: Arguments | None = None
    query: str = ""
    differs: dict[str, int] = field(default_factory=dict)

    def expected(self, persona: str) -> int:
        if persona in self.differs:
            return self.differs[persona]
        if persona in self.ok.split():
            return self.status
        if persona == "anonymous":
            return 302
        return 403 if persona in self.forbidden.split() else 404

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def url_names(resolver: URLResolver | None = None, prefix: str = "") -> set[str]:
    """Every URL name that the project answers to, with its namespace; an address without a name as its pattern."""
    names: set[str] = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            names |= url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            names.add(f"{prefix}{entry.name}" if entry.name else f"unnamed {entry.pattern}")
    return names


def names_without_a_row(names: set[str], rows: list[Row]) -> set[str]:
    return names - {row.name for row in rows}


def rows_without_a_name(names: set[str], rows: list[Row]) -> set[str]:
    return {row.name for row in rows} - names
