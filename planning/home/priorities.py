"""Priorities past their day, decisions asked of the governor, and calls: to answer, to decide, decided, to fill."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone

from coordination.access import Standing
from coordination.models import User
from coordination.offers import HomeItem, Section
from coordination.roles import GRANTS, Role
from coordination.roles import Permission as P
from planning.actions.expressions import listings_that_fill
from planning.models import AskedDecision, Call, Expression, GapReport, Priority, ToldOrganisation
from planning.policies import UNDECIDED
from planning.wording import day_in_words

NAMED: Final = ("prison__code", "prison__name", "number", "issued_at")
# As the first reminder (planning/reminders.py).
COMES: Final = timedelta(days=14)
NEW_FOR: Final = timedelta(days=30)
# Whoever has brought no service by then, brings none.
LOOKED_AFTER: Final = timedelta(days=366)
# Each of them is one query; more do not wait for one person.
MOST_TO_FILL: Final = 10


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [
        *_late(standing), *_own(user, standing), *_asked(standing), *_issued(standing),
        *_undecided(standing), *_unanswered(standing), *_to_fill(standing), *_to_answer(standing), *_decided(standing),
    ]  # fmt: skip


def _own_prisons(standing: Standing, permission: P) -> set[int]:
    """Of one's own postings: not the many prisons of a lead."""
    return {
        each.prison_id
        for each in standing.postings
        if each.prison_id and permission in GRANTS[Role(each.role)].permissions
    }


def _late(standing: Standing) -> Iterable[HomeItem]:
    here = _own_prisons(standing, P.VIEW_PLAN)
    if not here:
        return []
    rows = Priority.objects.open().filter(prison__in=here, due_on__lt=timezone.localdate())
    return [
        HomeItem(
            Section.RISK,
            f"{_number(count, 'priority is past its day', 'priorities are past their day')} at {name}.",
            reverse("priorities", args=[code]), count, since,
        )
        for code, name, count, since in _by_prison(rows, "prison", "due_on")
    ]  # fmt: skip


def _undecided(standing: Standing) -> Iterable[HomeItem]:
    here = _own_prisons(standing, P.MANAGE_PLAN)
    if not here:
        return []
    rows = Expression.objects.filter(
        call__priority__prison__in=here, call__state=Call.State.CLOSED, state__in=UNDECIDED
    )
    counted = rows.order_by().values_list("call", "call__title").annotate(Count("pk"), Min("sent_at"))
    return [
        HomeItem(
            Section.WAITS,
            f"{_number(count, 'answer waits', 'answers wait')} for your decision: “{title}”.",
            reverse("call", args=[pk]), count, since,
        )
        for pk, title, count, since in counted.order_by("call")
    ]  # fmt: skip


def _own(user: User, standing: Standing) -> Iterable[HomeItem]:
    """One's own that come due; what is past its day is told above, with all others."""
    today = timezone.localdate()
    if not standing.may(P.VIEW_PLAN):
        return []
    rows = Priority.objects.visible_to(user).open().filter(owner=user, due_on__range=(today, today + COMES))
    return [
        HomeItem(
            Section.WAITS, f"“{each}” is your priority at {each.prison} until {day_in_words(each.due_on)}.",
            each.get_absolute_url(),
        )
        for each in rows.select_related("prison")
    ]  # fmt: skip


def _governed(standing: Standing) -> set[int]:
    """Where one reads what the coordinator asks and issues; the coordinator is told of neither."""
    return _own_prisons(standing, P.ADOPT_PRIORITY) - _own_prisons(standing, P.MANAGE_PLAN)


def _issued(standing: Standing) -> Iterable[HomeItem]:
    """The newest report of the last month."""
    here = _governed(standing)
    if not here:
        return []
    rows = GapReport.objects.filter(prison__in=here, issued_at__gte=timezone.now() - NEW_FOR)
    newest = {row["prison__code"]: row for row in rows.order_by("number").values(*NAMED)}
    return [
        HomeItem(
            Section.NEW, f"Report {row['number']} of {row['prison__name']} is issued: what is missing here.",
            reverse("gap_report", args=[code, row["number"]]), since=row["issued_at"],
        )
        for code, row in newest.items()
    ]  # fmt: skip


def _asked(standing: Standing) -> Iterable[HomeItem]:
    """What the report asks the governor to decide."""
    here = _governed(standing)
    if not here:
        return []
    return [
        HomeItem(
            Section.WAITS, f"{_number(count, 'decision is', 'decisions are')} asked of you at {name}.",
            reverse("gap_reports", args=[code]), count, since,
        )
        for code, name, count, since in _by_prison(
            AskedDecision.objects.open().filter(prison__in=here), "prison", "asked_at"
        )
    ]  # fmt: skip


def _unanswered(standing: Standing) -> Iterable[HomeItem]:
    """Nobody answered, or all took it back: that ends by itself no more than it goes on."""
    here = _own_prisons(standing, P.MANAGE_PLAN)
    if not here:
        return []
    sent = Expression.objects.exclude(state__in=[Expression.State.DRAFT, Expression.State.WITHDRAWN])
    rows = Call.objects.filter(priority__prison__in=here, state=Call.State.CLOSED)
    return [
        HomeItem(
            Section.WAITS, f"Nobody answered the call “{each}”. Give more time, or cancel it.", each.get_absolute_url()
        )
        for each in rows.exclude(pk__in=sent.order_by().values("call")).order_by("closes_on", "pk")
    ]  # fmt: skip


def _to_fill(standing: Standing) -> Iterable[HomeItem]:
    """A service of a chosen organisation that was approved since: it may be what the call looked for."""
    here = _own_prisons(standing, P.MANAGE_PLAN)
    if not here:
        return []
    rows = Expression.objects.filter(
        call__priority__prison__in=here, state=Expression.State.CHOSEN, listing=None,
        decided_at__gte=timezone.now() - LOOKED_AFTER,
    )  # fmt: skip
    found = []
    for each in rows.select_related("call__priority", "organisation").order_by("decided_at")[:MOST_TO_FILL]:
        listing = listings_that_fill(each).select_related("approved_revision", "service").first()
        if listing:
            sentence = (
                f"“{listing.name_for_readers}” of {each.organisation} is approved. Say whether it came of the call"
                f" “{each.call}”."
            )
            url = reverse("expression", args=[each.call_id, each.pk])
            found.append(HomeItem(Section.WAITS, sentence, url, since=each.decided_at))
    return found


def _decided(standing: Standing) -> Iterable[HomeItem]:
    """To the organisation, for a month: the letter may have gone to one of several."""
    own = standing.organisations_where(P.ANSWER_CALL)
    if not own:
        return []
    rows = Expression.objects.filter(
        organisation__in=own, state__in=[Expression.State.CHOSEN, Expression.State.NOT_CHOSEN],
        decided_at__gte=timezone.now() - NEW_FOR,
    )  # fmt: skip
    return [
        HomeItem(
            Section.NEW,
            f"{each.call.priority.prison} has {'' if each.state == Expression.State.CHOSEN else 'not '}chosen what"
            f" {each.organisation} offered: “{each.call}”.",
            each.call.get_absolute_url(), since=each.decided_at,
        )
        for each in rows.select_related("call__priority__prison", "organisation").order_by("-decided_at")
    ]  # fmt: skip


def _to_answer(standing: Standing) -> Iterable[HomeItem]:
    """Calls that take answers and that the organisation has not answered; a draft is no answer."""
    own = standing.organisations_where(P.ANSWER_CALL)
    if not own:
        return []
    told = ToldOrganisation.objects.filter(
        organisation__in=own, call__in=Call.objects.open_on(timezone.localdate())
    )
    answered = set(
        Expression.objects.filter(organisation__in=own)
        .exclude(state__in=[Expression.State.DRAFT, Expression.State.WITHDRAWN])
        .values_list("call", "organisation")
    )
    return [
        HomeItem(
            Section.WAITS,
            f"{row.call.priority.prison} asks {row.organisation} for an offer until"
            f" {day_in_words(row.call.closes_on)}: “{row.call}”.",
            row.call.get_absolute_url(), since=row.told_at,
        )
        for row in told.select_related("call__priority__prison", "organisation").order_by("call__closes_on", "pk")
        if (row.call_id, row.organisation_id) not in answered
    ]  # fmt: skip


def _by_prison(rows: QuerySet, prison: str, since: str) -> Iterable[tuple]:
    """(code, name, how many, since when), one query."""
    found = rows.order_by().values_list(f"{prison}__code", f"{prison}__name")
    return found.annotate(Count("pk"), Min(since)).order_by(f"{prison}__name")


def _number(count: int, one: str, several: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {several}"
