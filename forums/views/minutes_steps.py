"""What becomes of minutes once they are written: sent out, approved, added to."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from coordination.policies import Overtaken, Refused
from coordination.roles import Permission as P
from coordination.views.places import attempt, form_page
from directory.models.listing_state import day_in_words
from directory.views.keeping import forget, keeps_typed
from forums import policies
from forums.actions import minutes as actions
from forums.forms.minutes import AddendumForm, ApproveForm, CirculateForm, usual_last_day
from forums.minuted import content_hash
from forums.models import Meeting, Minutes
from forums.views.meeting_words import when_of
from forums.views.minutes import address, below_minutes, minutes_at, text_before, told_of

EITHER = ["GET", "HEAD", "POST"]
NOT_RECORDED = (
    "Nobody has recorded who came. It stands in the minutes: record it first, so that members read it too."
)


@require_http_methods(EITHER)
def circulate_minutes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting, found = minutes_at(request, code, pk, P.MANAGE_FORUMS)
    today = timezone.localdate()
    form = CirculateForm(
        request.POST or None, initial={"correct_until": usual_last_day(meeting.forum, today)}
    )
    if request.method == "POST":
        sent = attempt(
            form,
            lambda: actions.circulate(
                by=request.user, minutes=found, correct_until=form.cleaned_data["correct_until"]
            ),
        )
        if sent:
            until = day_in_words(sent.correct_until)
            messages.success(
                request, f"The minutes are out for correction until {until}. Members get an e-mail."
            )
            return redirect(address("minutes", meeting))
    held = meeting.state == Meeting.State.HELD
    return form_page(
        request, form, "Send the minutes out for correction", crumbs=below_minutes(here, meeting),
        caption=str(meeting), warning="" if held else NOT_RECORDED,
        paragraphs=[
            "Every member with an e-mail address is written to. From then on members and the prison’s leaders read the"
            " minutes here. You can go on writing.",
            "Representatives of people in prison get the printed minutes from you.",
        ],
    )  # fmt: skip


@require_http_methods(EITHER)
def approve_minutes(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """The whole text once more, and one button."""
    here, meeting, found = minutes_at(request, code, pk, P.MANAGE_FORUMS)
    form, status = None, 200
    if request.method == "POST":
        form = ApproveForm(request.POST)
        try:
            if form.is_valid():
                actions.approve_minutes(by=request.user, minutes=found, **form.cleaned_data)
                messages.success(
                    request,
                    "The minutes are approved. Print the page for the wings, so that they hear of it.",
                )
                return redirect(address("minutes", meeting))
        except Refused as refused:
            form.refuse(refused)
            status = 409 if isinstance(refused, Overtaken) else 200
            _, meeting, found = minutes_at(request, code, pk)
    told = told_of(request, meeting, found)
    seen = {"seen_version": found.version, "seen_content": content_hash(told["content"])}
    context = {
        "minutes": found,
        "meeting": meeting,
        "prison": here.prison,
        "crumbs": below_minutes(here, meeting),
        "when": when_of(meeting),
        "form": form,
        # Whoever sees the page again has seen what stands on it now.
        "seen": ApproveForm(initial=seen),
        "hindered": _why_not(policies.check_can_approve, found),
        "early": _early(found),
        **told,
    }
    return TemplateResponse(request, "forums/minutes/approve.html", context, status=status)


def _why_not(check: Callable[[Minutes], None], found: Minutes) -> str:
    """Said before anybody reads or writes to the end for nothing."""
    try:
        check(found)
    except Refused as refused:
        return str(refused)
    return ""


def _early(found: Minutes) -> str:
    if found.correct_until and found.correct_until >= timezone.localdate():
        until = day_in_words(found.correct_until)
        return f"Members were told that they may say until {until} what is wrong. Approving closes that now."
    return ""


@require_http_methods(EITHER)
@keeps_typed
def add_minutes_addendum(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    here, meeting, found = minutes_at(request, code, pk, P.MANAGE_FORUMS)
    form = AddendumForm(request.POST or None, initial=text_before(request))
    if request.method == "POST":
        added = attempt(
            form, lambda: actions.add_addendum(by=request.user, minutes=found, text=form.cleaned_data["text"])
        )
        if added:
            forget(request)
            messages.success(request, "The addendum stands beside the minutes, with today’s date.")
            return redirect(address("minutes", meeting))
    return form_page(
        request, form, "Write an addendum", crumbs=below_minutes(here, meeting), caption=str(meeting),
        warning=_why_not(policies.check_are_approved, found),
        paragraphs=["The minutes stay as they were approved. The addendum stands beside them, on the"
        " page and in print, and nobody can take it out again."],
    )  # fmt: skip
