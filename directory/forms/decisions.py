"""What a coordinator writes when deciding."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm

# Suggestions, as the organisation will read them.
REASONS: Final = (
    (
        "contact",
        "Please take e-mail addresses, telephone numbers and addresses out of the text for people in prison.",
    ),
    ("plain", "Please use shorter sentences and everyday words, so that more people can read it."),
    ("how", "Please say more plainly how somebody in this prison asks for it."),
    ("times", "Please check the days, times and places with me first."),
    ("who", "Please say more clearly who can use it and who cannot."),
    ("unknown", "Please get in touch before you send it again: I do not know this service yet."),
)


class ReturnForm(PortalForm):
    submit_label = "Return with this reason"
    submit_kind = "secondary"
    mark_optional = False
    compact = True

    suggested = forms.MultipleChoiceField(
        label="Why are you returning it?", choices=REASONS, required=False, widget=forms.CheckboxSelectMultiple(),
        help_text="Tick what fits, add your own words, or both. The organisation gets it as it stands here.",
    )  # fmt: skip
    words = forms.CharField(
        label="In your own words", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("suggested") and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", "Write the reason, or tick one: the organisation gets it.")
        return cleaned

    def reason(self) -> str:
        """The ticked sentences and the coordinator's own words, a line each."""
        sentences = [dict(REASONS)[code] for code in self.cleaned_data["suggested"]]
        return "\n".join(filter(None, [*sentences, self.cleaned_data["words"].strip()]))


class WithdrawForm(PortalForm):
    submit_kind = "warning"
    submit_label = "Withdraw this service"

    reason = forms.CharField(
        label="Why is it withdrawn?", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The organisation gets this, and it stays in the history. Write nothing about a person in prison.",
        error_messages={"required": "Write the reason: the organisation gets it, and it stays in the history."},
    )  # fmt: skip


class WithdrawUrgentlyForm(WithdrawForm):
    submit_label = "Withdraw urgently and print a take-down notice"
