"""Everything that is held of a person, as plain data under plain words."""

from __future__ import annotations

from typing import Any, Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from coordination.actions import retention
from coordination.models import Posting, Reminder, User
from inductions.actions.people_lists_kept import waiting_rows_of
from inductions.models import (
    AccessStop,
    Acknowledgement,
    Booking,
    CalendarFeed,
    Clearance,
    ClearanceEvent,
    Engagement,
    Objection,
    Person,
    Placement,
    Reliance,
    StepSignature,
    StoredFile,
    TrainingRecord,
    Visit,
)

# Heading -> model, and how a row of it leads to the person.
SECTIONS: Final[dict[str, tuple[type[models.Model], str]]] = {
    "organisations": (Engagement, "person"),
    "prisons": (Placement, "engagement__person"),
    "induction": (StepSignature, "person"),
    "policies_acknowledged": (Acknowledgement, "person"),
    "training": (TrainingRecord, "person"),
    "bookings": (Booking, "person"),
    "clearances": (Clearance, "person"),
    "history_of_clearances": (ClearanceEvent, "clearance__person"),
    "clearances_relied_on": (Reliance, "clearance__person"),
    "access_stopped": (AccessStop, "person"),
    "visits": (Visit, "person"),
    "objections": (Objection, "person"),
    "calendars": (CalendarFeed, "person"),
    "files": (StoredFile, "person"),
}
# Keys and sums that say nothing of anybody.
SKIPPED: Final = frozenset({"id", "person", "engagement", "token_hash", "content_hash", "file"})


def sections(by: User, person: Person, own: bool) -> dict[str, Any]:
    """Headings with their rows; `own`: all of them, else those that `by` may see."""
    found: dict[str, Any] = {"person": as_data(person, person)}
    if own:
        found["account"] = _account(person)
        found["reminders"] = [as_data(each, person) for each in reminders_of(person)]
    for heading, (model, path) in SECTIONS.items():
        rows = model._default_manager.all() if own else model._default_manager.visible_to(by)  # type: ignore[attr-defined]
        related = [field.name for field in model._meta.concrete_fields if field.is_relation]
        rows = rows.filter(**{path: person}).select_related(*related).order_by("pk")
        found[heading] = [as_data(row, person) for row in rows]
    found |= _of_the_address(by, person, own)
    found["lists_that_wait"] = waiting_rows_of(person, by, own)
    return found


def _of_the_address(by: User, person: Person, own: bool) -> dict[str, Any]:
    """What was mailed there. For oneself by the account's address alone: nobody has proven the other.

    To a coordinator it says no more than the list of an issue that they sent.
    """
    if own:
        return retention.record_of(person.user.email, None) if person.user else {}
    email = person.user.email if person.user else person.email
    return retention.record_of(email, by) if email else {}


def reminders_of(person: Person) -> models.QuerySet[Reminder]:
    """By what they speak of (see inductions/reminders.py), and what went to the account.

    Never by the contact address: nobody has proven that, and the address of somebody else would bring theirs.
    """
    about = Q(key__startswith=f"training:{person.pk}:")
    for key in Clearance.objects.filter(person=person).values_list("pk", flat=True):
        about |= Q(key__startswith=f"clearance:{key}:")
    if person.user:
        about |= Q(email=person.user.email)
    return Reminder.objects.filter(about).order_by("pk")


def _account(person: Person) -> dict[str, Any] | None:
    user = person.user
    if user is None:
        return None
    return {
        "name": user.name,
        "email": user.email,
        "made_at": _value(user.created_at),
        "last_signed_in_at": _value(user.last_login),
        "roles": [
            {
                "role": row.get_role_display(),
                "place": row.place,
                "from": row.begins_on,
                "to": row.ends_on,
                "ended_at": _value(row.ended_at),
            }
            for row in Posting.objects.filter(user=user).select_related(
                "prison", "organisation", "prison_set"
            )
        ],
    }


def stored_files(by: User, person: Person, own: bool) -> Any:
    rows = StoredFile.objects.all() if own else StoredFile.objects.visible_to(by)
    return rows.filter(person=person).exclude(file="").order_by("pk")


def as_data(row: models.Model, person: Person) -> dict[str, Any]:
    """{field: value in words} of the row's own columns, without other people."""
    found: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if field.name in SKIPPED:
            continue
        if field.related_model is User:
            if field.name != "user":
                key = getattr(row, field.attname)
                found[field.name] = (
                    "the person" if key and key == person.user_id else "somebody else" if key else None
                )
            continue
        display = getattr(row, f"get_{field.name}_display", None)
        value = display() if display else getattr(row, field.name)
        found[field.name] = str(value) if isinstance(value, models.Model) else _value(value)
    if isinstance(row, StoredFile) and row.file:
        found["stands_in"] = f"files/{row.pk} {row.name}"
    return found


def _value(value: Any) -> Any:
    """A moment as the clock here showed it."""
    return timezone.localtime(value).isoformat() if hasattr(value, "tzinfo") and value else value
