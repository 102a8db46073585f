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

from coordination.models import (
    Invitation,
    JoinRequest,
    MailAddress,
    Posting,
    Registration,
    RegistrationChoice,
    Reminder,
    User,
)
from coordination.models.invitation import DAYS_OPEN
from coordination.models.registration import UNCONFIRMED_KEPT
from coordination.models.user import normalise_email


def absolute(path: str) -> str:
    """The whole address of a page of ours."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def one_line(text: str) -> str:
    """Without line breaks and control characters, so that nothing typed can add a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def send(
    template: str, *, to: str, subject: str, calendar: tuple[str, bytes] | None = None, **context: Any
) -> None:
    """Sends one e-mail to one address. Raises what the mail server answers; tasks try again.

    Nothing goes to an address that does not exist: a provider that sees us try again and again stops all our mail.
    Whoever left bulletins, or called one unwanted, still gets these.

    `calendar`: (METHOD, iCalendar) of an invitation. It stands beside the text, where Outlook and Google look for it,
    and as a file, where others do (RFC 6047).
    """
    if MailAddress.objects.of(normalise_email(to)).filter(hard_bounced_at__isnull=False).exists():
        return
    context = {"site_name": settings.SITE_NAME, "home_url": absolute("/"), **context}
    message = EmailMultiAlternatives(
        subject=one_line(f"{settings.SITE_NAME}: {subject}"),
        body=render_to_string(f"{template}.txt", context).strip() + "\n",
        to=[to],
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    if calendar:
        method, content = calendar
        kind = f"text/calendar; charset=utf-8; method={method}"
        message.attach_alternative(content.decode(), kind)
        message.attach("meeting.ics", content, "application/ics")
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
    """To one address: what comes due for it, soonest first, and then what is open where it looks after something.

    The subject says how much and not what. Lines that lead to the same page stand above its address together.
    """
    rows = sorted(rows, key=lambda row: (row.comes_due_on, row.pk))
    own = [row for row in rows if not row.digest]
    digests = [row.sentence.splitlines() for row in rows if row.digest]
    pages: dict[str, list[str]] = {}
    for row in own:
        pages.setdefault(row.path, []).append(row.sentence)
    subject = "something of yours ends soon" if len(own) == 1 else f"{len(own)} things of yours end soon"
    if digests:
        subject = f"{subject}, and what is open this week" if own else "what is open this week"
    send(
        "coordination/email/reminders",
        to=rows[0].email,
        subject=subject,
        name=rows[0].name,
        own=[(sentences, absolute(path) if path else "") for path, sentences in pages.items()],
        digests=[
            (words[0], words[1:], absolute(row.path))
            for words, row in zip(digests, [row for row in rows if row.digest], strict=True)
        ],
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


def verify_registration(registration: Registration, account: User | None) -> None:
    """The link to confirm the address. Nothing that was typed stands in it: anybody may enter anybody's address.

    Where the address has an account, only this letter says so.
    """
    roles = (
        Posting.objects.current().filter(user=account).select_related("prison", "organisation", "prison_set")
    )
    send(
        "coordination/email/registration_verify",
        to=registration.contact_email,
        subject="confirm your e-mail address",
        roles=[str(posting) for posting in roles] if account else [],
        has_account=account is not None,
        sign_in_url=absolute(reverse("account_login")),
        last_day=timezone.localdate(registration.expires_at),
        unconfirmed_days=UNCONFIRMED_KEPT,
        url=absolute(reverse("verify_registration", args=[registration.pk, registration.token()])),
    )


def registration_waits(to: User, choice: RegistrationChoice, *, not_theirs: str) -> None:
    """`not_theirs` names the organisation that said no to a request to join, else it is empty."""
    send(
        "coordination/email/registration_waits",
        to=to.email,
        subject="an organisation has registered and waits",
        name=to.name,
        organisation=choice.registration.name,
        prison=choice.prison.name,
        not_theirs=not_theirs,
        url=absolute(choice.get_absolute_url()),
    )


def registration_decided(choice: RegistrationChoice) -> None:
    """Of one prison's decision alone. What other prisons say is in letters of their own, or nowhere."""
    states = RegistrationChoice.State
    send(
        "coordination/email/registration_decided",
        to=choice.registration.contact_email,
        subject="your registration",
        name=choice.registration.contact_name,
        organisation=choice.registration.name,
        prison=choice.prison.name,
        let_in=choice.state == states.ACCEPTED,
        turned_down=choice.state == states.REFUSED,
        reason=choice.reason,
        register_url=absolute(reverse("register")),
    )


def join_request(to: User, request: JoinRequest) -> None:
    send(
        "coordination/email/join_request",
        to=to.email,
        subject="somebody asks to join your organisation",
        name=to.name,
        person=request.name,
        organisation=request.organisation.name,
        prison=request.prison.name,
        url=absolute(reverse("organisation_joining", args=[request.organisation.slug])),
    )


def first_manager(to: User, invitation: Invitation) -> None:
    """To coordinators of other prisons, when one of them brings an organisation its first manager."""
    assert invitation.organisation is not None
    send(
        "coordination/email/first_manager",
        to=to.email,
        subject="an organisation at your prison gets its first manager",
        name=to.name,
        person=invitation.name,
        organisation=invitation.organisation.name,
        invited_by=invitation.invited_by.name,
        url=absolute(invitation.organisation.get_absolute_url()),
    )


def somebody_joined(to: User, request: JoinRequest) -> None:
    """To the managers, when a coordinator let somebody in: so that a mistake is found."""
    send(
        "coordination/email/somebody_joined",
        to=to.email,
        subject="somebody was let into your organisation",
        name=to.name,
        person=request.name,
        organisation=request.organisation.name,
        decided_by=str(request.decided_by),
        checked_by=request.get_checked_by_display(),
        url=absolute(reverse("organisation_people", args=[request.organisation.slug])),
    )
