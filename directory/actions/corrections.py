"""A reader says that something in an entry is wrong; whoever keeps the entry true says what was done."""

from __future__ import annotations

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import User
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from coordination.queueing import queue_on_commit
from coordination.roles import Permission
from directory.actions.history import locked
from directory.models import Correction, Listing


@transaction.atomic
def report_correction(*, by: User, listing: Listing, topic: str, words: str = "") -> Correction:
    """Told again of the same topic by the same reader while nobody has looked, it is still one; newer words stand."""
    access.require(by, Permission.REPORT_CORRECTION, prison=listing.prison)
    words = " ".join(words.split())
    check_no_prison_numbers({"What it should say": words})
    topic = Correction.Topic(topic)
    if topic == Correction.Topic.OTHER and not words:
        raise Refused("Say in a few words what is wrong.")
    # Held, so that two clicks at once find each other's row.
    listing = locked(listing)
    if not listing.is_published:
        raise Refused("This service was withdrawn meanwhile: readers do not see it any more.")
    told = Correction.objects.open().filter(listing=listing, topic=topic, told_by=by).first()
    if told:
        return _told_again(told, words)
    made = Correction.objects.create(
        listing=listing, topic=topic, words=words, told_at=clock.now(), told_by=by
    )
    _record("report_correction", by, made)
    queue_on_commit("directory.tell_of_correction", made.pk)
    return made


def _told_again(told: Correction, words: str) -> Correction:
    if words and words != told.words:
        told.words = words
        told.save(update_fields=["words"])
    return told


@transaction.atomic
def settle_correction(*, by: User, correction: Correction, answer: str) -> Correction:
    """What was done, in words that the reader who told sees: by the organisation or by the prison's coordinator."""
    listing = correction.listing
    access.require_either(
        by, Permission.UPDATE_LISTING, prison=listing.prison, organisation=listing.service.organisation
    )
    # Without who settled it: of a row that was waited for, that would be nobody (ADR 0067).
    found = Correction.objects.select_for_update().get(pk=correction.pk)
    if found.settled_at:
        who = found.settled_by.name if found.settled_by else "Somebody"
        raise Overtaken(f"{who} has settled this already: {found.answer}")
    answer = " ".join(answer.split())
    if not answer:
        raise Refused("Say what was done. The reader who told you sees it.")
    check_no_prison_numbers({"What was done": answer})
    found.settled_at, found.settled_by, found.answer = clock.now(), by, answer
    found.save(update_fields=["settled_at", "settled_by", "answer"])
    _record("settle_correction", by, found)
    return found


def _record(verb: str, by: User, correction: Correction) -> None:
    listing = correction.listing
    audit.record(verb, by=by, on=correction, prison=listing.prison, organisation=listing.service.organisation)
