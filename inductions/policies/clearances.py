"""Clearances: dates that can be, and what may become of one."""

from __future__ import annotations

import re

from coordination import clock
from coordination.models import Prison
from coordination.policies import Overtaken, Refused
from inductions.models import (
    Clearance,
)
from inductions.policies.people import CERTIFICATE, check_order


def check_reference(reference: str) -> None:
    if CERTIFICATE.search(re.sub(r"[\s-]", "", reference)):
        raise Refused(
            "This looks like the number of a DBS certificate, which is never kept. Write the file reference of the"
            " application, or leave it empty."
        )


def check_clearance_dates(clearance: Clearance) -> None:
    today = clock.today()
    for day in (clearance.applied_on, clearance.decided_on, clearance.granted_on):
        if day and day > today:
            raise Refused("That day is still to come. Give the day on which it happened.")
    if clearance.state == Clearance.State.GRANTED and not (clearance.granted_on and clearance.expires_on):
        raise Refused("Give the first and the last day of the clearance, as they stand in the decision.")
    if clearance.applied_on and clearance.decided_on and clearance.decided_on < clearance.applied_on:
        raise Refused("The decision is before the application. Change one of the two days.")
    check_order(clearance.granted_on, clearance.expires_on)


def check_undecided(clearance: Clearance) -> None:
    if clearance.state != Clearance.State.APPLIED:
        raise Overtaken(
            f"This application is decided already: {clearance.get_state_display().lower()}. Nothing was changed."
        )


def check_may_correct(clearance: Clearance) -> None:
    if clearance.state == Clearance.State.WITHDRAWN:
        raise Overtaken("This clearance was withdrawn. Record a new one instead.")


def check_may_withdraw(clearance: Clearance) -> None:
    if clearance.state not in (Clearance.State.GRANTED, Clearance.State.APPLIED):
        raise Overtaken(
            f"This clearance is {clearance.get_state_display().lower()} already. Nothing was changed."
        )


def check_reliable(clearance: Clearance, prison: Prison) -> None:
    if clearance.prison_id == prison.pk:
        raise Refused("This clearance is your own prison’s. There is nothing to rely on.")
    today = clock.today()
    if clearance.state != Clearance.State.GRANTED or not clearance.expires_on or clearance.expires_on < today:
        raise Refused("This clearance is not in force. Apply for one here.")
