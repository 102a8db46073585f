"""The lines of who looks after a prison or oversees it: queue, losses, approvals, needs."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from directory.home.lines import at, each_or_one, losses, to_check
from directory.models import Listing, Need, Revision
from directory.models.listing_state import day_in_words

# Somebody who does not decide is told of a queue that has stood for a week.
SLOW: Final = timedelta(days=7)
TOLD_LATELY: Final = timedelta(days=30)


def items(user: User, standing: Standing) -> list[HomeItem]:
    found: list[HomeItem] = []
    if standing.may(P.VIEW_QUEUE):
        found += [*_queues(user, standing), *_about_to_be_lost(user, standing)]
    if standing.may(P.DECIDE):
        found += [*_public_details(user, standing), *_paused_too_long(user, standing)]
    if standing.may(P.MANAGE_NEEDS):
        found += _needs(user, standing)
    return found


def _queues(user: User, standing: Standing) -> list[HomeItem]:
    """One line a prison: how many texts wait and since when. Who does not decide hears of the slow ones alone."""
    pending = Revision.objects.visible_to(user).pending().filter(
        listing__prison__in=standing.prisons_where(P.VIEW_QUEUE)
    )  # fmt: skip
    by_prison = pending.order_by().values("listing__prison__code", "listing__prison__name")
    rows = by_prison.annotate(count=Count("pk"), oldest=Min("submitted_at")).order_by("oldest")
    deciding = set(standing.prisons_where(P.DECIDE).values_list("code", flat=True))
    slow = timezone.now() - SLOW
    found = []
    for row in rows:
        code, name, count = row["listing__prison__code"], row["listing__prison__name"], row["count"]
        texts = "1 text waits" if count == 1 else f"{count} texts wait"
        if code in deciding:
            sentence, section = f"{texts} for your decision at {name}.", Section.WAITS
        elif row["oldest"] <= slow:
            sentence, section = f"{texts} for a decision at {name}.", Section.RISK
        else:
            continue
        found.append(HomeItem(section, sentence, reverse("queue", args=[code]), count, row["oldest"]))
    return found


def _about_to_be_lost(user: User, standing: Standing) -> list[HomeItem]:
    return losses(at(user, standing, P.VIEW_QUEUE), lambda row: to_check(row, "about_to_be_lost"))


def _public_details(user: User, standing: Standing) -> list[HomeItem]:
    waiting = Listing.objects.visible_to(user).with_public_details_to_approve()
    here = waiting.filter(prison__in=standing.prisons_where(P.DECIDE)).order_by()
    rows = here.values("prison__code", "prison__name").annotate(count=Count("pk"))
    return [
        HomeItem(
            Section.WAITS, f"Public helplines or addresses wait for your approval at {row['prison__name']}.",
            reverse("queue", args=[row["prison__code"]]), row["count"],
        )
        for row in rows.order_by("prison__name")
    ]  # fmt: skip


def _paused_too_long(user: User, standing: Standing) -> list[HomeItem]:
    over = at(user, standing, P.DECIDE).paused_too_long(timezone.localdate())
    return each_or_one(
        list(over.order_by("room_on")),
        lambda row: HomeItem(
            Section.RISK, f"“{row.service}” at {row.prison} was paused until {day_in_words(row.room_on)}."
            " Does it run again?", row.get_absolute_url(), since=row.room_on,
        ),
        lambda rows: HomeItem(
            Section.RISK, f"{len(rows)} services are paused past their date. First: “{rows[0].service}” at"
            f" {rows[0].prison}.", to_check(rows[0], "paused_too_long"), len(rows), rows[0].room_on,
        ),
    )  # fmt: skip


def _needs(user: User, standing: Standing) -> list[HomeItem]:
    """What somebody told lately and nobody gives: one line a prison."""
    told = Need.objects.visible_to(user).open().filter(
        prison__in=standing.prisons_where(P.MANAGE_NEEDS), last_on__gte=timezone.localdate() - TOLD_LATELY
    )  # fmt: skip
    rows = (
        told.order_by()
        .values("prison__code", "prison__name")
        .annotate(count=Count("pk"), last=Max("last_on"))
    )
    return [
        HomeItem(
            Section.NEW,
            f"{'1 need was' if row['count'] == 1 else str(row['count']) + ' needs were'} reported in the last 30 days"
            f" at {row['prison__name']}.",
            reverse("needs", args=[row["prison__code"]]), row["count"], row["last"],
        )
        for row in rows.order_by("prison__name")
    ]  # fmt: skip
