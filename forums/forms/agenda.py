"""What is proposed for an agenda, taken in or not, and in which order it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from coordination.forms.base import PortalForm
from coordination.models import Organisation
from directory.forms.worded import WordedForm
from forums.models import AgendaItem


class ItemForm(WordedForm):
    for_members = ("title", "detail", "raised_by")

    title = forms.CharField(
        label="What is it about?", max_length=160, help_text="In a line. It stands on the printed agenda.",
        error_messages={"required": "Say in a line what the item is about."},
    )  # fmt: skip
    detail = forms.CharField(
        label="What members should know before", max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Nothing about one person in prison.",
    )  # fmt: skip


class AddForm(ItemForm):
    submit_label = "Add to the agenda"

    raised_by = forms.CharField(
        label="Who raised it", max_length=120, required=False,
        help_text="For example: representatives, C wing. No names of people in prison.",
    )  # fmt: skip


class ProposeForm(ItemForm):
    """`memberships`: on whose behalf somebody may propose; None among them is themselves."""

    submit_label = "Propose it"

    behalf = forms.ChoiceField(label="For whom?", widget=forms.RadioSelect)

    field_order = ("behalf",)

    def __init__(self, *args: Any, memberships: Sequence[Organisation | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk) if each else "own": each for each in memberships}
        if len(self.known) == 1:
            del self.fields["behalf"]
        else:
            field: Any = self.fields["behalf"]
            field.choices = [(key, each.name if each else "For myself") for key, each in self.known.items()]

    def values(self) -> dict[str, Any]:
        """What `propose_item` takes."""
        chosen = self.cleaned_data.get("behalf") or next(iter(self.known))
        return {
            "title": self.cleaned_data["title"], "detail": self.cleaned_data["detail"],
            "organisation": self.known[chosen],
        }  # fmt: skip


class DeclineForm(WordedForm):
    for_members = ("reason",)
    submit_kind = "warning"

    reason = forms.CharField(
        label="Why?", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Whoever proposed it reads this.",
        error_messages={"required": "Say why. Whoever proposed it reads this."},
    )  # fmt: skip


class OrderForm(PortalForm):
    """A number box for each item of `items`, which stand in their order. `seen`: the keys as the page showed them."""

    mark_optional = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=1000)

    def __init__(self, *args: Any, items: Sequence[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        self.fields["seen"].initial = ",".join(str(item.pk) for item in self.items)
        for item in self.items:
            self.fields[box_of(item)] = forms.IntegerField(
                label=f"Number of “{item.title}”", initial=item.number, min_value=1, max_value=999,
                error_messages={"required": "Give each item a number."},
            )  # fmt: skip

    def looked_at(self) -> list[int]:
        """The order in which the page showed them."""
        return [int(key) for key in self.cleaned_data["seen"].split(",") if key.isdecimal() and len(key) < 10]

    def keys(self) -> list[int]:
        """In the new order. Who types 3 beside one item wants it to be the third, whatever the others say."""
        places: list[AgendaItem | None] = [None] * len(self.items)
        changed = [item for item in self.items if self.cleaned_data[box_of(item)] != item.number]
        for item in sorted(changed, key=lambda each: self.cleaned_data[box_of(each)]):
            _seat(places, item, self.cleaned_data[box_of(item)])
        rest = (item for item in self.items if item not in changed)
        return [(each or next(rest)).pk for each in places]


def _seat(places: list[AgendaItem | None], item: AgendaItem, number: int) -> None:
    """At its number, else at the next that is free after it, else at the last that is free."""
    start = min(number, len(places)) - 1
    free = [place for place in range(len(places)) if places[place] is None]
    places[next((place for place in free if place >= start), free[-1])] = item


def box_of(item: AgendaItem) -> str:
    return f"number_{item.pk}"
