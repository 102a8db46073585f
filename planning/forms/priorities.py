"""Adopting a priority, changing it, and saying how it ended."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q, QuerySet

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.several import SeveralField
from coordination.forms.widgets import DateBoxes, Suggesting
from coordination.models import Group, Pathway, Prison, Stage, User
from directory.forms.moments import check_year
from directory.forms.worded import WordedForm
from directory.models import Listing, Need
from planning.actions.priorities import About, possible_owners, roles_used
from planning.models import Priority

ONE_OWNER: Final = "Say who sees to it: choose a person, or type a role. One of the two."
OUTCOMES: Final = [
    (Priority.State.MET.value, "It is met"),
    (Priority.State.ENDED.value, "It ends without being met"),
]


class AboutForm(FilterForm):
    """What an address says that a priority is about: `?pathway=&group=&stage=`, `?need=`, `?origin=&listings=`."""

    origin = forms.ChoiceField(choices=Priority.Origin.choices, required=False)
    pathway = forms.ModelChoiceField(queryset=Pathway.objects.all(), required=False)
    group = forms.ModelChoiceField(queryset=Group.objects.all(), required=False)
    stage = forms.ModelChoiceField(queryset=Stage.objects.all(), required=False)
    need = forms.ModelChoiceField(queryset=Need.objects.none(), required=False)
    listings = SeveralField(queryset=Listing.objects.none(), required=False)

    def __init__(self, data: Any, *, needs: QuerySet[Need], listings: QuerySet[Listing]) -> None:
        """`needs` and `listings`: those of the prison that the reader may see."""
        super().__init__(data)
        fields: dict[str, Any] = self.fields
        fields["need"].queryset, fields["listings"].queryset = needs, listings

    def about(self) -> About | None:
        """None where the address names nothing, or something that is not there."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        place = {name: asked[name] for name in ("pathway", "group", "stage")}
        if need := asked["need"]:
            return About(Priority.Origin.NEED, need.pathway, need.group, need.stage, need=need)
        if asked["listings"]:
            loss = asked["origin"] == Priority.Origin.LOSS
            origin = Priority.Origin.LOSS if loss else Priority.Origin.DUPLICATION
            return About(origin, **place, listings=tuple(asked["listings"].order_by("pk")))
        return About(Priority.Origin.GAP, **place) if place["pathway"] else None


class PriorityForm(WordedForm):
    submit_label = "Adopt it"
    for_members: ClassVar = ("title", "target", "owner_role")
    # Of two owners one is wanted: “optional” beside each would say the contrary.
    mark_optional = False

    title = forms.CharField(
        label="What is to change", max_length=160,
        error_messages={"required": "Say what is to change."},
    )  # fmt: skip
    target = forms.CharField(
        label="How you will know that it has", max_length=300,
        help_text="Something that can be counted or seen. For example: 20 places a month for veterans.",
        error_messages={"required": "Say how you will know that it has changed."},
    )  # fmt: skip
    due_on = forms.DateField(
        label="By which day", widget=DateBoxes,
        help_text="Whoever sees to it is reminded two weeks before, and on the day.",
        error_messages={"required": "Say by which day."},
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="A person with an account here", queryset=User.objects.none(), required=False,
        empty_label="Nobody chosen",
    )  # fmt: skip
    owner_role = forms.CharField(
        label="Or a role in the prison", max_length=80, required=False, widget=Suggesting,
        help_text="For example: head of reducing reoffending. Reminders go to the coordinator then.",
    )  # fmt: skip

    def __init__(self, *args: Any, prison: Prison, now: Priority | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = possible_owners(prison)
        if now:
            # Whoever has left since may keep it until somebody gives it to another.
            people = User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk=now.owner_id)).order_by("name")
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = people
        fields["owner_role"].widget.suggestions = roles_used(prison)

    @classmethod
    def of(cls, priority: Priority, data: Any = None) -> PriorityForm:
        first = {name: getattr(priority, name) for name in ("title", "target", "due_on", "owner_role")}
        form = cls(data, prison=priority.prison, now=priority, initial=first | {"owner": priority.owner_id})
        form.submit_label = "Save"
        return form

    def layout(self) -> Layout:
        who = Fieldset("Who sees to it? One of these two", "owner", "owner_role")
        return Layout("title", "target", "due_on", who)

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        check_year(day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        wrong = any(name in self.errors for name in ("owner", "owner_role"))
        if not wrong and bool(cleaned.get("owner")) == bool(cleaned.get("owner_role")):
            self.add_error("owner", ONE_OWNER)
        return cleaned


class SettlePriorityForm(WordedForm):
    submit_label = "Settle it"
    for_members: ClassVar = ("outcome",)
    mark_optional = False

    state = forms.ChoiceField(
        label="What has become of it?", choices=OUTCOMES, widget=forms.RadioSelect,
        error_messages={"required": "Choose what has become of it."},
    )  # fmt: skip
    met_by = forms.ModelChoiceField(
        label="The service by which it is met", queryset=Listing.objects.none(), required=False,
        empty_label="None chosen", help_text="Of those that stand in the directory here.",
    )  # fmt: skip
    outcome = forms.CharField(
        label="In a few words", max_length=300, required=False,
        help_text="Why it ends, where it is not met. The next report says it.",
    )  # fmt: skip

    def __init__(self, *args: Any, listings: QuerySet[Listing], fitting: set[int], **kwargs: Any) -> None:
        """`fitting`: keys of those that are for what the priority is about. They come first."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["met_by"]
        field.queryset = listings
        rows = [(each.pk, f"{each.name_for_readers} ({each.service.organisation})") for each in listings]
        groups = (
            ("For what this is about", [row for row in rows if row[0] in fitting]),
            ("Other services here", [row for row in rows if row[0] not in fitting]),
        )
        field.choices = [("", field.empty_label), *(group for group in groups if group[1])]


class FollowUpForm(PortalForm):
    """The page of what was begun: it comes with the address, and nobody types it."""

    submit_label = "Keep it with the priority"

    begun = forms.CharField(widget=forms.HiddenInput, max_length=200)
