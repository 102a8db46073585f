"""Where allauth asks us: nobody signs up, and letters about passwords are written in the background."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from coordination.lockout import address_of
from coordination.models import User
from coordination.queueing import queue_on_commit
from coordination.rate_limit import once_more

# The letter that allauth would send to an address without an account. Nobody gets one.
UNKNOWN_ACCOUNT: Final = "account/email/unknown_account"
NOBODY: Final = 0
# A password costs a fifth of a second to check. A whole prison shares one address, so there is room for many.
PASSWORDS_A_MINUTE: Final = 300


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "Too many sign-ins came from your place just now. Wait a minute and try again.",
        "incorrect_password": "This is not your present password. Type it again.",
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counts passwords by address in one step.

        allauth's own limit takes a lock and waits a second for it: on a busy machine it turned away people of one
        office who came at the same moment (tests/load).
        """
        super().pre_authenticate(request, **credentials)
        if not once_more("passwords", address_of(request), at_most=PASSWORDS_A_MINUTE, seconds=60):
            raise self.validation_error("too_many_login_attempts")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts come from invitations alone."""
        return False

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Queued, so that the page takes as long for an address that nobody has; the task makes its own link."""
        queue_on_commit("coordination.send_password_reset", user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """For an address that nobody has the same work is queued, of nobody: the answer takes the same time."""
        if template_prefix == UNKNOWN_ACCOUNT:
            queue_on_commit("coordination.send_password_reset", NOBODY)
            return
        super().send_mail(template_prefix, email, context)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")
