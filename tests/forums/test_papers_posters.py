"""“You said, we did” on the walls, the slips and the programme of an event."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coordination import clock
from coordination.models import Pathway
from coordination.policies import Refused
from directory.actions import upkeep
from directory.editions.guard import ReadForStaffOnly
from directory.models import Contact, Listing
from forums.actions import outcomes
from forums.models import Outcome, Stall
from forums.papers import posters, programme, slips
from forums.papers.staff_names import hidden_names
from tests.cast import Cast, approved_listing_at
from tests.directory.printing import pages_of, sizes_of, words_of
from tests.forums import making
from tests.forums.papers_made import DAY, PLACE, coming, make_discreet, outcome, poster, said

pytestmark = pytest.mark.django_db


def said_on(cast: Cast, **chosen: Any) -> list[str]:
    return [each.you_said for each in posters.read_poster(cast.exeter.pk, DAY, **chosen).said]


# --- Which outcomes hang on a wall ----------------------------------------------------------------


def test_only_approved_ones_of_the_prison_hang(cast: Cast) -> None:
    making.outcome(cast)
    making.outcome(cast, True)
    hung = outcome(cast, "The room is cold.")
    taken_off = outcome(cast, "The list is old.")
    outcomes.withdraw_outcome(by=cast.coordinator, outcome=taken_off)
    reworded = outcome(cast, "The gym is full.")
    outcomes.reword_outcome(
        by=cast.coordinator, outcome=reworded, values={"we_did": "There is an hour more."}
    )
    assert said_on(cast) == [hung.you_said]


def test_it_takes_the_newest_or_a_pathway_or_those_that_were_chosen(cast: Cast) -> None:
    work = Pathway.objects.get(code="finance")
    made = [outcome(cast, f"We want thing {number}.") for number in range(posters.MOST + 2)]
    about = outcome(cast, "We owe money.", pathway=work)
    newest = said_on(cast)
    assert len(newest) == posters.MOST
    assert "We owe money." in newest
    assert made[0].you_said not in newest
    assert said_on(cast, pathway="finance") == ["We owe money."]
    assert said_on(cast, keys=[made[0].pk, about.pk]) == ["We owe money.", "We want thing 0."]
    assert posters.read_poster(cast.exeter.pk, DAY, pathway="finance").pathway == work.label


def test_what_came_of_a_slip_about_a_discreet_service_is_kept_off(cast: Cast) -> None:
    slip = making.slip(cast, entry_number=cast.approved.entry_number)
    values = {"you_said": "We want it earlier.", "we_did": "It begins at nine."}
    made = outcomes.write_outcome(by=cast.coordinator, prison=cast.exeter, slip=slip, values=values)
    outcomes.approve_outcome(by=cast.coordinator, outcome=made)
    assert said_on(cast) == ["We want it earlier."]
    make_discreet(cast)
    assert said_on(cast) == []
    assert said_on(cast, keys=[made.pk]) == []
    with pytest.raises(Refused, match="never hangs on a wall"):
        posters.check_poster(posters.read_poster(cast.exeter.pk, DAY), ())


def test_what_names_a_discreet_service_is_kept_off_from_wherever_it_came(cast: Cast) -> None:
    outcome(cast, "We want more of Housing Advice.")
    outcome(cast, "We want a choir.", "We asked housing advice to begin one.")
    outcome(cast, "The room is cold.")
    make_discreet(cast)
    assert said_on(cast) == ["The room is cold."]


def test_a_pathway_that_must_not_be_seen_is_kept_off(cast: Cast) -> None:
    hidden = Pathway.objects.filter(women_only=True)[0]
    outcome(cast, "We cannot ask in private.", pathway=hidden)
    assert said_on(cast) == said_on(cast, pathway=hidden.code) == []


@pytest.mark.parametrize(
    "text", ["Ask Stella Staff.", "Ring 01632 960777.", "Mr Governor did it.", "A1234BC asked."]
)
def test_an_outcome_with_a_name_or_a_number_is_not_printed(text: str, cast: Cast) -> None:
    made = outcome(cast, "The room is cold.")
    Outcome.objects.filter(pk=made.pk).update(we_did=text)
    with pytest.raises(Refused, match=r"[Tt]he outcome “The room is cold\.”"):
        posters.check_poster(posters.read_poster(cast.exeter.pk, DAY), hidden_names(cast.exeter.pk))


def test_reading_contacts_meanwhile_stops_it(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome(cast, "The room is cold.")
    monkeypatch.setattr(
        posters, "discreet_names", lambda prison: [str(each) for each in Contact.objects.all()]
    )
    with pytest.raises(ReadForStaffOnly, match="directory_contact"):
        posters.read_poster(cast.exeter.pk, DAY)


# --- How it hangs ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [1, 4, 9, 15])
@pytest.mark.parametrize("count", [1, 2, 5, 8])
def test_each_page_is_a_whole_poster(words: int, count: int) -> None:
    made = poster(*(said(number, words) for number in range(1, count + 1)))
    printed = posters.print_posters(made)
    pages = pages_of(printed.pdf)
    for page in pages:
        assert page.startswith("You said, we did")
        assert "This poster is not for urgent help. Tell any officer." in page
        assert "Printed 12 May 2026. Ask for a new one after 10 August 2026." in page
    for number in range(1, count + 1):
        (begins,) = [place for place, page in enumerate(pages) if f"Alpha{number} " in page]
        assert f"Omega{number}" in pages[begins]
    assert (printed.refused, printed.complaints) == ((), ())


def test_the_longest_texts_fit_on_a_poster() -> None:
    longest = posters.Said(1, "W" * 200, "W " * 150, "Education, training and employment", "education")
    assert posters.print_posters(poster(longest)).pages == 1


def test_it_is_large_and_larger_on_a3(cast: Cast) -> None:
    made = poster(said(1), said(2))
    small, large = (posters.print_posters(made, size) for size in ("a4", "a3"))
    words = [size for size in sizes_of(small.pdf) if size != 14]
    assert min(words) >= 22
    assert min(sizes_of(large.pdf)) >= 20
    assert max(sizes_of(large.pdf)) > 1.35 * max(sizes_of(small.pdf))


def test_posters_are_about_as_full_as_each_other() -> None:
    walls = posters.split([said(number, 5) for number in range(1, 9)])
    sizes = [len(wall) for wall in walls]
    assert sum(sizes) == 8
    assert max(sizes) - min(sizes) <= 1


def test_a_poster_takes_the_same_queries_for_twelve_and_for_twelve_hundred(cast: Cast) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as asked:
            hidden_names(cast.exeter.pk)
            posters.read_poster(cast.exeter.pk, DAY)
        return len(asked)

    def add(count: int) -> None:
        Outcome.objects.bulk_create(
            Outcome(
                prison=cast.exeter, you_said="We want it.", we_did="It is there.", written_by=cast.coordinator,
                approved_at=timezone.now(), approved_by=cast.coordinator,
            )
            for _ in range(count)
        )  # fmt: skip

    add(12)
    few = counted()
    add(1188)
    assert counted() == few


# --- Slips ----------------------------------------------------------------------------------------


def slip_of(cast: Cast, entry: int | None = None) -> slips.Slip:
    found = slips.read_slip(cast.exeter.pk, DAY, entry)
    assert found
    return found


@pytest.mark.parametrize("a_sheet", slips.A_SHEET)
def test_a_sheet_holds_whole_slips_in_large_type(a_sheet: int, cast: Cast) -> None:
    printed = slips.print_slip(slip_of(cast), a_sheet)
    (page,) = pages_of(printed.pdf)
    for words in (
        "What do you think?",
        "Not for urgent help.",
        "Tell any",
        "Number in the directory",
        "So so",
        "Not good",
    ):
        assert page.count(words) == a_sheet, words
    assert "Name" not in page
    assert min(sizes_of(printed.pdf)) >= 14
    assert (printed.refused, printed.complaints) == ((), ())
    assert {f"static:symbols/{face}.svg" for face, _ in slips.FACES} <= set(printed.asked)


@pytest.mark.parametrize("a_sheet", slips.A_SHEET)
def test_long_names_take_room_from_the_box_and_stay_on_the_sheet(a_sheet: int, cast: Cast) -> None:
    slip = slips.Slip(
        PLACE.__class__(**(PLACE.__dict__ | {"ask": "the " + "library " * 14})), 123, "Advice " * 17
    )
    (page,) = pages_of(slips.print_slip(slip, a_sheet).pdf)
    assert page.count("Number 123") == a_sheet


def test_a_slip_about_a_service_names_it_unless_it_is_discreet(cast: Cast) -> None:
    number = cast.approved.entry_number
    assert slip_of(cast, number).service == "Housing advice"
    make_discreet(cast)
    found = slip_of(cast, number)
    assert found.service == ""
    words = words_of(slips.print_slip(found).pdf)
    assert f"Number {number}" in words
    assert "Housing" not in words


def test_a_slip_about_nothing_that_readers_see_is_not_made(cast: Cast) -> None:
    assert slips.read_slip(cast.exeter.pk, DAY, 999) is None
    Listing.objects.filter(pk=cast.approved.pk).update(
        withdrawn_at=clock.now(), withdrawn_by=cast.coordinator
    )
    assert slips.read_slip(cast.exeter.pk, DAY, cast.approved.entry_number) is None


# --- The programme --------------------------------------------------------------------------------


def test_a_programme_names_who_comes_and_what_they_offer_here(cast: Cast) -> None:
    hidden = approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name="Quiet group"
    )
    upkeep.set_flags(by=cast.manager, listing=hidden, confidential_premises=False, discreet=True)
    event = coming(cast, purpose="Come and meet the people who can help.")
    found = programme.read_programme(event.pk, DAY)
    (stall,) = found.stalls
    assert (stall.number, stall.organisation) == (1, "Harbour Housing")
    assert stall.services == (programme.Offered(cast.approved.entry_number or 0, "Housing advice"),)
    programme.check_programme(found, hidden_names(cast.exeter.pk))
    printed = programme.print_programme(found)
    words = " ".join(words_of(printed.pdf).split())
    for wanted in (
        "Partnership day",
        "10:00 to 15:00",
        "Gym",
        "Come and meet",
        "Harbour Housing",
        "Housing advice (1)",
    ):
        assert wanted in words
    for kept in ("Quiet group", "Lantern", "A table", "hana@", "Hana", "01632", "Mina"):
        assert kept not in words
    assert min(sizes_of(printed.pdf)) >= 14


def test_a_programme_without_anybody_or_with_a_number_is_refused(cast: Cast) -> None:
    event = coming(cast, purpose="Ring 01632 960777.")
    with pytest.raises(Refused, match="the purpose is a telephone number"):
        programme.check_programme(programme.read_programme(event.pk, DAY), ())
    Stall.objects.filter(event=event).update(reply=Stall.Reply.NOT_COMING)
    with pytest.raises(Refused, match="No organisation has said"):
        programme.check_programme(programme.read_programme(event.pk, DAY), ())


def test_a_programme_asks_as_much_for_many_stalls_as_for_one(cast: Cast) -> None:
    from coordination.models import Organisation

    event = coming(cast)
    with CaptureQueriesContext(connection) as few:
        programme.read_programme(event.pk, DAY)
    for number in range(3, 15):
        made = Organisation.objects.create(name=f"Organisation {number}", slug=f"organisation-{number}")
        Stall.objects.create(event=event, organisation=made, number=number, reply=Stall.Reply.COMING)
    with CaptureQueriesContext(connection) as many:
        assert len(programme.read_programme(event.pk, DAY).stalls) == 13
    assert len(many) == len(few)
