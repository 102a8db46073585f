"""A question for a focus group; and its answers with how many gave each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from coordination.models import Group, Pathway, Prison
from directory.forms.worded import WordedForm
from forums.actions.focus import MOST_PEOPLE

ROWS: Final = 12
MORE: Final = 4
MOST_ROWS: Final = 60


class QuestionForm(WordedForm):
    submit_label = "Add the question"
    for_the_wings = ("text",)

    text = forms.CharField(
        label="Question", max_length=300, help_text="One thing at a time, as you will ask it aloud."
    )
    pathway = forms.ModelChoiceField(
        label="About the pathway", queryset=Pathway.objects.none(), required=False, empty_label="None"
    )
    group = forms.ModelChoiceField(
        label="Asked of", queryset=Group.objects.filter(active=True), required=False, empty_label="Everybody"
    )

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        pathways = Pathway.objects.filter(active=True)
        fields["pathway"].queryset = pathways if prison.holds_women else pathways.filter(women_only=False)


@dataclass(frozen=True)
class Line:
    number: int
    text: BoundField
    count: BoundField
    below: SafeString

    @property
    def errors(self) -> list[str]:
        return [str(error) for bound in (self.text, self.count) for error in bound.errors]

    @property
    def error_id(self) -> str:
        return f"answer_{self.number}_error"

    def _control(self, bound: BoundField) -> SafeString:
        wrong = bool(bound.errors)
        attrs = {"class": "govuk-input govuk-input--error" if wrong else "govuk-input"}
        if self.errors:
            attrs["aria-describedby"] = self.error_id
        if wrong:
            attrs["aria-invalid"] = "true"
        return bound.as_widget(attrs=attrs)

    @property
    def text_control(self) -> SafeString:
        return self._control(self.text)

    @property
    def count_control(self) -> SafeString:
        return self._control(self.count)


class AnswersForm(WordedForm):
    """`there`: [(answer, how many)] as they stand. Rows that are empty are no answers."""

    mark_optional = False

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(
        self, *args: Any, there: Sequence[tuple[str, int]], seen: str, more: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"seen": seen}, **kwargs)
        typed = max((at for at in range(1, MOST_ROWS + 1) if self.data.get(f"text_{at}")), default=0)
        used = max(len(there) if not self.is_bound else typed, 1)
        self.numbers = range(1, min(max(ROWS, used + MORE * (1 + more)), MOST_ROWS) + 1)
        self.for_members = tuple(f"text_{number}" for number in self.numbers)  # type: ignore[misc]  # of its own rows
        for number in self.numbers:
            text, count = there[number - 1] if number <= len(there) else ("", None)
            self.fields[f"text_{number}"] = forms.CharField(
                label=f"Answer {number}", required=False, max_length=300, initial=text,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"max_length": f"Answer {number}: say it in at most 300 characters."},
            )  # fmt: skip
            self.fields[f"count_{number}"] = forms.IntegerField(
                label=f"How many gave answer {number}", required=False, min_value=1, max_value=MOST_PEOPLE,
                initial=count, error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"),
                    f"Answer {number}: type how many gave it in figures, from 1 to {MOST_PEOPLE}.",
                ),
                widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for number in self.numbers:
            text, count = cleaned.get(f"text_{number}"), cleaned.get(f"count_{number}")
            if text and not count and f"count_{number}" not in self.errors:
                self.add_error(f"count_{number}", f"Answer {number}: type how many gave it.")
            if count and not text and f"text_{number}" not in self.errors:
                self.add_error(f"text_{number}", f"Answer {number}: type the answer in a few words.")
        return cleaned

    @property
    def answers(self) -> list[tuple[str, int]]:
        pairs = (
            (self.cleaned_data[f"text_{number}"], self.cleaned_data[f"count_{number}"])
            for number in self.numbers
        )
        return [(text, count) for text, count in pairs if text and count]

    @property
    def lines(self) -> Iterator[Line]:
        for number in self.numbers:
            text = self[f"text_{number}"]
            yield Line(number, text, self[f"count_{number}"], self.below(text))
