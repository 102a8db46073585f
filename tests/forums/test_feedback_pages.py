"""Typing slips in, looking through them, and taking one out, as pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from forums.actions.feedback import ROWS_A_PAGE, TO_SAFER_CUSTODY
from forums.models import FeedbackSlip
from forums.papers import slips
from tests.cast import Cast, approved_listing_at
from tests.coordination.markup import by_id, error_links, parsed, select, words
from tests.coordination.pages import client_of, said
from tests.directory.typing_in import date_boxes
from tests.forums import making

pytestmark = pytest.mark.django_db

TYPE_IN = "/prisons/EXI/feedback/type-in/"


def page(**changes: Any) -> dict[str, Any]:
    return {
        "batch": str(uuid.uuid4()), "all_read": "on", "then": "save",
        **date_boxes("received_on", timezone.localdate()),
    } | changes  # fmt: skip


def sent(cast: Cast, **changes: Any) -> Any:
    return client_of(cast.coordinator).post(TYPE_IN, page(**changes))


def test_the_page_has_thirty_rows_and_says_where_danger_goes(cast: Cast) -> None:
    found = parsed(client_of(cast.coordinator).get(TYPE_IN).content.decode())
    assert len(select(found, ".fb-row")) == ROWS_A_PAGE == 30
    main = words(select(found, "main")[0])
    assert "Not for urgent help." in main
    assert "goes to safer custody now. Do not type it in." in main


def test_the_faces_on_paper_counted_from_the_left_are_the_digits_that_are_typed(cast: Cast) -> None:
    assert [label for _, label in slips.FACES] == [FeedbackSlip.Face(digit).label for digit in (1, 2, 3)]
    told = words(parsed(client_of(cast.coordinator).get(TYPE_IN).content.decode()))
    assert "counted from the left: 1 not good, 2 so so, 3 good" in told


def test_every_field_is_named_and_stands_row_by_row(cast: Cast) -> None:
    found = parsed(client_of(cast.coordinator).get(TYPE_IN).content.decode())
    fields = [each.get("name") for each in select(found, ".fb-row input, .fb-row select, .fb-row textarea")]
    assert fields[:5] == ["wing_1", "entry_number_1", "face_1", "words_1", "wing_2"]
    for name in fields:
        assert select(found, f"label[for=id_{name}]")


def test_enter_without_scripts_looks_and_keeps_nothing(cast: Cast) -> None:
    found = parsed(client_of(cast.coordinator).get(TYPE_IN).content.decode())
    first = select(found, "form[data-enter-goes-on] button, form[data-enter-goes-on] input[type=submit]")[0]
    assert (first.get("name"), first.get("value")) == ("then", "check")
    answer = sent(cast, then="check", entry_number_1=str(cast.approved.entry_number), face_1="3")
    assert answer.status_code == 200
    assert not FeedbackSlip.objects.exists()
    shown = parsed(answer.content.decode())
    assert words(by_id(shown, "slip_1_service")) == "Housing advice"
    assert by_id(shown, "id_face_1").get("value") == "3"


def test_a_saved_page_says_the_services_back_and_opens_an_empty_one(cast: Cast) -> None:
    number = str(cast.approved.entry_number)
    answer = client_of(cast.coordinator).post(
        TYPE_IN, page(entry_number_1=number, face_1="3", entry_number_2=number, face_2="1", words_5="More"), follow=True
    )  # fmt: skip
    assert said(answer) == [
        f"3 slips are saved: {number} Housing advice (2), no single service (1). Here is an empty page."
    ]
    shown = parsed(answer.content.decode())
    assert not select(shown, ".fb-row input[value]")
    assert select(shown, "[name=received_on_year]")[0].get("value") == str(timezone.localdate().year)
    assert [slip.row for slip in FeedbackSlip.objects.order_by("row")] == [1, 2, 5]


def test_the_day_of_the_page_goes_on_to_the_next(cast: Cast) -> None:
    answer = sent(cast, face_1="3", **date_boxes("received_on", timezone.localdate().replace(day=1)))
    assert answer.url == f"{TYPE_IN}?received={timezone.localdate().replace(day=1)}"
    client = client_of(cast.coordinator)
    begins = {
        address: client.get(address).content.decode().count("autofocus") for address in (TYPE_IN, answer.url)
    }
    assert begins == {TYPE_IN: 0, answer.url: 1}
    assert client_of(cast.coordinator).get(f"{TYPE_IN}?received=2026-99-99").status_code == 200


def test_a_wing_that_is_left_repeats_the_one_above_and_the_page_says_which(cast: Cast) -> None:
    a_wing, b_wing, _ = cast.exeter.wings.all()
    typed = {
        "face_1": "3", "wing_2": str(a_wing.pk), "face_2": "3", "face_3": "3", "wing_4": str(b_wing.pk),
        "face_4": "3", "wing_6": "none", "face_6": "3", "face_7": "3", "face_9": "x",
    }  # fmt: skip
    shown = parsed(sent(cast, **typed).content.decode())
    above = [words(select(shown, f"#id_wing_{row} option")[0]) for row in (1, 2, 3, 5, 7)]
    assert above == [
        "(not known)", "(as above)", "(as above: A wing)", "(as above: B wing)", "(as above)"
    ]  # fmt: skip
    sent(cast, **typed | {"face_9": ""})
    wings = {slip.row: slip.wing for slip in FeedbackSlip.objects.all()}
    assert wings == {1: None, 2: a_wing, 3: a_wing, 4: b_wing, 6: None, 7: None}


def test_each_wrong_row_has_its_sentence_and_nothing_typed_is_lost(cast: Cast) -> None:
    answer = sent(
        cast, entry_number_1="12a", face_2="7", words_2="kept words", words_3="See A1234BC", face_4="3",
        entry_number_5="999", face_5="1", wing_6=str(cast.exeter.wings.all()[0].pk),
    )  # fmt: skip
    assert answer.status_code == 200
    shown = parsed(answer.content.decode())
    errors = {row: words(by_id(shown, f"slip_{row}_error")) for row in (1, 2, 3, 5, 6)}
    assert "number in figures" in errors[1]
    assert "1, 2 or 3" in errors[2]
    assert "looks like a prison number" in errors[3]
    assert "No service here has entry number 999" in errors[5]
    assert "says nothing" in errors[6]
    assert words(by_id(shown, "id_words_2")) == "kept words"
    assert len(error_links(shown)) == 5
    assert all(words(link).startswith("Slip ") for link in error_links(shown))
    assert by_id(shown, "id_face_2").get("aria-describedby") == "slip_2_error"
    assert not FeedbackSlip.objects.exists()


def test_words_of_danger_are_asked_about_beside_their_row(cast: Cast) -> None:
    typed = {"words_2": "I want to die"}
    shown = parsed(sent(cast, **typed).content.decode())
    assert TO_SAFER_CUSTODY in words(by_id(shown, "slip_2_error"))
    assert [box.get("name") for box in select(shown, "[name^=no_danger]")] == ["no_danger_2"]
    assert sent(cast, **typed, no_danger_2="on").status_code == 302


def test_that_the_slips_were_read_is_asked_before_saving(cast: Cast) -> None:
    answer = sent(cast, face_1="3", all_read="")
    assert "Tick that you have read every slip" in answer.content.decode()
    assert not FeedbackSlip.objects.exists()


def test_a_page_sent_twice_is_kept_once(cast: Cast) -> None:
    batch = str(uuid.uuid4())
    for _ in range(2):
        assert sent(cast, batch=batch, face_1="3").status_code == 302
    assert FeedbackSlip.objects.count() == 1
    answer = sent(cast, batch=batch, face_1="1")
    assert "This page was saved before" in answer.content.decode()


def test_an_empty_page_is_not_saved(cast: Cast) -> None:
    assert "Type in at least one slip." in sent(cast).content.decode()


def test_a_page_without_its_batch_is_refused_and_not_a_crash(cast: Cast) -> None:
    for batch in ("", "junk"):
        assert sent(cast, batch=batch, face_1="3").status_code == 200
    assert not FeedbackSlip.objects.exists()


# --- Slips of a prison ----------------------------------------------------------------------------


def listed(cast: Cast, **query: Any) -> list[str]:
    answer = client_of(cast.coordinator).get("/prisons/EXI/feedback/", query)
    return [words(each) for each in select(parsed(answer.content.decode()), ".fb-slip__words")]


def test_slips_are_found_by_service_wing_face_and_day(cast: Cast) -> None:
    wing = cast.exeter.wings.first()
    making.slip(cast, words="About housing", entry_number=cast.approved.entry_number)
    making.slip(cast, words="On A wing", wing=wing, face=1)
    making.slip(cast, words="Words alone", face=None)
    making.slip(cast, elsewhere=True, words="At Guys Marsh")
    old = making.slip(cast, words="Long ago")
    FeedbackSlip.objects.filter(pk=old.pk).update(received_on="2026-01-31")
    assert len(listed(cast)) == 4
    assert listed(cast, service=cast.approved.pk) == ["“About housing”"]
    assert len(listed(cast, service="none")) == 3
    assert listed(cast, wing=wing.pk) == listed(cast, face="1") == ["“On A wing”"]
    assert listed(cast, face="none") == ["“Words alone”"]
    assert listed(cast, until="2026-01-31") == ["“Long ago”"]
    assert "“Long ago”" not in listed(cast, since="2026-02-01")


def test_one_slip_is_taken_out_after_a_page_that_asks(cast: Cast) -> None:
    slip, client = making.slip(cast, words="Should not stand here"), client_of(cast.coordinator)
    address = reverse("remove_slip", args=["EXI", slip.pk])
    assert "This cannot be taken back" in client.get(address).content.decode()
    assert FeedbackSlip.objects.exists()
    assert said(client.post(address, follow=True)) == [
        "The slip is taken out. Its words and its wing are kept nowhere."
    ]
    assert listed(cast) == []


def test_a_summary_is_written_on_its_page(cast: Cast) -> None:
    client, address = client_of(cast.coordinator), reverse("feedback_summary", args=["EXI", cast.approved.pk])
    assert client.post(address, {"text": "Glad of it."}).status_code == 302
    assert "Glad of it." in client.get(address).content.decode()
    assert "There is no summary any more." in said(client.post(address, {"text": ""}, follow=True))


@pytest.mark.parametrize("address", ["/prisons/EXI/feedback/", TYPE_IN])
def test_pages_take_the_same_queries_for_two_and_for_twelve(cast: Cast, address: str) -> None:
    client = client_of(cast.coordinator)

    def asked(more: int) -> int:
        for at in range(more):
            made = approved_listing_at(
                cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=f"Service {more} {at}"
            )
            making.slip(cast, entry_number=made.entry_number, wing=cast.exeter.wings.first())
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    asked(1)
    assert asked(1) == asked(10)


def test_saving_thirty_slips_takes_as_many_queries_as_saving_two(cast: Cast) -> None:
    client, number = client_of(cast.coordinator), str(cast.approved.entry_number)

    def asked(rows: int) -> int:
        typed = {f"entry_number_{row}": number for row in range(1, rows + 1)}
        typed |= {f"face_{row}": "3" for row in range(1, rows + 1)}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(TYPE_IN, page(**typed)).status_code == 302
        return len(queries)

    asked(1)
    assert asked(2) == asked(30)
