"""The page behind the link of an invitation. Opening it changes nothing: mail gateways open links."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coordination.actions import invitations as actions
from coordination.forms.base import PortalForm
from coordination.forms.sign_in import (
    SHARED,
    AcceptAsMyselfForm,
    AcceptForm,
    remember_shared_computer,
    was_shared,
)
from coordination.models import Invitation, User
from coordination.policies import Refused, check_invitation_is_open
from coordination.views.places import attempt
from coordination.views.sentences import day

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@sensitive_post_parameters("password", "password_again")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Only the holder of the link learns anything: whom it is for, and whether there is an account already."""
    found = actions.invitation_of(token)
    if found is None:
        raise Http404
    try:
        check_invitation_is_open(found)
    except Refused as refused:
        return page(request, found, sentence=str(refused), status=410)
    account = actions.account_of(found)
    if request.user.is_authenticated and request.user != account:
        return page(request, found, signed_in_as_other=True)
    if account and not account.is_active:
        sentence = "Your account was closed. Ask the person who invited you to speak to a national lead."
        return page(request, found, sentence=sentence, status=410)
    if account and not request.user.is_authenticated:
        return page(
            request, found, sign_in_url=f"{reverse('account_login')}?{urlencode({'next': request.path})}"
        )
    return accept(request, found, account)


def accept(request: HttpRequest, found: Invitation, account: User | None) -> HttpResponse:
    """Shows the form; a POST makes the posting, and for somebody new the account as well."""
    if account:
        form: PortalForm = AcceptAsMyselfForm(request.POST or None)
    else:
        remembered = {"name": found.name, SHARED: was_shared(request)}
        form = AcceptForm(request.POST or None, email=found.email, initial=remembered)
    if request.method == "POST":
        form.is_bound, form.data = True, request.POST
        posting = attempt(
            form,
            lambda: actions.accept_invitation(
                by=account, invitation=found,
                name=form.cleaned_data.get("name", ""), password=form.cleaned_data.get("password", ""),
            ),
        )  # fmt: skip
        if posting:
            return welcome(request, form, posting.user, f"You have access now: {posting}.")
    return page(request, found, form=form)


def welcome(request: HttpRequest, form: PortalForm, user: User, sentence: str) -> HttpResponse:
    """Home, signed in."""
    response = redirect("home")
    if isinstance(form, AcceptForm):
        login(request, user, backend=BACKEND)
        remember_shared_computer(request, response, form.cleaned_data[SHARED])
    messages.success(request, sentence)
    return response


def page(
    request: HttpRequest,
    found: Invitation,
    *,
    form: PortalForm | None = None,
    sentence: str = "",
    signed_in_as_other: bool = False,
    sign_in_url: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "invitation": found,
        "facts": [
            ("Role", found.get_role_display()),
            ("Where", found.place),
            ("Invited by", found.invited_by.name),
            ("For", found.email),
            ("Works until", day(found.expires_at)),
        ],
        "sentence": sentence,
        "signed_in_as_other": signed_in_as_other,
        "sign_in_url": sign_in_url,
        **({"form": form} if form else {}),
    }
    return TemplateResponse(request, "coordination/pages/invitation.html", context, status=status)
