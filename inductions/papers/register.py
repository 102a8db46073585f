"""The register of a training session: a line to sign for everybody who is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.template.loader import render_to_string

from coordination import publishing
from coordination.publishing import Printed
from inductions.models import TrainingSession
from inductions.models.moments import day_in_words, moment_in_words

# Lines for people who come without a booking: as many as fit with twenty names on a second page.
EMPTY_LINES: Final = 5


@dataclass(frozen=True)
class Row:
    name: str
    organisation: str = ""
    waits: bool = False


def print_register(session: TrainingSession, rows: Sequence[Row], now: datetime) -> Printed:
    """`now` is local. Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(session, rows, now))


def html_of(session: TrainingSession, rows: Sequence[Row], now: datetime) -> str:
    when = moment_in_words(session.starts_at, session.ends_at)
    context: dict[str, Any] = {
        "title": f"Register: {session.module.label}, {when}, {session.prison.name}",
        "session": session,
        "when": when,
        "printed_on": f"{day_in_words(now.date())}, {now:%H:%M}",
        "created": now.date().isoformat(),
        "expected": [row for row in rows if not row.waits],
        "waiting": [row for row in rows if row.waits],
        "empty": range(EMPTY_LINES),
    }
    return render_to_string("inductions/pdf/register.html", context)
