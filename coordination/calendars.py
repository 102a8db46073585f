"""What every calendar file of ours (RFC 5545) has in common: London's time, whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

LONDON: Final = ZoneInfo("Europe/London")
CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
HOUR: Final = timedelta(hours=1)


def rules_of_london() -> Timezone:
    """VTIMEZONE: on the last Sundays of March and October, at 01:00 UTC, since 1996 (Summer Time Order 2002).

    Written out, because the library's own (7.3) puts the change in spring an hour late: RFC 5545 counts DTSTART by
    the offset before the change.
    """
    rules = Timezone()
    rules.add("tzid", LONDON.key)
    for part, name, begins, month, before, after in (
        (TimezoneDaylight(), "BST", datetime(1996, 3, 31, 1), 3, timedelta(0), HOUR),
        (TimezoneStandard(), "GMT", datetime(1996, 10, 27, 2), 10, HOUR, timedelta(0)),
    ):
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzname", name)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        rules.add_component(part)
    return rules
