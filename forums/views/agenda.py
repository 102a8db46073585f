"""The agenda of a meeting: proposed by members, taken in or not, added to, and put in order."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination import clock
from coordination.access import NotPermitted
from coordination.policies import Refused
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page, press
from forums import policies
from forums.actions import agenda as actions
from forums.forms.agenda import AddForm, DeclineForm, OrderForm, ProposeForm, box_of
from forums.models import AgendaItem, Meeting
from forums.views.meeting import agenda_of
from forums.views.meeting_here import Here, crumbs_below, meeting_at
from forums.views.meeting_words import State, when_of


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_agenda(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """For whoever keeps the forum; a POST adds an item. Members read the agenda on the page of the meeting."""
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and attempt(
        form, lambda: actions.add_item(by=request.user, meeting=meeting, **form.cleaned_data)
    ):
        messages.success(request, "The item is on the agenda, at its end.")
        return redirect("meeting_agenda", code, pk)
    return _page(request, here, meeting, form)


def _page(
    request: HttpRequest, here: Here, meeting: Meeting, form: AddForm, order: OrderForm | None = None
) -> TemplateResponse:
    items = agenda_of(request, meeting)
    order = order or OrderForm(items=items)
    waiting = AgendaItem.objects.visible_to(request.user).filter(
        meeting=meeting, state=AgendaItem.State.PROPOSED
    )
    context = {
        "here": here,
        "prison": here.prison,
        "meeting": meeting,
        "crumbs": crumbs_below(here, meeting),
        "when": when_of(meeting),
        "closed": meeting.items_close_on < clock.today(),
        "planned": meeting.state == State.PLANNED,
        "form": form,
        "order": order,
        "rows": [{"item": item, "box": order[box_of(item)]} for item in items],
        "waiting": waiting.select_related("organisation", "proposed_by").order_by("proposed_at", "pk"),
    }
    return TemplateResponse(request, "forums/meetings/agenda.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def propose_item(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk)
    memberships = actions.memberships_of(request.user, meeting.forum)
    if not memberships:
        raise NotPermitted("Members of the forum propose items for its agenda.")
    try:
        policies.check_items_are_open(meeting)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(meeting)
    form = ProposeForm(request.POST if request.method == "POST" else None, memberships=memberships)
    if request.method == "POST" and attempt(
        form, lambda: actions.propose_item(by=request.user, meeting=meeting, **form.values())
    ):
        messages.success(request, "It is proposed. The page of the meeting says what becomes of it.")
        return redirect(meeting)
    return form_page(
        request, form, "Propose an item for the agenda", crumbs=crumbs_below(here, meeting),
        caption=f"{meeting.name}, {when_of(meeting)}",
        lead="The coordinator decides whether it comes onto the agenda. All members can read it there.",
    )  # fmt: skip


def _item_at(request: HttpRequest, meeting: Meeting, item_pk: int) -> AgendaItem:
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, pk=item_pk)
    item = rows.select_related("meeting__forum__prison", "organisation").first()
    if item is None:
        raise Http404
    return item


@require_POST
def accept_item(request: HttpRequest, code: str, pk: int, item_pk: int) -> HttpResponse:
    _, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    item = _item_at(request, meeting, item_pk)
    return press(
        request, lambda: actions.accept_item(by=request.user, item=item),
        "The item is on the agenda, at its end.", reverse("meeting_agenda", args=[code, pk]),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def decline_item(request: HttpRequest, code: str, pk: int, item_pk: int) -> HttpResponse:
    """Not taken in; or, if it stands there already, taken off."""
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    item = _item_at(request, meeting, item_pk)
    stands = item.state == AgendaItem.State.ACCEPTED
    back = reverse("meeting_agenda", args=[code, pk])
    form = DeclineForm(request.POST if request.method == "POST" else None)
    form.submit_label = "Take it off the agenda" if stands else "Do not take it in"
    if request.method == "POST" and attempt(
        form,
        lambda: actions.decline_item(by=request.user, item=item, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, "It is off the agenda." if stands else "It is not taken in.")
        return redirect(back)
    return form_page(
        request, form, "Take an item off the agenda" if stands else "Do not take an item in",
        crumbs=[*crumbs_below(here, meeting), ("Agenda", back)], caption=f"{meeting.name}, {when_of(meeting)}",
        facts=[
            ("Item", item.title),
            *([("Proposed by", item.organisation.name)] if item.organisation else []),
            *([("Raised by", item.raised_by)] if item.raised_by else []),
        ],
    )  # fmt: skip


@require_POST
def order_items(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting = meeting_at(request, code, pk, P.MANAGE_FORUMS)
    back = reverse("meeting_agenda", args=[code, pk])
    items = agenda_of(request, meeting)
    form = OrderForm(request.POST, items=items)
    typed = [item for item in items if form.add_prefix(box_of(item)) in request.POST]
    if len(typed) != len(items):
        # Somebody added an item meanwhile: which numbers were meant is unknown.
        messages.error(request, "The agenda has changed meanwhile. This is how it is now: put it in order.")
        return redirect(back)
    if not form.is_valid():
        return _page(request, here, meeting, AddForm(), form)
    return press(
        request,
        lambda: actions.order_items(
            by=request.user, meeting=meeting, keys=form.keys(), seen=form.looked_at()
        ),
        "The agenda is in order.", back,
    )  # fmt: skip
