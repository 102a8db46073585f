"""Five wrong passwords lock one account at one address, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD, Cast, email_of

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def sign_in(person: str, password: str, address: str = HERE) -> tuple[int, str]:
    client = Client(REMOTE_ADDR=address)
    answer = client.post(reverse("account_login"), {"login": email_of(person), "password": password})
    return answer.status_code, answer.content.decode()


@pytest.fixture
def locked(cast: Cast) -> None:
    statuses = [sign_in("coordinator", "wrong")[0] for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]


def test_the_right_password_does_not_help_and_the_page_says_so(locked: None) -> None:
    status, page = sign_in("coordinator", PASSWORD)
    assert status == 429
    assert "15 minutes" in page


def test_capitals_do_not_help(locked: None) -> None:
    client = Client(REMOTE_ADDR=HERE)
    typed = {"login": email_of("coordinator").upper(), "password": PASSWORD}
    assert client.post(reverse("account_login"), typed).status_code == 429


def test_a_colleague_in_the_same_office_signs_in(locked: None) -> None:
    assert sign_in("staff", PASSWORD)[0] == 302


def test_the_owner_of_the_account_signs_in_from_elsewhere(locked: None) -> None:
    assert sign_in("coordinator", PASSWORD, ELSEWHERE)[0] == 302


def test_after_a_quarter_of_an_hour_it_is_open_again(locked: None) -> None:
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in("coordinator", PASSWORD)[0] == 302


def test_a_right_password_forgets_the_wrong_ones(cast: Cast) -> None:
    for _ in range(2):
        assert [sign_in("coordinator", "wrong")[0] for _ in range(4)] == [200] * 4
        assert sign_in("coordinator", PASSWORD)[0] == 302
