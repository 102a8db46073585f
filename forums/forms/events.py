"""Partnership events: planning, asking organisations, their answers, stall numbers, and how it went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from coordination.forms.base import PortalForm
from coordination.forms.several import SeveralField
from coordination.models import Organisation
from directory.forms.moments import MomentsForm
from directory.forms.worded import WordedForm
from forums.actions.events import HIGHEST_NUMBER
from forums.models import PartnershipEvent, Stall

MOST: Final = 9999
CAME, ABSENT = "came", "absent"


def how_many(
    label: str, hint: str = "A number, never names. Leave it empty if it is not known."
) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False, help_text=hint)


class EventForm(MomentsForm, WordedForm):
    submit_label = "Plan the event"
    for_members: ClassVar = ("place",)
    for_the_wings: ClassVar = ("title", "purpose")
    not_measured: ClassVar = ("title",)

    title = forms.CharField(
        label="What it is called",
        max_length=120,
        error_messages={"required": "Say what the event is called."},
    )
    purpose = forms.CharField(
        label="What it is for", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands on the programme, which people in prison read.",
    )  # fmt: skip
    place = forms.CharField(
        label="Place", max_length=120, help_text="For example: gym. Organisations read it.",
        error_messages={"required": "Say where it takes place."},
    )  # fmt: skip
    organisers_count = how_many("People in prison who organise it")

    field_order = ("title", "day", "begins", "ends", "place", "purpose", "organisers_count")

    @classmethod
    def of(cls, event: PartnershipEvent, data: Any = None) -> EventForm:
        start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        form = cls(data, initial={
            "title": event.title, "day": start.date(), "begins": start.time(), "ends": end.time(),
            "place": event.place, "purpose": event.purpose, "organisers_count": event.organisers_count,
        })  # fmt: skip
        form.submit_label = "Save, and tell whoever was asked"
        return form

    def values(self) -> dict[str, Any]:
        names = ("title", "purpose", "starts_at", "ends_at", "place", "organisers_count")
        return {name: self.cleaned_data[name] for name in names}


class InviteForm(PortalForm):
    """`organisations`: those known at the prison that were not asked yet."""

    submit_label = "Ask them by e-mail"
    compact = True

    organisations = SeveralField(
        label="Whom to ask", queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one organisation."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], hints: dict[int, str], **kwargs: Any
    ) -> None:
        """`hints`: {key of an organisation: what to know before asking it}."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["organisations"]
        field.queryset = organisations
        field.widget.option_hints = {str(key): hint for key, hint in hints.items()}
        # Keys as text, because hints are found by them.
        field.choices = [(str(each.pk), each.name) for each in organisations]


class StallAnswerForm(WordedForm):
    submit_label = "Send the answer"
    for_members: ClassVar = ("needs",)

    coming = forms.ChoiceField(
        label="Are you coming?", choices=[("yes", "Yes, we are coming"), ("no", "No, we cannot come")],
        widget=forms.RadioSelect, error_messages={"required": "Choose one of the two."},
    )  # fmt: skip
    needs = forms.CharField(
        label="What you need for your stall", max_length=200, required=False,
        help_text="For example: a table, power, a screen. Equipment that comes in must be cleared by the prison.",
    )  # fmt: skip


class CancelEventForm(WordedForm):
    submit_label = "Cancel the event"
    submit_kind = "warning"
    cancel_label = "Leave it as it is"
    for_members: ClassVar = ("reason",)

    reason = forms.CharField(
        label="Why?", max_length=300, help_text="Whoever was asked reads this.",
        error_messages={"required": "Say why. Whoever was asked reads this."},
    )  # fmt: skip


class NumbersForm(PortalForm):
    """A number for each stall."""

    submit_label = "Save the numbers"
    mark_optional = False
    compact = True

    def __init__(self, *args: Any, stalls: Sequence[Stall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stalls = list(stalls)
        for stall in self.stalls:
            self.fields[f"stall_{stall.pk}"] = forms.IntegerField(
                label=str(stall.organisation), min_value=1, max_value=HIGHEST_NUMBER, required=False,
                initial=stall.number, help_text=stall.get_reply_display(),
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}),
            )  # fmt: skip

    def numbers(self) -> dict[int, int | None]:
        return {stall.pk: self.cleaned_data[f"stall_{stall.pk}"] for stall in self.stalls}


class RecordEventForm(PortalForm):
    """Who came with how many contacts, and how many people in prison there were."""

    submit_label = "Save how it went"
    compact = True
    mark_optional = False

    visitors_count = how_many("People in prison who came")
    organisers_count = how_many("People in prison who organised it")
    contacts_count = how_many(
        "Contacts made in all", "Leave it empty if each stall counted its own: the sum is taken."
    )

    def __init__(self, *args: Any, event: PartnershipEvent, stalls: Sequence[Stall], **kwargs: Any) -> None:
        counted = [stall.contacts_count for stall in stalls if stall.reply == Stall.Reply.CAME]
        sums_up = counted and None not in counted and sum(map(int, counted)) == event.contacts_count
        first = {
            "visitors_count": event.visitors_count, "organisers_count": event.organisers_count,
            "contacts_count": None if sums_up else event.contacts_count,
        }  # fmt: skip
        super().__init__(*args, initial=first, **kwargs)
        self.stalls = list(stalls)
        for stall in self.stalls:
            came = stall.reply in (Stall.Reply.CAME, Stall.Reply.COMING)
            self.fields[f"came_{stall.pk}"] = forms.ChoiceField(
                label=f"Did {stall.organisation} come?", choices=[(CAME, "Came"), (ABSENT, "Did not come")],
                widget=forms.RadioSelect, initial=CAME if came else ABSENT,
                error_messages={"required": "Say whether they came."},
            )  # fmt: skip
            hint = "How many people asked for more. Empty: not counted." if stall == self.stalls[0] else ""
            self.fields[f"contacts_{stall.pk}"] = how_many("Contacts that they made", hint)
            self.fields[f"contacts_{stall.pk}"].initial = stall.contacts_count

    def layout(self) -> Layout:
        stalls = (
            Fieldset(str(stall.organisation), f"came_{stall.pk}", f"contacts_{stall.pk}")
            for stall in self.stalls
        )
        return Layout(
            Fieldset("The whole event", "visitors_count", "organisers_count", "contacts_count"), *stalls
        )

    def values(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name] for name in ("visitors_count", "organisers_count", "contacts_count")
        }

    def came(self) -> dict[int, tuple[bool, int | None]]:
        return {
            stall.pk: (
                self.cleaned_data[f"came_{stall.pk}"] == CAME, self.cleaned_data[f"contacts_{stall.pk}"]
            )
            for stall in self.stalls
        }  # fmt: skip
