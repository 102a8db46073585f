"""Minutes to read, and what members say is wrong in them."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access import NotPermitted, get_visible_or_404
from coordination.roles import Permission as P
from coordination.views.places import Crumb, attempt, form_page, press
from directory.views.keeping import forget, keeps_typed, typed_before
from forums.actions import minutes as actions
from forums.forms.minutes import SayWrongForm, SettleForm
from forums.minuted import content_of
from forums.models import Action, AgendaItem, Meeting, Minutes, MinutesCorrection
from forums.views import minutes_words as words
from forums.views.agreed_words import RELATED
from forums.views.meeting_here import Here, crumbs_below, meeting_at
from forums.views.meeting_words import when_of

NOTED: Final = "The correction is noted. Take it up in the text, or set it aside."
THANKS: Final = "Thank you. The coordinator reads it before the minutes are approved."


def minutes_at(
    request: HttpRequest, code: str, pk: int, permission: P | None = None
) -> tuple[Here, Meeting, Minutes]:
    """404 where there are none, or none that the user may know of: a draft is for its writers."""
    here, meeting = meeting_at(request, code, pk, permission)
    found = minutes_of(request, meeting)
    if found is None:
        raise Http404
    return here, meeting, found


def minutes_of(request: HttpRequest, meeting: Meeting) -> Minutes | None:
    rows = Minutes.objects.visible_to(request.user).filter(meeting=meeting)
    found = rows.select_related("begun_by", "changed_by", "approved_by", "approved").first()
    if found:
        found.meeting = meeting
    return found


def below_minutes(here: Here, meeting: Meeting) -> list[Crumb]:
    return [*crumbs_below(here, meeting), ("Minutes", address("minutes", meeting))]


def address(name: str, meeting: Meeting, *more: int) -> str:
    return reverse(name, args=[meeting.forum.prison.code, meeting.pk, *more])


def told_of(request: HttpRequest, meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    """The text as pages lay it out: who came, the items, and what was agreed, with how far it is by now."""
    content = content_of(minutes)
    rows = Action.objects.visible_to(request.user).filter(meeting=meeting)
    agreed = list(rows.select_related(*RELATED).order_by("pk"))
    approved = minutes.state == Minutes.State.APPROVED
    items = words.items_of(content, agreed, approved)
    carried = _carried(request, meeting)
    for item in items:
        item["carried"] = carried.get(item["key"])
    return {"came": words.came(content), "items": items, "content": content}


def _carried(request: HttpRequest, meeting: Meeting) -> dict[int, Action]:
    """What an item carried over, by the item's key: how far it is is said of the action itself."""
    rows = AgendaItem.objects.visible_to(request.user).filter(meeting=meeting, carried_action__isnull=False)
    return {row.pk: row.carried_action for row in rows.select_related("carried_action__prison")}


@require_safe
def minutes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting, found = minutes_at(request, code, pk)
    state, tone = words.state_of(found)
    addenda = list(found.addenda.select_related("written_by"))
    context = {
        "minutes": found,
        "meeting": meeting,
        "prison": here.prison,
        "crumbs": crumbs_below(here, meeting),
        "when": when_of(meeting),
        "state": state,
        "tone": tone,
        "lead": words.lead_of(found, timezone.localdate()),
        "changed_since": found.state == Minutes.State.CIRCULATED and actions.changed_since_sent_out(found),
        "addenda": [words.addendum_row(each) for each in addenda],
        "history": words.history_of(found, addenda),
        "corrections": _corrections(request, found),
        "to_do": _to_do(request, here, meeting, found),
        "papers": _papers(here, meeting, found),
        "keeps": here.keeps,
        "agree_url": reverse("agree_action", args=[code]) if here.keeps and not found.approved_at else "",
        **told_of(request, meeting, found),
    }
    return TemplateResponse(request, "forums/minutes/minutes.html", context)


def _corrections(request: HttpRequest, found: Minutes) -> list[dict[str, Any]]:
    rows = MinutesCorrection.objects.visible_to(request.user).filter(minutes=found)
    return [words.correction_row(each, request.user) for each in rows.select_related("said_by")]


def _to_do(request: HttpRequest, here: Here, meeting: Meeting, found: Minutes) -> list[dict[str, str]]:
    """Buttons, the next step first."""
    is_out = found.state == Minutes.State.CIRCULATED
    if not here.keeps:
        open_still = is_out and found.correct_until and found.correct_until >= timezone.localdate()
        if not (open_still and actions.may_say_wrong(request.user, found)):
            return []
        return [_button("Say what is wrong", "say_minutes_wrong", meeting)]
    if found.state == Minutes.State.APPROVED:
        return [_button("Write an addendum", "add_minutes_addendum", meeting, "secondary")]
    write = _button("Write", "write_minutes", meeting, "secondary")
    if not is_out:
        return [_button("Send out for correction", "circulate_minutes", meeting), write]
    again = _button("Send out again", "circulate_minutes", meeting, "secondary")
    note = _button("Note a correction", "say_minutes_wrong", meeting, "secondary")
    return [_button("Approve", "approve_minutes", meeting), write, note, again]


def _button(label: str, name: str, meeting: Meeting, kind: str = "") -> dict[str, str]:
    return {"label": label, "url": address(name, meeting), "kind": kind}


def _papers(here: Here, meeting: Meeting, found: Minutes) -> list[tuple[str, str]]:
    """What can be printed of them. The wings read approved words alone."""
    rows = [("Print the minutes", address("minutes_paper", meeting))]
    if here.looks_after and found.state == Minutes.State.APPROVED:
        rows.append(("Print the page for the wings", address("wing_page", meeting)))
    return [*rows, ("Print the agenda", address("agenda_paper", meeting))]


def text_before(request: HttpRequest) -> dict[str, str]:
    """What this browser typed into a page of one box before it was signed out."""
    typed = typed_before(request) or {}
    return {"text": next(iter(typed.get("text", [])), "")}


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_typed
def say_minutes_wrong(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting, found = minutes_at(request, code, pk)
    if not actions.may_say_wrong(request.user, found):
        raise NotPermitted(actions.NOT_A_MEMBER)
    form = SayWrongForm(request.POST or None, initial=text_before(request))
    if request.method == "POST":
        said = attempt(
            form, lambda: actions.say_wrong(by=request.user, minutes=found, text=form.cleaned_data["text"])
        )
        if said:
            forget(request)
            messages.success(request, NOTED if here.keeps else THANKS)
            return redirect(address("minutes", meeting) + "#corrections")
    return form_page(
        request, form, "Note a correction" if here.keeps else "Say what is wrong",
        crumbs=below_minutes(here, meeting), caption=str(meeting),
        lead=words.lead_of(found, timezone.localdate()),
    )  # fmt: skip


@require_POST
def settle_minutes_correction(request: HttpRequest, code: str, pk: int, correction: int) -> HttpResponse:
    _here, meeting, found = minutes_at(request, code, pk, P.MANAGE_FORUMS)
    waiting = get_visible_or_404(MinutesCorrection, request.user, pk=correction, minutes=found)
    form = SettleForm(request.POST)

    def settle() -> None:
        actions.settle_correction(by=request.user, correction=waiting, taken_up=form.chosen())

    return press(request, settle, "The correction is settled.", address("minutes", meeting) + "#corrections")
