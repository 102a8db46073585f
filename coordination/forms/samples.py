"""A form with every kind of field that the look knows: shown on /components/ and walked through by the tests."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import CountedTextarea, DateBoxes, count_words

MOST_WORDS = 60
PATHWAYS = [
    ("accommodation", "Accommodation"),
    ("education", "Education, training and employment"),
    ("families", "Children and families"),
]
ROOM = [("open", "Open"), ("waiting", "Waiting list"), ("full", "Full")]
ROOM_HINTS = {"waiting": "People may still ask; say how long they wait.", "full": "Nobody new for now."}
PLACES = [
    ("Wings", [("a", "A wing"), ("b", "B wing")]),
    ("Elsewhere", [("chapel", "Chapel"), ("gym", "Gym")]),
]


class PrefixedNumber(forms.NumberInput):
    prefix = "£"


class RoomSelect(forms.RadioSelect):
    option_hints = ROOM_HINTS


class SampleForm(PortalForm):
    """Sent with GET to the page itself: it changes nothing and shows what each refusal looks like."""

    submit_label = "Try it"
    form_method = "get"

    name = forms.CharField(max_length=80, help_text="As people on the wing know it.")
    email = forms.EmailField(label="E-mail")
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    people = forms.IntegerField(label="How many people at once", min_value=1)
    cost = forms.DecimalField(label="Cost", required=False, widget=PrefixedNumber)
    description = forms.CharField(
        label="What it is",
        help_text="One idea a sentence. No names of people in prison.",
        widget=CountedTextarea(max_words=MOST_WORDS),
    )
    procedure = forms.CharField(
        label="How staff refer", max_length=200, widget=forms.Textarea, help_text="Only staff read this."
    )
    starts_on = forms.DateField(label="First day", widget=DateBoxes, help_text="For example 27 3 2026.")
    ends_on = forms.DateField(label="Last day", help_text="For example 31/3/2027.")
    starts_at = forms.TimeField(label="Starts at", help_text="For example 14:30.")
    next_visit = forms.SplitDateTimeField(label="Next visit", widget=forms.SplitDateTimeWidget)
    kind = forms.ChoiceField(
        label="Way of delivery", choices=[("", "---------"), ("group", "Group"), ("one", "One to one")]
    )
    wings = forms.MultipleChoiceField(label="Wings (list)", choices=PLACES, widget=forms.SelectMultiple)
    room = forms.ChoiceField(label="Is there room for more?", choices=ROOM, widget=RoomSelect)
    pathways = forms.MultipleChoiceField(choices=PATHWAYS, widget=forms.CheckboxSelectMultiple)
    places = forms.MultipleChoiceField(label="Where", choices=PLACES, widget=forms.CheckboxSelectMultiple)
    nothing_yet = forms.ChoiceField(label="Lists that are still empty", choices=[], widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label="The coordinator has agreed to this", help_text="Tick only if they have said so."
    )
    confirmed = forms.NullBooleanField(label="Confirmed this year", required=False)
    leaflet = forms.FileField(help_text="PDF, at most 5 MB.")
    password = forms.CharField(widget=forms.PasswordInput)
    reference = forms.CharField(widget=forms.HiddenInput)

    def layout(self) -> Any:
        words = Fieldset("Words", "name", "email", "website", "people", "cost", "description", "procedure")
        times = Fieldset("Times", "starts_on", "ends_on", "starts_at", "next_visit")
        choices = Fieldset(
            "Choices", "kind", "wings", "room", "pathways", "places", "nothing_yet", "agreed", "confirmed"
        )
        return Layout(words, times, choices, Fieldset("Others", "leaflet", "password", "reference"))

    def clean_description(self) -> str:
        text: str = self.cleaned_data["description"]
        over = count_words(text) - MOST_WORDS
        if over > 0:
            raise forms.ValidationError(f"“What it is” is too long. Take out {over} words or more.")
        return text

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            raise forms.ValidationError("The last day comes before the first day. Change one of them.")
        return cleaned


class SampleFilter(FilterForm):
    words = forms.CharField(label="Words")
    state = forms.ChoiceField(choices=[("", "Any state"), ("open", "Open"), ("full", "Full")])
    pathway = forms.MultipleChoiceField(
        label="Pathway", choices=PATHWAYS, widget=forms.CheckboxSelectMultiple
    )
