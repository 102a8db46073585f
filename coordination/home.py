"""coordination's own lines on the home page: people who come and go."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from coordination.access import Standing
from coordination.models import (
    Invitation,
    JoinRequest,
    MergeConsent,
    Posting,
    RegistrationChoice,
    User,
)
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
        *_registrations(user, standing),
        *_asking_to_join(user, standing),
        *_merges(user, standing),
        *_invitations(user, standing),
        *_ending(user, standing),
        *_came(user, standing),
        *_without_coordinator(user, standing),
        *_nobody_decides(standing),
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


def _registrations(user: User, standing: Standing) -> list[HomeItem]:
    """Organisations that registered themselves, a line for each prison that decides; the oldest tells the age."""
    if not standing.may(P.DECIDE_REGISTRATION):
        return []
    here = RegistrationChoice.objects.visible_to(user).select_related("registration", "prison")
    by_prison: dict[int, list[RegistrationChoice]] = {}
    for choice in here.waiting():
        by_prison.setdefault(choice.prison_id, []).append(choice)
    return [
        HomeItem(
            Section.WAITS, f"{_counted(len(rows))} for your decision at {rows[0].prison}.",
            reverse("registrations", args=[rows[0].prison.code]), len(rows), rows[0].registration.verified_at,
        )
        for rows in by_prison.values()
    ]  # fmt: skip


def _counted(number: int) -> str:
    if number == 1:
        return "1 organisation registered and waits"
    return f"{number} organisations registered and wait"


def _asking_to_join(user: User, standing: Standing) -> list[HomeItem]:
    """For the manager whom they ask; for the coordinator only where an organisation has no manager to answer."""
    ours = standing.organisations_where(P.INVITE_TO_ORGANISATION)
    rows = JoinRequest.objects.visible_to(user).waiting().select_related("organisation")
    items = [
        HomeItem(
            Section.WAITS, f"{row.name} asks to join {row.organisation}.",
            reverse("organisation_joining", args=[row.organisation.slug]), since=row.asked_at,
        )
        for row in rows.filter(organisation__in=ours)
    ]  # fmt: skip
    if not standing.may(P.DECIDE_REGISTRATION):
        return items
    managed = Posting.objects.current().filter(role=Role.MANAGER).values("organisation")
    asked = RegistrationChoice.objects.visible_to(user).asked_about().exclude(
        registration__join_request__organisation__in=managed
    ).select_related("registration__join_request__organisation", "prison")  # fmt: skip
    return items + [
        HomeItem(
            Section.WAITS,
            f"{_join_request(row).organisation} has no manager here: ask it yourself whether"
            f" “{row.registration}” is theirs.",
            row.get_absolute_url(), since=_join_request(row).asked_at,
        )
        for row in asked
    ]  # fmt: skip


def _join_request(choice: RegistrationChoice) -> JoinRequest:
    return choice.registration.join_request


def _merges(user: User, standing: Standing) -> list[HomeItem]:
    """Merges of organisations that wait for a yes of one's own prison; for a national lead all that wait."""
    if not standing.may(P.MERGE_ORGANISATIONS):
        return []
    own = standing.prisons_where(P.MERGE_ORGANISATIONS)
    asked = MergeConsent.objects.visible_to(user).waiting().filter(prison__in=own)
    rows = asked.select_related("merge__kept", "merge__duplicate", "prison").order_by("merge__asked_at", "pk")
    return [
        HomeItem(
            Section.WAITS,
            f"Are “{merge.kept}” and “{merge.duplicate}” one organisation? Their merge waits for your answer.",
            merge.get_absolute_url(), since=merge.asked_at,
        )
        for merge in {row.merge_id: row.merge for row in rows}.values()
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
        sentence = f"{len(rows)} invitations were not taken up. Send them again or cancel them."
        return [HomeItem(Section.RISK, sentence, people_url(rows[0]), len(rows), rows[0].invited_at)]
    return [
        HomeItem(
            Section.RISK,
            f"{row.name} has not taken up the invitation ({row.get_role_display().lower()})."
            " Send it again or cancel it.",
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


def _nobody_decides(standing: Standing) -> list[HomeItem]:
    """Organisations that registered for prisons where nobody may decide: how many, and nothing of who they are."""
    if not standing.everywhere(P.MANAGE_PRISONS):
        return []
    decided_at = Posting.objects.current().filter(role=Role.COORDINATOR).values("prison")
    waiting = RegistrationChoice.objects.waiting().exclude(prison__in=decided_at).order_by()
    by_prison = waiting.values("prison__code", "prison__name").annotate(
        count=Count("pk"), since=Min("registration__verified_at")
    )
    rows = list(by_prison.order_by("since"))
    if len(rows) > EACH_UP_TO:
        count = sum(row["count"] for row in rows)
        sentence = f"{_counted(count)} at {len(rows)} prisons without a coordinator: nobody can decide."
        return [HomeItem(Section.RISK, sentence, reverse("prisons"), count, rows[0]["since"])]
    return [
        HomeItem(
            Section.RISK,
            f"{row['prison__name']} has no coordinator: {_counted(row['count'])}, and nobody can decide.",
            reverse("people", args=[row["prison__code"]]), row["count"], row["since"],
        )
        for row in rows
    ]  # fmt: skip
