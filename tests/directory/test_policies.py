"""What may happen in which state, and the sentence where it may not."""

from __future__ import annotations

from datetime import date, time

import pytest

from coordination.models import Pathway, Prison
from coordination.policies import Overtaken, Refused
from directory import policies
from directory.actions import decide, withdraw
from directory.wording import normalised
from tests.cast import Cast, content, listing_at, session


def refused(check: object, *args: object) -> str:
    with pytest.raises(Refused) as caught:
        check(*args)  # type: ignore[operator]
    return str(caught.value)


def test_a_good_text_passes() -> None:
    policies.check_content(normalised(content()))


@pytest.mark.parametrize("name", policies.NEEDED)
def test_a_text_says_what_everybody_asks(name: str) -> None:
    empty = [] if isinstance(content()[name], list) else " "
    assert "is empty. Fill it in." in refused(policies.check_content, normalised(content(**{name: empty})))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"summary": "word " * 61}, "“What it is” has 61 words. Shorten it to 60."),
        ({"name": "x" * 101}, "“Name of the service” has 101 characters. Shorten it to 100."),
        ({"other_rules": "Ask for A1234BC"}, "“A1234BC” looks like a prison number."),
        ({"evidence": "See a1234bc"}, "It stands in “Evidence”."),
        ({"sessions": [session(place="A1234BC’s cell")]}, "It stands in “Place of session 1”."),
        ({"minimum_age": 30, "maximum_age": 25}, "The oldest age is below the youngest."),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "The last day is before the first."),
        ({"sessions": [session(ends=time(9))]}, "The session on Tuesday ends before it begins."),
        ({"sessions": [session(pattern="monthly")]}, "Say which Tuesday of the month"),
        ({"sessions": [session(pattern="fortnightly")]}, "Give the date of one Tuesday"),
        (
            {"sessions": [session(pattern="fortnightly", counted_from=date(2026, 3, 4))]},
            "4 March 2026 is a Wednesday, and the session is on Tuesday.",
        ),
    ],
)
def test_a_rule_of_the_text_has_a_sentence(changes: dict[str, object], sentence: str) -> None:
    assert sentence in refused(policies.check_content, normalised(content(**changes)))


def test_sixty_words_are_enough_and_allowed() -> None:
    policies.check_summary("word " * 60)


def test_pathways_for_women_stand_only_where_women_are_held(cast: Cast) -> None:
    text = normalised(content(pathways=["abuse", "family"]))
    assert "holds no women" in refused(policies.check_fits, text, cast.pending)
    cast.exeter.holds_women = True
    cast.pending.prison = cast.exeter
    policies.check_fits(text, cast.pending)


def test_wings_are_those_of_the_prison(cast: Cast) -> None:
    strange = cast.guys_marsh.wings.first()
    text = normalised(content(every_wing=False, wings=[strange]))
    assert "is not a wing of" in refused(policies.check_fits, text, cast.pending)
    assert "Say which wings" in refused(policies.check_fits, text | {"wings": []}, cast.pending)


def test_it_hands_over_to_what_stands_in_the_same_directory_or_is_ones_own(cast: Cast) -> None:
    assert policies.may_hand_over_to(None, cast.pending)
    assert policies.may_hand_over_to(cast.approved.service_id, cast.pending)
    assert not policies.may_hand_over_to(cast.pending.service_id, cast.pending), "itself"
    assert not policies.may_hand_over_to(cast.elsewhere.service_id, cast.pending), "another prison's"
    text = normalised(content(hands_over_to=cast.elsewhere.service_id))
    assert "is not in the directory" in refused(policies.check_fits, text, cast.pending)


def test_somebody_elses_discreet_service_is_not_handed_over_to(cast: Cast) -> None:
    theirs = listing_at(cast.exeter, cast.lantern, cast.other_manager, name="Lantern at Exeter")
    decide.accept_revision(by=cast.coordinator, revision=theirs.revisions.get())
    assert policies.may_hand_over_to(theirs.service_id, cast.pending)
    type(theirs).objects.filter(pk=theirs.pk).update(discreet=True)
    assert not policies.may_hand_over_to(theirs.service_id, cast.pending)


def test_a_text_from_elsewhere_loses_what_cannot_be_said_here(cast: Cast) -> None:
    text = normalised(content(pathways=["abuse", "family"], hands_over_to=cast.elsewhere.service_id))
    fitting = policies.fitted(text, cast.pending)
    assert (fitting["pathways"], fitting["hands_over_to"]) == (["family"], None)
    assert Pathway.objects.get(pk="abuse").women_only


def test_contact_details_are_found_in_what_is_printed_for_the_wings_alone(cast: Cast) -> None:
    text = content(
        how_to_ask="Call 01632 960123.", staff_procedure="Call 01632 960124.",
        sessions=[session(place="Library"), session(place="EX1 1AA")],
    )  # fmt: skip
    assert policies.contact_details_for_the_wings(text) == [
        ("How to ask, for people in prison", "a telephone number", "01632 960123"),
        ("Place of session 2", "a postcode", "EX1 1AA"),
    ]


def test_a_closed_prison_takes_no_services(cast: Cast) -> None:
    policies.check_prison_takes_services(cast.exeter)
    cast.exeter.status = Prison.Status.CLOSED
    assert "has closed" in refused(policies.check_prison_takes_services, cast.exeter)


def test_the_second_coordinator_is_told_who_decided(cast: Cast) -> None:
    revision = cast.pending_revision
    decide.return_revision(by=cast.coordinator, revision=revision, reason="Shorter, please.")
    revision.refresh_from_db()
    with pytest.raises(
        Overtaken, match=r"Carys Coordinator has already decided on this.*returned with a reason"
    ):
        policies.check_undecided(revision)


def test_an_accepted_text_was_accepted_also_after_the_next_one(cast: Cast) -> None:
    revision = cast.approved.approved_revision
    assert policies.outcome_of(revision) == "accepted"
    revision.state = "superseded"
    assert policies.outcome_of(revision) == "accepted"


def test_what_is_withdrawn_cannot_be_withdrawn_and_what_is_not_cannot_be_restored(cast: Cast) -> None:
    assert policies.can_withdraw(cast.approved)
    assert not policies.can_restore(cast.approved)
    assert "never approved" in refused(policies.check_withdraw, cast.pending)
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    cast.approved.refresh_from_db()
    assert "Carys Coordinator has withdrawn" in refused(policies.check_withdraw, cast.approved)
    assert policies.can_restore(cast.approved)
    assert not policies.can_submit(cast.approved)


@pytest.mark.parametrize(
    ("details", "sentence"),
    [
        (("call us", "", ""), "as figures and spaces"),
        (("0800 123 4567", "or mail a@example.org", ""), "Write only the hours here"),
        (("", "", "1 High Street, www.example.org"), "Write only a postal address here"),
        (("", "", "For A1234BC"), "looks like a prison number"),
    ],
)
def test_public_details_are_what_their_field_is_for(details: tuple[str, str, str], sentence: str) -> None:
    assert sentence in refused(policies.check_public_details, *details)


def test_a_helpline_with_hours_and_an_address_with_a_postcode_are_fine() -> None:
    policies.check_public_details("0800 123 4567", "9am to 5pm, weekdays", "1 High Street, Exeter EX1 1AA")
    policies.check_public_details("116 123", "", "")
