"""A call for offers: its words, whom it goes to, the answer of an organisation, and the decision on it."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from coordination.forms.base import PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Organisation
from directory.forms.moments import check_year
from directory.forms.worded import WordedForm
from directory.models import Listing
from planning.gaps.matching import Suggestion
from planning.models import Call

MOST_PEOPLE = 9999
MOST_POUNDS = 10_000_000
CHOSEN, NOT_CHOSEN = "chosen", "not_chosen"


def pounds(label: str, help_text: str) -> forms.IntegerField:
    widget: Any = forms.NumberInput()
    widget.prefix = "£"
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_POUNDS, required=False, help_text=help_text, widget=widget
    )


def people(label: str, help_text: str = "Leave it empty if it is not known.") -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_PEOPLE, required=False, help_text=help_text
    )


class CallForm(WordedForm):
    submit_label = "Keep it as a draft"
    for_members: ClassVar = ("title", "wanted")

    title = forms.CharField(
        label="What the call is called", max_length=160, error_messages={"required": "Give it a name."}
    )
    wanted = forms.CharField(
        label="What you look for", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="For whom, when and where, and what the prison gives: a room, an officer, a time. Short and plain:"
        " a small organisation reads it in the evening.",
        error_messages={"required": "Say what you look for."},
    )  # fmt: skip
    people_a_month = people("For how many people a month")
    lot_size = pounds("Money for one offer", "Leave it empty if there is no money in it.")
    lots = forms.IntegerField(
        label="How many such offers", min_value=1, max_value=100, initial=1,
        help_text="Several small ones let small organisations take part.",
        error_messages={"required": "Say how many offers you look for."},
    )  # fmt: skip
    closes_on = forms.DateField(
        label="Answers until the end of", widget=DateBoxes,
        help_text="Small organisations need three weeks or more.",
        error_messages={"required": "Say until when answers are taken."},
    )  # fmt: skip

    @classmethod
    def of(cls, call: Call, data: Any = None) -> CallForm:
        names = ("title", "wanted", "people_a_month", "lot_size", "lots", "closes_on")
        form = cls(data, initial={name: getattr(call, name) for name in names})
        form.submit_label = "Save"
        if call.state != Call.State.DRAFT:
            for name in names[:-1]:
                del form.fields[name]
        return form

    def clean_closes_on(self) -> date:
        day: date = self.cleaned_data["closes_on"]
        check_year(day)
        return day


class OpenCallForm(PortalForm):
    """Whom it goes to. `suggested`: those that match and were not told; `others`: all the rest."""

    submit_label = "Open it and tell them"
    compact = True
    mark_optional = False

    here = forms.MultipleChoiceField(
        label="Who works here already", widget=forms.CheckboxSelectMultiple, required=False
    )
    region = forms.MultipleChoiceField(
        label="Others of the region", widget=forms.CheckboxSelectMultiple, required=False
    )
    another = forms.ModelChoiceField(
        label="One more organisation", queryset=Organisation.objects.none(), required=False,
        empty_label="None", help_text="You can come back and tell others while the call is open.",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        suggested: list[Suggestion],
        others: QuerySet[Organisation],
        silent: set[int],
        **kwargs: Any,
    ) -> None:
        """`silent`: keys of those to whom no letter can go."""
        super().__init__(*args, **kwargs)
        self.suggested = {str(each.key): each for each in suggested}
        for name, here in (("here", True), ("region", False)):
            rows = [each for each in suggested if each.here is here]
            if not rows:
                del self.fields[name]
                continue
            field: Any = self.fields[name]
            field.choices = [(str(each.key), each.name) for each in rows]
            field.widget.option_hints = {str(each.key): _hint(each, each.key in silent) for each in rows}
        another: Any = self.fields["another"]
        another.queryset = others

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("here", "region", "another")):
            self.add_error(
                next(iter(self.fields)), "Choose at least one organisation that is told of the call."
            )
        return cleaned

    def chosen(self) -> dict[int, str]:
        """{key of an organisation: why}."""
        ticked = [*self.cleaned_data.get("here", []), *self.cleaned_data.get("region", [])]
        found = {int(key): self.suggested[key].why for key in ticked}
        another = self.cleaned_data.get("another")
        return found | ({another.pk: ""} if another else {})


def _hint(each: Suggestion, silent: bool) -> str:
    why = f"{each.why[:1].upper()}{each.why[1:]}."
    return f"{why} Nobody of theirs has an account: tell them yourself." if silent else why


class CancelCallForm(WordedForm):
    submit_label = "Cancel the call"
    submit_kind = "warning"
    cancel_label = "Leave it as it is"
    for_members: ClassVar = ("reason",)

    reason = forms.CharField(
        label="Why?", max_length=300, help_text="Whoever was told of it reads this.",
        error_messages={"required": "Say why. Whoever was told of it reads this."},
    )  # fmt: skip


class AnswerCallForm(WordedForm):
    """Light on purpose. A draft may be kept with nothing in it; the button says what becomes of it."""

    submit_label = "Send it to the prison"
    for_members: ClassVar = ("offer", "needs")

    offer = forms.CharField(
        label="What you would do, and how often", max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="A few sentences are enough. Nothing about a person in prison.",
    )  # fmt: skip
    people_a_month = people("For how many people a month")
    starts_on = forms.DateField(label="From when", widget=DateBoxes, required=False)
    cost = pounds("What it costs", "Nought if it costs the prison nothing. Empty if you do not know yet.")
    needs = forms.CharField(
        label="What you need from the prison", max_length=300, required=False,
        help_text="For example: a room for eight, and an officer who brings people.",
    )  # fmt: skip
    mark_optional = False

    def __init__(self, *args: Any, call: Call, sending: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sending, self.lot_size = sending, call.lot_size
        if call.lot_size is None:
            self.fields["cost"].help_text = "There is no money in this call. Nought, if it costs nothing."

    def clean_offer(self) -> str:
        offer: str = self.cleaned_data["offer"]
        if self.sending and not offer.strip():
            raise forms.ValidationError("Say what you would do, and how often.")
        return offer

    def clean_cost(self) -> int | None:
        cost: int | None = self.cleaned_data["cost"]
        if self.sending and None not in (cost, self.lot_size) and (cost or 0) > (self.lot_size or 0):
            raise forms.ValidationError(
                f"One offer gets £{self.lot_size:,} at most. Offer less, or ask the prison."
            )
        return cost

    def clean_starts_on(self) -> date | None:
        day: date | None = self.cleaned_data["starts_on"]
        if day:
            check_year(day)
        return day


class TypeInAnswerForm(AnswerCallForm):
    """By the prison, of an organisation without an account: always sent, never a draft."""

    submit_label = "Keep it as their answer"

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, call=call, sending=True, **kwargs)
        self.fields["offer"].label = "What they would do, and how often"
        self.fields["needs"].label = "What they need from the prison"


class DecideForm(WordedForm):
    submit_label = "Decide, and write to them"
    for_members: ClassVar = ("reason",)

    decision = forms.ChoiceField(
        label="Your decision", choices=[(CHOSEN, "Choose this offer"), (NOT_CHOSEN, "Do not choose it")],
        widget=forms.RadioSelect, error_messages={"required": "Choose one of the two."},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why", max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The organisation gets this by e-mail, once. Speak of its own offer, and of no other.",
        error_messages={"required": "Say why. The organisation reads it."},
    )  # fmt: skip


class FillForm(PortalForm):
    submit_label = "This service fills the gap"

    listing = forms.ModelChoiceField(
        label="Which service came of it?", queryset=Listing.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose the service."},
    )  # fmt: skip

    def __init__(self, *args: Any, listings: QuerySet[Listing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["listing"]
        field.queryset = listings
        field.label_from_instance = lambda each: each.name_for_readers
