"""The level to reach, the named manager, a step's owner and day, and why one is left out."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q

from coordination.forms.widgets import DateBoxes
from coordination.models import Prison, User
from directory.forms.moments import check_year
from directory.forms.worded import WordedForm
from planning.actions.plan import people_here, possible_owners
from planning.models import Level, PlanStep

HINTS: Final = {
    Level.BRONZE.value: "A small number of activities: a map of services, directories, a partnership event.",
    Level.SILVER.value: "The prison’s own staff do more: a forum, induction, training, a bulletin.",
    Level.GOLD.value: "A funded coordinator works to a clear plan, with needs, gaps and representatives.",
}


class LevelForm(WordedForm):
    submit_label = "Save"
    mark_optional = False

    level = forms.ChoiceField(
        label="Which level does the prison work towards?", choices=Level, widget=forms.RadioSelect,
        error_messages={"required": "Choose Bronze, Silver or Gold."},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["level"]
        field.widget.option_hints = HINTS


class ManagerForm(WordedForm):
    for_members = ("manager_role",)
    submit_label = "Save"
    mark_optional = False

    manager = forms.ModelChoiceField(
        label="A person with an account here", queryset=User.objects.none(), required=False,
        empty_label="Nobody chosen",
    )  # fmt: skip
    manager_role = forms.CharField(
        label="Their role in the prison", max_length=120, required=False,
        help_text="For example: head of reducing reoffending. It may stand alone or beside the person.",
    )  # fmt: skip

    def __init__(self, *args: Any, prison: Prison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["manager"]
        field.queryset = with_present(people_here(prison), self.initial.get("manager"))


class StepForm(WordedForm):
    """Whose it is and until when; with `own` also what it is and at which level."""

    for_members = ("title", "owner_role", "note")
    submit_label = "Save"
    mark_optional = False

    title = forms.CharField(
        label="What is to be done", max_length=160, error_messages={"required": "Say what is to be done."}
    )
    level = forms.ChoiceField(label="Level", choices=Level)
    owner = forms.ModelChoiceField(
        label="A person with an account here", queryset=User.objects.none(), required=False,
        empty_label="Nobody chosen",
    )  # fmt: skip
    owner_role = forms.CharField(
        label="Or a role in the prison", max_length=80, required=False,
        help_text="For example: head of safer custody. The coordinator is reminded instead.",
    )  # fmt: skip
    due_on = forms.DateField(
        label="By which day", required=False, widget=DateBoxes,
        help_text="Leave it empty if no day was agreed. Nobody is reminded then.",
    )  # fmt: skip
    note = forms.CharField(label="A note", max_length=300, required=False)

    def __init__(self, *args: Any, prison: Prison, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = with_present(possible_owners(prison), self.initial.get("owner"))
        if not own:
            del self.fields["title"], self.fields["level"]

    @classmethod
    def of(cls, step: PlanStep, prison: Prison, data: Any = None) -> StepForm:
        first = {name: getattr(step, name) for name in ("title", "level", "owner_role", "due_on", "note")}
        return cls(
            data, prison=prison, own=step.activity_id is None, initial=first | {"owner": step.owner_id}
        )

    def layout(self) -> Layout:
        who = Fieldset("Who does it? One of these two", "owner", "owner_role")
        first = [name for name in ("title", "level") if name in self.fields]
        return Layout(*first, who, "due_on", "note")

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day:
            check_year(day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("owner") and cleaned.get("owner_role"):
            self.add_error("owner", "Choose a person or type a role, not both.")
        return cleaned


class LeaveOutForm(WordedForm):
    for_members = ("reason",)
    submit_label = "Leave it out"
    mark_optional = False

    reason = forms.CharField(
        label="Why is it not done here?", max_length=300,
        help_text="It stands in the plan beside the activity.",
        error_messages={"required": "Say why it is not done here."},
    )  # fmt: skip


def with_present(people: Any, present: Any) -> Any:
    """Whoever has left since may keep it until somebody gives it to another."""
    return User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk=present)).order_by("name", "pk")
