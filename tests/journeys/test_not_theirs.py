"""Somebody who comes in at Exeter: nothing of them is there for another prison, another organisation or wing staff."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIResponse, expect

from tests.journeys.addresses import addresses, holds_a_key
from tests.journeys.coming import EMAIL, NAME, SECRETS
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.journey

# Whoever holds the token of one of these is meant to open it.
BY_TOKEN = ("calendar_feed", "what_is_held")
# Prisons let their staff read what is written there for those who come in.
OF_THE_PRISON = ("policies", "policy_document", "stored_file")


def tells_nothing(answer: APIResponse) -> bool:
    """Also in the names of files and in where it leads."""
    everything = answer.text() + str(answer.headers)
    return not any(secret in everything for secret in SECRETS)


def opens_nothing(visitor: Visitor, keys: dict[str, Any], code: str) -> None:
    """Whatever address they copy or guess: reading it, or sending its form."""
    token = visitor.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    tried = 0
    for name, address in addresses(keys | {"code": code}):
        if name in BY_TOKEN or name in OF_THE_PRISON or not holds_a_key(address):
            continue
        tried += 1
        # An idle connection may be closed at the moment of the next request.
        read = visitor.page.request.get(address, max_retries=3)
        assert (read.status in (403, 404, 405), tells_nothing(read)) == (True, True), (address, read.status)
        sent = visitor.page.request.post(
            address,
            form={"csrfmiddlewaretoken": token},
            headers={"Referer": visitor.page.url},
            max_retries=3,
        )
        assert (sent.status in (403, 404, 405), tells_nothing(sent)) == (True, True), (address, sent.status)
    assert tried > 30


def test_nothing_of_somebody_at_exeter_is_there_for_the_coordinator_of_guys_marsh(
    come_in: Callable[..., Visitor], in_order: dict[str, Any]
) -> None:
    visitor = come_in("coordinator", "GMI")
    visitor.navigate("Guys Marsh")
    for page in ("Workers", "Training", "Clearances", "Gate", "Policies", "Evidence", "Audit"):
        visitor.navigate(page)
        visitor.sees_not(*SECRETS)
    visitor.open("/prisons/GMI/workers/?name=Quillon")
    visitor.sees_not(NAME, "Saltmarsh")
    visitor.navigate("Gate")
    visitor.fill({"Name": NAME})
    visitor.press("Look up")
    visitor.sees("Not known here")
    for show in ("settle", "past"):
        visitor.open(f"/prisons/GMI/training/?show={show}")
        visitor.sees_not(*SECRETS)

    # The sessions of the own prison, for a calendar.
    visitor.open("/my-training/calendar-addresses/")
    visitor.press("Sessions at HMP Guys Marsh")
    own = visitor.page.request.get(re.findall(r"http\S+\.ics", visitor.reads())[0])
    assert own.text().count("BEGIN:VEVENT") > 1
    assert in_order["uid"] not in own.text() and "Exeter" not in own.text()
    for file in ("evidence.csv", "evidence.xlsx"):
        here = visitor.page.request.get(f"/prisons/GMI/people-evidence/{file}")
        there = visitor.page.request.get(f"/prisons/EXI/people-evidence/{file}")
        assert (here.status, there.status) == (200, 404)
        assert file.endswith("xlsx") or tells_nothing(here)
    assert tells_nothing(visitor.page.request.get("/prisons/GMI/gate/sheet/"))

    opens_nothing(visitor, in_order, "EXI")
    opens_nothing(visitor, in_order, "GMI")


def test_another_organisation_s_manager_learns_only_that_an_address_is_known(
    come_in: Callable[..., Visitor], in_order: dict[str, Any]
) -> None:
    manager = come_in("manager", "GMI")
    manager.navigate("Workers")
    manager.sees("Jan Cottrell")
    manager.fill({"Name": "Quillon"})
    manager.press("Show")
    manager.sees("Nobody found")
    manager.navigate("Workers")
    manager.press("Add somebody")
    expect(manager.box("Prison")).not_to_contain_text("Eastwood Park")
    manager.fill({"Name": "Quentin Salt", "E-mail address": EMAIL, "Volunteer": True})
    manager.press("Add this person")
    manager.sees("Yes, it is the person who is known with this e-mail address")
    manager.sees_not(*SECRETS)
    opens_nothing(manager, in_order, "EXI")


def test_staff_and_other_volunteers_of_the_same_prison_see_no_record_of_them(
    come_in: Callable[..., Visitor], in_order: dict[str, Any]
) -> None:
    staff = come_in("staff", "EXI")
    staff.navigate("Exeter")
    staff.sees_not(*SECRETS)
    opens_nothing(staff, in_order, "EXI")
    # A colleague may book the same session, and reads how many are booked, not who.
    colleague = come_in("worker", "EXI")
    colleague.open(f"/prisons/EXI/training/{in_order['session']}/")
    colleague.sees("2 of 3 free")
    colleague.sees_not(NAME)
    colleague.navigate("Your training")
    colleague.sees_not(*SECRETS)


def test_the_private_address_of_a_calendar_names_no_person_and_no_room(
    arrive: Callable[..., Visitor], in_order: dict[str, Any]
) -> None:
    stranger = arrive()
    calendar = stranger.page.request.get(f"/calendar/{in_order['token']}.ics")
    assert in_order["uid"] in calendar.text() and tells_nothing(calendar)
