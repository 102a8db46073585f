"""One row of an import: whose service it is, and at which prisons it is offered."""

from __future__ import annotations

from collections import Counter
from typing import Any

from coordination import audit, clock
from coordination.access import System
from coordination.actions.organisations import add_organisation
from coordination.models import Organisation, Prison, User
from coordination.policies import Refused
from directory.actions.history import person
from directory.actions.import_listings import Outcome, offer
from directory.imports import matching, proposals
from directory.imports.organisations import Register
from directory.imports.proposals import Proposal
from directory.imports.row import Words
from directory.models import ImportRow, ImportRun, Listing, Service

Fate = ImportRow.Fate


class RefusedEverywhere(Refused):
    """No prison takes it. `outcomes` says why, prison by prison."""

    def __init__(self, reason: str, outcomes: dict[str, Any]) -> None:
        super().__init__(reason)
        self.outcomes = outcomes


class Taker:
    """What rows are compared with stays in mind between them. The caller holds the lock of all imports."""

    def __init__(self, by: User | System, run: ImportRun, prisons: list[Prison]) -> None:
        self.by, self.run, self.prisons = by, run, prisons
        self.words = Words.load()
        self.register = Register()
        self.today = clock.today()
        self.added: Organisation | None = None
        self.owner: int | None = None  # Whose service the row is, once that is known.

    def remember_added(self) -> None:
        """Call when the row's transaction holds."""
        if self.added is not None:
            self.register.add(self.added)
            self.added = None

    def take(self, row: ImportRow) -> None:
        """Sets on the row what became of it; raises Refused, and then nothing of it may stay."""
        self.owner = None
        proposal = proposals.read(row.cells, self.run.mapping, self.words)
        row.name, row.flags = proposal.name[:160], proposal.flags
        row.key = matching.key_of(proposal)
        self.refuse_if_another(row, key=row.key)
        fitting = self.fitting(row, proposal)
        if fitting:
            service, listing = self.service_of(proposal, fitting)
            row.service = service
            self.owner = service.organisation_id
            if listing is None and not proposal.prisons:
                self.refuse_if_another(row, service=service)
            for prison in [listing.prison] if listing else fitting:
                outcome = offer(
                    by=self.by, run=self.run, row=row, proposal=proposal, service=service, prison=prison
                )
                row.outcomes[prison.code] = outcome.as_json()
        self.sum_up(row)

    def refuse_if_another(self, row: ImportRow, **same: Any) -> None:
        """One row would take back what another of the same file has just brought."""
        before = self.run.rows.filter(number__lt=row.number, state=ImportRow.State.DONE, **same)
        first = before.exclude(fate=Fate.REFUSED).order_by("number").first()
        if first:
            raise Refused(f"Row {first.number} is of the same service already. Put the two rows together.")

    def fitting(self, row: ImportRow, proposal: Proposal) -> list[Prison]:
        """Prisons that the row can be offered to; for the others their refusal is noted."""
        found = []
        for prison in self.prisons:
            reason = matching.why_not_at(prison, proposal, self.words.areas, self.today)
            if reason:
                row.outcomes[prison.code] = Outcome(Fate.REFUSED, reason).as_json()
                continue
            found.append(prison)
            row.flags += [
                flag
                for flag in matching.unknown_areas(prison, proposal, self.words.areas)
                if flag not in row.flags
            ]
        return found

    def service_of(self, proposal: Proposal, fitting: list[Prison]) -> tuple[Service, Listing | None]:
        """The service, new if need be; and the listing, where the row names one of ours."""
        if proposal.listing is not None:
            listing = self.listing_of(proposal, fitting)
            return listing.service, listing
        organisation = self.organisation_of(proposal)
        service = matching.service_for(proposal, organisation, self.run.source)
        if service is None:
            if not proposal.name:
                raise Refused("It has no name of a service. Name its column, or one name for all rows.")
            service = Service.objects.create(
                organisation=organisation, name=proposal.name[:100], created_by=person(self.by)
            )
            audit.record("begin_service", by=self.by, on=service, organisation=organisation)
        return service, None

    def listing_of(self, proposal: Proposal, fitting: list[Prison]) -> Listing:
        found = Listing.objects.select_related("service__organisation", "prison").filter(pk=proposal.listing)
        listing = found.filter(prison__in=fitting).first()
        if listing is None:
            raise Refused(
                f"Listing {proposal.listing} is none of the prisons of this import. Leave the number out if the service"
                " is new."
            )
        if proposal.claim.name and not matching.is_same_name(
            proposal.claim.name, listing.service.organisation.name
        ):
            raise Refused(
                f"Listing {proposal.listing} is of “{listing.service.organisation}”, and the row of"
                f" “{proposal.claim.name}”. Put one of the two right."
            )
        return listing

    def organisation_of(self, proposal: Proposal) -> Organisation:
        self.register.refresh()
        organisation, flag = self.register.find(proposal.claim)
        if organisation is None:
            organisation = add_organisation(by=self.by, values=proposal.claim.values(), although_alike=True)
            self.added = organisation
            flag = flag or f"“{organisation}” is a new organisation."
        if flag:
            proposal.flags.append(flag)
        return organisation

    def sum_up(self, row: ImportRow) -> None:
        """The best of its fates; refused only where every prison refused it."""
        fates = Counter(outcome["fate"] for outcome in row.outcomes.values())
        row.fate = next(
            fate for fate in (Fate.CREATED, Fate.MATCHED, Fate.UNCHANGED, Fate.REFUSED) if fates[fate]
        )
        if row.fate == Fate.REFUSED:
            reasons = dict.fromkeys(outcome["reason"] for outcome in row.outcomes.values())
            # An organisation or a service that no prison takes is not begun either.
            raise RefusedEverywhere(" ".join(reasons), dict(row.outcomes))
