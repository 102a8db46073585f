"""What a coordinator and a national lead set about prisons."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from coordination.forms.base import FilterForm, PortalForm, PortalModelForm
from coordination.forms.several import SeveralField
from coordination.models import Prison, PrisonSet

AS_KNOWN = RegexValidator(
    r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$",
    "Write the year, the month or the day as 2024, 2024-07 or 2024-07-15.",
)


class PrisonSettingsForm(PortalModelForm):
    submit_label = "Save settings"

    class Meta:
        model = Prison
        fields = ["renew_after_days", "ask_for_new_copy", "name_welsh"]
        labels = {
            "renew_after_days": "Days until readers ask for a new directory",
            "ask_for_new_copy": "Whom to ask for a new directory",
            "name_welsh": "Welsh name of the prison",
        }
        help_texts = {
            "renew_after_days": "Printed on every page as a date. 90 is usual.",
            "ask_for_new_copy": "Printed exactly as written, after “ask”. A place or a role, no names.",
        }

    def clean_renew_after_days(self) -> int:
        days: int = self.cleaned_data["renew_after_days"]
        if not 1 <= days <= 730:
            raise forms.ValidationError("Enter a number of days from 1 to 730.")
        return days


class PrisonStatusForm(PortalModelForm):
    submit_label = "Save status"
    status_since = forms.CharField(
        label="Since", required=False, max_length=10, validators=[AS_KNOWN],
        help_text="As much as is known: 2024, 2024-07 or 2024-07-15.",
    )  # fmt: skip

    class Meta:
        model = Prison
        fields = ["status", "status_since", "status_note"]
        widgets = {"status": forms.RadioSelect}
        labels = {"status_note": "Note"}
        help_texts = {"status_note": "One sentence that everybody at the prison sees."}


class WingForm(PortalForm):
    submit_label = "Save wing"
    name = forms.CharField(
        label="Name of the wing or unit", max_length=60, help_text="As people say it, for example “C wing”."
    )


class PrisonsByRegion(forms.models.ModelChoiceIterator):
    """The prisons of each region under its name."""

    def __iter__(self) -> Any:
        by_region = groupby(self.queryset.order_by("region", "short_name"), key=lambda prison: prison.region)
        for region, prisons in by_region:
            yield region or "Region not known", [(prison.pk, str(prison)) for prison in prisons]


class PrisonsField(SeveralField):
    iterator = PrisonsByRegion


class PrisonSetForm(PortalModelForm):
    submit_label = "Save set"
    prisons = PrisonsField(
        queryset=Prison.objects.taking_services(), widget=forms.CheckboxSelectMultiple, label="Prisons"
    )
    compact = True

    class Meta:
        model = PrisonSet
        fields = ["name", "prisons"]
        labels = {"name": "Name of the set"}
        help_texts = {"name": "For example “Women’s prisons” or “Devon and Dorset”."}


class PrisonFilter(FilterForm):
    name = forms.CharField(label="Name or code", max_length=60)
    region = forms.ChoiceField(label="Region")

    def __init__(self, *args: Any, regions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [("", "Every region"), *((each, each) for each in regions)]
