"""What the page of a registration says, in words: what was typed, what looks alike, what was answered."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html

from coordination.duplicates import Duplicate
from coordination.models import JoinRequest, Registration, RegistrationChoice
from coordination.policies import has_manager_or_invitation
from coordination.views.home import since_in_words
from coordination.views.sentences import day, register_numbers


def facts(choice: RegistrationChoice) -> list[tuple[str, Any]]:
    found = choice.registration
    waits = choice.state == RegistrationChoice.State.WAITING
    numbers = register_numbers(found)
    return [
        ("Kind", found.get_kind_display()),
        ("Register numbers", numbers[:1].upper() + numbers[1:]),
        ("Website", found.website),
        ("Postcode", found.postcode),
        ("What it offers", found.offers),
        (
            "Registered",
            day(found.verified_at) + (f" (waits {since_in_words(found.verified_at)})" if waits else ""),
        ),
    ]


def contact(found: Registration) -> list[tuple[str, Any]]:
    """Empty once it is forgotten."""
    if not found.contact_email:
        return []
    return [
        ("Name", found.contact_name),
        ("Role", found.contact_role),
        ("E-mail address, confirmed", found.contact_email),
    ]


def decided(choice: RegistrationChoice) -> list[tuple[str, Any]]:
    if choice.state == RegistrationChoice.State.WAITING:
        return []
    rows = [("Decided", f"{day(choice.decided_at)}, {choice.decided_by}")]
    return [*rows, ("Reason", choice.reason)] if choice.reason else rows


def side_by_side(found: Registration, alike: list[Duplicate]) -> list[list[str]]:
    """A row for each mark; under each organisation why it may be the same."""
    records = [found, *(each.organisation for each in alike)]
    marks = (
        ("Kind", lambda row: row.get_kind_display()),
        ("Charity number", lambda row: row.charity_number),
        ("Company number", lambda row: row.company_number),
        ("Website", lambda row: row.website),
        ("Postcode", lambda row: row.postcode),
    )
    rows = [["Name", *(row.name for row in records)]]
    rows += [[label, *(read(row) or "Not known" for row in records)] for label, read in marks]
    reasons = [". ".join(each.reasons) for each in alike]
    pages = [
        format_html('<a class="govuk-link" href="{}">Open {}</a>', known.get_absolute_url(), known)
        for known in (each.organisation for each in alike)
    ]
    return [*rows, ["Why it may be the same", "–", *reasons], ["Its page", "–", *pages]]


def asked_in_words(asked: JoinRequest | None) -> dict[str, Any]:
    """What became of the question whether the person belongs to an organisation that is there."""
    if asked is None:
        return {}
    states = JoinRequest.State
    has_manager = has_manager_or_invitation(asked.organisation)
    said = {
        states.WAITING: f"was asked on {day(asked.asked_at)} whether the person belongs to it, and has not answered.",
        states.ACCEPTED: f"let the person in on {day(asked.decided_at)}."
        if not asked.checked_by
        else f"was asked through: {asked.get_checked_by_display().lower()}. {asked.decided_by} let the person in on"
        f" {day(asked.decided_at)}.",
        states.REFUSED: f"does not know the person: {asked.decided_by} said so on {day(asked.decided_at)}.",
    }
    organisation = asked.organisation
    return {
        "organisation": organisation,
        "sentence": said[states(asked.state)],
        "waits": asked.state == states.WAITING,
        "has_manager": has_manager,
        "published": [
            ("Website on record", organisation.website),
            ("Register numbers on record", register_numbers(organisation)),
        ],
    }
