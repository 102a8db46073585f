"""Bulletins in the bar at the top."""

from __future__ import annotations

import pytest

from bulletins.actions import approving, items, settings
from bulletins.navigation import entries
from coordination.access import standing_of
from coordination.models import Prison, PrisonSet, User
from tests.bulletins import making
from tests.cast import Cast
from tests.coordination.pages import client_of

pytestmark = pytest.mark.django_db
SENT = ("Sent", "/prisons/EXI/bulletins/archive/")
SETTINGS = ("Settings", "/prisons/EXI/bulletins/settings/")
OF_PRISON = [
    ("Issues", "/prisons/EXI/bulletins/"), SENT, ("Pictures", "/prisons/EXI/bulletins/pictures/"), SETTINGS,
]  # fmt: skip
STOPPED = ("Stopped addresses", "/prisons/EXI/bulletins/addresses/")
ALL = ("All prisons", "/bulletins/all/")


def links(user: User, prison: Prison | None) -> list[tuple[str, str]]:
    return [(entry.label, entry.url) for entry in entries(user, standing_of(user), prison)]


def test_whoever_makes_bulletins_finds_all_that_stands_around_them(cast: Cast) -> None:
    own = ("Exeter alone", f"/prison-sets/{cast.south_west.pk}/bulletins/")
    PrisonSet.objects.create(name="Others").prisons.set([cast.exeter])
    assert links(cast.coordinator, cast.exeter) == [*OF_PRISON, STOPPED]
    assert links(cast.lead, cast.exeter) == [*OF_PRISON, own]
    assert links(cast.national, cast.exeter) == [*OF_PRISON, ALL]


def test_who_only_reads_has_one_link_to_what_was_sent(cast: Cast) -> None:
    for user in (cast.staff, cast.gate):
        assert links(user, cast.exeter) == [("Bulletins", SENT[1])]
    for user in (cast.manager, cast.worker, cast.other_coordinator):
        assert links(user, cast.exeter) == []


def test_who_approves_finds_the_issue_that_waits_and_where_it_stands(cast: Cast) -> None:
    assert links(cast.governor, cast.exeter) == [OF_PRISON[0], SENT, SETTINGS]
    settings.change_setting(by=cast.coordinator, prison=cast.exeter, values={"needs_approval": True})
    issue = making.issue(cast)
    items.add_item(
        by=cast.coordinator, issue=issue, values={"section": "news", "heading": "A room", "text": ""}
    )
    approving.ask_approval(by=cast.coordinator, issue=issue)
    client = client_of(cast.governor)
    assert issue.get_absolute_url() in client.get(OF_PRISON[0][1]).content.decode()
    page = client.get(f"{issue.get_absolute_url()}approve/").content.decode()
    assert 'aria-current="page">Issues<' in page


def test_without_a_prison_leads_find_what_is_for_several(cast: Cast) -> None:
    assert links(cast.coordinator, None) == []
    assert links(cast.national, None) == [("Bulletins", ALL[1])]
    assert links(cast.lead, None) == [("Bulletins", f"/prison-sets/{cast.south_west.pk}/bulletins/")]


def test_every_link_opens(cast: Cast) -> None:
    for name in ("coordinator", "governor", "staff", "gate", "lead", "national"):
        user = getattr(cast, name)
        for _, url in links(user, cast.exeter):
            assert client_of(user).get(url).status_code == 200, (name, url)


def test_the_page_of_a_picture_stands_under_pictures_and_that_of_an_issue_under_issues(cast: Cast) -> None:
    client = client_of(cast.lead)
    for address, label in (
        (f"/bulletins/library/{making.image(cast).pk}/", "Pictures"),
        (making.issue(cast).get_absolute_url(), "Issues"),
    ):
        page = client.get(address).content.decode()
        assert f'aria-current="page">{label}<' in page
