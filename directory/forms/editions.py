"""Making an edition, and recording where its copies lie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms

from coordination.forms.base import PortalForm
from directory.models import CopyPlace

MOST_COPIES: Final = 2000


class MakeEditionForm(PortalForm):
    """Carries the number of the newest edition that its page showed, so that two presses make one edition."""

    submit_label = "Print it now"

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CopyPlaceForm(PortalForm):
    submit_label = "Add place"

    name = forms.CharField(
        label="Name of the place", max_length=80,
        help_text="Where copies lie, for example “A wing office”, “Library”, “Induction” or “ACCT documents”.",
        error_messages={"required": "Give the place a name, for example “A wing office”."},
    )  # fmt: skip


class PlaceCopiesForm(PortalForm):
    """One number for each place. `lying` is {place key: copies that lie there now}."""

    submit_label = "Save where copies lie"
    mark_optional = False

    def __init__(self, *args: Any, places: Iterable[CopyPlace], lying: dict[int, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {f"place_{place.pk}": place for place in places}
        for name, place in self.places.items():
            self.fields[name] = forms.IntegerField(
                label=place.name, min_value=0, max_value=MOST_COPIES, required=False, initial=lying.get(place.pk, 0),
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
            )  # fmt: skip
        self.fields["replaces"] = forms.BooleanField(
            label="Older copies at these places were taken away", required=False, initial=True,
            help_text="Tick this when you swapped old copies for new ones. A forgotten copy is what somebody reads.",
        )  # fmt: skip

    def copies(self) -> dict[CopyPlace, int]:
        """Number by place; an empty box is none."""
        return {place: self.cleaned_data.get(name) or 0 for name, place in self.places.items()}
