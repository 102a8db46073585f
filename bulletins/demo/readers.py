"""Outsiders who joined by themselves, and one who left."""

from __future__ import annotations

from typing import Any

from bulletins.actions.joining import ask_to_join, confirm_joining
from bulletins.actions.wishes import leave_bulletins
from bulletins.demo.texts import texts
from bulletins.models import Reader
from bulletins.reader_links import Choice
from coordination.demo.world import World, backdate


def play(world: World) -> None:
    for given in texts()["readers"]:
        with world.at(given["joined"]):
            join(world, given)
        if "left" in given:
            with world.at(given["left"]):
                leave_bulletins(email=given["email"])


def join(world: World, given: dict[str, Any]) -> None:
    """The form asks for no name; the demonstration gives one, so that a list of readers can be read."""
    ask_to_join(email=given["email"], prisons=[world.prisons[code] for code in given["prisons"]], pathways=[])
    reader: Reader = confirm_joining(choice=Choice(given["email"], given["prisons"], []))
    backdate(reader, name=given["name"])
