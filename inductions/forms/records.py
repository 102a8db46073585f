"""Earlier training with its evidence, and a record struck out."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.files import FileToKeep
from coordination.forms.widgets import DateBoxes
from inductions.models import TrainingModule


class EarlierForm(PortalForm):
    submit_label = "Record it"

    module = forms.ModelChoiceField(
        label="Training", queryset=TrainingModule.objects.filter(active=True), empty_label="Choose one",
        error_messages={"required": "Choose the training."},
    )  # fmt: skip
    done_on = forms.DateField(
        label="Done on", widget=DateBoxes, error_messages={"required": "Give the day on which it was done."}
    )
    version = forms.CharField(
        label="Version",
        max_length=20,
        required=False,
        help_text="Of what was taught. Leave it empty if nobody knows.",
    )
    evidence = FileToKeep(label="Certificate", required=False)

    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            "module": cleaned["module"], "done_on": cleaned["done_on"], "version": cleaned["version"] or "1",
        }  # fmt: skip


class StrikeForm(PortalForm):
    submit_label = "Strike it out"
    submit_kind = "warning"

    reason = forms.CharField(
        label="Why is it wrong?", max_length=200, help_text="It stays, struck out, with your reason. No names.",
        error_messages={"required": "Write why the record is wrong."},
    )  # fmt: skip
