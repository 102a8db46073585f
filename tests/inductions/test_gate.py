"""The gate's page: who is found, who is signed in, and what is typed in from a signed sheet."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from coordination import clock
from coordination.policies import Overtaken, Refused
from inductions.actions import stopping, visits
from inductions.gate.entries import entries_of, find, inside_now, people_at
from inductions.models import Placement, Visit
from inductions.models.moments import day_in_words
from tests.cast import Cast, person_at
from tests.inductions.clearing import ago, granted, move_alone, today

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
# A Tuesday: “Housing advice” of the cast takes place every Tuesday, 10:00 to 11:30, in the library.
TUESDAY = date(2025, 5, 6)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=LONDON)


def signed_in(client: Client, user: Any) -> Client:
    client.force_login(user)
    return client


@pytest.fixture
def at_gate(client: Client, cast: Cast) -> Client:
    return signed_in(client, cast.gate)


def names(people: Any) -> list[str]:
    return [person.name for person in people]


# --- Who is found ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["vera", "VOLUNTEER", "vol ver", "Véra"])
def test_a_name_is_found_as_people_type_it(cast: Cast, typed: str) -> None:
    assert names(find(people_at(cast.exeter), typed)) == ["Vera Volunteer"]


@pytest.mark.parametrize("typed", ["zoe obrien", "O’Brien", "Zoë", "smith-o", "smith obrien"])
def test_accents_hyphens_and_apostrophes_do_not_matter(cast: Cast, typed: str) -> None:
    person_at(cast.exeter, cast.harbour, cast.manager, "Zoë Smith-O’Brien")
    assert names(find(people_at(cast.exeter), typed)) == ["Zoë Smith-O’Brien"]


@pytest.mark.parametrize("typed", ["", "  ", "%", "-"])
def test_nothing_typed_finds_nobody(cast: Cast, typed: str) -> None:
    assert find(people_at(cast.exeter), typed) == []


def test_a_person_of_another_prison_is_not_found_at_this_gate(cast: Cast, at_gate: Client) -> None:
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "Otto"})
    assert "Not known here" in page.content.decode()
    assert "Othervolunteer" not in page.content.decode()
    arrive = at_gate.post(reverse("gate_arrive", args=["EXI", cast.other_volunteer.pk]))
    assert arrive.status_code == 404
    assert not Visit.objects.exists()


def test_the_gate_reads_a_big_answer_and_whose_turn_it_is(cast: Cast, at_gate: Client) -> None:
    move_alone(cast.coordinator, cast.volunteer, cast.exeter)
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    assert '<p class="gate-answer gate-answer--bad">No</p>' in page
    assert "No clearance is recorded. Next: the organisation’s manager." in page
    assert "arrived now" not in page


def test_the_gate_never_reads_the_record(cast: Cast, at_gate: Client) -> None:
    granted(cast.coordinator, cast.volunteer, cast.exeter, reference="REF 77", granted_by="Security, Exeter")
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    for kept in ("vera.volunteer@", "01632", "REF 77", "Security, Exeter", "Standard Plus"):
        assert kept not in page
    assert f'href="{reverse("person", args=[cast.volunteer.pk])}"' not in page
    assert at_gate.get(reverse("clearances", args=[cast.volunteer.pk, "EXI"])).status_code == 403


def test_whoever_left_is_found_and_told_no(cast: Cast) -> None:
    Placement.objects.filter(engagement__person=cast.volunteer).update(ends_on=ago(1))
    [entry] = entries_of(cast.exeter, find(people_at(cast.exeter), "vera"), today(), [])
    assert entry.is_no
    assert entry.reasons == [(f"Work here ended on {day_in_words(ago(1))}.", "the organisation’s manager")]


def test_whoever_is_booked_before_their_first_day_is_named_with_the_day_and_the_organisation(
    cast: Cast, at_gate: Client
) -> None:
    Placement.objects.filter(engagement__person=cast.volunteer).update(begins_on=ago(-8))
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    assert f"Work here begins on {day_in_words(ago(-8))}, not before." in page
    assert "Harbour Housing" in page and "No work here" not in page
    assert "arrived now" not in page


def test_two_people_of_one_name_are_told_apart_by_whoever_looks_at_them(cast: Cast, at_gate: Client) -> None:
    stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)
    twin = person_at(cast.exeter, cast.harbour, cast.manager, "Véra VOLUNTEER", email="twin@cast.example.org")
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera volunteer"}).content.decode()
    assert page.count("Another person here has this name. Make sure which of them it is.") == 2
    [walid] = entries_of(cast.exeter, [cast.worker_person], today(), [])
    assert not walid.namesake
    [found] = entries_of(cast.exeter, [twin], today(), [])
    assert found.namesake and "stopped" not in " ".join(found.also)


# --- Signing in -----------------------------------------------------------------------------------


def test_arrival_tick_and_departure_are_recorded(cast: Cast, at_gate: Client) -> None:
    arrive = reverse("gate_arrive", args=["EXI", cast.volunteer.pk])
    found = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    assert "Vera Volunteer arrived now" in found and arrive in found
    at_gate.post(arrive, {"read_acct_folder": "on"})
    visit = Visit.objects.get()
    assert (visit.person, visit.prison, visit.read_acct_folder) == (cast.volunteer, cast.exeter, True)
    assert (visit.escorted, visit.from_paper, visit.recorded_by) == (True, False, cast.gate)
    page = at_gate.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    assert "Has read the ACCT folder today." in page
    assert "Vera Volunteer left now" in page and "arrived now" not in page
    at_gate.post(reverse("gate_leave", args=["EXI", visit.pk]))
    visit.refresh_from_db()
    assert visit.left_at is not None
    assert inside_now(cast.exeter) == []


def test_the_second_of_two_arrivals_is_told_so(cast: Cast, at_gate: Client) -> None:
    arrive = reverse("gate_arrive", args=["EXI", cast.volunteer.pk])
    at_gate.post(arrive)
    page = at_gate.post(arrive, follow=True).content.decode()
    assert "Vera Volunteer has been in the prison since" in page
    assert Visit.objects.count() == 1


def test_no_is_not_signed_in_at_the_screen(cast: Cast, at_gate: Client) -> None:
    stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)
    page = at_gate.post(reverse("gate_arrive", args=["EXI", cast.volunteer.pk]), follow=True)
    assert "answer for Vera Volunteer is no" in page.content.decode()
    assert not Visit.objects.exists()


def test_a_forgotten_departure_is_recorded_with_its_own_time(cast: Cast, at_gate: Client) -> None:
    yesterday = today() - timedelta(days=1)
    with clock.set_to(at(yesterday, 9)):
        visit = visits.record_arrival(
            by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=False
        )
    page = at_gate.get(reverse("gate", args=["EXI"])).content.decode()
    assert "Ask whether they left" in page
    data = {
        "left_on_day": yesterday.day, "left_on_month": yesterday.month, "left_on_year": yesterday.year,
        "left_time": "11.30",
    }  # fmt: skip
    at_gate.post(reverse("gate_leave", args=["EXI", visit.pk]), data)
    visit.refresh_from_db()
    assert visit.left_at == at(yesterday, 11, 30)


def test_a_departure_before_the_arrival_is_refused(cast: Cast, at_gate: Client) -> None:
    at_gate.post(reverse("gate_arrive", args=["EXI", cast.volunteer.pk]))
    data = {"left_on_day": 1, "left_on_month": 1, "left_on_year": 2020, "left_time": "10:00"}
    page = at_gate.post(reverse("gate_leave", args=["EXI", Visit.objects.get().pk]), data)
    assert "left before they arrived" in page.content.decode()
    assert Visit.objects.get().left_at is None


def test_the_governor_looks_and_signs_nobody_in(cast: Cast, client: Client) -> None:
    signed_in(client, cast.governor)
    page = client.get(reverse("gate", args=["EXI"]), {"name": "vera"}).content.decode()
    assert "Yes, escorted" in page
    assert "arrived now" not in page
    assert client.post(reverse("gate_arrive", args=["EXI", cast.volunteer.pk])).status_code == 403


# --- From paper -----------------------------------------------------------------------------------


def paper(**rows: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}-{name}": value for prefix, row in rows.items() for name, value in row.items()}


def day_query(day: date) -> str:
    return f"?day_day={day.day}&day_month={day.month}&day_year={day.year}"


@pytest.fixture
def last_tuesday(cast: Cast) -> date:
    """The latest Tuesday that is over."""
    return today() - timedelta(days=(today().weekday() - 1) % 7 or 7)


def test_a_signed_sheet_is_typed_in_several_people_at_once(
    cast: Cast, at_gate: Client, last_tuesday: date
) -> None:
    url = reverse("gate_paper", args=["EXI"]) + day_query(last_tuesday)
    vera, walid = f"p{cast.volunteer.pk}", f"p{cast.worker_person.pk}"
    typed = paper(
        **{
            vera: {"arrived": "9:55", "left": "11:40", "read_acct_folder": "on"},
            walid: {"arrived": "10am", "left": ""},
        }
    )
    page = at_gate.post(url, typed, follow=True).content.decode()
    assert "2 lines are saved." in page
    first, second = Visit.objects.order_by("arrived_at")
    assert (first.person, first.arrived_at, first.left_at) == (
        cast.volunteer, at(last_tuesday, 9, 55), at(last_tuesday, 11, 40),
    )  # fmt: skip
    assert first.read_acct_folder and first.from_paper
    assert (second.left_at, second.read_acct_folder) == (None, False)
    # Whoever wrote no time out is still in, and gets it on the same page.
    at_gate.post(url, paper(**{walid: {"left": "12.15"}}))
    second.refresh_from_db()
    assert second.left_at == at(last_tuesday, 12, 15)
    assert "Recorded: 09:55 to 11:40." in at_gate.get(url).content.decode()


def test_one_wrong_line_keeps_the_whole_sheet_and_says_which(
    cast: Cast, at_gate: Client, last_tuesday: date
) -> None:
    url = reverse("gate_paper", args=["EXI"]) + day_query(last_tuesday)
    vera, walid = f"p{cast.volunteer.pk}", f"p{cast.worker_person.pk}"
    typed = paper(**{vera: {"arrived": "9:55"}, walid: {"arrived": "11:00", "left": "10:00"}})
    page = at_gate.post(url, typed).content.decode()
    assert "They would have left before they arrived" in page
    assert 'value="9:55"' in page
    assert not Visit.objects.exists()


def test_whoever_wrote_their_name_by_hand_is_typed_in_too(
    cast: Cast, at_gate: Client, last_tuesday: date
) -> None:
    url = reverse("gate_paper", args=["EXI"]) + day_query(last_tuesday - timedelta(days=1))
    at_gate.post(url, paper(other1={"name": "vera volunteer", "arrived": "14:00", "left": "15:00"}))
    assert Visit.objects.get().person == cast.volunteer


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({"name": "Otto Othervolunteer", "arrived": "9:00"}, "Nobody of this name is known here"),
        ({"name": "", "arrived": "9:00"}, "Write the name."),
        ({"name": "Vera Volunteer", "arrived": ""}, "Write the time in."),
        ({"name": "Vera Volunteer", "arrived": "25:00"}, "Write the time as 10:30 or 2pm."),
        ({"name": "er", "arrived": "9:00"}, "More than one person may be meant: Vera Volunteer, Walid"),
    ],
)
def test_a_line_that_is_not_clear_is_not_guessed(
    cast: Cast, at_gate: Client, last_tuesday: date, line: dict[str, str], sentence: str
) -> None:
    url = reverse("gate_paper", args=["EXI"]) + day_query(last_tuesday)
    page = at_gate.post(url, paper(other1=line)).content.decode()
    assert sentence in page
    assert not Visit.objects.exists()


def test_from_paper_what_happened_is_written_down_whatever_the_answer_was(
    cast: Cast, at_gate: Client, last_tuesday: date
) -> None:
    stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)
    url = reverse("gate_paper", args=["EXI"]) + day_query(last_tuesday)
    at_gate.post(url, paper(**{f"p{cast.volunteer.pk}": {"arrived": "10:00", "left": "11:00"}}))
    visit = Visit.objects.get()
    assert (visit.from_paper, visit.escorted) == (True, True)


@pytest.mark.parametrize(
    ("arrived", "left", "twice"),
    [
        ((10, 0), (11, 0), True),
        ((9, 0), (10, 1), True),
        ((10, 59), (12, 0), True),
        ((9, 0), (10, 0), False),
        ((11, 0), (12, 0), False),
        ((10, 30), None, True),
        ((11, 0), None, False),
    ],
)
def test_nobody_is_in_twice_at_once(cast: Cast, arrived: Any, left: Any, twice: bool) -> None:
    def come(begin: tuple[int, int], end: tuple[int, int] | None) -> Visit:
        return visits.record_arrival(
            by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=False, from_paper=True,
            arrived_at=at(TUESDAY, *begin), left_at=at(TUESDAY, *end) if end else None,
        )  # fmt: skip

    come((10, 0), (11, 0))
    if twice:
        with pytest.raises(Overtaken, match=r"recorded from 10:00 on 6 May to 11:00 already"):
            come(arrived, left)
    else:
        come(arrived, left)
    assert Visit.objects.count() == (1 if twice else 2)


def test_a_time_still_to_come_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="still to come"):
        visits.record_arrival(
            by=cast.gate, person=cast.volunteer, prison=cast.exeter, read_acct_folder=False,
            arrived_at=timezone.now() + timedelta(minutes=5), from_paper=True,
        )  # fmt: skip
