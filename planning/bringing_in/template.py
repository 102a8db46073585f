"""An empty file of needs: every group, pathway and police area on a row, for the numbers that are known."""

from __future__ import annotations

import csv
import io
from typing import Final

from coordination.models import Area, Group, Pathway, Prison
from coordination.plain_text import formula_safe
from directory.exports.files import MARK
from planning.bringing_in.headings import (
    A_MONTH,
    AREA,
    AREA_CODE,
    GROUP,
    LABELS,
    PATHWAY,
    PEOPLE,
    SHARE,
    STAGE,
)

COLUMNS: Final = (PATHWAY, GROUP, STAGE, AREA_CODE, AREA, PEOPLE, SHARE, A_MONTH)


def _lines(prison: Prison) -> list[list[str]]:
    return [[LABELS[key] for key in COLUMNS], *template_rows(prison)]


def template_rows(prison: Prison) -> list[list[str]]:
    pathways = Pathway.objects.filter(active=True)
    if not prison.holds_women:
        pathways = pathways.filter(women_only=False)
    police = Area.objects.filter(kind=Area.Kind.POLICE_AREA)
    rows: list[dict[str, str]] = [
        {GROUP: "Everybody"},
        *({GROUP: group.label} for group in Group.objects.filter(active=True)),
        *({PATHWAY: pathway.label} for pathway in pathways),
        *({AREA_CODE: area.code, AREA: f"{area.name} (police area)"} for area in police),
    ]
    return [[row.get(key, "") for key in COLUMNS] for row in rows]


def template_csv(prison: Prison) -> str:
    lines = _lines(prison)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([formula_safe(cell) for cell in line] for line in lines)
    return MARK + file.getvalue()


def template_xlsx(prison: Prison) -> bytes:
    lines = _lines(prison)
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "Needs"
    for line in lines:
        sheet.append([formula_safe(cell) or None for cell in line])
    for number, key in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = 34 if key in (PATHWAY, GROUP, AREA) else 16
        sheet.cell(1, number).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
