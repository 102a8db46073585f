"""A text as words, and what differs between two."""

from __future__ import annotations

from datetime import date

from coordination.models import Pathway
from directory.actions import write
from directory.differences import compared, differences, rows_of, shown
from directory.models import Revision
from directory.wording import ORDER
from tests.cast import Cast, content, session


def text(cast: Cast, **changes: object) -> Revision:
    listing = cast.pending
    seen = cast.pending_revision.pk
    return write.submit_revision(by=cast.manager, listing=listing, content=content(**changes), seen=seen)[0]


def test_a_text_is_said_in_words(cast: Cast) -> None:
    words = shown(
        text(
            cast, usual_wait_days=1, least_time_days=28, by_appointment=True, sex="women",
            funded_until=date(2027, 3, 31), hands_over_to=cast.approved.service,
            sessions=[session(), session(pattern="fortnightly", counted_from=date(2026, 3, 3), place="Chapel")],
        )
    )  # fmt: skip
    assert words["usual_wait_days"] == "1 day"
    assert words["least_time_days"] == "28 days"
    assert words["by_appointment"] == "Yes"
    assert words["sex"] == "Women only"
    assert words["funded_until"] == "31 March 2027"
    assert words["hands_over_to"] == "Housing advice"
    assert words["wings"] == "Every wing"
    assert words["sessions"] == (
        "Every second Tuesday, 10:00 to 11:30, Chapel\nEvery Tuesday, 10:00 to 11:30, Library"
    )


def test_wings_are_named_where_it_does_not_come_to_all(cast: Cast) -> None:
    wings = list(cast.exeter.wings.all()[:2])
    assert shown(text(cast, every_wing=False, wings=wings))["wings"] == "A wing, B wing"


def test_without_a_text_everything_is_empty() -> None:
    assert shown(None) == dict.fromkeys(ORDER, "")


def test_what_a_form_cleans_to_reads_like_the_saved_text(cast: Cast) -> None:
    saved = text(cast)
    rows = rows_of(saved) | {
        "sessions": [session()],
        "pathways": list(Pathway.objects.filter(pk="accommodation")),
    }
    assert shown(rows) == shown(saved)


def test_only_what_differs_is_a_difference_and_it_stands_in_the_order_of_the_form(cast: Cast) -> None:
    old = cast.approved.approved_revision
    new = text(cast, how_to_ask="Ask an officer.", summary="We visit you.")
    found = differences(old, new)
    assert [row.name for row in found] == ["summary", "how_to_ask"]
    assert (found[1].label, found[1].old, found[1].new) == (
        "How to ask, for people in prison", "Send an app to the housing team.", "Ask an officer.",
    )  # fmt: skip


def test_against_nothing_every_filled_field_is_new(cast: Cast) -> None:
    names = {row.name for row in differences(None, cast.pending_revision)}
    assert {"name", "summary", "pathways", "sessions"} <= names
    assert "evidence" not in names


def test_compared_names_every_field(cast: Cast) -> None:
    assert [row.name for row in compared(None, cast.pending_revision)] == list(ORDER)
