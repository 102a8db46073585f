"""Real use: the commissioned rehabilitative services, brought in and approved, and numbers that a person works out.

The list of 196 contracts lies beside the checkout (../shared/data/criminal_justice), or where SHARED_DATA says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.utils import timezone

from coordination.models import Posting, Prison
from coordination.roles import Role
from directory.actions.decide import accept_revision
from directory.actions.importing import begin_import, start_dry_run, start_import
from directory.actions.upkeep import set_places
from directory.models import ImportRun, Listing, Revision
from planning.actions.assessments import record_assessment
from planning.reports.live import sheets
from tests.cast import Cast
from tests.coordination.pages import client_of
from tests.directory.imports.files import worked
from tests.planning.sources_made import need
from tests.planning.sources_made import said as rows_said

DATA: Final = Path(os.environ.get("SHARED_DATA") or settings.BASE_DIR.parent / "shared" / "data")
FILE: Final = DATA / "criminal_justice" / "commissioned_rehabilitative_services.csv"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FILE.exists(), reason="The list of contracts does not lie beside the checkout."),
]

# What is typed on the page of each listing: people a month. The last one of each prison is not of the list.
PLACES: Final[dict[str, dict[str, int | str]]] = {
    "EXI": {
        "Dependency and Recovery Services in Cornwall": 8,
        "Dependency and Recovery Services in Devon": 20,
        "Dependency and Recovery Services in Torbay": 7,
        "Accommodation Services - South West": 24,
        "Personal Wellbeing Services in Devon & Cornwall DA": 30,
        "Finance Benefit & Debt Services in Devon and Cornwall": 18,
        "Housing advice": 10,
    },
    "GMI": {
        "Dependency and Recovery Services in Dorset": 6,
        "Dependency and Recovery Services in Bournemouth, Christchurch and Poole": 5,
        "Accommodation Services - South West": 12,
        "Personal Wellbeing Services in Dorset": 9,
        "Finance Benefit & Debt Services in Dorset and Wiltshire": "unlimited",
        "Lantern lights": 5,
    },
    "EWI": {"Women's Services in Avon and Somerset": 35},
}
# (people held, people who come in a month): they stay 500 / 125 = 4, 450 / 45 = 10 and 360 / 120 = 3 months.
FACTS: Final = {"EXI": (500, 125), "GMI": (450, 45), "EWI": (360, 120)}
NEEDS: Final[dict[str, dict[str, dict[str, Any]]]] = {
    "EXI": {
        "accommodation": {"share": 40}, "drugs_alcohol": {"needing": 140}, "finance": {"a_month": 24},
        "health": {"needing": 200}, "thinking": {"a_month": 10}, "employment": {"share": 60},
    },
    "GMI": {
        "accommodation": {"needing": 200}, "drugs_alcohol": {"share": 30}, "finance": {"needing": 90},
        "thinking": {"a_month": 3},
    },
    "EWI": {"accommodation": {"share": 50}, "family": {"needing": 90}, "abuse": {"share": 40}},
}  # fmt: skip
# By hand: (need, services, places, missing, word). People a month; None: not known.
BY_HAND: Final[dict[str, dict[str, tuple[str | None, int, str, str | None, str]]]] = {
    "EXI": {
        "accommodation": ("50", 2, "34", "16", "Partly met"),  # 40% of 125 = 50; 24 + 10 = 34; 50 - 34 = 16
        "drugs_alcohol": ("35", 3, "35", "0", "Met"),          # 140 / 4 = 35; 8 + 20 + 7 = 35
        "finance": ("24", 1, "18", "6", "Partly met"),         # 24 - 18 = 6
        "health": ("50", 1, "10", "40", "Partly met"),         # 200 / 4 = 50; 30 in 3 pathways = 10
        "thinking": ("10", 1, "10", "0", "Met"),               # the same 10
        "family": (None, 1, "10", None, "Not known"),          # nobody said how many need it
        "employment": ("75", 0, "0", "75", "Unmet"),           # 60% of 125 = 75, and no service
    },
    "GMI": {
        "accommodation": ("20", 2, "17", "3", "Partly met"),         # 200 / 10 = 20; 12 + 5 = 17
        "drugs_alcohol": ("27/2", 2, "11", "5/2", "Partly met"),     # 30% of 45 = 13.5; 6 + 5 = 11; 2.5 missing
        "finance": ("9", 1, "0", "0", "Met"),                        # takes everybody who asks
        "thinking": ("3", 1, "3", "0", "Met"),                       # 9 in 3 pathways = 3
        "health": (None, 1, "3", None, "Not known"),
        "employment": (None, 0, "0", None, "Not known"),             # no service and no word: not known, not fine
    },
    "EWI": {
        "accommodation": ("60", 1, "5", "55", "Partly met"),         # 50% of 120 = 60; 35 in 7 pathways = 5
        "family": ("30", 1, "5", "25", "Partly met"),                # 90 / 3 = 30
        "abuse": ("48", 0, "0", "48", "Unmet"),                      # 40% of 120 = 48
        "health": (None, 1, "5", None, "Not known"),
    },
}  # fmt: skip


@pytest.fixture
def keepers(cast: Cast) -> dict[str, Any]:
    """Coordinators of the three prisons; the one of Guys Marsh looks after Eastwood Park too."""
    eastwood_park = Prison.objects.get(code="EWI")
    Posting.objects.create(
        user=cast.other_coordinator, role=Role.COORDINATOR, prison=eastwood_park, begins_on=date(2020, 1, 1)
    )
    return {"EXI": cast.coordinator, "GMI": cast.other_coordinator, "EWI": cast.other_coordinator}


@pytest.fixture
def runs(cast: Cast, keepers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, ImportRun]:
    """The whole list brought in at each prison by its coordinator, and what fits there accepted."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    found = {}
    for code, keeper in keepers.items():
        prison = Prison.objects.get(code=code)
        run = begin_import(
            by=keeper, prison=prison, prisons=[prison], file_name=FILE.name, content=FILE.read_bytes(),
            source_name="Commissioned services",
        )  # fmt: skip
        worked(start_dry_run(by=keeper, run=run, queue=False))
        found[code] = worked(start_import(by=keeper, run=run, queue=False))
        brought = found[code].rows.exclude(service=None).values("service")
        waiting = Revision.objects.pending().filter(listing__prison=prison, listing__service__in=brought)
        for revision in waiting.order_by("pk"):
            accept_revision(by=keeper, revision=revision)
    return found


@pytest.fixture
def told(runs: dict[str, ImportRun], keepers: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """{code of the prison: its sheet} after places were typed and needs recorded."""
    prisons = {prison.code: prison for prison in Prison.objects.filter(code__in=PLACES)}
    today = timezone.localdate()
    for code, prison in prisons.items():
        for name, places in PLACES[code].items():
            listing = published(code).get(approved_revision__name=name)
            typed: dict[str, Any] = {"unlimited": True} if places == "unlimited" else {"a_month": places}
            set_places(by=keepers[code], listing=listing, **typed)
        population, receptions = FACTS[code]
        values = {
            "kind": "analysis", "source": "Needs analysis", "dated_on": today, "period_from": today,
            "period_to": today, "population": population, "receptions_a_month": receptions,
        }  # fmt: skip
        needs = [need(pathway, **number) for pathway, number in NEEDS[code].items()]
        record_assessment(
            by=keepers[code],
            prison=prison,
            values=values,
            said=rows_said(needs=needs, groups=[], releases=[]),
        )
    made = sheets(prisons.values(), today)
    return {code: made[prison.pk] for code, prison in prisons.items()}


def published(code: str) -> Any:
    return Listing.objects.published().filter(prison__code=code)


def by_pathway(sheet: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands for everybody at any stage."""
    for cell in sheet["cells"]:
        if not cell["group"] and not cell["stage"]:
            yield cell["pathway"], cell


def exact(amount: dict[str, str] | None) -> str | None:
    return amount["exact"] if amount else None


def test_the_numbers_of_three_prisons_are_those_that_a_person_works_out(
    cast: Cast, runs: dict[str, ImportRun], told: dict[str, dict[str, Any]]
) -> None:
    # Each contract goes where its region, its police area, sex and last day allow: 6, 5 and 1 of 196.
    for code, count in {"EXI": 6, "GMI": 5, "EWI": 1}.items():
        rows = runs[code].rows
        assert (rows.count(), rows.exclude(service=None).count()) == (196, count), code
        names = set(published(code).values_list("approved_revision__name", flat=True))
        assert names == set(PLACES[code]), code
    for code, expected in BY_HAND.items():
        cells = dict(by_pathway(told[code]))
        for pathway, by_hand in expected.items():
            cell = cells[pathway]
            found = (
                exact(cell["needed"]), cell["own"]["services"], cell["own"]["places"]["exact"],
                exact(cell["at_most"]), cell["word"],
            )  # fmt: skip
            assert found == by_hand, (code, pathway)
            assert cell["at_least"] == cell["at_most"], (code, pathway)
        # Every place counts once: pathways add up to what was typed.
        typed = sum(places for places in PLACES[code].values() if isinstance(places, int))
        assert sum(int(cell["own"]["places"]["exact"]) for cell in cells.values()) == typed, code
    # Women's prisons have pathways of their own, and no contract for men; men's prisons have none of these.
    assert "abuse" not in dict(by_pathway(told["EXI"]))
    assert {text.sex for text in revisions("EWI")} == {"women"}
    assert "women" not in {text.sex for text in [*revisions("EXI"), *revisions("GMI")]}
    # The page of a listing says the places that the sheet counts.
    client = client_of(cast.coordinator)
    for listing in published("EXI").filter(approved_revision__name__startswith="Dependency"):
        assert listing.places_in_words in client.get(listing.get_absolute_url()).content.decode()


def revisions(code: str) -> list[Revision]:
    return list(Revision.objects.filter(pk__in=published(code).values("approved_revision")))
