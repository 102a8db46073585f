from __future__ import annotations

import json
from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from coordination.models import Installation, User
from coordination.policies import Refused
from coordination.reference.demonstration import ACCOUNTS, PASSWORD
from coordination.views.invitations import BACKEND
from tests.cast import Cast
from tests.coordination.demonstrated import empty

HERE = "/demonstration/"


@pytest.fixture
def demo(cast: Cast) -> User:
    """A database that says that it is a demonstration, with one of its accounts; fast to make."""
    Installation.objects.create(pk=1, seeded_as_demo=True)
    return User.objects.create(email=ACCOUNTS[0].email, name=ACCOUNTS[0].name)


def signed_in(client: Client) -> int | None:
    key = client.session.get(SESSION_KEY)
    return int(key) if key else None


@pytest.mark.parametrize("seeded_as_demo", [None, False])
def test_without_a_demonstration_the_page_does_not_exist(
    cast: Cast, client: Client, seeded_as_demo: bool | None
) -> None:
    if seeded_as_demo is not None:
        Installation.objects.create(pk=1, seeded_as_demo=seeded_as_demo)
    User.objects.create(email=ACCOUNTS[0].email, name="Somebody real")
    assert client.get(HERE).status_code == 404
    assert client.post(HERE, {"account": ACCOUNTS[0].email}).status_code == 404
    assert signed_in(client) is None
    assert "enter nothing real" not in client.get(reverse("account_login")).content.decode()


def test_the_page_offers_every_account_by_post_alone(demo: User, client: Client) -> None:
    page = client.get(HERE).content.decode()
    for account in ACCOUNTS:
        assert f'name="account" value="{account.email}"' in page
        assert f"Sign in as {account.name}" in page
    assert "HMP Dartmoor (closed temporarily)" in page
    assert signed_in(client) is None
    assert client.get(HERE, {"account": demo.email}).status_code == 200
    assert signed_in(client) is None


def test_one_click_signs_in_and_leads_home(demo: User, client: Client) -> None:
    answer = client.post(HERE, {"account": demo.email})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in(client) == demo.pk
    assert "You are Tamsin Hale now." in client.get("/").content.decode()


def test_being_somebody_else_keeps_nothing_of_the_first(demo: User, cast: Cast, client: Client) -> None:
    client.force_login(cast.governor, backend=BACKEND)
    session = client.session
    session["typed"] = "something of the governor's"
    session.save()
    client.post(HERE, {"account": demo.email})
    assert signed_in(client) == demo.pk
    assert "typed" not in client.session


def test_only_accounts_of_the_list_can_be_signed_in_as(demo: User, cast: Cast, client: Client) -> None:
    for email in (cast.national.email, "nobody@example.org", ""):
        answer = client.post(HERE, {"account": email}, follow=True)
        assert "That is not an account of the demonstration" in answer.content.decode()
        assert signed_in(client) is None


def test_an_account_that_a_visitor_closed_stays_closed(demo: User, client: Client) -> None:
    User.objects.filter(pk=demo.pk).update(is_active=False)
    answer = client.post(HERE, {"account": demo.email}, follow=True)
    assert "Somebody closed this account" in answer.content.decode()
    assert signed_in(client) is None


def test_accounts_are_listed_as_json_and_as_a_table(demo: User) -> None:
    output = StringIO()
    call_command("demo_accounts", "--json", stdout=output)
    rows = json.loads(output.getvalue())
    assert len(rows) == len(ACCOUNTS)
    assert rows[0] == {
        "role": "coordinator", "prison": "EXI", "email": "coordinator.exeter@demo.example.org", "password": PASSWORD,
    }  # fmt: skip
    assert {tuple(row) for row in rows} == {("role", "prison", "email", "password")}
    output = StringIO()
    call_command("demo_accounts", stdout=output)
    assert "Organisation worker or volunteer  GMI" in output.getvalue()


def test_no_accounts_are_listed_elsewhere(cast: Cast) -> None:
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demo_accounts", "--json")


def test_seeding_refuses_a_database_with_people(cast: Cast) -> None:
    with pytest.raises(CommandError, match="has users, so it cannot become a demonstration"):
        call_command("seed_demo")
    assert not Installation.is_demonstration()


def test_seeding_refuses_production(db: None, settings: SimpleNamespace) -> None:
    empty()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="ENVIRONMENT=production"):
        call_command("seed_demo")
    assert not User.objects.exists()
    assert not Installation.objects.exists()


def test_a_seeding_that_breaks_off_leaves_a_new_database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    empty()

    def seed(world: object) -> None:
        User.objects.create(email="half@example.org", name="Half")
        raise Refused("Something is wrong with the texts.")

    monkeypatch.setattr(
        "coordination.management.commands.seed_demo.offers", lambda name: [SimpleNamespace(seed=seed)]
    )
    with pytest.raises(CommandError, match="Something is wrong"):
        call_command("seed_demo")
    assert not User.objects.exists()
    assert not Installation.is_demonstration()
