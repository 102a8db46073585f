"""One text and the decision on it, also when somebody else was quicker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.models import Wing
from directory.actions import decide, upkeep, write
from directory.models import Contact, Listing, Revision
from tests.cast import CONTACT, Cast, content, listing_at
from tests.directory.typing_in import signed_in, typed


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


def url(revision: Revision, name: str = "revision") -> str:
    return reverse(name, args=[revision.listing.prison.code, revision.pk])


def changed(cast: Cast, **changes: object) -> Revision:
    seen = cast.approved.approved_revision_id
    return write.submit_revision(
        by=cast.manager,
        listing=cast.approved,
        content=content(**changes),
        seen=seen,
        note_to_coordinator="We grew.",
    )[0]


def text_of(listing: Listing) -> Revision:
    return Listing.objects.get(pk=listing.pk).approved_revision  # type: ignore[return-value]


def test_a_change_shows_each_word_that_changed(cast: Cast, coordinator: Client) -> None:
    page = coordinator.get(url(changed(cast, how_to_ask="Send an app to the debt team.")))
    differing = [row for row in page.context_data["changes"] if row["before"] != row["after"]]
    assert [row["label"] for row in differing] == ["How to ask, for people in prison"]
    body = page.content.decode()
    assert "removed</span> housing" in body
    assert "added</span> debt" in body
    assert "We grew." in body


def test_a_new_service_has_nothing_to_compare_with(cast: Cast, coordinator: Client) -> None:
    page = coordinator.get(url(cast.pending_revision))
    assert (page.context_data["changes"], page.context_data["kind"]) == ([], "New service")


@pytest.mark.parametrize(
    ("changes", "doubt"),
    [
        ({"how_to_ask": "Call 01632 960123."}, "“01632 960123” is a telephone number."),
        ({"sex": "women"}, "holds no women."),
        ({"ends_on": timezone.localdate() - timedelta(days=1)}, "Its last day has passed"),
        ({"funded_until": timezone.localdate() - timedelta(days=1)}, "Its funding has ended"),
        ({"sessions": []}, "It names no times and is not by appointment."),
        ({"ways_to_ask": ["helpline"]}, "no public helpline stands on its page"),
    ],
)
def test_what_is_doubtful_is_said(
    cast: Cast, coordinator: Client, changes: dict[str, object], doubt: str
) -> None:
    doubts = coordinator.get(url(changed(cast, **changes))).context_data["doubts"]
    assert any(doubt in sentence for sentence in doubts), doubts


def test_a_sound_text_raises_no_doubt(cast: Cast, coordinator: Client) -> None:
    assert coordinator.get(url(changed(cast, summary="New."))).context_data["doubts"] == []


def test_doubts_about_the_prison_the_wings_and_the_contacts(cast: Cast, coordinator: Client) -> None:
    wing = Wing.objects.get(prison=cast.exeter, name="A wing")
    revision = changed(cast, every_wing=False, wings=[wing], sex="men")
    Wing.objects.filter(pk=wing.pk).update(ended_on=timezone.localdate())
    Contact.objects.filter(listing=cast.approved).delete()
    type(cast.exeter).objects.filter(code="EXI").update(status="closed_temporarily", holds_men=False)
    doubts = " ".join(coordinator.get(url(revision)).context_data["doubts"])
    assert "These wings are closed: A wing." in doubts
    assert "It has no contacts for staff yet." in doubts
    assert "closed temporarily" in doubts
    assert "holds no men" in doubts


def test_accepting_shows_the_number_and_leads_back_to_the_queue(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    response = coordinator.post(url(revision, "revision_accept"), {"seen_approved": "0"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("queue", args=["EXI"])
    assert "as entry 2" in response.content.decode()
    assert text_of(cast.pending) == revision


def test_a_text_with_contact_details_stays_with_a_sentence(cast: Cast, coordinator: Client) -> None:
    revision = changed(cast, how_to_ask="Call 01632 960123.")
    response = coordinator.post(
        url(revision, "revision_accept"), {"seen_approved": cast.approved.approved_revision_id}
    )
    assert response.status_code == 200
    assert "Accept with your own edit that takes it out" in response.content.decode()


def test_the_second_to_accept_is_told_by_whom_it_was_decided(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    decide.accept_revision(by=cast.second_coordinator, revision=revision)
    response = coordinator.post(url(revision, "revision_accept"), {"seen_approved": "0"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "Callum Coordinator has already decided on this" in page
    assert "Accept this text" not in page


def test_a_difference_that_is_no_longer_the_one_that_was_seen_is_shown_again(
    cast: Cast, coordinator: Client
) -> None:
    revision = changed(cast, summary="New.")
    response = coordinator.post(url(revision, "revision_accept"), {"seen_approved": "999999"})
    assert response.status_code == 409
    assert "Look at the difference again" in response.content.decode()
    assert response.context_data["may_decide"] is True


def test_returning_joins_the_ticked_reasons_and_own_words(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    post = {"suggested": ["plain", "how"], "words": "Thank you!"}
    assert coordinator.post(url(revision, "revision_return"), post).status_code == 302
    revision.refresh_from_db()
    first, second, own = revision.reason.split("\n")
    assert (first.startswith("Please use shorter"), second.startswith("Please say more plainly"), own) == (
        True,
        True,
        "Thank you!",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("", "Write the reason, or tick one"), ("For A1234BC", "looks like a prison number")],
)
def test_a_reason_is_needed_and_what_was_typed_stays(
    cast: Cast, coordinator: Client, words, sentence
) -> None:
    response = coordinator.post(url(cast.pending_revision, "revision_return"), {"words": words})
    assert sentence in response.context_data["form"].errors["words"][0]
    assert response.context_data["form"]["words"].value() == words
    assert cast.pending_revision.state == Revision.State.PENDING


def test_the_second_to_return_keeps_the_reason_that_was_typed(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    decide.return_revision(by=cast.second_coordinator, revision=revision, reason="Mine was first.")
    response = coordinator.post(url(revision, "revision_return"), {"words": "My long reason."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "My long reason." in page
    assert "Mine was first." in page
    assert "What you typed" in page


def test_an_edit_opens_with_the_text_that_was_sent(cast: Cast, coordinator: Client) -> None:
    form = coordinator.get(url(cast.pending_revision, "revision_edit")).context_data["form"]
    assert (form["name"].value(), form["seen_approved"].value()) == ("Debt clinic", 0)


def test_an_edit_is_accepted_and_marked(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    post = typed(name="Debt clinic", pathways=["finance"], summary="We help with debt.")
    more = {"seen_approved": "0", "reason": "Shorter."}
    assert coordinator.post(url(revision, "revision_edit"), post | more).status_code == 302
    edited = text_of(cast.pending)
    assert (edited.summary, edited.edited_from, edited.submitted_by) == (
        "We help with debt.",
        revision,
        cast.coordinator,
    )
    history = coordinator.get(cast.pending.get_absolute_url()).content.decode()
    assert "Accepted with the coordinator’s own edits" in history


def test_an_edit_that_breaks_a_rule_is_shown_again(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    response = coordinator.post(
        url(revision, "revision_edit"), typed(name="", summary="Mine.") | {"seen_approved": "0"}
    )
    assert response.context_data["form"].errors["name"]
    assert response.context_data["form"]["summary"].value() == "Mine."


def test_an_edit_that_changes_nothing_is_said(cast: Cast, coordinator: Client) -> None:
    post = typed(name="Debt clinic", pathways=["finance"]) | {"seen_approved": "0"}
    response = coordinator.post(url(cast.pending_revision, "revision_edit"), post)
    assert (response.status_code, "You changed nothing" in response.content.decode()) == (200, True)


def test_a_session_can_be_added_to_an_edit(cast: Cast, coordinator: Client) -> None:
    post = typed(summary="Mine.") | {"seen_approved": "0", "do": "add_session"}
    response = coordinator.post(url(cast.pending_revision, "revision_edit"), post)
    assert len(response.context_data["formset"].forms) == 2
    assert response.context_data["form"]["summary"].value() == "Mine."


def test_the_second_to_edit_sees_the_others_text_and_keeps_the_own(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    theirs = content(name="Debt clinic", pathways=["finance"], summary="Theirs.")
    decide.accept_with_edits(by=cast.second_coordinator, revision=revision, content=theirs)
    response = coordinator.post(
        url(revision, "revision_edit"), typed(name="Debt clinic", summary="Mine.") | {"seen_approved": "0"}
    )
    assert response.status_code == 409
    assert response.context_data["form"]["summary"].value() == "Mine."
    assert {"Theirs."} <= {row["after"] for row in response.context_data["meanwhile"]}
    assert "Callum Coordinator has already decided" in response.content.decode()


def test_get_decides_nothing(cast: Cast, coordinator: Client) -> None:
    revision = cast.pending_revision
    for name in ("revision_accept", "revision_return", "revision_edit"):
        coordinator.get(url(revision, name))
    revision.refresh_from_db()
    assert revision.state == Revision.State.PENDING


def test_the_organisation_sees_its_text_and_what_became_of_it(cast: Cast) -> None:
    revision = cast.pending_revision
    decide.return_revision(by=cast.coordinator, revision=revision, reason="Say who can use it.")
    page = signed_in(cast.worker).get(url(revision))
    assert page.context_data["may_decide"] is False
    assert "Say who can use it." in page.content.decode()


def test_a_governor_sees_no_buttons(cast: Cast) -> None:
    page = signed_in(cast.governor).get(url(cast.pending_revision))
    assert page.context_data["may_decide"] is False
    assert "Accept this text" not in page.content.decode()


def test_people_in_prison_are_shown_nothing_for_staff(cast: Cast, coordinator: Client) -> None:
    listing = listing_at(
        cast.exeter, cast.harbour, cast.manager, name="Choir", groups=["veterans"], minimum_age=21,
        other_rules="You like to sing.", least_time_days=28, by_appointment=True, staff_procedure="Sentinel",
        evidence="Sentinel", cost="Sentinel",
    )  # fmt: skip
    upkeep.set_contacts(by=cast.manager, listing=listing, contacts=[CONTACT])
    people = coordinator.get(url(listing.revisions.get())).context_data["people"]
    assert "Sentinel" not in str(people)
    facts = dict(people.facts)
    assert facts["Who it is for"] == "Veterans and Aged 21 or over"
    assert facts["When and where"] == "Every Tuesday, 10:00 to 11:30, Library<br>By appointment."
    upkeep.set_flags(by=cast.manager, listing=listing, confidential_premises=True, discreet=False)
    people = coordinator.get(url(listing.revisions.get())).context_data["people"]
    assert "Library" not in str(people)
