"""Nobody but the prison's own coordinator and governor reads that somebody was refused, withdrawn or stopped."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inductions.actions import clearances, stopping
from inductions.actions.clearances import rely_on
from inductions.gate import papers
from tests.cast import Cast
from tests.inductions.clearing import also_at, granted, refused

pytestmark = pytest.mark.django_db

# “Withdraw it” on a button would be a word of the coordinator's page, too.
TOLD = re.compile(r"refus|withdr|\bstopped|stop access", re.IGNORECASE)


def was_refused(cast: Cast) -> None:
    refused(cast.coordinator, cast.volunteer, cast.exeter)


def was_withdrawn(cast: Cast) -> None:
    row = granted(cast.coordinator, cast.volunteer, cast.exeter)
    rely_on(by=cast.other_coordinator, clearance=row, prison=cast.guys_marsh)
    clearances.withdraw_clearance(by=cast.coordinator, clearance=row)


def was_stopped(cast: Cast) -> None:
    stopping.stop_person_now(by=cast.governor, person=cast.volunteer, prison=cast.exeter)


HAPPENED = [was_refused, was_withdrawn, was_stopped]


def pages(cast: Cast) -> list[tuple[str, str]]:
    """(who, address) of everything about the volunteer that others than Exeter's own may open."""
    pk = cast.volunteer.pk
    gate, own = reverse("gate", args=["EXI"]), reverse("own_workers", args=[cast.harbour.slug])
    there = reverse("workers", args=["GMI"])
    return [
        ("gate", reverse("home")),
        ("gate", f"{gate}?name=vera"),
        ("gate", reverse("gate_paper", args=["EXI"])),
        ("manager", reverse("home")),
        ("manager", own),
        ("manager", reverse("person", args=[pk])),
        ("other_coordinator", reverse("home")),
        ("other_coordinator", there),
        ("other_coordinator", reverse("person", args=[pk])),
        ("other_coordinator", reverse("clearances", args=[pk, "GMI"])),
        ("other_coordinator", reverse("prison_clearances", args=["GMI"])),
        ("other_coordinator", f"{reverse('gate', args=['GMI'])}?name=vera"),
    ]


def read(client: Client, user: Any, url: str) -> str:
    """The page without its frame; a page that was not found would prove nothing."""
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200, url
    page = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


@pytest.mark.parametrize("happened", HAPPENED)
def test_no_page_of_gate_manager_or_another_prison_says_why_not(
    cast: Cast, client: Client, happened: Any
) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    happened(cast)
    told = {
        (who, url): found.group()
        for who, url in pages(cast)
        if (found := TOLD.search(without_own_buttons(read(client, getattr(cast, who), url))))
    }
    assert told == {}


def without_own_buttons(page: str) -> str:
    """The other coordinator may stop and refuse at their own prison, whatever happened at Exeter."""
    page = re.sub(r'<a [^>]*href="[^"]*/stop/GMI/"[^>]*>.*?</a>', "", page, flags=re.DOTALL)
    return re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("happened", HAPPENED)
def test_they_read_that_the_person_is_not_cleared_here(cast: Cast, client: Client, happened: Any) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    happened(cast)
    assert "Not cleared here." in read(client, cast.gate, f"{reverse('gate', args=['EXI'])}?name=vera")
    assert "Not cleared here." in read(client, cast.manager, reverse("person", args=[cast.volunteer.pk]))


def test_the_sheet_reads_the_same_for_all_three(cast: Cast) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    tuesday = timezone.now() + timedelta(days=(1 - timezone.localdate().weekday()) % 7)
    sheets = []
    for happened in HAPPENED:
        before = transaction.savepoint()
        happened(cast)
        sheets.append(papers.sheet_html(cast.exeter, tuesday))
        transaction.savepoint_rollback(before)
    assert sheets[0] == sheets[1] == sheets[2]
    assert "Not cleared here." in sheets[0] and not TOLD.search(sheets[0])


@pytest.mark.parametrize("happened", [was_refused, was_stopped])
def test_the_other_prison_sees_exactly_what_it_sees_when_nothing_happened(
    cast: Cast, client: Client, happened: Any
) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    url = reverse("clearances", args=[cast.volunteer.pk, "GMI"])
    before = without_tokens(read(client, cast.other_coordinator, url))
    happened(cast)
    assert without_tokens(read(client, cast.other_coordinator, url)) == before


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)


def test_the_governor_of_the_prison_itself_reads_it(cast: Cast, client: Client) -> None:
    """Otherwise the tests above could not fail."""
    was_refused(cast)
    url = reverse("clearances", args=[cast.volunteer.pk, "EXI"])
    assert TOLD.search(read(client, cast.governor, url))


@pytest.mark.parametrize("who", ["manager", "other_coordinator"])
@pytest.mark.parametrize("happened", HAPPENED)
def test_nobody_else_takes_it_out_with_the_record(
    cast: Cast, client: Client, who: str, happened: Any
) -> None:
    also_at(cast.other_coordinator, cast.volunteer, cast.guys_marsh)
    happened(cast)
    client.force_login(getattr(cast, who))
    response = client.post(reverse("person_export", args=[cast.volunteer.pk]))
    if response.status_code != 200:
        assert response.status_code in (403, 404)
        return
    body = b"".join(response) if response.streaming else response.content
    with zipfile.ZipFile(io.BytesIO(body)) as whole:
        text = " ".join(whole.read(name).decode("utf-8", "replace") for name in whole.namelist())
    assert not TOLD.search(text)
