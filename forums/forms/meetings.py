"""Calling a meeting, changing it, and saying why it fell out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from coordination.forms.several import SeveralField
from coordination.forms.widgets import DateBoxes
from coordination.models import Organisation
from directory.forms.moments import MomentsForm, check_year
from directory.forms.worded import WordedForm
from forums.models import Forum, Meeting


class MeetingForm(MomentsForm, WordedForm):
    """`values()` is what the actions take."""

    for_members = ("title", "place")

    place = forms.CharField(
        label="Place", max_length=120,
        help_text="Where to go and where to wait, for example: chapel, wait at the gate.",
        error_messages={"required": "Say where it takes place."},
    )  # fmt: skip
    items_close_on = forms.DateField(
        label="Last day to propose items for the agenda", widget=DateBoxes, required=False
    )
    title = forms.CharField(
        label="A name of its own", max_length=120, required=False,
        help_text="Only if this meeting is called something else than the forum.",
    )  # fmt: skip

    field_order = ("day", "begins", "ends", "place", "items_close_on", "title")

    def clean_items_close_on(self) -> date | None:
        day: date | None = self.cleaned_data["items_close_on"]
        if day:
            check_year(day)
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        closes, day = cleaned.get("items_close_on"), cleaned.get("day")
        if closes and day and closes > day:
            self.add_error("items_close_on", "This is after the meeting. Choose an earlier day.")
        return cleaned

    def values(self) -> dict[str, Any]:
        return {
            name: self.cleaned_data[name]
            for name in ("title", "starts_at", "ends_at", "place", "items_close_on")
        }


class CallForm(MeetingForm):
    submit_label = "Call the meeting"

    joining = SeveralField(
        label="Make these members of the forum, so that they are invited", queryset=Organisation.objects.none(),
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        forum: Forum,
        like: Meeting | None = None,
        title: str = "",
        joining: QuerySet[Organisation] | None = None,
        **kwargs: Any,
    ) -> None:
        """`like`: the last meeting of the forum, whose hours and place are most often those of the next.

        `joining`: organisations that the meeting is meant for and that do not belong to the forum.
        """
        first: dict[str, Any] = {}
        if like:
            first = {
                "begins": timezone.localtime(like.starts_at).time(),
                "ends": timezone.localtime(like.ends_at).time(), "place": like.place,
            }  # fmt: skip
        if title:
            first["title"] = title[: Meeting._meta.get_field("title").max_length]
        if joining is not None:
            first["joining"] = list(joining)
        super().__init__(*args, initial=first, **kwargs)
        if joining:
            field: Any = self.fields["joining"]
            field.queryset = joining
        else:
            del self.fields["joining"]
        days = forum.items_close_days
        self.fields["items_close_on"].help_text = (
            f"Leave it empty for {days} days before the meeting, as usual in this forum."
            if days
            else "Leave it empty for the day of the meeting, as usual in this forum."
        )


class ChangeForm(MeetingForm):
    submit_label = "Save"

    @classmethod
    def of(cls, meeting: Meeting, data: Any = None) -> ChangeForm:
        start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        form = cls(data, initial={
            "day": start.date(), "begins": start.time(), "ends": end.time(), "place": meeting.place,
            "items_close_on": meeting.items_close_on, "title": meeting.title,
        })  # fmt: skip
        if meeting.invited_at:
            form.submit_label = "Save and tell everybody invited"
        return form


class FellOutForm(WordedForm):
    """Why it is cancelled, or did not run."""

    for_members = ("note",)
    submit_kind = "warning"
    cancel_label = "Leave it as it is"

    reason = forms.ChoiceField(
        label="Why?", choices=Meeting.Reason.choices, widget=forms.RadioSelect,
        error_messages={"required": "Choose why. The reasons are counted for the governor."},
    )  # fmt: skip
    note = forms.CharField(
        label="In a few words", max_length=200, required=False,
        help_text="No names. Only who looks after the prison sees it.",
    )  # fmt: skip


class AnswerForm(WordedForm):
    """Of somebody who was told in another way than by the link."""

    answer = forms.ChoiceField(choices=[("coming", "Coming"), ("apologies", "Apologies")])
