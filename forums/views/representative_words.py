"""Roles of people in prison in words, and what their coverage says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django.urls import reverse

from coordination.templatetags.tones import NOT_KNOWN
from coordination.views.sentences import day
from forums.gaps import Coverage, Covered, Spoken
from forums.models import Representative

TONES: Final = {
    Spoken.SOMEBODY: "good", Spoken.VACANT: "attention", Spoken.NOBODY: "attention", Spoken.UNKNOWN: "neutral",
}  # fmt: skip
WORDS: Final = {
    Spoken.VACANT: "Vacant", Spoken.NOBODY: "Nobody", Spoken.UNKNOWN: NOT_KNOWN,
}  # fmt: skip


def row_of(role: Representative, code: str) -> dict[str, Any]:
    """Needs wing, forum, pathways and groups. `code`: of its prison."""
    place = [code, role.pk]
    return {
        "title": role.title,
        "name": str(role),
        "what": role.get_opportunity_display(),
        "speaks_for": ", ".join(str(each) for each in (*role.pathways.all(), *role.groups.all())),
        "forum": role.forum.name if role.forum else "",
        "holders": people(role.holders) if role.holders else "Vacant",
        "vacant": not role.holders,
        "hours": hours(role.hours_a_month) if role.hours_a_month is not None else NOT_KNOWN,
        "since": day(role.since),
        "change_url": reverse("change_representative", args=place),
        "end_url": reverse("end_representative", args=place),
    }


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def hours(number: Decimal) -> str:
    return f"{number.normalize():f} {'hour' if number == 1 else 'hours'} a month"


def covered_row(each: Covered, *, by_wing: bool = True) -> dict[str, Any]:
    """`by_wing`: the roles are named without their wing, which the row names already."""
    roles = [f"{role.title if by_wing else role}{'' if role.holders else ' (vacant)'}" for role in each.roles]
    return {
        "label": each.label,
        "state": people(each.people) if each.people else WORDS[each.spoken],
        "tone": TONES[each.spoken],
        "roles": "; ".join(roles),
    }


def tiles_of(found: Coverage) -> list[dict[str, Any]]:
    """Figure, label, note and tone of each."""
    tiles = [
        {"figure": found.people, "label": "People who hold a role", "note": "", "tone": "neutral"},
        {
            "figure": f"{found.hours.normalize():f}" if found.hours is not None else None,
            "label": "Hours a month", "tone": "neutral", "note": _unknown_hours(found.hours_unknown),
        },
    ]  # fmt: skip
    named = (("Wings with nobody", found.wings), ("Pathways with nobody", found.pathways),
             ("Groups with nobody", found.groups))  # fmt: skip
    return tiles + [_missing(label, rows) for label, rows in named]


def _unknown_hours(count: int) -> str:
    if not count:
        return ""
    return "Of 1 role they are not known" if count == 1 else f"Of {count} roles they are not known"


def _missing(label: str, rows: list[Covered]) -> dict[str, Any]:
    if not rows or any(each.spoken is Spoken.UNKNOWN for each in rows):
        return {"figure": None, "label": label, "note": "", "tone": "neutral"}
    count = sum(each.spoken is not Spoken.SOMEBODY for each in rows)
    vacant = sum(each.spoken is Spoken.VACANT for each in rows)
    note = f"Of {len(rows)}" + (f"; at {vacant} a role is vacant" if vacant else "")
    return {"figure": count, "label": label, "note": note, "tone": "attention" if count else "good"}


def role_in_list(role: Representative) -> str:
    """“Trainer of others, held by 2 people”"""
    return f"{role.title}, held by {people(role.holders)}" if role.holders else f"{role.title}, vacant"
