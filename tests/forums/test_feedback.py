"""Slips: typed in a page at a time, taken out again, and summed up in other words."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from coordination import clock
from coordination.access import NotPermitted
from coordination.policies import Overtaken, Refused
from directory.models import Listing
from forums.actions import feedback, outcomes
from forums.actions.feedback import LONGEST, OLDEST, Slip, SlipsRefused
from forums.danger import speaks_of_danger
from forums.heard import quarter_of
from forums.models import FeedbackSlip, FeedbackSummary
from tests.cast import Cast
from tests.coordination.pages import last_entry
from tests.forums import making

pytestmark = pytest.mark.django_db


def type_in(cast: Cast, *slips: Slip, batch: uuid.UUID | None = None, **more: Any) -> list[FeedbackSlip]:
    given = {"by": cast.coordinator, "prison": cast.exeter, "received_on": clock.today()} | more
    return feedback.type_in_slips(batch=batch or uuid.uuid4(), slips=list(slips), **given)


def number_of(listing: Listing) -> int:
    assert listing.entry_number
    return listing.entry_number


def before_this_quarter(slip: FeedbackSlip) -> FeedbackSlip:
    FeedbackSlip.objects.filter(pk=slip.pk).update(typed_at=timezone.now() - timedelta(days=100))
    slip.refresh_from_db()
    return slip


def test_a_page_of_thirty_is_kept_with_one_entry_in_the_audit(cast: Cast) -> None:
    wing, number = cast.exeter.wings.first(), number_of(cast.approved)
    kept = type_in(
        cast,
        *(
            Slip(row=row, wing=wing, entry_number=number, face=2, words=" Too  short ")
            for row in range(1, 31)
        ),
    )
    assert len(kept) == FeedbackSlip.objects.count() == 30
    one = FeedbackSlip.objects.filter(row=30).get()
    assert (one.listing, one.wing, one.face, one.words) == (cast.approved, wing, 2, "Too short")
    assert last_entry("type_in_slips").changes == {"slips": [0, 30]}


@pytest.mark.parametrize(
    ("slip", "place", "says"),
    [
        ({"face": 3, "entry_number": 99}, "entry_number", "No service here has entry number 99"),
        ({"wing": None}, "face", "says nothing"),
        ({"face": 4}, "face", "1, 2 or 3"),
        ({"words": "Ask A1234BC about it"}, "words", "looks like a prison number"),
        ({"words": "The inmates like it"}, "words", "people in prison"),
        ({"words": "x" * (LONGEST + 1)}, "words", f"Shorten them to {LONGEST}"),
        ({"words": "I want to kill myself"}, "words", "safer custody now"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_of_the_page_is_kept(
    cast: Cast, slip: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(SlipsRefused) as refused:
        type_in(cast, Slip(row=1, face=3), Slip(**{"row": 2} | slip))
    assert set(refused.value.rows) == {2}
    assert refused.value.rows[2].place == place
    assert says in refused.value.rows[2].sentence
    assert not FeedbackSlip.objects.exists()


def test_a_wing_of_another_prison_is_refused(cast: Cast) -> None:
    with pytest.raises(SlipsRefused):
        type_in(cast, Slip(row=1, face=3, wing=cast.guys_marsh.wings.first()))


def test_an_entry_number_is_looked_up_at_the_prison_alone(cast: Cast) -> None:
    Listing.objects.filter(pk=cast.elsewhere.pk).update(entry_number=77)
    with pytest.raises(SlipsRefused):
        type_in(cast, Slip(row=1, face=3, entry_number=77))


def test_words_that_sound_like_danger_are_kept_once_somebody_has_read_them(cast: Cast) -> None:
    words = "The talk on suicide prevention helped"
    with pytest.raises(SlipsRefused):
        type_in(cast, Slip(row=1, words=words))
    assert type_in(cast, Slip(row=1, words=words, no_danger=True))


@pytest.mark.parametrize(
    "words",
    [
        "I want to die", "I will hurt my self", "he has a weapon", "They threatened me", "I was assaulted",
        "someone beat me up", "I do not feel safe on the wing", "self harm", "there is bullying",
    ],
)  # fmt: skip
def test_words_of_danger_are_known(words: str) -> None:
    assert speaks_of_danger(words)


@pytest.mark.parametrize(
    "words",
    ["It helped me", "More hours please", "I hurt my knee and the gym helped", "The killer sudoku is fun"],
)
def test_words_of_every_day_are_no_danger(words: str) -> None:
    assert not speaks_of_danger(words)


def test_a_page_that_is_sent_twice_is_kept_once(cast: Cast) -> None:
    batch, slip = uuid.uuid4(), Slip(row=1, face=3, entry_number=number_of(cast.approved))
    first = type_in(cast, slip, batch=batch)
    assert type_in(cast, slip, batch=batch) == first
    assert FeedbackSlip.objects.count() == 1


def test_a_page_that_was_changed_after_it_was_saved_is_not_lost_in_silence(cast: Cast) -> None:
    batch = uuid.uuid4()
    type_in(cast, Slip(row=1, face=3), batch=batch)
    with pytest.raises(Overtaken, match="saved before"):
        type_in(cast, Slip(row=1, face=1), batch=batch)
    with pytest.raises(Overtaken):
        type_in(cast, Slip(row=1, face=3), batch=batch, by=cast.other_coordinator, prison=cast.guys_marsh)
    assert FeedbackSlip.objects.get().face == 3


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (lambda: clock.today() + timedelta(days=1), "still to come"),
        (lambda: clock.today() - OLDEST - timedelta(days=1), "Look at the year"),
    ],
)
def test_a_day_that_cannot_be_is_refused(cast: Cast, day: Any, says: str) -> None:
    with pytest.raises(Refused, match=says):
        type_in(cast, Slip(row=1, face=3), received_on=day())


def test_only_who_types_feedback_at_the_prison_may(cast: Cast) -> None:
    for who in (cast.governor, cast.staff, cast.lead, cast.manager, cast.other_coordinator):
        with pytest.raises(NotPermitted):
            type_in(cast, Slip(row=1, face=3), by=who)
        with pytest.raises(NotPermitted):
            feedback.write_summary(by=who, listing=cast.approved, text="Good")
    slip = making.slip(cast)
    with pytest.raises(NotPermitted):
        feedback.remove_slip(by=cast.other_coordinator, slip=slip)


def test_a_slip_of_this_quarter_is_gone_for_good(cast: Cast) -> None:
    slip = making.slip(cast, words="Ask Dave on B3")
    feedback.remove_slip(by=cast.coordinator, slip=slip)
    assert not FeedbackSlip.objects.exists()
    assert "Dave" not in str(last_entry("remove_slip").changes)


def test_a_slip_of_an_earlier_quarter_keeps_its_face_and_nothing_else(cast: Cast) -> None:
    slip = before_this_quarter(
        making.slip(cast, entry_number=number_of(cast.approved), wing=cast.exeter.wings.first(), face=1)
    )
    feedback.remove_slip(by=cast.coordinator, slip=slip)
    slip.refresh_from_db()
    assert (slip.words, slip.wing, slip.face, slip.listing) == ("", None, 1, cast.approved)
    assert not FeedbackSlip.objects.visible_to(cast.coordinator).exists()
    with pytest.raises(Overtaken):
        feedback.remove_slip(by=cast.coordinator, slip=slip)


def test_a_slip_of_words_alone_can_be_taken_out_after_its_quarter(cast: Cast) -> None:
    slip = before_this_quarter(making.slip(cast, face=None, words="Of somebody"))
    feedback.remove_slip(by=cast.coordinator, slip=slip)
    slip.refresh_from_db()
    assert (slip.words, slip.face) == ("", None)


def test_what_was_made_of_a_slip_stays_when_its_words_go(cast: Cast) -> None:
    slip = making.slip(cast)
    values = {"you_said": "The evenings are long.", "we_did": "There is a class."}
    made = outcomes.write_outcome(by=cast.coordinator, prison=cast.exeter, values=values, slip=slip)
    feedback.remove_slip(by=cast.coordinator, slip=slip)
    made.refresh_from_db()
    slip.refresh_from_db()
    assert (made.you_said, slip.words) == ("The evenings are long.", "")


def test_a_summary_replaces_the_one_before_and_an_empty_one_takes_it_back(cast: Cast) -> None:
    def write(text: str) -> None:
        feedback.write_summary(by=cast.coordinator, listing=cast.approved, text=text)

    write("Most are glad of it.")
    write("Most wait too long.")
    assert FeedbackSummary.objects.get().text == "Most wait too long."
    write(" ")
    assert not FeedbackSummary.objects.exists()


def test_a_summary_quotes_nobody(cast: Cast) -> None:
    said = "My brief never came back to me with the forms"
    making.slip(cast, entry_number=number_of(cast.approved), words=said)
    with pytest.raises(Refused, match="stands on a slip"):
        feedback.write_summary(
            by=cast.coordinator, listing=cast.approved, text="One wrote: my brief NEVER came back, to me."
        )
    assert feedback.write_summary(by=cast.coordinator, listing=cast.approved, text="Forms came late.")


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-01-01", "2026-01-01"), ("2026-03-31", "2026-01-01"), ("2026-12-31", "2026-10-01")],
)
def test_quarters_begin_in_january_april_july_and_october(day: str, first: str) -> None:
    assert quarter_of(date.fromisoformat(day)) == date.fromisoformat(first)
