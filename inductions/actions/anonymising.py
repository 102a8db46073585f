"""Who left, and whose time is over, is taken out of what stays. Rows stay, so that counts of the past stay true."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.accounts import forget_account, somebody
from coordination.actions.jobs import once_a_day
from coordination.actions.retention import hide_addresses
from coordination.models import User
from coordination.models.immutable import anonymising
from inductions import policies
from inductions.actions.people_lists_kept import forget_in_lists
from inductions.actions.whole_record import reminders_of
from inductions.models import (
    CalendarFeed,
    Clearance,
    Engagement,
    Objection,
    Person,
    Placement,
    StoredFile,
    TrainingRecord,
)
from inductions.status import months_after

logger = logging.getLogger(__name__)
NAME: Final = "Somebody"
# Where a rule asks for words.
REMOVED: Final = "Removed when the record was made anonymous"
# Text that may speak of the person. Every other text of their rows is the prison's own, as a step's title is.
CLEARED: Final[dict[type[models.Model], dict[str, str]]] = {
    Engagement: {"role_title": ""},
    Placement: {"line_contact": ""},
    Objection: {"words": ""},
    Clearance: {"reference": "", "granted_by": ""},
    StoredFile: {"name": REMOVED, "content_hash": ""},
}


def over_for(day: date) -> list[Person]:
    """Those whose retention time is over on that day: the last day counts in full, as a clearance's does."""
    months = 12 * settings.RETENTION_YEARS
    left = Person.objects.filter(anonymised_at=None, left_on__lte=months_after(day, -months)).order_by("pk")
    return [person for person in left if person.left_on and months_after(person.left_on, months) < day]


def anonymise_daily() -> bool:
    """Once a day. One who cannot be made anonymous keeps nobody else from it, and the day is tried again."""
    return once_a_day("inductions.anonymise", _everybody)


def _everybody() -> None:
    failed = []
    for person in over_for(clock.today()):
        try:
            anonymise(person=person)
        except Exception as error:
            logger.exception("The record %s could not be made anonymous.", person.pk)
            failed.append(error)
    delete_files()
    if failed:
        raise failed[0]


def anonymise(*, person: Person) -> Person:
    """By the clock alone. Refused where somebody was taken on again meanwhile."""
    with anonymising():
        person = Person.objects.select_for_update().get(pk=person.pk)
        policies.check_retention_is_over(person, over_for(clock.today()))
        _clear(person)
        forget_in_lists(person)
        user = person.user
        addresses = [person.email, user.email if user else ""]
        # The week in a line belongs to whoever manages or coordinates, which they may go on doing.
        reminders_of(person).exclude(key__startswith="week:").delete()
        if user:
            _put_somebody_in_the_place_of(user, person)
        person.name, person.email, person.phone, person.user = NAME, "", "", None
        person.anonymised_at = clock.now()
        person.save()
        if user:
            forget_account(by=SYSTEM, user=user)
        # An account that stays has its address still; then nothing of it is hidden.
        hide_addresses(addresses)
        audit.record("anonymise", by=SYSTEM, on=person)
    return person


def rows_of(model: type[models.Model], person: Person) -> Any:
    """The person's rows of a model that names a person, or, as placements do, an engagement."""
    path = "engagement__person" if model is Placement else "person"
    return model._default_manager.filter(**{path: person})


def _clear(person: Person) -> None:
    for model, texts in CLEARED.items():
        rows_of(model, person).update(**texts)
    TrainingRecord.objects.filter(person=person, struck_at__isnull=False).update(struck_reason=REMOVED)
    CalendarFeed.objects.filter(person=person).delete()


def models_of_a_person() -> list[type[models.Model]]:
    """Every model with a foreign key to a person, also one that has no name for the way back."""
    fields = Person._meta.get_fields(include_hidden=True)
    return [
        each.related_model for each in fields if each.one_to_many or (each.one_to_one and each.auto_created)
    ]


def _put_somebody_in_the_place_of(user: User, person: Person) -> None:
    """Who signed their own step or booked themselves would be named by it, for as long as they have an account."""
    nobody = somebody()
    every: list[type[models.Model]] = [Person, *models_of_a_person()]
    for model in every:
        mine = Person.objects.filter(pk=person.pk) if model is Person else rows_of(model, person)
        for field in model._meta.concrete_fields:
            if field.related_model is User and not (model is Person and field.name == "user"):
                mine.filter(**{field.name: user}).update(**{field.name: nobody})


def delete_files() -> int:
    """Files of those who were made anonymous. Also what an earlier run was kept from; returns how many went."""
    left = StoredFile.objects.filter(~Q(file=""), person__anonymised_at__isnull=False)
    for row in left:
        row.file.storage.delete(str(row.file.name))
        with transaction.atomic():
            StoredFile.objects.filter(pk=row.pk).update(file="", deleted_at=clock.now())
    return len(left)
