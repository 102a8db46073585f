"""Snapshots of earlier formats, read as those of today are.

What was stored is never changed: what an earlier format did not hold is filled in a copy, with what says that it was
not counted then. A key that is new in a snapshot gets a new number of format in reports/snapshot.py and a line here.

Format 1: small numbers were not marked, and neither single needs, calls, words of ways of delivery and languages,
nor who issued it were frozen.
Format 2: all of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Snapshot = dict[str, Any]


def read(snapshot: Snapshot) -> Snapshot:
    """A copy of the parts that are filled; the others are shared with what was stored."""
    if snapshot["format"] >= 2:
        return snapshot
    sheet = snapshot["sheet"]
    releases = sheet["releases"]
    filled = sheet | {
        "cells": _with(sheet["cells"], hidden=False, single=0),
        "releases": None if releases is None else _with(releases, hidden=False),
        "broken": sheet.get("broken", []),
        "ways": {},
        "languages": {},
    }
    priorities = _with(snapshot["priorities"], call_answers=None, follow_up=False)
    return {"issued_by": ""} | snapshot | {"sheet": filled, "priorities": priorities}


def _with(rows: Iterable[dict[str, Any]], **missing: Any) -> list[dict[str, Any]]:
    return [missing | row for row in rows]
