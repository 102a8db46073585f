"""The one calendar of working days: Monday to Friday without the bank holidays of England and Wales.

Source of bank_holidays.csv: gov.uk/bank-holidays (Open Government Licence v3), from 2019 to 2028. In years beyond, only
weekends are left out.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parent / "reference" / "bank_holidays.csv"
SATURDAY: Final = 5


@cache
def bank_holidays() -> frozenset[date]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return frozenset(date.fromisoformat(row["day"]) for row in csv.DictReader(file))


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in bank_holidays()


def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`: sent on Friday, on Monday it has waited for one."""
    return sum(is_working_day(first + timedelta(days=each)) for each in range(1, (last - first).days + 1))


def working_day_after(first: date, count: int) -> date:
    """The last of so many working days after `first`: five after a Friday are over on the next Friday."""
    day = first
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day
