"""A coordinator sees at which addresses of the prison mail does not arrive, and lets it go there again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coordination.actions.mail_addresses import record_event
from coordination.models import MailAddress
from tests.cast import Cast
from tests.directory.typing_in import signed_in

pytestmark = pytest.mark.django_db
HERE = "/prisons/EXI/bulletins/addresses/"


def stopped(email: str, kind: str = "hard") -> MailAddress:
    record_event(event_id=f"{kind}-{email}", email=email, kind=kind, said="550 no such user")
    return MailAddress.objects.get(email=email)


def test_the_page_names_who_gets_no_mail_and_why(cast: Cast) -> None:
    stopped(cast.staff.email)
    stopped(cast.volunteer.email, "complaint")
    stopped(cast.gate.email, "soft")
    page = signed_in(cast.coordinator).get(HERE)
    assert {(row["name"], row["what"]) for row in page.context["rows"]} == {
        (cast.staff.name, "Mail does not arrive there"),
        (cast.volunteer.name, "Called a bulletin unwanted"),
    }
    assert "550 no such user" in page.content.decode()


def test_an_address_of_another_prison_is_not_shown(cast: Cast) -> None:
    stopped(cast.other_coordinator.email)
    page = signed_in(cast.coordinator).get(HERE).content.decode()
    assert "Mail arrives at every address" in page
    assert cast.other_coordinator.email not in page


def test_the_button_lets_mail_go_there_again(cast: Cast) -> None:
    address = stopped(cast.staff.email)
    client = signed_in(cast.coordinator)
    button = reverse("lift_address", args=["EXI", address.pk])
    assert button in client.get(HERE).content.decode()
    answer = client.post(button, follow=True).content.decode()
    assert f"Mail goes to {cast.staff.email} again" in answer
    address.refresh_from_db()
    assert address.hard_bounced_at is None and address.lifted_by == cast.coordinator
    assert client.post(button).status_code == 404
