"""How many passwords one network address may try in a minute."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from coordination import adapters, rate_limit
from tests.cast import PASSWORD, Cast, email_of

TOO_MANY = "Too many sign-ins came from your place just now. Wait a minute and try again."


def sign_in(person: str, address: str) -> Any:
    typed = {"login": email_of(person), "password": PASSWORD}
    return Client().post("/accounts/login/", typed, REMOTE_ADDR=address)


def test_the_passwords_of_one_address_are_counted_over_all_accounts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "PASSWORDS_A_MINUTE", 2)
    assert sign_in("coordinator", "192.0.2.1").status_code == 302
    assert sign_in("staff", "192.0.2.1").status_code == 302
    refused = sign_in("gate", "192.0.2.1")
    assert refused.status_code == 200
    assert TOO_MANY in refused.content.decode()
    assert sign_in("gate", "192.0.2.2").status_code == 302


def test_the_next_minute_counts_anew(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "PASSWORDS_A_MINUTE", 1)
    minute = [1_000_000.0]
    monkeypatch.setattr(rate_limit, "time", SimpleNamespace(time=lambda: minute[0]))
    assert sign_in("coordinator", "192.0.2.1").status_code == 302
    assert sign_in("staff", "192.0.2.1").status_code == 200
    minute[0] += 60
    assert sign_in("staff", "192.0.2.1").status_code == 302
