"""Issuing a report, and the decisions that it asks for."""

from __future__ import annotations

from django import forms

from coordination.forms.base import PortalForm

LONGEST = 300


class IssueReportForm(PortalForm):
    """Carries the number of the last report that its page showed, so that two presses issue one."""

    submit_label = "Issue this report"

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class AskDecisionForm(PortalForm):
    submit_label = "Ask for this decision"

    question = forms.CharField(
        label="What is to be decided",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-plain-words": "members"}),
        help_text="One question that can be answered in the meeting. It stands on every report until it is settled.",
        error_messages={"required": "Write what is to be decided."},
    )


class SettleDecisionForm(PortalForm):
    submit_label = "Save what was decided"

    answer = forms.CharField(
        label="What was decided",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "data-plain-words": "members"}),
        help_text="It stands on the next report beside the question, and cannot be changed later.",
        error_messages={"required": "Write what was decided."},
    )
