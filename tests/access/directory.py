"""The directory: a prison's services, queue and listings, and an organisation's own services."""

from __future__ import annotations

from typing import Any

from tests.access_table import Row
from tests.cast import Cast

READERS = "coordinator governor staff gate lead national"
OVERSEERS = "coordinator governor lead national"
ORGANISATION = "manager worker"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def approved_entry(cast: Cast) -> list[Any]:
    return ["EXI", cast.approved.entry_number]


def pending_revision(cast: Cast) -> list[Any]:
    return ["EXI", cast.pending_revision.pk]


def revision_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", cast.elsewhere.approved_revision_id]


def approved(cast: Cast) -> list[Any]:
    return ["EXI", cast.approved.pk]


def listing_elsewhere(cast: Cast) -> list[Any]:
    return ["EXI", cast.elsewhere.pk]


def approved_text(cast: Cast) -> list[Any]:
    return [*approved(cast), cast.approved.approved_revision_id]


def text_elsewhere(cast: Cast) -> list[Any]:
    return [*approved(cast), cast.elsewhere.approved_revision_id]


def harbour(cast: Cast) -> list[Any]:
    return ["harbour-housing"]


def harbour_service(cast: Cast) -> list[Any]:
    return ["harbour-housing", cast.approved.service_id]


def service_elsewhere(cast: Cast) -> list[Any]:
    return ["harbour-housing", cast.elsewhere.service_id]


def harbour_at_exeter(cast: Cast) -> list[Any]:
    return [*harbour_service(cast), "EXI"]


def service_elsewhere_at_its_prison(cast: Cast) -> list[Any]:
    return [*service_elsewhere(cast), "GMI"]


def both(name: str, arguments: Any, **more: Any) -> list[Row]:
    """A page that shows a form and takes it; a form without anything in it is shown again."""
    return [Row(name, arguments, **more), Row(name, arguments, method="POST", **more)]


def upkeep(name: str) -> list[Row]:
    """Pages that take an empty form too: no room known, no contacts, no flags, nothing public."""
    more: dict[str, Any] = {
        "ok": "coordinator manager",
        "forbidden": "governor lead national staff gate worker",
        "crossed": listing_elsewhere,
    }
    contacts = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}
    return [
        Row(name, approved, **more),
        Row(name, approved, method="POST", status=302, data=lambda cast: contacts, **more),
    ]


PRISON_PAGES = [
    Row("directory", exeter, ok=READERS),
    Row("entry", approved_entry, ok=READERS),
    Row("queue", exeter, ok=OVERSEERS, forbidden="staff gate"),
    Row("revision", pending_revision, ok=f"{OVERSEERS} {ORGANISATION}", crossed=revision_elsewhere),
]

# GET leads back to the page with the buttons; only POST decides.
DECISIONS = [
    Row(
        "revision_accept", pending_revision, ok="coordinator", status=302,
        forbidden=f"governor lead national {ORGANISATION}", crossed=revision_elsewhere,
    ),
    Row(
        "revision_accept", pending_revision, method="POST", ok="coordinator", status=302,
        forbidden=f"governor lead national {ORGANISATION}", crossed=revision_elsewhere,
    ),
    *both(
        "revision_return", pending_revision, ok="coordinator",
        forbidden=f"governor lead national {ORGANISATION}", crossed=revision_elsewhere,
    ),
    *both(
        "revision_edit", pending_revision, ok="coordinator",
        forbidden=f"governor lead national {ORGANISATION}", crossed=revision_elsewhere,
    ),
]  # fmt: skip

LISTING_PAGES = [
    Row(
        "listing_text", approved_text, ok=f"{OVERSEERS} {ORGANISATION}", forbidden="staff gate",
        crossed=text_elsewhere,
    ),
    *[
        row
        for name in ("listing_room", "listing_places", "listing_contacts", "listing_flags", "listing_public_details")
        for row in upkeep(name)
    ],
    *[
        row
        for name in ("listing_withdraw", "listing_withdraw_urgently")
        for row in both(
            name, approved, ok="coordinator", forbidden=f"governor lead national staff gate {ORGANISATION}",
            crossed=listing_elsewhere,
        )
    ],
]  # fmt: skip


LISTING_BUTTONS = [
    row
    for name, ok, forbidden in (
        ("listing_confirm", "coordinator manager", "governor lead national staff gate worker"),
        ("listing_restore", "coordinator", f"governor lead national staff gate {ORGANISATION}"),
        ("listing_public_details_approve", "coordinator", f"governor lead national staff gate {ORGANISATION}"),
    )
    for row in (
        Row(name, approved, ok=ok, forbidden=forbidden, status=302, crossed=listing_elsewhere),
        Row(
            name, approved, method="POST", ok=ok, forbidden=forbidden, crossed=listing_elsewhere,
            # What is not withdrawn cannot be restored: the page says so.
            status=409 if name == "listing_restore" else 302,
        ),
    )
]  # fmt: skip

ORGANISATION_PAGES = [
    Row("services", harbour, ok=f"{OVERSEERS} {ORGANISATION} other_coordinator"),
    Row("service", harbour_service, ok=f"{OVERSEERS} {ORGANISATION}", crossed=service_elsewhere),
    *both(
        "service_new", harbour, ok="manager", forbidden=f"{OVERSEERS} worker other_coordinator",
    ),
    *both(
        "service_offer", harbour_service, ok="manager", forbidden=f"{OVERSEERS} worker other_coordinator",
        crossed=service_elsewhere,
    ),
    Row(
        "write", harbour_at_exeter, ok="manager", forbidden=f"{OVERSEERS} staff gate worker",
        crossed=service_elsewhere_at_its_prison,
    ),
    Row(
        "write", harbour_at_exeter, method="POST", ok="manager", forbidden=f"{OVERSEERS} staff gate worker",
        data=lambda cast: {"do": "check"}, crossed=service_elsewhere_at_its_prison,
    ),
]  # fmt: skip

ROWS = [
    *PRISON_PAGES,
    *DECISIONS,
    Row(
        "listing",
        approved,
        ok=f"{OVERSEERS} {ORGANISATION}",
        forbidden="staff gate",
        crossed=listing_elsewhere,
    ),
    *LISTING_PAGES,
    *LISTING_BUTTONS,
    *ORGANISATION_PAGES,
]
