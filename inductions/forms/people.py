"""Adding somebody who comes in, where they work, and their contact details."""

from __future__ import annotations

from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from coordination.forms.base import FilterForm, PortalForm
from coordination.forms.widgets import DateBoxes
from coordination.models import Organisation, Prison
from inductions.models import Engagement, Placement, WorkerKind

ANOTHER: Final = "another"
NEVER_HELD: Final = (
    "How to reach them and what they do. Never a conviction, anything about health, or what they have lived through:"
    " lived experience is not recorded of a person.",
    "DBS certificates and vetting documents are not kept here. The coordinator records the level, the reference and"
    " the dates of a clearance.",
)


def day_field(label: str, hint: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=DateBoxes, help_text=hint)


class DetailsForm(PortalForm):
    """How somebody is reached."""

    submit_label = "Save details"

    name = forms.CharField(label="Name", max_length=120, help_text="As it stands on their photo ID.")
    email = forms.EmailField(
        label="E-mail address", max_length=254, required=False,
        help_text="Their own, not a shared mailbox. They are told there what is held of them.",
    )  # fmt: skip
    phone = forms.CharField(label="Telephone", max_length=40, required=False)

    def speak_to_them(self) -> None:
        """The reader is the person."""
        self.fields["email"].help_text = "Your own, not a shared mailbox."

    def keep_name(self, why: str) -> None:
        """Shown and not changed, whatever is sent."""
        self.fields["name"].disabled = True
        self.fields["name"].help_text = why


class NameForm(PortalForm):
    submit_label = "Save the name"

    name = forms.CharField(label="Name", max_length=120, help_text="As it stands on their photo ID.")


class WorkForm(PortalForm):
    """What somebody does for an organisation."""

    submit_label = "Save"

    kind = forms.ChoiceField(label="Kind of worker", choices=WorkerKind.choices, widget=forms.RadioSelect)
    role_title = forms.CharField(
        label="Role", max_length=120, required=False, help_text="For example adviser, tutor or befriender."
    )


class PlacementForm(PortalForm):
    """Where somebody works. `movements`: whether the user may say more than escorted."""

    submit_label = "Save"

    prison = forms.ModelChoiceField(label="Prison", queryset=Prison.objects.none())
    begins_on = day_field("First day", "Leave it empty for today.")
    ends_on = day_field("Last day", "Leave it empty if there is no end yet.")
    line_contact = forms.CharField(
        label="Contact in the prison", max_length=120, required=False,
        help_text="Who looks after them there, for example “Head of reducing reoffending”.",
    )  # fmt: skip
    movement = forms.ChoiceField(
        label="How do they move inside?", choices=Placement.Movement.choices, widget=forms.RadioSelect,
        initial=Placement.Movement.ESCORTED,
    )  # fmt: skip

    def __init__(self, *args: Any, prisons: Any = None, movements: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if prisons is None:
            del self.fields["prison"]
        else:
            self.fields["prison"].queryset = prisons
        if not movements:
            del self.fields["movement"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("begins_on") or timezone.localdate(), cleaned.get("ends_on")
        if last and last < first and "begins_on" not in self.errors:
            self.add_error("ends_on", "The last day is before the first. Change one of the two.")
        return cleaned


class AddPersonForm(DetailsForm, WorkForm, PlacementForm):
    """Somebody new, and where they work. `organisations`: for a coordinator to choose from."""

    submit_label = "Add this person"

    organisation = forms.ModelChoiceField(label="Organisation", queryset=Organisation.objects.none())
    invite = forms.BooleanField(
        label="Invite them to an account", required=False, initial=True,
        help_text="With it they see their record, book training and read policies. Needs an e-mail address.",
    )  # fmt: skip
    same = forms.CharField(
        label="Is it the same person?", required=False, widget=forms.HiddenInput,
        help_text="If it is the same, their name and contact details stay as they are.",
    )  # fmt: skip

    def __init__(self, *args: Any, organisations: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisations is None:
            del self.fields["organisation"]
            self.fields["prison"].required = False
            self.fields["prison"].empty_label = "No prison yet"
        else:
            self.fields["organisation"].queryset = organisations
            # A coordinator invites nobody to another's organisation.
            del self.fields["invite"]

    # As they stand on the page, so that the summary of errors follows it.
    field_order = [
        "same", "organisation", "name", "email", "phone", "kind", "role_title", "prison", "line_contact", "movement",
    ]  # fmt: skip

    def layout(self) -> Layout:
        place = [name for name in ("prison", "line_contact", "movement") if name in self.fields]
        return Layout(
            "same",
            *(["organisation"] if "organisation" in self.fields else []),
            Fieldset("Who it is", "name", "email", "phone"),
            Fieldset("What they do", "kind", "role_title"),
            Fieldset("Where and when they work", *place, "begins_on", "ends_on"),
            *(["invite"] if "invite" in self.fields else []),
        )

    def ask_whether_same(self, choices: list[tuple[str, str]]) -> None:
        """From now on the question stands at the top. `choices`: (key of a record, words that do not tell whose)."""
        # The field stays: it may be bound already, and then a new one would not be seen.
        self.fields["same"].required = True
        self.fields["same"].widget = forms.RadioSelect(
            choices=[*choices, (ANOTHER, "No, it is another person")]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("movement") and "prison" in self.fields and not cleaned.get("prison"):
            cleaned["movement"] = ""
        return cleaned

    @property
    def person_values(self) -> dict[str, Any]:
        names = ("name", "email", "phone", "kind", "role_title", "begins_on", "ends_on")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def placement_values(self) -> dict[str, Any]:
        names = ("begins_on", "ends_on", "line_contact", "movement")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}


class LastDayForm(PortalForm):
    """`earliest`: the first day of what ends."""

    submit_label = "End it"
    submit_kind = "warning"

    ends_on = forms.DateField(label="Last day", widget=DateBoxes, help_text="For example 31 3 2027.")


STATUSES: Final = [
    ("", "Works here now"),
    ("later", "Begins later"),
    ("left", "Worked here before"),
]


class WorkersFilter(FilterForm):
    """Over the people of a prison."""

    name = forms.CharField(label="Name", max_length=120)
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="Every organisation"
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "Every kind"), *WorkerKind.choices])
    status = forms.ChoiceField(label="When", choices=STATUSES)
    answer = forms.ChoiceField(
        label="May they come in today?",
        choices=[("", "Any answer"), ("2", "Yes"), ("1", "Yes, escorted"), ("0", "No")],
    )

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working = Engagement.objects.filter(placements__prison=prison)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = Organisation.objects.filter(pk__in=working.values("organisation"))


class OwnWorkersFilter(FilterForm):
    """Over the people of an organisation."""

    name = forms.CharField(label="Name", max_length=120)
    prison = forms.ModelChoiceField(
        label="Prison", queryset=Prison.objects.none(), empty_label="Every prison"
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "Every kind"), *WorkerKind.choices])
    status = forms.ChoiceField(
        label="When",
        choices=[("", "Works for us now"), ("later", "Begins later"), ("left", "Worked for us before")],
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        placed = Placement.objects.filter(engagement__organisation=organisation)
        fields: dict[str, Any] = self.fields
        fields["prison"].queryset = Prison.objects.filter(pk__in=placed.values("prison"))
