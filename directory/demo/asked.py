"""What was asked, what was missing and what was wrong: queries, needs, own words, corrections, by the actions."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from coordination.demo.world import World
from coordination.models import Group, Pathway, Posting, Prison, Stage, User, Wing
from coordination.roles import Role
from directory.actions.corrections import report_correction, settle_correction
from directory.actions.needs import raise_need, settle_need
from directory.actions.queries import log_query
from directory.actions.synonyms import add_synonym
from directory.models import Listing, Need, Query

FILE: Final = Path(__file__).with_name("asked.toml")
LATE: Final = 10  # The turn of the day: after what was decided and printed on it.


def events(world: World) -> Iterator[tuple[int, int, Callable[[], None]]]:
    """(day, turn, what happens)."""
    with FILE.open("rb") as file:
        asked = tomllib.load(file)
    for kind, play in (
        ("queries", query),
        ("needs", need),
        ("settled", settle),
        ("synonyms", synonym),
        ("corrections", correction),
    ):
        for days, code, *row in asked[kind]:
            yield days, LATE, partial(play, world, days, world.prisons[code], row)


def query(world: World, days: int, prison: Prison, row: list[Any]) -> None:
    words, asked_by, pathway, group, wing, became = row
    with world.at(days, LATE):
        log_query(
            by=world.coordinators[prison.code], prison=prison, words=words, asked_by=asked_by,
            pathway=_chosen(Pathway, pathway), group=_chosen(Group, group), wing=_wing(prison, wing),
            **_outcome(prison, became),
        )  # fmt: skip


def _outcome(prison: Prison, became: str) -> dict[str, Any]:
    if became == "nothing":
        return {"outcome": Query.Outcome.NOTHING_FOUND}
    if became.startswith("to "):
        return {"outcome": Query.Outcome.PASSED_ON, "passed_on_to": became[3:]}
    answered = Listing.objects.published().get(prison=prison, approved_revision__name=became)
    return {"outcome": Query.Outcome.ANSWERED, "listing": answered}


def need(world: World, days: int, prison: Prison, row: list[Any]) -> None:
    statement, source, pathway, group, stage, wing, people = row
    by = world.coordinators[prison.code]
    if source == Need.Source.SEARCH:
        by = _on_the_wings(prison) or by
    with world.at(days, LATE):
        raise_need(
            by=by, prison=prison, statement=statement, source=source, pathway=_chosen(Pathway, pathway),
            group=_chosen(Group, group), stage=_chosen(Stage, stage), wing=_wing(prison, wing),
            people_count=people or None,
        )  # fmt: skip


def settle(world: World, days: int, prison: Prison, row: list[Any]) -> None:
    statement, state, reason = row
    open_need = Need.objects.open().get(prison=prison, statement=statement)
    with world.at(days, LATE):
        settle_need(by=world.coordinators[prison.code], need=open_need, state=state, reason=reason)


def synonym(world: World, days: int, prison: Prison, row: list[Any]) -> None:
    (words,) = row
    with world.at(days, LATE):
        add_synonym(by=world.coordinators[prison.code], prison=prison, words=words)


def correction(world: World, days: int, prison: Prison, row: list[Any]) -> None:
    name, topic, words, answer = row
    listing = Listing.objects.published().get(prison=prison, approved_revision__name=name)
    coordinator = world.coordinators[prison.code]
    with world.at(days, LATE):
        told = report_correction(
            by=_on_the_wings(prison) or coordinator, listing=listing, topic=topic, words=words
        )
        if answer:
            settle_correction(by=coordinator, correction=told, answer=answer)


def _on_the_wings(prison: Prison) -> User | None:
    posting = Posting.objects.filter(prison=prison, role=Role.STAFF).select_related("user").first()
    return posting.user if posting else None


def _chosen(model: Any, code: str) -> Any:
    return model.objects.get(pk=code) if code else None


def _wing(prison: Prison, name: str) -> Wing | None:
    return prison.wings.get(name=name, ended_on=None) if name else None
