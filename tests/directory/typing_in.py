"""What a person would type into the form of a text, who does it, and a paper that lies about."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import User
from directory.models import Edition, Listing
from tests.cast import content, session

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def typed(**changes: Any) -> dict[str, Any]:
    """The fields of the form with the cast's content in them; a list for tick boxes, boxes for dates."""
    whole = content(**changes)
    sessions = whole.pop("sessions")
    post: dict[str, Any] = {}
    for name, value in whole.items():
        if name.endswith(("_on", "_until")):
            post |= date_boxes(name, value)
        elif value is not None and value is not False:
            post[name] = "on" if value is True else value
    return post | sessions_typed(sessions)


def date_boxes(name: str, value: Any) -> dict[str, str]:
    if value is None:
        return {}
    return {f"{name}_day": str(value.day), f"{name}_month": str(value.month), f"{name}_year": str(value.year)}


def sessions_typed(sessions: list[dict[str, Any]]) -> dict[str, Any]:
    post: dict[str, Any] = {"sessions-TOTAL_FORMS": len(sessions), "sessions-INITIAL_FORMS": 0}
    for number, row in enumerate(sessions):
        prefix = f"sessions-{number}"
        post |= date_boxes(f"{prefix}-counted_from", row["counted_from"])
        for name in ("pattern", "weekday", "week_of_month", "place"):
            if row[name] is not None:
                post[f"{prefix}-{name}"] = row[name]
        post |= {f"{prefix}-{name}": f"{row[name]:%H:%M}" for name in ("begins", "ends")}
    return post


def form_of(listing: Listing) -> str:
    """The address of the form for this listing."""
    service = listing.service
    return reverse("write", args=[service.organisation.slug, service.pk, listing.prison.code])


def printed(listing: Listing, *, made_by: User, **columns: Any) -> Edition:
    """A finished directory for staff that shows the listing on page 3."""
    defaults: dict[str, Any] = {
        "kind": Edition.Kind.STAFF, "number": 1, "renew_on": timezone.localdate(), "snapshot": {},
        "content_hash": "0" * 64, "state": Edition.State.READY, "file": "editions/one.pdf", "pages": 4, "bytes": 9,
    }  # fmt: skip
    return Edition.objects.create(
        prison=listing.prison,
        made_by=made_by,
        entry_pages={str(listing.entry_number): 3},
        **(defaults | columns),
    )


__all__ = ["BACKEND", "content", "date_boxes", "form_of", "printed", "session", "signed_in", "typed"]
