"""May this happen in this state? `check_x` raises a sentence, `can_x` asks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.utils import timezone

from coordination.models import Pathway, Prison, Wing
from coordination.plain_text import contact_details
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from directory.models import CopyPlace, Edition, Listing, PlacedCopy, Revision, Service, Session
from directory.models.freshness import PRINTED_FOR
from directory.models.revision import SUMMARY_WORDS
from directory.wording import COLUMNS, Content, content_of, label_of, texts_for_the_wings, texts_of

NEEDED: Final = (
    "name", "summary", "pathways", "stages", "delivery_ways", "ways_to_ask", "how_to_ask", "staff_procedure",
)  # fmt: skip

MOST_IN_DRAFT: Final = 60_000


def asks(check: Callable[..., None], *args: Any) -> bool:
    """True where the check would pass."""
    try:
        check(*args)
    except Refused:
        return False
    return True


# --- What an organisation writes ------------------------------------------------------------------


def check_prison_takes_services(prison: Prison) -> None:
    if prison.status == Prison.Status.CLOSED:
        raise Refused(f"{prison} has closed. Choose another prison.")


def check_submit(listing: Listing) -> None:
    check_prison_takes_services(listing.prison)
    if listing.withdrawn_at:
        raise Refused(
            f"This service was withdrawn at {listing.prison}. Ask the coordinator there to restore it first;"
            " your text is kept as a draft."
        )


def check_draft(typed: dict[str, list[str]]) -> None:
    """A form of ours has some thousands of characters; a draft holds no more than a form filled to the brim."""
    length = sum(len(text) for texts in typed.values() for text in texts)
    if length > MOST_IN_DRAFT:
        raise Refused(
            f"This has {length} characters, more than a draft keeps. Shorten it to {MOST_IN_DRAFT}."
        )


def check_content(content: Content) -> None:
    """Rules of a whole text that no page and no import may skip. `content` is normalised."""
    check_no_prison_numbers(texts_of(content))
    for name in NEEDED:
        if not content[name]:
            raise Refused(f"“{label_of(name)}” is empty. Fill it in.")
    for name in COLUMNS:
        longest = getattr(Revision._meta.get_field(name), "max_length", None)
        if longest and len(content[name] or "") > longest:
            raise Refused(f"“{label_of(name)}” has {len(content[name])} characters. Shorten it to {longest}.")
    check_summary(content["summary"])
    check_order(content["minimum_age"], content["maximum_age"], "The oldest age is below the youngest.")
    check_order(content["starts_on"], content["ends_on"], "The last day is before the first.")
    for session in content["sessions"]:
        check_session(session)


def check_summary(summary: str) -> None:
    words = len(summary.split())
    if words > SUMMARY_WORDS:
        raise Refused(f"“What it is” has {words} words. Shorten it to {SUMMARY_WORDS}.")


def check_order(first: Any, last: Any, sentence: str) -> None:
    if first is not None and last is not None and last < first:
        raise Refused(f"{sentence} Change one of the two.")


def check_session(session: dict[str, Any]) -> None:
    """The pattern has what it needs, and the session ends after it begins."""
    day = Session.Weekday(session["weekday"])
    if session["ends"] <= session["begins"]:
        raise Refused(f"The session on {day.label} ends before it begins. Change one of the two times.")
    if session["pattern"] == Session.Pattern.MONTHLY and not session["week_of_month"]:
        raise Refused(f"Say which {day.label} of the month: the first, the second and so on.")
    if session["pattern"] != Session.Pattern.FORTNIGHTLY:
        return
    counted_from = session["counted_from"]
    if not counted_from:
        raise Refused(f"Give the date of one {day.label} on which the session takes place.")
    if counted_from.weekday() != day:
        actual = Session.Weekday(counted_from.weekday()).label
        raise Refused(
            f"{counted_from.day} {counted_from:%B %Y} is a {actual}, and the session is on {day.label}."
            " Change one of the two."
        )


def check_fits(content: Content, listing: Listing) -> None:
    """What is said of this prison can be said of it: its pathways, its wings, whom the service hands over to."""
    prison = listing.prison
    chosen = set(content["pathways"])
    for pathway in Pathway.objects.filter(pk__in=chosen & women_only_pathways(prison)):
        raise Refused(f"{prison} holds no women, so “{pathway}” cannot be ticked for it. Take it out.")
    strange = Wing.objects.filter(pk__in=content["wings"]).exclude(prison=prison).first()
    if strange:
        raise Refused(f"“{strange}” is not a wing of {prison}. Choose its wings again.")
    if not content["every_wing"] and not content["wings"]:
        raise Refused("Say which wings the service comes to, or choose every wing.")
    if not may_hand_over_to(content["hands_over_to"], listing):
        raise Refused(
            f"The service that this one hands over to is not in the directory of {prison}. Choose another, or none."
        )


def women_only_pathways(prison: Prison) -> set[str]:
    """Codes of the pathways that may not stand at this prison."""
    if prison.holds_women:
        return set()
    return set(Pathway.objects.filter(women_only=True).values_list("pk", flat=True))


def may_hand_over_to(service: int | None, listing: Listing) -> bool:
    return service is None or Service.objects.to_hand_over_to(listing).filter(pk=service).exists()


def fitted(content: Content, listing: Listing) -> Content:
    """A text written for another prison without what cannot be said at this one."""
    fitting = dict(content)
    fitting["pathways"] = [
        code for code in content["pathways"] if code not in women_only_pathways(listing.prison)
    ]
    if not may_hand_over_to(content["hands_over_to"], listing):
        fitting["hands_over_to"] = None
    return fitting


def contact_details_for_the_wings(text: Revision | Content) -> list[tuple[str, str, str]]:
    """(field in words, kind, text) for each contact detail in a text that would be printed for people in prison."""
    content = content_of(text) if isinstance(text, Revision) else text
    return [
        (place, found.kind, found.text)
        for place, words in texts_for_the_wings(content).items()
        for found in contact_details(words)
    ]


def check_public_details(helpline: str, hours: str, address: str) -> None:
    """What may print beside the text: the number and the address have their own fields, and nothing else does."""
    check_no_prison_numbers({"Helpline": helpline, "Hours": hours, "Address": address})
    if helpline and not re.fullmatch(r"\+?[0-9][0-9 ()-]{2,}", helpline):
        raise Refused("Write the helpline as figures and spaces, for example 0800 123 4567.")
    for found in contact_details(hours):
        raise Refused(
            f"“{found.text}” is {found.kind}. Write only the hours here, for example 9am to 5pm, weekdays."
        )
    for found in contact_details(address):
        if found.kind != "a postcode":
            raise Refused(f"“{found.text}” is {found.kind}. Write only a postal address here.")


# --- What a coordinator decides -------------------------------------------------------------------


def check_undecided(revision: Revision) -> None:
    """Two coordinators at once: the second is told who decided what, and when."""
    if revision.state == Revision.State.PENDING:
        return
    if revision.state == Revision.State.REPLACED:
        raise Overtaken(
            "The organisation has sent a newer text since. Look at that one; this one was not changed."
        )
    who = revision.decided_by.name if revision.decided_by else "Somebody"
    when = timezone.localtime(revision.decided_at) if revision.decided_at else timezone.localtime()
    raise Overtaken(
        f"{who} has already decided on this, at {when:%H:%M on} {when.day} {when:%B}:"
        f" {outcome_of(revision)}. Nothing was changed."
    )


def outcome_of(revision: Revision) -> str:
    """What was decided, in words; a text that was approved and then followed by another was accepted too."""
    if revision.state in (Revision.State.APPROVED, Revision.State.SUPERSEDED):
        return "accepted"
    return str(revision.get_state_display()).lower()


def check_accept(revision: Revision) -> None:
    check_undecided(revision)
    if revision.listing.withdrawn_at:
        raise Refused("This service is withdrawn. Restore it first, then decide on the new text.")
    for place, kind, text in contact_details_for_the_wings(revision):
        raise Refused(
            f"“{text}” is {kind}, and “{place}” is printed for people in prison."
            " Accept with your own edit that takes it out, or return the text with a reason."
            " A freephone helpline has a field of its own."
        )


def check_withdraw(listing: Listing) -> None:
    if listing.withdrawn_at:
        who = listing.withdrawn_by.name if listing.withdrawn_by else "Somebody"
        when = timezone.localtime(listing.withdrawn_at)
        raise Overtaken(
            f"{who} has withdrawn this service already, at {when:%H:%M on} {when.day} {when:%B}."
            " Nothing was changed."
        )
    if not listing.approved_revision_id:
        raise Refused(
            "This service was never approved here, so nobody reads it. Return its text with a reason."
        )


def check_restore(listing: Listing) -> None:
    if not listing.withdrawn_at:
        raise Overtaken("This service is not withdrawn. Nothing was changed.")


def can_submit(listing: Listing) -> bool:
    return asks(check_submit, listing)


def can_withdraw(listing: Listing) -> bool:
    return asks(check_withdraw, listing)


def can_restore(listing: Listing) -> bool:
    return asks(check_restore, listing)


def check_prison_prints(prison: Prison) -> None:
    if prison.is_running:
        return
    raise Refused(
        f"{prison} is {prison.get_status_display().lower()}, so nothing is printed for it."
        " Its services are kept. Print when it has opened again."
    )


def check_make_edition(prison: Prison, latest: Edition | None, seen: int | None) -> None:
    """`latest` is the newest edition of the kind; `seen` its number when the page was opened (0: none yet)."""
    check_prison_prints(prison)
    if latest is None:
        return
    name = f"{latest.get_kind_display()}, edition {latest.number}"
    if latest.is_under_way:
        raise Overtaken(f"{name}, is being laid out now. Wait until it is ready: one is enough.")
    if seen is not None and latest.number != seen:
        who = latest.made_by.name if latest.made_by else "The portal"
        when = timezone.localtime(latest.made_at)
        raise Overtaken(
            f"{who} has just made one: {name}, at {when:%H:%M on} {when.day} {when:%B}."
            " Look at it first. No second one was made."
        )


def check_has_entries(prison: Prison, entries: int) -> None:
    if not entries:
        raise Refused(
            f"No service is approved at {prison} that runs now or starts later and was confirmed within"
            f" {PRINTED_FOR.days} days, so there is nothing to print. Accept or confirm a service first."
        )


def check_retry(edition: Edition) -> None:
    if edition.state != Edition.State.FAILED:
        raise Overtaken(
            f"This edition is not waiting for another try: {edition.get_state_display().lower()}."
        )


def check_place_copies(edition: Edition, places: Iterable[CopyPlace], copies: Iterable[int]) -> None:
    if edition.state != Edition.State.READY or edition.kind == Edition.Kind.TAKE_DOWN:
        raise Refused("Only a finished directory has copies. Wait until it is ready to print.")
    for place in places:
        if place.prison_id != edition.prison_id:
            raise Refused(f"“{place}” belongs to another prison. Choose a place of {edition.prison}.")
    if any(number < 0 for number in copies):
        raise Refused("A number of copies cannot be less than 0. Write 0 where there is no copy any more.")


def check_copy_place_name(prison: Prison, name: str, but: CopyPlace | None = None) -> None:
    if not name:
        raise Refused("Give the place a name, for example “A wing office” or “Library”.")
    check_no_prison_numbers({"name of the place": name})
    same = CopyPlace.objects.filter(prison=prison, name__iexact=name, ended_on=None)
    if same.exclude(pk=but.pk if but else None).exists():
        raise Refused(f"There is already a place called “{name}”. Choose another name.")


def check_end_copy_place(place: CopyPlace) -> None:
    if place.ended_on:
        raise Overtaken(f"“{place}” was ended already. Nothing was changed.")
    copies = sum(PlacedCopy.objects.lying().filter(place=place).values_list("copies", flat=True))
    if copies:
        raise Refused(
            f"{copies} copies are still at “{place}”. Record that they were taken away, then end the place."
        )
