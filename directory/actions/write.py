"""What an organisation does: begins a service, keeps a draft, sends the text for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination import access, audit, clock
from coordination.access import System
from coordination.actions.holding import hold
from coordination.models import Organisation, Prison, User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory import policies
from directory.actions.history import locked, note, person
from directory.models import Draft, Listing, ListingEvent, Revision, Service, Session
from directory.wording import COLUMNS, LISTS, Content, carried_over, content_of, normalised


@transaction.atomic
def begin_service(*, by: User, organisation: Organisation, name: str, prisons: Iterable[Prison]) -> Service:
    """A service with a listing, still without text, at each prison it is offered to."""
    access.require(by, Permission.WRITE_SERVICE, organisation=organisation)
    hold(organisation)
    check_no_prison_numbers({"Name of the service": name})
    service = Service.objects.create(organisation=organisation, name=name.strip(), created_by=person(by))
    audit.record("begin_service", by=by, on=service, organisation=organisation)
    for prison in prisons:
        offer_to_prison(by=by, service=service, prison=prison)
    return service


@transaction.atomic
def offer_to_prison(*, by: User, service: Service, prison: Prison) -> Listing:
    """Idempotent: offering twice gives the listing that is there."""
    access.require(by, Permission.WRITE_SERVICE, organisation=service.organisation)
    policies.check_prison_takes_services(prison)
    listing, created = Listing.objects.get_or_create(service=service, prison=prison)
    if created:
        # Without the prison: its people learn of a service when a text is sent to them, not from their audit.
        audit.record("offer_to_prison", by=by, on=listing, organisation=service.organisation)
    return listing


@transaction.atomic
def save_draft(
    *, by: User, listing: Listing, content: dict[str, list[str]], replaces: str | None = None
) -> Draft:
    """Keeps the form as typed, so that nothing is lost. Not audited: nothing was decided or sent.

    Unchecked, but for the numbers of people in prison, which are kept nowhere. `replaces` is the moment (ISO) of the
    draft that the writer knows of, or empty for none: a colleague's newer draft is not overwritten unseen.
    """
    access.require(by, Permission.WRITE_SERVICE, organisation=listing.service.organisation)
    policies.check_draft(content)
    check_no_prison_numbers({"the form": "\n".join(text for texts in content.values() for text in texts)})
    # Alone: joined to its writer, a draft that a colleague saves in this moment would not come back at all (ADR 0067).
    there = Draft.objects.select_for_update().filter(listing=listing).first()
    if there and there.saved_by_id != by.pk and replaces not in (None, there.saved_at.isoformat()):
        saved_at = timezone.localtime(there.saved_at)
        raise Overtaken(
            f"{there.saved_by.name} saved a draft of this text at {saved_at:%H:%M on} {saved_at.day} {saved_at:%B}."
            " Yours is still here and not saved. If you save it now, it takes the place of theirs."
        )
    draft, _ = Draft.objects.update_or_create(listing=listing, defaults={"content": content, "saved_by": by})
    return draft


@transaction.atomic
def submit_revision(
    *,
    by: User,
    listing: Listing,
    content: Content,
    note_to_coordinator: str = "",
    seen: int | None = None,
    also_at: Iterable[Listing] = (),
) -> list[Revision]:
    """Sends the text to the coordinator: one pending revision a prison, the chosen prison's first.

    `seen` is the key of the newest revision when the writer opened the form (None: there was none). At the
    listings of `also_at` only what is the same everywhere is replaced; wings, sessions and how to ask stay.
    Raises Overtaken when somebody sent another text meanwhile, Refused when nothing changed or a rule is broken.
    """
    access.require(by, Permission.WRITE_SERVICE, organisation=listing.service.organisation)
    content = normalised(content)
    policies.check_content(content)
    check_no_prison_numbers({"Note to the coordinator": note_to_coordinator})
    held = _held([listing, *also_at])
    listing = held.pop(listing.pk)
    policies.check_submit(listing)
    policies.check_fits(content, listing)
    newest = listing.revisions.order_by("-pk").first()
    if newest is not None and newest.state == Revision.State.PENDING and content_of(newest) == content:
        return [newest]  # The button was pressed twice.
    if newest is not None and newest.pk != seen:
        raise Overtaken(
            "Somebody sent another text while you were writing. Yours is kept as a draft: compare the two,"
            " then send it again."
        )
    if listing.approved_revision and content_of(listing.approved_revision) == content:
        raise Refused("Nothing has changed: this is the text that readers see already.")
    made = [_propose(by=by, listing=listing, content=content, text=note_to_coordinator)]
    Draft.objects.filter(listing=listing).delete()
    for other in held.values():
        revision = _carry(by=by, listing=other, content=content, text=note_to_coordinator)
        if revision:
            made.append(revision)
    Service.objects.filter(pk=listing.service_id).update(name=content["name"])
    return made


def _held(listings: Iterable[Listing]) -> dict[int, Listing]:
    """Listings of one service, locked in one order, so that two writers never wait for each other."""
    by_key = {each.pk: each for each in listings}
    if len({each.service_id for each in by_key.values()}) > 1:
        raise ValueError("A text is carried between listings of one service only.")
    return {pk: locked(by_key[pk]) for pk in sorted(by_key)}


def _carry(*, by: User, listing: Listing, content: Content, text: str) -> Revision | None:
    """The common half of the text to another prison; None where that prison has no text or has this one.

    A draft for that prison stays: its writer is told of the newer text when it is sent.
    """
    newest = listing.revisions.order_by("-pk").first()
    if newest is None or not policies.can_submit(listing):
        return None
    here = content_of(newest)
    carried = carried_over(policies.fitted(content, listing), here)
    approved = listing.approved_revision
    if not carried["pathways"] or carried == here or (approved and content_of(approved) == carried):
        return None
    return _propose(by=by, listing=listing, content=carried, text=text)


def _propose(*, by: User, listing: Listing, content: Content, text: str) -> Revision:
    listing.revisions.pending().update(state=Revision.State.REPLACED)
    revision = new_revision(by=by, listing=listing, content=content, note=text)
    note(ListingEvent.Kind.SUBMITTED, by=by, listing=listing, revision=revision, text=text)
    queue_on_commit("directory.tell_coordinators", revision.pk)
    return revision


def new_revision(*, by: User | System, listing: Listing, content: Content, **columns: Any) -> Revision:
    """Writes the rows of a revision from a normalised content, inside a transaction that holds the listing."""
    fields = {name: content[name] for name in COLUMNS if name != "hands_over_to"}
    revision = Revision.objects.create(
        listing=listing, submitted_by=person(by), submitted_at=clock.now(),
        hands_over_to_id=content["hands_over_to"], **fields, **columns,
    )  # fmt: skip
    for name in LISTS:
        getattr(revision, name).set(content[name])
    Session.objects.bulk_create([Session(revision=revision, **session) for session in content["sessions"]])
    return revision
