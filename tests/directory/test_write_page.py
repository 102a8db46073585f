"""The form of a service: draft, preview, send; and nothing that was typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client

from directory.actions import decide, withdraw, write
from directory.models import Draft, Listing, Revision
from directory.wording import content_of, normalised
from tests.cast import Cast, content, session
from tests.directory.typing_in import form_of, signed_in, typed


def press(client: Client, listing: Listing, do: str, **post: object) -> HttpResponse:
    return client.post(form_of(listing), {"do": do, **post})


def newest(listing: Listing) -> Revision:
    return listing.revisions.order_by("-pk").first()  # type: ignore[return-value]


def through_the_preview(client: Client, listing: Listing, post: dict[str, object]) -> HttpResponse:
    """Check, then press “send” on the page that shows the text, with what that page carries."""
    preview = press(client, listing, "check", **post)
    assert preview.template_name == "directory/write_preview.html", preview.context_data["form"].errors
    carried: dict[str, list[str]] = {}
    for name, text in preview.context_data["hidden_fields"]:
        carried.setdefault(name, []).append(text)
    return press(client, listing, "send", **carried)


@pytest.fixture
def manager(cast: Cast) -> Client:
    return signed_in(cast.manager)


def test_the_form_opens_with_the_newest_text(cast: Cast, manager: Client) -> None:
    form = manager.get(form_of(cast.approved)).context_data["form"]
    assert form["summary"].value() == content()["summary"]
    assert form["seen"].value() == cast.approved.approved_revision_id


def test_a_new_service_opens_with_its_name_alone(cast: Cast, manager: Client) -> None:
    begun = write.begin_service(
        by=cast.manager, organisation=cast.harbour, name="Choir", prisons=[cast.exeter]
    )
    response = manager.get(form_of(begun.listings.get()))
    assert response.context_data["form"]["name"].value() == "Choir"
    assert len(response.context_data["formset"].forms) == 2


def test_a_text_is_checked_shown_and_sent(cast: Cast, manager: Client) -> None:
    seen = cast.approved.approved_revision_id
    post = typed(summary="New words.", funded_until=date(2027, 3, 31)) | {"seen": seen, "note": "We grew."}
    response = through_the_preview(manager, cast.approved, post)
    assert response.status_code == 302
    sent = newest(cast.approved)
    assert content_of(sent) == normalised(content(summary="New words.", funded_until=date(2027, 3, 31)))
    assert (sent.note, sent.state, sent.submitted_by) == ("We grew.", Revision.State.PENDING, cast.manager)
    assert not Draft.objects.exists()


def test_the_preview_shows_both_readings_and_sends_nothing(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "check", **typed(summary="New words."))
    people = response.context_data["people"]
    assert (people.name, people.summary) == ("Housing advice", "New words.")
    assert "E-mail the referral form" not in str(people)
    assert "E-mail the referral form" in response.content.decode()
    assert newest(cast.approved) == cast.approved.approved_revision
    assert Draft.objects.get(listing=cast.approved).content["summary"] == ["New words."]


def test_how_to_ask_is_made_from_the_ways_that_are_ticked(cast: Cast, manager: Client) -> None:
    post = typed(how_to_ask="", ways_to_ask=["app", "officer"])
    response = press(manager, cast.approved, "check", **post)
    suggested = "Send an app. Ask an officer or your key worker."
    assert response.context_data["people"].how_to_ask == suggested
    assert ("how_to_ask", suggested) in response.context_data["hidden_fields"]


def test_a_broken_rule_is_said_at_its_field_and_what_was_typed_stays(cast: Cast, manager: Client) -> None:
    response = press(
        manager, cast.approved, "check", **typed(summary="word " * 61, minimum_age=30, maximum_age=25)
    )
    form = response.context_data["form"]
    assert form.errors["summary"] == ["“What it is” has 61 words. Shorten it to 60."]
    assert "oldest age is below" in form.errors["maximum_age"][0]
    assert form["summary"].value() == "word " * 61
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"other_rules": "Not for A1234BC"}, "other_rules", "looks like a prison number"),
        ({"pathways": []}, "pathways", "Tick at least one pathway."),
        ({"every_wing": False}, "every_wing", "Tick every wing, or the wings"),
        (
            {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
            "ends_on",
            "last day is before the first",
        ),
        ({"ways_to_ask": [], "how_to_ask": ""}, "how_to_ask", "Write in one sentence how somebody asks"),
    ],
)
def test_each_rule_has_its_sentence(cast: Cast, manager: Client, changes, field: str, sentence: str) -> None:
    response = press(manager, cast.approved, "check", **typed(**changes))
    assert sentence in response.context_data["form"].errors[field][0]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"ends": session()["begins"]}, "ends", "ends before it begins"),
        ({"pattern": "monthly"}, "week_of_month", "which Tuesday of the month"),
        ({"pattern": "fortnightly"}, "counted_from", "the date of one Tuesday"),
        ({"pattern": "fortnightly", "counted_from": date(2026, 3, 4)}, "counted_from", "is a Wednesday"),
        ({"place": ""}, "place", "Give the place"),
        ({"place": "A1234BC’s cell"}, "place", "looks like a prison number"),
    ],
)
def test_each_rule_of_a_session_has_its_sentence(
    cast: Cast, manager: Client, changes, field, sentence
) -> None:
    response = press(manager, cast.approved, "check", **typed(sessions=[session(**changes)]))
    form = response.context_data["formset"].forms[0]
    assert sentence in form.errors[field][0]
    assert form.rhythm_is_open is (field in ("week_of_month", "counted_from"))


@pytest.mark.parametrize("time", ["2pm", "14.00", "14", "2:00 pm", "14:00"])
def test_times_are_read_as_people_write_them(cast: Cast, manager: Client, time: str) -> None:
    response = press(manager, cast.approved, "check", **(typed() | {"sessions-0-ends": time}))
    assert "Every Tuesday, 10:00 to 14:00, Library" in response.content.decode()


def test_a_blank_session_is_none_and_a_ticked_one_is_taken_out(cast: Cast, manager: Client) -> None:
    two = typed(sessions=[session(), session(place="Chapel")])
    blank = {name: "" for name in two if name.startswith("sessions-1-")}
    response = press(manager, cast.approved, "check", **(two | blank | {"sessions-0-DELETE": "on"}))
    assert response.template_name == "directory/write_preview.html"
    assert not any(
        label == "Sessions" for part in response.context_data["sections"] for label, _ in part["rows"]
    )


def test_another_session_is_added_without_complaint(cast: Cast, manager: Client) -> None:
    post = typed(summary="word " * 70, name="")
    response = press(manager, cast.approved, "add_session", **post)
    assert len(response.context_data["formset"].forms) == 2
    assert response.context_data["form"]["summary"].value() == "word " * 70
    assert not response.context_data["form"].errors
    assert "There is a problem" not in response.content.decode()
    assert not Draft.objects.exists()


def test_there_is_an_end_to_sessions(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "add_session", **(typed() | {"sessions-TOTAL_FORMS": "900"}))
    assert len(response.context_data["formset"].forms) == 21


def test_a_draft_is_saved_as_typed_and_opens_again(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "draft", **typed(summary="word " * 70, name=""))
    assert response.status_code == 302
    page = manager.get(form_of(cast.approved))
    assert page.context_data["form"]["summary"].value() == "word " * 70
    assert "This is the draft that Mina Manager saved" in page.context_data["notices"][0]
    assert not page.context_data["form"].errors


def test_a_draft_with_a_prison_number_is_refused_and_stays_on_the_page(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "draft", **typed(summary="For A1234BC"))
    assert "looks like a prison number" in response.content.decode()
    assert response.context_data["form"]["summary"].value() == "For A1234BC"
    assert not Draft.objects.exists()


def test_going_back_from_the_preview_keeps_everything(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "change", **typed(summary="New words."))
    assert response.context_data["form"]["summary"].value() == "New words."


def test_a_colleagues_draft_is_shown_before_it_is_replaced(cast: Cast, manager: Client) -> None:
    cast.worker.postings.update(role="manager")
    write.save_draft(by=cast.worker, listing=cast.approved, content={"name": ["theirs"]})
    response = press(manager, cast.approved, "draft", **typed(summary="Mine."), draft_seen="")
    assert response.status_code == 409
    assert "Walid Worker saved a draft" in response.content.decode()
    form = response.context_data["form"]
    again = press(
        manager, cast.approved, "draft", **typed(summary="Mine."), draft_seen=form["draft_seen"].value()
    )
    assert again.status_code == 302
    assert Draft.objects.get().content["summary"] == ["Mine."]


def test_somebody_elses_newer_text_is_compared_and_mine_is_kept(cast: Cast, manager: Client) -> None:
    seen = cast.approved.approved_revision_id
    write.submit_revision(by=cast.manager, listing=cast.approved, content=content(cost="Free."), seen=seen)
    response = press(manager, cast.approved, "send", **typed(summary="Mine."), seen=seen)
    assert response.status_code == 302
    page = manager.get(response["Location"])
    assert [(row["label"], row["after"]) for row in page.context_data["meanwhile"]] == [("Cost", "Free.")]
    form = page.context_data["form"]
    assert form["summary"].value() == "Mine."
    sent = press(manager, cast.approved, "send", **typed(summary="Mine."), seen=form["seen"].value())
    assert sent.status_code == 302
    assert newest(cast.approved).summary == "Mine."


def test_a_refusal_of_the_action_stays_on_the_page(cast: Cast, manager: Client) -> None:
    seen = cast.approved.approved_revision_id
    response = press(manager, cast.approved, "send", **typed(), seen=seen)
    assert "Nothing has changed" in response.content.decode()
    assert response.context_data["form"]["summary"].value() == content()["summary"]


def test_an_invalid_text_cannot_be_sent_past_the_preview(cast: Cast, manager: Client) -> None:
    response = press(manager, cast.approved, "send", **typed(name=""))
    assert response.context_data["form"].errors["name"]
    assert newest(cast.approved) == cast.approved.approved_revision


def test_sent_twice_is_sent_once(cast: Cast, manager: Client) -> None:
    seen = cast.approved.approved_revision_id
    for _ in range(2):
        assert press(manager, cast.approved, "send", **typed(summary="New."), seen=seen).status_code == 302
    assert cast.approved.revisions.count() == 2


def test_contact_details_are_said_to_the_writer_at_once(cast: Cast, manager: Client) -> None:
    post = typed(how_to_ask="Mail hana@example.org.")
    preview = press(manager, cast.approved, "check", **post)
    assert "“hana@example.org” is an e-mail address" in preview.context_data["warnings"][0]
    page = manager.get(form_of(cast.approved))
    assert "hana@example.org" in page.context_data["warnings"][0]


def test_a_returned_text_shows_why_at_the_top(cast: Cast, manager: Client) -> None:
    decide.return_revision(by=cast.coordinator, revision=cast.pending_revision, reason="Say who can use it.")
    page = manager.get(form_of(cast.pending)).content.decode()
    assert "The coordinator returned this text" in page
    assert "Say who can use it." in page


def test_a_text_that_waits_is_mentioned(cast: Cast, manager: Client) -> None:
    assert manager.get(form_of(cast.pending)).context_data["waiting"] == cast.pending_revision


def test_a_withdrawn_service_can_be_written_and_not_sent(cast: Cast, manager: Client) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It moved.")
    assert "was withdrawn at" in manager.get(form_of(cast.approved)).context_data["withdrawn"]
    response = press(
        manager, cast.approved, "send", **typed(summary="New."), seen=cast.approved.approved_revision_id
    )
    assert "Ask the coordinator there to restore it" in response.content.decode()


def test_the_same_changes_go_to_other_prisons_that_are_ticked(cast: Cast, manager: Client) -> None:
    there = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    assert "also_at" not in manager.get(form_of(cast.approved)).context_data["form"].fields, (
        "no text there yet"
    )
    write.submit_revision(by=cast.manager, listing=there, content=content(how_to_ask="Ask in the chapel."))
    post = typed(summary="New.") | {"seen": cast.approved.approved_revision_id, "also_at": [there.pk]}
    response = through_the_preview(manager, cast.approved, post)
    assert response.status_code == 302
    assert (newest(there).summary, newest(there).how_to_ask) == ("New.", "Ask in the chapel.")


def test_another_organisations_listing_cannot_be_ticked(cast: Cast, manager: Client) -> None:
    there = write.offer_to_prison(by=cast.manager, service=cast.approved.service, prison=cast.guys_marsh)
    write.submit_revision(by=cast.manager, listing=there, content=content())
    response = press(manager, cast.approved, "check", **typed(), also_at=[cast.elsewhere.pk])
    assert "also_at" in response.context_data["form"].errors


def test_pathways_for_women_are_offered_where_women_are_held(cast: Cast, manager: Client) -> None:
    def offered() -> set[str]:
        field = manager.get(form_of(cast.approved)).context_data["form"].fields["pathways"]
        return {pathway.pk for pathway in field.queryset}

    assert "abuse" not in offered()
    cast.exeter.holds_women = True
    cast.exeter.save(update_fields=["holds_women"])
    assert "abuse" in offered()


def test_ended_wings_are_not_offered(cast: Cast, manager: Client) -> None:
    wing = cast.exeter.wings.get(name="C wing")
    wing.ended_on = date(2026, 1, 1)
    wing.save()
    field = manager.get(form_of(cast.approved)).context_data["form"].fields["wings"]
    assert [str(each) for each in field.queryset] == ["A wing", "B wing"]


def test_it_hands_over_to_own_services_and_published_ones_here(cast: Cast, manager: Client) -> None:
    field = manager.get(form_of(cast.pending)).context_data["form"].fields["hands_over_to"]
    assert [label for _, label in field.choices] == ["Nobody", "Housing advice (Harbour Housing)"]


def test_the_preview_does_not_take_the_place_of_a_colleagues_draft_unseen(
    cast: Cast, manager: Client
) -> None:
    cast.worker.postings.update(role="manager")
    write.save_draft(by=cast.worker, listing=cast.approved, content={"name": ["theirs"]})
    response = press(manager, cast.approved, "check", **typed(summary="Mine."), draft_seen="")
    assert response.status_code == 409
    assert response.context_data["form"]["summary"].value() == "Mine."
    assert Draft.objects.get().content == {"name": ["theirs"]}


def test_what_cannot_be_kept_as_a_draft_stays_on_the_page(cast: Cast, manager: Client) -> None:
    seen = cast.approved.approved_revision_id
    write.submit_revision(by=cast.manager, listing=cast.approved, content=content(cost="Free."), seen=seen)
    strange = {"a_field_of_nobody": "A1234BC"}
    response = press(manager, cast.approved, "send", **typed(summary="Mine."), seen=seen, **strange)
    assert response.context_data["form"]["summary"].value() == "Mine."
    assert "prison number" in response.content.decode()
