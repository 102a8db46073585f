"""Lines of the home page about bulletins.

Whoever approves hears what waits for them. Whoever makes bulletins at a place of their own hears what came back, what
stopped, what is uncertain, and what the wings wait for: coordinators of their prisons, leads of their sets and not of
each prison in them, national leads of all; and everybody of what they began themselves.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from bulletins.audiences import readers_at
from bulletins.models import BulletinIssue, BulletinItem, Delivery
from coordination import clock
from coordination.access import Standing
from coordination.actions.mail_addresses import stopped_among
from coordination.models import MailAddress, Prison, User
from coordination.offers import HomeItem, Section
from coordination.roles import Permission as P

State = BulletinIssue.State
# So long a line tells of an address, and asks for the words of an issue that was sent.
NEW_FOR: Final = timedelta(days=14)


def items(user: User, standing: Standing) -> list[HomeItem]:
    found = _to_approve(user, standing)
    if not standing.may(P.MANAGE_BULLETINS):
        return found
    own = BulletinIssue.objects.filter(_own(user, standing)).select_related("prison", "prison_set")
    return [
        *found,
        *_came_back(own),
        *_paused(own),
        *_uncertain(own),
        *_for_the_wings(own),
        *_stopped_addresses(standing),
    ]


def _own(user: User, standing: Standing) -> Q:
    may = standing.prisons_where(P.MANAGE_BULLETINS)
    direct = [each.prison_id for each in standing.postings if each.prison_id]
    sets = [each.prison_set_id for each in standing.postings if each.prison_set_id]
    found = Q(prison__in=may) & (Q(prison__in=direct) | Q(begun_by=user)) | Q(prison_set__in=sets)
    if standing.everywhere(P.MANAGE_BULLETINS):
        found |= Q(prison=None, prison_set=None) | Q(begun_by=user)
    return found


def _to_approve(user: User, standing: Standing) -> list[HomeItem]:
    if not standing.may(P.APPROVE_BULLETINS):
        return []
    rows = BulletinIssue.objects.filter(
        state=State.WAITING, prison__in=standing.prisons_where(P.APPROVE_BULLETINS)
    ).exclude(asked_by=user)
    return [
        HomeItem(
            Section.WAITS, f"“{each}” waits for your approval at {each.place}.", each.get_absolute_url(), 1,
            each.asked_at,
        )
        for each in rows.select_related("prison").order_by("asked_at", "pk")
    ]  # fmt: skip


def _came_back(own: QuerySet[BulletinIssue]) -> list[HomeItem]:
    """From who should approve it, with the reason; and from the clock, which could not send it when it was due."""
    before = own.filter(state__in=[State.DRAFT, State.APPROVED], sending_began_at=None)
    returned = before.filter(state=State.DRAFT).exclude(returned_reason="")
    not_sent = before.exclude(trouble_said="")
    return [
        HomeItem(
            Section.WAITS, f"“{each}” came back to {each.place} without approval: {_ended(each.returned_reason)}",
            each.get_absolute_url(), 1, each.asked_at,
        )
        for each in returned
    ] + [
        HomeItem(
            Section.RISK, f"“{each}” of {each.place} was due and was not sent: {_ended(each.trouble_said)}",
            reverse("bulletin_sending", args=[each.pk]),
        )
        for each in not_sent
    ]  # fmt: skip


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _paused(own: QuerySet[BulletinIssue]) -> list[HomeItem]:
    waits = Count("deliveries", filter=Q(deliveries__state__in=Delivery.UNSETTLED))
    return [
        HomeItem(
            Section.RISK,
            f"“{each}” of {each.place} is paused: {_number(count, 'mail waits', 'mails wait')}."
            " Resume it or cancel it.",
            reverse("bulletin_sending", args=[each.pk]), count, each.sending_began_at,
        )
        for each, count in _counted(own.filter(state=State.PAUSED), waits)
    ]  # fmt: skip


def _uncertain(own: QuerySet[BulletinIssue]) -> list[HomeItem]:
    uncertain = Delivery.State.UNCERTAIN
    rows = own.filter(deliveries__state=uncertain)
    return [
        HomeItem(
            Section.RISK,
            f"{_number(count, 'mail', 'mails')} of “{each}” may have arrived or not: say what becomes of"
            f" {'it' if count == 1 else 'them'}.",
            reverse("bulletin_deliveries", args=[each.pk], query={"state": uncertain}), count,
            each.sending_began_at,
        )
        for each, count in _counted(rows, Count("deliveries"))
    ]  # fmt: skip


def _for_the_wings(own: QuerySet[BulletinIssue]) -> list[HomeItem]:
    """Words that nobody approved yet, of issues that are made or were sent lately."""
    lately = Q(sending_began_at=None) | Q(sending_began_at__gte=clock.now() - NEW_FOR)
    waiting = BulletinItem.objects.kept().filter(for_wings=True, wing_approved_at=None)
    rows = own.filter(lately, items__in=waiting).exclude(state=State.CANCELLED)
    return [
        HomeItem(
            Section.WAITS,
            f"{_number(count, 'item', 'items')} of “{each}” {'waits' if count == 1 else 'wait'} for approval"
            " for the wings.",
            each.get_absolute_url(), count, each.begun_at,
        )
        for each, count in _counted(rows, Count("items"))
    ]  # fmt: skip


def _counted(issues: QuerySet[BulletinIssue], count: Count) -> list[tuple[BulletinIssue, int]]:
    """Issues of which there is at least one, with how many. One query."""
    rows = issues.annotate(how_many=count).filter(how_many__gt=0).order_by("pk")
    return [(row, row.how_many) for row in rows]  # type: ignore[attr-defined]


def _stopped_addresses(standing: Standing) -> list[HomeItem]:
    """For who may see the addresses. Most days none was stopped, and one query says so."""
    since = clock.now() - NEW_FOR
    if not MailAddress.objects.filter(Q(hard_bounced_at__gte=since) | Q(complained_at__gte=since)).exists():
        return []
    found = []
    for prison in _where_addresses_are_seen(standing):
        stopped = [_stopped_at(row) for _, row in stopped_among(readers_at(prison))]
        lately = [at for at in stopped if at and at >= since]
        if lately:
            found.append(HomeItem(
                Section.NEW,
                f"Mail goes no more to {_number(len(lately), 'address', 'addresses')} of readers at {prison}.",
                reverse("stopped_addresses", args=[prison.code]), len(lately), max(lately),
            ))  # fmt: skip
    return found


def _stopped_at(address: MailAddress) -> datetime | None:
    return address.hard_bounced_at or address.complained_at


def _where_addresses_are_seen(standing: Standing) -> list[Prison]:
    asked = (P.MANAGE_BULLETINS, P.VIEW_PEOPLE, P.VIEW_WORKERS)
    own = {each.prison for each in standing.postings if each.prison}
    return [
        prison
        for prison in sorted(own, key=lambda each: each.code)
        if all(standing.may(permission, prison=prison) for permission in asked)
    ]


def _number(count: int, one: str, several: str) -> str:
    return f"1 {one}" if count == 1 else f"{count} {several}"
