"""The pages of editions: what each reader sees, what is said before printing, how a file is given out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination import publishing
from coordination.models import Prison, User
from directory.actions.editions import make_edition
from directory.actions.withdraw import withdraw_listing
from directory.models import CopyPlace, Edition, Listing, PlacedCopy
from tests.cast import Cast, approved_listing_at
from tests.coordination.markup import parsed, select
from tests.coordination.markup import words as words_of_link
from tests.directory.printing import PDF, finished

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def get(user: User, name: str, *arguments: Any, **more: Any) -> Any:
    return client_of(user).get(reverse(name, args=["EXI", *arguments]), **more)


# --- The list -------------------------------------------------------------------------------------


def test_the_list_names_the_newest_of_each_kind_and_offers_a_new_one(cast: Cast) -> None:
    finished(cast.exeter, "people")
    page = words(get(cast.coordinator, "editions"))
    assert "Edition 1, printed 4 May 2026, 20 pages." in page
    assert "None has been printed yet." in page
    assert reverse("edition_make", args=["EXI", "people"]) in page
    assert reverse("edition_make", args=["EXI", "staff"]) in page


def test_no_two_links_of_the_list_have_one_name(cast: Cast) -> None:
    finished(cast.exeter, "people")
    finished(cast.exeter, "staff")
    main = select(parsed(get(cast.coordinator, "editions").content.decode()), "main a")
    named = [words_of_link(link) for link in main]
    assert "Make a new edition of the directory for staff" in named
    assert sorted(set(named)) == sorted(named)


def test_readers_see_finished_directories_and_no_buttons(cast: Cast) -> None:
    finished(cast.exeter, "people")
    finished(cast.exeter, "people", state="failed", problem="The disk is full.")
    finished(cast.exeter, "take_down", snapshot={"entry": {"number": 1, "name": "x"}, "places": []})
    page = words(get(cast.staff, "editions"))
    assert "Directory for people in prison, edition 1" in page
    assert "edition 2" not in page
    assert "Take-down notice" not in page
    assert "Make a new edition" not in page


def test_the_list_counts_what_changed(cast: Cast) -> None:
    entry = {"number": 8, "name": "Choir"}
    for changes in (
        {"since": None, "added": [entry], "changed": [], "removed": []},
        {"since": 1, "added": [entry], "changed": [], "removed": [entry, entry]},
        {"since": 2, "added": [], "changed": [], "removed": []},
    ):
        finished(cast.exeter, "people", changes=changes)
    page = words(get(cast.coordinator, "editions"))
    for counted in ("first edition", "1 new, 2 taken out", "none"):
        assert f">{counted}</td>" in page.replace("> ", ">").replace(" <", "<")


def test_an_edition_past_its_date_says_so(cast: Cast) -> None:
    finished(cast.exeter, "people", renew_on=timezone.localdate() - timedelta(days=1))
    assert "It is out of date since" in words(get(cast.coordinator, "editions"))


def test_one_under_way_shows_its_progress_and_reloads_only_when_asked(cast: Cast) -> None:
    edition = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    page = get(cast.coordinator, "editions")
    assert "Waiting for its turn." in words(page)
    assert 'http-equiv="refresh"' not in words(page)
    asked = get(cast.coordinator, "editions", data={"refresh": "10"})
    assert '<meta http-equiv="refresh" content="10">' in words(asked)
    Edition.objects.filter(pk=edition.pk).update(state="rendering", progress=40)
    assert "Being laid out: 40 per cent." in words(get(cast.coordinator, "edition", edition.pk))


def test_progress_is_told_as_json(cast: Cast) -> None:
    edition = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    Edition.objects.filter(pk=edition.pk).update(state="rendering", progress=40)
    told = get(cast.coordinator, "edition_progress", edition.pk).json()
    assert told == {"done": 40, "total": 100, "sentence": "Being laid out: 40 per cent.", "finished": False}
    Edition.objects.filter(pk=edition.pk).update(state="failed", problem="x")
    assert get(cast.coordinator, "edition_progress", edition.pk).json()["finished"] is True


def test_the_number_of_queries_does_not_grow(cast: Cast, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        finished(cast.exeter, "people")
    client = client_of(cast.coordinator)
    client.get(reverse("editions", args=["EXI"]))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("editions", args=["EXI"]))
    for _ in range(10):
        finished(cast.exeter, "people")
    with django_assert_num_queries(len(few)):
        client.get(reverse("editions", args=["EXI"]))


def test_a_machine_that_cannot_print_says_what_is_missing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "This machine cannot print yet: install libpango-1.0-0."
    monkeypatch.setattr(publishing, "missing_library", lambda: sentence)
    page = words(get(cast.coordinator, "editions"))
    assert sentence in page
    assert "Make a new edition" not in page
    assert sentence in words(get(cast.coordinator, "edition_make", "people"))
    assert sentence not in words(get(cast.staff, "editions"))


def test_a_prison_that_is_closed_for_now_prints_nothing(cast: Cast) -> None:
    Prison.objects.filter(pk=cast.exeter.pk).update(status="closed_temporarily")
    page = words(get(cast.coordinator, "editions"))
    assert "closed temporarily. Nothing is printed for it until it opens again." in page
    assert "Make a new edition" not in page
    assert "nothing is printed for it" in words(get(cast.coordinator, "edition_make", "people"))


# --- Before printing ------------------------------------------------------------------------------


def test_the_page_before_printing_tells_what_to_look_at(cast: Cast) -> None:
    today = timezone.localdate()
    for name, changes in (
        ("Over", {"ends_on": today - timedelta(days=3)}),
        ("Later", {"starts_on": today + timedelta(days=30)}),
    ):
        approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name, **changes)
    Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=today - timedelta(days=91))
    finished(cast.exeter, "people", pages=25)
    page = words(get(cast.coordinator, "edition_make", "people"))
    assert "It will have 2 entries" in page
    assert "Left out, because the last day has passed:" in page
    assert "Over (until" in page
    assert "Printed with a mark, because nobody has confirmed them for 90 days" in page
    assert f'href="{cast.approved.get_absolute_url()}"' in page
    assert "printed with the day on which it begins" in page
    assert "The last one had 25 pages. Easy-read advice is 24 or fewer." in page


def test_the_page_before_printing_is_quiet_when_all_is_well(cast: Cast) -> None:
    page = words(get(cast.coordinator, "edition_make", "staff"))
    assert "It will have 1 entry" in page
    assert "Look at this before you print" not in page
    assert "This is the first edition" in page
    assert not Edition.objects.exists()


def test_with_nothing_approved_there_is_no_button(cast: Cast) -> None:
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Closed.")
    response = get(cast.coordinator, "edition_make", "people")
    assert "nothing to print" in words(response)
    assert "Print it now" not in words(response)


def press(cast: Cast, seen: int = 0, **more: Any) -> Any:
    url = reverse("edition_make", args=["EXI", "people"])
    return client_of(cast.coordinator).post(url, {"seen": str(seen)}, **more)


def test_pressing_makes_one_and_goes_to_its_page(cast: Cast) -> None:
    response = press(cast)
    edition = Edition.objects.get()
    assert response["Location"] == edition.get_absolute_url()
    assert edition.made_by == cast.coordinator


def test_pressing_twice_makes_one_and_says_so(cast: Cast) -> None:
    press(cast)
    response = press(cast, follow=True)
    assert Edition.objects.count() == 1
    assert "is being laid out now. Wait until it is ready" in words(response)


def test_pressing_when_nothing_can_be_printed_says_why(cast: Cast) -> None:
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Closed.")
    response = press(cast)
    assert response.status_code == 409
    assert "nothing to print" in words(response)


def test_an_unknown_kind_is_not_found(cast: Cast) -> None:
    assert get(cast.coordinator, "edition_make", "take_down").status_code == 404


# --- One edition ----------------------------------------------------------------------------------


def test_an_edition_shows_what_changed_who_made_it_and_where_copies_lie(cast: Cast) -> None:
    changes = {
        "since": 3, "added": [{"number": 8, "name": "Choir"}], "removed": [{"number": 2, "name": "Yoga"}],
        "changed": [{"number": 5, "name": "Debt help", "fields": ["wait", "contacts"]}],
        "ended": [{"number": 9, "name": "Art", "ended_on": "2026-04-30"}],
    }  # fmt: skip
    edition = finished(cast.exeter, "people", changes=changes, made_by=cast.coordinator, pages=30)
    place = CopyPlace.objects.create(prison=cast.exeter, name="Library")
    PlacedCopy.objects.create(edition=edition, place=place, copies=6)
    page = words(get(cast.coordinator, "edition", edition.pk))
    for line in (
        "Changed since edition 3", "8 Choir", "2 Yoga", "5 Debt help: wait, contacts", "Carys Coordinator",
        "Library", "6 copies are out now", "9 Art (until 30 April 2026)", "This directory has 30 pages",
    ):  # fmt: skip
        assert line in page


def test_a_failed_edition_shows_its_sentence_and_another_try(cast: Cast) -> None:
    edition = finished(cast.exeter, "people", state="failed", problem="The disk is full.")
    page = words(get(cast.coordinator, "edition", edition.pk))
    assert "The disk is full." in page
    assert "Try again" in page
    url = reverse("edition_retry", args=["EXI", edition.pk])
    response = client_of(cast.coordinator).post(url, follow=True)
    assert "It is being laid out again." in words(response)
    response = client_of(cast.coordinator).post(url, follow=True)
    assert "not waiting for another try" in words(response)


def test_a_notice_lists_every_place(cast: Cast) -> None:
    edition = finished(cast.exeter, "people", entry_pages={str(cast.approved.entry_number): 7})
    place = CopyPlace.objects.create(prison=cast.exeter, name="Induction room")
    PlacedCopy.objects.create(edition=edition, place=place, copies=6)
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Danger.", urgently=True)
    notice = Edition.objects.get(kind="take_down")
    page = words(get(cast.coordinator, "edition", notice.pk))
    assert "Cross out: 1 Housing advice" in page
    assert "Induction room" in page
    assert "Danger" not in page


# --- The file -------------------------------------------------------------------------------------


def test_the_file_is_given_out_under_a_plain_name_and_not_kept_by_the_browser(cast: Cast) -> None:
    edition = finished(cast.exeter, "people")
    response = get(cast.staff, "edition_file", edition.pk)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="EXI-people-edition-1.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_there_is_no_file_before_it_is_ready(cast: Cast) -> None:
    edition = make_edition(by=cast.coordinator, prison=cast.exeter, kind="people")
    response = get(cast.coordinator, "edition_file", edition.pk)
    assert response.status_code == 409
    assert "There is no file yet." in words(response)


def test_a_file_that_is_gone_is_a_sentence(cast: Cast) -> None:
    edition = finished(cast.exeter, "people")
    default_storage.delete(edition.file.name)
    response = get(cast.coordinator, "edition_file", edition.pk)
    assert response.status_code == 410
    assert "The file is not where it was kept." in words(response)


def test_an_edition_with_an_urgently_withdrawn_entry_is_not_given_to_readers(cast: Cast) -> None:
    edition = finished(cast.exeter, "people", entry_pages={str(cast.approved.entry_number): 7})
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Danger.", urgently=True)
    response = get(cast.staff, "edition_file", edition.pk)
    assert response.status_code == 409
    page = words(response)
    assert "withdrawn urgently, so it is not given out any more" in page
    assert "1 Housing advice (page 7)" in page
    assert "Open to print" not in page
    assert "Ask the coordinator for a new edition." in page
    assert "to print it (PDF)" not in words(get(cast.staff, "editions"))
    assert "to print it (PDF)" in words(get(cast.coordinator, "editions"))
    response = get(cast.coordinator, "edition_file", edition.pk)
    assert b"".join(response.streaming_content) == PDF


def test_an_ordinary_withdrawal_warns_and_still_gives_the_file(cast: Cast) -> None:
    edition = finished(cast.exeter, "people", entry_pages={str(cast.approved.entry_number): 7})
    withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="Closed.")
    assert "Withdrawn since it was printed, do not use" in words(get(cast.staff, "edition", edition.pk))
    assert get(cast.staff, "edition_file", edition.pk).status_code == 200


def test_looking_changes_nothing(cast: Cast) -> None:
    edition = finished(cast.exeter, "people")
    before = Edition.objects.values().get(pk=edition.pk)
    for name in ("edition", "edition_file", "edition_progress", "edition_copies"):
        get(cast.coordinator, name, edition.pk)
    assert Edition.objects.values().get(pk=edition.pk) == before
    assert get(cast.coordinator, "edition_retry", edition.pk).status_code == 405
