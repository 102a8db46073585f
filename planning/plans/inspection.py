"""What an inspector expects of a prison, beside what the portal can show of it today, and where it can show nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from coordination.models import Prison
from coordination.offers import Evidence
from planning.models import ActionPlan, Expectation, Indicator
from planning.plans.gathering import Gathered, gather, kinds

# What is too old to count is looked for as far back as this, so that a gap can say when there was something last.
LOOKED_BACK: Final = 36


def every_expectation() -> list[Expectation]:
    """Of all editions, also those that are not shown, with their indicators."""
    return list(Expectation.objects.prefetch_related("indicators"))


def expectation_named(code: str) -> Expectation | None:
    return Expectation.objects.filter(pk=code).first()


def indicator_of(key: int) -> Indicator | None:
    return Indicator.objects.select_related("expectation").filter(pk=key).first()


@dataclass(frozen=True)
class Shown:
    """One indicator. `can`: the portal has something that could show it. `older`: the last, where all is too old."""

    indicator: Indicator
    kinds: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    older: Evidence | None

    @property
    def can(self) -> bool:
        return bool(self.kinds)

    @property
    def is_gap(self) -> bool:
        return self.can and not self.evidence


@dataclass(frozen=True)
class Inspection:
    expectation: Expectation
    day: date
    manager: str
    lines: tuple[Shown, ...]

    @property
    def shown(self) -> int:
        return sum(bool(each.evidence) for each in self.lines)

    @property
    def gaps(self) -> int:
        return sum(each.is_gap for each in self.lines)

    @property
    def out_of_reach(self) -> int:
        return sum(not each.can for each in self.lines)

    @property
    def in_words(self) -> str:
        """“6 of 9 indicators have evidence. 3 cannot be shown from the portal.”"""
        said = [f"{self.shown} of {len(self.lines)} indicators have evidence."]
        if self.gaps:
            said.append(f"{self.gaps} {'has' if self.gaps == 1 else 'have'} none.")
        if self.out_of_reach:
            said.append(f"{self.out_of_reach} cannot be shown from the portal.")
        return " ".join(said)


def expectations_for(prison: Prison) -> list[Expectation]:
    """Those of the editions that fit whom the prison holds; where it is not known, all. Checked wording comes first."""
    rows = [
        each for each in Expectation.objects.filter(active=True)
        if (prison.holds_women if each.for_women else prison.holds_men)
        or not (prison.holds_women or prison.holds_men)
    ]  # fmt: skip
    return sorted(rows, key=lambda each: (each.for_women, bool(each.unverified), each.code))


def inspect(prison: Prison, expectation: Expectation, day: date) -> Inspection:
    """A fixed number of queries, however much was done."""
    plan = ActionPlan.objects.filter(prison=prison).select_related("manager").first()
    indicators = list(expectation.indicators.all())
    months = max([LOOKED_BACK, *(each.months for each in indicators)])
    gathered = gather(prison, day, months=months)
    known = kinds()
    return Inspection(
        expectation=expectation, day=day, manager=plan.manager_name if plan else "",
        lines=tuple(_shown(each, gathered, known, months) for each in indicators),
    )  # fmt: skip


def _shown(indicator: Indicator, gathered: Gathered, known: dict[str, str], months: int) -> Shown:
    its = tuple(each for each in indicator.evidence if each in known)
    evidence = gathered.of(its, indicator.months)
    older = [] if evidence else gathered.of(its, months)
    return Shown(indicator, its, tuple(evidence), older[0] if older else None)
