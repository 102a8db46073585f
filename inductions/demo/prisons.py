"""What each prison of the demonstration asks for: rules of modules, something to read, a checklist, policies."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from inductions.actions.documents import publish_policy
from inductions.actions.induction import add_suggested_steps
from inductions.actions.rules import publish_reading, set_rule
from inductions.demo.stage import Event, Stage, read
from inductions.models import ModuleRule


def events(stage: Stage) -> Iterator[Event]:
    for code, text in read("prisons.toml").items():
        for module, rule in text["rules"].items():
            yield text["begins"], 0, partial(ask_for, stage, code, text, module, rule)
        yield text["begins"], 1, partial(write_checklist, stage, code, text)
        for given in text.get("policies", []):
            yield given["on"], 2, partial(publish, stage, code, given)


def ask_for(stage: Stage, code: str, text: dict[str, Any], module: str, rule: dict[str, Any]) -> None:
    prison, by = stage.world.prisons[code], stage.world.coordinators[code]
    required = {f"required_of_{kind}": True for kind in rule.get("of", text["required_of"])}
    values = {name: value for name, value in rule.items() if name not in ("of", "reading")}
    with stage.world.at(text["begins"], 0):
        made = set_rule(by=by, prison=prison, module=stage.modules[module], values=required | values)
        if "reading" in rule:
            publish_reading(
                by=by, rule=ModuleRule.objects.get(pk=made.pk), version="1", text=rule["reading"]["text"],
                questions=rule["reading"]["questions"],
            )  # fmt: skip


def write_checklist(stage: Stage, code: str, text: dict[str, Any]) -> None:
    with stage.world.at(text["begins"], 1):
        add_suggested_steps(
            by=stage.world.coordinators[code], prison=stage.world.prisons[code], codes=text["steps"]
        )


def publish(stage: Stage, code: str, given: dict[str, Any]) -> None:
    values = {name: value for name, value in given.items() if name != "on"}
    if "review" in values:
        values["review_on"] = stage.world.day(values.pop("review"))
    with stage.world.at(given["on"], 2):
        made = publish_policy(
            by=stage.world.coordinators[code], prison=stage.world.prisons[code], values=values
        )
    stage.documents.setdefault(code, []).append(made)
