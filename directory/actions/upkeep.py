"""What stays true between two texts: room, contacts, flags, and what may print beside the text."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory import search
from directory.actions.history import change, held_to_update, locked, note
from directory.models import Contact, Listing, ListingEvent
from directory.policies import check_public_details

# More people than any prison holds in a year.
MOST_PLACES: Final = 9_999
MOST_SESSIONS: Final = 365
CONTACT_COLUMNS = ("name", "role", "email", "phone")


@transaction.atomic
def set_room(*, by: User, listing: Listing, room: str, room_on: date | None = None) -> Listing:
    """`room_on`: since when it is so; of a pause, until when it lasts. Not known has no date."""
    listing = held_to_update(by, listing)
    room_on = room_on if room else None
    changed = Listing(room=room, room_on=room_on)
    listing = change(
        listing, ListingEvent.Kind.ROOM_CHANGED, by, changed.room_in_words, room=room, room_on=room_on
    )
    search.refresh(listing)
    return listing


@transaction.atomic
def set_places(
    *,
    by: User,
    listing: Listing,
    a_month: int | None = None,
    a_session: int | None = None,
    sessions_a_person: int | None = None,
    unlimited: bool = False,
) -> Listing:
    """How many people it takes: `a_month`; or `a_session`, each person coming to `sessions_a_person`; or `unlimited`.

    None of them: not known.
    """
    listing = held_to_update(by, listing)
    _check_places(a_month, a_session, sessions_a_person, unlimited=unlimited)
    values = {
        "places_a_month": a_month, "places_a_session": a_session, "sessions_a_person": sessions_a_person,
        "places_unlimited": unlimited,
    }  # fmt: skip
    return change(listing, ListingEvent.Kind.PLACES_CHANGED, by, Listing(**values).places_in_words, **values)


def _check_places(
    a_month: int | None, a_session: int | None, sessions_a_person: int | None, *, unlimited: bool
) -> None:
    if sum((a_month is not None, a_session is not None, unlimited)) > 1:
        raise Refused("Say it in one way: people a month, people a session, or everybody who asks.")
    if (a_session is None) != (sessions_a_person is None):
        raise Refused(
            "Give both: how many people come to one session, and to how many sessions one person comes."
        )
    for number, most, what in (
        (a_month, MOST_PLACES, "people"), (a_session, MOST_PLACES, "people"),
        (sessions_a_person, MOST_SESSIONS, "sessions"),
    ):  # fmt: skip
        if number is not None and number < 1:
            raise Refused(
                f"Give at least 1 for the {what}. If nobody is taken at the moment, say so under “Room for more”."
            )
        if number is not None and number > most:
            raise Refused(
                f"{number:,} {what} are too many. Give {most:,} at most, or choose “Everybody who asks”."
            )


@transaction.atomic
def set_contacts(*, by: User, listing: Listing, contacts: list[dict[str, str]]) -> Listing:
    """Replaces the contacts (name, role, email, phone). Staff see them at once; no decision is needed."""
    listing = held_to_update(by, listing)
    if [_contact_of(row) for row in listing.contacts.all()] == contacts:
        return listing
    rows = [
        Contact(
            listing=listing, position=position, **{name: contact.get(name, "") for name in CONTACT_COLUMNS}
        )
        for position, contact in enumerate(contacts)
    ]
    for row in rows:
        if not row.email and not row.phone:
            raise Refused("Give an e-mail address or a telephone number for each contact.")
        check_no_prison_numbers({"Contact": " ".join((row.name, row.role, row.phone))})
    listing.contacts.all().delete()
    Contact.objects.bulk_create(rows)
    note(
        ListingEvent.Kind.CONTACTS_CHANGED, by=by, listing=listing,
        text=f"Now {len(rows)} contact{'' if len(rows) == 1 else 's'}.",
        changes={"contacts": [audit.WITHHELD, audit.WITHHELD]},
    )  # fmt: skip
    return listing


def _contact_of(row: Contact) -> dict[str, str]:
    return {name: getattr(row, name) for name in CONTACT_COLUMNS}


@transaction.atomic
def set_flags(*, by: User, listing: Listing, confidential_premises: bool, discreet: bool) -> Listing:
    listing = held_to_update(by, listing)
    values: dict[str, Any] = {"confidential_premises": confidential_premises, "discreet": discreet}
    if confidential_premises and listing.public_address:
        # The safe side at once: an address of a refuge leaves the next edition without anybody's decision.
        values |= {
            "public_address": "",
            "public_address_approved_at": None,
            "public_address_approved_by": None,
        }
    listing = change(listing, ListingEvent.Kind.FLAGS_CHANGED, by, **values)
    search.refresh(listing)  # The place of confidential premises is searched for by nobody.
    return listing


@transaction.atomic
def propose_public_details(
    *, by: User, listing: Listing, helpline: str, helpline_hours: str, address: str
) -> Listing:
    """What may print for people in prison beside the text. A changed detail prints only after its own approval."""
    listing = held_to_update(by, listing)
    # One spelling of a line break, so that what was seen compares with what is stored.
    address = address.replace("\r\n", "\n")
    check_public_details(helpline, helpline_hours, address)
    if address and listing.confidential_premises:
        raise Refused("The premises are confidential: no address may be printed. Leave the address empty.")
    values: dict[str, Any] = {}
    if not helpline:
        helpline_hours = ""
    if (helpline, helpline_hours) != (listing.public_helpline, listing.public_helpline_hours):
        values |= {
            "public_helpline": helpline, "public_helpline_hours": helpline_hours,
            "public_helpline_approved_at": None, "public_helpline_approved_by": None,
        }  # fmt: skip
    if address != listing.public_address:
        values |= {
            "public_address": address,
            "public_address_approved_at": None,
            "public_address_approved_by": None,
        }
    if not values:
        return listing
    return change(listing, ListingEvent.Kind.PUBLIC_DETAILS_CHANGED, by, **values)


@transaction.atomic
def approve_public_details(
    *, by: User, listing: Listing, helpline: bool, address: bool, seen: tuple[str, str, str]
) -> Listing:
    """The coordinator's own approval of a helpline, an address, or both, as `seen` (helpline, hours, address)."""
    access.require(by, Permission.DECIDE, prison=listing.prison)
    listing = locked(listing)
    if seen != (listing.public_helpline, listing.public_helpline_hours, listing.public_address):
        raise Overtaken("These details were changed while you looked. Check the new ones, then approve.")
    values: dict[str, Any] = {}
    for name, chosen, text in (
        ("helpline", helpline, listing.public_helpline),
        ("address", address, listing.public_address),
    ):
        approve = bool(chosen and text)
        already = getattr(listing, f"public_{name}_approved_at")
        if approve != bool(already):
            values[f"public_{name}_approved_at"] = clock.now() if approve else None
            values[f"public_{name}_approved_by"] = by if approve else None
    if not values:
        return listing
    return change(listing, ListingEvent.Kind.PUBLIC_DETAILS_APPROVED, by, **values)
