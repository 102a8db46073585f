"""Outsiders join. The answer is the same for every address; what becomes of it only the letter says."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from bulletins.actions import joining as actions
from bulletins.audiences import in_short
from bulletins.forms.readers import TRAP, JoinForm
from bulletins.reader_links import WORKS_FOR, Choice, NoLonger, choice_in, token_for
from coordination.actions.retention import KEPT
from coordination.lockout import address_of
from coordination.rate_limit import once_more
from coordination.views.places import attempt
from coordination.views.registrations import mailbox_of

# An office of volunteers shares one address.
FROM_ONE_PLACE: Final = 20
HOUR: Final = 60 * 60
# So many letters a day go to one mailbox, whoever enters it.
TO_ONE_MAILBOX: Final = 5
TOO_MANY: Final = (
    "Many asked from your place in the last hour. Wait an hour, then send this again."
    " What you typed is still here."
)
NO_LONGER: Final = (
    "This link works no more: it was too old. Ask for a new one, and confirm it within {} days."
)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_bulletins(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST if request.method == "POST" else None)
    trapped = bool(request.POST.get(TRAP))
    status = 200
    if request.method == "POST" and (trapped or form.is_valid()):
        if not once_more("join-bulletins", address_of(request), at_most=FROM_ONE_PLACE, seconds=HOUR):
            form.add_error(None, TOO_MANY)
            status = 429
        elif trapped or keep(form):
            return redirect("joining_bulletins_sent")
    context = {"form": form, "kept_days": KEPT.days, "unconfirmed_days": actions.UNCONFIRMED_KEPT.days}
    return TemplateResponse(request, "bulletins/readers/join.html", context, status=status)


def keep(form: JoinForm) -> bool:
    """True also where the mailbox had its letters for today: who entered it learns nothing of who did before."""
    mailbox = mailbox_of(form.cleaned_data["email"])
    if not once_more("join-bulletins-mailbox", mailbox, at_most=TO_ONE_MAILBOX, seconds=24 * HOUR):
        return True
    return attempt(form, lambda: actions.ask_to_join(**form.values())) is not None


@login_not_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "bulletins/readers/join_sent.html", {"days": WORKS_FOR.days})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_joining(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of the letter. Opening it changes nothing: mail gateways open links."""
    try:
        choice = choice_in(token)
    except NoLonger:
        over = {"sentence": NO_LONGER.format(WORKS_FOR.days)}
        return TemplateResponse(request, "bulletins/readers/confirm.html", over, status=410)
    if choice is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_joining(choice=choice)
    context = {
        "facts": facts(choice),
        "joined": request.method == "POST",
        "wishes_url": reverse("bulletin_wishes", args=[token_for(choice.email)]),
    }
    return TemplateResponse(request, "bulletins/readers/confirm.html", context)


def facts(choice: Choice) -> list[tuple[str, str]]:
    rows = [
        ("E-mail address", in_short(choice.email)),
        ("Bulletins of", ", ".join(map(str, actions.prisons_in(choice)))),
        ("Interests", ", ".join(map(str, actions.pathways_in(choice)))),
    ]
    return [(label, value) for label, value in rows if value]
