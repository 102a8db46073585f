"""What is said once more before an issue leaves."""

from __future__ import annotations

from django import forms

from coordination.forms.base import PortalForm


class SendForm(PortalForm):
    submit_label = "Send it now"

    version = forms.IntegerField(widget=forms.HiddenInput)
