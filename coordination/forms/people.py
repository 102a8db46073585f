"""Inviting people and ending their access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import PrisonSet
from coordination.roles import GRANTS, Role

NOW, LATER = "now", "later"


class InviteForm(PortalForm):
    """`roles` are those that the inviter may hand out at this place; `sets` only where a lead is among them."""

    submit_label = "Send the invitation"

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)
    prison_set = forms.ModelChoiceField(
        label="Set of prisons", queryset=PrisonSet.objects.none(), required=False,
        help_text="For a regional lead only: the prisons that the lead sees.",
    )  # fmt: skip
    name = forms.CharField(
        label="Name", max_length=120, help_text="First name and surname, as colleagues know them."
    )
    email = forms.EmailField(
        label="E-mail address", max_length=254,
        help_text="Their own work address, not a shared mailbox: the link in it gives the access.",
    )  # fmt: skip
    ends_on = forms.DateField(
        label="Last day of access", required=False, widget=DateBoxes,
        help_text="For somebody who is here for a time. Leave empty if there is no end yet.",
    )  # fmt: skip

    def __init__(self, *args: Any, roles: list[Role], sets: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["role"].widget.option_hints = {role.value: GRANTS[role].sentence for role in roles}
        if len(roles) == 1:
            self.fields["role"].initial = roles[0].value
        if sets is None:
            del self.fields["prison_set"]
        else:
            self.fields["prison_set"].queryset = sets

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "prison_set" in self.fields:
            needs_set = cleaned.get("role") == Role.LEAD
            if needs_set and not cleaned.get("prison_set") and "prison_set" not in self.errors:
                self.add_error("prison_set", "Choose the prisons that the lead sees.")
            if not needs_set:
                cleaned["prison_set"] = None
        return cleaned


class EndPostingForm(PortalForm):
    """At once, or with a last day."""

    submit_label = "End this access"
    submit_kind = "warning"

    when = forms.ChoiceField(
        label="When does it end?", widget=forms.RadioSelect,
        choices=[(NOW, "Now"), (LATER, "After a last day")],
    )  # fmt: skip
    last_day = forms.DateField(
        label="Last day with access", required=False, widget=DateBoxes, help_text="For example 31 3 2027."
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("when") == LATER:
            if not cleaned.get("last_day") and "last_day" not in self.errors:
                self.add_error("last_day", "Enter the last day, or choose “Now”.")
            elif cleaned.get("last_day") and cleaned["last_day"] < timezone.localdate():
                self.add_error("last_day", "The last day is in the past. Choose today or a later day.")
        else:
            cleaned["last_day"] = None
        return cleaned


class ConfirmForm(PortalForm):
    """Nothing to fill in: the button is the answer."""

    def __init__(self, *args: Any, label: str, kind: str = "warning", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.submit_label, self.submit_kind = label, kind


class OwnNameForm(PortalForm):
    submit_label = "Save name"
    name = forms.CharField(
        label="Your name", max_length=120, help_text="As colleagues know you.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip


class PeopleFilter(FilterForm):
    name = forms.CharField(label="Name", max_length=120)
    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "Every role"), *((role.value, role.label) for role in roles)]
