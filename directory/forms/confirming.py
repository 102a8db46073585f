"""Ticks for what is still right, and a button for all of it."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm

ALL: Final = "all"
TICK: Final = "Tick each service that is still right, or press the button for all of them."


class StillRightForm(PortalForm):
    """`offered`: the keys of what may be confirmed on this page. Another key is left out, not complained of."""

    do = forms.CharField(required=False)
    still_right = forms.MultipleChoiceField(
        label="Still right", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offered: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        field: Any = self.fields["still_right"]
        field.choices = [(str(key), str(key)) for key in offered]
        field.valid_value = lambda value: True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.chosen():
            self.add_error("still_right", TICK)
        return cleaned

    def chosen(self) -> list[int]:
        """Keys to confirm, in the order of the page."""
        if self.cleaned_data.get("do") == ALL:
            return self.offered
        ticked = set(self.cleaned_data.get("still_right") or ())
        return [key for key in self.offered if str(key) in ticked]
