"""Which record's values are kept when two become one."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms

from coordination.actions.merging import BOTH, DUPLICATE, KEPT
from coordination.actions.organisations import COLUMNS, LISTS
from coordination.forms.base import FilterForm, PortalForm
from coordination.models import Organisation

NOTHING: Final = "Not known"
WHOSE: Final = {KEPT: "The record that stays", DUPLICATE: "The record that goes into it"}
LABELS: Final = {
    "name": "Name",
    "kind": "Kind",
    "charity_number": "Charity number",
    "company_number": "Company number",
    "size": "Yearly turnover",
    "led_by_lived_experience": "Led by people with lived experience of prison",
    "website": "Website",
    "postcode": "Postcode of the office",
    "led_by": "Led by people of these groups",
    "areas": "Areas where it works",
}


def in_words(organisation: Organisation, name: str) -> str:
    """One value of the record; "" where nothing is known."""
    if name in LISTS:
        return ", ".join(str(each) for each in getattr(organisation, name).all())
    value = getattr(organisation, name)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    display = getattr(organisation, f"get_{name}_display", None)
    return str(display() if display and value else value or "")


def side_by_side(kept: Organisation, duplicate: Organisation) -> list[tuple[str, str, str]]:
    """(field, value of the kept record, value of the duplicate) for every field that somebody may fill in."""
    return [(name, in_words(kept, name), in_words(duplicate, name)) for name in COLUMNS + LISTS]


class MergeForm(PortalForm):
    """One choice for each field in which the two records differ."""

    submit_label = "Merge the two records"
    compact = True

    def __init__(self, *args: Any, kept: Organisation, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, ours, theirs in side_by_side(kept, duplicate):
            if ours == theirs:
                continue
            choices = [(KEPT, ours or NOTHING), (DUPLICATE, theirs or NOTHING)]
            initial = KEPT if ours else DUPLICATE
            if name in LISTS and ours and theirs:
                choices, initial = [(BOTH, "Both together"), *choices], BOTH
            field = forms.ChoiceField(
                label=LABELS[name], choices=choices, initial=initial, widget=forms.RadioSelect
            )
            field.widget.option_hints = WHOSE
            self.fields[name] = field

    def layout(self) -> Layout:
        if not self.fields:
            return Layout()
        return Layout(Fieldset("Where they differ: what is right?", *self.fields))

    def chosen(self) -> dict[str, str]:
        return dict(self.cleaned_data)


class RefuseMergeForm(PortalForm):
    submit_label = "Refuse the merge"
    submit_kind = "warning"

    reason = forms.CharField(
        label="Why are these two organisations?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whoever asked gets your reason.",
    )  # fmt: skip


class OtherRecordFilter(FilterForm):
    name = forms.CharField(label="Name or number of the other record", max_length=120)
