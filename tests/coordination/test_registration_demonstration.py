"""What the demonstration shows of organisations that register themselves."""

from __future__ import annotations

import pytest

from coordination.actions import registration_letters
from coordination.duplicates import possible_duplicates
from coordination.models import Registration, RegistrationChoice
from tests.coordination.demonstrated import Demonstration, demonstration  # noqa: F401

pytestmark = [pytest.mark.usefixtures("demonstration", "db")]

State = RegistrationChoice.State


def test_two_wait_at_exeter_and_one_was_let_in() -> None:
    at_exeter = RegistrationChoice.objects.filter(prison__code="EXI")
    assert at_exeter.waiting().count() == 2
    (let_in,) = at_exeter.filter(state=State.ACCEPTED)
    assert let_in.registration.organisation
    assert let_in.registration.verified_at < let_in.decided_at < let_in.told_at


def test_one_that_waits_is_there_already_and_the_other_is_like_nobody() -> None:
    alike = {
        each.name: [
            found.organisation.name
            for found in possible_duplicates(
                name=each.name, charity_number=each.charity_number, company_number=each.company_number,
                website=each.website, postcode=each.postcode,
            )
        ]
        for each in Registration.objects.filter(organisation=None)
    }  # fmt: skip
    assert alike == {"Second Wind Cycle Workshops": ["Second Wind Cycles"], "Lamb and Larder": []}


def test_no_letter_of_the_past_is_sent() -> None:
    assert registration_letters.queue_unsent() == 0
