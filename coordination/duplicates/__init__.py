"""Which organisations that we know may be the one in hand: by register number, name, website and postcode.

A person decides; this only says where to look and why. Nothing is asked about who may see an organisation: a page
shows what `seen_by` leaves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coordination.duplicates.comparing import marks_of
from coordination.duplicates.known import Known
from coordination.duplicates.names import comparable
from coordination.models import Organisation, User

__all__ = ["Duplicate", "Known", "comparable", "possible_duplicates", "seen_by"]

# From this score on it is worth a person's look.
LEAST: Final = 50
_AS_MANY: Final = 10


@dataclass(frozen=True)
class Duplicate:
    """An organisation that may be the same: why, in sentences without a full stop, and how likely, 0 to 100."""

    organisation: Organisation
    reasons: list[str]
    score: int


def possible_duplicates(
    *, name: str, charity_number: str = "", company_number: str = "", website: str = "", postcode: str = "",
    but: Organisation | None = None, known: Known | None = None,
) -> list[Duplicate]:  # fmt: skip
    """Those that may be the same, best first, ten at most; never one that was merged away.

    Whoever compares many rows loads `known` once, and again when organisations were added.
    """
    wanted = marks_of(name, charity_number, company_number, website, postcode)
    known = known or Known.load()
    found = known.like(wanted, least=LEAST, but=but.pk if but else None)[:_AS_MANY]
    organisations = Organisation.objects.in_bulk([key for _, key, _ in found])
    return [Duplicate(organisations[key], reasons, score) for score, key, reasons in found]


def seen_by(user: User, found: list[Duplicate]) -> list[Duplicate]:
    """Of what was found, what the user may open."""
    keys = [each.organisation.pk for each in found]
    seen = set(Organisation.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [each for each in found if each.organisation.pk in seen]
