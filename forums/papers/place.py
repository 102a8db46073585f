"""The prison as it stands on a paper, and days and moments in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from coordination.models.prison import Prison
from directory.editions import sentences


@dataclass(frozen=True)
class Place:
    """`ask`: whom to ask for a new copy, as the directory of the prison says it. Days are in words."""

    code: str
    name: str
    name_welsh: str
    ask: str
    printed_on: str
    renew_on: str
    created: str


def place_of(prison: int, printed_on: date) -> Place:
    """`prison` is a key: no object of it is handed on."""
    columns = ("code", "name", "name_welsh", "ask_for_new_copy", "renew_after_days")
    code, name, welsh, ask, days = Prison.objects.values_list(*columns).get(pk=prison)
    return Place(
        code=code, name=name, name_welsh=welsh, ask=ask, printed_on=sentences.day(printed_on),
        renew_on=sentences.day(printed_on + timedelta(days=days)), created=printed_on.isoformat(),
    )  # fmt: skip


def moment(starts_at: datetime, ends_at: datetime) -> str:
    """“Tuesday 5 May 2026, 10:00 to 12:00”, in London's time."""
    start, end = timezone.localtime(starts_at), timezone.localtime(ends_at)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{sentences.day(end.date())}, {end:%H:%M}"
    return f"{weekday(starts_at)}, {start:%H:%M} to {until}"


def weekday(moment_of_it: datetime) -> str:
    """“Tuesday 5 May 2026”."""
    local = timezone.localtime(moment_of_it)
    return f"{local:%A} {sentences.day(local.date())}"
