"""The lists that come with the portal are a beginning: data that a prison changes, without a period of anybody's."""

from __future__ import annotations

import pytest

from inductions.models import ClearanceLevel, ModuleRule, TrainingModule
from inductions.reference import sync

pytestmark = pytest.mark.django_db


def test_the_seven_of_the_model_come_first_and_the_wider_catalogue_after_them() -> None:
    modules = TrainingModule.in_use()
    assert [each.label for each in modules if each.of_the_model] == [
        "ACCT process", "Violence reduction", "Raising a concern about someone", "Health and safety",
        "Safe systems of work", "Security", "Prison Life",
    ]  # fmt: skip
    assert [each.of_the_model for each in modules] == [True] * 7 + [False] * (len(modules) - 7)
    assert {"key_talk", "corruption_prevention", "safeguarding", "prevent", "fire"} <= {
        each.pk for each in modules
    }


def test_what_somebody_has_worded_anew_or_put_away_stays_so() -> None:
    TrainingModule.objects.filter(pk="acct").update(label="ACCT awareness", active=False)
    ClearanceLevel.objects.filter(pk="ctc").delete()
    assert sync() == 1
    kept = TrainingModule.objects.get(pk="acct")
    assert (kept.label, kept.active) == ("ACCT awareness", False)
    assert ClearanceLevel.objects.filter(pk="ctc").exists()


def test_no_prison_is_asked_for_anything_before_it_says_so() -> None:
    """Refresh periods and validities are not known for the country: none ships with a module or a level."""
    assert not ModuleRule.objects.exists()
    assert ModuleRule().refresh_months is None
    periods = {"months", "days", "valid", "refresh", "period"}
    for model in (TrainingModule, ClearanceLevel):
        assert not [field.name for field in model._meta.fields if set(field.name.split("_")) & periods]
