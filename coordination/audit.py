"""The one way into the audit. Called by every action, inside its transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import DateField, Field, Manager, Model
from django.utils.dateparse import parse_date
from django.utils.formats import date_format

from coordination import clock
from coordination.models import AuditEntry
from coordination.offers import offers

if TYPE_CHECKING:
    from coordination.access import System
    from coordination.models import Organisation, Prison, User


# Stands in the place of a personal value: that it changed, and nothing else.
WITHHELD: Final = "changed"


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
        if isinstance(value, datetime) and value.tzinfo:
            # One moment is one text, in whichever zone it was typed: in summer, saving again would be a change.
            value = value.astimezone(UTC)
        found[name] = value if isinstance(value, (bool, int, list, type(None))) else str(value)
    return found


def changes(row: Model, before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """`{field: [old, new]}` for what differs; of a personal field only that it changed."""
    disclosure = row.disclosure  # type: ignore[attr-defined]
    return {
        name: [WITHHELD, WITHHELD] if disclosure.audience_of(name) == "personal" else [old, after.get(name)]
        for name, old in before.items()
        if old != after.get(name)
    }


# --- Read again in words, for the audit page ------------------------------------------------------

THE_PORTAL: Final = "the portal"
GONE: Final = "no longer here"


def verbs() -> dict[str, str]:
    """Every verb in words, from all apps."""
    return {verb: sentence for module in offers("verbs") for verb, sentence in module.VERBS.items()}


def names_of(references: Iterable[str]) -> dict[str, str]:
    """What each reference is called today: one query a model. One whose row is gone has no entry."""
    keys: dict[str, set[str]] = {}
    for each in references:
        label, _, pk = each.partition(":")
        if pk:
            keys.setdefault(label, set()).add(pk)
    return {
        f"{label}:{pk}": getattr(row, "name_in_audit", "") or str(row)
        for label, pks in keys.items()
        for pk, row in _rows(label, pks).items()
    }


def _rows(label: str, keys: set[str]) -> dict[Any, Model]:
    """Rows of a model, with what their names are made of. A model or a key that is no more finds nothing."""
    try:
        model = apps.get_model(label)
        wanted = {model._meta.pk.to_python(key) for key in keys}
    except (LookupError, ValueError, ValidationError):
        return {}
    related = [f.name for f in model._meta.fields if f.is_relation]
    return model._default_manager.select_related(*related).in_bulk(wanted)


def model_field(object_reference: str, name: str) -> Field | None:
    """The field that a change speaks of, where the object's model has one of that name."""
    label = object_reference.partition(":")[0]
    try:
        found = apps.get_model(label)._meta.get_field(name)
    except (ValueError, LookupError, FieldDoesNotExist):
        return None
    return found if isinstance(found, Field) else None


def references_in(entries: Iterable[AuditEntry]) -> set[str]:
    """Everything that the entries name: who, what, and the rows that a change of a list speaks of."""
    found: set[str] = set()
    for entry in entries:
        found |= {entry.actor, entry.object}
        for name, pair in entry.changes.items():
            related = _related_label(model_field(entry.object, name))
            if related:
                found |= {f"{related}:{key}" for value in pair for key in _keys(value)}
    return found - {""}


def changes_in_words(entry: AuditEntry, names: dict[str, str]) -> list[tuple[str, str, str]]:
    """(field, before, after) for each change; of a personal field both say that it changed."""
    return [
        (
            _label(entry.object, name),
            *(value_in_words(model_field(entry.object, name), each, names) for each in pair),
        )
        for name, pair in entry.changes.items()
    ]


def _label(object_reference: str, name: str) -> str:
    field = model_field(object_reference, name)
    words = str(field.verbose_name) if field else name.replace("_", " ")
    return words[:1].upper() + words[1:]


def _related_label(field: Field | None) -> str:
    return field.related_model._meta.label_lower if field and field.related_model else ""


def _keys(value: Any) -> list[str]:
    """Keys of rows in a recorded value; a withheld one names none."""
    if isinstance(value, list):
        return [str(each) for each in value]
    return [] if value in (None, "", WITHHELD) else [str(value)]


def value_in_words(field: Field | None, value: Any, names: dict[str, str]) -> str:
    """A value as it was recorded, in words; nothing at all is a dash."""
    if value in (None, "", []):
        return "–"
    if value == WITHHELD:
        return WITHHELD
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, DateField) and (known := parse_date(str(value)[:10])):
        return date_format(known, "j F Y")
    related = _related_label(field)
    if related:
        return ", ".join(names.get(f"{related}:{key}", key) for key in _keys(value))
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return ", ".join(_keys(value))
