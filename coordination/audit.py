"""The one way into the audit. Called by every action, inside its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Manager, Model

from coordination import clock
from coordination.models import AuditEntry

if TYPE_CHECKING:
    from coordination.access import System
    from coordination.models import Organisation, Prison, User


def reference(row: Model | None) -> str:
    """`app.model:pk`, or nothing for the portal itself."""
    return f"{row._meta.label_lower}:{row.pk}" if row is not None and row.pk is not None else ""


def record(
    verb: str,
    *,
    by: User | System,
    on: Model | None = None,
    prison: Prison | None = None,
    organisation: Organisation | None = None,
    changes: dict[str, list[Any]] | None = None,
) -> AuditEntry:
    """Writes one entry. `verb` is the action's name, for example `accept_revision`."""
    return AuditEntry.objects.create(
        at=clock.now(),
        actor=reference(by) if isinstance(by, Model) else "",
        verb=verb,
        object=reference(on),
        prison_code=prison.code if prison else "",
        organisation_slug=organisation.slug if organisation else "",
        changes=changes or {},
    )


def values(row: Model, names: list[str]) -> dict[str, Any]:
    """Present values of the named fields, ready for `changes`; lists of keys for many-to-many fields."""
    found: dict[str, Any] = {}
    for name in names:
        value = getattr(row, name)
        if isinstance(value, Manager):
            value = sorted(str(pk) for pk in value.values_list("pk", flat=True))
        found[name] = value if isinstance(value, (bool, int, list, type(None))) else str(value)
    return found


def changes(row: Model, before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """`{field: [old, new]}` for what differs; of a personal field only that it changed."""
    disclosure = row.disclosure  # type: ignore[attr-defined]
    return {
        name: ["changed", "changed"] if disclosure.audience_of(name) == "personal" else [old, after.get(name)]
        for name, old in before.items()
        if old != after.get(name)
    }
