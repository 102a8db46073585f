"""One action: where it was agreed, who does it, how far it is; agreed, changed, noted."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from coordination import access
from coordination.access import get_visible_or_404, standing_of
from coordination.models import Prison
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, prison_at
from directory.models.listing_state import day_in_words
from forums.actions import agreed as actions
from forums.forms.agreed import ActionForm, NoteForm
from forums.models import (
    Action,
    ActionNote,
    AgendaItem,
    Forum,
    Meeting,
    Minutes,
    Outcome,
    PartnershipEvent,
)
from forums.views.agreed import crumbs_at
from forums.views.agreed_words import RELATED, TONES, due_in_words, notes_of, place_query

LONGEST_KEY: Final = 9
NEW: Final = {
    Action.State.IN_PROGRESS: "It is in progress now.",
    Action.State.DONE: "It is done.",
    Action.State.DROPPED: "It is dropped.",
    Action.State.OPEN: "It is open again.",
}


def action_at(request: HttpRequest, code: str, pk: int) -> Action:
    """Also for whoever owns it and sees nothing else of the prison."""
    found = get_visible_or_404(Action, request.user, pk=pk, prison__code=code)
    request.prison_here = found.prison
    return found


def below_actions(request: HttpRequest, prison: Prison) -> list[Crumb]:
    return [*crumbs_at(request, prison), ("Actions", reverse("actions", args=[prison.code]))]


def _linked(url: str, words: Any) -> str:
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, words)


# --- One action -----------------------------------------------------------------------------------


@require_safe
def action(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    return _page(request, action_at(request, code, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def note_action(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """How far it is; the form stands on the action's page."""
    found = action_at(request, code, pk)
    if not actions.may_move(request.user, found):
        access.require(request.user, P.MANAGE_FORUMS, prison=found.prison)
    if request.method != "POST":
        return redirect(found)
    form = NoteForm(request.POST, action=found)
    if attempt(form, lambda: actions.note(by=request.user, action=found, **form.cleaned_data)):
        state = form.cleaned_data["state"]
        messages.success(request, NEW[Action.State(state)] if state else "The note is kept.")
        return redirect(found)
    return _page(request, found, form)


def _page(request: HttpRequest, found: Action, form: NoteForm | None) -> HttpResponse:
    notes = ActionNote.objects.visible_to(request.user).select_related("written_by")
    rows = Action.objects.visible_to(request.user).select_related(
        *RELATED, "agenda_item", "made_by", "finished_by"
    )
    found = rows.prefetch_related(Prefetch("notes", queryset=notes)).get(pk=found.pk)
    keeps = standing_of(request.user).may(P.MANAGE_FORUMS, prison=found.prison)
    moves = keeps or actions.may_move(request.user, found)
    if form is None and moves:
        form = NoteForm(action=found)
    if form is not None:
        form.form_action = reverse("note_action", args=[found.prison.code, found.pk])
    context = {
        "prison": found.prison,
        "crumbs": below_actions(request, found.prison),
        "action": found,
        "state": found.get_state_display(),
        "tone": TONES[Action.State(found.state)],
        "facts": _facts(request, found),
        "untold": keeps and found.is_unfinished and found.is_to_be_told and found.told_at is None,
        "timeline": notes_of(found),
        "form": form,
        "keeps": keeps,
        "another_url": place_query(found),
        "heard": _heard(request, found) if keeps and not found.is_unfinished else None,
    }
    return TemplateResponse(request, "forums/agreed/action.html", context)


def _facts(request: HttpRequest, found: Action) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        ("Who does it", found.owner_name),
        ("By", due_in_words(found)),
        *([("Raised by", found.raised_by)] if found.raised_by else []),
        ("Agreed at", _place(request, found)),
    ]
    if found.agenda_item:
        facts.append(("Agenda item", found.agenda_item.title))
    if minutes := _minutes(request, found):
        facts.append(("Minutes", _linked(minutes.get_absolute_url(), minutes.get_state_display())))
    carried = _carried(request, found)
    if carried:
        facts.append(("Carried over to", carried))
    facts.append(("Written down", f"{day_in_words(found.made_at)}, {found.made_by}"))
    if found.finished_at:
        facts.append(
            (str(found.get_state_display()), f"{day_in_words(found.finished_at)}, {found.finished_by}")
        )
    if found.dropped_reason:
        facts.append(("Why it was dropped", found.dropped_reason))
    return facts


def _place(request: HttpRequest, found: Action) -> str:
    """With a link for whoever may open it: the owner of an action need not belong to the forum."""
    user = request.user
    place = found.meeting or found.event or found.forum
    if place is None:
        return "No meeting"
    rows = {Meeting: Meeting.objects.visible_to(user), Forum: Forum.objects.visible_to(user)}.get(
        type(place), PartnershipEvent.objects.visible_to(user)
    )
    if not rows.filter(pk=place.pk).exists():
        return found.place_name
    if isinstance(place, Meeting):
        place.forum.prison = found.prison
    return _linked(place.get_absolute_url(), found.place_name)


def _minutes(request: HttpRequest, found: Action) -> Minutes | None:
    rows = Minutes.objects.visible_to(request.user).filter(meeting=found.meeting_id)
    return rows.select_related("meeting__forum__prison").first() if found.meeting_id else None


def _carried(request: HttpRequest, found: Action) -> str:
    items = AgendaItem.objects.visible_to(request.user).filter(carried_action=found)
    days = items.order_by("meeting__starts_at").values_list("meeting__starts_at", flat=True)
    return ", ".join(day_in_words(day) for day in days)


def _heard(request: HttpRequest, found: Action) -> dict[str, str]:
    """What whoever raised it reads of it: there, or still to be written."""
    outcome = Outcome.objects.visible_to(request.user).filter(action=found).select_related("prison").first()
    if outcome:
        return {"label": "See “you said, we did”", "url": outcome.get_absolute_url()}
    url = reverse("write_outcome", args=[found.prison.code], query={"action": found.pk})
    return {"label": "Write “you said, we did”", "url": url}


# --- Agreed and changed ---------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def agree_action(request: HttpRequest, code: str) -> HttpResponse:
    """`?item=`, `?meeting=`, `?event=` or `?forum=` says where it was agreed, and that is kept with it."""
    prison = prison_at(request, code, P.MANAGE_FORUMS)
    place = _asked(request, prison)
    forums = Forum.objects.visible_to(request.user).running().filter(prison=prison)
    first = {"raised_by": place["agenda_item"].raised_by_whom} if "agenda_item" in place else {}
    form = ActionForm(
        request.POST if request.method == "POST" else None, prison=prison, initial=first,
        forums=None if place else forums,
    )  # fmt: skip
    if request.method == "POST":
        made = attempt(
            form,
            lambda: actions.agree(by=request.user, prison=prison, values={**form.cleaned_data, **place}),
        )
        if made:
            told = f" {made.owner_name} is written to." if made.told_at is None else ""
            messages.success(request, f"It is written down.{told}")
            return redirect(made)
    return form_page(
        request, form, "Write down what was agreed", crumbs=below_actions(request, prison),
        caption=prison.name, facts=_place_facts(place),
    )  # fmt: skip


def _asked(request: HttpRequest, prison: Prison) -> dict[str, Any]:
    """The one place that the address names; 404 for one that is not at this prison."""
    user = request.user
    places = (
        ("item", "agenda_item", AgendaItem, {"meeting__forum__prison": prison}),
        ("meeting", "meeting", Meeting, {"forum__prison": prison}),
        ("event", "event", PartnershipEvent, {"prison": prison}),
        ("forum", "forum", Forum, {"prison": prison}),
    )
    for name, key, model, where in places:
        asked = request.GET.get(name, "")
        if not asked:
            continue
        if not asked.isdecimal() or len(asked) > LONGEST_KEY:
            raise Http404
        return {key: get_visible_or_404(model, user, pk=int(asked), **where)}
    return {}


def _place_facts(place: dict[str, Any]) -> list[tuple[str, Any]]:
    """As the action's own page says it."""
    if not place:
        return []
    item = place.get("agenda_item")
    meeting = item.meeting if item else place.get("meeting")
    named = Action(meeting=meeting, event=place.get("event"), forum=place.get("forum"))
    return [("Agreed at", named.place_name), *([("Agenda item", item.title)] if item else [])]


@require_http_methods(["GET", "HEAD", "POST"])
def change_action(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = action_at(request, code, pk)
    access.require(request.user, P.MANAGE_FORUMS, prison=found.prison)
    form = ActionForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        changed = attempt(
            form, lambda: actions.change_action(by=request.user, action=found, values=form.cleaned_data)
        )
        if changed:
            told = f" {changed.owner_name} is written to." if _is_new(found, changed) else ""
            messages.success(request, f"The action is saved.{told}")
            return redirect(changed)
    crumbs = [*below_actions(request, found.prison), (found.what, found.get_absolute_url())]
    lead = "Where it was agreed stays as it is. A new owner is written to."
    return form_page(request, form, "Change an action", crumbs=crumbs, caption=found.prison.name, lead=lead)


def _is_new(before: Action, after: Action) -> bool:
    return after.given_at != before.given_at and after.told_at is None
