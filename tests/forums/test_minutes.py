"""What may be done with minutes in which state, and who is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from coordination import clock
from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from coordination.queueing import silence
from forums.actions import agenda, agreed, meetings, minutes
from forums.actions import forums as forum_actions
from forums.actions.minutes import Texts, WrittenMeanwhile
from forums.actions.minutes_letters import queue_untold, readers_of, tell_of_minutes
from forums.minuted import content_hash, snapshot
from forums.models import Meeting, MinuteItem, Minutes
from tests.cast import Cast
from tests.coordination.pages import last_entry, queued
from tests.forums import making

pytestmark = pytest.mark.django_db


def item_of(found: Minutes) -> MinuteItem:
    return found.items.get()


def write(cast: Cast, found: Minutes, **changes: Any) -> Minutes:
    """By the other coordinator, against what stands."""
    by = changes.pop("by", cast.second_coordinator)
    seen = changes.pop("seen", found.version)
    texts = {item_of(found).agenda_item_id: Texts(**changes)}
    return minutes.write_minutes(by=by, minutes=found, seen_version=seen, texts=texts)


def circulate(cast: Cast, found: Minutes, days: int = 7) -> Minutes:
    day = clock.today() + timedelta(days=days)
    return minutes.circulate(by=cast.coordinator, minutes=found, correct_until=day)


def approve(cast: Cast, found: Minutes, **changes: Any) -> Minutes:
    values = {"by": cast.coordinator, "minutes": found, "seen_version": found.version} | changes
    return minutes.approve_minutes(**values)


def begun_meeting(cast: Cast) -> Meeting:
    """It began an hour ago; nobody has recorded who came."""
    made = making.meeting(cast)
    making.item(cast, at_meeting=made)
    begins = clock.now() - timedelta(hours=1)
    Meeting.objects.filter(pk=made.pk).update(starts_at=begins, ends_at=begins + timedelta(hours=2))
    return Meeting.objects.get(pk=made.pk)


# --- Writing --------------------------------------------------------------------------------------


def test_minutes_begin_while_the_meeting_runs_and_not_before(cast: Cast) -> None:
    with pytest.raises(Refused, match="has not begun yet"):
        minutes.begin_minutes(by=cast.coordinator, meeting=making.meeting(cast))
    Meeting.objects.update(starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now())
    begun = minutes.begin_minutes(by=cast.coordinator, meeting=Meeting.objects.get())
    assert (begun.state, begun.version) == (Minutes.State.DRAFT, 1)


def test_of_a_meeting_that_did_not_run_there_is_nothing_to_write(cast: Cast) -> None:
    meeting = begun_meeting(cast)
    begun = minutes.begin_minutes(by=cast.coordinator, meeting=meeting)
    meetings.record_not_run(by=cast.coordinator, meeting=meeting, reason=Meeting.Reason.NOT_UNLOCKED)
    for act in (
        lambda: write(cast, begun, discussion="Something."),
        lambda: circulate(cast, begun),
        lambda: minutes.write_of_meeting(by=cast.coordinator, meeting=meeting, seen_version=1, texts={}),
    ):
        with pytest.raises(Refused, match="did not take place"):
            act()


def test_a_meeting_of_which_something_is_written_took_place(cast: Cast) -> None:
    meeting = begun_meeting(cast)
    begun = minutes.begin_minutes(by=cast.coordinator, meeting=meeting)
    write(cast, begun, discussion="Much was said.")
    with pytest.raises(Refused, match="so it took place"):
        meetings.record_not_run(by=cast.coordinator, meeting=meeting, reason=Meeting.Reason.NOT_UNLOCKED)


def test_ends_of_lines_as_a_browser_sends_them_are_no_change(cast: Cast) -> None:
    draft = write(cast, making.draft(cast), discussion="One.\nTwo.")
    again = write(cast, draft, discussion=" One.\r\nTwo.\r\n")
    assert again.version == draft.version
    assert item_of(again).discussion == "One.\nTwo."


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"discussion": "He is A1234BC."}, "looks like a prison number"),
        ({"decision": "The offenders get a class."}, "Write “people in prison”"),
        ({"plain_words": "Write to hal@example.org."}, "it is printed for people in prison"),
        ({"plain_words": "Ring 01632 960123."}, "it is printed for people in prison"),
        ({"plain_words": "w " * 500}, "longer than 800"),
    ],
)
def test_what_may_not_be_written_is_refused_with_the_item_and_its_part(
    cast: Cast, texts: dict[str, str], words: str
) -> None:
    draft = making.draft(cast)
    with pytest.raises(Refused, match=words) as refused:
        write(cast, draft, **texts)
    assert "1. Evening classes" in str(refused.value)
    assert item_of(draft).discussion == "People asked for classes."


def test_who_saves_over_a_newer_text_is_told_by_whom_and_nothing_is_written(cast: Cast) -> None:
    draft = making.draft(cast)
    newer = write(cast, draft, discussion="By Callum.", decision="We try one class.")
    with pytest.raises(WrittenMeanwhile) as told:
        write(cast, draft, by=cast.coordinator, seen=draft.version, discussion="By Carys.")
    assert (told.value.by, told.value.at) == (cast.second_coordinator, newer.changed_at)
    assert told.value.differing == [item_of(draft).agenda_item_id]
    assert item_of(draft).discussion == "By Callum."


def test_the_same_words_typed_by_two_are_no_quarrel(cast: Cast) -> None:
    draft = making.draft(cast)
    newer = write(cast, draft, discussion="The same.")
    again = write(cast, draft, by=cast.coordinator, seen=draft.version, discussion="The same.")
    assert again.version == newer.version


def test_what_came_up_becomes_an_item_until_the_minutes_are_approved(cast: Cast) -> None:
    draft = making.draft(cast)
    minutes.write_of_meeting(
        by=cast.coordinator, meeting=draft.meeting, seen_version=draft.version, texts={}, new_item="A choir"
    )
    assert [each["title"] for each in snapshot(draft)["items"]] == ["Evening classes", "A choir"]
    assert draft.items.count() == 2
    approve(cast, circulate(cast, Minutes.objects.get()))
    with pytest.raises(Refused, match="approved and stay"):
        agenda.add_item(by=cast.coordinator, meeting=draft.meeting, title="Too late")


def test_an_item_of_which_something_is_written_stays_on_the_agenda(cast: Cast) -> None:
    begun = minutes.begin_minutes(by=cast.coordinator, meeting=begun_meeting(cast))
    line = item_of(begun).agenda_item
    write(cast, begun, decision="Yes.")
    with pytest.raises(Refused, match="so it stays on the agenda"):
        agenda.decline_item(by=cast.coordinator, item=line, reason="Next time.")


def test_only_whoever_keeps_forums_there_writes(cast: Cast) -> None:
    draft = making.draft(cast)
    for by in (cast.governor, cast.manager, cast.other_coordinator, cast.lead, cast.staff):
        with pytest.raises(NotPermitted):
            write(cast, draft, by=by, discussion="No.")
        with pytest.raises(NotPermitted):
            minutes.write_of_meeting(by=by, meeting=draft.meeting, seen_version=1, texts={})


# --- Out for correction ---------------------------------------------------------------------------


def test_minutes_in_which_nothing_is_written_or_whose_day_has_passed_are_not_sent(cast: Cast) -> None:
    draft = making.draft(cast)
    with pytest.raises(Refused, match="That day has passed"):
        circulate(cast, draft, days=-1)
    with pytest.raises(Refused, match="Nothing is written yet"):
        circulate(cast, write(cast, draft, plain_words="Only this."))


def test_each_address_gets_one_letter_and_who_has_no_account_asks_for_a_copy(cast: Cast) -> None:
    draft = making.draft(cast)
    forum = draft.meeting.forum
    # The manager belongs twice, and the address of the role is typed in two ways.
    forum_actions.add_member(
        by=cast.coordinator, forum=forum, staff_role="Duty manager", email="Safer.Custody@example.org"
    )
    out = circulate(cast, draft)
    assert tell_of_minutes(out.pk) == 2
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert sorted(letters) == ["manager@cast.example.org", "safer.custody@example.org"]
    address = out.get_absolute_url()
    assert address in letters["manager@cast.example.org"].body
    assert address not in letters["safer.custody@example.org"].body
    assert "Ask the coordinator of the prison for a copy" in letters["safer.custody@example.org"].body
    for letter in letters.values():
        assert "People asked for classes" not in letter.body
        assert letter.subject.endswith("minutes to read and correct")
    assert tell_of_minutes(out.pk) == 0
    assert len(mail.outbox) == 2


def test_who_left_the_forum_is_not_written_to(cast: Cast) -> None:
    out = making.circulated(cast)
    member = out.meeting.forum.members.get(organisation=cast.harbour)
    yesterday = clock.today() - timedelta(days=1)
    type(member).objects.filter(pk=member.pk).update(since=yesterday, until=yesterday)
    assert [reader.email for reader in readers_of(out)] == ["safer.custody@example.org"]


def test_a_letter_that_the_server_refused_is_tried_again_and_the_others_are_not(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = making.circulated(cast)
    sent: list[str] = []

    def send(to: str, *args: Any, **more: Any) -> None:
        if to.startswith("safer") and len(sent) == 1:
            sent.append("refused")
            raise OSError("away")
        sent.append(to)

    monkeypatch.setattr("forums.emails.minutes_to_correct", send)
    with pytest.raises(OSError, match="away"):
        tell_of_minutes(out.pk)
    assert Minutes.objects.get().told_at is None
    assert tell_of_minutes(out.pk) == 1
    assert sent == ["manager@cast.example.org", "refused", "safer.custody@example.org"]
    assert Minutes.objects.get().told_at is not None


def test_letters_that_the_queue_lost_are_queued_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    out = making.circulated(cast)
    with queued(monkeypatch) as found:
        assert queue_untold() == 0  # They may be on their way.
        Minutes.objects.update(circulated_at=clock.now() - timedelta(minutes=6))
        assert queue_untold() == 1
    assert found == [("forums.tell_of_minutes", (out.pk,))]
    Minutes.objects.update(correct_until=clock.today() - timedelta(days=1))
    assert queue_untold() == 0  # Nobody can correct anything any more.
    assert tell_of_minutes(out.pk) == 0


def test_the_same_once_more_tells_nobody_and_another_day_or_other_words_tell_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as found:
        out = circulate(cast, making.draft(cast))
        circulate(cast, out)
        assert found.count(("forums.tell_of_minutes", (out.pk,))) <= 1
        circulate(cast, out, days=8)
        write(cast, Minutes.objects.get(), discussion="Other words.")
        circulate(cast, out, days=8)
    assert found.count(("forums.tell_of_minutes", (out.pk,))) == 3


def test_what_a_demonstration_plays_counts_as_told(cast: Cast) -> None:
    with silence():
        out = making.circulated(cast)
    assert out.told_at == out.circulated_at
    assert tell_of_minutes(out.pk) == 0


def test_members_say_what_is_wrong_until_the_day_and_others_do_not(cast: Cast) -> None:
    out = making.circulated(cast)
    said = minutes.say_wrong(by=cast.worker, minutes=out, text="It was on\r\na Monday.")
    assert said.text == "It was on\na Monday."
    assert minutes.say_wrong(by=cast.worker, minutes=out, text="It was on\na Monday.") == said
    assert minutes.say_wrong(by=cast.coordinator, minutes=out, text="Said by the wing.") != said
    for by in (cast.governor, cast.lead, cast.national, cast.staff, cast.other_manager):
        with pytest.raises(NotPermitted):
            minutes.say_wrong(by=by, minutes=out, text="No.")
    with pytest.raises(Refused, match="looks like a prison number"):
        minutes.say_wrong(by=cast.manager, minutes=out, text="A1234BC was not there.")
    Minutes.objects.update(correct_until=clock.today())
    minutes.say_wrong(by=cast.manager, minutes=out, text="On the last day.")
    Minutes.objects.update(correct_until=clock.today() - timedelta(days=1))
    with pytest.raises(Refused, match="The day for corrections"):
        minutes.say_wrong(by=cast.manager, minutes=out, text="Too late.")


def test_nothing_is_wrong_in_a_draft_for_members(cast: Cast) -> None:
    with pytest.raises(Refused, match="not out for correction"):
        minutes.say_wrong(by=cast.manager, minutes=making.draft(cast), text="No.")


def test_a_correction_is_settled_once(cast: Cast) -> None:
    said = minutes.say_wrong(by=cast.manager, minutes=making.circulated(cast), text="A Monday.")
    with pytest.raises(NotPermitted):
        minutes.settle_correction(by=cast.governor, correction=said, taken_up=True)
    settled = minutes.settle_correction(by=cast.coordinator, correction=said, taken_up=False)
    assert (settled.taken_up, settled.settled_at is not None) == (False, True)
    with pytest.raises(Overtaken, match="settled already"):
        minutes.settle_correction(by=cast.second_coordinator, correction=said, taken_up=True)


# --- Approval -------------------------------------------------------------------------------------


def test_minutes_are_approved_after_they_were_out_with_who_came_and_without_open_corrections(
    cast: Cast,
) -> None:
    draft = making.draft(cast)
    with pytest.raises(Refused, match="Send the minutes out for correction first"):
        approve(cast, draft)
    out = circulate(cast, draft)
    said = minutes.say_wrong(by=cast.manager, minutes=out, text="A Monday.")
    with pytest.raises(Refused, match="A correction waits"):
        approve(cast, out)
    minutes.settle_correction(by=cast.coordinator, correction=said, taken_up=True)
    with pytest.raises(NotPermitted):
        approve(cast, out, by=cast.governor)
    done = approve(cast, out)
    assert (done.state, done.approved_by) == (Minutes.State.APPROVED, cast.coordinator)
    assert done.approved.content_hash == content_hash(done.approved.content)
    assert last_entry("approve_minutes").object == f"forums.minutes:{done.pk}"


def test_nobody_approves_minutes_of_a_meeting_of_which_it_is_not_recorded_who_came(cast: Cast) -> None:
    begun = minutes.begin_minutes(by=cast.coordinator, meeting=begun_meeting(cast))
    out = circulate(cast, write(cast, begun, discussion="Much."))
    with pytest.raises(Refused, match="Nobody has recorded who came"):
        approve(cast, out)
    present = [{"role": "Head of resettlement"}]
    meetings.record_attendance(by=cast.coordinator, meeting=out.meeting, present=present, wings={None: 3})
    content = approve(cast, out).approved.content
    assert content["wings"] == [{"wing": "", "people_count": 3}]
    assert content["attendance"][0]["role"] == "Head of resettlement"


def test_what_was_not_read_is_not_approved(cast: Cast) -> None:
    """Neither another text nor other people, another item or another action than the page showed."""
    out = making.circulated(cast)
    seen = content_hash(snapshot(out))
    write(cast, out, discussion="Other words.")
    with pytest.raises(Overtaken, match="Callum Coordinator changed the minutes meanwhile"):
        approve(cast, out, seen_version=out.version)
    out = Minutes.objects.get()
    seen = content_hash(snapshot(out))
    agreed.agree(
        by=cast.coordinator, prison=cast.exeter,
        values={"agenda_item": item_of(out).agenda_item, "what": "Ask", "owner_role": "Governor"},
    )  # fmt: skip
    with pytest.raises(Overtaken, match="what was agreed has changed"):
        approve(cast, out, seen_content=seen)
    meetings.record_attendance(by=cast.coordinator, meeting=out.meeting, present=[], wings={None: 2})
    seen_with_action = content_hash(snapshot(Minutes.objects.get()))
    assert seen_with_action != seen
    assert approve(cast, out, seen_content=seen_with_action).state == Minutes.State.APPROVED


def test_an_addendum_is_for_approved_minutes_alone(cast: Cast) -> None:
    out = making.circulated(cast)
    with pytest.raises(Refused, match="change the text itself"):
        minutes.add_addendum(by=cast.coordinator, minutes=out, text="Wrong.")
    done = approve(cast, out)
    for text, words in (("A1234BC", "prison number"), ("  ", "Write what the minutes get wrong")):
        with pytest.raises(Refused, match=words):
            minutes.add_addendum(by=cast.coordinator, minutes=done, text=text)
    with pytest.raises(NotPermitted):
        minutes.add_addendum(by=cast.governor, minutes=done, text="Wrong.")
