"""Planning a session, changing it, and places on it."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from coordination.forms.base import PortalForm
from directory.forms.moments import MomentsForm
from inductions.models import Booking, Person, TrainingModule, TrainingSession

# A longer list is not looked through: a name is typed instead.
FEW: Final = 40
MOST_FOUND: Final = 20


class SessionForm(MomentsForm):
    """When and where, and who trains. `values()` is what the actions take."""

    place = forms.CharField(
        label="Place", max_length=120,
        help_text="Where to go and where to wait, for example: visits hall, wait at the gate.",
        error_messages={"required": "Say where it takes place."},
    )  # fmt: skip
    trainers = forms.CharField(
        label="Trainers", max_length=200, required=False,
        help_text="Prison staff or partners, by name or team. Never the names of people in prison.",
    )  # fmt: skip
    co_delivered = forms.BooleanField(label="People in prison co-deliver it", required=False)
    co_deliverers = forms.IntegerField(
        label="How many of them, if they co-deliver", min_value=1, max_value=50, required=False,
        help_text="A number, never names. Leave it empty if you do not know yet.",
    )  # fmt: skip

    @staticmethod
    def values_like(session: TrainingSession) -> dict[str, Any]:
        """First values as those of a session that is there, without its day."""
        return {
            "begins": timezone.localtime(session.starts_at).time(),
            "ends": timezone.localtime(session.ends_at).time(), "place": session.place,
            "trainers": session.trainers, "co_delivered": session.co_delivered,
            "co_deliverers": session.co_deliverers,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("co_deliverers") and not cleaned.get("co_delivered"):
            self.add_error("co_delivered", "Tick this as well, or leave the number out.")
        return cleaned

    def values(self) -> dict[str, Any]:
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("day", "begins", "ends")
        }


class PlanForm(SessionForm):
    submit_label = "Plan the session"

    module = forms.ModelChoiceField(
        label="What is taught", queryset=TrainingModule.objects.filter(active=True), empty_label="Choose one",
        error_messages={"required": "Choose what is taught."},
    )  # fmt: skip
    capacity = forms.IntegerField(
        label="Places", min_value=1, max_value=500,
        help_text="Whoever asks after these are taken waits, and moves up by itself.",
        error_messages={"required": "Say how many places there are."},
    )  # fmt: skip

    field_order = ["module"]


class ChangeForm(SessionForm):
    submit_label = "Save and tell everybody booked"

    @classmethod
    def of(cls, session: TrainingSession, data: Any = None) -> ChangeForm:
        day = timezone.localdate(session.starts_at)
        return cls(data, initial={"day": day} | cls.values_like(session))


class PlacesForm(PortalForm):
    submit_label = "Save"

    capacity = forms.IntegerField(label="Places", min_value=1, max_value=500)


class FellOutForm(PortalForm):
    """Why it is cancelled, or did not run."""

    submit_kind = "warning"
    cancel_label = "Leave it as it is"

    reason = forms.ChoiceField(
        label="Why?", choices=TrainingSession.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose why. The reasons are counted for the governor."},
    )  # fmt: skip
    note = forms.CharField(
        label="In a few words",
        max_length=200,
        required=False,
        help_text="No names. Only who looks after the prison sees it.",
    )


class CancelBookingForm(PortalForm):
    submit_label = "Cancel the booking"
    submit_kind = "warning"
    cancel_label = "Keep the booking"

    reason = forms.ChoiceField(
        label="Why?", choices=Booking.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose why. It tells the coordinator whether another day would do."},
    )  # fmt: skip


class BookForm(PortalForm):
    """Somebody of `candidates`: chosen where they are few, else found by a part of the name.

    `engagements_seen` of each, where it is prefetched, tells people of one name apart.
    """

    submit_label = "Book"
    mark_optional = False

    name = forms.CharField(label="Name, or a part of it", max_length=120, required=False)
    person = forms.ModelChoiceField(
        label="Who", queryset=Person.objects.none(), required=False, empty_label="Choose one",
        error_messages={"invalid_choice": "Choose one of the list: this person cannot be booked here."},
    )  # fmt: skip

    def __init__(self, *args: Any, candidates: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = candidates
        self.found: list[Person] = list(candidates[: FEW + 1])
        if len(self.found) <= FEW:
            del self.fields["name"]
            if len(self.found) == 1:
                # Most often somebody who books for themselves: nothing to choose.
                field.widget, self.initial["person"] = forms.HiddenInput(), self.found[0].pk
                self.submit_label = f"Book {self.found[0]}"
                return
            field.choices = [
                ("", "Choose one"),
                *((each.pk, _with_organisations(each)) for each in self.found),
            ]
            return
        # A link that leads here names the person by key; to change one's mind it is the name that counts.
        asked = candidates.filter(pk=self.initial.pop("person", None)).first()
        self.fields["name"].initial = asked.name if asked else ""
        typed = " ".join(str(self.data.get(self.add_prefix("name"), "")).replace("\x00", "").split())
        self.found = list(candidates.filter(name__icontains=typed)[: MOST_FOUND + 1]) if typed else []
        field.label = "Which of them?"
        field.widget = forms.RadioSelect() if len(self.found) > 1 else forms.HiddenInput()
        field.choices = [(each.pk, _with_organisations(each)) for each in self.found[:MOST_FOUND]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("person") or "person" in self.errors:
            return cleaned
        if "name" not in self.fields:
            self.add_error("person", "Choose who is to be booked.")
        elif not cleaned.get("name"):
            self.add_error("name", "Type a name, or a part of it.")
        elif len(self.found) == 1:
            cleaned["person"] = self.found[0]
        elif not self.found:
            self.add_error("name", "Nobody of that name who works here can be booked. Look at the spelling.")
        elif len(self.found) > MOST_FOUND:
            self.add_error("name", f"More than {MOST_FOUND} people fit. Type more of the name.")
        else:
            self.add_error("person", "Several people fit. Choose one of them.")
        return cleaned


def _with_organisations(person: Person) -> str:
    seen = getattr(person, "engagements_seen", [])
    names = sorted({each.organisation.name for each in seen})
    return f"{person.name} ({', '.join(names)})" if names else person.name
