"""Confirming, corrections, and the pages that compare by what was confirmed."""

from __future__ import annotations

from typing import Any

from directory.actions.corrections import report_correction
from directory.models import Correction
from tests.access_table import EVERYBODY, Row
from tests.cast import Cast
from tests.directory.growing_old import aged, link

READERS = "coordinator governor staff gate lead national"
OVERSEERS = "coordinator governor lead national"
EVERY_OVERSEER = f"{OVERSEERS} other_coordinator"
# Who sees the record of Harbour Housing and does not keep its services true.
SEES_ORGANISATION = "worker coordinator governor lead national other_coordinator"


def exeter(cast: Cast) -> list[Any]:
    return ["EXI"]


def entry(cast: Cast) -> list[Any]:
    return ["EXI", 1]


def harbour(cast: Cast) -> list[Any]:
    return [cast.harbour.slug]


def told_by_staff(cast: Cast) -> list[Any]:
    return ["EXI", report_correction(by=cast.staff, listing=cast.approved, topic="gone").pk]


def told_elsewhere(cast: Cast) -> list[Any]:
    made: Correction = report_correction(by=cast.other_coordinator, listing=cast.elsewhere, topic="gone")
    return ["EXI", made.pk]


def token(cast: Cast) -> list[Any]:
    return [link(cast.manager, aged(cast.approved, 91)).split("/")[2]]


ROWS = [
    # Only who holds the link, whoever is signed in.
    Row("still_right", token, ok=EVERYBODY),
    Row("still_right", token, method="POST", ok=EVERYBODY, status=302, data=lambda cast: {"do": "all"}),
    Row("services_confirm", harbour, ok="manager", forbidden=SEES_ORGANISATION),
    Row("services_confirm", harbour, method="POST", ok="manager", forbidden=SEES_ORGANISATION),
    Row("correction_new", entry, ok=READERS, crossed=lambda cast: ["EXI", 999]),
    Row("correction_new", entry, method="POST", ok=READERS, status=302, data=lambda cast: {"topic": "gone"}),
    Row("corrections", exeter, ok=OVERSEERS, forbidden="staff gate"),
    Row("organisation_corrections", harbour, ok="manager", forbidden=SEES_ORGANISATION),
    Row("correction", told_by_staff, ok=f"{OVERSEERS} manager staff", crossed=told_elsewhere),
    Row("correction", told_by_staff, method="POST", status=302, ok="coordinator manager",
        forbidden="governor lead national staff", crossed=told_elsewhere, data=lambda cast: {"answer": "Done."}),
    Row("freshness", ok=EVERY_OVERSEER, forbidden="staff gate manager worker other_manager"),
    Row("freshness_organisations", ok=EVERY_OVERSEER, forbidden="staff gate manager worker other_manager",
        query="?order=most"),
]  # fmt: skip
