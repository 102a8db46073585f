"""Forums with their members, and the roles that representatives hold."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from coordination.models import Group, Pathway
from forums.actions.forums import add_member, begin_forum, end_forum
from forums.actions.representatives import add_representative, end_representative
from forums.demo.stage import FIRST, LATER, MORNING, Event, Stage, chosen, read


def events(stage: Stage) -> Iterator[Event]:
    texts = read("forums.toml")
    for key, given in texts["forums"].items():
        yield given["begins"], FIRST, partial(begin, stage, key, given)
        if "ended" in given:
            yield given["ended"], LATER, partial(end, stage, key, given)
    pathways, groups = Pathway.objects.in_bulk(), Group.objects.in_bulk()
    for row in texts["representatives"]:
        yield row["since"], MORNING, partial(represent, stage, row, pathways, groups)


def begin(stage: Stage, key: str, given: dict[str, Any]) -> None:
    code = given["prison"]
    by, prison = stage.keeper(code), stage.world.prisons[code]
    columns = ("name", "kind", "purpose", "frequency", "chair_name", "chair_role", "chair_name_is_public")
    values = {name: given[name] for name in columns if name in given}
    if "chair_organisation" in given:
        values["chair_organisation"] = stage.world.organisations[given["chair_organisation"]]
    with stage.world.at(given["begins"], FIRST):
        forum = stage.forums[key] = begin_forum(by=by, prison=prison, values=values)
        for name in given.get("organisations", []):
            add_member(by=by, forum=forum, organisation=stage.world.organisations[name])
        for role, email in given.get("roles", {}).items():
            add_member(by=by, forum=forum, staff_role=role, email=email)
        for mailbox in given.get("people", []):
            add_member(by=by, forum=forum, user=stage.owner(f"user {mailbox}")["owner"])


def end(stage: Stage, key: str, given: dict[str, Any]) -> None:
    with stage.world.at(given["ended"], LATER):
        end_forum(by=stage.keeper(given["prison"]), forum=stage.forums[key])


def represent(stage: Stage, row: dict[str, Any], pathways: dict[str, Any], groups: dict[str, Any]) -> None:
    """One role on each of the wings that the row names."""
    code = row["prison"]
    by, prison = stage.keeper(code), stage.world.prisons[code]
    columns = ("title", "opportunity", "holders", "hours_a_month")
    for name in row["wings"]:
        values = {column: row[column] for column in columns if column in row} | {
            "wing": stage.wing(prison, name), "since": stage.day(row["since"]),
            "forum": stage.forums.get(row.get("forum", "")),
            "pathways": chosen(pathways, row.get("pathways", [])), "groups": chosen(groups, row.get("groups", [])),
        }  # fmt: skip
        with stage.world.at(row["since"], MORNING):
            made = add_representative(by=by, prison=prison, values=values)
        if "until" in row:
            with stage.world.at(row["until"], MORNING):
                end_representative(by=by, representative=made)
