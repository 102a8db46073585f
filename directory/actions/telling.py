"""Tells people by e-mail what was sent and what was decided, each of them once."""

from __future__ import annotations

from coordination.actions.told_once import tell_once
from coordination.models import Posting, User
from coordination.roles import Role
from directory import emails
from directory.models import Correction, Listing, Revision


def tell_coordinators(revision_pk: int) -> int:
    """How many were told. Nobody, where somebody has decided or a newer text has come meanwhile."""
    waiting = Revision.objects.pending().filter(pk=revision_pk)
    revision = waiting.select_related("listing__prison", "listing__service__organisation").first()
    if revision is None:
        return 0
    coordinators = _people(role=Role.COORDINATOR, prison=revision.listing.prison)
    return tell_once(f"waits:{revision.pk}", coordinators, lambda to: emails.waits_for_you(to, revision))


def tell_organisation(revision_pk: int) -> int:
    related = ("listing__prison", "listing__service__organisation", "edited_from")
    revision = Revision.objects.select_related(*related).get(pk=revision_pk)
    managers = _people(role=Role.MANAGER, organisation=revision.listing.service.organisation)
    return tell_once(f"decided:{revision.pk}", managers, lambda to: emails.decided(to, revision))


def tell_organisation_withdrawn(listing_pk: int) -> int:
    """Nobody, where it was restored meanwhile."""
    related = Listing.objects.select_related("prison", "service__organisation")
    listing = related.filter(withdrawn_at__isnull=False).filter(pk=listing_pk).first()
    if listing is None or listing.withdrawn_at is None:
        return 0
    managers = _people(role=Role.MANAGER, organisation=listing.service.organisation)
    occasion = f"withdrawn-{listing.withdrawn_at.timestamp()}:{listing.pk}"
    return tell_once(occasion, managers, lambda to: emails.withdrawn(to, listing))


def tell_of_correction(correction_pk: int) -> int:
    """The organisation's managers; the coordinator's home page says it by itself. Nobody, where it is settled."""
    related = ("listing__prison", "listing__service__organisation", "listing__approved_revision")
    correction = Correction.objects.open().select_related(*related).filter(pk=correction_pk).first()
    if correction is None:
        return 0
    managers = _people(role=Role.MANAGER, organisation=correction.listing.service.organisation)
    return tell_once(
        f"correction:{correction.pk}", managers, lambda to: emails.something_is_wrong(to, correction)
    )


def _people(**posted: object) -> list[User]:
    return [posting.user for posting in Posting.objects.current().filter(**posted).select_related("user")]
