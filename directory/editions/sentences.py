"""Facts in short plain sentences. No model is known here: the functions take plain values."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import Final

from coordination.clock import next_fortnightly as next_fortnightly

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEKS: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "last"}


# The register of the portal has no site for children.
ADULT: Final = 18


def day(value: date) -> str:
    """“4 May 2026”."""
    return f"{value.day} {value:%B %Y}"


def listed(words: Iterable[str]) -> str:
    """“A, B and C”."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} and {last}" if first else last


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def length_of_time(days: int) -> str:
    """Days as people say them: whole weeks up to three months, then about so many months."""
    if days >= 90:
        return f"about {count(round(days / 30.4), 'month')}"
    if days >= 14 and days % 7:
        return f"about {count(round(days / 7), 'week')}"
    return count(days // 7, "week") if days and not days % 7 else count(days, "day")


def when(pattern: str, weekday: int, week_of_month: int | None, begins: time, ends: time) -> str:
    """“Every Tuesday, 10:00 to 11:30”."""
    name = WEEKDAYS[weekday]
    rhythm = {
        "weekly": f"Every {name}",
        "fortnightly": f"Every 2 weeks on {name}",
        "monthly": f"The {WEEKS.get(week_of_month or 0, '')} {name} of each month",
    }[pattern]
    return f"{rhythm}, {begins:%H:%M} to {ends:%H:%M}"


def ages(least: int | None, most: int | None) -> str:
    """Nothing for “18 or over”: everybody in these prisons is."""
    if least and most:
        return f"Aged {least} to {most}"
    if least:
        return f"Aged {least} or over" if least > ADULT else ""
    return f"Aged {most} or under" if most else ""


def who(sex: str, least: int | None, most: int | None, groups: Iterable[str], held: str = "") -> list[str]:
    """Whom a service is for; empty: anybody. `held` is the one sex that the prison holds, which goes without saying."""
    said = "" if sex == held else {"men": "Men", "women": "Women"}.get(sex, "")
    return [words for words in (*groups, said, ages(least, most)) if words]


def wait(days: int | None) -> str:
    """Empty where nobody knows: unknown is not “no wait”."""
    if days is None:
        return ""
    return f"The wait is usually {length_of_time(days)}." if days else "You do not have to wait."


def time_needed(days: int | None) -> str:
    return f"You need at least {length_of_time(days)} left in this prison." if days else ""


def room_for_people(room: str, room_on: date | None, today: date) -> str:
    """What a reader on the wing needs to know about room; nothing where it is open or unknown."""
    if room == "paused":
        until = f" It may start again after {day(room_on)}." if room_on and room_on >= today else ""
        return f"This is not running at the moment.{until}"
    return {
        "waiting_list": "There is a waiting list. You can still ask.",
        "full": "This is full at the moment. You can still ask.",
    }.get(room, "")


def not_confirmed(confirmed_on: date | None) -> str:
    """“Not confirmed since 3 May 2026”."""
    return f"Not confirmed since {day(confirmed_on)}" if confirmed_on else "Never confirmed"


def check_first(confirmed_on: date | None) -> str:
    """For staff, beside an entry that nobody has confirmed in time."""
    return f"{not_confirmed(confirmed_on)} – check before you rely on it."


ASK_FIRST: Final = "Ask staff if this is still running."


def room_for_staff(room: str, room_on: date | None) -> str:
    label = {
        "open": "Room for more", "waiting_list": "Waiting list", "full": "Full", "paused": "Paused",
    }.get(room, "Not known")  # fmt: skip
    if not room or room_on is None:
        return label
    return f"{label} ({'until' if room == 'paused' else 'since'} {day(room_on)})"
