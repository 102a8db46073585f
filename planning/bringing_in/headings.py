"""What the columns of a file of needs mean, in whatever order and under whatever usual heading they stand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from coordination.policies import Refused
from directory.imports.fields import plain
from planning.bringing_in.numbers import shown

PATHWAY, GROUP, STAGE, AREA, AREA_CODE = "pathway", "group", "stage", "area", "area_code"
PEOPLE, SHARE, A_MONTH, UNIT = "people", "share", "a_month", "unit"
NUMBERS: Final = (PEOPLE, SHARE, A_MONTH)
ABOUT: Final = (PATHWAY, GROUP, STAGE, AREA_CODE, AREA)
# As our own template has them.
LABELS: Final = {
    PATHWAY: "Pathway", GROUP: "Group", STAGE: "Stage of the sentence", AREA_CODE: "Area code", AREA: "Release area",
    PEOPLE: "People", SHARE: "Per cent", A_MONTH: "People a month", UNIT: "Unit",
}  # fmt: skip
_NAMES: Final = {
    PATHWAY: "pathway|pathways|resettlement pathway|pathway need|need|needs|area of need|type of need|pathway name",
    GROUP: "group|groups|cohort|population group|people group|group of people|who|demographic|category",
    STAGE: "stage|stage of sentence|stage of the sentence|sentence stage|phase|when",
    AREA: "release area|area|area name|local authority|local authority name|la|la name|lad name|police area"
    "|police force|police force area|pfa|pfa name|released to|release destination|council|home area|resettlement area",
    AREA_CODE: "area code|code|ons code|gss code|local authority code|la code|lad code|pfa code|release area code",
    PEOPLE: "people|number|number of people|population|count|n|no|headcount|how many|total|people needing help"
    "|people in need|number needing help|number in need|people held|people who need help|value|amount"
    "|people at any one time",
    SHARE: "per cent|percent|percentage|pct|share|proportion|rate|per cent of people|per cent of receptions"
    "|per cent of those who come in|per cent of population|per cent needing help|per cent of releases|share per cent"
    "|percentage of people|percentage of population|percentage needing help|percentage of releases",
    A_MONTH: "people a month|a month|per month|monthly|number a month|number per month|people per month|monthly number"
    "|monthly need|needing help a month|each month",
    UNIT: "unit|units|measure|measured in|unit of measure",
}  # fmt: skip
FIELD_OF: Final = {name: key for key, names in _NAMES.items() for name in names.split("|")}
UNITS: Final = {
    "": PEOPLE, "people": PEOPLE, "number": PEOPLE, "count": PEOPLE, "n": PEOPLE, "people at any one time": PEOPLE,
    "per cent": SHARE, "percent": SHARE, "percentage": SHARE, "share": SHARE,
    "a month": A_MONTH, "per month": A_MONTH, "people a month": A_MONTH, "people per month": A_MONTH,
    "month": A_MONTH, "monthly": A_MONTH,
}  # fmt: skip


def plainly(text: str) -> str:
    return plain(text.replace("%", " per cent "))


def columns_of(headings: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """({field: heading}, headings that mean nothing here). Refused where two mean one thing, or too few are left."""
    found: dict[str, str] = {}
    strange: list[str] = []
    for heading in headings:
        key = FIELD_OF.get(plainly(heading))
        if key is None:
            strange.append(heading)
        elif key in found:
            raise Refused(
                f"The columns {shown(found[key])} and {shown(heading)} both say “{LABELS[key]}”. Keep one of them."
            )
        else:
            found[key] = heading
    if not set(found) & set(NUMBERS):
        raise Refused("No column holds numbers. Head one “People”, “Per cent” or “People a month”.")
    if not set(found) & {PATHWAY, GROUP, AREA, AREA_CODE}:
        raise Refused(
            "No column says what the numbers are of. Head one “Pathway”, “Group” or “Release area”."
        )
    return found, strange
