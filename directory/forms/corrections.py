"""Something is wrong in an entry: told by topic, settled with what was done."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import FilterForm, PortalForm
from directory.models import Correction


class CorrectionForm(PortalForm):
    submit_label = "Send"

    topic = forms.ChoiceField(
        label="What is wrong?",
        choices=Correction.Topic.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what is wrong."),
    )
    words = forms.CharField(
        label="What should it say?", max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="If you know it. For example: it is on Wednesdays now. Never about a person in prison.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # A text already refused for its own reason is not asked for once more.
        if cleaned.get("topic") == Correction.Topic.OTHER and not cleaned.get("words", "x").strip():
            self.add_error("words", "Say in a few words what is wrong.")
        return cleaned


class SettleCorrectionForm(PortalForm):
    submit_label = "It is settled"

    answer = forms.CharField(
        label="What was done?", max_length=300, error_messages={"required": "Say what was done."},
        help_text="The reader who told you sees this. For example: the day is put right.",
    )  # fmt: skip


class CorrectionsFilter(FilterForm):
    STATES = (("open", "Open"), ("", "All"))

    state = forms.ChoiceField(label="State", choices=STATES)
    topic = forms.ChoiceField(label="What is wrong", choices=[("", "Anything"), *Correction.Topic.choices])
