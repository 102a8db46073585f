"""Plain words on the pages: under each box while somebody writes, before sending, and above the decision."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from coordination.actions.prisons import edit_prison_settings
from coordination.actions.wings import add_wing, rename_wing
from coordination.policies import Refused
from directory.actions import decide
from directory.models import Draft, Listing, Revision
from tests.cast import Cast, listing_at, session
from tests.directory.typing_in import form_of, signed_in, typed

BAD = "Offenders ask OMU. Ring 01632 960123."
WELSH = "Rydym yn eich helpu i ddod o hyd i le i fyw. Gallwch siarad gyda ni ar yr adain."


def ask(client: Client, text: str, **more: str) -> dict[str, str]:
    answer = client.post(reverse("plain_words"), {"text": text, **more})
    assert answer.status_code == 200
    return json.loads(answer.content)


def remarked(words: Any) -> dict[str, set[str]]:
    return {each.label: {remark.kind for remark in each.remarks} for each in words}


@pytest.fixture
def manager(cast: Cast) -> Client:
    return signed_in(cast.manager)


# --- While writing --------------------------------------------------------------------------------


def test_a_button_shows_the_remarks_and_keeps_what_was_typed(cast: Cast, manager: Client) -> None:
    post = typed(summary=BAD, how_to_ask="Send an app.", sessions=[session(place="Room at EX4 4EX")])
    page = manager.post(form_of(cast.approved), {"do": "words", **post, "note": "About A1234BC."})
    assert page.status_code == 200
    assert remarked(page.context_data["words_checked"]["fields"]) == {
        "What it is": {"refused_word", "acronym", "contact_detail"},
        "Place of session 1": {"contact_detail"},
        "Note to the coordinator": {"prison_number"},
    }
    body = page.content.decode()
    assert BAD in body and "Room at EX4 4EX" in body
    assert '>Offenders</mark><sup class="dir-words__number">' in body
    assert "<strong>Must change:</strong> Take “01632 960123” out" in body


def test_the_button_saves_sends_and_complains_of_nothing(cast: Cast, manager: Client) -> None:
    before = Revision.objects.count()
    page = manager.post(form_of(cast.approved), {"do": "words", **typed(summary="")})
    assert not page.context_data["form"].errors
    assert (Revision.objects.count(), Draft.objects.count()) == (before, 0)


def test_a_page_that_was_not_asked_says_nothing_of_words(cast: Cast, manager: Client) -> None:
    body = manager.get(form_of(cast.approved)).content.decode()
    assert "dir-words__result" not in body
    assert 'data-plain-words="id_summary" data-readers="people"' in body
    assert 'data-plain-words="id_staff_procedure" data-readers="staff"' in body


def test_advice_never_stops_a_text(cast: Cast, manager: Client) -> None:
    hard = "Offenders at OMU. " + "word " * 20
    preview = manager.post(form_of(cast.approved), {"do": "check", **typed(summary=hard)})
    assert preview.template_name == "directory/write_preview.html"
    told = remarked(preview.context_data["words_told"]["fields"])
    assert told == {"What it is": {"refused_word", "acronym", "long_sentence"}}


def test_the_live_check_answers_with_the_same_remarks(manager: Client) -> None:
    answer = ask(manager, BAD, readers="people")
    assert answer["heading"] == "3 remarks. 1 must change."
    assert "Write “OMU” in full words" in answer["html"]
    staff = ask(manager, f"{BAD} A1234BC", readers="staff")
    assert staff["heading"] == "1 remark. It must change."


def test_the_live_check_shows_what_is_typed_as_words_and_never_as_markup(manager: Client) -> None:
    html = ask(manager, "<script>alert(1)</script> OMU")["html"]
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_the_live_check_refuses_a_book(manager: Client) -> None:
    assert "Not checked" in ask(manager, "a " * 30_001)["html"]


def test_of_welsh_the_page_says_that_its_words_were_not_checked(manager: Client) -> None:
    html = ask(manager, f"{WELSH} anna@example.org")["html"]
    assert "Welsh" in html and "anna@example.org” out" in html
    assert "words. Make two" not in html


# --- At approval ----------------------------------------------------------------------------------


def waiting(cast: Cast, **changes: Any) -> Revision:
    return listing_at(cast.exeter, cast.harbour, cast.manager, **changes).revisions.pending().get()


def test_the_coordinator_sees_the_remarks_above_the_decision(cast: Cast) -> None:
    revision = waiting(
        cast, name="Kites", summary="Inmates fly kites with OMU.", how_to_ask="Ask an officer."
    )
    page = signed_in(cast.coordinator).get(reverse("revision", args=["EXI", revision.pk]))
    assert remarked(page.context_data["words_told"]["fields"]) == {"What it is": {"refused_word", "acronym"}}
    body = page.content.decode()
    assert body.index(">Inmates</mark>") < body.index('id="decide"')
    assert any("not known" in each for each in page.context_data["words_told"]["reading_ages"])


def test_advice_is_accepted_and_a_telephone_number_is_not(cast: Cast) -> None:
    advised = waiting(cast, name="Kites", summary="Inmates fly kites with OMU.")
    decide.accept_revision(by=cast.coordinator, revision=advised)
    assert Listing.objects.get(pk=advised.listing_id).approved_revision == advised
    blocked = waiting(cast, name="More kites", summary="Ring 01632 960123.")
    with pytest.raises(Refused, match="telephone number"):
        decide.accept_revision(by=cast.coordinator, revision=blocked)


def test_a_decided_text_is_judged_no_more(cast: Cast) -> None:
    page = signed_in(cast.coordinator).get(
        reverse("revision", args=["EXI", cast.approved.approved_revision_id])
    )
    assert page.context_data["words_told"] is None


def test_the_coordinators_own_edit_has_the_button_too(cast: Cast) -> None:
    revision = waiting(cast, name="Kites")
    post = {"do": "words", "seen_approved": 0, **typed(summary="For inmates.")}
    page = signed_in(cast.coordinator).post(reverse("revision_edit", args=["EXI", revision.pk]), post)
    assert remarked(page.context_data["words_checked"]["fields"]) == {"What it is": {"refused_word"}}
    assert "For inmates." in page.content.decode()
    assert Revision.objects.get(pk=revision.pk).state == Revision.State.PENDING


# --- What else is printed -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Ring 01632 960123", "See www.example.org", "A1234BC wing"])
def test_a_wing_is_not_named_after_a_telephone_number_or_a_person(cast: Cast, name: str) -> None:
    with pytest.raises(Refused, match="Take it out"):
        add_wing(by=cast.coordinator, prison=cast.exeter, name=name)
    wing = cast.exeter.wings.first()
    assert wing
    with pytest.raises(Refused, match="Take it out"):
        rename_wing(by=cast.coordinator, wing=wing, name=name)


@pytest.mark.parametrize("ask", ["the library on 01632 960123", "anna@example.org", "A1234BC in the library"])
def test_whom_to_ask_is_a_place_and_no_telephone_number(cast: Cast, ask: str) -> None:
    with pytest.raises(Refused, match="Take it out"):
        edit_prison_settings(
            by=cast.coordinator, prison=cast.exeter, renew_after_days=90, ask_for_new_copy=ask
        )


def test_the_page_shows_the_sentence_beside_the_wing(cast: Cast) -> None:
    page = signed_in(cast.coordinator).post(reverse("wings", args=["EXI"]), {"name": "Ring 01632 960123"})
    assert "it is printed for people in prison" in page.content.decode()
