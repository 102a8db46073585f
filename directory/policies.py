"""May this happen in this state? `check_x` raises a sentence, `can_x` asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.utils import timezone

from coordination.models import Pathway, Prison, Wing
from coordination.plain_text import contact_details
from coordination.policies import Overtaken, Refused, check_no_prison_numbers
from directory.models import Listing, Revision, Service, Session
from directory.models.revision import SUMMARY_WORDS
from directory.wording import COLUMNS, Content, content_of, label_of, texts_for_the_wings, texts_of

NEEDED: Final = (
    "name", "summary", "pathways", "stages", "delivery_ways", "ways_to_ask", "how_to_ask", "staff_procedure",
)  # fmt: skip


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
        raise Refused(f"{prison} holds no women, so “{pathway}” cannot stand there. Take it out.")
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
