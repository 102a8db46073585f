"""Answers to the questions of a text, and the words that somebody has read it."""

from __future__ import annotations

from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from inductions.models import Reading


class AcknowledgeForm(PortalForm):
    submit_label = "I have read this"
    mark_optional = False

    def __init__(self, *args: Any, reading: Reading, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, question in enumerate(reading.questions, 1):
            self.fields[f"question_{number}"] = forms.TypedChoiceField(
                label=f"{number}. {question['question']}", coerce=int, widget=forms.RadioSelect,
                choices=list(enumerate(question["answers"])),
                error_messages={"required": f"Answer question {number}."},
            )  # fmt: skip
        self.fields["read"] = forms.BooleanField(
            label=f"I have read and understood version {reading.version}.",
            error_messages={"required": "Tick that you have read it."},
        )

    def answers(self) -> list[int]:
        names = [name for name in self.fields if name.startswith("question_")]
        return [self.cleaned_data[name] for name in names]
