"""Every staff and personal text around forums is filled with sentinels; then each paper for the wings is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from coordination.models import Organisation, User
from directory.models import Contact, Listing, Revision
from forums.actions import focus, minutes, outcomes
from forums.actions.agreed import note
from forums.minuted import snapshot
from forums.models import (
    Action,
    ApprovedMinutes,
    Attendance,
    Forum,
    ForumMember,
    MinuteItem,
    Minutes,
    MinutesAddendum,
    PartnershipEvent,
)
from forums.papers import minutes as full
from forums.papers import posters, programme, slips, wings
from forums.papers.staff_names import hidden_names
from tests.cast import Cast
from tests.directory.printing import everything_in, words_of
from tests.forums import making
from tests.forums.papers_made import DAY, coming, written
from tests.sentinels import SECRET, SECRETS, SENTINEL, fill

pytestmark = pytest.mark.django_db

# They steer the portal too.
STEERING = frozenset({"calendar_uid", "batch"})


def world(cast: Cast) -> tuple[Minutes, PartnershipEvent, set[str]]:
    """Minutes with actions, a correction and an addendum; outcomes, slips, an event: all filled."""
    waiting = written(
        cast, discussion="They asked.", decision="We try.", plain_words="A class begins in June."
    )
    item = waiting.items.get().agenda_item
    making.action(cast, agenda_item=item)
    done = making.action(cast, agenda_item=item, owner_role="", owner=cast.coordinator, what="Ask for a room")
    slip = making.slip(cast)
    about = making.slip(cast, entry_number=cast.approved.entry_number)
    minutes.say_wrong(by=cast.manager, minutes=waiting, text="It was Tuesday.")
    minutes.settle_correction(by=cast.coordinator, correction=waiting.corrections.get(), taken_up=False)
    note(by=cast.coordinator, action=done, text="It is free on Tuesdays.", state="done")
    for source in ({"action": done}, {"slip": slip}, {"slip": about}):
        made = outcomes.write_outcome(
            by=cast.coordinator, prison=cast.exeter, **source,
            values={"you_said": "We want a class.", "we_did": "There is one on Tuesdays."},
        )  # fmt: skip
        outcomes.approve_outcome(by=cast.coordinator, outcome=made)
    later = making.meeting(cast, of=waiting.meeting.forum)
    focus.ask_question(by=cast.coordinator, meeting=later, text="Why?")
    event = coming(cast)
    forums = [model for model in apps.get_app_config("forums").get_models() if model is not ApprovedMinutes]
    Forum.objects.update(chair_name="x")
    filled = fill(*forums, User, Organisation, Contact, Listing, Revision, steering=STEERING)
    # Frozen from rows that are full of sentinels, past the action, which would refuse what is in them.
    waiting = Minutes.objects.select_related("meeting__forum__prison").get(pk=waiting.pk)
    content = snapshot(waiting)
    assert SENTINEL in str(content)
    Minutes.objects.filter(pk=waiting.pk).update(
        state=Minutes.State.APPROVED, approved_at=waiting.changed_at, approved_by=cast.coordinator
    )
    ApprovedMinutes.objects.create(
        minutes=waiting, content=content, content_hash="0" * 64, approved_by=cast.coordinator
    )
    MinutesAddendum.objects.create(minutes=waiting, text=SECRET, written_by=cast.coordinator)
    return Minutes.objects.select_related("meeting__forum__prison").get(pk=waiting.pk), event, filled


def wing_papers(cast: Cast, approved: Minutes, event: PartnershipEvent) -> dict[str, bytes]:
    page = wings.read_page(approved.meeting_id, DAY)
    assert page
    poster = posters.read_poster(cast.exeter.pk, DAY)
    slip = slips.read_slip(cast.exeter.pk, DAY, cast.approved.entry_number)
    assert slip
    return {
        "wing page": wings.print_page(page).pdf,
        "poster": posters.print_posters(poster).pdf,
        "slips": slips.print_slip(slip, 2).pdf,
        "small slips": slips.print_slip(slip, 4).pdf,
        "programme": programme.print_programme(programme.read_programme(event.pk, DAY)).pdf,
    }


@pytest.fixture
def filled(cast: Cast) -> tuple[Minutes, PartnershipEvent, set[str]]:
    return world(cast)


def test_no_sentinel_stands_anywhere_in_a_finished_paper_for_the_wings(cast: Cast, filled: Any) -> None:
    approved, event, named = filled
    wanted = {
        "User.name", "User.email", "Contact.name", "Contact.phone", "Contact.email", "Attendance.name",
        "Attendance.role", "Forum.chair_name", "Forum.chair_role", "Forum.purpose", "ForumMember.email",
        "Action.what", "Action.owner_role", "ActionNote.text", "AgendaItem.raised_by", "MinuteItem.discussion",
        "MinuteItem.decision", "FeedbackSlip.words",
        "MinutesCorrection.text", "Meeting.place", "Stall.needs",
    }  # fmt: skip
    assert wanted - named == set()
    for paper, pdf in wing_papers(cast, approved, event).items():
        whole = everything_in(pdf)
        for secret in SECRETS:
            assert secret not in whole, (paper, secret)
            assert secret not in "".join(whole.split()), (paper, secret)


def test_the_papers_do_hold_words(cast: Cast, filled: Any) -> None:
    """So that the test above reads something."""
    approved, event, _ = filled
    papers = {name: words_of(pdf) for name, pdf in wing_papers(cast, approved, event).items()}
    assert "A class begins in June." in papers["wing page"]
    assert "There is one on Tuesdays." in " ".join(papers["poster"].split())
    assert "Housing advice" in papers["slips"]
    assert "Harbour Housing" in papers["programme"]


def test_the_same_sentinels_do_stand_in_the_paper_for_members(cast: Cast, filled: Any) -> None:
    """So that the test above could fail."""
    approved, _, _ = filled
    content = ApprovedMinutes.objects.get(minutes=approved).content
    stamp = full.approved(DAY, "0" * 64)
    addenda = [full.Addendum(DAY, each.text) for each in approved.addenda.all()]
    whole = everything_in(full.print_minutes(content, stamp, addenda).pdf)
    for secret in (SENTINEL, "A9876ZQ", "01632 960777"):
        assert secret in whole


def test_every_filled_name_is_one_that_the_wings_may_not_read(cast: Cast, filled: Any) -> None:
    approved, _, _ = filled
    content = ApprovedMinutes.objects.get(minutes=approved).content
    assert {SECRET} <= set(hidden_names(cast.exeter.pk, content))
    assert Attendance.objects.filter(name=SECRET, name_is_public=False).exists()
    assert Forum.objects.filter(chair_name=SECRET, chair_name_is_public=False).exists()
    assert ForumMember.objects.exists() and MinuteItem.objects.exists() and Action.objects.exists()


@pytest.mark.parametrize("planted", ["discussion", "decision"])
def test_a_planted_field_on_the_page_is_found_by_this_reading(cast: Cast, filled: Any, planted: str) -> None:
    """The page made of another key of the minutes shows the sentinel, past the check of its words."""
    approved, _, _ = filled
    content = ApprovedMinutes.objects.get(minutes=approved).content
    for item in content["items"]:
        item["plain_words"] = item[planted]
    page = wings.page_of(content, wings.place_of(cast.exeter.pk, DAY))
    assert SENTINEL in everything_in(wings.print_page(page).pdf)
    with pytest.raises(wings.Refused):
        wings.check_page(page, hidden_names(cast.exeter.pk, content))
