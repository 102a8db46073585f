"""The figures of a prison: counted as the rule says, opened by those who may, kept back where they are small."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from coordination.models import Organisation, User
from inductions.actions import sessions
from inductions.gate import training_of
from inductions.models import Engagement, Person, Placement, TrainingRecord, TrainingSession
from inductions.people_evidence import figures
from inductions.people_evidence.figures import month_ends
from inductions.people_evidence.lists import Choice, people_behind
from inductions.people_evidence.tables import percent
from inductions.people_evidence.telling import Share
from inductions.status import Status
from tests.cast import Cast
from tests.inductions.clearing import ago
from tests.inductions.inducting import step
from tests.inductions.trained import a_record, a_rule, held_yesterday, module

pytestmark = pytest.mark.django_db


def signed_in(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def many(cast: Cast, count: int, organisation: Organisation | None = None) -> list[Person]:
    """Volunteers at Exeter since 2020, in few statements."""
    people = Person.objects.bulk_create(
        [Person(name=f"Person {at}", email="", added_by=cast.coordinator) for at in range(count)]
    )
    begins = date(2020, 1, 1)
    works = Engagement.objects.bulk_create(
        [
            Engagement(
                person=each, organisation=organisation or cast.harbour, kind="volunteer", begins_on=begins
            )
            for each in people
        ]
    )
    Placement.objects.bulk_create(
        [Placement(engagement=each, prison=cast.exeter, begins_on=begins) for each in works]
    )
    return people


def trained(people: list[Person], done_on: date, by: User) -> None:
    TrainingRecord.objects.bulk_create(
        [
            TrainingRecord(person=each, module=module(), done_on=done_on, source="earlier", recorded_by=by)
            for each in people
        ]
    )


def test_each_state_is_counted_and_never_recorded_stands_apart_from_expired(cast: Cast) -> None:
    a_rule(cast, refresh_months=12, window_days=60)
    people = many(cast, 9)
    trained(people[:4], ago(10), cast.coordinator)
    trained(people[4:6], ago(340), cast.coordinator)
    trained(people[6:7], ago(500), cast.coordinator)
    before = people_behind(cast.exeter, timezone.localdate(), Choice("acct", Status.NEVER))
    assert {each.pk for each in people[7:]} <= set(before)
    (line,) = figures(cast.exeter, timezone.localdate()).modules
    # The cast's own two have nothing recorded either.
    assert line.parts[:3] == [4, 2, 1]
    assert line.parts[3] == len(before)
    assert line.asked == 7 + len(before)


def test_the_page_counts_by_the_rule_that_the_gate_asks(cast: Cast) -> None:
    """The stream and the gate, which gathers in another way, come to the same of everybody."""
    a_rule(cast, refresh_months=12, needs_second_person=True)
    a_rule(cast, "security", refresh_months=24)
    a_record(cast, cast.volunteer, ago(400))
    a_record(cast, cast.volunteer, ago(20), "security")
    day = timezone.localdate()
    placements: dict[int, list[Placement]] = {}
    for row in Placement.objects.on(day).filter(prison=cast.exeter).select_related("engagement"):
        placements.setdefault(row.engagement.person_id, []).append(row)
    slow: Counter[tuple[str, Status]] = Counter()
    for worths in training_of(cast.exeter, placements, set(placements), day).values():
        slow.update(
            (rule.module_id, worth.status) for rule, worth in worths if worth.status != Status.NOT_REQUIRED
        )
    found = figures(cast.exeter, day)
    quick = {(each.rule.module_id, state): n for each in found.modules for state, n in each.counts.items()}
    assert quick == dict(slow)
    assert found.people == len(placements)


def test_who_has_left_counts_in_the_months_in_which_they_were_there(cast: Cast) -> None:
    a_rule(cast)
    day = timezone.localdate()
    (gone,) = many(cast, 1)
    Placement.objects.filter(engagement__person=gone).update(ends_on=month_ends(day)[-2])
    found = figures(cast.exeter, day)
    assert found.months[-2].people == found.people + 1
    assert [month.day for month in found.months] == month_ends(day)


def test_months_end_on_their_last_days() -> None:
    assert month_ends(date(2024, 3, 31))[-3:] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]


def test_sessions_that_did_not_run_say_why(cast: Cast) -> None:
    session = held_yesterday(cast)
    sessions.record_not_run(
        by=cast.coordinator, session=session, reason=TrainingSession.Reason.NO_ESCORT, note=""
    )
    found = figures(cast.exeter, timezone.localdate()).sessions
    assert (found.run, found.not_run, found.waits) == (0, 1, 0)
    assert found.reasons == [("no_escort", "not_run", 1)]


def test_the_number_on_the_page_opens_the_people_behind_it(cast: Cast, client: Client) -> None:
    a_rule(cast)
    path = "/prisons/EXI/people-evidence/"
    signed_in(client, cast.governor)
    assert f"{path}people/?module=acct&amp;state=never" in client.get(path).content.decode()
    people = client.get(f"{path}people/?module=acct&state=never").content.decode()
    assert cast.volunteer.name in people
    assert cast.other_volunteer.name not in people
    trained([cast.volunteer], ago(3), cast.coordinator)
    assert cast.volunteer.name not in client.get(f"{path}people/?module=acct&state=never").content.decode()


def test_the_chart_says_its_numbers_without_a_colour(cast: Cast, client: Client) -> None:
    a_rule(cast)
    trained([*many(cast, 8), cast.volunteer, cast.worker_person], ago(400), cast.coordinator)
    page = signed_in(client, cast.coordinator).get("/prisons/EXI/people-evidence/").content.decode()
    assert page.count('fill="url(#trend-lines)"') == 12
    assert page.count(">100%</text>") == 12 + 1  # each bar, and the line at the top
    assert "Required training that was current, by month" in page


def test_where_nothing_is_known_a_month_has_words_and_no_bar(cast: Cast, client: Client) -> None:
    a_rule(cast)
    Placement.objects.filter(prison=cast.exeter).update(begins_on=timezone.localdate())
    page = signed_in(client, cast.coordinator).get("/prisons/EXI/people-evidence/").content.decode()
    assert page.count(">–</text>") == 11
    assert 'fill="url(#trend-lines)"' not in page  # and 0% is a number without a bar
    assert page.count(">0%</text>") == 1 + 1


def test_a_prison_without_a_checklist_knows_nothing_of_inductions(cast: Cast, client: Client) -> None:
    signed_in(client, cast.governor)
    page = client.get("/prisons/EXI/people-evidence/").content.decode()
    assert "This prison has no checklist" in page
    step(cast)
    page = client.get("/prisons/EXI/people-evidence/").content.decode()
    assert "This prison has no checklist" not in page
    assert "0 of 2 people." in page


def test_an_empty_prison_says_so_and_draws_nothing(cast: Cast, client: Client) -> None:
    Placement.objects.filter(prison=cast.exeter).update(ends_on=ago(1))
    signed_in(client, cast.governor)
    page = client.get("/prisons/EXI/people-evidence/").content.decode()
    assert "Nobody is recorded as working here" in page
    assert "<svg xmlns" not in page.split("<main", 1)[1]
    assert "No decision" in page


def test_files_say_what_the_page_says_and_hold_no_formula(cast: Cast, client: Client) -> None:
    Organisation.objects.filter(pk=cast.harbour.pk).update(name="=1+1")
    a_rule(cast)
    signed_in(client, cast.coordinator)
    text = client.get("/prisons/EXI/people-evidence/evidence.csv").content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert text.startswith("\ufeff")
    assert "'=1+1" in [row[0] for row in rows if row]
    answer: Any = client.get("/prisons/EXI/people-evidence/evidence.xlsx")
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells if cell.value == "'=1+1"]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_prisons_stand_side_by_side_for_whoever_looks_after_several(cast: Cast, client: Client) -> None:
    page = signed_in(client, cast.national).get("/compare/").content.decode()
    assert cast.exeter.name in page
    assert cast.guys_marsh.name in page
    mine = signed_in(client, cast.other_coordinator).get("/compare/").content.decode()
    assert cast.exeter.name not in mine


def test_the_comparison_as_a_file_holds_the_prisons_of_the_page(cast: Cast, client: Client) -> None:
    def first_cells(user: User) -> list[str]:
        text = signed_in(client, user).get("/compare/prisons.csv").content.decode()
        return [row[0] for row in csv.reader(io.StringIO(text)) if row]

    assert {cast.exeter.name, cast.guys_marsh.name} <= set(first_cells(cast.national))
    assert cast.guys_marsh.name not in first_cells(cast.lead)
    assert cast.exeter.name not in first_cells(cast.other_coordinator)


def test_the_sessions_behind_a_number_are_those_of_the_number(cast: Cast, client: Client) -> None:
    session = held_yesterday(cast)
    sessions.record_not_run(
        by=cast.coordinator, session=session, reason=TrainingSession.Reason.NO_ESCORT, note=""
    )
    signed_in(client, cast.governor)
    path = "/prisons/EXI/people-evidence/sessions/"
    for query, number in (
        ("state=not_run", 1), ("state=not_run&reason=no_escort", 1), ("state=not_run&reason=no_room", 0),
        ("state=run", 0), ("state=planned", 0), ("state=nonsense&page=x", 0),
    ):  # fmt: skip
        assert len(client.get(f"{path}?{query}").context["rows"]) == number
    TrainingSession.objects.update(starts_at=timezone.now() - timedelta(days=366))
    assert not client.get(f"{path}?state=not_run").context["rows"]


@pytest.mark.parametrize(
    ("part", "whole", "words"), [(199, 200, "99%"), (5, 5, "100%"), (0, 0, "Nothing asked")]
)
def test_a_share_is_never_rounded_up_to_everybody(part: int, whole: int, words: str) -> None:
    assert percent(Share(part, whole)).value == words


def test_nothing_is_counted_in_the_future(cast: Cast) -> None:
    a_rule(cast, refresh_months=12)
    (person,) = many(cast, 1)
    trained([person], timezone.localdate() + timedelta(days=1), cast.coordinator)
    assert person.pk in people_behind(cast.exeter, timezone.localdate(), Choice("acct", Status.NEVER))
