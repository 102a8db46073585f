"""In which order prisons and organisations stand on the pages that compare them."""

from __future__ import annotations

from django import forms

from coordination.forms.base import FilterForm


class PrisonOrder(FilterForm):
    order = forms.ChoiceField(
        label="Order",
        choices=[("", "By name"), ("stale", "Least confirmed first"), ("queue", "Longest wait first")],
    )


class OrganisationOrder(FilterForm):
    order = forms.ChoiceField(
        label="Order",
        choices=[
            ("", "Largest share first"), ("most", "Largest number first"),
            ("oldest", "Oldest first"), ("name", "By name"),
        ],
    )  # fmt: skip
