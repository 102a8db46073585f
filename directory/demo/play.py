"""Plays what happened to each service, in the order of time, through the actions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Final

from coordination.demo.world import World, backdate
from coordination.models import User
from directory import policies
from directory.actions import confirming, decide, upkeep, withdraw, write
from directory.demo.contacts import Contacts
from directory.demo.texts import Offer, Step, content_of_text
from directory.demo.typed import as_typed
from directory.models import Listing, Revision, Service
from directory.wording import Content, content_of


@dataclass
class Stage:
    """What has been played so far."""

    world: World
    services: dict[str, Service] = field(default_factory=dict)
    listings: dict[tuple[str, str], Listing] = field(default_factory=dict)
    contacts: Contacts = field(default_factory=Contacts)


@dataclass
class Part:
    """One offer on the stage, with who acts in it."""

    stage: Stage
    offer: Offer
    step: Step

    @property
    def manager(self) -> User:
        return self.stage.world.managers[self.offer.organisation]

    @property
    def coordinator(self) -> User:
        return self.stage.world.coordinators[self.offer.prison]

    @property
    def listing(self) -> Listing:
        return self.stage.listings[self.offer.key, self.offer.prison]

    @property
    def pending(self) -> Revision:
        return self.listing.revisions.pending().get()

    def content(self) -> Content:
        """The text as the organisation writes it at this step: as in the files, with what the step changes."""
        world, more = self.stage.world, self.step.more
        self.offer.text |= more.get("change", {}) | more.get("local", {})
        content = content_of_text(world, self.offer.text, self.offer.prison, world.day(self.step.on))
        target = self.stage.services.get(content["hands_over_to"] or "")
        return policies.fitted(content | {"hands_over_to": target.pk if target else None}, self.listing)


def events(stage: Stage, offers: list[Offer]) -> Iterator[tuple[int, int, Callable[[], None]]]:
    """(day, turn, what happens): turns count the steps of an offer, so that its order holds within a day."""
    for offer in offers:
        for turn, step in enumerate(offer.steps):
            yield step.on, turn, partial(play, stage, offer, step, turn)


def play(stage: Stage, offer: Offer, step: Step, turn: int) -> None:
    part = Part(stage, offer, step)
    with stage.world.at(step.on, turn) as moment:
        if (offer.key, offer.prison) not in stage.listings:
            _begin(part, moment)
        ACTS[step.do](part, **step.more)


def _begin(part: Part, moment: Any) -> None:
    """The service at its first prison, or offered to one more."""
    stage, offer, prison = part.stage, part.offer, part.stage.world.prisons[part.offer.prison]
    if offer.key not in stage.services:
        organisation = stage.world.organisations[offer.organisation]
        service = write.begin_service(
            by=part.manager, organisation=organisation, name=offer.text["name"], prisons=[]
        )
        backdate(service, created_at=moment)
        stage.services[offer.key] = service
    listing = write.offer_to_prison(by=part.manager, service=stage.services[offer.key], prison=prison)
    backdate(listing, created_at=moment)
    stage.listings[offer.key, offer.prison] = listing


def send(part: Part, note: str = "", **changed: Any) -> None:
    newest = part.listing.revisions.order_by("-pk").first()
    write.submit_revision(
        by=part.manager, listing=part.listing, content=part.content(), note_to_coordinator=note,
        seen=newest.pk if newest else None,
    )  # fmt: skip


def draft(part: Part, **changed: Any) -> None:
    with_changes = as_typed(part.content())
    made = write.save_draft(by=part.manager, listing=part.listing, content=with_changes)
    backdate(made, saved_at=part.stage.world.moment(part.step.on))


def accept(part: Part, **unused: Any) -> None:
    decide.accept_revision(by=part.coordinator, revision=part.pending)


def edit(part: Part, edits: dict[str, Any], reason: str) -> None:
    content = content_of(part.pending) | edits
    decide.accept_with_edits(by=part.coordinator, revision=part.pending, content=content, reason=reason)


def return_(part: Part, reason: str) -> None:
    decide.return_revision(by=part.coordinator, revision=part.pending, reason=reason)


def withdraw_(part: Part, reason: str) -> None:
    withdraw.withdraw_listing(by=part.coordinator, listing=part.listing, reason=reason)


def withdraw_urgently(part: Part, reason: str) -> None:
    withdraw.withdraw_listing(by=part.coordinator, listing=part.listing, reason=reason, urgently=True)


def restore(part: Part) -> None:
    withdraw.restore_listing(by=part.coordinator, listing=part.listing)


def contacts(part: Part, contacts: list[str]) -> None:
    organisation = part.stage.world.organisations[part.offer.organisation]
    rows = [part.stage.contacts.of(organisation, words) for words in contacts]
    upkeep.set_contacts(by=part.manager, listing=part.listing, contacts=rows)


def flags(part: Part, flags: list[str]) -> None:
    upkeep.set_flags(
        by=part.manager, listing=part.listing, confidential_premises="confidential_premises" in flags,
        discreet="discreet" in flags,
    )  # fmt: skip


def propose(part: Part, number: str, hours: str, address: str = "", **days: Any) -> None:
    upkeep.propose_public_details(
        by=part.manager, listing=part.listing, helpline=number, helpline_hours=hours, address=address
    )


def approve_details(part: Part) -> None:
    listing = Listing.objects.get(pk=part.listing.pk)
    seen = (listing.public_helpline, listing.public_helpline_hours, listing.public_address)
    upkeep.approve_public_details(
        by=part.coordinator, listing=listing, helpline=True, address=bool(listing.public_address), seen=seen
    )


def confirm(part: Part) -> None:
    confirming.confirm_listing(by=part.manager, listing=part.listing)


def room(part: Part, room: str, until: int | None = None) -> None:
    """The day beside it is the day on which it is said, or the last day of a pause; 0 for no day."""
    world = part.stage.world
    day: date | None = world.moment(part.step.on).date() if until is None else world.day(until)
    day = None if until == 0 else day
    upkeep.set_room(by=part.manager, listing=part.listing, room=room, room_on=day)


def places(part: Part, **taken: Any) -> None:
    """How many people it takes, as `set_places` has it."""
    upkeep.set_places(by=part.coordinator, listing=part.listing, **taken)


ACTS: Final[dict[str, Callable[..., None]]] = {
    "send": send,
    "draft": draft,
    "accept": accept,
    "edit": edit,
    "return": return_,
    "withdraw": withdraw_,
    "withdraw_urgently": withdraw_urgently,
    "restore": restore,
    "contacts": contacts,
    "flags": flags,
    "propose": propose,
    "approve_details": approve_details,
    "confirm": confirm,
    "room": room,
    "places": places,
}
