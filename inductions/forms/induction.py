"""The steps of a checklist, and a signed paper that is typed in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from coordination.forms.files import FileToKeep
from coordination.forms.widgets import DateBoxes
from inductions.models import InductionStep


class StepForm(PortalForm):
    submit_label = "Add step"

    title = forms.CharField(
        label="What is done in this step", max_length=160,
        help_text="In a few words, for example “Tour of the prison”. Where the person signs, say it as “I know ...”.",
    )  # fmt: skip
    signed_by = forms.ChoiceField(
        label="Who signs it", choices=InductionStep.SignedBy.choices, widget=forms.RadioSelect
    )
    required = forms.BooleanField(
        label="The induction is not complete without it", required=False, initial=True,
        help_text="Leave it unticked for a step that concerns only some, such as the key talk.",
    )  # fmt: skip


class SuggestionsForm(PortalForm):
    """`suggestions`: [(code, title, who signs)] that the checklist does not have yet; all are ticked."""

    submit_label = "Add the ticked steps"
    compact = True

    codes = forms.MultipleChoiceField(
        label="Suggested steps", widget=forms.CheckboxSelectMultiple,
        help_text="Each can be reworded afterwards.",
        error_messages={"required": "Tick at least one step."},
    )  # fmt: skip

    def __init__(self, *args: Any, suggestions: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["codes"]
        field.choices = [(code, title) for code, title, _ in suggestions]
        signers = dict(InductionStep.SignedBy.choices)
        field.widget.option_hints = {code: f"Signed by: {signers[by].lower()}" for code, _, by in suggestions}
        field.initial = [code for code, _, _ in suggestions]


class SignedPaperForm(PortalForm):
    """`open_steps`: those that nobody signed yet. Steps of other days are typed in by a second go."""

    submit_label = "Save what was signed"
    compact = True

    steps = forms.MultipleChoiceField(
        label="Signed on the paper", required=False, widget=forms.CheckboxSelectMultiple
    )
    signed_on = forms.DateField(
        label="Day on the paper", widget=DateBoxes,
        help_text="If the paper has several days, save the steps of one day, then those of the next.",
    )  # fmt: skip
    file = FileToKeep(
        label="Scan of the signed checklist", required=False,
        help_text="Not needed. Keep the paper as your prison asks.",
    )  # fmt: skip

    def __init__(self, *args: Any, open_steps: Iterable[InductionStep], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(step.pk): step for step in open_steps}
        field: Any = self.fields["steps"]
        field.choices = [(key, step.title) for key, step in self.by_key.items()]

    def chosen(self) -> list[InductionStep]:
        return [self.by_key[key] for key in self.cleaned_data["steps"]]
