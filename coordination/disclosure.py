"""Who may be told each field, declared on every model beside the field itself.

`everyone` may stand in a paper for people in prison; `staff` may be shown to signed-in people within
their scope; `personal` is staff-only and its old values never enter the audit. A field that is in none
of the three fails the build (system check coordination.E001).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models


@dataclass(frozen=True)
class Disclosure:
    """Field names by audience; each argument is one string of names separated by spaces."""

    everyone: str = ""
    staff: str = ""
    personal: str = ""
    _names: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        for audience in ("everyone", "staff", "personal"):
            for name in getattr(self, audience).split():
                if name in self._names:
                    raise ValueError(f"{name} is classified twice")
                self._names[name] = audience

    def audience_of(self, name: str) -> str | None:
        """`everyone`, `staff`, `personal`, or None when nobody has decided yet."""
        return self._names.get(name)

    @property
    def names(self) -> set[str]:
        return set(self._names)


def own_fields(model: type[models.Model]) -> set[str]:
    """Names of the model's concrete and many-to-many fields, without reverse relations and inherited links."""
    concrete = {f.name for f in model._meta.fields}
    return concrete | {f.name for f in model._meta.many_to_many}


def problems(model: type[models.Model]) -> list[str]:
    """One sentence for each field that is unclassified, or classified and not there."""
    disclosure = getattr(model, "disclosure", None)
    label = model._meta.label
    if disclosure is None:
        return [f"{label} has no disclosure: say which fields everyone, staff and nobody else may see."]
    fields = own_fields(model)
    missing = [f"{label}.{name} is not classified." for name in sorted(fields - disclosure.names)]
    stray = [
        f"{label}.{name} is classified but does not exist." for name in sorted(disclosure.names - fields)
    ]
    return missing + stray


class NotForEveryone(RuntimeError):
    """An allow-list names a field that is not classified `everyone`. Nothing is printed."""


def check_for_everyone(printed: Mapping[type[models.Model], Iterable[str]]) -> None:
    """`printed`: what a paper for people in prison may say, by the model that holds it. Asked each time it is made."""
    wrong = [
        f"{model.__name__}.{name}"
        for model, names in printed.items()
        for name in names
        if model.disclosure.audience_of(name) != "everyone"  # type: ignore[attr-defined]  # ours have one
    ]
    if wrong:
        raise NotForEveryone(f"Not for people in prison: {', '.join(wrong)}.")
