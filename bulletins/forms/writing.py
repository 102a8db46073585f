"""What a coordinator writes: the frame of an issue, its items, and their words for the wings."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from crispy_forms.layout import Layout
from django import forms
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bulletins.forms.markdown import HINT, MarkdownForm
from bulletins.models import BulletinImage, BulletinIssue, BulletinItem, Section
from coordination.forms.widgets import CountedTextarea, DateBoxes
from directory.editions import symbols
from directory.forms.worded import WordedForm

FRAME: Final = ("title", "period_from", "period_to", "greeting")
# What fits to news; the directory has more, of which some are best not seen to be read.
SYMBOLS: Final = (
    "information", "question", "important", "talk", "group", "calendar", "time", "place", "education", "work", "money",
    "accommodation", "families", "children", "health", "drugs-and-alcohol", "thinking", "gym", "food", "law",
    "language", "release", "letter", "phone", "ask-an-officer", "key-worker", "peer-worker", "chaplaincy", "veteran",
    "older-person", "disability", "young-adult",
)  # fmt: skip


class SeenForm(WordedForm):
    """Sends back which words its page showed, so that nobody writes over words of somebody else unread."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def show_again(self, seen: str) -> None:
        """What somebody else wrote meanwhile is on the page now: the next press is meant."""
        self.data = self.data.copy()
        self.data["seen"] = seen


class IssueForm(SeenForm, MarkdownForm):
    for_members: ClassVar = ("title", "greeting")
    markdown: ClassVar = ("greeting",)

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
        required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=f"The first words of the mail. {HINT}",
    )  # fmt: skip


class ItemForm(SeenForm, MarkdownForm):
    for_members: ClassVar = ("heading", "text")
    markdown: ClassVar = ("text",)

    section = forms.ChoiceField(choices=Section)
    heading = forms.CharField(max_length=160)
    text = forms.CharField(
        required=False, max_length=3000, widget=forms.Textarea(attrs={"rows": 8}), help_text=HINT
    )
    image = forms.ModelChoiceField(
        BulletinImage.objects.none(), required=False, label="Picture", empty_label="No picture",
        help_text="From the library, with the words that are read where pictures are off.",
    )  # fmt: skip

    def __init__(self, *args: Any, pictures: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["image"]
        field.queryset = pictures
        if not pictures.exists():
            del self.fields["image"]


class WingsForm(SeenForm):
    """Saving marks the item for people in prison; its words wait to be read once more and approved."""

    submit_label = "Save: it waits for approval"
    compact = True
    for_the_wings: ClassVar = ("wing_heading", "wing_text")
    not_measured: ClassVar = ("wing_heading",)

    class Media:
        css: ClassVar[dict[str, Any]] = {"all": ["css/bulletin_writing.css"]}

    wing_heading = forms.CharField(
        label="Heading", max_length=100, error_messages={"required": "Write a heading for people in prison."},
    )  # fmt: skip
    wing_text = forms.CharField(
        label="Text", max_length=600, widget=CountedTextarea(max_characters=600, attrs={"rows": 6}),
        help_text="One idea a sentence, everyday words. Say whom to ask on the wing: no phone, e-mail, web address or"
        " name of a worker.",
        error_messages={"required": "Write a text for people in prison."},
    )  # fmt: skip
    wing_symbol = forms.ChoiceField(
        label="Symbol", widget=forms.RadioSelect, help_text="It stands beside the words, for whoever reads little.",
        error_messages={"required": "Choose a symbol."},
    )  # fmt: skip

    def __init__(self, *args: Any, item: BulletinItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # One that was chosen before is kept on the list, whatever the list has become.
        offered = dict.fromkeys([*SYMBOLS, *filter(None, [item.wing_symbol])])
        field: Any = self.fields["wing_symbol"]
        field.choices = [(name, drawing(name)) for name in offered if symbols.known([name])]

    def layout(self) -> Layout:
        return Layout("wing_heading", "wing_text", "wing_symbol", "seen")

    def values(self) -> dict[str, Any]:
        return super().values() | {"for_wings": True}


def drawing(name: str) -> SafeString:
    """A symbol with its name beside it."""
    return format_html(
        '<img class="bw-symbol" src="{}" alt="" width="32" height="32"> {}',
        static(f"symbols/{name}.svg"),
        name_of(name),
    )


def name_of(symbol: str) -> str:
    return symbol.replace("-", " ").capitalize()


def first_of_issue(issue: BulletinIssue, seen: str) -> dict[str, Any]:
    return {name: getattr(issue, name) for name in FRAME} | {"seen": seen}


def first_of_item(item: BulletinItem, seen: str) -> dict[str, Any]:
    return {
        "section": item.section, "heading": item.heading, "text": item.text, "image": item.image_id, "seen": seen,
    }  # fmt: skip


def first_for_wings(item: BulletinItem, seen: str) -> dict[str, Any]:
    """Of an item that is not marked yet the heading alone is begun: words for the wings are written anew."""
    return {
        "wing_heading": item.wing_heading or item.heading[:100], "wing_text": item.wing_text,
        "wing_symbol": item.wing_symbol or Section(item.section).symbol, "seen": seen,
    }  # fmt: skip
