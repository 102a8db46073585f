"""Single needs, told by forums, in queries or by staff: demand without a number, and never more than was told."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from coordination.models import Group, Pathway
from directory.actions.needs import raise_need, settle_need
from directory.models import Need
from planning.comparing.reading import totals_at
from planning.gaps.findings import findings
from planning.gaps.gathering import gather
from planning.gaps.matrix import State, find
from planning.gaps.rows import Demand, Inputs, Told
from planning.gaps.urgent import Labels, urgent
from planning.reports.frozen_inputs import from_plain, to_plain
from planning.reports.matrix_words import note_of
from planning.reports.sheet import sheet
from tests.cast import Cast
from tests.planning.rows import DAY, GROUPS, PATHWAYS, STAGES, inputs, offer
from tests.planning.test_matrix import rows

HOMES, VETERANS = ("accommodation", "", ""), ("accommodation", "veterans", "")
OLDER = ("accommodation", "older", "")
NAMES = {code: code.title() for code in (*PATHWAYS, *GROUPS, *STAGES)}
LABELS = Labels(NAMES, NAMES, NAMES, {})


def test_what_somebody_needs_and_nobody_offers_is_unmet_though_nobody_counted() -> None:
    cells = find(inputs(told=(Told(*VETERANS),)))
    for key in (HOMES, VETERANS):
        cell = cells[key]
        assert (cell.state, cell.single, cell.at_most, cell.demand) == (State.UNMET, 1, None, None)
    assert (cells[OLDER].state, cells[OLDER].single) == (State.UNKNOWN, 0)
    assert cells["family", "", ""].state == State.UNKNOWN


def test_beside_a_service_it_stays_unknown_whether_there_is_enough() -> None:
    cell = find(inputs(offer(1, 40), told=(Told("accommodation"),)))[HOMES]
    assert (cell.state, cell.single, cell.at_most) == (State.UNKNOWN, 1, None)


def test_a_number_from_a_source_counts_and_the_single_need_stands_beside_it() -> None:
    demand = Demand("accommodation", a_month=Fraction(10))
    cell = find(inputs(offer(1, 40), demands=(demand,), told=(Told("accommodation"),)))[HOMES]
    assert (cell.state, cell.single, cell.at_most) == (State.MET, 1, 0)


@given(rows(), st.lists(st.builds(Told, *map(st.sampled_from, (PATHWAYS, ("", *GROUPS), ("", *STAGES))))))
def test_a_single_need_changes_no_number_and_makes_nothing_met(before: Inputs, told: list[Told]) -> None:
    old, new = find(before), find(replace(before, told=tuple(told)))
    assert old.keys() == new.keys()
    for key, cell in new.items():
        assert replace(cell, single=0, state=old[key].state) == old[key]
        if cell.state != old[key].state:
            assert (old[key].state, cell.state) == (State.UNKNOWN, State.UNMET)
            assert cell.single
            assert not cell.services


def test_it_is_urgent_once_and_stands_in_the_square() -> None:
    given_rows = inputs(told=(Told(*VETERANS), Told(*VETERANS, times=3)))
    found = findings(given_rows, {})
    unmet = [each.sentence for each in urgent(found, LABELS) if each.about == "gap"]
    assert unmet == ["People need help with Accommodation, Veterans and nothing is offered."]
    cells = {(each["pathway"], each["group"], each["stage"]): each for each in sheet(found, LABELS)["cells"]}
    assert note_of(cells[VETERANS]) == "no service, 2 single needs"
    assert note_of(cells[OLDER]) == "no service, need not known"


def test_a_report_keeps_them_and_older_ones_are_read_without() -> None:
    given_rows = inputs(told=(Told(*VETERANS, times=3),))
    plain = to_plain(given_rows)
    assert from_plain(plain) == given_rows
    del plain["told"]
    assert from_plain(plain) == replace(given_rows, told=())
    cell = next(each for each in sheet(findings(given_rows, {}), LABELS)["cells"] if each["single"])
    del cell["single"]
    assert note_of(cell) == "no service, need not known"


# --- From the directory, as forums and the queries log raise them ---------------------------------

pytestmark = pytest.mark.django_db


def told(cast: Cast, statement: str = "A quiet room for prayer", **changes: Any) -> Need:
    values = {"source": Need.Source.FORUM, "pathway": Pathway.objects.get(pk="finance")} | changes
    need: Need = raise_need(by=cast.coordinator, prison=cast.exeter, statement=statement, **values)
    return need


def test_open_ones_of_the_prison_count_and_those_without_a_pathway_or_set_aside_do_not(cast: Cast) -> None:
    told(cast)
    told(cast, "Help with letters", group=Group.objects.get(pk="veterans"), source=Need.Source.QUERY)
    told(cast, "Something else", pathway=None)
    told(cast, "Nothing any more", pathway=Pathway.objects.get(pk="health"))
    settle_need(
        by=cast.coordinator,
        need=Need.objects.get(statement="Nothing any more"),
        state=Need.State.SET_ASIDE,
        reason="It was met.",
    )
    day = Need.objects.latest("pk").source_on
    whole = gather([cast.exeter, cast.guys_marsh], day)
    assert whole[cast.exeter.pk].inputs.told == (Told("finance"), Told("finance", "veterans"))
    assert whole[cast.guys_marsh.pk].inputs.told == ()
    assert dict(totals_at([cast.exeter], day))[cast.exeter.pk].told == whole[cast.exeter.pk].inputs.told
    assert gather([cast.exeter], DAY.replace(year=2020))[cast.exeter.pk].inputs.told == ()


def test_the_gap_lists_them_with_their_page_and_the_matrix_leads_there(cast: Cast, client: Client) -> None:
    need = told(cast, group=Group.objects.get(pk="veterans"))
    client.force_login(cast.coordinator)
    page = client.get(reverse("gaps", args=["EXI"])).content.decode()
    assert "no service, 1 single need" in page
    for query in ("pathway=finance", "pathway=finance&group=veterans"):
        page = client.get(f"{reverse('gap', args=['EXI'])}?{query}").content.decode()
        assert "A quiet room for prayer" in page
        assert reverse("need", args=["EXI", need.pk]) in page
        assert "People need it and nothing is offered." in page
    page = client.get(f"{reverse('gap', args=['EXI'])}?pathway=finance&group=older").content.decode()
    assert "A quiet room for prayer" not in page
