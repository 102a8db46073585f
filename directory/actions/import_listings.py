"""One service of a file at one prison: its listing, and one text that waits for the coordinator."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import transaction

from coordination import audit
from coordination.access import System, require
from coordination.models import Prison, User, Wing
from coordination.policies import Refused, check_no_prison_numbers
from coordination.roles import Permission
from directory import policies
from directory.actions.history import locked, note
from directory.actions.write import new_revision
from directory.imports.cleaning import pieces
from directory.imports.fields import plain
from directory.imports.matching import laid_over, written_since
from directory.imports.proposals import Proposal
from directory.imports.texts import fitted_to
from directory.models import (
    Contact,
    ImportedText,
    ImportRow,
    ImportRun,
    Listing,
    ListingEvent,
    Revision,
    Service,
)
from directory.wording import Content, content_of

Fate = ImportRow.Fate
EVERY_WING: Final = ("every wing", "all wings", "all", "every", "whole prison")
LONGEST_NOTE: Final = 500


@dataclass(frozen=True)
class Outcome:
    """What became of a row at one prison. `reason` is a sentence where it was refused."""

    fate: str
    reason: str = ""
    listing: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def offer(
    *, by: User | System, run: ImportRun, row: ImportRow, proposal: Proposal, service: Service, prison: Prison
) -> Outcome:
    """Writes nothing at this prison where it refuses."""
    require(by, Permission.IMPORT_SERVICES, prison=prison)
    try:
        with transaction.atomic():
            return _Offer(by, run, row, proposal, service, prison).made()
    except Refused as refused:
        return Outcome(Fate.REFUSED, str(refused))


class _Offer:
    def __init__(
        self,
        by: User | System,
        run: ImportRun,
        row: ImportRow,
        proposal: Proposal,
        service: Service,
        prison: Prison,
    ) -> None:
        self.by, self.run, self.row, self.proposal = by, run, row, proposal
        self.service, self.prison = service, prison

    def made(self) -> Outcome:
        listing, is_new = Listing.objects.get_or_create(service=self.service, prison=self.prison)
        listing = locked(listing)
        told = ImportedText.objects.filter(listing=listing, source=self.run.source).first()
        newest = listing.revisions.order_by("-pk").first()
        if told and newest and told.digest == self.proposal.digest:
            return Outcome(Fate.UNCHANGED, listing=listing.pk)
        content = self.content(listing, newest, told)
        if self.says_the_same(listing, newest, content):
            self.remember(listing, told, told.revision if told else None)
            self.set_contacts(listing, first=False)
            return Outcome(Fate.UNCHANGED, listing=listing.pk)
        self.check(listing, newest, told, content)
        revision = self.propose(listing, content)
        self.set_contacts(listing, is_new or newest is None)
        self.remember(listing, told, revision)
        return Outcome(Fate.MATCHED if newest else Fate.CREATED, listing=listing.pk)

    def content(self, listing: Listing, newest: Revision | None, told: ImportedText | None) -> Content:
        existing = content_of(self.base(listing, newest)) if newest else None
        untouched = bool(told and newest and told.revision_id == newest.pk)
        content = laid_over(existing, self.proposal, untouched=untouched)
        every_wing, wings = self.wings()
        if every_wing or wings:
            content |= {"every_wing": every_wing, "wings": wings}
        elif existing is None:
            content["every_wing"] = True
        return policies.fitted(content, listing)

    def base(self, listing: Listing, newest: Revision) -> Revision:
        """What a file that was exported holds: the approved text, unless a newer one is the import's own."""
        if self.proposal.listing is None or listing.approved_revision is None:
            return newest
        return listing.approved_revision

    def wings(self) -> tuple[bool, list[int]]:
        """(every wing, keys): names that are no wing of this prison are left out and said."""
        cell = self.proposal.wings
        if not cell:
            return False, []
        if plain(cell) in EVERY_WING:
            return True, []
        there = {
            plain(name): pk for pk, name in Wing.objects.filter(prison=self.prison).values_list("pk", "name")
        }
        parts = _wing_names(cell, there)
        strange = [part for part in parts if not _wing(part, there)]
        if strange:
            self.flag(f"Wings: {self.prison.short_name} has no “{'; '.join(strange)[:80]}”; it was left out.")
        found = sorted({wing for part in parts if (wing := _wing(part, there))})
        return not found, found

    def says_the_same(self, listing: Listing, newest: Revision | None, content: Content) -> bool:
        if newest is None:
            return False
        approved = listing.approved_revision
        same = content_of(newest) == content
        return same or bool(self.proposal.listing and approved and content_of(approved) == content)

    def check(
        self, listing: Listing, newest: Revision | None, told: ImportedText | None, content: Content
    ) -> None:
        if listing.withdrawn_at:
            raise Refused(f"It was withdrawn at {self.prison}. Restore it there first, then import it again.")
        policies.check_submit(listing)
        if newest:
            self.check_may_replace(newest, told)
        missing = self.proposal.missing(content)
        if missing:
            raise Refused(f"Nothing says: {'; '.join(missing)}. Name its column, or set it for all rows.")
        policies.check_content(content)
        policies.check_fits(content, listing)
        for place, kind, text in policies.contact_details_for_the_wings(content):
            raise Refused(f"“{text}” in “{place}” is {kind}, which may not stand there.")
        contacts = " ".join(text for contact in self.proposal.contacts for text in contact.values())
        check_no_prison_numbers({"Contact": contacts})

    def check_may_replace(self, newest: Revision, told: ImportedText | None) -> None:
        """A row that names one of our listings was exported, changed on purpose and brought back."""
        on_purpose = self.proposal.listing is not None and newest.state != Revision.State.PENDING
        reason = "" if on_purpose else written_since(newest, told)
        if reason:
            raise Refused(reason)

    def propose(self, listing: Listing, content: Content) -> Revision:
        listing.revisions.pending().update(state=Revision.State.REPLACED)
        text = f"From {self.run.file_name[:80]}, row {self.row.number}."
        revision = new_revision(by=self.by, listing=listing, content=content, note=self.note(text, content))
        note(ListingEvent.Kind.SUBMITTED, by=self.by, listing=listing, revision=revision, text=text)
        Service.objects.filter(pk=self.service.pk).update(name=content["name"])
        return revision

    def note(self, text: str, content: Content) -> str:
        """What the coordinator should know before deciding."""
        flags = list(dict.fromkeys(self.proposal.flags))
        if fixed := self.proposal.set_for_all(content):
            flags.append(f"Not in the file, but set for all its rows: {', '.join(fixed)}.")
        return fitted_to(" ".join([text, *flags]), LONGEST_NOTE)

    def set_contacts(self, listing: Listing, first: bool) -> None:
        """Contacts that somebody keeps are not overwritten: staff would see the file's at once, undecided."""
        wanted = self.proposal.contacts
        if not wanted:
            return
        if not first or listing.contacts.exists():
            there = {text for row in listing.contacts.all() for text in (row.email, row.phone) if text}
            if any(text and text not in there for row in wanted for text in (row["email"], row["phone"])):
                self.flag(
                    f"The contacts at {self.prison.short_name} stayed as they are; the file has others."
                )
            return
        Contact.objects.bulk_create(
            Contact(listing=listing, position=position, **row) for position, row in enumerate(wanted)
        )
        note(
            ListingEvent.Kind.CONTACTS_CHANGED, by=self.by, listing=listing, text="From the imported file.",
            changes={"contacts": [audit.WITHHELD, audit.WITHHELD]},
        )  # fmt: skip

    def remember(self, listing: Listing, told: ImportedText | None, revision: Revision | None) -> None:
        ImportedText.objects.update_or_create(
            listing=listing, source=self.run.source,
            defaults={
                "digest": self.proposal.digest, "revision": revision,
                "reference": self.proposal.reference or (told.reference if told else ""),
            },
        )  # fmt: skip

    def flag(self, sentence: str) -> None:
        if sentence not in self.proposal.flags:
            self.proposal.flags.append(sentence)


def _wing_names(cell: str, there: dict[str, int]) -> list[str]:
    """A wing whose name holds a separator is found before the cell is parted there."""
    whole = pieces(cell, by_comma=False)
    parts = [part for piece in whole for part in ([piece] if _wing(piece, there) else piece.split(","))]
    return [part.strip() for part in parts if part.strip()]


def _wing(name: str, there: dict[str, int]) -> int | None:
    """“A”, “A wing” and “Wing A” are one."""
    said = plain(name)
    letter = " ".join(word for word in said.split() if word not in ("wing", "unit"))
    return there.get(said) or there.get(f"{letter} wing") or there.get(letter)
