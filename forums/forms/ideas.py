"""Ideas of organisations: sending one, answering it, laying it before a meeting, and how long an answer takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from coordination.forms.base import PortalForm
from coordination.models import Prison
from directory.forms.worded import WordedForm
from forums.models import Idea, Meeting

HINTS = {
    Idea.Kind.IDEA: "Something that you would like to begin or to try.",
    Idea.Kind.SEEN: "What you notice in your work there, and the prison should know.",
    Idea.Kind.CHANGE: "Something that gets in the way, and how it could be.",
}


class SendIdeaForm(WordedForm):
    submit_label = "Send it"
    for_members: ClassVar = ("title", "text")

    prison = forms.ModelChoiceField(
        label="To which prison?", queryset=Prison.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose the prison."},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label="What is it?", choices=Idea.Kind.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is."},
    )  # fmt: skip
    title = forms.CharField(
        label="In one line", max_length=120, error_messages={"required": "Say in one line what it is about."}
    )
    text = forms.CharField(
        label="What you mean", max_length=3000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What, for whom, what it needs from the prison and from you. Nothing about a person in prison."
        " A concern about somebody is never sent here: tell any officer, at once.",
        error_messages={"required": "Say what you mean."},
    )  # fmt: skip

    def __init__(
        self, *args: Any, prisons: QuerySet[Prison], days: Callable[[int], int], **kwargs: Any
    ) -> None:
        """`days`: within how many working days the prison of a key answers."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["prison"]
        field.queryset = prisons
        field.label_from_instance = lambda each: f"{each} (answers within {days(each.pk)} working days)"
        only = list(prisons[:2])
        if len(only) == 1:
            field.initial = only[0].pk
        kind: Any = self.fields["kind"]
        kind.widget.option_hints = HINTS


class AnswerForm(WordedForm):
    submit_label = "Send the answer"
    for_members: ClassVar = ("text",)

    answer = forms.ChoiceField(
        label="Your answer", choices=Idea.Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer."},
    )  # fmt: skip
    text = forms.CharField(
        label="In words", max_length=2000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Why, and what happens next. Whoever sent it gets this by e-mail, once.",
        error_messages={"required": "Say why. The organisation reads it."},
    )  # fmt: skip


class AgendaForm(PortalForm):
    submit_label = "Put it on the agenda"

    meeting = forms.ModelChoiceField(
        label="Which meeting?", queryset=Meeting.objects.none(), empty_label="Choose one",
        error_messages={"required": "Choose the meeting."},
    )  # fmt: skip

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["meeting"]
        field.queryset = meetings


class IdeaDaysForm(PortalForm):
    submit_label = "Save"

    working_days = forms.IntegerField(
        label="Working days", min_value=1, max_value=120,
        help_text="Monday to Friday, without the bank holidays of England and Wales. The day of sending does not"
        " count.",
        error_messages={"required": "Give a number of working days."},
    )  # fmt: skip
