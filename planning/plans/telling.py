"""Evidence as somebody may read it: links they may open, and small counts of people only where they may too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from coordination.access import Standing
from coordination.models import Prison
from coordination.offers import Evidence
from coordination.small_counts import LEAST, is_small

Opens = Callable[[Evidence], bool]


@dataclass(frozen=True)
class Told:
    """`url` is empty where the reader may not open it. `how_much`: “14 people”, “fewer than 5 people”, or empty."""

    kind: str
    source: str
    words: str
    on: date
    url: str
    how_much: str


def opens(standing: Standing, prison: Prison) -> Opens:
    """For a reader. Each permission is asked once."""
    known: dict[str, bool] = {}

    def may(evidence: Evidence) -> bool:
        needed = evidence.opened_by
        if needed is None:
            return True
        if needed not in known:
            known[needed] = standing.may(needed, prison=prison)
        return known[needed]

    return may


def on_paper(evidence: Evidence) -> bool:
    """A paper leaves the portal: whoever holds it may open nothing."""
    return False


def told(evidence: Evidence, opens: Opens) -> Told:
    may = opens(evidence)
    return Told(
        kind=evidence.kind, source=evidence.source, words=evidence.words, on=evidence.on,
        url=evidence.path if may else "", how_much=_how_much(evidence, whole=may),
    )  # fmt: skip


def _how_much(evidence: Evidence, *, whole: bool) -> str:
    if evidence.count is None:
        return ""
    if evidence.of_people and not whole and is_small(evidence.count):
        return f"fewer than {LEAST} {evidence.unit}"
    return f"{evidence.count} {_unit(evidence.count, evidence.unit)}"


def _unit(count: int, unit: str) -> str:
    """“1 service”, “1 person”, “1 query”."""
    one = {"people": "person", "queries": "query", "times": "time", "steps done": "step done"}
    return unit if count != 1 else one.get(unit, unit.removesuffix("s"))
