"""What one source says must fit together: a part is no larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from planning.bringing_in.said import Said, SaidOfGroup, SaidOfPathway
from planning.models.assessment import in_figures, people_in_words

# (unit, number in words) of what may be compared: numbers of one unit alone.
_SAID: Final = {
    "needing": people_in_words,
    "share": lambda share: f"{in_figures(share)}%",
    "a_month": lambda number: f"{people_in_words(number)} a month",
}


def contradictions(population: int | None, said: Said) -> Iterator[tuple[SaidOfGroup | SaidOfPathway, str]]:
    """(row that cannot be, why), each once. `population`: people held, as the source gives it."""
    held = {row.group.pk: row.people for row in said.groups if row.people is not None}
    needs = {_key(need): need for need in said.needs}
    for row in said.groups:
        if population is not None and row.people is not None and row.people > population:
            yield (
                row,
                f"{row}: {people_in_words(row.people)} are more than the {population:,} whom the prison holds.",
            )
    for need in said.needs:
        if why := _too_many(need, population, held) or _more_than_whole(need, needs):
            yield need, f"{need}: {why}"


def _too_many(need: SaidOfPathway, population: int | None, held: dict[str, int]) -> str:
    if need.needing is None:
        return ""
    people = people_in_words(need.needing)
    if population is not None and need.needing > population:
        return f"{people} are more than the {population:,} whom the prison holds."
    if need.group and need.needing > held.get(need.group.pk, need.needing):
        return f"{people} are more than the {held[need.group.pk]:,} of this group whom the prison holds."
    return ""


def _more_than_whole(need: SaidOfPathway, needs: dict[tuple[str, str, str], SaidOfPathway]) -> str:
    """Of everybody on the pathway, of the group at any stage, of everybody at the stage."""
    pathway, group, stage = _key(need)
    for key in ((pathway, "", ""), (pathway, group, ""), (pathway, "", stage)):
        whole = needs.get(key)
        if whole is None or whole is need:
            continue
        for unit, words in _SAID.items():
            part, of = getattr(need, unit), getattr(whole, unit)
            if part is not None and of is not None and Decimal(part) > of:
                what = "everybody" if not (key[1] or key[2]) else str(whole)
                return f"{words(part)}, and for {what} only {words(of)}. A part is never more than its whole."
    return ""


def _key(need: SaidOfPathway) -> tuple[str, str, str]:
    return (need.pathway.pk, need.group.pk if need.group else "", need.stage.pk if need.stage else "")
