"""An induction on paper: each step with a line for a signature, a name and a day; what is signed already says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from coordination import publishing
from coordination.models import Prison
from coordination.publishing import Printed
from inductions.models import InductionStep, StepSignature
from inductions.models.moments import day_in_words


@dataclass(frozen=True)
class Row:
    title: str
    who: str
    required: bool
    signed: str = ""


def print_checklist(prison: Prison, rows: Sequence[Row], now: datetime, name: str = "") -> Printed:
    """Without a name for anybody, with a line for it. `now` is local. Raises publishing.PrintingUnavailable."""
    return publishing.print_pdf(html_of(prison, rows, now, name))


def row_of(step: InductionStep, signature: StepSignature | None = None) -> Row:
    signed = ""
    if signature:
        # A day is not torn apart at the end of a line.
        day = day_in_words(signature.signed_on).replace(" ", "\u00a0")
        signed = f"{'On paper' if signature.on_paper else signature.signed_by}, {day}"
    return Row(step.title, step.get_signed_by_display(), step.required, signed)


def html_of(prison: Prison, rows: Sequence[Row], now: datetime, name: str = "") -> str:
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
