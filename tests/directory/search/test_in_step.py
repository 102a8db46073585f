"""Whatever changes what is said of a service changes what it is found by, and a crash leaves both as they were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from coordination.actions.organisations import edit_organisation
from coordination.actions.prisons import change_prison_status
from coordination.actions.wings import rename_wing
from directory import search, tasks
from directory.actions import decide, indexing, synonyms, upkeep, withdraw
from directory.models import Contact, Listing
from directory.models.search import SearchTerm, SearchWord
from directory.search import Asked
from tests.cast import Cast, approved_listing_at, session
from tests.coordination.pages import queued

pytestmark = pytest.mark.django_db


def numbers(cast: Cast, text: str = "", **filters: list[str]) -> list[int]:
    return list(search.find(cast.exeter, Asked(text, filters), now=timezone.now()).numbers())


@pytest.fixture
def work_off(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """`work_off(act)` acts, and then runs what the act has left to the background."""

    def run(act: Callable[[], Any]) -> None:
        with queued(monkeypatch) as left:
            act()
        for name, args in left:
            getattr(tasks, name.removeprefix("directory."))(*args)

    return run


def test_room_and_wait_narrow_as_they_stand_now(cast: Cast) -> None:
    upkeep.set_room(by=cast.coordinator, listing=cast.approved, room="full")
    assert numbers(cast, room=["full"]) == [cast.approved.entry_number]
    assert numbers(cast, room=["open"]) == numbers(cast, wait=["84"]) == []
    upkeep.set_room(by=cast.coordinator, listing=cast.approved, room="open")
    assert numbers(cast, room=["full"]) == []
    assert numbers(cast, room=["open"]) == [cast.approved.entry_number]


def test_the_place_of_confidential_premises_is_searched_for_by_nobody(cast: Cast) -> None:
    refuge = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Refuge",
        sessions=[session(place="Mulberry Lane 4")],
    )  # fmt: skip
    assert numbers(cast, "mulberry") == [refuge.entry_number]
    upkeep.set_flags(by=cast.coordinator, listing=refuge, confidential_premises=True, discreet=False)
    assert numbers(cast, "mulberry") == []
    assert search.suggestions(cast.exeter, "mulb", user=cast.staff) == []
    assert search.find(cast.exeter, Asked("mulbery"), now=timezone.now()).corrections == []
    upkeep.set_flags(by=cast.coordinator, listing=refuge, confidential_premises=False, discreet=False)
    assert numbers(cast, "mulberry") == [refuge.entry_number]


def test_a_discreet_service_is_found_by_staff_all_the_same(cast: Cast) -> None:
    """It is kept off posters and slips; whoever works here must find it, and reads beside it to speak in private."""
    upkeep.set_flags(by=cast.coordinator, listing=cast.approved, confidential_premises=False, discreet=True)
    assert numbers(cast, "housing") == [cast.approved.entry_number]


def test_an_organisation_is_found_by_its_new_name(cast: Cast, work_off: Any) -> None:
    work_off(
        lambda: edit_organisation(
            by=cast.manager, organisation=cast.harbour, values={"name": "Pomegranate Trust"}
        )
    )
    assert numbers(cast, "pomegranate") == [cast.approved.entry_number]
    assert numbers(cast, "harbour") == []


def test_a_wing_is_found_by_its_new_name(cast: Cast, work_off: Any) -> None:
    wing = cast.exeter.wings.get(name="A wing")
    approved_listing_at(
        cast.exeter,
        cast.harbour,
        cast.manager,
        cast.coordinator,
        name="Chess",
        every_wing=False,
        wings=[wing],
    )
    work_off(lambda: rename_wing(by=cast.coordinator, wing=wing, name="Quantock"))
    assert len(numbers(cast, "quantock")) == 1


def test_a_prison_that_has_closed_is_still_searched_by_who_sees_it(cast: Cast) -> None:
    change_prison_status(by=cast.national, prison=cast.exeter, status="closed")
    assert numbers(cast, "housing") == [cast.approved.entry_number]
    assert search.rebuild(cast.exeter) == 0


def test_an_edited_synonym_holds_with_the_next_search(cast: Cast) -> None:
    made = synonyms.add_synonym(by=cast.coordinator, prison=cast.exeter, words="pad, housing")
    assert numbers(cast, "pad") == [cast.approved.entry_number]
    synonyms.change_synonym(by=cast.coordinator, synonym=made, words="crib, housing")
    assert numbers(cast, "pad") == []
    assert numbers(cast, "crib") == [cast.approved.entry_number]


@pytest.mark.parametrize("column", ["name", "email", "phone"])
def test_contacts_stand_in_no_index(cast: Cast, column: str) -> None:
    """docs/adr/0039: they would live on in corrections and suggestions, and nobody is to be named in a search."""
    value = getattr(Contact.objects.get(listing=cast.approved), column)
    first = value.casefold().split()[0].split("@")[0]
    assert not SearchWord.objects.filter(prison=cast.exeter, word__in=[first, value]).exists()
    assert search.suggestions(cast.exeter, first[:3], user=cast.staff) == []


def test_a_crash_in_the_middle_of_a_decision_leaves_both_as_they_were(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(SearchTerm.objects.order_by("pk").values_list("pk", "entries"))
    monkeypatch.setattr("directory.search.writing.add_words", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        decide.accept_revision(by=cast.coordinator, revision=cast.pending_revision)
    assert [
        (pk, bytes(data)) for pk, data in SearchTerm.objects.order_by("pk").values_list("pk", "entries")
    ] == [(pk, bytes(data)) for pk, data in before]
    assert not Listing.objects.published().filter(pk=cast.pending.pk).exists()


def test_the_clock_and_the_command_put_a_damaged_index_right(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    SearchTerm.objects.filter(prison=cast.exeter).update(entries=b"")
    assert numbers(cast, "housing") == []
    assert indexing.rebuild_search() > 0
    assert numbers(cast, "housing") == [cast.approved.entry_number]
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It closed.")
    assert search.rebuild(cast.exeter) == 0
