"""What goes on at a prison that closes, what stays to be read, and who is asked for what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from coordination import clock
from coordination.access import standing_of
from coordination.actions.prisons import change_prison_status
from directory.home import paper
from planning.actions import exits
from planning.home.exits import items
from planning.reminders import due
from tests.cast import Cast
from tests.planning.called import priority
from tests.planning.exits_made import begun

pytestmark = pytest.mark.django_db


def due_steps(user: object) -> list[str]:
    return [each.sentence for each in items(user, standing_of(user)) if each.section == "waits"]  # type: ignore[arg-type]


def test_steps_that_are_due_stand_on_the_home_page_of_whoever_does_them(cast: Cast) -> None:
    found = begun(cast, days=0)
    due = found.steps.filter(due_on__lte=clock.today())
    assert due_steps(cast.coordinator) == [f"Managed exit of {cast.exeter}: {due.count()} steps are due."]
    assert due_steps(cast.governor) == due_steps(cast.other_coordinator) == []
    for step in due[1:]:
        exits.tick_step(by=cast.coordinator, step=step)
    exits.close_prison(by=cast.national, managed_exit=found)
    assert due_steps(cast.coordinator) == [f"Managed exit of {cast.exeter}: one step is due."]


def test_nobody_is_reminded_of_priorities_at_a_prison_that_is_closed_until_it_opens_again(cast: Cast) -> None:
    adopted = priority(cast)
    day = adopted.due_on
    assert list(due(day))
    exits.close_prison(by=cast.national, managed_exit=begun(cast, days=0, temporary=True))
    assert not list(due(day))
    change_prison_status(by=cast.national, prison=cast.exeter, status="open")
    assert list(due(day))


def test_whoever_could_read_before_the_prison_closed_reads_after_it(cast: Cast, client: Client) -> None:
    found = begun(cast, days=0)
    exits.close_prison(by=cast.national, managed_exit=found)
    own = reverse("services", args=[cast.harbour.slug])
    pages = {
        "coordinator": ["directory", "gaps", "gap_reports", "priorities", "meetings", "editions"],
        "governor": ["directory", "gaps", "gap_reports", "priorities", "meetings", "editions"],
        "lead": ["directory", "gaps", "priorities", "meetings"],
        "staff": ["directory"],
    }
    for who, names in pages.items():
        client.force_login(getattr(cast, who))
        for name in names:
            assert client.get(reverse(name, args=["EXI"])).status_code == 200, (who, name)
    client.force_login(cast.manager)
    assert client.get(own).status_code == 200
    client.force_login(cast.other_coordinator)
    assert client.get(reverse("directory", args=["EXI"])).status_code == 404


def test_the_page_of_an_exit_counts_what_still_goes_on_with_the_lists_behind_it(
    cast: Cast, client: Client
) -> None:
    found = begun(cast)
    client.force_login(cast.coordinator)
    page = client.get(found.get_absolute_url())
    assert "Priorities that are worked on" not in page.content.decode()
    priority(cast)
    page = client.get(found.get_absolute_url()).content.decode()
    assert f'href="{reverse("priorities", args=["EXI"])}">Priorities that are worked on: 1' in page
    exits.call_off(by=cast.national, managed_exit=found)
    assert "What still goes on here" not in client.get(found.get_absolute_url()).content.decode()


def test_a_prison_that_opened_again_says_so_and_may_begin_to_close_anew(cast: Cast, client: Client) -> None:
    found = begun(cast, days=0, temporary=True)
    exits.close_prison(by=cast.national, managed_exit=found)
    client.force_login(cast.national)
    assert "Say that it is open again" in client.get(found.get_absolute_url()).content.decode()
    change_prison_status(by=cast.national, prison=cast.exeter, status="open")
    page = client.get(found.get_absolute_url()).content.decode()
    assert "Open again" in page
    assert "Say that it is open again" not in page
    assert begun(cast).pk != found.pk


def test_a_prison_of_which_nobody_knows_is_named_and_not_said_to_have_the_gap(
    cast: Cast, client: Client
) -> None:
    cast.guys_marsh.functions.set(cast.exeter.functions.all())
    found = begun(cast)
    client.force_login(cast.coordinator)
    page = client.get(found.get_absolute_url())
    assert page.context["near"] == []
    assert cast.guys_marsh.name in page.context["unknown"]
    assert "The portal knows no distances" in page.content.decode()


def test_nobody_is_asked_to_print_a_directory_of_a_prison_that_is_closed(cast: Cast) -> None:
    def asked() -> list[str]:
        return [each.sentence for each in paper.items(cast.coordinator, standing_of(cast.coordinator))]

    assert asked() == [f"No directory has been printed at {cast.exeter} yet."]
    exits.close_prison(by=cast.national, managed_exit=begun(cast, days=0))
    assert asked() == []
