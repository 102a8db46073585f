"""Real use: the commissioned rehabilitative services, brought in and approved, and numbers that a person works out.

The list of 196 contracts lies beside the checkout (../shared/data/criminal_justice), or where SHARED_DATA says. Every
number of BY_HAND was worked out on paper from what stands in PLACES, FACTS and NEEDS; the sums stand beside it. PLACES
are what the pages of the listings say, and the test reads it there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from coordination.models import Posting, Prison, PrisonSet, User
from coordination.roles import Role
from directory.actions.decide import accept_revision
from directory.actions.importing import begin_import, start_dry_run, start_import
from directory.actions.upkeep import set_places
from directory.models import ImportRun, Listing, Revision
from planning.actions.assessments import record_assessment
from planning.actions.reports import issue_report
from planning.models import GapReport
from planning.reports.paper import MOST_PAGES, print_report
from tests.cast import Cast
from tests.coordination.markup import parsed, select, words
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
        "thinking": (None, 1, "3", "0", "Met"),                      # 9 in 3 pathways = 3; 3 people are not told
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
    """Coordinators of the three prisons; the one of Exeter helps out at the others, and brings in the list."""
    for code in ("GMI", "EWI"):
        Posting.objects.create(
            user=cast.coordinator, role=Role.COORDINATOR, prison=Prison.objects.get(code=code),
            begins_on=date(2020, 1, 1),
        )  # fmt: skip
    return {"EXI": cast.coordinator, "GMI": cast.other_coordinator, "EWI": cast.coordinator}


@pytest.fixture
def run(cast: Cast, keepers: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> ImportRun:
    """The whole list brought in for the three prisons, and at each what fits there accepted by its coordinator."""
    monkeypatch.setattr("coordination.queueing.current_app.send_task", lambda name, args: None)
    prisons = list(Prison.objects.filter(code__in=keepers))
    begun = begin_import(
        by=cast.coordinator, prison=cast.exeter, prisons=prisons, file_name=FILE.name, content=FILE.read_bytes(),
        source_name="Commissioned services",
    )  # fmt: skip
    worked(start_dry_run(by=cast.coordinator, run=begun, queue=False))
    done = worked(start_import(by=cast.coordinator, run=begun, queue=False))
    brought = done.rows.exclude(service=None).values("service")
    for revision in Revision.objects.pending().filter(listing__service__in=brought).order_by("pk"):
        accept_revision(by=keepers[revision.listing.prison.code], revision=revision)
    return done


@pytest.fixture
def reports(run: ImportRun, keepers: dict[str, Any]) -> dict[str, GapReport]:
    """{code of the prison: its first report}, issued after places were typed and needs recorded."""
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
    return {code: issue_report(by=keepers[code], prison=prison) for code, prison in prisons.items()}


def published(code: str) -> Any:
    return Listing.objects.published().filter(prison__code=code)


def by_pathway(sheet: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """What stands for everybody at any stage."""
    for cell in sheet["cells"]:
        if not cell["group"] and not cell["stage"]:
            yield cell["pathway"], cell


def exact(amount: dict[str, str] | None) -> str | None:
    return amount["exact"] if amount else None


def test_three_reports_say_the_numbers_that_a_person_works_out_from_the_pages_of_the_listings(
    cast: Cast, keepers: dict[str, Any], run: ImportRun, reports: dict[str, GapReport]
) -> None:
    # Each contract goes where its region, its police area, sex and last day allow. Housing of the South West is for
    # two of the three, so that 6, 5 and 1 of 196 are 11.
    assert (run.rows.count(), run.rows.exclude(service=None).count()) == (196, 11)
    for code, expected in BY_HAND.items():
        # What a person adds up stands on the pages of the listings, and there are no others.
        pages = pages_of(code, keepers[code])
        assert {name: places for name, (places, _) in pages.items()} == {
            name: "Everybody who asks" if places == "unlimited" else f"{places} people a month"
            for name, places in PLACES[code].items()
        }, code
        cells = dict(by_pathway(reports[code].snapshot["sheet"]))
        for pathway, by_hand in expected.items():
            cell = cells[pathway]
            found = (
                exact(cell["needed"]), cell["own"]["services"], cell["own"]["places"]["exact"],
                exact(cell["at_most"]), cell["word"],
            )  # fmt: skip
            assert found == by_hand, (code, pathway)
            assert cell["at_least"] == cell["at_most"], (code, pathway)
            # The number opens to the list behind it: as many services, each with its page.
            behind = gap_of(code, pathway, keepers[code])
            assert sum(address in behind for _, address in pages.values()) == by_hand[1], (code, pathway)
        # Every place counts once: pathways add up to what was typed.
        typed = sum(places for places in PLACES[code].values() if isinstance(places, int))
        assert sum(int(cell["own"]["places"]["exact"]) for cell in cells.values()) == typed, code
        assert 1 <= print_report(reports[code].snapshot, reports[code].content_hash).pages <= MOST_PAGES, code
    # Women's prisons have pathways of their own, and no contract for men; men's prisons have none of these.
    assert "abuse" not in dict(by_pathway(reports["EXI"].snapshot["sheet"]))
    assert {text.sex for text in revisions("EWI")} == {"women"}
    assert "women" not in {text.sex for text in [*revisions("EXI"), *revisions("GMI")]}
    women_are_compared_among_themselves(cast)


def women_are_compared_among_themselves(cast: Cast) -> None:
    """By a set whose prisons lie in different regions. Eastwood Park and Exeter lie in one region and never meet."""
    eastwood_park, far_away = Prison.objects.get(code="EWI"), Prison.objects.get(code="NHI")
    assert eastwood_park.region == cast.exeter.region != far_away.region
    women = PrisonSet.objects.create(name="Women’s prisons")
    women.prisons.set([eastwood_park, far_away])
    Posting.objects.create(user=cast.lead, role=Role.LEAD, prison_set=women, begins_on=date(2020, 1, 1))
    lead = client_of(cast.lead)
    of_set = parsed(lead.get(reverse("compare_gaps"), {"holds": "women", "set": women.pk}).text)
    rows = [select(each, "th, td") for each in select(of_set, "tbody tr")]
    assert [words(select(row[0], "a")[0]) for row in rows] == [eastwood_park.name, far_away.name]
    ours, theirs = rows
    # 360 people are held; one service, which takes 35 a month. Of the other nothing is recorded, which looks like that.
    assert [words(each).split()[0] for each in ours[1:4]] == ["360", "1", "35"]
    assert "Neither needs nor services recorded" in words(of_set) and len(theirs) == 2
    squares = " ".join(words(each) for each in ours[5:])
    assert "55 a month short" in squares and "48 a month short" in squares and "Unmet" in squares
    of_men = lead.get(reverse("compare_gaps"), {"holds": "men"}).text
    assert cast.exeter.name in of_men and eastwood_park.name not in of_men
    # What an inspector asks there: the women's own expectations, and never number 80.
    asked = lead.get(reverse("inspection_evidence", args=["EWI"])).text
    assert "Expectations for women’s prisons" in asked
    assert "Expectation 80" not in asked and "expectation 80" not in asked and "81" not in asked
    assert "80" in lead.get(reverse("inspection_evidence", args=["EXI"])).text


def pages_of(code: str, keeper: User) -> dict[str, tuple[str, str]]:
    """{name of a service: (its places as its page says them, the address of the page)}."""
    client = client_of(keeper)
    found = {}
    for listing in published(code).select_related("approved_revision"):
        page = parsed(client.get(listing.get_absolute_url()).text)
        told = {
            words(row[0]): words(row[1])
            for row in (select(each, "dt, dd") for each in select(page, ".govuk-summary-list__row"))
        }
        found[listing.approved_revision.name] = (told["Places for people"], listing.get_absolute_url())
    return found


def gap_of(code: str, pathway: str, keeper: User) -> str:
    return str(client_of(keeper).get(reverse("gap", args=[code]), {"pathway": pathway}).text)


def revisions(code: str) -> list[Revision]:
    return list(Revision.objects.filter(pk__in=published(code).values("approved_revision")))
