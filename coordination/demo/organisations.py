"""Reads organisations.toml and adds each organisation through the actions, with its manager."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.utils.text import slugify

from coordination.actions.invitations import invite
from coordination.actions.organisations import add_organisation
from coordination.demo.people import take_up
from coordination.demo.world import World, backdate
from coordination.models import Area, Group, Organisation
from coordination.reference.demonstration import ACCOUNTS
from coordination.roles import Role

FILE: Final = Path(__file__).with_name("organisations.toml")
JOINED: Final = -400


def texts() -> dict[str, dict[str, Any]]:
    """{key: what the file says of the organisation}."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def add_all(world: World) -> None:
    areas = {area.name: area for area in Area.objects.order_by("-kind")}
    groups = Group.objects.in_bulk()
    for turn, (key, text) in enumerate(texts().items()):
        # A few each day, as somebody enters them who has other work too.
        days = text.get("since", JOINED + turn // 4)
        values = values_of(text) | {
            "areas": [areas[name] for name in text["areas"]],
            "led_by": [groups[code] for code in text.get("led_by", [])],
        }
        _add(world, key, text, values, days, turn % 4)


def values_of(text: dict[str, Any]) -> dict[str, Any]:
    """The columns, as the form gives them."""
    plain = ("name", "charity_number", "company_number", "size")
    return {name: text.get(name, "") for name in plain} | {
        "kind": text.get("kind", Organisation.Kind.VOLUNTARY.value),
        "led_by_lived_experience": text.get("lived_experience"),
        "website": f"https://{slugify(text['name'])}.example.org" if text.get("website") else "",
    }


def _add(world: World, key: str, text: dict[str, Any], values: dict[str, Any], days: int, turn: int) -> None:
    coordinator = world.coordinators[text.get("brought_by", "EXI")]
    with world.at(days, 2 * turn) as moment:
        organisation = add_organisation(by=coordinator, values=values, although_alike=True)
        backdate(organisation, created_at=moment)
        world.organisations[key] = organisation
        account = next((a for a in ACCOUNTS if a.organisation == key and a.role == Role.MANAGER), None)
        name = text.get("manager") or text["invited"]
        invitation = invite(
            by=coordinator,
            role=Role.MANAGER,
            name=name,
            email=account.email if account else f"manager@{organisation.slug}.example.org",
            organisation=organisation,
        )
        backdate(invitation, sent_at=moment + timedelta(minutes=1))
    if "manager" in text:
        with world.at(days, 2 * turn + 1):
            world.managers[key] = take_up(invitation)
