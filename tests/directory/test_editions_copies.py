"""Where copies lie: places are named once, numbers are kept, swapped copies are taken away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination.access import NotPermitted
from coordination.models import AuditEntry
from coordination.policies import Overtaken, Refused
from directory.actions.copies import add_copy_place, end_copy_place, place_copies, rename_copy_place
from directory.models import CopyPlace, Edition, PlacedCopy
from tests.cast import Cast
from tests.directory.printing import finished

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(cast: Cast) -> CopyPlace:
    return add_copy_place(by=cast.coordinator, prison=cast.exeter, name="Library")


@pytest.fixture
def edition(cast: Cast) -> Edition:
    return finished(cast.exeter, "people")


def lying(edition: Edition) -> dict[str, int]:
    return {copy.place.name: copy.copies for copy in edition.placed_copies.lying()}


def put(cast: Cast, edition: Edition, place: CopyPlace, copies: int, **more: Any) -> int:
    return place_copies(by=cast.coordinator, edition=edition, copies={place: copies}, **more)


# --- Places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Give the place a name"),
        ("  \t ", "Give the place a name"),
        ("library", "already a place called"),
        ("  Library ", "already a place called"),
        ("Cell of A1234BC", "looks like a prison number"),
    ],
)
def test_a_place_needs_a_name_of_its_own(name: str, sentence: str, library: CopyPlace, cast: Cast) -> None:
    with pytest.raises(Refused, match=sentence):
        add_copy_place(by=cast.coordinator, prison=cast.exeter, name=name)
    assert CopyPlace.objects.count() == 1


def test_the_other_prison_may_have_a_place_of_the_same_name(library: CopyPlace, cast: Cast) -> None:
    other = add_copy_place(by=cast.other_coordinator, prison=cast.guys_marsh, name="Library")
    assert other.pk != library.pk


def test_a_place_is_renamed_and_the_audit_says_from_what(library: CopyPlace, cast: Cast) -> None:
    rename_copy_place(by=cast.coordinator, place=library, name="Book  room")
    library.refresh_from_db()
    assert library.name == "Book room"
    assert AuditEntry.objects.get(verb="rename_copy_place").changes == {"name": ["Library", "Book room"]}
    rename_copy_place(by=cast.coordinator, place=library, name="BOOK ROOM")


def test_an_ended_place_frees_its_name(library: CopyPlace, cast: Cast) -> None:
    end_copy_place(by=cast.coordinator, place=library)
    with pytest.raises(Overtaken, match="ended already"):
        end_copy_place(by=cast.coordinator, place=library)
    assert add_copy_place(by=cast.coordinator, prison=cast.exeter, name="Library").pk != library.pk


def test_a_place_with_copies_is_not_forgotten(library: CopyPlace, edition: Edition, cast: Cast) -> None:
    put(cast, edition, library, 4)
    with pytest.raises(Refused, match="4 copies still lie"):
        end_copy_place(by=cast.coordinator, place=library)
    put(cast, edition, library, 0)
    assert end_copy_place(by=cast.coordinator, place=library).ended_on == timezone.localdate()


@pytest.mark.parametrize("persona", ["staff", "governor", "lead", "other_coordinator", "manager"])
def test_only_the_prisons_coordinator_records_copies(
    persona: str, library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    by = getattr(cast, persona)
    for attempt in (
        lambda: add_copy_place(by=by, prison=cast.exeter, name="Gym"),
        lambda: rename_copy_place(by=by, place=library, name="Gym"),
        lambda: end_copy_place(by=by, place=library),
        lambda: place_copies(by=by, edition=edition, copies={library: 1}),
    ):
        with pytest.raises(NotPermitted):
            attempt()


# --- Copies ---------------------------------------------------------------------------------------


def test_copies_are_put_changed_and_taken_away(library: CopyPlace, edition: Edition, cast: Cast) -> None:
    assert put(cast, edition, library, 4) == 1
    assert put(cast, edition, library, 4) == 0
    assert put(cast, edition, library, 6) == 1
    assert lying(edition) == {"Library": 6}
    assert put(cast, edition, library, 0) == 1
    assert lying(edition) == {}
    assert PlacedCopy.objects.get().removed_on == timezone.localdate()


def test_new_copies_replace_older_ones_of_the_same_kind(
    library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    staff = finished(cast.exeter, "staff")
    put(cast, edition, library, 4)
    put(cast, staff, library, 1)
    newer = finished(cast.exeter, "people")
    put(cast, newer, library, 5)
    assert [lying(each) for each in (edition, staff, newer)] == [{}, {"Library": 1}, {"Library": 5}]


def test_old_copies_stay_where_nobody_took_them_away(
    library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    put(cast, edition, library, 4)
    newer = finished(cast.exeter, "people")
    put(cast, newer, library, 5, replaces=False)
    assert lying(edition) == {"Library": 4}


def test_taking_an_old_edition_away_does_not_take_the_new_one(
    library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    newer = finished(cast.exeter, "people")
    put(cast, newer, library, 5)
    put(cast, edition, library, 2, replaces=False)
    put(cast, edition, library, 0)
    assert lying(newer) == {"Library": 5}


def test_copies_from_tomorrow_can_still_be_taken_away(
    library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    PlacedCopy.objects.create(edition=edition, place=library, copies=1, placed_on=tomorrow)
    put(cast, edition, library, 0)
    assert lying(edition) == {}


def test_another_prisons_place_a_negative_number_and_an_unfinished_edition_are_refused(
    library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    elsewhere = add_copy_place(by=cast.other_coordinator, prison=cast.guys_marsh, name="Gym")
    with pytest.raises(Refused, match="belongs to another prison"):
        put(cast, edition, elsewhere, 1)
    with pytest.raises(Refused, match="cannot be less than 0"):
        put(cast, edition, library, -1)
    failed = finished(cast.exeter, "staff", state="failed", problem="x")
    with pytest.raises(Refused, match="Only a finished directory has copies"):
        put(cast, failed, library, 1)


# --- Pages ----------------------------------------------------------------------------------------


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_of_places_adds_one_and_refuses_a_second_of_the_name(
    client: Client, library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    put(cast, edition, library, 4)
    url = reverse("copy_places", args=["EXI"])
    page = words(client.post(url, {"name": "Chapel"}, follow=True))
    assert "Chapel was added." in page
    assert 'data-label="Copies there">4<' in page
    response = client.post(url, {"name": "Chapel"})
    assert "already a place called “Chapel”" in words(response)


def test_the_page_of_a_place_renames_it(client: Client, library: CopyPlace) -> None:
    url = reverse("copy_place", args=["EXI", library.pk])
    assert "Rename Library" in words(client.get(url))
    assert "The place is called Gym now." in words(client.post(url, {"name": "Gym"}, follow=True))


def test_ending_a_place_with_copies_says_why_not(
    client: Client, library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    put(cast, edition, library, 4)
    url = reverse("copy_place_end", args=["EXI", library.pk])
    assert "4 copies still lie" in words(client.post(url, follow=True))
    put(cast, edition, library, 0)
    assert "Library was ended." in words(client.post(url, follow=True))


def test_the_form_has_a_number_for_each_place_and_saves_them(
    client: Client, library: CopyPlace, edition: Edition, cast: Cast
) -> None:
    chapel = add_copy_place(by=cast.coordinator, prison=cast.exeter, name="Chapel")
    url = reverse("edition_copies", args=["EXI", edition.pk])
    assert "Library" in words(client.get(url))
    data = {f"place_{library.pk}": "3", f"place_{chapel.pk}": "", "replaces": "on"}
    response = client.post(url, data, follow=True)
    assert lying(edition) == {"Library": 3}
    assert "3 copies lie somewhere now" in words(response)
    assert "Nothing was changed." in words(client.post(url, data, follow=True))


def test_a_wrong_number_is_said_at_its_field(client: Client, library: CopyPlace, edition: Edition) -> None:
    url = reverse("edition_copies", args=["EXI", edition.pk])
    response = client.post(url, {f"place_{library.pk}": "-3"})
    assert f'href="#id_place_{library.pk}"' in words(response)
    assert lying(edition) == {}


def test_without_places_the_form_says_to_name_one(client: Client, edition: Edition) -> None:
    assert "No places are named yet" in words(client.get(reverse("edition_copies", args=["EXI", edition.pk])))


def test_a_failed_edition_takes_no_copies(client: Client, library: CopyPlace, cast: Cast) -> None:
    failed = finished(cast.exeter, "people", state="failed", problem="The disk is full.")
    url = reverse("edition_copies", args=["EXI", failed.pk])
    response = client.post(url, {f"place_{library.pk}": "3"})
    assert response.status_code == 409
    assert "Only a finished directory has copies" in words(response)
