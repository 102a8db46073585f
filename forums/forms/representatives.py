"""What is typed of a role that people in prison hold. There is no field for a name, and none takes one."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils import timezone

from coordination.forms.base import PortalForm
from coordination.forms.several import SeveralField
from coordination.forms.widgets import DateBoxes
from coordination.models import Group, Pathway, Prison, Wing
from directory.forms.worded import WordedForm
from forums.models import Forum, Representative

WHOLE: Final = "whole"
HOURS: Final = "Give hours from 0 to 300 in figures, for example 6 or 2.5. Leave it empty if it is not known."
COLUMNS: Final = ("title", "opportunity", "holders", "hours_a_month", "since", "pathways", "groups", "forum")


class RepresentativeForm(WordedForm):
    submit_label = "Save"
    compact = True
    for_the_wings: ClassVar = ("title",)
    not_measured: ClassVar = ("title",)

    title = forms.CharField(
        label="What the role is called", max_length=80,
        help_text="A role, never a name: not “Dave from B wing” but “directory representative”. The role is all that is"
        " kept, so that nobody can be looked up here.",
        error_messages={"required": "Say what the role is called."},
    )  # fmt: skip
    wing = forms.ChoiceField(
        label="Wing", error_messages={"required": "Choose the wing, or the whole prison."}
    )
    opportunity = forms.ChoiceField(
        label="What the role lets people do", choices=Representative.Opportunity, widget=forms.RadioSelect,
        error_messages={"required": "Choose what the role is."},
    )  # fmt: skip
    pathways = SeveralField(
        label="Pathways", queryset=Pathway.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text="For which they speak. It is not about who holds the role.",
    )  # fmt: skip
    groups = SeveralField(
        label="Groups of people", queryset=Group.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For whom they speak. They need not belong to the group, and nobody is asked.",
    )  # fmt: skip
    forum = forms.ModelChoiceField(
        label="Forum", queryset=Forum.objects.none(), required=False, empty_label="None",
        help_text="To which they come.",
    )  # fmt: skip
    holders = forms.IntegerField(
        label="How many people hold it", min_value=0, max_value=99, initial=1,
        help_text="0 means that the role is vacant.",
        error_messages={"required": "Give a number; 0 means that the role is vacant."},
    )  # fmt: skip
    hours_a_month = forms.DecimalField(
        label="Hours a month", required=False, min_value=0, max_value=300, max_digits=4, decimal_places=1,
        help_text="Of one person. Leave it empty if it is not known.", error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places", "max_whole_digits"), HOURS
        ),
    )  # fmt: skip
    since = forms.DateField(
        label="Since", widget=DateBoxes, help_text="When the role began.",
        error_messages={"invalid": "Enter a real date, for example 31 3 2026.", "required": "Give the day."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, prison: Prison, forums: Any, role: Representative | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, initial=_initial(role), **kwargs)
        fields: Any = self.fields
        self.wings = {str(wing.pk): wing for wing in _wings(prison, role)}
        fields["wing"].choices = [
            ("", "Choose one"), (WHOLE, "The whole prison"),
            *((key, wing.name) for key, wing in self.wings.items()),
        ]  # fmt: skip
        pathways = Pathway.objects.filter(active=True)
        fields["pathways"].queryset = pathways if prison.holds_women else pathways.filter(women_only=False)
        fields["groups"].queryset = Group.objects.filter(active=True)
        fields["forum"].queryset = forums
        if not forums.exists():
            del self.fields["forum"]

    def layout(self) -> Layout:
        last = ["forum"] if "forum" in self.fields else []
        return Layout(
            Fieldset("The role", "title", "wing", "opportunity"),
            Fieldset("Whom they speak for", "pathways", "groups"),
            Fieldset("Who holds it", "holders", "hours_a_month", "since", *last),
        )

    def values(self) -> dict[str, Any]:
        """As the actions take them."""
        found = {name: self.cleaned_data[name] for name in COLUMNS if name in self.cleaned_data}
        return found | {"wing": self.wings.get(self.cleaned_data["wing"])}


class EndRoleForm(PortalForm):
    submit_label = "End the role"
    submit_kind = "warning"

    until = forms.DateField(
        label="Last day", widget=DateBoxes, required=False, help_text="Leave it empty for today."
    )


def _initial(role: Representative | None) -> dict[str, Any]:
    if role is None:
        return {"since": timezone.localdate()}
    found: dict[str, Any] = {name: getattr(role, name) for name in COLUMNS[:5]}
    return found | {
        "wing": str(role.wing_id or WHOLE), "pathways": role.pathways.all(), "groups": role.groups.all(),
        "forum": role.forum_id,
    }  # fmt: skip


def _wings(prison: Prison, role: Representative | None) -> list[Wing]:
    """Those that are open, and the one that a role has though it was closed since."""
    kept = role.wing_id if role else None
    return [wing for wing in prison.wings.all() if wing.ended_on is None or wing.pk == kept]
