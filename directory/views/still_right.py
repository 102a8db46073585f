"""The page behind the link of a reminder. Opening it changes nothing: mail gateways open links.

It is shown to whoever holds the link, so it says what is printed for everybody and nothing that is for staff.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coordination.access import Standing, standing_of
from coordination.policies import Refused
from coordination.roles import Permission
from directory.actions import confirming
from directory.confirmation_links import Asked, TooOld, asked_in
from directory.forms.confirming import ALL, StillRightForm
from directory.models import ConfirmationReminder, Listing, Revision
from directory.models.listing_state import day_in_words

TOO_OLD = "This link is too old. Sign in to see your services and confirm them."
NO_ACCESS = (
    "The person this link was sent to has no access any more, so nothing can be confirmed with it. Ask somebody at the"
    " organisation who has."
)
# A link outlives the access of the person it was sent to; the sentence is for whoever holds it.
NOT_YOURS = (
    "The person this link was sent to no longer keeps this service up to date. Its organisation’s manager can sign in"
    " and confirm it."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def still_right(request: HttpRequest, token: str) -> HttpResponse:
    """Each service that was asked about, and a button. A POST confirms as the person who was asked."""
    try:
        asked = asked_in(token)
    except TooOld:
        return _page(request, sentence=TOO_OLD, status=410)
    if asked is None:
        raise Http404
    if not asked.user.is_active:
        return _page(request, sentence=NO_ACCESS, status=410)
    standing = standing_of(asked.user)
    rows = [_row(standing, reminder) for reminder in asked.reminders]
    open_rows = [row for row in rows if not row["sentence"]]
    for position, row in enumerate(open_rows):
        row["position"] = position
    form = StillRightForm(
        request.POST if request.method == "POST" else None, offered=[row["key"] for row in open_rows]
    )
    if request.method == "POST" and (not open_rows or form.is_valid()):
        # Nothing open: somebody was quicker, and the page says so by itself.
        _confirm(request, asked, form.chosen() if open_rows else [])
        return redirect("still_right", token)
    return _page(request, asked=asked, rows=rows, left=len(open_rows), form=form)


def _confirm(request: HttpRequest, asked: Asked, keys: list[int]) -> None:
    done = 0
    for reminder in asked.reminders:
        if reminder.pk in keys:
            try:
                confirming.confirm_reminded(by=asked.user, reminder=reminder)
                done += 1
            except Refused as refused:
                messages.info(request, f"“{_name(reminder.listing)}”: {refused}")
    if done:
        messages.success(request, "Thank you. Readers see that it was confirmed today.")


def _page(
    request: HttpRequest,
    *,
    asked: Asked | None = None,
    rows: list[dict[str, Any]] | None = None,
    left: int = 0,
    sentence: str = "",
    form: StillRightForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = rows or []
    context: dict[str, Any] = {
        "sentence": sentence, "rows": rows, "left": left, "several": left > 1, "all": ALL,
        "title": "Is this still right?" if len(rows) == 1 else "Are these still right?",
        "asked": asked.user.name if asked else "",
        "problem": "",
    }  # fmt: skip
    if form and rows:
        context["form"] = form
        context["problem"] = " ".join(form.errors.get("still_right", []))
    return TemplateResponse(request, "directory/still_right.html", context, status=status)


def _name(listing: Listing) -> str:
    """The approved one: what the organisation wrote since has been read by nobody."""
    return listing.approved_revision.name if listing.approved_revision else "This service"


def _row(standing: Standing, reminder: ConfirmationReminder) -> dict[str, Any]:
    """`sentence`: why there is nothing to press; then the facts are not shown either."""
    listing, service, text = reminder.listing, reminder.listing.service, reminder.listing.approved_revision
    may = standing.may(Permission.UPDATE_LISTING, prison=listing.prison, organisation=service.organisation)
    sentence = "" if may else NOT_YOURS
    try:
        confirming.check_reminded(reminder, listing)
    except Refused as refused:
        sentence = sentence or str(refused)
    return {
        "key": reminder.pk,
        "position": None,
        "name": _name(listing),
        "where": f"{service.organisation.name}, {listing.prison.name}",
        "sentence": sentence,
        "facts": _facts(reminder, listing, text) if text and not sentence else [],
        "change_url": reverse("write", args=[service.organisation.slug, service.pk, listing.prison.code])
        if may and not listing.withdrawn_at
        else "",
    }


def _facts(reminder: ConfirmationReminder, listing: Listing, text: Revision) -> list[tuple[str, Any]]:
    """Of columns that are classified for everyone alone: the link may have been passed on."""
    places = not listing.confidential_premises
    sessions = [
        f"{session.when}, {session.place}" if places and session.place else session.when
        for session in text.sessions.all()
    ]
    facts = [
        ("Entry", f"{listing.entry_number}, last confirmed on {day_in_words(reminder.confirmed_on)}"),
        ("What it is", text.summary),
        ("When and where", "; ".join(sessions) or ("By appointment" if text.by_appointment else "")),
        ("How to ask", text.how_to_ask),
        ("Room for more", listing.room_in_words if listing.room else ""),
    ]
    return [(label, value) for label, value in facts if value]
