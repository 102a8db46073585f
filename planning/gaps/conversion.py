"""People who need help and places for them, both brought to people per month.

A month is a twelfth of 365.25 days. In a prison whose numbers are steady, as many people leave as come in, so that
population = receptions per month x average stay in months (Little's law). Whoever needs help is counted once a stay.

Worked example: 560 people, 140 come in a month, so they stay 4 months on average. An analysis says that 224 of the 560
need help with a home: 224 / 4 months = 56 people per month. Another says that 40% of those who come in do: 40% of
140 is the same 56.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from planning.gaps.rows import Demand, Facts

DAYS_A_MONTH: Final = Fraction(1461, 48)
# How often a session takes place in a month: 52.18 weeks a year.
WEEKS_A_MONTH: Final = DAYS_A_MONTH / 7
TIMES_A_MONTH: Final = {"weekly": WEEKS_A_MONTH, "fortnightly": WEEKS_A_MONTH / 2, "monthly": Fraction(1)}


@dataclass(frozen=True)
class Needed:
    """`a_month` None: it cannot be worked out. `some`: that somebody needs it is known all the same."""

    a_month: Fraction | None
    some: bool


def receptions(facts: Facts) -> Fraction | None:
    """As typed, else population by stay."""
    if facts.receptions_a_month is not None:
        return facts.receptions_a_month
    stay = stay_months(facts)
    return Fraction(facts.population) / stay if facts.population is not None and stay else None


def stay_months(facts: Facts) -> Fraction | None:
    """As typed, else population by receptions."""
    if facts.stay_days is not None:
        return facts.stay_days / DAYS_A_MONTH
    if facts.population is None or not facts.receptions_a_month:
        return None
    return Fraction(facts.population) / facts.receptions_a_month


def stay_days(facts: Facts) -> Fraction | None:
    months = stay_months(facts)
    return None if months is None else months * DAYS_A_MONTH


def disagree(facts: Facts) -> bool:
    """Whether all three are typed and do not fit: a stay that differs by more than a quarter from what follows."""
    if facts.stay_days is None or facts.population is None or not facts.receptions_a_month:
        return False
    follows = Fraction(facts.population) / facts.receptions_a_month * DAYS_A_MONTH
    return abs(facts.stay_days - follows) > max(facts.stay_days, follows) / 4


def needed(demand: Demand, facts: Facts) -> Needed:
    """People per month. ValueError unless exactly one of the three is given, and is not negative; a share is 0 to 1."""
    given = [each for each in (demand.needing, demand.share, demand.a_month) if each is not None]
    if len(given) != 1 or given[0] < 0 or (demand.share is not None and demand.share > 1):
        raise ValueError("A demand says one number that is not negative; a share lies between 0 and 1.")
    if not given[0]:
        return Needed(Fraction(0), some=False)
    if demand.a_month is not None:
        return Needed(demand.a_month, some=True)
    if demand.share is not None:
        arrive = receptions(facts)
        return Needed(None if arrive is None else demand.share * arrive, some=True)
    stay = stay_months(facts)
    return Needed(Fraction(demand.needing or 0) / stay if stay else None, some=True)


def places_from_sessions(
    patterns: Iterable[str], places_a_session: int, sessions_a_person: int = 1
) -> Fraction:
    """People per month: places of all sessions of a month, by how many sessions one person takes.

    `patterns`: one of TIMES_A_MONTH for each session.
    """
    sessions = sum((TIMES_A_MONTH[pattern] for pattern in patterns), start=Fraction(0))
    return sessions * places_a_session / sessions_a_person
