"""What a coordinator writes: the frame of an issue, and its items."""

from __future__ import annotations

from typing import Any

from django import forms

from bulletins.models import BulletinImage, BulletinIssue, BulletinItem, Section
from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes

MARKDOWN = (
    "An empty line begins a paragraph. **bold**, *italic*, “- ” before each line of a list,"
    " [words](https://address) for a link."
)


class IssueForm(PortalForm):
    title = forms.CharField(
        max_length=120, help_text="The subject of the mail: what is in it, rather than its number."
    )
    period_from = forms.DateField(
        label="Tells of the days from", widget=DateBoxes,
        help_text="What was approved or done on these days is offered.",
    )  # fmt: skip
    period_to = forms.DateField(
        label="To", widget=DateBoxes,
        help_text="What is to come is offered from today until eight weeks after this day.",
    )  # fmt: skip
    greeting = forms.CharField(
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text=MARKDOWN
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "period_from", "period_to", "greeting")}


class ItemForm(PortalForm):
    submit_label = "Save"

    section = forms.ChoiceField(choices=Section)
    heading = forms.CharField(max_length=160)
    text = forms.CharField(
        required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 8}), help_text=MARKDOWN
    )
    image = forms.ModelChoiceField(
        BulletinImage.objects.none(), required=False, label="Picture", empty_label="No picture"
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pictures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["image"]
        field.queryset = pictures
        if not pictures.exists():
            del self.fields["image"]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


def first_of_issue(issue: BulletinIssue) -> dict[str, Any]:
    names = ("title", "period_from", "period_to", "greeting")
    return {name: getattr(issue, name) for name in names} | {"seen": issue.version}


def first_of_item(item: BulletinItem, seen: str) -> dict[str, Any]:
    return {
        "section": item.section, "heading": item.heading, "text": item.text, "image": item.image_id, "seen": seen,
    }  # fmt: skip
