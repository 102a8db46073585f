"""Only in a demonstration: whom one can be, and one click to be them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from coordination.actions.demonstration import account_to_be, accounts_by_place
from coordination.models import Installation
from coordination.policies import Refused
from coordination.reference.demonstration import Account
from coordination.roles import GRANTS
from coordination.views.invitations import BACKEND


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def demonstration(request: HttpRequest) -> HttpResponse:
    """Anywhere but in a demonstration this address does not exist."""
    if not Installation.is_demonstration():
        raise Http404
    if request.method == "POST":
        return sign_in_as(request, request.POST.get("account", ""))
    places = [
        {"name": place, "rows": [row_of(*each) for each in accounts]}
        for place, accounts in accounts_by_place()
    ]
    return TemplateResponse(request, "coordination/demonstration/accounts.html", {"places": places})


def sign_in_as(request: HttpRequest, email: str) -> HttpResponse:
    try:
        user = account_to_be(email)
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("demonstration")
    # Nothing of the person one was before stays in the session.
    logout(request)
    login(request, user, backend=BACKEND)
    messages.success(request, f"You are {user.name} now.")
    return redirect("home")


def row_of(account: Account, organisation: str) -> dict[str, str]:
    at = f" at {organisation}" if organisation else ""
    return {
        "role": account.role.label,
        "words": f"{account.name}{at}. {GRANTS[account.role].sentence}",
        "email": account.email,
        "label": f"Sign in as {account.name}",
    }
