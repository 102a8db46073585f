"""What may happen to a forum, a meeting, its minutes and what was agreed, in the state they are in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from coordination import clock
from coordination.models import Organisation, Prison, RegistrationChoice
from coordination.plain_words import Readers, examine
from coordination.policies import Overtaken, Refused, check_no_contact_details, check_no_prison_numbers
from directory.models import Listing
from forums.models import (
    Action,
    AgendaItem,
    Forum,
    ForumMember,
    Idea,
    Meeting,
    Minutes,
    Outcome,
    PartnershipEvent,
)


def check_words(texts: dict[str, str]) -> None:
    """`texts` is {words for the field: what was typed}. Refuses prison numbers and words that our lists refuse.

    It is asked again on saving, whatever the page said while somebody typed.
    """
    check_no_prison_numbers(texts)
    for place, text in texts.items():
        for remark in examine(text, readers=Readers.MEMBERS).remarks:
            if remark.kind == "refused_word":
                raise Refused(f"{remark.sentence} It is in “{place}”.")


def check_plain_words(texts: dict[str, str]) -> None:
    """Of what is printed for the wings: neither contact details nor what `check_words` refuses."""
    check_words(texts)
    check_no_contact_details(texts)


def check_forum_runs(forum: Forum) -> None:
    if forum.ended_on:
        raise Refused(f"“{forum}” has ended. Its meetings and minutes stay, and no new ones are called.")


def check_meeting_is_planned(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.PLANNED:
        raise Overtaken(
            f"This meeting is settled: {meeting.get_state_display().lower()}. Nothing was changed."
        )


def check_times(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise Refused("It ends before it begins. Change one of the two times.")


def check_items_are_open(meeting: Meeting) -> None:
    """May a member still propose something? The closing day itself counts."""
    check_meeting_is_planned(meeting)
    if clock.today() > meeting.items_close_on:
        day = meeting.items_close_on
        raise Refused(
            f"The agenda closed on {day.day} {day:%B}. Send it to the coordinator as an idea, or keep it for the next"
            " meeting."
        )


def check_item_waits(item: AgendaItem) -> None:
    if item.state != AgendaItem.State.PROPOSED:
        raise Overtaken(f"This item is decided: {item.get_state_display().lower()}. Nothing was changed.")


def check_has_begun(meeting: Meeting) -> None:
    if meeting.starts_at > clock.now():
        raise Refused("The meeting has not begun yet. Come back when it is over.")


def check_minutes_open(minutes: Minutes) -> None:
    """Draft and circulated minutes may be written; approved ones never again."""
    if minutes.state == Minutes.State.APPROVED:
        raise Refused(
            "These minutes are approved and stay as they are. Write an addendum: it is dated and stands beside them."
        )


def check_unfinished(action: Action) -> None:
    if action.state not in Action.UNFINISHED:
        raise Overtaken(f"This is {action.get_state_display().lower()} already. Open it again if it is not.")


def check_idea_waits(idea: Idea) -> None:
    if idea.taken_back_at:
        raise Overtaken("The organisation took this back. Nothing was changed.")
    if idea.answered_at:
        raise Overtaken(f"{idea.answered_by} has answered already: {idea.get_answer_display().lower()}.")


def check_outcome_waits(outcome: Outcome) -> None:
    if outcome.withdrawn_at:
        raise Overtaken("This was taken off. Nothing was changed.")
    if outcome.approved_at:
        raise Overtaken(f"{outcome.approved_by} has approved this already.")


def _known() -> tuple[tuple[QuerySet, str, str], ...]:
    """Rows that make an organisation known at a prison, with the names of either: a text that it sent there (a first
    draft is its own), a yes to its registration, a membership of a forum.
    """
    let_in = RegistrationChoice.objects.filter(state=RegistrationChoice.State.ACCEPTED)
    return (
        (Listing.objects.filter(revisions__isnull=False), "prison", "service__organisation"),
        (let_in, "prison", "registration__organisation"),
        (ForumMember.objects.current(), "forum__prison", "organisation"),
    )


def prisons_that_know(organisation: Organisation) -> QuerySet[Prison]:
    """To these it may send ideas. Nobody reads them at a prison that closed for good."""
    there = Q()
    for rows, prison, name in _known():
        there |= Q(pk__in=rows.filter(**{name: organisation}).order_by().values(prison))
    return Prison.objects.taking_services().filter(there).order_by("name")


def organisations_known_at(prison: Prison) -> QuerySet[Organisation]:
    """These may be asked to a partnership event."""
    there = Q()
    for rows, name, organisation in _known():
        known = rows.filter(**{name: prison, f"{organisation}__isnull": False})
        there |= Q(pk__in=known.order_by().values(organisation))
    return Organisation.objects.current().filter(there).order_by("name", "pk")


def check_known_at(organisation: Organisation, prison: Prison) -> None:
    if not prisons_that_know(organisation).filter(pk=prison.pk).exists():
        raise Refused(f"{organisation} is not known at {prison} yet. Offer a service there first.")


def check_event_is_planned(event: PartnershipEvent) -> None:
    if event.state != PartnershipEvent.State.PLANNED:
        raise Overtaken(f"This event is settled: {event.get_state_display().lower()}. Nothing was changed.")


def check_event_is_to_come(event: PartnershipEvent) -> None:
    check_event_is_planned(event)
    if event.starts_at <= clock.now():
        raise Refused("The event has begun. Who came is recorded afterwards.")
