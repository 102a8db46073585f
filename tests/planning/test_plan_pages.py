"""Pages of the plan and of the evidence for inspectors, the paper, reminders and the home page."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from coordination import clock
from coordination.access import standing_of
from coordination.models import Prison, User
from coordination.publishing import PrintingUnavailable
from inductions.actions import sessions, signing
from planning import home
from planning.actions import plan as actions
from planning.models import Expectation, Indicator, PlanStep
from planning.plans.due import steps_due
from planning.plans.inspection import expectations_for, inspect
from planning.plans.paper import _ranges, html_of
from tests.cast import Cast
from tests.inductions import inducting
from tests.inductions.trained import held_yesterday, placed
from tests.planning import plan_made as making
from tests.planning.test_evidence import a_lot, an_edition

pytestmark = pytest.mark.django_db
PLAN, INSPECTION = "/prisons/EXI/plan/", "/prisons/EXI/inspection/"
PAPER = f"{INSPECTION}paper.pdf"


@pytest.fixture
def seen(cast: Cast, client: Client) -> Any:
    def get(person: User, address: str) -> str:
        client.force_login(person)
        response = client.get(address)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    return get


# --- The plan ---------------------------------------------------------------------------------------


def test_without_a_level_the_page_shows_what_each_asks_and_who_may_choose(cast: Cast, seen: Any) -> None:
    assert "Choose the level to reach" in seen(cast.coordinator, PLAN)
    page = seen(cast.lead, PLAN)
    assert "A partnership event" in page and "Choose the level to reach" not in page


def test_the_page_says_where_the_prison_stands_and_what_is_left(cast: Cast, seen: Any) -> None:
    making.done_step(cast)
    page = seen(cast.governor, PLAN)
    assert "No level is reached yet. For Bronze, 4 things are left." in page
    assert "1 of 5 done" in page and "0 of 7 done" in page


def test_a_step_is_chosen_linked_and_done_with_three_presses(cast: Cast, client: Client) -> None:
    step = making.step(cast)
    client.force_login(cast.coordinator)
    one = reverse("plan_step", args=["EXI", step.pk])
    page = client.get(one).content.decode()
    assert "It can be marked as done once something that shows it is linked." in page
    assert "It is done" not in page
    refused = client.post(f"{one}link/", {"source": "typed by hand"}, follow=True)
    assert "not found any more" in refused.content.decode()
    linked = client.post(f"{one}link/", {"source": "directory.first_map"}, follow=True).content.decode()
    assert "It is linked." in linked and "It is done" in linked
    client.post(f"{one}done/")
    assert PlanStep.objects.get(pk=step.pk).done_by == cast.coordinator


@pytest.mark.parametrize("name", ["link_evidence", "finish_plan_step", "reopen_plan_step"])
def test_reading_an_address_that_changes_something_changes_nothing(
    cast: Cast, client: Client, name: str
) -> None:
    step = making.step(cast)
    client.force_login(cast.coordinator)
    assert client.get(reverse(name, args=["EXI", step.pk])).status_code == 405


def test_the_owner_of_a_step_has_its_buttons_and_others_who_look_on_have_none(cast: Cast, seen: Any) -> None:
    step = making.step(cast)
    one = reverse("plan_step", args=["EXI", step.pk])
    assert "Link<span" not in seen(cast.governor, one)
    actions.change_plan_step(by=cast.coordinator, step=step, values={"owner": cast.governor})
    assert "Link<span" in seen(cast.governor, one)
    assert "Link<span" not in seen(cast.lead, one)


def test_forms_say_what_is_wrong(cast: Cast, client: Client) -> None:
    step = making.step(cast)
    client.force_login(cast.coordinator)
    both = {"owner": cast.governor.pk, "owner_role": "Librarian"}
    page = client.post(reverse("change_plan_step", args=["EXI", step.pk]), both).content.decode()
    assert "Choose a person or type a role, not both." in page
    page = client.post(reverse("leave_out_plan_step", args=["EXI", step.pk]), {"reason": ""}).content.decode()
    assert "Say why it is not done here." in page


# --- What an inspector asks ---------------------------------------------------------------------------


def prison(men: bool, women: bool) -> Prison:
    return Prison(holds_men=men, holds_women=women)


def test_the_edition_fits_whom_the_prison_holds(cast: Cast) -> None:
    assert [each.code for each in expectations_for(prison(True, False))] == ["men-version-5", "men-later"]
    assert [each.code for each in expectations_for(prison(False, True))] == ["women"]
    both = ["men-version-5", "men-later", "women"]
    assert [each.code for each in expectations_for(prison(True, True))] == both
    assert [each.code for each in expectations_for(prison(False, False))] == both
    Expectation.objects.filter(pk="men-version-5").update(active=False)
    assert [each.code for each in expectations_for(prison(True, False))] == ["men-later"]


def test_a_women_s_prison_never_reads_the_number_for_men(cast: Cast, seen: Any) -> None:
    Prison.objects.filter(pk=cast.exeter.pk).update(holds_men=False, holds_women=True)
    page = seen(cast.governor, INSPECTION)
    assert "Expectations for women’s prisons" in page and "Nobody has checked" in page
    assert "expectation 80" not in page and "81" not in page
    client = Client()
    client.force_login(cast.governor)
    assert client.get(INSPECTION, {"expectation": "men-version-5"}).status_code == 404


def test_each_indicator_has_evidence_or_says_that_it_has_none(cast: Cast, seen: Any) -> None:
    shown = {
        line.indicator.number: line
        for line in inspect(cast.exeter, Expectation.objects.get(pk="men-version-5"), clock.today()).lines
    }
    assert [number for number, line in shown.items() if not line.can] == [3, 4, 5]
    assert [number for number, line in shown.items() if line.is_gap] == [1, 2, 6, 8, 9]
    assert [each.source for each in shown[7].evidence if each.kind == "map"] == ["directory.first_map"]
    page = seen(cast.governor, INSPECTION)
    assert page.count("No evidence") == 5 and page.count("Not from here") == 3
    assert "nobody is named" in page
    actions.set_named_manager(by=cast.governor, prison=cast.exeter, manager_role="Head of resettlement")
    page = seen(cast.governor, INSPECTION)
    assert page.count("No evidence") == 4 and "Head of resettlement" in page


def test_evidence_that_is_too_old_is_a_gap_that_says_when_it_was(cast: Cast, seen: Any) -> None:
    on = clock.today() - timedelta(days=500)
    an_edition(cast, "staff", 1, on)
    page = seen(cast.governor, INSPECTION)
    assert "Nothing from the last 12 months. The last was on" in page


def test_the_numbers_and_words_are_those_of_the_data(cast: Cast, seen: Any) -> None:
    Expectation.objects.filter(pk="men-version-5").update(number="85", edition="Another edition")
    Indicator.objects.filter(expectation="men-version-5", number=6).update(sentence="Staff know them all.")
    page = seen(cast.governor, INSPECTION)
    assert "Another edition, expectation 85" in page and "Staff know them all." in page


def test_small_counts_of_people_are_kept_from_leads_and_from_the_paper(cast: Cast, seen: Any) -> None:
    session = held_yesterday(cast)
    placed(session, cast.volunteer, cast.coordinator)
    sessions.record_attendance(by=cast.coordinator, session=session, came=[cast.volunteer])
    step = inducting.step(cast)
    signing.sign_steps(
        by=cast.coordinator, person=cast.volunteer, prison=cast.exeter, steps=[(step, step.title)]
    )
    own, lead = seen(cast.coordinator, INSPECTION), seen(cast.lead, INSPECTION)
    assert own.count(": 1 person") == 2 and "fewer than" not in own
    assert ": 1 person" not in lead and lead.count("fewer than 5 people") == 2
    assert reverse("training_session", args=["EXI", session.pk]) in own
    assert reverse("training_session", args=["EXI", session.pk]) not in lead
    found = inspect(cast.exeter, Expectation.objects.get(pk="men-version-5"), clock.today())
    paper = html_of(cast.exeter, found)
    assert "1 person" not in paper and "fewer than 5 people" in paper
    for name in (cast.volunteer.name, cast.worker_person.name):
        assert name not in own and name not in paper


def test_a_national_lead_keeps_editions_and_indicators_right(cast: Cast, client: Client) -> None:
    client.force_login(cast.national)
    assert "Expectations for women’s prisons" in client.get("/expectations/").content.decode()
    values = {"edition": "New edition", "number": "12", "sentence": "Women are helped", "active": "on"}
    client.post("/expectations/women/", values | {"unverified": ""})
    women = Expectation.objects.get(pk="women")
    assert (str(women), women.unverified, women.active) == ("New edition, expectation 12", "", True)
    first = women.indicators.get(number=1)
    address = f"/expectations/indicators/{first.pk}/"
    refused = client.post(address, {"sentence": "Known", "months": "99", "evidence": ["made up"]})
    assert refused.status_code == 200
    client.post(address, {"sentence": "Known", "months": "6", "evidence": ["gap_report"]})
    first.refresh_from_db()
    assert (first.sentence, first.months, first.evidence) == ("Known", 6, ["gap_report"])


# --- The paper --------------------------------------------------------------------------------------


def test_one_press_makes_a_tagged_paper_with_its_sources(cast: Cast, client: Client) -> None:
    an_edition(cast, "staff", 7, clock.today())
    client.force_login(cast.governor)
    response = client.get(PAPER)
    assert response["Content-Type"] == "application/pdf"
    paper = PdfReader(io.BytesIO(response.content))
    root: Any = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB"
    words = " ".join(page.extract_text() for page in paper.pages)
    for said in (
        "Evidence for inspectors", "expectation 80", "No evidence", "Not from the portal", "Appendix: sources",
        "Directory for staff, edition 7", "nobody is named",
    ):  # fmt: skip
        assert said in " ".join(words.split()), said


def test_the_same_evidence_on_the_same_day_gives_the_same_paper(cast: Cast) -> None:
    expectation = Expectation.objects.get(pk="men-version-5")
    first, second = (html_of(cast.exeter, inspect(cast.exeter, expectation, clock.today())) for _ in range(2))
    assert first == second


def test_every_source_stands_in_the_appendix_once(cast: Cast) -> None:
    an_edition(cast, "staff", 1, clock.today())
    found = inspect(cast.exeter, Expectation.objects.get(pk="men-version-5"), clock.today())
    html = html_of(cast.exeter, found)
    appendix = html[html.index("Appendix: sources") :]
    assert appendix.count("Directory for staff, edition 1") == 1
    numbers = {each.source for line in found.lines for each in line.evidence}
    assert appendix.count('<td class="n">') == len(numbers)


def test_ranges_of_sources() -> None:
    assert _ranges([1, 2, 3, 5, 8, 9]) == "1–3, 5, 8–9"


def test_where_nothing_can_be_printed_a_page_says_so(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_library(*args: Any) -> None:
        raise PrintingUnavailable("This machine cannot print yet.")

    monkeypatch.setattr("planning.views.inspection.print_inspection", no_library)
    client.force_login(cast.governor)
    response = client.get(PAPER)
    assert response.status_code == 503 and "cannot print yet" in response.content.decode()


# --- Queries ----------------------------------------------------------------------------------------


def test_pages_ask_as_often_for_much_as_for_little(cast: Cast, client: Client) -> None:
    making.linked(cast)
    client.force_login(cast.governor)
    pages = [PLAN, reverse("plan_step", args=["EXI", making.step(cast).pk]), INSPECTION]

    def asked() -> list[int]:
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    a_lot(cast, 0, 2)
    asked()  # Whatever is read once and kept.
    few = asked()
    a_lot(cast, 2, 10)
    for number in range(6):
        making.own_step(cast, title=f"Own {number}")
        step = PlanStep.objects.filter(activity__isnull=False, done_on=None)[number]
        actions.change_plan_step(by=cast.coordinator, step=step, values={"owner": cast.governor})
    assert asked() == few


# --- Reminders and home -----------------------------------------------------------------------------


def give(cast: Cast, in_days: int, **values: Any) -> PlanStep:
    due = clock.today() + timedelta(days=in_days)
    return actions.change_plan_step(
        by=cast.coordinator, step=making.step(cast), values={"due_on": due, **values}
    )


def test_the_owner_is_reminded_a_week_before_and_on_the_day(cast: Cast) -> None:
    give(cast, 7, owner=cast.governor)
    today = clock.today()
    assert [each.email for each in steps_due(today - timedelta(days=1))] == []
    [week] = steps_due(today)
    assert (week.email, week.days) == (cast.governor.email, 7)
    assert "Services mapped" in week.sentence and week.path.startswith(PLAN)
    [day] = steps_due(today + timedelta(days=7))
    assert (day.days, day.key) == (0, week.key)
    assert list(steps_due(today + timedelta(days=8))) == []


def test_of_a_step_that_a_role_owns_the_coordinators_hear(cast: Cast) -> None:
    give(cast, 3, owner_role="Librarian")
    due = list(steps_due(clock.today()))
    assert {each.email for each in due} == {cast.coordinator.email, cast.second_coordinator.email}
    assert "Librarian does it: ask how far it is." in due[0].sentence


def test_nobody_is_reminded_of_what_is_done_or_left_out(cast: Cast) -> None:
    step = give(cast, 3, owner=cast.governor)
    actions.leave_out_plan_step(by=cast.coordinator, step=step, reason="Not here.")
    assert list(steps_due(clock.today())) == []


def lines(user: User) -> list[str]:
    return [each.sentence for each in home.items(user, standing_of(user))]


def test_home_says_what_is_one_s_own_and_what_is_late(cast: Cast) -> None:
    assert lines(cast.governor) == []
    give(cast, -1, owner=cast.governor)
    assert "1 step of the action plan of HMP/YOI Exeter is yours." in lines(cast.governor)
    assert "1 step of the action plan is past its day at HMP/YOI Exeter." in lines(cast.coordinator)
    assert lines(cast.lead) == lines(cast.staff) == lines(cast.other_coordinator) == []
