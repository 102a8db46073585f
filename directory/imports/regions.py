"""Whether a prison lies in the area that a row names. What nobody can tell is not a no.

Sources: prison_places.csv from the postcodes of the prison register, and postcode_areas.csv, both with the areas of the
Office for National Statistics and the Ministry of Justice (Open Government Licence v3). Which county and police area a
prison lies in was put right by hand where its postcode district reaches over a border.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from coordination.models import Area, Prison
from directory.imports.cleaning import pieces

HERE: Final = Path(__file__).parent
_EVERYWHERE: Final = frozenset({
    "national", "nationwide", "everywhere", "all", "uk", "gb", "anywhere", "any", "england wales", "united kingdom",
    "great britain", "all regions", "all areas", "whole country", "countrywide", "all prisons",
})  # fmt: skip
_COUNTRIES: Final = frozenset({"england", "wales", "scotland", "northern ireland"})
_SMALL: Final = re.compile(
    r"\b(the|and|of|county|city|region|police|borough|council|hmp|hmpps|probation|pcc)\b"
)
_POSTCODE: Final = re.compile(r"\b([A-Z]{1,2})\d[A-Z\d]?(?:\s*\d[A-Z]{2})?\b")


def plain(name: str) -> str:
    """“Yorkshire & the Humber” and “Yorkshire and The Humber” are one; “Bristol, City of” is Bristol."""
    words = re.sub(r"[^\w\s]", " ", name.lower().replace("&", " and "))
    return " ".join(_SMALL.sub(" ", words).split()) or " ".join(words.split())


def _read(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def _places() -> dict[str, dict[str, str]]:
    """{prison code: {county, police_area, probation_region, region: plain name}}"""
    return {
        row["code"]: {kind: plain(name) for kind, name in row.items() if kind != "code"}
        for row in _read("prison_places.csv")
    }


@cache
def _postcode_areas() -> dict[str, frozenset[str]]:
    return {
        row["area"]: frozenset(map(plain, row["regions"].split("|"))) for row in _read("postcode_areas.csv")
    }


@cache
def _country_names() -> frozenset[str]:
    fixed = {name for places in _places().values() for name in places.values()}
    return frozenset(fixed | _COUNTRIES | {name for names in _postcode_areas().values() for name in names})


def known_areas() -> frozenset[str]:
    """Every name of a region, a police area or a local authority, plain. Asks the database once."""
    return _country_names() | {plain(name) for name in Area.objects.values_list("name", flat=True)}


def fits(prison: Prison, cell: str, *, known: frozenset[str], police: bool = False) -> bool | None:
    """Does the prison lie in one of the areas of the cell? None where no area of it is known to us.

    `police`: the column is of police areas (West Midlands is a region and, smaller, a police area).
    """
    here = dict(_places().get(prison.code, {"region": plain(prison.region)}))
    if police and "police_area" in here:
        here = {"police_area": here["police_area"]}
    names = set(here.values()) | ({plain(prison.short_name)} if not police else set())
    names.add("wales" if here.get("region", plain(prison.region)) == "wales" else "england")
    answers = [_one(area, names, here, known) for area in _areas(cell, known)]
    if True in answers:
        return True
    return None if None in answers or not answers else False


def _areas(cell: str, known: Iterable[str]) -> list[str]:
    """Its parts; a whole name that holds commas (“Kent, Surrey and Sussex”) stays one."""
    if plain(cell) in known:
        return [cell]
    parts = pieces(cell, by_comma=False)
    return [each for part in parts for each in ([part] if plain(part) in known else pieces(part))]


def _one(area: str, names: set[str], here: dict[str, str], known: frozenset[str]) -> bool | None:
    name = plain(area)
    if name in _EVERYWHERE or name in names:
        return True
    if name in known:
        return False
    if name.startswith("london "):
        return "london" in names
    postcode = _POSTCODE.search(area.upper())
    regions = _postcode_areas().get(postcode[1]) if postcode else None
    return bool(regions & set(here.values())) if regions else None
