"""The first coordinator, asked for at the machine itself."""

from __future__ import annotations

import getpass
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from coordination.configuration import CHECKOUT
from coordination.models import Posting, User
from coordination.roles import Role
from tests.cast import Cast
from tests.coordination.pages import last_entry

GIVEN = {"prison": "EXI", "name": "Ann Example", "email": "Ann@Example.org"}
PASSWORD = "eleven blue boats at noon"

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(cast: Cast) -> None:
    """An installation in which nobody coordinates or leads yet."""
    Posting.objects.filter(role__in=[Role.COORDINATOR, Role.NATIONAL]).delete()


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody at a terminal who types these lines, and these passwords."""

    def at_a_terminal(lines: list[str], passwords: list[str]) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        answers = iter(passwords)
        monkeypatch.setattr(getpass, "getpass", lambda question: next(answers))

    return at_a_terminal


def appointed(**options: Any) -> str:
    out = io.StringIO()
    call_command("first_coordinator", stdout=out, **options)
    return out.getvalue()


def test_with_options_alone_it_prints_a_link_to_choose_a_password(empty: None, client: Client) -> None:
    said = appointed(**GIVEN)
    assert "Ann Example (ann@example.org) is now: Voluntary sector coordinator, HMP/YOI Exeter." in said
    user = User.objects.get(email="ann@example.org")
    assert not user.has_usable_password()
    path = said.strip().splitlines()[-1].partition("8000")[2]
    form_at = client.get(path, follow=True).request["PATH_INFO"]
    client.post(form_at, {"password1": PASSWORD, "password2": PASSWORD})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert last_entry("appoint_first").actor == ""


def test_at_a_terminal_it_asks_until_the_answers_are_right(empty: None, typing: Any) -> None:
    typing(
        ["nowhere", "HMP", "", "exeter", "", "Al A1234BC", "Ann Example", "ann", "ann@example.org"],
        ["short", PASSWORD, "another one altogether", PASSWORD, PASSWORD],
    )
    said = appointed()
    for sentence in (
        "no prison is called “nowhere”", "several prisons match", "give a prison", "give a first name",
        "looks like a prison number", "“ann” is not an e-mail address", "at least 12 characters",
        "The two differ", "Ann Example (ann@example.org) is now",
    ):  # fmt: skip
        assert sentence in said
    posting = Posting.objects.get(role=Role.COORDINATOR)
    assert posting.prison and posting.prison.code == "EXI"
    assert posting.user.check_password(PASSWORD)


def test_several_prisons_that_match_are_named_with_their_codes(empty: None) -> None:
    with pytest.raises(CommandError, match=r"several prisons match: .*\([A-Z]{3}\).*Give the code"):
        appointed(**GIVEN | {"prison": "HMP"})


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [("prison", "give a prison"), ("name", "first name and a surname"), ("email", "give an e-mail address")],
)
def test_where_nobody_can_be_asked_it_says_what_is_missing(
    empty: None, missing: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    with pytest.raises(CommandError, match=sentence):
        appointed(**{key: value for key, value in GIVEN.items() if key != missing})
    assert not Posting.objects.filter(role=Role.COORDINATOR).exists()


def test_a_terminal_that_closes_ends_it_with_a_sentence(empty: None, typing: Any) -> None:
    typing([], [])
    sys.stdin.seek(0, io.SEEK_END)
    with pytest.raises(CommandError, match="Nothing was typed"):
        appointed()


def test_there_is_only_one_first(cast: Cast) -> None:
    with pytest.raises(CommandError, match="There is a voluntary sector coordinator already"):
        appointed(**GIVEN)
    assert appointed(if_missing=True, **GIVEN) == ""


def test_the_first_national_lead_needs_no_prison(empty: None) -> None:
    appointed(national=True, name="Nat Lead", email="nat@example.org")
    posting = Posting.objects.get(role=Role.NATIONAL)
    assert (posting.user.email, posting.prison) == ("nat@example.org", None)


def test_an_account_that_is_there_is_taken_as_it_is(empty: None, cast: Cast) -> None:
    appointed(**GIVEN | {"email": cast.staff.email})
    assert Posting.objects.get(role=Role.COORDINATOR).user == cast.staff
    assert User.objects.get(pk=cast.staff.pk).name == "Stella Staff"


def test_before_the_tables_are_made_it_says_what_to_do(tmp_path: Path) -> None:
    environment = os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    done = subprocess.run(
        [sys.executable, "manage.py", "first_coordinator", "--prison", "EXI", "--name", "A", "--email", "a@b.example"],
        cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Run `python manage.py migrate` first." in done.stderr
    assert "Traceback" not in done.stderr
