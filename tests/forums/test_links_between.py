"""A meeting leads to its forum and its minutes, and nobody is said to have chaired what they did not come to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from coordination.models import User
from forums.actions import agreed, events, outcomes
from forums.actions import minutes as written_actions
from forums.minuted import chair_of, snapshot
from forums.models import AgendaItem, Forum, MinuteItem, Minutes
from forums.papers import wings
from forums.papers.minutes import approved as stamped
from forums.papers.minutes import html_of
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.forums import making
from tests.forums.papers_made import DAY, approve, written

pytestmark = pytest.mark.django_db


def page_of(user: User, address: str) -> str:
    return " ".join(client_of(user).get(address).content.decode().split())


# --- Who chaired ----------------------------------------------------------------------------------

NAMED = {"chair_name": "Chiara Chair", "chair_role": "Governor", "chair_name_is_public": True}
ROLE = {"chair_name": "", "chair_role": "Governor", "chair_name_is_public": False}


@pytest.mark.parametrize(
    ("chair", "came", "was_there"),
    [
        (NAMED, {"name": "Chiara Chair", "role": "Governor"}, True),
        (NAMED, {"name": "chiara chair"}, True),
        (NAMED, {"role": "Governor"}, True),
        (NAMED, {"name": "Dora Deputy", "role": "Governor"}, False),
        (NAMED, {"name": "Chiara Chair", "apologies": True}, False),
        (ROLE, {"name": "Dora Deputy", "role": "governor"}, True),
        (ROLE, {"name": "Dora Deputy", "role": "Officer"}, False),
    ],
)
def test_the_chair_of_the_forum_chaired_only_what_the_chair_came_to(
    cast: Cast, chair: dict[str, Any], came: dict[str, Any], was_there: bool
) -> None:
    others = {"organisation": cast.harbour, "name": "Hal Horne", "role": "Adviser"}
    waiting = written(cast, came=[others, came], plain_words="A class begins.")
    Forum.objects.filter(pk=waiting.meeting.forum_id).update(**chair)
    done = approve(cast, Minutes.objects.select_related("meeting__forum").get(pk=waiting.pk))
    content = done.approved.content
    assert bool(any(chair_of(content["meeting"]).values())) is was_there
    assert ("<strong>Chair:</strong>" in html_of(content, stamped(DAY, "0" * 64))) is was_there
    page = wings.read_page(done.meeting_id, DAY)
    assert page is not None
    assert page.chair == ("Chiara Chair" if was_there and chair is NAMED else "")


def test_where_no_name_was_written_down_the_chair_is_said_as_before(cast: Cast) -> None:
    waiting = written(cast, came=[])
    Forum.objects.filter(pk=waiting.meeting.forum_id).update(**NAMED)
    content = snapshot(Minutes.objects.select_related("meeting__forum__prison").get(pk=waiting.pk))
    assert chair_of(content["meeting"])["chair"] == "Chiara Chair"


def test_a_text_frozen_before_this_was_asked_keeps_its_chair() -> None:
    assert chair_of({"chair": "Chiara Chair", "chair_role": "Governor"})["chair"] == "Chiara Chair"


# --- Who raised it --------------------------------------------------------------------------------


def test_minutes_and_a_new_action_name_the_organisation_that_proposed_the_item(cast: Cast) -> None:
    minutes = making.draft(cast)
    AgendaItem.objects.filter(meeting=minutes.meeting).update(raised_by="", organisation=cast.harbour)
    line = minutes.meeting.items.get()
    assert f"Raised by {cast.harbour}" in page_of(cast.coordinator, minutes.get_absolute_url())
    agree = reverse("agree_action", args=["EXI"], query={"item": line.pk})
    assert client_of(cast.coordinator).get(agree).context["form"].initial["raised_by"] == str(cast.harbour)


def test_an_action_that_nobody_in_particular_raised_does_not_say_unknown(cast: Cast) -> None:
    action = making.action(cast, raised_by="")
    assert "Raised by" not in page_of(cast.coordinator, action.get_absolute_url())


# --- From a meeting to its forum and its minutes --------------------------------------------------


def test_a_meeting_leads_to_its_forum(cast: Cast) -> None:
    meeting = making.meeting(cast)
    assert f'href="{meeting.forum.get_absolute_url()}"' in page_of(
        cast.coordinator, meeting.get_absolute_url()
    )


@pytest.mark.parametrize("where", ["meetings", "forum"])
def test_lists_of_past_meetings_lead_to_their_minutes(cast: Cast, where: str) -> None:
    minutes = making.draft(cast)
    forum = minutes.meeting.forum
    address = reverse("meetings", args=["EXI"], query={"show": "past"})
    if where == "forum":
        address = forum.get_absolute_url()
    link = f'href="{minutes.get_absolute_url()}">Minutes: draft'
    assert link in page_of(cast.coordinator, address)
    # Nobody else knows of a draft.
    assert "Minutes:" not in page_of(cast.governor, address)
    MinuteItem.objects.all().delete()
    Minutes.objects.all().delete()
    write = f'href="{reverse("write_minutes", args=["EXI", minutes.meeting_id])}">Write the minutes'
    assert write in page_of(cast.coordinator, address)
    assert "Write the minutes" not in page_of(cast.governor, address)


def test_who_came_is_not_offered_for_correction_once_the_minutes_are_approved(cast: Cast) -> None:
    minutes = making.circulated(cast)
    address = minutes.meeting.get_absolute_url()
    assert "Correct who came" in page_of(cast.coordinator, address)
    approve(cast, Minutes.objects.select_related("meeting__forum__prison").get(pk=minutes.pk))
    assert "Correct who came" not in page_of(cast.coordinator, address)


def test_an_item_carried_over_leads_from_the_minutes_to_its_action(cast: Cast) -> None:
    minutes = making.draft(cast)
    action = making.action(cast, forum=minutes.meeting.forum)
    AgendaItem.objects.filter(meeting=minutes.meeting).update(carried_action=action)
    text = page_of(cast.coordinator, minutes.get_absolute_url())
    assert f'Now: <a class="govuk-link" href="{action.get_absolute_url()}">{action.in_words}' in text
    # What is read before it is frozen says nothing that changes.
    approve_it = reverse("approve_minutes", args=["EXI", minutes.meeting_id])
    text = page_of(cast.coordinator, approve_it)
    assert "Evening classes" in text
    assert "Now: <a" not in text


def test_what_came_of_an_action_leads_back_to_it(cast: Cast) -> None:
    action = making.action(cast, raised_by="")
    made = outcomes.write_outcome(
        by=cast.coordinator, prison=cast.exeter, action=action,
        values={"you_said": "No room.", "we_did": "One."},
    )  # fmt: skip
    text = page_of(cast.coordinator, made.get_absolute_url())
    assert f'href="{action.get_absolute_url()}">{action.what}</a>' in text
    assert action.meeting is not None
    assert f'href="{action.meeting.get_absolute_url()}">{action.place_name}</a>' in text
    poster = f'href="{reverse("outcomes_poster", args=["EXI"])}"'
    assert poster not in text
    agreed.note(by=cast.coordinator, action=action, text="", state="done")
    outcomes.approve_outcome(by=cast.coordinator, outcome=made)
    assert poster in page_of(cast.governor, made.get_absolute_url())
    assert "Raised by" not in text


def test_a_meeting_is_named_with_its_day_as_people_write_it(cast: Cast) -> None:
    meeting = making.meeting(cast)
    meeting.starts_at = datetime(2050, 5, 4, 9, tzinfo=UTC)
    assert str(meeting) == "Voluntary sector forum, 4 May 2050"


# --- What hinders an approval ---------------------------------------------------------------------


def test_what_hinders_an_approval_leads_back_to_what_members_say(cast: Cast) -> None:
    waiting = making.circulated(cast)
    written_actions.say_wrong(by=cast.manager, minutes=waiting, text="It was every second week.")
    address = reverse("approve_minutes", args=["EXI", waiting.meeting_id])
    text = page_of(cast.coordinator, address)
    assert "They cannot be approved yet" in text
    assert f'href="{waiting.get_absolute_url()}">Back to the minutes' in text
    # Nothing is closed by what cannot be done.
    assert "Approving closes that now" not in text


# --- What pages do not promise --------------------------------------------------------------------


@pytest.mark.parametrize(("name", "in_days"), [("cancel_meeting", 21), ("meeting_not_run", -1)])
def test_whoever_calls_a_meeting_off_reads_what_is_not_carried_over(
    cast: Cast, name: str, in_days: int
) -> None:
    meeting = making.meeting(cast, in_days=in_days)
    text = page_of(cast.coordinator, reverse(name, args=["EXI", meeting.pk]))
    assert "go onto the next agenda. Other items do not: add them there." in text


def test_a_programme_is_offered_once_an_organisation_is_coming(cast: Cast) -> None:
    event = making.event(cast)
    programme = reverse("event_programme", args=["EXI", event.pk])
    assert programme not in page_of(cast.coordinator, event.get_absolute_url())
    events.invite_organisations(by=cast.coordinator, event=event, organisations=[cast.harbour])
    assert programme not in page_of(cast.coordinator, event.get_absolute_url())
    events.answer_for_stall(by=cast.manager, stall=event.stalls.get(), coming=True)
    assert programme in page_of(cast.coordinator, event.get_absolute_url())
