"""Background work about people who come in; each task calls one action."""

from __future__ import annotations

from celery import shared_task

from coordination.tasks import TRY_AGAIN
from inductions.actions import (
    anonymising,
    booking_letters,
    documents,
    objections,
    people_letters,
    people_lists_kept,
    telling_of_reliance,
)


@shared_task(name="inductions.tell_person", **TRY_AGAIN)
def tell_person(person_pk: int) -> bool:
    return people_letters.tell_person(person_pk)


@shared_task(name="inductions.queue_untold")
def queue_untold() -> int:
    return people_letters.queue_untold() + objections.queue_untold()


@shared_task(name="inductions.tell_of_objection", **TRY_AGAIN)
def tell_of_objection(objection_pk: int) -> int:
    return objections.tell_of_objection(objection_pk)


@shared_task(name="inductions.anonymise")
def anonymise() -> bool:
    return anonymising.anonymise_daily()


@shared_task(name="inductions.tell_booking", **TRY_AGAIN)
def tell_booking(booking_pk: int) -> bool:
    return booking_letters.tell_booking(booking_pk)


@shared_task(name="inductions.queue_untold_bookings")
def queue_untold_bookings() -> int:
    return booking_letters.queue_untold()


@shared_task(name="inductions.tell_relying_prison", **TRY_AGAIN)
def tell_relying_prison(reliance_pk: int) -> int:
    return telling_of_reliance.tell_relying_prison(reliance_pk)


@shared_task(name="inductions.let_lists_go")
def let_lists_go() -> bool:
    return people_lists_kept.let_lists_go_daily()


@shared_task(name="inductions.sweep_files")
def sweep_files() -> bool:
    return documents.sweep_daily()
