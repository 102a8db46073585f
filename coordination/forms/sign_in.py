"""Signing in, and accepting an invitation: both ask whether others use this computer."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from coordination.forms.base import PortalForm
from coordination.forms.rendering import RenderedForm
from coordination.models import User

# Session key, and the cookie by which a computer remembers the tick for whoever sits down next.
SHARED: Final = "shared_computer"
COOKIE_AGE: Final = 365 * 24 * 3600


def shared_computer_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Other people use this computer",
        required=False,
        help_text="Tick this in a wing office, at the gate, in a library. After 15 minutes without a click"
        " you are signed out.",
    )


def remember_shared_computer(request: HttpRequest, response: HttpResponse, shared: bool) -> HttpResponse:
    """Notes the tick for this sign-in (the middleware reads it) and for the next one at this computer."""
    if shared:
        request.session[SHARED] = True
        response.set_cookie(
            SHARED, "1", max_age=COOKIE_AGE, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
    else:
        request.session.pop(SHARED, None)
        response.delete_cookie(SHARED, samesite="Lax")
    return response


def was_shared(request: HttpRequest) -> bool:
    """Did whoever sat here last tick that others use the computer?"""
    return request.COOKIES.get(SHARED) == "1"


class SignInForm(RenderedForm, LoginForm):
    submit_label = "Sign in"
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""
        self.fields[SHARED] = shared_computer_field()
        self.fields[SHARED].initial = self.request is not None and was_shared(self.request)

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url=redirect_url)
        return remember_shared_computer(request, response, self.cleaned_data[SHARED])


def password_rules() -> str:
    """The rules of AUTH_PASSWORD_VALIDATORS in plain words."""
    return (
        "At least 12 characters. Four words that do not belong together are easy to remember."
        " Not your name or e-mail address, not a well-known password, not only digits."
    )


class AcceptForm(PortalForm):
    """For somebody new: a name, a password, and whether the computer is shared."""

    submit_label = "Accept and sign in"
    mark_optional = False

    name = forms.CharField(
        label="Your name", max_length=120, help_text="As colleagues know you. Others at your place see it.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Choose a password", strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    password_again = forms.CharField(
        label="The same password again", strip=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    shared_computer = shared_computer_field()

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = password_rules()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password, again = cleaned.get("password"), cleaned.get("password_again")
        if password:
            try:
                validate_password(password, User(email=self.email, name=cleaned.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        if password and again and password != again:
            self.add_error("password_again", "The two passwords differ. Type the same one twice.")
        return cleaned


class AcceptAsMyselfForm(PortalForm):
    """For somebody who is signed in: nothing to fill in."""

    submit_label = "Accept this role"
