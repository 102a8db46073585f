"""“You said, we did”: two halves that people in prison read."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from coordination.models import Pathway, Prison
from directory.forms.needs import fit_to, one_of
from directory.forms.worded import WordedForm


class OutcomeForm(WordedForm):
    submit_label = "Save: it waits for approval"
    for_the_wings: ClassVar = ("you_said", "we_did")

    you_said = forms.CharField(
        label="You said", max_length=200, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As people would say it. Nobody is named: not who said it, nor a wing where only one could have"
        " said it.",
        error_messages={"required": "Write what people said."},
    )  # fmt: skip
    we_did = forms.CharField(
        label="We did", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is different now, and where and when. If nothing can be done, say so and why.",
        error_messages={"required": "Write what was done."},
    )  # fmt: skip
    pathway = one_of("What it is about", Pathway.objects.none())
    # Which words the page showed, so that nobody writes over words of somebody else unread.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fit_to(self, prison)
        field: Any = self.fields["pathway"]
        field.empty_label = "No single pathway"

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("you_said", "we_did", "pathway")}

    def show_again(self, seen: str) -> None:
        """What somebody else wrote meanwhile is on the page now: the next press is meant."""
        self.data = self.data.copy()
        self.data["seen"] = seen
