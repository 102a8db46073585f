"""Outsiders join by themselves: they ask on a page, and count once they press the button behind the link of a letter.

Nothing here depends on what is known of the address, so that whoever asks learns nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db import transaction

from bulletins import emails
from bulletins.actions.wishes import held_reader
from bulletins.models import Reader
from bulletins.reader_links import Choice
from coordination import audit, clock
from coordination.access import SYSTEM
from coordination.actions.jobs import once_a_day
from coordination.models import Pathway, Prison
from coordination.queueing import queue_on_commit

SEND: Final = "bulletins.send_joining_link"
# An address that nobody confirmed is not kept.
UNCONFIRMED_KEPT: Final = timedelta(days=30)


@transaction.atomic
def ask_to_join(*, email: str, prisons: Iterable[Prison], pathways: Iterable[Pathway]) -> Reader:
    """Queues the letter with the link. What somebody wished before stays as it is until its owner confirms."""
    prisons, pathways = list(prisons), list(pathways)
    reader = held_reader(email)
    if _says_nothing(reader):
        reader.outsider, reader.asked_at = True, clock.now()
        reader.save(update_fields=["outsider", "asked_at"])
        reader.prisons.set(prisons)
        reader.pathways.set(pathways)
    queue_on_commit(SEND, reader.pk, [prison.code for prison in prisons], [each.code for each in pathways])
    return reader


def _says_nothing(reader: Reader) -> bool:
    """New, or asked before and never confirmed: nobody who holds the address has said anything."""
    owner_spoke = reader.confirmed_at or reader.left_at or reader.chose_prisons or reader.sections_left_out
    return not owner_spoke and (reader.outsider or not reader.pathways.exists())


def send_link(reader_pk: int, prisons: list[str], pathways: list[str]) -> bool:
    """False where the address was taken out meanwhile."""
    reader = Reader.objects.filter(pk=reader_pk).first()
    if reader is None:
        return False
    emails.joining_link(Choice(reader.email, prisons, pathways))
    return True


def prisons_in(choice: Choice) -> list[Prison]:
    return list(Prison.objects.filter(code__in=choice.prisons))


def pathways_in(choice: Choice) -> list[Pathway]:
    return list(Pathway.objects.filter(code__in=choice.pathways))


@transaction.atomic
def confirm_joining(*, choice: Choice) -> Reader:
    """By whoever holds the link. Adds to what was confirmed before; whoever had left is a reader again."""
    reader = held_reader(choice.email)
    first = _says_nothing(reader)
    reader.outsider, reader.left_at = True, None
    reader.confirmed_at = reader.changed_at = clock.now()
    reader.asked_at = reader.asked_at or reader.confirmed_at
    reader.save()
    if first:
        reader.prisons.clear()
        reader.pathways.clear()
    reader.prisons.add(*prisons_in(choice))
    reader.pathways.add(*pathways_in(choice))
    for prison in prisons_in(choice):
        audit.record("join_bulletins", by=SYSTEM, on=reader, prison=prison)
    return reader


@transaction.atomic
def clear_unconfirmed() -> int:
    rows = Reader.objects.filter(
        outsider=True, confirmed_at=None, left_at=None, asked_at__lt=clock.now() - UNCONFIRMED_KEPT
    )
    keys = list(rows.select_for_update().values_list("pk", flat=True))
    Reader.objects.filter(pk__in=keys).delete()
    if keys:
        audit.record("clear_unconfirmed_readers", by=SYSTEM, changes={"readers": [len(keys), 0]})
    return len(keys)


def clear_unconfirmed_daily() -> bool:
    return once_a_day("bulletins.clear_unconfirmed", clear_unconfirmed)
