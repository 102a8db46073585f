"""What is sent by e-mail, in plain words and in simple HTML.

A template `<name>.txt` and `<name>.html` make one e-mail. Addresses in it come from BASE_URL, never from a request.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from coordination.models import Invitation, Reminder, User
from coordination.models.invitation import DAYS_OPEN


def absolute(path: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that nothing typed can add a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def send(template: str, *, to: str, subject: str, **context: Any) -> None:
    """Sends one e-mail to one address. Raises what the mail server answers; tasks try again."""
    context = {"site_name": settings.SITE_NAME, "home_url": absolute("/"), **context}
    message = EmailMultiAlternatives(
        subject=one_line(f"{settings.SITE_NAME}: {subject}"),
        body=render_to_string(f"{template}.txt", context).strip() + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    message.send()


def invitation(invitation: Invitation) -> None:
    """The link to take up a role. The name that the inviter typed is text in it, never a header."""
    send(
        "coordination/email/invitation",
        to=invitation.email,
        subject="you are invited",
        name=invitation.name,
        invited_by=invitation.invited_by.name,
        role=invitation.get_role_display(),
        place=invitation.place,
        last_day=timezone.localdate(invitation.expires_at),
        days=DAYS_OPEN,
        url=absolute(reverse("invitation", args=[invitation.token()])),
    )


def reminders(rows: Sequence[Reminder]) -> None:
    """To one address: everything of theirs that comes due, soonest first. The subject says how much and not what."""
    rows = sorted(rows, key=lambda row: (row.comes_due_on, row.pk))
    send(
        "coordination/email/reminders",
        to=rows[0].email,
        subject="something of yours comes due" if len(rows) == 1 else f"{len(rows)} things of yours come due",
        name=rows[0].name,
        lines=[(row.sentence, absolute(row.path)) for row in rows],
    )


def password_link(user: User) -> str:
    """The address to choose a password. It works once, and not after the password or the e-mail changed."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return absolute(path)


def password_reset(user: User) -> None:
    send(
        "coordination/email/password_reset",
        to=user.email,
        subject="choose a new password",
        name=user.name,
        hours=settings.PASSWORD_RESET_TIMEOUT // 3600,
        url=password_link(user),
    )
