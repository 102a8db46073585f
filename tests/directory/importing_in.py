"""A small list from elsewhere, at each stage of its way in."""

from __future__ import annotations

from typing import Any

from coordination.models import Prison, User
from directory.actions import import_rows, importing
from directory.models import ImportRun
from tests.cast import Cast

# Odd headings, a known service, a new one with contact details in its words, and three rows that cannot be taken.
CSV = (
    "Charity;Project;What happens;Theme;Mail;Ends\r\n"
    "Harbour Housing;Choir;We sing together every week in the chapel. Ring Jo on 01632 960123.;Music and arts;"
    "jo@harbour.example.org;\r\n"
    "Lantern Trust;Debt café;We look at your letters with you – one by one.;Money;;\r\n"
    ";Nobody’s;No organisation here.;Money;;\r\n"
    "Old Trust;Long gone;It has ended.;Money;;2020-01-31\r\n"
    "Harbour Housing;About A1234BC;We wrote about A1234BC.;Money;;\r\n"
).encode("cp1252")

MAPPING: dict[str, Any] = {
    "columns": {
        "organisation": ["Charity"], "name": ["Project"], "summary": ["What happens"], "pathways": ["Theme"],
        "email": ["Mail"], "ends_on": ["Ends"],
    },
    "fixed": {
        "stages": ["during"], "delivery_ways": ["group"], "ways_to_ask": ["app"], "how_to_ask": "Send an app.",
        "staff_procedure": "E-mail them.",
    },
    "pathways": {"Music and arts": ["thinking"], "Money": ["finance"]},
    "first_weekday": 1,
}  # fmt: skip


def brought(
    cast: Cast, *, by: User | None = None, prison: Prison | None = None, content: bytes = CSV, name: str = "list.csv",
    source: str = "Wing folder",
) -> ImportRun:  # fmt: skip
    prison = prison or cast.exeter
    return importing.begin_import(
        by=by or cast.coordinator, prison=prison, prisons=[prison], file_name=name, content=content,
        source_name=source,
    )  # fmt: skip


def worked_off(run: ImportRun) -> ImportRun:
    """As a worker does it."""
    while import_rows.go_on(pk=run.pk):
        pass
    run.refresh_from_db()
    return run


def checked(cast: Cast, *, mapping: dict[str, Any] = MAPPING, **more: Any) -> ImportRun:
    run = brought(cast, **more)
    importing.set_mapping(by=cast.coordinator, run=run, mapping=mapping)
    return worked_off(importing.start_dry_run(by=cast.coordinator, run=run, queue=False))


def finished(cast: Cast, **more: Any) -> ImportRun:
    run = checked(cast, **more)
    return worked_off(importing.start_import(by=cast.coordinator, run=run, queue=False))
