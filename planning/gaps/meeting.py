"""Whether two sessions may take place at one time."""

from __future__ import annotations

from datetime import date

from planning.gaps.rows import Meets


def same_place(one: Meets, other: Meets) -> bool:
    return bool(one.place.strip()) and one.place.strip().casefold() == other.place.strip().casefold()


def same_time(one: Meets, other: Meets) -> bool:
    """Sessions every two weeks meet where they count from days of the same fortnight; one of a month is taken to meet
    each of its weekday, because it will in one of the weeks.
    """
    if one.weekday != other.weekday or one.begins >= other.ends or other.begins >= one.ends:
        return False
    if one.pattern == other.pattern == "fortnightly":
        return _fortnight(one) == _fortnight(other)
    if one.pattern == other.pattern == "monthly":
        return one.week == other.week
    return True


def _fortnight(meets: Meets) -> int:
    return date.fromisoformat(meets.week).toordinal() // 7 % 2 if meets.week else 0
