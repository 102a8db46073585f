"""Forms of minutes: the text by agenda item, a day for corrections, what is wrong, an addendum."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any, ClassVar, Final

from django import forms
from django.core.validators import MaxLengthValidator

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.policies import Refused
from directory.forms.worded import WordedForm
from forums.actions.minutes import Texts, tidied
from forums.minuted import TEXTS
from forums.models import Forum, MinuteItem

MINE, THEIRS, BOTH = "mine", "theirs", "both"
KEEPS: Final = [
    (MINE, "What you typed, as it stands in your box"),
    (THEIRS, "What stands now"),
    (BOTH, "Both: what stands now, and yours below it"),
]
CHOOSE: Final = "Choose which of the two texts stays, or keep both."
# How long members have, by how often they meet.
DAYS_TO_CORRECT: Final = {Forum.Frequency.WEEKLY: 3, Forum.Frequency.FORTNIGHTLY: 7}
USUAL_DAYS: Final = 14


def mark_of(text: str) -> str:
    """Tells whether a text is the one that a page showed, without carrying it twice."""
    return hashlib.sha256(tidied(text).encode()).hexdigest()[:12]


def _text(name: str, label: str, rows: int, help_text: str = "") -> forms.CharField:
    most = MinuteItem._meta.get_field(name).max_length
    too_long = MaxLengthValidator(most, f"This is longer than {most} characters. Shorten it.")
    return forms.CharField(
        label=label, required=False, validators=[too_long], widget=forms.Textarea(attrs={"rows": rows}),
        help_text=help_text,
    )  # fmt: skip


def _hidden() -> forms.CharField:
    return forms.CharField(required=False, widget=forms.HiddenInput)


def _keep() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Which text stays", choices=KEEPS, required=False, widget=forms.RadioSelect
    )


class MinuteItemForm(WordedForm):
    """One item. `was_…`: the mark of the text that the page began from. `two_…`: the page showed two texts of it."""

    for_members: ClassVar[tuple[str, ...]] = ("discussion", "decision")
    for_the_wings: ClassVar[tuple[str, ...]] = ("plain_words",)
    mark_optional = False
    compact = True

    key = forms.IntegerField(widget=forms.HiddenInput)
    discussion = _text("discussion", "Discussion", 6)
    decision = _text("decision", "Decision", 3)
    plain_words = _text(
        "plain_words", "In plain words for the wings", 3,
        "This alone of the item is printed for the wings. Leave it empty to leave the item off that page.",
    )  # fmt: skip
    was_discussion, was_decision, was_plain_words = _hidden(), _hidden(), _hidden()
    two_discussion, two_decision, two_plain_words = _hidden(), _hidden(), _hidden()
    keep_discussion, keep_decision, keep_plain_words = _keep(), _keep(), _keep()

    def __init__(self, *args: Any, stands: Texts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stands = stands

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in TEXTS:
            if cleaned.get(f"two_{name}") and name in cleaned:
                self._settle(cleaned, name)
        return cleaned

    def _settle(self, cleaned: dict[str, Any], name: str) -> None:
        """Puts what was chosen of two texts in the place of what was typed."""
        typed, stands = tidied(cleaned[name]), getattr(self.stands, name)
        keep = cleaned.get(f"keep_{name}")
        if typed == stands or keep == MINE:
            return
        if keep == THEIRS:
            cleaned[name] = stands
        elif keep == BOTH:
            cleaned[name] = f"{stands}\n\n{typed}".strip()
            try:
                self.fields[name].run_validators(cleaned[name])
            except forms.ValidationError as error:
                self.add_error(name, error)
        else:
            self.add_error(f"keep_{name}", CHOOSE)

    def texts(self) -> Texts:
        return Texts(*(self.cleaned_data[name] for name in TEXTS))


class CirculateForm(PortalForm):
    submit_label = "Send out for correction"

    correct_until = forms.DateField(
        label="Until when may members say what is wrong?", widget=DateBoxes,
        help_text="The day itself counts.",
    )  # fmt: skip


def usual_last_day(forum: Forum, today: date) -> date:
    return today + timedelta(days=DAYS_TO_CORRECT.get(Forum.Frequency(forum.frequency), USUAL_DAYS))


class SayWrongForm(WordedForm):
    submit_label = "Send to the coordinator"
    for_members: ClassVar[tuple[str, ...]] = ("text",)

    text = forms.CharField(
        label="What is wrong, and what would be right?", max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Say which item it is. Write nothing about a person in prison.",
        error_messages={"required": "Say what is wrong, and what would be right."},
    )  # fmt: skip


class AddendumForm(WordedForm):
    submit_label = "Add it for good"
    for_members: ClassVar[tuple[str, ...]] = ("text",)

    text = forms.CharField(
        label="What do the minutes get wrong, and what is right?", max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}), help_text="Write nothing about a person in prison.",
        error_messages={"required": "Write what the minutes get wrong, and what is right."},
    )  # fmt: skip


class ApproveForm(PortalForm):
    """What the page showed: whoever approves has read that, and nothing else."""

    submit_label = "Approve these minutes"

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    seen_content = forms.CharField(max_length=64, widget=forms.HiddenInput)


class SettleForm(PortalForm):
    taken_up = forms.TypedChoiceField(
        choices=[("yes", "Taken up"), ("no", "Set aside")], coerce=lambda value: value == "yes"
    )

    def chosen(self) -> bool:
        if not self.is_valid():
            raise Refused("Choose whether the correction is taken up or set aside.")
        taken_up: bool = self.cleaned_data["taken_up"]
        return taken_up
