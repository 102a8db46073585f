"""coordination's own lines on the home page: people who come and go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from coordination.access import Standing
from coordination.models import Invitation, Posting, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P
from coordination.roles import Role

ENDING_WITHIN: Final = timedelta(days=30)
EXPIRING_WITHIN: Final = timedelta(days=3)
NEW_FOR: Final = timedelta(days=14)
# More of a kind than this are told as one line.
EACH_UP_TO: Final = 3


def items(user: User, standing: Standing) -> list[HomeItem]:
    return [
        *_own_access(standing),
        *_invitations(user, standing),
        *_ending(user, standing),
        *_came(user, standing),
        *_without_coordinator(user, standing),
    ]


def day(value: date | None) -> str:
    return date_format(value, "j F Y") if value else ""


def people_url(row: Posting | Invitation) -> str:
    """The people page where a posting or invitation stands."""
    if row.prison_id:
        return reverse("people", args=[row.prison.code])
    if row.organisation_id:
        return reverse("organisation_people", args=[row.organisation.slug])
    return reverse("national_people")


def _managed(user: User, standing: Standing) -> QuerySet[Posting]:
    """Other people's postings at the places where the user invites; for a national lead those without a place."""
    places = Q(prison__in=[p.prison_id for p in standing.postings if p.prison_id])
    if not standing.may(P.INVITE_TO_PRISON):
        places = Q(pk__in=[])
    places |= Q(organisation__in=standing.organisations_where(P.INVITE_TO_ORGANISATION))
    if standing.everywhere(P.MANAGE_PRISONS):
        places |= Q(prison=None, organisation=None) | Q(role=Role.COORDINATOR)
    return Posting.objects.visible_to(user).filter(places).exclude(user=user).select_related(
        "user", "prison", "organisation", "prison_set"
    )  # fmt: skip


def _own_access(standing: Standing) -> list[HomeItem]:
    soon = timezone.localdate() + ENDING_WITHIN
    return [
        HomeItem(
            Section.RISK,
            f"Your own access as {p.get_role_display().lower()}, {p.place}, ends on {day(p.ends_on)}.",
            reverse("account"), since=p.ends_on,
        )
        for p in standing.postings
        if p.ends_on and p.ends_on <= soon
    ]  # fmt: skip


def _invitations(user: User, standing: Standing) -> list[HomeItem]:
    """Links that stop working within three days, and those that stopped, as long as they are kept."""
    if not (standing.may(P.INVITE_TO_PRISON) or standing.may(P.INVITE_TO_ORGANISATION)):
        return []
    undecided = Invitation.objects.visible_to(user).filter(accepted_at=None, cancelled_at=None)
    if standing.everywhere(P.INVITE_TO_PRISON):
        undecided = undecided.filter(invited_by=user)
    soon = undecided.filter(expires_at__lte=timezone.now() + EXPIRING_WITHIN)
    rows = list(soon.select_related("prison", "organisation").order_by("expires_at"))
    if len(rows) > EACH_UP_TO:
        sentence = f"{len(rows)} invitations were not taken up. Send them again or take them back."
        return [HomeItem(Section.RISK, sentence, people_url(rows[0]), len(rows), rows[0].invited_at)]
    return [
        HomeItem(
            Section.RISK,
            f"{row.name} has not taken up the invitation ({row.get_role_display().lower()})."
            " Send it again or take it back.",
            people_url(row), since=row.invited_at,
        )
        for row in rows
    ]  # fmt: skip


def _ending(user: User, standing: Standing) -> list[HomeItem]:
    today = timezone.localdate()
    ending = _managed(user, standing).current().filter(ends_on__gte=today, ends_on__lte=today + ENDING_WITHIN)
    rows = list(ending.order_by("ends_on"))
    if len(rows) > EACH_UP_TO:
        sentence = f"The access of {len(rows)} people ends within 30 days."
        return [HomeItem(Section.RISK, sentence, people_url(rows[0]), len(rows), rows[0].ends_on)]
    return [
        HomeItem(
            Section.RISK,
            f"The access of {row.user} ({row.get_role_display().lower()}, {row.place}) ends on {day(row.ends_on)}.",
            people_url(row), since=row.ends_on,
        )
        for row in rows
    ]  # fmt: skip


def _came(user: User, standing: Standing) -> list[HomeItem]:
    since = timezone.localdate() - NEW_FOR
    rows = list(_managed(user, standing).current().filter(begins_on__gte=since).order_by("-begins_on"))
    if len(rows) > EACH_UP_TO:
        sentence = f"{len(rows)} people got access in the last 14 days."
        return [HomeItem(Section.NEW, sentence, people_url(rows[0]), len(rows), rows[0].begins_on)]
    return [
        HomeItem(
            Section.NEW, f"{row.user} has access: {row.get_role_display().lower()}, {row.place}.",
            people_url(row), since=row.begins_on,
        )
        for row in rows
    ]  # fmt: skip


def _without_coordinator(user: User, standing: Standing) -> list[HomeItem]:
    """Prisons that had a coordinator and have none now: their queue stands still."""
    if not standing.everywhere(P.MANAGE_PRISONS):
        return []
    coordinators = Posting.objects.filter(role=Role.COORDINATOR)
    here = set(coordinators.current().values_list("prison", flat=True))
    had = coordinators.exclude(prison__in=here).select_related("prison").order_by("prison__short_name")
    return [
        HomeItem(
            Section.RISK, f"{prison} has no coordinator any more: nobody decides there.",
            reverse("people", args=[prison.code]),
        )
        for prison in {posting.prison_id: posting.prison for posting in had}.values()
    ]  # fmt: skip
