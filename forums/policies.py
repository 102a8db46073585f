"""What may happen to a forum, a meeting, its minutes and what was agreed, in the state they are in."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from coordination import clock
from coordination.models import Organisation, Posting, Prison, RegistrationChoice, User
from coordination.plain_words import Readers, examine
from coordination.policies import Overtaken, Refused, check_no_contact_details, check_no_prison_numbers
from directory.models import Listing
from directory.models.listing_state import day_in_words
from forums.models import (
    Action,
    AgendaItem,
    Forum,
    ForumMember,
    Idea,
    Meeting,
    MeetingInvitation,
    MinuteItem,
    Minutes,
    Outcome,
    PartnershipEvent,
    Representative,
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


def check_forum_says_what_it_is(forum: Forum) -> None:
    if not forum.name or not forum.purpose:
        raise Refused("Give the forum a name and say what it is for.")
    if forum.chair_name_is_public and not forum.chair_name:
        raise Refused(
            "There is no name of a chair that the wings could read. Type it, or take the tick away."
        )


def people_with_access_at(prison: Prison) -> QuerySet[User]:
    """Whoever has a posting that reaches the prison today, but those who see every prison."""
    here = Posting.objects.current().filter(Q(prison=prison) | Q(prison_set__prisons=prison))
    return User.objects.filter(pk__in=here.order_by().values("user"))


def check_has_access_at(user: User, prison: Prison) -> None:
    if not people_with_access_at(prison).filter(pk=user.pk).exists():
        raise Refused(
            f"{user} has no access at {prison}. Somebody of an organisation belongs through the organisation."
        )


def check_belongs(member: ForumMember) -> None:
    if member.until:
        raise Overtaken("This membership has ended already. Nothing was changed.")


def check_since(since: date) -> None:
    if since > clock.today():
        raise Refused("“Since” is today or a day before. Write down who speaks for a wing when they do.")


def check_last_day(representative: Representative, until: date) -> None:
    if until > clock.today():
        raise Refused("The last day is today or a day before. End the role when it ends.")
    if until < representative.since:
        raise Refused(
            f"The role began on {day_in_words(representative.since)}. Its last day is not before that."
        )


def check_role_runs(representative: Representative) -> None:
    if representative.until:
        raise Overtaken("This role has ended already. Nothing was changed.")


def check_role_is_new(representative: Representative) -> None:
    """Two rows of one role would count it twice; that several hold it is a number."""
    same = Representative.objects.current().filter(
        prison=representative.prison, wing=representative.wing, title__iexact=representative.title,
        opportunity=representative.opportunity, until=None,
    )  # fmt: skip
    if same.exclude(pk=representative.pk).exists():
        raise Refused(f"There is already “{representative}”. Change how many people hold it.")


def check_meeting_is_planned(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.PLANNED:
        raise Overtaken(
            f"This meeting is settled: {meeting.get_state_display().lower()}. Nothing was changed."
        )


def check_times(meeting: Meeting) -> None:
    if meeting.ends_at <= meeting.starts_at:
        raise Refused("It ends before it begins. Change one of the two times.")


def check_moved_to(meeting: Meeting) -> None:
    """Everybody invited is told of the new time, so it has to be one to which they can still come."""
    if meeting.starts_at <= clock.now():
        raise Refused("The new time has passed already. Choose one that is still to come.")


def check_has_not_begun(meeting: Meeting) -> None:
    if meeting.starts_at <= clock.now():
        raise Refused("The meeting has begun. Record that it did not run, or who came.")


def check_can_invite(meeting: Meeting) -> None:
    check_meeting_is_planned(meeting)
    if meeting.starts_at <= clock.now():
        raise Refused("The meeting has begun. Nobody can be invited any more.")


def check_can_answer(invitation: MeetingInvitation, answer: str) -> None:
    """Until it begins. Afterwards who came is typed in."""
    check_meeting_is_planned(invitation.meeting)
    if invitation.meeting.starts_at <= clock.now():
        raise Refused("The meeting has begun. The answer was not changed.")
    if answer not in (MeetingInvitation.Reply.COMING, MeetingInvitation.Reply.APOLOGIES):
        raise Refused("Choose whether you come.")


def check_items_are_open(meeting: Meeting) -> None:
    """May a member still propose something? The closing day itself counts."""
    check_meeting_is_planned(meeting)
    if clock.today() > meeting.items_close_on:
        day = meeting.items_close_on
        raise Refused(
            f"The agenda closed on {day.day} {day:%B}. Send it to the coordinator as an idea, or keep it for the next"
            " meeting."
        )


def check_may_leave_agenda(item: AgendaItem) -> None:
    """What was talked about stays: minutes and actions hang on it."""
    if item.state == AgendaItem.State.DECLINED:
        raise Overtaken("This item is not on the agenda. Nothing was changed.")
    if item.actions.exists() or MinuteItem.objects.filter(agenda_item=item).exists():
        raise Refused("Minutes or an action hang on this item, so it stays on the agenda.")


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


def check_took_place(meeting: Meeting) -> None:
    """May minutes be written of it? Also before anybody recorded who came: the secretary types while it runs."""
    if meeting.state in (Meeting.State.CANCELLED, Meeting.State.NOT_RUN):
        raise Refused("This meeting did not take place, so there is nothing to write down.")
    check_has_begun(meeting)


def check_attendance_is_recorded(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.HELD:
        raise Refused("Nobody has recorded who came. It is part of the minutes: record it first.")


def check_nothing_is_minuted(meeting: Meeting) -> None:
    """Before it is said that a meeting did not take place. A page that was opened by mistake is no obstacle."""
    written = MinuteItem.objects.filter(minutes__meeting=meeting)
    if written.exclude(discussion="", decision="", plain_words="").exists():
        raise Refused(
            "Minutes of this meeting are written, so it took place. Empty them first if they are wrong."
        )


def check_takes_items(meeting: Meeting) -> None:
    """What came up at a meeting is written down under an item of its own, until the minutes are approved."""
    if meeting.state != Meeting.State.HELD:
        check_meeting_is_planned(meeting)
    check_minutes_may_follow(meeting)


def check_minutes_may_follow(meeting: Meeting) -> None:
    """Who came and what about is part of the minutes: once they are approved, it stays."""
    if Minutes.objects.filter(meeting=meeting, state=Minutes.State.APPROVED).exists():
        raise Refused(
            "The minutes of this meeting are approved and stay as they are. Write an addendum to the minutes instead."
        )


def check_can_approve(minutes: Minutes) -> None:
    check_minutes_open(minutes)
    if minutes.state != Minutes.State.CIRCULATED:
        raise Refused("Send the minutes out for correction first, so that members can say what is wrong.")
    check_attendance_is_recorded(minutes.meeting)
    if minutes.corrections.filter(settled_at=None).exists():
        raise Refused("A correction waits. Take it up or set it aside first.")


def check_are_approved(minutes: Minutes) -> None:
    if minutes.state != Minutes.State.APPROVED:
        raise Refused("These minutes are not approved yet: change the text itself.")


def check_out_for_correction(minutes: Minutes) -> None:
    """May members still say what is wrong? The last day itself counts."""
    if minutes.state != Minutes.State.CIRCULATED:
        raise Refused("These minutes are not out for correction.")
    if minutes.correct_until and clock.today() > minutes.correct_until:
        raise Refused("The day for corrections has passed. Tell the coordinator.")


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
