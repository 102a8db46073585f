"""Stop access now, at a prison; close and open an account, for a national lead."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from coordination import access
from coordination.access import get_visible_or_404
from coordination.actions import stop_access as actions
from coordination.forms.people import ConfirmForm
from coordination.models import Posting, User
from coordination.policies import is_only_coordinator
from coordination.roles import Permission as P
from coordination.views.places import attempt, crumbs_of, form_page, press, prison_at


@require_http_methods(["GET", "POST"])
def stop_access(request: HttpRequest, code: str, user_pk: int) -> HttpResponse:
    """One question and one button; no reason is asked."""
    prison = prison_at(request, code, P.STOP_ACCESS)
    user = get_visible_or_404(
        User, request.user, pk=user_pk, pk__in=postings_at(request, code).values("user")
    )
    people_url = reverse("people", args=[code])
    form = ConfirmForm(request.POST or None, label="Stop access now")
    if request.method == "POST":
        form = ConfirmForm(request.POST, label="Stop access now")
        stopped = attempt(form, lambda: actions.stop_access_now(by=request.user, user=user, prison=prison))
        if stopped:
            messages.success(
                request, f"{user} has no access at {prison} any more, and is signed out everywhere."
            )
            return redirect(people_url)
    held = postings_at(request, code).not_over().filter(user=user)
    warning = ""
    if is_only_coordinator(user, prison):
        warning = f"{user} is the only coordinator here. After this nobody decides on services here."
    return form_page(
        request, form, f"Stop the access of {user}?", caption=str(prison), warning=warning,
        crumbs=[*crumbs_of(prison), ("People", people_url)],
        facts=[("What ends at once", ", ".join(p.get_role_display() for p in held) or "nothing: no access now")],
        paragraphs=[
            "You do not have to give a reason. It works at once, wherever the person is signed in.",
            "Access at other prisons, and for an organisation, stays. A national lead can close the whole account.",
        ],
    )  # fmt: skip


def postings_at(request: HttpRequest, code: str):
    return Posting.objects.visible_to(request.user).filter(prison__code=code)


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that somebody holds anywhere ends, and the account with it."""
    access.require_everywhere(request.user, P.STOP_ACCESS)
    user = get_visible_or_404(User, request.user, pk=pk)
    back = reverse("national_people")
    form = ConfirmForm(request.POST or None, label="Close the account")
    if request.method == "POST":
        form = ConfirmForm(request.POST, label="Close the account")
        if attempt(form, lambda: actions.close_account(by=request.user, user=user) or True):
            messages.success(request, f"The account of {user} is closed. Every access has ended.")
            return redirect(back)
    held = Posting.objects.visible_to(request.user).not_over().filter(user=user)
    places = held.select_related("prison", "organisation", "prison_set")
    return form_page(
        request, form, f"Close the account of {user}?", crumbs=[*crumbs_of(), ("People", back)],
        facts=[("What ends at once", "; ".join(str(posting) for posting in places) or "no access now")],
        paragraphs=["Nobody can sign in with it. What the person did stays in the history."],
    )  # fmt: skip


@require_POST
def reopen_account(request: HttpRequest, pk: int) -> HttpResponse:
    access.require_everywhere(request.user, P.STOP_ACCESS)
    user = get_visible_or_404(User, request.user, pk=pk)
    done = f"{user} can sign in again. Invite the person anew to give access."
    return press(
        request, lambda: actions.reopen_account(by=request.user, user=user), done, reverse("national_people")
    )
