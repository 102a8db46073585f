"""The reference data that migrating brings, and that bringing it twice changes nothing."""

from __future__ import annotations

import pytest

from coordination.models import Pathway, Prison
from coordination.reference import sync

pytestmark = pytest.mark.django_db


# Of the register's youth estate: Feltham's and Parc's parts for children, Medway, Oakhill, Werrington, Wetherby.
FOR_CHILDREN = {"FYI", "PYI", "MWI", "STC3", "WNI", "WYI"}


def test_sites_for_children_are_left_out() -> None:
    codes = set(Prison.objects.values_list("code", flat=True))
    assert {"EXI", "FMI", "PRI"} <= codes
    assert codes & FOR_CHILDREN == set()


def test_every_prison_of_the_register_has_a_code_and_says_whom_it_holds() -> None:
    prisons = Prison.objects.all()
    assert prisons.count() > 110
    assert [each.code for each in prisons if len(each.code) != 3 or not each.code.isupper()] == []
    assert list(prisons.filter(holds_men=False, holds_women=False, status="open")) == []
    assert set(prisons.filter(holds_women=True, holds_men=True).values_list("code", flat=True)) <= {"PBI"}


def test_dartmoor_is_closed_temporarily_with_the_reason() -> None:
    dartmoor = Prison.objects.get(code="DAI")
    assert (dartmoor.status, dartmoor.status_since) == ("closed_temporarily", "2024-07")
    assert "radon" in dartmoor.status_note


def test_a_label_that_was_edited_and_a_prison_that_was_closed_stay_so() -> None:
    Pathway.objects.filter(pk="finance").update(label="Money")
    Prison.objects.filter(code="EXI").update(status="closed")
    count = Prison.objects.count()
    assert sync() == 0
    assert Pathway.objects.get(pk="finance").label == "Money"
    assert Prison.objects.get(code="EXI").status == "closed"
    assert Prison.objects.count() == count
