"""Agreeing an action, saying how far it is, and choosing which of them to see."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q, QuerySet

from coordination.forms.base import FilterForm
from coordination.forms.widgets import DateBoxes, Suggesting
from coordination.models import Organisation, Prison, User
from directory.forms.moments import check_year
from directory.forms.worded import WordedForm
from forums.actions.agreed import possible_organisations, possible_owners, roles_used
from forums.models import Action, Forum
from forums.models.action import ActionQuerySet

ONE_OWNER: Final = "Say who does it: choose a person or an organisation, or type a role. One of the three."
# What may be chosen beside the states: finished, and whoever raised it has not read what came of it.
UNHEARD: Final = "unheard"
STATES: Final = [
    ("", "All of this view"), *Action.State.choices, (UNHEARD, "Finished, and nobody told who raised it"),
]  # fmt: skip


class ActionForm(WordedForm):
    """Its words, its owner and its day. `forum` only where it was agreed at no meeting and no event."""

    for_members = ("what", "raised_by", "owner_role")
    submit_label = "Write it down"
    # Of three owners one is wanted: “optional” beside each would say the contrary.
    mark_optional = False

    what = forms.CharField(
        label="What is to be done", max_length=300,
        help_text="So that somebody who was not there understands it. No names of people in prison.",
        error_messages={"required": "Say what is to be done."},
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        label="A person with an account here", queryset=User.objects.none(), required=False,
        empty_label="Nobody chosen",
    )  # fmt: skip
    owner_organisation = forms.ModelChoiceField(
        label="Or an organisation", queryset=Organisation.objects.none(), required=False,
        empty_label="None chosen",
    )  # fmt: skip
    owner_role = forms.CharField(
        label="Or a role in the prison", max_length=120, required=False, widget=Suggesting,
        help_text="For example: head of safer custody. Nobody is written to: you tell them.",
    )  # fmt: skip
    due_on = forms.DateField(
        label="By which day", required=False, widget=DateBoxes,
        help_text="Leave it empty if no day was agreed. Nobody is reminded then.",
    )  # fmt: skip
    raised_by = forms.CharField(
        label="Who raised it", max_length=120, required=False,
        help_text="For example: representatives, C wing. No names of people in prison. Leave it empty if it was"
        " everybody.",
    )  # fmt: skip
    forum = forms.ModelChoiceField(
        label="Forum", queryset=Forum.objects.none(), required=False, empty_label="None",
        help_text="It comes onto the forum’s next agenda until it is finished.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, prison: Prison, forums: QuerySet[Forum] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        now: Action | None = self.initial.get("action")
        people, organisations = possible_owners(prison), possible_organisations(prison)
        if now:
            # Whoever has left since may keep it until somebody gives it to another.
            people = User.objects.filter(Q(pk__in=people.values("pk")) | Q(pk=now.owner_id)).order_by("name")
            organisations = Organisation.objects.filter(
                Q(pk__in=organisations.values("pk")) | Q(pk=now.owner_organisation_id)
            ).order_by("name")
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = people
        fields["owner_organisation"].queryset = organisations
        fields["owner_role"].widget.suggestions = roles_used(prison)
        if forums is None:
            del self.fields["forum"]
        else:
            fields["forum"].queryset = forums

    @classmethod
    def of(cls, action: Action, data: Any = None) -> ActionForm:
        first = {name: getattr(action, name) for name in ("what", "raised_by", "owner_role", "due_on")}
        first |= {"owner": action.owner_id, "owner_organisation": action.owner_organisation_id}
        form = cls(data, prison=action.prison, initial=first | {"action": action})
        form.submit_label = "Save"
        return form

    def layout(self) -> Layout:
        who = Fieldset("Who does it? One of these three", "owner", "owner_organisation", "owner_role")
        rest = [name for name in ("due_on", "raised_by", "forum") if name in self.fields]
        return Layout("what", who, *rest)

    def clean_due_on(self) -> date | None:
        day: date | None = self.cleaned_data["due_on"]
        if day:
            check_year(day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        owners = ("owner", "owner_organisation", "owner_role")
        wrong = any(name in self.errors for name in owners)
        if not wrong and sum(bool(cleaned.get(name)) for name in owners) != 1:
            self.add_error("owner", ONE_OWNER)
        return cleaned


class NoteForm(WordedForm):
    """How far it is, and what has become of it."""

    for_members = ("text",)
    submit_label = "Save"
    mark_optional = False

    text = forms.CharField(
        label="How far is it?", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A line or two. Everybody who sees the action reads it. No names of people in prison.",
    )  # fmt: skip
    state = forms.ChoiceField(label="What has become of it?", widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = Action.State
        again = [(states.OPEN.value, "Open it again")]
        moves = [
            *([(states.IN_PROGRESS.value, "It is in progress")] if action.state == states.OPEN else []),
            (states.DONE.value, "It is done"),
            (states.DROPPED.value, "It is dropped"),
        ]
        if not action.is_unfinished:
            self.fields["text"].label = "A note"
        field: Any = self.fields["state"]
        field.choices = [("", "Nothing new: only a note"), *(moves if action.is_unfinished else again)]
        field.widget.option_hints = {
            states.DROPPED.value: "Say above why. Whoever raised it is told.",
            states.OPEN.value: "It comes onto the next agenda again.",
        }
        self.initial.setdefault("state", "")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "text" in self.errors or "state" in self.errors or cleaned.get("text"):
            return cleaned
        if cleaned.get("state") == Action.State.DROPPED:
            self.add_error("text", "Say why it is dropped. Whoever raised it is told.")
        elif not cleaned.get("state"):
            self.add_error("text", "Say how far it is, or choose what has become of it.")
        return cleaned


class ActionsFilter(FilterForm):
    """`view` goes along hidden, so that a filter stays within the view. `forums`: those that the reader may see."""

    view = forms.CharField(widget=forms.HiddenInput)
    q = forms.CharField(label="Words, or who does it", max_length=100)
    forum = forms.ModelChoiceField(label="Forum", queryset=Forum.objects.none(), empty_label="Any")
    state = forms.ChoiceField(label="State", choices=STATES)

    def __init__(self, *args: Any, forums: QuerySet[Forum] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["forum"]
        if forums is None:
            del self.fields["forum"]
        else:
            field.queryset = forums

    def apply(self, rows: ActionQuerySet) -> ActionQuerySet:
        """A wrong value filters nothing and is said."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("forum"):
            rows = rows.filter(forum=asked["forum"])
        if asked.get("state") == UNHEARD:
            rows = rows.unheard()
        elif asked.get("state"):
            rows = rows.filter(state=asked["state"])
        for word in asked.get("q", "").split()[:6]:
            rows = rows.filter(
                Q(what__icontains=word) | Q(raised_by__icontains=word) | Q(owner__name__icontains=word)
                | Q(owner_organisation__name__icontains=word) | Q(owner_role__icontains=word)
            )  # fmt: skip
        return rows
