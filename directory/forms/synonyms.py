"""Words that mean the same in a search."""

from __future__ import annotations

from django import forms

from coordination.forms.base import PortalForm


class SynonymForm(PortalForm):
    submit_label = "Save"

    words = forms.CharField(
        label="Words that mean the same", max_length=400, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Commas between them, for example: rent, tenancy, landlord. Phrases are fine: somewhere to live.",
    )  # fmt: skip
