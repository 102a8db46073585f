"""The path of the first day and what is left: told by the data alone, never by a tick."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coordination.access import standing_of
from coordination.actions.invitations import invite
from coordination.actions.prisons import edit_prison_settings
from coordination.actions.wings import add_wing, end_wing
from coordination.models import Pathway, Prison, User
from coordination.roles import Role
from directory import first_day, home, metrics
from directory.actions import decide, upkeep, withdraw
from directory.actions.copies import add_copy_place, place_copies
from directory.first_day import Directory, Work
from directory.first_day.facts import Printed
from directory.first_day.left import LEAST_ENTRIES, LineState
from directory.first_day.steps import StepState
from directory.models import Edition, Listing
from tests.cast import CONTACT, Cast, approved_listing_at, listing_at
from tests.directory.typing_in import printed, signed_in

TODAY = date(2026, 5, 4)
EMPTY = Directory(wings=0, entries=0, empty_pathways=(("health", "Health care"),))
GOOD = Directory(wings=3, entries=LEAST_ENTRIES)
NOTHING_DONE = Work(
    today=TODAY, ask_for_new_copy="the library", renew_after_days=90, own_wording=False, sent=0, decided=0, pending=0,
    oldest_pending=None, for_staff=None, for_people=None, copy_places=0, copies=0, staff=0, staff_invited=0,
)  # fmt: skip
EDITION = Printed(1, 4, TODAY, TODAY + timedelta(days=90))
ALL_DONE = replace(
    NOTHING_DONE, own_wording=True, sent=12, decided=12, for_staff=EDITION, for_people=EDITION, copy_places=2, copies=9,
    staff=3,
)  # fmt: skip


def states(directory: Directory, work: Work) -> dict[str, str]:
    return {step.key: step.state.value for step in first_day.steps(directory, work)}


def line(key: str, directory: Directory, work: Work) -> first_day.Line:
    return next(line for line in first_day.left(directory, work) if line.key == key)


# --- The path -------------------------------------------------------------------------------------


def test_an_empty_prison_begins_with_its_wings() -> None:
    found = states(EMPTY, NOTHING_DONE)
    assert found["wings"] == StepState.NEXT
    assert [key for key, state in found.items() if state == StepState.NEXT] == ["wings"]
    closed = {step.key for step in first_day.steps(EMPTY, NOTHING_DONE) if not step.can_begin}
    assert closed == {"decide", "print", "copies"}


def test_each_step_that_is_done_makes_the_one_after_it_next() -> None:
    directory, work = EMPTY, NOTHING_DONE
    order = []
    for change in (
        {"wings": 3}, {"sent": 1, "pending": 1}, {"pending": 0, "decided": 1, "entries": 1},
        {"for_staff": EDITION, "for_people": EDITION}, {"copies": 3}, {"staff": 1},
    ):  # fmt: skip
        order.append(next(key for key, state in states(directory, work).items() if state == StepState.NEXT))
        here = {name: value for name, value in change.items() if name in ("wings", "entries")}
        directory = replace(directory, **here)
        work = replace(work, **{name: value for name, value in change.items() if name not in here})
    assert order == ["wings", "bring_in", "decide", "print", "copies", "invite"]
    assert set(states(directory, work).values()) == {StepState.DONE}


def test_one_of_two_directories_is_not_both() -> None:
    step = next(s for s in first_day.steps(GOOD, replace(ALL_DONE, for_people=None)) if s.key == "print")
    assert step.state == StepState.NEXT
    assert step.sentence == "The one for people in prison is still to be made."


def test_staff_who_are_invited_and_have_not_come_wait_for_themselves() -> None:
    assert states(GOOD, replace(ALL_DONE, staff=0, staff_invited=2))["invite"] == StepState.WAITING


def test_the_usual_wording_is_said_to_be_the_usual_one() -> None:
    usual, own = (
        next(s for s in first_day.steps(GOOD, replace(ALL_DONE, own_wording=own)) if s.key == "wording")
        for own in (False, True)
    )
    assert "usual wording" in usual.sentence and "usual wording" not in own.sentence
    assert "the library, after 90 days" in own.sentence


# --- What is left ---------------------------------------------------------------------------------


def test_a_good_directory_lacks_nothing() -> None:
    assert {line.state for line in first_day.left(GOOD, ALL_DONE)} == {LineState.FINE}
    assert first_day.is_worth_printing(GOOD)


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("entries", {"entries": LEAST_ENTRIES - 1}, "There are 9 entries to print."),
        ("wings", {"unreached_wings": (("1", "A wing"),)}, "comes to 1 wing."),
        (
            "pathways",
            {"empty_pathways": (("h", "Health care"), ("f", "Finance"))},
            "2 pathways have no service.",
        ),
        ("without_contact", {"without_contact": 1}, "1 entry has no contact for staff."),
        ("without_how_to_ask", {"without_how_to_ask": 2}, "2 entries do not say how to ask."),
        ("overdue", {"overdue": 3}, "3 entries were not confirmed in the last 90 days."),
        ("left_out_of_print", {"left_out": 1}, "1 entry is not printed"),
    ],
)
def test_what_the_directory_lacks_is_said(key: str, change: dict[str, Any], words: str) -> None:
    found = first_day.left(replace(GOOD, **change), ALL_DONE)
    assert [line.key for line in found if line.state != LineState.FINE] == [key]
    assert words in found[0].sentence


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("pending", {"pending": 2}, "2 texts wait for a decision."),
        ("edition_staff", {"for_staff": None}, "The directory for staff has not been printed yet."),
        (
            "edition_people",
            {"for_people": replace(EDITION, renew_on=TODAY - timedelta(days=1))},
            "past its date",
        ),
        ("copies", {"copies": 0}, "Nobody has recorded where the copies are"),
        ("copies", {"copies": 0, "copy_places": 0}, "No place for copies is named"),
    ],
)
def test_what_was_not_done_yet_is_said(key: str, change: dict[str, Any], words: str) -> None:
    found = first_day.left(GOOD, replace(ALL_DONE, **change))
    assert [line.key for line in found if line.state != LineState.FINE] == [key]
    assert words in found[0].sentence


def test_an_edition_is_good_on_its_last_day() -> None:
    due = replace(ALL_DONE, for_people=replace(EDITION, renew_on=TODAY))
    assert line("edition_people", GOOD, due).state == LineState.FINE


def test_of_nothing_it_is_not_known_whether_it_is_well() -> None:
    unknown = {line.key for line in first_day.left(EMPTY, NOTHING_DONE) if line.state == LineState.UNKNOWN}
    assert unknown == {"wings", "without_contact", "without_how_to_ask", "overdue", "left_out_of_print"}


@pytest.mark.parametrize(
    "change", [{"entries": LEAST_ENTRIES - 1}, {"wings": 0}, {"unreached_wings": (("1", "A wing"),)}]
)
def test_it_is_not_worth_printing_without_entries_and_wings_that_they_come_to(change: dict[str, Any]) -> None:
    assert not first_day.is_worth_printing(replace(GOOD, **change))
    assert first_day.is_worth_printing(replace(GOOD, empty_pathways=(("h", "Health care"),)))


# --- What the data says ---------------------------------------------------------------------------


def directory_at(prison: Prison) -> Directory:
    return first_day.directory_of(prison, timezone.localdate())


def work_at(prison: Prison) -> Work:
    return first_day.work_of(Prison.objects.get(pk=prison.pk), timezone.localdate())


def test_an_empty_prison_has_nothing_and_its_usual_wording(cast: Cast) -> None:
    empty = Prison.objects.get(code="LEI")
    directory, work = directory_at(empty), work_at(empty)
    assert (directory.wings, directory.entries, directory.without_contact) == (0, 0, 0)
    assert len(directory.empty_pathways) == Pathway.objects.filter(active=True, women_only=False).count()
    assert (work.sent, work.staff, work.for_staff, work.own_wording) == (0, 0, None, False)


def test_the_counts_are_of_this_prison_alone(cast: Cast) -> None:
    directory, work = directory_at(cast.exeter), work_at(cast.exeter)
    assert (directory.wings, directory.entries) == (3, 1)
    assert (work.sent, work.pending, work.decided, work.staff) == (2, 1, 1, 1)


def test_a_wing_that_ends_opens_its_step_again(cast: Cast) -> None:
    empty = Prison.objects.get(code="LEI")
    wing = add_wing(by=cast.national, prison=empty, name="A wing")
    assert directory_at(empty).wings == 1
    end_wing(by=cast.national, wing=wing)
    assert directory_at(empty).wings == 0


def test_a_wing_is_reached_by_name_or_by_what_comes_everywhere(cast: Cast) -> None:
    assert directory_at(cast.exeter).unreached_wings == ()
    withdraw.withdraw_listing(by=cast.coordinator, listing=cast.approved, reason="It ended.")
    first, *rest = cast.exeter.wings.all()
    make(cast, "Choir", every_wing=False, wings=[first])
    assert [name for _, name in directory_at(cast.exeter).unreached_wings] == [str(wing) for wing in rest]


def make(cast: Cast, name: str, **changes: Any) -> Listing:
    return approved_listing_at(
        cast.exeter, cast.harbour, cast.manager, cast.coordinator, name=name, **changes
    )


def test_a_pathway_is_served_by_what_would_be_printed(cast: Cast) -> None:
    before = {key for key, _ in directory_at(cast.exeter).empty_pathways}
    assert "accommodation" not in before and "finance" in before
    over = timezone.localdate() - timedelta(days=1)
    make(cast, "Debt advice", pathways=["finance"], ends_on=over)
    assert "finance" in {key for key, _ in directory_at(cast.exeter).empty_pathways}
    assert directory_at(cast.exeter).entries == 1


def test_an_entry_without_a_contact_is_counted_and_listed(cast: Cast) -> None:
    upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=[])
    assert directory_at(cast.exeter).without_contact == 1
    page = signed_in(cast.coordinator).get(reverse("directory", args=["EXI"]), {"check": "without_contact"})
    assert [row["name"] for chapter in page.context_data["chapters"] for row in chapter["rows"]] == [
        "Housing advice"
    ]
    upkeep.set_contacts(by=cast.manager, listing=cast.approved, contacts=[CONTACT])
    assert directory_at(cast.exeter).without_contact == 0


def test_old_entries_are_marked_and_then_not_printed(cast: Cast) -> None:
    for days, expected in ((90, (1, 0, 0)), (91, (1, 1, 0)), (181, (0, 1, 1))):
        on = timezone.localdate() - timedelta(days=days)
        Listing.objects.filter(pk=cast.approved.pk).update(confirmed_on=on, confirmed_by=cast.manager)
        found = directory_at(cast.exeter)
        assert (found.entries, found.overdue, found.left_out) == expected


def test_editions_copies_wording_and_invitations_are_seen(cast: Cast) -> None:
    printed(cast.approved, made_by=cast.coordinator, number=7)
    made = printed(cast.approved, made_by=cast.coordinator, kind=Edition.Kind.PEOPLE, number=3)
    place = add_copy_place(by=cast.coordinator, prison=cast.exeter, name="Library")
    place_copies(by=cast.coordinator, edition=made, copies={place: 4})
    edit_prison_settings(
        by=cast.coordinator, prison=cast.exeter, renew_after_days=60, ask_for_new_copy="the chapel"
    )
    invite(by=cast.coordinator, role=Role.STAFF, prison=cast.exeter, email="new@example.org", name="New One")
    work = work_at(cast.exeter)
    assert work.for_staff and work.for_people
    assert (work.for_staff.number, work.for_people.number, work.copies, work.copy_places) == (7, 3, 4, 1)
    assert (work.own_wording, work.ask_for_new_copy, work.staff_invited) == (True, "the chapel", 1)


# --- The page -------------------------------------------------------------------------------------


def page_for(user: User, code: str = "EXI") -> Any:
    return signed_in(user).get(reverse("first_day", args=[code]))


def buttons(user: User) -> set[str]:
    return {button["label"] for row in page_for(user).context_data["steps"] for button in row["buttons"]}


def test_the_coordinator_has_a_button_for_each_step_that_can_begin(cast: Cast) -> None:
    assert buttons(cast.coordinator) == {
        "Change the wings", "Look at the wording", "Bring in a list", "Add and invite an organisation",
        "Go to the queue", "Print a directory", "Invite more staff",
    }  # fmt: skip
    printed(cast.approved, made_by=cast.coordinator)
    assert "Record the copies" in buttons(cast.coordinator)


def test_every_button_and_every_list_opens(cast: Cast) -> None:
    printed(cast.approved, made_by=cast.coordinator)
    client = signed_in(cast.coordinator)
    page = client.get(reverse("first_day", args=["EXI"])).context_data
    urls = {button["url"] for row in page["steps"] for button in row["buttons"]}
    urls |= {line["url"] for line in page["lines"]} | {
        part["url"] for line in page["lines"] for part in line["parts"]
    }
    assert all(urls) and len(urls) > 15
    for url in urls:
        assert client.get(url).status_code == 200, url


@pytest.mark.parametrize("person", ["governor", "lead"])
def test_who_oversees_looks_on_and_presses_nothing(cast: Cast, person: str) -> None:
    assert buttons(getattr(cast, person)) == set()
    client: Client = signed_in(getattr(cast, person))
    urls = {line["url"] for line in page_for(getattr(cast, person)).context_data["lines"]} - {""}
    assert len(urls) > 5
    for url in urls:
        assert client.get(url).status_code == 200, url


def test_looking_at_it_changes_nothing(cast: Cast) -> None:
    before = work_at(cast.exeter), directory_at(cast.exeter)
    page_for(cast.coordinator)
    assert (work_at(cast.exeter), directory_at(cast.exeter)) == before


def test_the_home_page_offers_the_path_until_the_directory_is_worth_printing(cast: Cast) -> None:
    url = reverse("first_day", args=["EXI"])

    def offered(user: User) -> list[str]:
        return [item.sentence for item in home.items(user, standing_of(user)) if item.url == url]

    (sentence,) = offered(cast.coordinator)
    assert sentence.endswith("Next: decide what enters the directory.")
    assert offered(cast.governor) == offered(cast.staff) == []
    decide.accept_revision(by=cast.coordinator, revision=cast.pending_revision)
    for number in range(directory_at(cast.exeter).entries, LEAST_ENTRIES):
        assert offered(cast.coordinator)
        make(cast, f"Service {number}")
    assert offered(cast.coordinator) == []


def test_the_page_of_the_prison_leads_there(cast: Cast) -> None:
    figure = next(
        f
        for f in metrics.figures(cast.governor, standing_of(cast.governor), prison=cast.exeter)
        if "left to do" in f.label
    )
    assert figure.url == f"{reverse('first_day', args=['EXI'])}#left"
    lines = page_for(cast.governor).context_data["lines"]
    assert figure.value == sum(line["words"] != "Fine" for line in lines)


def test_a_prison_that_is_closed_is_not_hurried(cast: Cast) -> None:
    Prison.objects.filter(code="EXI").update(status=Prison.Status.CLOSED_TEMPORARILY)
    assert "Nothing is printed" in page_for(cast.coordinator).context_data["verdict"]
    url = reverse("first_day", args=["EXI"])
    assert not [i for i in home.items(cast.coordinator, standing_of(cast.coordinator)) if i.url == url]


def test_more_entries_ask_no_more_questions(cast: Cast) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            directory_at(cast.exeter)
            work_at(cast.exeter)
        return len(asked)

    few = questions()
    for number in range(6):
        make(cast, f"Service {number}")
        listing_at(cast.exeter, cast.harbour, cast.manager, name=f"Waiting {number}")
    assert questions() == few
