"""Local authorities and police areas, found by code or by name as others write it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from coordination.models import Area
from coordination.policies import Refused
from directory.imports.fields import plain
from planning.bringing_in.numbers import number_of, per_cent, shown
from planning.bringing_in.said import SaidOfArea

# What some write and others leave out: “Bristol, City of”, “Devon and Cornwall Police”, “Exeter City Council”.
_LEFT_OUT: Final = frozenset(
    {"city", "of", "county", "the", "council", "borough", "district", "police", "constabulary"}
)
_CODE: Final = re.compile(r"[EWNSK]\d{8}")
_KINDS: Final = {
    "police area": Area.Kind.POLICE_AREA, "police": Area.Kind.POLICE_AREA,
    "local authority": Area.Kind.LOCAL_AUTHORITY, "council": Area.Kind.LOCAL_AUTHORITY,
}  # fmt: skip
# A minus sign that stands at the figure belongs to it.
_LINE: Final = re.compile(r"(?P<area>.*?)(?:\s+[-–]\s+|[\s:;,=]+)(?P<number>\S+?\s?%?)")


class AreaNames:
    """All areas of England and Wales, read once."""

    def __init__(self) -> None:
        self._by_code: dict[str, Area] = {}
        self._by_name: dict[str, list[Area]] = defaultdict(list)
        self._loosely: dict[frozenset[str], list[Area]] = defaultdict(list)
        for area in Area.objects.all():
            self._by_code[area.code] = area
            name = _plain(area.name)
            self._by_name[name].append(area)
            self._loosely[frozenset(name.split()) - _LEFT_OUT].append(area)

    def find(self, text: str) -> Area:
        """By code, or by name; “Wiltshire (police area)” where two have one name. Refused with what is wrong."""
        text = " ".join(text.split())
        if _CODE.fullmatch(text.upper()):
            area = self._by_code.get(text.upper())
            if area is None:
                raise Refused(f"{shown(text)} is the code of no local authority or police area.")
            return _to_go_to(area)
        return self._named(text)

    def _named(self, text: str) -> Area:
        kind = None
        if found := re.fullmatch(r"(.+?)\s*\(([^()]+)\)", text):
            kind = _KINDS.get(_plain(found[2]))
            text = found[1] if kind else text
        name = _plain(text)
        areas = self._by_name.get(name) or self._loosely.get(frozenset(name.split()) - _LEFT_OUT, [])
        fitting = [area for area in areas if kind in (None, area.kind)]
        fitting = [area for area in fitting if area.kind != Area.Kind.REGION] or fitting
        if not fitting or not name:
            raise Refused(f"{shown(text)} is no local authority or police area of England and Wales.")
        if len(fitting) > 1:
            ways = " or ".join(f"“{each.name} ({each.get_kind_display().lower()})”" for each in fitting)
            raise Refused(f"{shown(text)} may be several areas. Write {ways}, or the code.")
        return _to_go_to(fitting[0])


def _plain(text: str) -> str:
    return plain(text.replace("&", " and "))


def _to_go_to(area: Area) -> Area:
    if area.kind == Area.Kind.REGION:
        raise Refused(f"{shown(area.name)} is a region. Give the local authority or the police area.")
    return area


def typed_releases(text: str, names: AreaNames) -> list[SaidOfArea]:
    """“Plymouth 22” on each line. Refused with the line."""
    found: list[SaidOfArea] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = _LINE.fullmatch(" ".join(line.split()))
        try:
            if parts is None:
                raise Refused("Write the area and the per cent, for example Plymouth 22.")
            share = number_of(parts["number"])
            if share is None:
                raise Refused("Write the area and the per cent, for example Plymouth 22.")
            row = SaidOfArea(names.find(parts["area"]), per_cent(share))
            if any(each.area == row.area for each in found):
                raise Refused(f"{row} stands there twice. Keep one of the two lines.")
        except Refused as refused:
            raise Refused(f"Line {number}: {refused}") from None
        found.append(row)
    return found
