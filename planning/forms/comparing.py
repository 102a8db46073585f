"""Which prisons stand beside each other, and which areas are looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from coordination.forms.base import FilterForm
from coordination.models import Area, Pathway, PrisonFunction, PrisonSet


class CompareFilter(FilterForm):
    holds = forms.ChoiceField(label="Prisons for", choices=[("men", "Men"), ("women", "Women")])
    set = forms.ModelChoiceField(label="Set", queryset=PrisonSet.objects.none(), empty_label="Every prison")
    function = forms.ModelChoiceField(
        label="Function", queryset=PrisonFunction.objects.filter(active=True), empty_label="Every function"
    )

    def __init__(self, *args: Any, sets: QuerySet[PrisonSet], holds: list[str], **kwargs: Any) -> None:
        """`sets`: those that the reader may see. `holds`: of the prisons that they may compare."""
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["set"].queryset = sets
        if len(holds) < 2:
            del self.fields["holds"]
        if not sets.exists():
            del self.fields["set"]


class StakeholdersFilter(FilterForm):
    area = forms.ModelChoiceField(
        label="Area", queryset=Area.objects.filter(Q(parent=None) | Q(parent__parent=None)).order_by("name"),
        empty_label="Every region",
    )  # fmt: skip
    pathway = forms.ModelChoiceField(
        label="Pathway", queryset=Pathway.objects.filter(active=True), empty_label="Every pathway"
    )
