"""One file with the population by group, the needs by pathway and where people go: taken whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from coordination import access, audit, clock
from coordination.models import Prison, User
from coordination.policies import Refused
from coordination.roles import Permission
from planning.actions.assessments import check_new, write
from planning.bringing_in.table import read_needs
from planning.models import NeedsAssessment


@dataclass(frozen=True)
class Imported:
    """`left_out`: rows without a number. `unread`: headings of columns that mean nothing here."""

    assessment: NeedsAssessment
    left_out: int
    unread: list[str]


@transaction.atomic
def import_needs(
    *, by: User, prison: Prison, values: dict[str, Any], file_name: str, content: bytes
) -> Imported:
    """`values`: HEAD of assessments. Refused, or FileRefused with each row that is wrong; then nothing is kept."""
    access.require(by, Permission.MANAGE_PLAN, prison=prison)
    typed = values.get("population")
    read = read_needs(file_name, content, prison, population=typed)
    if typed is not None and read.population is not None and typed != read.population:
        raise Refused(
            f"The file says that {read.population:,} people are held, and you typed {typed:,}. Put one of them right."
        )
    population = read.population if typed is None else typed
    assessment = NeedsAssessment(prison=prison, recorded_at=clock.now(), recorded_by=by)
    write(assessment, values | {"population": population}, read.said)
    check_new(assessment)
    audit.record("import_needs", by=by, on=assessment, prison=prison)
    return Imported(assessment, read.left_out, read.unread)
