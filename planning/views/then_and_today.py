"""A frozen report beside the live figures: a pathway a row, each side leading to what is behind it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from coordination.models import Prison
from planning.reports import told
from planning.reports.live import sheets

COLUMNS: Final = ("Pathway", "In this report", "Today")
LINK: Final = '<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden">: {}, {}</span></a> {}'


def then_and_today(prison: Prison, number: int, frozen: dict[str, Any]) -> dict[str, Any]:
    """{"columns", "rows"}. `frozen`: the sheet of report `number`. Both are sheets: what is hidden is in neither."""
    live = sheets([prison], timezone.localdate())[prison.pk]
    names = told.labels(live) | told.labels(frozen)
    before, after = ({cell["pathway"]: cell for cell in told.totals(each)} for each in (frozen, live))
    then_url = reverse("gap_report_cell", args=[prison.code, number])
    today_url = reverse("gap", args=[prison.code])
    rows = [
        [
            names[pathway], _side(before.get(pathway), then_url, names[pathway], "in this report"),
            _side(after.get(pathway), today_url, names[pathway], "today"),
        ]
        for pathway in dict.fromkeys([*before, *after])
    ]  # fmt: skip
    return {"columns": COLUMNS, "rows": rows}


def _side(cell: dict[str, Any] | None, url: str, label: str, when: str) -> str:
    """“Partly met. Need 56, places 30, missing 26”; the word leads to what is behind it."""
    if cell is None:
        return "Not on the list"
    where = f"{url}?{urlencode({'pathway': cell['pathway']})}"
    need = told.words(cell["needed"], hidden=cell["hidden"])
    figures = f"Need {need.lower()}, places {told.places(cell['own']).lower()}, missing {told.missing(cell).lower()}."
    return format_html(LINK, where, cell["word"], label, when, figures)
