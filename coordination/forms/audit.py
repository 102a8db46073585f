"""Filters of the audit page."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import FilterForm


class OneDate(forms.DateInput):
    """The browser's own box for a day: three boxes would fill a filter."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AuditFilter(FilterForm):
    """`people` are (reference, name), `verbs` (verb, sentence): those that stand in the entries."""

    person = forms.ChoiceField(label="Who did it")
    verb = forms.ChoiceField(label="What was done")
    since = forms.DateField(label="From", widget=OneDate)
    until = forms.DateField(label="To", widget=OneDate)

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], verbs: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", "Everybody"), *people]
        self.fields["verb"].choices = [("", "Everything"), *verbs]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The end lies before the beginning. Change one of the two.")
        return cleaned
