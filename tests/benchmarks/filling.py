"""Fills a prison with many listings at once, past the actions: 3,000 of them take seconds and not minutes.

Rows look like those the actions write: approved texts with number, confirmation, sessions and a contact, and
pending texts of which every second one changes an approved text and the others are new.
"""

from __future__ import annotations

from datetime import date, time
from itertools import cycle, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from coordination.models import Group, Organisation, Pathway, Posting, Prison, User, Wing
from coordination.roles import Role
from directory.models import Contact, Listing, Revision, Service, Session

LISTINGS_AN_ORGANISATION = 3
ROWS_A_STATEMENT = 500
SENTENCES = (
    "We help you find a place to live before you leave prison.",
    "A trained adviser sits down with you and makes a plan that you keep.",
    "You can talk about money, letters from the court and what you owe.",
    "Families may take part, and we pay the fare of those who travel far.",
    "We stay in touch for three months after release if you want that.",
    "The group meets in the library and everybody may bring a question.",
)


class Filling:
    """One prison that gets fuller. `coordinator` is somebody who reads both its directory and its queue."""

    def __init__(self, code: str = "EXI") -> None:
        self.prison = Prison.objects.get(code=code)
        self.coordinator = person(f"coordinator.{code.lower()}", Role.COORDINATOR, prison=self.prison)
        self.wings = [
            Wing.objects.get_or_create(prison=self.prison, name=name, defaults={"position": position})[0]
            for position, name in enumerate(("A wing", "B wing", "C wing", "D wing"), 1)
        ]
        self.lists = {
            "pathways": keys(Pathway.objects.filter(women_only=False)),
            "groups": keys(Group.objects.all()),
            "wings": [wing.pk for wing in self.wings],
            "stages": ["during", "last_twelve_weeks", "release"],
            "delivery_ways": ["one_to_one", "group"],
            "languages": ["en", "cy", "pl"],
            "ways_to_ask": ["app", "officer", "drop_in"],
        }

    @transaction.atomic
    def up_to(self, *, published: int, pending: int) -> None:
        """Adds what is missing, so that the prison has so many published listings and texts that wait."""
        approved = self.prison.listings.published().count()
        self._publish(self._new_listings(published - approved))
        waiting = pending - Revision.objects.pending().filter(listing__prison=self.prison).count()
        changed = list(
            self.prison.listings.published().exclude(revisions__state="pending")[: max(waiting, 0) // 2]
        )
        self._write(changed + self._new_listings(waiting - len(changed)), Revision.State.PENDING)
        self.coordinator.refresh_from_db()
        if connection.vendor == "postgresql":
            # What autovacuum does by itself, and the throw-away servers leave out.
            connection.cursor().execute("ANALYZE")

    def wording(self, position: int, name: str) -> dict[str, Any]:
        """The worded columns of one text."""
        return wording(position, name)

    def weekday(self, position: int) -> int:
        """The day of the session of one text; 0 is Monday."""
        return position % 5

    def owners(self, first: int, count: int) -> list[Organisation]:
        """Whose the new services are: so many organisations, numbered from `first`."""
        return Organisation.objects.bulk_create(
            Organisation(
                name=f"Fellowship {number:05}", slug=f"fellowship-{self.prison.code.lower()}-{number}"
            )
            for number in range(first, first + count)
        )

    def _new_listings(self, count: int) -> list[Listing]:
        if count <= 0:
            return []
        first = Service.objects.count() + 1
        owners = islice(cycle(self.owners(first, -(-count // LISTINGS_AN_ORGANISATION))), count)
        services = Service.objects.bulk_create(
            [
                Service(organisation=owner, name=name_of(number), created_by=self.coordinator)
                for number, owner in enumerate(owners, first)
            ],
            ROWS_A_STATEMENT,
        )
        listings = [Listing(service=service, prison=self.prison) for service in services]
        return Listing.objects.bulk_create(listings, ROWS_A_STATEMENT)

    def _publish(self, listings: list[Listing]) -> None:
        for listing, revision in zip(listings, self._write(listings, Revision.State.APPROVED), strict=True):
            self.prison.last_entry_number += 1
            listing.entry_number = self.prison.last_entry_number
            listing.approved_revision = revision
            listing.confirmed_on, listing.confirmed_by = timezone.localdate(), self.coordinator
        columns = ["entry_number", "approved_revision", "confirmed_on", "confirmed_by"]
        Listing.objects.bulk_update(listings, columns, ROWS_A_STATEMENT)
        self.prison.save(update_fields=["last_entry_number"])
        Contact.objects.bulk_create(
            [
                Contact(listing=listing, name="Hana Harbour", role="Adviser", phone="01632 960123")
                for listing in listings
            ],
            ROWS_A_STATEMENT,
        )

    def _write(self, listings: list[Listing], state: Revision.State) -> list[Revision]:
        revisions = Revision.objects.bulk_create(
            [
                Revision(
                    listing=listing, submitted_by=self.coordinator,
                    **self.wording(position, listing.service.name),
                )
                for position, listing in enumerate(listings)
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip
        self._link(revisions)
        Session.objects.bulk_create(
            [
                Session(
                    revision=revision, weekday=self.weekday(position), begins=time(9 + position % 6, 30),
                    ends=time(11 + position % 6, 0), place="Library",
                )
                for position, revision in enumerate(revisions)
            ],
            ROWS_A_STATEMENT,
        )  # fmt: skip
        if state != Revision.State.PENDING:
            # Decided at the end: a decided text takes no more lists and sessions.
            written = Revision.objects.pending().filter(listing__in=listings)
            written.update(state=state, decided_at=timezone.now(), decided_by=self.coordinator)
        return revisions

    def _link(self, revisions: list[Revision]) -> None:
        """Two of each list that a text names, each revision two others."""
        for name, chosen in self.lists.items():
            through = getattr(Revision, name).through
            column = f"{getattr(Revision, name).field.m2m_reverse_field_name()}_id"
            rows = [
                through(**{"revision_id": revision.pk, column: chosen[(position + step) % len(chosen)]})
                for position, revision in enumerate(revisions)
                for step in range(2)
            ]
            through.objects.bulk_create(rows, ROWS_A_STATEMENT)


def keys(rows: QuerySet) -> list[Any]:
    return list(rows.values_list("pk", flat=True))


def person(local_part: str, role: Role, **place: Any) -> User:
    """Somebody with a posting; without a password, since the measurements sign in by a session of their own."""
    email = f"{local_part}@bench.example.org"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, name=local_part.replace(".", " ").title())
        Posting.objects.create(user=user, role=role, begins_on=date(2020, 1, 1), **place)
    return user


def name_of(number: int) -> str:
    """Different first words, so that an alphabetical list is not sorted as it was made."""
    topic = ("Housing advice", "Debt clinic", "Reading pairs", "Family days", "Art room", "Job coaching")
    return f"{topic[number % len(topic)]} {number:05}"


def wording(position: int, name: str) -> dict[str, Any]:
    """Worded columns of about the length that real listings have (40 to 60 words of summary)."""
    order = [SENTENCES[(position + step) % len(SENTENCES)] for step in range(4)]
    return {
        "name": name,
        "summary": " ".join(order),
        "usual_wait_days": position % 30 or None,
        "how_to_ask": "Send an app to the team, or ask an officer to do it for you.",
        "staff_procedure": "E-mail the referral form to the adviser. Say which wing, and by when.\n" * 2,
        "evidence": "An evaluation of two years; ask the organisation for it.",
    }
