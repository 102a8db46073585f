"""Policies and guidance: a new one, a new version, whom it is for, and who signed a list on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from coordination.forms.base import PortalForm
from coordination.forms.files import FileToKeep
from coordination.forms.widgets import DateBoxes
from inductions.models import Person, PolicyDocument, WorkerKind

AUDIENCE: Final = [(PolicyDocument.AUDIENCE_OF[kind], kind.label) for kind in WorkerKind]
TOO_SOON: Final = "Give a day after today, on which somebody must look at it again."


class TermsForm(PortalForm):
    """Whom it is for, who must acknowledge it, and when it is looked at again."""

    submit_label = "Save"
    compact = True

    audience = forms.MultipleChoiceField(
        label="Whom it is for", choices=AUDIENCE, widget=forms.CheckboxSelectMultiple,
        initial=[name for name, _ in AUDIENCE],
        error_messages={"required": "Tick at least one kind of worker."},
    )  # fmt: skip
    must_acknowledge = forms.BooleanField(
        label="Each of them must say that they have read it", required=False,
        help_text="Whoever has not is shown as overdue after the days below.",
    )  # fmt: skip
    acknowledge_within_days = forms.IntegerField(
        label="Days to read it", min_value=1, max_value=365, initial=30,
        help_text="From the day of publishing, or from somebody’s first day here.",
    )  # fmt: skip
    review_on = forms.DateField(
        label="Review date", required=False, widget=DateBoxes,
        help_text="When somebody must look whether it is still right. Leave it empty if there is no such day.",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        review_on: date | None = cleaned.get("review_on")
        if review_on and "review_on" in self.changed_data and review_on <= timezone.localdate():
            self.add_error("review_on", TOO_SOON)
        return cleaned

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        chosen = self.cleaned_data.get("audience", [])
        rest = {name: value for name, value in self.cleaned_data.items() if name not in ("audience", "file")}
        return rest | {name: name in chosen for name, _ in AUDIENCE}


def terms_of(document: PolicyDocument) -> dict[str, Any]:
    """The form's first values for one that is there."""
    return {
        "audience": [name for name, _ in AUDIENCE if getattr(document, name)],
        "must_acknowledge": document.must_acknowledge,
        "acknowledge_within_days": document.acknowledge_within_days,
        "review_on": document.review_on,
    }


class PolicyForm(TermsForm):
    """Text, file or both."""

    submit_label = "Publish"

    title = forms.CharField(label="Title", max_length=160)
    version = forms.CharField(
        label="Version",
        max_length=20,
        initial="1",
        help_text="As it stands on the paper, for example 3 or 2026-2.",
    )
    summary = forms.CharField(
        label="What it is about, in one sentence", max_length=300, required=False,
        help_text="Shown in the list, so that people know whether it concerns their work.",
    )  # fmt: skip
    file = FileToKeep(label="File", required=False, of_a_person=False)
    text = forms.CharField(
        label="Text", required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="To be read as a page, also without the file. An empty line begins a new paragraph; a line that"
        " begins with # is a heading, and one that begins with - is a point of a list.",
    )  # fmt: skip

    def layout(self) -> Layout:
        return Layout(
            Fieldset(
                "The policy", *(name for name in ("title", "version", "summary") if name in self.fields)
            ),
            Fieldset("What it says: a file, a text, or both", *self._what_it_says()),
            Fieldset("Who reads it", "audience", "must_acknowledge", "acknowledge_within_days", "review_on"),
        )

    def _what_it_says(self) -> list[str]:
        return [name for name in ("keeps_file", "file", "text") if name in self.fields]


class NewVersionForm(PolicyForm):
    """Begins with what the present version says."""

    submit_label = "Publish the new version"

    keeps_file = forms.BooleanField(label="Keep the file of the present version", required=False)

    def __init__(self, *args: Any, document: PolicyDocument, **kwargs: Any) -> None:
        initial: dict[str, Any] = {
            "title": document.title,
            "summary": document.summary,
            "text": document.text,
        }
        initial |= {"version": next_version(document.version), **terms_of(document)}
        if document.review_on and document.review_on <= timezone.localdate():
            initial["review_on"] = None
        super().__init__(*args, initial=initial, **kwargs)
        if document.file is None:
            del self.fields["keeps_file"]


def next_version(version: str) -> str:
    """One more where it is a number; else nothing is guessed."""
    return str(int(version) + 1) if version.isdecimal() and len(version) < 6 else ""


class SignedListForm(PortalForm):
    """Who signed on paper that they have read it. `people`: those who have not said so yet."""

    submit_label = "Save who signed"
    compact = True

    people = forms.MultipleChoiceField(
        label="Who signed", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick who has signed."},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Iterable[tuple[Person, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(people)
        self.by_key = {str(person.pk): person for person, _ in rows}
        field: Any = self.fields["people"]
        field.choices = [(str(person.pk), person.name) for person, _ in rows]
        field.widget.option_hints = {str(person.pk): where for person, where in rows}

    def chosen(self) -> list[Person]:
        return [self.by_key[key] for key in self.cleaned_data["people"]]
