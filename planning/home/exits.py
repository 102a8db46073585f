"""A prison that closes: told to organisations that offer a service there, and to whoever looks after it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import Organisation, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.models import Listing
from planning.models import ExitStep, ManagedExit
from planning.wording import day_in_words

# Who was away on the day still reads it for so long.
TOLD_FOR: Final = timedelta(days=90)


def items(user: User, standing: Standing) -> list[HomeItem]:
    own = standing.organisations_where(P.VIEW_OWN_SERVICES)
    if not own and not standing.may(P.VIEW_PLAN):
        return []
    recent = Q(closed_at=None) | Q(closed_at__gte=timezone.now() - TOLD_FOR)
    told = ManagedExit.objects.filter(recent, called_off_at=None).select_related("prison").defer("impact")
    rows = list(told.order_by("closes_on"))
    found = _steps(standing)
    if standing.may(P.VIEW_PLAN):
        mine = set(ManagedExit.objects.visible_to(user).values_list("pk", flat=True))
        found += [
            _line(each, reverse("managed_exit", args=[each.prison.code, each.pk]))
            for each in rows
            if each.pk in mine
        ]
    return found + _of_organisations(own, rows)


def _steps(standing: Standing) -> list[HomeItem]:
    """Those that have come due, for whoever does them: an exit lasts beyond the prison's last day."""
    today = timezone.localdate()
    due = ExitStep.objects.filter(
        managed_exit__prison__in=standing.prisons_where(P.MANAGE_PLAN), managed_exit__called_off_at=None,
        done_on=None, due_on__lte=today,
    )  # fmt: skip
    found: dict[ManagedExit, list[ExitStep]] = defaultdict(list)
    for step in due.select_related("managed_exit__prison").defer("managed_exit__impact"):
        found[step.managed_exit].append(step)
    return [
        HomeItem(
            Section.WAITS, f"Managed exit of {each.prison}: {_steps_in_words(len(steps))} due.",
            each.get_absolute_url(), len(steps), steps[0].due_on,
        )
        for each, steps in found.items()
    ]  # fmt: skip


def _steps_in_words(count: int) -> str:
    return "one step is" if count == 1 else f"{count} steps are"


def _of_organisations(own: list[int], rows: list[ManagedExit]) -> list[HomeItem]:
    if not own:
        return []
    offered = dict(
        Listing.objects.published()
        .filter(service__organisation__in=own, prison__in=[each.prison_id for each in rows])
        .order_by()
        .values_list("prison", "service__organisation")
    )
    slugs = dict(Organisation.objects.filter(pk__in=offered.values()).values_list("pk", "slug"))
    return [
        _line(each, reverse("services", args=[slugs[offered[each.prison_id]]]))
        for each in rows
        if each.prison_id in offered
    ]


def _line(each: ManagedExit, url: str) -> HomeItem:
    day = day_in_words(each.closes_on)
    how = " for a time" if each.temporary else ""
    if each.closed_at:
        sentence = (
            f"{each.prison} closed{how} on {day}. Its directories are withdrawn; all else stays to be read."
        )
        return HomeItem(Section.NEW, sentence, url, 1, each.closed_at)
    return HomeItem(Section.RISK, f"{each.prison} closes{how} on {day}.", url, 1, each.begun_at)
