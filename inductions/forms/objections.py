"""Objecting to what is held, and settling it."""

from __future__ import annotations

from django import forms

from coordination.forms.base import PortalForm
from inductions.models import Objection


class ObjectionForm(PortalForm):
    submit_label = "Send this"

    what = forms.ChoiceField(
        label="What do you want to say?", choices=Objection.What, widget=forms.RadioSelect,
        error_messages={"required": "Choose what you want to say."},
    )  # fmt: skip
    words = forms.CharField(
        label="What is wrong?", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence. Nothing about health or convictions, and no other person’s name.",
    )  # fmt: skip


class SettleForm(PortalForm):
    submit_label = "This is settled"

    outcome = forms.ChoiceField(
        label="What was done?", choices=Objection.Outcome, widget=forms.RadioSelect,
        error_messages={"required": "Choose what was done."},
    )  # fmt: skip
