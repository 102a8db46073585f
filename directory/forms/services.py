"""A new service, and the prisons that it is offered to."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from coordination.models import Organisation, Prison
from directory.models import Service

ELSEWHERE = "Other"


def prisons_to_offer() -> list[Prison]:
    """The whole register, which is public: an organisation may choose prisons it has nothing to do with yet."""
    return list(Prison.objects.taking_services())


def by_region(prisons: list[Prison]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices in groups; the code is the value."""
    ordered = sorted(prisons, key=lambda prison: (prison.region or ELSEWHERE, prison.short_name))
    return [
        (region, [(prison.code, _label(prison)) for prison in group])
        for region, group in groupby(ordered, key=lambda prison: prison.region or ELSEWHERE)
    ]


def _label(prison: Prison) -> str:
    return prison.name if prison.is_running else f"{prison.name} ({prison.get_status_display().lower()})"


class NewServiceForm(PortalForm):
    submit_label = "Begin this service"
    compact = True

    name = forms.CharField(
        label="Name of the service", max_length=100,
        help_text="As people know it, without the name of your organisation. For example: Housing advice.",
    )  # fmt: skip
    prisons = forms.MultipleChoiceField(
        label="Which prisons do you offer it to?", widget=forms.CheckboxSelectMultiple(),
        help_text="You write its text for each of them next. Each prison’s coordinator decides alone.",
        error_messages={"required": "Tick at least one prison."},
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        prisons = prisons_to_offer()
        self.by_code = {prison.code: prison for prison in prisons}
        field: Any = self.fields["prisons"]
        field.choices = by_region(prisons)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if Service.objects.filter(organisation=self.organisation, name__iexact=name).exists():
            raise forms.ValidationError(
                "Your organisation has a service of that name. Open it to offer it to another prison."
            )
        return name

    def chosen(self) -> list[Prison]:
        return [self.by_code[code] for code in self.cleaned_data["prisons"]]


class OfferForm(PortalForm):
    submit_label = "Offer it there and write the text"

    prison = forms.ChoiceField(
        label="Prison", help_text="You write the text for it next. Nothing is sent yet.",
        error_messages={"required": "Choose a prison."},
    )  # fmt: skip

    def __init__(self, *args: Any, there: list[int], **kwargs: Any) -> None:
        """`there`: keys of the prisons at which the service is listed already."""
        super().__init__(*args, **kwargs)
        prisons = [prison for prison in prisons_to_offer() if prison.pk not in there]
        self.by_code = {prison.code: prison for prison in prisons}
        field: Any = self.fields["prison"]
        field.choices = [("", "Choose one"), *by_region(prisons)]

    def chosen(self) -> Prison:
        return self.by_code[self.cleaned_data["prison"]]
