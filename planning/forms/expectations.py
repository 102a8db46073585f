"""An expectation of inspectors and its indicators, for whoever keeps them right."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from planning.actions.expectations import COLUMNS, MOST_MONTHS
from planning.models import Expectation, Indicator
from planning.plans.gathering import kinds


class ExpectationForm(PortalForm):
    submit_label = "Save"

    edition = forms.CharField(label="Edition", max_length=120)
    number = forms.CharField(label="Number", max_length=10, required=False)
    sentence = forms.CharField(label="What it expects", max_length=300)
    unverified = forms.CharField(
        label="What of it nobody has checked", max_length=300, required=False,
        help_text="It stands on the page and on the paper. Empty it once somebody has compared the words.",
    )  # fmt: skip
    active = forms.BooleanField(label="Show it to the prisons that it fits", required=False)

    @classmethod
    def of(cls, expectation: Expectation, data: Any = None) -> ExpectationForm:
        return cls(data, initial={name: getattr(expectation, name) for name in COLUMNS})


class IndicatorForm(PortalForm):
    submit_label = "Save"
    compact = True

    sentence = forms.CharField(label="In short", max_length=300)
    months = forms.IntegerField(
        label="Evidence counts for so many months", min_value=1, max_value=MOST_MONTHS
    )
    evidence = forms.MultipleChoiceField(
        label="What can show it", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="With none, the page says that the portal cannot show it.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.choices = list(kinds().items())

    @classmethod
    def of(cls, indicator: Indicator, data: Any = None) -> IndicatorForm:
        return cls(
            data, initial={name: getattr(indicator, name) for name in ("sentence", "months", "evidence")}
        )
