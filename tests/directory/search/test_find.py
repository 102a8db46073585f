"""Searching the published listings of one prison."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from directory import search
from directory.actions import decide, upkeep, withdraw, write
from directory.models import Listing, Synonym
from directory.models.search import SearchEntry, SearchTerm, SearchWord
from directory.search import Asked
from directory.search.asking import Order
from directory.search.next_session import LONDON
from tests.cast import Cast, approved_listing_at, content, session

pytestmark = pytest.mark.django_db
MONDAY_NOON = datetime(2026, 3, 2, 12, tzinfo=LONDON)


def names(cast: Cast, text: str = "", order: Order = Order.BEST, **filters: list[str]) -> list[str]:
    """Names of what is found at Exeter, in order."""
    found = search.find(cast.exeter, Asked(text, filters, order), now=MONDAY_NOON)
    by_number = dict(
        Listing.objects.filter(prison=cast.exeter).values_list("entry_number", "approved_revision__name")
    )
    return [by_number[number] for number in found.numbers()]


@pytest.fixture
def add(cast: Cast) -> Any:
    """`add(name="...")` gives an approved listing at Exeter."""

    def add_one(**changes: Any) -> Listing:
        return approved_listing_at(cast.exeter, cast.harbour, cast.manager, cast.coordinator, **changes)

    return add_one


def test_an_accepted_text_is_found_at_once_by_any_form_of_its_words(cast: Cast) -> None:
    assert names(cast, "house") == names(cast, "Houses!") == names(cast, "HOUSING") == ["Housing advice"]


def test_what_waits_for_a_decision_is_not_found(cast: Cast) -> None:
    assert names(cast, "debt clinic") == []


def test_nothing_of_another_prison_is_found_nor_its_words_offered_for_typing_errors(cast: Cast) -> None:
    found = search.find(cast.exeter, Asked("lanterns"), now=MONDAY_NOON)
    assert (found.total, found.corrections, found.unknown) == (0, [], ["lanterns"])
    assert search.find(cast.guys_marsh, Asked("lanterns"), now=MONDAY_NOON).total == 1


def test_a_withdrawn_service_is_gone_and_a_restored_one_is_back(cast: Cast) -> None:
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It has closed.")
    assert names(cast, "housing") == names(cast) == []
    assert not SearchEntry.objects.filter(listing=cast.approved).exists()
    withdraw.restore_listing(by=cast.coordinator, listing=cast.approved)
    assert names(cast, "housing") == ["Housing advice"]


def test_a_new_text_is_found_by_its_own_words_and_no_longer_by_the_old_ones(cast: Cast) -> None:
    write.submit_revision(
        by=cast.manager, listing=cast.approved, seen=cast.approved.approved_revision_id,
        content=content(name="Tenancy advice", summary="We help you keep a flat."),
    )  # fmt: skip
    assert names(cast, "tenancy") == []
    decide.accept_revision(by=cast.coordinator, revision=cast.approved.revisions.pending().get())
    assert names(cast, "tenancies") == ["Tenancy advice"]
    assert "housing" not in dict(SearchEntry.objects.get(listing=cast.approved).terms)
    assert names(cast, "leave") == []


def test_the_staff_procedure_is_searched_and_counts_least(cast: Cast, add: Any) -> None:
    add(name="Gym", summary="Circuits.", staff_procedure="Ask the chaplain.")
    add(name="Chaplain", summary="Worship.")
    assert names(cast, "chaplain") == ["Chaplain", "Gym"]


def test_the_name_counts_more_than_the_text(cast: Cast, add: Any) -> None:
    add(name="Quiet hour", summary="A time for painting.")
    add(name="Painting", summary="A class.")
    assert names(cast, "painting") == ["Painting", "Quiet hour"]


def test_the_organisation_and_the_labels_are_searched(cast: Cast, add: Any) -> None:
    add(name="Breakfast", groups=["veterans"], languages=["pl"], summary="Tea.")
    assert names(cast, "veteran") == ["Breakfast"]
    assert names(cast, "polish") == ["Breakfast"]
    assert set(names(cast, "harbour")) == {"Housing advice", "Breakfast"}


@pytest.mark.parametrize(
    "typed", ["houzing", "hosing", "housng", "huosing", "hhousing", "advicce", "advcie", "accomodation"]
)
def test_typing_errors_are_put_right_and_said(cast: Cast, typed: str) -> None:
    found = search.find(cast.exeter, Asked(typed), now=MONDAY_NOON)
    assert found.total == 1
    assert found.corrections[0][0] == typed


def test_a_short_word_is_not_bent_into_another(cast: Cast, add: Any) -> None:
    add(name="Art", summary="Drawing.")
    assert names(cast, "car") == []
    assert names(cast, "rat") == ["Art"]


def test_the_beginning_of_a_word_is_enough_and_no_error(cast: Cast) -> None:
    found = search.find(cast.exeter, Asked("accomm"), now=MONDAY_NOON)
    assert (found.total, found.corrections) == (1, [])


def test_two_words_written_as_one_are_found(cast: Cast) -> None:
    assert names(cast, "housingadvice") == ["Housing advice"]


def test_a_synonym_finds_and_comes_after_the_word_itself(cast: Cast, add: Any) -> None:
    add(name="Flat share", summary="A flat for two.", pathways=["finance"])
    Synonym.objects.create(prison=cast.exeter, words="flat, housing, somewhere to live")
    assert names(cast, "flat") == ["Flat share", "Housing advice"]
    assert names(cast, "housing") == ["Housing advice", "Flat share"]
    assert set(names(cast, "he needs somewhere to live")) == {"Flat share", "Housing advice"}


def test_synonyms_hold_at_their_own_prison_alone_and_only_while_active(cast: Cast) -> None:
    synonym = Synonym.objects.create(prison=cast.guys_marsh, words="digs, housing")
    assert names(cast, "digs") == []
    Synonym.objects.filter(pk=synonym.pk).update(prison=None)
    assert names(cast, "digs") == ["Housing advice"]
    Synonym.objects.filter(pk=synonym.pk).update(active=False)
    assert names(cast, "digs") == []


def test_a_misspelt_synonym_is_understood(cast: Cast) -> None:
    Synonym.objects.create(prison=None, words="homeless, housing")
    found = search.find(cast.exeter, Asked("homless"), now=MONDAY_NOON)
    assert (found.total, found.corrections) == (1, [("homless", "homeless")])


def test_small_words_and_unknown_ones_do_not_spoil_a_question(cast: Cast) -> None:
    found = search.find(cast.exeter, Asked("who can help a lad with housing zzzzqqqq"), now=MONDAY_NOON)
    assert (found.total, found.unknown) == (1, ["zzzzqqqq"])


def test_what_has_only_the_least_telling_of_the_words_is_left_out(cast: Cast, add: Any) -> None:
    add(name="Money talk", summary="Advice on bills.", pathways=["finance"])
    for number in range(4):
        add(name=f"Class {number}", summary="Advice on reading.", pathways=["employment"])
    assert names(cast, "advice bills") == ["Money talk"]


def test_an_entry_is_found_by_its_number(cast: Cast) -> None:
    assert names(cast, f" {cast.approved.entry_number} ") == ["Housing advice"]
    assert names(cast, "9" * 400) == []


def test_welsh_is_looked_up_as_it_stands_and_never_stemmed_as_english(cast: Cast, add: Any) -> None:
    add(
        name="Gwasanaeth dynes", summary="Rydym yn helpu dynes sydd am gael tŷ ar ôl y carchar.",
        how_to_ask="Gofynnwch i’r swyddog.",
    )  # fmt: skip
    terms = set(SearchTerm.objects.filter(prison=cast.exeter).values_list("term", flat=True))
    assert {"cy:dynes", "cy:ty", "cy:carchar"} <= terms
    assert not {"dyne", "dynes"} & terms
    assert names(cast, "dynes") == names(cast, "tŷ carchar") == ["Gwasanaeth dynes"]


def test_filters_narrow_and_values_of_one_filter_add_up(cast: Cast, add: Any) -> None:
    add(name="Veterans", groups=["veterans"], stages=["during"], pathways=["finance"])
    add(name="Carers", groups=["carers"], stages=["during"], pathways=["finance"])
    assert names(cast, group=["veterans"]) == ["Veterans"]
    assert names(cast, group=["veterans", "carers"]) == ["Veterans", "Carers"]
    assert names(cast, group=["veterans", "carers"], stage=["release"]) == []
    assert names(cast, pathway=["no_such"]) == []


def test_counts_say_what_a_click_would_leave(cast: Cast, add: Any) -> None:
    add(name="Veterans", groups=["veterans"], pathways=["finance"])
    add(name="Carers", groups=["carers"], pathways=["finance"])
    found = search.find(
        cast.exeter, Asked(filters={"pathway": ["finance"], "group": ["carers"]}), now=MONDAY_NOON
    )
    assert found.total == 1
    assert found.count("group", "veterans") == found.count("group", "carers") == 1
    assert found.count("pathway", "finance") == 1
    assert found.count("pathway", "accommodation") == 0


def test_a_service_on_every_wing_is_on_each_of_them_also_on_a_new_one(cast: Cast, add: Any) -> None:
    a_wing, b_wing, _ = cast.exeter.wings.all()
    add(name="On A", every_wing=False, wings=[a_wing.pk])
    new = cast.exeter.wings.create(name="Z wing")
    assert names(cast, wing=[str(a_wing.pk)]) == ["Housing advice", "On A"]
    assert names(cast, wing=[str(b_wing.pk)]) == names(cast, wing=[str(new.pk)]) == ["Housing advice"]
    found = search.find(cast.exeter, Asked(filters={"wing": [str(a_wing.pk)]}), now=MONDAY_NOON)
    assert found.count("wing", str(new.pk)) == 1


def test_an_unknown_wait_is_not_a_short_one_and_a_full_service_starts_for_nobody(
    cast: Cast, add: Any
) -> None:
    add(name="Not known", usual_wait_days=None)
    soon = add(name="Soon", usual_wait_days=0)
    assert names(cast, wait=["7"]) == ["Soon"]
    assert names(cast, wait=["14"]) == ["Housing advice", "Soon"]
    assert names(cast, wait=["unknown"]) == ["Not known"]
    upkeep.set_room(by=cast.coordinator, listing=soon, room="full", room_on=date(2026, 3, 1))
    assert names(cast, wait=["7"]) == []
    assert names(cast, room=["full"]) == ["Soon"]


def test_nobody_can_start_before_the_first_day_or_after_the_last(
    cast: Cast, add: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    add(name="In ten days", usual_wait_days=0, starts_on=today + timedelta(days=10))
    add(name="Ends today", usual_wait_days=0, ends_on=today)
    assert set(names(cast, wait=["7"])) == {"Ends today"}
    assert set(names(cast, wait=["14"])) == {"Housing advice", "In ten days", "Ends today"}
    monkeypatch.setattr("directory.search.indexing.timezone.localdate", lambda: today + timedelta(days=3))
    search.rebuild(cast.exeter)
    assert names(cast, wait=["7"]) == ["In ten days"]


def test_of_two_that_match_alike_the_one_with_room_comes_first(cast: Cast, add: Any) -> None:
    add(name="Chess", summary="Full boards.")
    second = add(name="Chess", summary="Open boards.")
    assert names(cast, "chess") == ["Chess", "Chess"]
    upkeep.set_room(by=cast.coordinator, listing=second, room="open", room_on=date(2026, 3, 1))
    found = search.find(cast.exeter, Asked("chess"), now=MONDAY_NOON)
    assert next(found.numbers()) == second.entry_number


def test_the_next_session_comes_first_and_services_without_one_last(cast: Cast, add: Any) -> None:
    add(name="No time", sessions=[])
    add(name="This afternoon", sessions=[session(weekday=0, begins=time(14), ends=time(15))])
    add(name="This morning", sessions=[session(weekday=0, begins=time(9), ends=time(10))])
    add(
        name="In a week, once",
        sessions=[session(weekday=2, pattern="fortnightly", counted_from=date(2026, 3, 11))],
    )
    add(name="Over", ends_on=date(2026, 2, 28))
    assert names(cast, order=Order.NEXT) == [
        "This afternoon", "Housing advice", "This morning", "In a week, once", "No time", "Over",
    ]  # fmt: skip


def test_days_are_those_of_the_sessions(cast: Cast, add: Any) -> None:
    add(name="Twice", sessions=[session(weekday=3), session(weekday=4)])
    assert names(cast, day=["3"]) == names(cast, day=["4"]) == ["Twice"]
    assert names(cast, day=["1"]) == ["Housing advice"]


def test_more_entries_than_a_block_holds_are_found_all_the_same(cast: Cast, add: Any) -> None:
    cast.exeter.last_entry_number = 4094
    cast.exeter.save()
    for number in range(4095, 4098):
        add(name=f"Chess {number}")
    assert names(cast, "chess") == ["Chess 4095", "Chess 4096", "Chess 4097"]
    assert SearchTerm.objects.filter(prison=cast.exeter, term="chess").count() == 2


def test_a_rebuild_changes_nothing_where_the_actions_kept_the_index(cast: Cast, add: Any) -> None:
    add(name="Veterans", groups=["veterans"])
    kept = list(SearchTerm.objects.order_by("pk").values_list("pk", "term"))
    assert search.rebuild(cast.exeter) == 0
    assert list(SearchTerm.objects.order_by("pk").values_list("pk", "term")) == kept


def test_a_rebuild_puts_everything_right(cast: Cast, add: Any) -> None:
    add(name="Zebra", groups=["veterans"], pathways=["finance"], summary="Tea.")
    SearchTerm.objects.filter(prison=cast.exeter, term="zebra").delete()
    SearchTerm.objects.filter(prison=cast.exeter, term="veteran").update(entries=b"\xff\xff")
    SearchTerm.objects.create(prison=cast.exeter, field="name", term="ghost", block=0, entries=b"\x02")
    SearchWord.objects.create(prison=cast.exeter, word="ghost", length=5)
    SearchEntry.objects.all().delete()
    assert search.rebuild(cast.exeter) > 2
    assert names(cast, "zebra") == names(cast, "veterans") == ["Zebra"]
    assert names(cast, "ghost") == []
    assert search.rebuild(cast.exeter) == 0
    assert SearchEntry.objects.filter(listing__prison=cast.exeter).count() == 2


def test_a_phrase_with_a_typing_error_is_still_a_phrase(cast: Cast, add: Any) -> None:
    add(name="Talking", summary="For people with low spirits.", pathways=["thinking"])
    Synonym.objects.create(prison=None, words="mental illness, low spirits")
    found = search.find(cast.exeter, Asked("mentl illnes"), now=MONDAY_NOON)
    assert found.corrections == [("mentl illnes", "mental illness")]
    assert found.total == 1


def test_a_phrase_that_nothing_has_is_looked_for_word_by_word(cast: Cast) -> None:
    Synonym.objects.create(prison=None, words="housing benefit, hb")
    assert names(cast, "housing benefit") == ["Housing advice"]


def test_a_word_of_the_synonyms_is_no_typing_error(cast: Cast, add: Any) -> None:
    add(name="Rental", summary="Cars.")
    Synonym.objects.create(prison=None, words="mental, of the mind")
    assert search.find(cast.exeter, Asked("mental"), now=MONDAY_NOON).corrections == []


def test_words_that_say_nothing_narrow_nothing(cast: Cast) -> None:
    assert names(cast, "who can help?") == names(cast, "support") == ["Housing advice"]
