"""What tests of forums' papers share: a meeting with words for the wings, and pages made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from coordination import clock
from coordination.models import Wing
from directory.actions import upkeep
from directory.models import Listing
from forums.actions import events, meetings, minutes, outcomes
from forums.models import Meeting, Minutes, Outcome, PartnershipEvent, Stall
from forums.papers.place import Place
from forums.papers.posters import Poster, Said
from forums.papers.wings import WingItem, WingPage
from tests.cast import Cast
from tests.forums import making

DAY = date(2026, 5, 12)
PLACE = Place(
    code="EXI", name="HMP/YOI Exeter", name_welsh="", ask="the library", printed_on="12 May 2026",
    renew_on="10 August 2026", created="2026-05-12",
)  # fmt: skip
SENTENCE = "The heating will be mended before it is winter. "


def page(*texts: str, **changes: Any) -> WingPage:
    """A page for the wings made by hand: no database is needed."""
    values: dict[str, Any] = {
        "place": PLACE, "title": "Voluntary sector forum", "held_on": "Tuesday 5 May 2026", "chair": "", "named": (),
        "people": 6, "organisations": 2, "staff": 1, "left_out": 0,
        "items": tuple(WingItem(number, text) for number, text in enumerate(texts, 1)),
    } | changes  # fmt: skip
    return WingPage(**values)


def said(number: int, words: int = 5, pathway: str = "Accommodation") -> Said:
    return Said(
        number,
        f"Alpha{number} " + "we wait " * words,
        "you come in " * words + f"Omega{number}",
        pathway,
        "accommodation",
    )


def poster(*what: Said, **changes: Any) -> Poster:
    return Poster(**({"place": PLACE, "pathway": "", "said": what} | changes))


def written(cast: Cast, *, came: list[dict[str, Any]] | None = None, **texts: str) -> Minutes:
    """Minutes out for correction, of a meeting a week ago with one item. `texts`: as the minutes call them."""
    waiting = making.circulated(cast)
    wing = Wing.objects.get(prison=cast.exeter, name="C wing")
    people = (
        came if came is not None else [{"organisation": cast.harbour, "name": "Hal Horne", "role": "Adviser"}]
    )
    meetings.record_attendance(
        by=cast.coordinator, meeting=waiting.meeting, wings={wing.pk: 4}, present=people
    )
    if texts:
        words = {item.agenda_item_id: minutes.Texts(**texts) for item in waiting.items.all()}
        waiting.refresh_from_db()
        minutes.write_minutes(by=cast.coordinator, minutes=waiting, seen_version=waiting.version, texts=words)
    return Minutes.objects.select_related("meeting__forum__prison").get(pk=waiting.pk)


def approve(cast: Cast, waiting: Minutes) -> Minutes:
    minutes.approve_minutes(by=cast.coordinator, minutes=waiting, seen_version=waiting.version)
    return Minutes.objects.select_related("meeting__forum__prison").get(pk=waiting.pk)


def outcome(cast: Cast, you_said: str, we_did: str = "There is one now.", **changes: Any) -> Outcome:
    made = outcomes.write_outcome(
        by=cast.coordinator, prison=cast.exeter, values={"you_said": you_said, "we_did": we_did} | changes
    )
    return outcomes.approve_outcome(by=cast.coordinator, outcome=made)


def make_discreet(cast: Cast) -> Listing:
    """The approved service of the cast must not be seen to be used."""
    upkeep.set_flags(by=cast.manager, listing=cast.approved, confidential_premises=False, discreet=True)
    return Listing.objects.get(pk=cast.approved.pk)


def coming(cast: Cast, **changes: Any) -> PartnershipEvent:
    """An event to which Harbour Housing comes."""
    made = making.event(cast)
    events.invite_organisations(by=cast.coordinator, event=made, organisations=[cast.harbour])
    # Asked, and it has not answered.
    Stall.objects.create(event=made, organisation=cast.lantern, number=2)
    stall = Stall.objects.get(event=made, organisation=cast.harbour)
    events.answer_for_stall(by=cast.manager, stall=stall, coming=True, needs="A table")
    PartnershipEvent.objects.filter(pk=made.pk).update(**changes)
    return PartnershipEvent.objects.select_related("prison").get(pk=made.pk)


def a_week_ago(meeting: Meeting) -> None:
    back = timedelta(days=28)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=meeting.starts_at - back,
        ends_at=meeting.ends_at - back,
        items_close_on=clock.today() - back,
    )
