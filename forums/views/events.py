"""Partnership events of a prison, and the page of one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from coordination.access import Standing, get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, crumbs_of, organisation_at, prison_at
from directory.models import Listing
from directory.models.listing_state import day_in_words
from forums.actions.event_letters import without_a_manager
from forums.models import Action, PartnershipEvent, Stall
from forums.views import event_words as words

A_PAGE: Final = 30
COMING, SETTLE, PAST = "coming", "settle", "past"
TABS: Final = {COMING: "To come", SETTLE: "Say how it went", PAST: "Past"}
EMPTY: Final = {
    COMING: (
        "No event is planned",
        "Organisations come with stalls, and people in prison ask them what they want to know.",
    ),
    SETTLE: ("Nothing waits", "An event comes here when it has begun."),
    PAST: (
        "No event has taken place yet",
        "Events come here once it is said how they went, or why they did not.",
    ),
}
Reply = Stall.Reply


def below_events(prison: Prison) -> list[Crumb]:
    return [*crumbs_of(prison), ("Partnership events", reverse("partnership_events", args=[prison.code]))]


def chosen(rows: QuerySet[PartnershipEvent], show: str) -> QuerySet[PartnershipEvent]:
    """One that was cancelled stays among those to come until its day, so that nobody comes in vain."""
    now, planned = timezone.now(), PartnershipEvent.State.PLANNED
    if show == SETTLE:
        return rows.filter(state=planned, starts_at__lte=now).order_by("starts_at", "pk")
    if show == PAST:
        return rows.filter(starts_at__lte=now).exclude(state=planned).order_by("-starts_at", "-pk")
    return rows.filter(starts_at__gt=now).order_by("starts_at", "pk")


@require_safe
def partnership_events(request: HttpRequest, code: str) -> HttpResponse:
    prison = prison_at(request, code, P.VIEW_FORUMS)
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=prison)
    rows = PartnershipEvent.objects.visible_to(request.user).filter(prison=prison)
    show = request.GET.get("show", "")
    show = show if show in TABS else COMING
    counted = chosen(rows, show).annotate(
        asked=Count("stalls"),
        here=Count("stalls", filter=Q(stalls__reply__in=[Reply.COMING, Reply.CAME])),
        silent=Count("stalls", filter=Q(stalls__reply=Reply.INVITED)),
    )
    page = Paginator(counted, A_PAGE).get_page(request.GET.get("page"))
    path = reverse("partnership_events", args=[code])
    context = {
        "prison": prison,
        "crumbs": crumbs_of(prison),
        "tabs": [
            {"label": label, "url": f"{path}?show={key}", "current": key == show, "count": chosen(rows, key).count()}
            for key, label in TABS.items()
        ],
        "page": page,
        "rows": [
            {
                "event": each, "url": reverse("partnership_event", args=[code, each.pk]),
                "when": words.when(each), "state": words.state_of(each), "stalls": _stalls_in_words(each),
            }
            for each in page
        ],
        "empty": EMPTY[show],
        "caption": TABS[show],
        "plan_url": reverse("plan_event", args=[code]) if keeps else "",
    }  # fmt: skip
    return TemplateResponse(request, "forums/events/events.html", context)


def _stalls_in_words(event: Any) -> str:
    """`event` with the counts asked, here and silent."""
    if not event.asked:
        return "Nobody is asked yet"
    verb = "came" if event.state == PartnershipEvent.State.HELD else "coming"
    silent = f", {event.silent} without an answer" if event.silent else ""
    return f"{event.here} of {event.asked} {verb}{silent}"


def event_at(request: HttpRequest, code: str, pk: int, permission: P | None = None) -> PartnershipEvent:
    """With a permission: for somebody of the prison."""
    if permission:
        prison_at(request, code, permission)
    found = get_visible_or_404(PartnershipEvent, request.user, pk=pk, prison__code=code)
    if standing_of(request.user).may(P.VIEW_FORUMS, prison=found.prison):
        request.prison_here = found.prison  # type: ignore[attr-defined]  # The bar at the top need not ask again.
    return found


def crumbs_above(standing: Standing, event: PartnershipEvent, stalls: list[Stall]) -> list[Crumb]:
    """For an organisation by its own list; it may not open the prison's."""
    if standing.may(P.VIEW_FORUMS, prison=event.prison):
        return below_events(event.prison)
    own = stalls[0].organisation
    return [*crumbs_of(organisation=own), ("Partnership events", reverse("own_events", args=[own.slug]))]


@require_safe
def partnership_event(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """For the prison, with everything; for an organisation that was asked, with its own stall and who else comes."""
    found, standing = event_at(request, code, pk), standing_of(request.user)
    here = standing.may(P.VIEW_FORUMS, prison=found.prison)
    keeps = standing.may(P.MANAGE_FORUMS, prison=found.prison)
    rows = Stall.objects.visible_to(request.user).filter(event=found).select_related("organisation")
    stalls = list(rows.order_by("number", "organisation__name", "pk"))
    open_still = found.state == PartnershipEvent.State.PLANNED and not words.has_begun(found)
    services = _services(request, found, stalls)
    unreachable = without_a_manager(stalls) if keeps and open_still else set()
    others = found.stalls.filter(reply__in=[Reply.COMING, Reply.CAME]).exclude(
        pk__in=[each.pk for each in stalls]
    )
    context = {
        "event": found,
        "crumbs": crumbs_above(standing, found, stalls),
        "state": words.state_of(found) if here else _for_guests(found),
        "facts": words.facts_of(found, here=here, contacts=words.contacts_of(found, stalls)),
        "here": here,
        "keeps": keeps,
        "stalls": [
            {
                "stall": stall, "reply": words.reply_of(stall), "services": services[stall.organisation_id],
                "unreachable": stall.organisation_id in unreachable,
                "answer_url": reverse("answer_for_stall", args=[code, pk, stall.pk])
                if open_still and (keeps or standing.may(P.SEND_IDEA, organisation=stall.organisation))
                else "",
            }
            for stall in stalls
        ],
        "others": [] if here else list(others.values_list("organisation__name", flat=True)),
        "came_column": found.state == PartnershipEvent.State.HELD,
        "actions": _actions(request, found),
        "buttons": _buttons(found, here, keeps, stalls),
    }  # fmt: skip
    return TemplateResponse(request, "forums/events/event.html", context)


def _for_guests(event: PartnershipEvent) -> tuple[str, str]:
    """What the coordinator still has to do is nobody else's business."""
    words_, tone = words.state_of(event)
    return ("It has begun, or is over", "neutral") if tone == "attention" else (words_, tone)


def _services(
    request: HttpRequest, event: PartnershipEvent, stalls: list[Stall]
) -> dict[int, list[dict[str, str]]]:
    """{key of an organisation: its services that readers find at this prison}"""
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = (
        Listing.objects.visible_to(request.user)
        .published()
        .filter(prison=event.prison_id, service__organisation__in=[stall.organisation_id for stall in stalls])
    )
    for row in rows.select_related("service", "approved_revision").order_by("approved_revision__name", "pk"):
        url = reverse("listing", args=[event.prison.code, row.pk])
        found[row.service.organisation_id].append({"name": row.approved_revision.name, "url": url})
    return found


def _actions(request: HttpRequest, event: PartnershipEvent) -> list[dict[str, str]]:
    rows = Action.objects.visible_to(request.user).filter(event=event)
    return [
        {
            "what": each.what, "url": reverse("action", args=[event.prison.code, each.pk]), "owner": each.owner_name,
            "state": each.get_state_display(), "due": f"by {day_in_words(each.due_on)}" if each.due_on else "",
        }
        for each in rows.select_related("owner", "owner_organisation")
    ]  # fmt: skip


def _buttons(event: PartnershipEvent, here: bool, keeps: bool, stalls: list[Stall]) -> list[dict[str, str]]:
    """A programme is printed once an organisation is coming."""
    place = [event.prison.code, event.pk]
    asked, coming = bool(stalls), any(each.reply in (Reply.COMING, Reply.CAME) for each in stalls)

    def button(label: str, name: str, kind: str = "secondary") -> dict[str, str]:
        return {"label": label, "url": reverse(name, args=place), "kind": kind}

    programme = [button("Programme (PDF)", "event_programme")] if here and coming else []
    states = PartnershipEvent.State
    if not keeps or event.state == states.CANCELLED:
        return programme if event.state != states.CANCELLED else []
    follow_up = {
        "label": "Write down what was agreed", "kind": "secondary",
        "url": reverse("agree_action", args=place[:1], query={"event": event.pk}),
    }  # fmt: skip
    if event.state == states.HELD:
        return [follow_up, button("Correct how it went", "record_event"), *programme]
    invite = button("Ask organisations", "invite_to_event", "secondary" if asked else "")
    numbers = [button("Number the stalls", "number_stalls")] if asked else []
    change, cancel = button("Change it", "change_event"), button("Cancel it", "cancel_event", "secondary")
    if words.has_begun(event):
        return [button("Say how it went", "record_event", ""), invite, follow_up, change, *programme, cancel]
    return [invite, *numbers, change, *programme, cancel]


@require_safe
def own_events(request: HttpRequest, slug: str) -> HttpResponse:
    """Events to which an organisation was asked, the next first."""
    organisation = organisation_at(request, slug, P.VIEW_OWN_SERVICES)
    rows = Stall.objects.visible_to(request.user).filter(organisation=organisation)
    now = timezone.now()
    to_come = rows.filter(event__starts_at__gt=now).order_by("event__starts_at", "pk")
    past = rows.filter(event__starts_at__lte=now).order_by("-event__starts_at", "-pk")
    page = Paginator(past.select_related("event__prison"), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "crumbs": crumbs_of(organisation=organisation),
        "to_come": [_own_row(each) for each in to_come.select_related("event__prison")],
        "past": [_own_row(each) for each in page],
        "page": page,
    }
    return TemplateResponse(request, "forums/events/own_events.html", context)


def _own_row(stall: Stall) -> dict[str, Any]:
    event = stall.event
    off = event.state == PartnershipEvent.State.CANCELLED
    return {
        "event": event, "when": words.when(event),
        "reply": words.state_of(event) if off else words.reply_of(stall),
    }  # fmt: skip
