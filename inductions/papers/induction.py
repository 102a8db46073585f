"""An induction on paper: each step with a line for a signature, a name and a day; what is signed already says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from coordination import publishing
from coordination.models import Prison
from coordination.publishing import Printed
from inductions.gaps import Checklist
from inductions.models import InductionStep, Person
from inductions.models.moments import day_in_words


@dataclass(frozen=True)
class Row:
    title: str
    who: str
    required: bool
    signed: str = ""


def print_checklist(prison: Prison, steps: Iterable[InductionStep], now: datetime) -> Printed:
    """For anybody: with a line for the name. `now` is local. Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(prison, [row_of(step) for step in steps], now))


def print_induction(prison: Prison, person: Person, found: Checklist, now: datetime) -> Printed:
    rows = [
        row_of(
            line.step,
            f"{'On paper' if line.signature.on_paper else line.signature.signed_by},"
            f" {whole(day_in_words(line.signature.signed_on))}"
            if line.signature
            else "",
        )
        for line in found.lines
    ]
    return publishing.print_pdf(html_of(prison, rows, now, name=person.name))


def whole(words: str) -> str:
    """A day is not torn apart at the end of a line."""
    return words.replace(" ", "\u00a0")


def row_of(step: InductionStep, signed: str = "") -> Row:
    return Row(step.title, step.get_signed_by_display(), step.required, signed)


def html_of(prison: Prison, rows: list[Row], now: datetime, name: str = "") -> str:
    context: dict[str, Any] = {
        "title": f"Induction{f' of {name}' if name else ''}, {prison.name}",
        "prison": prison,
        "name": name,
        "rows": rows,
        "any_optional": any(not row.required for row in rows),
        "printed_on": f"{day_in_words(now.date())}, {now:%H:%M}",
        "created": now.date().isoformat(),
    }
    return render_to_string("inductions/pdf/induction.html", context)
