"""Nobody's mailbox is filled by a stranger who writes its address in other ways."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from coordination.models import Registration
from coordination.views import registrations as views
from tests.cast import Cast
from tests.coordination.pages import queued
from tests.coordination.registering import posted


@pytest.mark.parametrize(
    ("typed", "mailbox"),
    [
        ("nia@fresh.example.org", "nia@fresh.example.org"),
        ("Nia+one@Fresh.example.org", "nia@fresh.example.org"),
        ("+one@fresh.example.org", "+one@fresh.example.org"),
    ],
)
def test_a_mailbox_is_one_whatever_stands_behind_the_plus(typed: str, mailbox: str) -> None:
    assert views.mailbox_of(typed) == mailbox


def test_other_spellings_of_one_mailbox_share_its_letters_of_a_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with queued(monkeypatch) as tasks:
        for number in range(views.TO_ONE_MAILBOX + 2):
            email = f"nia+{number}@fresh-start.example.org"
            Client().post(reverse("register"), posted(cast.exeter, contact_email=email))
    assert len(tasks) == Registration.objects.count() == views.TO_ONE_MAILBOX
