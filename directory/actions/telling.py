"""Tells people by e-mail what was sent and what was decided, each of them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from django.core.cache import cache

from coordination.models import Posting, User
from coordination.roles import Role
from directory import emails
from directory.models import Correction, Listing, Revision

# Longer than a task is tried again, so that a broker that hands it out twice sends no second e-mail.
REMEMBERED_FOR: Final = 60 * 60 * 24


def tell_coordinators(revision_pk: int) -> int:
    """How many were told. Nobody, where somebody has decided or a newer text has come meanwhile."""
    waiting = Revision.objects.pending().filter(pk=revision_pk)
    revision = waiting.select_related("listing__prison", "listing__service__organisation").first()
    if revision is None:
        return 0
    coordinators = _people(role=Role.COORDINATOR, prison=revision.listing.prison)
    return _tell("waits", revision.pk, coordinators, lambda to: emails.waits_for_you(to, revision))


def tell_organisation(revision_pk: int) -> int:
    related = ("listing__prison", "listing__service__organisation", "edited_from")
    revision = Revision.objects.select_related(*related).get(pk=revision_pk)
    managers = _people(role=Role.MANAGER, organisation=revision.listing.service.organisation)
    return _tell("decided", revision.pk, managers, lambda to: emails.decided(to, revision))


def tell_organisation_withdrawn(listing_pk: int) -> int:
    """Nobody, where it was restored meanwhile."""
    related = Listing.objects.select_related("prison", "service__organisation")
    listing = related.filter(withdrawn_at__isnull=False).filter(pk=listing_pk).first()
    if listing is None or listing.withdrawn_at is None:
        return 0
    managers = _people(role=Role.MANAGER, organisation=listing.service.organisation)
    occasion = f"withdrawn-{listing.withdrawn_at.timestamp()}"
    return _tell(occasion, listing.pk, managers, lambda to: emails.withdrawn(to, listing))


def tell_of_correction(correction_pk: int) -> int:
    """The organisation's managers; the coordinator's home page says it by itself. Nobody, where it is settled."""
    related = ("listing__prison", "listing__service__organisation", "listing__approved_revision")
    correction = Correction.objects.open().select_related(*related).filter(pk=correction_pk).first()
    if correction is None:
        return 0
    managers = _people(role=Role.MANAGER, organisation=correction.listing.service.organisation)
    return _tell("correction", correction.pk, managers, lambda to: emails.something_is_wrong(to, correction))


def _people(**posted: object) -> list[User]:
    return [posting.user for posting in Posting.objects.current().filter(**posted).select_related("user")]


def _tell(occasion: str, pk: int, people: Iterable[User], send: Callable[[User], None]) -> int:
    """One e-mail a person and occasion; what the mail server refused is forgotten, so that it is tried again."""
    told = 0
    for person in people:
        key = f"told:{occasion}:{pk}:{person.pk}"
        if not cache.add(key, True, REMEMBERED_FOR):
            continue
        try:
            send(person)
        except Exception:
            cache.delete(key)
            raise
        told += 1
    return told
